"""Coordinates on a page: matrices of six numbers (ISO 32000-1, 8.3.3), and boxes."""

import math
from collections.abc import Sequence
from typing import Any

from publish.pdf.paint import Rectangle

Matrix = tuple[float, float, float, float, float, float]

IDENTITY: Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)
BROADEST_LINE = 3.0  # points: a filled shape that is broader is an area
LEAST_LENGTH = 4.0  # times its breadth: a filled shape that is shorter is a dot


def clipped(box: Rectangle, clip: Rectangle | None) -> Rectangle:
    """The part of a box inside a clipping box; the whole box if they do not meet."""
    if clip is None:
        return box
    left, lower, right, upper = max(box[0], clip[0]), max(box[1], clip[1]), min(box[2], clip[2]), min(box[3], clip[3])
    return (left, lower, right, upper) if left <= right and lower <= upper else box


def breadth(box: Rectangle) -> float:
    """The thickness of the line that was filled in this box; 0 if it is an area or a dot."""
    narrow, long = sorted((box[2] - box[0], box[3] - box[1]))
    return narrow if narrow < BROADEST_LINE and long >= narrow * LEAST_LENGTH else 0.0


def matrix_of(operands: Any) -> Matrix:
    """The matrix in six operands."""
    a, b, c, d, e, f = (float(value) for value in operands)
    return a, b, c, d, e, f


def times(first: Matrix, second: Matrix) -> Matrix:
    """The product of two matrices: the first is applied first."""
    a, b, c, d, e, f = first
    g, h, i, j, k, m = second
    return a * g + b * i, a * h + b * j, c * g + d * i, c * h + d * j, e * g + f * i + k, e * h + f * j + m


def scale(matrix: Matrix) -> float:
    """The factor by which a matrix enlarges, as the mean of both directions."""
    return math.sqrt(abs(matrix[0] * matrix[3] - matrix[1] * matrix[2]))


def box_of(points: Sequence[float], matrix: Matrix) -> Rectangle:
    """The box around points (x and y in turn) after a matrix is applied; two points are opposite corners of a rectangle."""
    a, b, c, d, e, f = matrix
    corners = (
        [(a * x + c * y + e, b * x + d * y + f) for x in points[::2] for y in points[1::2]]
        if len(points) == 4
        else [(a * x + c * y + e, b * x + d * y + f) for x, y in zip(points[::2], points[1::2], strict=False)]
    )
    return min(x for x, _ in corners), min(y for _, y in corners), max(x for x, _ in corners), max(y for _, y in corners)
