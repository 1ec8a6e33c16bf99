"""From a printed page to the manuscript's lines, and back."""

import re
from collections.abc import Iterator
from difflib import get_close_matches
from itertools import islice

from publish.build import Order, printed_words
from publish.checks.word_places import Passage, WordPlaces, word_places
from publish.diagnostics import Diagnostic, PublishError, diagnostic
from publish.model import PageMap

MOST_FOUND = 200
FILE_AND_LINE = re.compile(r"(?P<path>.+\.\w+)(?::(?P<line>\d+)(?::\d+)?)?")
PAGE_OF_FILE = re.compile(r"\[(\d+)\]")


def where(order: Order, place: str) -> list[tuple[str, str, str]]:
    """A row for each passage at a place: the manuscript's lines, the printed page, the words.

    A place is a page by its folio (`45`, `xii`) or by its number in the file (`[12]`), a line (`one.md:34`) or a file, or words.
    PublishError with C193 if the book does not have it.
    """
    book, pages, words = printed_words(order)
    places = word_places(book, words.text_starts if words else ())
    found = list(islice(passages(place, places, pages or PageMap()), MOST_FOUND))
    if not found:
        raise PublishError(_unknown(place, places, pages))
    return [_row(passage, pages) for passage in found]


def page_name(pages: PageMap | None, index: int | None) -> str:
    """A page by its folio, one without a folio by its number in the file in brackets; "" for no page."""
    return "" if pages is None or index is None else pages.pages[index].folio or f"[{index + 1}]"


def passages(place: str, places: WordPlaces, pages: PageMap) -> Iterator[Passage]:
    """What stands at a place, as `where` names them; nothing for a place that the book does not have."""
    index = _page(place, pages)
    if index is not None:
        yield from places.on_page(index)
        return
    named = FILE_AND_LINE.fullmatch(place)
    path = named and _path(named["path"], places)
    if named and path:
        yield from places.of_line(path, int(named["line"])) if named["line"] else places.of_file(path)
        return
    yield from places.of_words(place)


def _page(place: str, pages: PageMap) -> int | None:
    """The index of a page of which the book has text."""
    number = PAGE_OF_FILE.fullmatch(place)
    if number:
        return int(number[1]) - 1 if 0 < int(number[1]) <= len(pages.pages) else None
    return next((index for index, page in enumerate(pages.pages) if page.folio and page.folio == place.casefold()), None)


def _path(named: str, places: WordPlaces) -> str | None:
    """The file of the manuscript that is named, by its whole path or by its end where only one file ends so."""
    ends = [path for path in places.by_path if path == named or path.endswith(f"/{named.removeprefix('./')}")]
    return named if named in places.by_path else ends[0] if len(ends) == 1 else None


def _row(passage: Passage, pages: PageMap | None) -> tuple[str, str, str]:
    lines = f"{passage.first}" if passage.first == passage.last else f"{passage.first}–{passage.last}"
    note = f", note [^{passage.note}]" if passage.note else ""
    return f"{passage.path}:{lines}{note}", page_name(pages, passage.page), passage.words


def _unknown(place: str, places: WordPlaces, pages: PageMap | None) -> Diagnostic:
    named = FILE_AND_LINE.fullmatch(place)
    last = next((page.folio for page in reversed(pages.pages) if page.folio), "") if pages else ""
    if _page(place, pages or PageMap()) is not None:
        return diagnostic("C193", f"page {place} has no text of the manuscript", help="it is blank, or made from book.toml: a title page")
    if named:
        near = get_close_matches(named["path"], places.by_path, 1) or [next(iter(places.by_path), "")]
        help = f"write a file of the book and a line in it: “{near[0]}:1”"
    elif place.isdecimal() and last:
        help = f"the last page is {last}; a page without a number is named by its place in the file: “[12]”"
    else:
        help = "name a page (45), a line (one.md:34), or some words as they stand in the text, in quotation marks"
    return diagnostic("C193", f"this book has no “{place}”", help=help)
