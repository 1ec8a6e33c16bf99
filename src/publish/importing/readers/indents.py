"""Indents of word processors: which of the passages that only an indent sets apart are no quotations.

Most are, in a book. In other documents the indent goes on with a list, is that of a list typed by hand, or of nearly all the text.
"""

import re

from publish.importing.readers.vocabulary import Element
from publish.importing.readers.word_processors.styled_elements import STYLED, unwrap

LISTS = frozenset({"ol", "ul"})
TYPED_MARK = re.compile(r"\s*(?:[•●▪■◦○‣·*]|\(?(?:\d{1,3}|[a-zA-Z])[.)])\s")
"""What begins an item of a list that was typed by hand."""
FEW = 3  # indented passages: so many may be all of a text
MOST_INDENTED = 0.4  # of the letters of a document: more is its layout
SHORT = 50  # characters of a line of a form or of a program; a quotation that is set apart is longer
MANY = 10  # indented passages of short lines, from which they are layout, if most of the passages are such
CODE = re.compile(r"[{}]\s*$|\)\s*;\s*$|^\s*[<#$/]|\w\(\S*\)|[=!<>]=|\w\s*=\s*\S|->|::|</|_{3,}|\.{4,}")
"""What a line of a program has, or of a form: a brace at its end, an assignment, a call, a blank to fill in."""
LONGEST_CODE = 100  # characters


def take_out_layout(root: Element) -> None:
    """Takes out the quotations without a style that are only layout; their paragraphs stay."""
    indented = [quotation for quotation in root.iter("blockquote") if not quotation.get(STYLED)]
    outermost = [quotation for quotation in indented if not any(around in indented for around in quotation.iterancestors("blockquote"))]
    if len(outermost) > FEW and sum(map(_letters, outermost)) > MOST_INDENTED * _letters(root):
        layout = indented
    else:
        layout = []
        short = [quotation for quotation in outermost if all(len(line) <= SHORT for line in _lines(quotation))]
        are_lines = len(short) >= MANY and 2 * len(short) > len(outermost)
        lines = [quotation for quotation in outermost if _is_code(quotation) or (are_lines and quotation in short)]
        for quotation in outermost:
            before = _before(quotation)
            goes_on = before is not None and (before.tag in LISTS or before in layout)
            if goes_on or TYPED_MARK.match("".join(quotation.itertext())):
                layout.extend(quotation.iter("blockquote"))
        layout = list(dict.fromkeys([*layout, *(inner for quotation in lines for inner in quotation.iter("blockquote"))]))
    for quotation in layout:
        unwrap(quotation)


def _letters(element: Element) -> int:
    return sum(map(len, map(str.strip, element.itertext())))


def _lines(quotation: Element) -> list[str]:
    """The paragraphs of a passage that have words."""
    texts = ("".join(paragraph.itertext()).strip() for paragraph in quotation.iter("p"))
    return [text for text in texts if text]


def _is_code(quotation: Element) -> bool:
    """Whether most lines of a passage, and two at least, are those of a program or of a form."""
    lines = _lines(quotation)
    code = sum(len(line) <= LONGEST_CODE and bool(CODE.search(line)) for line in lines)
    return code > 1 and 2 * code > len(lines)


def _before(element: Element) -> Element | None:
    """The block before an element, out of the divisions that begin or end there."""
    before = element.getprevious()
    while before is None and (around := element.getparent()) is not None and around.tag == "div":
        element, before = around, around.getprevious()
    while before is not None and before.tag == "div" and len(before):
        before = before[-1]
    return before
