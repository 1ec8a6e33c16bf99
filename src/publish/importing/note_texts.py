"""What is known of a note once it is one, however it was found."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from publish.importing.blocks import Block, Kind
from publish.importing.inline import IMAGE, LOST, as_it_was, gone, plain


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
            before += gone(f"{plain(as_it_was(block.text))} ")
            continue
        kept.append(replace(block, text=before + block.text))
        before = ""
    return (*kept[:-1], replace(kept[-1], text=kept[-1].text + before)) if kept and before else tuple(kept)
