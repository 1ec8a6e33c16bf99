"""`publish new`."""

from pathlib import Path

import click

from publish.commands import answer, reports_errors
from publish.diagnostics import ExitCode
from publish.tasks.new import new_book


@click.command("new")
@click.argument("folder", type=click.Path(path_type=Path))
@reports_errors
def command(folder: Path) -> ExitCode:
    """Make a small book to start from in a new FOLDER."""
    for path in new_book(folder):
        answer(f"{path}\n")
    return ExitCode.MADE
