"""The editions of a book: each module of this folder that defines an `EDITION` is one.

To add an edition, add a module with `ARTEFACT = "book.….pdf"`, which the Makefile reads too, and
`EDITION = Edition(name=…, artefact=ARTEFACT, make=…, read_back=…)`.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules

from publish.checks.edition_words import EditionWords
from publish.config import Configuration
from publish.diagnostics import Diagnostic, Outcome
from publish.layout.workers import Counted, Workers, nothing_counted, workers
from publish.model import Book, Made
from publish.tools.cache import Cache


class NoText(Enum):
    """The value for an artefact that holds no text of the manuscript, a cover for example: there is nothing to prove."""

    NO_TEXT = "no text of the manuscript"


NO_TEXT = NoText.NO_TEXT


@dataclass(frozen=True, slots=True, kw_only=True)
class Workshop:
    """Where and how editions are made.

    `scratch` is a folder beside the artefacts; `jobs` the most processes; `moment` dates the artefacts, in UTC (`published` of book.toml,
    else SOURCE_DATE_EPOCH, else 1 January 2000).
    """

    scratch: Path
    cache: Cache
    jobs: int
    moment: datetime
    say: Callable[[str], None]
    ace: Path | None = None
    """The command of Ace by DAISY, if there is one."""
    browser: Path | None = None
    """A Chromium that draws pages, if there is one."""
    reports: Path | None = None
    """The folder for reports on artefacts, refused ones too; None for no reports."""
    pool: Workers | None = None
    count: Counted = nothing_counted
    """Called as the sections of the print edition are laid out."""

    @contextmanager
    def workers(self) -> Iterator[Workers]:
        """The processes that lay pages out: those of the build, shared by all editions, or new ones that end with the block."""
        if self.pool is not None:
            yield self.pool
        else:
            with workers(self.jobs) as pool:
                yield pool


ReadBack = Callable[[Book, Made, Workshop], EditionWords]


@dataclass(frozen=True, slots=True, kw_only=True)
class Edition:
    """How one edition is made and proved.

    `name` is its name on the command line, `artefact` its file in the output folder, `needs` the editions whose result it uses.
    `make` writes the artefact into the workshop's scratch folder. `read_back` reads the words from that file alone (the book says only
    which documents and notes there are); an artefact without text of the manuscript says `NO_TEXT`. `agree` compares the words with those
    of the editions that it needs; `inspect` looks at the artefact in other ways. An edition that is not `standard` for a book is made only
    where it is named; `left_out` says why, where an editor might expect it.
    """

    name: str
    artefact: str
    make: Callable[[Book, Workshop, Mapping[str, Made]], Outcome[Made]]
    read_back: ReadBack | NoText
    needs: Callable[[Configuration], tuple[str, ...]] = lambda _: ()
    agree: Callable[[Book, Mapping[str, Made], Mapping[str, EditionWords]], tuple[Diagnostic, ...]] = lambda *_: ()
    inspect: Callable[[Book, Workshop, Made, EditionWords], tuple[Diagnostic, ...]] = lambda *_: ()
    standard: Callable[[Configuration], bool] = lambda _: True
    left_out: str = ""


class _Editions(Mapping[str, Edition]):
    """The editions by name. A module is loaded when its edition is asked for: an e-book needs nothing of print."""

    def __init__(self) -> None:
        self._names = tuple(module.name for module in iter_modules(__path__))

    def __getitem__(self, name: str) -> Edition:
        if name not in self._names:
            raise KeyError(name)
        edition: Edition = import_module(f"{__name__}.{name}").EDITION
        return edition

    def __contains__(self, name: object) -> bool:
        return name in self._names

    def __iter__(self) -> Iterator[str]:
        return iter(self._names)

    def __len__(self) -> int:
        return len(self._names)


def editions() -> Mapping[str, Edition]:
    """All editions by name: each is the `EDITION` of the module with this name."""
    return _Editions()


def in_order(names: Iterable[str], configuration: Configuration) -> tuple[Edition, ...]:
    """These editions, each after those that it needs for this book."""
    all_editions = editions()
    ordered: dict[str, Edition] = {}

    def add(name: str) -> None:
        for needed in all_editions[name].needs(configuration):
            add(needed)
        ordered.setdefault(name, all_editions[name])

    for name in names:
        add(name)
    return tuple(ordered.values())
