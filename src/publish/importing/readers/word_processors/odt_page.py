"""An ODT document as an HTML page, in the shape that pandoc gives to a Word document: styles as `data-custom-style`, notes at the end.

pandoc reads ODT too, but drops what it does not know in silence: lists in notes, text boxes, remarks, fields, descriptions of pictures.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from html import escape

from publish.diagnostics import PublishError, diagnostic
from publish.importing.readers.archives import Archive
from publish.importing.readers.foreign_passages import settle_languages
from publish.importing.readers.html_tree import parsed
from publish.importing.readers.omissions import Passage
from publish.importing.readers.vocabulary import Element
from publish.importing.readers.word_processors.document_page import DocumentPage
from publish.importing.readers.word_processors.house_styles import StyleRoles
from publish.importing.readers.word_processors.odt_lines import HIDDEN, LineWriter, is_skipped, words_within
from publish.importing.readers.word_processors.odt_losses import losses_of
from publish.importing.readers.word_processors.odt_styles import OdtStyles, house_styles, name_of, styles_in, value
from publish.importing.readers.word_processors.office_pages import prepare, set_title
from publish.importing.readers.word_processors.style_marks import GAP, are_spaced, as_text
from publish.importing.readers.word_processors.styled_elements import ATTRIBUTE
from publish.importing.readers.word_processors.styled_page import with_styles
from publish.text.words import split_words

PLAIN = frozenset({"Standard", "Default", "Default Style", "Default Paragraph Style", "Text body", "Footnote", "Endnote", "Normal"})
"""Styles that say nothing of a paragraph."""
CODE = "Preformatted Text"
CAPTION = "Table"
RULE = "Horizontal Line"
LISTED = frozenset(
    f"text:{name}" for name in ("table-of-content", "illustration-index", "table-index", "object-index", "user-index", "alphabetical-index")
)
"""What publish makes anew."""
FORMATS = frozenset("1aAiI")
MOST_SPANNED = 50  # cells in a row that repeat one
CAPTIONED = re.compile(r"(<p[^>]*>)(<img[^>]*>)(.*\S.*)</p>", re.DOTALL)


def page_of_odt(archive: Archive, parts: Sequence[str], roles: StyleRoles) -> DocumentPage:
    """The page of an ODT document. PublishError if it is no text."""
    root = archive.tree(parts[0])
    roots = [*(archive.tree(path) for path in ("styles.xml",) if archive.read(path)), root]
    styles = styles_in(*roots)
    text = next((element for element in root.iter() if name_of(element) == "office:text"), None)
    if text is None:
        help = "only texts can be imported: copy what belongs into the book into a text document"
        raise PublishError(diagnostic("I104", f"“{archive.name}” holds no text document, but a spreadsheet or a drawing", help=help))
    try:
        writer = PageWriter(lines=LineWriter(archive=archive, styles=styles, titles=dict(_titles(text))), styles=styles)
        page = parsed(writer.page(text).encode(), archive.name, "utf-8")
        set_title(page, roles)
        settle_languages(page, styles.language("paragraph", ""))
        uses = with_styles(page, house_styles(styles), roles)
        prepare(page)
        words = split_words("".join(words_within(text, {*writer.lines.hidden_elements})))
        losses = tuple(losses_of(roots, text, styles))
    except RecursionError as fault:
        help = "open it in its program, save it as plain text, and import that"
        raise PublishError(diagnostic("I105", f"“{archive.name}” is nested deeper than any text", help=help)) from fault
    hidden, objects = tuple(writer.lines.hidden), tuple(writer.lines.objects)
    return DocumentPage(html=as_text(page), words=tuple(words), styles=uses, hidden=hidden, objects=objects, left_out=losses)


def _titles(text: Element) -> Iterator[tuple[str, str]]:
    """The words of each heading, and the id that it gets."""
    for number, heading in enumerate(element for element in text.iter() if name_of(element) == "text:h"):
        yield " ".join("".join(words_within(heading, set())).split()), f"heading-{number}"


@dataclass(slots=True, kw_only=True)
class PageWriter:
    """The state of the writing of a page: the lists that are open, how many items each style of list has had."""

    lines: LineWriter
    styles: OdtStyles
    depth: int = 0
    """Lists, tables, notes and text boxes around the paragraph."""
    lists: list[str] = field(default_factory=list)
    is_spaced: bool = False
    """Whether empty paragraphs are only the space between the others."""
    is_apart: bool = False
    """Whether an empty paragraph stands before the next one."""
    counts: Counter[tuple[str, int]] = field(default_factory=Counter)

    def page(self, text: Element) -> str:
        """The whole page."""
        self.lines.language = self.styles.language("paragraph", "")
        paragraphs = [one for one in text.iter() if name_of(one) in {"text:p", "text:h"}]
        self.is_spaced = are_spaced([not "".join(one.itertext()).strip() for one in paragraphs])
        body = self.blocks(text)
        notes = "".join(self._notes())
        section = f'<section id="footnotes" class="footnotes" role="doc-endnotes"><hr><ol>{notes}</ol></section>' if notes else ""
        return f"<html><body>{body}{section}</body></html>".replace("</code></pre><pre><code>", "\n")

    def blocks(self, element: Element) -> str:
        """What an element with paragraphs holds, as HTML."""
        return "".join(self._block(child) for child in element)

    def _block(self, element: Element) -> str:
        name = name_of(element)
        if is_skipped(name):
            return ""
        if name.startswith(("draw:", "office:annotation")):
            return self._loose(element)
        return WRITTEN.get(name, PageWriter.blocks)(self, element)

    def _paragraph(self, paragraph: Element) -> str:
        style = value(paragraph, "style-name")
        tables = [one for one in (paragraph.getprevious(), paragraph.getnext()) if one is not None and name_of(one) == "table:table"]
        if any(self._caption(table) is paragraph for table in tables):
            return ""
        fields = [element for element in paragraph if name_of(element) == "text:hidden-paragraph"]
        is_hidden = any(value(element, "is-hidden") != "false" for element in fields)
        if is_hidden or self.styles.property("paragraph", style, "display") == HIDDEN:
            return self.lines.hide(paragraph)
        self.lines.before += " "
        outer, self.lines.language = self.lines.language, self.styles.language("paragraph", style) or self.lines.language
        is_foreign = self.lines.language != outer
        html = self.lines.line(paragraph)
        language = f' lang="{escape(self.lines.language)}"' if is_foreign else ""
        self.lines.language = outer
        return self._as_block(paragraph, html, style, language) + self._boxes()

    def _is_caption(self, element: Element | None) -> bool:
        return (
            element is not None and name_of(element) == "text:p" and self.styles.named("paragraph", value(element, "style-name")) == CAPTION
        )

    def _caption(self, table: Element) -> Element | None:
        """The caption of a table: the paragraph after it or before it whose style says so."""
        before, after = table.getprevious(), table.getnext()
        if self._is_caption(after):
            return after
        is_free = before is not None and ((further := before.getprevious()) is None or name_of(further) != "table:table")
        return before if is_free and self._is_caption(before) else None

    def _as_block(self, paragraph: Element, html: str, style: str, language: str) -> str:
        """A paragraph by its style: a title, a heading, a rule, a line of code, a quotation, text."""
        name = self.styles.named("paragraph", style)
        if not html.strip():
            self.is_apart = not self.lines.boxes and not self.is_spaced
            return "<hr>" if name == RULE else "" if not name or name in PLAIN else f'<div {ATTRIBUTE}="{escape(name)}"></div>'
        level = self._level(paragraph, style)
        if level:
            words = " ".join("".join(words_within(paragraph, set())).split())
            place = self.lines.titles.get(words, "")
            return f'<h{level} id="{place}"{language}>{html}</h{level}>' if place else f"<h{level}{language}>{html}</h{level}>"
        names = [one.name for one in self.styles.chain("paragraph", style)]
        if CODE in names and not re.search("<(?!br|/?code|/?span)", html):
            lines = re.sub("<(?!br)[^>]*>", "", html).replace("<br>", "\n")
            return f"<pre><code>{lines}</code></pre>"
        gap, self.is_apart = GAP if self.is_apart else "", False
        block = f"<p{language}>{self.lines.marked(html, style, 'paragraph')}</p>"
        captioned = CAPTIONED.fullmatch(block) if self.depth else None
        if captioned:
            return f"<figure>{captioned[2]}<figcaption>{captioned[3]}</figcaption></figure>"
        block = block.replace(">", f">{gap}", 1)
        if not self.depth and self.styles.is_indented(style):
            block = f"<blockquote>{block}</blockquote>"
        return block if not name or name in PLAIN else f'<div {ATTRIBUTE}="{escape(name)}">{block}</div>'

    def _level(self, paragraph: Element, style: str) -> int:
        level = value(paragraph, "outline-level") if name_of(paragraph) == "text:h" else ""
        found = int(level) if level.isdigit() else self.styles.level(style) or (name_of(paragraph) == "text:h")
        return min(int(found), 6)

    def _boxes(self) -> str:
        """The paragraphs of the text boxes that are anchored in the paragraph just written."""
        pieces = []
        while self.lines.boxes:
            box, *later = self.lines.boxes
            self.lines.boxes = []
            pieces.append(self._within(box))
            self.lines.boxes.extend(later)
        return "".join(pieces)

    def _loose(self, element: Element) -> str:
        """A drawing or a remark that stands between paragraphs."""
        around = element.makeelement("paragraph", {})
        before, place = element.getparent(), 0
        if before is not None:
            place = before.index(element)
        tail, element.tail = element.tail, None
        around.append(element)
        html = self.lines.line(around)
        if before is not None:
            before.insert(place, element)
        element.tail = tail
        return (f"<p>{html}</p>" if html else "") + self._boxes()

    def _within(self, element: Element) -> str:
        self.depth += 1
        html = self.blocks(element)
        self.depth -= 1
        return html

    def _list(self, element: Element) -> str:
        style = value(element, "style-name") or (self.lists[-1] if self.lists else "")
        items = [item for item in element if name_of(item) in {"text:list-item", "text:list-header"}]
        if _only_headings(element) or all([name_of(child) for child in item] == ["text:list"] for item in items):
            self.lists.append(style)
            html = "".join(self.blocks(item) for item in items)
            self.lists.pop()
            return html
        self.lists.append(style)
        tag, opening = self._numbering(element, style, len(self.lists))
        pieces = [opening]
        for item in items:
            self.counts[style, len(self.lists)] += 1
            start = value(item, "start-value")
            pieces.append(f'<li value="{start}">' if start.isdigit() and tag == "ol" else "<li>")
            pieces.append(f"{self._within(item)}</li>")
        self.lists.pop()
        return "".join([*pieces, f"</{tag}>"])

    def _numbering(self, element: Element, style: str, level: int) -> tuple[str, str]:
        """The element of a list and its opening tag: with numbers if its style says so."""
        marks = self.styles.list_level(style, level)
        format = value(marks, "num-format") if marks is not None and name_of(marks).endswith("-number") else ""
        if not format:
            return "ul", "<ul>"
        continues = value(element, "continue-numbering") == "true" or value(element, "continue-list")
        start = value(marks, "start-value") if marks is not None else ""
        first = self.counts[style, level] + 1 if continues else int(start) if start.isdigit() else 1
        self.counts[style, level] = first - 1
        kind = f' type="{format}"' if format in FORMATS - {"1"} else ""
        return "ol", f'<ol start="{first}"{kind}>'

    def _table(self, table: Element) -> str:
        self.depth += 1
        rows = [(row, is_head) for row, is_head in _rows(table)]
        heads = "".join(self._row(row, "th") for row, is_head in rows if is_head)
        cells = "".join(self._row(row, "td") for row, is_head in rows if not is_head)
        caption = self._caption(table)
        title = ""
        if caption is not None:
            title = f"<caption>{self.lines.line(caption)}</caption>"
        self.depth -= 1
        return f"<table>{title}{f'<thead>{heads}</thead>' if heads else ''}<tbody>{cells}</tbody></table>"

    def _row(self, row: Element, tag: str) -> str:
        pieces = []
        for cell in row:
            if name_of(cell) != "table:table-cell":
                continue
            spans = "".join(
                f' {name}="{count}"'
                for name, count in (("colspan", value(cell, "number-columns-spanned")), ("rowspan", value(cell, "number-rows-spanned")))
                if count.isdigit() and int(count) > 1
            )
            repeated = value(cell, "number-columns-repeated")
            html = f"<{tag}{spans}>{self.blocks(cell)}</{tag}>"
            pieces.append(html * (min(int(repeated), MOST_SPANNED) if repeated.isdigit() else 1))
        return f"<tr>{''.join(pieces)}</tr>"

    def _section(self, section: Element) -> str:
        is_hidden = value(section, "display") == HIDDEN or (
            value(section, "display") == "condition" and value(section, "is-hidden") == "true"
        )
        if is_hidden:
            return self.lines.hide(section)
        html = self.blocks(section)
        linked = next((value(child, "href") for child in section if name_of(child) == "text:section-source"), "")
        if linked and not html.strip():
            self.lines.objects.append(Passage(text=f"the linked document “{linked}”", before=self.lines.before))
        return html

    def _listed(self, index: Element) -> str:
        self.depth += 1
        html = f'<div class="publish-made">{self.blocks(index)}</div>'
        self.depth -= 1
        return html

    def _notes(self) -> Iterator[str]:
        """The notes, each with a link back; a note in a note's text box comes after them."""
        number = 0
        while number < len(self.lines.notes):
            note = self.lines.notes[number]
            number += 1
            html = "".join(self._within(body) for body in note if name_of(body) == "text:note-body")
            back = f'<a href="#fnref{number}" class="footnote-back" role="doc-backlink">↩︎</a>'
            html = f"{html[: -len('</p>')]}{back}</p>" if html.endswith("</p>") else f"{html}<p>{back}</p>"
            yield f'<li id="fn{number}">{html}</li>'


WRITTEN: Mapping[str, Callable[[PageWriter, Element], str]] = {
    **dict.fromkeys(("text:p", "text:h"), PageWriter._paragraph),
    "text:list": PageWriter._list,
    "table:table": PageWriter._table,
    "text:section": PageWriter._section,
    **dict.fromkeys(LISTED, PageWriter._listed),
}
"""The method for an element between paragraphs; any other is only a frame around some."""


def _only_headings(element: Element) -> bool:
    """Whether a list only numbers headings."""
    names = {name_of(one) for one in element.iter()} & {"text:p", "text:h"}
    return names == {"text:h"}


def _rows(element: Element, *, is_head: bool = False) -> Iterator[tuple[Element, bool]]:
    """The rows of a table in their order, and whether they are of its head."""
    for child in element:
        name = name_of(child)
        if name == "table:table-row":
            yield child, is_head
        elif name in {"table:table-header-rows", "table:table-rows", "table:table-row-group"}:
            yield from _rows(child, is_head=is_head or name == "table:table-header-rows")
