"""Notes at a book's end: where they stand, and what stands over them: their section's title, and on paper “Notes to pages 12–15”."""

from collections.abc import Sequence

from lxml import etree

from publish.book.markup import XHTML, parse, xhtml_element
from publish.languages import note_heads
from publish.model import ContentDocument, Matter

AFTER_NOTES = frozenset({"glossary", "bibliography", "index", "colophon"})
"""Types of sections that stand behind the notes of the book."""


def place_of_notes(documents: Sequence[ContentDocument]) -> int:
    """How many documents stand before the notes of the book: they precede the glossary, the bibliography and what else ends it."""
    at = len(documents)
    while at and documents[at - 1].matter is Matter.BACK and documents[at - 1].type in AFTER_NOTES:
        at -= 1
    return at


def notes_to(language: str, first: str, last: str) -> tuple[str, str]:
    """The head over notes that belong to the pages with these folios, and its language: English where the book's has none."""
    heads = note_heads(language)
    return (heads.page.format(first) if first == last else heads.pages.format(first, last)), heads.language


def title_over_notes(document: ContentDocument) -> etree._Element:
    """The title of a section over its notes: the short one, or the whole with its emphasis and without its ids and links."""
    opening = next((heading for heading in document.headings if heading.text == document.short), None)
    if opening is None:
        return xhtml_element("h2", document.short, data_supplied="")
    title = parse(f'<h2 xmlns="{XHTML}" data-supplied="">{opening.markup}</h2>')
    for inner in title.iterdescendants():
        inner.attrib.pop("id", None)
        inner.attrib.pop("href", None)
    return title
