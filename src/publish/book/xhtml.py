"""The content document of a section: its normalised tree as XHTML, notes set apart.

The vocabulary, for every edition and its style sheets (all elements in the XHTML namespace):

    section#ID.TYPE                         the document's root; header with p.number (.figures), h1, p.subtitle, p.author
    p, p.continued                          a paragraph; one that continues after a quotation
    a.noteref#CALL[href=#NOTE]              a noteref with the note's number, data-supplied
    span.between-marks                      the comma between two adjacent noterefs, data-supplied
    blockquote > … footer.attribution > p   a block quotation and its attribution
    div.dateline, .salutation, .signature   in a quoted letter: place and date, greeting, signature
    div.epigraph                            an epigraph, around its blockquote
    div.verse > p.stanza > span.line        verse; a line indented by n steps has .indent-n (1 to 9)
    figure > img + figcaption               a figure; img src is the path in the book's folder; role="presentation" if decorative
    table > caption, thead th[scope=col]    a table; th[scope=row] in a head column; .left .right .center on a cell
    ol ul dl, li > p or plain inlines       lists, loose or tight
    pre > code, code                        code
    hr                                      a break
    math[alttext][display]                  a formula in MathML: alttext is its TeX, display="block" for a displayed one
    span.smallcaps, em, strong, s, u, sup, sub, q
    cite.work                               the title of a work
    [lang][xml:lang]                        a passage in another language (span or div)
    a[href]                                 a reference: #ID anywhere in the book, or an outside address
    div.query                               an editor's query
    span#PLACE[data-entry]                  a term of the index (`publish.book.index_terms`)

`data-line` on a block is its manuscript line. `data-supplied` marks an element whose words are not from the manuscript: the completeness
gate counts them separately. Editions remove both when they write their files.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import unquote

import panflute as pf
from lxml import etree

from publish.book.ids import IdRegister, section_ids, slug
from publish.book.index_terms import INDEX, drop_terms, write_passage, write_term
from publish.book.markup import XHTML, append_text, inner_markup, parse, serialise, set_language, supplied_line, xhtml_element
from publish.book.noterefs import drop_noterefs, separate_noterefs
from publish.book.tables import write_table
from publish.config import Configuration
from publish.diagnostics import Location
from publish.manuscript.locate import LEAVES, children
from publish.manuscript.normalise import NormalisedSection
from publish.model import ContentDocument, Heading, Matter, Note, SectionType
from publish.text.compressed_text import CompressedText

INDENT_STEP = 2  # spaces at the start of a verse line for one step of indent
MAX_INDENTS = 9
WORK = "work"

SPACES: Mapping[type, str] = {pf.Space: " ", pf.SoftBreak: "\n"}
INLINE_NAMES: Mapping[type, str] = {
    pf.Emph: "em",
    pf.Strong: "strong",
    pf.Strikeout: "s",
    pf.Underline: "u",
    pf.Superscript: "sup",
    pf.Subscript: "sub",
    pf.Quoted: "q",
}


def content_document(section: NormalisedSection, configuration: Configuration) -> ContentDocument:
    """The content document of one section. Reports nothing: lint has refused what cannot be written."""
    name = section_ids(configuration.spine.sections).get(section.section.path, slug(section.section.stem))
    return _Writer(section=section, language=configuration.language, name=name).document()


def section_type(written: str, matter: Matter, title: str) -> SectionType:
    """The type of a section: from its heading's `type`, else from its title, else the default of its matter."""
    for name in (written, title.strip().casefold()):
        if name in set(SectionType) - {SectionType.PART}:
            return SectionType(name)
    return {Matter.FRONT: SectionType.PREFACE, Matter.BODY: SectionType.CHAPTER, Matter.BACK: SectionType.APPENDIX}[matter]


@dataclass(slots=True, kw_only=True)
class _Writer:
    """Writes one section, block by block. A note is taken out of the text at its first noteref."""

    section: NormalisedSection
    language: str
    name: str = ""
    """What the section's ids begin with."""
    ids: IdRegister = field(default_factory=IdRegister)
    headings: list[Heading] = field(default_factory=list)
    notes: dict[str, Note] = field(default_factory=dict)
    calls: dict[str, list[str]] = field(default_factory=dict)

    def document(self) -> ContentDocument:
        source = self.section.section
        blocks = list(self.section.document.content)
        first = blocks[0] if blocks and isinstance(blocks[0], pf.Header) else None
        title = plain_text(first.content) if first else source.stem
        attributes: Mapping[str, str] = first.attributes if first else {}
        kind = section_type(attributes.get("type", ""), source.matter, title)
        root = xhtml_element("section", id=(first.identifier if first else "") or self.name, class_=str(kind))
        self.ids.reserve([root.get("id", "")])
        self.ids.reserve(_written_ids(self.section.document))
        if first:
            self._opening(first, root)
        self.blocks(blocks[1:] if first else blocks, root)
        separate_noterefs(root)
        language = attributes.get("lang", "") or self.language
        if language != self.language:
            set_language(root, language)
        if attributes.get("dir"):
            root.set("dir", attributes["dir"])
        return ContentDocument(
            id=root.get("id", ""),
            path=source.path,
            matter=source.matter,
            type=kind,
            title=title,
            short=attributes.get("short", "") or title,
            language=language,
            markup=CompressedText.of(serialise(root)),
            headings=tuple(self.headings),
            notes=tuple(self._finished(note) for note in self.notes.values()),
            assets=(),
            words=self.section.words,
            part=source.part,
            subtitle=attributes.get("subtitle", ""),
            author=attributes.get("author", ""),
            number=attributes.get("number", ""),
        )

    def blocks(self, blocks: Iterable[pf.Block], parent: etree._Element) -> None:
        """Append each block to the parent. Several plain blocks, such as pandoc makes of a definition's paragraphs, become paragraphs."""
        together = list(blocks)
        several = sum(isinstance(block, (pf.Para, pf.Plain)) for block in together) > 1
        for block in together:
            writer = _Writer.paragraph if several and isinstance(block, pf.Plain) else WRITERS[type(block)]
            writer(self, block, parent)

    def add(self, parent: etree._Element, name: str, block: pf.Element | None = None, **attributes: str) -> etree._Element:
        """A new last child with the block's id, classes, language and manuscript line."""
        element = xhtml_element(name, **attributes)
        if block is not None:
            self._dress(element, block)
            line = self.section.lines.get(id(block))
            if line:
                element.set("data-line", str(line))
        parent.append(element)
        return element

    def _dress(self, element: etree._Element, source: Any) -> None:
        """Give the element the id, classes, language and other attributes of its source."""
        if getattr(source, "identifier", ""):
            element.set("id", source.identifier)
        classes = [*element.get("class", "").split(), *getattr(source, "classes", [])]
        if classes:
            element.set("class", " ".join(dict.fromkeys(classes)))
        attributes = getattr(source, "attributes", {})
        if "lang" in attributes:
            set_language(element, attributes["lang"])
        for name in ("role", "dir", "title"):
            if name in attributes:
                element.set(name, attributes[name])

    # --- the opening and headings ---

    def _opening(self, heading: pf.Header, root: etree._Element) -> None:
        header = self.add(root, "header")
        self._supplied_lines(heading, header, "number")
        title = self.add(header, "h1")
        title.set("data-line", str(self.section.lines.get(id(heading), 1)))
        self.inlines(heading.content, title)
        self._supplied_lines(heading, header, "subtitle", "author")
        self._list_heading(heading, root.get("id", ""))

    def _supplied_lines(self, heading: pf.Header, header: etree._Element, *names: str) -> None:
        """Append the lines that the heading's attributes give: words that are not part of the text."""
        for name in names:
            if heading.attributes.get(name):
                header.append(supplied_line(name, heading.attributes[name]))

    def header(self, heading: pf.Header, parent: etree._Element) -> None:
        name = heading.identifier or self.ids.new(slug(f"{self.name}-{plain_text(heading.content)}"))
        element = self.add(parent, f"h{min(heading.level, 6)}", heading, id=name)
        element.attrib.pop("title", None)
        self.inlines(heading.content, element)
        self._list_heading(heading, name)

    def _list_heading(self, heading: pf.Header, name: str) -> None:
        bare = xhtml_element("span")
        _Writer(section=self.section, language=self.language).inlines(heading.content, bare)
        drop_noterefs(bare)
        drop_terms(bare)
        location = Location(path=self.section.section.path, line=self.section.lines.get(id(heading)))
        self.headings.append(
            Heading(id=name, level=heading.level, text=plain_text(heading.content), markup=inner_markup(bare), location=location)
        )

    # --- blocks ---

    def paragraph(self, block: pf.Para, parent: etree._Element) -> None:
        only = block.content[0] if len(block.content) == 1 else None
        if isinstance(only, pf.Image):
            self._picture(only, self.add(parent, "figure", block))
        else:
            self.inlines(block.content, self.add(parent, "p", block))

    def plain(self, block: pf.Plain, parent: etree._Element) -> None:
        self.inlines(block.content, parent)

    def quotation(self, block: pf.BlockQuote, parent: etree._Element) -> None:
        self.blocks(block.content, self.add(parent, "blockquote", block))

    def division(self, block: pf.Div, parent: etree._Element) -> None:
        if "continued" in block.classes:
            for paragraph in block.content:
                self.blocks([paragraph], parent)
                if parent[-1].tag == f"{{{XHTML}}}p":
                    parent[-1].set("class", "continued")
        elif INDEX in block.classes:
            write_passage(self, block, parent)
        elif "attribution" in block.classes:
            self.blocks(block.content, self.add(parent, "footer" if parent.tag == f"{{{XHTML}}}blockquote" else "div", block))
        else:
            self.blocks(block.content, self.add(parent, "div", block))

    def code(self, block: pf.CodeBlock, parent: etree._Element) -> None:
        outer = self.add(parent, "pre", block)
        outer.append(xhtml_element("code", block.text))

    def verse(self, block: pf.LineBlock, parent: etree._Element) -> None:
        outer = self.add(parent, "div", block, class_="verse")
        stanza = None
        for line in block.content:
            if not line.content:
                stanza = None
                continue
            if stanza is None:
                stanza = self.add(outer, "p", class_="stanza", data_line=outer.get("data-line", "0"))
            self._verse_line(line, stanza)

    def _verse_line(self, line: pf.LineItem, stanza: etree._Element) -> None:
        inlines = list(line.content)
        indent = 0
        if isinstance(inlines[0], pf.Str):
            text = inlines[0].text
            indent = len(text) - len(text.lstrip("\u00a0"))
            inlines[0] = pf.Str(text.lstrip("\u00a0"))
        steps = min(MAX_INDENTS, (indent + INDENT_STEP - 1) // INDENT_STEP)
        self.inlines(inlines, self.add(stanza, "span", class_=f"line indent-{steps}" if steps else "line"))
        stanza[-1].tail = "\n"

    def rule(self, block: pf.HorizontalRule, parent: etree._Element) -> None:
        self.add(parent, "hr", block)

    def bullets(self, block: pf.BulletList, parent: etree._Element) -> None:
        self._entries(block, self.add(parent, "ul", block))

    def numbers(self, block: pf.OrderedList, parent: etree._Element) -> None:
        element = self.add(parent, "ol", block)
        if block.start != 1:
            element.set("start", str(block.start))
        self._entries(block, element)

    def _entries(self, block: pf.BulletList | pf.OrderedList, parent: etree._Element) -> None:
        for entry in block.content:
            self.blocks(entry.content, self.add(parent, "li", entry))

    def definitions(self, block: pf.DefinitionList, parent: etree._Element) -> None:
        outer = self.add(parent, "dl", block)
        for entry in block.content:
            self.inlines(entry.term, self.add(outer, "dt"))
            for definition in entry.definitions:
                self.blocks(definition.content, self.add(outer, "dd"))

    def figure(self, block: pf.Figure, parent: etree._Element) -> None:
        outer = self.add(parent, "figure", block)
        for inner in block.content:
            for image in getattr(inner, "content", ()):
                if isinstance(image, pf.Image):
                    shown = self._picture(image, outer)
                    if "alt" not in image.attributes and block.caption and plain_text(image.content) == _words_of(block.caption):
                        shown.set("alt", "")  # pandoc describes a picture without a description with its caption
        if block.caption and block.caption.content:
            self.blocks(block.caption.content, self.add(outer, "figcaption"))

    def _picture(self, image: pf.Image, parent: etree._Element) -> etree._Element:
        element = self.add(parent, "img", src=image.url, alt=image.attributes.get("alt", plain_text(image.content)))
        self._dress(element, image)
        element.attrib.pop("title", None)
        if element.get("role") == "presentation":
            element.set("alt", "")
        width = image.attributes.get("width", "")
        if width:
            element.set("style", f"width: {width}")
        return element

    # --- inlines ---

    def inlines(self, inlines: Any, parent: etree._Element) -> None:
        """Append each inline to the parent. For speed, read from panflute's own list, and join the letters of many inlines."""
        letters: list[str] = []
        for inline in getattr(inlines, "list", inlines):
            kind = type(inline)
            if kind is pf.Str:
                letters.append(inline.text)
            elif kind in SPACES:
                letters.append(SPACES[kind])
            else:
                append_text(parent, "".join(letters))
                letters = []
                self._inline(inline, parent)
        append_text(parent, "".join(letters))

    def _inline(self, inline: pf.Inline, parent: etree._Element) -> None:
        match inline:
            case pf.LineBreak():
                self.add(parent, "br").tail = "\n"
            case pf.Code():
                self.add(parent, "code", inline).text = inline.text
            case pf.SmallCaps():
                self.inlines(inline.content, self.add(parent, "span", class_="smallcaps"))
            case pf.Link():
                self.inlines(inline.content, self.add(parent, "a", inline, href=_address(inline.url)))
            case pf.Image():
                self._picture(inline, parent)
            case pf.Math():
                parent.append(parse(self.section.formulae[inline.text, inline.format == "DisplayMath"]))
            case pf.Span() if "note" in inline.classes and isinstance(inline.content[0], pf.Note):
                self._call(inline, parent)
            case pf.Span() if INDEX in inline.classes:
                write_term(self, inline, parent)
            case pf.Span() if WORK in inline.classes:
                self.inlines(_alone(inline, pf.Emph).content, self.add(parent, "cite", inline))
            case pf.Span():
                self.inlines(inline.content, self.add(parent, "span", inline))
            case pf.Emph() if WORK in getattr(_alone(inline, pf.Span), "classes", ()):
                self._inline(_alone(inline, pf.Span), parent)
            case _:
                self.inlines(inline.content, self.add(parent, INLINE_NAMES[type(inline)], inline))

    def _call(self, span: pf.Span, parent: etree._Element) -> None:
        name, number = span.attributes["id"], span.attributes["number"]
        calls = self.calls.setdefault(name, [])
        calls.append(f"{name}-call" if not calls else f"{name}-call-{len(calls) + 1}")
        mark = self.add(parent, "a", class_="noteref", id=calls[-1], href=f"#{name}", data_supplied="")
        mark.text = number
        if name in self.notes:
            return
        self.notes[name] = note = Note(
            id=name,
            label=span.attributes["label"],
            number=int(number),
            calls=(),
            body="",
            location=Location(path=self.section.section.path, line=int(span.attributes["line"])),
        )
        blocks = list(span.content[0].content)
        supplied = blocks.pop() if blocks and isinstance(blocks[-1], pf.Div) and "resolved" in blocks[-1].classes else None
        self.notes[name] = replace(note, body=self._division(blocks), resolved=self._division(supplied.content) if supplied else "")

    def _division(self, blocks: Iterable[pf.Block]) -> str:
        """Blocks outside the section's text, as the markup of one div."""
        apart = xhtml_element("div")
        self.blocks(blocks, apart)
        return serialise(apart)

    def _finished(self, note: Note) -> Note:
        return replace(note, calls=tuple(self.calls[note.id]))


WRITERS: Mapping[type, Any] = {
    pf.Para: _Writer.paragraph,
    pf.Plain: _Writer.plain,
    pf.Header: _Writer.header,
    pf.BlockQuote: _Writer.quotation,
    pf.Div: _Writer.division,
    pf.CodeBlock: _Writer.code,
    pf.LineBlock: _Writer.verse,
    pf.HorizontalRule: _Writer.rule,
    pf.BulletList: _Writer.bullets,
    pf.OrderedList: _Writer.numbers,
    pf.DefinitionList: _Writer.definitions,
    pf.Figure: _Writer.figure,
    pf.Table: write_table,
}


def _alone(outer: pf.Inline, kind: type[pf.Inline]) -> Any:
    """The inline of a kind that is all that `outer` holds, else `outer`. A title is set in italics once: `*[Emma]{.work}*`."""
    return outer.content[0] if len(outer.content) == 1 and isinstance(outer.content[0], kind) else outer


def _words_of(caption: pf.Caption) -> str:
    return " ".join(plain_text(block.content) for block in caption.content if isinstance(block, (pf.Plain, pf.Para)))


def plain_text(inlines: Iterable[pf.Element]) -> str:
    """The text of inlines or blocks without notes."""
    pieces: list[str] = []
    for inline in inlines:
        match inline:
            case pf.Str() | pf.Code() | pf.Math():
                pieces.append(inline.text)
            case pf.Space() | pf.SoftBreak() | pf.LineBreak():
                pieces.append(" ")
            case pf.Note():
                pass
            case _:
                pieces.append(plain_text(getattr(inline, "content", ())))
    return "".join(pieces)


def _address(url: str) -> str:
    """The address of a link. One within the book names the id itself, also if it is percent-encoded."""
    return unquote(url) if url.startswith("#") else url


def _written_ids(document: pf.Doc) -> list[str]:
    """All ids that the editor gave in a section."""
    written: list[str] = []
    waiting: list[pf.Element] = [document]
    while waiting:
        element = waiting.pop()
        if getattr(element, "identifier", ""):
            written.append(element.identifier)
        waiting += [child for child in children(element) if type(child) not in LEAVES]
        if isinstance(element, pf.Figure):
            waiting += element.content.list
    return written
