"""Optimal line breaks: the choice is compared with all possible choices."""

from itertools import combinations

from hypothesis import given, settings
from hypothesis import strategies as st

from publish.layout.total_fit import Break, Measure, beginning, line_ended, total_fit

MEASURE = Measure(width=60.0, indent=4.0, stretch=2.0, shrink=1.0)


def paragraph(widths: list[int], hyphens: frozenset[int] = frozenset()) -> list[Break]:
    """Words of these widths with spaces of width 4. Those whose index is in `hyphens` may be divided in the middle."""
    breaks: list[Break] = []
    x, spaces = 0.0, 0
    for index, width in enumerate(widths):
        if index in hyphens:
            breaks.append(Break(10 * index + 5, 10 * index + 5, x + width / 2, x + width / 2, spaces, spaces, 50.0, 2.0, hyphenated=True))
        x += width
        breaks.append(Break(10 * index + 9, 10 * index + 10, x, x + 4, spaces, spaces + 1))
        x, spaces = x + 4, spaces + 1
    return breaks


def demerits(breaks: list[Break], ends: tuple[int, ...], tolerance: float) -> float | None:
    """The demerits of these lines; None if one of them is impossible."""
    node = beginning(MEASURE)
    for index in ends:
        at = breaks[index]
        free = node.room - (at.x_end + at.hyphen - node.x)
        give = (at.spaces_end - node.spaces) * (MEASURE.stretch if free > 0 else MEASURE.shrink)
        final = index == len(breaks) - 1
        ratio = 0.0 if free == 0 or (final and free > 0) else free / give if give else float("inf") * free
        if not -1.0 <= ratio <= tolerance:
            return None
        node = line_ended(node, index, ratio, breaks, MEASURE)
    return node.demerits


def best_of_all(breaks: list[Break], tolerance: float) -> float | None:
    last = len(breaks) - 1
    ways = ((*ends, last) for count in range(last + 1) for ends in combinations(range(last), count))
    costs = [cost for cost in (demerits(breaks, ends, tolerance) for ends in ways) if cost is not None]
    return min(costs, default=None)


@given(st.lists(st.integers(6, 30), min_size=1, max_size=9), st.frozensets(st.integers(0, 8), max_size=3))
@settings(max_examples=300, deadline=None, derandomize=True)
def test_no_other_lines_are_better(widths: list[int], hyphens: frozenset[int]) -> None:
    breaks = paragraph(widths, hyphens)
    chosen = total_fit(breaks, MEASURE, 8.0)
    best = best_of_all(breaks, 8.0)
    assert (chosen is None) == (best is None)
    if chosen is not None:
        assert demerits(breaks, chosen, 8.0) == best


def test_third_hyphen_in_a_row_is_avoided() -> None:
    words = [30, 31, 31, 31, 31, 31, 31, 31]
    breaks = paragraph(words, frozenset(range(8)))
    chosen = total_fit(breaks, MEASURE, 8.0)
    assert chosen is not None
    ends = [breaks[index].hyphenated for index in chosen]
    assert (True, True, True) not in list(zip(ends, ends[1:], ends[2:], strict=False))


def test_word_wider_than_the_measure_has_no_lines() -> None:
    assert total_fit(paragraph([20, 90, 20]), MEASURE, 100.0) is None


def test_looseness_gives_one_line_more_or_no_lines() -> None:
    breaks = paragraph([10] * 28)
    usual = total_fit(breaks, MEASURE, 20.0)
    longer = total_fit(breaks, MEASURE, 20.0, looseness=1)
    assert usual is not None
    assert longer is not None
    assert len(longer) == len(usual) + 1
    assert total_fit(breaks, MEASURE, 20.0, looseness=-3) is None
