"""What a running head says over the notes at a book's end, in the book's language: “Notes to pages 12–15”."""

from collections.abc import Mapping

from publish.book.labels import labels_for

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


def notes_to(language: str, first: str, last: str) -> tuple[str, str]:
    """The head over notes that belong to the pages with these folios, and its language: English where the book's has no words here."""
    known = labels_for(language).language
    one, more = NOTES_TO[known]
    return (one.format(first) if first == last else more.format(first, last)), known
