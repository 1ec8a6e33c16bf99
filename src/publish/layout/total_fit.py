"""Where the lines of a paragraph end, so that all of them together look best.

The method is Knuth's and Plass's (*Breaking Paragraphs into Lines*, Software: Practice and Experience 11, 1981), with TeX's figures: the
badness of a line grows with the cube of how far its word spaces are from their own width; hyphens, and above all hyphens in a row, lines
much looser or tighter than their neighbours, and a hyphen in the last line but one cost more. The lines that cost least are chosen.

Widths may be in any unit, as long as it is one.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

LINE = 10.0  # TeX's \linepenalty
NEIGHBOURS = 10_000.0  # \adjdemerits: a tight line next to a loose one
TWO_HYPHENS = 10_000.0  # \doublehyphendemerits
THREE_HYPHENS = 3_000_000.0  # as bad as a line whose spaces are three times as wide as they should be
FINAL_HYPHEN = 5_000.0  # \finalhyphendemerits
SHORT_END = 40_000.0  # a last line that is shorter than the indent of the next one
MOST_RUN = 3


class Break(NamedTuple):
    """A place where a line may end: the text before `end` stands on it, the next line begins with what is at `resume`.

    `x_end`, `x_resume` are the widths of the text up to there, `spaces_end`, `spaces_resume` how many spaces that may be stretched it has.
    `hyphen` is the width of the hyphen that a line gets which ends here; `hyphenated` says that it ends with one, added or typed.
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure:
    """The lines to be filled: their width, how much narrower the first is, how far a word space may give way, the least last line."""

    width: float
    indent: float
    stretch: float
    shrink: float
    least_end: float = 0.0


@dataclass(slots=True)
class _Node:
    """The best way found to end a line at a break: the line after it begins at `x`, after `spaces` spaces, with `room`."""

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
    """The indices of the breaks at which the lines end, the last of them always the text's end; None if there is no way.

    No word space becomes wider than its own width and `tolerance` times the stretch. With `looseness` the paragraph has so many lines
    more or less than it would have, or None.
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
                    continue  # too much for one line, and more so at every later break
                ratio = free / (spaces * shrink)
            elif index == last:
                ratio = 0.0
            elif free > tolerance * stretch * spaces:
                too_short = position  # and so is every line that begins later
                break
            else:
                ratio = free / (spaces * stretch) if spaces else 0.0
            left.append(node)
            found = line_ended(node, index, ratio, breaks, measure)
            key = (found.fitness, found.run, found.line if looseness else 0)
            if key not in best or found.demerits < best[key].demerits:
                best[key] = found
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
    """The node of a line that begins at a node and ends at a break. `ratio` says how far its word spaces give way: 1 by all their stretch,
    −1 by all their shrink.
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
