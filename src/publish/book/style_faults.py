"""Faults that the page maker finds in the rules of a book's own sheet: told at their places, and left out of what it is given.

A judge says what the page maker would ignore (`publish.layout.sheet_judge`). What it names is told by `publish check` and by a build alike,
and taken out of the flat sheet: the page maker then has nothing to ignore, and nothing is told twice. Reports P104.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence, Set
from dataclasses import dataclass
from pathlib import Path

import tinycss2
from tinycss2 import ast

from publish.book.css import Node, Nodes, converted, nodes_in, tidy
from publish.diagnostics import Diagnostic, Location, diagnostic

BLOCK_RULES = frozenset({"media", "supports", "layer", "container", "document"})  # at-rules whose blocks hold rules
LONGEST = 60  # characters of a declaration that a message quotes
Place = tuple[int, int]
"""The line and the column of a node."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StyleFault:
    """A rule or a declaration that the page maker leaves out: its place in the sheet, why, and what to write instead."""

    line: int
    column: int
    why: str
    help: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RulesToJudge:
    """The rules of one sheet, each token in them replaced by its value. Their addresses are relative to `folder`."""

    folder: Path
    rules: tuple[Node, ...]


Judge = Callable[[Sequence[RulesToJudge]], Sequence[tuple[StyleFault, ...]]]
"""The faults of each sheet."""


def judged(
    rules: Iterable[Node], faults: Iterable[StyleFault], reported: Set[Place], at: Callable[[Node], Location]
) -> Iterator[Diagnostic]:
    """P104 for each fault of the rules of a sheet. None for one in which a fault was `reported` already, at its place in the sheet."""
    by_place = {(fault.line, fault.column): fault for fault in faults}
    for node in parts_of(rules):
        fault = by_place.get(place_of(node))
        if fault and reported.isdisjoint(_places_in(node)):
            message = f"the style sheet is not fully understood: {_described(node)} is left out, {fault.why}"
            yield diagnostic("P104", message, help=fault.help, at=at(node))


def without(nodes: Iterable[Node], places: Collection[Place]) -> Nodes:
    """The nodes of a block without the declarations and rules that begin at these places."""
    remaining: Nodes = []
    dropping = False
    for node in nodes:
        dropping = dropping or place_of(node) in places
        if not dropping:
            remaining.append(converted(node, lambda inner: without(inner, places)))
        if node == ";" or isinstance(node, ast.CurlyBracketsBlock):
            dropping = False
    return remaining


def with_content(rule: Node, content: Nodes) -> Node:
    """A rule with another content, at its place."""
    if isinstance(rule, ast.AtRule):
        return ast.AtRule(rule.source_line, rule.source_column, rule.at_keyword, rule.lower_at_keyword, rule.prelude, content)
    return ast.QualifiedRule(rule.source_line, rule.source_column, rule.prelude, content)


def place_of(node: Node) -> Place:
    """The line and the column of a node."""
    return node.source_line, node.source_column


def parts_of(rules: Iterable[Node], leave: Callable[[Node], bool] = lambda _: False) -> Iterator[Node]:
    """Rules and declarations, each before those that are in it, without the at-rules to `leave`."""
    for rule in rules:
        if isinstance(rule, ast.ParseError) or (isinstance(rule, ast.AtRule) and leave(rule)):
            continue
        yield rule
        if not isinstance(rule, ast.Declaration):
            yield from parts_of(inner_parts(rule), leave)


def inner_parts(rule: Node) -> Nodes:
    """The rules and declarations in the block of a rule, parse errors included."""
    if rule.content is None:
        return []
    is_block = rule.type == "at-rule" and rule.lower_at_keyword in BLOCK_RULES
    parse = tinycss2.parse_rule_list if is_block else tinycss2.parse_blocks_contents
    return list(parse(rule.content, skip_comments=True, skip_whitespace=True))


def _places_in(part: Node) -> set[Place]:
    """The places in a declaration, in a rule's selector, or in an at-rule and its block."""
    match part:
        case ast.Declaration():
            inner = part.value
        case ast.QualifiedRule():
            inner = part.prelude
        case _:
            inner = [*part.prelude, *(part.content or [])]
    return {place_of(part), *map(place_of, nodes_in(inner))}


def _described(part: Node) -> str:
    """A part of a sheet as messages call it."""
    if isinstance(part, ast.Declaration):
        return f"“{_short(f'{part.name}: {_text(part.value)}')}”"
    keyword = f"@{part.at_keyword} " if isinstance(part, ast.AtRule) else ""
    return f"the rule “{_short(keyword + _text(part.prelude)).strip()}”"


def _text(nodes: Iterable[Node]) -> str:
    return str(tinycss2.serialize(tidy(nodes, newline=" "))).strip()


def _short(text: str) -> str:
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 1]}…"
