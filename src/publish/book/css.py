"""Operations on the nodes of tinycss2, the CSS parser.

calc() is evaluated if all its terms have one unit: RMSDK and old Kindles do not support it.
"""

from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache
from typing import Any, NamedTuple

import tinycss2
from tinycss2 import ast

Node = Any  # tinycss2 has no type annotations
Nodes = list[Node]

NESTED = (ast.ParenthesesBlock, ast.SquareBracketsBlock, ast.CurlyBracketsBlock)
BLANK = (ast.WhitespaceToken, ast.Comment)
CALCULATIONS = frozenset({"calc", "min", "max", "clamp", "abs", "round"})
OPERATORS = frozenset({"+", "-", "*", "/"})
IMAGE_FUNCTIONS = frozenset({"image", "image-set", "-webkit-image-set", "cross-fade", "-webkit-cross-fade"})
"""Functions in which a bare string is an address (CSS Images 4); one in a function inside them, such as type("image/png"), is not."""


class Quantity(NamedTuple):
    """A number with its unit: "" for a bare number, "%" for a percentage."""

    value: float
    unit: str


@lru_cache(maxsize=8)
def rules_of(sheet: str) -> tuple[Node, ...]:
    """The rules of a sheet. A build asks for those of the e-book's sheet several times; nobody changes a node."""
    return tuple(tinycss2.parse_stylesheet(sheet, skip_comments=True, skip_whitespace=True))


def children(node: Node) -> Nodes:
    """The nodes in a block or function."""
    return getattr(node, "content", None) or getattr(node, "arguments", None) or []


def converted(node: Node, convert: Callable[[Nodes], Nodes]) -> Node:
    """The node with its content converted; the node itself if it has no content."""
    if isinstance(node, ast.FunctionBlock):
        return ast.FunctionBlock(node.source_line, node.source_column, node.name, convert(node.arguments))
    if isinstance(node, NESTED):
        return type(node)(node.source_line, node.source_column, convert(node.content))
    return node


def unfinished(node: Node, *, in_sum: bool = False) -> bool:
    """Whether a sum ends with a sign after which something must follow: `calc(1em + )`, `:nth-child(2n+)`.

    tinycss2 1.5 and WeasyPrint 70.0 fail at one.
    """
    words = [part for part in children(node) if not isinstance(part, BLANK)]
    if isinstance(node, ast.FunctionBlock):
        in_sum = node.lower_name in CALCULATIONS or node.lower_name.startswith("nth-")
    last = words[-1] if words else None
    if in_sum and (getattr(last, "value", "") in OPERATORS or getattr(last, "unit", getattr(last, "value", "")) == "n-"):
        return True
    return any(unfinished(word, in_sum=in_sum) for word in words)


def address_of(node: Node) -> str | None:
    """The address that a string or url() names, None for any other node."""
    match node:
        case ast.URLToken() | ast.StringToken():
            return str(node.value)
        case ast.FunctionBlock(lower_name="url" | "src"):
            return next((str(part.value) for part in node.arguments if isinstance(part, ast.StringToken)), None)
    return None


def addresses_of(node: Node) -> list[str]:
    """The addresses that a url() or a function of images names by itself; those inside its arguments are theirs."""
    if isinstance(node, ast.FunctionBlock) and node.lower_name in IMAGE_FUNCTIONS:
        return [str(part.value) for part in node.arguments if isinstance(part, ast.StringToken)]
    address = None if isinstance(node, ast.StringToken) else address_of(node)
    return [] if address is None else [address]


def url_token(address: str, like: Node) -> Node:
    """A url() with this address, at the place of another node."""
    return ast.URLToken(like.source_line, like.source_column, address, f'url("{address}")')


def trimmed(nodes: Iterable[Node]) -> Nodes:
    """The nodes without comments, and without blanks at either end."""
    remaining = [node for node in nodes if not isinstance(node, ast.Comment)]
    while remaining and isinstance(remaining[0], ast.WhitespaceToken):
        remaining.pop(0)
    while remaining and isinstance(remaining[-1], ast.WhitespaceToken):
        remaining.pop()
    return remaining


def tidy(nodes: Iterable[Node], *, newline: str = "\n  ") -> Nodes:
    """The nodes without comments, runs of blanks reduced to one; a blank with a line's end becomes `newline`."""
    remaining: Nodes = []
    for node in nodes:
        if isinstance(node, ast.Comment):
            continue
        if not isinstance(node, ast.WhitespaceToken):
            remaining.append(converted(node, lambda inner: tidy(inner, newline=newline)))
            continue
        if remaining and isinstance(remaining[-1], ast.WhitespaceToken):
            remaining.pop()
        remaining.append(ast.WhitespaceToken(node.source_line, node.source_column, newline if "\n" in node.value else " "))
    return remaining


def parse_errors(nodes: Iterable[Node]) -> Nodes:
    """The parse errors in a value."""
    return [error for node in nodes for error in ([node] if isinstance(node, ast.ParseError) else parse_errors(children(node)))]


def nodes_in(nodes: Iterable[Node]) -> Iterator[Node]:
    """The nodes and those in their blocks and functions. Not recursive: a hostile sheet may nest thousands."""
    waiting = list(nodes)
    while waiting:
        node = waiting.pop()
        yield node
        waiting.extend(children(node))


def count_nodes(nodes: Iterable[Node]) -> int:
    """The number of nodes, including those in blocks."""
    return sum(1 for _ in nodes_in(nodes))


def depth(node: Node) -> int:
    """The nesting depth of blocks in a node. Not recursive: a hostile sheet may nest thousands."""
    deepest, waiting = 0, [(node, 0)]
    while waiting:
        current, level = waiting.pop()
        deepest = max(deepest, level)
        waiting.extend((child, level + 1) for child in children(current))
    return deepest


# --- sums -----------------------------------------------------------------------------------------------------------------------------


def calculated(nodes: Iterable[Node]) -> Nodes:
    """The nodes with each calc() of one unit evaluated: `calc(2 * 1.4em)` becomes `2.8em`. Others stay as they are."""
    results: Nodes = []
    for node in nodes:
        quantity = _sum(node.arguments) if isinstance(node, ast.FunctionBlock) and node.lower_name == "calc" else None
        results.append(_token(quantity) if quantity else converted(node, calculated))
    return results


def _token(quantity: Quantity) -> Node:
    return tinycss2.parse_one_component_value(f"{round(quantity.value, 4):g}{quantity.unit}")


def _sum(nodes: Nodes) -> Quantity | None:
    """The value of a sum of products; None if it has several units or is not a sum."""
    words = iter([node for node in nodes if not isinstance(node, BLANK)])
    total, sign = Quantity(0, "0"), 1.0  # the unit "0" means that no term has been read
    while True:
        product, following = _product(words)
        if product is None:
            return None
        if total.unit not in {"0", product.unit}:
            return None
        total = Quantity((0.0 if total.unit == "0" else total.value) + sign * product.value, product.unit)
        if following is None:
            return total
        sign = {"+": 1.0, "-": -1.0}[following]


def _product(words: Iterator[Node]) -> tuple[Quantity | None, str | None]:
    """The next product and the plus or minus after it, if any."""
    result = _quantity(next(words, None))
    for operator in words:
        sign = getattr(operator, "value", None)
        if sign in {"+", "-"}:
            return result, sign
        factor = _quantity(next(words, None))
        if result is None or factor is None or sign not in {"*", "/"}:
            return None, None
        if sign == "*" and "" in {result.unit, factor.unit}:
            result = Quantity(result.value * factor.value, result.unit or factor.unit)
        elif sign == "/" and not factor.unit and factor.value:
            result = Quantity(result.value / factor.value, result.unit)
        else:
            return None, None
    return result, None


def _quantity(node: Node) -> Quantity | None:
    match node:
        case ast.NumberToken():
            return Quantity(node.value, "")
        case ast.PercentageToken():
            return Quantity(node.value, "%")
        case ast.DimensionToken():
            return Quantity(node.value, node.lower_unit)
        case ast.ParenthesesBlock():
            return _sum(node.content)
        case ast.FunctionBlock(lower_name="calc"):
            return _sum(node.arguments)
    return None
