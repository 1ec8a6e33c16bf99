"""The words of a document's markup: the text after the filters and before any edition."""

from dataclasses import dataclass, field
from functools import lru_cache

from lxml import etree

from publish.book.markup import INLINE, classes_of, local_name, parse
from publish.text.words import WordStream, formula_word


def words_of_markup(markup: str) -> tuple[str, ...]:
    """The words of serialised XHTML in the vocabulary of `publish.book.xhtml`, without supplied words."""
    return tuple(_read(markup).stream.texts)


def calls_in_markup(markup: str) -> tuple[tuple[str, int], ...]:
    """The notes called in serialised XHTML, in reading order, each with the number of words that begin before its mark."""
    return tuple(_read(markup).calls)


@dataclass(slots=True)
class _Reading:
    """The words and calls of an element, in order."""

    stream: WordStream = field(default_factory=WordStream)
    calls: list[tuple[str, int]] = field(default_factory=list)

    def read(self, element: etree._Element) -> None:
        if "noteref" in classes_of(element):
            self.calls.append((element.get("href", "").removeprefix("#"), len(self.stream.texts)))
        if element.get("data-supplied") is not None:
            return
        if local_name(element) == "math":
            self.stream.add(f" {formula_word(element.get('alttext', ''))} ")
            return
        inline = local_name(element) in INLINE
        if not inline:
            self.stream.end_word()
        self.stream.add(element.text or "")
        for child in element:
            self.read(child)
            self.stream.add(child.tail or "")
        if not inline:
            self.stream.end_word()


@lru_cache(maxsize=64)
def _read(markup: str) -> _Reading:
    reading = _Reading()
    reading.read(parse(markup))
    return reading
