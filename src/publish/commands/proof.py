"""`publish proof`."""

import sys
from pathlib import Path

import click

from publish.commands import SCREEN, book_option, format_option, jobs_option, order_for, output_option, teller, today, told
from publish.commands.messages import FORMATS
from publish.diagnostics import ExitCode
from publish.tasks.proof import proof


@click.command("proof")
@book_option
@output_option
@jobs_option
@format_option
@told
def command(book: Path, output: Path, jobs: int, message_format: str) -> ExitCode:
    """Make a proof of the print edition: a contact sheet of all pages, and a PDF with a wide margin for remarks."""
    with SCREEN.status("publish") as status:
        made = proof(order_for(book, output, jobs, ("print",), teller(status)), today())
    sys.stderr.write(FORMATS[message_format](made.diagnostics, book))
    for path in (*made.sheets, made.file):
        click.echo(path)
    return ExitCode.MADE
