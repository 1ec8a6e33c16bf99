"""References to pages, where there are no pages: `[](#trial){.page}` says in an e-book under which title its target stands.

Policy: a reference with words of its own keeps them, and nothing is added. On paper see `publish.pdf.references`.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from lxml import etree

from publish.book.markup import classes_of, local_name, parse, serialise, set_language, xhtml_element
from publish.model import Book, ContentDocument

PAGE = "page"


def page_references(root: etree._Element) -> Iterator[tuple[str, etree._Element]]:
    """The links without words that stand for a page, each with its target's id."""
    for link in root.iter():
        if local_name(link) == "a" and PAGE in classes_of(link) and not len(link) and not (link.text or "").strip():
            yield (link.get("href") or "").removeprefix("#"), link


def with_titles(book: Book) -> Book:
    """The book with a title in each reference to a page, as words of ours."""
    if not any(_asks(document) for document in book.documents):
        return book
    titles = {name: title for document in book.documents for name, title in _titles(document)}
    return replace(book, documents=tuple(_titled(document, titles) for document in book.documents))


def _asks(document: ContentDocument) -> bool:
    """Whether a document may have references to pages."""
    return any(f'class="{PAGE}' in markup or f' {PAGE}"' in markup for markup in _markup(document))


def _markup(document: ContentDocument) -> Sequence[str]:
    return (document.body, *(note.body for note in document.notes))


def _titles(document: ContentDocument) -> Iterator[tuple[str, tuple[str, str]]]:
    """For each id of a document the title under which it stands, and the title's language; a note's is the section's."""
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


def _titled(document: ContentDocument, titles: Mapping[str, tuple[str, str]]) -> ContentDocument:
    if not _asks(document):
        return document
    notes = tuple(replace(note, body=_filled(note.body, titles, document.language)) for note in document.notes)
    return replace(document, body=_filled(document.body, titles, document.language), notes=notes)


def _filled(markup: str, titles: Mapping[str, tuple[str, str]], language: str) -> str:
    root = parse(markup)
    for name, link in page_references(root):
        title, spoken = titles[name]
        words = xhtml_element("span", title, data_supplied="")
        if spoken != language:
            set_language(words, spoken)
        link.append(words)
    for link in root.iter(etree.Element):
        if local_name(link) == "a" and PAGE in classes_of(link):
            del link.attrib["class"]  # what it was has been said
    return serialise(root)
