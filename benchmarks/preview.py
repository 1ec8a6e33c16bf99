"""What an editor waits for at the desk: from a save to its page, in seconds.

    python benchmarks/preview.py [BOOK …]      by default books of 73,000 and 370,000 words made from the handbook

In each of the longest sections a word is put in; `draft` is the time until the page with it can be drawn, `drawn` until it is a picture
with the places of its words, `laid out` until all pages are, `proved` until all editions are. The bar of a draft is 0.5 s for a chapter of
20 pages and 1.5 s in a book of 800 pages. A first save, before it is counted, has the worker load what it needs.
"""

import re
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from time import monotonic, sleep

from ebook import book_of
from rich.console import Console
from rich.table import Table

from publish.build import Order
from publish.layout.workers import workers
from publish.preview.desk import Desk
from publish.preview.server import words_of_page
from publish.preview.showing import Phase, Showing
from publish.tools.cache import Cache
from publish.tools.raster import page_picture

WORDS = (73_000, 370_000)
WORDS_IN_CHAPTER = 5_600  # of `ebook.book_of`
SAVES = 6
MOST_SECONDS = 600.0
COLUMNS = ("draft", "drawn", "laid out", "proved")


def main(arguments: list[str]) -> None:
    """Prints a table for each book."""
    console = Console(width=120)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        books = [Path(book) for book in arguments] or [book_of(words // WORDS_IN_CHAPTER, folder / f"words-{words}") for words in WORDS]
        for number, book in enumerate(books):
            console.print(table(book, folder / f"work-{number}"))


def table(book: Path, folder: Path) -> Table:
    """The figures of one book."""
    copy = shutil.copytree(book, folder / "book")
    (folder / "output" / "shown").mkdir(parents=True)
    order = Order(folder=copy, output=folder / "output", moment=datetime(2000, 1, 1, tzinfo=UTC), jobs=2)
    with workers(1) as pool:
        desk = Desk(order=order, cache=Cache(folder / "cache"), pool=pool)
        desk.begin()
        try:
            first = wait_for(desk, lambda showing: showing.phase is Phase.PROVED)
            shown = Table(f"{book.name}, {len(first.keys)} pages", *COLUMNS, box=None)
            for number, seconds in enumerate(list(saves(desk, copy))[1:], 1):
                shown.add_row(f"save {number}", *(f"{second:.2f}" for second in seconds))
        finally:
            desk.end()
    return shown


def saves(desk: Desk, book: Path) -> Iterator[tuple[float, ...]]:
    """The seconds from each save to its draft, its picture, all pages, their proof."""
    sections = sorted(book.rglob("*.md"), key=lambda path: -path.stat().st_size)[: SAVES + 1]
    for number, section in enumerate(sections):
        text = section.read_text(encoding="utf-8")
        spaces = list(re.finditer(r"(?<=[a-z]) (?=[a-z]{3,} )", text))
        at = spaces[len(spaces) * (number + 1) // (len(sections) + 1)].start()
        version = desk.showing.version
        section.write_text(f"{text[:at]} zebra{number}{text[at:]}", encoding="utf-8")
        begun = monotonic()
        drafted = wait_for(desk, lambda showing, before=version: showing.version > before and bool(showing.drafts))
        times = [monotonic()]
        index = min(drafted.drafts)
        found = drafted.page(index)
        assert found is not None
        page_picture(found[0], found[1], 2.0)
        words_of_page(drafted, index)
        times.append(monotonic())
        for phases in ({Phase.LAID_OUT, Phase.PROVED}, {Phase.PROVED}):
            wait_for(desk, lambda showing, wanted=phases: showing.phase in wanted)
            times.append(monotonic())
        yield tuple(time - begun for time in times)


def wait_for(desk: Desk, condition: Callable[[Showing], bool]) -> Showing:
    """What the desk shows when the condition holds. RuntimeError if it does not come."""
    until = monotonic() + MOST_SECONDS
    while not condition(desk.showing):
        if monotonic() > until:
            raise RuntimeError(desk.showing.fault or desk.showing.progress)
        sleep(0.005)
    return desk.showing


if __name__ == "__main__":
    main(sys.argv[1:])
