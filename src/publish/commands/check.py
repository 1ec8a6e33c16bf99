"""`publish check`."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from publish.commands import (
    answer,
    answer_exactly,
    build_options,
    count,
    order_for,
    reports_errors,
    show_count,
    stages_option,
    tell,
    trust_in,
)
from publish.diagnostics import Diagnostic, ExitCode, exit_code_of, has_errors
from publish.manuscript.fixes import write
from publish.messages import FORMATS, as_diff
from publish.reading import check, mend_book, write_stages

if TYPE_CHECKING:
    from publish.build import Order


@click.command("check")
@build_options
@click.option("--fix", is_flag=True, help="Mend in the manuscript what can be mended safely, then check.")
@click.option("--diff", is_flag=True, help="Show what --fix would change; write nothing.")
@click.option("--layout", is_flag=True, help="Lay out the print edition too, and list what a compositor would mark on its pages.")
@stages_option
@reports_errors
def command(
    book: Path,
    output: Path,
    jobs: int,
    message_format: str,
    trust_filters: bool,
    fix: bool,
    diff: bool,
    layout: bool,
    keep_stages: Path | None,
) -> ExitCode:
    """Read the manuscript and report its faults; nothing is made."""
    trust = trust_in(book, trust_filters)
    if keep_stages:
        write_stages(book, keep_stages, trust)
    if diff:
        for mended in mend_book(book):
            answer_exactly(as_diff(mended))
        return ExitCode.MADE
    if fix:
        for mended in mend_book(book):
            write(book, mended)
            tell(f"mended {mended.path}: {count(len(mended.gone), 'finding')}\n")
    diagnostics = check(book, jobs, trust)
    if layout and not has_errors(diagnostics):
        diagnostics = (*diagnostics, *_layout_diagnostics(order_for(book, output, jobs, ("print",), trust)))
    answer(FORMATS[message_format](diagnostics, book))
    show_count(diagnostics)
    return exit_code_of(diagnostics) if has_errors(diagnostics) else ExitCode.MADE


def _layout_diagnostics(order: "Order") -> tuple[Diagnostic, ...]:
    """What a compositor would mark on the pages of the print edition; the modules that lay them out are loaded only here."""
    from publish.build import page_map
    from publish.checks.page_looks import layout_diagnostics
    from publish.model import PageMap

    _, pages = page_map(order)
    return layout_diagnostics(pages or PageMap())
