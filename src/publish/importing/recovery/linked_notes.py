"""The notes that a source links with their marks. They are recovered before all other notes."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial

from publish.importing.blocks import Block, Kind
from publish.importing.inline import CALL_SPAN, REMOVED, REMOVED_END, REMOVED_SPAN, SUP, SUP_END, plain, removed, source_text
from publish.importing.ledger import DecisionLog, Place, State, Subject, place_of, short
from publish.importing.recovery.mark_styles import keys_of
from publish.importing.recovery.note_marks import body_marks_in
from publish.importing.recovery.recovered_notes import RecoveredNote, has_words, note_paragraphs

BACKLINK = re.compile(rf"(?:[\s\[(↑↩^{SUP}]*{REMOVED}[^{REMOVED_END}]*{REMOVED_END}[\s\]),↑^{SUP_END}]*[.:]?\s*)+")
"""The mark at the start of a note, if it links back."""
NUMBERED = re.compile(r".*#fn-?\d+")
"""The name of a note that pandoc or a Markdown dialect numbers, not its text."""
BRACKETED = re.compile(r"\s*\[\s*([^\[\]]*?)\s*\]\s*")


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkedNotes:
    """The blocks without the linked notes, with an empty block in place of each of theirs.

    `taken` are the places of these; `uncalled` those of the notes that the source declares and nothing links, which are text.
    """

    blocks: list[Block]
    taken: frozenset[int]
    uncalled: tuple[int, ...] = ()


def with_linked_notes(blocks: Sequence[Block], notes: list[RecoveredNote], log: DecisionLog, least_typed: int = 1) -> LinkedNotes:
    """Adds the linked notes to `notes`. If one has no words, or the editor rejects it, its marks and its paragraphs become text again.

    The number with which a note begins is its mark if most notes of the source begin so, and at least `least_typed` of those that pandoc
    numbers: “1 Kings 3” is text.
    """
    result = list(blocks)
    calls: dict[str, list[int]] = {}
    marks: dict[str, str] = {}
    extents: dict[str, list[int]] = {}
    for place, block in enumerate(blocks):
        if block.note:
            extents.setdefault(block.note, []).append(place)
        for call in CALL_SPAN.finditer(block.text):
            calls.setdefault(call[1], []).append(place)
            marks.setdefault(call[1], call[2])
    inline = {note.name for note in notes}
    keys = {name: next(iter(keys_of(mark.strip("[](){}.: "))), "") for name, mark in marks.items()}
    texts = {name: blocks[extents[name][0]].text for name in calls if name not in inline and name in extents}
    least = least_typed if all(map(NUMBERED.fullmatch, texts)) else 1
    is_typed = _are_typed([(text, keys[name]) for name, text in texts.items() if not BACKLINK.match(text)], least)
    taken: set[int] = set()
    for name, places in calls.items():
        if name in inline:
            continue
        extent = extents.pop(name, [])
        if extent and any(has_words(blocks[place]) for place in extent):
            after = f"a note, called in {', '.join(f'line {blocks[place].line}' for place in dict.fromkeys(places))}"
            whole = place_of(blocks[extent[0]], [blocks[at] for at in extent[1:]])
            if log.decide(Subject.NOTE, whole, after, "its mark is a link to it", 0.99, State.APPLIED):
                first, *further = (result[place] for place in extent)
                bare = replace(first, text=_without_mark(first.text, keys[name] if is_typed else ""))
                paragraphs = note_paragraphs([bare, *further]) or note_paragraphs([first, *further])  # a note may say “Note 4.”
                notes.append(RecoveredNote(name=name, key=keys[name], blocks=paragraphs))
                taken.update(extent)
                continue
        else:
            first = blocks[places[0]]
            calling = Place(file=first.file, line=first.line, text=short(plain(first.text)))
            log.decide(Subject.NOTE, calling, "left as text", f"a mark {marks[name]} without a note", 0.3, State.LEFT)
        for place in [*places, *extent]:
            restored = CALL_SPAN.sub(partial(_mark, name), result[place].text)
            result[place] = replace(result[place], text=restored, note="" if place in extent else result[place].note)
    for extent in extents.values():
        for place in extent:
            result[place] = replace(result[place], text=REMOVED_SPAN.sub(r"\1", result[place].text), note="")
    return LinkedNotes(
        blocks=[replace(block, text="", kind=Kind.CODE) if place in taken else block for place, block in enumerate(result)],
        taken=frozenset(taken),
        uncalled=tuple(extent[0] for extent in extents.values()),
    )


def _are_typed(notes: Sequence[tuple[str, str]], least: int) -> bool:
    """Whether at least so many, and half, of these notes, each with its key, begin with their own marks."""
    typed = sum(any(mark.key == key for mark in body_marks_in(text, 0)) for text, key in notes)
    return typed >= least and 2 * typed >= len(notes)


def _mark(name: str, call: re.Match[str]) -> str:
    """The mark of a call if it calls the note with this name, raised if it is a number; else the call."""
    if call[1] != name:
        return call[0]
    return f"{SUP}{call[2]}{SUP_END}" if call[2].isdigit() else call[2]


def _without_mark(text: str, key: str) -> str:
    """The text of a note, with the mark at its start as a removed span: one that links back, or one with this key."""
    backlink = BACKLINK.match(text)
    if backlink:
        return removed(plain(source_text(backlink[0]))) + _unbracketed(text[backlink.end() :])
    for mark in body_marks_in(text, 0):
        if mark.key == key:
            return removed(plain(text[: mark.start])) + _unbracketed(text[mark.start :])
    return text


def _unbracketed(text: str) -> str:
    """The text of a note, without brackets around all of it."""
    bracketed = BRACKETED.fullmatch(text)
    return bracketed[1] if bracketed else text
