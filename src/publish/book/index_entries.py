"""The index of a book: its entries in order, each with its places, made from the terms in the documents."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from lxml import etree

from publish.book.collation import group_of, sort_key
from publish.book.ids import IdRegister, slug
from publish.book.index_terms import Place, places_of
from publish.book.markup import append_text, xhtml_element
from publish.languages import IndexWords
from publish.model import Book, ContentDocument, SectionType
from publish.text.bidi_levels import first_direction, runs_left
from publish.text.folios import order_of_folio

UNKNOWN = "000"
"""Stands for an unknown folio: as wide as most folios, so that few pages move once it is known."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """An entry or a sub-entry: its places in reading order, and the entries that it refers to.

    `group` is the letter under which it is listed. `id` is that of its row in every edition; "" for a sub-entry.
    """

    name: str
    id: str = ""
    group: str = ""
    places: tuple[Place, ...] = ()
    see: tuple[str, ...] = ()
    also: tuple[str, ...] = ()
    subs: tuple["Entry", ...] = ()


def index_document(book: Book) -> ContentDocument | None:
    """The section for the index, if the book has one."""
    return next((document for document in book.documents if document.type is SectionType.INDEX), None)


def entries_of(book: Book) -> tuple[Entry, ...]:
    """The entries of the index, sorted for its language; none if the book has no section for the index."""
    document = index_document(book)
    if document is None:
        return ()
    ids = IdRegister()
    ids.reserve(book.targets)
    entries = _entries(tuple(places_of(book.documents)), document.language)
    return tuple(replace(entry, id=ids.new(slug(f"{document.id}-entry-{entry.name}"))) for entry in entries)


@dataclass(frozen=True, slots=True, kw_only=True)
class Locator:
    """A page or page range of an entry as printed (“12–15”, “45 n. 3”), and the first place on it."""

    text: str
    place: Place


def locators(places: Sequence[Place], folios: Mapping[str, str], words: IndexWords) -> list[Locator]:
    """The pages of an entry in order, roman before arabic, each once. A place within a passage of the same entry is left out.

    Notes are distinguished by id, since several on a page may have one number.
    """
    spans = [_Span.of(place, folios) for place in places]
    texts = [span for span in spans if not span.place.note]
    by_key = {span.key: span for span in reversed(spans) if span.place.note or not any(other.contains(span) for other in texts)}
    located = []
    for span in sorted(by_key.values(), key=lambda span: span.key[:3]):
        note = f"\u00a0{words.note}\u00a0{span.place.note}" if span.place.note else ""
        located.append(Locator(text=f"{span.pages}{note}", place=span.place))
    return located


def write_name(parent: etree._Element, name: str) -> None:
    """Append the name of an entry to the parent, with *words between asterisks* in italics.

    A name with words from right to left is apart from what follows: else the number of its page would stand on the other side of it.
    """
    if runs_left(name):
        parent.append(xhtml_element("span", dir=first_direction(name)))
        parent = parent[-1]
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
    in_order = sorted((name for name in by_name if name), key=lambda name: _sort_key(name, by_name[name], language, sub=False))
    return tuple(_entry(name, by_name[name], language) for name in in_order)


def _entry(name: str, places: Sequence[Place], language: str) -> Entry:
    direct = [place for place in places if not place.sub]
    subs: dict[str, list[Place]] = {}
    for place in places:
        if place.sub:
            subs.setdefault(place.sub, []).append(place)
    in_order = sorted(subs, key=lambda sub: _sort_key(sub, subs[sub], language, sub=True))
    return Entry(
        name=name,
        group=group_of(_filing_name(name, direct, sub=False), language),
        places=tuple(place for place in direct if place.counts),
        see=_unique(target for place in direct for target in place.see),
        also=_unique(target for place in direct for target in place.also),
        subs=tuple(_sub(sub, subs[sub]) for sub in in_order),
    )


def _sub(name: str, places: Sequence[Place]) -> Entry:
    return Entry(
        name=name,
        places=tuple(place for place in places if place.counts),
        see=_unique(target for place in places for target in place.see),
        also=_unique(target for place in places for target in place.also),
    )


def _sort_key(name: str, places: Sequence[Place], language: str, *, sub: bool) -> tuple[object, ...]:
    return sort_key(_filing_name(name, places, sub=sub), language)


def _filing_name(name: str, places: Sequence[Place], *, sub: bool) -> str:
    """The name by which an entry is sorted: the `sort` of one of its terms, else its name."""
    return next((place.sort for place in places if place.sort and bool(place.sub) == sub), name)


def _unique(names: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(names))


# --- pages ----------------------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class _Span:
    """A place of an entry with its pages, for sorting and as printed."""

    place: Place
    begin: tuple[int, int]
    end: tuple[int, int]
    pages: str

    @classmethod
    def of(cls, place: Place, folios: Mapping[str, str]) -> "_Span":
        """The pages of a place."""
        last = folios.get(place.id, UNKNOWN)
        first = folios.get(place.begin, UNKNOWN) if place.begin else last
        first, last = sorted((first, last), key=order_of_folio)
        pages = first if first == last else f"{first}–{last}"
        return cls(place=place, begin=order_of_folio(first), end=order_of_folio(last), pages=pages)

    @property
    def key(self) -> tuple[tuple[int, int], tuple[int, int], int, str]:
        """Equal for places that are printed as one locator: same pages and, in notes, same place."""
        note = self.place.note
        return self.begin, self.end, int(note or 0), self.place.id if note else ""

    def contains(self, inner: "_Span") -> bool:
        """Whether this passage contains another place."""
        return (self.begin, self.end) != (inner.begin, inner.end) and self.begin <= inner.begin and inner.end <= self.end
