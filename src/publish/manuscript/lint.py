"""What is wrong with a section's tree: what pandoc read in another way than its author can have meant, and what the grammar does not know.

Reports M203 to M211, M213 to M215, M218 to M224, M243, N116, Q107, and what `quotations`, `passages` and `index_terms` find.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from difflib import get_close_matches
from urllib.parse import unquote

import panflute as pf

from publish.diagnostics import Diagnostic, Location, Patch, diagnostic
from publish.manuscript.index_terms import term_faults
from publish.manuscript.lines import Positions
from publish.manuscript.locate import LEAVES, children
from publish.manuscript.passages import passage_faults
from publish.manuscript.quotation_fixes import changes_for
from publish.manuscript.quotations import Found, marked_faults, quotation_faults, sibling_faults
from publish.manuscript.scan import Scan
from publish.manuscript.traps import DIVISION
from publish.manuscript.zones import Kind
from publish.model import Section, SectionType

TYPES = tuple(kind for kind in SectionType if kind is not SectionType.PART)
TITLE_KEYS = frozenset({"type", "short", "number", "subtitle", "author", "lang", "dir"})
HEADING_KEYS = frozenset({"lang", "dir"})
CLASSES = ("epigraph", "continued", "query", "attribution", "dateline", "salutation", "signature", "index")
BREAKS = frozenset({pf.SoftBreak, pf.LineBreak})
SIGN = re.compile(r"[:#>|*+-]")  # what the signs that open a block begin with
FIRST_YEAR = 100  # no list of a book begins at such a number; a sentence may


def lint(section: Section, document: pf.Doc, found: Scan, positions: Positions) -> tuple[Diagnostic, ...]:
    """All that is wrong with a section's tree, as it was read."""
    return tuple(_Linter(section, found, positions).findings(document))


class _Linter:
    """The findings of one section."""

    def __init__(self, section: Section, found: Scan, positions: Positions) -> None:
        self.section = section
        self.found = found
        self.positions = positions
        self.places = positions.places
        self.printed_divisions: set[int] = set()
        self.wordless: dict[str, int] = {}

    def findings(self, document: pf.Doc) -> Iterator[Diagnostic]:
        """Those of the title and the headings, those of each element, those of divisions."""
        blocks = list(document.content)
        yield from self._title(blocks)
        yield from self._headings(blocks)
        yield from self._quotations(sibling_faults(blocks))
        elements = list(_descendants(document))
        for element in elements:
            yield from self._element(element)
        yield from self._quotations(marked_faults([element for element in elements if isinstance(element, pf.BlockQuote)]))
        yield from self._divisions()
        yield from (self._say(*fault) for fault in passage_faults(document, self.found))

    def _say(self, code: str, message: str, help: str, at: pf.Element | int, length: int = 1, fix: tuple[Patch, ...] = ()) -> Diagnostic:
        offset = at if isinstance(at, int) else self.positions.offset(at)
        return diagnostic(code, message, help=help, at=self._place(offset), length=length, fix=fix)

    def _place(self, offset: int) -> Location:
        return Location(path=self.section.path, line=self.places.line(offset), column=self.places.column(offset))

    def _line_start(self, element: pf.Element) -> int:
        return self.places.starts[self.positions.line(element) - 1]

    def _line_text(self, element: pf.Element) -> str:
        return self.places.lines[self.positions.line(element) - 1]

    # --- title and headings ---

    def _title(self, blocks: Sequence[pf.Block]) -> Iterator[Diagnostic]:
        if not blocks:
            return
        first = blocks[0]
        title = next((block for block in blocks if isinstance(block, pf.Header) and block.level == 1), None)
        if title is None:
            help = "write its title in the first line: # Title"
            yield self._say("M206", "the section has no title", help, self._line_start(first))
        elif first is not title:
            message = f"text stands before the title “{_text(title)}”"
            yield self._say("M207", message, "put the title in the first line of the file", self._line_start(first))
        for block in blocks:
            if isinstance(block, pf.Header) and block.level == 1 and block is not title:
                message = f"“# {_text(block)}” is a second title in one section"
                help = "write ## for a heading inside the section, or make it a section, with a file of its own"
                yield self._say("M208", message, help, self._line_start(block))
        if title is not None:
            yield from self._title_attributes(title)

    def _title_attributes(self, title: pf.Header) -> Iterator[Diagnostic]:
        kind = title.attributes.get("type")
        if kind is not None and kind not in TYPES:
            near = get_close_matches(kind, TYPES, n=1)
            help = f"did you mean type={near[0]}?" if near else f"write one of: {', '.join(TYPES)}"
            yield self._say("M209", f"“{kind}” is no type of section", help, self._in_line(title, kind), len(kind))

    def _headings(self, blocks: Sequence[pf.Block]) -> Iterator[Diagnostic]:
        before = 0
        for block in blocks:
            if not isinstance(block, pf.Header):
                continue
            if before and block.level > before + 1:
                message = f"the heading “{_text(block)}” is of level {block.level}, below one of level {before}"
                help = f"write {'#' * (before + 1)}: no level is skipped"
                yield self._say("M203", message, help, self._line_start(block), block.level)
            before = block.level

    def _heading(self, heading: pf.Header) -> Iterator[Diagnostic]:
        if not self._line_text(heading).lstrip(" \t>").startswith("#"):
            message = f"the line under “{_text(heading)}” makes a heading of it"
            help = f"write {'#' * heading.level} before a heading; put an empty line before a break, * * *"
            yield self._say("M218", message, help, heading)
        known = TITLE_KEYS if heading.level == 1 else HEADING_KEYS
        for key in heading.attributes:
            if key not in known:
                near = get_close_matches(key, known, n=1)
                help = f"did you mean {near[0]}=?" if near else f"known here are: {', '.join(sorted(known))}"
                yield self._say("M210", f"a heading has no “{key}”", help, self._in_line(heading, f"{key}="), len(key))

    def _in_line(self, element: pf.Element, text: str) -> int:
        """Where a text stands in the line of an element; the line's beginning if it does not."""
        return self._line_start(element) + max(0, self._line_text(element).find(text))

    # --- each element ---

    def _element(self, element: pf.Element) -> Iterator[Diagnostic]:
        match element:
            case pf.Header():
                yield from self._heading(element)
            case pf.Para() | pf.Plain():
                yield from self._paragraph(element)
            case pf.Figure():
                yield from self._figure(element)
            case pf.Image():
                yield from self._image(element)
            case pf.Link():
                yield from self._link(element)
            case pf.Span():
                yield from self._terms(element)
            case pf.CodeBlock():
                yield from self._code(element)
            case pf.OrderedList():
                yield from self._numbers(element)
            case pf.Div():
                yield from self._division(element)
            case pf.BlockQuote():
                yield from self._quotations(quotation_faults(element))
        if isinstance(element, (pf.Div, pf.BlockQuote, pf.ListItem, pf.Note)):
            yield from self._quotations(sibling_faults(element.content.list))

    def _paragraph(self, paragraph: pf.Para | pf.Plain) -> Iterator[Diagnostic]:
        """Signs that open a block at the beginning of a line, but were read as text because no empty line stands before them."""
        inlines = paragraph.content.list
        starts = [0, *(number for number, inline in enumerate(inlines, 1) if type(inline) in BREAKS)]
        for number in starts:
            inline = inlines[number] if number < len(inlines) else None
            if not isinstance(inline, pf.Str) or not SIGN.match(inline.text):
                continue
            at = self.positions.offset(inline)
            if self.found.text[at - 1 : at] == "\\" or not self.found.text.startswith(inline.text[:1], at):
                continue
            is_word = number + 1 < len(inlines) and isinstance(inlines[number + 1], pf.Space)
            yield from self._sign(inline.text, at, is_first=number == 0, is_word=is_word)

    def _sign(self, sign: str, at: int, *, is_first: bool, is_word: bool) -> Iterator[Diagnostic]:
        help = "put an empty line before it; if the sign itself is meant, write a backslash before it"
        line = self.places.lines[self.places.line(at) - 1].strip()
        if sign.startswith(":::"):
            self.printed_divisions.add(self.places.line(at))
            message = f"“{_short(line)}” neither opens nor closes a division: it would be printed as text"
            help = "put an empty line before an opening line, write one class behind the colons, and close what was opened"
            yield self._say("M205", message, help, at, 3)
        elif (re.fullmatch("#{1,6}", sign) and is_word and not is_first) or re.match(r"#{2,6}\w", sign):
            help = "put an empty line before a heading, and a space behind its signs"
            yield self._say("M222", f"“{_short(line)}” is not read as a heading: it would be printed as text", help, at, len(sign))
        elif not is_first and sign.startswith(">"):
            help = "put the sign at the very beginning of its line, or a backslash before it if the sign itself is meant"
            fix = self._changes("Q107", self.places.line(at))
            yield self._say("Q107", f"“{_short(line)}” is not read as a quotation: its sign would be printed", help, at, fix=fix)
        elif not is_first and is_word and sign in {"|", "*", "+", "-"}:
            what = "verse or a table" if sign == "|" else "a list"
            yield self._say("M223", f"“{_short(line)}” is not read as {what}: it would be printed in the paragraph above", help, at)

    def _figure(self, figure: pf.Figure) -> Iterator[Diagnostic]:
        image = next((element for block in figure.content for element in block.content if isinstance(element, pf.Image)), None)
        if image is None or image.attributes.get("role") == "presentation":
            return
        caption = [_text(block) for block in figure.caption.content]
        if [_text(image)] == caption and "alt=" not in self._line_text(figure):
            help = 'say what it shows, for those who cannot see it: {alt="…"}; if it shows nothing, {role=presentation}'
            yield self._say("M211", f"the picture “{image.url}” has a caption, but no description", help, self._in_line(figure, "!["), 2)

    def _image(self, image: pf.Image) -> Iterator[Diagnostic]:
        if not _text(image).strip() and image.attributes.get("role") != "presentation":
            help = 'say what it shows, for those who cannot see it: {alt="…"}; if it shows nothing, {role=presentation}'
            yield self._say("M211", f"the picture “{image.url}” has no description", help, image, 2)
        if any(isinstance(inline, pf.Note) for inline in image.content):
            message = f"a note is called in the description of the picture “{image.url}”, where nobody sees it"
            yield self._say("N116", message, "call it in the text or in a caption", image)

    def _link(self, link: pf.Link) -> Iterator[Diagnostic]:
        address = unquote(link.url)
        if "page" in link.classes and not address.startswith("#"):
            message = f"“{_short(address)}” has no page in this book"
            at = self._in_line(link, link.url)
            yield self._say("M243", message, "refer to a place in the book by its id: [](#trial){.page}", at, len(link.url))
        if not link.classes and not _text(link).strip() and not any(isinstance(inner, pf.Image) for inner in _descendants(link)):
            message = f"the link to “{_short(address)}” has no words: nobody can follow it"
            help = "write words between its square brackets; the mark of a note is none"
            yield self._say("M224", message, help, self._wordless(link.url))
        if _text(link).startswith("^"):
            return  # a label with a space in it: the notes say so
        if re.search(r"\s", address) and f"<{address}>" not in self.found.text:
            message = f"“{_short(address)}” is read as the address of a link, and would vanish"
            help = "write a backslash before the bracket, \\[, if no link is meant; an address has no spaces"
            yield self._say("M220", message, help, link)

    def _wordless(self, address: str) -> int:
        """Where the next link to an address stands that has nothing but marks of notes between its brackets."""
        behind = self.wordless.get(address, 0)
        match = re.compile(rf"\[(?:\[\^[^\]]+\]|\s)*\]\(<?{re.escape(address)}").search(self.found.text, behind)
        self.wordless[address] = match.end() if match else behind
        return match.start() if match else behind

    def _terms(self, element: pf.Span | pf.Div) -> Iterator[Diagnostic]:
        for fault in term_faults(element, _text(element)):
            before = self.positions.offset(element) if isinstance(element, pf.Div) else 0
            at = max(0, self.found.text.rfind(fault.written, 0, before)) if before else self._in_line(element, fault.written)
            yield self._say(fault.code, fault.message, fault.help, at, len(fault.written))

    def _code(self, code: pf.CodeBlock) -> Iterator[Diagnostic]:
        at = self.positions.offset(code)
        fences = (zone for zone in self.found.zones.found if zone.kind is Kind.FENCE)
        if code.text.strip() and not any(zone.start <= at < zone.end for zone in fences):
            message = f"four spaces make code of “{_short(code.text)}”"
            yield self._say("M219", message, "take the spaces away; code stands between lines of three backticks", at)

    def _numbers(self, entries: pf.OrderedList) -> Iterator[Diagnostic]:
        if entries.start >= FIRST_YEAR:
            text = f"{entries.start}. {_text(entries.content[0])}"
            help = f"write {entries.start}\\. for a sentence that begins with a number"
            message = f"“{_short(text)}” is read as item {entries.start} of a list"
            at = self._in_line(entries, str(entries.start))
            fix = (Patch(at=self._place(at + len(str(entries.start))), length=0, text="\\"),)
            yield self._say("M213", message, help, at, fix=fix)
            return
        written = [re.match(r"[ \t>]*(\d+)\.", self._line_text(entry)) for entry in entries.content]
        numbers = [int(match[1]) if match else 0 for match in written]
        if len(set(numbers)) == 1 or 0 in numbers:
            return
        for place, (entry, number) in enumerate(zip(entries.content, numbers, strict=True)):
            if number != entries.start + place:
                message = f"item {number} of this list would be printed as {entries.start + place}"
                help = "number the items without a gap; what is no list has a backslash before its full stop"
                yield self._say("M214", message, help, self._in_line(entry, f"{number}."), len(str(number)))
                return

    # --- divisions and quotations ---

    def _division(self, division: pf.Div) -> Iterator[Diagnostic]:
        yield from self._terms(division)
        for name in division.classes:
            near = get_close_matches(name, CLASSES, n=1, cutoff=0.75)
            at = max(0, self.found.text.rfind(name, 0, self.positions.offset(division)))
            if name == "query":
                yield self._say("M215", f"a query is open: “{_short(_text(division))}”", "settle it, and take it out", at, len(name))
            elif name not in CLASSES and near:
                yield self._say("M221", f"nothing is known of the division “{name}”", f"did you mean ::: {near[0]}?", at, len(name))

    def _divisions(self) -> Iterator[Diagnostic]:
        """Divisions that nothing closes: pandoc closes them at the end of the section."""
        fenced = [(zone.start, zone.end) for zone in self.found.zones.found if zone.kind in {Kind.FENCE, Kind.COMMENT}]
        opened: list[int] = []
        for number, line in enumerate(self.places.lines, 1):
            match = DIVISION.fullmatch(line)
            at = self.places.starts[number - 1]
            if not match or number in self.printed_divisions or any(start <= at < end for start, end in fenced):
                continue
            if match["opens"]:
                opened.append(number)
            elif opened:
                opened.pop()
        for number in opened:
            line = self.places.lines[number - 1].strip()
            message = f"“{_short(line)}” is never closed: all that follows would belong to it"
            yield self._say("M204", message, "close it with a line of three colons, :::", self.places.starts[number - 1], 3)

    def _quotations(self, faults: Iterable[Found]) -> Iterator[Diagnostic]:
        for code, message, help, element in faults:
            fix = self._changes(code, self.positions.line(element))
            yield self._say(code, message, help, self._line_start(element), fix=fix)

    def _changes(self, code: str, line: int) -> tuple[Patch, ...]:
        """What mends a finding about quotations in a line, in the words of the file: remarks stand in it still."""
        changes = changes_for(code, line, self.section.text.split("\n"))
        at = (Location(path=self.section.path, line=number, column=column) for number, column, _, _ in changes)
        return tuple(Patch(at=place, length=length, text=text) for place, (_, _, length, text) in zip(at, changes, strict=True))


def _descendants(element: pf.Element) -> Iterator[pf.Element]:
    """All that an element holds, in reading order, words and spaces apart."""
    stack = [element]
    while stack:
        element = stack.pop()
        yield element
        inner = [child for child in children(element) if type(child) not in LEAVES]
        if isinstance(element, pf.Figure):
            inner += element.content.list
        stack += reversed(inner)


def _text(element: pf.Element | Iterable[pf.Element]) -> str:
    """The plain text of an element, notes left out."""
    match element:
        case pf.Str() | pf.Code() | pf.CodeBlock():
            return str(element.text)
        case pf.Space() | pf.SoftBreak() | pf.LineBreak():
            return " "
        case pf.Note():
            return ""
        case _:
            return "".join(_text(child) for child in children(element))


def _short(text: str) -> str:
    words = text.split()
    return " ".join(words[:7]) + (" …" if len(words) > 7 else "")
