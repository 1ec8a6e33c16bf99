"""`publish proof`."""

from pathlib import Path

import click

from publish.commands import build_options, order_for, progress, reports_errors, show, show_result, today, trust_in
from publish.diagnostics import ExitCode
from publish.tasks.proof import proof


@click.command("proof")
@build_options
@click.option("--lines", is_flag=True, help="Write the lines of the manuscript beside the text, on the side of the spine.")
@reports_errors
def command(book: Path, output: Path, jobs: int, message_format: str, trust_filters: bool, lines: bool) -> ExitCode:
    """Make a proof of the print edition: a contact sheet of all pages, and a PDF with a wide margin for remarks."""
    with progress() as say:
        made = proof(order_for(book, output, jobs, ("print",), trust_in(book, trust_filters), say), today(), with_places=lines)
    show(made.diagnostics, book, message_format)
    for path in (*made.sheets, made.file):
        show_result(str(path), message_format)
    return ExitCode.MADE
