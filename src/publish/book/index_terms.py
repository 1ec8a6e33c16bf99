"""Index terms: as markup in a content document, and as places once all documents are known.

    span#PLACE[data-entry][data-sub][data-sort]                  a term and its entry; the span may be empty
    span#PLACE[data-entry][data-see][data-also]                  the entries that its entry refers to, separated by semicolons
    span#PLACE[data-entry][data-from=ID]                         the end of a passage, and the id at which it begins

Editions remove the attributes when they write their files and keep the ids.
"""

from collections.abc import Iterable, Iterator, Mapping
from copy import deepcopy
from dataclasses import dataclass
from typing import Protocol

import panflute as pf
from lxml import etree

from publish.book.contents import line_of
from publish.book.ids import IdRegister, slug
from publish.book.markup import XHTML, classes_of, local_name, parse, xhtml_element
from publish.book.noterefs import drop_noterefs
from publish.model import ContentDocument

INDEX = "index"
KEYS = ("entry", "sub", "see", "also", "sort")
TERM_ATTRIBUTES = ("data-entry", "data-sub", "data-see", "data-also", "data-sort", "data-from")
TEXTS = frozenset({"p", "li", "dt", "dd", "td", "th", "caption", "figcaption", "h2", "h3", "h4", "h5", "h6"})


class TermWriter(Protocol):
    """The section's writer, as far as terms need it."""

    name: str
    ids: IdRegister

    def inlines(self, inlines: Iterable[pf.Element], parent: etree._Element) -> None:
        """Append each inline to the parent."""

    def blocks(self, blocks: Iterable[pf.Block], parent: etree._Element) -> None:
        """Append each block to the parent."""

    def add(self, parent: etree._Element, name: str, block: pf.Element | None = None) -> etree._Element:
        """A new last child with the block's id, classes, language and manuscript line."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """The place of a term. `begin` is the id at which its passage begins, "" for a word; `note` the number of the note that it is in, "" in
    the text; `title` the heading above it. A place that `counts` is printed with its page."""

    id: str
    entry: str
    sub: str
    sort: str
    see: tuple[str, ...]
    also: tuple[str, ...]
    begin: str
    note: str
    title: str
    path: str
    line: int | None
    counts: bool


def write_term(writer: TermWriter, span: pf.Span, parent: etree._Element) -> None:
    """Append a marked word, or an empty span for a place between two words."""
    element = writer.add(parent, "span", span)
    writer.inlines(span.content, element)
    _describe(writer, element, span.attributes, _words(element))
    _set_classes(element, [name for name in classes_of(element) if name != INDEX])


def write_passage(writer: TermWriter, division: pf.Div, parent: etree._Element) -> None:
    """Append the blocks of a passage without a wrapper, and mark the end of their last text."""
    before = len(parent)
    writer.blocks(division.content, parent)
    blocks = list(parent)[before:]
    if not blocks:
        return
    if not blocks[0].get("id"):
        entry = division.attributes.get("entry", "")
        blocks[0].set("id", division.identifier or writer.ids.new(_name(writer, entry)))
    end = _last_text(blocks)
    if end is None:  # a picture or a block of code, which is on one page
        end = blocks[-1]
        _describe(writer, end, division.attributes, "")
    else:
        marker = xhtml_element("span")
        end.append(marker)
        _describe(writer, marker, division.attributes, "")
        end = marker
    end.set("data-from", blocks[0].get("id", ""))


def drop_terms(root: etree._Element) -> None:
    """Remove the terms' attributes and ids from an element whose words are repeated, such as a title."""
    for element in root.iter(etree.Element):
        if element.get("data-entry") is not None:
            for name in ("id", *TERM_ATTRIBUTES):
                element.attrib.pop(name, None)


def places_of(documents: Iterable[ContentDocument]) -> Iterator[Place]:
    """All places of the book's terms in reading order, those in a document's notes after those in its text.

    Notes that are also part of the text, at the end of their chapter or of the book, are counted as notes.
    """
    noted = [(document, list(_places_in_notes(document))) for document in documents]
    in_notes = {place.id for _, places in noted for place in places}
    for document, places in noted:
        titles = {heading.id: heading.text for heading in document.headings if heading.level > 1}
        yield from (place for place in _places_in(document, document.body, titles, "", 1) if place.id not in in_notes)
        yield from places


def _places_in_notes(document: ContentDocument) -> Iterator[Place]:
    for note in document.notes:
        yield from _places_in(document, note.body, {}, str(note.number), note.location.line)


def _places_in(document: ContentDocument, markup: str, titles: Mapping[str, str], note: str, line: int | None) -> Iterator[Place]:
    if "data-entry=" not in markup:
        return
    title = document.title
    for element in parse(markup).iter(etree.Element):
        title = titles.get(element.get("id", ""), title)
        if element.get("data-entry") is None:
            continue
        refers = bool(element.get("data-see") or element.get("data-also"))
        yield Place(
            id=element.get("id", ""),
            entry=element.get("data-entry", ""),
            sub=element.get("data-sub", ""),
            sort=element.get("data-sort", ""),
            see=_targets(element.get("data-see", "")),
            also=_targets(element.get("data-also", "")),
            begin=element.get("data-from", ""),
            note=note,
            title=title,
            path=document.path,
            line=line_of(element, line),
            counts=not refers or bool(_words(element)) or bool(element.get("data-from")),
        )


def _targets(written: str) -> tuple[str, ...]:
    return tuple(name.strip() for name in written.split(";") if name.strip())


def _describe(writer: TermWriter, element: etree._Element, attributes: Mapping[str, str], words: str) -> None:
    entry = " ".join(attributes.get("entry", "").split()) or words
    if not element.get("id"):
        element.set("id", writer.ids.new(_name(writer, entry)))
    element.set("data-entry", entry)
    for key in KEYS[1:]:
        if attributes.get(key):
            element.set(f"data-{key}", " ".join(attributes[key].split()))


def _name(writer: TermWriter, entry: str) -> str:
    return slug(f"{writer.name}-index-{entry}")


def _set_classes(element: etree._Element, classes: list[str]) -> None:
    element.attrib.pop("class", None)
    if classes:
        element.set("class", " ".join(classes))


def _last_text(blocks: list[etree._Element]) -> etree._Element | None:
    """The last element of the last block that contains running text."""
    last = None
    for element in blocks[-1].iter(etree.Element):
        name = local_name(element)
        is_line = name == "span" and "line" in classes_of(element)
        is_text = name in TEXTS and ((element.text or "").strip() or any(local_name(child) not in TEXTS for child in element))
        if is_line or (is_text and not any("line" in classes_of(child) or child.tag == f"{{{XHTML}}}p" for child in element)):
            last = element
    return last


def _words(element: etree._Element) -> str:
    """The words of a term without noterefs."""
    bare = deepcopy(element)
    bare.tail = None
    drop_noterefs(bare)
    return " ".join("".join(map(str, bare.itertext())).split())
