"""What the preview shows at a moment: one frozen value, replaced as a whole, and its JSON for the page."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from pathlib import Path

from publish.checks.page_looks import layout_diagnostics
from publish.checks.word_places import WordPlaces
from publish.diagnostics import Diagnostic, Location, Severity, diagnostic_fields
from publish.model import Book, Origin, Page, PageMap
from publish.preview.drafts import DraftPage
from publish.preview.ebook import EbookPlaces
from publish.preview.ways import Way
from publish.tasks.statistics_table import section_counts, totals
from publish.tasks.where import page_name

LEAF_PAGES = 2
SIGNATURE = 16


class Phase(StrEnum):
    """How far the version on show has come."""

    WORKING = "working"
    DRAFT = "draft"
    LAID_OUT = "laid out"
    PROVED = "proved"
    REFUSED = "refused"


Message = tuple[Diagnostic, int | None]
"""A diagnostic, and the index of the page on which its line stands."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Showing:
    """The pages, the e-book, the messages. `revision` rises with each change, `version` with each save of the book.

    `keys` name the pictures of the pages: equal names are equal pictures. `book`, `places` and `ways` belong to the pages.
    """

    revision: int = 0
    version: int = 0
    phase: Phase = Phase.WORKING
    progress: str = ""
    done: tuple[int, int] = (0, 0)
    """The steps of a stage that are done, and all; (0, 0) where they are not counted."""
    fault: str = ""
    book: Book | None = None
    pages: PageMap = field(default_factory=PageMap)
    file: Path | None = None
    keys: tuple[str, ...] = ()
    places: WordPlaces = field(default_factory=lambda: WordPlaces(texts=()))
    ways: tuple[Way, ...] = ()
    draft_file: Path | None = None
    drafts: Mapping[int, DraftPage] = field(default_factory=dict)
    draft_places: WordPlaces = field(default_factory=lambda: WordPlaces(texts=()))
    epub: Path | None = None
    epub_version: int = 0
    ebook: EbookPlaces = field(default_factory=EbookPlaces)
    origins: Mapping[str, Origin] = field(default_factory=dict)
    messages: tuple[Message, ...] = ()
    changed: Mapping[str, frozenset[int]] = field(default_factory=dict)
    """The words of each text that differ from the pinned state."""
    changed_pages: tuple[int, ...] = ()
    pinned: str = ""
    """Since when changes are marked, for a person."""
    facts: Mapping[str, object] = field(default_factory=dict)

    def key_of(self, index: int) -> str:
        """The name of the picture of a page: of its draft, if there is one."""
        if self.draft_file and index in self.drafts:
            return f"{self.draft_file.stem}.{self.drafts[index].number}"
        return self.keys[index]

    def picture_of(self, key: str) -> tuple[Path, int] | None:
        """The file and the page in it that a name of a picture stands for."""
        for index in self.drafts:
            if self.draft_file and self.key_of(index) == key:
                return self.draft_file, self.drafts[index].number
        return (self.file, self.keys.index(key)) if self.file and key in self.keys else None

    def page(self, index: int) -> tuple[Path, int, Page, WordPlaces] | None:
        """A page of the book, with its file, its number there, and the places of its words; None if there is none."""
        if index in self.drafts and self.draft_file:
            return self.draft_file, self.drafts[index].number, self.drafts[index].page, self.draft_places
        if self.file and 0 <= index < len(self.pages.pages):
            return self.file, index, self.pages.pages[index], self.places
        return None


def as_json(showing: Showing) -> dict[str, object]:
    """What the page needs to know; `page/preview.js` reads it."""
    book = showing.book
    return {
        "revision": showing.revision,
        "version": showing.version,
        "phase": showing.phase,
        "progress": showing.progress,
        "done": showing.done,
        "fault": showing.fault,
        "title": book.configuration.title if book else "",
        "language": book.configuration.language if book else "",
        "pages": [_page(showing, index) for index in range(len(showing.keys))],
        "messages": [{**diagnostic_fields(message), "page": page} for message, page in showing.messages],
        "ebook": {
            "key": showing.epub_version if showing.epub else 0,
            "files": showing.ebook.files,
            "places": showing.ebook.places,
            "sections": {origin.path: file for file, origin in reversed(list(showing.origins.items()))},
        },
        "changed": list(showing.changed_pages),
        "pinned": showing.pinned,
        "facts": dict(showing.facts),
    }


def facts_of(book: Book, pages: PageMap) -> dict[str, object]:
    """Words, notes, pages by section and in all; sheets of paper; the spine for each printer of the book."""
    sections = section_counts(book, pages)
    total = totals(sections, pages)
    count = len(pages.pages)
    spines = {
        order.printer.name: str(order.printer.cover.spine(count, order.paper))
        for order in book.configuration.print.orders
        if order.printer.cover is not None
    }
    return {
        "sections": [asdict(section) for section in sections],
        "paths": {document.id: document.path for document in book.documents},
        "total": asdict(total),
        "leaves": -(-count // LEAF_PAGES),
        "signatures": -(-count // SIGNATURE),
        "spines": spines,
    }


def messages_of(diagnostics: Iterable[Diagnostic], places: WordPlaces, pages: PageMap | None = None) -> tuple[Message, ...]:
    """What is said of a book, the worst first, each with its page: diagnostics, then the faults of composition of its pages."""
    rank = {severity: number for number, severity in enumerate(Severity)}
    said = [*diagnostics, *(layout_diagnostics(pages) if pages else ())]
    return tuple((message, _page_of(message.location, places)) for message in sorted(said, key=lambda entry: rank[entry.severity]))


def _page(showing: Showing, index: int) -> dict[str, object]:
    found = showing.page(index)
    assert found is not None
    page = found[2]
    trim = showing.book.configuration.print.trim if showing.book else None
    width, height = (trim.width.points, trim.height.points) if trim else (0, 0)
    return {
        "key": showing.key_of(index),
        "folio": page.folio,
        "name": page_name(showing.pages, index),
        "section": page.document,
        "size": [width, height],
        "blank": page.facts.blank,
        "turned": page.facts.turned,
        "draft": index in showing.drafts,
    }


def _page_of(location: Location | None, places: WordPlaces) -> int | None:
    if location is None or not location.path or location.line is None:
        return None
    return next((passage.page for passage in places.of_line(location.path, location.line) if passage.page is not None), None)
