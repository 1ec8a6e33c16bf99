"""The `publish` command: a face and nothing else. The only place that reads the environment, the clock and the terminal."""

import os
import signal
import sys
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, time
from functools import wraps
from pathlib import Path
from typing import Any

import click
from rich.console import Console
from rich.table import Table

from publish import __version__
from publish.build import Built, Order, build, check, mend_book, page_map, write_stages
from publish.checks.page_looks import layout_findings
from publish.config import read_configuration
from publish.dependencies import write_dependencies
from publish.diagnostics import Diagnostic, ExitCode, PublishError, diagnostic, exit_code_of, has_errors
from publish.importing.ledger import NAME as LEDGER
from publish.importing.ledger import summary
from publish.importing.report import NAME as REPORT
from publish.importing.review import review
from publish.importing.run import ImportOrder, import_book, sources_of
from publish.importing.sources import STANDARD_INPUT
from publish.manuscript.fix import write
from publish.messages import FORMATS, as_diff
from publish.new import new_book
from publish.notes_table import note_rows
from publish.proof import proof
from publish.rules import RULES, Rule
from publish.verify import verify

SCREEN = Console(stderr=True, highlight=False)
DEFAULT_MOMENT = datetime(2000, 1, 1, tzinfo=UTC)

book_option = click.option(
    "--book", type=click.Path(path_type=Path), default=Path("manuscript"), show_default=True, help="The book's folder."
)
output_option = click.option(
    "--output", type=click.Path(path_type=Path), default=Path("build"), show_default=True, help="Where the editions go."
)
jobs_option = click.option(
    "--jobs", type=click.IntRange(1, 64), default=lambda: os.cpu_count() or 1, help="How many processes work side by side."
)
format_option = click.option(
    "--message-format", type=click.Choice(sorted(FORMATS)), default="text", show_default=True, help="How findings are written."
)
stages_option = click.option(
    "--keep-stages", type=click.Path(path_type=Path), help="A folder for each section's tree as read and after each filter."
)


def told(command: Callable[..., ExitCode]) -> Callable[..., None]:
    """The command with its faults told to a person and its exit code given to the shell."""

    @wraps(command)
    def tell(*args: Any, **options: Any) -> None:
        folder = options.get("book", Path.cwd())
        message_format = options.get("message_format", "text")
        try:
            code = command(*args, **options)
        except PublishError as fault:
            sys.stderr.write(FORMATS[message_format](fault.diagnostics, folder))
            _say_count(fault.diagnostics)
            code = fault.exit_code
        except KeyboardInterrupt:
            sys.stderr.write("interrupted: the last good editions are untouched\n")
            code = ExitCode.INTERRUPTED
        sys.exit(int(code))

    return tell


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="publish")
def main() -> None:
    """From a manuscript in Markdown to an EPUB and a press-ready PDF, with not a word lost."""
    signal.signal(signal.SIGTERM, _stop)


@main.command("new")
@click.argument("folder", type=click.Path(path_type=Path))
@told
def new_command(folder: Path) -> ExitCode:
    """Make a small book in a new FOLDER, to begin with."""
    for path in new_book(folder):
        click.echo(path)
    return ExitCode.MADE


@main.command("check")
@book_option
@output_option
@jobs_option
@format_option
@click.option("--fix", is_flag=True, help="Mend in the manuscript what can be mended safely, then check.")
@click.option("--diff", is_flag=True, help="Show what --fix would change; write nothing.")
@click.option("--layout", is_flag=True, help="Lay out the print edition too, and list what a compositor would mark on its pages.")
@stages_option
@told
def check_command(
    book: Path, output: Path, jobs: int, message_format: str, fix: bool, diff: bool, layout: bool, keep_stages: Path | None
) -> ExitCode:
    """Read the manuscript and say what is wrong; nothing is made."""
    if keep_stages:
        write_stages(book, keep_stages)
    if diff:
        for mended in mend_book(book):
            click.echo(as_diff(mended), nl=False)
        return ExitCode.MADE
    if fix:
        for mended in mend_book(book):
            write(book, mended)
            sys.stderr.write(f"mended {mended.path}: {_count(len(mended.gone), 'finding')}\n")
    found = check(book, jobs)
    if layout and not has_errors(found):
        _, printed = page_map(_order(book, output, jobs, ("print",), lambda _: None))
        found = (*found, *layout_findings(printed.pages))
    click.echo(FORMATS[message_format](found, book), nl=False)
    _say_count(found)
    return exit_code_of(found) if has_errors(found) else ExitCode.MADE


@main.command("import")
@click.argument("sources", nargs=-1, metavar="SOURCE…")
@click.option("--into", type=click.Path(path_type=Path), required=True, help="The folder of the book to be.")
@click.option("--force", is_flag=True, help="Overwrite a manuscript that was edited by hand.")
@click.option("--dry-run", is_flag=True, help="Say what would be done, and write nothing.")
@click.option(
    "--review", "reviews", is_flag=True, help="Be asked, one by one, what could not be known; without SOURCE, of the last import."
)
@jobs_option
@format_option
@told
def import_command(
    sources: Sequence[str], into: Path, force: bool, dry_run: bool, reviews: bool, jobs: int, message_format: str
) -> ExitCode:
    """Make a book of texts: plain, HTML, Markdown, DOCX, ODT, EPUB; - is standard input, a folder of pages is a book. No word is lost."""
    named = tuple(sources) or (sources_of(into) if reviews else ())
    if not named:
        raise click.UsageError("name a SOURCE: a file, a folder of pages, or - for standard input")
    if reviews and STANDARD_INPUT in named:
        raise click.UsageError("a review needs the keyboard, and cannot be of standard input: save the text in a file and name that")
    order = ImportOrder(sources=named, into=into, force=force, dry_run=dry_run, jobs=jobs)
    if reviews:
        seen = import_book(replace(order, dry_run=True))
        order = replace(order, answers=review(seen.decisions, seen.readings, click.echo, _key))
    with SCREEN.status("publish"):
        imported = import_book(order)
    sys.stderr.write(FORMATS[message_format](imported.diagnostics, into))
    for line in summary(imported.decisions):
        click.echo(line)
    if not dry_run:
        click.echo(f"{into / 'book.toml'}; every decision is in {into / LEDGER}, and to be seen in {into / REPORT}")
    return exit_code_of(imported.diagnostics) if has_errors(imported.diagnostics) else ExitCode.MADE


def _key() -> str:
    """The next key that is typed; from a file or a pipe its next letter; "" at its end."""
    if sys.stdin.isatty():
        return click.getchar()
    while (letter := sys.stdin.read(1)).isspace():
        pass
    return letter


@main.command("build")
@click.argument("editions", nargs=-1)
@book_option
@output_option
@jobs_option
@format_option
@stages_option
@click.option("--dependencies", type=click.Path(path_type=Path), help="A folder for makefiles that name each edition's inputs.")
@told
def build_command(
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
        built = build(_order(book, output, jobs, editions, _teller(status)))
    sys.stderr.write(FORMATS[message_format](built.diagnostics, book))
    if dependencies:
        write_dependencies(built, book, output, dependencies)
    _say_made(built)
    return ExitCode.MADE


@main.command("verify")
@book_option
@output_option
@jobs_option
@format_option
@told
def verify_command(book: Path, output: Path, jobs: int, message_format: str) -> ExitCode:
    """Build every edition twice and have them judged: same bytes, EPUBCheck, Ace where it is installed."""
    with SCREEN.status("publish") as status:
        built, judged, verdicts = verify(_order(book, output, jobs, (), _teller(status)))
    sys.stderr.write(FORMATS[message_format]((*built.diagnostics, *judged), book))
    for verdict in verdicts:
        click.echo(verdict)
    return exit_code_of(judged) if has_errors(judged) else ExitCode.MADE


@main.command("proof")
@book_option
@output_option
@jobs_option
@format_option
@told
def proof_command(book: Path, output: Path, jobs: int, message_format: str) -> ExitCode:
    """Make a proof of the print edition: a contact sheet of all pages, and a PDF with a wide margin for remarks."""
    with SCREEN.status("publish") as status:
        made = proof(_order(book, output, jobs, ("print",), _teller(status)), _today())
    sys.stderr.write(FORMATS[message_format](made.diagnostics, book))
    for path in (*made.sheets, made.file):
        click.echo(path)
    return ExitCode.MADE


@main.command("notes")
@book_option
@output_option
@jobs_option
@told
def notes_command(book: Path, output: Path, jobs: int) -> ExitCode:
    """List every note: number, label, place in the manuscript, printed page, first words."""
    read, printed = page_map(_order(book, output, jobs, ("print",), lambda _: None))
    rows = note_rows(read, printed.pages)
    if not sys.stdout.isatty():
        click.echo("".join("\t".join(row) + "\n" for row in rows), nl=False)
        return ExitCode.MADE
    table = Table("no.", "label", "place", "page", "begins", box=None, header_style="bold", pad_edge=False)
    for row in rows:
        table.add_row(*row)
    Console(highlight=False).print(table)
    return ExitCode.MADE


@main.command("explain")
@click.argument("code", required=False)
@told
def explain_command(code: str | None) -> ExitCode:
    """Say what the CODE of a finding means, with a wrong and a right example; without a CODE, list them all."""
    if code is None:
        click.echo(
            "".join(f"{rule.code}  {rule.severity:<7}  {rule.title}\n" for rule in sorted(RULES.values(), key=lambda r: r.code)), nl=False
        )
        return ExitCode.MADE
    rule = RULES.get(code.upper())
    if rule is None:
        raise PublishError(diagnostic("C191", f"no finding has the code “{code}”", help="“publish explain” without a code lists them all"))
    click.echo(explanation(rule), nl=False)
    return ExitCode.MADE


def explanation(rule: Rule) -> str:
    """A rule as text: what it means, a wrong example and a right one."""
    pieces = [f"{rule.code} ({rule.severity}): {rule.title}", rule.meaning.strip()]
    for name, files in (("Wrong", rule.wrong), ("Right", rule.right)):
        for path, text in files.items():
            indented = "\n".join(f"    {line}".rstrip() for line in text.strip("\n").split("\n"))
            pieces.append(f"{name}, {path}:\n\n{indented}")
    if rule.unshown:
        pieces.append(f"No example: {rule.unshown.strip()}")
    return "\n\n".join(pieces) + "\n"


def _order(book: Path, output: Path, jobs: int, editions: Sequence[str], say: Callable[[str], None]) -> Order:
    return Order(folder=book, output=output, moment=_moment(book), editions=tuple(editions), jobs=jobs, say=say, ace=_ace())


def _ace() -> Path | None:
    """The command of Ace by DAISY, where PUBLISH_ACE names it."""
    command = os.environ.get("PUBLISH_ACE", "")
    return Path(command) if command else None


def _moment(book: Path) -> datetime:
    """What dates the artefacts: `published` of book.toml, else SOURCE_DATE_EPOCH, else a fixed day: never the clock."""
    configuration = read_configuration(book).value
    if configuration and configuration.published:
        return datetime.combine(configuration.published, time(), UTC)
    epoch = os.environ.get("SOURCE_DATE_EPOCH", "")
    return datetime.fromtimestamp(int(epoch), UTC) if epoch.isdecimal() else DEFAULT_MOMENT


def _today() -> date:
    """The day of the proof: SOURCE_DATE_EPOCH, else the clock's. Nothing else that we make asks the clock."""
    epoch = os.environ.get("SOURCE_DATE_EPOCH", "")
    return (datetime.fromtimestamp(int(epoch), UTC) if epoch.isdecimal() else datetime.now(UTC)).date()


def _teller(status: Any) -> Callable[[str], None]:
    """Says what is done: beside the spinner on a terminal, as plain lines elsewhere."""

    def say(text: str) -> None:
        if SCREEN.is_terminal:
            status.update(text)
        else:
            sys.stderr.write(f"{text}\n")

    return say


def _say_made(built: Built) -> None:
    for entry in built.made.values():
        pages = f", {len(entry.pages.pages)} pages" if entry.pages.pages else ""
        sys.stderr.write(f"{entry.path} ({entry.path.stat().st_size // 1000} kB{pages})\n")


def _say_count(found: Sequence[Diagnostic]) -> None:
    errors = sum(one.severity == "error" for one in found)
    if found:
        mendable = sum(bool(one.fix) for one in found)
        way = f"; publish check --fix may mend {mendable}, --diff shows how" if mendable else ""
        sys.stderr.write(f"{_count(errors, 'error')}, {_count(len(found) - errors, 'warning')}{way}\n")


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"


def _stop(signum: int, frame: object) -> None:
    raise KeyboardInterrupt
