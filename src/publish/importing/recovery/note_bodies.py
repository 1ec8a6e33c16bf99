"""Where the texts of notes stand in a source: under a heading for notes, at the end of a chapter or of the book, at the foot of a page.

A list in the middle of a text, one that a colon introduces, one of another chapter than the marks, are lists.
"""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from publish.importing.blocks import Block, Frame, Kind
from publish.importing.inline import plain

NOTES = re.compile(
    r"(?:foot|end)?notes?|notes (?:and|to) .{0,60}|anmerkungen|fu(?:ß|ss)noten|endnoten|einzelnachweise|примечания|сноски|"
    r"notas?(?: al pie)?|notes de bas de page|voetnoten|noten|przypisy|poznámky|noter|fotnoter|viitteet|jegyzetek|σημειώσεις|脚注|注釈?|註",
    re.IGNORECASE,
)
WORKS = re.compile(
    r"references(?: cited)?|(?:selected? |annotated )?bibliography|works cited|(?:cited )?literature(?: cited)?|sources|further reading|"
    r"literatur(?:verzeichnis|nachweise)?|quellen(?:verzeichnis)?|bibliogra(?:ph|f)ie|références(?: bibliographiques)?|bibliograf[ií]a|"
    r"referencias|referências|riferimenti(?: bibliografici)?|литература|список литературы|библиография|参考文献",
    re.IGNORECASE,
)
MOST_TO_FOOT = 12  # blocks between a mark and the foot of its page
MOST_FURTHER = 2  # paragraphs of the last note after its first


def is_notes_heading(text: str) -> bool:
    """Whether a line is a heading over notes: “Notes”, “FOOTNOTES:”."""
    return NOTES.fullmatch(plain(text).strip().rstrip(":.").strip()) is not None


def is_works_heading(text: str) -> bool:
    """Whether a line is a heading over works cited: “References”, “Bibliography”. What stands below may be notes, but need not."""
    return WORKS.fullmatch(plain(text).strip().rstrip(":.").strip()) is not None


def heads_list(text: str) -> bool:
    """Whether a line is a heading over notes or over works cited."""
    return is_notes_heading(text) or is_works_heading(text)


@dataclass(frozen=True, slots=True)
class BodyPlaces:
    """The blocks of a source, and the number of the chapter of each."""

    blocks: Sequence[Block]
    sections: Sequence[int]

    def is_headed(self, place: int) -> bool:
        """Whether a heading for notes stands directly above a block."""
        return place > 0 and is_notes_heading(self.blocks[place - 1].text)

    def is_below_works(self, place: int) -> bool:
        """Whether a heading for works cited stands directly above a block."""
        return place > 0 and is_works_heading(self.blocks[place - 1].text)

    def may_be_notes(self, bodies: Sequence[int], calls: Sequence[int], alike: Collection[int]) -> bool:
        """Whether a run of blocks stands where notes do.

        `calls` are the blocks with the marks that seem to call them, `alike` all blocks that begin with a mark like theirs.
        """
        first, last = bodies[0], bodies[-1]
        if self.is_headed(first) or self.is_below_works(first):
            return True
        if first and plain(self.blocks[first - 1].text).rstrip().endswith(":"):
            return False
        if not self._ends_section(last, alike):
            return self._is_foot(first, calls)
        return self._is_end(last) or self._section_of(calls) == {self.sections[first]}

    def _is_foot(self, first: int, calls: Sequence[int]) -> bool:
        is_list = any(container.frame is Frame.ITEM for container in self.blocks[first].containers)
        return not is_list and self._section_of(calls) == {self.sections[first]} and first - min(calls) <= MOST_TO_FOOT

    def _section_of(self, places: Sequence[int]) -> set[int]:
        return {self.sections[place] for place in places}

    def _ends_section(self, last: int, alike: Collection[int]) -> bool:
        """Whether a section has nothing below a block but the list that it is in, others like it, and few paragraphs."""
        group = next((container.group for container in self.blocks[last].containers if container.frame is Frame.ITEM), 0)
        further = 0
        for place in range(last + 1, len(self.blocks)):
            block = self.blocks[place]
            if self.sections[place] != self.sections[last]:
                return True
            if group and any(container.group == group for container in block.containers):
                continue
            further = 0 if place in alike else further + 1
            if group or block.kind is Kind.BREAK or further > MOST_FURTHER:
                return False
        return True

    def _is_end(self, last: int) -> bool:
        """Whether no other section follows that of a block."""
        return self.sections[last] == self.sections[-1]
