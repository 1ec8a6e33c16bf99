"""The proof that pandoc has read every word: the letters of its tree, before any filter, are those of the text.

Reports V101 for each place where they differ and the manuscript's grammar does not explain it.
"""

from collections.abc import Iterable
from difflib import SequenceMatcher

from publish.diagnostics import Diagnostic
from publish.manuscript.locate import Alignment, Difference
from publish.manuscript.plain_text import first_words
from publish.manuscript.section_facts import TextFacts
from publish.manuscript.source import letters_of
from publish.text.words import split_words

MOST_WORDS = 4000  # in one place; beyond that the first difference is enough to find it
MOST_QUOTED = 8


def lost_words(facts: TextFacts, alignments: Iterable[Alignment]) -> tuple[Diagnostic, ...]:
    """V101 for each place where pandoc dropped, changed or moved words."""
    return tuple(_diagnostic(facts, difference) for alignment in alignments for difference in alignment.differences)


def _diagnostic(facts: TextFacts, difference: Difference) -> Diagnostic:
    written, read = (
        [word for word in split_words(text)[:MOST_WORDS] if letters_of(word)] for text in (difference.written, difference.read)
    )
    gone, new = _changed_words(written, read)
    at = difference.start + max(0, _find(difference.written, gone))
    if gone:
        message = f"“{_quoted(gone)}” is in the manuscript, but pandoc leaves it out" + (f" and reads “{_quoted(new)}”" if new else "")
    else:
        message = f"pandoc reads “{_quoted(new or read)}”, which the manuscript does not have here"
    help = "pandoc reads something here as markup: write a backslash before that character, or write it in another way"
    return facts.diagnostic("V101", message, help, at)


def _changed_words(written: list[str], read: list[str]) -> tuple[list[str], list[str]]:
    """The first words that only the manuscript has, and the words that the tree has instead."""
    gone: list[str] = []
    new: list[str] = []
    for kind, first, end, begin, stop in SequenceMatcher(None, written, read, autojunk=False).get_opcodes():
        if kind != "equal" and not gone:
            gone, new = written[first:end], new or read[begin:stop]
    return gone, new


def _find(text: str, words: list[str]) -> int:
    return text.casefold().find(words[0]) if words else 0


def _quoted(words: list[str]) -> str:
    return first_words(" ".join(words), MOST_QUOTED)
