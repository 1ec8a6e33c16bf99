"""Rivers: word spaces that stand one below the other in several lines, and run white through a paragraph.

The choice of lines (`publish.layout.total_fit`) weighs two lines at a time and sees none. Where the chosen lines have one, the ends of its
lines are made dear in turn, and the paragraph is chosen again, until it has fewer; its lines may not be much worse.
"""

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from publish.layout.expansion import scales
from publish.layout.total_fit import Break, Choice, Measure, total_fit

LINES = 5  # that a river runs through
NEAR = 0.2  # em between the middles of two spaces, one over the other
DEAR = 1000.0  # penalty
MOST_WORSE = 1.5  # the demerits that lines without a river may have, in those of the lines with it
FROM_THE_MIDDLE = (2, 3, 1, 4)
"""The ends of a river's lines in the order in which they are moved, from its last line up."""
MOST_TRIES = 12  # for a paragraph


@dataclass(frozen=True, slots=True, kw_only=True)
class Spaces:
    """The middles of a paragraph's word spaces, when it is set on one line, and the size of its type."""

    middles: Sequence[float]
    size: float


def without_rivers(choice: Choice, breaks: Sequence[Break], measure: Measure, tolerance: float, spaces: Spaces) -> Choice:
    """The choice, or another one with fewer rivers."""
    most = MOST_WORSE * choice.demerits
    found = _in(choice, breaks, measure, spaces)
    tries = MOST_TRIES
    while found and tries:
        for dear in dict.fromkeys(choice.ends[last - away] for away in FROM_THE_MIDDLE for last in found):
            tries -= 1
            other = total_fit(_with_dear(breaks, dear), measure, tolerance)
            if other and other.demerits <= most and len(left := _in(other, breaks, measure, spaces)) < len(found):
                choice, found = other, left
                break
            if not tries:
                return choice
        else:
            return choice
    return choice


def _in(choice: Choice, breaks: Sequence[Break], measure: Measure, spaces: Spaces) -> list[int]:
    return rivers([breaks[index] for index in choice.ends], measure, spaces)


def rivers(ends: Sequence[Break], measure: Measure, spaces: Spaces) -> list[int]:
    """The number of the line at which each river has run through LINES lines."""
    if len(ends) < LINES:
        return []
    found: list[int] = []
    near = NEAR * spaces.size
    flows: list[tuple[float, int]] = []
    for line, middles in enumerate(_placed(ends, measure, spaces)):
        following = [(below, lines + 1) for middle, lines in flows if (below := _nearest(middles, middle, near)) is not None]
        found += [line for _, lines in following if lines == LINES]
        taken = {middle for middle, _ in following}
        flows = [*following, *((middle, 1) for middle in middles if middle not in taken)]
    return found


def _placed(ends: Sequence[Break], measure: Measure, spaces: Spaces) -> Iterator[list[float]]:
    """The middles of the spaces in each line, from the left edge of the text."""
    x, first, left = 0.0, 0, measure.indent
    for at, scale in zip(ends, scales(ends, measure), strict=True):
        natural, count = at.x_end + at.hyphen - x, at.spaces_end - first
        free = measure.width - left - natural
        spacing = 0.0 if not count or (at is ends[-1] and free > 0) else (free - (scale - 1.0) * natural) / count
        middles = spaces.middles[first : at.spaces_end]
        yield [left + (middle - x) * scale + (number + 0.5) * spacing for number, middle in enumerate(middles)]
        x, first, left = at.x_resume, at.spaces_resume, 0.0


def _nearest(middles: Sequence[float], middle: float, most: float) -> float | None:
    """The space of a line that is nearest to a middle in the line above, if it is near."""
    at = bisect_left(middles, middle)
    near = [other for other in middles[max(0, at - 1) : at + 1] if abs(other - middle) <= most]
    return min(near, key=lambda other: abs(other - middle), default=None)


def _with_dear(breaks: Sequence[Break], dear: int) -> list[Break]:
    return [*breaks[:dear], breaks[dear]._replace(penalty=DEAR), *breaks[dear + 1 :]]
