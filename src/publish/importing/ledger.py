"""The ledger of an import: every decision with its place, what was there, what is there now, why, and how sure we are.

It lies beside book.toml as import-ledger.toml. An editor answers in it (`decision = "accept"` or `"reject"`); the next import of the same
sources makes the same decisions again and keeps the answers, which are found by what they are about and not by their place.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from hashlib import blake2b
from typing import Any

from publish.importing.blocks import Block
from publish.importing.inline import as_it_was, plain

NAME = "import-ledger.toml"
MOST_SHOWN = 160  # letters of what a decision is about


class State(StrEnum):
    """What became of a decision: done, put to the editor, or found and left as it was."""

    APPLIED = "applied"
    ASKED = "asked"
    LEFT = "left"


class Answer(StrEnum):
    """What the editor says to a decision."""

    NONE = ""
    ACCEPT = "accept"
    REJECT = "reject"


class Subject(StrEnum):
    """What a decision is about."""

    DROP = "drop"
    NOTE = "note"
    QUOTATION = "quotation"
    HEADING = "heading"
    QUERY = "query"
    METADATA = "metadata"
    ITALICS = "italics"


NAMES = {
    Subject.DROP: "dropped lines",
    Subject.NOTE: "notes",
    Subject.QUOTATION: "quotations",
    Subject.HEADING: "headings",
    Subject.QUERY: "passages that may be the book’s or not",
    Subject.METADATA: "title, names, language",
    Subject.ITALICS: "italics",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """One decision of an import. `confidence` is between 0 and 1; `file` and `line` name the source.

    `key` says what it is about, wherever that stands: equal for the same words in another place of another version of the source.
    """

    key: str
    subject: Subject
    file: str
    line: int
    before: str
    after: str
    evidence: str
    confidence: float
    state: State
    answer: Answer = Answer.NONE


@dataclass(slots=True, kw_only=True)
class Clerk:
    """Writes every decision down, and knows what the editor has answered before."""

    answers: Mapping[str, Answer] = field(default_factory=dict)
    decisions: list[Decision] = field(default_factory=list)
    _seen: Counter[str] = field(default_factory=Counter)

    def decide(self, subject: Subject, place: "Place", after: str, evidence: str, confidence: float, state: State) -> bool:
        """Whether it is to be done: what is applied unless the editor rejects it, and what is asked if the editor accepts it."""
        key = blake2b(f"{subject}\n{place.text}".encode("utf-8", "surrogatepass"), digest_size=8).hexdigest()
        self._seen[key] += 1
        key = key if self._seen[key] == 1 else f"{key}-{self._seen[key]}"
        answer = self.answers.get(key, Answer.NONE)
        if state is not State.LEFT and answer is not Answer.NONE:
            state = State.APPLIED if answer is Answer.ACCEPT else State.LEFT
        self.decisions.append(
            Decision(
                key=key,
                subject=subject,
                file=place.file,
                line=place.line,
                before=place.text,
                after=after,
                evidence=evidence,
                confidence=confidence,
                state=state,
                answer=answer,
            )
        )
        return state is State.APPLIED

    def withdraw(self, subject: Subject, place: "Place") -> None:
        """A decision about this place is taken back, since another one is made of the same words."""
        kept = [one for one in self.decisions if (one.subject, one.file, one.line) != (subject, place.file, place.line)]
        self.decisions[:] = kept

    def in_order(self) -> tuple[Decision, ...]:
        """All decisions, in the order of their places."""
        return tuple(sorted(self.decisions, key=lambda one: (one.file, one.line)))


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where in a source a decision is made, and the words that it is about."""

    file: str
    line: int
    text: str


def place_of(block: Block, others: Sequence[Block] = ()) -> Place:
    """The place of a block, with its words and those of others that go with it."""
    return Place(file=block.file, line=block.line, text=short(_words_of(block, others)))


def whole_place_of(block: Block, others: Sequence[Block] = ()) -> Place:
    """The same with all of the words, as where they are dropped."""
    return Place(file=block.file, line=block.line, text=_words_of(block, others))


def _words_of(block: Block, others: Sequence[Block]) -> str:
    return " ".join(" ".join(plain(as_it_was(one.text)).split()) for one in (block, *others)).strip()


def short(text: str) -> str:
    """The beginning of a text, on one line."""
    joined = " ".join(text.split())
    return joined if len(joined) <= MOST_SHOWN else f"{joined[: MOST_SHOWN - 1]}…"


def ledger_text(decisions: Sequence[Decision], written: Mapping[str, str], sources: Sequence[str], answers: Mapping[str, Answer]) -> str:
    """The ledger as TOML, for people to read and answer.

    `written` are digests of the files that the import wrote, by their names; `sources` is what was imported, as it was named. `answers`
    to questions that do not arise now, since another was answered otherwise, are kept for the day when they do.
    """
    asked = sum(one.state is State.ASKED and one.answer is Answer.NONE for one in decisions)
    head = (
        '# What the import decided, in the order of the source. Answer with decision = "accept" or "reject" and import again:\n'
        f"# {len(decisions)} decisions, {asked} of them are asked of you. Answers are kept; everything else is written anew.\n"
    )
    digests = "\n".join(["[written]", *(f"{_value(name)} = {_value(digest)}" for name, digest in sorted(written.items())), ""])
    named = f"sources = [{', '.join(map(_value, sources))}]\n"
    met = {one.key for one in decisions}
    others = sorted((key, answer) for key, answer in answers.items() if key not in met and answer is not Answer.NONE)
    kept = "\n".join(["[answers]", *(f"{_value(key)} = {_value(answer.value)}" for key, answer in others), ""]) if others else ""
    return "\n".join([head, named, digests, *([kept] if kept else []), *map(_table, decisions)])


def summary(decisions: Sequence[Decision]) -> tuple[str, ...]:
    """A line for each kind of decision: how many are applied, asked, left."""
    lines = []
    for subject in Subject:
        states = Counter(one.state for one in decisions if one.subject is subject)
        if states:
            counts = ", ".join(f"{states[state]} {state}" for state in State if states[state])
            lines.append(f"{NAMES[subject]}: {counts}")
    return tuple(lines)


def _table(decision: Decision) -> str:
    rows: Mapping[str, object] = {
        "key": decision.key,
        "about": decision.subject.value,
        "source": f"{decision.file}:{decision.line}",
        "before": decision.before,
        "after": decision.after,
        "evidence": decision.evidence,
        "confidence": round(decision.confidence, 2),
        "state": decision.state.value,
        "decision": decision.answer.value,
    }
    return "\n".join(["[[decisions]]", *(f"{name} = {_value(value)}" for name, value in rows.items()), ""])


def _value(value: object) -> str:
    if not isinstance(value, str):
        return str(value)
    escaped = value.replace("\\", "\\\\").replace('"', '\\"')
    return '"' + "".join(letter if letter >= " " and letter != "\x7f" else f"\\u{ord(letter):04X}" for letter in escaped) + '"'


def answers_in(tables: Mapping[str, Any]) -> Mapping[str, Answer]:
    """The answers of a ledger that was read, by key; what is no answer counts as none."""
    known = {answer.value: answer for answer in Answer}
    rows = [row for row in tables.get("decisions", ()) if isinstance(row, dict)]
    kept = tables.get("answers")
    others = {str(key): known[answer] for key, answer in kept.items() if answer in known} if isinstance(kept, dict) else {}
    return others | {str(row.get("key")): known[row["decision"]] for row in rows if row.get("decision") in {"accept", "reject"}}
