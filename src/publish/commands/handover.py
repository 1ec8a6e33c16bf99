"""`publish handover`."""

from pathlib import Path

import click

from publish.commands import build_options, order_for, progress, reports_errors, show, show_result, trust_in
from publish.diagnostics import ExitCode
from publish.tasks.handover import hand_over


@click.command("handover")
@build_options
@reports_errors
def command(book: Path, output: Path, jobs: int, message_format: str, trust_filters: bool) -> ExitCode:
    """Make a folder for each printer: pages, cover, job sheet, checksums, and the preflight reports."""
    with progress() as say:
        handover = hand_over(order_for(book, output, jobs, (), trust_in(book, trust_filters), say))
    show(handover.diagnostics, book, message_format)
    for folder in handover.folders:
        show_result(str(folder), message_format)
    return ExitCode.MADE
