"""The index of a book: its entries in order, each with its places, from the terms that the documents hold."""

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
from publish.text.folios import order_of_folio

UNKNOWN = "000"
"""For a folio that is not known yet: as wide as most, so that few pages move when it is."""


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Locator:
    """A page or a run of pages on which an entry has places, as it is told (“12–15”, “45 n. 3”), and the first of the places."""

    text: str
    place: Place


def locators(places: Sequence[Place], folios: Mapping[str, str], words: IndexWords) -> list[Locator]:
    """The pages of an entry in order, roman before arabic, each once; what lies within a passage is not named beside it.

    Notes are told apart by what they are, though several on a page may have one number.
    """
    spans = [_Span.of(place, folios) for place in places]
    texts = [span for span in spans if not span.place.note]
    kept = {span.key: span for span in reversed(spans) if span.place.note or not any(other.holds(span) for other in texts)}
    told = []
    for span in sorted(kept.values(), key=lambda span: span.key[:3]):
        behind = f"\u00a0{words.note}\u00a0{span.place.note}" if span.place.note else ""
        told.append(Locator(text=f"{span.pages}{behind}", place=span.place))
    return told


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


# --- pages ----------------------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class _Span:
    """A place of an entry with the pages that it takes: for sorting, and as they are told."""

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
        """What tells two places apart: their pages, or the notes that they stand in."""
        note = self.place.note
        return self.begin, self.end, int(note or 0), self.place.id if note else ""

    def holds(self, inner: "_Span") -> bool:
        """Whether a passage holds all of another place in the text."""
        return (self.begin, self.end) != (inner.begin, inner.end) and self.begin <= inner.begin and inner.end <= self.end
