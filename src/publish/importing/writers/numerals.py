"""Lists that are not numbered in figures: their letters and Roman numerals become text, since the manuscript numbers only in figures.

The same holds for numbers from 100 on: the manuscript reads such a number as a year at the beginning of a sentence.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from publish.importing.blocks import Block, Container, Frame, Kind
from publish.importing.recovery.recovered_text import Passage
from publish.text.folios import roman_numeral

MOST_NUMBERED = 99
LETTERS = 26


def with_typed_numerals(passages: Sequence[Passage]) -> tuple[Passage, ...]:
    """The passages with such items as paragraphs that begin with their numerals: “b. The second.”"""
    if not any(map(_is_typed, (container for passage in passages for container in passage.block.containers))):
        return tuple(passages)
    begun: set[int] = set()
    return tuple(replace(passage, block=block) for passage in passages for block in _blocks(passage.block, begun))


def blocks_with_typed_numerals(blocks: Sequence[Block]) -> Iterator[Block]:
    """The blocks with such items as paragraphs that begin with their numerals."""
    begun: set[int] = set()
    for block in blocks:
        yield from _blocks(block, begun)


def _blocks(block: Block, begun: set[int]) -> Iterator[Block]:
    """A block with the numerals of the items that it begins; those before a picture or the like are a paragraph of their own."""
    items = [container for container in block.containers if _is_typed(container)]
    if not items:
        yield block
        return
    label = "".join(f"{numeral(item.start or 0, item.numerals)}. " for item in items if item.number not in begun)
    begun.update(item.number for item in items)
    containers = tuple(container for container in block.containers if not _is_typed(container))
    if label and block.kind is not Kind.PARAGRAPH:
        yield Block(text=label.rstrip(), line=block.line, file=block.file, order=block.order, containers=containers)
        label = ""
    yield replace(block, text=label + block.text, containers=containers)


def _is_typed(container: Container) -> bool:
    return container.frame is Frame.ITEM and (container.start or 0) > (0 if container.numerals else MOST_NUMBERED)


def numeral(number: int, numerals: str) -> str:
    """A number in the numerals of an HTML list: `numeral(28, "a")` is `ab`, `numeral(4, "I")` is `IV`."""
    match numerals:
        case "i" | "I":
            text = roman_numeral(number)
        case "a" | "A":
            text = ""
            while number > 0:
                number, place = divmod(number - 1, LETTERS)
                text = chr(ord("a") + place) + text
        case _:
            return str(number)
    return text.upper() if numerals.isupper() else text
