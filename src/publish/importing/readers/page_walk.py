"""HTML as blocks: a walk over the elements of a page in document order, without recursion, however deep the page is.

What only surrounds the text is marked (`exclusions`); which elements belong to notes the links say (`readers.note_links`). The words of
the page are also read in another way (`words_of`), to prove that none is lost.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any

from lxml import etree

from publish.diagnostics import Location
from publish.importing.blocks import LONE, MADE_PAGE, ORDINAL, SUBTITLE, Block, Container, Exclusion, Frame, Kind
from publish.importing.inline import (
    BREAK,
    CODE,
    CODE_END,
    EM,
    EM_END,
    IMAGE,
    IMAGE_END,
    IMAGE_MIDDLE,
    IMAGE_SPAN,
    INLINE_NOTE,
    INLINE_NOTE_END,
    LINK,
    LINK_END,
    LINK_MIDDLE,
    MATH,
    REMOVED,
    REMOVED_END,
    SPAN,
    STRIKE,
    STRIKE_END,
    STRONG,
    STRONG_END,
    SUP,
    SUP_END,
    attributes,
    call,
    clean,
    plain,
    removed,
    source_text,
)
from publish.importing.left_out import LeftOut, LeftOutKind
from publish.importing.readers.formulae import DISPLAY, FORMULA
from publish.importing.readers.html_tree import is_data, text_of
from publish.importing.readers.index_terms import CLASS, index_term
from publish.importing.readers.note_links import NoteLinks
from publish.importing.readers.open_table import OpenTable
from publish.importing.readers.passage_languages import is_from_right, language_tag
from publish.importing.readers.text_blocks import blocks_of
from publish.importing.readers.tidy import tidied
from publish.importing.readers.title_parts import lone_type, number_and_title, title_part
from publish.importing.readers.unread_elements import left_out_kind, left_out_text
from publish.importing.readers.verse import Verse, indented, preformatted_verse
from publish.importing.readers.vocabulary import (
    BLOCKS,
    EPIGRAPH_TERMS,
    HEADINGS,
    INDENTED,
    INLINE,
    ITALIC_TERMS,
    PAGE_TERMS,
    QUOTATION_TERMS,
    SECTION_TYPES,
    SMALL_CAPITAL_TERMS,
    SMALL_CAPITALS,
    SURROUNDINGS,
    VERSE_TERMS,
    WITHOUT_WORDS,
    Element,
    is_attribution,
    is_inline_note,
    numerals_of,
    terms_of,
    titled_note,
)
from publish.importing.readers.word_processors.office_pages import PAGE_LINK
from publish.importing.readers.word_processors.styled_elements import QUERY
from publish.importing.recovery.note_bodies import heads_list
from publish.importing.source_lines import lines_of

HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
SET_IN = re.compile(r"(?:margin|padding)-left\s*:\s*(\d+(?:\.\d+)?)\s*(px|em|rem|pt|%|cm|in)", re.IGNORECASE)
SPACES = {"px": 0.12, "pt": 0.16, "em": 2.0, "rem": 2.0, "%": 0.8, "cm": 4.5, "in": 11.0}  # per unit of length, on a typewriter
SPACE = re.compile(r"[ \t\n\r\f]+")
LEAST_LINES = 3  # that make verse, if all are short
MOST_INDENT = 20  # spaces before a line of verse
DASHED = re.compile(r"\s*[—―–-]")
DIVISIBLE = frozenset(["article", "aside", "blockquote", "center", "details", "div", "figure", "main", "ol", "p", "section", "table", "ul"])
"""Elements that may be a division of the manuscript, in another language."""
EPIGRAPHS = frozenset({"blockquote", "div", "header", "p", "section"})
MOST_LINE = 75  # characters of a short line


@dataclass(slots=True, kw_only=True)
class Walk:
    """The state of a walk over a page: the blocks made so far, the text of the open block, and what surrounds the current element."""

    file: str
    note_links: NoteLinks
    order: int = 0
    blocks: list[Block] = field(default_factory=list)
    exclusions: dict[int, Exclusion] = field(default_factory=dict)
    left_out: list[LeftOut] = field(default_factory=list)
    text: list[str] = field(default_factory=list)
    line: int = 0
    open: list[tuple[str, str]] = field(default_factory=list)
    containers: list[Container] = field(default_factory=list)
    anchors: list[str] = field(default_factory=list)
    level: int = -1  # of the open heading
    kind: Kind = Kind.PARAGRAPH
    around: list[Exclusion] = field(default_factory=list)
    note: str = ""
    note_depth: int = 0
    indent: list[int] = field(default_factory=list)
    evidence: list[str] = field(default_factory=list)
    types: list[str] = field(default_factory=list)
    table: OpenTable | None = None
    verse: Verse | None = None
    title_part: str = ""  # what the open heading of a group is: ORDINAL, SUBTITLE
    lone: str = ""  # the type of the open page, if it has no heading
    attribution: bool = False  # whether the open text names the source of a quotation
    languages: list[str] = field(default_factory=lambda: [""])
    figure: int | None = None  # the place of the picture of the open figure among the blocks; -1 before there is one
    count: int = 0
    outside: frozenset[Element] = frozenset()
    """Elements beside the main text of the page."""
    undo: dict[Element, list[Callable[[], object]]] = field(default_factory=dict)
    lists: dict[Element, int] = field(default_factory=dict)
    items: Counter[Element] = field(default_factory=Counter)
    """The items so far of each numbered list."""

    # --- the walk ---------------------------------------------------------------------------------------------------------------------

    def over(self, root: Element) -> None:
        """Reads all elements below the root."""
        walk = etree.iterwalk(root, events=("start", "end", "comment", "pi"))
        for event, element in walk:
            if event == "start":
                if element.tag in WITHOUT_WORDS or element.tag == "pre" or self._is_removed(element):
                    walk.skip_subtree()
                self._start(element)
            elif event == "end":
                self._end(element)
                self._add_text(element.tail)
            else:
                self._add_text(element.tail)
        self._flush()
        if self.anchors and self.blocks:  # places after the last words
            self.blocks[-1] = replace(self.blocks[-1], anchors=(*self.blocks[-1].anchors, *self.anchors))

    def _is_removed(self, element: Element) -> bool:
        """Whether an element is removed from the text with all that it holds: a page number, a link that only leads back."""
        return element in self.note_links.backlinks or (element.tag not in BLOCKS and bool(terms_of(element) & PAGE_TERMS))

    def _start(self, element: Element) -> None:
        tag = element.tag
        if _stands_alone(element):
            self._flush()
        if not any(piece.strip() for piece in self.text):
            self.line = element.sourceline or self.line
        self.anchors.extend(self.note_links.anchors.get(element, ()))
        if element in self.outside and tag in BLOCKS:
            self._flush()
            self._put(element, self.around, Exclusion(evidence="beside the main text of the page", confidence=0.85))
        self._leave_out(element)
        if tag in WITHOUT_WORDS:
            return
        if element in self.note_links.holders:
            self.note = self.note_links.holders[element]
        if tag in BLOCKS:
            if self.verse is not None:
                self._put(element, self.verse.open, self.verse.entered())
            self._enter(element)
            self.note_depth = len(self.containers) if element in self.note_links.holders else self.note_depth
        elif self._is_removed(element):
            self._add_removed(element)
        elif tag == "br":
            self.text.append(BREAK)
        elif element.get("class") in {FORMULA, DISPLAY}:
            self._open_span(element, MATH, MATH)
        elif tag == "img":
            self._show(element)
        elif tag == "a" or element in self.note_links.calls:
            self._link(element)
        elif is_attribution(element):
            self._set(element, attribution=True)
        elif is_inline_note(element):
            self._open_span(element, f"{INLINE_NOTE} ", f" {INLINE_NOTE_END}")
        else:
            self._open(element)
        if tag == "pre":
            self._preformatted(element)
        elif not self._is_removed(element):
            self._add_text(element.text)

    def _end(self, element: Element) -> None:
        is_formula = element.get("class") == DISPLAY  # its end is part of its text
        if _stands_alone(element) and not is_formula:
            self._flush()
        for undo in reversed(self.undo.pop(element, [])):
            undo()
        if is_formula:
            self._flush()
        if not self._is_removed(element) and (note := titled_note(element)):
            self.text.append(f"{INLINE_NOTE} {clean(note)} {INLINE_NOTE_END}")
        if element in self.note_links.holders:
            self.note = ""

    def _leave_out(self, element: Element, kind: LeftOutKind | None = None) -> None:
        """Notes that an element, or what it says beside its words, does not come along; in the surroundings of a text nothing counts."""
        kind = kind or left_out_kind(element)
        text = left_out_text(element) if kind else ""
        if kind and not self.around and (text or kind is not LeftOutKind.HIDDEN):
            at = Location(path=self.file, line=element.sourceline or self.line or None)
            self.left_out.append(LeftOut(kind=kind, at=at, text=text, order=self.order + 1))

    # --- around paragraphs --------------------------------------------------------------------------------------------------

    def _enter(self, element: Element) -> None:
        """Sets what an element means for the blocks within it; `_end` undoes it."""
        terms, style = terms_of(element), element.get("style", "")
        words = sorted({str(element.tag), *terms, element.get("id", "").lower()})
        surrounding = next((SURROUNDINGS[word] for word in words if word in SURROUNDINGS), None)
        if element.get("hidden") is not None or HIDDEN.search(style):
            surrounding = ("hidden on the page", True)
            self._leave_out(element, LeftOutKind.HIDDEN)
        if surrounding and not self.note:
            self._put(
                element, self.around, Exclusion(evidence=surrounding[0], confidence=0.9 if surrounding[1] else 0.5, dropped=surrounding[1])
            )
        self._enter_language(element)
        if is_attribution(element):
            self._set(element, attribution=True)
        if QUERY in terms:
            self._put_container(element, Frame.DIVISION, attributes="query")
        if lone := lone_type(element):
            self._set(element, lone=lone)
        elif terms & EPIGRAPH_TERMS and element.tag in EPIGRAPHS:
            self._put_container(element, Frame.DIVISION, attributes="epigraph")
            if element.tag != "blockquote" and next(element.iter("blockquote"), None) is None:
                self._put_container(element, Frame.QUOTATION)
        if types := SECTION_TYPES & {term.removeprefix("doc-") for term in terms}:
            self._put(element, self.types, sorted(types)[0])
        if element.tag in {"div", "p", "section"} and terms & QUOTATION_TERMS:
            self._put(element, self.evidence, f"its class is “{sorted(terms & QUOTATION_TERMS)[0]}”")
            self._put_container(element, Frame.QUOTATION)
        if terms & VERSE_TERMS:
            self._set(element, kind=Kind.VERSE)
            if self.verse is None and self.table is None:
                self.verse = Verse()
                self.undo.setdefault(element, []).append(self._end_verse)
        self._indent_line(terms)
        if part := title_part(element):
            self._set(element, title_part=part.role, level=part.level)
        set_in = SET_IN.search(style)
        if set_in and element.tag in {"p", "div"}:
            self._put(element, self.indent, round(float(set_in[1]) * SPACES[set_in[2].lower()]))
        enter = ENTERED.get(str(element.tag))
        if enter:
            enter(self, element)

    def _put(self, element: Element, pile: list[Any], value: object) -> None:
        """Puts a value on a pile until the element ends."""
        pile.append(value)
        self.undo.setdefault(element, []).append(pile.pop)

    def _set(self, element: Element, **values: object) -> None:
        """Sets attributes of the walk until the element ends."""
        for name, value in values.items():
            self.undo.setdefault(element, []).append(partial(setattr, self, name, getattr(self, name)))
            setattr(self, name, value)

    def _put_container(self, element: Element, frame: Frame, **values: Any) -> None:
        self.count += 1
        self._put(element, self.containers, Container(frame=frame, number=self.count, **values))

    def _enter_language(self, element: Element) -> None:
        """Marks a passage in another language than the text around it: a division of blocks, or the words of one block."""
        tag = language_tag(element)
        if not tag or tag == self.languages[-1] or element.tag in {"html", "body"}:
            return
        self._put(element, self.languages, tag)
        marked = f"lang={tag}" + (" dir=rtl" if is_from_right(element, tag) else "")
        if element.tag in DIVISIBLE:
            self._put_container(element, Frame.DIVISION, attributes=f"{{{marked}}}")
        else:
            self._open_span(element, SPAN, attributes(marked))

    def _indent_line(self, terms: Iterable[str]) -> None:
        """Notes how far a line of verse is indented, if its class says so."""
        match = next(filter(None, map(INDENTED.fullmatch, terms)), None) if self.verse is not None and self.table is None else None
        if match:
            self.text.append(indented(min(int(match[1]), MOST_INDENT)))

    def _end_verse(self) -> None:
        self._add_verse()
        self.verse = None

    def _add_verse(self) -> None:
        """Makes a block of the verse so far."""
        if self.verse is not None and self.verse.pieces:
            line, self.verse.line = self.verse.line, 0
            self._add(Block(kind=Kind.VERSE, text=self.verse.take(), line=line))

    def _enter_heading(self, element: Element) -> None:
        around = element.getparent()
        if around is not None and around.tag == "hgroup":
            return
        of_document = around is not None and around.get("id") == "title-block-header"  # of pandoc, around a document's title
        self._set(element, level=0 if of_document else int(str(element.tag)[1]))

    def _enter_quotation(self, element: Element) -> None:
        self._put_container(element, Frame.QUOTATION)

    def _enter_item(self, element: Element) -> None:
        around = element.getparent()
        group = self.lists.setdefault(element if around is None else around, self.count + 1)
        start: int | None = None
        if around is not None and around.tag == "ol":
            first, value = around.get("start", "1"), element.get("value", "")
            before = self.items[around]
            self.items[around] += 1
            start = int(value) if value.isdigit() else (int(first) if first.isdigit() else 1) + before
        numerals = "" if around is None else numerals_of(around)
        self._put_container(element, Frame.ITEM, group=group, start=start, numerals=numerals)

    def _enter_definition(self, element: Element) -> None:
        around = element.getparent()
        if around is not None and around.find("dt") is not None:
            self._put_container(element, Frame.DEFINITION)
            return
        self._put(element, self.evidence, "indented as a list without terms")
        self._put_container(element, Frame.QUOTATION)

    def _enter_term(self, element: Element) -> None:
        self._set(element, kind=Kind.TERM)

    def _enter_figure(self, element: Element) -> None:
        self._set(element, figure=-1)

    def _enter_table(self, element: Element) -> None:
        holds_notes = any(within in self.note_links.holders for within in element.iter("tr", "td", "th"))
        if self.table is None and is_data(element) and not holds_notes and not (self.blocks and heads_list(self.blocks[-1].text)):
            self.table = OpenTable(depth=len(self.containers))
            self.undo.setdefault(element, []).append(self._end_table)

    def _enter_caption(self, element: Element) -> None:
        if self.table is not None:
            self.table.in_caption = True
            self.undo.setdefault(element, []).append(partial(setattr, self.table, "in_caption", False))

    def _enter_row(self, element: Element) -> None:
        if self.table is not None:
            self.table.enter_row(element)

    def _enter_cell(self, element: Element) -> None:
        if self.table is not None:
            self.table.enter_cell(element)

    def _enter_rule(self, element: Element) -> None:
        if self.table is None:
            self._add(Block(kind=Kind.BREAK, text="", line=element.sourceline or 0))

    # --- within paragraphs ----------------------------------------------------------------------------------------------------------

    def _add_text(self, text: str | None) -> None:
        if text:
            self.text.append(SPACE.sub(" ", clean(text)))

    def _add_removed(self, element: Element) -> None:
        self.text.append(removed(SPACE.sub(" ", clean(text_of(element)))))

    def _show(self, element: Element) -> None:
        alt = element.get("alt")
        description = "" if alt is None else " ".join(clean(alt).split())
        self.text.append(f"{IMAGE}{element.get('src', '')}{IMAGE_MIDDLE}{'' if alt is None else f'={description}'}{IMAGE_END}")

    def _link(self, element: Element) -> None:
        name = self.note_links.calls.get(element)
        if name:
            self._open_span(element, f"{call(name, '')[:-1]}", call("", "")[-1])
            return
        if any(begin.startswith(LINK) for begin, _ in self.open):
            return  # HTML has no links within links; the outer one stays
        address = self.note_links.addresses.get(element) or element.get("href") or ""
        if element in self.note_links.addresses and element.get("class") == PAGE_LINK:
            self._open_span(element, f"{LINK}##{address}{LINK_MIDDLE}{REMOVED}", f"{REMOVED_END}{LINK_END}")
        elif element in self.note_links.addresses:
            self._open_span(element, f"{LINK}##{address}{LINK_MIDDLE}", LINK_END)
        elif re.match(r"(?:https?|mailto):", address):
            self._open_span(element, f"{LINK}{clean(address)}{LINK_MIDDLE}", LINK_END)
        else:
            if address and not address.startswith("javascript:"):
                self._leave_out(element, LeftOutKind.LINK)
            is_mark = address and text_of(element).strip().isdigit() and (SUP, SUP_END) not in self.open
            if is_mark and "".join(self.text)[-1:].strip():  # of a note that is not here, on the line as if it were part of the word
                self._open_span(element, SUP, SUP_END)

    def _open(self, element: Element) -> None:
        terms, style = terms_of(element), element.get("style", "").lower()
        if CLASS in terms and (term := index_term(element.get("data-entry", ""))):
            self.text.append(f"{SPAN}{attributes(term + element.get('data-see', ''))}")
        self._enter_language(element)
        self._indent_line(terms)
        markers = INLINE.get(str(element.tag))
        if terms & SMALL_CAPITAL_TERMS or "small-caps" in style:
            markers = SMALL_CAPITALS
        elif element.tag in {"span", "font"} and "line-through" in style:
            markers = (STRIKE, STRIKE_END)
        elif element.tag in {"span", "font"} and ("font-style:italic" in style.replace(" ", "") or terms & ITALIC_TERMS):
            markers = (EM, EM_END)
        if markers and markers not in self.open and (CODE, CODE_END) not in self.open:
            self._open_span(element, *markers)

    def _open_span(self, element: Element, begin: str, end: str) -> None:
        self.text.append(begin)
        self.open.append((begin, end))
        self.undo.setdefault(element, []).append(self._close)

    def _close(self) -> None:
        self.text.append(self.open.pop()[1])

    # --- blocks ---------------------------------------------------------------------------------------------------------------------------

    def _flush(self) -> None:
        """Makes a block of the text since the last block, or puts it into the open table."""
        pending = "".join([*self.text, *(end for _, end in reversed(self.open))])
        self.text = [begin for begin, _ in self.open]
        text = tidied(pending)
        if not text:
            return
        if self.table is not None:
            self.table.add(text, self.containers)
            return
        for part in re.split(rf"(?:\s*{BREAK}\s*){{2,}}", text):
            if part.strip():
                self._paragraph(tidied(part))

    def _paragraph(self, text: str) -> None:
        image = IMAGE_SPAN.fullmatch(text)
        lines = text.split(BREAK)
        if image:
            alt = image[2][1:] if image[2] else None
            if self.figure == -1:
                self.figure = len(self.blocks)
            self._add(Block(kind=Kind.PICTURE, text="", line=0, picture=image[1], alt=alt))
        elif self.figure is not None and self.figure >= 0 and not any(block.text for block in self.blocks[self.figure + 1 :]):
            picture = self.blocks[self.figure]
            caption = f"{picture.text} {text.replace(BREAK, ' ')}".strip()
            alt = plain(caption) if picture.alt == source_text(caption) else picture.alt  # pandoc puts the marks of notes into it
            self.blocks[self.figure] = replace(picture, text=caption, alt=alt)
        elif self.level >= 0 and not any(container.frame in {Frame.QUOTATION, Frame.ITEM} for container in self.containers):
            type = self.title_part if self.title_part in {ORDINAL, SUBTITLE} else self.types[-1] if self.types else ""
            number, title = number_and_title(lines) if type != "part" else ("", text)
            if number:
                self._add(Block(kind=Kind.HEADING, text=number, line=0, level=self.level, type=ORDINAL))
            self._add(Block(kind=Kind.HEADING, text=title.replace(BREAK, " "), line=0, level=self.level, type=type))
        elif self.level >= 0:
            self._add(Block(text=f"{STRONG}{text}{STRONG_END}", line=0))
        elif self.attribution:
            self._add(Block(text=text if DASHED.match(plain(text)) else f"— {text}", line=0))
        elif self.kind is Kind.VERSE and self.verse is not None:
            self.verse.add([tidied(line) for line in lines], self.line)
        elif self.kind is Kind.VERSE or (len(lines) >= LEAST_LINES and all(len(plain(line)) <= MOST_LINE for line in lines)):
            self._add(Block(kind=Kind.VERSE, text="\n".join(tidied(line) for line in lines if line.strip()), line=0))
        else:
            self._add(Block(kind=self.kind, text=text, line=0))

    def _preformatted(self, element: Element) -> None:
        """Adds code as it is; any other preformatted text is read as plain text."""
        text = clean(text_of(element, "\n")).strip("\n")
        if self.table is not None:
            self.text.append(BREAK.join(line.strip() for line in text.split("\n") if line.strip()))
            return
        is_code = element.find(".//code") is not None or bool(terms_of(element) & {"code", "programlisting", "highlight"})
        if is_code:
            self._add(Block(kind=Kind.CODE, text=text, line=0))
            return
        if verse := preformatted_verse(text):
            self._add(Block(kind=Kind.VERSE, text=verse, line=element.sourceline or 0))
            return
        for block in blocks_of(lines_of(text), self.file):
            self._add(replace(block, line=(element.sourceline or 0) + block.line - 1))

    def _end_table(self) -> None:
        made = self.table.block() if self.table is not None else None
        self.table = None
        if made is not None:
            self._add(made)

    def _add(self, block: Block) -> None:
        if block.kind is not Kind.VERSE:
            self._add_verse()
        self.order += 1
        if block.kind is not Kind.HEADING and (lone := self._lone()):
            block = replace(block, type=lone)
        containers = self.containers[self.note_depth :] if self.note else self.containers
        made = replace(
            block,
            order=self.order,
            file=self.file,
            line=block.line or self.line,
            containers=tuple(containers),
            note=self.note,
            indent=block.indent + sum(self.indent),
            anchors=tuple(self.anchors),
            evidence=self.evidence[-1] if self.evidence else "",
        )
        self.anchors = []
        if self.around:
            self.exclusions[self.order] = self.around[-1]
        self.blocks.append(made)

    def _lone(self) -> str:
        """The type of a page without a heading, or of a passage of a title page, that is a dedication or an epigraph; else ""."""
        of_page = self.types[-1] if self.types and self.around and self.around[-1].evidence == MADE_PAGE else ""
        return self.lone or (of_page if of_page in LONE else "")


def _stands_alone(element: Element) -> bool:
    """Whether an element is not part of a line."""
    return element.tag in BLOCKS or element.get("class") == DISPLAY or is_attribution(element)


ENTERED: Mapping[str, Callable[[Walk, Element], None]] = {
    **dict.fromkeys(HEADINGS, Walk._enter_heading),
    "blockquote": Walk._enter_quotation,
    "li": Walk._enter_item,
    "dd": Walk._enter_definition,
    "dt": Walk._enter_term,
    "figure": Walk._enter_figure,
    "table": Walk._enter_table,
    "caption": Walk._enter_caption,
    "tr": Walk._enter_row,
    **dict.fromkeys(("td", "th"), Walk._enter_cell),
    "hr": Walk._enter_rule,
}
"""The method for the start of an element, by its name."""
