"""The editions of a book, one module each: a module of this folder that holds an `EDITION` is one.

To add an edition, add a module: `EDITION = Edition(name=…, artefact=…, needs=…, make=…, read_back=…)`, and a line in the Makefile.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules

from publish.checks.edition_words import EditionWords
from publish.config import Configuration
from publish.diagnostics import Diagnostic, Outcome
from publish.layout.workers import Workers, workers
from publish.model import Book, Made
from publish.tools.cache import Cache


@dataclass(frozen=True, slots=True, kw_only=True)
class Workshop:
    """Where and how editions are made: a scratch folder beside the artefacts, the cache, how many processes, how to say what is done.

    `moment` dates the artefacts (`published` of book.toml, else SOURCE_DATE_EPOCH, else 1 January 2000), in UTC.
    """

    scratch: Path
    cache: Cache
    jobs: int
    moment: datetime
    say: Callable[[str], None]
    ace: Path | None = None
    """The command of Ace by DAISY, where there is one."""
    reports: Path | None = None
    """Where reports on what is made lie, also where it is refused; nowhere, where none are asked for."""
    pool: Workers | None = None

    @contextmanager
    def workers(self) -> Iterator[Workers]:
        """The processes that lay pages out: those of the build, which all editions share, or some of its own while the block lasts."""
        if self.pool is not None:
            yield self.pool
        else:
            with workers(self.jobs) as pool:
                yield pool


@dataclass(frozen=True, slots=True, kw_only=True)
class Edition:
    """How one edition is made: its name on the command line, its file in the output folder, the editions whose result a book's needs.

    One that is not `standard` for a book is made only where it is named.

    `make` writes the artefact into the workshop's scratch folder; `read_back` reads its words from that file alone, the book telling it
    only which documents and notes there are; it is None where nothing of the manuscript is in the file. `agree` says where it does not fit
    what was read back from the editions that it needs.
    """

    name: str
    artefact: str
    make: Callable[[Book, Workshop, Mapping[str, Made]], Outcome[Made]]
    read_back: Callable[[Book, Made], EditionWords] | None = None
    needs: Callable[[Configuration], tuple[str, ...]] = lambda _: ()
    agree: Callable[[Book, Mapping[str, Made], Mapping[str, EditionWords]], tuple[Diagnostic, ...]] = lambda *_: ()
    standard: Callable[[Configuration], bool] = lambda _: True


def editions() -> Mapping[str, Edition]:
    """All editions by name."""
    modules = (import_module(f"{__name__}.{module.name}") for module in iter_modules(__path__))
    return {module.EDITION.name: module.EDITION for module in modules if hasattr(module, "EDITION")}


def in_order(names: Iterable[str], configuration: Configuration) -> tuple[Edition, ...]:
    """These editions, each behind those that it needs for this book."""
    known = editions()
    ordered: dict[str, Edition] = {}

    def add(name: str) -> None:
        for needed in known[name].needs(configuration):
            add(needed)
        ordered.setdefault(name, known[name])

    for name in names:
        add(name)
    return tuple(ordered.values())
