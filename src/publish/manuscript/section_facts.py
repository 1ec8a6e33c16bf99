"""What the checks of one section work on: its scanned text, and its tree as pandoc read it, before any filter."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import TypeVar
from urllib.parse import quote, unquote

import panflute as pf

from publish.diagnostics import Diagnostic, Location, Patch, diagnostic
from publish.manuscript.lines import Positions
from publish.manuscript.locate import LEAVES, children
from publish.manuscript.scan import Scan
from publish.manuscript.zones import Places
from publish.model import Section

ElementKind = TypeVar("ElementKind", bound=pf.Element)


@dataclass(frozen=True, kw_only=True)
class TextFacts:
    """A section and what scanning its text gave."""

    section: Section
    scan: Scan

    @property
    def text(self) -> str:
        """The text that pandoc reads: without comments and a leading YAML block."""
        return self.scan.text

    @property
    def places(self) -> Places:
        """The lines of `text`."""
        return self.scan.places

    def location(self, offset: int) -> Location:
        """The file, line and column of an offset of `text`."""
        return Location(path=self.section.path, line=self.places.line(offset), column=self.places.column(offset))

    def diagnostic(self, code: str, message: str, help: str, at: int, length: int = 1, fix: tuple[Patch, ...] = ()) -> Diagnostic:
        """The diagnostic of a rule at an offset of `text`."""
        return diagnostic(code, message, help=help, at=self.location(at), length=length, fix=fix)

    def patch(self, at: int, text: str, length: int = 0) -> tuple[Patch, ...]:
        """The fix that puts a text at an offset, in place of `length` characters."""
        return (Patch(at=self.location(at), length=length, text=text),)


@dataclass(frozen=True, kw_only=True)
class TreeFacts(TextFacts):
    """A section with its tree and where each element stands in its text."""

    document: pf.Doc
    positions: Positions

    @cached_property
    def blocks(self) -> list[pf.Element]:
        """The blocks of the section itself, not those inside other blocks."""
        return list(self.document.content)

    @cached_property
    def elements(self) -> list[pf.Element]:
        """All elements in reading order, except words and spaces."""
        return list(descendants(self.document))

    def elements_of(self, *kinds: type[ElementKind]) -> Iterator[ElementKind]:
        """The elements of some kinds, in reading order."""
        return (element for element in self.elements if isinstance(element, kinds))

    def line_start(self, element: pf.Element) -> int:
        """The offset of the line in which an element begins."""
        return self.places.starts[self.positions.line(element) - 1]

    def line_text(self, element: pf.Element) -> str:
        """The line in which an element begins."""
        return self.places.lines[self.positions.line(element) - 1]

    def offset_in_line(self, element: pf.Element, text: str) -> int:
        """The offset of a text in the line in which an element begins; the start of the line if it is not there."""
        return self.line_start(element) + max(0, self.line_text(element).find(text))

    def paragraph_from(self, offset: int) -> str:
        """The text from an offset to the next empty line."""
        end = self.text.find("\n\n", offset)
        return self.text[offset : end if end >= 0 else None]

    def picture_offset(self, image: pf.Image, otherwise: int) -> int:
        """The offset at which a picture begins; `otherwise` where it cannot be known by its address, as in `![text][reference]`."""
        return self._picture_offsets.get(id(image), otherwise)

    @cached_property
    def _picture_offsets(self) -> dict[int, int]:
        """The offset of each picture by its `id()`: the n-th picture or link to an address stands where this is written for the n-th time.

        Not by the alignment of letters, for many pictures have none near them.
        """
        users: dict[str, list[pf.Image | pf.Link]] = {}
        for user in _in_written_order(self.document):
            users.setdefault(unquote(user.url), []).append(user)
        offsets: dict[int, int] = {}
        for url, same in users.items():
            if not any(isinstance(user, pf.Image) for user in same):
                continue
            written = [match.start() for match in _written(url).finditer(self.text)]
            if len(written) == len(same):
                pairs = zip(same, written, strict=True)
                offsets.update({id(user): self.text.rfind("![", 0, at) for user, at in pairs if isinstance(user, pf.Image)})
        return offsets


def _written(address: str) -> re.Pattern[str]:
    """An address as it may be written after the words of a link or picture."""
    return re.compile(rf"\]\(\s*<?{''.join(map(_written_character, address))}(?=[>\s)])")


def _written_character(character: str) -> str:
    """A pattern for one character of an address: bare, after a backslash or in percent signs; no character reads in two ways (2ⁿ steps)."""
    bare, coded = rf"\\?{re.escape(character)}", quote(character, safe="")
    return bare if coded == character else rf"(?:{bare}|(?i:{coded}))"


def _in_written_order(element: pf.Element) -> Iterator[pf.Image | pf.Link]:
    """The pictures and links in the order of their written addresses: after their words, and a table's caption after its cells."""
    inner = list(children(element))
    if isinstance(element, pf.Figure):
        inner = [*inner, *element.content.list]
    elif isinstance(element, pf.Table):
        inner = [*inner[1:], *inner[:1]]
    for child in inner:
        if type(child) not in LEAVES:
            yield from _in_written_order(child)
    if isinstance(element, (pf.Image, pf.Link)):
        yield element


def descendants(element: pf.Element) -> Iterator[pf.Element]:
    """An element and all that it holds, in reading order, except words and spaces."""
    stack = [element]
    while stack:
        element = stack.pop()
        yield element
        inner = [child for child in children(element) if type(child) not in LEAVES]
        if isinstance(element, pf.Figure):
            inner += element.content.list
        stack += reversed(inner)
