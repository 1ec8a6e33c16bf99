"""The constructs of a tree, counted, so that a filter of the book's own can be compared with what it says of itself: pictures, links,
breaks, emphasis, quotations. Words and notes are counted elsewhere, in the finished files.

A filter says what it adds or takes away by the line CHANGES = {"block_quotes", "paragraphs"}, with the names of `NAMES`.
"""

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

import panflute as pf

KINDS: Mapping[type, str] = {
    pf.Para: "paragraphs",
    pf.Plain: "paragraphs",
    pf.Header: "headings",
    pf.BlockQuote: "block_quotes",
    pf.LineBlock: "verse",
    pf.LineItem: "verse",
    pf.CodeBlock: "code",
    pf.Code: "code",
    pf.HorizontalRule: "breaks",
    pf.LineBreak: "line_breaks",
    pf.BulletList: "lists",
    pf.OrderedList: "lists",
    pf.DefinitionList: "lists",
    pf.ListItem: "lists",
    pf.DefinitionItem: "lists",
    pf.Definition: "lists",
    pf.Table: "tables",
    pf.TableRow: "tables",
    pf.TableCell: "tables",
    pf.Figure: "figures",
    pf.Image: "pictures",
    pf.Link: "links",
    pf.Note: "notes",
    pf.Math: "formulae",
    pf.Emph: "emphasis",
    pf.Strong: "strong",
    pf.Underline: "underlines",
    pf.SmallCaps: "small_caps",
    pf.Strikeout: "strikeouts",
    pf.Superscript: "superscripts",
    pf.Subscript: "subscripts",
    pf.Quoted: "quotation_marks",
}
"""The name of each construct by panflute's class. Divisions and spans count by their classes."""

NAMES = frozenset({*KINDS.values(), "classes", "languages"})
"""What a filter may write in CHANGES."""

WORDS = {
    "block_quotes": ("block quotation", "block quotations"),
    "breaks": ("break", "breaks"),
    "classes": ("passage of the class", "passages of the class"),
    "code": ("piece of code", "pieces of code"),
    "emphasis": ("emphasis", "emphases"),
    "figures": ("figure", "figures"),
    "formulae": ("formula", "formulae"),
    "headings": ("heading", "headings"),
    "languages": ("passage in the language", "passages in the language"),
    "line_breaks": ("line break", "line breaks"),
    "links": ("link", "links"),
    "lists": ("list or part of one", "lists or parts of them"),
    "notes": ("note", "notes"),
    "paragraphs": ("paragraph", "paragraphs"),
    "pictures": ("picture", "pictures"),
    "quotation_marks": ("pair of quotation marks", "pairs of quotation marks"),
    "small_caps": ("passage in small capitals", "passages in small capitals"),
    "strikeouts": ("struck passage", "struck passages"),
    "strong": ("strong emphasis", "strong emphases"),
    "subscripts": ("subscript", "subscripts"),
    "superscripts": ("superscript", "superscripts"),
    "tables": ("table, row or cell", "tables, rows or cells"),
    "underlines": ("underlined passage", "underlined passages"),
    "verse": ("stanza or line of verse", "stanzas or lines of verse"),
}
"""What a message calls one construct and several."""

TEXTS = (pf.Str, pf.Code, pf.CodeBlock, pf.Math)
PARTS = ("caption", "head", "content", "foot", "term", "definitions")
LEAVES = frozenset({pf.Space, pf.SoftBreak, pf.LineBreak, pf.HorizontalRule})
NOT_XML = re.compile("[^\t\n\r\x20-\x7e\x80-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
MOST_LEVELS = 400

Count = Counter[tuple[str, str]]
"""The number of constructs by their name and what tells them apart: an address, a level, a class."""


class UnsoundError(Exception):
    """A tree is not one that pandoc could have made. The message is a clause that says why."""


def count_constructs(document: pf.Doc) -> Count:
    """The constructs of a tree. UnsoundError if it holds what no tree can."""
    count: Count = Counter()
    waiting: list[tuple[Any, int]] = [(element, 0) for element in _children(document)]
    while waiting:
        element, level = waiting.pop()
        kind = type(element)
        if kind is pf.Str:
            _check_text(element, "text", element.text)
            continue
        if not isinstance(element, pf.Element):
            what = f"the class {element.__name__} where an element belongs" if isinstance(element, type) else f"a {kind.__name__}"
            raise UnsoundError(what)
        if level > MOST_LEVELS:
            raise UnsoundError(f"a {kind.__name__} that is nested too deep, or in itself")
        _count(element, count)
        if kind not in LEAVES:
            waiting.extend((child, level + 1) for child in _children(element))
    return count


def differences(before: Count, after: Count, declared: frozenset[str]) -> tuple[str, tuple[str, ...]]:
    """What a filter has changed beside what it declares, in words, and the names that it would have to declare; empty for nothing."""
    pieces: list[str] = []
    names: list[str] = []
    for verb, more, fewer in (("removes", before, after), ("adds", after, before)):
        changed = {key: number for key, number in sorted((more - fewer).items()) if key[0] not in declared}
        shown = [_shown(name, detail, number) for (name, detail), number in changed.items()]
        if shown:
            pieces.append(f"{verb} {', '.join(shown[:3])}{' and more' if len(shown) > 3 else ''}")
        names.extend(name for name, _ in changed)
    return " and ".join(pieces), tuple(sorted(set(names)))


def _shown(name: str, detail: str, number: int) -> str:
    return f"{number} {WORDS[name][number > 1]}{f' “{detail}”' if detail else ''}"


def _children(element: Any) -> Iterator[Any]:
    """The children of an element, in no order. Taken from panflute's lists: its iterators are ten times slower."""
    for part in PARTS:
        inner = getattr(element, part, None)
        if inner is not None:
            yield from getattr(inner, "list", (inner,))


def _count(element: pf.Element, count: Count) -> None:
    """Adds an element to the count, and checks its values."""
    kind = type(element)
    if isinstance(element, TEXTS):
        _check_text(element, "text", element.text)
    classes = _checked_attributes(element) if hasattr(element, "attributes") else []
    if language := getattr(element, "attributes", {}).get("lang"):
        count["languages", language] += 1
    match element:
        case pf.Image() | pf.Link():
            _check_text(element, "address", element.url)
            _check_text(element, "title", element.title)
            count[KINDS[kind], element.url] += 1
        case pf.Header():
            if type(element.level) is not int or not 1 <= element.level <= 6:
                raise UnsoundError(f"a heading of the level {element.level!r}")
            count[KINDS[kind], f"level {element.level}"] += 1
        case pf.RawBlock() | pf.RawInline():
            raise UnsoundError(f"raw {element.format}, which no edition can show")
        case pf.Div() | pf.Span():
            if "note" not in classes:  # notes are counted themselves
                for name in classes:
                    count["classes", name] += 1
        case _ if kind in KINDS:
            count[KINDS[kind], ""] += 1


def _checked_attributes(element: Any) -> list[str]:
    """The classes of an element, whose attributes must be texts."""
    _check_text(element, "id", element.identifier)
    for name in element.classes:
        _check_text(element, "class", name)
    for key, value in element.attributes.items():
        _check_text(element, "attribute", key)
        _check_text(element, f"attribute {key}", value)
    return [*element.classes]


def _check_text(element: Any, what: str, text: object) -> None:
    """UnsoundError for a value of an element that is not a text of XML."""
    if not isinstance(text, str):
        raise UnsoundError(f"a {type(element).__name__} whose {what} is {text!r:.60}")
    bad = NOT_XML.search(text)
    if bad:
        raise UnsoundError(f"a {type(element).__name__} whose {what} contains U+{ord(bad[0]):04X}, which no edition can show")
