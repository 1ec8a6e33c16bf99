"""Every word of two books is found on its printed page and in its line of the manuscript."""

import re
from pathlib import Path

import pymupdf
import pytest

import orders
from publish.checks.word_places import PlacedText, WordPlaces, word_places
from publish.editions import editions
from publish.manuscript.source import letters_of
from publish.model import Made
from publish.reading import read_book

Placed = tuple[Path, WordPlaces, Made]


@pytest.fixture(scope="module", params=["every-construct", "tricky"])
def placed(request: pytest.FixtureRequest, root: Path, tmp_path_factory: pytest.TempPathFactory) -> Placed:
    """A book, the places of its words, its print edition."""
    folder = root / "tests/books" / request.param
    workshop = orders.workshop(tmp_path_factory.mktemp("made"))
    book = read_book(folder, workshop.cache, 1, orders.TRUST).value
    assert book is not None
    made = editions()["print"].make(book, workshop, {}).value
    assert made is not None
    return folder, word_places(book, orders.edition_words("print", book, made).text_starts), made


def test_every_word_is_on_its_page(placed: Placed) -> None:
    _, places, made = placed
    with pymupdf.open(made.path) as document:
        letters = [letters_of(page.get_text()) for page in document]
    assert letters
    assert not [where for where in _words(places) if not _is_on(letters, *where)]


def _is_on(pages: list[str], text: PlacedText, index: int, word: str) -> bool:
    page = text.page_of(index)
    plain = letters_of(word)
    # a word may be divided at the end of its page
    return page is not None and (plain in pages[page] or any(plain[:end] in pages[page] for end in range(2, len(plain))))


def test_every_word_is_in_its_line(placed: Placed) -> None:
    folder, places, _ = placed
    files = {path: _lines(folder / path) for path in places.by_path}
    wrong = [where for where in _words(places) if letters_of(where[2]) not in files[where[0].path][where[0].lines[where[1]] - 1]]
    assert not wrong


def _lines(file: Path) -> list[str]:
    """The letters of each line of a file, without attributes."""
    return [letters_of(re.sub(r"\{[^}]*\}", "", line)) for line in file.read_text(encoding="utf-8").split("\n")]


def test_line_leads_to_its_page_and_page_to_its_lines(placed: Placed) -> None:
    _, places, _ = placed
    for text, at, _ in list(_words(places))[::7]:
        pages = {passage.page for passage in places.of_line(text.path, text.lines[at])}
        assert text.page_of(at) in pages
        page = text.page_of(at)
        assert page is not None
        assert any(passage.path == text.path and passage.first <= text.lines[at] <= passage.last for passage in places.on_page(page))


def test_words_are_found_with_their_place(placed: Placed) -> None:
    _, places, _ = placed
    for text in places.texts:
        words = text.words.texts
        for at in range(0, len(words) - 3, 11):
            found = list(places.of_words(" ".join(words[at : at + 3])))
            assert any((passage.path, passage.first) == (text.path, text.lines[at]) for passage in found)


def _words(places: WordPlaces) -> list[tuple[PlacedText, int, str]]:
    """Every word but formulae, which are drawings."""
    return [(text, at, word) for text in places.texts for at, word in enumerate(text.words.texts) if not word.startswith("$")]
