"""The proof that no note is lost: each note that a source links or declares is a called note of a section, or text with a decision.

That the written notes have their words, and that each is called, the writing is proved by (`report.conservation`).
"""

from collections.abc import Iterator, Sequence

from publish.diagnostics import Diagnostic, Location, diagnostic
from publish.importing.blocks import Block, Reading
from publish.importing.inline import words_in
from publish.importing.ledger import Decision, Subject, place_of
from publish.importing.report.conservation import OUR_FAULT
from publish.importing.writers.book import SectionFile


def lost_notes(reading: Reading, sections: Sequence[SectionFile], decisions: Sequence[Decision]) -> Iterator[Diagnostic]:
    """I903 for each note of a source with words in no called note, and not in the text either with a decision in the ledger."""
    notes: dict[str, list[Block]] = {}
    for block in reading.blocks:
        if block.note and words_in(block.text):
            notes.setdefault(block.note, []).append(block)
    called = {block.order for section in sections for note in section.notes for block in note.blocks}
    text = {block.order for section in sections for block in section.flow}
    notes_or_text = [one for one in decisions if one.subject not in {Subject.METADATA, Subject.STYLE}]
    decided = {(one.file, one.line) for one in notes_or_text} | {(part.file, part.line) for one in notes_or_text for part in one.inside}
    for blocks in notes.values():
        as_text = [block for block in blocks if block.order not in called]
        if len(as_text) < len(blocks) and all(len(words_in(block.text)) == 1 for block in as_text):
            continue  # a mark in a paragraph or cell of its own, which joins the text of its note
        if all(block.order in text and (block.file, blocks[0].line) in decided for block in as_text):
            continue
        message = f"the note “{place_of(blocks[0], blocks[1:]).text}” of the source would be in no section"
        yield diagnostic("I903", message, help=OUR_FAULT, at=Location(path=blocks[0].file or reading.name, line=blocks[0].line))
