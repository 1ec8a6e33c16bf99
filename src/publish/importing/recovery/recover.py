"""From the blocks of a source to its passages: what is none of the book's is out, notes, quotations and headings are known.

Each step puts its decisions before the clerk, who knows the editor's answers; what is not decided stays text.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from publish.importing.blocks import Block, Frame, Kind, Reading
from publish.importing.inline import plain
from publish.importing.ledger import Clerk, State, Subject, place_of, short
from publish.importing.recovery.cleaning import cleaned
from publish.importing.recovery.headings import Title, headings_of, levels_of
from publish.importing.recovery.italics import with_italics
from publish.importing.recovery.letters import letters_in
from publish.importing.recovery.note_bodies import NoteText, has_content
from publish.importing.recovery.note_groups import with_notes
from publish.importing.recovery.quotations import APPLIED, judge

SURE = 0.8  # of a heading: what is less sure is asked
SURE_BESIDE_MARKED = 0.95  # of a heading that is not marked in a source that marks others


class Role(StrEnum):
    """What a passage of the flow is."""

    TEXT = "text"
    QUOTATION = "quotation"
    HEADING = "heading"
    QUERY = "query"


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """A block of the running text with what it was found to be; `level` is a heading's, 0 if it is the book's title."""

    block: Block
    role: Role = Role.TEXT
    level: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Recovered:
    """The running text in its order, the notes by the place of their first call, and what was dropped, in the order of the source."""

    passages: tuple[Passage, ...]
    notes: tuple[NoteText, ...]
    dropped: tuple[Block, ...]


def recovered(reading: Reading, clerk: Clerk) -> Recovered:
    """What a source's blocks are."""
    clean = cleaned(reading, clerk)
    flow, notes, heads = with_notes(with_italics(clean.kept, clerk), clerk)
    levels = levels_of(flow, by_page=reading.by_page, first=2 if reading.titles else 1, title=reading.hints.title)
    letters = letters_in(flow)
    titles = {
        place: title
        for place, title in headings_of(flow).items()
        if (not levels or title.confidence >= SURE_BESIDE_MARKED)
        and not flow[place].held
        and place not in letters
        and _is_heading(flow[place], title, clerk)
    }
    judged = {place: one for place, one in judge(flow, _texts(notes)).items() if place not in titles and not flow[place].held}
    passages: list[Passage] = []
    for place, block in enumerate(flow):
        if place in titles:
            passages.append(Passage(block=block, role=Role.HEADING, level=titles[place].level))
        elif place in levels:
            passages.append(Passage(block=block, role=Role.HEADING, level=levels[place]))
        elif block.order in clean.queries:
            passages.append(Passage(block=block, role=Role.QUERY))
        elif place in judged and _is_quotation(block, judged[place].weight, judged[place].evidence, clerk):
            passages.append(Passage(block=block, role=Role.QUOTATION))
        else:
            passages.append(Passage(block=_held_as_decided(block, clerk)))
    empty = [one.block for one in passages if not has_content(one.block)]
    return Recovered(
        passages=tuple(one for one in passages if has_content(one.block)),
        notes=notes,
        dropped=tuple(sorted([*clean.dropped, *heads, *empty], key=lambda block: block.order)),
    )


def _held_as_decided(block: Block, clerk: Clerk) -> Block:
    """The block in its quotation, if that was concluded from something and the editor does not reject it."""
    if not block.evidence or block.kind is Kind.BREAK:
        return block
    if clerk.decide(Subject.QUOTATION, place_of(block), "> " + short(plain(block.text)), block.evidence, 0.9, State.APPLIED):
        return block
    return replace(block, held=tuple(one for one in block.held if one.frame is not Frame.QUOTATION))


# --- headings and quotations ----------------------------------------------------------------------------------------------------------


def _is_heading(block: Block, title: Title, clerk: Clerk) -> bool:
    """Whether a line is a heading: one that only looks so is one until the editor rejects it, who is asked for it and its level."""
    after = f"{'#' * title.level} {plain(block.text)}"
    state = State.APPLIED if title.confidence >= SURE else State.ASKED
    clerk.decide(Subject.HEADING, place_of(block), after, title.evidence, title.confidence, state)
    return clerk.decisions[-1].state is not State.LEFT


def _is_quotation(block: Block, weight: float, evidence: str, clerk: Clerk) -> bool:
    state = State.APPLIED if weight >= APPLIED else State.ASKED
    confidence = min(0.98, 0.5 + weight / 10)
    return clerk.decide(Subject.QUOTATION, place_of(block), "> " + short(plain(block.text)), evidence, confidence, state)


def _texts(notes: Sequence[NoteText]) -> Mapping[str, str]:
    return {note.name: plain(note.blocks[0].text) for note in notes if note.blocks}
