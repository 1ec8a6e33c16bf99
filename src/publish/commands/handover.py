"""`publish handover`."""

import sys
from pathlib import Path

import click

from publish.commands import SCREEN, book_option, format_option, jobs_option, order_for, output_option, teller, told
from publish.commands.messages import FORMATS
from publish.diagnostics import ExitCode
from publish.tasks.handover import hand_over


@click.command("handover")
@book_option
@output_option
@jobs_option
@format_option
@told
def command(book: Path, output: Path, jobs: int, message_format: str) -> ExitCode:
    """Make a folder for each printer: pages, cover, job sheet, checksums, and what preflight says of them."""
    with SCREEN.status("publish") as status:
        made = hand_over(order_for(book, output, jobs, (), teller(status)))
    sys.stderr.write(FORMATS[message_format](made.diagnostics, book))
    for folder in made.folders:
        click.echo(folder)
    return ExitCode.MADE
