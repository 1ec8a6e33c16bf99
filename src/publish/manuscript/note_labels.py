"""Which note of the tree belongs to which call of the text: pandoc's tree has no labels.

The notes come in the order of their calls, and each must have the letters of its definition. The order can differ only in a table with
cells side by side; there the letters decide.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

import panflute as pf

from publish.manuscript.locate import Alignment, align, stream_of
from publish.manuscript.scan import Call, Scan, label_slug
from publish.manuscript.source import Source, Stretch

NEAR = 60  # calls that are compared with one note


@dataclass(frozen=True, slots=True, kw_only=True)
class Labelled:
    """A note of the tree with its call, its id in the book, the line of its text, and its alignment with the text."""

    note: pf.Note
    call: Call
    id: str
    line: int
    alignment: Alignment


@dataclass(slots=True)
class Pairing:
    """The notes of a tree with their calls, in reading order; the calls and the notes without a partner."""

    labelled: list[Labelled] = field(default_factory=list)
    calls: list[Call] = field(default_factory=list)
    notes: list[pf.Note] = field(default_factory=list)


def pair_notes(notes: Sequence[pf.Note], scan: Scan, source: Source, stem: str) -> Pairing:
    """Each note of the tree with its call in the text."""
    ids = note_ids(scan, stem)
    definitions = {definition.label: number for number, definition in reversed(list(enumerate(scan.definitions)))}
    pairing = Pairing(calls=list(scan.calls))
    for note in notes:
        alignments = ((call, align(stream_of(note.content), _stretches(call, source, definitions))) for call in pairing.calls[:NEAR])
        first: tuple[Call, Alignment] | None = None
        for call, alignment in alignments:
            first = first or (call, alignment)
            if not alignment.differences:
                first = call, alignment
                break
        if first is None:
            pairing.notes.append(note)
            continue
        call, alignment = first
        pairing.calls.remove(call)
        line = call.line if call.inline else scan.definitions[definitions[call.label]].line
        pairing.labelled.append(Labelled(note=note, call=call, id=ids[call.label], line=line, alignment=alignment))
    return pairing


def note_ids(scan: Scan, stem: str) -> dict[str, str]:
    """The id of each note of a section by its label: stem of the section, `note`, label. An id begins with a letter (XML)."""
    beginning = label_slug(stem) if stem[:1].isalpha() else f"s-{label_slug(stem)}"
    ids: dict[str, str] = {}
    taken: set[str] = set()
    for label in dict.fromkeys([*(definition.label for definition in scan.definitions), *(call.label for call in scan.calls)]):
        base = name = f"{beginning}-note-{label_slug(label)}"
        count = 1
        while name in taken:
            count += 1
            name = f"{base}-{count}"
        taken.add(name)
        ids[label] = name
    return ids


def _stretches(call: Call, source: Source, definitions: dict[str, int]) -> Sequence[Stretch]:
    return source.inline[call.start] if call.inline else source.definitions[definitions[call.label]]
