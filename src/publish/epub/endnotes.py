"""All notes of an e-book in one document at its end: `[notes] epub = "book-end"` in book.toml.

Policy: the text keeps its noterefs, and each leads to its note in another file; the backlink leads to the noteref. A note has the same
markup as at the end of a chapter (`publish.epub.notes`), since reading systems open both alike. The vocabulary beside `publish.book.xhtml`:

    section#endnotes.endnotes > header > h1
        section.notes-of > h2, div.footnote …       the notes of each section under its title

The file is named after its id, `endnotes`, since a chapter may be called `notes`.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from lxml import etree

from publish.book.contents import contents
from publish.book.direction import LEFT_TO_RIGHT, RIGHT_TO_LEFT, direction_of
from publish.book.markup import parse, set_language, xhtml_element
from publish.book.note_heads import place_of_notes, title_over_notes
from publish.book.supplied_document import new_document_id, supplied_document
from publish.epub.notes import footnote
from publish.epub.xhtml_file import MEANING
from publish.languages import Labels, labels_for
from publish.model import Book, ContentDocument

ENDNOTES = "endnotes"


def with_endnotes(book: Book) -> Book:
    """The book with its notes where book.toml wants them in the e-book; unchanged if each section keeps its own."""
    noted = [document for document in book.documents if document.notes]
    if book.configuration.notes.epub != "book-end" or not noted:
        return book
    endnotes = _document_of_notes(book, noted)
    bare = [replace(document, notes=()) for document in book.documents]
    at = place_of_notes(book.documents)
    documents = (*bare[:at], endnotes, *bare[at:])
    moved = dict.fromkeys(_ids_in_notes(noted), endnotes.id)
    calls = {call: document.id for document in noted for note in document.notes for call in note.calls}
    return replace(book, documents=documents, contents=contents(documents), targets={**book.targets, **moved, **calls})


def endnotes_of(book: Book) -> ContentDocument | None:
    """The document with all notes of the e-book, if it has one."""
    if book.configuration.notes.epub != "book-end":
        return None
    return next((document for document in book.documents if f'{MEANING}="{ENDNOTES} ' in document.body), None)


def _ids_in_notes(documents: Sequence[ContentDocument]) -> Iterator[str]:
    """The ids of the notes and of the elements in them."""
    for note in (note for document in documents for note in document.notes):
        yield note.id
        yield from map(str, parse(note.body).xpath("//@id"))


def _document_of_notes(book: Book, noted: Sequence[ContentDocument]) -> ContentDocument:
    language = book.configuration.language
    labels = labels_for(language)
    root = xhtml_element("section", id=new_document_id(book, ENDNOTES), class_="endnotes")
    root.set(MEANING, f"{ENDNOTES} doc-endnotes")
    if direction_of(language):
        root.set("dir", RIGHT_TO_LEFT)
    header = xhtml_element("header")
    header.append(xhtml_element("h1", labels.notes, data_supplied=""))
    if labels.are_foreign_to(language):
        set_language(header[0], labels.language)
    root.append(header)
    root.extend(_notes_of(document, language, labels) for document in noted)
    assets = tuple(dict.fromkeys(asset for document in noted for asset in document.assets))
    return replace(supplied_document(root, labels.notes, language), assets=assets)


def _notes_of(document: ContentDocument, language: str, labels: Labels) -> etree._Element:
    """The notes of a section under its title. The resolution of an “Ibid.” is marked as supplied."""
    part = xhtml_element("section", class_="notes-of")
    if document.language != language:
        set_language(part, document.language)
    directions = [parse(document.body).get("dir") or direction_of(document.language), direction_of(language)]
    if any(directions):
        part.set("dir", directions[0] or LEFT_TO_RIGHT)
    part.append(title_over_notes(document))
    for note in document.notes:
        listed = footnote(note, labels, document.language)
        for resolved in listed.findall("{*}p[@class='resolved']"):
            resolved.set("data-supplied", "")
        part.append(listed)
    return part
