"""The part of a section that changed, with the page before it: a draft of two pages is laid out in a tenth of a chapter's time.

The old pages say where in the section's markup each of them begins (`PageFacts.start`). Up to the first difference old and new markup are
the same, so the page with the difference begins in the new markup at the same place, and a page after the last difference so many
characters later. What lies between is a small document of its own.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from lxml import etree

from publish.book.markup import local_name, parse, serialise, xhtml_element
from publish.epub.page_list import insert_markers
from publish.model import ContentDocument, Note, PageFacts, SectionType
from publish.text.compressed_text import CompressedText

PAGES = 2
"""How many pages a draft shows."""
MARKER = re.compile(r'<span [^>]*id="draft-(\d+)"[^>]*/>')


@dataclass(frozen=True, slots=True, kw_only=True)
class Slice:
    """A part of a section to lay out: it begins with page `first` of the section's old pages, and shows `pages` of them."""

    document: ContentDocument
    first: int
    pages: int


def slice_of(old: ContentDocument, new: ContentDocument, pages: Sequence[PageFacts]) -> Slice | None:
    """The part of the new section around its first difference from the old one, which stands on these pages; None if nothing differs."""
    before, after = serialise(_without_lines(old)), serialise(_without_lines(new))
    places = _page_places(old, pages)
    at = _difference(old, new, before, after)
    if at is None:
        return None
    first = max((number for number, place in places.items() if place <= at), default=0)
    start = places.get(first, 0)
    kept = min(_same(before[::-1], after[::-1]), len(before) - at, len(after) - at)
    beyond = [(number, place) for number, place in places.items() if number > first + PAGES and place >= len(before) - kept]
    end = beyond[0][1] + len(after) - len(before) if beyond else len(after)
    shown = min(PAGES, beyond[0][0] - first - 1) if beyond else PAGES
    return Slice(document=_cut(new, after, start, end), first=first, pages=shown)


def _without_lines(document: ContentDocument) -> etree._Element:
    """The body without the manuscript's lines, which change after a new line though the text does not."""
    root = parse(document.body)
    for element in root.iter():
        element.attrib.pop("data-line", None)
    return root


def _page_places(document: ContentDocument, pages: Sequence[PageFacts]) -> dict[int, int]:
    """Where in the serialised body each page begins that begins in the body's text, by the page's number; the first begins with it."""
    begins = [(number, page.start.offset) for number, page in enumerate(pages) if number and page.start and not page.start.note]
    wanted = [(offset, xhtml_element("span", id=f"draft-{number}", role="doc-pagebreak")) for number, offset in begins]
    root = _without_lines(document)
    rising = [pair for pair, after in zip(wanted, [*(after for after, _ in wanted[1:]), 1 << 60], strict=False) if pair[0] < after]
    insert_markers(root, rising)
    places: dict[int, int] = {}
    markers = 0
    for marker in MARKER.finditer(serialise(root)):
        places[int(marker[1])] = marker.start() - markers
        markers += len(marker[0])
    return places


def _same(one: str, other: str) -> int:
    """The number of characters with which both texts begin."""
    least, most = 0, min(len(one), len(other))
    while least < most:
        middle = (least + most + 1) // 2
        least, most = (middle, most) if one[:middle] == other[:middle] else (least, middle - 1)
    return least


def _difference(old: ContentDocument, new: ContentDocument, before: str, after: str) -> int | None:
    """The first place in the body, or the first call of a note, that is other than it was."""
    places = [] if before == after else [_same(before, after)]
    known = {note.id: note.body for note in old.notes}
    for note in new.notes:
        call = after.find(f'href="#{note.id}"')
        if note.id in known and known[note.id] != note.body and call >= 0:
            places.append(call)
    return min(places, default=None)


def _cut(document: ContentDocument, body: str, start: int, end: int) -> ContentDocument:
    """The section from one place of its body to another."""
    edges = ['<span xmlns="http://www.w3.org/1999/xhtml" id="draft-start"/>', '<span xmlns="http://www.w3.org/1999/xhtml" id="draft-end"/>']
    root = parse(body[:start] + (edges[0] if start else "") + body[start:end] + (edges[1] if end < len(body) else "") + body[end:])
    for name, cut in (("draft-start", _cut_before), ("draft-end", _cut_after)):
        for marker in root.xpath("//*[@id=$name]", name=name):
            cut(marker)
    markup = serialise(root)
    kind = SectionType.GLOSSARY if start else document.type  # the text does not begin here: it has no first words
    return replace(document, markup=CompressedText.of(markup), notes=tuple(_called(document.notes, markup)), type=kind)


def _called(notes: Sequence[Note], markup: str) -> list[Note]:
    return [note for note in notes if f'href="#{note.id}"' in markup]


def _cut_before(marker: etree._Element) -> None:
    """Takes out everything before a marker. A paragraph or item around it goes on: it has no indent, and its number stays."""
    element = marker
    while (parent := element.getparent()) is not None:
        before = list(element.itersiblings(preceding=True))
        if local_name(parent) == "ol":
            items = sum(local_name(item) == "li" for item in before)
            parent.set("start", str(int(parent.get("start", "1")) + items))
        for sibling in before:
            parent.remove(sibling)
        parent.text = None
        if local_name(parent) == "p":
            parent.set("style", "text-indent: 0")
        element = parent


def _cut_after(marker: etree._Element) -> None:
    """Takes out everything after a marker."""
    element = marker
    while (parent := element.getparent()) is not None:
        for sibling in list(element.itersiblings()):
            parent.remove(sibling)
        element.tail = None
        element = parent
