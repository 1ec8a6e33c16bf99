"""The accessibility statement, the last page of an e-book: what readers can expect, in plain words and in the book's language.

It says the same as the package's metadata, which readers do not see. Policy: it is the last document, where it does not disturb, and in the
contents, where readers can find it; EPUB has no landmark for it. The vocabulary, beside `publish.book.xhtml`:

    section#accessibility.accessibility > header > h1, ul > li      one sentence per item

No word is the manuscript's.
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


def with_statement(book: Book, access: Access) -> Book:
    """The book with the statement as its last document and the last entry of its contents."""
    document = _statement(book, access)
    entry = ContentsEntry(title=document.title, markup=document.headings[0].markup, level=1, document=document.id, fragment=document.id)
    return replace(book, documents=(*book.documents, document), contents=(*book.contents, entry))


def _statement(book: Book, access: Access) -> ContentDocument:
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
    items = xhtml_element("ul")
    items.extend(xhtml_element("li", sentence) for sentence in sentences(access, language))
    root.extend([header, items])
    return supplied_document(root, words.title, language, title_markup=serialise(title) if spoken != language else "")
