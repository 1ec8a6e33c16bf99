"""Places on a page as PDF reckons them: matrices of six numbers (ISO 32000-1, 8.3.3), and boxes."""

import math
from collections.abc import Sequence
from typing import Any

from publish.preflight.facts.paint import Rectangle

Matrix = tuple[float, float, float, float, float, float]

IDENTITY: Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)
BROADEST_LINE = 3.0  # points: what is filled and broader is an area
LEAST_LENGTH = 4.0  # times its breadth: what is filled and shorter is a dot


def what_is_left(box: Rectangle, clip: Rectangle | None) -> Rectangle:
    """What a clip leaves of a box; the box, where that is nothing."""
    if clip is None:
        return box
    left, lower, right, upper = max(box[0], clip[0]), max(box[1], clip[1]), min(box[2], clip[2]), min(box[3], clip[3])
    return (left, lower, right, upper) if left <= right and lower <= upper else box


def breadth(box: Rectangle) -> float:
    """How thick the line is that was filled in this box; 0 if it is an area or a dot."""
    narrow, long = sorted((box[2] - box[0], box[3] - box[1]))
    return narrow if narrow < BROADEST_LINE and long >= narrow * LEAST_LENGTH else 0.0


def matrix_of(operands: Any) -> Matrix:
    """The matrix that six operands are."""
    a, b, c, d, e, f = (float(value) for value in operands)
    return a, b, c, d, e, f


def times(one: Matrix, other: Matrix) -> Matrix:
    """One matrix, and then the other."""
    a, b, c, d, e, f = one
    g, h, i, j, k, m = other
    return a * g + b * i, a * h + b * j, c * g + d * i, c * h + d * j, e * g + f * i + k, e * h + f * j + m


def scale(matrix: Matrix) -> float:
    """How much larger a matrix makes things, both ways taken together."""
    return math.sqrt(abs(matrix[0] * matrix[3] - matrix[1] * matrix[2]))


def box_of(points: Sequence[float], matrix: Matrix) -> Rectangle:
    """The box around points, x and y in turn, where a matrix puts them; of two it is the rectangle between them."""
    a, b, c, d, e, f = matrix
    corners = (
        [(a * x + c * y + e, b * x + d * y + f) for x in points[::2] for y in points[1::2]]
        if len(points) == 4
        else [(a * x + c * y + e, b * x + d * y + f) for x, y in zip(points[::2], points[1::2], strict=False)]
    )
    return min(x for x, _ in corners), min(y for _, y in corners), max(x for x, _ in corners), max(y for _, y in corners)
