"""What the declarations of one element do to its text: they hide it, or nobody can say without drawing it.

Policy: measured on a narrow screen. What hides words in any text is a fault. What hides them only beside something else, such as a negative
margin, is a doubt, and so is a value that is not understood; where a browser is at hand, the page is drawn (`checks.screen_looks`).
"""

from collections.abc import Callable, Iterator, Mapping
from math import cos, radians
from typing import Any

from publish.checks.box_rooms import without_room
from publish.checks.css_boxes import FAR_OFF, LETTER, Box, Verdict
from publish.checks.css_declarations import SIDES, Declaration
from publish.checks.css_measures import MEASURE, Scale, first_length, length, parts_of
from publish.checks.harmless_values import BETWEEN, EM, GRID_PLACES, is_harmless

FAR_DOWN = 1500.0  # px: more than the height of a screen
LEAST_OPACITY = 0.05
LARGEST_TYPE = 144.0  # px
LARGEST = 1.12  # a box so much enlarged leaves the margins of the page
WIDEST_OUTLINE = 2.0  # em: it covers what is beside the element
STEEPEST = 20.0  # degrees
DEEP = 50.0  # px
HARMLESS_FILTERS = frozenset({"grayscale", "sepia", "saturate", "hue-rotate", "drop-shadow"})


def verdicts(box: Box) -> Iterator[Verdict]:
    """What hides the text of an element with all that is in it; colours, sizes and visibility, which inner elements may change, apart."""
    for name, declaration in box.values.items():
        if not declaration.is_known:
            yield False, declaration.written
        elif name in JUDGES:
            yield from JUDGES[name](box, declaration)
    yield from without_room(box)
    yield from _moved(box)
    yield from _lines_over_text(box)


# --- by property ------------------------------------------------------------------------------------------------------------------------


def _display(_: Box, declaration: Declaration) -> Iterator[Verdict]:
    if declaration.words & {"none", "table-column", "table-column-group"}:
        yield True, f"display: {' '.join(sorted(declaration.words))}"
    elif not is_harmless(declaration):
        yield False, declaration.written


def _opacity(_: Box, declaration: Declaration) -> Iterator[Verdict]:
    opacity = first_length(declaration.value, Scale(whole=1))
    if opacity is None:
        if not is_harmless(declaration) and not declaration.words:
            yield False, declaration.written
    elif opacity <= LEAST_OPACITY:
        yield True, declaration.written


def _kept_from(words: frozenset[str]) -> Callable[[Box, Declaration], Iterator[Verdict]]:
    """A judge for a property of which these keywords hide the text."""

    def judge(_: Box, declaration: Declaration) -> Iterator[Verdict]:
        if declaration.words & words:
            yield True, declaration.written

    return judge


def _drawn_late(_: Box, declaration: Declaration) -> Iterator[Verdict]:
    """Text that is not drawn, or only once it has come into the window, which the pages of a reading system may not know of."""
    if not is_harmless(declaration):
        yield "hidden" in declaration.words, declaration.written


def _contained(_: Box, declaration: Declaration) -> Iterator[Verdict]:
    """A box that is as high as if it were empty, so that what follows lies over its text; or as wide as if it were empty, as a float."""
    if not is_harmless(declaration):
        yield "size" in declaration.words, declaration.written


def _unless_neutral(_: Box, declaration: Declaration) -> Iterator[Verdict]:
    """Hidden unless nothing is set: what the value leaves of the text cannot be known by reading."""
    if not is_harmless(declaration):
        yield True, declaration.written


def _doubtful(_: Box, declaration: Declaration) -> Iterator[Verdict]:
    if not is_harmless(declaration):
        yield False, declaration.written


def _clip(box: Box, declaration: Declaration) -> Iterator[Verdict]:
    for part in declaration.value:
        if part.type == "function" and part.lower_name == "rect":
            edges = [
                None if node.type == "ident" else length(node, box.scale)
                for node in part.arguments
                if node.type not in {"whitespace", "literal"}
            ]
            top, right, bottom, left = edges if len(edges) == 4 else [0.0, 0.0, 0.0, 0.0]
            is_small = bottom is not None and (bottom - (top or 0)) < box.lines() * box.size
            is_narrow = right is not None and (right - (left or 0)) < min(MEASURE, box.letters() * LETTER * box.size) * 0.9
            yield is_small or is_narrow, declaration.written
        elif part.type == "function":
            yield True, declaration.written


def _clip_path(box: Box, declaration: Declaration) -> Iterator[Verdict]:
    for part in declaration.value:
        if part.type == "function" and part.lower_name == "inset":
            before_round = [node for node in part.arguments if node.type not in {"whitespace", "literal"}]
            round_at = next((at for at, node in enumerate(before_round) if node.type == "ident"), len(before_round))
            edges = [length(node, Scale(em=box.size, whole=100)) for node in before_round[:round_at]]
            if any(
                edge is None or edge > (4.0 if node.type == "percentage" else 0.3 * box.size)
                for edge, node in zip(edges, before_round, strict=False)
            ):
                yield True, declaration.written
        elif part.type in {"function", "url"}:
            yield True, declaration.written


def _margin(box: Box, declaration: Declaration) -> Iterator[Verdict]:
    distance = first_length(declaration.value, box.scale)
    side = declaration.name.rpartition("-")[2]
    if distance is None:
        if not declaration.words and not is_harmless(declaration):
            yield False, declaration.written
    elif side in {"top", "bottom"}:
        if distance <= -1.05 * box.size:
            yield distance <= -2.5 * box.size, declaration.written
    elif abs(distance) >= FAR_OFF or distance <= -4 * box.size or distance >= 200:
        yield abs(distance) >= FAR_OFF, declaration.written


def _distance(box: Box, declaration: Declaration) -> Iterator[Verdict]:
    """Hidden if it moves the text off the page, doubtful if it is much or not understood."""
    is_raised = declaration.name == "vertical-align"
    distance = box.number(declaration.name, whole=box.line * box.size if is_raised else MEASURE)
    if distance is None:
        if not declaration.words and not is_harmless(declaration):
            yield False, declaration.written
        return
    least, most = BETWEEN[declaration.name]
    if abs(distance) >= FAR_OFF:
        yield True, declaration.written
    elif not least * box.size / EM <= distance <= most:
        yield False, declaration.written


def _font_size(box: Box, declaration: Declaration) -> Iterator[Verdict]:
    """Doubtful where a word is wider than a page."""
    if box.size > LARGEST_TYPE and box.letters() > 0:
        yield False, declaration.written


def _letter_spacing(box: Box, declaration: Declaration) -> Iterator[Verdict]:
    distance = first_length(declaration.value, Scale(em=box.size, whole=box.size))
    if distance is not None and (distance <= -0.25 * box.size or distance >= 6 * box.size):
        yield True, declaration.written
    elif (distance is None and not declaration.words) or (distance is not None and not -0.12 * box.size <= distance <= 2 * box.size):
        yield False, declaration.written


def _word_spacing(box: Box, declaration: Declaration) -> Iterator[Verdict]:
    distance = first_length(declaration.value, Scale(em=box.size, whole=0.25 * box.size))
    if distance is not None and (distance <= -0.19 * box.size or distance >= 15 * box.size):
        yield True, declaration.written
    elif (distance is None and not declaration.words) or (distance is not None and not -0.15 * box.size <= distance <= 5 * box.size):
        yield False, declaration.written


def _line_clamp(box: Box, declaration: Declaration) -> Iterator[Verdict]:
    most = first_length(declaration.value, box.scale)
    if most is not None:
        if box.lines() > most:
            yield True, declaration.written
    elif not declaration.words:
        yield False, declaration.written


def _filter(box: Box, declaration: Declaration) -> Iterator[Verdict]:
    for part in declaration.value:
        if part.type == "ident" and part.lower_value in {"none", "initial", "inherit", "unset"}:
            continue
        name = part.lower_name if part.type == "function" else ""
        amount = first_length(part.arguments, Scale(em=box.size, whole=1)) if name else None
        if name in HARMLESS_FILTERS:
            continue
        if name == "blur" and (amount or 0) <= 0.06 * box.size:
            continue
        if name == "opacity" and amount is not None and amount > LEAST_OPACITY:
            yield from [(amount < 0.35, declaration.written)] if amount < 0.5 else []
            continue
        if name in {"brightness", "contrast"} and amount is not None and 0.5 <= amount <= 1.6:
            continue
        if name == "invert" and amount is not None and (amount <= 0.2 or (amount >= 0.8 and "background-color" in box.values)):
            continue
        yield True, declaration.written


def _transform(box: Box, declaration: Declaration) -> Iterator[Verdict]:
    for part in declaration.value:
        if part.type == "function":
            verdict = _turned(part.lower_name, part.arguments, box)
            if verdict is not None:
                yield verdict, declaration.written
    origin = box.number("transform-origin")
    if (
        origin is not None
        and abs(origin) >= FAR_OFF
        and "transform-origin" in box.values
        and box.values["transform-origin"].value[0].type != "percentage"
    ):
        yield False, box.values["transform-origin"].written


def _turned(name: str, arguments: Any, box: Box) -> bool | None:
    """Whether a function of `transform` hides the text for certain (True), perhaps (False), or not (None)."""
    numbers = [length(part[0], Scale(em=box.size, whole=1)) for part in parts_of(arguments)]
    if not numbers or any(number is None for number in numbers):
        return False
    values = [number for number in numbers if number is not None]
    match name:
        case "scale" | "scalex" | "scaley" | "scale3d":
            two = [values[0], values[1] if len(values) > 1 else values[0] if name == "scale" else 1.0]
            is_mirrored = two[0] * two[1] < 0
            return (
                _enlarged(max(map(abs, two))) if not is_mirrored and min(map(abs, two)) >= 0.6 else is_mirrored or min(map(abs, two)) < 0.45
            )
        case "translate" | "translatex" | "translatey" | "translate3d" | "translatez":
            if name in {"translatez", "translate3d"} and abs(values[-1]) > DEEP:
                return False
            parts = [part[0] for part in parts_of(arguments)][:2]
            return _shifted(parts, box, is_down=name == "translatey") if name != "translatez" else None
        case "rotate" | "rotatez":
            return _tilted(values[0])
        case "rotatex" | "rotatey":
            return _narrowed(cos(radians(values[0])))
        case "skew" | "skewx" | "skewy":
            return True if max(abs(value) % 180 for value in values) > 60 else None
        case "matrix" if len(values) == 6:
            across, down = (values[0] ** 2 + values[1] ** 2) ** 0.5, (values[2] ** 2 + values[3] ** 2) ** 0.5
            if values[0] * values[3] - values[1] * values[2] <= 0:
                return True
            return True if min(across, down) < 0.45 or max(map(abs, values[4:])) >= FAR_OFF else None
        case "perspective":
            return None
    return name in {"matrix3d", "rotate3d"}


def _narrowed(share: float) -> bool | None:
    return True if share < 0.4 else None if share > 0.7 else False


def _enlarged(share: float) -> bool | None:
    """Whether a box that is enlarged about its middle leaves the page."""
    return True if share > 3 else False if share > LARGEST else None


def _tilted(degrees: float) -> bool | None:
    """Whether a box that is turned on the page may lie over other text, or leave the page."""
    turn = abs(degrees) % 180
    return False if STEEPEST < turn < 180 - STEEPEST else None


def _shifted(parts: list[Any], box: Box, *, is_down: bool = False) -> bool | None:
    """Whether a translation, across and down or only down, moves the text off the page, or over other text."""
    verdict: bool | None = None
    for at, part in enumerate(parts):
        if part.type == "percentage":
            if abs(part.value) >= 90:
                return True
            verdict = False if abs(part.value) > 51 else verdict
            continue
        distance = length(part, box.scale)
        if distance is None or abs(distance) > (1.2 if at or is_down else 3) * box.size:
            verdict = False
        if distance is not None and abs(distance) >= FAR_OFF:
            return True
    return verdict


def _translate(box: Box, declaration: Declaration) -> Iterator[Verdict]:
    verdict = _shifted([part for part in declaration.value if part.type != "ident"], box)
    if verdict is not None:
        yield verdict, declaration.written


def _scale(box: Box, declaration: Declaration) -> Iterator[Verdict]:
    values = [length(part, Scale(whole=1)) for part in declaration.value if part.type != "ident"]
    known = [value for value in values if value is not None]
    verdict = _turned("scale", declaration.value, box) if len(known) == 1 else min([1.0, *known]) < 0.45 or _enlarged(max([1.0, *known]))
    if known and verdict is not None:
        yield verdict, declaration.written


def _rotate(_: Box, declaration: Declaration) -> Iterator[Verdict]:
    if not declaration.words and len(declaration.value) == 1:
        verdict = _tilted(first_length(declaration.value, Scale()) or 0.0)
        if verdict is not None:
            yield verdict, declaration.written
    if declaration.words & {"x", "y"} or len(declaration.value) > 2:
        turn = first_length(declaration.value[-1:], Scale()) or 0.0
        verdict = _narrowed(cos(radians(turn))) if declaration.words & {"x", "y"} else True
        if verdict is not None:
            yield verdict, declaration.written


def _line_height(box: Box, declaration: Declaration) -> Iterator[Verdict]:
    if not box.is_block:
        return
    if box.line < 0.65 or box.line > 16:
        yield True, declaration.written
    elif box.line < 0.8 or box.line > 8:
        yield False, declaration.written


def _content(_: Box, declaration: Declaration) -> Iterator[Verdict]:
    """Of an element: a picture instead of its text."""
    if any(part.type in {"url", "function"} for part in declaration.value):
        yield True, declaration.written


def _position(_: Box, declaration: Declaration) -> Iterator[Verdict]:
    if declaration.words & {"absolute", "fixed", "-ms-page", "page"} or not declaration.words:
        yield False, declaration.written


def _columns(box: Box, declaration: Declaration) -> Iterator[Verdict]:
    for part in declaration.value:
        size = length(part, box.scale)
        if size is not None and part.type != "number" and size < 6 * box.size:
            yield False, declaration.written


def _stroke(box: Box, declaration: Declaration) -> Iterator[Verdict]:
    width = first_length(declaration.value, box.scale)
    if width is not None and width > 0.05 * box.size:
        yield width > 0.2 * box.size, declaration.written


JUDGES: Mapping[str, Callable[[Box, Declaration], Iterator[Verdict]]] = {
    "display": _display,
    "content-visibility": _drawn_late,
    **dict.fromkeys(("container", "container-type"), _contained),
    "opacity": _opacity,
    "text-security": _unless_neutral,
    "unicode-bidi": _kept_from(frozenset({"bidi-override", "isolate-override"})),
    "content": _content,
    "position": _position,
    "clip": _clip,
    "clip-path": _clip_path,
    **dict.fromkeys(
        ("mask", "mask-image", "mask-border", "mask-border-source", "mask-box-image", "mask-box-image-source"), _unless_neutral
    ),
    **dict.fromkeys(("offset", "offset-path"), _unless_neutral),
    **dict.fromkeys(("mix-blend-mode",), _unless_neutral),
    **{f"margin-{side}": _margin for side in SIDES},
    **dict.fromkeys(("padding-left", "padding-right", "text-indent", "vertical-align"), _distance),
    "font-size": _font_size,
    "letter-spacing": _letter_spacing,
    "word-spacing": _word_spacing,
    "line-clamp": _line_clamp,
    "max-lines": _line_clamp,
    "contain": _kept_from(frozenset({"strict", "size"})),
    "filter": _filter,
    "transform": _transform,
    "translate": _translate,
    "scale": _scale,
    "rotate": _rotate,
    "line-height": _line_height,
    "text-stroke": _stroke,
    "text-stroke-width": _stroke,
    **dict.fromkeys(("columns", "column-width"), _columns),
    **dict.fromkeys(
        ("order", "flex-direction", "hyphenate-character", "initial-letter", "perspective", "tab-size", "backdrop-filter"), _doubtful
    ),
    **dict.fromkeys(("all", "border-image", "shape-outside", "white-space-collapse"), _doubtful),
    **dict.fromkeys(("grid-area", *sorted(GRID_PLACES)), _doubtful),
}


# --- several properties together --------------------------------------------------------------------------------------------------------


def _moved(box: Box) -> Iterator[Verdict]:
    """Text that its position moves off the page, or over other text."""
    if not box.words("position") - {"static", "initial", "unset"} and "position" in box.values:
        return
    for side in SIDES:
        declaration = box.values.get(side)
        if declaration is None:
            continue
        distance = box.number(side)
        is_sure = "position" in box.values or (distance is not None and abs(distance) >= FAR_OFF)
        if distance is None:
            if not declaration.words:
                yield False, declaration.written
        elif abs(distance) >= FAR_OFF and is_sure:
            yield side in {"left", "right"} or not 0 < distance < FAR_DOWN, declaration.written
        elif "relative" in box.words("position") and abs(distance) > 1.2 * box.size:
            yield False, declaration.written


def _lines_over_text(box: Box) -> Iterator[Verdict]:
    """A line through or under text, or an outline within its box, so thick that it covers the letters."""
    thickness = box.number("text-decoration-thickness", whole=box.size)
    if thickness is not None and thickness >= 0.3 * box.size and not box.words("text-decoration-line") & {"none"}:
        yield thickness >= 0.35 * box.size, box.values["text-decoration-thickness"].written
    offset, width = box.number("outline-offset"), box.number("outline-width")
    if offset is not None and offset < -0.1 and width is not None and width > 0.3 * box.size:
        yield True, box.values["outline-offset"].written
    elif width is not None and width > WIDEST_OUTLINE * box.size:
        yield False, box.values["outline-width"].written
    shadow = box.values.get("box-shadow")
    if shadow is not None and not is_harmless(shadow) and "inset" not in shadow.words:
        yield False, shadow.written
