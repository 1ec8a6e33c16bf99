"""A content document as the HTML that WeasyPrint sets: its notes at their first calls, as footnotes, unless they stand in it already.

What differs from the document's own vocabulary (`publish.book.xhtml`), for print style sheets:

    span.footnote > span.fnp …              a note that holds paragraphs only; its mark is ::footnote-call in the text, ::footnote-marker
    at the foot div.footnote > p.fnp, blockquote, …     a note that holds more; every paragraph around its call is a div.p instead of a p
    span.noteref                            a further call of a note called before, or one of a note that stands at the chapter's or the
                                            book's end (publish.pagination.endnotes): a superior number and nothing else
    span.reference                          a link: its words only, for paper has no links
    p.one-line                              a paragraph under a heading that is no longer than a line
    pre > code > span.stretch > span.typed  code: each line of each stretch between empty lines
    span.first-words                        the first words of a section that is read (`publish.layout.openings`)

Both kinds of footnote bear `data-number`; style sheets take call and marker from it, so that our numbers are what prints.

WeasyPrint reads HTML, not XHTML (tinyhtml5): a block inside a `p` ends that `p`, and what follows falls out of it; hence `div.p`.
"""

from collections.abc import Iterable
from itertools import groupby

from lxml import etree

from publish.book.markup import XHTML, XML_LANG, classes_of, local_name, parse
from publish.layout.formula_drawings import part_paragraphs, set_formulae
from publish.layout.geometry import PageDesign
from publish.layout.openings import mark_first_words
from publish.model import ContentDocument, Note

HEADINGS = frozenset({"h2", "h3", "h4", "h5", "h6"})
LETTERS_IN_A_LINE = 60  # of a measure as `publish.layout.geometry` makes it
WORD_JOINER = "\u2060"

MECHANICS = """\
*, ::before, ::after { -weasy-anchor: '' !important; bookmark-level: none }
.footnote { float: footnote; footnote-display: block; text-indent: 0; margin: 0 }
.fnp { display: block; margin: 0 }
.fnp:first-child { display: inline }
.p { display: block }
tr { break-inside: avoid }
::footnote-call { content: '\\2060' attr(data-number); vertical-align: super; font-size: 0.65em; line-height: 0 }
.noteref::before { content: '\\2060' }
::footnote-marker { content: attr(data-number) '. ' }
"""
"""How notes work; stands before the edition's own style sheet, which says how they look. No id becomes a name in the file: WeasyPrint makes
one of each, as if by a style attribute. U+2060 keeps a call with the word it follows: without, a line may end after a question mark and
before the number. Rows are not divided: WeasyPrint 70.0 may drop the shorter cells of a row that is
(test_table_in_a_note_runs_on_between_its_rows)."""


def print_body(document: ContentDocument, design: PageDesign | None = None) -> str:
    """What stands in the body of the HTML that WeasyPrint sets for a document; without a design, every formula stands in its line."""
    root = parse(document.body)
    part_paragraphs(root)
    mark_first_words(root, document.type)
    notes = {note.id: note for note in document.notes}
    set_already = {element.get("id", "") for element in root.iter() if "endnote" in classes_of(element)}
    for mark in [element for element in root.iter() if local_name(element) == "a" and "noteref" in classes_of(element)]:
        name = (mark.get("href") or "").removeprefix("#")
        call = mark.get("id", "")
        number = mark.text or ""
        _become(mark, "span", {"class": "noteref", "data-call": call})
        follower = mark.getnext()
        if follower is not None and "between-marks" in classes_of(follower):
            follower.set("data-call", call)  # it is of the mark before it, and parts no word either
        if name in notes and name not in set_already:
            set_already.add(name)
            _set_note(mark, notes[name], number, call)
    for note in [element for element in root.iter() if "footnote" in classes_of(element)]:
        _keep_space_behind(note)
    for link in [element for element in root.iter() if local_name(element) == "a"]:
        kept = {name: value for name, value in link.attrib.items() if name not in {"href", "class"}}
        _become(link, "span", {**kept, "class": " ".join([*classes_of(link), "reference"])})
    for paragraph in filter(_stands_under_a_heading, root.iter(f"{{{XHTML}}}p")):
        if len("".join(map(str, paragraph.itertext()))) <= LETTERS_IN_A_LINE:
            paragraph.set("class", " ".join([*classes_of(paragraph), "one-line"]))
    for code in [element for element in root.iter() if local_name(element) == "pre"]:
        _part_code(code)
    for numbered in [element for element in root.iter() if local_name(element) == "ol" and "start" in element.attrib]:
        numbered.set("style", f"counter-reset: list-item {int(numbered.get('start', '1')) - 1}")  # WeasyPrint does not read the attribute
    for place in root.iter(f"{{{XHTML}}}span"):
        if place.get("data-entry") is not None and not len(place) and not place.text:
            place.text = WORD_JOINER  # a term between two words stands on the line of both
    set_formulae(root, design)
    return html_text(root)


def html_text(root: etree._Element) -> str:
    """XHTML as HTML text: no namespaces, void elements without a slash, none of them taken for another, formulae drawn."""
    set_formulae(root)
    for element in root.iter():
        if isinstance(element.tag, str):
            element.tag = local_name(element)
            if XML_LANG in element.attrib:
                element.set("lang", element.attrib.pop(XML_LANG))
    etree.cleanup_namespaces(root)
    return etree.tostring(root, encoding="unicode", method="html", with_tail=False)


def _set_note(mark: etree._Element, note: Note, number: str, call: str) -> None:
    """The mark becomes the note's text, which WeasyPrint takes to the foot."""
    body = parse(note.body)
    part_paragraphs(body)
    blocks = list(body)
    plain = all(local_name(block) == "p" for block in blocks)
    attributes = {"class": "footnote", "id": note.id, "data-number": number, "data-call": call, "data-line": str(note.location.line or "")}
    language = body.get("lang")
    if language:
        attributes["lang"] = language
    _become(mark, "span" if plain else "div", attributes)
    mark.text = None
    for block in blocks:
        block.tail = None
        if local_name(block) == "p":
            block.set("class", " ".join([*classes_of(block), "fnp"]))
            if plain:
                block.tag = _like(block, "span")
        mark.append(block)
    if not plain:
        _open_paragraphs(mark.iterancestors())


def _stands_under_a_heading(element: etree._Element) -> bool:
    before = element.getprevious()
    return before is not None and local_name(before) in HEADINGS


def _part_code(block: etree._Element) -> None:
    """Each line of a block of code is an element, so that one that is turned can hang; so is each stretch of lines between empty ones, so
    that a page can turn there and no page begins with an empty line."""
    code = block[0]
    lines, code.text = (code.text or "").split("\n"), None
    for is_empty, stretch in groupby(lines, key=lambda line: not line.strip()):
        if not is_empty:
            outer = etree.SubElement(code, _like(code, "span"), {"class": "stretch"})
            for line in stretch:
                etree.SubElement(outer, _like(code, "span"), {"class": "typed"}).text = line


def _keep_space_behind(note: etree._Element) -> None:
    """A space between a note and an element stands before the element's first word: WeasyPrint 70.0 drops one alone behind a footnote
    (test_space_between_a_mark_and_emphasis_is_printed)."""
    follower = note.getnext()
    if follower is None or not note.tail or note.tail.strip():
        return
    while not follower.text and len(follower):
        follower = follower[0]
    if follower.text:
        follower.text = f" {follower.text}"
        note.tail = None


def _open_paragraphs(ancestors: Iterable[etree._Element]) -> None:
    """Paragraphs around a block become divs that look like them."""
    for element in ancestors:
        if local_name(element) == "p":
            element.tag = _like(element, "div")
            element.set("class", " ".join(["p", *classes_of(element)]))


def _become(element: etree._Element, name: str, attributes: dict[str, str]) -> None:
    """The element has another name and other attributes, in the same place and with the same content."""
    element.tag = _like(element, name)
    element.attrib.clear()
    for key, value in attributes.items():
        if value:
            element.set(key, value)


def _like(element: etree._Element, name: str) -> str:
    namespace = etree.QName(element).namespace
    return f"{{{namespace}}}{name}" if namespace else name
