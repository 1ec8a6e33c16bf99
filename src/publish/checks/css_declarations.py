"""Declarations of style sheets as longhands: shorthands taken apart, logical sides as those of a text from left to right."""

import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from typing import Any

import tinycss2

from publish.checks.css_colours import colour_of
from publish.checks.css_values import Taken, taken

Nodes = list[Any]
SIDES = ("top", "right", "bottom", "left")
LOGICAL_SIDES = {
    "block-start": "top",
    "block-end": "bottom",
    "inline-start": "left",
    "inline-end": "right",
    "start": "left",
    "end": "right",
}
LOGICAL_SIDES |= {"before": "top", "after": "bottom"}
LOGICAL_SIZES = {"inline-size": "width", "block-size": "height", "logical-width": "width", "logical-height": "height"}
BORDERS = {
    side: {f"{name}{width}" for name in ("border", f"border-{axis}", f"border-{side}", f"border-{axis}-{end}") for width in ("", "-width")}
    for side, axis, end in (
        ("top", "block", "start"),
        ("right", "inline", "end"),
        ("bottom", "block", "end"),
        ("left", "inline", "start"),
    )
}
"""The properties that set the width of a border at a side of the text."""
LOGICAL_AXES = {"overflow-block": "overflow-y", "overflow-inline": "overflow-x"}
PREFIXES = ("-webkit-", "-moz-", "-ms-", "-o-", "-epub-", "-khtml-", "-apple-", "-amzn-", "-rim-", "-xv-", "-wap-", "-prince-", "-weasy-")


@dataclass(frozen=True, slots=True, eq=False)
class Declaration:
    """One longhand as it was written: `written` is for messages. `is_known` says whether every reading system takes it."""

    name: str
    value: Nodes
    important: bool
    written: str
    is_known: bool = True

    @property
    def words(self) -> frozenset[str]:
        """The keywords of the value."""
        return frozenset(part.lower_value for part in self.value if part.type == "ident")


@lru_cache(maxsize=1)
def known_properties() -> Mapping[str, str]:
    """Each property of the table with its kind: harmless, or the kind of its judge."""
    table = tomllib.loads(resources.files("publish.checks").joinpath("css_properties.toml").read_text(encoding="utf-8"))
    harmless = {name: "harmless" for names in table["harmless"].values() for name in names.split()}
    return harmless | {name: kind for kind, names in table["judged"].items() for name in names.split()}


def declarations_of(nodes: Iterable[Any]) -> tuple[Declaration, ...]:
    """The longhands of a block that may hide text."""
    return tuple(entry for node in nodes if node.type == "declaration" for entry in _longhands(node))


def _longhands(node: Any) -> Iterator[Declaration]:
    """The declaration as longhands, without those that the table has as harmless."""
    name = node.lower_name
    if name.startswith("--"):
        return
    properties = known_properties()
    plain = next((name.removeprefix(prefix) for prefix in PREFIXES if name.startswith(prefix)), name)
    kind = properties.get(plain)
    if kind == "harmless":
        return
    value = [part for part in node.value if part.type not in {"whitespace", "comment"}]
    text = " ".join(tinycss2.serialize(node.value).split())
    written = f"{name}: {text if len(text) <= 60 else text[:59] + '…'}"
    if not value:
        return

    for longhand, part in _parts(plain, value):
        who = taken(longhand, part)
        if who is not Taken.BY_NONE:
            yield Declaration(longhand, part, node.important, written, kind is not None and who is Taken.BY_ALL)


def _parts(plain: str, value: Nodes) -> Iterator[tuple[str, Nodes]]:
    """The longhands of a property, each with its part of the value."""
    if plain in {"margin", "padding", "inset"}:
        for side, part in zip(SIDES, _four(value), strict=True):
            if plain != "padding" or side in {"left", "right"}:
                yield side if plain == "inset" else f"{plain}-{side}", [part]
    elif plain in {"margin-inline", "margin-block", "padding-inline", "padding-block", "inset-inline", "inset-block"}:
        box, axis = plain.split("-")
        for side, part in zip(("left", "right") if axis == "inline" else ("top", "bottom"), (value[0], value[-1]), strict=True):
            yield side if box == "inset" else f"{box}-{side}", [part]
    elif plain == "overflow":
        yield "overflow-x", [value[0]]
        yield "overflow-y", [value[-1]]
    elif plain == "font":
        yield from _font(value)
    elif plain == "background":
        yield from _background(value)
    elif plain == "text-decoration":
        yield "text-decoration-line", [part for part in value if part.type == "ident"] or value
        yield "text-decoration-thickness", [part for part in value if part.type in {"dimension", "percentage", "function"}]
    elif plain == "outline":
        yield "outline-width", _widths(value)
    elif plain.startswith("border"):
        yield from _borders(plain, value)
    elif plain == "flex":
        yield from _flex(value)
    elif plain in {"gap", "grid-gap", "grid-column-gap", "column-gap"}:
        yield "column-gap", value[-1:]
    elif plain in {"vertical-align", "baseline-shift"}:
        yield "vertical-align", value
    elif plain == "animation-name":
        yield "animation", value
    elif plain != "word-wrap":
        yield _physical(plain), value


def _widths(value: Nodes) -> Nodes:
    return [part for part in value if part.type in {"dimension", "number"} or (part.type == "function" and colour_of(part) is None)]


def _borders(plain: str, value: Nodes) -> Iterator[tuple[str, Nodes]]:
    """The widths of the shorthands of borders, at each side."""
    sides = [side for side in SIDES if plain in BORDERS[side]]
    widths = _widths(value) if not plain.endswith("width") else value
    if plain in {"border-image", "border-image-slice"}:
        yield "border-image", value
    elif len(widths) > 1 and plain.endswith("width"):
        ends = _four(widths) if plain == "border-width" else (widths[0], widths[-1])
        yield from ((f"border-{side}-width", [width]) for side, width in zip(sides, ends, strict=True))
    else:
        yield from ((f"border-{side}-width", widths[:1]) for side in sides if widths)


def _flex(value: Nodes) -> Iterator[tuple[str, Nodes]]:
    """How much an element of a row grows, and from which width."""
    numbers = [part for part in value if part.type == "number"]
    widths = [part for part in value if part.type in {"dimension", "percentage", "function"}]
    if numbers:
        yield "flex-grow", numbers[:1]
    yield "flex-basis", widths[:1] or numbers[2:3]


def _four(value: Nodes) -> tuple[Any, Any, Any, Any]:
    """The four sides of one to four values."""
    top = value[0]
    right = value[1] if len(value) > 1 else top
    return top, right, value[2] if len(value) > 2 else top, value[3] if len(value) > 3 else right


def _physical(name: str) -> str:
    if name in LOGICAL_AXES:
        return LOGICAL_AXES[name]
    for logical, size in LOGICAL_SIZES.items():
        if name in {logical, f"max-{logical}", f"min-{logical}"}:
            return name.replace(logical, size)
    for box in ("margin", "padding", "inset"):
        side = LOGICAL_SIDES.get(name.removeprefix(f"{box}-")) if name.startswith(f"{box}-") else None
        if side:
            return side if box == "inset" else f"{box}-{side}"
    return name


def _font(value: Nodes) -> Iterator[tuple[str, Nodes]]:
    """Size and height of line of the shorthand `font`."""
    slash = next((at for at, part in enumerate(value) if part == "/"), None)
    sized = [part for part in value[:slash] if part.type in {"dimension", "percentage", "function"} or is_zero(part)]
    words = [part for part in value if part.type == "ident" and part.lower_value in FONT_SIZES]
    size = sized[-1:] or words[:1]
    if size:
        yield "font-size", size
    if slash is not None and value[slash + 1 : slash + 2]:
        yield "line-height", value[slash + 1 : slash + 2]


FONT_SIZES: Mapping[str, float] = {
    "xx-small": 9,
    "x-small": 10,
    "small": 13,
    "medium": 16,
    "large": 18,
    "x-large": 24,
    "xx-large": 32,
    "xxx-large": 48,
}


def is_zero(part: Any) -> bool:
    """Whether a part of a value is the number 0."""
    return bool(part.type == "number" and part.value == 0)


def _background(value: Nodes) -> Iterator[tuple[str, Nodes]]:
    """Colour, pictures and clip of the shorthand `background`."""
    colours = [part for part in value if part.type in {"hash", "function", "ident"} and colour_of(part) is not None]
    current = [part for part in value if part.type == "ident" and part.lower_value == "currentcolor"]
    pictures = [part for part in value if part.type == "url" or (part.type == "function" and part not in colours)]
    clips = [part for part in value if part.type == "ident" and part.lower_value == "text"]
    yield "background-color", (colours or current)[-1:] or [_transparent()]
    yield "background-image", pictures or [_none()]
    yield "background-clip", clips or [_none()]


def _transparent() -> Any:
    return tinycss2.parse_one_component_value("transparent")


def _none() -> Any:
    return tinycss2.parse_one_component_value("none")
