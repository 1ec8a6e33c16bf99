"""Marks of notes in a content document: parted where two follow each other, and taken out where words are repeated without them."""

from collections.abc import Iterator

from lxml import etree

from publish.book.markup import XHTML, classes_of, drop_element, local_name, xhtml_element

BETWEEN = ","  # else marks 2 and 3 are read as 23; style sheets set the space behind it, which then ends no line and parts no word
LIKE_TEXT = frozenset({"a", "em", "q", "s", "span", "strong", "sub", "sup", "u"})  # elements whose edges part nothing


def part_marks(root: etree._Element) -> None:
    """Two marks with nothing between them have a comma between them, raised as they are, and supplied."""
    for mark in [element for element in root.iter(f"{{{XHTML}}}a") if is_mark(element)]:
        if not mark.tail and is_mark(_next_in_line(mark)):
            mark.addnext(xhtml_element("span", BETWEEN, class_="between-marks", data_supplied=""))


def drop_marks(root: etree._Element) -> None:
    """The marks in an element are gone, and what parted them."""
    for element in [found for found in root.iter(etree.Element) if is_mark(found) or "between-marks" in classes_of(found)]:
        drop_element(element)


def is_mark(element: etree._Element | None) -> bool:
    """Whether an element is the mark of a note."""
    return element is not None and "noteref" in classes_of(element)


def _next_in_line(mark: etree._Element) -> etree._Element | None:
    """The element that directly follows a mark in its line: no letter stands between them."""
    for element in _outwards(mark):
        if element.tail:
            return None
        follower = element.getnext()
        if follower is not None:
            while not is_mark(follower) and local_name(follower) in LIKE_TEXT and not follower.text and len(follower):
                follower = follower[0]
            return follower
    return None


def _outwards(mark: etree._Element) -> Iterator[etree._Element]:
    """The mark, and the elements around it that are of its line."""
    element: etree._Element | None = mark
    while element is not None:
        yield element
        element = element.getparent()
        if element is not None and local_name(element) not in LIKE_TEXT:
            return
