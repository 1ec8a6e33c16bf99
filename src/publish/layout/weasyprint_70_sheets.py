"""What WeasyPrint 70.0 ignores in a style sheet: each rule and declaration is given to its own readers, and what they log is a fault.

Part of the door to WeasyPrint. The readers are private functions of `weasyprint.css`; tests/layout/test_sheet_judge.py shows that no
message of theirs is missing here, and that a sheet without the parts named here is read without a message.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from difflib import get_close_matches
from functools import cache, wraps
from logging import LogRecord
from math import inf
from typing import Any

import tinycss2
import weasyprint
import weasyprint.css.validation
from cssselect2 import Matcher
from tinycss2 import ast
from weasyprint.css import preprocess_stylesheet, resolve_math
from weasyprint.css.counters import CounterStyle
from weasyprint.css.functions import check_math
from weasyprint.css.media_queries import evaluate_media_query, parse_media_query
from weasyprint.css.properties import KNOWN_PROPERTIES
from weasyprint.css.tokens import InvalidValues, PercentageInMath
from weasyprint.css.units import RELATIVE_UNITS
from weasyprint.css.validation import EXPANDERS, preprocess_declarations, validate_non_shorthand
from weasyprint.css.validation.descriptors import DESCRIPTORS, preprocess_descriptors
from weasyprint.css.validation.properties import PREFIX, PROPRIETARY
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import URLFetcher

from publish.book.css import Node, Nodes, converted
from publish.book.style_faults import RulesToJudge, StyleFault, inner_parts, with_content, without
from publish.layout.weasyprint_log import WeasyPrintLog

VERSION = "70.0"
if weasyprint.__version__ != VERSION:
    raise ImportError(f"publish needs WeasyPrint {VERSION}, but {weasyprint.__version__} is installed: run `make` to set up again")

FAILURES = (ArithmeticError, AssertionError, AttributeError, LookupError, TypeError, ValueError)
"""What WeasyPrint 70.0 raises for a rule that it cannot read."""
HERE = "file:///"  # addresses are judged elsewhere; WeasyPrint wants to complete them
DECLARED = tinycss2.parse_component_value_list("color: red")  # the content of a rule whose selector is judged
BLANK = tinycss2.parse_component_value_list(" ")  # that of a rule whose condition is judged
MEDIUM = "print"
TAKE_OUT = "take it out of the style sheet, or write what WeasyPrint knows"
AT_RULES = "WeasyPrint knows @media, @page, @font-face, @counter-style, @color-profile and @layer: write the rules without it"
NAMED_WRONGLY = frozenset({"unknown property", "unknown prefix"})
EM = 14.0  # pixels of an em, or of any other length that depends on the type or the page, where a sum is tried
SILENT = frozenset(
    {
        "Expected a media type, got %r",  # followed by a message about the rule
        "Parse error at %d:%d: %s",  # told as S102
        "Error: %s at %d:%d.",
        "Unknown descriptor %r for profile named %r at %d:%d.",  # told at the descriptor
        "Deprecated `%s:%s` at %d:%d, prefixes on unstable attributes are deprecated, use %r instead.",  # it is read
    }
)

MESSAGES = {
    "Ignored `%s:%s` at %d:%d, %s.": ("{4}", TAKE_OUT),
    "Ignored `%s:%s` at %d:%d, prefix on this attribute is not supported, use %r instead.": ("unknown prefix", TAKE_OUT),
    "Invalid or unsupported selector, %s": ("its selector is not valid, or not known", "write a selector that WeasyPrint knows"),
    "Invalid media type %r the whole @media rule was ignored at %d:%d.": (
        "WeasyPrint knows kinds of media, no conditions",
        "write @media print, or the rules alone",
    ),
    "Unsupported @page selector %r, the whole @page rule was ignored at %d:%d.": (
        "the selector of the pages is not known",
        "write @page, or @page with a name, :left, :right, :first, :blank or :nth(…)",
    ),
    "Unknown @page rule %s at %d:%d": ("there is no such part of a page", "write @top-left, @bottom-center, @footnote or the like"),
    "Empty @page rule %s at %d:%d": ("it is empty", "write its declarations in “{{ … }}”"),
    "Invalid prelude %r for @page rule %s at %d:%d": ("something is between its name and its brace", "take it out"),
    "Missing %s descriptor in '@font-face' rule at %d:%d": ("it has no valid {0}", "write its font-family and its src"),
    "Font-face %r cannot be loaded": (
        "its font cannot be loaded",
        "put the file into the folder fonts/, and take the rule out",
    ),
    "Invalid color profile name %r, the whole @color-profile rule was ignored at %d:%d.": (
        "its name is not valid",
        "write two hyphens before the name, or device-cmyk",
    ),
    "No source for profile named %r, the whole @color-profile rule was ignored at %d:%d.": ("it has no valid src", "name its file in src"),
    "Invalid profile file for profile named %r, the whole @color-profile rule was ignored at %d:%d.": (
        "its file is not a colour profile",
        "name an ICC profile: src: url(…)",
    ),
    "Invalid counter style name %r, the whole @counter-style rule was ignored at %d:%d.": (
        "its name is not valid",
        "write one name that is not “none”, “decimal” or “disc”",
    ),
    "In counter style %r at %d:%d, counter style %r needs at least one symbol": ("it has no valid symbols", "add symbols: “*” “†”"),
    "In counter style %r at %d:%d, counter style %r needs at least two symbols": ("it has fewer than two symbols", "add symbols: “0” “1”"),
    'In counter style %r at %d:%d, counter style "additive" needs at least two additive symbols': (
        "it has fewer than two additive-symbols",
        "add additive-symbols: 5 “V”, 1 “I”",
    ),
    "Unsupported @layer selector %r, the whole @layer rule was ignored at %d:%d.": ("the name of the layer is not valid", "write one name"),
    "@layer rule with multiple layer names, the whole @layer rule was ignored at %d:%d.": (
        "a layer with rules has one name",
        "write a rule for each layer",
    ),
    "Unknown rule %s at %d:%d": ("there is no such rule", AT_RULES),
    "Unknown empty rule %s at %d:%d": ("there is no such rule", AT_RULES),
}
"""What WeasyPrint 70.0 logs of a rule or declaration that it leaves out: why, and what to write. Other messages are told as they are."""

Reason = tuple[str, str]
"""Why something is left out, and what to write."""
INSIDE: Reason = ("WeasyPrint reads no rule inside this one", "write it after the rule")
IMPORTANT: Reason = ("a descriptor cannot be important", "take “!important” out")
UNREAD: Reason = ("WeasyPrint does not use it", "take it out")


def style_faults(sheet: RulesToJudge) -> Iterator[StyleFault]:
    """The faults of the rules of a sheet, in their order."""
    _prepare()
    for rule in sheet.rules:
        yield from _of_rule(rule, sheet.folder.as_uri())


def refuse_what_cannot_be_read() -> None:
    """Makes WeasyPrint ignore a value that it cannot read and log it, as it does with other values that are not valid.

    WeasyPrint 70.0 raises IndexError for `font: normal`. Drop this when test_style_that_breaks_the_page_maker_is_reported passes without.
    """
    for name, expander in EXPANDERS.items():
        EXPANDERS[name] = _refusing(expander, list)
    for readers in DESCRIPTORS.values():
        for name, reader in readers.items():
            readers[name] = _refusing(reader)
    weasyprint.css.validation.validate_non_shorthand = _refusing(weasyprint.css.validation.validate_non_shorthand, list)


def _of_rule(rule: Node, base: str) -> Iterator[StyleFault]:
    """The faults of a rule and of what is in it."""
    if isinstance(rule, ast.ParseError):
        return  # told as S102
    keyword = getattr(rule, "lower_at_keyword", "")
    if keyword in {"media", "layer"} and rule.content is not None:
        reason = _reason_for(lambda: _read(with_content(rule, BLANK)))
        if reason:
            yield _fault(rule, reason)
        elif keyword == "layer" or evaluate_media_query(parse_media_query(rule.prelude), MEDIUM):
            for inner in inner_parts(rule):
                yield from _of_rule(inner, base)
        return
    left_out = set()
    for part in inner_parts(rule) if keyword in {"", "page", *DESCRIPTORS} else ():
        for fault in _of_part(part, rule, base):
            left_out.add((fault.line, fault.column))
            yield fault
    content = DECLARED if not keyword else without(rule.content or [], left_out)
    reason = _reason_for(lambda: _read(rule if rule.content is None else with_content(rule, content), base))
    if reason:
        yield _fault(rule, reason)


def _of_part(part: Node, rule: Node, base: str) -> Iterator[StyleFault]:
    """The faults of a declaration, or of a rule, in a rule."""
    match part:
        case ast.ParseError():
            return
        case ast.Declaration():
            reason = _of_declaration(part, getattr(rule, "lower_at_keyword", ""), base)
            if reason:
                yield _fault(part, reason)
        case ast.AtRule() if getattr(rule, "lower_at_keyword", "") == "page":
            empty = part if part.content is None else with_content(part, [])
            reason = _reason_for(lambda: _read(with_content(rule, tinycss2.parse_component_value_list(empty.serialize()))))
            if reason:
                yield _fault(part, reason)
            else:
                for inner in inner_parts(part):
                    yield from _of_part(inner, part, base)
        case _:
            yield _fault(part, INSIDE)


def _of_declaration(declaration: ast.Declaration, keyword: str, base: str) -> Reason | None:
    """Why a declaration is left out of a rule, which is an at-rule if it has a `keyword`; None for one that is read."""
    read: list[Any] = []
    if keyword in DESCRIPTORS:
        if declaration.important:
            return IMPORTANT
        reason = _reason_for(lambda: read.extend(preprocess_descriptors(keyword, base, [declaration])))
        return UNREAD if (keyword, declaration.name) == ("color-profile", "rendering-intent") else reason
    if declaration.name.startswith("--"):
        return None
    reason = _reason_for(lambda: read.extend(preprocess_declarations(base, [declaration])))
    return reason or next(filter(None, (_late_reason(name, value, keyword) for name, value, _ in read)), None)


# --- what WeasyPrint notices when it lays out a page ----------------------------------------------------------------------------------


def _late_reason(name: str, value: Any, keyword: str) -> Reason | None:
    """Why the value of a property, though it is valid, is left out where an element has it."""
    if check_math(value) and not _can_be_calculated(name, value):
        return "it cannot be calculated", "write a sum of lengths, or of numbers"
    for node in _tuples_in(value):
        match name, node:
            case "content" | "string_set" | "bookmark_label", ("string()" | "element()", *_) if not keyword:
                return "string() and element() are read in the margins of a page alone", "write it in @page { @top-left { … } } or the like"
            case "content", ("attr()", (_, kind, _)) if kind != "string":
                return "an attribute is printed as a text alone", "write attr() with the attribute’s name alone"
            case "display", ("inline", "grid"):
                return "there is no grid in a line", "write grid, inline-flex or inline-block"
            case "grid_template_columns" | "grid_template_rows", ("subgrid", *_):
                return "there are no grids in a grid’s lines", "write the sizes of the columns or rows"
            case "grid_template_columns" | "grid_template_rows", ("repeat()", str(), _):
                return "columns and rows are repeated only so many times as the sheet says", "write a number in repeat()"
    return None


def _tuples_in(value: Any) -> Iterator[tuple[Any, ...]]:
    """The tuples of a value that WeasyPrint has read, each before those that are in it."""
    if isinstance(value, tuple):
        yield value
    for inner in value if isinstance(value, list | tuple) else ():
        yield from _tuples_in(inner)


def _can_be_calculated(name: str, value: Any) -> bool:
    """Whether WeasyPrint can compute a value with functions of mathematics, as `weasyprint.css.ComputedStyle` does."""
    solved: list[Any] = []
    try:
        for part in value if isinstance(value, tuple) else (value,):
            if not check_math(part):
                solved.append(part)
                continue
            try:
                token = resolve_math(_in_pixels([part])[0])
            except PercentageInMath:
                token = part
            if token is None or (name == "font_size" and getattr(token, "value", 0) == inf):
                return False
            solved.append(token)
        return bool(validate_non_shorthand(solved, name.replace("_", "-")))
    except FAILURES:
        return False


def _in_pixels(nodes: Nodes) -> Nodes:
    """The nodes with lengths that depend on the type or the page in px."""
    return [
        tinycss2.parse_one_component_value(f"{node.value * EM}px")
        if isinstance(node, ast.DimensionToken) and node.lower_unit in RELATIVE_UNITS
        else converted(node, _in_pixels)
        for node in nodes
    ]


# --- reading --------------------------------------------------------------------------------------------------------------------------


@cache
def _prepare() -> None:
    refuse_what_cannot_be_read()


def _refusing(original: Callable[..., Any], whole: Callable[[Any], Any] = lambda value: value) -> Callable[..., Any]:
    """A reader of values that refuses those at which it fails; `whole` makes a generator a list, in which it fails."""

    @wraps(original)
    def validate(*arguments: Any, **options: Any) -> Any:
        try:
            return whole(original(*arguments, **options))
        except (AttributeError, LookupError, TypeError) as fault:
            raise InvalidValues from fault

    return validate


def _read(rule: Node, base: str = HERE) -> None:
    """Have WeasyPrint read a rule, with the files that it names."""
    names_files = getattr(rule, "lower_at_keyword", "") in {"font-face", "color-profile"}
    files = URLFetcher(allowed_protocols={"file"}) if names_files else None
    fonts = FontConfiguration() if names_files else None
    preprocess_stylesheet(MEDIUM, base, [rule], files, Matcher(), [], [], fonts, CounterStyle(), {}, ignore_imports=True)


def _reason_for(read: Callable[[], None]) -> Reason | None:
    """Why WeasyPrint leaves out what it reads; None if it does not."""
    with WeasyPrintLog() as log:
        try:
            read()
        except FAILURES:
            return "WeasyPrint cannot read it", TAKE_OUT
    return next((_reason(record) for record in log.records if record.msg not in SILENT), None)


def _reason(record: LogRecord) -> Reason:
    if record.msg not in MESSAGES:
        return record.getMessage(), TAKE_OUT
    arguments = record.args if isinstance(record.args, tuple) else ()
    why, help = (text.format(*arguments) for text in MESSAGES[record.msg])
    return (why, _known_name(str(arguments[0]).lower()) or help) if why in NAMED_WRONGLY else (why, help)


def _known_name(name: str) -> str:
    """The remedy for a property of an unknown name, if there is one of nearly the same."""
    bare = name.removeprefix(PREFIX)
    near = [PREFIX + bare] if bare in PROPRIETARY else get_close_matches(bare, sorted({*KNOWN_PROPERTIES, *EXPANDERS}), 1)
    return f"write “{near[0]}”, or take it out" if near else ""


def _fault(node: Node, reason: Reason) -> StyleFault:
    return StyleFault(line=node.source_line, column=node.source_column, why=reason[0], help=reason[1])
