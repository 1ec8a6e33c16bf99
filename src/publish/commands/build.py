"""`publish build`."""

import os
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from publish.commands import build_options, made_lines, order_for, progress, reports_errors, show, stages_option, tell, trust_in
from publish.diagnostics import ExitCode
from publish.last_build import State, remember, stamps_in, state_of, unchanged
from publish.tasks.dependencies import write_dependencies

if TYPE_CHECKING:
    from publish.build import Built
    from publish.manuscript.own_filters import Trust

CHANGING = ("SOURCE_DATE_EPOCH", "PUPPETEER_EXECUTABLE_PATH", "PATH")
"""The variables of the environment on which what a build makes and says depends."""


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
        from publish.reading import write_stages

        write_stages(book, keep_stages, trust)
    state = state_of(book, output, (editions, trust.everything, sorted(trust.digests), [os.environ.get(name) for name in CHANGING]))
    last = unchanged(state, output) if state else None
    if last:
        tell("nothing has changed since the last build: its editions are proved, and stay\n")
        artefacts, diagnostics, lines = last.artefacts, last.diagnostics, last.lines
    else:
        built = _build(book, output, jobs, editions, trust, state)
        artefacts = {name: made.path.name for name, made in built.made.items()}
        diagnostics, lines = built.diagnostics, tuple(made_lines(built))
    if dependencies:
        write_dependencies({name: output / artefact for name, artefact in artefacts.items()}, book, output, dependencies)
    show(diagnostics, book, message_format)
    for line in lines:
        tell(line)
    return ExitCode.MADE


def _build(book: Path, output: Path, jobs: int, editions: Sequence[str], trust: "Trust", state: State | None) -> "Built":
    """What is built, and remembered as the last build."""
    from publish.build import build  # loads all that makes editions

    before = stamps_in(output)
    with progress() as say:
        built = build(order_for(book, output, jobs, editions, trust, say))
    if state:
        artefacts = {name: made.path.name for name, made in built.made.items()}
        remember(state, output, before, artefacts, built.diagnostics, made_lines(built))
    return built
