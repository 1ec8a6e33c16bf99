"""The index of an e-book: nested lists in which every number is a link to a place.

The numbers are printed pages, each once, if the e-book knows them. Else places are numbered within their entry, and the accessible label of
each link adds the title above its place. Semantics: EPUB Indexes 1.0.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import groupby

from lxml import etree

from publish.book.index_entries import Entry, entries_of, index_document, locators, write_name
from publish.book.index_terms import Place
from publish.book.markup import append_text, parse, serialise, set_language, xhtml_element
from publish.epub.xhtml_file import describe
from publish.languages import IndexWords, index_words
from publish.model import Book, ContentDocument
from publish.text.compressed_text import CompressedText


def with_index(book: Book, folios: Mapping[str, str]) -> Book:
    """The book with its index filled in, marked as supplied; a book without an index as it is.

    `folios` gives the printed page of each id of the book; it is empty if the e-book does not know the pages.
    """
    document = index_document(book)
    entries = entries_of(book)
    if document is None or not entries:
        return book
    filled = _filled(document, entries, folios)
    return replace(book, documents=tuple(filled if each is document else each for each in book.documents))


def _filled(document: ContentDocument, entries: Sequence[Entry], folios: Mapping[str, str]) -> ContentDocument:
    writer = _Writer(
        words=index_words(document.language),
        language=document.language,
        ids={entry.name: entry.id for entry in entries},
        folios=folios,
    )
    root = parse(document.body)
    for _, group in groupby(entries, key=lambda entry: entry.group):
        rows = _list(writer.entry(entry) for entry in group)
        rows.set("data-supplied", "")
        root.append(rows)
    return replace(document, markup=CompressedText.of(serialise(root)))


class _Writer:
    """Writes entries in one language, with links between them."""

    def __init__(self, *, words: IndexWords, language: str, ids: Mapping[str, str], folios: Mapping[str, str]) -> None:
        self.words = words
        self.folios = folios
        self.language = language
        self.ids = ids

    def entry(self, entry: Entry, *, top: bool = True) -> etree._Element:
        """An entry as an item of a list, its sub-entries as a list in it."""
        row = xhtml_element("li")
        if top:
            row.set("id", entry.id)
        describe(row, "index-entry")
        term = xhtml_element("span")
        describe(term, "index-term")
        write_name(term, entry.name)
        row.append(term)
        for text, place in self._locators(entry):
            append_text(row, ", ")
            link = xhtml_element("a", text, href=f"#{place.begin or place.id}", aria_label=f"{text}, {place.title}")
            describe(link, "index-locator")
            row.append(link)
        self._references(row, self.words.see, entry.see, "index-xref-preferred")
        self._references(row, self.words.also, entry.also, "index-xref-related")
        if entry.subs:
            row.append(_list(self.entry(sub, top=False) for sub in entry.subs))
        return row

    def _locators(self, entry: Entry) -> list[tuple[str, Place]]:
        """The number and target of each link: one for each page of the entry, or, without pages, for each place."""
        if all(name in self.folios for place in entry.places for name in (place.id, place.begin) if name):
            return [(locator.text, locator.place) for locator in locators(entry.places, self.folios, self.words)]
        return [(str(number), place) for number, place in enumerate(entry.places, 1)]

    def _references(self, row: etree._Element, label: str, targets: Sequence[str], kind: str) -> None:
        if not targets:
            return
        append_text(row, ". ")
        words = xhtml_element("em", label[0].upper() + label[1:])
        if self.words.are_foreign_to(self.language):
            set_language(words, self.words.language)
        row.append(words)
        for number, link in enumerate(self._links(targets, kind)):
            append_text(row, "; " if number else " ")
            row.append(link)

    def _links(self, targets: Sequence[str], kind: str) -> Iterator[etree._Element]:
        for target in targets:
            link = xhtml_element("a", href=f"#{self.ids[target]}") if target in self.ids else xhtml_element("span")
            describe(link, kind)
            write_name(link, target)
            yield link


def _list(rows: Iterable[etree._Element]) -> etree._Element:
    """The rows as a list, each on its own line of the file."""
    entries = xhtml_element("ul", "\n")
    entries.tail = "\n"
    describe(entries, "index-entry-list")
    for row in rows:
        row.tail = "\n"
        entries.append(row)
    return entries
