"""What is told to a person: diagnostics, and the outcome of a stage that carries them.

Policy: what a person can mend is a Diagnostic with file, line and remedy. A stage reports all that it can see;
the build stops before the next stage if one of them is an error. PublishError is only for when nothing can go on.
"""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import IntEnum, StrEnum
from functools import partial
from typing import Generic, TypeVar

from publish.rules import RULES

Value = TypeVar("Value")


class Severity(StrEnum):
    """How grave a finding is: an error stops the build."""

    ERROR = "error"
    WARNING = "warning"


class ExitCode(IntEnum):
    """What `publish` returns to the shell (DESIGN, “The commands”)."""

    MADE = 0
    BOOK = 1
    USAGE = 2
    MACHINE = 3
    INTERRUPTED = 130


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Location:
    """A place in a file of the book: `path` is relative to the book's folder; line and column count from 1, in characters."""

    path: str
    line: int | None = None
    column: int | None = None

    def __str__(self) -> str:
        return ":".join(str(part) for part in (self.path, self.line, self.column) if part is not None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Patch:
    """A change of the manuscript: at a place with line and column, `length` characters become `text`; a line end in it is `\\n`."""

    at: Location
    length: int
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Diagnostic:
    """One finding: a code of `publish.rules`, one sentence that quotes the offending text, and what to write instead.

    `length` is how many characters the offending text takes from the location's column: the caret's width. `fix` is what
    `publish check --fix` does about it, where that can be known.
    """

    code: str
    severity: Severity
    message: str
    help: str
    location: Location | None = None
    length: int = 1
    fix: tuple[Patch, ...] = ()

    def __str__(self) -> str:
        place = f"{self.location}: " if self.location else ""
        return f"{place}{self.severity} {self.code}: {self.message}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome(Generic[Value]):
    """What a stage made and what it has to say; `value` is None only where an error kept it from being made."""

    value: Value | None = None
    diagnostics: tuple[Diagnostic, ...] = ()

    @property
    def failed(self) -> bool:
        """Whether the build must stop here."""
        return self.value is None or has_errors(self.diagnostics)


class PublishError(Exception):
    """Nothing can go on: the diagnostics say why, their rules say whose affair it is (`exit_code`)."""

    def __init__(self, *diagnostics: Diagnostic, exit_code: ExitCode | None = None) -> None:
        super().__init__("; ".join(str(diagnostic) for diagnostic in diagnostics))
        self.diagnostics = diagnostics
        self.exit_code = exit_code or exit_code_of(diagnostics)

    def __reduce__(self) -> tuple[Callable[..., "PublishError"], tuple[Diagnostic, ...]]:
        return partial(PublishError, exit_code=self.exit_code), self.diagnostics  # it crosses processes


def diagnostic(
    code: str, message: str, *, help: str, at: Location | None = None, length: int = 1, fix: tuple[Patch, ...] = ()
) -> Diagnostic:
    """The diagnostic of a rule, with the severity that the rule gives it. KeyError for a code that no rule has."""
    severity = Severity(RULES[code].severity)
    return Diagnostic(code=code, severity=severity, message=message, help=help, location=at, length=max(1, length), fix=fix)


def exit_code_of(diagnostics: Iterable[Diagnostic]) -> ExitCode:
    """The exit code that the errors among the diagnostics ask for: the machine's affair before usage before the book's."""
    asked = [RULES[found.code].exit for found in diagnostics if found.severity is Severity.ERROR]
    return ExitCode(max(asked, default=ExitCode.BOOK))


def has_errors(diagnostics: Iterable[Diagnostic]) -> bool:
    """Whether one of the diagnostics stops a build."""
    return any(found.severity is Severity.ERROR for found in diagnostics)


def tally(severities: Iterable[Severity]) -> str:
    """How many errors and warnings there are: `2 errors, 1 warning`."""
    numbers = Counter(severities)
    return ", ".join(f"{numbers[kind]} {kind}{'' if numbers[kind] == 1 else 's'}" for kind in Severity)


def in_reading_order(diagnostics: Iterable[Diagnostic]) -> tuple[Diagnostic, ...]:
    """The diagnostics without repetitions, by file, line, column and code; those without a place come last."""
    unique = dict.fromkeys(diagnostics)
    return tuple(sorted(unique, key=lambda found: (*_position(found.location), found.code, found.message)))


def _position(location: Location | None) -> tuple[bool, str, int, int]:
    if location is None:
        return True, "", 0, 0
    return False, location.path, location.line or 0, location.column or 0


def diagnostic_fields(found: Diagnostic) -> dict[str, object]:
    """A diagnostic as JSON values; path, line and column are null where it has no place, `fix` is empty where nothing mends it."""
    at = found.location
    return {
        "code": found.code,
        "severity": str(found.severity),
        "message": found.message,
        "help": found.help,
        "path": at.path if at else None,
        "line": at.line if at else None,
        "column": at.column if at else None,
        "length": found.length,
        "fix": [{"line": patch.at.line, "column": patch.at.column, "length": patch.length, "text": patch.text} for patch in found.fix],
    }
