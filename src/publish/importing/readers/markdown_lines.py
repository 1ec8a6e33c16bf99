"""The lines of a Markdown source in the page that pandoc makes of it: pandoc tells none, so they are found by the words."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from urllib.parse import unquote

from lxml import etree

from publish.diagnostics import Diagnostic
from publish.importing.inline import clean
from publish.importing.readers.omissions import omissions
from publish.importing.readers.vocabulary import BLOCKS, WITHOUT_WORDS, Element
from publish.importing.source_lines import Line
from publish.text.differences import differences
from publish.text.words import WordStream, split_words

TITLE = r"(?:\s+(?:\"[^\"]*\"|'[^'\n]*'|\([^()\n]*\)))?"
"""The title of a link, which a browser shows beside the pointer and no edition of a book."""
NOT_WORDS = re.compile(
    rf"`[^`\n]+`\{{\.math[^{{}}]*\}}|\]\((?:<[^<>\n]*>|(?:[^()\s]|\([^()\s]*\))*){TITLE}\)|\]\[[^\[\]\n]*\]"  # formulae, addresses
    rf"|^ {{0,3}}\[[^\]]+\]:\s+(?:<[^<>\n]*>|\S+)(?:{TITLE}[ \t]*$)?"
    r"|https?://\S+"
    r"|</?[a-zA-Z][^>]*>|<[a-z]+:[^>]*>|<!--.*?-->|&#?\w+;|\{[^{}\n]*\}"  # tags, entities, attributes
    r"|^[ \t>]*(?:`{3,}|~{3,})[^\n]*$|^[ >]*:{3,}[^\n]*$|^[Tt]able:",  # fences, divisions, captions
    re.MULTILINE | re.DOTALL,
)
"""Markup in Markdown that holds no words."""
MARKS = re.compile(r"^(?:[ \t]*(?:[#>|]+|\d+[.)](?=\s)|[-*+:](?=\s)))+|\|", re.MULTILINE)
OUR_CALL = re.compile(r"\[([^\[\]]*)\]\(#fn-\d+\)\{\.noteref\}")
IN_WORDS = re.compile(r"</?(?:a|abbr|b|cite|em|i|mark|s|small|span|strong|sub|sup|u)\b[^>]*>", re.IGNORECASE)
RULE = re.compile(r"[ >]*([-*_])(?:[ \t]*\1){2,}[ \t]*")


@dataclass(frozen=True, kw_only=True)
class MarkdownLines:
    """The lines of a Markdown text as pandoc reads it, with their numbers in the source."""

    lines: tuple[Line, ...]

    @property
    def text(self) -> str:
        """The lines as one text."""
        return "\n".join(line.text for line in self.lines)

    @cached_property
    def words(self) -> tuple[tuple[str, ...], tuple[int, ...]]:
        """The words of the text, read without pandoc, and the number of the line of each."""
        called = IN_WORDS.sub(lambda tag: "\n" * tag[0].count("\n"), OUR_CALL.sub(r"\1", self.text))
        bare = NOT_WORDS.sub(lambda markup: "\n" * markup[0].count("\n") or " ", called)
        texts = re.sub(r"[\\^~*]|==(?=\w)|(?<=\w)==", "", MARKS.sub(" ", bare)).split("\n")
        pairs = [(word, line.number) for line, text in zip(self.lines, texts, strict=True) for word in split_words(text)]
        return tuple(word for word, _ in pairs), tuple(number for _, number in pairs)

    def left_out(self, root: Element, name: str) -> Iterator[Diagnostic]:
        """I112 for words of the text that are not in the page, nor in the description of a picture there."""
        stream = WordStream()
        for text, _ in _runs(root, list(root.iter(etree.Element)), with_descriptions=True):
            stream.add(text)
        truth, numbers = self.words
        return omissions(truth, stream.texts, name, numbers)

    def number(self, root: Element) -> None:
        """Gives each element of the page the line that it comes from in the source, in place of its line in the page."""
        elements = list(root.iter(etree.Element))
        first = self._first_lines(root, elements)
        at, last = 0, 1
        for place, element in enumerate(elements):
            last = first.get(place, last)
            line = first.get(place, 0)
            if element.tag in {"img", "hr"}:
                at = next((found for found in range(at, len(self.lines)) if self.lines[found].number >= last), at)
                at, line = self._place_of(element, at, last)
            _set_line(element, line or last)
        coming = 0
        for place in range(len(elements) - 1, -1, -1):  # an element whose first words are in one below it
            coming = first.get(place, coming)
            if coming and place not in first and elements[place].tag not in {"img", "hr"}:
                _set_line(elements[place], coming)

    def _first_lines(self, root: Element, elements: Sequence[Element]) -> Mapping[int, int]:
        """The lines of the first words directly in elements, by the places of the elements."""
        stream = WordStream()
        for text, place in _runs(root, elements):
            stream.add(text, place)
        truth, numbers = self.words
        first: dict[int, int] = {}
        for word, line in _aligned(truth, numbers, stream.texts):
            first.setdefault(stream.lines[word], line)
        return first

    def _place_of(self, element: Element, at: int, last: int) -> tuple[int, int]:
        """The place to go on from and the line of a picture or a break, the first that is not before a place."""
        address = element.get("src", "")
        names = {address, unquote(address)}
        for place in range(at, len(self.lines)):
            text = self.lines[place].text
            if RULE.fullmatch(text) if element.tag == "hr" else any(name and name in text for name in names):
                return place + (element.tag == "hr"), self.lines[place].number
        return at, last


def _set_line(element: Element, line: int) -> None:
    element.sourceline = line  # type: ignore[misc]  # the stubs of lxml do not know that it can be set


def _runs(root: Element, elements: Sequence[Element], *, with_descriptions: bool = False) -> Iterator[tuple[str, int]]:
    """The texts of a page in their order, with the place of the element that each is directly in, and a space around blocks."""
    places = {element: place for place, element in enumerate(elements)}
    walk = etree.iterwalk(root, events=("start", "end"))
    for event, element in walk:
        if not isinstance(element.tag, str) or element.tag in WITHOUT_WORDS:
            walk.skip_subtree()
            text, owner = (element.tail if event == "end" else "") or "", element.getparent()
        else:
            text, owner = (element.text or "", element) if event == "start" else (element.tail or "", element.getparent())
            if element.tag in BLOCKS or element.tag == "br" or element.get("class") == "footnote-ref":
                yield " ", 0
        if with_descriptions and event == "start" and element.tag == "img":
            yield f" {element.get('alt', '')} ", 0
        if text and owner is not None:
            yield clean(text), places[owner]


def _aligned(truth: Sequence[str], numbers: Sequence[int], words: Sequence[str]) -> Iterator[tuple[int, int]]:
    """The places of words of a page and their lines in the source."""
    at = place = 0
    for change in differences(truth, words):
        yield from ((place + step, numbers[at + step]) for step in range(change.first - at))
        place += change.first - at
        line = numbers[min(change.first, len(numbers) - 1)] if numbers else 1
        yield from ((place + step, line) for step in range(len(change.instead)))
        at, place = change.end, place + len(change.instead)
    yield from ((place + step, numbers[at + step]) for step in range(min(len(truth) - at, len(words) - place)))
