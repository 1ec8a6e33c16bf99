"""Sizes of type that a style sheet calculates, with calc(), min(), max() or clamp(): changes to private functions of WeasyPrint 70.0.

Drop them when test_size_of_type_may_be_calculated passes without.
"""

from collections.abc import Callable
from functools import wraps
from math import inf
from typing import Any

import weasyprint.css
from weasyprint.css.properties import INITIAL_VALUES

FONT_SIZE = "font_size"


def calculate_sizes_of_type() -> None:
    """Changes WeasyPrint in this process: a size of type is calculated from the size around it."""
    weasyprint.css.to_pixels = _measuring_by_the_parent(weasyprint.css.to_pixels)
    weasyprint.css.resolve_math = _calculating_by_the_parent(weasyprint.css.resolve_math)


def _measuring_by_the_parent(to_pixels: Callable[..., float]) -> Callable[..., float]:
    """Measures the em of a font size by the size around it; WeasyPrint 70.0 asks for the size that it computes, without end."""

    @wraps(to_pixels)
    def measured(value: Any, style: Any, name: str, font_size: float | None = None) -> float:
        return to_pixels(value, style, name, _size_around(style) if name == FONT_SIZE and font_size is None else font_size)

    return measured


def _calculating_by_the_parent(resolve_math: Callable[..., Any]) -> Callable[..., Any]:
    """Takes the percentages of a font size from the size around it, and refuses a size without end; WeasyPrint 70.0 fails at both."""

    @wraps(resolve_math)
    def resolved(token: Any, computed: Any = None, name: str | None = None, refer_to: float | None = None) -> Any:
        around = _size_around(computed) if name == FONT_SIZE and refer_to is None and computed is not None else refer_to
        result = resolve_math(token, computed, name, around)
        return None if name == FONT_SIZE and result is not None and result.value == inf else result

    return resolved


def _size_around(style: Any) -> float:
    """The font size of the element around one, in px."""
    return float(INITIAL_VALUES[FONT_SIZE] if style.parent_style is None else style.parent_style[FONT_SIZE])
