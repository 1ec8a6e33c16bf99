"""Texts compressed in memory. A build holds the whole book at once, in several forms.

A book's text compresses to less than half its size. Uncompressed, Python stores two bytes for every character as soon as one of them is,
for example, a curly quotation mark.
"""

import zlib
from dataclasses import dataclass

FAST = 1  # zlib's fastest level: the higher ones cost more time than the memory is worth


@dataclass(frozen=True, slots=True)
class CompressedText:
    """A text, made by `CompressedText.of` and decompressed by each access to `text`. Equal texts have equal bytes."""

    content: bytes = b""

    @classmethod
    def of(cls, text: str) -> "CompressedText":
        """The compressed form of a text."""
        return cls(zlib.compress(text.encode("utf-8", "surrogatepass"), FAST) if text else b"")

    @property
    def text(self) -> str:
        """The original text."""
        return zlib.decompress(self.content).decode("utf-8", "surrogatepass") if self.content else ""
