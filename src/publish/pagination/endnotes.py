"""Endnotes: notes at the end of their section or of the book, if `[notes] print` in book.toml asks for them.

Policy: the calls stay in the text; the notes become ordinary text, which `layout.print_html` sets without changes:

    section#ID.chapter … h2[data-supplied], div.endnote …      at the end of a section: after its own text
    section#endnotes.appendix > header > h1                    at the end of the book: a supplied document
        section.notes-of[data-path] > h2, div.endnote …        … with the notes of each section under its title
    div.endnote#NOTE > p.numbered[data-number] …               a note; style sheets take the number from the attribute

The notes at the end of the book come after the appendices, before the matter that is looked up (`book.note_heads.place_of_notes`).
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from lxml import etree

from publish.book.contents import contents
from publish.book.markup import classes_of, local_name, parse, serialise, set_language, xhtml_element
from publish.book.note_heads import notes_to, place_of_notes, title_over_notes
from publish.book.supplied_document import new_document_id, supplied_document
from publish.languages import labels_for
from publish.model import Book, ContentDocument, Note, PageMap, SectionType
from publish.text.compressed_text import CompressedText

ENDNOTES = "endnotes"


def with_notes_in_place(book: Book) -> Book:
    """The book for print, with its notes where book.toml wants them."""
    match book.configuration.notes.print:
        case "chapter-end":
            language = book.configuration.language
            return replace(book, documents=tuple(_with_own_notes(document, language) for document in book.documents))
        case "book-end":
            return _with_all_notes(book)
        case _:
            return book


def heads_of_notes(book: Book, pages: PageMap) -> Mapping[int, tuple[str, str]]:
    """The running head of each page of notes at the end of the book, by page index: “Notes to pages 4–9”, and its language."""
    if book.configuration.notes.print != "book-end":
        return {}
    calls = {note.id: note.calls[0] for document in book.documents for note in document.notes}
    heads: dict[int, tuple[str, str]] = {}
    for index, page in enumerate(pages.pages):
        called = sorted(
            pages.targets[calls[note.id]] for note in page.facts.notes if not note.at_foot and calls.get(note.id) in pages.targets
        )
        if called:
            first, last = (pages.pages[page].folio for page in (called[0], called[-1]))
            heads[index] = notes_to(book.configuration.language, first, last)
    return heads


# --- at the end of a section ----------------------------------------------------------------------------------------------------------


def _with_own_notes(document: ContentDocument, language: str) -> ContentDocument:
    if not document.notes:
        return document
    root = parse(document.body)
    root.append(_heading("h2", language))
    root.extend(_endnotes(document.notes))
    return replace(document, markup=CompressedText.of(serialise(root)))


# --- at the end of the book -----------------------------------------------------------------------------------------------------------


def _with_all_notes(book: Book) -> Book:
    noted = [document for document in book.documents if document.notes]
    if not noted:
        return book
    without_notes = [replace(document, notes=()) for document in book.documents]
    at = place_of_notes(book.documents)
    documents = (*without_notes[:at], _document_of_notes(book, noted), *without_notes[at:])
    return replace(book, documents=documents, contents=contents(documents))


def _document_of_notes(book: Book, noted: Sequence[ContentDocument]) -> ContentDocument:
    """A document with all notes of the book. Faults are reported at the section that they come from (`data-path`)."""
    language = book.configuration.language
    labels = labels_for(language)
    root = xhtml_element("section", id=new_document_id(book, ENDNOTES), class_=str(SectionType.APPENDIX))
    header = xhtml_element("header")
    header.append(_heading("h1", language))
    root.append(header)
    for document in noted:
        part = xhtml_element("section", class_="notes-of", data_path=document.path)
        if document.language != language:
            set_language(part, document.language)
        part.append(title_over_notes(document))
        part.extend(_endnotes(document.notes))
        root.append(part)
    return replace(
        supplied_document(root, labels.notes, language),
        notes=tuple(note for document in noted for note in document.notes),
        assets=tuple(dict.fromkeys(asset for document in noted for asset in document.assets)),
    )


# --- a note ---------------------------------------------------------------------------------------------------------------------------


def _heading(name: str, language: str) -> etree._Element:
    labels = labels_for(language)
    heading = xhtml_element(name, labels.notes, data_supplied="")
    if labels.are_foreign_to(language):
        set_language(heading, labels.language)
    return heading


def _endnotes(notes: Sequence[Note]) -> Iterator[etree._Element]:
    """Each note, with its number at the beginning of its first paragraph, or on a line of its own if it begins with another block."""
    for note in notes:
        endnote = parse(note.body)
        endnote.set("id", note.id)
        endnote.set("class", "endnote")
        endnote.set("data-line", str(note.location.line or ""))
        if not len(endnote) or local_name(endnote[0]) != "p":
            endnote.insert(0, xhtml_element("p"))
        endnote[0].set("class", " ".join([*classes_of(endnote[0]), "numbered"]))
        endnote[0].set("data-number", str(note.number))
        yield endnote
