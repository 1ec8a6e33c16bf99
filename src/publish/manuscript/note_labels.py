"""Which note of the tree belongs to which call of the text: pandoc's tree has no labels.

The notes come in the order of their calls, and each must have the letters of its definition. The order can differ only in a table with
cells side by side, or with a caption whose place is not known because it has no letters; there the letters decide.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import islice

import panflute as pf

from publish.manuscript.locate import Alignment, Stream, align, stream_of
from publish.manuscript.scan import Call, Scan, label_slug
from publish.manuscript.source import Source, Stretch, letters_of

NEAR = 60  # calls that are compared with a note that has the letters of none: words in its definition may be markup


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


def pair_notes(body: Alignment, scan: Scan, source: Source, stem: str) -> Pairing:
    """Each note of the tree with its call in the text; `body` is the aligned text around the notes."""
    ids = note_ids(scan, stem)
    definitions = {definition.label: number for number, definition in reversed(list(enumerate(scan.definitions)))}
    texts = [_stretches(call, source, definitions) for call in scan.calls]
    waiting = dict.fromkeys(range(len(scan.calls)))
    alike: dict[str, list[int]] = {}
    labelled: dict[int, Labelled] = {}
    unpaired: list[pf.Note] = []
    for note in body.notes():
        stream = stream_of(note.content)
        number = next(iter(waiting), None)
        if number is None:
            unpaired.append(note)
            continue
        alignment = align(stream, texts[number])
        if alignment.differences:
            alike = alike or _by_letters(texts)
            same = (other for other in alike.get(_letters_of_tree(stream), ()) if other in waiting)
            others = dict.fromkeys([*islice(same, 1), *islice(waiting, NEAR)])
            tried = ((other, align(stream, texts[other])) for other in others if other != number)
            number, alignment = next(((other, aligned) for other, aligned in tried if not aligned.differences), (number, alignment))
        del waiting[number]
        call = scan.calls[number]
        line = call.line if call.inline else scan.definitions[definitions[call.label]].line
        labelled[id(note)] = Labelled(note=note, call=call, id=ids[call.label], line=line, alignment=alignment)
    return Pairing(
        labelled=[labelled[id(note)] for note in body.stream.notes if id(note) in labelled],
        calls=[scan.calls[number] for number in waiting],
        notes=unpaired,
    )


def _by_letters(texts: Sequence[Sequence[Stretch]]) -> dict[str, list[int]]:
    """The indices of the texts that have the same letters, by these letters."""
    alike: dict[str, list[int]] = defaultdict(list)
    for number, stretches in enumerate(texts):
        alike["".join(stretch.letters for stretch in stretches if not stretch.is_optional)].append(number)
    return alike


def _letters_of_tree(stream: Stream) -> str:
    return "".join(letters_of(stream.texts[run]) for run in stream.order())


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
