"""Drawings (SVG) of a source as a book can have them, in themselves: pictures that they refer to are put into them as data.

Instructions, scripts, links and what else is refused in a drawing (`publish.book.drawings`) are taken out. A drawing that has none of these
stays as it is, byte for byte.
"""

import re
from base64 import b64encode
from collections.abc import Callable, Iterator

from lxml import etree

from publish.book.drawings import HREFS, SVG, VIEW_BOX
from publish.book.markup import drop_element

SHOWING = frozenset({"image", "feImage"})
NEVER = frozenset({"script", "handler", "listener", "foreignObject", "iframe", "audio", "video"})
PARSER = etree.XMLParser(resolve_entities=True, no_network=True, load_dtd=False, recover=True)
TYPES = {".png": "image/png", ".jpg": "image/jpeg", ".gif": "image/gif", ".svg": "image/svg+xml"}
LOADS = re.compile(rb"url\s*\(|@import|\\", re.IGNORECASE)
"""What stands in a style sheet that loads another file."""
INSIDE = re.compile(r"\s*(?:#|data:image/)", re.IGNORECASE)


def self_contained(
    content: bytes,
    file_at: Callable[[str], bytes | None],
    picture_at: Callable[[str], tuple[str, bytes] | None],
    missing: Callable[[str], object],
) -> bytes:
    """A drawing with its style sheets, and the pictures that it shows, in it. Content that is no drawing comes back as it is.

    `file_at` gives the content of a file by its address in the drawing, `picture_at` the ending and content of a picture; `missing` is
    called with the address of each picture that is not there.
    """
    try:
        root = etree.fromstring(content, PARSER)
    except etree.XMLSyntaxError:
        return content
    if root is None or etree.QName(root).localname != "svg":
        return content
    has_instructions = root.getprevious() is not None or root.getroottree().docinfo.internalDTD is not None
    for sheet in reversed([css for css in map(file_at, _sheets(root)) if css and not LOADS.search(css)]):
        style = root.makeelement(f"{{{SVG}}}style", {"type": "text/css"})
        style.text = sheet.decode("utf-8", "replace")
        root.insert(0, style)
    changed = sum(_made_safe(element, picture_at, missing) for element in list(root.iter(etree.Element)))
    return etree.tostring(root, encoding="utf-8", xml_declaration=True, with_tail=False) if changed or has_instructions else content


def _sheets(root: etree._Element) -> Iterator[str]:
    """The addresses of the style sheets that the instructions before a drawing load."""
    for node in reversed(list(root.itersiblings(preceding=True))):
        if isinstance(node, etree._ProcessingInstruction) and node.target == "xml-stylesheet" and node.get("href"):
            yield str(node.get("href"))


def _made_safe(element: etree._Element, picture_at: Callable[[str], tuple[str, bytes] | None], missing: Callable[[str], object]) -> bool:
    """Whether an element was changed or taken out."""
    name, around = etree.QName(element).localname, element.getparent()
    if name in NEVER and around is not None:
        drop_element(element)
        return True
    box = element.get("viewBox")
    changed = box is not None and not VIEW_BOX.fullmatch(box)
    if changed:
        del element.attrib["viewBox"]
    for key in _unsafe(element):
        address = str(element.attrib.pop(key)).strip()
        changed = True
        if key not in HREFS or name not in SHOWING:
            continue
        picture = picture_at(address)
        if picture is None:
            missing(address)
        else:
            element.set(key, f"data:{TYPES[picture[0]]};base64,{b64encode(picture[1]).decode()}")
    if name in SHOWING and around is not None and not any(element.get(key, "").strip() for key in HREFS):
        drop_element(element)
        return True
    return changed


def _unsafe(element: etree._Element) -> Iterator[str]:
    """The attributes of an element that run something, or lead out of the drawing."""
    for key, value in list(element.attrib.items()):
        local = str(key).rpartition("}")[2]
        if local.startswith("on") or (local in {"href", "src"} and not INSIDE.match(str(value))):
            yield str(key)
