"""Draws the labels of SVG drawings, which WeasyPrint 70.0 sets letter by letter in the fonts of the machine, and never on a path.

What it gets wrong, and is mended here: families that are not there; the shorthand `font`; relative sizes, which it applies anew at each
level; lines of a label, which it glues together; letters that join or stand right to left; kerning; text on a path. Drop this when
tests/layout/test_labels.py passes without it.

Part of the door to WeasyPrint. `publish.layout.weasyprint_70` installs it and refuses any other release.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import wraps
from itertools import pairwise
from math import atan2, cos, hypot, inf, radians, sin
from typing import Any

import tinycss2
import weasyprint.draw.text
from fontTools.pens.recordingPen import RecordingPen
from fontTools.svgLib.path import parse_path
from weasyprint import svg
from weasyprint.css.properties import INITIAL_VALUES
from weasyprint.matrix import Matrix
from weasyprint.svg import css, utils
from weasyprint.svg.bounding_box import extend_bounding_box
from weasyprint.text.line_break import split_first_line

from publish.layout.label_faces import Labels

SIZES = {"xx-small": 9.0, "x-small": 10.0, "small": 13.0, "medium": 16.0, "large": 18.0, "x-large": 24.0, "xx-large": 32.0}  # px
RELATIVE_SIZES = {"smaller": "0.8333em", "larger": "1.2em"}
RELATIVE = re.compile(r"(%|em|ex|smaller|larger)\s*$")
WEIGHTS = {"normal": 400, "bold": 700, "bolder": 700, "lighter": 300}
STYLES = frozenset({"italic", "oblique"})
CURVE_STEPS = 24  # straight pieces for each curve of a path
VERTICAL = re.compile(r"\s*(tb|vertical|sideways)")  # values of writing-mode, those of SVG 1.1 and of CSS
COORDINATES = ("x", "y", "dx", "dy")
JOINED = frozenset({"Mn", "Me", "Mc", "Cf"})  # categories of characters that belong to the letter before them
ANCHORS = {"middle": 0.5, "end": 1.0}
BASELINES = {
    **dict.fromkeys(("central", "middle"), 0.3),
    **dict.fromkeys(("text-before-edge", "before-edge", "top", "hanging", "text-top"), 0.8),
    **dict.fromkeys(("text-after-edge", "after-edge", "bottom", "text-bottom", "ideographic"), -0.2),
}
"""How far, in ems, text stands below the line that it is to be aligned with."""
BEFORE_FAMILIES = frozenset(
    {"normal", "small-caps", "ultra-condensed", "extra-condensed", "condensed", "semi-condensed", "semi-expanded", "expanded"}
)
PATH, ANCHOR, DIRECTION = "publish-path", "publish-anchor", "publish-direction"
"""Attributes that we hand down in a drawing."""
OWN = {"text-anchor": ANCHOR, "direction": DIRECTION}
"""Attributes that WeasyPrint must not see, because it would draw the text apart and move it."""
SHIFTS = {"sub": 0.2, "super": -0.33}  # em

Point = tuple[float, float]


def use_labels() -> None:
    """Makes WeasyPrint, in this process, draw labels with this module."""
    css.parse_declarations = svg.parse_declarations = _with_longhands(css.parse_declarations)
    svg.Node.cascade = _cascading(svg.Node.cascade)
    svg.Node.process_whitespace = staticmethod(_spaced)
    svg.SVG.draw = _placing(svg.SVG.draw)
    svg.text = draw_label
    for tag in ("a", "text", "textPath", "tspan"):
        svg.TAGS[tag] = draw_label


def _placing(original: Callable[..., Any]) -> Callable[..., Any]:
    """`SVG.draw`, which now knows where on its page the drawing stands."""

    @wraps(original)
    def draw(drawing: Any, stream: Any, *rest: Any) -> None:
        drawing.page_stream, drawing.origin, drawing.label_path = stream, stream.ctm, None
        original(drawing, stream, *rest)

    return draw


# --- attributes -----------------------------------------------------------------------------------------------------------------------


def _with_longhands(original: Callable[..., Any]) -> Callable[..., Any]:
    """`parse_declarations`, which now replaces `font` by its parts."""

    @wraps(original)
    def parse(source: Any) -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
        normal, important = original(source)
        return _expanded(normal), _expanded(important)

    return parse


def _expanded(declarations: list[tuple[str, str]]) -> list[tuple[str, str]]:
    return [part for name, value in declarations for part in (_font_parts(value) if name == "font" else [(name, value)])]


def _font_parts(value: str) -> list[tuple[str, str]]:
    """The properties of the shorthand `font`: `italic 14px/1.2 Arial, serif`."""
    parts = {"font-style": "normal", "font-weight": "normal"}
    tokens = list(tinycss2.parse_component_value_list(value, skip_comments=True))
    for index, token in enumerate(tokens):
        word = str(getattr(token, "lower_value", "")) if token.type == "ident" else ""
        if token.type == "whitespace" or word in BEFORE_FAMILIES:
            continue
        if word in STYLES:
            parts["font-style"] = word
        elif word in WEIGHTS or token.type == "number":
            parts["font-weight"] = token.serialize()
        elif token.type in {"dimension", "percentage"} or word in SIZES or word in RELATIVE_SIZES:
            rest = tinycss2.serialize(tokens[index + 1 :]).strip()
            families = re.sub(r"^/\s*\S+\s*", "", rest)
            return [*parts.items(), ("font-size", token.serialize()), ("font-family", families)]
        else:
            break
    return []


def _cascading(original: Callable[..., Any]) -> Callable[..., Any]:
    """`Node.cascade`, which now hands a relative size down once and knows sizes by name; text on a path is anchored by `draw_label`."""

    @wraps(original)
    def cascade(node: Any, child: Any) -> None:
        handed = node.attrib.get("font-size", "")
        if child is not node and RELATIVE.search(handed):
            del node.attrib["font-size"]
        original(node, child)
        if child is not node and handed:
            node.attrib["font-size"] = handed
        size = child.attrib.get("font-size", "").strip()
        if size and not size[0].isdigit() and size[0] not in ".+":
            child.attrib["font-size"] = str(SIZES.get(size) or RELATIVE_SIZES.get(size, "1em"))
        if child.tag == "textPath":
            child.attrib[PATH] = _href(child)
        if child.tag == "use":  # WeasyPrint makes a symbol as large as its shapes, and cuts its labels off
            child.attrib.setdefault("width", "100%")
            child.attrib.setdefault("height", "100%")
        for name, own in OWN.items():
            child.attrib[own] = child.attrib.pop(name, node.attrib.get(own, ""))

    return cascade


def _href(node: Any) -> str:
    return str(node.get("href") or node.get("{http://www.w3.org/1999/xlink}href") or "").removeprefix("#")


def _spaced(text: str, preserve: bool) -> str:
    """The text of a label: a line's end is a space, as in a browser."""
    spaced = re.sub(r"[\n\r\t]", " ", text or "")
    return spaced if preserve else re.sub(" +", " ", spaced)


# --- style ----------------------------------------------------------------------------------------------------------------------------


class _Style(dict[str, Any]):
    """The computed style of a label, as WeasyPrint's text functions need it."""

    font_config: Any


def _style(drawing: Any, node: Any, font_size: float) -> _Style:
    """The style of a node's text, in a face of the book."""
    style = _Style(INITIAL_VALUES)
    style.font_config = drawing.font_config
    face = _labels(drawing).face_for(node.text or "", _families(node), _slant(node), _weight(node), drawing.url or "")
    style.update(font_family=face.families, font_style=face.style, font_weight=face.weight, font_size=font_size)
    if node.get(DIRECTION) == "rtl":
        style["direction"] = "rtl"
    return style


def _labels(drawing: Any) -> Labels:
    labels: Labels = drawing.stream._fonts.labels
    return labels


def _families(node: Any) -> list[str]:
    """The names of the families that a node asks for."""
    families: list[list[str]] = [[]]
    for token in tinycss2.parse_component_value_list(node.get("font-family") or "", skip_comments=True):
        if token.type == "literal" and token.value == ",":
            families.append([])
        elif token.type in {"ident", "string"}:
            families[-1].append(token.value)
    return [" ".join(words) for words in families if words]


def _slant(node: Any) -> str:
    return "italic" if str(node.get("font-style", "")).split(" ")[0] in STYLES else "normal"


def _weight(node: Any) -> int:
    written = str(node.get("font-weight", "normal")).strip()
    return WEIGHTS.get(written) or (int(float(written)) if written.replace(".", "", 1).isdigit() else WEIGHTS["normal"])


# --- drawing --------------------------------------------------------------------------------------------------------------------------


@dataclass(kw_only=True)
class _Label:
    """A run of text that is being drawn: WeasyPrint's text box, as far as its text functions need it; they may set further attributes."""

    pango_layout: Any
    style: _Style
    text: str
    baseline: float
    drawing: str
    """The drawing's URL."""


def draw_label(drawing: Any, node: Any, font_size: float) -> None:
    """Draws the text of a node; its children are drawn after it, from where it ends."""
    if node.tag == "text":
        drawing.cursor_position, drawing.cursor_d_position = (0.0, 0.0), [0.0, 0.0]
    if node.tag == "textPath":
        drawing.label_path = _path(drawing, node, font_size)
        if drawing.label_path is None:
            fault, help = "stands on a path that is not there", "draw the path, or take the words off it, in the drawing's file"
            _labels(drawing).report_unseen(node.text or "", drawing.url or "", fault, help)
            return
        drawing.cursor_position = (drawing.label_path.start, 0.0)
    path = drawing.label_path if PATH in node.attrib else None
    places = _places(drawing, node, font_size)
    if path is None and (node.tag == "text" or places["x"] or places["y"]):
        _anchor(drawing, node, font_size, places["x"])
    if not node.text:
        _move(drawing, [places[name][0] if places[name] else None for name in COORDINATES])
        return
    if VERTICAL.match(str(node.get("writing-mode", ""))):
        _labels(drawing).report_vertical(node.text, drawing.url or "")
    style = _style(drawing, node, font_size)
    spacing, scale = _spacing(drawing, node, style, font_size)
    shift = _shift(node, font_size)
    labels: list[tuple[_Label, Matrix]] = []
    slack = font_size / 8
    for piece, place, turn in _pieces(node.text, places, single=bool(spacing) or scale != 1.0 or path is not None):
        _move(drawing, place)
        layout, _, _, width, height, baseline = split_first_line(piece, style, drawing.context, inf, 0)
        advance = width * scale + spacing
        (x, y), (right, down) = drawing.cursor_position, drawing.cursor_d_position
        matrix = path.matrix(x + right, advance, down) if path else Matrix(*_turn(turn), e=x + right, f=y + down)
        box = ((0.0, shift - baseline), (advance, shift - baseline + height))
        stands = matrix if path else Matrix(e=x + right, f=y + down)  # the box of turned letters is that of straight ones
        corners = [tuple(stands.transform_point(*corner)) for corner in box]
        node.text_bounding_box = extend_bounding_box(node.text_bounding_box, corners)
        label = _Label(pango_layout=layout, style=style, text=piece, baseline=baseline, drawing=drawing.url or "")
        labels.append((label, Matrix(a=scale, d=-1, f=shift) @ matrix))
        middle = Matrix(f=shift - font_size / 4) @ stands
        if not all(_is_inside(drawing, middle.transform_point(along, 0)) for along in (slack, max(slack, width * scale - slack))):
            fault, help = "runs out of its drawing, and is cut off there", "give the drawing more room there, or set the words smaller"
            _labels(drawing).report_unseen(node.text, drawing.url or "", fault, help)
        drawing.cursor_position = x + advance, y
    drawing.stream.push_state()
    fill, stroke = drawing.set_graphical_state(node, font_size)  # after the bounding box is known, for gradients
    drawing.stream.begin_text()
    for label, matrix in labels:
        label.pango_layout.reactivate(style)
        drawing.fill_stroke(fill, stroke, text=True)
        weasyprint.draw.text.draw_first_line(drawing.stream, label, "none", "none", matrix)
    drawing.stream.end_text()
    drawing.stream.pop_state()


def _anchor(drawing: Any, node: Any, font_size: float, xs: list[float]) -> None:
    """Moves the places of a node's text, so that it ends there or has its middle there if the drawing asks for it."""
    share = ANCHORS.get(node.get(ANCHOR), 0.0)
    share = 1.0 - share if node.get(DIRECTION) == "rtl" else share
    if not share:
        return
    if len(xs) > 1:  # each letter has its own place
        style = _style(drawing, node, font_size)
        xs[:] = [x - share * _width(drawing, letter, style) for x, letter in zip(xs, node.text or "", strict=False)]
    else:
        xs[:] = [(xs[0] if xs else drawing.cursor_position[0]) - share * _text_width(drawing, node, font_size)]


def _places(drawing: Any, node: Any, font_size: float) -> dict[str, list[float]]:
    """The coordinates that a node gives to its characters, and their rotations in radians."""
    references = {"x": drawing.inner_width, "dx": drawing.inner_width, "y": drawing.inner_height, "dy": drawing.inner_height}
    places = {
        name: [utils.size(part, font_size, reference) for part in utils.normalize(node.get(name)).split()]
        for name, reference in references.items()
    }
    return {**places, "rotate": [radians(float(part)) for part in utils.normalize(node.get("rotate")).split()]}


def _pieces(text: str, places: dict[str, list[float]], *, single: bool) -> Iterator[tuple[str, list[float | None], float]]:
    """A node's text in pieces that stand by themselves, each with its coordinates and its rotation.

    With `single` each character is a piece, but an accent stays with its letter.
    """
    starts = [0]
    last = max(map(len, places.values()))
    for index, letter in enumerate(text):
        apart = single or index < last or any(places["rotate"][-1:])
        if index and apart and unicodedata.category(letter) not in JOINED:
            starts.append(index)
    for start, end in pairwise([*starts, len(text)]):
        place = [places[name][start] if start < len(places[name]) else None for name in COORDINATES]
        turns = places["rotate"][: start + 1] or [0.0]
        yield text[start:end], place, turns[-1]


def _move(drawing: Any, place: Sequence[float | None]) -> None:
    """Moves the place of the next piece."""
    x, y, dx, dy = place
    cursor, further = drawing.cursor_position, drawing.cursor_d_position
    further[0] = (0.0 if x is not None else further[0]) + (dx or 0.0)
    further[1] = (0.0 if y is not None else further[1]) + (dy or 0.0)
    drawing.cursor_position = cursor[0] if x is None else x, cursor[1] if y is None else y


def _spacing(drawing: Any, node: Any, style: _Style, font_size: float) -> tuple[float, float]:
    """The space after each character of a node, and by how much its characters are made wider."""
    spacing = float(drawing.length(node.get("letter-spacing"), font_size))
    wanted = drawing.length(node.get("textLength"), font_size)
    if not wanted or len(node.text) < 2:
        return spacing, 1.0
    width = _width(drawing, node.text, style)
    if utils.normalize(node.get("lengthAdjust")) == "spacingAndGlyphs":
        return spacing, max(wanted - spacing * len(node.text), 0.0) / width if width else 1.0
    return (wanted - width) / (len(node.text) - 1), 1.0


def _text_width(drawing: Any, node: Any, font_size: float) -> float:
    """The width of the text in a node and in its children, as far as it is set without another place."""
    text = node.text or ""
    style = _style(drawing, node, font_size)
    spacing, scale = _spacing(drawing, node, style, font_size) if text else (0.0, 1.0)
    total = _width(drawing, text, style) * scale + len(text) * spacing
    for child in node:
        if "x" in child.attrib or "y" in child.attrib:
            break
        total += _text_width(drawing, child, utils.size(child.get("font-size", "1em"), font_size, font_size))
    return total


def _width(drawing: Any, text: str, style: _Style) -> float:
    return float(split_first_line(text, style, drawing.context, inf, 0)[3]) if text else 0.0


def _shift(node: Any, font_size: float) -> float:
    """How far below its place the baseline of a node's text stands."""
    baseline = node.get("dominant-baseline", node.get("alignment-baseline"))
    shift = BASELINES.get(baseline, 0.0) * font_size
    raised = (node.get("baseline-shift") or "").strip()
    return float(shift + (SHIFTS[raised] * font_size if raised in SHIFTS else -utils.size(raised, font_size, font_size)))


def _is_inside(drawing: Any, point: Point) -> bool:
    """Whether a point of the text lies in the drawing. In a group that is drawn apart (opacity) this is not known: true."""
    if drawing.stream is not drawing.page_stream:
        return True
    x, y = (Matrix(e=point[0], f=point[1]) @ drawing.stream.ctm @ drawing.origin.invert).transform_point(0, 0)
    return bool(0 <= x <= drawing.concrete_width and 0 <= y <= drawing.concrete_height)


def _turn(angle: float) -> tuple[float, float, float, float]:
    return cos(angle), sin(angle), -sin(angle), cos(angle)


# --- text on a path -------------------------------------------------------------------------------------------------------------------


@dataclass(slots=True)
class _Path:
    """A path as a line of straight pieces; `start` is how far along it the text begins."""

    points: list[Point]
    start: float = 0.0

    def length(self) -> float:
        """The length of the whole path."""
        return sum(hypot(b[0] - a[0], b[1] - a[1]) for a, b in pairwise(self.points))

    def matrix(self, along: float, advance: float, down: float) -> Matrix:
        """Where a piece of text stands: its middle on the path, or on the straight line that continues the path."""
        left = along + advance / 2
        pieces = list(pairwise(self.points))
        for number, (a, b) in enumerate(pieces, 1):
            length = hypot(b[0] - a[0], b[1] - a[1])
            if left <= length or number == len(pieces):
                angle = atan2(b[1] - a[1], b[0] - a[0])
                place = Matrix(e=a[0] + left * cos(angle), f=a[1] + left * sin(angle))
                return Matrix(e=-advance / 2, f=down) @ Matrix(*_turn(angle)) @ place
            left -= length
        return Matrix()


def _path(drawing: Any, node: Any, font_size: float) -> _Path | None:
    """The path of a textPath; None if there is none."""
    target = drawing.tree.get_child(_href(node)) if _href(node) else None
    if target is None:
        return None
    points = _points(target.get("d") or "")
    if len(points) < 2:
        return None
    matrix = drawing.get_node_transform_matrix(target, font_size) if target.get("transform") else None
    path = _Path([tuple(matrix.transform_point(*point)) for point in points] if matrix else points)
    share = ANCHORS.get(node.get(ANCHOR), 0.0)
    path.start = utils.size(node.get("startOffset"), font_size, path.length())
    path.start -= share * _text_width(drawing, node, font_size) if share else 0.0
    return path


def _points(written: str) -> list[Point]:
    """The points of a path in SVG's language, its curves as short straight pieces; only its first line, none if it cannot be read."""
    pen = RecordingPen()
    try:
        parse_path(written, pen)
    except (ValueError, IndexError, TypeError):
        return []
    points: list[Point] = []
    for command, places in pen.value:
        match command:
            case "moveTo" if points:
                break
            case "moveTo" | "lineTo":
                points.append(places[0])
            case "curveTo" | "qCurveTo":
                controls = [points[-1], *places]
                points += [_on_curve(controls, step / CURVE_STEPS) for step in range(1, CURVE_STEPS + 1)]
            case "closePath":
                points.append(points[0])
    return [point for index, point in enumerate(points) if not index or point != points[index - 1]]


def _on_curve(controls: Sequence[Point], share: float) -> Point:
    """The point of a Bézier curve at a share of its course (de Casteljau)."""
    while len(controls) > 1:
        controls = [(a[0] + share * (b[0] - a[0]), a[1] + share * (b[1] - a[1])) for a, b in pairwise(controls)]
    return controls[0]
