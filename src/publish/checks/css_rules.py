"""The declarations of style sheets that may hide text, each with the conditions under which it holds.

Policy: a declaration that hides nothing in any place is left out, and so is one of a kind of which the sheets have only such: a book whose
sheets hide nothing costs almost nothing to judge.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import cssselect2
import tinycss2

from publish.book.css import rules_of
from publish.checks.css_declarations import SIDES, Declaration, Nodes, declarations_of
from publish.checks.css_measures import Scale, first_length
from publish.checks.harmless_values import is_harmless

UNREAD_MEDIA = frozenset(
    {"print", "speech", "aural", "braille", "embossed", "tty", "tv", "handheld", "projection", "amzn-mobi", "amzn-mobi7", "none", "mobi"}
)
EVERY_SCREEN = frozenset({"", "all", "screen", "only all", "only screen"})
GROUPED = frozenset({"media", "supports", "layer", "container", "scope", "document"})
UNJUDGED = frozenset(
    {"font-face", "page", "namespace", "charset", "counter-style", "font-feature-values", "font-palette-values", "property", "import"}
    | {"starting-style", "viewport", "-ms-viewport", "view-transition", "color-profile", "keyframes", "-webkit-keyframes", "-moz-keyframes"}
    | {"-o-keyframes", "layer", "position-try"}
)
BOX_PSEUDOS = frozenset({"before", "after"})
UNJUDGED_PSEUDOS = ("::marker", "::selection", "::backdrop", "::placeholder", "::-moz", "::-ms")
WITHOUT_TEXT = frozenset(
    {"img", "image", "svg", "hr", "br", "wbr", "video", "audio", "source", "picture", "object", "iframe", "col", "colgroup"}
)
WIDEST = 4000.0  # px: no screen for reading is wider
NARROWEST = 200.0
WITHOUT_LAYER = 1000
PLACED = frozenset({"position", "z-index", *SIDES})
ROOMS = frozenset(
    {"overflow-x", "overflow-y", "height", "max-height", "width", "max-width", "white-space", "text-wrap", "text-wrap-mode", "line-clamp"}
    | {"max-lines", "contain", "white-space-collapse", "min-width", "border-left-width", "border-right-width", "columns", "column-count"}
    | {"column-gap", "flex-basis", "flex-grow", "aspect-ratio"}
)
COLOURS = frozenset(
    {
        "color",
        "backdrop-filter",
        "text-fill-color",
        "text-stroke",
        "text-stroke-width",
        "background",
        "background-color",
    }
    | {"background-image", "background-clip", "box-shadow", "color-scheme", "mix-blend-mode", "filter", "opacity"}
)
SIZES = frozenset({"font-size", "zoom", "font-size-adjust", "text-size-adjust"})
DYNAMIC = frozenset(
    {"hover", "focus", "active", "visited", "link", "any-link", "target", "focus-visible", "focus-within", "checked", "enabled"}
)


@dataclass(frozen=True, slots=True, eq=False)
class Rule:
    """Selectors with the declarations that may hide text. `conditions` are the preludes of the groups around it."""

    selectors: tuple[Any, ...]
    declarations: tuple[Declaration, ...]
    conditions: tuple[str, ...]
    names: frozenset[str]
    layer: int
    """The place of its layer in the cascade; a rule without one comes after all layers."""


@dataclass(frozen=True, slots=True)
class _Written:
    """A rule whose selectors are not compiled yet. `subjects` are the names in the last part of each selector."""

    prelude: Nodes
    declarations: tuple[Declaration, ...]
    conditions: tuple[str, ...]
    subjects: tuple[frozenset[str], ...]
    layer: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """The rules of style sheets, the frames of their animations, and what in them is not understood."""

    rules: tuple[Rule, ...]
    frames: Mapping[str, tuple[tuple[bool, tuple[Declaration, ...]], ...]]
    """By the name of an animation: whether a frame is its first, and what it declares."""
    unknown: tuple[str, ...]


def read_sheets(sheets: Iterable[str]) -> Sheet:
    """The rules of the sheets, in order, without those of kinds that hide nothing anywhere."""
    reading = _Reading([], {}, [])
    for sheet in sheets:
        reading.read(rules_of(sheet), ())
    declared = [(rule, declaration) for rule in reading.rules for declaration in rule.declarations]
    active = {group_of(declaration.name) for rule, declaration in declared if not is_harmless(declaration, rule.subjects)}
    if reading.frames:  # what an animation changes matters as much
        active |= {group_of(entry.name) for frames in reading.frames.values() for _, frame in frames for entry in frame}
    if active:
        active.add("content")  # a box that covers text has one
    rules = []
    for rule in reading.rules:
        is_box = any(subject & BOX_PSEUDOS for subject in rule.subjects)
        declarations = tuple(entry for entry in rule.declarations if (is_box and active) or group_of(entry.name) in active)
        selectors = reading.selectors(rule) if declarations else ()
        if selectors:
            rules.append(Rule(selectors, declarations, rule.conditions, frozenset(entry.name for entry in declarations), rule.layer))
    frames = {name: tuple(frames) for name, frames in reading.frames.items()}
    return Sheet(rules=tuple(rules), frames=frames, unknown=tuple(dict.fromkeys(reading.unknown)))


def group_of(name: str) -> str:
    """The kind of a property whose values are judged together."""
    for group, names in (("place", PLACED), ("room", ROOMS), ("colour", COLOURS), ("size", SIZES)):
        if name in names:
            return group
    for start in ("margin", "padding", "text-decoration", "outline", "mask", "transform", "offset"):
        if name.startswith(start):
            return start
    return name


@dataclass(slots=True)
class _Reading:
    rules: list[_Written]
    frames: dict[str, list[tuple[bool, tuple[Declaration, ...]]]]
    unknown: list[str]
    layers: dict[str, int] = field(default_factory=dict)

    def read(self, nodes: Sequence[Any], conditions: tuple[str, ...], layer: str = "") -> None:
        for node in nodes:
            if node.type == "qualified-rule":
                self._block(tinycss2.parse_blocks_contents(node.content), node.prelude, conditions, layer)
            elif node.type == "at-rule":
                self._at_rule(node, conditions, layer)

    def _at_rule(self, node: Any, conditions: tuple[str, ...], layer: str, inside: Nodes | None = None) -> None:
        """An at-rule; `inside` are the selectors of the rule that it stands in."""
        keyword = node.lower_at_keyword
        if keyword.endswith("keyframes") and node.content:
            name = tinycss2.serialize(node.prelude).strip().strip("\"'")
            for frame in tinycss2.parse_rule_list(node.content, skip_comments=True, skip_whitespace=True):
                if frame.type == "qualified-rule":
                    at = {part.strip().lower() for part in tinycss2.serialize(frame.prelude).split(",")}
                    declared = declarations_of(tinycss2.parse_blocks_contents(frame.content))
                    self.frames.setdefault(name, []).append((at <= {"from", "0%", "0"}, declared))
        elif keyword in GROUPED and node.content:
            further = _conditions(node)
            if further is None:
                return
            if keyword == "layer":
                layer = f"{layer}.{tinycss2.serialize(node.prelude).strip() or len(self.layers)}"
                self.layers.setdefault(layer, len(self.layers))
            if inside is None:
                nodes = tinycss2.parse_rule_list(node.content, skip_comments=True, skip_whitespace=True)
                self.read(nodes, conditions + further, layer)
            else:
                self._block(tinycss2.parse_blocks_contents(node.content), inside, conditions + further, layer)
        elif keyword == "layer":
            for name in tinycss2.serialize(node.prelude).split(","):
                self.layers.setdefault(f"{layer}.{name.strip()}", len(self.layers))
        elif keyword not in UNJUDGED:
            self.unknown.append(f"@{node.at_keyword}")

    def _block(self, contents: Sequence[Any], prelude: Nodes, conditions: tuple[str, ...], layer: str) -> None:
        """What a rule declares, and the rules that stand in it."""
        self._declared(declarations_of(contents), prelude, conditions, layer)
        for part in contents:
            if part.type == "qualified-rule":
                self._block(tinycss2.parse_blocks_contents(part.content), _nested(part.prelude, prelude), conditions, layer)
            elif part.type == "at-rule":
                self._at_rule(part, conditions, layer, prelude)

    def _declared(self, declarations: tuple[Declaration, ...], prelude: Nodes, conditions: tuple[str, ...], layer: str) -> None:
        if not declarations:
            return
        prelude, is_dynamic = _without_states(prelude)
        subjects = tuple(_subject(part) for part in _selectors(prelude))
        if not all(len(subject) == 1 and subject <= WITHOUT_TEXT for subject in subjects):
            holding = (*conditions, "what a reader does") if is_dynamic else conditions
            self.rules.append(_Written(prelude, declarations, holding, subjects, self.layers.get(layer, WITHOUT_LAYER)))

    def selectors(self, rule: _Written) -> tuple[Any, ...]:
        """The compiled selectors of a rule that can match text; none if they are not understood, which is told."""
        try:
            selectors = cssselect2.compile_selector_list(rule.prelude)
        except (cssselect2.SelectorError, AttributeError):  # tinycss2 1.5 raises AttributeError for “2n+”
            written = " ".join(tinycss2.serialize(rule.prelude).split())
            if not any(mark in written.lower() for mark in UNJUDGED_PSEUDOS):
                self.unknown.append(written)
            return ()
        return tuple(selector for selector in selectors if (selector.local_name or "") not in WITHOUT_TEXT or selector.pseudo_element)


def _conditions(node: Any) -> tuple[str, ...] | None:
    """The condition of a group of rules; none for what always holds on a screen, None for what never does."""
    keyword, prelude = node.lower_at_keyword, " ".join(tinycss2.serialize(node.prelude).lower().split())
    if keyword == "media":
        media = [medium for medium in map(str.strip, prelude.split(",")) if not _is_never(medium)]
        if not media:
            return None
        prelude = "" if any(medium in EVERY_SCREEN for medium in media) else prelude
    return (f"@{keyword} {prelude}".strip(),) if prelude or keyword != "media" else ()


def _nested(prelude: Nodes, outer: Nodes) -> Nodes:
    """The selectors of a rule that stands in another one, as they would be written outside of it (CSS Nesting 1, section 3)."""
    parent = tinycss2.parse_component_value_list(f":is({tinycss2.serialize(outer).strip()})")
    written: Nodes = []
    for selector in _selectors(prelude):
        parts = [part for part in selector if part.type != "comment"]
        while parts and parts[0].type == "whitespace":
            parts.pop(0)
        if "&" not in parts:
            parts = [*parent, *tinycss2.parse_component_value_list(" "), *parts]
        written += [*([","] if written else []), *(node for part in parts for node in (parent if part == "&" else [part]))]
    return [tinycss2.parse_one_component_value(",") if part == "," else part for part in written]


def _selectors(prelude: Nodes) -> Iterator[Nodes]:
    """The selectors of a list."""
    part: Nodes = []
    for node in prelude:
        if node == ",":
            yield part
            part = []
        else:
            part.append(node)
    yield part


def _subject(selector: Nodes) -> frozenset[str]:
    """The names in the last part of a selector: element, classes, pseudo-classes."""
    names: set[str] = set()
    for node in reversed(selector):
        if node.type == "whitespace" and not names:
            continue
        if node.type == "whitespace" or node in (">", "+", "~"):
            break
        if node.type in {"ident", "function"}:
            names.add(node.lower_value if node.type == "ident" else node.lower_name)
    return frozenset(names)


def _without_states(prelude: Sequence[Any]) -> tuple[Nodes, bool]:
    """A selector without the pseudo-classes of what a reader does, which may hold or not."""
    kept: Nodes = []
    dropped = False
    for at, node in enumerate(prelude):
        word = getattr(node, "lower_value", "") if node.type == "ident" else ""
        if word in DYNAMIC and at and prelude[at - 1] == ":" and not (at > 1 and prelude[at - 2] == ":"):
            kept.pop()
            if not kept or kept[-1].type == "whitespace" or kept[-1] in (",", ">", "+", "~"):
                kept.extend(tinycss2.parse_component_value_list("*"))
            dropped = True
        else:
            kept.append(node)
    return kept, dropped


def _is_never(medium: str) -> bool:
    """Whether a media query holds on no screen for reading."""
    words = medium.replace("(", " ( ").replace(")", " ) ").split()
    negated = words[:1] == ["not"]
    words = [word for word in words if word not in {"only", "not"}] if words else []
    kind = words[0] if words and words[0] != "(" else ""
    if negated:
        return medium in {"not all", "not screen"}
    if kind in UNREAD_MEDIA:
        return True
    for node in tinycss2.parse_component_value_list(medium):
        if node.type == "() block":
            parts = [part for part in node.content if part.type != "whitespace"]
            limit = first_length(parts, Scale())
            feature = parts[0].lower_value if parts and parts[0].type == "ident" else ""
            if limit is not None and ((feature == "min-width" and limit > WIDEST) or (feature == "max-width" and limit < NARROWEST)):
                return True
    return False
