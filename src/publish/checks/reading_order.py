"""The order in which the words of a printed page are read.

It is the order of drawing, except for what WeasyPrint draws after the rest: positioned, clipped or translucent elements. Such a word is
read at its place between the words around it, if the manuscript goes on with it there. The place on the page alone is not enough: the cells
of a table stand side by side and are read one after the other.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

from publish.model import Supplied
from publish.text.words import split_words
from publish.tools.raster import Piece

SAME_LINE = 0.3  # em
BEGINNING = 24  # letters that locate a page in the manuscript


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawn:
    """A piece, its index in the drawing of the page, and why it is not read: it is supplied, or it has a fault.

    `follows` says that it is read right after the one before it, wherever it stands (`checks.bidi_lines`).
    """

    piece: Piece
    place: int
    supplied: Supplied | None = None
    fault: str = ""
    follows: bool = False

    @property
    def letters(self) -> str:
        """The letters that the manuscript must have; none for a piece that is not read."""
        return "" if self.supplied or self.fault else "".join(split_words(self.piece.text))


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
    units = _units(drawn)
    together = "".join(unit.letters for unit in units)
    if truth.startswith(together, start):
        return list(drawn), start + len(together)
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
    """Whether the manuscript goes on with this unit, and it stands between the unit read last and the first of the rest."""
    if not unit.letters or not truth.startswith(unit.letters, at):
        return False
    return (not read or _is_before(read[-1], unit)) and _is_before(unit, first)


def _is_before(first: _Unit, second: _Unit) -> bool:
    """Whether the first unit stands above the second, or to its left on the same line."""
    left, right = first.drawn[0].piece, second.drawn[0].piece
    down = right.baseline - left.baseline
    if abs(down) <= SAME_LINE * max(left.size, right.size):
        return left.right <= right.left + SAME_LINE * right.size
    return down > 0
