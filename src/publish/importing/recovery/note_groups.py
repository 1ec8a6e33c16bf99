"""The running text with calls for the marks of its notes, and these notes."""

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import accumulate

from publish.importing.blocks import Block, Kind
from publish.importing.inline import INNER as WHOLE
from publish.importing.inline import INNER_END as WHOLE_END
from publish.importing.inline import SUP, SUP_END, as_it_was, called_in, gone, plain
from publish.importing.inline import call as call_of
from publish.importing.ledger import Clerk, Place, State, Subject, place_of, short
from publish.importing.recovery.headings import headings_of
from publish.importing.recovery.linked_notes import with_linked_notes
from publish.importing.recovery.mark_candidates import INNER, SYMBOL, Call
from publish.importing.recovery.note_bodies import NoteText, joined_in_note, without_notes_of_notes
from publish.importing.recovery.notes import Found, Recovery, is_head_of_notes, recover

SURE_HEADING = 0.9
AT_CALL = re.compile(
    rf"\s*(?:{SYMBOL}|{SUP}[\[(]?(?:\d{{1,3}}|{SYMBOL})[\])]?{SUP_END}|\[\d{{1,3}}\])?\s*{WHOLE}([^{WHOLE_END}]*){WHOLE_END}"
)
"""A note that the page has at the place of its call, and the mark before it."""


def with_notes(blocks: Sequence[Block], clerk: Clerk) -> tuple[list[Block], tuple[NoteText, ...], list[Block]]:
    """The running text with calls for marks, the notes, and the lines that only stood over notes."""
    notes: list[NoteText] = []
    blocks, linked = with_linked_notes([_without_inner_notes(block, notes, clerk) for block in blocks], notes, clerk)
    strong = {place for place, title in headings_of(blocks).items() if title.confidence >= SURE_HEADING} | {
        place for place, block in enumerate(blocks) if block.kind is Kind.HEADING
    }
    opens = [place in strong or (place > 0 and block.file != blocks[place - 1].file) for place, block in enumerate(blocks)]
    recovery = recover(blocks, list(accumulate(opens)))
    extents = _extents(recovery, blocks, strong | linked)
    calls: dict[int, list[tuple[Call, str]]] = {}
    taken = set(linked)
    for note in recovery.notes:
        name, extent, block = str(len(notes) + 1), extents[note.body.block], blocks[note.body.block]
        if not any(plain(text).strip() for text in (block.text[note.body.start :], *(blocks[place].text for place in extent[1:]))):
            continue  # a mark with nothing behind it
        after = f"a note, called in {', '.join(f'line {blocks[call.block].line}' for call in note.calls)}"
        whole = place_of(block, [blocks[at] for at in extent[1:]])
        if not clerk.decide(Subject.NOTE, whole, after, _evidence(note), note.confidence, State.APPLIED):
            continue
        for call in note.calls:
            calls.setdefault(call.block, []).append((call, name))
        mark = block.text[: note.body.start]
        texts = [replace(block, text=gone(plain(mark)) + block.text[note.body.start :]), *(blocks[place] for place in extent[1:])]
        texts = [_out_of_item(one, block) for one in texts]
        if "[" in mark and "]" not in mark:
            texts[-1] = replace(texts[-1], text=texts[-1].text.rstrip().removesuffix("]"))
        notes.append(NoteText(name=name, key=note.key, blocks=joined_in_note(texts)))
        taken.update(extent)
    heads = {place for place in range(len(blocks)) if place not in taken and _stands_over_notes(place, blocks, taken, strong)}
    for place in sorted(heads):
        clerk.decide(
            Subject.DROP, place_of(blocks[place]), "", "only stood over the notes, which stand under their calls now", 0.95, State.APPLIED
        )
    _tell_orphans(recovery, blocks, clerk)
    flow = [_with_calls(block, calls.get(place, [])) for place, block in enumerate(blocks) if place not in taken and place not in heads]
    called = {name for block in flow for name in called_in(block.text)}
    return flow, without_notes_of_notes(notes, called), [blocks[place] for place in sorted(heads)]


def _without_inner_notes(block: Block, notes: list[NoteText], clerk: Clerk) -> Block:
    """The block with calls for the notes that stand whole in its lines, which are added to the notes."""

    def called(found: re.Match[str]) -> str:
        place = Place(file=block.file, line=block.line, text=short(plain(found[0])))
        if not found.start() or not clerk.decide(
            Subject.NOTE, place, "a note, called here", "stands whole in the line", 0.95, State.APPLIED
        ):
            return found[0]
        name = str(len(notes) + 1)
        key, said = ("", found[1]) if found.re is AT_CALL else (found[1], found[2])
        text = replace(block, kind=Kind.PARAGRAPH, text=said.strip(), held=(), anchors=())
        notes.append(NoteText(name=name, key=key or name, blocks=(text,), inner=True))
        return call_of(name, plain(as_it_was(found[0])))

    if block.kind is Kind.PARAGRAPH:
        block = replace(block, text=INNER.sub(called, block.text))
    return replace(block, text=AT_CALL.sub(called, block.text)) if WHOLE in block.text and block.kind is not Kind.CODE else block


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


def _out_of_item(block: Block, first: Block) -> Block:
    """A block of a note without the item of the list that the note is."""
    depth = len(first.held)
    return replace(block, held=block.held[depth:]) if depth and block.held[:depth] == first.held else block


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
