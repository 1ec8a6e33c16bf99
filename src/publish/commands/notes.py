"""`publish notes`."""

from pathlib import Path

import click
from rich.table import Table

from publish.build import page_map
from publish.commands import answer, answer_table, is_terminal, order_for, page_options, reports_errors, trust_in
from publish.diagnostics import ExitCode
from publish.messages import visible_line
from publish.model import PageMap
from publish.tasks.notes_table import note_rows


@click.command("notes")
@page_options
@reports_errors
def command(book: Path, output: Path, jobs: int, trust_filters: bool) -> ExitCode:
    """List every note: number, label, place in the manuscript, printed page, first words."""
    read, pages = page_map(order_for(book, output, jobs, ("print",), trust_in(book, trust_filters)))
    rows = note_rows(read, pages or PageMap())
    if not is_terminal():
        answer("".join("\t".join(map(visible_line, row)) + "\n" for row in rows))
        return ExitCode.MADE
    table = Table("no.", "label", "place", "page", "begins", box=None, header_style="bold", pad_edge=False)
    answer_table(table, rows)
    return ExitCode.MADE
