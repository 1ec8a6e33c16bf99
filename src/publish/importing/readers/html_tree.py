"""The element tree of a page, however broken or deep the page is; its words; its data tables."""

import re

import lxml.html
from lxml import etree

from publish.diagnostics import PublishError, diagnostic
from publish.importing.inline import clean
from publish.importing.readers.vocabulary import BLOCKS, WITHOUT_WORDS, Element, is_inline_note, titled_note
from publish.text.words import split_words

SUBSET = re.compile(r"<!DOCTYPE\s[^\[>]*\[(?P<subset>.*?)\]\s*>", re.DOTALL | re.IGNORECASE)
ENTITY = re.compile(r"<!ENTITY\s+(?P<name>[\w.-]+)\s+(?:\"(?P<double>[^\"]*)\"|'(?P<single>[^']*)')\s*>")
MOST_ENTITY, MOST_HEAD = 1000, 100_000  # characters of an entity, and of the beginning of a page
MOST_DEEP = "Excessive depth"  # in the message of libxml2 where it stops
MOST_CELL, MOST_MARKED_CELL = 300, 3000  # letters in a cell of a data table, without and with a head; a longer one means layout
LAYOUT_ONLY = ("h1", "h2", "h3", "blockquote")
LAYOUT = (*LAYOUT_ONLY, "ul", "ol", "pre")
"""Elements in the cells of tables that lay out a page."""


def parsed(content: bytes, name: str, encoding: str) -> Element:
    """The tree of a page. PublishError if it is empty, or nested deeper than any text."""
    parser = lxml.html.HTMLParser(huge_tree=True, encoding=encoding, no_network=True)
    try:
        root = lxml.html.document_fromstring(content, parser=parser)
    except (etree.ParserError, ValueError) as fault:
        raise PublishError(diagnostic("I102", f"the page “{name}” has no text", help="name the page that holds the text")) from fault
    if any(MOST_DEEP in entry.message for entry in parser.error_log):
        help = "open it in a browser, save what you see as plain text, and import that"
        raise PublishError(diagnostic("I105", f"“{name}” is nested in more than 2,000 levels", help=help))
    return root


def with_own_entities(text: str) -> str:
    """The text of a page with the entities that it declares itself; a parser of HTML knows none. Their own texts are not read again."""
    subset = SUBSET.search(text[:MOST_HEAD])
    if not subset:
        return text
    declared = {entity["name"]: entity["double"] or entity["single"] or "" for entity in ENTITY.finditer(subset["subset"])}
    page = text[: subset.start()] + "\n" * subset[0].count("\n") + text[subset.end() :]
    return re.sub(r"&([\w.-]+);", lambda use: declared.get(use[1], use[0])[:MOST_ENTITY] or use[0], page) if declared else page


def words_of(root: Element) -> tuple[str, ...]:
    """The words of a page in their order, read from its tree alone, without the elements that hold no words of the text.

    The words of a note in the title attribute of its mark follow the mark.
    """
    return tuple(split_words(clean(text_of(root))))


def text_of(root: Element, apart: str = " ") -> str:
    """The text of an element, with `apart` around paragraphs, notes and whatever else is not part of a line."""
    pieces: list[str] = []
    skipped = 0
    for event, element in etree.iterwalk(root, events=("start", "end", "comment", "pi")):
        if event in {"comment", "pi"}:
            pieces.append("" if skipped else element.tail or "")
            continue
        outside = element.tag in WITHOUT_WORDS
        around = apart if element.tag in BLOCKS or is_inline_note(element) else ""
        if event == "start":
            skipped += outside
            pieces.append(apart if element.tag == "br" else around)
            pieces.append("" if skipped else element.text or "")
        else:
            skipped -= outside
            pieces.append("" if skipped else f"{apart}{note}{apart}" if (note := titled_note(element)) else "")
            pieces.append(around)
            pieces.append("" if skipped or element is root else element.tail or "")
    return "".join(pieces)


def is_data(table: Element) -> bool:
    """Whether a table holds data and is no layout: rows of two cells or more; a head, a caption or merged cells, or short cells."""
    rows = list(table.iter("tr"))
    cells = [list(row.iterchildren("td", "th")) for row in rows]
    if not rows or max((len(row) for row in cells), default=0) < 2 or next(table.iterdescendants("table"), None) is not None:
        return False
    is_marked = next(table.iterdescendants("th", "caption", "thead"), None) is not None or any(
        cell.get("rowspan", "1") != "1" for row in cells for cell in row
    )
    layout, most = (LAYOUT_ONLY, MOST_MARKED_CELL) if is_marked else (LAYOUT, MOST_CELL)
    if any(next(cell.iterdescendants(*layout), None) is not None for row in cells for cell in row):
        return False
    return all(len("".join(cell.itertext())) <= most for row in cells for cell in row)
