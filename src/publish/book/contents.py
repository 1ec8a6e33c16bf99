"""The table of contents, and the document of each id.

Reports M401 (a link to an id that does not exist), M402 (an id used twice), M403 (a link that is neither an id nor an outside address).
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from difflib import get_close_matches
from html import escape
from itertools import takewhile
from urllib.parse import urlsplit

from lxml import etree

from publish.book.block_places import place_of
from publish.book.trees import trees_of
from publish.diagnostics import Diagnostic, Outcome, diagnostic
from publish.model import ContentDocument, ContentsEntry, Heading, Matter, SectionType

OUTSIDE = frozenset({"http", "https", "mailto", "tel"})
DEEPEST_HEADING = 3
EN_SPACE = "\u2002"
BEFORE_CONTENTS = frozenset({SectionType.DEDICATION, SectionType.EPIGRAPH})


def contents(documents: Sequence[ContentDocument]) -> tuple[ContentsEntry, ...]:
    """The book's table of contents: parts hold their sections, sections their headings down to the third level."""
    entries: list[ContentsEntry] = []
    for document in documents:
        entry = _document_entry(document)
        if document.part is not None and document.type is not SectionType.PART:
            entries[-1] = _with_child(entries[-1], entry)
        else:
            entries.append(entry)
    return tuple(entries)


def count_before_contents(documents: Sequence[ContentDocument]) -> int:
    """The number of documents before the contents: a dedication and an epigraph at the start of the front matter."""
    return sum(1 for _ in takewhile(_stands_before_contents, documents))


def targets(documents: Sequence[ContentDocument], texts: Mapping[str, str]) -> Outcome[Mapping[str, str]]:
    """The document of each id, document ids included. `texts` are the texts of the sections by path.

    Reports M401, M402, M403.
    """
    known_ids: dict[str, str] = {}
    diagnostics: list[Diagnostic] = []
    linked: dict[str, set[str]] = {}
    for document in documents:
        roots = tuple(trees_of(document))
        for element in _elements(roots, "id"):
            name = element.get("id", "")
            if name in known_ids:
                diagnostics.append(_duplicate(name, document, texts, element))
            known_ids.setdefault(name, document.id)
        known_ids.update({note.id: document.id for note in document.notes})
        linked[document.id] = {element.get("href", "") for element in _elements(roots, "href")}
    for document in documents:
        if not all(_leads(href, known_ids) for href in linked[document.id]):
            diagnostics.extend(_wrong_links(document, texts, known_ids))
    return Outcome(value=known_ids, diagnostics=tuple(diagnostics))


def line_of(element: etree._Element, otherwise: int | None = None) -> int | None:
    """The manuscript line of the block that contains the element, else `otherwise`."""
    for block in (element, *element.iterancestors()):
        line = block.get("data-line")
        if line and line != "0":
            return int(line)
    return otherwise


def _stands_before_contents(document: ContentDocument) -> bool:
    return document.matter is Matter.FRONT and document.type in BEFORE_CONTENTS


def _document_entry(document: ContentDocument) -> ContentsEntry:
    title = next((heading for heading in document.headings if heading.level == 1), None)
    inner = [heading for heading in document.headings if 1 < heading.level <= DEEPEST_HEADING]
    plain, markup = document.title, title.markup if title else escape(document.title, quote=False)
    return ContentsEntry(
        title=f"{document.number} {plain}" if document.number else plain,
        markup=f"{escape(document.number, quote=False)}{EN_SPACE}{markup}" if document.number else markup,
        level=1,
        document=document.id,
        fragment=document.id,
        children=_nested(inner, document.id, 2),
    )


def _nested(headings: Sequence[Heading], document: str, level: int) -> tuple[ContentsEntry, ...]:
    """Headings as a tree. A heading deeper than `level` without a parent is put at `level`."""
    entries: list[ContentsEntry] = []
    start = 0
    while start < len(headings):
        heading = headings[start]
        end = start + 1
        while end < len(headings) and headings[end].level > min(heading.level, level):
            end += 1
        children = _nested(headings[start + 1 : end], document, level + 1)
        entries.append(
            ContentsEntry(title=heading.text, markup=heading.markup, level=level, document=document, fragment=heading.id, children=children)
        )
        start = end
    return tuple(entries)


def _with_child(parent: ContentsEntry, child: ContentsEntry) -> ContentsEntry:
    return ContentsEntry(
        title=parent.title,
        markup=parent.markup,
        level=parent.level,
        document=parent.document,
        fragment=parent.fragment,
        children=(*parent.children, child),
    )


def _elements(roots: Iterable[tuple[etree._Element, int | None]], attribute: str) -> Iterator[etree._Element]:
    for root, line in roots:
        if line and not root.get("data-line"):
            root.set("data-line", str(line))
        yield from (element for element in root.iter() if element.get(attribute) is not None)


def _duplicate(name: str, document: ContentDocument, texts: Mapping[str, str], element: etree._Element) -> Diagnostic:
    written = f"#{name}"
    return diagnostic(
        "M402",
        f"the id “{name}” is used a second time",
        help=f"an id names one place in the whole book: write another here, such as {{#{name}-2}}",
        at=place_of(document.path, texts.get(document.path, ""), line_of(element), written),
        length=len(written),
    )


def _leads(href: str, known_ids: Mapping[str, str]) -> bool:
    """Whether a link leads to an outside address or to a place in the book."""
    return urlsplit(href).scheme in OUTSIDE or (href.startswith("#") and href[1:] in known_ids)


def _wrong_links(document: ContentDocument, texts: Mapping[str, str], known_ids: Mapping[str, str]) -> Iterator[Diagnostic]:
    for element in _elements(trees_of(document), "href"):
        if not _leads(element.get("href", ""), known_ids):
            yield _wrong_link(element, document, texts, known_ids)


def _wrong_link(element: etree._Element, document: ContentDocument, texts: Mapping[str, str], known_ids: Mapping[str, str]) -> Diagnostic:
    href = element.get("href", "")
    at = place_of(document.path, texts.get(document.path, ""), line_of(element), href)
    if href.startswith("#"):
        near = get_close_matches(href[1:], known_ids, n=1)
        advice = f"did you mean #{near[0]}?" if near else f"give the heading, figure or table its id: {{{href}}}"
        message = f"the link to “{href}” leads nowhere: no place in the book has this id"
        return diagnostic("M401", message, help=advice, at=at, length=len(href))
    return diagnostic(
        "M403",
        f"the link to “{href}” leads to a file, which no reader of the book has",
        help="link to a place in the book by its id, [text](#id), or to a whole address, [text](https://…)",
        at=at,
        length=len(href),
    )
