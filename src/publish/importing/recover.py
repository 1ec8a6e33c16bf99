"""From the blocks of a source to its passages: what is none of the book's is out, notes, quotations and headings are known.

Each step puts its decisions before the clerk, who knows the editor's answers; what is not decided stays text.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import accumulate

from publish.importing.blocks import Block, Kind
from publish.importing.cruft import doubts_about
from publish.importing.headings import Title, headings_of
from publish.importing.inline import call as call_of
from publish.importing.inline import plain
from publish.importing.ledger import Clerk, Place, State, Subject
from publish.importing.marks import INNER, Call
from publish.importing.notes import Found, Recovery, is_head_of_notes, recover
from publish.importing.quotations import APPLIED, judge

MOST_SHOWN = 160
SURE_HEADING = 0.9


class Role(StrEnum):
    """What a passage of the flow is."""

    TEXT = "text"
    QUOTATION = "quotation"
    HEADING = "heading"
    QUERY = "query"


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """A block of the running text with what it was found to be; `level` is a heading's."""

    block: Block
    role: Role = Role.TEXT
    level: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteText:
    """A note: its name in this import, the key in its mark, the mark and the line where it stood, its paragraphs."""

    name: str
    key: str
    mark: str
    line: int
    blocks: tuple[Block, ...]
    inner: bool = False
    """Whether it stood in the line of its call, which then has all of it for its mark."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Recovered:
    """The running text in its order, the notes by the place of their first call, and what was dropped, in the order of the source."""

    passages: tuple[Passage, ...]
    notes: tuple[NoteText, ...]
    dropped: tuple[Block, ...]


def recovered(blocks: Sequence[Block], clerk: Clerk) -> Recovered:
    """What a source's blocks are."""
    kept, queries, dropped = _without_cruft(blocks, clerk)
    flow, notes, gone = _with_notes(kept, clerk)
    titles = {place: title for place, title in headings_of(flow).items() if _is_heading(flow[place], title, clerk)}
    judged = {place: found for place, found in judge(flow, _texts(notes)).items() if place not in titles}
    passages: list[Passage] = []
    for place, block in enumerate(flow):
        if place in titles:
            passages.append(Passage(block=block, role=Role.HEADING, level=titles[place].level))
        elif block.kind is Kind.HEADING:
            passages.append(Passage(block=block, role=Role.HEADING, level=block.level))
        elif block.line in queries and queries[block.line] == block.file:
            passages.append(Passage(block=block, role=Role.QUERY))
        elif block.kind is Kind.QUOTATION or (
            place in judged and _is_quotation(block, judged[place].weight, judged[place].evidence, clerk)
        ):
            passages.append(Passage(block=block, role=Role.QUOTATION))
        else:
            passages.append(Passage(block=block))
    return Recovered(
        passages=tuple(passages), notes=notes, dropped=tuple(sorted([*dropped, *gone], key=lambda block: (block.file, block.line)))
    )


# --- what is none of the book's -------------------------------------------------------------------------------------------------------


def _without_cruft(blocks: Sequence[Block], clerk: Clerk) -> tuple[list[Block], dict[int, str], list[Block]]:
    kept: list[Block] = []
    dropped: list[Block] = []
    queries: dict[int, str] = {}
    doubts = doubts_about(blocks)
    for place, block in enumerate(blocks):
        doubt = doubts.get(place)
        if doubt is None:
            kept.append(block)
            continue
        subject = Subject.DROP if doubt.dropped else Subject.QUERY
        state = State.APPLIED if doubt.dropped else State.ASKED
        after = "" if doubt.dropped else "kept, in a query: is it the book's? accept drops it"
        if clerk.decide(subject, place_of(block), after, doubt.evidence, doubt.confidence, state):
            dropped.append(block)
            continue
        kept.append(block)
        if clerk.decisions[-1].state is State.ASKED:
            queries[block.line] = block.file
    return kept, queries, dropped


# --- notes ----------------------------------------------------------------------------------------------------------------------------


def _with_notes(blocks: Sequence[Block], clerk: Clerk) -> tuple[list[Block], tuple[NoteText, ...], list[Block]]:
    """The running text with calls for marks, the notes, and the lines that only stood over notes."""
    notes: list[NoteText] = []
    blocks = [_without_inner_notes(block, notes, clerk) for block in blocks]
    strong = {place for place, title in headings_of(blocks).items() if title.confidence >= SURE_HEADING} | {
        place for place, block in enumerate(blocks) if block.kind is Kind.HEADING
    }
    recovery = recover(blocks, list(accumulate(place in strong for place in range(len(blocks)))))
    extents = _extents(recovery, blocks, strong)
    calls: dict[int, list[tuple[Call, str]]] = {}
    gone: set[int] = set()
    for note in recovery.notes:
        name, extent, block = str(len(notes) + 1), extents[note.body.block], blocks[note.body.block]
        if not any(plain(text).strip() for text in (block.text[note.body.start :], *(blocks[place].text for place in extent[1:]))):
            continue  # a mark with nothing behind it
        after = f"a note, called in {', '.join(f'line {blocks[call.block].line}' for call in note.calls)}"
        if not clerk.decide(Subject.NOTE, place_of(block, extent, blocks), after, _evidence(note), note.confidence, State.APPLIED):
            continue
        for call in note.calls:
            calls.setdefault(call.block, []).append((call, name))
        begin = replace(block, text=block.text[note.body.start :])
        texts = [begin, *(blocks[place] for place in extent[1:])]
        mark = block.text[: note.body.start]
        if "[" in mark and "]" not in mark:
            texts[-1] = replace(texts[-1], text=texts[-1].text.rstrip().removesuffix("]"))
        kept = tuple(text for text in texts if text.text.strip())
        notes.append(NoteText(name=name, key=note.key, mark=mark, line=block.line, blocks=kept))
        gone.update(extent)
    heads = {place for place in range(len(blocks)) if place not in gone and _stands_over_notes(place, blocks, gone, strong)}
    for place in sorted(heads):
        clerk.decide(
            Subject.DROP, place_of(blocks[place]), "", "only stood over the notes, which stand under their calls now", 0.95, State.APPLIED
        )
    _tell_orphans(recovery, blocks, clerk)
    flow = [_with_calls(block, calls.get(place, [])) for place, block in enumerate(blocks) if place not in gone and place not in heads]
    return flow, tuple(notes), [blocks[place] for place in sorted(heads)]


def _without_inner_notes(block: Block, notes: list[NoteText], clerk: Clerk) -> Block:
    """The block with calls for the notes that stand whole in its lines, which are added to the notes."""
    if block.kind is not Kind.PARAGRAPH:
        return block

    def called(found: re.Match[str]) -> str:
        place = Place(file=block.file, line=block.line, text=_short(plain(found[0])))
        if not found.start() or not clerk.decide(
            Subject.NOTE, place, "a note, called here", "stands whole in the line", 0.95, State.APPLIED
        ):
            return found[0]
        name = str(len(notes) + 1)
        text = replace(block, text=found[2].strip())
        notes.append(NoteText(name=name, key=found[1] or name, mark="", line=block.line, blocks=(text,), inner=True))
        return call_of(name, found[0])

    return replace(block, text=INNER.sub(called, block.text))


def _extents(recovery: Recovery, blocks: Sequence[Block], strong: set[int]) -> dict[int, list[int]]:
    """The blocks of each note, by the block that it begins in: up to the next note, a heading, or text that calls a note."""
    heads = {note.body.block for note in recovery.notes} | {body.block for body in recovery.uncalled}
    calling = {call.block for note in recovery.notes for call in note.calls}
    found: dict[int, list[int]] = {}
    for note in recovery.notes:
        at = note.body.block
        extent = [at]
        alone = not blocks[at].text[note.body.start :].strip()
        while at + 1 < len(blocks):
            at += 1
            stops = at in heads or at in strong or at in calling or blocks[at].kind is Kind.BREAK or is_head_of_notes(blocks[at].text)
            if stops and not (alone and len(extent) == 1 and at not in heads):
                break
            extent.append(at)
        if _goes_on_as_text(extent, at, calling):
            extent = extent[: 2 if alone else 1]
        found[note.body.block] = extent
    return found


def _goes_on_as_text(extent: Sequence[int], stop: int, calling: set[int]) -> bool:
    """Whether what follows a note is running text, since it leads to a paragraph that calls one."""
    return stop in calling and len(extent) > 1


def _evidence(note: Found) -> str:
    one, other = note.calls[0].style, note.body.style
    written = f"mark and text are both written as {one}" if one is other else f"the mark is written as {one}, the text as {other}"
    return f"{written}, and come in the same order" + (f"; called {len(note.calls)} times" if len(note.calls) > 1 else "")


def _stands_over_notes(place: int, blocks: Sequence[Block], gone: set[int], strong: set[int]) -> bool:
    """Whether a line has only notes below it: their heading, or a chapter's name among the notes at a book's end."""
    behind = place + 1
    while behind < len(blocks) and behind not in gone and (is_head_of_notes(blocks[behind].text) or behind in strong):
        behind += 1
    if behind not in gone:
        return False
    return is_head_of_notes(blocks[place].text) or (place in strong and place - 1 in gone)


def _with_calls(block: Block, calls: Sequence[tuple[Call, str]]) -> Block:
    """The block with the marks of its notes as calls, behind the punctuation that follows a mark."""
    text = block.text
    marks: dict[tuple[int, int], list[str]] = {}
    for call, name in calls:
        marks.setdefault((call.start, call.end), []).append(name)
    for (start, end), names in sorted(marks.items(), reverse=True):
        mark = text[start:end]
        written = "".join(call_of(name, "" if place else mark) for place, name in enumerate(names))
        behind = end
        while behind < len(text) and text[behind] in ".,;:!?" and text[start - 1 : start] not in {".", "!", "?"}:
            behind += 1
        text = text[:start] + text[end:behind] + written + text[behind:]
    return replace(block, text=text)


def _tell_orphans(recovery: Recovery, blocks: Sequence[Block], clerk: Clerk) -> None:
    for body in recovery.uncalled:
        evidence = f"a note with the mark {body.key}, which nothing before it calls"
        clerk.decide(Subject.NOTE, place_of(blocks[body.block]), "left as text", evidence, 0.3, State.LEFT)
    for call in recovery.unanswered:
        block = blocks[call.block]
        said = plain(block.text[max(0, call.start - 60) : call.end + 20])
        evidence = f"a mark {call.key} without a note"
        clerk.decide(Subject.NOTE, Place(file=block.file, line=block.line, text=said), "left as text", evidence, 0.3, State.LEFT)


def _texts(notes: Sequence[NoteText]) -> Mapping[str, str]:
    return {note.name: plain(note.blocks[0].text) for note in notes if note.blocks}


# --- headings and quotations ----------------------------------------------------------------------------------------------------------


def _is_heading(block: Block, title: Title, clerk: Clerk) -> bool:
    after = f"{'#' * title.level} {plain(block.text)}"
    return clerk.decide(Subject.HEADING, place_of(block), after, title.evidence, title.confidence, State.APPLIED)


def _is_quotation(block: Block, weight: float, evidence: str, clerk: Clerk) -> bool:
    state = State.APPLIED if weight >= APPLIED else State.ASKED
    confidence = min(0.98, 0.5 + weight / 10)
    return clerk.decide(Subject.QUOTATION, place_of(block), "> " + _short(plain(block.text)), evidence, confidence, state)


def place_of(block: Block, extent: Sequence[int] = (), blocks: Sequence[Block] = ()) -> Place:
    """The place of a block, with its words; of a note, with those of its paragraphs."""
    texts = [plain(blocks[place].text) for place in extent] or [plain(block.text)]
    return Place(file=block.file, line=block.line, text=_short(" ".join(texts)))


def _short(text: str) -> str:
    joined = " ".join(text.split())
    return joined if len(joined) <= MOST_SHOWN else f"{joined[: MOST_SHOWN - 1]}…"
