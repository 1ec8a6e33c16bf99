"""The notes of a source that links them with their marks: known before any other note is sought."""

import re
from collections.abc import Sequence
from dataclasses import replace
from functools import partial

from publish.importing.blocks import Block, Kind
from publish.importing.inline import CALLED, GONE, GONE_END, LOST, SUP, SUP_END, as_it_was, gone, plain
from publish.importing.ledger import Clerk, Place, State, Subject, place_of, short
from publish.importing.recovery.mark_candidates import bodies_in, keys_of
from publish.importing.recovery.note_bodies import NoteText, has_content, joined_in_note

LED = re.compile(rf"(?:[\s\[(↑↩^{SUP}]*{GONE}[^{GONE_END}]*{GONE_END}[\s\]),↑^{SUP_END}]*[.:]?\s*)+")
"""The mark of a note before its text, where it leads back."""
BRACKETED = re.compile(r"\s*\[\s*([^\[\]]*?)\s*\]\s*")


def with_linked_notes(blocks: Sequence[Block], notes: list[NoteText], clerk: Clerk) -> tuple[list[Block], set[int]]:
    """The notes that the source links with their marks are added to the notes; of these blocks only a place is left.

    Where one has no words, or the editor rejects it, its marks and its paragraphs are text again.
    """
    found = list(blocks)
    calls: dict[str, list[int]] = {}
    marks: dict[str, str] = {}
    extents: dict[str, list[int]] = {}
    for place, block in enumerate(blocks):
        if block.note:
            extents.setdefault(block.note, []).append(place)
        for call in CALLED.finditer(block.text):
            calls.setdefault(call[1], []).append(place)
            marks.setdefault(call[1], call[2])
    inner = {note.name for note in notes}
    taken: set[int] = set()
    for name, places in calls.items():
        if name in inner:
            continue
        extent = extents.pop(name, [])
        if extent and any(has_content(blocks[place]) for place in extent):
            after = f"a note, called in {', '.join(f'line {blocks[place].line}' for place in dict.fromkeys(places))}"
            whole = place_of(blocks[extent[0]], [blocks[at] for at in extent[1:]])
            if clerk.decide(Subject.NOTE, whole, after, "its mark is a link to it", 0.99, State.APPLIED):
                key = next(iter(keys_of(marks[name].strip("[](){}.: "))), "")
                begin = replace(found[extent[0]], text=_without_mark(found[extent[0]].text, key))
                notes.append(NoteText(name=name, key=key, blocks=joined_in_note([begin, *(found[place] for place in extent[1:])])))
                taken.update(extent)
                continue
        else:
            where = blocks[places[0]]
            said = Place(file=where.file, line=where.line, text=short(plain(where.text)))
            clerk.decide(Subject.NOTE, said, "left as text", f"a mark {marks[name]} without a note", 0.3, State.LEFT)
        for place in [*places, *extent]:
            restored = CALLED.sub(partial(_marked, name), found[place].text)
            found[place] = replace(found[place], text=restored, note="" if place in extent else found[place].note)
    for extent in extents.values():
        clerk.decide(Subject.NOTE, place_of(blocks[extent[0]]), "left as text", "a note of the page, which nothing calls", 0.3, State.LEFT)
        for place in extent:
            found[place] = replace(found[place], text=_restored(found[place].text), note="")
    return [replace(block, text="", kind=Kind.CODE) if place in taken else block for place, block in enumerate(found)], taken


def _marked(name: str, call: re.Match[str]) -> str:
    """The mark that stood for a note's call, if it called the one that is named."""
    return call[2] if call[1] == name else call[0]


def _restored(text: str) -> str:
    """A note's text with the marks of its own that were taken out of it; the notes that it calls stay."""
    return LOST.sub(r"\1", text)


def _without_mark(text: str, key: str) -> str:
    """A note's text without the mark that it begins with, which is told to be gone."""
    led = LED.match(text)
    if led:
        return gone(plain(as_it_was(led[0]))) + _unbracketed(text[led.end() :])
    for body in bodies_in(text, 0):
        if body.key == key:
            return gone(plain(text[: body.start])) + _unbracketed(text[body.start :])
    return text


def _unbracketed(text: str) -> str:
    """A note's text without brackets around all of it."""
    found = BRACKETED.fullmatch(text)
    return found[1] if found else text
