"""Writes a content document as the HTML that WeasyPrint sets: each note is a footnote at its first call, unless it is an endnote.

What print style sheets find in addition to the document's vocabulary (`publish.book.xhtml`):

    span.footnote > span.fnp …              a note of paragraphs only; ::footnote-call is its mark in the text, ::footnote-marker at the
                                            foot
    div.footnote > p.fnp, blockquote, …     a note with other blocks; every paragraph around its call is a div.p instead of a p
    span.noteref                            a further call of a footnote, or a call of an endnote (publish.pagination.endnotes): a superior
                                            number and nothing else
    span.reference                          the words of a link: paper has no links
    p.one-line                              a paragraph under a heading that is no longer than a line
    pre > code > span.stretch > span.typed  code: the lines between two empty lines are a stretch, each of them is typed
    div.broadside                           around a table or figure of this class: it has pages of its own, which are turned when bound
    span.first-words                        the first words of a section (`publish.layout.openings`)

Both kinds of footnote have `data-number`; style sheets take call and marker from it, so that our numbers are printed.

WeasyPrint parses HTML, not XHTML (tinyhtml5): a block inside a `p` ends that `p`, and the rest falls out of it; hence `div.p`.
"""

from collections.abc import Iterable
from itertools import groupby

from lxml import etree

from publish.book.bidi_paragraphs import base_of
from publish.book.direction import RIGHT_TO_LEFT, mark_directions
from publish.book.drop_caps import opening_paragraph, set_drop_cap
from publish.book.markup import XHTML, XML_LANG, classes_of, local_name, parse
from publish.layout.bidi_nesting import nest_levels
from publish.layout.box_measures import BROADSIDE
from publish.layout.formula_drawings import part_paragraphs, set_formulae
from publish.layout.geometry import PageDesign
from publish.layout.openings import mark_first_words
from publish.model import ContentDocument, Note

HEADINGS = frozenset({"h2", "h3", "h4", "h5", "h6"})
LETTERS_IN_A_LINE = 60  # in a measure of `publish.layout.geometry`
TURNED = frozenset({"table", "figure"})
CELLS = frozenset({"td", "th"})
WORD_JOINER = "\u2060"

MECHANICS = """\
*, ::before, ::after { -weasy-anchor: '' !important; bookmark-level: none }
.footnote { float: footnote; footnote-display: block; text-indent: 0; margin: 0 }
.fnp { display: block; margin: 0 }
.fnp:first-child { display: inline }
.p { display: block }
tr { break-inside: avoid }
tr[data-divided] { break-inside: auto }
::footnote-call { content: '\\2060' attr(data-number); vertical-align: super; font-size: 0.65em; line-height: 0 }
.noteref::before { content: '\\2060' }
::footnote-marker { content: attr(data-number) '. ' }
"""
"""How notes work. Comes before the edition's style sheet, which says how they look.

`-weasy-anchor` keeps ids from becoming names in the file: WeasyPrint makes one of each, as if by a style attribute. U+2060 keeps a call
with the word it follows: otherwise a line could end after a question mark and before the number. Rows are not divided, because WeasyPrint
70.0 may drop the shorter cells of a divided row (test_table_in_a_note_breaks_between_its_rows)."""


def print_body(document: ContentDocument, design: PageDesign | None = None, drop_cap: int = 0) -> str:
    """The content of the body of the HTML for a document, with a drop cap of so many lines. Without a design, all formulae are set within
    their lines.
    """
    root = parse(document.body)
    _set_broadsides_apart(root)
    part_paragraphs(root)
    opening = opening_paragraph(root, document.type)
    if opening is not None:
        mark_first_words(opening)
        if drop_cap:
            set_drop_cap(opening, drop_cap)
    mark_directions(root, document.language)
    base = base_of(document, root)
    if base == RIGHT_TO_LEFT:
        root.set("dir", base)
    nest_levels(root, base)
    notes = {note.id: note for note in document.notes}
    set_already = {element.get("id", "") for element in root.iter() if "endnote" in classes_of(element)}
    for mark in [element for element in root.iter() if local_name(element) == "a" and "noteref" in classes_of(element)]:
        name = (mark.get("href") or "").removeprefix("#")
        call = mark.get("id", "")
        number = mark.text or ""
        _become(mark, "span", {"class": "noteref", "data-call": call})
        follower = mark.getnext()
        if follower is not None and "between-marks" in classes_of(follower):
            follower.set("data-call", call)  # it belongs to the mark before it, and does not divide a word either
        if name in notes and name not in set_already:
            set_already.add(name)
            _set_note(mark, notes[name], number, call, document.language, base)
    for note in [element for element in root.iter() if "footnote" in classes_of(element)]:
        _keep_space_after(note)
    for link in [element for element in root.iter() if local_name(element) == "a"]:
        others = {name: value for name, value in link.attrib.items() if name not in {"href", "class"}}
        _become(link, "span", {**others, "class": " ".join([*classes_of(link), "reference"])})
    for paragraph in filter(_stands_under_a_heading, root.iter(f"{{{XHTML}}}p")):
        if len("".join(map(str, paragraph.itertext()))) <= LETTERS_IN_A_LINE:
            paragraph.set("class", " ".join([*classes_of(paragraph), "one-line"]))
    for code in [element for element in root.iter() if local_name(element) == "pre"]:
        _split_code(code)
    for numbered in [element for element in root.iter() if local_name(element) == "ol" and "start" in element.attrib]:
        numbered.set("style", f"counter-reset: list-item {int(numbered.get('start', '1')) - 1}")  # WeasyPrint does not read the attribute
    for place in root.iter(f"{{{XHTML}}}span"):
        if place.get("data-entry") is not None and not len(place) and not place.text:
            place.text = WORD_JOINER  # an index term between two words stays on their line
    set_formulae(root, design)
    return html_text(root)


def html_text(root: etree._Element) -> str:
    """XHTML as HTML text: no namespaces, void elements without a slash, formulae drawn."""
    set_formulae(root)
    for element in root.iter():
        if isinstance(element.tag, str):
            element.tag = local_name(element)
            if XML_LANG in element.attrib:
                element.set("lang", element.attrib.pop(XML_LANG))
    etree.cleanup_namespaces(root)
    return etree.tostring(root, encoding="unicode", method="html", with_tail=False)


def _set_note(mark: etree._Element, note: Note, number: str, call: str, spoken: str, direction: str) -> None:
    """Turns the mark into the note's text, which WeasyPrint moves to the foot."""
    body = parse(note.body)
    part_paragraphs(body)
    mark_directions(body, spoken)
    nest_levels(body, direction)
    blocks = list(body)
    plain = all(local_name(block) == "p" for block in blocks)
    attributes = {"class": "footnote", "id": note.id, "data-number": number, "data-call": call, "data-line": str(note.location.line or "")}
    language = body.get("lang")
    if language:
        attributes["lang"] = language
    if any(element.get("dir") for element in (body, *mark.iterancestors())):
        attributes["dir"] = body.get("dir") or direction  # not that of the passage with the mark
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


def _set_broadsides_apart(root: etree._Element) -> None:
    """Puts each table and figure that is to be turned into a division of its class, which style sheets give pages of its own.

    One in a cell is not turned: it cannot leave its table.
    """
    for element in [element for element in root.iter() if BROADSIDE in classes_of(element)]:
        around = list(element.iterancestors())
        whole = around[0] if local_name(element) == "img" and around and local_name(around[0]) == "figure" else element
        if local_name(whole) not in TURNED or any(local_name(outer) in CELLS or BROADSIDE in classes_of(outer) for outer in around):
            continue
        division = etree.Element(_like(whole, "div"), {"class": BROADSIDE})
        division.tail, whole.tail = whole.tail, None
        parent = whole.getparent()
        assert parent is not None
        parent.replace(whole, division)
        division.append(whole)


def _stands_under_a_heading(element: etree._Element) -> bool:
    before = element.getprevious()
    return before is not None and local_name(before) in HEADINGS


def _split_code(block: etree._Element) -> None:
    """Makes each line of a block of code an element, so that a turned line can hang, and each stretch of lines between empty ones, so that
    a page can turn there and no page begins with an empty line.
    """
    code = block[0]
    lines, code.text = (code.text or "").split("\n"), None
    for is_empty, stretch in groupby(lines, key=lambda line: not line.strip()):
        if not is_empty:
            outer = etree.SubElement(code, _like(code, "span"), {"class": "stretch"})
            for line in stretch:
                etree.SubElement(outer, _like(code, "span"), {"class": "typed"}).text = line


def _keep_space_after(note: etree._Element) -> None:
    """Moves a space between a note and an element to the element's first word: WeasyPrint 70.0 drops a space alone after a footnote
    (test_space_between_a_mark_and_emphasis_is_printed).
    """
    follower = note.getnext()
    if follower is None or not note.tail or note.tail.strip():
        return
    while not follower.text and len(follower):
        follower = follower[0]
    if follower.text:
        follower.text = f" {follower.text}"
        note.tail = None


def _open_paragraphs(ancestors: Iterable[etree._Element]) -> None:
    """Turns paragraphs around a block into divs that look like them."""
    for element in ancestors:
        if local_name(element) == "p":
            element.tag = _like(element, "div")
            element.set("class", " ".join(["p", *classes_of(element)]))


def _become(element: etree._Element, name: str, attributes: dict[str, str]) -> None:
    """Gives the element another name and other attributes; empty attributes are left out."""
    element.tag = _like(element, name)
    element.attrib.clear()
    for key, value in attributes.items():
        if value:
            element.set(key, value)


def _like(element: etree._Element, name: str) -> str:
    """The name in the namespace of the element."""
    namespace = etree.QName(element).namespace
    return f"{{{namespace}}}{name}" if namespace else name
