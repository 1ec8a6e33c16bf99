"""The words of a page with their places: on the page, and in the manuscript.

A page that is proved says itself how much of each text stands before it; one that is only laid out is found in the text by its first words,
near the place that layout names.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from publish.book.markup import parse
from publish.checks.edition_words import TextStart
from publish.checks.page_reading import read_page
from publish.checks.reading_order import Drawn, in_order_of_runs, in_reading_order
from publish.checks.word_places import PlacedText, WordPlaces
from publish.model import Book, Box, ContentDocument, Page, PageMap
from publish.text.differences import differences
from publish.text.text_offsets import count_characters
from publish.tools.raster import open_pdf

PROBE = 24  # letters that find the beginning of a page
SKIPPED = (0, 24, 72, 200)  # letters after which it is looked for
LETTERS_PER_CHARACTER = 0.94  # of the counted characters of English text, which include punctuation
ASCENT, DESCENT = 0.72, 0.22  # em


@dataclass(frozen=True, slots=True, kw_only=True)
class SeenWord:
    """Letters that stand together on a page, in points from the trim's top left corner: the text that they belong to, and their word."""

    box: Box
    text: PlacedText
    word: int


def seen_words(file: Path, number: int, page: Page, index: int | None, places: WordPlaces) -> Iterator[SeenWord]:
    """The manuscript's words on page `number` of a file, which is page `index` of the book, None for one of a draft."""
    texts = {text.name: text for text in places.texts}
    with open_pdf(file) as sheets:
        seen = sheets.page(number, turned=page.facts.turned)
    reading = read_page(seen, page.facts, at=0, is_ours=page.document not in texts)
    for name, drawn in reading.drawn.items():
        text = texts.get(name or page.document)
        if text is not None:
            yield from _placed(in_order_of_runs(drawn) if page.facts.runs else list(drawn), text, _expected(text, page, index, name))


def _expected(text: PlacedText, page: Page, index: int | None, note: str) -> int:
    """About how many letters of a text stand before a page."""
    known = {at: letters for letters, at in text.starts}
    if index in known:
        return known[index]
    start = page.facts.start  # a draft
    return int(start.offset * LETTERS_PER_CHARACTER) if start and start.note == note else 0


def _placed(drawn: list[Drawn], text: PlacedText, expected: int) -> Iterator[SeenWord]:
    truth = "".join(text.words.texts)
    at = _beginning("".join(piece.letters for piece in drawn), truth, expected)
    for piece in in_reading_order(drawn, truth, at)[0]:
        if not piece.letters:
            continue
        if not truth.startswith(piece.letters, at):
            found = truth.find(piece.letters, at)
            at = found if 0 <= found < at + PROBE else at
        seen = piece.piece
        top, bottom = seen.baseline - ASCENT * seen.size, seen.baseline + DESCENT * seen.size
        yield SeenWord(box=Box(left=seen.left, top=top, right=seen.right, bottom=bottom), text=text, word=text.word_at(at))
        at += len(piece.letters)


def _beginning(letters: str, truth: str, expected: int) -> int:
    """Where in a text the letters of a page begin: nearest to the expected place, with the same first letters, or some later ones."""
    if truth.startswith(letters[:PROBE], expected):
        return expected
    for skipped in SKIPPED:
        probe = letters[skipped : skipped + PROBE]
        places = list(_occurrences(probe, truth)) if probe else []
        if places:
            return max(0, min(places, key=lambda place: abs(place - skipped - expected)) - skipped)
    return expected


def _occurrences(probe: str, truth: str) -> Iterator[int]:
    at = truth.find(probe)
    while at >= 0:
        yield at
        at = truth.find(probe, at + 1)


def expected_starts(book: Book, pages: PageMap) -> Iterator[TextStart]:
    """About where the texts of pages begin that are laid out and not proved: the same share of letters as of characters is before them."""
    shares = {document.id: _share_of_letters(document) for document in book.documents}
    placed: set[str] = set()
    for index, page in enumerate(pages.pages):
        start = page.facts.start
        if start and not start.note and page.document in shares:
            yield TextStart(page=index, text=page.document, letters=int(start.offset * shares[page.document]))
        for note in page.facts.notes:
            if note.id not in placed:
                placed.add(note.id)
                yield TextStart(page=index, text=note.id, letters=0)


def _share_of_letters(document: ContentDocument) -> float:
    """The letters of a section for each character of its text."""
    characters = count_characters("".join(map(str, parse(document.body).itertext())))
    return sum(map(len, document.words.body.texts)) / characters if characters else LETTERS_PER_CHARACTER


def changed_words(places: WordPlaces, pinned: Mapping[str, tuple[str, ...]]) -> dict[str, frozenset[int]]:
    """The words of each text that are other than in a pinned state of the book, by their indexes; a new text is changed as a whole."""
    changed: dict[str, frozenset[int]] = {}
    for text in places.texts:
        words, before = text.words.texts, pinned.get(text.name, ())
        if words != before:
            found = differences(words, before)
            touched = (range(entry.first, max(entry.end, entry.first + 1)) for entry in found)
            changed[text.name] = frozenset(min(word, len(words) - 1) for each in touched for word in each)
    return changed
