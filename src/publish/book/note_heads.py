"""Notes at a book's end: their place in the book, and the heads over them: titles of sections and, in print, “Notes to pages 12–15”."""

from collections.abc import Sequence

from lxml import etree

from publish.book.markup import XHTML, parse, xhtml_element
from publish.languages import note_heads
from publish.model import ContentDocument, Matter

AFTER_NOTES = frozenset({"glossary", "bibliography", "index", "colophon"})
"""Types of sections that follow the notes of the book."""


def place_of_notes(documents: Sequence[ContentDocument]) -> int:
    """How many documents precede the notes of the book; the glossary, the bibliography and the like at its end follow them."""
    at = len(documents)
    while at and documents[at - 1].matter is Matter.BACK and documents[at - 1].type in AFTER_NOTES:
        at -= 1
    return at


def notes_to(language: str, first: str, last: str) -> tuple[str, str]:
    """The head over notes that belong to the pages with these folios, and its language: English where the book's has none."""
    heads = note_heads(language)
    return (heads.page.format(first) if first == last else heads.pages.format(first, last)), heads.language


def title_over_notes(document: ContentDocument) -> etree._Element:
    """The title of a section over its notes: the short one, or the whole title with its emphasis, without ids and links."""
    opening = next((heading for heading in document.headings if heading.text == document.short), None)
    if opening is None:
        return xhtml_element("h2", document.short, data_supplied="")
    title = parse(f'<h2 xmlns="{XHTML}" data-supplied="">{opening.markup}</h2>')
    for inner in title.iterdescendants():
        inner.attrib.pop("id", None)
        inner.attrib.pop("href", None)
    return title
