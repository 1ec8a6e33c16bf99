"""The proof of an import: every word of the source is in the manuscript, in the order of the source, or in the ledger as dropped.

Three texts are compared: the words of the source, the blocks made of it, and the written sections as pandoc reads them.
"""

from collections.abc import Iterator, Sequence

from publish.diagnostics import Diagnostic, Location, diagnostic
from publish.importing.blocks import Kind, Reading
from publish.importing.inline import source_text, words_in
from publish.importing.recovery.recovered_text import RecoveredText
from publish.importing.writers.book import SectionFile
from publish.model import ContentDocument
from publish.text.differences import differences

MOST_SHOWN = 8  # words
OUR_FAULT = "this is a fault of publish: report it with the source"


def recovery_losses(reading: Reading, recovered: RecoveredText) -> Iterator[Diagnostic]:
    """I901 if the blocks of a source, in its order, do not have its words."""
    blocks = [
        *(passage.block for passage in recovered.passages),
        *recovered.dropped,
        *(block for block, _ in reading.removed),
        *(block for note in recovered.notes if not note.inline for block in note.blocks),
    ]
    words = [word for block in sorted(blocks, key=lambda block: block.order) for word in words_in(source_text(block.text))]
    for change in differences(reading.words, words)[:1]:
        message = f"“{_few(change.lost)}” of the source would become “{_few(change.instead)}”"
        yield diagnostic("I901", message, help=OUR_FAULT, at=Location(path=reading.name))


def writing_losses(file: SectionFile, document: ContentDocument) -> Iterator[Diagnostic]:
    """I902 if a written section, as pandoc reads it, has other words than the blocks it was made of."""
    notes = list(document.words.notes.values())
    pairs = [(file.flow, document.words.body), *((note.blocks, words) for note, words in zip(file.notes, notes, strict=False))]
    if len(notes) != len(file.notes):
        message = f"{len(file.notes)} notes were found, and {len(notes)} are in the section that was written"
        yield diagnostic("I902", message, help=OUR_FAULT, at=Location(path=file.path))
    for blocks, words in pairs:
        truth = tuple(word for block in blocks if block.kind is not Kind.BREAK for word in words_in(block.text))
        for change in differences(truth, words.texts)[:1]:
            yield diagnostic(
                "I902", f"“{_few(change.lost)}” would become “{_few(change.instead)}”", help=OUR_FAULT, at=Location(path=file.path)
            )


def _few(words: Sequence[str]) -> str:
    return " ".join(words[:MOST_SHOWN])
