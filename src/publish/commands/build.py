"""`publish build`."""

import sys
from collections.abc import Sequence
from pathlib import Path

import click

from publish.build import build
from publish.commands import (
    SCREEN,
    book_option,
    format_option,
    jobs_option,
    order_for,
    output_option,
    say_made,
    stages_option,
    teller,
    told,
)
from publish.commands.messages import FORMATS
from publish.diagnostics import ExitCode
from publish.reading import write_stages
from publish.tasks.dependencies import write_dependencies


@click.command("build")
@click.argument("editions", nargs=-1)
@book_option
@output_option
@jobs_option
@format_option
@stages_option
@click.option("--dependencies", type=click.Path(path_type=Path), help="A folder for makefiles that name each edition's inputs.")
@told
def command(
    editions: Sequence[str],
    book: Path,
    output: Path,
    jobs: int,
    message_format: str,
    keep_stages: Path | None,
    dependencies: Path | None,
) -> ExitCode:
    """Make the EDITIONS (all if none is named), each proved complete, or leave the last good ones."""
    if keep_stages:
        write_stages(book, keep_stages)
    with SCREEN.status("publish") as status:
        built = build(order_for(book, output, jobs, editions, teller(status)))
    sys.stderr.write(FORMATS[message_format](built.diagnostics, book))
    if dependencies:
        write_dependencies(built, book, output, dependencies)
    say_made(built)
    return ExitCode.MADE
