"""All that is said of a book: what reading it finds, else what making its editions finds."""

from datetime import UTC, datetime
from pathlib import Path

from orders import order
from publish.build import build
from publish.diagnostics import Diagnostic, PublishError
from publish.reading import check


def checked(folder: Path) -> tuple[Diagnostic, ...]:
    """The findings of `publish check`."""
    try:
        return check(folder)
    except PublishError as fault:
        return fault.diagnostics


def said_of(folder: Path, output: Path) -> tuple[Diagnostic, ...]:
    """The findings of `publish check`, or of `publish build` where there are none."""
    try:
        return checked(folder) or build(order(folder=folder, output=output, moment=datetime(2001, 1, 1, tzinfo=UTC))).diagnostics
    except PublishError as fault:
        return fault.diagnostics
