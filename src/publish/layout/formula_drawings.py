"""Formulae of a page: MathML, which WeasyPrint 70.0 prints as text, becomes drawings.

    img.formula[alt=TeX]                    within a line: as large as the type around it, on its baseline
    img.formula.display                     on lines of its own, in the middle of the measure

Policy: a formula within a line takes no more height than a word, so that the leading stays; what stands higher or lower reaches into the
white between the lines. One on lines of its own takes whole lines of the page's grid; behind it its paragraph goes on without an indent.
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
OPTICAL = 0.94  # STIX Two Math beside EB Garamond: its small letters are larger at the same size, its capitals are not
ASCENT = 0.6  # em that a formula within a line takes above the baseline: less than a letter with an ascender
RULE = 0.76  # points: --rule of styles/tokens.css, which the finest of printers still prints, and what rounding takes from it
AROUND = 0.8  # of a line that stays white above and below a formula on its own lines, together
NOTES = frozenset({"footnote", "endnote"})
NUMBERED = "numbered"  # the paragraph with the number of a note (publish.pagination.endnotes)
OF_THE_WHOLE = frozenset({"id", "data-number"})  # what is said of a paragraph once, though it goes on behind a formula


def set_formulae(root: etree._Element, design: PageDesign | None = None) -> None:
    """The formulae in an element are drawings; without a design, those on lines of their own are set in the line."""
    for math in [element for element in root.iter() if local_name(element) == "math"]:
        drawn = drawing(etree.tostring(math, encoding="unicode", with_tail=False))
        on_lines = design is not None and math.get("display") == "block"
        picture = etree.Element(f"{{{XHTML}}}img")
        picture.set("class", f"{FORMULA} {DISPLAY}" if on_lines else FORMULA)
        svg = drawn.ruled(RULE / _type_size(math, drawn, design)) if design else drawn.svg
        picture.set("src", f"data:image/svg+xml;base64,{b64encode(svg.encode()).decode()}")
        picture.set("alt", math.get("alttext", ""))
        if math.get("id"):
            picture.set("id", math.get("id", ""))
        picture.set("style", _on_lines(drawn, design, math) if design and on_lines else _within_line(drawn, design))
        picture.tail = math.tail
        parent = math.getparent()
        assert parent is not None, "a formula stands in a text"
        parent.replace(math, picture)


def part_paragraphs(root: etree._Element) -> None:
    """A paragraph around a formula on lines of its own becomes what stands before it, the formula, and what goes on behind it."""
    for math in [element for element in root.iter() if local_name(element) == "math" and element.get("display") == "block"]:
        paragraph = math.getparent()
        if paragraph is None or local_name(paragraph) != "p" or paragraph.getparent() is None:
            continue
        rest = etree.Element(paragraph.tag, {name: value for name, value in paragraph.attrib.items() if name not in OF_THE_WHOLE})
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
    """In what size a formula is set, in points: that of text or notes, less where it were wider than the measure."""
    return min(OPTICAL * (design.note_type if _is_in_note(math) else design.type_size), design.measure / drawn.width)


def _is_in_note(math: etree._Element) -> bool:
    return any(not NOTES.isdisjoint(classes_of(element)) for element in math.iterancestors())


def _within_line(drawn: Drawing, design: PageDesign | None) -> str:
    """As large as the type around it, smaller if it were wider than the measure: no line ends within it."""
    most = design.measure / design.type_size if design else float("inf")
    scale = min(OPTICAL, most / drawn.width)
    width, height, depth = (scale * measure for measure in (drawn.width, drawn.height, drawn.depth))
    above = min(0.0, ASCENT - (height - depth))
    return f"width: {width:.4f}em; height: {height:.4f}em; margin-bottom: {-depth:.4f}em; margin-top: {above:.4f}em"


def _on_lines(drawn: Drawing, design: PageDesign, math: etree._Element) -> str:
    """As large as the type of text or notes, narrower if the measure asks for it; white fills up its last line."""
    size = _type_size(math, drawn, design)
    line = design.note_leading if _is_in_note(math) else design.leading
    height = drawn.height * size
    white = ceil(height / line + AROUND - 0.001) * line - height
    return (
        f"width: {Length(drawn.width * size)}; height: {Length(height)}; "
        f"padding-top: {Length(white / 2)}; padding-bottom: {Length(white / 2)}"
    )
