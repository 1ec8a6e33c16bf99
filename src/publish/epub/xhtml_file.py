"""An XHTML file of the book: the elements around a section, semantics for reading systems, serialisation.

Only void elements are self-closing, so that a reading system that parses the file as HTML sees the same tree.
"""

from posixpath import dirname, relpath

from lxml import etree

from publish.book.direction import direction_of
from publish.book.markup import XHTML, XML_LANG, local_name, xhtml_element

OPS = "http://www.idpf.org/2007/ops"
EPUB_TYPE = f"{{{OPS}}}type"
MEANING = "data-meaning"
"""On the root of a document that publish supplies: its epub:type and role, "" if it has neither."""
MATHML = "http://www.w3.org/1998/Math/MathML"
SVG = "http://www.w3.org/2000/svg"
XHTML_TYPE = "application/xhtml+xml"
STYLESHEET = "styles/book.css"

VOID = frozenset({"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"})
# Elements that begin a line of the file. The content of `p`, `li`, `td` is not changed.
BLOCKS = frozenset(
    {"blockquote", "body", "caption", "dd", "div", "dl", "dt", "figcaption", "figure", "footer", "h1", "h2", "h3", "h4", "h5", "h6"}
    | {"head", "header", "hr", "li", "link", "meta", "nav", "ol", "p", "pre", "section", "style", "table", "tbody", "td", "tfoot", "th"}
    | {"thead", "title", "tr", "ul"}
)


def describe(element: etree._Element, epub_type: str, role: str = "") -> None:
    """Set the element's epub:type (EPUB 3 Structural Semantics) and its role (DPUB-ARIA)."""
    element.set(EPUB_TYPE, epub_type)
    if role:
        element.set("role", role)


def address_from(file: str, target: str) -> str:
    """The address of a target, relative to a file. Both are paths in the content folder; the target may have a fragment."""
    name, mark, fragment = target.partition("#")
    seen = "" if name == file and mark else relpath(name, dirname(file) or ".")
    return f"{seen}{mark}{fragment}"


def xhtml_file(section: etree._Element, *, name: str, title: str, language: str, matter: str) -> bytes:
    """The file with one section. `matter` is the epub:type of its body, "" for none."""
    html = etree.Element(f"{{{XHTML}}}html", nsmap={None: XHTML, "epub": OPS})
    html.set("lang", language)
    html.set(XML_LANG, language)
    if direction_of(language):
        html.set("dir", direction_of(language))
    head = etree.SubElement(html, f"{{{XHTML}}}head")
    head.append(xhtml_element("meta", charset="utf-8"))
    head.append(xhtml_element("title", title))
    head.append(xhtml_element("link", rel="stylesheet", type="text/css", href=address_from(name, STYLESHEET)))
    body = etree.SubElement(html, f"{{{XHTML}}}body")
    if matter:
        describe(body, matter)
    body.append(section)
    return serialised(html)


def serialised(html: etree._Element) -> bytes:
    """The file's bytes, one block per line where that does not change the content."""
    etree.cleanup_namespaces(html, keep_ns_prefixes=["epub"])
    for element in html.iter():
        name = local_name(element)
        if name and name not in VOID and not len(element) and element.text is None:
            element.text = ""
        if name in BLOCKS and not (element.tail or "").strip():
            element.tail = "\n"
        if len(element) and local_name(element[0]) in BLOCKS and not (element.text or "").strip():
            element.text = "\n"
    return etree.tostring(html, encoding="utf-8", xml_declaration=True, doctype="<!DOCTYPE html>") + b"\n"


def properties_of(section: etree._Element) -> tuple[str, ...]:
    """The manifest properties of the file that holds this section (EPUB 3.3 §5.6.2.1)."""
    namespaces = {etree.QName(element).namespace for element in section.iter(etree.Element)}
    return tuple(name for name, namespace in (("mathml", MATHML), ("svg", SVG)) if namespace in namespaces)
