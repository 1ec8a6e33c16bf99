"""The order in which the words of a printed page are read.

It is that of drawing, but for what WeasyPrint draws after the rest: whatever is positioned, cut off at its edges or translucent. Such a
word is read where the eye finds it, between the words around it; that, and that the manuscript goes on with it, must both hold. Tables are
why the place on the page alone cannot tell: their cells stand side by side and are read one after the other.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from itertools import groupby
from unicodedata import bidirectional

from publish.model import Supplied
from publish.text.words import split_words
from publish.tools.raster import Piece

SAME_LINE = 0.3  # em
BEGINNING = 24  # letters by which the place of a page in the manuscript is found again


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawn:
    """A piece, its place in the drawing of the page, and what keeps it from being read: words of ours, or a fault."""

    piece: Piece
    place: int
    supplied: Supplied | None = None
    fault: str = ""

    @property
    def letters(self) -> str:
        """The letters that the manuscript must have."""
        return "" if self.supplied or self.fault else "".join(split_words(self.piece.text))


def in_logical_order(drawn: Sequence[Drawn]) -> list[Drawn]:
    """The pieces as they are spoken: Hebrew and Arabic are drawn from left to right, letter by letter, as the eye sees them and not as it
    reads them."""
    found: list[Drawn] = []
    for (is_rtl, _), run in groupby(drawn, key=lambda one: (_is_rtl(one.piece.text), one.piece.baseline)):
        pieces = list(run)
        found += _turned(pieces) if is_rtl else pieces
    return found


def _turned(run: Sequence[Drawn]) -> list[Drawn]:
    """Pieces from the last to the first, each from its last letter to its first; what parts two of them goes on parting them."""
    joints = [run[0].piece.joint, *(one.piece.joint for one in reversed(run[1:]))]
    return [
        replace(one, piece=one.piece._replace(text=one.piece.text[::-1], joint=joint), place=at.place)
        for one, joint, at in zip(reversed(run), joints, run, strict=True)
    ]


def _is_rtl(text: str) -> bool:
    return any(bidirectional(letter) in ("R", "AL") for letter in text)


@dataclass(slots=True, kw_only=True)
class _Unit:
    """A piece with letters and those without that follow it: punctuation and marks stay with their word."""

    letters: str
    drawn: list[Drawn] = field(default_factory=list)


def in_reading_order(drawn: Sequence[Drawn], truth: str, start: int) -> tuple[list[Drawn], int]:
    """The pieces of one text on a page as they are read, and how far the manuscript has come with them.

    `truth` is the text's letters in the manuscript, `start` how many of them the pages before have.
    """
    units = _units(drawn)
    together = "".join(unit.letters for unit in units)
    if truth.startswith(together, start):
        return list(drawn), start + len(together)
    at = start
    if units and not any(truth.startswith(unit.letters, start) for unit in units):
        at = truth.find(together[:BEGINNING], start)
        if at < 0:
            return list(drawn), start  # another text: nothing can be told from it
    read: list[_Unit] = []
    while units:
        late = (index for index, unit in enumerate(units[1:], 1) if _is_next(unit, units[0], read, truth, at))
        unit = units.pop(next(late, 0))
        read.append(unit)
        at += len(unit.letters)
    return [one for unit in read for one in unit.drawn], at


def _units(drawn: Sequence[Drawn]) -> list[_Unit]:
    units: list[_Unit] = []
    for one in drawn:
        letters = one.letters
        if letters or not units:
            units.append(_Unit(letters=letters))
        units[-1].drawn.append(one)
    return units


def _is_next(unit: _Unit, first: _Unit, read: Sequence[_Unit], truth: str, at: int) -> bool:
    """Whether the manuscript goes on with a unit, and it stands between what was read last and what was drawn first of the rest."""
    if not unit.letters or not truth.startswith(unit.letters, at):
        return False
    return (not read or _is_before(read[-1], unit)) and _is_before(unit, first)


def _is_before(one: _Unit, other: _Unit) -> bool:
    """Whether one unit stands above the other, or to its left on the same line."""
    left, right = one.drawn[0].piece, other.drawn[0].piece
    down = right.baseline - left.baseline
    if abs(down) <= SAME_LINE * max(left.size, right.size):
        return left.right <= right.left + SAME_LINE * right.size
    return down > 0
