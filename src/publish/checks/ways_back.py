"""The ways back from the notes of a finished edition: from each note to each of its marks, in their order, and nowhere else.

A note whose marks are not all there, or lead elsewhere, is told of by `checks.marks`; the ways back from the others must answer them.
Reports V116.
"""

from collections.abc import Iterator

from publish.checks.blame import OURS
from publish.checks.edition_words import EditionWords
from publish.diagnostics import Diagnostic, diagnostic
from publish.model import Book, Made


def ways_back(book: Book, made: Made, words: EditionWords) -> Iterator[Diagnostic]:
    """V116 for each note from which a reader does not come back; nothing for an edition that has no ways back, such as print."""
    if words.ways_back is None:
        return
    for document in book.documents:
        for note in document.notes:
            marks = tuple(mark.call for mark in words.marks.get(document.id, ()) if mark.note == note.id)
            found = words.ways_back.get(note.id, ())
            if note.id not in words.notes or marks != note.calls or found == marks:
                continue
            said = f"the note “{note.label}” of the {made.edition} edition "
            if len(found) == len(marks):
                said += "does not lead back to its mark" if len(marks) == 1 else "does not lead back to its marks in their order"
            else:
                said += f"has {_counted(len(marks), 'mark')} and {_counted(len(found), 'way')} back"
            yield diagnostic("V116", said, help=OURS, at=note.location)


def _counted(number: int, name: str) -> str:
    return f"{number or 'no'} {name}{'' if number == 1 else 's'}"
