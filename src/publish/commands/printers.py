"""`publish printers`."""

from pathlib import Path

import click

from publish.commands import answer, book_option, reports_errors
from publish.config.orders import printer_advice, printer_names, profile_text, read_printer
from publish.diagnostics import ExitCode, PublishError, diagnostic


@click.command("printers")
@click.argument("name", required=False)
@book_option
@reports_errors
def command(name: str | None, book: Path) -> ExitCode:
    """List the printers that a book can be made for; with a NAME, write out its profile: each value and its source."""
    if name is None:
        for printer in printer_names(book):
            profile = read_printer(printer, book).value
            answer(f"{printer:<14}{profile.title if profile else 'its profile has errors'}\n")
        return ExitCode.MADE
    if name not in printer_names(book):
        raise PublishError(
            diagnostic(
                "C127",
                f"there is no printer “{name}”",
                help=f"{printer_advice(name, book)} “publish printers” without a name lists them all",
            )
        )
    answer(profile_text(name, book))
    return ExitCode.MADE
