"""The backlinks of a finished edition: each note must link back to its first mark at its beginning, then to each of its marks, in order.

A note whose marks are missing or lead elsewhere is reported by `checks.note_marks`. Reports V116.
"""

from collections.abc import Iterator

from publish.checks.edition_words import EditionWords
from publish.checks.remedies import OURS
from publish.diagnostics import Diagnostic, diagnostic
from publish.model import Book, Made


def backlinks(book: Book, made: Made, words: EditionWords) -> Iterator[Diagnostic]:
    """V116 for each note whose backlinks do not answer its marks; nothing for an edition without links, such as print."""
    if words.backlinks is None:
        return
    for document in book.documents:
        for note in document.notes:
            marks = tuple(mark.call for mark in words.marks.get(document.id, ()) if mark.note == note.id)
            targets = words.backlinks.get(note.id, ())
            expected = (*marks[:1], *marks)
            if note.id not in words.notes or marks != note.calls or targets == expected:
                continue
            message = f"the note “{note.label}” of the {made.edition} edition "
            if len(targets) == len(expected):
                message += "does not lead back to its mark" if len(marks) == 1 else "does not lead back to its marks in their order"
            else:
                message += f"has {_counted(len(marks), 'mark')} and {_counted(len(targets), 'link')} back instead of {len(expected)}"
            yield diagnostic("V116", message, help=OURS, at=note.location)


def _counted(number: int, name: str) -> str:
    return f"{number or 'no'} {name}{'' if number == 1 else 's'}"
