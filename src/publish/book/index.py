"""The index of a book: its entries in order, each with its places, from the terms that the documents hold."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from lxml import etree

from publish.book.collation import group_of, sort_key
from publish.book.ids import IdRegister, slug
from publish.book.index_terms import Place, places_of
from publish.book.markup import append_text, xhtml_element
from publish.model import Book, ContentDocument, SectionType


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """An entry, or a sub-entry: its places in reading order, and the entries that it refers to. `group` is the letter it stands under.

    `id` is that of its row in every edition; a sub-entry has none.
    """

    name: str
    id: str = ""
    group: str = ""
    places: tuple[Place, ...] = ()
    see: tuple[str, ...] = ()
    also: tuple[str, ...] = ()
    subs: tuple["Entry", ...] = ()


def index_document(book: Book) -> ContentDocument | None:
    """The section that holds the index, if the book has one."""
    return next((document for document in book.documents if document.type is SectionType.INDEX), None)


def entries_of(book: Book) -> tuple[Entry, ...]:
    """The entries of the book's index in the order of its language; none if it has no section for them."""
    document = index_document(book)
    if document is None:
        return ()
    ids = IdRegister()
    ids.reserve(book.targets)
    entries = _entries(tuple(places_of(book.documents)), document.language)
    return tuple(replace(entry, id=ids.new(slug(f"{document.id}-entry-{entry.name}"))) for entry in entries)


def write_name(parent: etree._Element, name: str) -> None:
    """The name of an entry at the parent's end; what stands between asterisks in it is in italics."""
    for number, part in enumerate(name.split("*")):
        if number % 2 and part:
            parent.append(xhtml_element("em", part))
        else:
            append_text(parent, part)


@lru_cache(maxsize=2)
def _entries(places: tuple[Place, ...], language: str) -> tuple[Entry, ...]:
    by_name: dict[str, list[Place]] = {}
    for place in places:
        by_name.setdefault(place.entry, []).append(place)
    found = [(_sorted_by(name, own, language, sub=False), _entry(name, own, language)) for name, own in by_name.items() if name]
    return tuple(entry for _, entry in sorted(found, key=lambda pair: pair[0]))


def _entry(name: str, places: Sequence[Place], language: str) -> Entry:
    own = [place for place in places if not place.sub]
    subs: dict[str, list[Place]] = {}
    for place in places:
        if place.sub:
            subs.setdefault(place.sub, []).append(place)
    in_order = sorted(subs, key=lambda sub: _sorted_by(sub, subs[sub], language, sub=True))
    return Entry(
        name=name,
        group=group_of(_filed(name, own, sub=False), language),
        places=tuple(place for place in own if place.counts),
        see=_unique(target for place in own for target in place.see),
        also=_unique(target for place in own for target in place.also),
        subs=tuple(_sub(sub, subs[sub]) for sub in in_order),
    )


def _sub(name: str, places: Sequence[Place]) -> Entry:
    return Entry(
        name=name,
        places=tuple(place for place in places if place.counts),
        see=_unique(target for place in places for target in place.see),
        also=_unique(target for place in places for target in place.also),
    )


def _sorted_by(name: str, places: Sequence[Place], language: str, *, sub: bool) -> tuple[object, ...]:
    return sort_key(_filed(name, places, sub=sub), language)


def _filed(name: str, places: Sequence[Place], *, sub: bool) -> str:
    """How an entry is filed: as one of its terms says by `sort`, else by its name."""
    return next((place.sort for place in places if place.sort and bool(place.sub) == sub), name)


def _unique(names: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(names))
