"""Diagnostics, and the outcome of a stage that carries them.

Policy: a fault that a person can correct is a Diagnostic with file, line and remedy. A stage reports all the faults that it can see; the
build stops before the next stage if one of them is an error. PublishError is only for a fault after which nothing can go on.
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
    """The severity of a finding: an error stops the build."""

    ERROR = "error"
    WARNING = "warning"


class ExitCode(IntEnum):
    """The exit codes of `publish`: done, or a fault of the book, of the command line, of the machine, or an interrupt."""

    MADE = 0
    BOOK = 1
    USAGE = 2
    MACHINE = 3
    INTERRUPTED = 130


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Location:
    """A place in a file of the book. `path` is relative to the book's folder; line and column count from 1, in characters."""

    path: str
    line: int | None = None
    column: int | None = None

    def __str__(self) -> str:
        return ":".join(str(part) for part in (self.path, self.line, self.column) if part is not None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Patch:
    """A change of the manuscript: `length` characters from a line and column become `text`. Line ends in `text` are `\\n`."""

    at: Location
    length: int
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Diagnostic:
    """One finding: a code of `publish.rules`, one sentence that quotes the offending text, and what to write instead.

    `length` is the number of characters of the offending text from the location's column, and so of carets in a message. `fix` is the
    change that `publish check --fix` makes; it is empty if the change cannot be known.
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
    """The value and the diagnostics of a stage. `value` is None only if an error prevented it."""

    value: Value | None = None
    diagnostics: tuple[Diagnostic, ...] = ()

    @property
    def failed(self) -> bool:
        """Whether the build must stop here."""
        return self.value is None or has_errors(self.diagnostics)


class PublishError(Exception):
    """Nothing can go on. The diagnostics say why, and their rules give the `exit_code`."""

    def __init__(self, *diagnostics: Diagnostic, exit_code: ExitCode | None = None) -> None:
        super().__init__("; ".join(str(diagnostic) for diagnostic in diagnostics))
        self.diagnostics = diagnostics
        self.exit_code = exit_code or exit_code_of(diagnostics)

    def __reduce__(self) -> tuple[Callable[..., "PublishError"], tuple[Diagnostic, ...]]:
        return partial(PublishError, exit_code=self.exit_code), self.diagnostics  # so that it can be pickled


def diagnostic(
    code: str, message: str, *, help: str, at: Location | None = None, length: int = 1, fix: tuple[Patch, ...] = ()
) -> Diagnostic:
    """A diagnostic with the severity of its rule. KeyError for an unknown code."""
    severity = Severity(RULES[code].severity)
    return Diagnostic(code=code, severity=severity, message=message, help=help, location=at, length=max(1, length), fix=fix)


def exit_code_of(diagnostics: Iterable[Diagnostic]) -> ExitCode:
    """The exit code for the errors among the diagnostics: MACHINE before USAGE before BOOK."""
    codes = [RULES[diagnostic.code].exit for diagnostic in diagnostics if diagnostic.severity is Severity.ERROR]
    return ExitCode(max(codes, default=ExitCode.BOOK))


def has_errors(diagnostics: Iterable[Diagnostic]) -> bool:
    """Whether one of the diagnostics is an error."""
    return any(diagnostic.severity is Severity.ERROR for diagnostic in diagnostics)


def tally(severities: Iterable[Severity]) -> str:
    """The number of errors and of warnings: `2 errors, 1 warning`."""
    numbers = Counter(severities)
    return ", ".join(f"{numbers[kind]} {kind}{'' if numbers[kind] == 1 else 's'}" for kind in Severity)


def in_reading_order(diagnostics: Iterable[Diagnostic]) -> tuple[Diagnostic, ...]:
    """The diagnostics sorted by file, line, column and code, without duplicates. Those without a location come last."""
    unique = dict.fromkeys(diagnostics)
    return tuple(sorted(unique, key=lambda diagnostic: (*_position(diagnostic.location), diagnostic.code, diagnostic.message)))


def _position(location: Location | None) -> tuple[bool, str, int, int]:
    if location is None:
        return True, "", 0, 0
    return False, location.path, location.line or 0, location.column or 0


def diagnostic_fields(diagnostic: Diagnostic) -> dict[str, object]:
    """A diagnostic as JSON values. Without a location, path, line and column are null; without a fix, `fix` is empty."""
    at = diagnostic.location
    return {
        "code": diagnostic.code,
        "severity": str(diagnostic.severity),
        "message": diagnostic.message,
        "help": diagnostic.help,
        "path": at.path if at else None,
        "line": at.line if at else None,
        "column": at.column if at else None,
        "length": diagnostic.length,
        "fix": [{"line": patch.at.line, "column": patch.at.column, "length": patch.length, "text": patch.text} for patch in diagnostic.fix],
    }
