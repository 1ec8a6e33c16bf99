"""The order in which the words of a printed page are read.

It is the order of drawing, except for what WeasyPrint draws after the rest. Words in what floats or is positioned, and in boxes that go on
overleaf beside other text, are read at the place that layout gives for their lines (`PageFacts.runs`). Any other word that is drawn late
(in a turned, clipped or translucent element) is read at its place between the words around it, if the manuscript goes on with it there. The
place on the page alone is not enough: the cells of a table stand side by side and are read one after the other.
"""

import sys
from collections.abc import Sequence
from dataclasses import dataclass, field
from operator import itemgetter
from typing import NamedTuple

from publish.model import Supplied, TextRun
from publish.text.words import split_words
from publish.tools.raster import Piece

SAME_LINE = 0.3  # em
SAME_BASELINE = 0.3  # points
ELSEWHERE = -2  # an index that follows no drawn piece, and that none follows
BEGINNING = 24  # letters that locate a page in the manuscript


class Rank(NamedTuple):
    """The order of reading: the place of a run in its section, its page, its number on the page. `beside` is the run's own."""

    place: int
    page: int
    number: int
    beside: bool


FIRST = Rank(-1, 0, 0, beside=False)
LAST = Rank(sys.maxsize, 0, 0, beside=False)


class Drawn(NamedTuple):  # a tuple, for a book has hundreds of thousands
    """A piece, its index in the drawing of the page, its rank by its run, and why it is not read: it is supplied, or it has a fault.

    `letters` are those that the manuscript must have, none for a piece that is not read. `follows` says that it is read right after the one
    before it, wherever it stands (`checks.bidi_lines`).
    """

    piece: Piece
    place: int
    letters: str
    rank: Rank | None = None
    supplied: Supplied | None = None
    fault: str = ""
    follows: bool = False

    @classmethod
    def of(
        cls, piece: Piece, place: int, rank: Rank | None = None, supplied: Supplied | None = None, fault: str = "", *, follows: bool = False
    ) -> "Drawn":
        """A piece with its letters."""
        letters = "" if supplied or fault else "".join(split_words(piece.text))
        return cls(piece, place, letters, rank, supplied, fault, follows)

    def moved(self, by: int) -> "Drawn":
        """The same piece, where so many others were drawn before its page."""
        return self if self.place == ELSEWHERE else self._replace(place=self.place + by)


def rank_of(piece: Piece, runs: Sequence[TextRun], page: int) -> Rank | None:
    """The rank of a piece among those of successive pages, by the run that it stands in; None if it stands in none."""
    middle = (piece.edges[0] + piece.edges[1]) / 2
    for number, run in enumerate(runs):
        if abs(run.baseline - piece.baseline) < SAME_BASELINE and run.left <= middle <= run.right:
            return Rank(run.place, page, number, run.beside)
    return None


def in_order_of_runs(drawn: Sequence[Drawn]) -> list[Drawn]:
    """The pieces in the order of their runs. A word outside of all runs comes last; what has no letters stays after the piece before it."""
    ranks: list[Rank] = []
    for item in drawn:
        if not item.follows and (item.rank is not None or (item.letters and item.place != ELSEWHERE)):
            ranks.append(item.rank or LAST)
        else:
            ranks.append(ranks[-1] if ranks else FIRST)
    return [item for _, item in sorted(zip(ranks, drawn, strict=True), key=itemgetter(0))]


def letters_before_page(ordered: Sequence[Drawn], page: int) -> int | None:
    """The number of letters before a page in these pieces of a text; None if the page has only a box that goes on beside the text."""
    last = max((item.rank.place for item in ordered if item.rank and item.rank.page < page), default=0)
    letters = 0
    for item in ordered:
        if item.rank and item.rank.page == page and (not item.rank.beside or item.rank.place > last):
            return letters
        letters += len(item.letters)
    return None


@dataclass(slots=True, kw_only=True)
class _Unit:
    """A piece with letters, and the pieces without letters that follow it: punctuation and marks stay with their word.

    A line with text in both directions is one unit.
    """

    letters: str
    drawn: list[Drawn] = field(default_factory=list)


def in_reading_order(drawn: Sequence[Drawn], truth: str, start: int) -> tuple[list[Drawn], int]:
    """The pieces of one text on a page in reading order, and the number of the manuscript's letters up to their end.

    `truth` is the text's letters in the manuscript, `start` the number of them on earlier pages.
    """
    together = "".join(item.letters for item in drawn)
    if truth.startswith(together, start):
        return list(drawn), start + len(together)
    units = _units(drawn)
    at = start
    if units and not any(truth.startswith(unit.letters, start) for unit in units):
        at = truth.find(together[:BEGINNING], start)
        if at < 0:
            return list(drawn), start  # another text: the order cannot be known from it
    read: list[_Unit] = []
    while units:
        late = (index for index, unit in enumerate(units[1:], 1) if _is_next(unit, units[0], read, truth, at))
        unit = units.pop(next(late, 0))
        read.append(unit)
        at += len(unit.letters)
    return [piece for unit in read for piece in unit.drawn], at


def _units(drawn: Sequence[Drawn]) -> list[_Unit]:
    units: list[_Unit] = []
    for piece in drawn:
        letters = piece.letters
        if piece.follows and units:
            units[-1].letters += letters
        elif letters or not units:
            units.append(_Unit(letters=letters))
        units[-1].drawn.append(piece)
    return units


def _is_next(unit: _Unit, first: _Unit, read: Sequence[_Unit], truth: str, at: int) -> bool:
    """Whether the manuscript goes on with this unit, and it stands between the unit read last and the first of the rest, in no run."""
    if not unit.letters or unit.drawn[0].rank or not truth.startswith(unit.letters, at):
        return False
    return (not read or _is_before(read[-1], unit)) and _is_before(unit, first)


def _is_before(first: _Unit, second: _Unit) -> bool:
    """Whether the first unit stands above the second, or to its left on the same line."""
    left, right = first.drawn[0].piece, second.drawn[0].piece
    down = right.baseline - left.baseline
    if abs(down) <= SAME_LINE * max(left.size, right.size):
        return left.right <= right.left + SAME_LINE * right.size
    return down > 0
