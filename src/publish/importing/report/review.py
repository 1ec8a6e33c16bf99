"""The review of an import: each open question put to the editor in the terminal, with its context, for one key."""

from collections.abc import Callable, Sequence
from textwrap import fill

from publish.importing.blocks import Reading
from publish.importing.ledger import Answer, Decision
from publish.importing.questions import QUESTIONS, context_of, degree_of, open_questions

KEYS = {"y": Answer.ACCEPT, "n": Answer.REJECT, "s": None, "q": None}
ASKED = "y yes · n no · s skip · q stop: "
WIDTH = 88  # letters
INDENT = "  "


def review(
    decisions: Sequence[Decision], readings: Sequence[Reading], say: Callable[[str], None], key: Callable[[], str]
) -> dict[str, Answer]:
    """The editor's answers, by the keys of their decisions; `key` gives what was typed, `say` writes a line."""
    answers: dict[str, Answer] = {}
    waiting = open_questions(decisions)
    for number, decision in enumerate(waiting, 1):
        say("\n".join(_shown(decision, readings, number, len(waiting))))
        typed = _typed(say, key)
        if typed == "q":
            break
        answer = KEYS[typed]
        if answer is not None:
            answers[decision.key] = answer
    return answers


def _typed(say: Callable[[str], None], key: Callable[[], str]) -> str:
    """One of the keys; anything else is asked again, the end of what is typed means stop."""
    say(f"{INDENT}{ASKED}")
    while (typed := key().lower()) not in KEYS:
        if typed in {"", "\x03", "\x04"}:
            return "q"
        say(f"{INDENT}{ASKED}")
    return typed


def _shown(decision: Decision, readings: Sequence[Reading], number: int, count: int) -> list[str]:
    """A question with what stands above and below its place, and what follows from yes and from no."""
    question = QUESTIONS[decision.subject]
    above, below = context_of(decision, readings)
    lines = ["", f"{number} of {count}  {decision.file}:{decision.line}  {question.asks}", ""]
    for text, mark in ((above, "  "), (decision.before, "▸ "), (below, "  ")):
        if text:
            lines.extend([fill(text, WIDTH, initial_indent=INDENT + mark, subsequent_indent=INDENT + "  "), ""])
    if decision.after:
        lines.append(fill(f"would be: {decision.after}", WIDTH, initial_indent=INDENT, subsequent_indent=INDENT))
    lines.append(fill(f"because: {decision.evidence} ({degree_of(decision)})", WIDTH, initial_indent=INDENT, subsequent_indent=INDENT))
    lines.append(f"{INDENT}yes: {question.accepted}; no: {question.rejected}")
    return lines
