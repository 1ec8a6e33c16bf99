"""What the text of a section says about its notes, with line and column: pandoc's tree knows neither labels nor places."""

from dataclasses import dataclass

from publish.diagnostics import Diagnostic
from publish.model import Section


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """A mark of a note: `[^label]`, or an inline note with its text. `line` and `column` count from 1; `start` and `end` are offsets."""

    label: str
    line: int
    column: int
    start: int
    end: int
    inline: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Definition:
    """The text of a note: from its line to `last_line`; `start` is where its text begins, behind the colon."""

    label: str
    line: int
    column: int
    last_line: int
    start: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Scan:
    """A section's text, comments and a leading YAML block blanked at equal length; its calls in reading order; its definitions; findings."""

    text: str
    calls: tuple[Call, ...]
    definitions: tuple[Definition, ...]
    findings: tuple[Diagnostic, ...]


def scan(section: Section) -> Scan:
    """What the section's text says about its notes."""
    raise NotImplementedError


def count_notes(found: Scan) -> int:
    """How many notes the section has: distinct labels called, and inline notes."""
    return len({call.label for call in found.calls})
