"""The desk: what happens between a save and what the browser shows.

    a save ─▶ a draft of its pages, at once ─▶ all pages and the e-book laid out ─▶ proved
               (`drafts`, here)                 (`bench`, a process beside)

Each step replaces `Desk.showing`, and tells those who listen. A version with errors leaves the pages of the last good one, with its
messages.
"""

import threading
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from time import monotonic

import watchfiles

from publish.build import Order
from publish.checks.word_places import WordPlaces, word_places
from publish.diagnostics import PublishError
from publish.editions import Workshop
from publish.layout.workers import Workers
from publish.pdf.page_digests import page_digests
from publish.preview.bench import Bench, Proved, Refused, Shown, Sight, Told
from publish.preview.drafts import Drafter
from publish.preview.ebook import ebook_places
from publish.preview.page_words import changed_words, expected_starts
from publish.preview.showing import Phase, Showing, facts_of, messages_of
from publish.preview.ways import ways_of
from publish.tools.cache import Cache
from publish.tools.disk import unwritable

QUIET = 0.25
"""Seconds without a further save after which all pages are made."""
STEP, GATHERED = 20, 60  # milliseconds: how often the folder is looked at, and how long what changes at once is gathered
LOOKS = 500  # milliseconds after which the end of the preview is noticed
DRAFTS_OF_A_WORKER = 200
"""Then another takes its place, between two saves: WeasyPrint keeps a little of each layout."""
KEPT_FILES = 3  # of earlier versions, which a browser may still ask for


@dataclass(slots=True)
class Desk:
    """Watches a book, makes it at each save, and holds what is shown. `begin` starts its threads, `end` ends all."""

    order: Order
    """`output` is a folder of the preview's own."""
    cache: Cache
    pool: Workers
    """The worker that lays drafts out."""
    showing: Showing = field(default_factory=Showing)
    listeners: list[Callable[[int], None]] = field(default_factory=list)
    _lock: threading.RLock = field(default_factory=threading.RLock)
    _saved: threading.Event = field(default_factory=threading.Event)
    _over: threading.Event = field(default_factory=threading.Event)
    _pinned: Mapping[str, tuple[str, ...]] | None = None
    _bench: Bench | None = None
    _drafter: Drafter | None = None
    _threads: list[threading.Thread] = field(default_factory=list)

    def begin(self) -> None:
        """Makes the book, and watches its folder."""
        order = replace(self.order, cache=self.cache)
        workshop = Workshop(
            scratch=self._files, cache=self.cache, jobs=1, moment=order.moment, say=lambda _: None, reports=None, pool=self.pool
        )
        self._drafter = Drafter(folder=order.folder, workshop=workshop, trust=order.trust)
        self._bench = Bench(order, self._files)
        for work in (self._watch, self._make, self._see):
            self._threads.append(threading.Thread(target=work, name=work.__name__, daemon=True))
            self._threads[-1].start()
        self.saved()

    def end(self) -> None:
        """Ends the threads and processes."""
        self._over.set()
        self._saved.set()
        if self._bench:
            self._bench.end()
        for thread in self._threads:
            thread.join(timeout=5)

    def saved(self) -> None:
        """A file of the book has changed."""
        self._saved.set()

    def pin(self) -> None:
        """Marks what changes from now on."""
        with self._lock:
            self._pinned = {text.name: text.words.texts for text in self.showing.places.texts}
            self._show(changed={}, changed_pages=(), pinned=_now())

    @property
    def _files(self) -> Path:
        return self.order.output / "shown"

    def _show(self, **changes: object) -> None:
        with self._lock:
            self.showing = replace(self.showing, revision=self.showing.revision + 1, **changes)  # type: ignore[arg-type]  # fields of Showing
            for listener in list(self.listeners):
                listener(self.showing.revision)

    # --- the threads ------------------------------------------------------------------------------------------------------------------

    def _watch(self) -> None:
        folder = self.order.folder
        made = self.order.output.resolve()

        def counts(_: object, name: str) -> bool:
            path = Path(name)
            parts = path.relative_to(folder.resolve()).parts if path.is_relative_to(folder.resolve()) else path.parts
            return not any(part.startswith(".") for part in parts) and not name.endswith("~") and not path.is_relative_to(made)

        while not self._over.is_set():
            with suppress(FileNotFoundError, OSError):  # the folder may be moved away for a moment
                for _ in watchfiles.watch(
                    folder, watch_filter=counts, stop_event=self._over, step=STEP, debounce=GATHERED, rust_timeout=500
                ):
                    self.saved()
            self._over.wait(1)

    def _make(self) -> None:
        """A draft for each save; when no save has followed for a while, all pages."""
        assert self._bench is not None
        due, renewed = 0.0, 0
        self.pool.warm()
        while not self._over.is_set():
            waits = max(0.0, due - monotonic()) if due else None
            if self._saved.wait(waits):
                self._saved.clear()
                if self._over.is_set():
                    return
                due = monotonic() + QUIET if self._draft() else 0.0
            elif due:
                due = 0.0
                self._bench.begin(self.showing.version)
                if self._drafter and self._drafter.count // DRAFTS_OF_A_WORKER > renewed:
                    renewed = self._drafter.count // DRAFTS_OF_A_WORKER
                    self.pool.end()
                    self.pool.warm()

    @contextmanager
    def _never_silent(self) -> Iterator[None]:
        """A block of a thread: what it raises is shown, and the thread goes on with the next save."""
        try:
            yield
        except PublishError as fault:
            self._show(messages=messages_of(fault.diagnostics, self.showing.places), phase=Phase.REFUSED, progress="")
        except OSError as fault:
            said = unwritable(f"the preview's own folder, {self.order.output},", fault, help="make room on the disk, then save again")
            self._show(messages=messages_of((said,), self.showing.places), phase=Phase.REFUSED, progress="")
        except Exception as fault:  # noqa: BLE001  # a thread has nobody else to tell
            self._show(fault=f"a fault of publish: {type(fault).__name__} {fault}", phase=Phase.REFUSED, progress="")

    def _draft(self) -> bool:
        """Shows a draft of the book as it is now. Whether the book can be made."""
        assert self._drafter is not None
        version = self.showing.version + 1
        self._show(version=version, phase=Phase.WORKING, progress="reading", fault="")
        with self._never_silent():
            draft = self._drafter.draft()
            if draft.book is None:
                self._show(messages=messages_of(draft.diagnostics, self.showing.places), phase=Phase.REFUSED, progress="")
                return False
            if draft.file:
                places = word_places(draft.book)
                changed = changed_words(places, self._pinned or {})
                pages = {page.index: page for page in draft.pages}
                self._show(draft_file=draft.file, drafts=pages, draft_places=places, changed=changed, phase=Phase.DRAFT, progress="")
                self._remove_old("draft-*.pdf")
            return True
        return False

    def _see(self) -> None:
        """Shows what the bench makes."""
        assert self._bench is not None
        while not self._over.is_set():
            sight = self._bench.next_sight()
            if sight is None:
                if self._bench.connection is None:
                    self._over.wait(0.05)
                continue
            if sight.version == self.showing.version:
                with self._never_silent():
                    self._take(sight)

    def _take(self, sight: Sight) -> None:
        match sight:
            case Told():
                self._show(progress=sight.text, done=(sight.done, sight.steps))
            case Shown() if sight.made.edition == "print":
                self._show_pages(sight)
            case Shown() if sight.made.edition == "epub":
                self._show_ebook(sight)
            case Proved():
                self._show_proof(sight)
            case Refused() if sight.diagnostics or sight.fault:
                said = messages_of(sight.diagnostics, self.showing.places) if sight.diagnostics else self.showing.messages
                self._show(messages=said, fault=sight.fault, phase=Phase.REFUSED, progress="")

    def _show_pages(self, sight: Shown) -> None:
        assert self._drafter is not None
        made, book = sight.made, sight.book
        digests = page_digests(made.path)
        names = digests or [f"{sight.version}.{number}" for number in range(len(made.pages.pages))]
        places = word_places(book, expected_starts(book, made.pages))
        ways = ways_of(book, made.pages, places)
        with self._lock:
            if sight.version != self.showing.version:
                return
            if self._pinned is None:
                self._pinned = {text.name: text.words.texts for text in places.texts}
                self._show(pinned=_now())
            self._drafter.begin_with(book, made.pages)
            self._show(
                book=book,
                pages=made.pages,
                file=made.path,
                keys=_different(f"p{name}" for name in names),
                places=places,
                ways=ways,
                draft_file=None,
                drafts={},
                changed=(changed := changed_words(places, self._pinned)),
                changed_pages=_pages_of(changed, places),
                messages=messages_of((), places, made.pages),
                facts=facts_of(book, made.pages),
                phase=Phase.LAID_OUT,
            )
        self._remove_old("*.print.pdf")

    def _show_ebook(self, sight: Shown) -> None:
        if not self.showing.book or (self.showing.book is not sight.book and not self.showing.pages.pages):
            self._show(book=sight.book)
        self._show(epub=sight.made.path, epub_version=sight.version, ebook=ebook_places(sight.made.path), origins=sight.made.origins)
        self._remove_old("*.epub")

    def _show_proof(self, sight: Proved) -> None:
        showing = self.showing
        if showing.book is None:
            return
        places = word_places(showing.book, sight.text_starts)
        changed = changed_words(places, self._pinned or {})
        ways = ways_of(showing.book, showing.pages, places)
        with self._lock:
            if sight.version == self.showing.version:
                self._show(
                    places=places,
                    ways=ways,
                    changed=changed,
                    changed_pages=_pages_of(changed, places),
                    messages=messages_of(sight.diagnostics, places, showing.pages),
                    phase=Phase.PROVED,
                    progress="",
                )

    def _remove_old(self, pattern: str) -> None:
        """Removes all files of this kind but the newest ones."""
        files = sorted(self._files.glob(pattern), key=lambda path: path.stat().st_mtime_ns)
        for path in files[:-KEPT_FILES]:
            if path not in {self.showing.file, self.showing.epub, self.showing.draft_file}:
                path.unlink(missing_ok=True)


def _pages_of(words: Mapping[str, frozenset[int]], places: WordPlaces) -> tuple[int, ...]:
    """The indexes of the pages on which some words of texts stand."""
    found = {text.page_of(word) for text in places.texts for word in words.get(text.name, ())}
    return tuple(sorted(page for page in found if page is not None))


def _different(keys: Iterable[str]) -> tuple[str, ...]:
    """The keys of pages; of pages that look alike, such as blank ones, each has its own."""
    seen: dict[str, int] = {}
    made: list[str] = []
    for key in keys:
        seen[key] = seen.get(key, 0) + 1
        made.append(key if seen[key] == 1 else f"{key}.{seen[key]}")
    return tuple(made)


def _now() -> str:
    return datetime.now().astimezone().strftime("%H:%M")
