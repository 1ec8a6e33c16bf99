"""The commands of `publish`: each module of this folder that defines a `command` is one, under the module's name.

To add a command, add a module. Shared here: options, error reports, the order for a build, and the door of all that is printed: `answer`
for what was asked for, `tell` for the rest. Policy: nothing that a terminal would obey leaves by it (`publish.messages.visible`). A command
loads what it needs and nothing else, so that `publish check` answers at once. The environment, the clock and the terminal are read here and
in `publish.cli`, nowhere below.
"""

import os
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, date, datetime, time
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from publish.diagnostics import Diagnostic, ExitCode, PublishError, diagnostic, tally
from publish.messages import FORMATS, visible, visible_line

if TYPE_CHECKING:
    from rich.table import Table

    from publish.build import Built, Order
    from publish.manuscript.own_filters import Trust
    from publish.model import Made

JSON = "json"  # the one of FORMATS for programs
DEFAULT_MOMENT = datetime(2000, 1, 1, tzinfo=UTC)
LAST_SECOND = 253_402_300_799  # the end of the year 9999, the last that a date of EPUB or PDF can name


def _usual_book() -> Path:
    """The folder in which the command is typed if it is a book's, else `manuscript`."""
    here = Path()
    return here if (here / "book.toml").is_file() else Path("manuscript")


book_option = click.option(
    "--book",
    type=click.Path(path_type=Path),
    default=_usual_book,
    show_default="this folder if it has a book.toml, else manuscript",
    help="The book's folder.",
)
output_option = click.option(
    "--output", type=click.Path(path_type=Path), default=Path("build"), show_default=True, help="Where the editions go."
)
jobs_option = click.option(
    "--jobs", type=click.IntRange(1, 64), default=lambda: os.cpu_count() or 1, help="The number of parallel processes."
)
trust_option = click.option(
    "--trust-filters",
    is_flag=True,
    help="Allow the book’s own filters to run: programs that can do whatever you can. Remembered until one of them changes.",
)
format_option = click.option(
    "--message-format", type=click.Choice(sorted(FORMATS)), default="text", show_default=True, help="How findings are written."
)
stages_option = click.option(
    "--keep-stages", type=click.Path(path_type=Path), help="A folder for each section's tree as read and after each filter."
)


def build_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Adds the options of every command that builds: --book, --output, --jobs, --message-format, --trust-filters."""
    return _with(command, (trust_option, format_option, jobs_option, output_option, book_option))


def page_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Adds the options of a command that needs the printed pages and writes none: --book, --output, --jobs, --trust-filters."""
    return _with(command, (trust_option, jobs_option, output_option, book_option))


def _with(command: Callable[..., Any], options: Sequence[Callable[..., Any]]) -> Callable[..., Any]:
    """A command with options; click lists the last one first."""
    for option in options:
        command = option(command)
    return command


def reports_errors(command: Callable[..., ExitCode]) -> Callable[..., None]:
    """The command with its diagnostics written to the screen and its exit code given to the shell."""

    @wraps(command)
    def run(*args: Any, **options: Any) -> None:
        try:
            code = command(*args, **options)
        except PublishError as fault:
            show(fault.diagnostics, options.get("book", Path.cwd()), options.get("message_format", "text"))
            show_count(fault.diagnostics)
            code = fault.exit_code
        except KeyboardInterrupt:
            tell("interrupted: the last good editions are untouched\n")
            code = ExitCode.INTERRUPTED
        sys.exit(int(code))

    return run


def order_for(
    book: Path, output: Path, jobs: int, editions: Sequence[str], trust: "Trust", say: Callable[[str], None] = lambda _: None
) -> "Order":
    """The order for a build, from the options of a command and the names of editions."""
    from publish.build import Order

    return Order(
        folder=book,
        output=output,
        moment=_moment(book),
        editions=tuple(editions),
        jobs=jobs,
        say=say,
        ace=_ace(),
        browser=_browser(),
        trust=trust,
    )


def trust_in(book: Path, trust_filters: bool) -> "Trust":
    """Whether the own filters of a book may run: allowed now (--trust-filters) or earlier, or all by PUBLISH_TRUST_FILTERS=1.

    PublishError with X102 if the permission cannot be remembered.
    """
    from publish.manuscript.own_filters import NO_TRUST, Trust, own_filters
    from publish.tasks.filter_trust import allow, remembered_trust

    if own_filters(book) is None:
        return NO_TRUST
    if os.environ.get("PUBLISH_TRUST_FILTERS", "") not in {"", "0"}:
        return Trust(everything=True)
    return (allow if trust_filters else remembered_trust)(book, _state() / "trusted-filters")


def _state() -> Path:
    """The folder for what publish remembers of a person's decisions (XDG Base Directory Specification)."""
    named = Path(os.environ.get("XDG_STATE_HOME", ""))
    return (named if named.is_absolute() else Path(os.path.expanduser("~")) / ".local" / "state") / "publish"  # noqa: PTH111  # without a home it stays “~”


def configuration() -> Path:
    """The folder for what a person has set for all books (XDG Base Directory Specification)."""
    named = Path(os.environ.get("XDG_CONFIG_HOME", ""))
    return (named if named.is_absolute() else Path(os.path.expanduser("~")) / ".config") / "publish"  # noqa: PTH111  # as above


def answer(text: str) -> None:
    """A text on standard output: what was asked for."""
    sys.stdout.write(visible(text))
    sys.stdout.flush()


def answer_exactly(text: str) -> None:
    """A text on standard output for a program, such as `git apply`, with every character as it is; on a terminal as `answer`."""
    sys.stdout.write(visible(text) if is_terminal() else text)
    sys.stdout.flush()


def answer_table(table: "Table", rows: Iterable[Sequence[str]]) -> None:
    """A table with these rows on standard output. Words in brackets are words, not rich's markup."""
    from rich.console import Console

    for row in rows:
        table.add_row(*(visible(cell) for cell in row))
    Console(highlight=False, markup=False).print(table)


def is_terminal() -> bool:
    """Whether standard output is a terminal."""
    return sys.stdout.isatty()


def tell(text: str) -> None:
    """A text on standard error: what was done, what was found."""
    sys.stderr.write(visible(text))
    sys.stderr.flush()


@contextmanager
def progress() -> Iterator[Callable[[str], None]]:
    """A function that shows progress: next to a spinner on a terminal, as plain lines elsewhere."""
    from rich.console import Console  # drawn only while something is made
    from rich.text import Text

    screen = Console(stderr=True, highlight=False, markup=False)
    with screen.status("publish") as status:

        def say(text: str) -> None:
            if screen.is_terminal:
                status.update(Text(visible_line(text)))
            else:
                tell(f"{text}\n")

        yield say


def show(diagnostics: Sequence[Diagnostic], book: Path, message_format: str) -> None:
    """Diagnostics on standard error; as JSON alone on standard output, even if there are none."""
    written = FORMATS[message_format](diagnostics, book)
    if message_format == JSON:
        answer(written)
    else:
        tell(written)


def show_result(line: str, message_format: str) -> None:
    """A line of what a command made or judged, on standard output, or on standard error where that is for JSON."""
    (tell if message_format == JSON else answer)(f"{line}\n")


def show_count(diagnostics: Sequence[Diagnostic]) -> None:
    """The number of diagnostics on standard error, and how many of them --fix can mend."""
    if diagnostics:
        mendable = sum(bool(finding.fix) for finding in diagnostics)
        remedy = f"; publish check --fix may mend {mendable}, --diff shows how" if mendable else ""
        tell(f"{tally(finding.severity for finding in diagnostics)}{remedy}\n")


def made_lines(built: "Built") -> Iterator[str]:
    """Where the editions are, one line for each file."""
    for entry in built.made.values():
        yield _made(entry.path, entry)
        for further in entry.further:
            yield _made(entry.path.with_name(further.path.name), further)


def _made(path: Path, entry: "Made") -> str:
    pages = f", {len(entry.pages.pages)} pages" if entry.pages.pages else ""
    spine = f", spine {entry.facts['spine']}" if "spine" in entry.facts else ""
    return f"{path} ({path.stat().st_size // 1000} kB{pages}{spine})\n"


def count(number: int, noun: str) -> str:
    """A number of things: `count(2, "error")` is "2 errors"."""
    return f"{number} {noun}{'' if number == 1 else 's'}"


def today() -> date:
    """The date of the proof: SOURCE_DATE_EPOCH, else the clock. Nothing else that we make reads the clock."""
    return (_epoch() or datetime.now(UTC)).date()


def _ace() -> Path | None:
    """The command of Ace by DAISY, where PUBLISH_ACE names it."""
    command = os.environ.get("PUBLISH_ACE", "")
    return Path(command) if command else None


def _browser() -> Path | None:
    """The Chromium that PUPPETEER_EXECUTABLE_PATH names, as for Ace, else the first on PATH."""
    from publish.tools.browser import browser_at_hand

    return browser_at_hand(os.environ.get("PUPPETEER_EXECUTABLE_PATH", ""))


def _moment(book: Path) -> datetime:
    """The date of the artefacts: `published` of book.toml, else SOURCE_DATE_EPOCH, else a fixed day; never the clock."""
    from publish.config import read_configuration

    configuration = read_configuration(book).value
    if configuration and configuration.published:
        return datetime.combine(configuration.published, time(), UTC)
    return _epoch() or DEFAULT_MOMENT


def _epoch() -> datetime | None:
    """The moment of SOURCE_DATE_EPOCH, None if it is unset or empty. PublishError with C192 if it is no such number."""
    epoch = os.environ.get("SOURCE_DATE_EPOCH", "").strip()
    if not epoch:
        return None
    if not (epoch.isascii() and epoch.isdecimal() and len(epoch) <= len(str(LAST_SECOND)) and int(epoch) <= LAST_SECOND):
        help = f"write seconds since 1 January 1970 as a whole number from 0 to {LAST_SECOND}, or unset it"
        raise PublishError(diagnostic("C192", f"the environment variable SOURCE_DATE_EPOCH is “{epoch[:40]}”", help=help))
    return datetime.fromtimestamp(int(epoch), UTC)
