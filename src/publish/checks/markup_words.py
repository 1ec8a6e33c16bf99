"""The words of a document's markup: what a section says after the filters and before any edition."""

from lxml import etree

from publish.book.markup import classes_of, local_name, parse
from publish.words import WordStream

INLINE = frozenset(
    {"a", "abbr", "b", "bdi", "bdo", "cite", "code", "data", "del", "dfn", "em", "i", "img", "ins", "kbd", "mark", "q", "rb", "ruby", "s"}
    | {"samp", "small", "span", "strong", "sub", "sup", "time", "u", "var", "wbr"}
)
"""Elements whose edges do not end a word (HTML, 15.3: what is not displayed as a block, a line break or a table's part)."""


def words_of_markup(markup: str) -> tuple[str, ...]:
    """The words of serialised XHTML in the vocabulary of `publish.book.xhtml`, what it supplies left out."""
    stream = WordStream()
    _read(parse(markup), stream)
    return tuple(stream.texts)


def calls_in_markup(markup: str) -> tuple[str, ...]:
    """The notes that the marks in serialised XHTML call, in reading order."""
    marks = (element for element in parse(markup).iter(etree.Element) if "noteref" in classes_of(element))
    return tuple(mark.get("href", "").removeprefix("#") for mark in marks)


def _read(element: etree._Element, stream: WordStream) -> None:
    if element.get("data-supplied") is not None:
        return
    inline = local_name(element) in INLINE
    if not inline:
        stream.end_word()
    stream.add(element.text or "")
    for child in element:
        _read(child, stream)
        stream.add(child.tail or "")
    if not inline:
        stream.end_word()
