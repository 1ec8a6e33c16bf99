"""Formulae in MathML as drawings, every sign a path. The door to ziamath 0.13, which brings the face STIX Two Math.

Policy: what the drawing would lack is refused. ziamath draws an element that it does not know as nothing, and a sign that its face does not
have as an empty box: both are looked for before.
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
SIZE = 100.0  # of the type in which a drawing is made
PRECISION = 2  # decimals of its figures: a ten-thousandth of an em
FACE = "STIXTwoMath-Regular.ttf"
UNSEEN = frozenset("\u00a0\u200b\u2009\u2061\u2062\u2063\u2064")
"""Spaces, and operators that are only spoken: function application, times, comma, plus."""

KNOWN = frozenset({"math", "ms", "mtd", "mtr", "none"})
"""Elements that ziamath knows beside those that have a class of their own."""

CLOSED = "padding-right: 0"
COLOURS = ("mathcolor", "mathbackground")

# What ziamath raises where a formula is more than it can do.
FAILURES = (ArithmeticError, AssertionError, AttributeError, LookupError, NotImplementedError, RecursionError, TypeError, ValueError)


class UndrawableError(Exception):
    """A formula that cannot be drawn; the message is a clause that says why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawing:
    """A formula as SVG, in the black of RGB; measures in em of the type around it. `depth` is how far it reaches below the baseline."""

    svg: str
    width: float
    height: float
    depth: float

    def ruled(self, least: float) -> str:
        """The SVG with no rule (of a fraction, of a root) thinner than so many em; where one grows, it grows to both sides."""
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
    """The drawing of a `math` element, in black. UndrawableError if any of it would not be seen.

    The same formula always gives the same bytes.
    """
    math, known = _ziamath()
    root = etree.fromstring(mathml)
    for fault in _faults(root, known):
        raise UndrawableError(fault)
    _prepare(root)
    try:
        drawn = math(etree.tostring(root, encoding="unicode"), size=SIZE, margin=0)
        svg = drawn.svg()
        width, height = drawn.getsize()
        below = -drawn.getyofst()
    except FAILURES as fault:
        raise UndrawableError(f"ziamath stops at it: {type(fault).__name__} {fault}".rstrip()) from fault
    if not (0 < width < float("inf") and 0 < height < float("inf")):
        raise UndrawableError("there is nothing in it to be seen")
    return Drawing(svg=svg, width=width / SIZE, height=height / SIZE, depth=below / SIZE)


@lru_cache(maxsize=1)
def _ziamath() -> tuple[Any, frozenset[str]]:
    """What draws a formula, and the elements that it knows. Loaded late: a book without formulae need not spend a quarter of a second."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # of importlib.resources.path, which Python 3.13 has taken back
        from ziamath.config import config
        from ziamath.nodes.mnode import _node_classes
        from ziamath.zmath import Math
    config.svg2 = False  # with it, signs are symbols with ids, of which a page must not have two alike
    config.precision = PRECISION
    return Math, KNOWN | _node_classes.keys()


def _prepare(root: etree._Element) -> None:
    """Colours are gone, and columns that meet at a relation sign meet: pandoc 3.9 says so in CSS, which ziamath does not read."""
    for element in root.iter(etree.Element):
        for name in COLOURS:
            element.attrib.pop(name, None)
        if etree.QName(element).localname == "mtable" and any(CLOSED in (cell.get("style") or "") for row in element for cell in row):
            element.set("columnspacing", "0em 2em")


def _faults(root: etree._Element, known: frozenset[str]) -> Iterator[str]:
    """Why some of a formula would not be seen."""
    signs = _signs()
    for element in root.iter(etree.Element):
        name = etree.QName(element).localname
        if name not in known:
            yield f"its <{name}> is not known to ziamath"
        for letter in element.text or "":
            if letter not in UNSEEN and not letter.isspace() and ord(letter) not in signs:
                yield f"“{letter}” (U+{ord(letter):04X}) is not in the face {FACE.partition('-')[0]}"


@lru_cache(maxsize=1)
def _signs() -> frozenset[int]:
    """The signs that the face has."""
    with files("ziamath.fonts").joinpath(FACE).open("rb") as file:
        return frozenset(TTFont(file, lazy=True).getBestCmap())
