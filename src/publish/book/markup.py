"""XHTML as lxml elements: the few operations that every room needs, in one place."""

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
    """The element as XHTML text, without what follows it."""
    return etree.tostring(element, encoding="unicode", with_tail=False)


def local_name(element: etree._Element) -> str:
    """The element's name without its namespace; "" for a comment or processing instruction."""
    return etree.QName(element).localname if isinstance(element.tag, str) else ""


def classes_of(element: etree._Element) -> list[str]:
    """The classes that the element bears."""
    return (element.get("class") or "").split()


def said_line(name: str, text: str) -> etree._Element:
    """A line over or under a title, in words that we supply: a number, a subtitle, an author. A number in figures says so."""
    return xhtml_element("p", text, class_="number figures" if name == "number" and text.isdigit() else name, data_supplied="")


def set_language(element: etree._Element, language: str) -> None:
    """The element speaks this language, for XML and for HTML readers."""
    element.set("lang", language)
    element.set(XML_LANG, language)


def append_text(parent: etree._Element, text: str) -> None:
    """The text stands at the end of the parent's content."""
    if not text:
        return
    if len(parent):
        parent[-1].tail = (parent[-1].tail or "") + text
    else:
        parent.text = (parent.text or "") + text


def drop_element(element: etree._Element) -> None:
    """The element and all in it are gone; the text that follows it stays."""
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
    """What stands in the element, as XHTML text: markup that can be set into another element."""
    bare = deepcopy(element)
    bare.attrib.clear()
    whole = serialise(bare)
    name = local_name(element)
    return "" if whole.endswith("/>") else whole[whole.index(">") + 1 : -len(f"</{name}>")]
