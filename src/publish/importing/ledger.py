"""The ledger of an import: every decision with its place, the text before and after, the evidence and the confidence.

It is the file import-ledger.toml beside book.toml. An editor answers in it (`decision = "accept"` or `"reject"`, and `instead` for what
it is instead: `level 2`, `verse`, `author`, `words: …`); the next import of the same sources makes the same decisions again and keeps the
answers. They are found by the words that a decision is about, not by its place.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from hashlib import blake2b
from typing import Any

from publish.importing.blocks import Block
from publish.importing.inline import plain, source_text

NAME = "import-ledger.toml"
WORDS = "words:"
"""Before the words that an editor typed in place of those found."""
MOST_SHOWN = 160  # characters of the text that a decision is about


class State(StrEnum):
    """The state of a decision: done, open for the editor, or not done."""

    APPLIED = "applied"
    ASKED = "asked"
    LEFT = "left"


class Answer(StrEnum):
    """The answer of the editor to a decision."""

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
    STYLE = "style"


NAMES = {
    Subject.DROP: "dropped lines",
    Subject.NOTE: "notes",
    Subject.QUOTATION: "quotations",
    Subject.HEADING: "headings",
    Subject.QUERY: "passages that may not belong to the book",
    Subject.METADATA: "title, names, language",
    Subject.ITALICS: "italics",
    Subject.STYLE: "styles",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """One decision of an import. `confidence` is between 0 and 1; `file` and `line` are of the source.

    `key` depends on the subject and the words, not on the place: it stays the same when the words move in a new version of the source.
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
    instead: str = ""
    """What the editor says that it is instead (`questions.INSTEAD`)."""
    inside: "tuple[Place, ...]" = ()
    """The parts of a list that is decided as a whole."""

    @property
    def words(self) -> str:
        """The words that the editor typed in place of those found; "" if there are none."""
        return self.instead.removeprefix(WORDS).strip() if self.instead.startswith(WORDS) else ""


@dataclass(slots=True, kw_only=True)
class DecisionLog:
    """The decisions of an import so far, and the answers of the editor to earlier ones, by key, with what it is instead."""

    answers: Mapping[str, Answer] = field(default_factory=dict)
    instead: Mapping[str, str] = field(default_factory=dict)
    decisions: list[Decision] = field(default_factory=list)
    _seen: Counter[str] = field(default_factory=Counter)

    def decide(
        self,
        subject: Subject,
        place: "Place",
        after: str,
        evidence: str,
        confidence: float,
        state: State,
        inside: "Sequence[Place]" = (),
    ) -> bool:
        """Logs a decision and returns whether to do it: APPLIED unless the editor rejects it, ASKED only if the editor accepts it.

        `inside` are the parts of a list that is decided as a whole.
        """
        key = _key(subject, place.text)
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
                instead=self.instead.get(key, ""),
                inside=tuple(inside),
            )
        )
        return state is State.APPLIED

    def answer_to(self, subject: Subject, words: str) -> tuple[Answer, str]:
        """The answer to a decision that is still to be made about these words, and what they are instead."""
        key = _key(subject, words)
        return self.answers.get(key, Answer.NONE), self.instead.get(key, "")

    def withdraw(self, subject: Subject, place: "Place") -> None:
        """Removes the decision about this subject and these words, since another is made about the same words."""
        words = (subject, place.file, place.line, place.text)
        others = [one for one in self.decisions if (one.subject, one.file, one.line, one.before) != words]
        self.decisions[:] = others

    def in_order(self) -> tuple[Decision, ...]:
        """All decisions, in the order of the source."""
        return tuple(sorted(self.decisions, key=lambda one: (one.file, one.line)))


def _key(subject: Subject, words: str) -> str:
    return blake2b(f"{subject}\n{words}".encode("utf-8", "surrogatepass"), digest_size=8).hexdigest()


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A place in a source, and the words there that a decision is about."""

    file: str
    line: int
    text: str


def place_of(block: Block, others: Sequence[Block] = ()) -> Place:
    """The place of a block, with the beginning of its words and those of `others` after it."""
    return Place(file=block.file, line=block.line, text=short(_words_of(block, others)))


def whole_place_of(block: Block, others: Sequence[Block] = ()) -> Place:
    """The place of a block, with all of the words, for what is dropped."""
    return Place(file=block.file, line=block.line, text=_words_of(block, others))


def _words_of(block: Block, others: Sequence[Block]) -> str:
    return " ".join(" ".join(plain(source_text(one.text)).split()) for one in (block, *others)).strip()


def short(text: str) -> str:
    """The beginning of a text on one line, at most MOST_SHOWN characters."""
    joined = " ".join(text.split())
    return joined if len(joined) <= MOST_SHOWN else f"{joined[: MOST_SHOWN - 1]}…"


def ledger_text(decisions: Sequence[Decision], written: Mapping[str, str], sources: Sequence[str], answers: Mapping[str, Answer]) -> str:
    """The ledger as TOML, for people to read and answer.

    `written` has the digest of each file that the import wrote; `sources` are named as on the command line. `answers` to questions that do
    not arise this time are kept.
    """
    asked = sum(one.state is State.ASKED and one.answer is Answer.NONE for one in decisions)
    head = (
        '# The decisions of the import, in the order of the source. To answer, write decision = "accept" or "reject" and import again.\n'
        '# To say what it is instead, write one line more, such as: instead = "level 2", "verse", "author", "words: The Salt Road".\n'
        f"# {len(decisions)} decisions, {asked} of them wait for your answer. Answers are kept; the rest of this file is written anew.\n"
    )
    digests = "\n".join(["[written]", *(f"{_value(name)} = {_value(digest)}" for name, digest in sorted(written.items())), ""])
    source_names = f"sources = [{', '.join(map(_value, sources))}]\n"
    asked_keys = {one.key for one in decisions}
    others = sorted((key, answer) for key, answer in answers.items() if key not in asked_keys and answer is not Answer.NONE)
    unused = "\n".join(["[answers]", *(f"{_value(key)} = {_value(answer.value)}" for key, answer in others), ""]) if others else ""
    return "\n".join([head, source_names, digests, *([unused] if unused else []), *map(_table, decisions)])


def summary(decisions: Sequence[Decision]) -> tuple[str, ...]:
    """A line for each subject: how many decisions are applied, asked, left."""
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
        **({"instead": decision.instead} if decision.instead else {}),
    }
    lines = [f"{name} = {_value(value)}" for name, value in rows.items()]
    inside = ["inside = [", *(f"  {_value(f'{part.line}: {part.text}')}," for part in decision.inside), "]"] if decision.inside else []
    return "\n".join(["[[decisions]]", *lines, *inside, ""])


def _value(value: object) -> str:
    if not isinstance(value, str):
        return str(value)
    escaped = value.replace("\\", "\\\\").replace('"', '\\"')
    return '"' + "".join(letter if letter >= " " and letter != "\x7f" else f"\\u{ord(letter):04X}" for letter in escaped) + '"'


def answers_in(tables: Mapping[str, Any]) -> Mapping[str, Answer]:
    """The answers in a parsed ledger, by key; anything that is not an answer is skipped. To say what it is instead is to accept that."""
    values = {answer.value: answer for answer in Answer}
    rows = [row for row in tables.get("decisions", ()) if isinstance(row, dict)]
    table = tables.get("answers")
    unused = {str(key): values[answer] for key, answer in table.items() if answer in values} if isinstance(table, dict) else {}
    named = dict.fromkeys(instead_in(tables), Answer.ACCEPT)
    return unused | named | {str(row.get("key")): values[row["decision"]] for row in rows if row.get("decision") in {"accept", "reject"}}


def instead_in(tables: Mapping[str, Any]) -> Mapping[str, str]:
    """What the editor says, in a parsed ledger, that things are instead, by key."""
    rows = [row for row in tables.get("decisions", ()) if isinstance(row, dict)]
    return {str(row.get("key")): str(row["instead"]) for row in rows if isinstance(row.get("instead"), str) and row["instead"].strip()}
