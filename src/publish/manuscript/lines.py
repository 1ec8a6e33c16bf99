"""Where each element of a section's tree stands in the manuscript, also one without letters."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import panflute as pf

from publish.manuscript.locate import LEAVES, Alignment, children, nth_letter
from publish.manuscript.zones import Places

RULE = re.compile(r"[ \t>]*(?:[*_-][ \t]*){3,}")


@dataclass(slots=True)
class Positions:
    """Lines and offsets of elements, by `id()`; the streams of the alignments keep the elements alive."""

    text: str
    places: Places
    alignments: Sequence[Alignment]
    lines: dict[int, int] = field(default_factory=dict)
    offsets: dict[int, int] = field(default_factory=dict)
    """Offsets of elements without letters; those of the others are computed on demand."""

    def __post_init__(self) -> None:
        for alignment in self.alignments:
            self._fill(alignment)

    def _fill(self, alignment: Alignment) -> None:
        passed = begin = alignment.stretches[0].start if alignment.stretches else 0
        owner, line = -1, self.places.line(begin)
        for element in alignment.stream.elements:
            run = alignment.first_run(element)
            if run is not None:
                if alignment.owners[run] != owner:  # most elements stand in the stretch of the one before
                    owner = alignment.owners[run]
                    begin = alignment.begin(owner)
                    line = self.places.line(begin)
                self.lines[id(element)] = line
                passed = max(passed, begin)
            elif not isinstance(element, pf.Note):
                self.offsets[id(element)] = here = self._without_letters(element, passed)
                self.lines[id(element)] = self.places.line(here)
                if not children(element):  # the children of an element come after it, from the same offset
                    passed = here + len(getattr(element, "text", ""))

    def _without_letters(self, element: pf.Element, start: int) -> int:
        """The first offset from `start` on at which an element without letters can stand; `start` if there is none."""
        match element:
            case pf.HorizontalRule():
                first = self.places.line(start)
                rules = (number for number in range(first, len(self.places.lines)) if RULE.fullmatch(self.places.lines[number]))
                return self.places.starts[next(rules, first - 1)]
            case pf.Str() | pf.Code() | pf.Math():
                offset = self.text.find(element.text, start)
            case pf.Image():
                offset = self.text.find("![", start)
            case _:
                inner = next(iter(children(element)), None)
                offset = self._without_letters(inner, start) if inner else start
        return offset if offset >= 0 else start

    def line(self, element: pf.Element) -> int:
        """The line in which an element begins; 1 for an element that a filter added."""
        return self.lines.get(id(element), 1)

    def offset(self, element: pf.Element) -> int:
        """The offset at which the text of an element begins."""
        offset = self._offset(element)
        if isinstance(element, (pf.Str, pf.Math)):  # characters before the first letter belong to it
            start = self.text.rfind(element.text, self.places.starts[self.line(element) - 1], offset + len(element.text))
            return start if start >= 0 else offset
        return offset

    def place(self, element: pf.Element, within: int = 0) -> tuple[int, int]:
        """Line and column of a character of an element's text, by its index; 1 and 0 for an element that a filter added."""
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
    """The line of each block of a tree by `id()`, also in notes; a block that a filter added has the line of its content."""
    lines: dict[int, int] = {}
    read = positions.lines

    def line_of(element: pf.Element) -> int | None:
        inner = [line for child in _all_children(element) if (line := read.get(id(child)) if type(child) in LEAVES else line_of(child))]
        line = read.get(id(element)) or next(iter(inner), None)
        if inner and isinstance(element, pf.Table):
            line = min(inner)  # the caption may stand below the table
        if line and not isinstance(element, pf.Inline):
            lines[id(element)] = line
        return line

    line_of(document)
    return lines


def _all_children(element: pf.Element) -> Sequence[pf.Element]:
    return [*element.content, *children(element)] if isinstance(element, pf.Figure) else children(element)
