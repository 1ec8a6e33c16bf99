"""The tree of a page: made without recursion from whatever a page is like; its words; which of its tables are tables."""

import lxml.html
from lxml import etree

from publish.diagnostics import PublishError, diagnostic
from publish.importing.inline import clean
from publish.importing.readers.vocabulary import BLOCKS, WITHOUT_WORDS, Element, is_inline_note, titled_note
from publish.text.words import split_words

MOST_DEEP = "Excessive depth"  # what libxml2 says where it stops
MOST_CELL = 300  # letters in the cell of a table; what has more is a page's frame


def parsed(content: bytes, name: str, encoding: str) -> Element:
    """The tree of a page. PublishError where it has none, or where it is nested deeper than any text is."""
    parser = lxml.html.HTMLParser(huge_tree=True, encoding=encoding, no_network=True)
    try:
        root = lxml.html.document_fromstring(content, parser=parser)
    except (etree.ParserError, ValueError) as fault:
        raise PublishError(diagnostic("I102", f"“{name}” is a page without text", help="name the page that holds the text")) from fault
    if any(MOST_DEEP in entry.message for entry in parser.error_log):
        help = "open it in a browser, save what you see as plain text, and import that"
        raise PublishError(diagnostic("I105", f"“{name}” is nested in more than 2,000 levels", help=help))
    return root


def words_of(root: Element) -> tuple[str, ...]:
    """The words of a page, in their order, read from its tree alone: what an element without words holds is none.

    Those of a note that is only the title of its mark stand behind it.
    """
    return tuple(split_words(clean(text_of(root))))


def text_of(root: Element, apart: str = " ") -> str:
    """The text of an element, with `apart` around paragraphs, notes and whatever else is no part of a line."""
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
            pieces.append("" if skipped else f"{apart}{said}{apart}" if (said := titled_note(element)) else "")
            pieces.append(around)
            pieces.append("" if skipped or element is root else element.tail or "")
    return "".join(pieces)


def is_data(table: Element) -> bool:
    """Whether a table is one, and not the frame of a page: rows of two cells and more, each with a line of text."""
    rows = list(table.iter("tr"))
    cells = [list(row.iterchildren("td", "th")) for row in rows]
    if not rows or max((len(row) for row in cells), default=0) < 2 or next(table.iterdescendants("table"), None) is not None:
        return False
    if any(
        next(cell.iterdescendants("h1", "h2", "h3", "blockquote", "ul", "ol", "pre"), None) is not None for row in cells for cell in row
    ):
        return False
    return all(len("".join(cell.itertext())) <= MOST_CELL for row in cells for cell in row)
