"""`publish stats`."""

import json
from dataclasses import asdict
from pathlib import Path

import click
from rich.table import Table

from publish.build import page_map
from publish.commands import JSON, answer, answer_table, format_option, is_terminal, order_for, page_options, reports_errors, trust_in
from publish.diagnostics import ExitCode
from publish.messages import visible_line
from publish.tasks.statistics_table import NUMBERS, rows, section_counts, totals


@click.command("stats")
@page_options
@format_option
@reports_errors
def command(book: Path, output: Path, jobs: int, trust_filters: bool, message_format: str) -> ExitCode:
    """Count words, notes, quotations, figures and printed pages, by section and in all."""
    read, pages = page_map(order_for(book, output, jobs, ("print",), trust_in(book, trust_filters)))
    sections = section_counts(read, pages)
    total = totals(sections, pages)
    if message_format == JSON:
        counted = {"sections": [asdict(section) for section in sections], "book": {name: getattr(total, name) for name in NUMBERS}}
        answer(json.dumps(counted, ensure_ascii=False, indent=1) + "\n")
        return ExitCode.MADE
    heads = ("section", *(name.replace("_", " ") for name in NUMBERS))
    if not is_terminal():
        answer("".join("\t".join(map(visible_line, row)) + "\n" for row in (heads, *rows(sections, total))))
        return ExitCode.MADE
    table = Table(box=None, header_style="bold", pad_edge=False)
    for number, head in enumerate(heads):
        table.add_column(head, justify="right" if number else "left")
    answer_table(table, rows(sections, total))
    return ExitCode.MADE
