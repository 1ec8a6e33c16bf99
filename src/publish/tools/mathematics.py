"""Formulae in MathML as drawings: each character becomes a path. The door to ziamath 0.13, which brings the face STIX Two Math.

Policy: a formula that would be drawn incompletely is refused. ziamath draws nothing for an unknown element, and an empty box for a
character that its face lacks, so both are looked for before drawing.
"""

import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Any

from fontTools.ttLib import TTFont
from lxml import etree

MATHML = "http://www.w3.org/1998/Math/MathML"
SIZE = 100.0  # the type size of a drawing
PRECISION = 2  # decimals of the numbers in a drawing: a ten-thousandth of an em
FACE = "STIXTwoMath-Regular.ttf"
INVISIBLE = frozenset("\u00a0\u200b\u2009\u2061\u2062\u2063\u2064")
"""Spaces and invisible operators: function application, times, comma, plus."""

SUPPORTED = frozenset({"math", "ms", "mtd", "mtr", "none"})
"""Elements that ziamath supports besides those with their own class."""

CLOSED = "padding-right: 0"
COLOURS = ("mathcolor", "mathbackground")

# The exceptions of ziamath for a formula that it cannot draw.
FAILURES = (ArithmeticError, AssertionError, AttributeError, LookupError, NotImplementedError, RecursionError, TypeError, ValueError)


class UndrawableError(Exception):
    """A formula that cannot be drawn; the message is a clause that says why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawing:
    """A formula as SVG, in the black of RGB. Measures are in em of the surrounding type; `depth` is the part below the baseline."""

    svg: str
    width: float
    height: float
    depth: float

    def with_thicker_rules(self, least: float) -> str:
        """The SVG with every rule (of a fraction, of a root) at least this thick, in em. A rule grows to both sides."""
        root = etree.fromstring(self.svg)
        upper = float(root.get("viewBox", "0 0 0 0").split()[1])
        thin = [rule for rule in root.iter("{*}rect") if float(rule.get("height", "0")) < least * SIZE]
        for rule in thin:
            top, height = float(rule.get("y", "0")), float(rule.get("height", "0"))
            rule.set("y", f"{max(upper, top - (least * SIZE - height) / 2):.{PRECISION}f}")
            rule.set("height", f"{least * SIZE:.{PRECISION}f}")
        return etree.tostring(root, encoding="unicode") if thin else self.svg


@lru_cache(maxsize=4096)
def drawing(mathml: str) -> Drawing:
    """The drawing of a `math` element, in black. UndrawableError if it would be incomplete.

    The same formula always gives the same bytes.
    """
    math, supported = _ziamath()
    root = etree.fromstring(mathml)
    for fault in _faults(root, supported):
        raise UndrawableError(fault)
    _prepare(root)
    try:
        drawn = math(etree.tostring(root, encoding="unicode"), size=SIZE, margin=0)
        svg = drawn.svg()
        width, height = drawn.getsize()
        below = -drawn.getyofst()
    except FAILURES as fault:
        raise UndrawableError(f"ziamath fails: {type(fault).__name__} {fault}".rstrip()) from fault
    if not (0 < width < float("inf") and 0 < height < float("inf")):
        raise UndrawableError("nothing in it is visible")
    return Drawing(svg=svg, width=width / SIZE, height=height / SIZE, depth=below / SIZE)


@lru_cache(maxsize=1)
def _ziamath() -> tuple[Any, frozenset[str]]:
    """The class that draws a formula, and the elements that it supports. Imported late: it takes a quarter of a second."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # for importlib.resources.path; Python 3.13 withdrew the deprecation
        from ziamath.config import config
        from ziamath.nodes.mnode import _node_classes
        from ziamath.zmath import Math
    config.svg2 = False  # with it, characters are symbols with ids, which would be repeated on a page
    config.precision = PRECISION
    return Math, SUPPORTED | _node_classes.keys()


def _prepare(root: etree._Element) -> None:
    """Remove colours, and close the columns around a relation sign: pandoc 3.9 closes them in CSS, which ziamath does not read."""
    for element in root.iter(etree.Element):
        for name in COLOURS:
            element.attrib.pop(name, None)
        if etree.QName(element).localname == "mtable" and any(CLOSED in (cell.get("style") or "") for row in element for cell in row):
            element.set("columnspacing", "0em 2em")


def _faults(root: etree._Element, supported: frozenset[str]) -> Iterator[str]:
    """The reasons why a formula would be drawn incompletely."""
    characters = _characters()
    for element in root.iter(etree.Element):
        name = etree.QName(element).localname
        if name not in supported:
            yield f"ziamath does not support its <{name}>"
        for character in element.text or "":
            if character not in INVISIBLE and not character.isspace() and ord(character) not in characters:
                yield f"“{character}” (U+{ord(character):04X}) is not in the face {FACE.partition('-')[0]}"


@lru_cache(maxsize=1)
def _characters() -> frozenset[int]:
    """The characters of the face."""
    with files("ziamath.fonts").joinpath(FACE).open("rb") as file:
        return frozenset(TTFont(file, lazy=True).getBestCmap())
