"""Where each element of a section's tree stands in the manuscript, also one without letters."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from html import unescape

import panflute as pf

from publish.manuscript.locate import LEAVES, Alignment, children
from publish.manuscript.source import ENTITY, letters_of
from publish.manuscript.zones import Places

ENTITY_AT_END = re.compile(rf"{ENTITY.pattern}\Z")
LONGEST_ENTITY = 36
WRITTEN = {
    "—": ("---", "--"),
    "–": ("--", "---"),
    "…": ("...",),
    "’": ("'",),
    "‘": ("'",),
    "“": ('"',),
    "”": ('"',),
    "\u00a0": ("\\ ",),
}
"""How characters that pandoc makes are written in the manuscript."""
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
    in_notes: dict[int, int] = field(default_factory=dict)
    """For each element in a note the index of its alignment: filled when it is first needed."""

    def __post_init__(self) -> None:
        for alignment in self.alignments:
            self._fill(alignment)

    def _fill(self, alignment: Alignment) -> None:
        passed = around = begin = alignment.stretches[0].start if alignment.stretches else 0
        owner, line = -1, self.places.line(begin)
        last: int | None = None
        for element in alignment.stream.elements:
            run = alignment.first_run(element)
            if run is not None:
                if alignment.owners[run] != owner:  # most elements stand in the stretch of the one before
                    owner = alignment.owners[run]
                    begin = alignment.begin(owner)
                    line = self.places.line(begin)
                self.lines[id(element)] = line
                around = max(around, begin)
                if type(element) is pf.Str or not children(element):  # what is around it may begin with signs that stand before
                    passed, last = max(passed, begin), run
            elif not isinstance(element, pf.Note):
                if last is not None:  # the last leaf with letters ends before it
                    letters = len(letters_of(alignment.stream.texts[last]))
                    passed, last = max(passed, alignment.offset(last, letters - 1) + 1), None
                here = self._without_letters(element, passed)
                here = max(here, around) if here == passed and not getattr(element, "text", "") else here  # nothing of it is written
                self.offsets[id(element)] = here
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
        if isinstance(element, (pf.Str, pf.Math)) and offset == self._offset_of_letter(element, 0):
            for character in reversed(_before_first_letter(element.text)):  # they belong to it
                offset = _start_of(character, self.text, offset)
        return offset

    def place(self, element: pf.Element, within: int = 0) -> tuple[int, int]:
        """Line and column of a character of an element's text, by its index; 1 and 0 for an element that a filter added."""
        if id(element) not in self.lines:
            return self.line(element), 0
        at = self._offset_within(element, within) if within else self.offset(element)
        return self.places.line(at), self.places.column(at)

    def _offset_within(self, element: pf.Element, within: int) -> int:
        """The offset of a character of an element's text. An entity, an escape or a dash may be longer in the manuscript."""
        text = getattr(element, "text", "")
        if letters_of(text[within : within + 1]):
            at = self._offset_of_letter(element, len(letters_of(text[:within])))
            return self.offset(element) if at is None else at
        after = within
        while after and not letters_of(text[after - 1]):
            after -= 1
        if after:
            letter = self._offset_of_letter(element, len(letters_of(text[:after])) - 1)
            at = self.offset(element) if letter is None else _end_of(text[after - 1], self.text, letter)
        else:
            at = self.offset(element)
        for character in text[after:within]:
            at = _end_of(character, self.text, at)
        return at + 1 if self.text[at : at + 1] == "\\" and text[within : within + 1] not in ("\\", "\u00a0") else at

    def _offset(self, element: pf.Element) -> int:
        offset = self.offsets.get(id(element))
        if offset is None:
            offset = self._offset_of_letter(element, 0)
        return self.places.starts[self.line(element) - 1] if offset is None else offset

    def _offset_of_letter(self, element: pf.Element, letter: int) -> int | None:
        """The offset of a letter of an element, by its index; None for an element without letters, or one that a filter added."""
        if len(self.alignments) > 1 and not self.in_notes:
            self.in_notes.update((name, number) for number, notes in enumerate(self.alignments) for name in notes.stream.extents if number)
        alignment = self.alignments[self.in_notes.get(id(element), 0)] if self.alignments else None
        run = alignment.first_run(element) if alignment and id(element) in alignment.stream.extents else None
        return alignment.offset(run, letter) if alignment and run is not None else None


def _before_first_letter(text: str) -> str:
    """The characters of a text before its first letter."""
    return next((text[:at] for at, character in enumerate(text) if letters_of(character)), "")


def _start_of(character: str, text: str, end: int) -> int:
    """The offset at which a character begins that is written before an offset; the offset itself if something else is written there."""
    for written in (character, *WRITTEN.get(character, ())):
        if text.endswith(written, 0, end):
            return end - len(written)
    match = ENTITY_AT_END.search(text, max(0, end - LONGEST_ENTITY), end)
    return match.start() if match and unescape(match[0]) == character else end


def _end_of(character: str, text: str, start: int) -> int:
    """The offset after a character that is written at an offset; the offset itself if something else is written there."""
    for written in (character, f"\\{character}", *WRITTEN.get(character, ())):
        if text.startswith(written, start):
            return start + len(written)
    match = ENTITY.match(text, start)
    return match.end() if match and unescape(match[0]) == character else start


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
