"""What a reading system does not show: elements that a style sheet hides, and how.

Covered: display, visibility, opacity, font-size and font, colour (transparent, or white without a background), boxes of no size that clip
their content, clipping to nothing, text moved far off the page. Rules under @media count if they hold for every screen. Not covered: what
only a dark mode or another condition hides, scripts, transformations.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import cssselect2
import tinycss2
import tinycss2.color4

Declarations = tuple[tuple[str, list[Any], bool], ...]
EVERY_SCREEN = frozenset({"", "all", "screen", "only all", "only screen"})
FAR_OFF = -400.0  # CSS px: more than the width of a phone
PX = {"px": 1.0, "pt": 4 / 3, "em": 16.0, "rem": 16.0, "ex": 8.0, "ch": 8.0, "cm": 37.8, "mm": 3.78, "in": 96.0, "vw": 4.0, "%": 4.0}
SIZES = ("height", "max-height", "width", "max-width")
OFFSETS = ("left", "right", "top", "bottom", "margin-left", "margin-top", "text-indent")
CONCERNED = frozenset(
    {"display", "visibility", "opacity", "font-size", "font", "color", "background", "background-color", "clip", "clip-path", "overflow"}
    | {*SIZES, *OFFSETS}
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """The part of an element's style that decides whether it is seen, inherited by its content; `gone` says why nothing in it is seen."""

    gone: str = ""
    invisible: bool = False
    tiny: bool = False
    pale: str = ""
    ground: bool = False

    @property
    def fault(self) -> str:
        """The declaration that hides the element's own text; "" if it is seen."""
        hidden = self.gone or ("visibility: hidden" if self.invisible else "") or ("font-size: 0" if self.tiny else "")
        return hidden or ("" if self.ground else self.pale)


@dataclass(slots=True)
class Styles:
    """The rules of style sheets that can hide something."""

    matcher: Any = field(default_factory=cssselect2.Matcher)

    @classmethod
    def of(cls, sheets: Iterable[str]) -> "Styles":
        """The rules of the sheets, in order."""
        styles = cls()
        for sheet in sheets:
            for rule in _rules(tinycss2.parse_stylesheet(sheet, skip_comments=True, skip_whitespace=True)):
                styles._add(rule)
        return styles

    def look(self, element: Any, inherited: Look) -> Look:
        """The look of an element (a cssselect2 wrapper) inside a parent with the look `inherited`."""
        if inherited.gone:
            return inherited
        if element.etree_element.get("hidden") is not None:
            return replace(inherited, gone="the attribute hidden")
        matched = [declarations for *_, pseudo, declarations in sorted(self.matcher.match(element), key=lambda m: m[:2]) if pseudo is None]
        own = element.etree_element.get("style")
        if own:
            matched.append(_declarations(tinycss2.parse_blocks_contents(own)))
        values = {name: value for important in (False, True) for rule in matched for name, value, weight in rule if weight is important}
        return _styled(values, inherited) if values else inherited

    def _add(self, rule: Any) -> None:
        declarations = _declarations(tinycss2.parse_blocks_contents(rule.content))
        if not declarations:
            return
        try:
            selectors = cssselect2.compile_selector_list(rule.prelude)
        except cssselect2.SelectorError:
            return  # ::marker for example: not the text of an element
        for selector in selectors:
            self.matcher.add_selector(selector, declarations)


def _rules(nodes: Sequence[Any]) -> Iterator[Any]:
    """The style rules that hold on every screen."""
    for node in nodes:
        if node.type == "qualified-rule":
            yield node
        elif node.type == "at-rule" and node.content and node.lower_at_keyword in {"media", "supports", "layer"}:
            media = tinycss2.serialize(node.prelude).lower().split(",") if node.lower_at_keyword == "media" else [""]
            if any(" ".join(medium.split()) in EVERY_SCREEN for medium in media):
                yield from _rules(tinycss2.parse_rule_list(node.content, skip_comments=True, skip_whitespace=True))


def _declarations(nodes: Sequence[Any]) -> Declarations:
    concerned = (node for node in nodes if node.type == "declaration" and node.lower_name in CONCERNED)
    return tuple((node.lower_name, [part for part in node.value if part.type != "whitespace"], node.important) for node in concerned)


def _styled(values: dict[str, list[Any]], inherited: Look) -> Look:
    return Look(
        gone=_gone(values),
        invisible=_keyword(values, "visibility", {"hidden", "collapse"}, {"visible"}, inherited.invisible),
        tiny=_tiny(values, inherited.tiny),
        pale=_pale(values.get("color"), inherited.pale),
        ground=inherited.ground or any(_is_ground(values[name]) for name in ("background", "background-color") if name in values),
    )


def _gone(values: dict[str, list[Any]]) -> str:
    """The declaration that hides the element with all its content; "" if there is none."""

    def says(name: str, *words: str) -> bool:
        return any(part.type == "ident" and part.lower_value in words for part in values.get(name, ()))

    if says("display", "none"):
        return "display: none"
    if any(part.type in {"number", "percentage"} and part.value <= 0.02 for part in values.get("opacity", ())):
        return "opacity: 0"
    if says("overflow", "hidden", "clip"):
        for name in SIZES:
            if any(_pixels(part) == 0 for part in values.get(name, ())):
                return f"{name}: 0 with overflow: hidden"
    for name in OFFSETS:
        if any((_pixels(part) or 0) <= FAR_OFF for part in values.get(name, ())):
            return f"{name}: {tinycss2.serialize(values[name])}"
    for name in ("clip", "clip-path"):
        if any(part.type == "function" and _clips_all(part) for part in values.get(name, ())):
            return f"{name}: {tinycss2.serialize(values[name])}"
    return ""


def _keyword(values: dict[str, list[Any]], name: str, on: set[str], off: set[str], inherited: bool) -> bool:
    for part in values.get(name, ()):
        if part.type == "ident" and part.lower_value in on | off:
            return part.lower_value in on
    return inherited


def _tiny(values: dict[str, list[Any]], inherited: bool) -> bool:
    """Whether letters have no size. An em of no size has no size."""
    for name in ("font", "font-size"):
        sizes = [_pixels(part) for part in values.get(name, ()) if part.type in {"dimension", "percentage", "number"}]
        if any(size == 0 for size in sizes):
            return True
        absolute = any(part.type == "dimension" and part.lower_unit not in {"em", "ex", "ch"} for part in values.get(name, ()))
        if absolute or any(part.type == "ident" and part.lower_value in {"small", "medium", "large"} for part in values.get(name, ())):
            inherited = False
    return inherited


def _pale(value: list[Any] | None, inherited: str) -> str:
    """The colour that makes letters invisible on a white page; "" for any other."""
    colour = tinycss2.color4.parse_color(value[0]) if value else None
    if colour is None or colour == "currentcolor":
        return inherited
    assert value is not None
    red, green, blue, alpha = colour.to("srgb")
    return f"color: {tinycss2.serialize(value)}" if alpha <= 0.02 or min(red, green, blue) >= 0.98 else ""


def _is_ground(value: list[Any]) -> bool:
    return not any(part.type == "ident" and part.lower_value in {"none", "transparent", "inherit", "initial", "unset"} for part in value)


def _clips_all(function: Any) -> bool:
    """Whether rect() or inset() clips everything: `rect(0, 0, 0, 0)`, `rect(1px 1px 1px 1px)`, `inset(50%)`."""
    numbers = [_pixels(part) for part in function.arguments if part.type in {"number", "dimension", "percentage"}]
    if function.lower_name == "rect":
        return len(numbers) == 4 and len(set(numbers)) == 1
    first = next((part for part in function.arguments if part.type == "percentage"), None)
    return function.lower_name == "inset" and first is not None and first.value >= 50


def _pixels(part: Any) -> float | None:
    """A length in CSS px, roughly; None if it is not a length."""
    if part.type == "number":
        return float(part.value) if part.value == 0 else None
    if part.type == "percentage":
        return float(part.value) * PX["%"]
    if part.type == "dimension":
        return float(part.value) * PX.get(part.lower_unit, 1.0)
    return None
