"""`publish verify`."""

import sys
from pathlib import Path

import click

from publish.commands import SCREEN, book_option, format_option, jobs_option, order_for, output_option, teller, told
from publish.commands.messages import FORMATS
from publish.diagnostics import ExitCode, exit_code_of, has_errors
from publish.tasks.verify import verify


@click.command("verify")
@book_option
@output_option
@jobs_option
@format_option
@told
def command(book: Path, output: Path, jobs: int, message_format: str) -> ExitCode:
    """Build every edition twice and have them judged: same bytes, EPUBCheck, Ace where it is installed."""
    with SCREEN.status("publish") as status:
        built, judged, verdicts = verify(order_for(book, output, jobs, (), teller(status)))
    sys.stderr.write(FORMATS[message_format]((*built.diagnostics, *judged), book))
    for verdict in verdicts:
        click.echo(verdict)
    return exit_code_of(judged) if has_errors(judged) else ExitCode.MADE
