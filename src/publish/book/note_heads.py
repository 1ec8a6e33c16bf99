"""Notes at a book's end: where they stand, and what stands over them: their section's title, and on paper “Notes to pages 12–15”."""

from collections.abc import Mapping, Sequence

from lxml import etree

from publish.book.labels import labels_for
from publish.book.markup import XHTML, parse, xhtml_element
from publish.model import ContentDocument, Matter

NOTES_TO: Mapping[str, tuple[str, str]] = {
    "en": ("Notes to page {}", "Notes to pages {}–{}"),
    "cs": ("Poznámky ke straně {}", "Poznámky ke stranám {}–{}"),
    "da": ("Noter til side {}", "Noter til side {}–{}"),
    "de": ("Anmerkungen zu Seite {}", "Anmerkungen zu den Seiten {}–{}"),
    "es": ("Notas a la página {}", "Notas a las páginas {}–{}"),
    "fi": ("Sivun {} viitteet", "Sivujen {}–{} viitteet"),
    "fr": ("Notes de la page {}", "Notes des pages {} à {}"),
    "he": ("הערות לעמוד {}", "הערות לעמודים {}–{}"),
    "it": ("Note alla pagina {}", "Note alle pagine {}–{}"),
    "nb": ("Noter til side {}", "Noter til side {}–{}"),
    "nl": ("Noten bij pagina {}", "Noten bij pagina’s {}–{}"),
    "pl": ("Przypisy do strony {}", "Przypisy do stron {}–{}"),
    "pt": ("Notas à página {}", "Notas às páginas {}–{}"),
    "ru": ("Примечания к странице {}", "Примечания к страницам {}–{}"),
    "sv": ("Noter till sidan {}", "Noter till sidorna {}–{}"),
}
"""For each language of `publish.book.labels`: what is said of one page, and of more."""

AFTER_NOTES = frozenset({"glossary", "bibliography", "index", "colophon"})
"""Types of sections that stand behind the notes of the book."""


def place_of_notes(documents: Sequence[ContentDocument]) -> int:
    """How many documents stand before the notes of the book: they precede the glossary, the bibliography and what else ends it."""
    at = len(documents)
    while at and documents[at - 1].matter is Matter.BACK and documents[at - 1].type in AFTER_NOTES:
        at -= 1
    return at


def notes_to(language: str, first: str, last: str) -> tuple[str, str]:
    """The head over notes that belong to the pages with these folios, and its language: English where the book's has no words here."""
    known = labels_for(language).language
    one, more = NOTES_TO[known]
    return (one.format(first) if first == last else more.format(first, last)), known


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
