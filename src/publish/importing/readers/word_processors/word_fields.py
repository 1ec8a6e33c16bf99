"""Fields of Word of which pandoc passes on less than Word shows: repeated marks of notes (NOTEREF) and formulae (EQ).

Each becomes an insertion by an author whose name says what it is, since pandoc passes on who inserted words.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from lxml import etree

from publish.importing.readers.formulae import FORMULA
from publish.importing.readers.index_terms import CLASS, main_entries, reference
from publish.importing.readers.vocabulary import BLOCKS, Element
from publish.importing.readers.word_processors.equation_fields import tex_of_equation
from publish.importing.readers.word_processors.run_properties import VALUE, W

MARK = "\ufdd5"
"""The words of a repeated mark, which the note that it calls gives."""
AGAIN, AT, TEX = "publish-note-again=", "publish-note-at=", "publish-tex="
"""The beginnings of the names of authors: of a repeated mark and of the mark itself, before the name of its bookmark; of a formula."""
MADE = "\ufdd6"
"""At the beginning of a paragraph of a list that a field makes."""
INDEX = re.compile(r"\s*INDEX\b", re.IGNORECASE)
TERM = re.compile(r"\s*XE\b", re.IGNORECASE)
NAME = re.compile(r"\s*(?P<name>NOTEREF|EQ)\b\s*(?P<rest>.*)", re.DOTALL | re.IGNORECASE)
RAISED = re.compile(r"\\f\b", re.IGNORECASE)


@dataclass(slots=True, kw_only=True)
class Field:
    """A field: its instruction, its runs from the first to the last, those of its result."""

    instruction: str = ""
    runs: list[Element] = field(default_factory=list)
    result: list[Element] = field(default_factory=list)
    in_result: bool = False


def mark_repeated_notes(root: Element) -> None:
    """Takes the number out of each repeated, raised mark of a note, and names the mark itself."""
    bookmarks = {start.get(f"{W}name", ""): start for start in root.iter(f"{W}bookmarkStart")}
    for one in list(_fields(root)):
        name = _bookmark(one)
        reference = _reference(bookmarks[name]) if name in bookmarks and _is_raised(one) else None
        if reference is None:
            continue
        for place, text in enumerate(text for run in one.result for text in run.iter(f"{W}t")):
            text.text = "" if place else MARK
        around = reference.getparent()
        if around is not None and not around.get(f"{W}author", "").startswith(AT):
            insertion = _insertion(reference, f"{AT}{name}")
            insertion.append(reference)


def rewrite_fields(root: Element) -> None:
    """Makes insertions of the repeated marks and of the formulae that can be read."""
    for one in list(_fields(root)):
        match = NAME.match(one.instruction)
        if match is None or len({run.getparent() for run in one.runs}) != 1:
            continue
        is_repeated = any(text.text == MARK for run in one.result for text in run.iter(f"{W}t"))
        tex = tex_of_equation(match["rest"]) if match["name"].upper() == "EQ" else ""
        if not is_repeated and not tex:
            continue
        insertion = _insertion(one.runs[0], f"{AGAIN}{_bookmark(one)}" if is_repeated else TEX)
        etree.SubElement(etree.SubElement(insertion, f"{W}r"), f"{W}t").text = MARK if is_repeated else tex
        for run in one.runs:
            if (around := run.getparent()) is not None:
                around.remove(run)


def mark_index(root: Element) -> None:
    """Marks the paragraphs of an index that is made of the terms of the document: publish makes its own of them."""
    fields = list(_fields(root))
    if not any(TERM.match(one.instruction) for one in fields):
        return
    for one in fields:
        if INDEX.match(one.instruction):
            runs = set(one.runs)
            for paragraph in dict.fromkeys(next(run.iterancestors(f"{W}p")) for run in one.runs):
                first = next((run for run in paragraph.iter(f"{W}r") if run.find(f"{W}t") is not None), None)
                if first is not None and all(run in runs for run in paragraph.iter(f"{W}r") if run.find(f"{W}t") is not None):
                    text = first.find(f"{W}t")
                    if text is not None:
                        text.text = MADE + (text.text or "")


def read_made(page: Element) -> None:
    """Says of the paragraphs of a made list on a page what they are."""
    for element in list(page.iter(etree.Element)):
        if MADE in (element.text or ""):
            element.text = (element.text or "").replace(MADE, "")
            _made_block(element)
        if MADE in (element.tail or ""):
            element.tail = (element.tail or "").replace(MADE, "")
            _made_block(element.getparent())


def _made_block(element: Element | None) -> None:
    while element is not None and element.tag not in BLOCKS:
        element = element.getparent()
    if element is not None:
        element.set("class", f"{element.get('class', '')} publish-made".strip())


def mark_references(page: Element) -> None:
    """Says of the terms of the index that refer to another entry which one that is."""
    entries = main_entries(page)
    for term in page.iter("span"):
        if term.get("class") == CLASS and term.get("data-crossref") and (see := reference(term.get("data-crossref", ""), entries)):
            term.set("data-see", see)


def read_fields(page: Element) -> None:
    """Makes of the insertions on a page what they stand for."""
    marks: dict[str, Element] = {}
    for span in list(page.iter("span")):
        author = span.get("data-author") or ""
        if author.startswith(AT) and (mark := span.find(".//a")) is not None:
            marks[author.removeprefix(AT)] = mark
            span.drop_tag()  # type: ignore[attr-defined]
        elif author == TEX:
            span.attrib.clear()
            span.set("class", FORMULA)
    for span in [span for span in page.iter("span") if (span.get("data-author") or "").startswith(AGAIN)]:
        mark = marks.get((span.get("data-author") or "").removeprefix(AGAIN))
        span.attrib.clear()
        span.text = None
        for child in list(span):
            span.remove(child)
        if mark is not None:
            span.tag = "a"
            span.attrib.update({name: value for name, value in mark.attrib.items() if name != "id"})
            etree.SubElement(span, "sup").text = "".join(map(str, mark.itertext()))


def _fields(root: Element) -> Iterator[Field]:
    """The fields of a part, each when it ends."""
    open_fields: list[Field] = []
    for run in root.iter(f"{W}r"):
        kinds = [part.get(f"{W}fldCharType", "") for part in run.iterchildren(f"{W}fldChar")]
        if "begin" in kinds:
            open_fields.append(Field())
        for one in open_fields:
            one.runs.append(run)
        if not open_fields:
            continue
        inner = open_fields[-1]
        if not inner.in_result:
            inner.instruction += "".join(map(str, run.itertext(f"{W}instrText")))
        elif not kinds:
            inner.result.append(run)
        inner.in_result = inner.in_result or "separate" in kinds
        if "end" in kinds:
            yield open_fields.pop()


def _bookmark(one: Field) -> str:
    """The name of the bookmark that a field refers to, if it is a NOTEREF."""
    match = NAME.match(one.instruction)
    words = match["rest"].split() if match and match["name"].upper() == "NOTEREF" else []
    return words[0] if words else ""


def _is_raised(one: Field) -> bool:
    is_set = any(raised.get(VALUE) == "superscript" for run in one.result for raised in run.iterfind(f"{W}rPr/{W}vertAlign"))
    return bool(one.result) and (is_set or RAISED.search(one.instruction) is not None)


def _reference(start: Element) -> Element | None:
    """The run with the mark of a note that follows the beginning of a bookmark, before its end."""
    for after in start.itersiblings():
        if after.tag == f"{W}bookmarkEnd" and after.get(f"{W}id") == start.get(f"{W}id"):
            return None
        run = next((run for run in after.iter(f"{W}r") if run.find(f"{W}footnoteReference") is not None), None)
        run = run if run is not None else next((run for run in after.iter(f"{W}r") if run.find(f"{W}endnoteReference") is not None), None)
        if run is not None:
            return run
    return None


def _insertion(before: Element, author: str) -> Element:
    """An empty insertion by an author, before an element."""
    insertion = before.makeelement(f"{W}ins", {f"{W}id": "0", f"{W}author": author})
    before.addprevious(insertion)
    return insertion
