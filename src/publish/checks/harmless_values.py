"""Values of CSS that hide no text, whatever element has them and whatever stands beside it."""

from collections.abc import Callable, Mapping, Sequence

import tinycss2

from publish.checks.css_declarations import SIDES, Declaration, is_zero
from publish.checks.css_measures import Scale, first_length, length

NEUTRAL = frozenset({"none", "normal", "auto", "initial", "unset", "inherit", "revert", "revert-layer", "medium", "0"})
SHOWN = frozenset(
    {"block", "inline", "inline-block", "list-item", "table", "inline-table", "table-row", "table-row-group", "table-header-group"}
    | {"table-footer-group", "table-cell", "table-caption", "flex", "inline-flex", "grid", "inline-grid", "flow", "flow-root", "contents"}
    | {"ruby", "ruby-text", "ruby-base", "run-in", "compact", "math", "box", "inline-box", "flexbox", "initial", "unset", "inherit"}
    | {
        "revert",
        "revert-layer",
        "footnote",
        "-webkit-box",
        "-webkit-inline-box",
        "-webkit-flex",
        "-ms-flexbox",
        "-moz-box",
        "oeb-page-head",
    }
)
INLINE_SUBJECTS = frozenset(
    {"sup", "sub", "code", "a", "noteref", "between-marks", "backlink", "em", "strong", "small", "span", "q", "abbr"}
)
FAR = 200.0  # px
GRID_PLACES = frozenset(f"grid-{axis}{end}" for axis in ("row", "column") for end in ("", "-start", "-end"))


def is_harmless(declaration: Declaration, subjects: Sequence[frozenset[str]] = ()) -> bool:
    """Whether a declaration hides nothing, whatever element has it and whatever else is declared. `subjects` are what the rule selects."""
    name, value, words = declaration.name, declaration.value, declaration.words
    if not declaration.is_known:
        return False
    if not value:
        return True
    if name == "line-height" and subjects and all(subject & INLINE_SUBJECTS for subject in subjects):
        return True
    if name in HARMLESS:
        return HARMLESS[name](declaration)
    if name in BETWEEN:
        least, most = BETWEEN[name]
        sizes = [length(part, Scale()) for part in value]
        return all(
            (size is None and part.type == "ident") or (size is not None and least < size < most)
            for size, part in zip(sizes, value, strict=True)
        )
    return len(value) == 1 and bool(words) and words <= NEUTRAL


EM = 16.0
BETWEEN: Mapping[str, tuple[float, float]] = {
    **dict.fromkeys(SIDES, (-1.2 * EM, 1.2 * EM)),
    "margin-top": (-1.05 * EM, 1e6),
    "margin-bottom": (-1.05 * EM, 1e6),
    "margin-left": (-4 * EM, FAR),
    "margin-right": (-4 * EM, FAR),
    "padding-left": (-1, FAR),
    "padding-right": (-1, FAR),
    "text-indent": (-4 * EM, FAR),
    "vertical-align": (-1.5 * EM, 1.5 * EM),
    "letter-spacing": (-0.12 * EM, 2 * EM),
    "word-spacing": (-0.15 * EM, 5 * EM),
    "tab-size": (-1, 16),
    "outline-width": (-1, 1e6),
    "text-decoration-thickness": (-1, 0.3 * EM),
    "outline-offset": (-0.1, 1e6),
    "text-underline-offset": (-0.2 * EM, 1e6),
    "initial-letter": (0, 10),
    "column-count": (0, 5),
    "columns": (0, 1e6),
    "column-width": (6 * EM, 1e6),
    "order": (-0.5, 0.5),
    "perspective": (100, 1e6),
}


def _sized(declaration: Declaration) -> bool:
    for part in declaration.value:
        if part.type == "ident":
            if part.lower_value in {"xx-small", "x-small"}:
                return False
            continue
        size = length(part, Scale(whole=EM))
        least = 0.649 * EM if part.type == "percentage" or getattr(part, "lower_unit", "") in {"em", "rem", "ex", "ch"} else 0.6 * EM
        if size is None or size < least:
            return False
    return True


def _spaced(declaration: Declaration) -> bool:
    for part in declaration.value:
        if part.type == "ident":
            continue
        size = length(part, Scale(whole=EM))
        ratio = size / (1 if part.type == "number" else EM) if size is not None else 0.0
        if not 0.8 <= ratio <= 8:
            return False
    return True


def _has_a_line(declaration: Declaration) -> bool:
    """Whether a height leaves room for a line, or is not limited."""
    height = first_length(declaration.value, Scale(whole=1e6))
    return height is None or height >= EM


def _writes(declaration: Declaration) -> bool:
    """Whether `content` has words, or a picture that may stand for an element."""
    if any(
        part.type == "url" or (part.type == "function" and part.lower_name not in {"counter", "counters"}) for part in declaration.value
    ):
        return True
    return any(character.isalnum() for part in declaration.value if part.type == "string" for character in part.value)


def _spans(declaration: Declaration) -> bool:
    """Whether a placement in a grid gives no place, only how many tracks are spanned, or all columns: nothing is laid over anything."""
    written = " ".join(tinycss2.serialize([part]).lower() for part in declaration.value)
    is_whole_row = declaration.name == "grid-column" and written == "1 / -1"
    return is_whole_row or all(line in NEUTRAL or line.startswith("span ") for line in written.split(" / "))


def _wraps(declaration: Declaration) -> bool:
    return not declaration.words & {"nowrap", "pre"}


HARMLESS: Mapping[str, Callable[[Declaration], bool]] = {
    "display": lambda declared: declared.words <= SHOWN and bool(declared.words),
    "visibility": lambda declared: declared.words <= {"visible", "inherit", "initial", "unset"},
    "opacity": lambda declared: (first_length(declared.value, Scale(whole=1)) or 0) >= 0.999,
    "position": lambda declared: declared.words <= {"static", "relative", "sticky", "initial", "unset", "inherit"},
    "all": lambda _: True,
    "content": lambda declared: not _writes(declared),
    "font-size": _sized,
    "zoom": lambda declared: (first_length(declared.value, Scale(whole=1)) or 1.0) >= 0.7,
    "font-size-adjust": lambda declared: not 0 < (first_length(declared.value, Scale()) or 0.5) < 0.25,
    "text-size-adjust": lambda declared: (
        (first_length(declared.value, Scale(whole=1)) or 1.0) >= 0.7 and not any(map(is_zero, declared.value))
    ),
    "line-height": _spaced,
    "color": lambda declared: declared.words <= {"inherit", "currentcolor", "unset", "canvastext", "initial"} and bool(declared.words),
    "text-fill-color": lambda declared: declared.words <= {"inherit", "currentcolor", "unset"} and bool(declared.words),
    "text-stroke": lambda declared: (first_length(declared.value, Scale()) or 0) <= 0.05 * EM,
    "text-stroke-width": lambda declared: (first_length(declared.value, Scale()) or 0) <= 0.05 * EM,
    "text-stroke-color": lambda _: True,
    "background-color": lambda declared: (
        declared.words <= {"none", "transparent", "inherit", "initial", "unset", "canvas"} and bool(declared.words)
    ),
    "background-image": lambda declared: not any(part.type == "function" for part in declared.value),  # what a picture shows is not known
    "background-clip": lambda _: True,
    "background-blend-mode": lambda _: True,
    "box-shadow": lambda declared: "inset" not in declared.words,
    "color-scheme": lambda declared: declared.words not in ({"dark"}, {"only", "dark"}),
    "mix-blend-mode": lambda declared: declared.words <= {"normal", "multiply", "darken", "color-burn", "inherit", "initial", "unset"},
    "overflow-x": lambda declared: not declared.words & {"hidden", "clip", "-moz-hidden-unscrollable"},
    "overflow-y": lambda declared: not declared.words & {"hidden", "clip", "-moz-hidden-unscrollable"},
    "height": _has_a_line,
    "max-height": _has_a_line,
    "width": lambda _: True,
    "max-width": lambda _: True,
    "white-space": _wraps,
    "white-space-collapse": lambda _: True,
    "text-wrap": _wraps,
    "text-wrap-mode": _wraps,
    "text-overflow": lambda _: True,
    "contain": lambda declared: not declared.words & {"size", "strict", "inline-size"},
    "text-decoration-line": lambda _: True,
    "text-decoration": lambda _: True,
    "transform-origin": lambda _: True,
    "hyphenate-character": lambda declared: not any(char.isalnum() for part in declared.value for char in str(getattr(part, "value", ""))),
    "text-security": lambda declared: declared.words <= {"none", "initial", "unset"},
    "unicode-bidi": lambda declared: not declared.words & {"bidi-override", "isolate-override"},
    "box-reflect": lambda _: True,
    **dict.fromkeys(GRID_PLACES, _spans),
    "flex-direction": lambda declared: not any(word.endswith("-reverse") for word in declared.words),
    "z-index": lambda _: True,
    "offset": lambda declared: declared.words <= {"none", "auto"},
    "animation": lambda declared: bool(declared.words) and declared.words <= NEUTRAL,
}
