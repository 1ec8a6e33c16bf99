"""The diagnostics of a book: those of `publish check`, and those of `publish build`."""

from pathlib import Path

from orders import TRUST, order
from publish.build import build
from publish.diagnostics import Diagnostic, PublishError
from publish.reading import check


def check_diagnostics(folder: Path) -> tuple[Diagnostic, ...]:
    """The diagnostics of `publish check`."""
    try:
        return check(folder, trust=TRUST)
    except PublishError as error:
        return error.diagnostics


def build_diagnostics(folder: Path, output: Path) -> tuple[Diagnostic, ...]:
    """The diagnostics of `publish build`."""
    try:
        return build(order(folder=folder, output=output)).diagnostics
    except PublishError as error:
        return error.diagnostics
