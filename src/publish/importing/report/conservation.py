"""The proof of an import: every word of the source is in the manuscript, in the order of the source, or in the ledger as dropped.

Three texts are compared: the words of the source, the blocks made of it, and the written sections as pandoc reads them.
"""

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate

from publish.importing.blocks import Block, Kind, Reading
from publish.importing.inline import FORMULA, IMAGE, IMAGE_SPAN, MATH, source_text, words_in
from publish.importing.recovery.recovered_text import Passage, RecoveredText, Role
from publish.importing.writers.book import SectionFile
from publish.importing.writers.running_text import is_formula
from publish.model import ContentDocument
from publish.text.differences import Difference, differences
from publish.text.words import formula_word

MOST_SHOWN = 8  # words
OUR_FAULT = "this is a fault of publish: report it with the source"


@dataclass(frozen=True, slots=True, kw_only=True)
class Loss:
    """Words that differ: those of the truth and those instead of them, and the place of the block that they belong to, None if unknown.

    After a recovery, `block` has the lost words and the place of the source; it is in a query unless all their letters are there.
    """

    lost: str
    instead: str
    place: int | None = None
    block: Block | None = None


def recovery_losses(reading: Reading, recovered: RecoveredText) -> tuple[Loss, ...]:
    """Where the blocks of a source, in its order, do not have its words."""
    return with_lost_words(reading, recovered)[1]


def with_lost_words(reading: Reading, recovered: RecoveredText) -> tuple[RecoveredText, tuple[Loss, ...]]:
    """A recovered text with a query for each run of words of the source that its blocks do not have, and these losses.

    Words that are only divided in another way are a loss without a query.
    """
    read = [
        *(passage.block for passage in recovered.passages),
        *recovered.dropped,
        *(block for note in recovered.notes if not note.inline for block in note.blocks),
    ]
    blocks = [*(block for block, _ in reading.removed), *sorted(read, key=lambda block: block.order)]
    counted = [words_in(source_text(block.text)) for block in blocks]
    changes = differences(reading.words, [word for words in counted for word in words])
    if not changes:
        return recovered, ()
    ends = list(accumulate(map(len, counted)))
    passages, losses = list(recovered.passages), []
    gained = 0
    for change in changes:
        before = bisect_right(ends, max(0, change.first + gained - 1))
        at = blocks[min(before, len(blocks) - 1)] if blocks else Block(text="", line=1)
        gained += len(change.instead) - len(change.lost)
        query = Block(text=" ".join(change.lost), line=at.line, file=at.file or reading.name, order=at.order)
        losses.append(_loss(change, block=query))
        if change.lost and not change.same_letters:
            place = sum(passage.block.order <= at.order for passage in passages)
            passages.insert(place, Passage(block=query, role=Role.QUERY))
    return replace(recovered, passages=tuple(passages)), tuple(losses)


def writing_losses(file: SectionFile, document: ContentDocument) -> Iterator[Loss]:
    """Where a written section, as pandoc reads it, has other words than the blocks it was made of."""
    notes = list(document.words.notes.values())
    if len(notes) != len(file.notes):
        yield Loss(lost=f"{len(file.notes)} notes", instead=f"{len(notes)} notes")
    first = 0
    pairs = [(file.flow, document.words.body), *((note.blocks, words) for note, words in zip(file.notes, notes, strict=False))]
    for blocks, words in pairs:
        counted = [_written_words(block) for block in blocks]
        ends = list(accumulate(map(len, counted)))
        for change in differences([word for texts in counted for word in texts], words.texts):
            place = bisect_right(ends, change.first if change.lost else max(0, change.first - 1))
            yield _loss(change, place=first + min(place, len(blocks) - 1))
        first += len(blocks)


def _written_words(block: Block) -> tuple[str, ...]:
    """The words of a block as a manuscript has them: a formula is one word, and a picture is none, also within a word."""
    if block.kind is Kind.BREAK:
        return ()
    text = IMAGE_SPAN.sub("", block.text) if IMAGE in block.text else block.text
    if MATH not in text or block.kind in {Kind.WORDS, Kind.CODE}:
        return words_in(text)
    return words_in(FORMULA.sub(lambda formula: f" {formula_word(formula[1])} " if is_formula(formula[1]) else formula[1], text))


def _loss(change: Difference, *, place: int | None = None, block: Block | None = None) -> Loss:
    return Loss(lost=_few(change.lost), instead=_few(change.instead), place=place, block=block)


def _few(words: Sequence[str]) -> str:
    return " ".join(words[:MOST_SHOWN])
