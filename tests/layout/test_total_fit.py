"""Optimal line breaks: the choice is compared with all possible choices."""

from dataclasses import replace
from itertools import combinations, pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from publish.layout.expansion import JUMP, STEP, scales
from publish.layout.total_fit import SAME_WORD, Break, Measure, beginning, line_ended, total_fit

MEASURE = Measure(width=60.0, indent=4.0, stretch=2.0, shrink=1.0)
EXPANDING = replace(MEASURE, space=4.0, expand=0.05)


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


def demerits(breaks: list[Break], ends: tuple[int, ...], tolerance: float, measure: Measure) -> float | None:
    """The demerits of these lines; None if one of them is impossible."""
    node = beginning(measure)
    for index in ends:
        at = breaks[index]
        natural, spaces = at.x_end + at.hyphen - node.x, at.spaces_end - node.spaces
        free = node.room - natural
        letters = measure.expand * (natural - spaces * measure.space) if spaces else 0.0
        final = index == len(breaks) - 1
        give = spaces * (measure.stretch if free > 0 else measure.shrink)
        if free > letters + give:
            ratio = (free - letters) / give if give else float("inf")
        else:
            ratio = free / (give + letters) if give + letters else float("inf") * free
        ratio = 0.0 if free == 0 or (final and free > 0) else ratio
        if not -1.0 <= ratio <= tolerance:
            return None
        node = line_ended(node, index, ratio, breaks, measure)
    return node.demerits


def best_of_all(breaks: list[Break], tolerance: float, measure: Measure) -> float | None:
    last = len(breaks) - 1
    ways = ((*ends, last) for count in range(last + 1) for ends in combinations(range(last), count))
    costs = [cost for cost in (demerits(breaks, ends, tolerance, measure) for ends in ways) if cost is not None]
    return min(costs, default=None)


@pytest.mark.parametrize("measure", [MEASURE, EXPANDING])
@given(st.lists(st.integers(6, 30), min_size=1, max_size=9), st.frozensets(st.integers(0, 8), max_size=3))
@settings(max_examples=300, deadline=None, derandomize=True)
def test_no_other_lines_are_better(measure: Measure, widths: list[int], hyphens: frozenset[int]) -> None:
    breaks = paragraph(widths, hyphens)
    chosen = total_fit(breaks, measure, 8.0)
    best = best_of_all(breaks, 8.0, measure)
    assert (chosen is None) == (best is None)
    if chosen is not None:
        assert demerits(breaks, chosen.ends, 8.0, measure) == pytest.approx(best) == chosen.demerits


@pytest.mark.parametrize(("words", "costs"), [("", 0), ("before", 1), ("after", 1), ("both", 2)])
def test_one_word_at_the_ends_or_beginnings_of_two_lines_costs(words: str, costs: int) -> None:
    def cost(marked: bool) -> float:
        before, after = ("and" if marked and words in {name, "both"} else "" for name in ("before", "after"))
        breaks = [at._replace(before=before, after=after) for at in paragraph([11] * 12)]
        node = beginning(MEASURE)
        for index in (3, 7):
            node = line_ended(node, index, 0.0, breaks, MEASURE)
        return line_ended(node, 11, 0.0, [at._replace(before="") if at is breaks[11] else at for at in breaks], MEASURE).demerits

    assert cost(True) - cost(False) == costs * SAME_WORD


def test_letters_take_their_share_within_bounds() -> None:
    breaks = paragraph([9, 13, 17, 11, 23, 8, 29, 10, 12, 14, 7, 19, 25, 9, 11])
    measure = replace(EXPANDING, expand=0.02)
    chosen = total_fit(breaks, measure, 60.0)
    assert chosen is not None
    found = scales([breaks[index] for index in chosen.ends], measure)
    assert len(found) == len(chosen.ends)
    assert len(set(found)) > 2
    assert all(0.98 <= scale <= 1.02 for scale in found)
    assert all(abs(one - other) <= JUMP + STEP for one, other in pairwise(found))
    assert found[-1] == 1.0, "a last line that is not full"


@given(st.lists(st.integers(3, 18), min_size=8, max_size=40))
@settings(max_examples=200, deadline=None, derandomize=True)
def test_spaces_keep_their_least_width_whatever_the_lines_above_and_below(widths: list[int]) -> None:
    breaks = paragraph(widths)
    measure = replace(EXPANDING, expand=0.02)
    chosen = total_fit(breaks, measure, 60.0)
    if chosen is None:
        return
    ends = [breaks[index] for index in chosen.ends]
    x, spaces, room = 0.0, 0, measure.width - measure.indent
    for at, scale in zip(ends, scales(ends, measure), strict=True):
        natural, count = at.x_end - x, at.spaces_end - spaces
        if count and at is not ends[-1]:
            assert (room - natural * scale) / count >= -measure.shrink - 1e-6
        x, spaces, room = at.x_resume, at.spaces_resume, measure.width


def test_third_hyphen_in_a_row_is_avoided() -> None:
    words = [30, 31, 31, 31, 31, 31, 31, 31]
    breaks = paragraph(words, frozenset(range(8)))
    chosen = total_fit(breaks, MEASURE, 8.0)
    assert chosen is not None
    ends = [breaks[index].hyphenated for index in chosen.ends]
    assert (True, True, True) not in list(zip(ends, ends[1:], ends[2:], strict=False))


def test_word_wider_than_the_measure_has_no_lines() -> None:
    assert total_fit(paragraph([20, 90, 20]), MEASURE, 100.0) is None


def test_looseness_gives_one_line_more_or_no_lines() -> None:
    breaks = paragraph([10] * 28)
    usual = total_fit(breaks, MEASURE, 20.0)
    longer = total_fit(breaks, MEASURE, 20.0, looseness=1)
    assert usual is not None
    assert longer is not None
    assert len(longer.ends) == len(usual.ends) + 1
    assert total_fit(breaks, MEASURE, 20.0, looseness=-3) is None
