"""Rivers are found where spaces stand one below the other, and are chosen away where other lines are nearly as good."""

from random import Random

import pytest

from publish.layout.rivers import LINES, NEAR, Spaces, rivers, without_rivers
from publish.layout.total_fit import Break, Measure, total_fit

MEASURE = Measure(width=300.0, indent=0.0, stretch=1.6, shrink=1.0, space=4.0, expand=0.02)
SIZE = 16.0


def paragraph(widths: list[float]) -> tuple[list[Break], Spaces]:
    """Words of these widths, with spaces of width 4 between them."""
    breaks: list[Break] = []
    middles: list[float] = []
    x = 0.0
    for number, width in enumerate(widths):
        x += width
        breaks.append(Break(2 * number + 1, 2 * number + 2, x, x + 4, number, number + 1))
        middles.append(x + 2)
        x += 4
    return breaks, Spaces(middles=middles, size=SIZE)


def test_spaces_below_each_other_are_a_river() -> None:
    breaks, spaces = paragraph([96.0] * 3 * 7)
    choice = total_fit(breaks, MEASURE, 1.2)
    assert choice is not None
    ends = [breaks[index] for index in choice.ends]
    assert len(ends) == 7
    assert rivers(ends, MEASURE, spaces) == [LINES - 1] * 2
    assert not rivers(ends[: LINES - 1], MEASURE, spaces)


@pytest.mark.parametrize("slant", [0.5, 2.0])
def test_river_may_wind_but_not_leap(slant: float) -> None:
    widths: list[float] = []
    for line in range(6):
        left = 100 + line * slant * NEAR * SIZE
        widths += [left, 296 - left]
    breaks, spaces = paragraph(widths)
    ends = [breaks[index] for index in range(1, len(breaks), 2)]
    assert bool(rivers(ends, MEASURE, spaces)) == (slant < 1)


def test_lines_with_fewer_rivers_are_taken_if_they_are_not_much_worse() -> None:
    before = after = 0
    for seed in range(60):
        random = Random(seed)
        breaks, spaces = paragraph([random.choice([14.0, 22.0, 31.0, 40.0, 52.0]) for _ in range(110)])
        choice = total_fit(breaks, MEASURE, 60.0)
        assert choice is not None
        other = without_rivers(choice, breaks, MEASURE, 60.0, spaces)
        counts = [len(rivers([breaks[index] for index in one.ends], MEASURE, spaces)) for one in (choice, other)]
        assert counts[1] <= counts[0]
        assert other is choice or (counts[1] < counts[0] and other.demerits <= 1.5 * choice.demerits)
        before, after = before + counts[0], after + counts[1]
    assert before > 10
    assert after < before / 2
