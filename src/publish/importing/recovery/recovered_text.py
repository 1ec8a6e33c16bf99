"""From the blocks of a source to passages: what does not belong to the book is out; notes, quotations and headings are recovered.

Each step logs its decisions and follows the answers of the editor. What no step decides about stays text.
"""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from publish.importing.blocks import ORDINAL, Block, Container, Frame, Kind, Origin, Reading
from publish.importing.inline import BREAK, plain
from publish.importing.ledger import Decision, DecisionLog, Place, State, Subject, place_of, short
from publish.importing.recovery.cleaning import clean_blocks
from publish.importing.recovery.guesses import GUESSES
from publish.importing.recovery.heading_words import PART
from publish.importing.recovery.headings import LIKELY, Title, headings_of, levels_of
from publish.importing.recovery.italics import with_italics
from publish.importing.recovery.letters import letters_in
from publish.importing.recovery.note_recovery import with_notes
from publish.importing.recovery.opening import Opening, opening_of, with_lines_apart
from publish.importing.recovery.quotations import QuotationCandidate, quotation_candidates
from publish.importing.recovery.recovered_notes import RecoveredNote, has_content
from publish.importing.recovery.scene_breaks import with_breaks

LEVEL = re.compile(r"level (\d)")
"""What an editor answers who names the level of a heading."""
MANY = 5  # less sure headings for one reason
SURE = 0.9  # of a heading: the title page ends above it
SURE_BESIDE_MARKED = 0.95  # of an unmarked heading in a source that marks others


class Role(StrEnum):
    """The role of a passage in the running text."""

    TEXT = "text"
    QUOTATION = "quotation"
    HEADING = "heading"
    QUERY = "query"
    TITLE_PAGE = "title page"
    """A line of the title page, of which `publish.importing.recovery.metadata` decides."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """A block of the running text and its role; `level` is that of a heading, 0 for the title of the book."""

    block: Block
    role: Role = Role.TEXT
    level: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class RecoveredText:
    """The running text in its order, the notes in the order of their first calls, and the dropped blocks in the order of the source.

    `title_page` are those of the dropped blocks that are lines of a title page which the source marks.
    """

    passages: tuple[Passage, ...]
    notes: tuple[RecoveredNote, ...]
    dropped: tuple[Block, ...]
    title_page: tuple[Block, ...] = ()


def recover_text(reading: Reading, log: DecisionLog) -> RecoveredText:
    """The text of a source, with every decision in the log."""
    cleaning = clean_blocks(reading, log)
    read, notes, over_notes = with_notes(with_italics(cleaning.kept, log), log, GUESSES[reading.origin])
    flow = with_lines_apart(with_breaks(read, log))
    levels = levels_of(
        flow,
        by_page=reading.by_page,
        first=2 if reading.titles else 1,
        title=reading.hints.title,
        titled=(bool(reading.hints.title) and reading.origin is Origin.MARKDOWN) or bool(cleaning.title_page),
    )
    letters = letters_in(flow)
    guessed = {
        place: title
        for place, title in headings_of(flow, cleaning.contents).items()
        if (not levels or title.confidence >= SURE_BESIDE_MARKED) and not flow[place].is_within and place not in letters
    }
    sure = {*levels, *(place for place, title in guessed.items() if title.confidence >= SURE)}
    likely = {place for place, title in guessed.items() if title.confidence >= LIKELY}
    may_have_page = GUESSES[reading.origin].title_page and 0 not in levels.values()
    opening = opening_of(flow, sure, likely, by_page=reading.by_page) if may_have_page else Opening()
    flow = [opening.blocks.get(place, block) for place, block in enumerate(flow)]
    titles = _decided(
        flow, {place: title for place, title in guessed.items() if place not in opening.lines and place not in opening.blocks}, log
    )
    candidates = quotation_candidates(flow, _first_paragraphs(notes), GUESSES[reading.origin].quotation)
    others = {*opening.lines, *titles, *levels, *(place for place, block in enumerate(flow) if block.order in cleaning.queries)}
    together = _asked_together(flow, [place for place, one in candidates.items() if one.together and place not in others], log)
    passages: list[Passage] = []
    for place, block in enumerate(flow):
        candidate = candidates.get(place) if not block.is_within else None
        if place in opening.lines:
            passages.append(Passage(block=block, role=Role.TITLE_PAGE))
        elif place in titles:
            passages.append(Passage(block=_typed(block, titles[place]), role=Role.HEADING, level=titles[place].level))
        elif place in levels:
            passages.append(Passage(block=block, role=Role.HEADING, level=levels[place]))
        elif block.order in cleaning.queries:
            passages.append(Passage(block=block, role=Role.QUERY))
        elif candidate and candidate.together:
            passages.append(_as_answered(block, together.instead) if together and together.state is State.APPLIED else Passage(block=block))
        elif candidate and _is_quotation(block, candidate, log):
            passages.append(_as_answered(block, log.decisions[-1].instead))
        else:
            passages.append(Passage(block=_in_quotation_as_decided(block, log)))
    shown = [passage for passage in passages if has_content(passage.block)]
    idle = _idle_breaks(shown)
    empty = [passage.block for passage in passages if not has_content(passage.block)]
    return RecoveredText(
        passages=tuple(passage for place, passage in enumerate(shown) if place not in idle),
        notes=notes,
        dropped=tuple(
            sorted([*cleaning.dropped, *over_notes, *empty, *(shown[place].block for place in idle)], key=lambda block: block.order)
        ),
        title_page=cleaning.title_page,
    )


def _idle_breaks(passages: Sequence[Passage]) -> frozenset[int]:
    """The places of breaks that divide nothing: below a heading or another break, above a heading, at the beginning and at the end."""
    idle: set[int] = set()
    last: Passage | None = None
    for place, passage in enumerate(passages):
        if passage.block.kind is not Kind.BREAK:
            last = passage
            continue
        after = next((one for one in passages[place + 1 :] if one.block.kind is not Kind.BREAK), None)
        is_first = place == 0 or passages[place - 1].block.kind is not Kind.BREAK
        if last is None or last.role is Role.HEADING or after is None or after.role is Role.HEADING or not is_first:
            idle.add(place)
    return frozenset(idle)


def _in_quotation_as_decided(block: Block, log: DecisionLog) -> Block:
    """The block, out of its quotation if that was only concluded and the editor rejects it."""
    if not block.evidence or block.kind is Kind.BREAK:
        return block
    if log.decide(Subject.QUOTATION, place_of(block), "> " + short(plain(block.text)), block.evidence, 0.9, State.APPLIED):
        return block
    return replace(block, containers=tuple(container for container in block.containers if container.frame is not Frame.QUOTATION))


# --- headings and quotations ----------------------------------------------------------------------------------------------------------


def _decided(flow: Sequence[Block], guessed: Mapping[int, Title], log: DecisionLog) -> dict[int, Title]:
    """The headings among these lines, by place. Of many less sure ones that look alike, such as speakers, the editor is asked once."""
    times = Counter(title.evidence for title in guessed.values() if title.confidence < LIKELY)
    alike: dict[str, list[int]] = {}
    for place in sorted(guessed):
        if guessed[place].confidence < LIKELY and times[guessed[place].evidence] >= MANY:
            alike.setdefault(guessed[place].evidence, []).append(place)
    decided: dict[int, Title] = {}
    for place, title in guessed.items():
        together = alike.get(title.evidence, []) if title.confidence < LIKELY else []
        if together and place != together[0]:
            continue
        heading = _heading(flow[place], title, log, tuple(place_of(flow[at]) for at in together))
        if heading is not None:
            level = heading.level - title.level
            decided |= {at: replace(guessed[at], level=guessed[at].level + level) for at in together or [place]}
    return decided


def _heading(block: Block, title: Title, log: DecisionLog, inside: Sequence[Place] = ()) -> Title | None:
    """A line as a heading; None if it stays text. Of a less sure one the editor is asked, also for its level; at once of those `inside`."""
    after = f"{'#' * title.level} {plain(block.text)}"
    state = State.APPLIED if title.confidence >= LIKELY else State.ASKED
    if not log.decide(Subject.HEADING, place_of(block), after, title.evidence, title.confidence, state, inside):
        return None
    level = LEVEL.fullmatch(log.decisions[-1].instead)
    return replace(title, level=int(level[1])) if level else title


def _typed(block: Block, title: Title) -> Block:
    """A heading that is a number with its title below, or the title below the number of a part, with the type of one."""
    if title.is_number and not PART.match(plain(block.text).strip()):
        return replace(block, type=ORDINAL)
    return replace(block, type="part") if title.of_part else block


def _as_answered(block: Block, instead: str) -> Passage:
    """A paragraph as a quotation, or as what the editor says that it is instead."""
    if instead == "verse":
        return Passage(block=replace(block, kind=Kind.VERSE, text=block.text.replace(BREAK, "\n")))
    if instead == "epigraph":
        division = Container(frame=Frame.DIVISION, number=-block.order, attributes="epigraph")
        return Passage(block=replace(block, containers=(division, Container(frame=Frame.QUOTATION, number=-block.order))))
    return Passage(block=block, role=Role.QUOTATION)


def _is_quotation(block: Block, candidate: QuotationCandidate, log: DecisionLog) -> bool:
    state = State.APPLIED if candidate.applied else State.ASKED
    confidence = min(0.98, 0.5 + candidate.weight / 10)
    return log.decide(Subject.QUOTATION, place_of(block), "> " + short(plain(block.text)), candidate.evidence, confidence, state)


def _asked_together(flow: Sequence[Block], places: Sequence[int], log: DecisionLog) -> Decision | None:
    """The decision about all paragraphs, at these places, that the editor is asked of at once; None if there are none."""
    if not places:
        return None
    first = flow[places[0]]
    inside = tuple(place_of(flow[place]) for place in places)
    log.decide(Subject.QUOTATION, place_of(first), "> " + short(plain(first.text)), "set in, as are the others", 0.5, State.ASKED, inside)
    return log.decisions[-1]


def _first_paragraphs(notes: Sequence[RecoveredNote]) -> Mapping[str, str]:
    return {note.name: plain(note.blocks[0].text) for note in notes if note.blocks}
