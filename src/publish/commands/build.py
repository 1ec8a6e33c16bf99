"""`publish build`."""

from collections.abc import Sequence
from pathlib import Path

import click

from publish.build import build
from publish.commands import build_options, order_for, progress, reports_errors, show, show_made, stages_option, trust_in
from publish.diagnostics import ExitCode
from publish.reading import write_stages
from publish.tasks.dependencies import write_dependencies


@click.command("build")
@click.argument("editions", nargs=-1)
@build_options
@stages_option
@click.option("--dependencies", type=click.Path(path_type=Path), help="A folder for makefiles that name each edition's inputs.")
@reports_errors
def command(
    editions: Sequence[str],
    book: Path,
    output: Path,
    jobs: int,
    message_format: str,
    trust_filters: bool,
    keep_stages: Path | None,
    dependencies: Path | None,
) -> ExitCode:
    """Make the EDITIONS, each proved complete; after an error the last good ones stay.

    Without a name: epub and print, and the cover where book.toml has a table [cover].

    \b
    epub    book.epub, and onix.xml for shops
    print   book.print.pdf, one for each printer
    cover   book.cover.pdf, one for each printer
    kepub   book.kepub.epub, for Kobo's own readers

    Beside them report.json says what was counted and measured.
    """
    trust = trust_in(book, trust_filters)
    if keep_stages:
        write_stages(book, keep_stages, trust)
    with progress() as say:
        built = build(order_for(book, output, jobs, editions, trust, say))
    if dependencies:
        write_dependencies(built, book, output, dependencies)
    show(built.diagnostics, book, message_format)
    show_made(built)
    return ExitCode.MADE
