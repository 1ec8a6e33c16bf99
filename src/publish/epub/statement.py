"""The statement of accessibility, the last page of an e-book: what its reader can expect, in plain words and in the book's language.

It says what the package's metadata say, which no reader sees. Policy: it stands at the very end, where it is in nobody's way, and in the
contents, where it is found by whoever looks for it; EPUB has no landmark for it. The vocabulary, beside `publish.book.xhtml`:

    section#accessibility.accessibility > header > h1, ul > li      one sentence an item

All words are ours.
"""

from dataclasses import replace

from publish.book.direction import direction_of
from publish.book.markup import serialise, set_language, xhtml_element
from publish.book.supplied_document import new_document_id, supplied_document
from publish.epub.access import Access, sentences
from publish.epub.xhtml_file import MEANING
from publish.languages import access_words, labels_for
from publish.model import Book, ContentDocument, ContentsEntry

STATEMENT = "accessibility"


def with_statement(book: Book, held: Access) -> Book:
    """The book with the statement as its last document and as the last line of its contents."""
    document = _statement(book, held)
    entry = ContentsEntry(title=document.title, markup=document.headings[0].markup, level=1, document=document.id, fragment=document.id)
    return replace(book, documents=(*book.documents, document), contents=(*book.contents, entry))


def _statement(book: Book, held: Access) -> ContentDocument:
    language = book.configuration.language
    words = access_words(language)
    root = xhtml_element("section", id=new_document_id(book, STATEMENT), class_=STATEMENT)
    root.set(MEANING, "")
    spoken = words.language if labels_for(language).are_foreign_to(language) else language
    if spoken != language:
        set_language(root, spoken)
    direction = direction_of(spoken)
    if direction:
        root.set("dir", direction)
    title = xhtml_element("span", words.title)
    if spoken != language:
        set_language(title, spoken)
    header = xhtml_element("header")
    header.append(xhtml_element("h1", words.title))
    said = xhtml_element("ul")
    said.extend(xhtml_element("li", sentence) for sentence in sentences(held, language))
    root.extend([header, said])
    return supplied_document(root, words.title, language, title_markup=serialise(title) if spoken != language else "")
