"""The elements that styles become: a shape for each role of a paragraph, marks for words."""

from collections.abc import Callable, Iterator, Mapping
from functools import partial

from lxml import etree

from publish.config.style_roles import StyleRole
from publish.importing.blocks import ORDINAL, SUBTITLE
from publish.importing.readers.vocabulary import Element
from publish.importing.readers.word_processors.house_styles import LOOKS, JudgedStyle
from publish.importing.readers.word_processors.style_marks import GAP

ATTRIBUTE = "data-custom-style"
"""Where pandoc keeps the style of a paragraph or of words."""
STYLED = "data-styled"
"""Of a quotation that a style marks."""
QUERY, NOTE, LEFT_OUT, REMOVED = "publish-query", "publish-note", "publish-left-out", "pagenum"
"""The class of what becomes a query or a note, of paragraphs and of words that the editor leaves out."""
MARKS: Mapping[StyleRole, tuple[str, Mapping[str, str]]] = {
    StyleRole.EMPHASIS: ("em", {}),
    StyleRole.STRONG: ("strong", {}),
    StyleRole.SMALL_CAPITALS: ("span", {"class": "smallcaps"}),
    StyleRole.RAISED: ("sup", {}),
    StyleRole.LOWERED: ("sub", {}),
    StyleRole.CODE: ("code", {}),
    StyleRole.NOTE_CALL: ("sup", {}),
    StyleRole.DROP: ("span", {"class": REMOVED}),
}
"""The elements of words, by their role."""


# --- words ------------------------------------------------------------------------------------------------------------------------------


def mark_words(span: Element, style: JudgedStyle) -> None:
    """Puts the element of their role around words. The look of their style they have already, as if it were their own."""
    role = style.role.role
    del span.attrib[ATTRIBUTE]
    if style.is_said and role is not StyleRole.LANGUAGE:
        for letters in [*span.iterancestors("em", "strong"), *span.iter("em", "strong")]:
            if "".join(letters.itertext()).strip() == "".join(span.itertext()).strip():
                unwrap(letters)
    is_shown = role in style.style.looks and not style.is_said
    if role in MARKS and not is_shown and (role is not StyleRole.NOTE_CALL or span.find(".//a") is None):
        _wrap_content(span, *MARKS[role])
    if style.role.language:
        span.set("lang", style.role.language)
    else:
        unwrap(span)


def _wrap_content(element: Element, tag: str, attributes: Mapping[str, str]) -> Element:
    """Puts all that an element holds into a new element."""
    inner = element.makeelement(tag, dict(attributes))
    inner.text, element.text = element.text, None
    inner.extend(list(element))
    element.append(inner)
    return inner


def unwrap(element: Element) -> None:
    """Takes an element out; what it holds stays."""
    element.drop_tag()  # type: ignore[attr-defined]


# --- paragraphs -------------------------------------------------------------------------------------------------------------------------


def is_stanza_apart(element: Element) -> bool:
    """Whether an element begins with the mark of a paragraph that stands apart from the one before it."""
    return next((text for text in element.itertext() if text.strip()), "").startswith(GAP)


def paragraphs_in(division: Element) -> list[Element]:
    """What a division holds, out of the divisions and quotations around it."""
    for around in [*division.iter("div"), *division.iter("blockquote")]:
        if around is not division and (around.get(ATTRIBUTE) or around.tag == "blockquote"):
            unwrap(around)
    return list(division)


def _as(tag: str, division: Element, style: JudgedStyle, **attributes: str) -> None:
    """The whole as one element."""
    paragraphs_in(division)
    division.tag = tag
    _set(division, attributes)


def _as_quotation(division: Element, style: JudgedStyle) -> None:
    _as("blockquote", division, style, **{STYLED: "1"})


def _as_division(name: str, division: Element, style: JudgedStyle) -> None:
    _as("div", division, style, **{"class": name})


def _as_epigraph(division: Element, style: JudgedStyle) -> None:
    _as_division("epigraph", division, style)
    _wrap_content(division, "blockquote", {STYLED: "1"})


def _as_verse(division: Element, style: JudgedStyle) -> None:
    """A poem, with a division for each stanza."""
    lines = paragraphs_in(division)
    _set(division, {"class": "verse"})
    stanza: Element | None = None
    for line in lines:
        if stanza is None or is_stanza_apart(line):
            stanza = division.makeelement("div", {"class": "stanza"})
            division.append(stanza)
        stanza.append(line)


def _as_attribution(division: Element, style: JudgedStyle) -> None:
    """The source of the quotation, epigraph or poem before it; a paragraph if there is none."""
    before = division.getprevious()
    if before is None or (before.tail or "").strip():
        return _as_text(division, style)
    if before.get("class") == "verse":
        around = before.makeelement("blockquote", {STYLED: "1"})
        before.addprevious(around)
        around.append(before)
        before = around
    quotation = before if before.tag == "blockquote" else before.find("blockquote") if before.get("class") == "epigraph" else None
    if quotation is None:
        return _as_text(division, style)
    for paragraph in paragraphs_in(division):
        paragraph.tag = "footer" if paragraph.tag == "p" else paragraph.tag
        quotation.append(paragraph)
    unwrap(division)
    return None


def _as_break(division: Element, style: JudgedStyle) -> None:
    """A break; what it holds stays below it, unless it is only an ornament of signs."""
    division.addprevious(division.makeelement("hr", {}))
    has_content = division.find(".//img") is not None or any(map(str.isalnum, "".join(division.itertext())))
    if has_content:
        _as_text(division, style)
    else:
        division.drop_tree()  # type: ignore[attr-defined]


def _as_heading(division: Element, style: JudgedStyle) -> None:
    is_title = not any(around.tag in {"table", "li"} for around in division.iterancestors())
    for paragraph in paragraphs_in(division):
        if paragraph.tag == "p" and is_title and "".join(paragraph.itertext()).strip():
            paragraph.tag = f"h{style.role.level}"
    unwrap(division)


def _as_code(division: Element, style: JudgedStyle) -> None:
    """Lines of code; text if a note or a picture stands in it, which code cannot hold."""
    lines = paragraphs_in(division)
    if any(line.tag != "p" or next(line.iter("a", "img"), None) is not None for line in lines):
        return _as_text(division, style)
    texts = [("\n" if place and is_stanza_apart(line) else "") + "".join(_lines_of(line)) for place, line in enumerate(lines)]
    for line in lines:
        division.remove(line)
    division.tag = "pre"
    _set(division, {})
    etree.SubElement(division, "code").text = "\n".join(texts)
    return None


def _lines_of(paragraph: Element) -> Iterator[str]:
    """The text of a paragraph, with its lines."""
    for event, element in etree.iterwalk(paragraph, events=("start", "end")):
        if event == "start":
            yield "\n" if element.tag == "br" else element.text or ""
        elif element is not paragraph:
            yield element.tail or ""


def _as_caption(division: Element, style: JudgedStyle) -> None:
    """The caption of the picture before it, or of the table beside it; text if there is neither."""
    before, after = division.getprevious(), division.getnext()
    if before is not None and before.tag == "p" and _is_picture(before):
        figure = before.makeelement("figure", {})
        before.addprevious(figure)
        figure.extend(list(before))
        before.drop_tree()  # type: ignore[attr-defined]
        before = figure
    table = next((side for side in (before, after) if side is not None and side.tag == "table" and side.find("caption") is None), None)
    if before is not None and before.tag == "figure" and before.find("figcaption") is None:
        _move(division, etree.SubElement(before, "figcaption"))
    elif table is not None:
        caption = table.makeelement("caption", {})
        table.insert(0, caption)
        _move(division, caption)
    else:
        _as_text(division, style)


def _is_picture(paragraph: Element) -> bool:
    return not "".join(paragraph.itertext()).strip() and len(paragraph) == 1 and paragraph[0].tag == "img"


def _move(division: Element, into: Element) -> None:
    """Moves what a division holds."""
    paragraphs_in(division)
    into.extend(list(division))
    unwrap(division)


def _as_list(division: Element, style: JudgedStyle) -> None:
    paragraphs = paragraphs_in(division)
    division.tag = "ul"
    _set(division, {})
    for paragraph in paragraphs:
        etree.SubElement(division, "li").append(paragraph)


def _as_marked(division: Element, style: JudgedStyle) -> None:
    """Paragraphs of which all words have a mark."""
    for paragraph in paragraphs_in(division):
        if paragraph.tag == "p":
            _wrap_content(paragraph, *MARKS[style.role.role])
    unwrap(division)


def _as_note(division: Element, style: JudgedStyle) -> None:
    """A note that is typed below the text; text in a note of the document itself."""
    if any(around.tag in {"table", "li"} for around in division.iterancestors()):
        unwrap(division)
    else:
        _as_division(NOTE, division, style)


def _as_language(division: Element, style: JudgedStyle) -> None:
    _set(division, {"lang": style.role.language} if style.role.language else {})


def _as_text(division: Element, style: JudgedStyle) -> None:
    if style.is_said:
        paragraphs_in(division)
    unwrap(division)


def _set(element: Element, attributes: Mapping[str, str]) -> None:
    """Gives an element these attributes and no others."""
    element.attrib.clear()
    element.attrib.update(dict(attributes))


SHAPES: Mapping[StyleRole, Callable[[Element, JudgedStyle], None]] = {
    **dict.fromkeys(StyleRole, _as_text),
    **dict.fromkeys((role for role in MARKS if role in LOOKS), _as_marked),
    StyleRole.QUOTATION: _as_quotation,
    StyleRole.VERSE: _as_verse,
    StyleRole.EPIGRAPH: _as_epigraph,
    StyleRole.DEDICATION: partial(_as_division, "dedication"),
    StyleRole.ATTRIBUTION: _as_attribution,
    StyleRole.BREAK: _as_break,
    StyleRole.HEADING: _as_heading,
    StyleRole.NOTE: _as_note,
    StyleRole.CHAPTER_NUMBER: partial(_as_division, ORDINAL),
    StyleRole.SUBTITLE: partial(_as_division, SUBTITLE),
    StyleRole.CODE: _as_code,
    StyleRole.CAPTION: _as_caption,
    StyleRole.LIST: _as_list,
    StyleRole.QUERY: partial(_as_division, QUERY),
    StyleRole.DROP: partial(_as_division, LEFT_OUT),
    StyleRole.LANGUAGE: _as_language,
}
"""What makes of the paragraphs of a style what they are, by its role."""
