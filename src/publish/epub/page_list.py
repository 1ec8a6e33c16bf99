"""The pages of the print edition in the e-book: a marker where each of them begins.

    span[epub:type=pagebreak role=doc-pagebreak aria-label="page 12"]#page-12

Policy: a marker does not divide a word, a link or a heading: it is put before the next word, or before the heading. A page without text of
the manuscript begins where the next page with text begins; a section's first page begins with the section. Blank pages and the half-title
have no place in an e-book and no marker.
"""

import unicodedata
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from lxml import etree

from publish.book.ids import IdRegister
from publish.book.index_entries import entries_of
from publish.book.markup import INLINE, classes_of, local_name, parse, serialise, set_language, xhtml_element
from publish.epub.xhtml_file import describe
from publish.languages import labels_for
from publish.model import Book, ContentDocument, Note, PageMap
from publish.text.compressed_text import CompressedText
from publish.text.text_offsets import count_characters, index_of_character

THINGS = frozenset({"img", "math", "hr"})  # elements that count as one character though they are no text
HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
UNDIVIDED = frozenset({"a", "math", *HEADINGS})
BREAKS_AFTER = frozenset("—–…/")  # a line may end after these without a hyphen

CONTENTS = "contents"
"""The name of the contents in the print edition. Its pages are marked on the e-book's contents page."""

_MATHEMATICS = "\ufffc"  # a formula as a letter: a page does not end between it and a letter next to it

Marker = etree._Element
Place = tuple[str, int | str]
"""Where a marker is: after so many characters of the body ("") or of a note (its id); or ("#", id) at the element with this id."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MarkedPage:
    """A page of the print edition that has a marker: the marker's id, the page's folio, the document or display page it is in."""

    id: str
    folio: str
    document: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PageList:
    """The pages of the print edition, in order, that have a place in the e-book."""

    pages: tuple[MarkedPage, ...] = ()
    language: str = "en"

    @property
    def title(self) -> str:
        """The accessible label of the list."""
        return labels_for(self.language).pages

    def markers_of(self, name: str) -> list[Marker]:
        """The markers of a display page or of the contents, by its name."""
        return [_marker(page.id, page.folio, self.language) for page in self.pages if page.document == name]


NO_PAGES = PageList()
"""The list of an e-book without page markers."""


def page_list(book: Book, pages: PageMap, display_names: Sequence[str]) -> PageList:
    """The pages that have a place in the e-book. `display_names` are the names of its display pages and of the contents."""
    owners = {note.id: document.id for document in book.documents for note in document.notes}
    names = {document.id for document in book.documents} | set(display_names)
    ids = IdRegister()
    ids.reserve([*book.targets, *owners, *(call for document in book.documents for note in document.notes for call in note.calls)])
    marked = []
    for page in pages.pages:
        start = page.facts.start
        document = owners.get(start.note, page.document) if start else page.document
        if not page.facts.blank and document in names:
            marked.append(MarkedPage(id=ids.new(f"page-{page.folio}"), folio=page.folio, document=document))
    return PageList(pages=tuple(marked), language=book.configuration.language)


def with_markers(book: Book, listed: PageList, pages: PageMap) -> Book:
    """The book with page markers in its documents. Its index must be filled in already."""
    at = _places(book, listed, pages)
    documents = tuple(_marked(document, listed, at.get(document.id, {})) for document in book.documents)
    ids = {page.id: page.document for page in listed.pages if page.document in at}
    return replace(book, documents=documents, targets={**book.targets, **ids})


def _places(book: Book, listed: PageList, pages: PageMap) -> dict[str, dict[str, Place]]:
    """The place of each marker by document and id, in order."""
    entries = _first_entries(book, pages)
    by_folio = {page.folio: index for index, page in enumerate(pages.pages) if not page.facts.blank}
    documents = {document.id for document in book.documents}
    places: dict[str, dict[str, Place]] = defaultdict(dict)
    before: tuple[str, Place] = ("", ("", 0))
    for page in listed.pages:
        if page.document not in documents:
            continue
        index = by_folio[page.folio]
        start = pages.pages[index].facts.start
        place: Place = (start.note, start.offset) if start else entries.get(index, ("", -1))
        if page.document != before[0] and place[0] == "" and pages.pages[index].document == page.document:
            place = ("", 0)  # a section begins with its first page
        places[page.document][page.id] = place
        before = (page.document, place)
    for in_document in places.values():
        _place_empty_pages(in_document)
    return places


def _place_empty_pages(places: dict[str, Place]) -> None:
    """Let a page without text begin where the next one does, or else where the text ends."""
    following: Place = ("", 1 << 60)
    for name, place in reversed(places.items()):
        following = places[name] = following if place == ("", -1) else place


def _first_entries(book: Book, pages: PageMap) -> Mapping[int, Place]:
    """The first index entry on each page of the index, by page index."""
    first: dict[int, Place] = {}
    for entry in entries_of(book):
        if entry.id in pages.targets:
            first.setdefault(pages.targets[entry.id], ("#", entry.id))
    return first


def _marker(name: str, folio: str, language: str) -> Marker:
    labels = labels_for(language)
    marker = xhtml_element("span", id=name, aria_label=f"{labels.page} {folio}")
    describe(marker, "pagebreak", "doc-pagebreak")
    if labels.are_foreign_to(language):
        set_language(marker, labels.language)
    return marker


# --- a document -----------------------------------------------------------------------------------------------------------------------


def _marked(document: ContentDocument, listed: PageList, places: Mapping[str, Place]) -> ContentDocument:
    if not places:
        return document
    folios = {page.id: page.folio for page in listed.pages}
    texts: dict[str, list[tuple[int, Marker]]] = defaultdict(list)
    root = parse(document.body)
    for name, (of, at) in places.items():
        marker = _marker(name, folios[name], document.language)
        if isinstance(at, str):
            entry = root.xpath("//*[@id=$id]", id=at)[0]
            marker.tail, entry.text = entry.text, None
            entry.insert(0, marker)
        else:
            texts[of].append((at, marker))
    head = [marker for after, marker in texts[""] if after == 0]
    for marker in reversed(head):
        marker.tail, root.text = root.text, None
        root.insert(0, marker)
    insert_markers(root, texts[""][len(head) :])
    notes = tuple(_marked_note(note, texts[note.id]) if note.id in texts else note for note in document.notes)
    return replace(document, markup=CompressedText.of(serialise(root)), notes=notes)


def _marked_note(note: Note, wanted: Sequence[tuple[int, Marker]]) -> Note:
    root = parse(note.body)
    insert_markers(root, wanted)
    return replace(note, body=serialise(root))


def insert_markers(root: etree._Element, wanted: Sequence[tuple[int, Marker]]) -> None:
    """Insert each marker after so many characters of the text."""
    spots = list(_spots(root, [after for after, _ in wanted]))
    for spot, (_, marker) in zip(reversed(spots), reversed(wanted), strict=True):
        spot.put(marker)


# --- spots for markers ----------------------------------------------------------------------------------------------------------------


@dataclass(slots=True, kw_only=True)
class _Spot:
    """A place in a tree: before an element (`at` < 0), else before the character `at` of its text or, if `in_tail`, of its tail."""

    element: etree._Element
    at: int = -1
    in_tail: bool = False

    def put(self, marker: Marker) -> None:
        """Insert the marker here, before markers that were inserted earlier."""
        element = self.element
        if self.at < 0:
            while (before := element.getprevious()) is not None and _is_marker(before) and not (before.tail or "").strip():
                element = before
            marker.tail = None
            element.addprevious(marker)
        elif self.in_tail:
            text = element.tail or ""
            element.tail = None
            element.addnext(marker)
            element.tail, marker.tail = text[: self.at], text[self.at :]
        else:
            text = element.text or ""
            element.insert(0, marker)
            element.text, marker.tail = text[: self.at], text[self.at :]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Run:
    """A run of text in a tree, or a THING (`text` is None), or the edge of a block (`element` is None). `in_tail`: the text is a tail."""

    element: etree._Element | None = None
    text: str | None = None
    in_tail: bool = False
    whole: etree._Element | None = None
    """The element around it that must not be divided, if any."""


def _spots(root: etree._Element, wanted: Sequence[int]) -> Iterator[_Spot]:
    """The spots for markers after so many characters each, in rising order. They divide nothing that must stay whole."""
    characters, due = 0, 0
    before, begun = " ", None
    end = _Spot(element=root, at=len(root.text or ""))
    for run in _runs(root, None):
        if run.element is None:
            before = " "
            continue
        count = 1 if run.text is None else count_characters(run.text)
        while count and due < len(wanted) and wanted[due] < characters + count:
            spot = _spot_in(run, max(0, wanted[due] - characters), before, divided=run.whole is not None and run.whole is begun)
            if spot is None:
                break
            yield spot
            due += 1
        characters += count
        before = run.text[-1] if run.text else _MATHEMATICS if local_name(run.element) == "math" else " "
        if count:
            begun = run.whole
            end = _Spot(element=run.element, at=len(run.text or ""), in_tail=run.in_tail or run.text is None)
    yield from (end for _ in wanted[due:])


def _spot_in(run: _Run, offset: int, before: str, *, divided: bool) -> _Spot | None:
    """The first spot for a marker at or after a character of a run; None if this run has none."""
    assert run.element is not None
    if divided:
        return None
    if run.text is None:
        return _before(run.element) if offset == 0 and _may_end_page_after(before) else None
    for place in range(index_of_character(run.text, offset), len(run.text)):
        letter = run.text[place]
        ahead = run.text[place - 1] if place else before
        if not count_characters(letter) or not (_may_end_page_after(ahead) or _is_wide(letter)):
            continue
        if run.whole is not None and count_characters(run.text[:place]):
            return None
        if count_characters(run.text[:place]) or run.in_tail or not _is_climbed(run.element):
            return _Spot(element=run.element, at=place, in_tail=run.in_tail)
        return _before(run.element)
    return None


def _before(element: etree._Element) -> _Spot:
    """The spot before an element and before the headings, links and emphasis that begin with it."""
    while (
        (parent := element.getparent()) is not None
        and _is_climbed(parent)
        and not (parent.text or "").strip()
        and all(_is_marker(sibling) for sibling in element.itersiblings(preceding=True))
    ):
        element = parent
    return _Spot(element=element)


def _runs(element: etree._Element, whole: etree._Element | None) -> Iterator[_Run]:
    """The runs of an element, in order, without supplied words."""
    name = local_name(element)
    inline = name in INLINE and "line" not in classes_of(element)
    if not inline:
        yield _Run()
    if name in THINGS:
        yield _Run(element=element, whole=whole)
    elif element.get("data-supplied") is None and "noteref" not in classes_of(element) and name:
        outer = element if whole is None and name in UNDIVIDED else whole
        if element.text:
            yield _Run(element=element, text=element.text, whole=outer)
        for child in element:
            yield from _runs(child, outer)
            if child.tail:
                yield _Run(element=child, text=child.tail, in_tail=True, whole=outer)
    if not inline:
        yield _Run()


def _is_climbed(element: etree._Element) -> bool:
    name = local_name(element)
    return (name in INLINE and "line" not in classes_of(element)) or name in HEADINGS


def _may_end_page_after(letter: str) -> bool:
    """Whether a page may end after a letter without dividing a word."""
    return letter.isspace() or letter in BREAKS_AFTER or _is_wide(letter)


def _is_wide(letter: str) -> bool:
    """Whether a letter is of a script that breaks lines anywhere, such as Chinese."""
    return unicodedata.east_asian_width(letter) in "WF"


def _is_marker(element: etree._Element) -> bool:
    return element.get("role") == "doc-pagebreak"
