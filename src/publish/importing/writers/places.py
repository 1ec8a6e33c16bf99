"""The places that links of a source lead to, with their ids: a heading has its own, any other block gets one."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from publish.book.ids import slug
from publish.importing.blocks import Block, Container, Frame, Kind
from publish.importing.inline import ATTRIBUTES, INSIDE, LINK_MIDDLE, SPAN, attributes, plain
from publish.importing.recovery.recovered_notes import RecoveredNote
from publish.importing.recovery.recovered_text import Passage, Role

IN_TEXT = frozenset({Kind.PARAGRAPH, Kind.TERM, Kind.VERSE})
"""Blocks that hold the mark of a place at their beginning; the others stand in a division with its id."""
MOST_NAME = 40  # characters


@dataclass(slots=True, kw_only=True)
class _Places:
    """The addresses that are linked, and the ids given so far, by address."""

    linked: frozenset[str]
    ids: dict[str, str] = field(default_factory=dict)

    def named(self, passages: Sequence[Passage]) -> Iterator[Passage]:
        """The passages; those that a link leads to have an id. A break has none, so that it belongs to the block after it."""
        waiting: list[str] = []
        for passage in passages:
            addresses = [*waiting, *(INSIDE + anchor for anchor in passage.block.anchors if INSIDE + anchor in self.linked)]
            waiting = addresses if passage.block.kind is Kind.BREAK else []
            if addresses and passage.role is Role.HEADING:
                self._give(addresses, plain(passage.block.text))
                yield replace(passage, block=replace(passage.block, anchors=tuple(one.removeprefix(INSIDE) for one in addresses)))
            elif addresses and not waiting:
                id = self._give(addresses, addresses[0].rpartition("#")[2])
                yield replace(passage, block=_with_id(passage.block, id))
            else:
                yield passage

    def _give(self, addresses: Sequence[str], name: str) -> str:
        """Gives addresses one id that is made of a name, and that no other place has."""
        base = slug(name)[:MOST_NAME].strip("-") or "place"
        number = sum(id == base or re.fullmatch(rf"{re.escape(base)}-\d+", id) is not None for id in set(self.ids.values()))
        id = f"{base}-{number + 1}" if number else base
        self.ids.update(dict.fromkeys(addresses, id))
        return id


def with_places(
    sections: Sequence[Sequence[Passage]], notes: Sequence[RecoveredNote]
) -> tuple[list[list[Passage]], tuple[RecoveredNote, ...], Mapping[str, str]]:
    """The sections and the notes with the places that links of the source lead to, and the ids of these by address."""
    texts = [passage.block.text for section in sections for passage in section] + [block.text for note in notes for block in note.blocks]
    places = _Places(linked=frozenset(address for text in texts for address in re.findall(f"{INSIDE}[^{LINK_MIDDLE}]*", text)))
    named = [list(places.named(section)) for section in sections]
    named_notes = tuple(
        replace(note, blocks=tuple(passage.block for passage in places.named([Passage(block=block) for block in note.blocks])))
        for note in notes
    )
    return named, named_notes, places.ids


def _with_id(block: Block, id: str) -> Block:
    """A block with an id: before its words, behind the indent of a line of verse, or as that of a division around it."""
    if block.kind not in IN_TEXT:
        division = Container(frame=Frame.DIVISION, number=-block.order, attributes=f"{{#{id}}}")
        return replace(block, containers=(*block.containers, division))
    indent = ATTRIBUTES.match(block.text)
    at = indent.end() if indent else 0
    return replace(block, text=f"{block.text[:at]}{SPAN}{attributes(f'#{id}')}{block.text[at:]}")
