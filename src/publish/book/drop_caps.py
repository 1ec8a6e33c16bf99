"""Drop caps: the first letter of a section's text, as high as its first lines. The style sheet asks for them: `--drop-cap: 3`.

    p.dropped > span.drop-cap > span.drop-mark “ , span.initial I
    span.drop-cap.alone     the letter is a word
    span.drop-cap.low       the letter reaches below its line, and one line more stands beside it
    span.drop-cap.tail      it is a Q, whose tail reaches below the letters beside it

Policy: `styles/drop-caps.css` sets the letter on the grid of lines. There is none where it would look like a fault: in sections that are
looked up rather than read, before a figure, a small letter or a dash, in scripts without capitals, and in a paragraph that is shorter than
the letter is high. No word changes.
"""

import unicodedata
from dataclasses import replace
from pathlib import Path

from lxml import etree

from publish.book.markup import classes_of, local_name, parse, serialise, xhtml_element
from publish.book.stylesheets import token_of
from publish.diagnostics import Diagnostic, diagnostic
from publish.model import Book, ContentDocument, SectionType
from publish.text.compressed_text import CompressedText

TOKEN = "--drop-cap"
SHEET = "drop-caps.css"
HEIGHTS = {"0": 0, "2": 2, "3": 3}
READ = frozenset(SectionType) - {
    SectionType.DEDICATION, SectionType.EPIGRAPH, SectionType.PART, SectionType.GLOSSARY, SectionType.BIBLIOGRAPHY, SectionType.INDEX,
    SectionType.COLOPHON,
}  # fmt: skip
LETTERS_IN_A_LINE = 70  # in a measure of `publish.layout.geometry`, and in the widest window of the e-book
BEFORE = frozenset({"header", "span"})  # a section's head, and the marker of its first printed page
MOST_MARKS = 3
MARKS = frozenset({"Ps", "Pi", "Pf", "Po", "Zs"})  # categories of what may stand before the letter: quotation marks and their spaces
TEXT = frozenset({"em", "strong", "span", "i", "b", "q", "cite"})
LOW_LETTERS = frozenset("JQĲϏЂЈЏДЦЩ")
BELOW = frozenset({202, 220})  # combining classes of cedilla, ogonek, dots and lines below


def drop_cap_sheets(styles: Path, book_sheet: Path) -> tuple[int, tuple[Path, ...], tuple[Diagnostic, ...]]:
    """The height of drop caps in lines, 0 for none; the sheet for them; S113 for another height. `book_sheet` is the book's own sheet."""
    if not book_sheet.is_file():
        return 0, (), ()
    value, place = token_of(book_sheet, TOKEN)
    if value is None:
        return 0, (), ()
    if value not in HEIGHTS:
        fault = diagnostic("S113", f"a drop cap of {value} lines is not made", help=f"write “{TOKEN}: 2”, “3”, or “0” for none", at=place)
        return 0, (), (fault,)
    return HEIGHTS[value], (styles / SHEET,) if HEIGHTS[value] else (), ()


def with_drop_caps(book: Book, lines: int) -> Book:
    """The book with a drop cap of this height at the beginning of each section that can have one."""
    return replace(book, documents=tuple(_with_drop_cap(document, lines) for document in book.documents)) if lines else book


def opening_paragraph(root: etree._Element, kind: SectionType) -> etree._Element | None:
    """The paragraph with which the text of a section begins; None if something else begins it, or if the section is looked up, not read."""
    if kind not in READ:
        return None
    blocks = [block for block in root if local_name(block) not in BEFORE and not _is_epigraph(block)]
    return blocks[0] if blocks and local_name(blocks[0]) == "p" and not blocks[0].get("class") else None


def set_drop_cap(paragraph: etree._Element, lines: int) -> None:
    """Makes the first letter of a section's first paragraph a drop cap of this height, if it can have one."""
    if len("".join(map(str, paragraph.itertext()))) < lines * LETTERS_IN_A_LINE:
        return
    holder = _first_text(paragraph)
    text = (holder.text or "").lstrip()
    start = next((index for index, letter in enumerate(text) if unicodedata.category(letter) not in MARKS), len(text))
    end = start + 1
    while end < len(text) and unicodedata.category(text[end]).startswith("M"):
        end += 1
    letter = text[start:end]
    if start > MOST_MARKS or not letter or not letter[0].isupper() or letter[0] == letter[0].lower():
        return
    cap = xhtml_element("span", "", class_=" ".join(["drop-cap", *_kinds(letter, text[end : end + 1])]))
    if start:
        cap.append(xhtml_element("span", text[:start], class_="drop-mark"))
    cap.append(xhtml_element("span", letter, class_="initial"))
    cap.tail, holder.text = text[end:], None
    holder.insert(0, cap)
    paragraph.set("class", "dropped")


def _with_drop_cap(document: ContentDocument, lines: int) -> ContentDocument:
    root = parse(document.body)
    paragraph = opening_paragraph(root, document.type)
    if paragraph is None:
        return document
    set_drop_cap(paragraph, lines)
    return replace(document, markup=CompressedText.of(serialise(root)))


def _kinds(letter: str, following: str) -> list[str]:
    parts = unicodedata.normalize("NFD", letter)
    is_low = letter in LOW_LETTERS or any(unicodedata.combining(part) in BELOW for part in parts)
    return [*(["low"] if is_low else []), *(["tail"] if letter == "Q" else []), *(["alone"] if following.isspace() else [])]


def _first_text(element: etree._Element) -> etree._Element:
    """The element whose text comes first in a paragraph: the paragraph, or an emphasis or the like with which it begins."""
    while not (element.text or "").strip() and len(element) and local_name(element[0]) in TEXT and "noteref" not in classes_of(element[0]):
        element = element[0]
    return element


def _is_epigraph(block: etree._Element) -> bool:
    return local_name(block) == "div" and "epigraph" in classes_of(block)
