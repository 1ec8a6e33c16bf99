"""What a reading system does not show: elements that a style sheet hides, and how.

Policy: what is not known to be harmless may hide text. Every property of CSS is in a table (`css_properties.toml`): it hides nothing,
whatever its value, or a judge knows what its values do (`publish.checks.hidden_text`). What is in neither is a doubt, and so is a value
that no judge understands. A sheet is read in each of its states: without the rules of @media, @supports and their kin, with those of each
condition that can hold on a screen, with all; by day and at night. Not covered: what depends on the room that other text leaves, and
scripts.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import cssselect2
import tinycss2

from publish.book.markup import INLINE, local_name
from publish.checks.css_boxes import Box
from publish.checks.css_colours import Colour, colour_of
from publish.checks.css_declarations import FONT_SIZES, SIDES, Declaration, declarations_of
from publish.checks.css_measures import Scale, first_length, length
from publish.checks.css_rules import BOX_PSEUDOS, WITHOUT_LAYER, Rule, read_sheets
from publish.checks.hidden_text import verdicts
from publish.checks.text_colours import coloured
from publish.checks.text_style import LINE, Style

THICK = 8.0  # px: a border or an outline that covers letters
SMALLEST = 6.0  # px, of 16: text of this size or less is not read
SMALLEST_RAISED = 4.0  # a mark in small type
RAISED = frozenset({"sup", "sub"})
MOST_CONDITIONS = 12
LETTER_PSEUDOS = frozenset({"first-line", "first-letter"})
STACKED = ("transform", "opacity", "filter", "mix-blend-mode", "rotate", "scale", "translate", "clip-path")
LONGEST_FADE = 10.0  # seconds
FADING = frozenset({"paused", "infinite", "reverse", "alternate", "alternate-reverse"})
MEASURED = frozenset(
    {"height", "max-height", "width", "max-width", "min-width", "line-clamp", "max-lines", "white-space", "text-wrap", "text-wrap-mode"}
    | {"clip", "font-size"}
)  # what they do depends on the length of the text
MOST_LETTERS = 2000  # a text of more takes more lines than any box has


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """How an element looks, in each state of the sheet."""

    states: tuple[Style, ...] = ()
    gone: str = ""

    @property
    def fault(self) -> str:
        """The declaration that hides the element's own text in any state; "" if it is seen in all."""
        return self.gone or next((style.fault for style in self.states if style.fault), "")

    @property
    def doubts(self) -> tuple[str, ...]:
        """The declarations of which nobody can say, without drawing it, whether they hide the element's text."""
        doubts = (doubt for style in self.states for doubt in (*style.doubts, style.pictured_by, style.pale_in_part) if doubt)
        return tuple(dict.fromkeys(doubts))


@dataclass(frozen=True, slots=True)
class _State:
    """A state of the sheet: the conditions that hold, and whether it is night."""

    conditions: frozenset[str]
    night: bool
    is_old: bool = False
    """Whether the reading system takes no value that only some take."""


@dataclass(slots=True)
class Styles:
    """The rules of style sheets that can hide something."""

    matcher: Any = field(default_factory=cssselect2.Matcher)
    states: tuple[_State, ...] = (_State(frozenset(), night=False),)
    frames: Mapping[str, tuple[tuple[bool, tuple[Declaration, ...]], ...]] = field(default_factory=dict)
    unknown: tuple[str, ...] = ()
    """At-rules and selectors that are not understood."""
    inserted: dict[str, None] = field(default_factory=dict)
    """The words that the sheet writes, with the declaration, as far as elements have shown them."""
    covers: dict[str, None] = field(default_factory=dict)
    """Declarations by which an element without text of its own may cover other text."""
    known: dict[tuple[object, ...], Style] = field(default_factory=dict)
    is_empty: bool = True
    pictures: Mapping[str, tuple[Colour, ...]] = field(default_factory=dict)
    """The shades of the pictures that a sheet can name, by their addresses."""

    @classmethod
    def of(cls, sheets: Iterable[str], pictures: Mapping[str, tuple[Colour, ...]] | None = None) -> "Styles":
        """The rules of the sheets, in order. `pictures` are the shades of those that they name, by their addresses."""
        sheet = read_sheets(sheets)
        states = tuple(_states(sheet.rules))
        styles = cls(frames=sheet.frames, unknown=sheet.unknown, is_empty=not sheet.rules, states=states, pictures=pictures or {})
        for rule in sheet.rules:
            for selector in rule.selectors:
                styles.matcher.add_selector(selector, rule)
        return styles

    @property
    def is_harmless(self) -> bool:
        """Whether no rule of the sheets can hide anything, and all is understood."""
        return self.is_empty and not self.frames and not self.unknown

    def afresh(self) -> "Styles":
        """The same rules, which no element has shown anything of yet."""
        return replace(self, inserted={}, covers={}, known={})

    def look(self, element: Any, inherited: Look) -> Look:
        """The look of an element (a cssselect2 wrapper) inside a parent with the look `inherited`."""
        if inherited.gone:
            return inherited
        node = element.etree_element
        if node.get("hidden") is not None:
            return replace(inherited, gone="the attribute hidden")
        own = node.get("style")
        if self.is_empty and not own:
            return inherited
        matched = sorted(self.matcher.match(element), key=lambda match: match[:2])
        inner = declarations_of(tinycss2.parse_blocks_contents(own)) if own else ()
        if not matched and not inner:
            return inherited
        rules: dict[str | None, list[Rule]] = {}
        for *_, pseudo, rule in matched:
            rules.setdefault(pseudo, []).append(rule)
        before = inherited.states or tuple(Style(night=state.night) for state in self.states)
        styles = tuple(self._style(node, rules, inner, style, state) for style, state in zip(before, self.states, strict=True))
        return Look(states=styles)

    def _style(
        self, node: Any, rules: Mapping[str | None, Sequence[Rule]], inner: tuple[Declaration, ...], outer: Style, state: _State
    ) -> Style:
        """The style of an element in one state. Elements with the same rules inside the same style share theirs."""
        if outer.gone:
            return outer
        holding = {
            pseudo: tuple(rule for rule in matched if state.conditions.issuperset(rule.conditions)) for pseudo, matched in rules.items()
        }
        name = local_name(node)
        is_measured = bool(inner) or any(not MEASURED.isdisjoint(rule.names) for rule in holding.get(None, ()))
        text = "".join(map(str, node.itertext())) if is_measured else "x" if any(not part.isspace() for part in node.itertext()) else ""
        letters = len(" ".join(text.split()))
        key = (outer, tuple(sorted((pseudo or "", tuple(map(id, matched))) for pseudo, matched in holding.items())), tuple(map(id, inner)))
        shared = (*key, name in RAISED, name in INLINE, min(letters, MOST_LETTERS))
        if shared not in self.known or inner:
            self.known[shared] = self._computed(node, holding, inner, outer, state, _longest_line(text) if name == "pre" else letters)
        return self.known[shared]

    def _computed(
        self,
        node: Any,
        rules: Mapping[str | None, Sequence[Rule]],
        inner: tuple[Declaration, ...],
        outer: Style,
        state: _State,
        letters: int,
    ) -> Style:
        values = _cascaded(rules.get(None, ()), inner, is_old=state.is_old)
        style = self._styled(local_name(node), values, outer, letters)
        for pseudo, matched in rules.items():
            if style.gone or pseudo is None:
                continue
            of_pseudo = _cascaded(matched, is_old=state.is_old)
            if pseudo in LETTER_PSEUDOS:
                part = self._styled("span", of_pseudo, style, 1)
                if part.fault and not style.fault:
                    style = replace(style, gone=f"::{pseudo}, {part.fault}")
                style = replace(style, doubts=tuple(dict.fromkeys((*style.doubts, *part.doubts))))
            elif pseudo in BOX_PSEUDOS:
                style = self._with_pseudo(pseudo, of_pseudo, style)
        if letters == 0 and node.find(".//{*}img") is None and values and _is_stacked(values) and _paints(values):
            self.covers.update(dict.fromkeys(values[name].written for name in ("position",) if name in values))
        return style

    def _styled(self, name: str, values: Mapping[str, Declaration], outer: Style, letters: int) -> Style:
        """The style of an element, or of a pseudo-element, with these values."""
        if not values:
            return outer
        style = _sized(values, outer)
        words = values["display"].words if "display" in values else frozenset()
        is_block = (name not in INLINE and "inline" not in words) or bool(
            words & {"block", "inline-block", "list-item", "table-cell", "flex", "grid"}
        )
        box = Box(values=values, size=style.size, line=style.line, is_block=is_block, letters=lambda: letters)
        gone, doubts = "", list(style.doubts)
        for is_sure, written in verdicts(box):
            if is_sure and written == _written(values, "line-height"):
                style = replace(style, crowded=written)
            elif is_sure:
                gone = gone or written
            else:
                doubts.append(written)
        if "animation" in values and not gone:
            gone = self._hidden_in_motion(name, values, style, letters)
        style = replace(style, gone=gone, doubts=tuple(dict.fromkeys(doubts)), invisible=_visibility(values, style.invisible))
        return coloured(values, replace(style, small=_small(style, is_raised=name in RAISED or "vertical-align" in values)), self.pictures)

    def _hidden_in_motion(self, name: str, values: Mapping[str, Declaration], style: Style, letters: int) -> str:
        """The animation that leaves text hidden; "" if none does. A fade from nothing that soon ends hides none."""
        declared = [entry for key, entry in values.items() if key.startswith("animation")]
        words = frozenset[str]().union(*(entry.words for entry in declared))
        names = {tinycss2.serialize([part]).strip("\"'") for part in values["animation"].value}
        seconds = [length_in_seconds(part) for entry in declared for part in entry.value]
        ends = not words & FADING and sum(filter(None, seconds)) <= LONGEST_FADE and "animation-timeline" not in values
        still = {key: entry for key, entry in values.items() if not key.startswith("animation")}
        for frame_name in names & self.frames.keys():
            for is_first, frame in self.frames[frame_name]:
                if (
                    not (is_first and ends)
                    and self._styled(name, {**still, **{entry.name: entry for entry in frame}}, style, letters).fault
                ):
                    return values["animation"].written
        return ""

    def _with_pseudo(self, pseudo: str, values: Mapping[str, Declaration], style: Style) -> Style:
        """The style of an element before or after whose text the sheet inserts a box."""
        content = values.get("content")
        if content is None or content.words & {"none", "normal", "no-open-quote"}:
            return style
        written = "".join(str(part.value) for part in content.value if part.type == "string")
        if any(character.isalnum() for character in written) or any(getattr(part, "lower_name", "") == "attr" for part in content.value):
            shown = self._styled("span", {key: entry for key, entry in values.items() if key != "content"}, style, len(written))
            if not shown.fault:
                self.inserted[f"::{pseudo}, {content.written}"] = None
        scale = Scale(em=style.size)
        if not _is_stacked(values) or (_first(values, "z-index", scale) or 0) < 0:
            return style
        sizes = [_first(values, name, scale) for name in ("width", "height")]
        is_thin = any(size is not None and 0 <= size <= 0.4 * style.size for size in sizes)
        is_badge = all(size is not None and size <= 2.3 * style.size for size in sizes)
        by = _written(values, "position") or next((values[name].written for name in STACKED if name in values), "")
        if is_thin or is_badge:
            return style
        if _paints(values) or len(written) > 3:
            return replace(style, gone=f"::{pseudo}, {by}")
        if any(
            part.type in {"url", "function"} and getattr(part, "lower_name", "") not in {"counter", "counters", "attr"}
            for part in content.value
        ):
            return replace(style, doubts=(*style.doubts, f"::{pseudo}, {content.written}"))
        return style


def length_in_seconds(part: Any) -> float:
    """A duration in seconds; 0 for anything else."""
    if part.type != "dimension" or part.lower_unit not in {"s", "ms"}:
        return 0.0
    return float(part.value) / (1000 if part.lower_unit == "ms" else 1)


def _states(rules: Sequence[Rule]) -> Iterator[_State]:
    """The states in which the sheet is read."""
    chains = dict.fromkeys(rule.conditions for rule in rules if rule.conditions)
    names = {entry.name for rule in rules for entry in rule.declarations}
    nights = (False, True) if names & {"color", "background-color", "text-fill-color", "color-scheme", "box-shadow"} else (False,)
    conditions = [frozenset[str]()]
    if len(chains) <= MOST_CONDITIONS:
        conditions.extend(frozenset(chain) for chain in chains)
    if len(chains) > 1:
        conditions.append(frozenset(condition for chain in chains for condition in chain))
    for holding in dict.fromkeys(conditions):
        schemes = {
            night
            for night, word in ((False, "light"), (True, "dark"))
            if any(f"prefers-color-scheme: {word}" in condition.replace(":", ": ").replace(":  ", ": ") for condition in holding)
        }
        for night in nights:
            if not schemes or night in schemes:
                yield _State(holding, night)
        if schemes == {True} and nights == (False,):
            yield _State(holding, night=True)
    if not all(entry.is_known for rule in rules for entry in rule.declarations):
        yield _State(conditions[-1], night=False, is_old=True)


def _cascaded(rules: Sequence[Rule], inner: Sequence[Declaration] = (), *, is_old: bool = False) -> dict[str, Declaration]:
    """The declaration that holds for each property (CSS Cascade 5, section 6.1): the last of the last layer, before all others an important
    one, there of the first layer. `rules` are in order, `inner` are those of the element itself.
    """
    layered = [*((rule.layer, rule.declarations) for rule in rules), (WITHOUT_LAYER, inner)]
    values: dict[str, Declaration] = {}
    for important in (False, True):
        for _, block in sorted(layered, key=lambda entry: entry[0], reverse=important) if len(layered) > 2 else layered:
            for entry in block:
                if entry.important is important and (entry.is_known or not is_old):
                    values.pop(entry.name, None)
                    values[entry.name] = entry
    return values


def _written(values: Mapping[str, Declaration], name: str) -> str:
    return values[name].written if name in values else ""


def _first(values: Mapping[str, Declaration], name: str, scale: Scale) -> float | None:
    return first_length(values[name].value, scale) if name in values else None


def _longest_line(text: str) -> int:
    return max(map(len, text.splitlines()), default=0)


def _is_stacked(values: Mapping[str, Declaration]) -> bool:
    """Whether a box is painted over the text beside it, and stands where text may be."""
    words = values["position"].words if "position" in values else frozenset()
    if words & {"absolute", "fixed"}:
        return True
    is_above = bool(words & {"relative", "sticky"}) or any(name in values for name in STACKED)
    moved = [abs(distance) for side in SIDES if (distance := _first(values, side, Scale())) is not None]
    moved += [-distance for side in SIDES if (distance := _first(values, f"margin-{side}", Scale())) is not None]
    return is_above and any(distance > 6 for distance in moved)


def _paints(values: Mapping[str, Declaration]) -> bool:
    """Whether a box is not seen through."""
    ground = values.get("background-color")
    colour = next((colour for part in ground.value if (colour := colour_of(part))), None) if ground else None
    picture = "background-image" in values and not values["background-image"].words & {"none"}
    return (
        (colour is not None and colour[3] > 0.25)
        or picture
        or "box-shadow" in values
        or "backdrop-filter" in values
        or any((_first(values, name, Scale()) or 0) > THICK for name in ("outline-width", *(f"border-{side}-width" for side in SIDES)))
        or (ground is not None and "currentcolor" in ground.words)
    )


# --- what inner elements inherit --------------------------------------------------------------------------------------------------------


def _sized(values: Mapping[str, Declaration], outer: Style) -> Style:
    """The style with the size of type and the height of line that the values give."""
    size, zoom, by = outer.size, outer.zoom, outer.sized_by
    line, crowded = outer.line, outer.crowded
    if "font-size" in values:
        size = max(0.0, _font_size(values["font-size"], outer.size))
        by = values["font-size"].written if outer.size or not by else by  # an em of no size has no size
    if "zoom" in values:
        share = first_length(values["zoom"].value, Scale(whole=1))
        zoom, by = zoom * (share if share is not None else 1.0), values["zoom"].written if share is not None and share < 1 else by
    for name in ("font-size-adjust", "text-size-adjust"):
        share = _first(values, name, Scale(whole=1))
        if share is not None and share < (0.25 if name == "font-size-adjust" else 0.7):
            zoom, by = zoom * share * (2 if name == "font-size-adjust" else 1), values[name].written
    if "line-height" in values:
        part = values["line-height"].value[0]
        height = length(part, Scale(em=size, whole=size))
        line = LINE if height is None else height if part.type == "number" else height / max(size, 0.01)
        crowded = ""
    return replace(outer, size=size, zoom=zoom, sized_by=by, line=line, crowded=crowded)


def _font_size(declaration: Declaration, outer: float) -> float:
    part = declaration.value[0]
    if part.type == "ident":
        word = part.lower_value
        return outer * {"smaller": 0.83, "larger": 1.2}.get(word, 1.0) if word not in FONT_SIZES else float(FONT_SIZES[word])
    size = length(part, Scale(em=outer, whole=outer))
    return outer if size is None else size


def _small(style: Style, *, is_raised: bool) -> str:
    shown = style.size * style.zoom
    if shown <= (SMALLEST_RAISED if is_raised else SMALLEST) - 0.01:
        return style.sized_by.replace("font-size: 0px", "font-size: 0")
    return ""


def _visibility(values: Mapping[str, Declaration], outer: str) -> str:
    words = values["visibility"].words if "visibility" in values else frozenset()
    if words & {"hidden", "collapse"}:
        return f"visibility: {' '.join(sorted(words))}"
    return "" if words & {"visible", "initial"} else outer
