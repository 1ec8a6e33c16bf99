"""The lines of an ODT document as HTML: words, what they are set in, links, fields, pictures, the calls of notes.

What stands elsewhere is collected and written by whoever writes the blocks: the notes, the paragraphs of text boxes.
"""

import base64
import re
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field
from html import escape

from lxml import etree

from publish.diagnostics import PublishError
from publish.importing.readers.archives import Archive
from publish.importing.readers.omissions import Passage
from publish.importing.readers.pictures import book_picture
from publish.importing.readers.vocabulary import Element
from publish.importing.readers.word_processors.odt_styles import OdtStyles, name_of, value
from publish.importing.readers.word_processors.office_pages import ANSWERS, SETTLED
from publish.importing.readers.word_processors.styled_elements import ATTRIBUTE

SHAPES = "text-box custom-shape rect ellipse circle line path polygon polyline caption"
BOXES = frozenset(f"draw:{name}" for name in SHAPES.split())
"""Shapes that can hold paragraphs."""
NOT_TEXT = {
    "text": "tracked-changes sequence-decls variable-decls user-field-decls dde-connection-decls note-citation script",
    "office": "forms event-listeners binary-data change-info",
    "draw": "glue-point",
    "svg": "title desc",
    "table": "title desc",
}
SKIPPED = frozenset(f"{prefix}:{name}" for prefix, names in NOT_TEXT.items() for name in names.split())
"""Elements whose words are not of the text."""
LOOKS: tuple[tuple[str, Callable[[str], bool], str], ...] = (
    ("text-position", lambda text: bool(re.match(r"super|[1-9]\d*%", text)) and not text.startswith("0"), "sup"),
    ("text-position", lambda text: bool(re.match(r"sub|-", text)), "sub"),
    ("font-style", lambda text: text in {"italic", "oblique"}, "em"),
    ("font-weight", lambda text: text == "bold" or (text.isdigit() and int(text) >= 600), "strong"),
    ("font-variant", lambda text: text == "small-caps", 'span class="smallcaps"'),
    ("text-underline-style", lambda text: text not in {"", "none"}, "u"),
    ("text-line-through-style", lambda text: text not in {"", "none"}, "s"),
)
"""What words are set in: a property, whether its value says so, the element."""
LINKS = frozenset({"Internet link", "Internet Link", "Visited Internet Link", "Index Link", "Internetlink"})
NOTE_STYLES = re.compile(r"(?:Foot|End)note.*|Default.*", re.IGNORECASE)
CODE = frozenset({"Source Text", "Teletype", "Example", "User Entry"})
APART = frozenset({"text:p", "text:h", "text:s", "text:tab", "text:line-break", "text:ruby-text", "table:table-cell"})
FIXED = re.compile("mono|courier|consolas|typewriter", re.IGNORECASE)
"""Fonts whose letters are of one width."""
HIDDEN = "none"
MOST_SPACES = 80
BEFORE = 200  # characters that are kept to name a place


def is_skipped(name: str) -> bool:
    """Whether the words of an element are not of the text: lists of declarations, templates of indexes."""
    return not name or name in SKIPPED or name.endswith("-source")


@dataclass(slots=True, kw_only=True)
class LineWriter:
    """What is known while the lines of a document are written, and what was collected from them.

    `titles` are the headings' ids by their words; `hidden_elements` those whose words are told and not written.
    """

    archive: Archive
    styles: OdtStyles
    titles: Mapping[str, str] = field(default_factory=dict)
    notes: list[Element] = field(default_factory=list)
    boxes: list[Element] = field(default_factory=list)
    hidden: list[Passage] = field(default_factory=list)
    hidden_elements: list[Element] = field(default_factory=list)
    objects: list[Passage] = field(default_factory=list)
    before: str = ""
    language: str = ""
    """Of the paragraph that is being written."""

    def line(self, element: Element) -> str:
        """What an element of a line holds, as HTML."""
        pieces = [self._text(element.text)]
        for child in element:
            name = name_of(child)
            if not is_skipped(name):
                pieces.append(WRITTEN.get(name, LineWriter.line)(self, child))
            pieces.append(self._text(child.tail))
        return "".join(pieces)

    def hide(self, element: Element) -> str:
        """Tells the words of an element instead of writing them."""
        words = " ".join("".join(words_within(element)).split())
        if words:
            self.hidden.append(Passage(text=words, before=self.before))
        self.hidden_elements.append(element)
        return ""

    def _text(self, text: str | None) -> str:
        text = re.sub(r"[ \t\n\r]+", " ", text or "")
        self.before = (self.before + text)[-BEFORE:]
        return escape(text, quote=False)

    def _span(self, span: Element) -> str:
        """Words in a style: as elements, with the name of the style if it has one, and their language if it is another."""
        style = value(span, "style-name")
        if self.styles.property("text", style, "display") == HIDDEN:
            return self.hide(span)
        html = self.line(span)
        if not html.strip():
            return html
        name = self.styles.named("text", style)
        if NOTE_STYLES.fullmatch(name) or name in LINKS:
            return html
        if name in CODE or FIXED.search(self.styles.property("text", style, "font-name")):
            return f"<code>{html}</code>"
        html = self.marked(html, style, "text")
        language = self.styles.language("text", style)
        if name:
            html = f'<span {ATTRIBUTE}="{escape(name)}">{html}</span>'
        return f'<span lang="{escape(language)}">{html}</span>' if language and language != self.language else html

    def marked(self, html: str, style: str, family: str) -> str:
        """Words with the elements of what they are set in; of a paragraph only what was set by hand."""
        for key, is_set, tag in LOOKS:
            if is_set(self.styles.property(family, style, key, by_hand=family == "paragraph")):
                html = f"<{tag}>{html}</{tag.partition(' ')[0]}>"
        return html

    def _link(self, link: Element) -> str:
        address = value(link, "href")
        target, outline, _ = address.rpartition("|outline")
        if outline:
            title = re.sub(r"^#[\d.]*", "", target).strip()
            address = f"#{self.titles[title]}" if title in self.titles else ""
        return f'<a href="{escape(address)}">{self.line(link)}</a>'

    def _reference(self, reference: Element) -> str:
        """A reference to a place: its words, or its page."""
        is_page = value(reference, "reference-format") in {"page", "page-style"}
        kind = ' class="publish-page"' if is_page else ""
        return f'<a href="#{escape(value(reference, "ref-name"))}"{kind}>{self.line(reference)}</a>'

    def _place(self, mark: Element) -> str:
        return f'<span id="{escape(value(mark, "name"))}"></span>'

    def _note(self, note: Element) -> str:
        self.notes.append(note)
        number = len(self.notes)
        return f'<a href="#fn{number}" class="footnote-ref" id="fnref{number}" role="doc-noteref"><sup>{number}</sup></a>'

    def _remark(self, remark: Element) -> str:
        facts = {name_of(child).partition(":")[2]: "".join(child.itertext()) for child in remark}
        words = " ".join(" ".join("".join(words_within(child)) for child in remark if name_of(child) in {"text:p", "text:list"}).split())
        author, day = (escape(facts.get(name, "")) for name in ("creator", "date"))
        named = {"id": value(remark, "name"), ANSWERS: value(remark, "parent-name"), SETTLED: value(remark, "resolved")}
        marks = "".join(f' {name}="{escape(text)}"' for name, text in named.items() if text and text != "false")
        return f'<span class="comment-start" data-author="{author}" data-date="{day}"{marks}>{escape(words)}</span>'

    def _remark_end(self, end: Element) -> str:
        return f'<span class="comment-end" id="{escape(value(end, "name"))}"></span>'

    def _index_term(self, mark: Element) -> str:
        entry = value(mark, "string-value") or "".join(_marked_words(mark))
        levels = filter(None, (value(mark, "key1"), value(mark, "key2"), entry))
        entry = ":".join(level.replace(":", "\\:") for level in levels)
        return f'<span class="indexref" data-entry="{escape(entry)}"></span>'

    def _ruby(self, ruby: Element) -> str:
        base, reading = ("".join(self.line(part) for part in ruby if name_of(part) == f"text:ruby-{name}") for name in ("base", "text"))
        return f"{base}({reading})" if reading.strip() else base

    def _spaces(self, spaces: Element) -> str:
        self._text(" ")
        count = value(spaces, "c")
        return " " * (min(int(count), MOST_SPACES) if count.isdigit() else 1)

    def _line_break(self, _: Element) -> str:
        self._text(" ")
        return "<br>"

    def _hidden_text(self, field: Element) -> str:
        if value(field, "is-hidden") == "false":
            return self._text(value(field, "string-value") or field.text)
        field.text = field.text or value(field, "string-value")
        return self.hide(field)

    def _frame(self, frame: Element) -> str:
        """A frame: its formula, its text box, or its picture with its description."""
        kinds = {name_of(child): child for child in reversed(frame)}
        if (formula := kinds.get("draw:object")) is not None:
            if math := self._formula(formula):
                return math
            picture = kinds.get("draw:image")
            if picture is None or not book_picture(self.archive.read(_address(picture)) or b""):
                self.objects.append(Passage(text="an object of another program (a chart or a table)", before=self.before))
                return ""
        if "draw:text-box" in kinds:
            self.boxes.append(kinds["draw:text-box"])
            return ""
        picture = kinds.get("draw:image")
        if picture is None:
            return self.line(frame)
        description = next(("".join(kinds[name].itertext()) for name in ("svg:desc", "svg:title") if name in kinds), "")
        alt = f' alt="{escape(" ".join(description.split()))}"' if description.strip() else ""
        return f'<img src="{escape(_address(picture))}"{alt}>'

    def _shape(self, shape: Element) -> str:
        self.boxes.append(shape)
        return ""

    def _formula(self, formula: Element) -> str:
        """A formula as MathML; "" if the object is none."""
        root = next((child for child in formula if isinstance(child.tag, str)), None)
        if root is None:
            try:
                root = self.archive.tree(f"{value(formula, 'href').removeprefix('./')}/content.xml")
            except PublishError:
                return ""
        math = root if root is not None and etree.QName(root).localname == "math" else None
        if math is None:
            return ""
        for element in math.iter(etree.Element):
            element.tag = etree.QName(element).localname
        etree.cleanup_namespaces(math)
        return str(etree.tostring(math, encoding="unicode", with_tail=False))


WRITTEN: Mapping[str, Callable[[LineWriter, Element], str]] = {
    "text:span": LineWriter._span,
    "text:a": LineWriter._link,
    **dict.fromkeys(("text:bookmark-ref", "text:reference-ref", "text:sequence-ref"), LineWriter._reference),
    **dict.fromkeys(("text:bookmark", "text:bookmark-start", "text:reference-mark", "text:reference-mark-start"), LineWriter._place),
    "text:note": LineWriter._note,
    "office:annotation": LineWriter._remark,
    "office:annotation-end": LineWriter._remark_end,
    **dict.fromkeys(("text:alphabetical-index-mark", "text:alphabetical-index-mark-start"), LineWriter._index_term),
    "text:ruby": LineWriter._ruby,
    **dict.fromkeys(("text:s", "text:tab"), LineWriter._spaces),
    "text:line-break": LineWriter._line_break,
    "text:hidden-text": LineWriter._hidden_text,
    "draw:frame": LineWriter._frame,
    **dict.fromkeys(BOXES, LineWriter._shape),
}
"""The method for an element of a line; the words of any other are written as they are."""


def _address(picture: Element) -> str:
    """The address of a picture; its content, where the file holds it."""
    binary = next((child.text for child in picture if name_of(child) == "office:binary-data" and child.text), "")
    if not binary:
        return value(picture, "href").removeprefix("./")
    content = "".join(binary.split())
    return f"data:image/png;base64,{base64.b64encode(base64.b64decode(content + '==')).decode()}"


def words_within(element: Element, without: Collection[Element] = ()) -> Iterator[str]:
    """The text of an element with a space around each paragraph, without what is not of the text, and without these elements."""
    yield " " if name_of(element) in APART else ""
    yield element.text or ""
    for child in element:
        name = name_of(child)
        if not is_skipped(name) and name != "office:annotation" and child not in without:
            yield from words_within(child, without)
        yield child.tail or ""
    yield " " if name_of(element) in APART else ""


def _marked_words(start: Element) -> Iterator[str]:
    """The words between the two marks of an index entry."""
    yield start.tail or ""
    for after in start.itersiblings():
        if name_of(after) == "text:alphabetical-index-mark-end" and value(after, "id") == value(start, "id"):
            return
        yield "".join(words_within(after))
        yield after.tail or ""
