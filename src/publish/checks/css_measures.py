"""Lengths and numbers of CSS as a narrow screen computes them: units, percentages, calc() and its kin.

The screen is the narrowest that counts, a phone of 320 by 480 CSS px with margins of 16.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

Nodes = Sequence[Any]
SCREEN_WIDTH = 320.0
MEASURE = 288.0
SCREEN_HEIGHT = 480.0
ROOT_SIZE = 16.0
ABSOLUTE = {"px": 1.0, "pt": 4 / 3, "pc": 16.0, "cm": 96 / 2.54, "mm": 9.6 / 2.54, "q": 2.4 / 2.54, "in": 96.0}
OF_EM = {"em": 1.0, "ex": 0.45, "ch": 0.5, "cap": 0.65, "ic": 1.0, "lh": 1.4}
OF_ROOT = {"rem": 1.0, "rex": 0.45, "rch": 0.5, "rcap": 0.65, "ric": 1.0, "rlh": 1.4}
OF_WIDTH = frozenset({"vw", "svw", "lvw", "dvw", "vi", "svi", "lvi", "dvi", "cqw", "cqi", "vmin", "svmin", "lvmin", "dvmin", "cqmin"})
OF_HEIGHT = frozenset({"vh", "svh", "lvh", "dvh", "vb", "svb", "lvb", "dvb", "cqh", "cqb", "vmax", "svmax", "lvmax", "dvmax", "cqmax"})
TURNS = {"deg": 1.0, "grad": 0.9, "rad": 57.29578, "turn": 360.0}
EXTREMES: dict[str, Callable[[Sequence[float]], float]] = {"min": min, "max": max}


@dataclass(frozen=True, slots=True, kw_only=True)
class Scale:
    """What relative units are measured by, in px: the size of type, and what a percentage is of."""

    em: float = ROOT_SIZE
    whole: float = MEASURE


def length(node: Any, scale: Scale) -> float | None:
    """A length in px, an angle in degrees, a number as it is; None for a keyword and for what is not known here."""
    match node.type:
        case "number":
            return float(node.value)
        case "percentage":
            return float(node.value) * scale.whole / 100
        case "dimension":
            return _dimension(float(node.value), node.lower_unit, scale)
        case "function":
            return _function(node, scale)
        case "() block":
            return _sum(node.content, scale)
    return None


def first_length(nodes: Nodes, scale: Scale) -> float | None:
    """The first length of a value."""
    return next((value for value in (length(node, scale) for node in nodes) if value is not None), None)


def parts_of(nodes: Nodes) -> list[list[Any]]:
    """The parts of a value between its commas, without white space."""
    parts: list[list[Any]] = [[]]
    for node in nodes:
        if node == ",":
            parts.append([])
        elif node.type not in {"whitespace", "comment"}:
            parts[-1].append(node)
    return [part for part in parts if part]


def _dimension(value: float, unit: str, scale: Scale) -> float | None:
    for units, size in ((ABSOLUTE, 1.0), (OF_EM, scale.em), (OF_ROOT, ROOT_SIZE), (TURNS, 1.0)):
        if unit in units:
            return value * units[unit] * size
    if unit in OF_WIDTH:
        return value * SCREEN_WIDTH / 100
    return value * SCREEN_HEIGHT / 100 if unit in OF_HEIGHT else None


def _function(function: Any, scale: Scale) -> float | None:
    name = function.lower_name
    values = [_sum(part, scale) for part in parts_of(function.arguments)]
    known = [value for value in values if value is not None]
    if not known or (len(known) < len(values) and name != "round"):
        return None
    if name == "calc" and len(known) == 1:
        return known[0]
    if name in EXTREMES:
        return EXTREMES[name](known)
    if name == "clamp" and len(known) == 3:
        return max(known[0], min(known[1], known[2]))
    if name == "abs" and len(known) == 1:
        return abs(known[0])
    return known[0] if name == "round" else None


def _sum(nodes: Nodes, scale: Scale) -> float | None:
    """The value of `a + b * c`: a sum of products, as calc() has it."""
    terms: list[tuple[str, list[Any]]] = [("+", [])]
    for node in (node for node in nodes if node.type not in {"whitespace", "comment"}):
        if node in ("+", "-") and terms[-1][1]:
            terms.append(("+" if node == "+" else "-", []))
        else:
            terms[-1][1].append(node)
    total = 0.0
    for sign, term in terms:
        value = _product(term, scale)
        if value is None:
            return None
        total += value if sign == "+" else -value
    return total


def _product(nodes: Nodes, scale: Scale) -> float | None:
    result, divide = 1.0, False
    if not nodes:
        return None
    for node in nodes:
        if node in ("*", "/"):
            divide = node == "/"
            continue
        value = _keyword(node) if node.type == "ident" else length(node, scale)
        if value is None or (divide and value == 0):
            return None
        result = result / value if divide else result * value
        divide = False
    return result


def _keyword(node: Any) -> float | None:
    return {"pi": 3.14159265, "e": 2.7182818, "infinity": 1e9, "-infinity": -1e9}.get(node.lower_value)
