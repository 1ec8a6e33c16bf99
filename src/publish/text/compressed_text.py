"""Long texts held small: a build has the whole book at hand at once, and in more than one form.

A text of a book is packed to less than half its letters, and one with a single curly quotation mark takes two bytes a letter in Python.
"""

import zlib
from dataclasses import dataclass

FAST = 1  # zlib's level: the others take longer than they spare


@dataclass(frozen=True, slots=True)
class Packed:
    """A text, made by `Packed.of` and unpacked each time that it is read; the same bytes for the same text."""

    content: bytes = b""

    @classmethod
    def of(cls, text: str) -> "Packed":
        """This text."""
        return cls(zlib.compress(text.encode("utf-8", "surrogatepass"), FAST) if text else b"")

    @property
    def text(self) -> str:
        """The text as it was."""
        return zlib.decompress(self.content).decode("utf-8", "surrogatepass") if self.content else ""
