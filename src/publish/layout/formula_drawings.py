"""Turns the formulae of a page into drawings, because WeasyPrint 70.0 prints MathML as text.

    img.formula[alt=TeX]                    within a line: as large as the type around it, on its baseline
    img.formula.display                     on lines of its own, centred in the measure

Policy: a formula within a line takes no more height than a word, so that the leading stays; taller parts reach into the white between the
lines. A formula on lines of its own takes whole lines of the page's grid; after it its paragraph continues without an indent.
"""

from base64 import b64encode
from math import ceil

from lxml import etree

from publish.book.markup import XHTML, classes_of, local_name
from publish.layout.geometry import PageDesign
from publish.tools.mathematics import Drawing, drawing
from publish.units import Length

FORMULA = "formula"
DISPLAY = "display"
OPTICAL = 0.94  # STIX Two Math beside EB Garamond: at the same size its small letters are larger, its capitals are not
ASCENT = 0.6  # em that a formula within a line takes above the baseline: less than a letter with an ascender
RULE = 0.76  # points: --rule of styles/tokens.css, the finest rule that every printer prints, and an allowance for rounding
AROUND = 0.8  # lines of white above and below a formula on its own lines, together
LEAST_TYPE = 5.0  # points: what a reader can read, and a printer print
SMALL = "data-small"
"""An attribute of a formula that is set in smaller type than that: its size in points."""
NOTES = frozenset({"footnote", "endnote"})
NUMBERED = "numbered"  # the paragraph with the number of a note (publish.pagination.endnotes)
ONCE_ONLY = frozenset({"id", "data-number"})  # attributes that the rest of a paragraph after a formula does not repeat


def set_formulae(root: etree._Element, design: PageDesign | None = None) -> None:
    """Replaces the formulae in an element by drawings. Without a design, all are set within the line."""
    for math in [element for element in root.iter() if local_name(element) == "math"]:
        drawn = drawing(etree.tostring(math, encoding="unicode", with_tail=False))
        on_lines = design is not None and math.get("display") == "block"
        picture = etree.Element(f"{{{XHTML}}}img")
        picture.set("class", f"{FORMULA} {DISPLAY}" if on_lines else FORMULA)
        svg = drawn.with_thicker_rules(RULE / _type_size(math, drawn, design)) if design else drawn.svg
        picture.set("src", f"data:image/svg+xml;base64,{b64encode(svg.encode()).decode()}")
        picture.set("alt", math.get("alttext", ""))
        if math.get("id"):
            picture.set("id", math.get("id", ""))
        picture.set("style", _on_lines(drawn, design, math) if design and on_lines else _within_line(drawn, design))
        if design and _type_size(math, drawn, design) < LEAST_TYPE:
            picture.set(SMALL, f"{_type_size(math, drawn, design):.1f}")
        picture.tail = math.tail
        parent = math.getparent()
        assert parent is not None, "a formula stands in a text"
        parent.replace(math, picture)


def part_paragraphs(root: etree._Element) -> None:
    """Splits each paragraph around a formula on lines of its own: the text before it, the formula, the text after it."""
    for math in [element for element in root.iter() if local_name(element) == "math" and element.get("display") == "block"]:
        paragraph = math.getparent()
        if paragraph is None or local_name(paragraph) != "p" or paragraph.getparent() is None:
            continue
        rest = etree.Element(paragraph.tag, {name: value for name, value in paragraph.attrib.items() if name not in ONCE_ONLY})
        rest.set("class", " ".join([*(name for name in classes_of(paragraph) if name != NUMBERED), "continued"]))
        rest.text, math.tail = (math.tail or "").lstrip(), None
        rest.extend(list(math.itersiblings()))
        rest.tail, paragraph.tail = paragraph.tail, None
        paragraph.addnext(math)
        if len(rest) or rest.text:
            math.addnext(rest)
        else:
            math.tail = rest.tail
        if not len(paragraph) and not (paragraph.text or "").strip() and NUMBERED not in classes_of(paragraph):
            above = paragraph.getparent()
            assert above is not None
            if paragraph.get("id"):
                math.set("id", paragraph.get("id", ""))
            above.remove(paragraph)


def _type_size(math: etree._Element, drawn: Drawing, design: PageDesign) -> float:
    """The type size of a formula, in points: that of text or notes, or smaller if the formula would be wider than the measure."""
    return min(OPTICAL * (design.note_type if _is_in_note(math) else design.type_size), design.measure / drawn.width)


def _is_in_note(math: etree._Element) -> bool:
    return any(not NOTES.isdisjoint(classes_of(element)) for element in math.iterancestors())


def _within_line(drawn: Drawing, design: PageDesign | None) -> str:
    """CSS that makes a formula as large as the type around it, or smaller if it would be wider than the measure: it cannot be broken."""
    most = design.measure / design.type_size if design else float("inf")
    scale = min(OPTICAL, most / drawn.width)
    width, height, depth = (scale * measure for measure in (drawn.width, drawn.height, drawn.depth))
    above = min(0.0, ASCENT - (height - depth))
    return f"width: {width:.4f}em; height: {height:.4f}em; margin-bottom: {-depth:.4f}em; margin-top: {above:.4f}em"


def _on_lines(drawn: Drawing, design: PageDesign, math: etree._Element) -> str:
    """CSS that makes a formula as large as the type of text or notes, at most as wide as the measure; padding fills up its last line."""
    size = _type_size(math, drawn, design)
    line = design.note_leading if _is_in_note(math) else design.leading
    height = drawn.height * size
    white = ceil(height / line + AROUND - 0.001) * line - height
    return (
        f"width: {Length(drawn.width * size)}; height: {Length(height)}; "
        f"padding-top: {Length(white / 2)}; padding-bottom: {Length(white / 2)}"
    )
