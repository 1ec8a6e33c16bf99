"""What is known of a note once it is one, however it was found."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from publish.importing.blocks import Block, Kind
from publish.importing.inline import IMAGE, plain


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


def joined_in_note(texts: Sequence[Block]) -> tuple[Block, ...]:
    """The paragraphs of a note; a mark that stood on a line of its own goes to the one behind it."""
    kept: list[Block] = []
    before = ""
    for block in texts:
        if not has_content(block):
            before += block.text
            continue
        kept.append(replace(block, text=before + block.text))
        before = ""
    return (*kept[:-1], replace(kept[-1], text=kept[-1].text + before)) if kept and before else tuple(kept)
