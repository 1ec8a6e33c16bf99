"""What is asked of an editor about each kind of decision, and what follows from the answers: one table for the report and the review."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from publish.importing.blocks import Reading
from publish.importing.inline import as_it_was, plain
from publish.importing.ledger import Answer, Decision, State, Subject

DEGREES = ((0.9, "sure"), (0.7, "likely"), (0.0, "a guess"))
MOST_AROUND = 200  # letters of the text above and below


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What a decision asks, its name as one of a kind, and what follows from accepting and from rejecting it."""

    name: str
    asks: str
    accepted: str
    rejected: str


QUESTIONS: Mapping[Subject, Question] = {
    Subject.DROP: Question(
        name="taken out", asks="Is this none of the book’s?", accepted="it stays out", rejected="it comes back into the text"
    ),
    Subject.NOTE: Question(
        name="note", asks="Is this a note?", accepted="it is a note", rejected="mark and note stay in the text as they were"
    ),
    Subject.QUOTATION: Question(
        name="quotation", asks="Is this a quotation?", accepted="it is set as a quotation", rejected="it is a paragraph"
    ),
    Subject.HEADING: Question(
        name="heading", asks="Is this a heading, and of this level?", accepted="it is a heading", rejected="it is a paragraph"
    ),
    Subject.QUERY: Question(
        name="in doubt", asks="Is this none of the book’s?", accepted="it is taken out", rejected="it stays, and is no query any more"
    ),
    Subject.ITALICS: Question(
        name="italics", asks="Are these words in italics?", accepted="they are in italics", rejected="they are as they were"
    ),
    Subject.METADATA: Question(
        name="about the book", asks="Is this right?", accepted="it stands in book.toml", rejected="it stays in the text"
    ),
}


def degree_of(decision: Decision) -> str:
    """How sure a decision is, in a word."""
    return next(word for least, word in DEGREES if decision.confidence >= least)


def open_questions(decisions: Sequence[Decision]) -> list[Decision]:
    """The decisions that wait for an answer, in their order."""
    return [one for one in decisions if one.state is State.ASKED and one.answer is Answer.NONE]


def context_of(decision: Decision, readings: Sequence[Reading]) -> tuple[str, str]:
    """The end of the text above a decision's place, and the beginning of the text below it."""
    blocks = [block for reading in readings for block in reading.blocks if block.file == decision.file]
    texts = [" ".join(plain(as_it_was(block.text)).split()) for block in blocks]
    above = next((text for block, text in zip(reversed(blocks), reversed(texts), strict=True) if block.line < decision.line and text), "")
    below = next((text for block, text in zip(blocks, texts, strict=True) if block.line > decision.line and text), "")
    return ("…" + above[-MOST_AROUND:] if len(above) > MOST_AROUND else above), _short(below)


def _short(text: str) -> str:
    return text[:MOST_AROUND] + "…" if len(text) > MOST_AROUND else text
