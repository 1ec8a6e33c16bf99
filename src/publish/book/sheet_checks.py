"""The faults of a book's own style sheets, found by reading them alone: nothing is laid out. For `publish check`.

Reports what a build reports while it makes each sheet flat (S101–S108, S113), at the end of a print build (P104 for a property, a value or
a selector that the page maker does not know, P110 for a family that the book does not have), and for the e-book E105.
`print_properties.toml` says what the page maker knows of each property.
"""

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path

import cssselect2
import tinycss2
from tinycss2 import ast
from tinycss2.color5 import parse_color

from publish.book.assets import MEDIA_TYPES
from publish.book.css import BLANK, Node, Nodes
from publish.book.drop_caps import drop_cap_sheets
from publish.book.faces import FAMILIES
from publish.book.stylesheets import BLOCK_RULES, ParsedSheet, flat_stylesheet, parsed_sheets
from publish.diagnostics import Diagnostic, Location, diagnostic

PRINT_SHEETS = {"print.css": ("print.css",), "cover.css": ("wrap.css", "cover-screen.css")}
"""The book's sheets that the page maker reads, each with the sheets of publish that it is added to."""
SCREEN_SHEET = "epub.css"
FILE_TYPES = {**MEDIA_TYPES, ".ttf": "font/ttf", ".otf": "font/otf", ".woff": "font/woff", ".woff2": "font/woff2"}
ALWAYS = frozenset({"inherit", "initial"})
FAMILY_PROPERTIES = frozenset({"font-family", "--serif", "--mono"})
OWN_PREFIX = "-weasy-"
LENGTHS = frozenset(
    {"px", "pt", "pc", "in", "cm", "mm", "q", "em", "ex", "rem", "ch", "lh", "rlh", "cap", "ic", "rcap", "rch", "rex", "ric"}
    | {"vw", "vh", "vi", "vb", "vmin", "vmax"}
)
ANGLES = frozenset({"deg", "grad", "rad", "turn"})
UNITS = LENGTHS | ANGLES | {"s", "ms", "dpi", "dpcm", "dppx", "x", "fr", "hz", "khz"}
PSEUDO_ELEMENTS = frozenset(
    {"before", "after", "marker", "first-line", "first-letter"}
    | {"footnote-call", "footnote-marker", "note-call", "note-marker", "note-callback"}
)
MARGIN_RULES = frozenset(
    {"footnote"}
    | {f"{edge}-{part}" for edge in ("top", "bottom") for part in ("left-corner", "left", "center", "right", "right-corner")}
    | {f"{edge}-{part}" for edge in ("left", "right") for part in ("top", "middle", "bottom")}
)


def sheet_faults(folder: Path, styles: Path) -> tuple[Diagnostic, ...]:
    """The faults of the style sheets of the book in a folder; `styles` is the folder of publish's own."""
    faults: dict[Diagnostic, None] = {}
    for name, bases in PRINT_SHEETS.items():
        own = folder / "styles" / name
        if own.is_file():
            by_base = [flat_stylesheet([styles / base, own], {}).diagnostics for base in bases]
            faults |= dict.fromkeys(fault for fault in by_base[0] if all(fault in others for others in by_base))
            for sheet in parsed_sheets(own):
                faults |= dict.fromkeys(_unknown_styles(sheet))
    faults |= dict.fromkeys(drop_cap_sheets(styles, folder / "styles" / "print.css")[2])
    own = folder / "styles" / SCREEN_SHEET
    if own.is_file():
        faults |= dict.fromkeys(_screen_faults(styles / SCREEN_SHEET, own))
    return tuple(faults)


def unknown_families(own: Path) -> tuple[Diagnostic, ...]:
    """P110 for each list of families in a sheet of the book, and in those that it imports, of which the book has none."""
    faults = (fault for sheet in parsed_sheets(own) for fault in _unknown_styles(sheet)) if own.is_file() else ()
    return tuple(fault for fault in faults if fault.code == "P110")


def unsupported_file(path: Path) -> Diagnostic | None:
    """E105 for a file of a style sheet whose format reading systems need not support."""
    if path.suffix.lower() in FILE_TYPES:
        return None
    return diagnostic(
        "E105",
        f"“{path.name}” has a format that reading systems need not support",
        help=f"save it as one of {', '.join(sorted(FILE_TYPES))}",
        at=Location(path=f"styles/{path.name}"),
    )


def _screen_faults(base: Path, own: Path) -> Iterator[Diagnostic]:
    named: dict[Path, None] = {}

    def address(path: Path) -> str:
        named[path] = None
        return path.name

    yield from flat_stylesheet([base, own], {}, address=address).diagnostics
    yield from filter(None, map(unsupported_file, named))


# --- what the page maker knows --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownStyles:
    """What the page maker knows: the kinds of values and the words of each property; `unprinted` are for the screen, and ignored."""

    properties: Mapping[str, frozenset[str]]
    unprinted: frozenset[str]


@cache
def known_styles() -> KnownStyles:
    """The content of `print_properties.toml`."""
    text = files("publish.book").joinpath("print_properties.toml").read_text(encoding="utf-8")
    table = tomllib.loads(text)
    return KnownStyles(
        properties={name: frozenset(values.split()) for name, values in table["properties"].items()},
        unprinted=frozenset(table["unprinted"]),
    )


def _unknown_styles(sheet: ParsedSheet) -> Iterator[Diagnostic]:
    """P104 and P110 for a sheet and the sheets that it imports."""
    for rule in sheet.rules:
        yield from _in_rule(rule, sheet)


def _in_rule(rule: Node, sheet: ParsedSheet) -> Iterator[Diagnostic]:
    if rule.content is None:
        return
    if rule.type == "at-rule" and rule.lower_at_keyword in BLOCK_RULES:
        for inner in tinycss2.parse_rule_list(rule.content, skip_comments=True, skip_whitespace=True):
            if inner.type in {"qualified-rule", "at-rule"}:
                yield from _in_rule(inner, sheet)
        return
    if rule.type == "at-rule" and rule.lower_at_keyword not in {"page", *MARGIN_RULES}:
        return  # the descriptors of @font-face and the like are no properties
    if rule.type == "qualified-rule":
        yield from _selector_faults(rule, sheet)
    for part in tinycss2.parse_blocks_contents(rule.content, skip_comments=True, skip_whitespace=True):
        if isinstance(part, ast.Declaration):
            yield from _declaration_faults(part, sheet)
        elif isinstance(part, ast.AtRule):
            yield from _in_rule(part, sheet)


def _selector_faults(rule: Node, sheet: ParsedSheet) -> Iterator[Diagnostic]:
    written = tinycss2.serialize(rule.prelude).strip()
    if "&" in written:
        return
    try:
        selectors = cssselect2.compile_selector_list(rule.prelude)
    except (cssselect2.SelectorError, AttributeError):  # tinycss2 1.5 raises AttributeError for “2n+”
        yield _unknown(f"the rule “{written}” is left out, its selector is not valid, or not known", sheet.at(rule))
        return
    for selector in selectors:
        pseudo = selector.pseudo_element
        if pseudo and pseudo not in PSEUDO_ELEMENTS and not pseudo.startswith("-"):
            yield _unknown(f"the rule “{written}” is left out, unknown pseudo-element: {pseudo}", sheet.at(rule))
            return


def _declaration_faults(part: ast.Declaration, sheet: ParsedSheet) -> Iterator[Diagnostic]:
    name = part.name if part.name.startswith("--") else part.lower_name
    values = [node for node in part.value if not isinstance(node, BLANK)]
    if name in FAMILY_PROPERTIES:
        yield from _family_faults(values, sheet.at(part))
    known = known_styles()
    name = name.removeprefix(OWN_PREFIX)
    if name.startswith("-") or name in known.unprinted:
        return
    reason = ""
    if name not in known.properties:
        reason = "unknown property"
    elif not values:
        reason = "no value"
    elif not _is_known_value(values, known.properties[name]):
        reason = "invalid value"
    if reason:
        declaration = f"{part.name}: {tinycss2.serialize(part.value).strip()}"
        yield _unknown(f"“{declaration}” is left out, {reason}", sheet.at(part))


def _is_known_value(values: Nodes, known: frozenset[str]) -> bool:
    """Whether the page maker knows a value. Of several words or functions only the units are looked at."""
    if any(isinstance(value, ast.DimensionToken) and value.lower_unit not in UNITS for value in values):
        return False
    if len(values) != 1:
        return True
    match values[0]:
        case ast.IdentToken(lower_value=word):
            return word in known or word in ALWAYS or "<any>" in known or ("<color>" in known and parse_color(word) is not None)
        case ast.HashToken() as token:
            return "<color>" in known and parse_color(token.serialize()) is not None
        case ast.NumberToken(value=0):
            return not known.isdisjoint({"<zero>", "<number>", "<integer>"})
        case ast.NumberToken(value=number) if number < 0:
            return not known.isdisjoint({"<negative>", "<number>", "<integer>"})
        case ast.NumberToken():
            return not known.isdisjoint({"<number>", "<integer>"})
        case ast.PercentageToken():
            return "<percentage>" in known
        case ast.DimensionToken(lower_unit=unit, value=number) if unit in LENGTHS:
            return "<length>" in known and (number >= 0 or "<negative-length>" in known)
        case ast.DimensionToken(lower_unit=unit):
            return unit not in ANGLES or "<angle>" in known
    return True


def _family_faults(values: Nodes, at: Location) -> Iterator[Diagnostic]:
    """P110 for a list of families of which the book has none; a list with a token is judged where the token is set."""
    if any(isinstance(value, ast.FunctionBlock) for value in values):
        return
    families: list[list[str]] = [[]]
    for value in values:
        if value == ",":
            families.append([])
        elif isinstance(value, ast.IdentToken | ast.StringToken):
            families[-1].append(str(value.value))
    names = [" ".join(words) for words in families if words]
    known = {family.casefold() for family in FAMILIES} | ALWAYS
    if names and known.isdisjoint(name.casefold() for name in names):
        message = f"“{', '.join(names)}”: the book has no such font"
        yield diagnostic("P110", message, help="name a family that the book has, or leave font-family out", at=at)


def _unknown(message: str, at: Location) -> Diagnostic:
    help = "take it out of the style sheet, or write what WeasyPrint knows"
    return diagnostic("P104", f"the style sheet is not fully understood: {message}", help=help, at=at)
