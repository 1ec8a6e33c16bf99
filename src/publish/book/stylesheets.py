"""Style sheets made flat: imported sheets are included, and every token is replaced by its value.

Our sheets use @import and var(), so that each rule and each number is written once. Many reading systems support neither (RMSDK drops a
whole sheet that it cannot parse), and a file that names other files cannot be cached by its text. So every edition gets a flat sheet.

A token is a custom property on `:root`. A later sheet's value replaces an earlier one's, a caller's value replaces both. Sheets read
nothing outside their own folder: no network, no other place on the disk. Parsed with tinycss2, never by regular expression.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache, partial
from os.path import relpath
from pathlib import Path
from urllib.parse import quote, unquote, urlsplit

import tinycss2
from tinycss2 import ast

from publish.book.assets import MEDIA_TYPES, asset
from publish.book.css import (
    BLANK,
    IMAGE_FUNCTIONS,
    Node,
    Nodes,
    address_of,
    addresses_of,
    calculated,
    converted,
    count_nodes,
    depth,
    nodes_in,
    parse_errors,
    tidy,
    trimmed,
    unfinished,
    url_token,
)
from publish.book.direction import mirrored
from publish.book.style_faults import BLOCK_RULES, Judge, Place, RulesToJudge, StyleFault, judged, place_of, with_content, without
from publish.diagnostics import Diagnostic, Location, Outcome, diagnostic
from publish.tools.cache import Cache, digest, file_digest

END = "publish-end"  # an at-rule appended to each sheet: if the parser does not reach it, something was left open
MAX_NODES = 2000  # in one token's value
MAX_DEPTH = 60
MOST_RULES = 2048  # remembered for the next edition


def flat_stylesheet(
    sheets: Sequence[Path],
    tokens: Mapping[str, str],
    *,
    defaults: Mapping[str, str] | None = None,
    address: Callable[[Path], str] | None = None,
    mirror: Path | None = None,
    judge: Judge | None = None,
) -> Outcome[str]:
    """One sheet with all rules of the sheets in order, without @import, var() and custom properties.

    `tokens` are named as in CSS: `{"--trim-width": "5.5in"}`; `defaults` replace values of the first sheet and of those in its folder, and
    not those of sheets of other folders. `address` gives the URL by which the flat sheet names a file; the default is
    relative to the folder of the last sheet. In the rules of sheets in the folder `mirror`, left and right are exchanged. calc() of one
    unit is evaluated. What the `judge` finds in the last sheet, and in those that it imports, is reported and left out. Reports S101–S108,
    P104, and A103 to A106 for pictures; locations are `FOLDER/sheet.css:line:column`.
    """
    reading = _Reading()
    for path in sheets:
        reading.read(path)
    order = reading.in_order()
    values = _Values(reading=reading)
    ours = sheets[0].resolve().parent if sheets else Path()
    for sheet in (sheet for sheet in order if sheet.root == ours):
        values.collect(sheet)
    values.give(defaults or {})
    for sheet in (sheet for sheet in order if sheet.root != ours):
        values.collect(sheet)
    values.give(tokens)
    folder = sheets[-1].resolve().parent if sheets else Path()
    faults = _faults([sheet for sheet in order if sheet.root == folder], values, judge) if judge else {}
    writing = _Writing(values=values, reading=reading, address=address or (lambda path: seen_from(folder, path)), faults=faults)
    pieces = [
        mirrored(piece) if mirror and sheet.root == mirror.resolve() else piece
        for sheet in order
        for piece in (writing.rule(rule, sheet) for rule in sheet.rules)
    ]
    namespaces = dict.fromkeys(writing.rule(rule, sheet) for sheet in order for rule in sheet.namespaces)
    flat = "\n\n".join(piece for piece in (*namespaces, *pieces) if piece)
    for sheet, found in faults.items():
        reading.diagnostics += judged([*sheet.namespaces, *sheet.rules], found, reading.places_in(sheet), sheet.at)
    return Outcome(value=flat + "\n" if flat else "", diagnostics=tuple(dict.fromkeys(reading.diagnostics)))


def flat_sheet_of_ours(
    sheets: Sequence[Path],
    tokens: Mapping[str, str],
    cache: Cache,
    *,
    defaults: Mapping[str, str] | None = None,
    mirror: Path | None = None,
) -> Outcome[str]:
    """The flat sheet of sheets of publish alone, which name no files; remembered while no sheet in their folder changes."""
    files = sorted(sheets[0].parent.rglob("*.css"))
    given = {**(defaults or {}), **tokens}
    key = digest("flat sheet", [path.name for path in sheets], given, mirror is not None, [file_digest(path) for path in files])
    known = cache.recall(key, str)
    if known is not None:
        return Outcome(value=known)
    flat = flat_stylesheet(sheets, given, mirror=mirror)
    if flat.value is not None and not flat.diagnostics:
        cache.keep(key, flat.value)
    return flat


def token_of(path: Path, name: str) -> tuple[str | None, Location | None]:
    """The value of a token that a sheet, or one that it imports, sets, and its place; None if none does. Faults are not reported."""
    reading = _Reading()
    reading.read(path)
    values = _Values(reading=reading)
    for sheet in reading.in_order():
        values.collect(sheet)
    sheet_of, nodes = values.given.get(name, (None, []))
    if sheet_of is None or not nodes:
        return None, None
    return tinycss2.serialize(values.without_var(nodes, sheet_of)).strip(), sheet_of.at(nodes[0])


def parsed_sheets(path: Path) -> tuple["ParsedSheet", ...]:
    """A sheet and the sheets that it imports, in the order of the cascade, for checks that look at single rules; it reports nothing."""
    reading = _Reading()
    reading.read(path)
    return tuple(reading.in_order())


def seen_from(folder: Path, path: Path) -> str:
    """The relative URL of a file in a sheet that is in this folder."""
    return quote(Path(relpath(path.resolve(), folder.resolve())).as_posix())


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class ParsedSheet:
    """One parsed sheet. `root` is the folder that it may read from, `imports` are the sheets that it imports."""

    path: Path
    root: Path
    imports: tuple["ParsedSheet", ...]
    namespaces: tuple[Node, ...]
    rules: tuple[Node, ...]

    @property
    def name(self) -> str:
        """The sheet's path in messages: from the folder that contains its own."""
        return self.path.relative_to(self.root.parent).as_posix() if self.path.is_relative_to(self.root.parent) else self.path.name

    def at(self, node: Node) -> Location:
        """The place of a node of this sheet."""
        return Location(path=self.name, line=node.source_line, column=node.source_column)


# --- reading --------------------------------------------------------------------------------------------------------------------------


@dataclass(slots=True, kw_only=True)
class _Reading:
    """Reads sheets and the sheets that they import, each once."""

    diagnostics: list[Diagnostic] = field(default_factory=list)
    sheets: dict[Path, ParsedSheet | None] = field(default_factory=dict)
    given: list[ParsedSheet] = field(default_factory=list)

    def read(self, path: Path) -> None:
        """Read a sheet that the caller names; it follows those read before. It must lie in the folder above its own, links followed."""
        resolved, folder = path.resolve(), path.parent.parent
        at = Location(path=path.relative_to(folder).as_posix())
        if not resolved.is_relative_to(folder.resolve()):
            message = f"“{at.path}” is behind a link that leads out of the book’s folder"
            self.report("S105", message, "copy the sheet itself, and the files that it names, into the folder styles of the book", at)
            return
        sheet = self._sheet(resolved, resolved.parent, at)
        if sheet:
            self.given.append(sheet)

    def in_order(self) -> list[ParsedSheet]:
        """All sheets in the order of the cascade. A sheet imported twice counts at its last place, as in CSS."""
        backwards: dict[ParsedSheet, None] = {}

        def visit(sheet: ParsedSheet) -> None:
            if sheet not in backwards:
                backwards[sheet] = None
                for imported in reversed(sheet.imports):
                    visit(imported)

        for sheet in reversed(self.given):
            visit(sheet)
        return list(reversed(backwards))

    def places_in(self, sheet: ParsedSheet) -> set[Place]:
        """The places in a sheet at which a fault was reported."""
        locations = [entry.location for entry in self.diagnostics if entry.location]
        return {(at.line or 0, at.column or 0) for at in locations if at.path == sheet.name}

    def report(self, code: str, message: str, help: str, at: Location) -> None:
        self.diagnostics.append(diagnostic(code, message, help=help, at=at))

    def _sheet(self, path: Path, root: Path, asked: Location) -> ParsedSheet | None:
        if path in self.sheets:
            if self.sheets[path] is None:
                self.report("S107", f"“{path.name}” imports itself", "remove the @import that closes the circle", asked)
            return self.sheets[path]
        self.sheets[path] = None
        try:
            text = path.read_text(encoding="utf-8-sig")
        except (OSError, UnicodeDecodeError) as fault:
            reason = "is not UTF-8" if isinstance(fault, UnicodeDecodeError) else "cannot be read"
            self.report("S101", f"the style sheet “{path.name}” {reason}", "save it as UTF-8 text in the folder of its book", asked)
            del self.sheets[path]
            return None
        self.sheets[path] = sheet = self._parsed(text, path, root)
        return sheet

    def _parsed(self, text: str, path: Path, root: Path) -> ParsedSheet:
        nodes = _nodes(text)
        bare = ParsedSheet(path=path, root=root, imports=(), namespaces=(), rules=())
        if getattr(nodes[-1], "at_keyword", "") != END:
            self._unfinished(text, nodes[-1], bare)
        imports: list[ParsedSheet] = []
        namespaces: Nodes = []
        rules: Nodes = []
        for node in nodes[:-1]:
            match node:
                case ast.ParseError():
                    self._parse_error(node, bare)
                case ast.AtRule(lower_at_keyword="import"):
                    imports.extend(self._imported(node, bare, first=not rules))
                case ast.AtRule(lower_at_keyword="charset"):
                    pass  # the flat sheet is always UTF-8
                case ast.AtRule(lower_at_keyword="namespace"):
                    namespaces.append(node)
                case _ if _is_faultless(node):
                    rules.append(node)
                case _ if depth(node) > MAX_DEPTH:
                    self.report("S102", "blocks are nested too deeply", "close the brackets", bare.at(node))
                case _:
                    self._check(node, bare)
                    rules.append(node)
        return ParsedSheet(path=path, root=root, imports=tuple(imports), namespaces=tuple(namespaces), rules=tuple(rules))

    def _imported(self, node: Node, sheet: ParsedSheet, *, first: bool) -> Iterable[ParsedSheet]:
        """The sheet that an @import names, at most one; none if it must not be read."""
        words = [part for part in node.prelude if not isinstance(part, BLANK)]
        address = address_of(words[0]) if words else None
        if address is None or len(words) > 1 or not first:
            self._refuse_import(node, sheet)
            return
        path = self.file(address, sheet, node)
        imported = self._sheet(path, sheet.root, sheet.at(node)) if path else None
        if imported:
            yield imported

    def _refuse_import(self, node: Node, sheet: ParsedSheet) -> None:
        message = f"“@import{_short(tinycss2.serialize(node.prelude))}” cannot be made flat"
        help = 'write it before all rules, as @import "sheet.css"; put a condition in the imported sheet, as @media'
        self.report("S108", message, help, sheet.at(node))

    def file(self, address: str, sheet: ParsedSheet, node: Node) -> Path | None:
        """The file that an address in a sheet names; None, with a diagnostic, if it must not or cannot be read."""
        parts = urlsplit(address)
        path = (sheet.path.parent / unquote(parts.path)).resolve()
        if parts.scheme or parts.netloc or not path.is_relative_to(sheet.root):
            message = f"“{_short(address)}” is not a file in the sheet’s folder"
            self.report("S105", message, "put the file beside the sheet and name it", sheet.at(node))
            return None
        if not path.is_file():
            self.report("S106", f"there is no file “{_short(address)}”", "add the file, or correct its name", sheet.at(node))
            return None
        return path

    def _unfinished(self, text: str, last: Node, sheet: ParsedSheet) -> None:
        """Report where an unfinished rule begins."""
        if not isinstance(last, ast.ParseError):
            remedy = "close what was opened here: a brace, a bracket, a quotation mark"
            self.report("S102", "the sheet ends inside a rule", remedy, sheet.at(last))
            return
        values = tinycss2.parse_component_value_list(text, skip_comments=True)
        stray = [value for value in values if isinstance(value, ast.ParseError)]
        words = [value for value in values if not isinstance(value, ast.WhitespaceToken)]
        for place in stray or words[-1:]:
            self.report("S102", "the sheet ends with something that is not a rule", "remove it, or add its “{ … }”", sheet.at(place))

    # --- faults that a parser ignores ---

    def _check(self, node: Node, sheet: ParsedSheet) -> None:
        """Report faults inside a rule, which CSS parsers must skip silently."""
        if node.content is None:
            return
        for part in filter(unfinished, node.prelude):
            self._unfinished_sum(part, sheet)
        if node.type == "at-rule" and node.lower_at_keyword in BLOCK_RULES:
            inner = tinycss2.parse_rule_list(node.content, skip_comments=True, skip_whitespace=True)
        else:
            inner = tinycss2.parse_blocks_contents(node.content, skip_comments=True, skip_whitespace=True)
        for part in inner:
            match part:
                case ast.ParseError():
                    self._parse_error(part, sheet)
                case ast.QualifiedRule() if node.type == "qualified-rule":
                    self.report("S102", "a rule is inside another rule", "close the brace of the rule before it", sheet.at(part))
                case ast.AtRule(lower_at_keyword="import"):
                    self._refuse_import(part, sheet)
                case ast.QualifiedRule() | ast.AtRule():
                    self._check(part, sheet)
                case ast.Declaration():
                    for error in parse_errors(part.value):
                        self._parse_error(error, sheet)
                    for value in filter(unfinished, part.value):
                        self._unfinished_sum(value, sheet)

    def _unfinished_sum(self, node: Node, sheet: ParsedSheet) -> None:
        message = f"“{_short(node.serialize())}” is not finished"
        self.report("S102", message, "write what follows the sign, or take the sign out", sheet.at(node))

    def _parse_error(self, node: Node, sheet: ParsedSheet) -> None:
        self.report("S102", f"the style sheet cannot be read here: {node.message.rstrip('.')}", "write “property: value;”", sheet.at(node))


# --- tokens ---------------------------------------------------------------------------------------------------------------------------


@dataclass(slots=True, kw_only=True)
class _Values:
    """The values of the tokens, each resolved once."""

    reading: _Reading
    given: dict[str, tuple[ParsedSheet | None, Nodes]] = field(default_factory=dict)
    resolved: dict[str, Nodes | None] = field(default_factory=dict)
    texts: dict[str, str | None] = field(default_factory=dict)

    def collect(self, sheet: ParsedSheet) -> None:
        """Add the tokens of a sheet; they replace those of earlier sheets."""
        for rule in sheet.rules:
            for part in _tokens_set(rule):
                if _is_root(rule):
                    self.given[part.name] = (sheet, trimmed(part.value))
                else:
                    message = f"the token “{part.name}” is not set on :root"
                    self.reading.report("S104", message, "a token has one value in an edition: set it in “:root { … }”", sheet.at(part))

    def give(self, tokens: Mapping[str, str]) -> None:
        """Add tokens of the caller's; they replace those collected before."""
        for name, text in tokens.items():
            self.given[name] = (None, trimmed(tinycss2.parse_component_value_list(text, skip_comments=True)))

    def of(self, name: str) -> Nodes | None:
        """A token's value with all tokens in it resolved; None if the token is unknown."""
        if name not in self.given:
            return None
        if name not in self.resolved:
            self.resolved[name] = []  # for a token that depends on itself
            sheet, nodes = self.given[name]
            value = self.without_var(nodes, sheet, (name,))
            if count_nodes(value) > MAX_NODES and sheet:
                self.reading.report("S104", f"the value of the token “{name}” is too long", "shorten it", sheet.at(nodes[0]))
                value = []
            self.resolved[name] = value
        return self.resolved[name]

    def text_of(self, name: str) -> str | None:
        """A token's resolved value as text; None if the token is unknown or names a file."""
        if name not in self.texts:
            value = self.of(name)
            self.texts[name] = None if value is None or _names_files(value) else tinycss2.serialize(value)
        return self.texts[name]

    def without_var(self, nodes: Iterable[Node], sheet: ParsedSheet | None, asking: tuple[str, ...] = ()) -> Nodes:
        """The nodes with each var() replaced by its value; one without a value is reported and stays."""
        replaced: Nodes = []
        for node in nodes:
            if isinstance(node, ast.FunctionBlock) and node.lower_name == "var":
                replaced.extend(self._value(node, sheet, asking))
            else:
                replaced.append(converted(node, lambda inner: self.without_var(inner, sheet, asking)))
        return replaced

    def _value(self, node: Node, sheet: ParsedSheet | None, asking: tuple[str, ...]) -> Nodes:
        arguments = trimmed(node.arguments)
        name = getattr(arguments[0], "value", "") if arguments else ""
        at = sheet.at(node) if sheet else Location(path="tokens")
        if asking and (name in asking or self.resolved.get(name) == []):
            self.reading.report("S104", f"the token “{name}” depends on itself", "give one of the tokens in the circle its own value", at)
            return [node]
        value = self.of(name)
        if value is not None:
            return value
        comma = next((index for index, part in enumerate(arguments) if part == ","), None)
        if comma is not None:
            return self.without_var(trimmed(arguments[comma + 1 :]), sheet, asking)
        self.reading.report("S103", f"there is no token “{name}”", f"set it: “:root {{ {name}: … }}”; or correct its name", at)
        return [node]


def _faults(sheets: Sequence[ParsedSheet], values: _Values, judge: Judge) -> dict[ParsedSheet, tuple[StyleFault, ...]]:
    """What a judge finds in each sheet, with each token replaced by its value."""

    def resolved(rule: Node, sheet: ParsedSheet) -> Node:
        return rule if rule.content is None else with_content(rule, calculated(values.without_var(rule.content, sheet)))

    to_judge = [
        RulesToJudge(folder=sheet.path.parent, rules=tuple(resolved(rule, sheet) for rule in (*sheet.namespaces, *sheet.rules)))
        for sheet in sheets
    ]
    return dict(zip(sheets, judge(to_judge), strict=True))


# --- writing --------------------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class _Writing:
    """Writes rules with tokens resolved, calc() evaluated and addresses as the edition names files."""

    values: _Values
    reading: _Reading
    address: Callable[[Path], str]
    faults: Mapping[ParsedSheet, tuple[StyleFault, ...]]
    """What is left out of each sheet."""

    def rule(self, rule: Node, sheet: ParsedSheet) -> str:
        """A rule as text; "" if it has no content left."""
        places = {(fault.line, fault.column) for fault in self.faults.get(sheet, ())}
        if places:
            self._addressed(rule.content or [], sheet)  # what is left out is not written, but its addresses are judged
        if place_of(rule) in places:
            return ""
        tokens = None if places else _tokens_asked(rule)
        values = () if tokens is None else tuple(self.values.text_of(name) for name in tokens)
        if tokens is None or None in values:
            return self._written(rule, sheet, places)
        written = _rules_written(rule)
        if values not in written:
            written[values] = self._written(rule, sheet, places)
        return written[values]

    def _written(self, rule: Node, sheet: ParsedSheet, places: set[Place]) -> str:
        content = without(rule.content, places) if places and rule.content else rule.content
        if content is not None and rule.type == "qualified-rule" and _tokens_set(rule):
            content = _without_custom_properties(content)
        prelude = tinycss2.serialize(tidy(rule.prelude, newline="\n")).strip()
        if rule.type == "at-rule":
            prelude = f"@{rule.at_keyword} {prelude}".rstrip()
        if content is None:
            return f"{prelude};"
        resolved = self._addressed(calculated(self.values.without_var(content, sheet)), sheet)
        body = tinycss2.serialize(tidy(resolved)).strip()
        return f"{prelude} {{\n  {body}\n}}" if body else ""

    def _addressed(self, nodes: Iterable[Node], sheet: ParsedSheet, *, of_images: bool = False) -> Nodes:
        """The nodes with each url(), and each string in a function of images, replaced by the edition's address of the file."""
        written: Nodes = []
        for node in nodes:
            address = address_of(node) if of_images or not isinstance(node, ast.StringToken) else None
            if address is None:
                inside = partial(self._addressed, sheet=sheet, of_images=getattr(node, "lower_name", "") in IMAGE_FUNCTIONS)
                written.append(converted(node, inside))
            else:
                written.append(self._url(address, sheet, node))
        return written

    def _url(self, address: str, sheet: ParsedSheet, node: Node) -> Node:
        if address.startswith("#"):
            return node
        path = self.reading.file(address, sheet, node)
        if path is None:
            return node
        self._check_picture(path, sheet, node)
        return url_token(self.address(path), node)

    def _check_picture(self, path: Path, sheet: ParsedSheet, node: Node) -> None:
        """Report what is wrong with a picture or drawing that a sheet shows."""
        if path.suffix.lower() in MEDIA_TYPES:
            folder = sheet.root.parent
            self.reading.diagnostics += asset(seen_from(folder, path), folder, sheet.at(node)).diagnostics


@lru_cache(maxsize=32)
def _nodes(text: str) -> tuple[Node, ...]:
    """The rules of a sheet and a last one of ours; each edition asks for the shared sheets again. Nobody changes a node."""
    return tuple(tinycss2.parse_stylesheet(f"{text}\n@{END};", skip_comments=True, skip_whitespace=True))


# --- rules --------------------------------------------------------------------------------------------------------------------------
#
# What is remembered of a rule is remembered of that node, which `_nodes` gives to each edition.


@lru_cache(maxsize=MOST_RULES)
def _is_faultless(rule: Node) -> bool:
    """Whether there is nothing to report inside a rule."""
    trial = _Reading()
    if depth(rule) <= MAX_DEPTH:
        trial._check(rule, ParsedSheet(path=Path(), root=Path(), imports=(), namespaces=(), rules=()))
        return not trial.diagnostics
    return False


@lru_cache(maxsize=MOST_RULES)
def _tokens_set(rule: Node) -> Nodes:
    """The declarations of custom properties anywhere in a rule. Nobody changes the list."""
    return _custom_properties(rule)


@lru_cache(maxsize=MOST_RULES)
def _tokens_asked(rule: Node) -> tuple[str, ...] | None:
    """The tokens whose values decide how a rule is written; None if a file, a second choice of var() or a token that it sets counts."""
    if _names_files(rule.content or []) or _tokens_set(rule):
        return None
    calls = [node for node in nodes_in(rule.content or []) if isinstance(node, ast.FunctionBlock) and node.lower_name == "var"]
    arguments = [trimmed(call.arguments) for call in calls]
    if any(len(names) != 1 or not isinstance(names[0], ast.IdentToken) for names in arguments):
        return None
    return tuple(dict.fromkeys(names[0].value for names in arguments))


def _names_files(nodes: Nodes) -> bool:
    """Whether the nodes, or those within them, may name files, which each edition names in its own way."""
    return any(
        (isinstance(node, ast.FunctionBlock) and node.lower_name in IMAGE_FUNCTIONS) or bool(addresses_of(node)) for node in nodes_in(nodes)
    )


@lru_cache(maxsize=MOST_RULES)
def _rules_written(rule: Node) -> dict[tuple[str | None, ...], str]:
    """A rule as text, by the values of the tokens that it asks for: filled while rules are written."""
    return {}


def _is_root(rule: Node) -> bool:
    return bool(rule.type == "qualified-rule") and tinycss2.serialize(rule.prelude).strip().lower() == ":root"


def _custom_properties(rule: Node) -> Nodes:
    """The declarations of custom properties anywhere in a rule."""
    if rule.content is None:
        return []
    parts = tinycss2.parse_blocks_contents(rule.content, skip_comments=True, skip_whitespace=True)
    direct = [part for part in parts if isinstance(part, ast.Declaration) and part.name.startswith("--")]
    inner = [part for part in parts if isinstance(part, ast.QualifiedRule | ast.AtRule)]
    return direct + [declaration for part in inner for declaration in _custom_properties(part)]


def _without_custom_properties(content: Nodes) -> Nodes:
    """A block's content without its custom properties, each from its name to its semicolon."""
    remaining: Nodes = []
    dropping, at_start = False, True
    for node in content:
        if at_start and isinstance(node, ast.IdentToken) and node.value.startswith("--"):
            dropping = True
        if not dropping:
            remaining.append(node)
        if node == ";":
            dropping, at_start = False, True
        elif not isinstance(node, BLANK):
            at_start = False
    return remaining


def _short(address: str) -> str:
    return address if len(address) <= 60 else f"{address[:59]}…"
