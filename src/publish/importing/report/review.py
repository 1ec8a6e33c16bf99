"""The review of an import in the terminal: each open question with its context, answered with one key; then each conflict."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from textwrap import fill

from publish.config.style_roles import advice_on_roles, house_role
from publish.importing.blocks import Reading
from publish.importing.ledger import WORDS, Answer, Decision, Subject
from publish.importing.merge import Choice, Conflict
from publish.importing.questions import INSTEAD, alike, context_of, degree_of, open_questions, question_of

ANSWERS = {"y": Answer.ACCEPT, "n": Answer.REJECT}
CHOICES = {"m": Choice.MINE, "t": Choice.SOURCE}
SKIP, BACK, STOP, INSIDE = "s", "b", "q", "i"
END = {"", "\x03", "\x04"}  # of the input, Ctrl-C, Ctrl-D
LEAST_ALIKE = 3  # questions that can be answered at once
WIDTH = 88  # columns
INDENT = "  "
TYPED = {Subject.STYLE: "its role"}
"""What is typed instead of words, by subject."""


@dataclass(slots=True, kw_only=True)
class Answers:
    """The answers of an editor, by the keys of decisions and conflicts."""

    answers: dict[str, Answer] = field(default_factory=dict)
    instead: dict[str, str] = field(default_factory=dict)
    choices: dict[str, Choice] = field(default_factory=dict)

    def forget(self, key: str) -> None:
        """Takes an answer back."""
        for given in (self.answers, self.instead, self.choices):
            given.pop(key, None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Terminal:
    """How the editor is asked: `say` writes a line, `key` returns the next typed key, `line` a typed line."""

    say: Callable[[str], None]
    key: Callable[[], str]
    line: Callable[[str], str]


def review(decisions: Sequence[Decision], readings: Sequence[Reading], terminal: Terminal, conflicts: Sequence[Conflict] = ()) -> Answers:
    """The answers of the editor, who may go back, answer all questions that are alike at once, and stop at any of them."""
    given = Answers()
    waiting: list[Decision | Conflict] = [*open_questions(decisions), *(conflict for conflict in conflicts if conflict.choice is None)]
    place = 0
    while place < len(waiting):
        asked = waiting[place]
        if _is_answered(asked, given):
            place += 1
            continue
        terminal.say("\n".join([f"\n{place + 1} of {len(waiting)}  {_shown(asked, readings)}"]))
        typed = _typed(asked, decisions, terminal)
        if typed == STOP:
            break
        if typed == BACK:
            place = max(0, place - 1)
            given.forget(waiting[place].key)
            continue
        if isinstance(asked, Conflict):
            given.choices.update({asked.key: CHOICES[typed]} if typed in CHOICES else {})
        else:
            _take(asked, typed, decisions, given, terminal)
        place += 1
    return given


def _is_answered(asked: Decision | Conflict, given: Answers) -> bool:
    """Whether a question was answered together with one like it."""
    return asked.key in given.answers or asked.key in given.choices


def _take(asked: Decision, typed: str, decisions: Sequence[Decision], given: Answers, terminal: Terminal) -> None:
    """Keeps the answer to a question; a capital answers all that are alike."""
    if typed.lower() in ANSWERS:
        others = alike(asked, decisions) if typed.isupper() else [asked]
        given.answers.update({other.key: ANSWERS[typed.lower()] for other in others})
        return
    instead = INSTEAD.get(asked.subject, {}).get(typed, "")
    words = terminal.line(f"{INDENT}{TYPED.get(asked.subject, 'the words')}: ").strip() if instead == WORDS else ""
    if asked.subject is Subject.STYLE and words and house_role(words) is None:
        terminal.say(fill(f"“{words}” is no role: {advice_on_roles(words)}", WIDTH, initial_indent=INDENT, subsequent_indent=INDENT))
        return
    if instead and (instead != WORDS or words):
        given.answers[asked.key] = Answer.ACCEPT
        given.instead[asked.key] = f"{instead} {words}".strip()


def _typed(asked: Decision | Conflict, decisions: Sequence[Decision], terminal: Terminal) -> str:
    """One of the keys that answer a question; any other is asked for again. The end of the input means stop."""
    keys = _keys(asked, decisions)
    shown = fill(" · ".join(f"{key} {what}" for key, what in keys.items()), WIDTH, initial_indent=INDENT)
    while True:
        terminal.say(shown)
        typed = terminal.key()
        if typed in END:
            return STOP
        if typed.lower() == INSIDE and INSIDE in keys and not isinstance(asked, Conflict):
            terminal.say("\n".join(_inside(asked)))
            continue
        if typed in keys or (typed := typed.lower()) in keys:
            return typed


def _keys(asked: Decision | Conflict, decisions: Sequence[Decision]) -> dict[str, str]:
    """The keys that answer a question, and what each means."""
    if isinstance(asked, Conflict):
        keys = {"m": "keep mine", "t": "take the source’s"}
    else:
        count = len(alike(asked, decisions))
        keys = {"y": "yes", "n": "no"}
        keys |= {"Y": f"yes to all {count} like it", "N": f"no to all {count}"} if count >= LEAST_ALIKE else {}
        typed = f"type {TYPED.get(asked.subject, 'the words')}"
        keys |= {key: typed if what == WORDS else what for key, what in INSTEAD.get(asked.subject, {}).items()}
        keys |= {INSIDE: f"look inside ({len(asked.inside)})"} if asked.inside else {}
    return {**keys, SKIP: "skip", BACK: "back", STOP: "stop, and go on later"}


def _shown(asked: Decision | Conflict, readings: Sequence[Reading]) -> str:
    if isinstance(asked, Conflict):
        lines = [f"{asked.path}:{asked.line}  You and the source have both changed this. Which do you want?", ""]
        for text, mark in ((asked.mine, "mine: "), (asked.source, "the source’s: ")):
            lines.extend([fill(" ".join(text.split()), WIDTH, initial_indent=INDENT + mark, subsequent_indent=INDENT * 2), ""])
        return "\n".join(lines)
    question = question_of(asked)
    above, below = context_of(asked, readings)
    lines = [f"{asked.file}:{asked.line}  {question.asks}", ""]
    for text, mark in ((above, "  "), (asked.before, "▸ "), (below, "  ")):
        if text:
            lines.extend([fill(text, WIDTH, initial_indent=INDENT + mark, subsequent_indent=INDENT + "  "), ""])
    if asked.after:
        lines.append(fill(f"would be: {asked.after}", WIDTH, initial_indent=INDENT, subsequent_indent=INDENT))
    lines.append(fill(f"because: {asked.evidence} ({degree_of(asked)})", WIDTH, initial_indent=INDENT, subsequent_indent=INDENT))
    lines.append(f"{INDENT}yes: {question.accepted}; no: {question.rejected}")
    return "\n".join(lines)


def _inside(asked: Decision) -> Iterator[str]:
    """The parts of a list, each with its line."""
    for part in asked.inside:
        yield fill(f"{part.line}: {part.text}", WIDTH, initial_indent=INDENT, subsequent_indent=INDENT * 3)
