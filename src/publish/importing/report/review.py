"""The review of an import in the terminal: each open question with its context, answered with one key."""

from collections.abc import Callable, Sequence
from textwrap import fill

from publish.importing.blocks import Reading
from publish.importing.ledger import Answer, Decision
from publish.importing.questions import QUESTIONS, context_of, degree_of, open_questions

KEYS = {"y": Answer.ACCEPT, "n": Answer.REJECT, "s": None, "q": None}
KEYS_SHOWN = "y yes · n no · s skip · q stop: "
WIDTH = 88  # columns
INDENT = "  "


def review(
    decisions: Sequence[Decision], readings: Sequence[Reading], say: Callable[[str], None], key: Callable[[], str]
) -> dict[str, Answer]:
    """The answers of the editor, by the keys of the decisions; `key` returns the next typed key, `say` writes a line."""
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
    """One of the keys; any other is asked for again. The end of the input means stop."""
    say(f"{INDENT}{KEYS_SHOWN}")
    while (typed := key().lower()) not in KEYS:
        if typed in {"", "\x03", "\x04"}:
            return "q"
        say(f"{INDENT}{KEYS_SHOWN}")
    return typed


def _shown(decision: Decision, readings: Sequence[Reading], number: int, count: int) -> list[str]:
    """A question with the text above and below its place, and what yes and no mean."""
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
