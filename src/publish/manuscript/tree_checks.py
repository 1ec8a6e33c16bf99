"""Checks of blocks, links and pictures: what pandoc read in another way than the author can have meant, and what the grammar does not know.

Report M204, M205, M211, M213 to M215, M219 to M224, M243, N116 and Q107.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import get_close_matches
from urllib.parse import unquote

import panflute as pf

from publish.diagnostics import Diagnostic
from publish.manuscript.lines import RULE
from publish.manuscript.markup_fixes import indent_fix
from publish.manuscript.plain_text import first_words, text_of
from publish.manuscript.quotation_fixes import fix_for
from publish.manuscript.section_facts import TreeFacts, descendants
from publish.manuscript.source import letters_of
from publish.manuscript.trap_checks import DIVISION
from publish.manuscript.zones import Kind, Zone

CLASSES = ("epigraph", "continued", "query", "attribution", "dateline", "salutation", "signature", "index")
BREAKS = frozenset({pf.SoftBreak, pf.LineBreak})
BLOCK_MARKER = re.compile(r"[:#>|*+-]")  # the first character of each marker that opens a block
MARK = re.compile(r"\d+\.|[-*+:~]")
MARKS = re.compile(rf"[ \t>]*(?:(?:{MARK.pattern})[ \t]+)*")
"""The marks of items at the beginning of a line."""
FIRST_YEAR = 100  # a sentence may begin with such a number; no list of a book does


@dataclass(frozen=True, slots=True, kw_only=True)
class PrintedMarker:
    """A marker that opens a block, such as `>`, at the start of a line, which pandoc read as text: it would be printed.

    `marker` is the whole first word of the line. `is_first` is true in the first line of a paragraph, `is_word` where a space follows.
    """

    marker: str
    offset: int
    is_first: bool
    is_word: bool


def printed_markers(facts: TreeFacts) -> Iterator[Diagnostic]:
    """M222, M223, Q107: a heading, a list, verse, a table or a quotation that pandoc read as text of a paragraph."""
    for printed in _printed_markers(facts):
        marker, at = printed.marker, printed.offset
        number = facts.places.line(at)
        line = first_words(facts.places.lines[number - 1])
        if (re.fullmatch("#{1,6}", marker) and printed.is_word and not printed.is_first) or re.match(r"#{2,6}\w", marker):
            help = "put an empty line before a heading, and a space after its # characters"
            yield facts.diagnostic("M222", f"“{line}” is not read as a heading: it would be printed as text", help, at, len(marker))
        elif not printed.is_first and marker.startswith(">"):
            help = "put > at the very beginning of the line; if you mean the character itself, write a backslash before it"
            message = f"“{line}” is not read as a quotation: its > would be printed"
            yield facts.diagnostic("Q107", message, help, at, fix=fix_for("Q107", number, facts.section))
        elif (
            not printed.is_first
            and printed.is_word
            and marker in {"|", "*", "+", "-"}
            and not RULE.fullmatch(facts.places.lines[number - 1])
        ):
            what = "verse or a table" if marker == "|" else "a list"
            help = "put an empty line before it; if you mean the character itself, write a backslash before it"
            yield facts.diagnostic("M223", f"“{line}” is not read as {what}: it would be printed in the paragraph above", help, at)


def division_lines(facts: TreeFacts) -> Iterator[Diagnostic]:
    """M204, M205: a division that nothing closes (pandoc closes it at the end of the section); a line of colons read as text."""
    if ":::" not in facts.text:
        return
    printed_lines: set[int] = set()
    for printed in _printed_markers(facts):
        if printed.marker.startswith(":::"):
            printed_lines.add(facts.places.line(printed.offset))
            line = facts.places.lines[facts.places.line(printed.offset) - 1]
            message = f"“{first_words(line)}” neither opens nor closes a division: it would be printed as text"
            help = "put an empty line before an opening line, write one class after the colons, and close what you open"
            yield facts.diagnostic("M205", message, help, printed.offset, 3)
    for number in _open_divisions(facts, printed_lines):
        message = f"“{first_words(facts.places.lines[number - 1])}” is never closed: all that follows would belong to it"
        yield facts.diagnostic("M204", message, "close it with a line of three colons, :::", facts.places.starts[number - 1], 3)


def division_classes(facts: TreeFacts) -> Iterator[Diagnostic]:
    """M215, M221."""
    for division in facts.elements_of(pf.Div):
        for name in division.classes:
            near = get_close_matches(name, CLASSES, n=1, cutoff=0.75)
            at = max(0, facts.text.rfind(name, 0, facts.positions.offset(division)))
            if name == "query":
                message = f"a query is open: “{first_words(text_of(division))}”"
                yield facts.diagnostic("M215", message, "settle it, and take it out", at, len(name))
            elif name not in CLASSES and near:
                message = f"“{name}” looks like a misspelt division"
                yield facts.diagnostic("M221", message, f"did you mean ::: {near[0]}?", at, len(name))


def picture_descriptions(facts: TreeFacts) -> Iterator[Diagnostic]:
    """M211, N116."""
    help = 'describe it for those who cannot see it: {alt="…"}; if it shows nothing, write {role=presentation}'
    for figure in facts.elements_of(pf.Figure):
        image = next((element for block in figure.content for element in block.content if isinstance(element, pf.Image)), None)
        if image is None or image.attributes.get("role") == "presentation":
            continue
        caption = [text_of(block) for block in figure.caption.content]
        at = facts.picture_offset(image, facts.offset_in_line(figure, "!["))
        if [text_of(image)] == caption and "alt=" not in facts.paragraph_from(at):
            message = f"the picture “{unquote(image.url)}” has a caption, but no description"
            yield facts.diagnostic("M211", message, help, at, 2)
    for image in facts.elements_of(pf.Image):
        at = facts.picture_offset(image, facts.positions.offset(image))
        described = text_of(image).strip() or image.attributes.get("alt", "").strip()
        if not described and image.attributes.get("role") != "presentation":
            yield facts.diagnostic("M211", f"the picture “{unquote(image.url)}” has no description", help, at, 2)
        if any(isinstance(inline, pf.Note) for inline in image.content):
            message = f"a note is called in the description of the picture “{image.url}”, where nobody sees it"
            yield facts.diagnostic("N116", message, "call it in the text or in a caption", at)


def page_references(facts: TreeFacts) -> Iterator[Diagnostic]:
    """M243."""
    for link in facts.elements_of(pf.Link):
        address = unquote(link.url)
        if "page" in link.classes and not address.startswith("#"):
            message = f"“{first_words(address)}” has no page in this book"
            help = "refer to a place in the book by its id: [](#trial){.page}"
            yield facts.diagnostic("M243", message, help, facts.offset_in_line(link, link.url), len(link.url))


def wordless_links(facts: TreeFacts) -> Iterator[Diagnostic]:
    """M224."""
    searched: dict[str, int] = {}  # address → the end of the last such link
    for link in facts.elements_of(pf.Link):
        if link.classes or text_of(link).strip() or any(isinstance(inner, pf.Image) for inner in descendants(link)):
            continue
        start = searched.get(link.url, 0)
        match = re.compile(rf"\[(?:\[\^[^\]]+\]|\s)*\]\(<?{re.escape(link.url)}").search(facts.text, start)
        searched[link.url] = match.end() if match else start
        message = f"the link to “{first_words(unquote(link.url))}” has no words: nobody can follow it"
        help = "write words between its square brackets; a note mark is not enough"
        yield facts.diagnostic("M224", message, help, match.start() if match else start)


def addresses_with_spaces(facts: TreeFacts) -> Iterator[Diagnostic]:
    """M220; a label with a space in it is left to N109."""
    for link in facts.elements_of(pf.Link):
        address = unquote(link.url)
        if text_of(link).startswith("^") or not re.search(r"\s", address) or _is_encoded(link.url, facts.text):
            continue
        if f"<{address}>" not in facts.text:
            message = f"“{first_words(address)}” is read as the address of a link, and would not be printed"
            help = "write a backslash before the bracket, \\[, if no link is meant; an address has no spaces"
            yield facts.diagnostic("M220", message, help, facts.positions.offset(link))


def _is_encoded(address: str, text: str) -> bool:
    """Whether the text itself has `%20` for each space of an address. Pandoc writes it for a typed space too.

    Other characters may be escaped by a backslash, and `&` be written as an entity.
    """
    letters = ("&(?:amp;)?" if letter == "&" else rf"\\?{re.escape(letter)}" for letter in address)
    return address in text or bool(re.search("".join(letters), text))


def indented_code(facts: TreeFacts) -> Iterator[Diagnostic]:
    """M219."""
    fences = [zone for zone in facts.scan.zones.all if zone.kind is Kind.FENCE]
    for code in facts.elements_of(pf.CodeBlock):
        at = facts.positions.offset(code)
        if code.text.strip() and not any(zone.start <= at < zone.end or _is_sign_code(facts, zone, code) for zone in fences):
            message = f"the four spaces before “{first_words(code.text)}” make it code"
            fix = indent_fix(facts, facts.positions.line(code), code.text)
            yield facts.diagnostic("M219", message, "remove the spaces; write code between lines of three backticks", at, fix=fix)


def _is_sign_code(facts: TreeFacts, zone: Zone, code: pf.CodeBlock) -> bool:
    """Whether a fence has the code, which has no letters, so that its place is not known."""
    lines = facts.text[slice(*zone.inner)].split("\n")
    written = [line.strip(" \t>") for line in lines if line.strip(" \t>")]
    return not letters_of(code.text) and written == [line.strip(" \t>") for line in code.text.split("\n") if line.strip(" \t>")]


def list_numbers(facts: TreeFacts) -> Iterator[Diagnostic]:
    """M213, M214."""
    for entries in facts.elements_of(pf.OrderedList):
        diagnostic = _year(facts, entries) if entries.start >= FIRST_YEAR else _changed_number(facts, entries)
        if diagnostic:
            yield diagnostic


def _year(facts: TreeFacts, entries: pf.OrderedList) -> Diagnostic:
    number = str(entries.start)
    text = f"{number}. {text_of(entries.content[0])}"
    message = f"“{first_words(text)}” is read as item {number} of a list"
    help = f"write {number}\\. for a sentence that begins with a number"
    at = facts.offset_in_line(entries, number)
    return facts.diagnostic("M213", message, help, at, fix=facts.patch(at + len(number), "\\"))


def _changed_number(facts: TreeFacts, entries: pf.OrderedList) -> Diagnostic | None:
    """M214 for the first item whose written number is not the one that it would get; lists written 1. 1. 1. are left alone.

    The line of an item without letters, such as a picture, is not known, and its number is not judged.
    """
    places = [(place, entry) for place, entry in enumerate(entries.content, entries.start) if letters_of(text_of(entry))]
    numbers = [_written_number(facts, entry) for _, entry in places]
    if len(set(numbers)) <= 1 or 0 in numbers:
        return None
    for (place, entry), number in zip(places, numbers, strict=True):
        if number != place:
            message = f"item {number} of this list would be printed as {place}"
            help = "number the items without gaps; if this is not a list, write a backslash before the full stop"
            return facts.diagnostic("M214", message, help, facts.offset_in_line(entry, f"{number}."), len(str(number)))
    return None


def _written_number(facts: TreeFacts, entry: pf.ListItem) -> int:
    """The number that an item is written with, 0 if it has none. The marks of lists that begin in the item may follow it on its line."""
    marks = MARKS.match(facts.line_text(entry))
    numbers = MARK.findall(marks[0]) if marks else []
    inner, first = 0, entry.content[0] if entry.content else None
    while isinstance(first, (pf.OrderedList, pf.BulletList)):
        inner += 1
        first = first.content[0].content[0] if first.content and first.content[0].content else None
    number = numbers[-1 - inner] if inner < len(numbers) else ""
    return int(number.rstrip(".")) if number.rstrip(".").isdigit() else 0


def _printed_markers(facts: TreeFacts) -> Iterator[PrintedMarker]:
    """The markers at the start of a line that open no block there, mostly because no empty line stands before them; not escaped ones."""
    for paragraph in facts.elements_of(pf.Para, pf.Plain):
        inlines = paragraph.content.list
        for start in (0, *(number for number, inline in enumerate(inlines, 1) if type(inline) in BREAKS)):
            word = inlines[start] if start < len(inlines) else None
            if not isinstance(word, pf.Str) or not BLOCK_MARKER.match(word.text):
                continue
            at = facts.positions.offset(word)
            sign = word.text[:1]
            before = facts.text[facts.text.rfind("\n", 0, at) + 1 : at + 1]  # of equal signs in a line, any may be the one that is found
            if f"\\{sign}" not in before and facts.text.startswith(sign, at):
                is_word = start + 1 < len(inlines) and isinstance(inlines[start + 1], pf.Space)
                yield PrintedMarker(marker=word.text, offset=at, is_first=start == 0, is_word=is_word)


def _open_divisions(facts: TreeFacts, printed_lines: set[int]) -> list[int]:
    """The lines that open a division which nothing closes; lines read as text, in code and in comments do not count."""
    fenced = [(zone.start, zone.end) for zone in facts.scan.zones.all if zone.kind in {Kind.FENCE, Kind.COMMENT}]
    opened: list[int] = []
    for number, line in enumerate(facts.places.lines, 1):
        match = DIVISION.fullmatch(line)
        at = facts.places.starts[number - 1]
        if not match or number in printed_lines or any(start <= at < end for start, end in fenced):
            continue
        if match["opens"]:
            opened.append(number)
        elif opened:
            opened.pop()
    return opened


CHECKS = (
    printed_markers,
    division_lines,
    division_classes,
    picture_descriptions,
    page_references,
    wordless_links,
    addresses_with_spaces,
    indented_code,
    list_numbers,
)
