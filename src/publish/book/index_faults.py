"""Checks of the index as a whole.

Reports M253 (terms but no index), M254 (an index but no terms), M255 (a second index), M256 (a reference to a missing entry), M257 (an
entry with both a “see” and pages).
"""

from collections.abc import Iterator, Mapping, Sequence
from difflib import get_close_matches

from publish.book.block_places import place_of
from publish.book.index_terms import Place, places_of
from publish.diagnostics import Diagnostic, Location, diagnostic
from publish.model import ContentDocument, SectionType


def index_faults(documents: Sequence[ContentDocument], texts: Mapping[str, str]) -> tuple[Diagnostic, ...]:
    """All faults of the index. `texts` are the texts of the sections by path."""
    sections = [document for document in documents if document.type is SectionType.INDEX]
    places = tuple(places_of(documents))
    return (*_of_sections(sections, places, texts), *_of_references(places, texts))


def _of_sections(sections: Sequence[ContentDocument], places: Sequence[Place], texts: Mapping[str, str]) -> Iterator[Diagnostic]:
    if places and not sections:
        message = f"“{places[0].entry}” is a term for the index, but the book has no index"
        help = "add a section for it to the back matter, with one line: # Index {type=index}"
        yield diagnostic("M253", message, help=help, at=_at(places[0], ".index", texts), length=6)
    for section in sections[:1] if not places else ():
        help = 'mark a term, [Trotsky]{.index entry="Trotsky, Leon"}, or remove the section'
        yield diagnostic("M254", "the index would be empty: no term is marked in the book", help=help, at=_title(section))
    for section in sections[1:]:
        message = f"“{section.title}” is a second index: the first is {sections[0].path}"
        help = "a book can have one index: remove the second, or give it another type"
        yield diagnostic("M255", message, help=help, at=_title(section))


def _of_references(places: Sequence[Place], texts: Mapping[str, str]) -> Iterator[Diagnostic]:
    names = {place.entry for place in places}
    paged = {(place.entry, place.sub) for place in places if place.counts}
    for place in places:
        for target in (*place.see, *place.also):
            if target not in names:
                near = get_close_matches(target, names - {place.entry}, n=1)
                help = f"did you mean “{near[0]}”?" if near else "write the entry as its terms do; separate several with semicolons"
                yield diagnostic(
                    "M256", f"the index has no entry “{target}” to refer to", help=help, at=_at(place, target, texts), length=len(target)
                )
        if place.see and ((place.entry, place.sub) in paged or any(entry == place.entry and sub for entry, sub in paged if not place.sub)):
            message = f"“{place.sub or place.entry}” refers to another entry, but has pages of its own"
            help = f'write also="{"; ".join(place.see)}", or move its terms to the entry that is meant'
            yield diagnostic("M257", message, help=help, at=_at(place, "see=", texts), length=4)


def _at(place: Place, written: str, texts: Mapping[str, str]) -> Location:
    return place_of(place.path, texts.get(place.path, ""), place.line, written)


def _title(section: ContentDocument) -> Location:
    return section.headings[0].location if section.headings else Location(path=section.path)
