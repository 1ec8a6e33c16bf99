"""The question to the editor for each subject of decisions, and what each answer means: one table for the report and the review."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from publish.importing.blocks import Reading
from publish.importing.inline import plain, source_text
from publish.importing.ledger import WORDS, Answer, Decision, State, Subject

DEGREES = ((0.9, "sure"), (0.7, "likely"), (0.0, "a guess"))
MOST_AROUND = 200  # characters of the text above and below


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """The name of a kind of decision, its question, and what accepting and rejecting it mean."""

    name: str
    asks: str
    accepted: str
    rejected: str


QUESTIONS: Mapping[Subject, Question] = {
    Subject.DROP: Question(
        name="taken out", asks="Should this be left out of the book?", accepted="it stays out", rejected="it comes back into the text"
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
        name="in doubt",
        asks="Should this be left out of the book?",
        accepted="it is taken out",
        rejected="it stays, no longer as a query",
    ),
    Subject.ITALICS: Question(
        name="italics", asks="Are these words in italics?", accepted="they are in italics", rejected="they are as they were"
    ),
    Subject.METADATA: Question(
        name="about the book", asks="Is this right?", accepted="it is in book.toml", rejected="it stays in the text"
    ),
    Subject.STYLE: Question(
        name="style",
        asks="What is all that has this style?",
        accepted="it is what is proposed",
        rejected="its paragraphs are text, its words plain",
    ),
}


INSTEAD: Mapping[Subject, Mapping[str, str]] = {
    Subject.HEADING: {str(level): f"level {level}" for level in range(1, 5)},
    Subject.QUOTATION: {"v": "verse", "e": "epigraph"},
    Subject.STYLE: {
        **{str(level): f"heading {level}" for level in range(1, 5)},
        "u": "quotation",
        "v": "verse",
        "e": "epigraph",
        "a": "attribution",
        "k": "break",
        "t": "note",
        "c": "code",
        "i": "emphasis",
        "x": "drop",
        "w": WORDS,
    },
    Subject.METADATA: {
        "t": "title",
        "u": "subtitle",
        "a": "author",
        "p": "publisher",
        "h": "heading",
        "v": "verse",
        "w": WORDS,
    },
}
"""What else it may be, for each subject, by the key that says so; with the last one the editor types the words."""


def question_of(decision: Decision) -> Question:
    """The question about a decision; about a list as a whole, if it is one."""
    if not decision.inside:
        return QUESTIONS[decision.subject]
    if decision.subject is Subject.QUOTATION:
        return replace(QUESTIONS[Subject.QUOTATION], asks=f"Are these {len(decision.inside)} paragraphs, which are set in, quotations?")
    if decision.subject is Subject.HEADING:
        return replace(QUESTIONS[Subject.HEADING], asks=f"Are these {len(decision.inside)} lines headings, and of this level?")
    return Question(
        name="list of notes",
        asks=f"Are these {len(decision.inside)} paragraphs the notes of these calls?",
        accepted="they are notes",
        rejected="marks and paragraphs stay in the text as they were",
    )


def degree_of(decision: Decision) -> str:
    """The confidence of a decision as a word."""
    return next(word for least, word in DEGREES if decision.confidence >= least)


def open_questions(decisions: Sequence[Decision]) -> list[Decision]:
    """The decisions without an answer among those that were asked, in their order."""
    return [decision for decision in decisions if decision.state is State.ASKED and decision.answer is Answer.NONE]


def alike(decision: Decision, decisions: Sequence[Decision]) -> list[Decision]:
    """The open questions of the same subject for the same reason."""
    return [other for other in open_questions(decisions) if (other.subject, other.evidence) == (decision.subject, decision.evidence)]


def context_of(decision: Decision, readings: Sequence[Reading]) -> tuple[str, str]:
    """The end of the text above the place of a decision, and the beginning of the text below it."""
    blocks = [block for reading in readings for block in reading.blocks if block.file == decision.file]
    texts = [" ".join(plain(source_text(block.text)).split()) for block in blocks]
    above = next((text for block, text in zip(reversed(blocks), reversed(texts), strict=True) if block.line < decision.line and text), "")
    below = next((text for block, text in zip(blocks, texts, strict=True) if block.line > decision.line and text), "")
    return ("…" + above[-MOST_AROUND:] if len(above) > MOST_AROUND else above), _short(below)


def _short(text: str) -> str:
    return text[:MOST_AROUND] + "…" if len(text) > MOST_AROUND else text
