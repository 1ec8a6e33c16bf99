"""Every note of a book with where it stands: what an editor goes through before the file goes to the printer."""

from collections.abc import Iterator

from publish.book.markup import parse
from publish.model import Book, PageMap

FIRST_WORDS = 8


def note_rows(book: Book, pages: PageMap) -> list[tuple[str, str, str, str, str]]:
    """A row a note, in reading order: number, label, file:line, printed folio, first words.

    Where no folio is printed, the page's place in the file stands in brackets.
    """
    folios = dict(_placed(pages))
    return [
        (str(note.number), note.label, str(note.location), folios.get(note.id, "–"), _beginning(note.body))
        for document in book.documents
        for note in document.notes
    ]


def _placed(pages: PageMap) -> Iterator[tuple[str, str]]:
    """The folio of the page on which each note begins; pages are gone through backwards, so that the first one counts."""
    for index, page in reversed(list(enumerate(pages.pages))):
        for note in page.facts.notes:
            yield note.id, page.folio or f"[{index + 1}]"


def _beginning(body: str) -> str:
    words = "".join(parse(body).itertext()).split()
    return " ".join(words[:FIRST_WORDS]) + (" …" if len(words) > FIRST_WORDS else "")
