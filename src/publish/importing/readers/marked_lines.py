"""Quotations and verse that plain text marks in the ways of its trade: > before a line, /# … #/, [quote] … [/quote], ____, bq.

A mark counts only where its end is found. The marks themselves are none of the text, and are told to be removed.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from publish.importing.inline import removed
from publish.importing.source_lines import Line

MOST_LINES = 400  # between the two marks
ANSWER = re.compile(r"\s{0,3}((?:>\s?)+)")
ANSWERS = re.compile(rf"^(?:{ANSWER.pattern})", re.MULTILINE)
"""The same through a whole text: these signs are no words."""
SINGLE = re.compile(r"(?:bq|q)\.\s+(?=\S)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Marks:
    """Two marks around lines, and whether these are verse."""

    begin: re.Pattern[str]
    end: re.Pattern[str]
    verse: bool = False


AROUND = (
    Marks(begin=re.compile(r"\s*/#\s*$"), end=re.compile(r"\s*#/\s*$")),
    Marks(begin=re.compile(r"\s*/\*\s*$"), end=re.compile(r"\s*\*/\s*$"), verse=True),
    Marks(begin=re.compile(r"\s*\[quote(?:=[^\]]*)?\]", re.IGNORECASE), end=re.compile(r"\[/quote\]\s*$", re.IGNORECASE)),
    Marks(begin=re.compile(r"\s*<(?:block)?quote>", re.IGNORECASE), end=re.compile(r"</(?:block)?quote>\s*$", re.IGNORECASE)),
    Marks(begin=re.compile(r"_{4,}\s*$"), end=re.compile(r"_{4,}\s*$")),
    Marks(begin=re.compile(r'"""\s*$'), end=re.compile(r'"""\s*$')),
    Marks(begin=re.compile(r":::+\s*\{?\.?(?:quote|blockquote|quotation)\}?\s*$"), end=re.compile(r":::+\s*$")),
)


def with_marked_quotations(lines: Sequence[Line]) -> tuple[Line, ...]:
    """The lines, those of marked quotations numbered as such."""
    found = list(lines)
    number = place = 0
    while place < len(found):
        marks, end = _marks_at(found, place)
        if marks is not None:
            number += 1
            for at in range(place, end + 1):
                found[at] = replace(found[at], quotation=number, verse=marks.verse)
            found[place] = replace(found[place], text=_gone(marks.begin, found[place].text))
            found[end] = replace(found[end], text=_gone(marks.end, found[end].text))
            place = end
        elif single := SINGLE.match(found[place].text):
            number += 1
            found[place] = replace(found[place], text=removed(single[0].strip()) + found[place].text[single.end() :], quotation=number)
        elif answer := ANSWER.match(found[place].text):
            number += place == 0 or not ANSWER.match(lines[place - 1].text)
            found[place] = replace(found[place], text=found[place].text[answer.end() :], quotation=number, depth=answer[1].count(">"))
        place += 1
    return tuple(found)


def _marks_at(lines: Sequence[Line], place: int) -> tuple[Marks | None, int]:
    """The marks that begin at a line, and where they end; None where none begins, or none ends."""
    for marks in AROUND:
        begin = marks.begin.match(lines[place].text)
        if not begin:
            continue
        same = marks.end.search(lines[place].text, begin.end())
        for at in range(place, min(place + MOST_LINES, len(lines))):
            if (same if at == place else marks.end.search(lines[at].text)) and (at > place or same):
                return marks, at
    return None, place


def _gone(mark: re.Pattern[str], text: str) -> str:
    return mark.sub(lambda found: removed(found[0].strip()), text, count=1)
