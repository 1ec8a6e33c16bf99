"""What an editor says that a line above the text is instead of metadata: a heading, or verse."""

from collections.abc import Callable, Mapping
from dataclasses import replace

from publish.importing.blocks import Kind
from publish.importing.inline import BREAK
from publish.importing.ledger import Answer, DecisionLog, Place, State, Subject, place_of
from publish.importing.recovery.recovered_text import Passage, RecoveredText, Role


def _as_heading(passage: Passage) -> Passage:
    return replace(passage, role=Role.HEADING, level=max(passage.level, 1))


def _as_verse(passage: Passage) -> Passage:
    return Passage(block=replace(passage.block, kind=Kind.VERSE, text=passage.block.text.replace(BREAK, "\n")))


KINDS: Mapping[str, Callable[[Passage], Passage]] = {"heading": _as_heading, "verse": _as_verse}


def as_answered(text: RecoveredText, log: DecisionLog) -> tuple[RecoveredText, frozenset[Place]]:
    """The text with these lines as the editor says, each with its decision; and their places, since they are no metadata."""
    passages: list[Passage] = []
    answered: set[Place] = set()
    for passage in text.passages:
        place = place_of(passage.block)
        answer, instead = log.answer_to(Subject.METADATA, place.text) if log.instead else (Answer.NONE, "")
        if answer is not Answer.ACCEPT or instead not in KINDS or place.text in {other.text for other in answered}:
            passages.append(passage)
            continue
        answered.add(place)
        log.withdraw(Subject.HEADING, place)
        log.decide(Subject.METADATA, place, f"{instead}, not metadata", "the editor says so", 1.0, State.APPLIED)
        passages.append(KINDS[instead](passage))
    return replace(text, passages=tuple(passages)), frozenset(answered)
