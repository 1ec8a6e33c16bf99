"""A list of contents as it is typed: lines above the text that stand again below, each over its section. publish makes its own."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from publish.importing.blocks import Block, Kind
from publish.importing.inline import BREAK, plain
from publish.importing.recovery.heading_words import CONTENTS

MOST_LETTERS = 100  # of an entry
MOST_BLOCKS = 200  # that the list and what stands above it have
LEAST_NAMED, LEAST_ENTRIES = 2, 3  # with the word “Contents” over them, without it
MOSTLY = 0.7  # of the entries stand again below
PAGE = re.compile(r"(?:\s*(?:\.{2,}|…+|\s{2,}|\t|(?:\.\s){2,})[\s.]*|\s+|\s*,\s*(?:p\.\s*)?)(?:\d{1,4}|[ivxlc]{1,7})\s*$")
"""The page number at the end of an entry, with its dots."""
PAGE_ABOVE = re.compile(r"(?:page|seite|pág\.?|pag\.?)\s+", re.IGNORECASE)
"""The word over the page numbers, where it runs into the first entry."""
NUMBER = re.compile(r"(?:\d{1,3}|[IVXLC]{1,7})[.:)]?\s+(?=[^\W\d])")


@dataclass(frozen=True, slots=True, kw_only=True)
class ContentsList:
    """The places of the blocks of a list of contents, and the lines below that are its entries, folded."""

    places: frozenset[int] = frozenset()
    entries: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Line:
    """A line; `forms` are the line folded, with and without its page and its number."""

    place: int
    text: str
    forms: frozenset[str]


def _line(place: int, text: str) -> _Line:
    without_page = PAGE.sub("", PAGE_ABOVE.sub("", text))
    forms = frozenset(folded(form) for line in (text, without_page) for form in (line, NUMBER.sub("", line))) - {""}
    return _Line(place=place, text=text, forms=forms)


def folded(text: str) -> str:
    """The letters and figures of a line, for comparison."""
    return " ".join(re.findall(r"[^\W_]+", text.casefold()))


def contents_of(blocks: Sequence[Block]) -> ContentsList:
    """The list of contents of a text, above it if nothing names it; an empty one if most of its entries do not stand again below."""
    lines = list(_lines(blocks))
    named = next((at for at, line in enumerate(lines) if CONTENTS.fullmatch(line.text.rstrip(".:"))), None)
    starts = range(min(len(lines), MOST_BLOCKS)) if named is None else range(named + 1, min(len(lines), named + 2))
    texts = Counter(folded(line.text) for line in lines)
    for start in starts:
        if named is None and (not _is_above(blocks, lines[start].place) or blocks[lines[start].place].kind is Kind.VERSE):
            break
        again = _again(lines, start, start + 1)
        if again is None or again - start < (LEAST_ENTRIES if named is None else LEAST_NAMED):
            continue
        entries = lines[start:again]
        returns = _returns(entries, lines, again)
        last = max((at for at, place in enumerate(returns) if place is not None), default=-1)
        entries, returns = entries[: last + 1], returns[: last + 1]
        met = [place for place in returns if place is not None]
        if len(met) < max(MOSTLY * len(entries), LEAST_NAMED if named is not None else LEAST_ENTRIES):
            continue
        if named is None and any(texts[folded(line.text)] > 2 for line in entries):
            continue
        places = range(lines[start - (named is not None)].place, entries[-1].place + 1)
        return ContentsList(places=frozenset(places), entries=frozenset(folded(lines[place].text) for place in met))
    return ContentsList()


def _lines(blocks: Sequence[Block]) -> Iterator[_Line]:
    """The short lines of a text; those of verse and of paragraphs with line breaks one by one."""
    for place, block in enumerate(blocks):
        if block.kind in {Kind.PARAGRAPH, Kind.HEADING, Kind.VERSE}:
            texts = [plain(text).strip() for text in re.split(f"\n|{BREAK}", block.text)]
            yield from (_line(place, text) for text in texts if 0 < len(text) <= MOST_LETTERS)


def _is_above(blocks: Sequence[Block], place: int) -> bool:
    """Whether no running text stands above a place."""
    return place < MOST_BLOCKS and all(len(line) <= 2 * MOST_LETTERS for block in blocks[:place] for line in block.text.split("\n"))


def _again(lines: Sequence[_Line], at: int, first: int) -> int | None:
    """The place from `first` on of a line that is this entry again; None if there is none."""
    forms = lines[at].forms
    return next((place for place in range(first, len(lines)) if forms & lines[place].forms), None)


def _returns(entries: Sequence[_Line], lines: Sequence[_Line], first: int) -> list[int | None]:
    """The place below at which each entry stands again, in their order; alone, or below the number that stands before it in the list."""
    returns: list[int | None] = []
    while len(returns) < len(entries):
        entry = entries[len(returns)]
        forms, step = entry.forms, 1
        place = next((at for at in range(first, len(lines)) if forms & lines[at].forms or _in_two(forms, lines, at)), None)
        if place is not None:
            place += not forms & lines[place].forms
        elif len(returns) + 1 < len(entries):  # an entry on two lines
            forms = _line(entry.place, f"{entry.text} {entries[len(returns) + 1].text}").forms
            place = next((at for at in range(first, len(lines)) if forms & lines[at].forms), None)
            step = 1 if place is None else 2
        first = first if place is None else place + 1
        returns.extend([place] * step)
    return returns


def _in_two(forms: frozenset[str], lines: Sequence[_Line], at: int) -> bool:
    """Whether an entry stands on two lines: “Chapter One: The Ferry”, and below “Chapter One”, “The Ferry”."""
    return at + 1 < len(lines) and folded(f"{lines[at].text} {lines[at + 1].text}") in forms
