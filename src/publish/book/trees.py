"""A document's markup as trees: one at a time, since the trees of a whole book take more memory than everything else in a build."""

from collections.abc import Iterator

from lxml import etree

from publish.book.markup import parse
from publish.model import ContentDocument


def trees_of(document: ContentDocument, *needles: str) -> Iterator[tuple[etree._Element, int | None]]:
    """The trees of the document's body and of its notes, each with the manuscript line on which it begins.

    With `needles`, only those whose markup contains one of these strings: the others are not even parsed.
    """
    for markup, line in ((document.body, 1), *((note.body, note.location.line) for note in document.notes)):
        if not needles or any(needle in markup for needle in needles):
            yield parse(markup), line
