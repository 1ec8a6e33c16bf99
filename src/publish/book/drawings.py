"""Drawings (SVG) are self-contained: what would be loaded from elsewhere, active elements and entities are refused, scripts are removed.

An address is looked for wherever a renderer would follow one: in attributes, in what an animation sets them to, in CSS (style sheets, style
and presentation attributes), in instructions to load a style sheet, and in drawings that are written into this one as data.
"""

import re
from base64 import b64decode
from binascii import Error as Base64Error
from collections.abc import Iterable, Iterator
from pathlib import Path
from urllib.parse import unquote_to_bytes

import tinycss2
from lxml import etree
from tinycss2 import ast

from publish.book.css import BLANK, Node, addresses_of, children
from publish.book.markup import XHTML, drop_element

SVG = "http://www.w3.org/2000/svg"
XML_BASE = "{http://www.w3.org/XML/1998/namespace}base"
ACTIVE_ELEMENTS = frozenset({"foreignObject", "iframe", "audio", "video"})
SCRIPTS = frozenset({"script", "handler", "listener"})
ADDRESS_KEYS = frozenset(
    {"href", "src", "srcset", "poster", "data", "background", "action", "formaction", "codebase", "archive", "manifest"}
)
NAMESPACES = frozenset({SVG, XHTML, None})  # of elements whose attributes a renderer follows; others describe the drawing to editors of it
ANIMATIONS = frozenset({"set", "animate", "animateColor", "animateMotion", "animateTransform"})
ANIMATED_VALUES = ("from", "to", "by", "values")
MAY_NAME_FILES = re.compile(r"(?i)url|src|image|cross-fade|\\")  # a CSS value with none of these names no file
MOST_NESTED = 4
MAX_SVG_BYTES = 20_000_000
HREFS = ("href", "{http://www.w3.org/1999/xlink}href")
_NUMBER = r"[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?"
VIEW_BOX = re.compile(rf"\s*{_NUMBER}(?:(?:\s+,?\s*|,\s*){_NUMBER}){{3}}\s*")

Danger = tuple[str, int]
"""What a drawing must not do, as the predicate of a message, and the line of the drawing's file."""


def faults_of_drawing(path: Path, what: str) -> tuple[tuple[str, str, str], ...]:
    """The code, message and help of each fault of a drawing, which the messages call `what`; A106 alone leaves it in the book.

    Reports A103 if it is broken, A104 if it is unsafe or too large, A106 if it has scripts.
    """
    if path.stat().st_size > MAX_SVG_BYTES:
        return (("A104", f"{what} is larger than 20 MB", "simplify its paths, or save it as PNG"),)
    try:
        root = _root(path.read_bytes())
    except (etree.XMLSyntaxError, OSError) as fault:
        return (("A103", f"{what} is not well-formed: {fault}", "save it again from the program that made it"),)
    if root.tag != f"{{{SVG}}}svg":
        return (("A103", f"{what} is not what its name says: its root is {etree.QName(root).localname}", "save it as SVG"),)
    danger = next(_dangers(root, 0), None)
    if danger:
        predicate, line = danger
        help = "save it as a plain SVG, with everything embedded and no scripts"
        return (("A104", f"{what} {predicate}" + (f" (in its line {line})" if line > 1 else ""), help),)
    if broken := next(_broken(root), None):
        predicate, line, help = broken
        return (("A103", f"{what} {predicate}" + (f" (in its line {line})" if line > 1 else ""), help),)
    if _drop_scripts(root):
        message = f"{what} has scripts, which are left out of the e-book"
        return (("A106", message, "save it as a plain SVG, and check that it still looks right"),)
    return ()


def safe_drawing(content: bytes) -> bytes:
    """An SVG file without its scripts; the same bytes if it has none."""
    root = _root(content)
    return etree.tostring(root, xml_declaration=True, encoding="utf-8") if _drop_scripts(root) else content


def _root(content: bytes) -> etree._Element:
    """The root of an SVG file. etree.XMLSyntaxError if it is not well-formed."""
    return etree.fromstring(content, etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False))


def _drop_scripts(tree: etree._Element) -> int:
    """Remove script elements, event attributes and script links from a drawing; returns how many there were."""
    dropped = 0
    for element in list(tree.iter(etree.Element)):
        if etree.QName(element).localname in SCRIPTS and element.getparent() is not None:
            drop_element(element)
            dropped += 1
            continue
        for key, value in element.attrib.items():
            local = str(key).rpartition("}")[2]
            if local.startswith("on") or (local == "href" and _squeezed(value).startswith("javascript:")):
                del element.attrib[key]
                dropped += 1
    return dropped


def _broken(root: etree._Element) -> Iterator[tuple[str, int, str]]:
    """What WeasyPrint 70.0 cannot draw: as the predicate of a message, with its line and what to do.

    In the place of an image without an address it draws the whole drawing, without end; on a view box of other than four numbers it fails.
    """
    for element in root.iter(etree.Element):
        name, line = etree.QName(element).localname, element.sourceline or 1
        if name == "image" and not any(element.get(key, "").strip() for key in HREFS):
            yield "has an image without an address", line, "embed the picture that belongs there, or take the image out"
        box = element.get("viewBox")
        if box is not None and not VIEW_BOX.fullmatch(box):
            yield (
                f"has a viewBox that is not four numbers, “{box[:40]}”",
                line,
                "write the left edge, the top edge, the width and the height",
            )


def _dangers(root: etree._Element, nested: int) -> Iterator[Danger]:
    internal = root.getroottree().docinfo.internalDTD
    if internal is not None and any(True for _ in internal.iterentities()):
        yield "defines entities", 1
    for node in (*root.itersiblings(preceding=True), *root.iter(), *root.itersiblings()):
        line = node.sourceline or 1
        match node:
            case etree._Entity():
                yield f"uses the entity {node.text}", line
            case etree._ProcessingInstruction(target="xml-stylesheet"):
                yield "loads a style sheet by an instruction of its own (xml-stylesheet)", line
            case etree._Element() if isinstance(node.tag, str):
                yield from ((predicate, line) for predicate in _dangers_of(node, nested))


def _dangers_of(element: etree._Element, nested: int) -> Iterator[str]:
    name = etree.QName(element)
    if name.localname in ACTIVE_ELEMENTS:
        yield f"contains a {name.localname} element"
    for key, value in element.attrib.items():
        text, local = str(value), str(key).rpartition("}")[2]
        if key == XML_BASE or local == "href" or (local in ADDRESS_KEYS and name.namespace in NAMESPACES):
            yield from _dangers_at([text], nested, is_script_allowed=local == "href")
        elif local == "style" or ("(" in text and MAY_NAME_FILES.search(text) and not str(key).startswith(("aria-", "data-", "{"))):
            yield from _dangers_at(_css_addresses(text), nested)
    if name.localname in ANIMATIONS and element.get("attributeName", "").rpartition(":")[2] in ADDRESS_KEYS:
        for key in ANIMATED_VALUES:
            yield from _dangers_at(filter(str.strip, element.get(key, "").split(";")), nested)
    if name.localname == "style":
        yield from _dangers_at(_css_addresses(str(element.xpath("string()"))), nested)


def _dangers_at(addresses: Iterable[str], nested: int, *, is_script_allowed: bool = False) -> Iterator[str]:
    """The dangers of some addresses; a link to a script is no danger where it will be removed."""
    for address in addresses:
        squeezed = _squeezed(address)
        if squeezed.startswith("data:image/svg"):
            yield from _dangers_in_data(address, nested)
        elif not squeezed.startswith(("#", "data:image/")) and not (is_script_allowed and squeezed.startswith("javascript:")):
            yield f"refers to “{address if len(address) <= 60 else address[:59] + '…'}”, outside the drawing"


def _dangers_in_data(address: str, nested: int) -> Iterator[str]:
    """The dangers of a drawing that is written into another one as data."""
    described, _, data = address.partition(",")
    try:
        content = b64decode(unquote_to_bytes("".join(data.split()))) if "base64" in described.lower() else unquote_to_bytes(data)
        inner = _root(content)
    except (etree.XMLSyntaxError, Base64Error, ValueError):
        yield "holds another drawing as data that cannot be read"
        return
    if nested == MOST_NESTED:
        yield "holds drawings as data inside one another"
    else:
        yield from (f"holds another drawing as data, which {predicate}" for predicate, _ in _dangers(inner, nested + 1))
        if _drop_scripts(inner):
            yield "holds another drawing as data, which has scripts"


def _css_addresses(css: str) -> Iterator[str]:
    """Every address that a piece of CSS names to load something."""
    return _addresses(tinycss2.parse_component_value_list(css, skip_comments=True))


def _addresses(nodes: list[Node]) -> Iterator[str]:
    waiting = [nodes]
    while waiting:
        words = [node for node in waiting.pop() if not isinstance(node, BLANK)]
        rule = ""
        for number, node in enumerate(words):
            rule = node.lower_value if isinstance(node, ast.AtKeywordToken) else "" if node == ";" else rule
            if rule == "import" and isinstance(node, ast.StringToken) and isinstance(words[number - 1], ast.AtKeywordToken):
                yield node.value
            elif rule != "namespace":  # it names no file
                yield from addresses_of(node)
                waiting.append(children(node))


def _squeezed(address: str) -> str:
    return "".join(address.split()).lower()
