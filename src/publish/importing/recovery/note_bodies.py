"""What is known of a note once it is one, however it was found."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace

from publish.importing.blocks import Block, Kind
from publish.importing.inline import CALLED, IMAGE, LOST, SUP, SUP_END, as_it_was, called_in, gone, plain


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteText:
    """A note: its name in this import, the key in its mark, its paragraphs."""

    name: str
    key: str
    blocks: tuple[Block, ...]
    inner: bool = False
    """Whether it stood in the line of its call, which then has all of it for its mark."""


def has_content(block: Block) -> bool:
    """Whether anything is to be seen of a block."""
    return block.kind in {Kind.BREAK, Kind.PICTURE, Kind.TABLE} or bool(plain(block.text).strip()) or IMAGE in block.text


def _is_of_marks(block: Block) -> bool:
    """Whether nothing but brackets is left around what is gone: “[ return ]”."""
    return bool(LOST.search(block.text)) and not any(letter.isalnum() for letter in plain(block.text)) and IMAGE not in block.text


def joined_in_note(texts: Sequence[Block]) -> tuple[Block, ...]:
    """The paragraphs of a note; a mark that stood on a line of its own goes to the one behind it."""
    kept: list[Block] = []
    before = ""
    for block in texts:
        if not has_content(block) or _is_of_marks(block):
            before += gone(f" {plain(as_it_was(block.text))} ")
            continue
        kept.append(replace(block, text=before + block.text))
        before = ""
    return (*kept[:-1], replace(kept[-1], text=kept[-1].text + before)) if kept and before else tuple(kept)


def without_notes_of_notes(notes: Sequence[NoteText], called: Collection[str]) -> tuple[NoteText, ...]:
    """Notes that call none: one that only another calls stands at that one's end, with its mark.

    `called` are those that the text calls. One that stood in the line of another stands there again.
    """
    known = {note.name: note for note in notes}
    within = {name for note in notes for block in note.blocks for name in called_in(block.text) if name != note.name} - set(called)
    given = set(called)
    return tuple(replace(note, blocks=tuple(_with_called(note, known, given))) for note in notes if note.name not in within)


def _with_called(note: NoteText, known: dict[str, NoteText], given: set[str]) -> Iterator[Block]:
    waiting = list(note.blocks)
    while waiting:
        block = waiting.pop(0)
        for name in called_in(block.text):
            if name in known and name not in given and not known[name].inner:
                given.add(name)
                first, *further = known[name].blocks
                waiting.extend([replace(first, text=LOST.sub(r"\1", first.text)), *further])
        yield replace(block, text=CALLED.sub(lambda found: _mark(found[2], inner=found[1] in known and known[found[1]].inner), block.text))


def _mark(text: str, *, inner: bool) -> str:
    """A mark that calls no more; a note that stood whole in the line, as it stood."""
    said = text.strip()
    return text if inner or not said else f"{text[: text.index(said)]}{SUP}{said}{SUP_END}"
