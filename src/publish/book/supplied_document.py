"""Documents that no file of the manuscript holds: their words come from book.toml or from publish itself."""

from lxml import etree

from publish.book.ids import IdRegister
from publish.book.markup import serialise
from publish.diagnostics import Location
from publish.model import Book, ContentDocument, Heading, Matter, SectionType, SectionWords
from publish.text.compressed_text import CompressedText
from publish.text.words import Words

SOURCE = Location(path="book.toml")


def supplied_document(
    root: etree._Element,
    title: str,
    language: str,
    *,
    title_markup: str = "",
    matter: Matter = Matter.BACK,
    type: SectionType = SectionType.APPENDIX,
) -> ContentDocument:
    """The document with this root, whose id it bears. It has one heading, its title, and no words of the manuscript."""
    name = root.get("id", "")
    return ContentDocument(
        id=name,
        path=SOURCE.path,
        matter=matter,
        type=type,
        title=title,
        short=title,
        language=language,
        markup=CompressedText.of(serialise(root)),
        headings=(Heading(id=name, level=1, text=title, markup=title_markup or title, location=SOURCE),),
        notes=(),
        assets=(),
        words=SectionWords(body=Words(), notes={}),
    )


def new_document_id(book: Book, wanted: str) -> str:
    """The wanted id, or one like it where the book has that already."""
    ids = IdRegister()
    ids.reserve([*book.targets, *(document.id for document in book.documents)])
    return ids.new(wanted)
