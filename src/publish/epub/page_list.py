"""The pages of the print edition in the e-book: a marker where each of them begins.

    span[epub:type=pagebreak role=doc-pagebreak aria-label="page 12"]#page-12

Policy: a marker parts no word, no link and no heading: it then stands before the next word behind it, or before the heading. A page on
which nothing of the manuscript stands begins with the next that has some; a section's first page with the section. Pages without a place
in an e-book have no marker: blanks, and the half-title.
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

THINGS = frozenset({"img", "math", "hr"})  # what is a sign though it is no text
HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
UNDIVIDED = frozenset({"a", "math", *HEADINGS})
PARTING = frozenset("—–…/")  # a line may end behind these without a hyphen

CONTENTS = "contents"
"""The printed contents' name in the print edition: its pages are the contents page of the e-book."""

_MATHEMATICS = "\ufffc"  # for a formula as a letter: a page does not end between it and what is joined to it

Marker = etree._Element
Place = tuple[str, int | str]
"""Where a marker stands in a document: behind so many signs of the body ("") or of a note (its id); or at the element with this id."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MarkedPage:
    """A page of the print edition that has a marker: the marker's id, the page's folio, the document or the page of ours it stands in."""

    id: str
    folio: str
    document: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PageList:
    """The pages of the print edition in their order, as far as they have a place in the e-book."""

    pages: tuple[MarkedPage, ...] = ()
    language: str = "en"

    @property
    def title(self) -> str:
        """What the list is called, for those who hear it."""
        return labels_for(self.language).pages

    def markers_of(self, name: str) -> list[Marker]:
        """The markers of a page of ours: title page, imprint, contents."""
        return [_marker(page.id, page.folio, self.language) for page in self.pages if page.document == name]


NO_PAGES = PageList()
"""The list of an e-book that has no printed pages marked."""


def page_list(book: Book, pages: PageMap, ours: Sequence[str]) -> PageList:
    """The pages that have a place in the e-book; `ours` are the names of the pages in it that hold no document."""
    owners = {note.id: document.id for document in book.documents for note in document.notes}
    known = {document.id for document in book.documents} | set(ours)
    ids = IdRegister()
    ids.reserve([*book.targets, *owners, *(call for document in book.documents for note in document.notes for call in note.calls)])
    found = []
    for page in pages.pages:
        start = page.facts.start
        document = owners.get(start.note, page.document) if start else page.document
        if not page.facts.blank and document in known:
            found.append(MarkedPage(id=ids.new(f"page-{page.folio}"), folio=page.folio, document=document))
    return PageList(pages=tuple(found), language=book.configuration.language)


def with_markers(book: Book, listed: PageList, pages: PageMap) -> Book:
    """The book with the markers of its documents' pages, its index written out."""
    at = _places(book, listed, pages)
    documents = tuple(_marked(document, listed, at.get(document.id, {})) for document in book.documents)
    ids = {page.id: page.document for page in listed.pages if page.document in at}
    return replace(book, documents=documents, targets={**book.targets, **ids})


def _places(book: Book, listed: PageList, pages: PageMap) -> dict[str, dict[str, Place]]:
    """The place of each marker by document and id, in order."""
    entries = _first_entries(book, pages)
    by_folio = {page.folio: index for index, page in enumerate(pages.pages) if not page.facts.blank}
    documents = {document.id for document in book.documents}
    found: dict[str, dict[str, Place]] = defaultdict(dict)
    before: tuple[str, Place] = ("", ("", 0))
    for page in listed.pages:
        if page.document not in documents:
            continue
        index = by_folio[page.folio]
        start = pages.pages[index].facts.start
        place: Place = (start.note, start.offset) if start else entries.get(index, ("", -1))
        if page.document != before[0] and place[0] == "" and pages.pages[index].document == page.document:
            place = ("", 0)  # a section begins with its first page
        found[page.document][page.id] = place
        before = (page.document, place)
    for own in found.values():
        _settle(own)
    return found


def _settle(places: dict[str, Place]) -> None:
    """A page on which nothing stands begins where the next one does, or else where the text ends."""
    following: Place = ("", 1 << 60)
    for name, place in reversed(places.items()):
        following = places[name] = following if place == ("", -1) else place


def _first_entries(book: Book, pages: PageMap) -> Mapping[int, Place]:
    """The first entry of the index that begins on each page of it."""
    found: dict[int, Place] = {}
    for entry in entries_of(book):
        if entry.id in pages.targets:
            found.setdefault(pages.targets[entry.id], ("#", entry.id))
    return found


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
    _insert(root, texts[""][len(head) :])
    notes = tuple(_marked_note(note, texts[note.id]) if note.id in texts else note for note in document.notes)
    return replace(document, markup=CompressedText.of(serialise(root)), notes=notes)


def _marked_note(note: Note, wanted: Sequence[tuple[int, Marker]]) -> Note:
    root = parse(note.body)
    _insert(root, wanted)
    return replace(note, body=serialise(root))


def _insert(root: etree._Element, wanted: Sequence[tuple[int, Marker]]) -> None:
    """The markers stand in the text, each behind so many signs."""
    spots = list(_spots(root, [after for after, _ in wanted]))
    for spot, (_, marker) in zip(reversed(spots), reversed(wanted), strict=True):
        spot.put(marker)


# --- where a marker may stand ---------------------------------------------------------------------------------------------------------


@dataclass(slots=True, kw_only=True)
class _Spot:
    """A place in a tree: before an element (`at` < 0), else before a letter of its text, or of what follows it (`behind`)."""

    element: etree._Element
    at: int = -1
    behind: bool = False

    def put(self, marker: Marker) -> None:
        """The marker stands there; what was put there before stands behind it."""
        element = self.element
        if self.at < 0:
            while (before := element.getprevious()) is not None and _is_marker(before) and not (before.tail or "").strip():
                element = before
            marker.tail = None
            element.addprevious(marker)
        elif self.behind:
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
    """A run of text in a tree, or one of the THINGS (`text` is None), or the edge of a block (`element` is None)."""

    element: etree._Element | None = None
    text: str | None = None
    behind: bool = False
    whole: etree._Element | None = None
    """What it stands in that is not to be divided."""


def _spots(root: etree._Element, wanted: Sequence[int]) -> Iterator[_Spot]:
    """Where markers stand that are wanted behind so many signs, in rising order; they part nothing that must stay whole."""
    signs, due = 0, 0
    before, begun = " ", None
    end = _Spot(element=root, at=len(root.text or ""))
    for run in _runs(root, None):
        if run.element is None:
            before = " "
            continue
        count = 1 if run.text is None else count_characters(run.text)
        while count and due < len(wanted) and wanted[due] < signs + count:
            spot = _spot_in(run, max(0, wanted[due] - signs), before, divided=run.whole is not None and run.whole is begun)
            if spot is None:
                break
            yield spot
            due += 1
        signs += count
        before = run.text[-1] if run.text else _MATHEMATICS if local_name(run.element) == "math" else " "
        if count:
            begun = run.whole
            end = _Spot(element=run.element, at=len(run.text or ""), behind=run.behind or run.text is None)
    yield from (end for _ in wanted[due:])


def _spot_in(run: _Run, sign: int, before: str, *, divided: bool) -> _Spot | None:
    """The first place from a sign of a run on where a marker may stand; None if there is none in this run."""
    assert run.element is not None
    if divided:
        return None
    if run.text is None:
        return _before(run.element) if sign == 0 and _parts(before) else None
    for place in range(index_of_character(run.text, sign), len(run.text)):
        letter = run.text[place]
        ahead = run.text[place - 1] if place else before
        if not count_characters(letter) or not (_parts(ahead) or _is_wide(letter)):
            continue
        if run.whole is not None and count_characters(run.text[:place]):
            return None
        if count_characters(run.text[:place]) or run.behind or not _is_climbed(run.element):
            return _Spot(element=run.element, at=place, behind=run.behind)
        return _before(run.element)
    return None


def _before(element: etree._Element) -> _Spot:
    """Before an element, and before the headings, links and emphasis that begin with it."""
    while (
        (parent := element.getparent()) is not None
        and _is_climbed(parent)
        and not (parent.text or "").strip()
        and all(_is_marker(sibling) for sibling in element.itersiblings(preceding=True))
    ):
        element = parent
    return _Spot(element=element)


def _runs(element: etree._Element, whole: etree._Element | None) -> Iterator[_Run]:
    """What stands in an element, in order; what we supply is left out."""
    name = local_name(element)
    inline = name in INLINE and "line" not in classes_of(element)
    if not inline:
        yield _Run()
    if name in THINGS:
        yield _Run(element=element, whole=whole)
    elif element.get("data-supplied") is None and "noteref" not in classes_of(element) and name:
        own = element if whole is None and name in UNDIVIDED else whole
        if element.text:
            yield _Run(element=element, text=element.text, whole=own)
        for child in element:
            yield from _runs(child, own)
            if child.tail:
                yield _Run(element=child, text=child.tail, behind=True, whole=own)
    if not inline:
        yield _Run()


def _is_climbed(element: etree._Element) -> bool:
    name = local_name(element)
    return (name in INLINE and "line" not in classes_of(element)) or name in HEADINGS


def _parts(letter: str) -> bool:
    """Whether a page may end behind a letter without parting a word."""
    return letter.isspace() or letter in PARTING or _is_wide(letter)


def _is_wide(letter: str) -> bool:
    """Whether a letter is of a script that parts its lines anywhere, as Chinese does."""
    return unicodedata.east_asian_width(letter) in "WF"


def _is_marker(element: etree._Element) -> bool:
    return element.get("role") == "doc-pagebreak"
