"""The styles of a Word document, and its paragraphs that say something without words: gaps between two quotations, empty breaks."""

from collections.abc import Iterator, Mapping, Sequence

from lxml import etree

from publish.config.style_roles import StyleRole
from publish.importing.readers.vocabulary import Element
from publish.importing.readers.word_processors.house_styles import Style, StyleRoles, judged
from publish.importing.readers.word_processors.run_properties import OFF, VALUE, Styles, W, is_on
from publish.importing.readers.word_processors.style_marks import EMPTY_BREAK, GAP, are_spaced
from publish.importing.readers.word_processors.style_names import family_of

LOOKS = {f"{W}i": StyleRole.EMPHASIS, f"{W}b": StyleRole.STRONG, f"{W}smallCaps": StyleRole.SMALL_CAPITALS}
RAISED = {"superscript": StyleRole.RAISED, "subscript": StyleRole.LOWERED}
WIDE = 120  # twentieths of a point: space above a paragraph that parts it from the one before
BETWEEN = frozenset({"bookmarkStart", "bookmarkEnd", "proofErr", "permStart", "permEnd", "commentRangeStart", "commentRangeEnd"})
"""Elements between paragraphs that nobody sees."""
WITH_CONTENT = ("t", "drawing", "pict", "object", "footnoteReference", "endnoteReference", "tab", "br", "sym", "oMath")
"""Elements of a paragraph that is not empty."""


def word_styles(styles: Styles) -> Mapping[str, Style]:
    """The styles of a document by their ids."""
    return {id: _style(style, styles) for id, style in styles.by_id.items() if style.get(f"{W}type") in {"paragraph", "character"}}


def _style(style: Element, styles: Styles) -> Style:
    of_words = style.get(f"{W}type") == "character"
    looks: dict[StyleRole, bool] = {}
    for properties in styles.of_style(style.get(f"{W}styleId", "")) if of_words else ():
        for role, is_set in _looks(properties):
            looks.setdefault(role, is_set)
    return Style(
        name=_name(style),
        of_words=of_words,
        bases=tuple(_bases(style, styles)),
        looks=tuple(role for role, is_set in looks.items() if is_set),
        is_own=style.get(f"{W}customStyle", "0").lower() in OFF or (of_words and style.find(f"{W}link") is not None),
    )


def _bases(style: Element, styles: Styles) -> Iterator[str]:
    """The names of the styles that a style is based on, the nearest first."""
    seen: set[str] = {style.get(f"{W}styleId", "")}
    while (base := styles.by_id.get(_value(style, "basedOn"))) is not None and (id := base.get(f"{W}styleId", "")) not in seen:
        seen.add(id)
        yield _name(base)
        style = base


def _looks(properties: Element) -> Iterator[tuple[StyleRole, bool]]:
    for mark in properties:
        if mark.tag in LOOKS:
            yield LOOKS[str(mark.tag)], is_on(mark)
        elif mark.tag == f"{W}vertAlign":
            yield from ((role, mark.get(VALUE) == value) for value, role in RAISED.items())


def _name(style: Element) -> str:
    return _value(style, "name") or style.get(f"{W}styleId", "")


def _value(element: Element, *path: str) -> str:
    """The value of an element below another; "" if there is none."""
    below = element.find("/".join(W + name for name in path))
    return "" if below is None else below.get(VALUE, "")


def mark_paragraphs(part: Element, styles: Mapping[str, Style], roles: StyleRoles) -> None:
    """Marks the paragraphs of a part that stand apart from one of the same style, and writes words into empty breaks."""
    breaks = {id for id, style in styles.items() if not style.of_words and judged(style, roles).role.role is StyleRole.BREAK}
    is_spaced = are_spaced([_is_empty(paragraph) for paragraph in part.iter(f"{W}p")])
    families = {id: family_of(style.name) for id, style in styles.items()}
    for paragraph in part.iter(f"{W}p"):
        id = _value(paragraph, "pPr", "pStyle")
        if id in breaks and _is_empty(paragraph):
            _write(paragraph, EMPTY_BREAK)
        elif id in families and _stands_apart(paragraph, families, is_spaced=is_spaced):
            _write(paragraph, GAP)


def _stands_apart(paragraph: Element, families: Mapping[str, Sequence[str]], *, is_spaced: bool) -> bool:
    """Whether a paragraph is parted from one of the same family of styles by an empty paragraph, or by space that only it has.

    If the whole text `is_spaced` by empty paragraphs, these part nothing.
    """
    after_empty = False
    for before in paragraph.itersiblings(preceding=True):
        name = etree.QName(before).localname
        if name == "p" and _is_empty(before):
            after_empty = True
        elif name not in BETWEEN:
            same = families.get(_value(before, "pPr", "pStyle")) == families[_value(paragraph, "pPr", "pStyle")]
            is_apart = (after_empty and not is_spaced) or (_is_below_space(paragraph) and not _is_below_space(before))
            return is_apart and name == "p" and same and not _is_empty(paragraph)
    return False


def _is_below_space(paragraph: Element) -> bool:
    """Whether a paragraph has space of its own above it."""
    spacing = paragraph.find(f"{W}pPr/{W}spacing")
    space = spacing.get(f"{W}before", "") if spacing is not None else ""
    return space.isdigit() and int(space) >= WIDE


def _is_empty(paragraph: Element) -> bool:
    for element in paragraph.iter(etree.Element):
        name = etree.QName(element).localname
        if name in WITH_CONTENT and (name != "t" or (element.text or "").strip()):
            return False
    return True


def _write(paragraph: Element, text: str) -> None:
    """Writes a text at the beginning of a paragraph."""
    run = paragraph.makeelement(f"{W}r")
    etree.SubElement(run, f"{W}t").text = text
    paragraph.insert(1 if paragraph.find(f"{W}pPr") is not None else 0, run)
