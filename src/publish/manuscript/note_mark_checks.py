"""Checks for marks that call no note, left by a word processor or a web page: N118. `note_checks` reports `word[1]`, N110.

Policy: the numbers of a bibliography are no marks of notes.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from publish.diagnostics import Diagnostic
from publish.manuscript.section_facts import TextFacts

RAISED = r"(?:\^(?P<caret>\d{1,3})\^|(?P<raised>[⁰¹²³⁴⁵⁶⁷⁸⁹]{1,3}))"
DIGITS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789")
ANY_RAISED = re.compile(r"\^\d|[⁰¹²³⁴⁵⁶⁷⁸⁹]")  # quick: most books have none
AFTER_SENTENCE = re.compile(rf"(?<=[.,;:!?”»…\"]){RAISED}(?![\w^])")
AFTER_WORD = re.compile(rf"(?<=[^\W\d_]){RAISED}(?![\w^])")
SPACED = re.compile(r"(?<=[\w.,;:!?”’»\"')])[ \u00a0]\[(?P<number>\d{1,3})\](?![(\[:{\w])")
SECTIONED = re.compile(r"(?P<sectioned>[A-Z](?=\d)(?<=[a-zà-öø-ÿ][.,;:!?”’»a-zà-öø-ÿ][A-Z])\d{1,3}\.\d{1,3})(?![\w.])")
NOTE = re.compile(rf"^[ \t>]*(?:{RAISED}|\[(?P<number>\d{{1,3}})\])[ \t]*(?=[^\W\d_]|[“‘\"*])", re.MULTILINE)

CITED_TOGETHER = re.compile(r"\[\d{1,3}(?:[,;][ \u00a0]?|[–-])(?:\d{1,3}|pp?\.[ \u00a0]?\d[\d–-]*)(?:[,;][ \u00a0]?\d{1,3})*\]")
HEADING = re.compile(r"^#{1,6}[ \t]+(?P<words>[^\n]*)", re.MULTILINE)
LISTED_WORKS = re.compile(
    r"(?i)\b(?:bibliograph\w+|references?|works|sources?|literature|literatur\w*|quellen\w*|bibliographie|références|bibliografía|fuentes|литература)\b"
)
LISTED_NOTES = re.compile(r"(?i)\b(?:notes?|endnotes|footnotes|anmerkungen|fußnoten|notas|примечания)\b")


def dead_marks(facts: TextFacts) -> Iterator[Diagnostic]:
    """N118, once a section: a raised number after a sentence; or one after a word, or a spaced `[1]`, where a paragraph begins with it."""
    masked = facts.scan.masked
    entries = list(NOTE.finditer(masked))
    notes = {_number(match): match for match in entries}
    marks = [*(AFTER_SENTENCE.finditer(masked) if ANY_RAISED.search(masked) else ()), *SECTIONED.finditer(masked)]
    if notes:
        patterns = (AFTER_WORD,) if _is_bibliography(masked, entries) else (AFTER_WORD, SPACED)
        marks += [match for pattern in patterns for match in pattern.finditer(masked) if _number(match) in notes]
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


def _is_bibliography(masked: str, entries: Sequence[re.Match[str]]) -> bool:
    """Whether the entries `[1] …` are works that the text cites by number, not notes: by their heading, or as several are cited together
    or one twice.
    """
    headings = [match["words"] for match in HEADING.finditer(masked, 0, entries[0].start())]
    if headings and LISTED_WORKS.search(headings[-1]):
        return True
    if headings and LISTED_NOTES.search(headings[-1]):
        return False
    numbers = [_number(match) for match in entries]
    cited = Counter(match["number"] for match in SPACED.finditer(masked))
    is_cited_twice = any(count > 1 for number, count in cited.items() if number in numbers)
    return len(set(numbers)) == len(numbers) and (is_cited_twice or CITED_TOGETHER.search(masked) is not None)


def _number(match: re.Match[str]) -> str:
    """The number of a mark, in plain digits."""
    return str(match[match.lastgroup or 0]).translate(DIGITS)


CHECKS = (dead_marks,)
