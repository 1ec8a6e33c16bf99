"""`publish import`."""

import shlex
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import click

from publish.commands import format_option, jobs_option, progress, reports_errors, show, show_result
from publish.diagnostics import ExitCode, exit_code_of, has_errors
from publish.importing.ledger import NAME as LEDGER
from publish.importing.ledger import summary
from publish.importing.left_out import lines_of
from publish.importing.questions import open_questions
from publish.importing.readers.sources import STANDARD_INPUT
from publish.importing.report.report_page import NAME as REPORT
from publish.importing.report.review import Terminal, review
from publish.importing.run import Imported, ImportOrder, import_book, sources_of


@click.command("import")
@click.argument("sources", nargs=-1, metavar="SOURCE…")
@click.option("--into", type=click.Path(path_type=Path), required=True, help="The folder for the book.")
@click.option("--force", is_flag=True, help="Overwrite a manuscript that was edited by hand.")
@click.option("--dry-run", is_flag=True, help="Report what would be done; write nothing.")
@click.option("--review", "reviews", is_flag=True, help="Ask the open questions one by one; without SOURCE, those of the last import.")
@jobs_option
@format_option
@reports_errors
def command(sources: Sequence[str], into: Path, force: bool, dry_run: bool, reviews: bool, jobs: int, message_format: str) -> ExitCode:
    """Make a book from texts: plain, HTML, Markdown, DOCX, ODT, EPUB; - is standard input, a folder of pages is a book. No word is lost."""
    names = tuple(sources) or (sources_of(into) if reviews else ())
    if not names:
        raise click.UsageError("name a SOURCE: a file, a folder of pages, or - for standard input")
    if reviews and STANDARD_INPUT in names:
        raise click.UsageError("--review needs the keyboard, so the source cannot be standard input: save the text in a file and name that")
    order = ImportOrder(sources=names, into=into, force=force, dry_run=dry_run, jobs=jobs)
    if reviews:
        draft = import_book(replace(order, dry_run=True))
        terminal = Terminal(say=lambda text: show_result(text, message_format), key=_key, line=lambda text: _line(text, message_format))
        given = review(draft.decisions, draft.readings, terminal, draft.conflicts)
        order = replace(order, answers=given.answers, instead=given.instead, choices=given.choices)
    with progress():
        imported = import_book(order)
    show(imported.diagnostics, into, message_format)
    for line in summary(imported.decisions):
        show_result(line, message_format)
    if not dry_run:
        show_result(f"{into / 'book.toml'}; every decision is in {into / LEDGER}, and shown in {into / REPORT}", message_format)
    for line in (*lines_of(imported.left_out, REPORT), *([] if dry_run else [_next(into, imported)])):
        show_result(line, message_format)
    return exit_code_of(imported.diagnostics) if has_errors(imported.diagnostics) else ExitCode.MADE


def _next(into: Path, imported: Imported) -> str:
    """The line that says what to do next."""
    count = len(open_questions(imported.decisions)) + sum(conflict.choice is None for conflict in imported.conflicts)
    folder = shlex.quote(str(into))
    asks = f"publish import --review --into {folder} ({count} question{'s' * (count != 1)}), then " if count else ""
    return f"next: {asks}publish check --book {folder}"


def _key() -> str:
    """The next key from the terminal, or the next character but spaces from a file or pipe; "" at the end."""
    if sys.stdin.isatty():
        try:
            return click.getchar()
        except (KeyboardInterrupt, EOFError):
            return ""
    while (letter := sys.stdin.read(1)).isspace():
        pass
    return letter


def _line(asks: str, message_format: str) -> str:
    """A line from the terminal; "" at the end of the input."""
    show_result(asks, message_format)
    return sys.stdin.readline()
