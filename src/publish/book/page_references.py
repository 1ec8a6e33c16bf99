"""References to pages: `[](#trial){.page}` becomes “page 45”, or in an e-book without pages the title above its target.

Policy: a reference that has words keeps them, and nothing is added.
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace

from lxml import etree

from publish.book.markup import classes_of, local_name, parse, serialise, set_language, xhtml_element
from publish.book.trees import trees_of
from publish.languages import labels_for
from publish.model import Book, ContentDocument
from publish.text.compressed_text import CompressedText

PAGE = "page"
_CLASS = (f'class="{PAGE}', f' {PAGE}"')  # how markup with the class looks


def page_references(root: etree._Element) -> Iterator[tuple[str, etree._Element]]:
    """The references without words, each as (id of its target, link)."""
    for link in root.iter():
        if local_name(link) == "a" and PAGE in classes_of(link) and not len(link) and not (link.text or "").strip():
            yield (link.get("href") or "").removeprefix("#"), link


def referenced_ids(document: ContentDocument) -> tuple[str, ...]:
    """The ids that the document's page references point to, in its body and in its notes."""
    return tuple(dict.fromkeys(name for root, _ in trees_of(document, *_CLASS) for name, _ in page_references(root)))


def with_folios(document: ContentDocument, folios: Mapping[str, str], unknown: str) -> ContentDocument:
    """The document with “page 45” in each reference to a page, marked as supplied; `unknown` stands for a missing folio."""
    labels = labels_for(document.language)
    return _filled(
        document, {name: (f"{labels.page}\u00a0{folios.get(name, unknown)}", labels.language) for name in referenced_ids(document)}
    )


def with_pages_or_titles(book: Book, folios: Mapping[str, str]) -> Book:
    """The book with the page in each reference to a page, or, if it has no folio, the title above it; both marked as supplied."""
    if not any(map(referenced_ids, book.documents)):
        return book
    titles = {name: title for document in book.documents for name, title in _titles(document)}
    documents = []
    for document in book.documents:
        labels = labels_for(document.language)
        paged = {name: (f"{labels.page}\u00a0{folios[name]}", labels.language) for name in referenced_ids(document) if name in folios}
        documents.append(_filled(document, {**titles, **paged}))
    return replace(book, documents=tuple(documents))


def _may_refer(document: ContentDocument) -> bool:
    """Whether a document may have references to pages."""
    return any(needle in markup for markup in (document.body, *(note.body for note in document.notes)) for needle in _CLASS)


def _titles(document: ContentDocument) -> Iterator[tuple[str, tuple[str, str]]]:
    """For each id of a document: the title above it and the title's language. For ids in notes, the section's title."""
    headings = {heading.id: heading.text for heading in document.headings if heading.level > 1}
    title = document.title
    for element in parse(document.body).iter(etree.Element):
        name = element.get("id", "")
        title = headings.get(name, title)
        if name:
            yield name, (title, document.language)
    for note in document.notes:
        yield note.id, (document.title, document.language)
        yield from ((str(name), (document.title, document.language)) for name in parse(note.body).xpath("//@id"))


def _filled(document: ContentDocument, words: Mapping[str, tuple[str, str]]) -> ContentDocument:
    """The document with words in its references: `words` gives text and language for each id."""
    if not _may_refer(document):
        return document
    notes = tuple(replace(note, body=_with_words(note.body, words, document.language)) for note in document.notes)
    return replace(document, markup=CompressedText.of(_with_words(document.body, words, document.language)), notes=notes)


def _with_words(markup: str, words: Mapping[str, tuple[str, str]], language: str) -> str:
    root = parse(markup)
    for name, link in page_references(root):
        text, spoken = words[name]
        label = xhtml_element("span", text, data_supplied="")
        if spoken.partition("-")[0] != language.partition("-")[0]:
            set_language(label, spoken)
        link.append(label)
    for link in root.iter(etree.Element):
        if local_name(link) == "a" and PAGE in classes_of(link):
            del link.attrib["class"]  # of use only until the reference has words
    return serialise(root)
