"""No note is lost: one that nothing in the book calls is text, in a query."""

from dataclasses import replace

from publish.importing.ledger import DecisionLog, State, Subject, place_of
from publish.importing.recovery.recovered_notes import names_called
from publish.importing.recovery.recovered_text import Passage, RecoveredText, Role


def with_every_note(text: RecoveredText, log: DecisionLog) -> RecoveredText:
    """A recovered text with each note that its passages do not call as passages in a query, in its place of the source."""
    called = names_called([passage.block for passage in text.passages], text.notes)
    uncalled = [note for note in text.notes if note.name not in called]
    passages = list(text.passages)
    for note in uncalled:
        if note.inline:
            continue  # it stands in the line that was dropped, and is in the ledger with it
        place = place_of(note.blocks[0], note.blocks[1:])
        log.withdraw(Subject.NOTE, place)
        evidence = "a note whose mark is in what was left out: nothing in the book calls it"
        log.decide(Subject.NOTE, place, "text, in a query", evidence, 0.5, State.LEFT)
        at = sum(passage.block.order < note.blocks[0].order for passage in passages)
        passages[at:at] = (Passage(block=replace(block, containers=()), role=Role.QUERY) for block in note.blocks)
    return replace(text, passages=tuple(passages), notes=tuple(note for note in text.notes if note.name in called))
