"""The paragraphs of a content document with text in both directions, as runs of one level (UAX #9).

What belongs to one paragraph follows CSS Writing Modes 3, 2.4.5: the inline content of a block, up to a line break or a block inside it.
An element with `dir` is an isolate, as browsers treat it (HTML, 15.3.6). A picture, a formula, the mark of a note and whatever else is
supplied are neutral characters: their own text has no influence on the text around them.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from lxml import etree

from publish.book.direction import RIGHT_TO_LEFT, direction_of
from publish.book.markup import INLINE, classes_of, local_name
from publish.model import ContentDocument
from publish.text.bidi_levels import PARAGRAPH_END, levels, runs_left

OBJECT = "\ufffc"
OPENING = {"ltr": "\u2066", "rtl": "\u2067"}
CLOSING = "\u2069"
BLOCK_CLASSES = frozenset({"line", "fnp", "footnote", "stretch", "typed"})
"""Classes of spans that are set as blocks: a line of verse, a paragraph of a note, a note, lines of code."""
THINGS = frozenset({"img", "math", "svg"})


@dataclass(frozen=True, slots=True)
class Segment:
    """The inline content of a block, or a part of it between two blocks: the text at its beginning, and elements with their tails.

    `after` is the block after which it begins, None at the beginning of `parent`.
    """

    parent: etree._Element
    after: etree._Element | None
    children: tuple[etree._Element, ...]

    @property
    def text(self) -> str:
        """The text before the first child."""
        return (self.parent.text if self.after is None else self.after.tail) or ""


@dataclass(frozen=True, slots=True)
class Run:
    """Text of one level, or an element that counts as one character, inside the inline elements of `path`, outermost first."""

    content: str | etree._Element
    level: int
    path: tuple[etree._Element, ...]


Part = tuple[str | etree._Element, tuple[etree._Element, ...]]


def base_of(document: ContentDocument, root: etree._Element) -> str:
    """The direction of a document's text and notes; `root` is the element of its body."""
    return root.get("dir") or direction_of(document.language) or "ltr"


def segments(root: etree._Element) -> Iterator[Segment]:
    """All segments in an element, in order, whatever their direction."""
    for block in root.iter(etree.Element):
        if is_inline(block) and block is not root:
            continue
        after: etree._Element | None = None
        children: list[etree._Element] = []
        for child in block:
            if is_inline(child):
                children.append(child)
            else:
                yield Segment(block, after, tuple(children))
                after, children = child, []
        yield Segment(block, after, tuple(children))


def is_in_both_directions(segment: Segment, base: str) -> bool:
    """Whether levels matter in a segment: some of its text is written from right to left, or is in an element that is."""
    return runs_left(segment.text) or any(map(_runs_left_somewhere, segment.children)) or direction_in(segment, base) == RIGHT_TO_LEFT


def runs_of(segment: Segment, base: str) -> list[Run]:
    """The runs of a segment in reading order. In code, U+2029 stands for the end of a line.

    `base` is the direction of text that is in no element with `dir`.
    """
    line_end = PARAGRAPH_END if local_name(segment.parent) == "pre" else " "
    parts = [
        (content.replace("\n", line_end) if isinstance(content, str) else content, path)
        for content, path in _parts(segment.text, segment.children, ())
    ]
    return list(_runs(parts, int(direction_in(segment, base) == RIGHT_TO_LEFT)))


def direction_in(segment: Segment, base: str) -> str:
    """The direction of the segment's own text."""
    around = (segment.parent, *segment.parent.iterancestors())
    return next((direction for element in around if (direction := element.get("dir")) in OPENING), base)


def is_inline(element: etree._Element) -> bool:
    """Whether an element is part of a line, and not a block."""
    name = local_name(element)
    return not name or name in {"br", "math", "svg"} or (name in INLINE and BLOCK_CLASSES.isdisjoint(classes_of(element)))


def is_one_character(element: etree._Element) -> bool:
    """Whether an element counts as one character: the text in it, if any, is no part of the paragraph."""
    name = local_name(element)
    return (
        not name
        or name in THINGS
        or element.get("data-supplied") is not None
        or "noteref" in classes_of(element)
        or (not len(element) and not element.text)
    )


def _runs_left_somewhere(child: etree._Element) -> bool:
    is_set_so = any(element.get("dir") == RIGHT_TO_LEFT for element in child.iter(etree.Element))
    return is_set_so or runs_left("".join(map(str, child.itertext()))) or runs_left(child.tail or "")


def _parts(text: str | None, children: Iterable[etree._Element], path: tuple[etree._Element, ...]) -> Iterator[Part]:
    """The texts and single elements of a segment in reading order, each with the inline elements around it."""
    if text:
        yield text, path
    for child in children:
        if is_one_character(child):
            yield child, path
        else:
            yield from _parts(child.text, child, (*path, child))
        if child.tail:
            yield child.tail, path


def _runs(parts: list[Part], base: int) -> Iterator[Run]:
    characters: list[str] = []
    owners: list[int] = []  # the index of each character's part; -1 for a control
    inside: tuple[etree._Element, ...] = ()

    def control(elements: Iterable[etree._Element], sign: str = "") -> None:
        for element in elements:
            if element.get("dir") in OPENING:
                characters.append(sign or OPENING[element.get("dir", "")])
                owners.append(-1)

    for number, (content, path) in enumerate(parts):
        control([element for element in reversed(inside) if element not in path], CLOSING)
        control([element for element in path if element not in inside])
        inside = path
        if isinstance(content, str):
            text = content
        elif local_name(content) == "br":
            control(reversed(path), CLOSING)
            text = PARAGRAPH_END
        else:
            text = OBJECT
        characters += text
        owners += [number] * len(text)
        if text == PARAGRAPH_END:
            control(path)
    start = 0
    resolved = levels("".join(characters), base)
    for end in range(1, len(characters) + 1):
        if end == len(characters) or (owners[end], resolved[end]) != (owners[start], resolved[start]):
            if owners[start] >= 0:
                content, path = parts[owners[start]]
                yield Run("".join(characters[start:end]) if isinstance(content, str) else content, resolved[start], path)
            start = end
