"""Drafts: the pages around a change, laid out without the rest of the book and not proved."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from publish.book.index_entries import UNKNOWN
from publish.book.page_references import with_folios
from publish.diagnostics import Diagnostic
from publish.editions import Workshop
from publish.editions.print import Plan, description, plan, stamped
from publish.layout.figures import with_sized_figures
from publish.layout.task import Task
from publish.manuscript.own_filters import Trust
from publish.model import Book, ContentDocument, Fragment, Page, PageMap
from publish.pagination.compose import Composed, Setter
from publish.pagination.endnotes import with_notes_in_place
from publish.pagination.pieces import Leaf, Piece
from publish.press.impressions import plain_impression
from publish.press.merge import merge
from publish.preview.slices import Slice, slice_of
from publish.reading import read_book

SHORT = 5
"""Pages of a section that is laid out whole."""
MOST_SECTIONS = 2
"""Sections that are drafted; where more have changed at once, the editor was not writing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftPage:
    """A page of a draft: in place of which page of the book it stands, and its number in the draft's file."""

    index: int
    number: int
    page: Page


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """What is known at once after a change: what reading says, the book unless it has errors, and the pages around the change."""

    diagnostics: tuple[Diagnostic, ...]
    book: Book | None = None
    file: Path | None = None
    pages: tuple[DraftPage, ...] = ()


@dataclass(slots=True, kw_only=True)
class Drafter:
    """Makes drafts. `shown` and `pages` are the book and its pages as they were laid out last."""

    folder: Path
    workshop: Workshop
    trust: Trust
    shown: Book | None = None
    pages: PageMap = field(default_factory=PageMap)
    count: int = 0

    def begin_with(self, book: Book, pages: PageMap) -> None:
        """The book was laid out anew: drafts start from these pages."""
        self.shown, self.pages = with_notes_in_place(book), pages

    def draft(self) -> Draft:
        """The book as it is now, and the pages around what has changed in it since it was laid out."""
        reading = read_book(self.folder, self.workshop.cache, 1, self.trust)
        if reading.value is None or reading.failed:
            return Draft(diagnostics=reading.diagnostics)
        whole = Draft(diagnostics=reading.diagnostics, book=reading.value)
        if self.shown is None or not self.pages.pages:
            return whole
        planned = plan(reading.value, self.workshop)
        if planned.value is None or planned.failed:
            return replace(whole, diagnostics=(*whole.diagnostics, *planned.diagnostics))
        drafted = [leaf for slice in self._slices(planned.value.book) for leaf in self._laid_out(planned.value, slice)]
        return self._bound(whole, planned.value, drafted) if drafted else whole

    def _slices(self, book: Book) -> Iterator[tuple[Slice, list[int]]]:
        """The parts to lay out, each with the indexes of its section's pages."""
        assert self.shown is not None
        before = {document.id: document for document in self.shown.documents}
        changed = [document for document in book.documents if document.id in before and _differ(before[document.id], document)]
        for document in changed if len(changed) <= MOST_SECTIONS else ():
            indexes = [index for index, page in enumerate(self.pages.pages) if page.document == document.id and not page.facts.blank]
            if len(indexes) <= SHORT:
                yield Slice(document=document, first=0, pages=len(indexes)), indexes
                continue
            found = slice_of(before[document.id], document, [self.pages.pages[index].facts for index in indexes])
            if found:
                yield found, indexes

    def _laid_out(self, planned: Plan, part: tuple[Slice, list[int]]) -> list[tuple[int, Leaf, Fragment]]:
        """The pages of a part, each with the index of the page in whose place it stands."""
        wanted, indexes = part
        side = self.pages.pages[indexes[wanted.first]].facts.side
        setting = replace(planned.setting, first_side=side, references=dict(self.pages.folios))
        document = with_sized_figures(with_folios(wanted.document, setting.references, UNKNOWN), planned.design)
        with self.workshop.workers() as pool:
            outcome = pool.set_all([Task(setting=setting, document=document)])[0]
        if outcome.value is None:
            return []
        piece = Piece(name=document.id, opens=None, document=document)
        laid: list[tuple[int, Leaf, Fragment]] = []
        facts = [(number, page) for number, page in enumerate(outcome.value.pages) if not page.blank]
        for place, (number, page) in zip(indexes[wanted.first :][: wanted.pages], facts, strict=False):
            drawn = replace(self.pages.pages[place], facts=page)
            laid.append((place, Leaf(page=drawn, piece=piece, index=number, opening=place == indexes[0]), outcome.value))
        return laid

    def _bound(self, draft: Draft, planned: Plan, drafted: Sequence[tuple[int, Leaf, Fragment]]) -> Draft:
        """The draft with its pages, bound in a file."""
        leaves = tuple(leaf for _, leaf, _ in drafted)
        fragments = {leaf.page.document: fragment for _, leaf, fragment in drafted}
        composed = Composed(fragments=fragments, leaves=leaves, pages=PageMap(pages=tuple(leaf.page for leaf in leaves)))
        with self.workshop.workers() as pool:
            block = stamped(planned, composed, Setter(pool=pool, cache=self.workshop.cache))
        if block.value is None:
            return draft
        self.count += 1
        path = self.workshop.scratch / f"draft-{self.count}.pdf"
        impression = plain_impression(planned.book.configuration, planned.design, len(leaves))
        merge(block.value, planned.design, impression, description(planned.book, self.workshop), path)
        pages = tuple(DraftPage(index=index, number=number, page=leaf.page) for number, (index, leaf, _) in enumerate(drafted))
        return replace(draft, file=path, pages=pages)


def _differ(before: ContentDocument, after: ContentDocument) -> bool:
    return before.markup != after.markup or [note.body for note in before.notes] != [note.body for note in after.notes]
