"""The words of a document's markup: the text after the filters and before any edition; and what stands at which of them."""

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


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """An element that has an id, or that leads to one: the address of a link (“#id”), and the number of words that begin before it."""

    id: str
    href: str
    text: str
    words: int


def marks_in_markup(markup: str) -> tuple[Mark, ...]:
    """The elements of serialised XHTML that have an id or an address, in reading order, without the calls of notes."""
    return tuple(_read(markup).marks)


@dataclass(slots=True)
class _Reading:
    """The words, calls and other marks of an element, in order."""

    stream: WordStream = field(default_factory=WordStream)
    calls: list[tuple[str, int]] = field(default_factory=list)
    marks: list[Mark] = field(default_factory=list)

    def read(self, element: etree._Element) -> None:
        if "noteref" in classes_of(element):
            self.calls.append((element.get("href", "").removeprefix("#"), len(self.stream.texts)))
        elif element.get("id") or element.get("href"):
            words = len(self.stream.texts)
            text = " ".join("".join(map(str, element.itertext())).split()) if element.get("href") else ""
            self.marks.append(Mark(id=element.get("id", ""), href=element.get("href", ""), text=text, words=words))
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
