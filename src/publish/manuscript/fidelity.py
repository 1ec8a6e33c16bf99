"""The proof that pandoc has read every word: the letters of its tree, before any filter, are those of the text.

Reports V101 for each place where they differ and the manuscript's grammar does not explain it.
"""

from collections.abc import Iterable
from difflib import SequenceMatcher

from publish.diagnostics import Diagnostic, Location, diagnostic
from publish.manuscript.locate import Alignment, Fault
from publish.manuscript.source import letters_of
from publish.manuscript.zones import Places
from publish.model import Section
from publish.text.words import split_words

MOST_WORDS = 4000  # in one place; beyond that the first difference is enough to find it
MOST_QUOTED = 8


def losses(section: Section, places: Places, alignments: Iterable[Alignment]) -> tuple[Diagnostic, ...]:
    """The words that pandoc dropped, changed or moved, each place with its line."""
    return tuple(_finding(section, places, fault) for alignment in alignments for fault in alignment.faults)


def _finding(section: Section, places: Places, fault: Fault) -> Diagnostic:
    written, read = ([word for word in split_words(text)[:MOST_WORDS] if letters_of(word)] for text in (fault.written, fault.read))
    gone, new = _difference(written, read)
    place = fault.start + max(0, _find(fault.written, gone))
    if gone:
        message = f"“{_quoted(gone)}” is in the manuscript, but pandoc leaves it out" + (f" and reads “{_quoted(new)}”" if new else "")
    else:
        message = f"pandoc reads “{_quoted(new or read)}” where the manuscript has nothing of the kind"
    help = "something here is markup to pandoc: write a backslash before the sign that makes it so, or write it in another way"
    return diagnostic("V101", message, help=help, at=Location(path=section.path, line=places.line(place), column=places.column(place)))


def _difference(written: list[str], read: list[str]) -> tuple[list[str], list[str]]:
    """The first words that only the manuscript has, and those that only the tree has in their stead."""
    gone: list[str] = []
    new: list[str] = []
    for kind, first, end, begin, stop in SequenceMatcher(None, written, read, autojunk=False).get_opcodes():
        if kind != "equal" and not gone:
            gone, new = written[first:end], new or read[begin:stop]
    return gone, new


def _find(text: str, words: list[str]) -> int:
    return text.casefold().find(words[0]) if words else 0


def _quoted(words: list[str]) -> str:
    return " ".join(words[:MOST_QUOTED]) + (" …" if len(words) > MOST_QUOTED else "")
