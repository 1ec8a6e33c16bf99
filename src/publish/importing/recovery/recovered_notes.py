"""Recovered notes: their paragraphs, and notes that are called only by other notes."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from publish.importing.blocks import Block, Kind
from publish.importing.inline import (
    CALL,
    CALL_SPAN,
    IMAGE,
    REMOVED_SPAN,
    SUP,
    SUP_END,
    called_notes,
    is_visible,
    plain,
    removed,
    source_text,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class RecoveredNote:
    """A note: its name in this import, the key in its mark, its paragraphs."""

    name: str
    key: str
    blocks: tuple[Block, ...]
    inline: bool = False
    """Whether the source has it at the place of its call; then the mark of the call is the whole note."""


def has_content(block: Block) -> bool:
    """Whether anything of a block can be seen, if only the call of a note."""
    return CALL in block.text or has_words(block)


def has_words(block: Block) -> bool:
    """Whether a block has anything beside calls of notes."""
    return block.kind in {Kind.BREAK, Kind.PICTURE, Kind.TABLE} or is_visible(plain(block.text)) or IMAGE in block.text


def note_paragraphs(blocks: Sequence[Block]) -> tuple[Block, ...]:
    """The paragraphs of a note; a mark in a paragraph of its own joins the next one."""
    paragraphs: list[Block] = []
    before = ""
    for block in blocks:
        if not has_content(block) or _has_only_marks(block):
            before += removed(f" {plain(source_text(block.text))} ")
            continue
        paragraphs.append(replace(block, text=before + block.text))
        before = ""
    if not paragraphs or not before:
        return tuple(paragraphs)
    return (*paragraphs[:-1], replace(paragraphs[-1], text=paragraphs[-1].text + before))


def _has_only_marks(block: Block) -> bool:
    """Whether only brackets and the like are left around what was removed: “[ return ]”."""
    has_other = CALL in block.text or IMAGE in block.text or any(letter.isalnum() for letter in plain(block.text))
    return bool(REMOVED_SPAN.search(block.text)) and not has_other


def names_called(blocks: Iterable[Block], notes: Iterable[RecoveredNote]) -> frozenset[str]:
    """The names of the notes that these blocks call, and of those that these notes call."""
    by_name = {note.name: note for note in notes}
    called: set[str] = set()
    waiting = [name for block in blocks for name in called_notes(block.text)]
    while waiting:
        name = waiting.pop()
        if name not in called:
            called.add(name)
            waiting.extend(inner for block in (by_name[name].blocks if name in by_name else ()) for inner in called_notes(block.text))
    return frozenset(called)


def without_nested_notes(notes: Sequence[RecoveredNote], called: Collection[str]) -> tuple[RecoveredNote, ...]:
    """Notes that call no others; `called` are the names of those that the text calls.

    A note that only another note calls is put at the end of that one, with its mark; an inline note is put back into its line.
    """
    by_name = {note.name: note for note in notes}
    outer = {note.name for note in notes if note.name in called}
    inner = {name for note in notes for block in note.blocks for name in called_notes(block.text) if name != note.name}
    reached = outer | names_called([block for note in notes if note.name in outer for block in note.blocks], notes)
    for note in sorted(notes, key=lambda note: note.name in inner):  # of two that call only each other, the first stays
        if note.name not in reached:
            outer.add(note.name)
            reached |= {note.name} | names_called(note.blocks, notes)
    placed = set(outer)
    return tuple(replace(note, blocks=tuple(_with_nested(note, by_name, placed))) for note in notes if note.name in outer)


def _with_nested(note: RecoveredNote, by_name: dict[str, RecoveredNote], placed: set[str]) -> Iterator[Block]:
    waiting = list(note.blocks)
    while waiting:
        block = waiting.pop(0)
        for name in called_notes(block.text):
            if name in by_name and name not in placed and not by_name[name].inline:
                placed.add(name)
                first, *further = by_name[name].blocks
                waiting.extend([replace(first, text=REMOVED_SPAN.sub(r"\1", first.text)), *further])
        text = CALL_SPAN.sub(lambda call: _mark(call[2], inline=call[1] in by_name and by_name[call[1]].inline), block.text)
        yield replace(block, text=text)


def _mark(text: str, *, inline: bool) -> str:
    """The mark of a former call, raised; an inline note as the source has it."""
    mark = text.strip()
    return text if inline or not mark else f"{text[: text.index(mark)]}{SUP}{mark}{SUP_END}"
