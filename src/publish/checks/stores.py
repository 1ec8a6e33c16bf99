"""What shops' own reading systems cannot do with an e-book that is otherwise sound.

Only what a manuscript can cause stands here: names, links, sizes of files and covers are seen to where they are made.
"""

from collections.abc import Iterator

from publish.book.markup import parse
from publish.diagnostics import Diagnostic, diagnostic
from publish.model import Book

MOST_LETTERS = 4400
"""Of a note that Kobo's readers open in a window; measured by one project on devices: some 4,500 are opened, 5,500 are not."""


def check_for_stores(book: Book) -> tuple[Diagnostic, ...]:
    """E601 for each note that is too long for a window, at its place."""
    return tuple(_long_notes(book))


def _long_notes(book: Book) -> Iterator[Diagnostic]:
    for document in book.documents:
        for note in document.notes:
            letters = len(" ".join("".join(map(str, parse(note.body).itertext())).split())) if len(note.body) > MOST_LETTERS else 0
            if letters > MOST_LETTERS:
                yield diagnostic(
                    "E601",
                    f"the note {note.number} (“{note.label}”) has {letters:,} characters, and some readers open no window for it",
                    help="shorten it, or make an appendix of it; it is in the e-book whole, and the way to it and back is there",
                    at=note.location,
                )
