"""`publish preview`."""

import os
import webbrowser
from pathlib import Path

import click

from publish.commands import answer, configuration, order_for, page_options, reports_errors, tell, trust_in
from publish.diagnostics import ExitCode

PORT = 4711


@click.command("preview")
@page_options
@click.option(
    "--port", type=click.IntRange(0, 65535), default=PORT, show_default=True, help="The port on this machine; another if it is taken."
)
@click.option("--browser/--no-browser", default=True, show_default=True, help="Open the page in your browser.")
@reports_errors
def command(book: Path, output: Path, jobs: int, trust_filters: bool, port: int, browser: bool) -> ExitCode:
    """Show the printed pages and the e-book in your browser, made again at each save; Ctrl-C ends it."""
    from publish.preview.editors import editor_of
    from publish.preview.run import preview  # loads all that makes editions, and the server

    editor = editor_of(configuration() / "config.toml", os.environ.get("VISUAL", ""))
    order = order_for(book, output, jobs, (), trust_in(book, trust_filters))

    def ready(address: str) -> None:
        answer(f"{address}\n")
        tell("open this address in a browser; Ctrl-C ends the preview\n")
        if browser:
            webbrowser.open(address)

    preview(order, port, editor, ready)
    return ExitCode.MADE
