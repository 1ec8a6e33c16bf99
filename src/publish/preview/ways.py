"""The ways through a book, each walked from both ends: from a note's mark to the note, from a link to its target, from a term to the index.

Places are words of the manuscript (`checks.word_places`), so that each has its page and its line.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from publish.book.index_entries import Entry, entries_of, index_document
from publish.checks.markup_words import calls_in_markup, marks_in_markup
from publish.checks.word_places import PlacedText, WordPlaces
from publish.model import Book, ContentDocument, PageMap


class Kind(StrEnum):
    """What a way is; the values are for a person."""

    NOTE = "note"
    LINK = "link"
    TERM = "index"


@dataclass(frozen=True, slots=True, kw_only=True)
class Spot:
    """An end of a way: the page by its index, and the line of the manuscript; `note` is the label of the note that it is in.

    `text` and `word` say which word of which text stands there; the index has no words of the manuscript.
    """

    page: int | None
    path: str
    line: int
    note: str = ""
    text: str = ""
    word: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """A way from the mark, the link or the term to the note, the target or the index; `label` names it, `call` is the id of a mark."""

    kind: Kind
    label: str
    start: Spot
    end: Spot
    call: str = ""


def ways_of(book: Book, pages: PageMap, places: WordPlaces) -> tuple[Way, ...]:
    """All ways of a book, in reading order: notes, links, then the terms of the index."""
    texts = {text.name: text for text in places.texts}
    spots = dict(_spots(book, texts))
    return (*_notes(book, texts), *_links(book, texts, spots), *_terms(book, pages, spots))


def ways_on(ways: Iterable[Way], page: int) -> Iterator[tuple[Way, bool]]:
    """The ways that begin or end on a page, each with whether it begins there; one that does both comes once."""
    for way in ways:
        if page in {way.start.page, way.end.page}:
            yield way, way.start.page == page


def _notes(book: Book, texts: Mapping[str, PlacedText]) -> Iterator[Way]:
    for document in book.documents:
        notes = {note.id: note for note in document.notes if note.id in texts}
        calls = {name: iter(note.calls) for name, note in notes.items()}
        for text, markup in _markups(document, texts):
            for name, words in calls_in_markup(markup):
                if name in notes:
                    start, end = _spot(text, max(words - 1, 0)), _spot(texts[name], 0)
                    yield Way(kind=Kind.NOTE, label=str(notes[name].number), start=start, end=end, call=next(calls[name], ""))


def _links(book: Book, texts: Mapping[str, PlacedText], spots: Mapping[str, Spot]) -> Iterator[Way]:
    for document in book.documents:
        for text, markup in _markups(document, texts):
            for mark in marks_in_markup(markup):
                if mark.href.startswith("#") and mark.href[1:] in spots:
                    yield Way(kind=Kind.LINK, label=mark.text, start=_spot(text, mark.words), end=spots[mark.href[1:]])


def _terms(book: Book, pages: PageMap, spots: Mapping[str, Spot]) -> Iterator[Way]:
    index = index_document(book)
    if index is None:
        return
    for entry in entries_of(book):
        row = Spot(page=pages.targets.get(entry.id, pages.targets.get(index.id)), path=index.path, line=1)
        yield from _of_entry(entry, entry.name.replace("*", ""), row, spots)


def _of_entry(entry: Entry, label: str, row: Spot, spots: Mapping[str, Spot]) -> Iterator[Way]:
    for place in entry.places:
        start = spots.get(place.begin or place.id)  # a passage: where it begins
        if start:
            yield Way(kind=Kind.TERM, label=label, start=start, end=row)
    for sub in entry.subs:
        yield from _of_entry(sub, f"{label}, {sub.name.replace('*', '')}", row, spots)


def _spots(book: Book, texts: Mapping[str, PlacedText]) -> Iterator[tuple[str, Spot]]:
    """The place of every id of the book."""
    for document in book.documents:
        for text, markup in _markups(document, texts):
            for mark in marks_in_markup(markup):
                if mark.id:
                    yield mark.id, _spot(text, mark.words)


def _markups(document: ContentDocument, texts: Mapping[str, PlacedText]) -> Iterator[tuple[PlacedText, str]]:
    """The texts of a document that have words, each with its markup."""
    if document.id in texts:
        yield texts[document.id], document.body
    yield from ((texts[note.id], note.body) for note in document.notes if note.id in texts)


def _spot(text: PlacedText, word: int) -> Spot:
    """The place of a word; of the last one for an element after it."""
    word = min(word, len(text.words) - 1)
    return Spot(page=text.page_of(word), path=text.path, line=text.lines[word], note=text.label, text=text.name, word=word)
