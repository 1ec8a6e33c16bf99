"""How far signs hang over the edges of the text, so that an edge of hyphens, stops and letters looks straight.

Read from the outlines of a face: of each row between the baseline and the height of x, the white between the ink of a sign and the end of
its advance, at most DEPTH; the mean of that, less what straight letters have, is what the sign lacks at that edge. For EB Garamond this
gives what microtype's table, made by hand, has for marks; for letters two to four times as much, so they hang by a part of it.
"""

import unicodedata
from functools import lru_cache

from fontTools.pens.basePen import BasePen

from publish.book.faces import glyphs_of
from publish.model import Face

DEPTH = 0.25  # em of white that counts in a row
ROWS = 60
MOST = 0.5  # of a sign's advance
LETTERS = 0.3  # of what a letter or a figure lacks: all of it would stick out
STRAIGHT = "nmhild"
CURVE = 8  # straight pieces

Hang = tuple[float, float]
"""How far a sign hangs over the left edge, and over the right one, in shares of its advance."""


@lru_cache(maxsize=2048)
def hang_of(sign: str, face: Face) -> Hang:
    """How far a sign hangs over the edges; (0, 0) for one that is no letter and no mark, or that the face lacks, and in a fixed pitch."""
    kind = unicodedata.category(sign)[0]
    if kind not in "LNP" or sign not in glyphs_of(face).by_character or _has_fixed_pitch(face):
        return 0.0, 0.0
    left, right, advance = _white(sign, face)
    straight_left, straight_right = _straight(face)
    share = LETTERS if kind in "LN" else 1.0
    if not advance:
        return 0.0, 0.0

    def over(white: float, straight: float) -> float:
        return max(0.0, min(MOST, share * (white - straight) / advance))

    return over(left, straight_left), over(right, straight_right)


@lru_cache(maxsize=32)
def _has_fixed_pitch(face: Face) -> bool:
    """Whether an i is as wide as an m."""
    glyphs = glyphs_of(face)
    advances = {glyphs.font.get_glyph_h_advance(glyphs.by_character[letter]) for letter in "im" if letter in glyphs.by_character}
    return len(advances) == 1


@lru_cache(maxsize=32)
def _straight(face: Face) -> tuple[float, float]:
    """The white beside straight letters, at the left and at the right, in units of the face."""
    letters = [_white(letter, face) for letter in STRAIGHT if letter in glyphs_of(face).by_character]
    if not letters:
        return 0.0, 0.0
    return sum(left for left, _, _ in letters) / len(letters), sum(right for _, right, _ in letters) / len(letters)


def _white(sign: str, face: Face) -> tuple[float, float, float]:
    """The mean white of a sign's rows at the left and at the right, and its advance, in units of the face."""
    glyphs = glyphs_of(face)
    font, em = glyphs.font, glyphs.font.face.upem
    glyph = glyphs.by_character[sign]
    advance = float(font.get_glyph_h_advance(glyph))
    pen = _Edges(_rows(face))
    font.draw_glyph_with_pen(glyph, pen)
    deepest = DEPTH * em
    left = sum(deepest if x is None else min(deepest, max(x, 0.0)) for x in pen.left) / ROWS
    right = sum(deepest if x is None else min(deepest, max(advance - x, 0.0)) for x in pen.right) / ROWS
    return left, right, advance


@lru_cache(maxsize=32)
def _rows(face: Face) -> tuple[float, ...]:
    """The heights of the rows between the baseline and the top of an x."""
    glyphs = glyphs_of(face)
    x = glyphs.by_character.get("x")
    extents = glyphs.font.get_glyph_extents(x) if x is not None else None
    height = float(extents.y_bearing) if extents else glyphs.font.face.upem / 2
    return tuple(height * (row + 0.5) / ROWS for row in range(ROWS))


class _Edges(BasePen):  # type: ignore[misc]
    """The leftmost and the rightmost ink of each row."""

    def __init__(self, heights: tuple[float, ...]) -> None:
        super().__init__(None)
        self.heights = heights
        self.left: list[float | None] = [None] * len(heights)
        self.right: list[float | None] = [None] * len(heights)

    def _moveTo(self, point: tuple[float, float]) -> None:  # noqa: N802  # the names of fontTools
        self.at = self.begin = point

    def _closePath(self) -> None:  # noqa: N802
        self._lineTo(self.begin)

    def _lineTo(self, point: tuple[float, float]) -> None:  # noqa: N802
        (x0, y0), (x1, y1) = self.at, point
        low, high = min(y0, y1), max(y0, y1)
        for row, y in enumerate(self.heights):
            if low <= y < high:
                x = x0 + (y - y0) * (x1 - x0) / (y1 - y0)
                left, right = self.left[row], self.right[row]
                self.left[row] = x if left is None else min(left, x)
                self.right[row] = x if right is None else max(right, x)
        self.at = point

    def _curveToOne(self, first: tuple[float, float], second: tuple[float, float], end: tuple[float, float]) -> None:  # noqa: N802
        self._curve((self.at, first, second, end), (1, 3, 3, 1))

    def _qCurveToOne(self, control: tuple[float, float], end: tuple[float, float]) -> None:  # noqa: N802
        self._curve((self.at, control, end), (1, 2, 1))

    def _curve(self, points: tuple[tuple[float, float], ...], binomials: tuple[int, ...]) -> None:
        """A Bézier curve as straight pieces."""
        degree = len(points) - 1
        for piece in range(1, CURVE + 1):
            t = piece / CURVE
            weights = [many * (1 - t) ** (degree - power) * t**power for power, many in enumerate(binomials)]
            x, y = (sum(weight * point[axis] for weight, point in zip(weights, points, strict=True)) for axis in (0, 1))
            self._lineTo((x, y))
