"""Text that is laid over other text, on paper and on screens: nobody can read either.

Policy: letters are compared by the height of most capitals, without what hangs below the line. Lines set solid do not meet there; lines and
words that are laid over each other do.
"""

from collections.abc import Sequence
from typing import NamedTuple

HEIGHT = 0.7  # em above the baseline: the height of most letters
LEAST_SHARE = 0.05  # of the smaller height: lines closer than two thirds of the size of type
LEAST_PART = 0.4  # of the narrower piece
LEAST_WIDTH = 0.25  # em: kerning and italics overlap by less


class Ink(NamedTuple):
    """A piece of text on one baseline: where it begins and ends, its baseline with y downwards, its size of type."""

    left: float
    right: float
    baseline: float
    size: float


def overprinted(pieces: Sequence[Ink]) -> frozenset[int]:
    """The positions of the pieces that lie over another one, or under one."""
    covered: set[int] = set()
    highest = max((piece.size for piece in pieces), default=0.0) * HEIGHT
    rows: dict[float, list[int]] = {}
    for at, piece in enumerate(pieces):
        rows.setdefault(round(piece.baseline, 2), []).append(at)
    for row in rows.values():  # most of a page's pieces meet only those of their own line, which stand side by side
        row.sort(key=lambda at: pieces[at].left)
        furthest, end = row[0], pieces[row[0]].right
        for at in row[1:]:
            left, right, _, _ = pieces[at]
            if left < end and _meet(pieces[at], pieces[furthest]):
                covered.update((at, furthest))
            if right > end:
                furthest, end = at, right
    levels = sorted(rows)
    for place, level in enumerate(levels):
        for other in levels[place + 1 :]:
            if other - level >= highest:
                break
            for one in rows[level]:
                covered.update(at for two in rows[other] if _meet(pieces[one], pieces[two]) for at in (one, two))
    return frozenset(covered)


def _meet(one: Ink, other: Ink) -> bool:
    """Whether two pieces share so much of their height and width that neither is read."""
    width = min(one.right, other.right) - max(one.left, other.left)
    least = min(one.size, other.size)
    if width < LEAST_WIDTH * least or width < LEAST_PART * min(one.right - one.left, other.right - other.left):
        return False
    top = max(one.baseline - HEIGHT * one.size, other.baseline - HEIGHT * other.size)
    return min(one.baseline, other.baseline) - top > LEAST_SHARE * HEIGHT * least
