"""The proof that no note of a section is missing from its printed pages, cut short or out of order. Reports P103."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise

from lxml import etree

from publish.book.markup import local_name, parse
from publish.diagnostics import Diagnostic, diagnostic
from publish.model import Note, PageFacts
from publish.tools.mathematics import MATHML


def lost_notes(notes: Mapping[str, Note], printed: Mapping[str, Sequence[str]], pages: Sequence[PageFacts]) -> Iterator[Diagnostic]:
    """P103 for each note that does not stand on the pages whole, once, in order.

    `notes` are those of the section by id, in the order of their calls; `printed` gives the letters of each note's parts on the pages.
    """
    for name, note in notes.items():
        body = parse(note.body)
        etree.strip_elements(body, f"{{{MATHML}}}math", with_tail=False)  # formulae are drawn, not printed as letters
        letters = letters_in("".join(map(str, body.itertext())))
        read = "".join(printed.get(name, ()))
        if not read and letters:
            yield misplaced_note(note, "is nowhere on the pages")
        elif read != letters and not (len(read) >= len(letters) and _has_table_head(body)):
            yield misplaced_note(note, f"is not complete on the pages: {len(read)} of {len(letters)} letters are printed")
    order = {name: index for index, name in enumerate(notes)}
    placed = [order[note.id] for page in pages for note in page.notes if note.id in order]
    for before, after in pairwise(placed):
        if after < before:
            yield misplaced_note(notes[list(notes)[after]], "stands after a later one")


def misplaced_note(note: Note, fault: str) -> Diagnostic:
    """P103; `fault` is a clause that follows “the note”."""
    message = f"the note {note.number} (“{note.label}”) {fault}"
    return diagnostic("P103", message, help="make its largest image, row or block smaller, or move it into the text", at=note.location)


def letters_in(text: str) -> str:
    """The letters and digits of a text, case folded: what hyphenation, spacing and capitals do not change."""
    return "".join(letter for letter in text.casefold() if letter.isalnum())


def _has_table_head(body: etree._Element) -> bool:
    """Whether a note has a table's head, which is printed again on every page."""
    return any(local_name(part) == "thead" for part in body.iter())
