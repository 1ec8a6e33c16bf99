"""Chooses where the lines of a paragraph end, so that together they look best.

The method is Knuth's and Plass's (*Breaking Paragraphs into Lines*, Software: Practice and Experience 11, 1981): the badness of a line
grows with the cube of the share that is used of what its word spaces and its letters give. Hyphens (above all in successive lines), lines
much looser or tighter than their neighbours, a hyphen in the last line but one, and a word below the same word at an edge add to the cost.
The lines with the least cost are chosen.

Widths may be in any unit, the same for all.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

LINE = 10.0  # TeX's \linepenalty
NEIGHBOURS = 10_000.0  # \adjdemerits: a tight line next to a loose one
TWO_HYPHENS = 50_000.0  # \doublehyphendemerits has a fifth of it
THREE_HYPHENS = 3_000_000.0  # as bad as a line whose spaces are three times as wide as they should be
FINAL_HYPHEN = 20_000.0  # \finalhyphendemerits has a quarter of it
SAME_WORD = 10_000.0  # two lines that end, or begin, with one word
SHORT_END = 40_000.0  # a last line shorter than `Measure.least_end`
MOST_RUN = 3


class Break(NamedTuple):
    """A place where a line may end: the line holds the text before `end`, the next one begins at `resume`.

    `x_end` and `x_resume` are the widths of the text up to there; `spaces_end` and `spaces_resume` count its stretchable spaces. `hyphen`
    is the width of the hyphen or mark `added` to a line that ends here; `hyphenated` says that such a line ends with one, added or typed.
    `before` and `after` are the whole words around a space.
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
    before: str = ""
    after: str = ""

    def beyond(self, other: "Break") -> "Break":
        """The break with widths and spaces counted from the beginning of the line after another one."""
        return self._replace(
            x_end=self.x_end - other.x_resume,
            x_resume=self.x_resume - other.x_resume,
            spaces_end=self.spaces_end - other.spaces_resume,
            spaces_resume=self.spaces_resume - other.spaces_resume,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure:
    """The lines to fill: their width, the indent of the first, stretch and shrink of a word space, the least width of the last line.

    In a line with spaces the letters grow or shrink by `expand` of their width, which is that of the text without its spaces; `space` is
    the width of one.
    """

    width: float
    indent: float
    stretch: float
    shrink: float
    least_end: float = 0.0
    space: float = 0.0
    expand: float = 0.0


class Choice(NamedTuple):
    """The indices of the breaks at which the lines end; the last is always the end of the text. Their demerits say how bad they look."""

    ends: tuple[int, ...]
    demerits: float


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


def total_fit(breaks: Sequence[Break], measure: Measure, tolerance: float, looseness: int = 0) -> Choice | None:
    """The best lines; None if there are none that fit.

    A word space grows by at most `tolerance` times its stretch, the letters by no more than they give. With `looseness` the paragraph has
    that many lines more (or, if negative, fewer) than without.
    """
    expand, space, stretch = measure.expand, measure.space, measure.stretch
    shrink = measure.shrink - expand * space
    active = [beginning(measure)]
    last = len(breaks) - 1
    for index, at in enumerate(breaks):
        end, spaces_end = at.x_end + at.hyphen, at.spaces_end
        best: dict[tuple[int, int, int], _Node] = {}
        left: list[_Node] = []
        too_short = len(active)
        for position, node in enumerate(active):
            natural = end - node.x
            free = node.room - natural
            spaces = spaces_end - node.spaces
            if free < 0.0:
                gives = spaces * shrink + natural * expand if spaces else 0.0
                if free < -gives:
                    continue  # too long for one line, here and at every later break
                ratio = free / gives
            elif index == last:
                ratio = 0.0
            else:
                gives = spaces * stretch
                letters = expand * (natural - spaces * space) if spaces else 0.0
                if free > tolerance * gives + letters:
                    too_short = position  # every line that begins later is too short as well
                    break
                ratio = free / (gives + letters) if spaces else 0.0
                if ratio > 1.0 and gives:
                    ratio = (free - letters) / gives  # the letters give no more
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
    """The node at the end of a line from `node` to a break. `ratio` is the share that is used of what the line gives, negative where it
    shrinks.
    """
    at = breaks[index]
    demerits = node.demerits + (LINE + 100.0 * abs(ratio) ** 3) ** 2 + at.penalty**2
    fitness = 0 if ratio < -0.5 else 1 if ratio <= 0.5 else 2 if ratio <= 1.0 else 3
    if abs(fitness - node.fitness) > 1:
        demerits += NEIGHBOURS
    if node.before is not None:
        above = breaks[node.index]
        demerits += SAME_WORD if at.before and at.before == above.before else 0.0
        if above.after and node.before.before is not None and above.after == breaks[node.before.index].after:
            demerits += SAME_WORD
    run = min(node.run + 1, MOST_RUN) if at.hyphenated else 0
    if run > 1:
        demerits += TWO_HYPHENS if run == 2 else THREE_HYPHENS
    if index == len(breaks) - 1 and node.before is not None:
        demerits += FINAL_HYPHEN if node.run else 0.0
        demerits += SHORT_END if at.x_end - node.x < measure.least_end else 0.0
    return _Node(index, node.line + 1, fitness, run, demerits, node, at.x_resume, at.spaces_resume, measure.width)


def _chosen(ends: list[_Node], looseness: int, breaks: Sequence[Break], measure: Measure, tolerance: float) -> Choice | None:
    if looseness and ends:
        natural = total_fit(breaks, measure, tolerance)
        wanted = len(natural.ends) + looseness if natural else 0
        ends = [node for node in ends if node.line == wanted]
    if not ends:
        return None
    best = min(ends, key=lambda end: end.demerits)
    node: _Node | None = best
    indices: list[int] = []
    while node is not None and node.before is not None:
        indices.append(node.index)
        node = node.before
    return Choice(tuple(reversed(indices)), best.demerits)
