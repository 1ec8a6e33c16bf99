"""Lines of a scanned or plain text that belong to its pages: page numbers, and the running heads beside them.

A number alone on a line can also be that of a chapter, and a repeated line can be the speaker of a play. They are taken for parts of pages
only where the numbers count up and cut sentences in two.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from publish.importing.blocks import Block, Exclusion
from publish.importing.source_lines import Line

PAGE = re.compile(
    r"(?:[\[{(]\s*)?(?:p(?:g|age|\.)\s*)(\d{1,4})(?:\s*[\]})])?|(\d{1,4})|[-–—]\s*(\d{1,4})\s*[-–—]|\{(\d{1,4})\}",
    re.IGNORECASE,
)
"""A line that holds only a page number."""
WITH_HEAD = re.compile(
    r"(?P<before>\d{1,4})(?:\s{2,}|\s*[/|–—]\s*|\s(?=[^a-zß-ÿ]+$))(?P<head>\D.{2,60})|(?P<first>\D.{2,60}?)(?:\s{2,}|\s*[/|–—]\s*)(?P<after>\d{1,4})"
)
"""A line that holds a running head and a page number."""
ENDED = tuple(".!?:”\"’'»)]")
LEAST_PAGES = 3  # with a number
LEAST_LINES = 8  # of a page
LEAST_CUT = 0.15  # of the pages that end within a sentence
LEAST_HEADS = 3  # with the same words
MOST_STEP = 2  # from one page number to the next; one is missing where a chapter begins
MOST_APART = 3  # lines between a page number and its running head
MOST_LETTERS = 60  # of a running head


@dataclass(frozen=True, slots=True, kw_only=True)
class _Numbered:
    """A line with a page number: its place, the number, the running head on the same line ("" if there is none)."""

    place: int
    number: int
    head: str = ""


def without_page_lines(lines: Sequence[Line], file: str = "") -> tuple[tuple[Line, ...], tuple[tuple[Block, Exclusion], ...]]:
    """The lines without page numbers and running heads, and the removed lines. A line after one `joins`."""
    pages = _pages(lines)
    if not pages:
        return tuple(lines), ()
    numbers = Exclusion(evidence=f"a page number: {len(pages)} lines count up", confidence=0.97)
    heads = Exclusion(evidence="a running head: it stands at the edge of pages again and again", confidence=0.95)
    evidence = {**dict.fromkeys(_heads(lines, pages), heads), **dict.fromkeys(pages, numbers)}
    taken = tuple(
        (Block(text=lines[place].text.strip(), line=lines[place].number, order=lines[place].number, file=file), evidence[place])
        for place in sorted(evidence)
    )
    kept: list[Line] = []
    joins = False
    for place, line in enumerate(lines):
        if place in evidence:
            joins = True
        else:
            kept.append(replace(line, joins=joins and bool(line.text.strip())))
            joins = joins and not line.text.strip()
    return tuple(kept), taken


def _pages(lines: Sequence[Line]) -> frozenset[int]:
    """The places of the page numbers, alone or with a running head; none if they do not cut sentences in two."""
    sure = _rising(list(_numbered(lines)))
    if len(sure) < LEAST_PAGES or len(lines) < LEAST_LINES * len(sure):
        return frozenset()
    cut = sum(_cuts_sentence(lines, place) for place in sure)
    return sure if cut >= max(1, LEAST_CUT * len(sure)) else frozenset()


def _numbered(lines: Sequence[Line]) -> Iterator[_Numbered]:
    """The lines that may hold a page number: it is alone, or beside the same words as on other lines."""
    matches = {place: WITH_HEAD.fullmatch(line.text.strip()) for place, line in enumerate(lines) if len(line.text) < 4 * MOST_LETTERS}
    heads = {place: _folded(match["head"] or match["first"]) for place, match in matches.items() if match}
    times = Counter(heads.values())
    for place, line in enumerate(lines):
        alone = PAGE.fullmatch(line.text.strip())
        match = matches.get(place)
        if alone:
            yield _Numbered(place=place, number=int(next(filter(None, alone.groups()))))
        elif match and times[heads[place]] >= LEAST_HEADS:
            yield _Numbered(place=place, number=int(match["before"] or match["after"]), head=heads[place])


def _rising(numbered: Sequence[_Numbered]) -> frozenset[int]:
    """The places of the longest run of numbers in which each is larger than the last by one, or by two where one is missing."""
    runs: list[list[int]] = [[]]
    last = None
    for line in numbered:
        if last is None or not 0 < line.number - last <= MOST_STEP:
            runs.append([])
        runs[-1].append(line.place)
        last = line.number
    return frozenset(sorted(runs, key=lambda run: -len(run))[0])


def _heads(lines: Sequence[Line], pages: frozenset[int]) -> Iterator[int]:
    """The places of the running heads beside these page numbers.

    The first of several equal lines is kept if no sentence is cut there: it may be the heading that the others repeat.
    """
    beside: dict[str, list[int]] = {}
    for place in sorted(pages):
        for at in _neighbours(lines, place, pages):
            beside.setdefault(_folded(lines[at].text), []).append(at)
    for places in beside.values():
        if len(places) >= LEAST_HEADS:
            first, *others = places
            yield from ((first,) if _cuts_sentence(lines, first, {*pages, *places}) else ())
            yield from others


def _neighbours(lines: Sequence[Line], place: int, pages: frozenset[int]) -> Iterator[int]:
    """The next line with words above a page number, and the next one below, if it may be a running head."""
    for step in (-1, 1):
        at = place + step
        while 0 <= at < len(lines) and abs(at - place) < MOST_APART and not lines[at].text.strip():
            at += step
        text = lines[at].text.strip() if 0 <= at < len(lines) else ""
        if 0 < len(text) <= MOST_LETTERS and at not in pages and any(map(str.isalpha, text)):
            yield at


def _cuts_sentence(lines: Sequence[Line], place: int, removed: frozenset[int] | set[int] = frozenset()) -> bool:
    """Whether a sentence goes on from the text above a line to the text below it."""
    skipped = {place, *removed}
    above = next((lines[at].text.rstrip() for at in range(place - 1, -1, -1) if at not in skipped and lines[at].text.strip()), "")
    below = next((lines[at].text.lstrip() for at in range(place + 1, len(lines)) if at not in skipped and lines[at].text.strip()), "")
    return bool(above) and not above.endswith(ENDED) and (below[:1].islower() or above[-1] in ",;-—" or len(above) > MOST_LETTERS)


def _folded(text: str) -> str:
    return " ".join(text.casefold().split())
