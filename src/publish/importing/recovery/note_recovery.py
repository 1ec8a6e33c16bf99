"""The notes of a text: inline notes, linked notes, and notes whose marks and bodies are aligned. Their marks become calls."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import accumulate

from publish.importing.blocks import Block, Kind
from publish.importing.inline import INLINE_NOTE, INLINE_NOTE_END, SUP, SUP_END, call, called_notes, plain, removed, source_text
from publish.importing.ledger import DecisionLog, Place, State, Subject, place_of, short
from publish.importing.recovery.guesses import Guesses
from publish.importing.recovery.headings import headings_of
from publish.importing.recovery.linked_notes import with_linked_notes
from publish.importing.recovery.lone_calls import with_calls_joined
from publish.importing.recovery.mark_styles import SYMBOL, number_of
from publish.importing.recovery.note_alignment import AlignedNote, Alignment, align_notes
from publish.importing.recovery.note_bodies import heads_list
from publish.importing.recovery.note_marks import BRACKETED_NOTE, CallMark
from publish.importing.recovery.recovered_notes import RecoveredNote, note_paragraphs, without_nested_notes

SURE_HEADING = 0.9
NOTE_AT_CALL = re.compile(
    rf"\s*(?:{SYMBOL}|{SUP}[\[(]?(?:\d{{1,3}}|{SYMBOL})[\])]?{SUP_END}|\[\d{{1,3}}\])?\s*"
    rf"{INLINE_NOTE}([^{INLINE_NOTE_END}]*){INLINE_NOTE_END}"
)
"""An inline note of a page, with the mark before it."""


def with_notes(blocks: Sequence[Block], log: DecisionLog, guesses: Guesses) -> tuple[list[Block], tuple[RecoveredNote, ...], list[Block]]:
    """The running text with calls in place of marks, the notes, and the headings that had only notes below them.

    `guesses` say the confidence at which a mark and a text become a note unasked. A source that links notes is believed: anything else in
    it that is written like a note is asked.
    """
    notes: list[RecoveredNote] = []
    linked = with_linked_notes([_without_inline_notes(block, notes, log) for block in blocks], notes, log, guesses.typed_marks)
    blocks = linked.blocks
    headings = {place for place, title in headings_of(blocks).items() if title.confidence >= SURE_HEADING} | {
        place for place, block in enumerate(blocks) if block.kind is Kind.HEADING
    }
    opens_section = [place in headings or (place > 0 and block.file != blocks[place - 1].file) for place, block in enumerate(blocks)]
    alignment = align_notes(blocks, list(accumulate(opens_section)))
    extents = _extents(alignment, blocks, headings | linked.taken)
    calls: dict[int, list[tuple[CallMark, str]]] = {}
    taken = set(linked.taken)
    for listed in _lists(alignment, blocks, extents):
        is_strong = all(note.strong for note in listed)
        if linked.taken and not is_strong:
            continue
        is_weak = (
            listed[0].doubt or _is_rare(listed[0].calls[0].style, alignment) or (listed[0].confidence < guesses.note and not is_strong)
        )
        state = State.ASKED if linked.taken or is_weak else State.APPLIED
        for note in _accepted(listed, state, blocks, extents, log):
            name, extent = str(len(notes) + 1), extents[note.body.block]
            for mark in note.calls:
                calls.setdefault(mark.block, []).append((mark, name))
            notes.append(RecoveredNote(name=name, key=note.key, blocks=_note_text(note, [blocks[place] for place in extent])))
            taken.update(extent)
    over_notes = [place for place in range(len(blocks)) if place not in taken and _is_over_notes(place, blocks, taken, headings)]
    for place in over_notes:
        evidence = "a heading over notes, which are called from the text now"
        log.decide(Subject.DROP, place_of(blocks[place]), "", evidence, 0.95, State.APPLIED)
    _log_orphans(alignment, blocks, log)
    for place in sorted(set(linked.uncalled) - taken - {body.block for body in alignment.uncalled}):
        log.decide(Subject.NOTE, place_of(blocks[place]), "left as text", "a note of the source, which nothing calls", 0.3, State.LEFT)
    gone = taken.union(over_notes)
    flow = [_with_calls(block, calls.get(place, [])) for place, block in enumerate(blocks) if place not in gone]
    called = {name for block in flow for name in called_notes(block.text)}
    return with_calls_joined(flow), without_nested_notes(notes, called), [blocks[place] for place in over_notes]


def _lists(alignment: Alignment, blocks: Sequence[Block], extents: Mapping[int, Sequence[int]]) -> list[list[AlignedNote]]:
    """The notes that have a text, by the lists in which they stand; those that are not numbered are one list."""
    lists: dict[tuple[str, str, int], list[AlignedNote]] = {}
    for note in alignment.notes:
        first, *further = extents[note.body.block]
        if any(plain(text).strip() for text in (blocks[first].text[note.body.start :], *(blocks[place].text for place in further))):
            run = note.run if number_of(note.key) is not None else -1
            lists.setdefault((note.calls[0].style, note.body.style, run), []).append(note)
    return list(lists.values())


def _is_rare(style: str, alignment: Alignment) -> bool:
    """Whether most marks of a style have no note: then a line that begins with one goes on with the text, as after a mark moved there."""
    answered = sum(len(note.calls) for note in alignment.notes if note.calls[0].style == style)
    return sum(mark.style == style for mark in alignment.unanswered) > answered


def _accepted(
    listed: list[AlignedNote], state: State, blocks: Sequence[Block], extents: Mapping[int, Sequence[int]], log: DecisionLog
) -> list[AlignedNote]:
    """The notes of a list that are notes: a decision for each; for a list in doubt, one for all of it."""
    if state is State.ASKED and len(listed) > 1:
        return listed if _is_list_of_notes(listed, blocks, log) else []
    accepted = []
    for note in listed:
        first, *further = extents[note.body.block]
        whole = place_of(blocks[first], [blocks[at] for at in further])
        if log.decide(Subject.NOTE, whole, f"a note, called in {_called_in(note, blocks)}", _evidence(note), note.confidence, state):
            accepted.append(note)
    return accepted


def _is_list_of_notes(listed: Sequence[AlignedNote], blocks: Sequence[Block], log: DecisionLog) -> bool:
    """Whether a list in doubt is one of notes: one question for all of it."""
    parts = []
    for note in listed:
        block = blocks[note.body.block]
        parts.append(Place(file=block.file, line=block.line, text=f"{place_of(block).text} ({_called_in(note, blocks)})"))
    after = f"{len(listed)} notes, the first called in {_called_in(listed[0], blocks)}, the last in {_called_in(listed[-1], blocks)}"
    confidence = min(note.confidence for note in listed)
    evidence = _evidence(replace(listed[0], calls=listed[0].calls[:1]))
    return log.decide(Subject.NOTE, place_of(blocks[listed[0].body.block]), after, evidence, confidence, State.ASKED, parts)


def _called_in(note: AlignedNote, blocks: Sequence[Block]) -> str:
    """The lines in which a note is called."""
    return ", ".join(f"line {blocks[mark.block].line}" for mark in note.calls)


def _without_inline_notes(block: Block, notes: list[RecoveredNote], log: DecisionLog) -> Block:
    """The block with calls in place of its inline notes, which are added to the notes."""

    def called(match: re.Match[str]) -> str:
        place = Place(file=block.file, line=block.line, text=short(plain(match[0])))
        if not match.start() or not log.decide(
            Subject.NOTE, place, "a note, called here", "the whole note is in the line", 0.95, State.APPLIED
        ):
            return match[0]
        name = str(len(notes) + 1)
        key, note = ("", match[1]) if match.re is NOTE_AT_CALL else (match[1], match[2])
        text = replace(block, kind=Kind.PARAGRAPH, text=note.strip(), containers=(), anchors=())
        notes.append(RecoveredNote(name=name, key=key or name, blocks=(text,), inline=True))
        return call(name, plain(source_text(match[0])))

    if block.kind is Kind.PARAGRAPH:
        block = replace(block, text=BRACKETED_NOTE.sub(called, block.text))
    if INLINE_NOTE in block.text and block.kind is not Kind.CODE:
        block = replace(block, text=NOTE_AT_CALL.sub(called, block.text))
    return block


def _note_text(note: AlignedNote, blocks: Sequence[Block]) -> tuple[Block, ...]:
    """The paragraphs of a note, with the mark at its start as a removed span, out of the list item that the note is."""
    first = blocks[0]
    mark = first.text[: note.body.start]
    paragraphs = [replace(first, text=removed(plain(mark)) + first.text[note.body.start :]), *blocks[1:]]
    paragraphs = [_out_of_item(block, first) for block in paragraphs]
    if _is_open(mark):
        paragraphs[-1] = replace(paragraphs[-1], text=paragraphs[-1].text.rstrip().removesuffix("]"))
    return note_paragraphs(paragraphs)


def _is_open(mark: str) -> bool:
    """Whether the bracket of a mark closes at the end of the note: “[Footnote 1: …]”."""
    return "[" in mark and "]" not in mark


def _out_of_item(block: Block, first: Block) -> Block:
    depth = len(first.containers)
    return replace(block, containers=block.containers[depth:]) if depth and block.containers[:depth] == first.containers else block


def _extents(alignment: Alignment, blocks: Sequence[Block], headings: set[int]) -> dict[int, list[int]]:
    """The blocks of each note, by its first block: up to the next note, a heading, or a text that calls a note."""
    first_blocks = {note.body.block for note in alignment.notes} | {body.block for body in alignment.uncalled}
    calling = {mark.block for note in alignment.notes for mark in note.calls}
    extents: dict[int, list[int]] = {}
    for note in alignment.notes:
        at = note.body.block
        extent = [at]
        mark_alone = not blocks[at].text[note.body.start :].strip()
        is_open = _is_open(blocks[at].text[: note.body.start])
        while at + 1 < len(blocks) and not (is_open and plain(blocks[at].text).rstrip().endswith("]")):
            at += 1
            ends = at in headings or at in calling or blocks[at].kind is Kind.BREAK or heads_list(blocks[at].text)
            if at in first_blocks or (ends and not (mark_alone and len(extent) == 1)):
                break
            extent.append(at)
        if at in calling and len(extent) > 1:  # a paragraph that calls a note follows: what precedes it is running text
            extent = extent[: 2 if mark_alone else 1]
        extents[note.body.block] = extent
    return extents


def _evidence(note: AlignedNote) -> str:
    call_style, body_style = note.calls[0].style, note.body.style
    if call_style is body_style:
        written = f"mark and text are both written as {call_style}"
    else:
        written = f"the mark is written as {call_style}, the text as {body_style}"
    times = f"; called {len(note.calls)} times" if len(note.calls) > 1 else ""
    return f"{written}, and come in the same order{times}" + (f"; but {note.doubt}" if note.doubt else "")


def _is_over_notes(place: int, blocks: Sequence[Block], taken: set[int], headings: set[int]) -> bool:
    """Whether a line has only notes below it: the heading of the notes, or a chapter title among the notes at the end of a book."""
    if not (heads_list(blocks[place].text) or (place in headings and place - 1 in taken)):
        return False
    below = place + 1
    while below < len(blocks) and below not in taken and (heads_list(blocks[below].text) or below in headings):
        below += 1
    return below in taken


def _with_calls(block: Block, calls: Sequence[tuple[CallMark, str]]) -> Block:
    """The block with calls in place of marks."""
    text = block.text
    names_by_span: dict[tuple[int, int], list[str]] = {}
    for mark, name in calls:
        names_by_span.setdefault((mark.start, mark.end), []).append(name)
    for (start, end), names in sorted(names_by_span.items(), reverse=True):
        written = "".join(call(name, "" if place else text[start:end]) for place, name in enumerate(names))
        text = text[:start] + written + text[end:]
    return replace(block, text=text)


def _log_orphans(alignment: Alignment, blocks: Sequence[Block], log: DecisionLog) -> None:
    for body in alignment.uncalled:
        evidence = f"a note with the mark {body.key}, which nothing before it calls"
        log.decide(Subject.NOTE, place_of(blocks[body.block]), "left as text", evidence, 0.3, State.LEFT)
    for mark in alignment.unanswered:
        block = blocks[mark.block]
        place = Place(file=block.file, line=block.line, text=plain(block.text[max(0, mark.start - 60) : mark.end + 20]))
        log.decide(Subject.NOTE, place, "left as text", f"a mark {mark.key} without a note", 0.3, State.LEFT)
