"""Checks for marks that call no note, left by a word processor or a web page: N118. `note_checks` reports `word[1]`, N110."""

import re
from collections.abc import Iterator

from publish.diagnostics import Diagnostic
from publish.manuscript.section_facts import TextFacts

RAISED = r"(?:\^(?P<caret>\d{1,3})\^|(?P<raised>[⁰¹²³⁴⁵⁶⁷⁸⁹]{1,3}))"
DIGITS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789")
ANY_RAISED = re.compile(r"\^\d|[⁰¹²³⁴⁵⁶⁷⁸⁹]")  # quick: most books have none
AFTER_SENTENCE = re.compile(rf"(?<=[.,;:!?”»…\"]){RAISED}(?![\w^])")
AFTER_WORD = re.compile(rf"(?<=[^\W\d_]){RAISED}(?![\w^])")
SPACED = re.compile(r"(?<=[\w.,;:!?”’»\"')])[ \u00a0]\[(?P<number>\d{1,3})\](?![(\[:{\w])")
SECTIONED = re.compile(r"(?P<sectioned>[A-Z](?<=[a-zà-öø-ÿ][.,;:!?”’»a-zà-öø-ÿ][A-Z])\d{1,3}\.\d{1,3})(?![\w.])")
NOTE = re.compile(rf"^[ \t>]*(?:{RAISED}|\[(?P<number>\d{{1,3}})\])[ \t]*(?=[^\W\d_]|[“‘\"*])", re.MULTILINE)


def dead_marks(facts: TextFacts) -> Iterator[Diagnostic]:
    """N118, once a section: a raised number after a sentence; or one after a word, or a spaced `[1]`, where a paragraph begins with it."""
    masked = facts.scan.masked
    notes = {_number(match): match for match in NOTE.finditer(masked)}
    marks = [*(AFTER_SENTENCE.finditer(masked) if ANY_RAISED.search(masked) else ()), *SECTIONED.finditer(masked)]
    if notes:
        marks += [match for pattern in (AFTER_WORD, SPACED) for match in pattern.finditer(masked) if _number(match) in notes]
    marks.sort(key=lambda match: match.start())
    if not marks:
        return
    first = marks[0]
    mark, number = first[0].strip(), _number(first)
    more = f", and so do {len(marks) - 1} more in this section" if len(marks) > 1 else ""
    begins = notes.get(number)
    line = f" on line {facts.places.line(begins.end() - 1)}" if begins else ""
    message = f"“{mark}” looks like the mark of a note, but calls none{more}"
    help = f"write [^{number}] here, and [^{number}]: before the note{line}"
    yield facts.diagnostic("N118", message, help, first.end() - len(mark), len(mark))


def _number(match: re.Match[str]) -> str:
    """The number of a mark, in plain digits."""
    return str(match[match.lastgroup or 0]).translate(DIGITS)


CHECKS = (dead_marks,)
