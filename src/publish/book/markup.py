"""XHTML as lxml elements: the operations that all packages share."""

from copy import deepcopy

from lxml import etree

XHTML = "http://www.w3.org/1999/xhtml"
XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
PARSER = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=True)

INLINE = frozenset(
    {"a", "abbr", "b", "bdi", "bdo", "cite", "code", "data", "del", "dfn", "em", "i", "img", "ins", "kbd", "mark", "q", "rb", "ruby", "s"}
    | {"samp", "small", "span", "strong", "sub", "sup", "time", "u", "var", "wbr"}
)
"""Elements whose edges do not end a word (HTML, 15.3: what is not displayed as a block, a line break or a table's part)."""


def xhtml_element(name: str, text: str = "", **attributes: str) -> etree._Element:
    """A new element in the XHTML namespace; `class_` stands for class, `data_line` for data-line."""
    element = etree.Element(f"{{{XHTML}}}{name}", nsmap={None: XHTML})
    for key, value in attributes.items():
        element.set(key.rstrip("_").replace("_", "-"), value)
    if text:
        element.text = text
    return element


def parse(markup: str) -> etree._Element:
    """The root element of serialised XHTML."""
    return etree.fromstring(markup.encode(), PARSER)


def serialise(element: etree._Element) -> str:
    """The element as XHTML text, without its tail."""
    return etree.tostring(element, encoding="unicode", with_tail=False)


def local_name(element: etree._Element) -> str:
    """The element's name without its namespace; "" for a comment or processing instruction."""
    return etree.QName(element).localname if isinstance(element.tag, str) else ""


def classes_of(element: etree._Element) -> list[str]:
    """The classes of the element."""
    return (element.get("class") or "").split()


def supplied_line(name: str, text: str) -> etree._Element:
    """A line above or below a title, marked as supplied: number, subtitle or author. A number in digits gets the class `figures`."""
    return xhtml_element("p", text, class_="number figures" if name == "number" and text.isdigit() else name, data_supplied="")


def set_language(element: etree._Element, language: str) -> None:
    """Set the element's language, for XML and for HTML readers."""
    element.set("lang", language)
    element.set(XML_LANG, language)


def append_text(parent: etree._Element, text: str) -> None:
    """Append text to the parent's content."""
    if not text:
        return
    if len(parent):
        parent[-1].tail = (parent[-1].tail or "") + text
    else:
        parent.text = (parent.text or "") + text


def drop_element(element: etree._Element) -> None:
    """Remove the element with its content; its tail stays."""
    parent = element.getparent()
    assert parent is not None, "a root cannot be dropped"
    before = element.getprevious()
    tail = element.tail or ""
    parent.remove(element)
    if before is not None:
        before.tail = (before.tail or "") + tail
    else:
        parent.text = (parent.text or "") + tail


def inner_markup(element: etree._Element) -> str:
    """The element's content as XHTML text, to be put into another element."""
    bare = deepcopy(element)
    bare.attrib.clear()
    whole = serialise(bare)
    name = local_name(element)
    return "" if whole.endswith("/>") else whole[whole.index(">") + 1 : -len(f"</{name}>")]
