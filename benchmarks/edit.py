"""What an edit costs: a clean build, one changed word, nothing changed; beside WeasyPrint's single
layout and pandoc's EPUB of the same text.

    python benchmarks/edit.py [BOOK …]      by default a book of 73,000 words made from the handbook, one twice and one five times as long

Each line is a whole command with two processes, the best of three; all are taken in one run, and only the ratios mean something elsewhere.
The word is in the middle of the section in the middle of the book, and each run changes it to another one of the same length. Memory is
that of the largest single process.
"""

import json
import os
import re
import shutil
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from ebook import book_of, pandoc_epub, without_pages
from rich.console import Console
from rich.table import Table
from run import ALONE, measured

WORDS = (73_000, 150_000, 370_000)
WORDS_IN_CHAPTER = 5_600  # of `ebook.book_of`
JOBS = "2"
ROUNDS = 3
HERE = Path(__file__).parent


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """A command that was run: seconds, megabytes of its largest process, what it wrote."""

    seconds: float
    megabytes: float
    text: str = ""


Row = tuple[str, Run, float | None, float | None]
"""A name, its run, the seconds of its peer, and the share of them that it may take."""


def main(arguments: list[str]) -> None:
    """Prints a table for each book."""
    console = Console(width=120)
    with tempfile.TemporaryDirectory() as folder:
        books = [Path(name) for name in arguments] or [
            book_of(words // WORDS_IN_CHAPTER, Path(folder) / f"words-{words}") for words in WORDS
        ]
        for number, book in enumerate(books):
            console.print(table(book, Path(folder) / f"work-{number}"))


def table(book: Path, folder: Path) -> Table:
    """The figures of one book."""
    shown = Table(book.name, "s", "MB", "÷", "bar", box=None)
    for name, run, peer, bar in rows(book, folder):
        ratio = f"{run.seconds / peer:.2f}" if peer else ""
        shown.add_row(name, f"{run.seconds:.2f}", f"{run.megabytes:.0f}", ratio, f"{bar:.2f}" if bar else "")
    return shown


def rows(book: Path, folder: Path) -> Iterator[Row]:
    """The commands on one book: print beside WeasyPrint's layout, the e-book beside pandoc's."""
    printed, output = shutil.copytree(book, folder / "print"), folder / "print-out"
    alone = _best([sys.executable, str(HERE / "run.py"), ALONE, str(printed)])
    layout = float(json.loads(alone.text)["seconds"])
    yield "WeasyPrint, one layout", replace(alone, seconds=layout), None, None
    yield "print, clean", _clean("print", printed, output), layout, 0.60
    yield "print, one word", _after_a_word("print", printed, output), layout, 0.10
    yield "print, nothing changed", _best(_build("print", printed, output)), layout, 0.04
    screen, output = without_pages(book, folder / "screen"), folder / "screen-out"
    pandoc = _best(pandoc_epub(screen, folder / "pandoc.epub"))
    yield "pandoc, EPUB", pandoc, None, None
    yield "e-book, clean", _clean("epub", screen, output), pandoc.seconds, 1.2
    yield "e-book, one word", _after_a_word("epub", screen, output), pandoc.seconds, 0.7


def _build(edition: str, book: Path, output: Path) -> list[str]:
    return [sys.executable, "-m", "publish", "build", edition, "--book", str(book), "--output", str(output), "--jobs", JOBS]


def _clean(edition: str, book: Path, output: Path) -> Run:
    runs = []
    for _ in range(ROUNDS):
        shutil.rmtree(output, ignore_errors=True)
        runs.append(_timed(_build(edition, book, output)))
    return min(runs, key=lambda run: run.seconds)


def _after_a_word(edition: str, book: Path, output: Path) -> Run:
    sections = sorted(book.rglob("*.md"))
    section = sections[len(sections) // 2]
    runs = []
    for number in range(ROUNDS):
        _change_a_word(section, "xyz"[number])
        runs.append(_timed(_build(edition, book, output)))
    return min(runs, key=lambda run: run.seconds)


def _change_a_word(section: Path, letter: str) -> None:
    """Replaces a letter in the middle of a word of plain text in the middle of a section."""
    text = section.read_text(encoding="utf-8")
    words = list(re.finditer(r"(?<= )[a-z]{5,}(?= )", text))
    middle = words[len(words) // 2]
    at = middle.start() + 2
    section.write_text(text[:at] + letter + text[at + 1 :], encoding="utf-8")


def _best(command: Sequence[str]) -> Run:
    return min((_timed(command) for _ in range(ROUNDS)), key=lambda run: run.seconds)


def _timed(command: Sequence[str]) -> Run:
    started = os.times().elapsed
    text, megabytes = measured(list(command))
    return Run(seconds=os.times().elapsed - started, megabytes=megabytes, text=text)


if __name__ == "__main__":
    main(sys.argv[1:])
