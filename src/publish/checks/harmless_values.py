"""Values of CSS that hide no text, whatever element has them and whatever stands beside it."""

from collections.abc import Callable, Mapping, Sequence

import tinycss2

from publish.checks.css_declarations import SIDES, Declaration, is_zero
from publish.checks.css_measures import Scale, first_length, length
from publish.checks.css_values import EVERYWHERE, keywords_of, without_prefix

NEUTRAL = frozenset({"none", "normal", "auto", "initial", "unset", "inherit", "revert", "revert-layer", "medium", "0"})
SHOWN = keywords_of("display") - {"none", "table-column", "table-column-group", "ruby-text", "footnote", "compact", "math"}
INLINE_SUBJECTS = frozenset(
    {"sup", "sub", "code", "a", "noteref", "between-marks", "backlink", "em", "cite", "strong", "small", "span", "q", "abbr"}
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
        sizes = [length(part, Scale(whole=1.4 * EM) if name == "vertical-align" else Scale()) for part in value]
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
    "outline-width": (-1, 2 * EM),
    "text-decoration-thickness": (-1, 0.3 * EM),
    "outline-offset": (-0.1, 1e6),
    "initial-letter": (0, 10),
    "column-count": (0, 3.5),
    **{f"border-{side}-width": (-1, 0.5 * EM) for side in SIDES},
    "column-gap": (-1, 4 * EM),
    "min-width": (-1, 340),
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
        if size is None or not least <= size <= 6 * EM:
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


def _is_not_limited(declaration: Declaration) -> bool:
    """Whether a height grows with the text, or is a percentage of a height that is not known."""
    return all(part.type in {"ident", "percentage"} and getattr(part, "value", 1) != 0 for part in declaration.value)


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


def _grows(declaration: Declaration) -> bool:
    """Whether the tracks of a grid have no fixed size, which a text could be too long for."""
    return all(
        part.type in {"ident", "[] block"} or (getattr(part, "lower_unit", "") == "fr" and part.value > 0) for part in declaration.value
    )


def _turned_little(declaration: Declaration) -> bool:
    return len(declaration.value) == 1 and abs(first_length(declaration.value, Scale()) or 0.0) <= 20


def _wraps(declaration: Declaration) -> bool:
    return not declaration.words & {"nowrap", "pre"}


HARMLESS: Mapping[str, Callable[[Declaration], bool]] = {
    "display": lambda declared: bool(declared.words) and frozenset(map(without_prefix, declared.words)) <= SHOWN | EVERYWHERE,
    "visibility": lambda declared: bool(declared.words) and declared.words <= {"visible", "inherit", "initial", "unset"},
    "content-visibility": lambda declared: bool(declared.words) and declared.words <= {"visible", *EVERYWHERE},
    "container": lambda declared: not declared.words & {"size", "inline-size"},
    "container-type": lambda declared: not declared.words & {"size", "inline-size"},
    "opacity": lambda declared: (first_length(declared.value, Scale(whole=1)) or 0) >= 0.999,
    "position": lambda declared: bool(declared.words) and declared.words <= {"static", "relative", "sticky", "initial", "unset", "inherit"},
    "all": lambda declared: declared.words <= {"initial", "unset", "revert", "revert-layer"},
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
    "background-color": lambda declared: (
        declared.words <= {"none", "transparent", "inherit", "initial", "unset", "canvas"} and bool(declared.words)
    ),
    "background-image": lambda declared: all(part.type == "ident" for part in declared.value),
    "background-clip": lambda _: True,
    "box-shadow": lambda declared: (
        "inset" not in declared.words and all((length(part, Scale()) or 0) <= 60 for part in declared.value if part.type == "dimension")
    ),
    "color-scheme": lambda declared: declared.words not in ({"dark"}, {"only", "dark"}),
    "mix-blend-mode": lambda declared: (
        bool(declared.words) and declared.words <= {"normal", "multiply", "darken", "color-burn", "inherit", "initial", "unset"}
    ),
    "overflow-x": lambda declared: not declared.words & {"hidden", "clip", "-moz-hidden-unscrollable"},
    "overflow-y": lambda declared: not declared.words & {"hidden", "clip", "-moz-hidden-unscrollable"},
    "height": _is_not_limited,
    "max-height": _is_not_limited,
    "width": lambda declared: (first_length(declared.value, Scale()) or 0) <= 340,
    "max-width": lambda _: True,
    **dict.fromkeys(("flex-basis", "flex-grow", "aspect-ratio"), lambda _: True),  # only in a box that cuts off
    "columns": lambda declared: all(part.type != "number" or part.value <= 3 for part in declared.value),
    **{f"grid-{kind}-{axis}s": _grows for kind in ("template", "auto") for axis in ("row", "column")},
    **dict.fromkeys(("grid-template", "grid"), _grows),
    "white-space": _wraps,
    "white-space-collapse": lambda declared: "discard" not in declared.words,
    "text-wrap": _wraps,
    "text-wrap-mode": _wraps,
    "contain": lambda declared: not declared.words & {"size", "strict", "inline-size"},
    "text-decoration-line": lambda _: True,
    "transform-origin": lambda _: True,
    "hyphenate-character": lambda declared: not any(char.isalnum() for part in declared.value for char in str(getattr(part, "value", ""))),
    "text-security": lambda declared: bool(declared.words) and declared.words <= {"none", "initial", "unset"},
    "unicode-bidi": lambda declared: not declared.words & {"bidi-override", "isolate-override"},
    **dict.fromkeys(GRID_PLACES, _spans),
    "flex-direction": lambda declared: not any(word.endswith("-reverse") for word in declared.words),
    "z-index": lambda _: True,
    "border-image": lambda declared: "fill" not in declared.words,
    "offset": lambda declared: bool(declared.words) and declared.words <= {"none", "auto"},
    "backdrop-filter": lambda declared: all(
        part.type == "ident" or getattr(part, "lower_name", "") in {"blur", "saturate", "grayscale", "sepia"} for part in declared.value
    ),
    "animation": lambda declared: bool(declared.words) and declared.words <= NEUTRAL,
}
