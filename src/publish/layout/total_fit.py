"""Chooses where the lines of a paragraph end, so that together they look best.

The method is Knuth's and Plass's (*Breaking Paragraphs into Lines*, Software: Practice and Experience 11, 1981), with TeX's constants: the
badness of a line grows with the cube of the stretch or shrink of its word spaces. Hyphens (above all in successive lines), lines much
looser or tighter than their neighbours, and a hyphen in the last line but one add to the cost. The lines with the least cost are chosen.

Widths may be in any unit, the same for all.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

LINE = 10.0  # TeX's \linepenalty
NEIGHBOURS = 10_000.0  # \adjdemerits: a tight line next to a loose one
TWO_HYPHENS = 10_000.0  # \doublehyphendemerits
THREE_HYPHENS = 3_000_000.0  # as bad as a line whose spaces are three times as wide as they should be
FINAL_HYPHEN = 5_000.0  # \finalhyphendemerits
SHORT_END = 40_000.0  # a last line shorter than `Measure.least_end`
MOST_RUN = 3


class Break(NamedTuple):
    """A place where a line may end: the line holds the text before `end`, the next one begins at `resume`.

    `x_end` and `x_resume` are the widths of the text up to there; `spaces_end` and `spaces_resume` count its stretchable spaces. `hyphen`
    is the width of the hyphen or mark `added` to a line that ends here; `hyphenated` says that such a line ends with one, added or typed.
    """

    end: int
    resume: int
    x_end: float
    x_resume: float
    spaces_end: int
    spaces_resume: int
    penalty: float = 0.0
    hyphen: float = 0.0
    hyphenated: bool = False
    added: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure:
    """The lines to fill: their width, the indent of the first, stretch and shrink of a word space, the least width of the last line."""

    width: float
    indent: float
    stretch: float
    shrink: float
    least_end: float = 0.0


@dataclass(slots=True)
class _Node:
    """The best way so far to end a line at a break: the next line begins at `x`, after `spaces` spaces, and is `room` wide."""

    index: int
    line: int
    fitness: int
    run: int
    demerits: float
    before: "_Node | None"
    x: float
    spaces: int
    room: float


def total_fit(breaks: Sequence[Break], measure: Measure, tolerance: float, looseness: int = 0) -> tuple[int, ...] | None:
    """The indices of the breaks at which the lines end; the last is always the end of the text. None if there are no such lines.

    A word space grows by at most `tolerance` times its stretch. With `looseness` the paragraph has that many lines more (or, if negative,
    fewer) than without.
    """
    stretch, shrink = measure.stretch, measure.shrink
    active = [beginning(measure)]
    last = len(breaks) - 1
    for index, at in enumerate(breaks):
        end, spaces_end = at.x_end + at.hyphen, at.spaces_end
        best: dict[tuple[int, int, int], _Node] = {}
        left: list[_Node] = []
        too_short = len(active)
        for position, node in enumerate(active):
            free = node.room - end + node.x
            spaces = spaces_end - node.spaces
            if free < 0.0:
                if free < -spaces * shrink:
                    continue  # too long for one line, here and at every later break
                ratio = free / (spaces * shrink)
            elif index == last:
                ratio = 0.0
            elif free > tolerance * stretch * spaces:
                too_short = position  # every line that begins later is too short as well
                break
            else:
                ratio = free / (spaces * stretch) if spaces else 0.0
            left.append(node)
            candidate = line_ended(node, index, ratio, breaks, measure)
            key = (candidate.fitness, candidate.run, candidate.line if looseness else 0)
            if key not in best or candidate.demerits < best[key].demerits:
                best[key] = candidate
        active = [*left, *active[too_short:], *best.values()]
        if not active:
            return None
        if index == last:
            return _chosen(list(best.values()), looseness, breaks, measure, tolerance)
    return None


def beginning(measure: Measure) -> _Node:
    """The node before the first line."""
    return _Node(-1, 0, 1, 0, 0.0, None, 0.0, 0, measure.width - measure.indent)


def line_ended(node: _Node, index: int, ratio: float, breaks: Sequence[Break], measure: Measure) -> _Node:
    """The node at the end of a line from `node` to a break. `ratio` is the share of the spaces' stretch that is used, or negative, of their
    shrink.
    """
    at = breaks[index]
    demerits = node.demerits + (LINE + 100.0 * abs(ratio) ** 3) ** 2 + at.penalty**2
    fitness = 0 if ratio < -0.5 else 1 if ratio <= 0.5 else 2 if ratio <= 1.0 else 3
    if abs(fitness - node.fitness) > 1:
        demerits += NEIGHBOURS
    run = min(node.run + 1, MOST_RUN) if at.hyphenated else 0
    if run > 1:
        demerits += TWO_HYPHENS if run == 2 else THREE_HYPHENS
    if index == len(breaks) - 1 and node.before is not None:
        demerits += FINAL_HYPHEN if node.run else 0.0
        demerits += SHORT_END if at.x_end - node.x < measure.least_end else 0.0
    return _Node(index, node.line + 1, fitness, run, demerits, node, at.x_resume, at.spaces_resume, measure.width)


def _chosen(ends: list[_Node], looseness: int, breaks: Sequence[Break], measure: Measure, tolerance: float) -> tuple[int, ...] | None:
    if looseness and ends:
        natural = total_fit(breaks, measure, tolerance)
        wanted = len(natural) + looseness if natural else 0
        ends = [node for node in ends if node.line == wanted]
    if not ends:
        return None
    node: _Node | None = min(ends, key=lambda end: end.demerits)
    indices: list[int] = []
    while node is not None and node.before is not None:
        indices.append(node.index)
        node = node.before
    return tuple(reversed(indices))
