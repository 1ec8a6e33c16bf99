"""Where each element of a section's tree stands in the manuscript, those without a letter of their own too."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import panflute as pf

from publish.manuscript.locate import LEAVES, Alignment, children, nth_letter
from publish.manuscript.zones import Places

RULE = re.compile(r"[ \t>]*(?:[*_-][ \t]*){3,}")


@dataclass(slots=True)
class Positions:
    """Lines and offsets of elements, by `id()`; the elements are kept alive by the alignments' streams."""

    text: str
    places: Places
    alignments: Sequence[Alignment]
    lines: dict[int, int] = field(default_factory=dict)
    offsets: dict[int, int] = field(default_factory=dict)
    """Offsets of elements without letters; those of the others are computed when asked for."""

    def __post_init__(self) -> None:
        for alignment in self.alignments:
            self._fill(alignment)

    def _fill(self, alignment: Alignment) -> None:
        behind = begin = alignment.stretches[0].start if alignment.stretches else 0
        known, line = -1, self.places.line(begin)
        for element in alignment.stream.kept:
            run = alignment.first_run(element)
            if run is not None:
                if alignment.owners[run] != known:  # most elements stand in the stretch of the one before
                    known = alignment.owners[run]
                    begin = alignment.begin(known)
                    line = self.places.line(begin)
                self.lines[id(element)] = line
                behind = max(behind, begin)
            elif not isinstance(element, pf.Note):
                self.offsets[id(element)] = here = self._without_letters(element, behind)
                self.lines[id(element)] = self.places.line(here)
                if not children(element):  # what holds others must not be passed before they are met
                    behind = here + len(getattr(element, "text", ""))

    def _without_letters(self, element: pf.Element, behind: int) -> int:
        """Where an element without letters stands, behind the last one that has some."""
        match element:
            case pf.HorizontalRule():
                first = self.places.line(behind)
                rules = (number for number in range(first, len(self.places.lines)) if RULE.fullmatch(self.places.lines[number]))
                return self.places.starts[next(rules, first - 1)]
            case pf.Str() | pf.Code() | pf.Math():
                found = self.text.find(element.text, behind)
            case pf.Image():
                found = self.text.find("![", behind)
            case _:
                inner = next(iter(children(element)), None)
                found = self._without_letters(inner, behind) if inner else behind
        return found if found >= 0 else behind

    def line(self, element: pf.Element) -> int:
        """The line that an element begins in; 1 for one that is not in the tree as it was read."""
        return self.lines.get(id(element), 1)

    def offset(self, element: pf.Element) -> int:
        """The offset at which an element's own text begins."""
        found = self._offset(element)
        if isinstance(element, (pf.Str, pf.Math)):  # signs before its first letter are its own
            start = self.text.rfind(element.text, self.places.starts[self.line(element) - 1], found + len(element.text))
            return start if start >= 0 else found
        return found

    def place(self, element: pf.Element, within: int = 0) -> tuple[int, int]:
        """Line and column of a sign of an element's own text, by its number; column 0 for an element not in the tree as it was read."""
        if id(element) not in self.lines:
            return self.line(element), 0
        at = self.offset(element)
        is_as_written = within and self.text[at + within : at + within + 1] == getattr(element, "text", "")[within : within + 1]
        at += within if is_as_written else 0
        return self.places.line(at), self.places.column(at)

    def _offset(self, element: pf.Element) -> int:
        if id(element) in self.offsets:
            return self.offsets[id(element)]
        for alignment in self.alignments:
            if id(element) in alignment.stream.extents:
                run = alignment.first_run(element)
                if run is not None:
                    return nth_letter(*alignment.letter(run))
        return self.places.starts[self.line(element) - 1]


def block_lines(document: pf.Doc, positions: Positions) -> Mapping[int, int]:
    """The line of each block of a tree by `id()`, blocks in notes too; a block that a filter put in has the line of what it holds."""
    lines: dict[int, int] = {}
    known = positions.lines

    def line_of(element: pf.Element) -> int | None:
        inner = [line for child in _all_children(element) if (line := known.get(id(child)) if type(child) in LEAVES else line_of(child))]
        line = known.get(id(element)) or next(iter(inner), None)
        if inner and isinstance(element, pf.Table):
            line = min(inner)  # its caption may stand below it
        if line and not isinstance(element, pf.Inline):
            lines[id(element)] = line
        return line

    line_of(document)
    return lines


def _all_children(element: pf.Element) -> Sequence[pf.Element]:
    return [*element.content, *children(element)] if isinstance(element, pf.Figure) else children(element)
