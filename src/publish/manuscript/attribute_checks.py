"""Checks for what attributes, titles and pictures hold and no edition shows, and attributes that are printed or do nothing.

Report M226, M227, M239, M245, M246. Headings have M210, index terms M252.
"""

import re
from collections.abc import Iterator, Mapping
from difflib import get_close_matches
from itertools import islice

import panflute as pf

from publish.diagnostics import Diagnostic
from publish.manuscript.plain_text import first_words, text_of
from publish.manuscript.section_facts import TreeFacts
from publish.manuscript.zones import Kind

KEYS = frozenset({"lang", "dir", "role", "title"})
CARRIED: Mapping[type[pf.Element], tuple[str, frozenset[str]]] = {
    pf.Span: ("a passage", KEYS),
    pf.Div: ("a division", KEYS),
    pf.Link: ("a link", KEYS),
    pf.Code: ("code", KEYS),
    pf.CodeBlock: ("a block of code", KEYS | {"file"}),
    pf.Table: ("a table", KEYS),
    pf.Image: ("a picture", (KEYS - {"title"}) | {"alt", "width"}),
}
"""What each kind of element is called, and the keys that mean something: they reach an edition (`book.xhtml`); `file` is for programs."""
WORDS = frozenset({"caption", "title", "summary", "cite", "author", "source", "note"})
"""Keys whose value is mostly words that the author wants to be read."""

BROADSIDE = "broadside"
FIXED: Mapping[type[pf.Element], str] = {pf.Note: "a note", pf.TableCell: "a cell of a table"}
"""What cannot give its content a page of its own."""
HEADING = re.compile(r"[ \t>]*#{1,6}[ \t]")
MEANT = re.compile(rf"""[{{\s](?:[.#]|(?:{"|".join(KEYS | {"alt", "width"})})=|[\w-]+=["'])""")  # not a set, as in “{x=1}”
END = re.compile(r"(?<=\})|\n")
LONGEST = 80  # characters of braces that are not attributes, for a message
MOST = 8  # braces of one word that are looked at
FARTHEST = 200  # characters of space and marks of quotation between an element and attributes that are meant for it
WHERE = {
    "heading": "write it at the end of the heading's own line",
    "apart": "write it directly after the bracket or the code before it, without a space or a new line",
    "beside": "in braces stand a class, .name, an id, #name, or a key, lang=fr, with spaces between them",
    "word": "put the words that it is meant for in brackets: [words]{.name}",
}
"""The remedy for attributes that are read as text, by what stands before them: see `_before`."""


def unknown_keys(facts: TreeFacts) -> Iterator[Diagnostic]:
    """M226."""
    places: dict[str, Iterator[int]] = {}
    for element in facts.elements_of(*CARRIED):
        if "index" in element.classes:
            continue
        what, carried = CARRIED[type(element)]
        for key, value in element.attributes.items():
            if key not in carried:
                at = next(places.setdefault(key, _places(facts, key)), facts.positions.offset(element))
                near = get_close_matches(key, carried, n=1)
                help = f"the keys are: {', '.join(sorted(carried))}; a class, {{.name}}, is for style sheets"
                if key in WORDS:
                    help = "write these words into the text, a caption or a note"
                elif near:
                    help = f"did you mean {near[0]}=?"
                message = f"{what} has no key “{key}”: “{first_words(value)}” is in no edition"
                yield facts.diagnostic("M226", message, help, at, len(key))


def lost_titles(facts: TreeFacts) -> Iterator[Diagnostic]:
    """M227: a title that only repeats the words of its link or picture is not reported."""
    reported: set[int] = set()
    for element in facts.elements_of(pf.Link, pf.Image):
        title = element.title.strip()
        if not title or _plain(title) in _plain(f"{text_of(element)}\n{_caption(element)}"):
            continue
        first = title.split()[0]
        at = facts.text.find(first, facts.positions.offset(element))
        at = at if at >= 0 else facts.positions.offset(element)
        if at not in reported:
            reported.add(at)
            what = "link" if isinstance(element, pf.Link) else "picture"
            message = f"the title “{first_words(title)}” of a {what} is in no edition"
            help = "write its words into the text, a caption or a note, and remove the title after the address"
            yield facts.diagnostic("M227", message, help, at, len(first))


def lost_captions(facts: TreeFacts) -> Iterator[Diagnostic]:
    """M239: the words of a picture that is no figure are its description in the e-book, if nothing else is; no edition prints them."""
    for image in facts.elements_of(pf.Image):
        words = text_of(image).strip()
        if not words or _is_in_figure(image):
            continue
        described = "" if image.attributes.get("role") == "presentation" else image.attributes.get("alt", words)
        is_glued = _is_alone_on_its_line(image)
        if is_glued or _plain(words) not in _plain(described):
            at = facts.picture_offset(image, facts.positions.offset(image))
            message = f"“{first_words(words)}” is not printed: a picture within a paragraph has no caption"
            help = (
                "put an empty line before and after the picture"
                if is_glued
                else "write these words into the text, and leave the brackets empty"
            )
            yield facts.diagnostic("M239", message, help, at, 2)


def printed_braces(facts: TreeFacts) -> Iterator[Diagnostic]:
    """M245: attributes that pandoc read as text: apart from what they are meant for, or with a fault in them."""
    zones = {zone.start: zone for zone in facts.scan.zones.all if zone.kind is Kind.ATTRIBUTES}
    bearers = {zone.end for zone in facts.scan.zones.all if zone.kind in {Kind.ADDRESS, Kind.CODE}}
    for at in _printed_offsets(facts):
        before = _before(facts, at, bearers)
        written = facts.text[at : zones[at].end] if at in zones else END.split(facts.text[at : at + LONGEST], maxsplit=1)[0]
        if MEANT.search(written) if at in zones and facts.text[at - 1] != "{" else before == "beside":
            message = f"“{first_words(written)}” is read as text: it would be printed"
            help = f"{WHERE[before]}; for the character itself write \\{{"
            yield facts.diagnostic("M245", message, help, at, len(written))


def _printed_offsets(facts: TreeFacts) -> Iterator[int]:
    """The offsets of the opening braces that pandoc read as text, but for those in a line that should open a division (M205)."""
    if not any("{" in text for alignment in facts.positions.alignments for text in alignment.stream.texts):  # as in most sections
        return
    for element in facts.elements:
        for word in getattr(getattr(element, "content", None), "list", ()):
            if isinstance(word, pf.Str) and "{" in word.text:
                for match in islice(re.finditer(r"\{", word.text), MOST):
                    line, column = facts.positions.place(word, match.start())
                    if column and not facts.places.lines[line - 1].lstrip(" \t>").startswith(":::"):
                        yield facts.places.starts[line - 1] + column - 1


def _before(facts: TreeFacts, at: int, bearers: set[int]) -> str:
    """What stands before an offset: a heading's words, an element that may have attributes, beside it or apart from it, or words."""
    line = facts.places.line(at)
    text = facts.scan.masked[max(0, at - FARTHEST) : at]
    stripped = text.rstrip(" \t\n>")
    end = at - len(text) + len(stripped)
    if HEADING.match(facts.places.lines[max(0, facts.places.line(end) - 1)]) and line - facts.places.line(end) < 2 and text != stripped:
        return "heading"
    if stripped.endswith("]") or end in bearers:
        return "beside" if text == stripped else "apart"
    return "word"


def upright_matter(facts: TreeFacts) -> Iterator[Diagnostic]:
    """M246: what is to be turned on a page of its own, and stands in something that cannot leave its page."""
    searched = 0
    for element in facts.elements_of(pf.Table, pf.Div, pf.Image, pf.Span, pf.Link, pf.Code) if BROADSIDE in facts.text else ():
        if BROADSIDE not in element.classes:
            continue
        first = facts.positions.offset(element)
        is_before = isinstance(element, pf.Div)
        at = facts.text.rfind(BROADSIDE, searched, first) if is_before else facts.text.find(BROADSIDE, max(searched, first))
        at = at if at >= 0 else first
        within = next((name for outer in _around(element) for kind, name in FIXED.items() if isinstance(outer, kind)), "")
        if not within and (isinstance(element, (pf.Table, pf.Div)) or (isinstance(element, pf.Image) and _is_in_figure(element))):
            continue
        searched = at + 1
        message = f"what is in {within or 'a line of text'} is not turned: print sets it upright"
        help = "turn a table, a picture alone in its paragraph, or a division, which stands in the text; or take out the class .broadside"
        yield facts.diagnostic("M246", message, help, at, len(BROADSIDE))


def _around(element: pf.Element) -> Iterator[pf.Element]:
    """The elements around an element, the innermost first."""
    while (element := element.parent) is not None:
        yield element


def _is_in_figure(image: pf.Image) -> bool:
    return image.parent is not None and isinstance(image.parent.parent, pf.Figure)


def _is_alone_on_its_line(image: pf.Image) -> bool:
    """Whether a picture stands on a line of its own within a paragraph of several lines."""
    is_edge = [neighbour is None or isinstance(neighbour, (pf.SoftBreak, pf.LineBreak)) for neighbour in (image.prev, image.next)]
    return all(is_edge) and not (image.prev is image.next is None)


def _places(facts: TreeFacts, key: str) -> Iterator[int]:
    """The offsets at which a key stands in attributes, in the order of the text; those of a block of code are in its first line."""
    pattern = re.compile(rf"(?<![\w:.-]){re.escape(key)}=")
    for zone in facts.scan.zones.all:
        if zone.kind in {Kind.ATTRIBUTES, Kind.FENCE}:
            end = zone.end if zone.kind is Kind.ATTRIBUTES else zone.inner[0]
            yield from (match.start() for match in pattern.finditer(facts.text, zone.start, end))


def _caption(image: pf.Link | pf.Image) -> str:
    """The caption of the figure around a picture."""
    figure = image.parent.parent if image.parent else None
    return "\n".join(text_of(block) for block in figure.caption.content) if isinstance(figure, pf.Figure) and figure.caption else ""


def _plain(text: str) -> str:
    return " ".join(re.findall(r"\w+", text.casefold()))


CHECKS = (unknown_keys, lost_titles, lost_captions, printed_braces, upright_matter)
