"""Noterefs in a content document: separated where two are adjacent, dropped where words are repeated without them."""

from collections.abc import Iterator

from lxml import etree

from publish.book.markup import XHTML, classes_of, drop_element, local_name, xhtml_element

BETWEEN = ","  # else 2 and 3 read as 23; the space after it is set by style sheets, where it cannot break a line
LIKE_TEXT = frozenset({"a", "cite", "em", "q", "s", "span", "strong", "sub", "sup", "u"})  # elements whose edges separate nothing


def separate_noterefs(root: etree._Element) -> None:
    """Insert a comma between adjacent noterefs, raised as they are and marked as supplied."""
    for noteref in [element for element in root.iter(f"{{{XHTML}}}a") if is_noteref(element)]:
        if not noteref.tail and is_noteref(_next_in_line(noteref)):
            noteref.addnext(xhtml_element("span", BETWEEN, class_="between-marks", data_supplied=""))


def drop_noterefs(root: etree._Element) -> None:
    """Remove the noterefs in an element, and the commas between them."""
    for element in [each for each in root.iter(etree.Element) if is_noteref(each) or "between-marks" in classes_of(each)]:
        drop_element(element)


def is_noteref(element: etree._Element | None) -> bool:
    """Whether the element is a noteref."""
    return element is not None and "noteref" in classes_of(element)


def _next_in_line(noteref: etree._Element) -> etree._Element | None:
    """The element that follows a noteref in its line with no letter between; None if there is none."""
    for element in _outwards(noteref):
        if element.tail:
            return None
        follower = element.getnext()
        if follower is not None:
            while not is_noteref(follower) and local_name(follower) in LIKE_TEXT and not follower.text and len(follower):
                follower = follower[0]
            return follower
    return None


def _outwards(noteref: etree._Element) -> Iterator[etree._Element]:
    """The noteref, and the inline elements around it, innermost first."""
    element: etree._Element | None = noteref
    while element is not None:
        yield element
        element = element.getparent()
        if element is not None and local_name(element) not in LIKE_TEXT:
            return
