"""`publish verify`."""

from pathlib import Path

import click

from publish.commands import build_options, order_for, progress, reports_errors, show, show_result, trust_in
from publish.diagnostics import ExitCode, exit_code_of, has_errors
from publish.tasks.verify import verify


@click.command("verify")
@build_options
@reports_errors
def command(book: Path, output: Path, jobs: int, message_format: str, trust_filters: bool) -> ExitCode:
    """Build every edition twice and check it: same bytes, EPUBCheck, and Ace if it is installed."""
    with progress() as say:
        verified = verify(order_for(book, output, jobs, (), trust_in(book, trust_filters), say))
    show((*verified.built.diagnostics, *verified.diagnostics), book, message_format)
    for verdict in verified.verdicts:
        show_result(verdict, message_format)
    return exit_code_of(verified.diagnostics) if has_errors(verified.diagnostics) else ExitCode.MADE
