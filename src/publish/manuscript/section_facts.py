"""What the checks of one section work on: its scanned text, and its tree as pandoc read it, before any filter."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import TypeVar

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
