"""The styles of the sources as decisions of an import: each is one decision, wherever it stands, and the answer holds for all of it."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace

from publish.config.style_roles import HouseRole, advice_on_roles, house_role
from publish.diagnostics import Diagnostic, Location, diagnostic
from publish.importing.blocks import Reading, StyleUse
from publish.importing.inline import plain, source_text
from publish.importing.ledger import WORDS, Answer, DecisionLog, Place, State, Subject
from publish.importing.readers.word_processors.house_styles import StyleRoles


def style_roles(declared: Mapping[str, HouseRole], log: DecisionLog) -> StyleRoles:
    """What styles are: as book.toml declares it, and as the editor has answered."""

    def answer(name: str) -> tuple[Answer, HouseRole | None]:
        given, instead = log.answer_to(Subject.STYLE, name)
        return given, _role(instead)

    return StyleRoles(declared=declared, answer=answer)


def log_styles(readings: Sequence[Reading], log: DecisionLog) -> None:
    """Logs a decision for each style of the sources, at the first words that have it."""
    uses: dict[str, tuple[StyleUse, Reading]] = {}
    for reading in readings:
        for use in reading.styles:
            first, where = uses.get(use.name, (replace(use, count=0), reading))
            uses[use.name] = replace(first, count=first.count + use.count), where
    for use, reading in uses.values():
        stands = f"it stands once: “{use.example}”" if use.count == 1 else f"it stands {use.count} times, first: “{use.example}”"
        place = Place(file=reading.name, line=_line_of(use.example, reading), text=use.name)
        state = State.APPLIED if use.is_applied else State.ASKED
        log.decide(Subject.STYLE, place, use.role, f"{use.evidence}; {stands}", use.confidence, state)


def faulty_styles(ledger: Mapping[str, object], place: Callable[..., Location]) -> Iterator[Diagnostic]:
    """I124 for each answer in a ledger that gives a style a role that does not exist; `place` finds a value by the path of its key."""
    rows = ledger.get("decisions")
    for number, row in enumerate(rows if isinstance(rows, list) else ()):
        instead = row.get("instead") if isinstance(row, dict) and row.get("about") == Subject.STYLE else ""
        if isinstance(instead, str) and instead.strip() and _role(instead) is None:
            message = f"the style “{row.get('before', '')}” cannot be “{instead}”"
            help = advice_on_roles(instead.removeprefix(WORDS).strip())
            yield diagnostic("I124", message, help=help, at=place("decisions", number, "instead"))


def _role(instead: str) -> HouseRole | None:
    return house_role(instead.removeprefix(WORDS).strip())


def _line_of(example: str, reading: Reading) -> int:
    """The line of the first block with these words."""
    beginning = " ".join(example.rstrip("…").split()[:4])
    texts = ((block.line, " ".join(plain(source_text(block.text)).split())) for block in reading.blocks)
    return next((line for line, text in texts if beginning and beginning in text), 1)
