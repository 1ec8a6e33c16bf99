"""Quotations and verse that a plain text marks: > before a line, /# … #/, [quote] … [/quote], ____, bq.

An opening mark counts only if its closing mark follows. The marks become removed spans.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from publish.importing.inline import removed
from publish.importing.source_lines import Line

MOST_LINES = 400  # between the two marks
REPLY_MARK = re.compile(r"\s{0,3}((?:>\s?)+)")
REPLY_MARKS = re.compile(rf"^(?:{REPLY_MARK.pattern})", re.MULTILINE)
"""The same marks throughout a text: they are not words."""
SINGLE = re.compile(r"(?:bq|q)\.\s+(?=\S)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Marks:
    """The opening and closing mark of some lines, and whether these are verse."""

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
    """The lines, with the number of their quotation if they are in a marked one."""
    result = list(lines)
    number = place = 0
    while place < len(result):
        marks, end = _marks_at(result, place)
        if marks is not None:
            number += 1
            for at in range(place, end + 1):
                result[at] = replace(result[at], quotation=number, verse=marks.verse)
            result[place] = replace(result[place], text=_without_mark(marks.begin, result[place].text))
            result[end] = replace(result[end], text=_without_mark(marks.end, result[end].text))
            place = end
        elif single := SINGLE.match(result[place].text):
            number += 1
            result[place] = replace(result[place], text=removed(single[0].strip()) + result[place].text[single.end() :], quotation=number)
        elif reply := REPLY_MARK.match(result[place].text):
            number += place == 0 or not REPLY_MARK.match(lines[place - 1].text)
            result[place] = replace(result[place], text=result[place].text[reply.end() :], quotation=number, depth=reply[1].count(">"))
        place += 1
    return tuple(result)


def _marks_at(lines: Sequence[Line], place: int) -> tuple[Marks | None, int]:
    """The marks that open at a line, and the place of the closing one; None if none opens, or it is never closed."""
    for marks in AROUND:
        begin = marks.begin.match(lines[place].text)
        if not begin:
            continue
        same = marks.end.search(lines[place].text, begin.end())
        for at in range(place, min(place + MOST_LINES, len(lines))):
            if (same if at == place else marks.end.search(lines[at].text)) and (at > place or same):
                return marks, at
    return None, place


def _without_mark(mark: re.Pattern[str], text: str) -> str:
    return mark.sub(lambda match: removed(match[0].strip()), text, count=1)
