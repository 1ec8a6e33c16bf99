"""Plainer forms of a block that the manuscript's grammar refuses: first its words without markup, then these words in a query.

What an import writes must pass its own check; where it does not, a plainer form of one block is better than no book.
"""

from collections.abc import Iterator
from dataclasses import replace

from publish.importing.blocks import Block, Kind
from publish.importing.recovery.recovered_text import Passage, Role
from publish.importing.writers.book import SectionFile, as_written


def plainer(file: SectionFile, place: int) -> SectionFile | None:
    """The section with the next plainer form of the block at a place among its blocks; None if there is none."""
    if place < len(file.passages):
        passage = _plainer_passage(file.passages[place])
        return None if passage is None else _with_passage(file, place, passage)
    block = _plainer_block(file.blocks[place])
    return None if block is None else with_block(file, place, block)


def with_block(file: SectionFile, place: int, block: Block) -> SectionFile:
    """The section with another block at a place among its blocks."""
    if place < len(file.passages):
        return _with_passage(file, place, replace(file.passages[place], block=block))
    blocks = file.blocks
    made = iter([*blocks[len(file.passages) : place], block, *blocks[place + 1 :]])
    return as_written(replace(file, notes=tuple(replace(note, blocks=tuple(_taken(made, len(note.blocks)))) for note in file.notes)))


def _with_passage(file: SectionFile, place: int, passage: Passage) -> SectionFile:
    return as_written(replace(file, passages=(*file.passages[:place], passage, *file.passages[place + 1 :])))


def in_query(file: SectionFile, place: int) -> bool:
    """Whether the block at a place is in a query."""
    return place < len(file.passages) and file.passages[place].role is Role.QUERY


def _taken(blocks: Iterator[Block], count: int) -> Iterator[Block]:
    return (next(blocks) for _ in range(count))


def _plainer_passage(passage: Passage) -> Passage | None:
    """A heading keeps its words, a picture its file and its caption, anything else its words."""
    block = passage.block
    if passage.role is Role.HEADING or passage.role is Role.QUERY:
        return replace(passage, block=replace(block, kind=Kind.WORDS)) if block.kind is not Kind.WORDS else None
    match block.kind:
        case Kind.BREAK:
            return replace(passage, block=replace(block, containers=()), role=Role.TEXT) if block.containers else None
        case Kind.PICTURE:
            text = " ".join(filter(None, (block.picture, block.alt, block.text)))
            return Passage(block=replace(block, kind=Kind.WORDS, text=text, containers=()), role=Role.QUERY)
        case Kind.WORDS:
            return Passage(block=replace(block, containers=()), role=Role.QUERY)
        case _:
            return replace(passage, block=replace(block, kind=Kind.WORDS))


def _plainer_block(block: Block) -> Block | None:
    """The plainer form of a block of a note, in which a query would be read as text of the note."""
    if block.kind is Kind.BREAK or (block.kind is Kind.WORDS and not block.containers):
        return None
    if block.kind is Kind.WORDS:
        return replace(block, containers=())
    text = " ".join(filter(None, (block.picture, block.alt, block.text))) if block.kind is Kind.PICTURE else block.text
    return replace(block, kind=Kind.WORDS, text=text)
