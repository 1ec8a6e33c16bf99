"""`publish where`."""

import json
from pathlib import Path

import click
from rich.table import Table

from publish.commands import JSON, answer, answer_table, format_option, is_terminal, order_for, page_options, reports_errors, trust_in
from publish.diagnostics import ExitCode
from publish.messages import visible_line
from publish.tasks.where import where

HEADS = ("place", "page", "words")


@click.command("where")
@click.argument("place")
@page_options
@format_option
@reports_errors
def command(place: str, book: Path, output: Path, jobs: int, trust_filters: bool, message_format: str) -> ExitCode:
    """Find a PLACE in print and in the manuscript: a page (45), a line (one.md:34), or "some words"."""
    rows = where(order_for(book, output, jobs, ("print",), trust_in(book, trust_filters)), place)
    if message_format == JSON:
        answer(json.dumps([dict(zip(HEADS, row, strict=True)) for row in rows], ensure_ascii=False, indent=1) + "\n")
    elif is_terminal():
        answer_table(Table(*HEADS, box=None, header_style="bold", pad_edge=False), rows)
    else:
        answer("".join("\t".join(map(visible_line, row)) + "\n" for row in rows))
    return ExitCode.MADE
