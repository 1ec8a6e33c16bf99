"""`publish notes`."""

import sys
from pathlib import Path

import click
from rich.console import Console
from rich.table import Table

from publish.build import page_map
from publish.commands import book_option, jobs_option, order_for, output_option, reports_errors
from publish.diagnostics import ExitCode
from publish.tasks.notes_table import note_rows


@click.command("notes")
@book_option
@output_option
@jobs_option
@reports_errors
def command(book: Path, output: Path, jobs: int) -> ExitCode:
    """List every note: number, label, place in the manuscript, printed page, first words."""
    read, printed = page_map(order_for(book, output, jobs, ("print",)))
    rows = note_rows(read, printed.pages)
    if not sys.stdout.isatty():
        click.echo("".join("\t".join(row) + "\n" for row in rows), nl=False)
        return ExitCode.MADE
    table = Table("no.", "label", "place", "page", "begins", box=None, header_style="bold", pad_edge=False)
    for row in rows:
        table.add_row(*row)
    Console(highlight=False).print(table)
    return ExitCode.MADE
