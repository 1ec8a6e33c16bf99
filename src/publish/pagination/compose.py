"""Lays out all pieces of a book until the folios printed in them agree with their pages.

Policy: the layout of a piece depends only on its text and its `Setting`. It is cached under both, with its diagnostics, so that an edited
section costs one section. A piece is laid out again if it begins on another side than expected, or prints a folio that has changed. If the
folios still change after `MOST_PASSES`, that is a fault (P204).
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from urllib.parse import unquote

from publish.book.fallback_faces import all_fallback_faces
from publish.book.index_entries import UNKNOWN, Entry, entries_of
from publish.book.page_references import referenced_ids, with_folios
from publish.diagnostics import Diagnostic, Location, Outcome, diagnostic
from publish.layout.figures import with_sized_figures
from publish.layout.geometry import page_design
from publish.layout.setting_key import setting_key
from publish.layout.task import Task
from publish.layout.workers import Counted, Workers, nothing_counted
from publish.model import Book, ContentDocument, Fragment, PageMap, SectionType, Setting
from publish.pagination.front_pages import CONTENTS, contents_page, display_pages, listed
from publish.pagination.index_columns import targets_of_index, with_printed_index
from publish.pagination.pieces import Leaf, Piece, bind, first_sides, page_map, pieces_of
from publish.tools.cache import Cache, digest, file_digest

MOST_PASSES = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Composed:
    """A book's pages before they are bound: their fragments by piece, their order, and the page map."""

    fragments: Mapping[str, Fragment]
    leaves: tuple[Leaf, ...]
    pages: PageMap


def compose(book: Book, setting: Setting, setter: "Setter") -> Outcome[Composed]:
    """All pages of the book; `setting` is common to its pieces. Reports P204 and what the workers report."""
    ours = display_pages(book)
    pieces = pieces_of(book, [piece for piece, _ in ours.values()], CONTENTS)
    entries = entries_of(book)
    targets = {piece.name: frozenset(_targets_of(piece, book, entries)) for piece in pieces}
    counts = {piece.name: 1 for piece in pieces}
    folios: Mapping[str, str] = {}
    tasks: dict[str, Task] = {}
    laid: dict[str, Outcome[Fragment]] = {}
    for _ in range(MOST_PASSES):
        sides = first_sides(pieces, counts)
        wanted: dict[str, Task] = {}
        for piece in pieces:
            references = _only(folios, targets[piece.name])
            wanted[piece.name] = _task(piece, book, ours, replace(setting, first_side=sides[piece.name], references=references))
            if _is_index(piece) and entries:
                indexed = _index_task(wanted[piece.name], entries, setter)
                if indexed.value is None:
                    return Outcome(diagnostics=(*_diagnostics_of(laid), *indexed.diagnostics))
                wanted[piece.name] = indexed.value
        changed = {name: task for name, task in wanted.items() if tasks.get(name) != task}
        if not changed:
            return Outcome(value=_composed(pieces, laid), diagnostics=_diagnostics_of(laid))
        laid.update(setter.set_all(changed))
        tasks = wanted
        if any(outcome.failed for outcome in laid.values()):
            return Outcome(diagnostics=_diagnostics_of(laid))
        composed = _composed(pieces, laid)
        counts = {name: len(fragment.pages) for name, fragment in composed.fragments.items()}
        ours = display_pages(book, _families(composed.fragments.values()))
        folios = composed.pages.folios
    return Outcome(diagnostics=(*_diagnostics_of(laid), *(_unsettled(name, book) for name in sorted(changed))))


@dataclass(frozen=True, slots=True, kw_only=True)
class Setter:
    """Sets pieces, from the cache or in the workers."""

    pool: Workers
    cache: Cache
    count: Counted = nothing_counted
    """Called as pieces are set, if there are several: how many are, of how many."""

    def set_all(self, tasks: Mapping[str, Task]) -> dict[str, Outcome[Fragment]]:
        """The outcome of each task by its name. Failures are not cached: they may come from a lack of time or memory."""
        keys = {name: _key(task) for name, task in tasks.items()}
        outcomes: dict[str, Outcome[Fragment]] = {}
        for name, key in keys.items():
            cached = self.cache.recall(key, Outcome[Fragment])
            if cached is not None:
                outcomes[name] = cached
        missing = [name for name in tasks if name not in outcomes]

        def keep(index: int, outcome: Outcome[Fragment]) -> None:
            if outcome.value is not None:
                self.cache.keep(keys[missing[index]], outcome)
            outcomes[missing[index]] = outcome
            if len(tasks) > 1:
                self.count(len(outcomes), len(tasks))

        self.pool.set_all([tasks[name] for name in missing], keep)
        return {name: outcomes[name] for name in tasks}


# --- tasks ----------------------------------------------------------------------------------------------------------------------------


def _task(piece: Piece, book: Book, ours: Mapping[str, tuple[Piece, str]], setting: Setting) -> Task:
    if piece.document is not None:
        document = with_sized_figures(with_folios(piece.document, setting.references, UNKNOWN), page_design(setting.trim))
        return Task(setting=setting, document=document)
    html = contents_page(book, setting.references) if piece is CONTENTS else ours[piece.name][1]
    return Task(setting=setting, html=html, language=book.configuration.language)


def _is_index(piece: Piece) -> bool:
    return piece.document is not None and piece.document.type is SectionType.INDEX


def _index_task(task: Task, entries: Sequence[Entry], setter: "Setter") -> Outcome[Task]:
    """The task with the index in columns, which is laid out once before to measure its rows."""
    assert task.document is not None

    def lay_out(document: ContentDocument) -> Outcome[Fragment]:
        return setter.set_all({document.id: replace(task, document=document)})[document.id]

    design = page_design(task.setting.trim)
    printed = with_printed_index(task.document, entries, task.setting.references, design, lay_out)
    value = replace(task, document=printed.value) if printed.value else None
    return Outcome(value=value, diagnostics=printed.diagnostics)


def _targets_of(piece: Piece, book: Book, entries: Sequence[Entry]) -> Iterator[str]:
    """The ids whose folios the piece prints."""
    if _is_index(piece):
        yield from targets_of_index(entries)
    if piece is CONTENTS:
        yield from (entry.fragment for _, entry in listed(book))
    if piece.document is not None:
        yield from referenced_ids(piece.document)


def _only(folios: Mapping[str, str], names: Iterable[str]) -> dict[str, str]:
    return {name: folios[name] for name in sorted(names) if name in folios}


def _key(task: Task) -> str:
    """A digest of everything on which a task's result depends, its images by their content."""
    folder = task.setting.folder
    images = [unquote(asset.path) for asset in task.document.assets] if task.document else list(task.pictures)
    text = (task.document, task.html, task.language, task.pictures)
    return digest("set", text, *setting_key(task.setting), [file_digest(folder / path) for path in images])


# --- results --------------------------------------------------------------------------------------------------------------------------


def _composed(pieces: tuple[Piece, ...], laid: Mapping[str, Outcome[Fragment]]) -> Composed:
    fragments = {name: outcome.value for name, outcome in laid.items() if outcome.value is not None}
    leaves = bind(pieces, fragments)
    return Composed(fragments=fragments, leaves=leaves, pages=page_map(leaves, fragments))


def _families(fragments: Iterable[Fragment]) -> tuple[str, ...]:
    """The families that the fragments use, the one with the most different letters first; without fallbacks."""
    letters: Counter[str] = Counter()
    fallbacks = {face.family for face in all_fallback_faces()}
    for fragment in fragments:
        for use in fragment.fonts:
            letters[use.family] += len(use.texts)
    return tuple(sorted(letters.keys() - fallbacks, key=lambda family: (-letters[family], family)))


def _diagnostics_of(laid: Mapping[str, Outcome[Fragment]]) -> tuple[Diagnostic, ...]:
    return tuple(diagnostic for outcome in laid.values() for diagnostic in outcome.diagnostics)


def _unsettled(name: str, book: Book) -> Diagnostic:
    document = next((document for document in book.documents if document.id == name), None)
    where = f"the section “{document.title}”" if document else "the contents"
    return diagnostic(
        "P204",
        f"the page numbers printed in {where} do not settle: each layout moves the pages that they name",
        help="take out one reference to a page there, or reword its sentence",
        at=Location(path=document.path) if document else None,
    )
