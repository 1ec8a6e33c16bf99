"""How a chosen line fills its measure: the letters take a part of what is free, within ±2 % of their width, the word spaces the rest.

Policy: no letter is visibly wider than its neighbour. Two lines one above the other differ by at most JUMP; scales are multiples of STEP,
because programs that draw pages keep a letter's picture for each of its widths.
"""

from collections.abc import Sequence
from itertools import pairwise
from math import floor

from publish.layout.total_fit import Break, Measure

EASE = 1.5  # the letters' share in proportion to what they give: LaTeX's microtype gives them as much
JUMP = 0.03
STEP = 0.0025
ROUNDS = 3  # of meeting half-way


def scales(ends: Sequence[Break], measure: Measure) -> tuple[float, ...]:
    """The scale of the letters of each line, as a factor of their width. A last line that is not full keeps its letters as they are."""
    shares: list[float] = []
    most: list[float] = []  # that leave the spaces of a line their least width
    x, spaces, room = 0.0, 0, measure.width - measure.indent
    for at in ends:
        natural, count = at.x_end + at.hyphen - x, at.spaces_end - spaces
        free = room - natural
        gives = (measure.stretch if free > 0 else measure.shrink) * count + measure.expand * (natural - count * measure.space)
        is_last = at is ends[-1] and free > 0
        most.append((free + measure.shrink * count) / natural if count and natural > 0 and not is_last else 1.0)
        shares.append(0.0 if is_last or not count or gives <= 0 else measure.expand * max(-1.0, min(1.0, EASE * free / gives)))
        x, spaces, room = at.x_resume, at.spaces_resume, measure.width
    for _ in range(ROUNDS):
        for line, (above, below) in enumerate(pairwise(shares)):
            over = abs(below - above) - JUMP
            if over > 0:
                half = over / 2 if below > above else -over / 2
                shares[line] = min(shares[line] + half, most[line])
                shares[line + 1] = min(shares[line + 1] - half, most[line + 1])
    return tuple(1.0 + round(_in_steps(share, limit), 4) for share, limit in zip(shares, most, strict=True))


def _in_steps(share: float, most: float) -> float:
    """The multiple of STEP that is nearest to a share, or below it where it may not be more."""
    near = round(share / STEP) * STEP
    return near if near <= most else floor(share / STEP) * STEP
