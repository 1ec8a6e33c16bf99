"""From a composed book to published editions.

    build         the editions asked for and those they need, each read back and proved complete, then published together or not at all
    page_map      the pages of the print edition as it would be made now, nothing published
    printed_words the same, and what is read from them

Policy: a build stops before the next stage if there is an error; artefacts are written under temporary names in a scratch folder beside
the last good ones and renamed into place only when all are proved. Their time is that at which reading began: to `make`, what was saved
since then is newer.
"""

import errno
import fcntl
import json
import os
import shutil
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager, nullcontext
from dataclasses import dataclass, field, replace
from datetime import datetime
from difflib import get_close_matches
from pathlib import Path
from time import perf_counter

from publish.build_report import report
from publish.checks.completeness import check_completeness
from publish.checks.edition_words import EditionWords
from publish.config import Configuration
from publish.diagnostics import Diagnostic, PublishError, diagnostic, has_errors, in_reading_order
from publish.earlier_book import earlier_book, editions_moved, move_aside, place_of
from publish.editions import NO_TEXT, Edition, ReadBack, Workshop, editions, in_order
from publish.languages import with_book_tables
from publish.layout.workers import Counted, Workers, nothing_counted, workers
from publish.manuscript.own_filters import NO_TRUST, Trust
from publish.model import Book, Made, PageMap
from publish.reading import read_book, without_ignored
from publish.tools.cache import Cache
from publish.tools.disk import name_taken, unwritable
from publish.tools.processes import remove_abandoned, scratch_folder

KEPT_RESULTS = 20_000
"""Two for each page of a long book, and those of its sections."""
PRINTED = frozenset({"print", "cover"})
"""The editions that are laid out."""
NAME_TAKEN = frozenset({errno.EEXIST, errno.EISDIR, errno.ENOTDIR, errno.ENOTEMPTY, errno.ELOOP})
FULL_OR_FORBIDDEN = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EROFS, errno.EACCES, errno.EPERM})


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """An order for a build.

    `editions` empty means those that are standard for the book; `moment` dates the artefacts, in UTC.
    """

    folder: Path
    output: Path
    moment: datetime
    editions: tuple[str, ...] = ()
    jobs: int = 1
    say: Callable[[str], None] = field(default=lambda _: None)
    ace: Path | None = None
    browser: Path | None = None
    """A Chromium that draws the pages of the e-book; without one its style sheet is judged by reading alone."""
    pool: Workers | None = None
    """Processes that lay pages out, kept by the caller; without them the build begins and ends its own."""
    cache: Cache | None = None
    """Where results are remembered; without it in the output folder."""
    trust: Trust = NO_TRUST
    """Whether the book's own filters may run."""
    count: Counted = nothing_counted
    """Called as sections are laid out: how many are, of how many."""
    show: Callable[[Book, Made], None] = field(default=lambda *_: None)
    """Called with the book and each edition that is made and not yet proved."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Built:
    """What a build made: the book, the published artefacts and the words read back from them by edition, the diagnostics."""

    book: Book
    made: Mapping[str, Made]
    diagnostics: tuple[Diagnostic, ...]
    words: Mapping[str, EditionWords] = field(default_factory=dict)


def build(order: Order) -> Built:
    """The editions asked for, published in the output folder together with report.json. PublishError if the book has errors."""
    _check_names(order.editions)
    with workplace(order) as workshop, ExitStack() as in_force:
        if workshop.pool and not order.pool and not PRINTED.isdisjoint(order.editions or PRINTED):
            workshop.pool.warm()  # it starts while the manuscript is read
        started, begun = perf_counter(), _time_in(workshop.scratch)
        reading = read_book(order.folder, workshop.cache, order.jobs, order.trust)
        if reading.value is None or reading.failed:
            raise PublishError(*in_reading_order(reading.diagnostics))
        book = reading.value
        in_force.enter_context(with_book_tables(book.configuration.tables))
        run = _Run(diagnostics=list(reading.diagnostics), seconds={"read": perf_counter() - started})
        workshop.say(f"read {len(book.documents)} sections")
        wanted = in_order(_wanted(order.editions, book.configuration), book.configuration)
        for edition in editions().values() if not order.editions else ():
            if edition.left_out and edition not in wanted:
                workshop.say(f"left out {edition.artefact}: {edition.left_out}")
        _check_free(order.output / name for name in (*(edition.artefact for edition in wanted), "report.json"))
        earlier = earlier_book(order.folder, book.configuration.title, order.output)
        for edition in wanted:
            _make(edition, book, workshop, run)
            order.show(book, run.made[edition.name])
        for edition in wanted:
            if edition.read_back is not NO_TEXT:
                _prove(edition, edition.read_back, book, workshop, run)
            is_proved = edition.name in run.words
            workshop.say(f"proved {edition.artefact}: every word and note is in it" if is_proved else f"prepared {edition.artefact}")
        workshop.cache.forget(KEPT_RESULTS)
        if earlier:
            run.diagnostics.append(editions_moved(earlier, order.output))
        diagnostics = in_reading_order(without_ignored(run.diagnostics, book.configuration))
        written = workshop.scratch / "report.json"
        place = place_of(order.folder, order.output)
        facts = report(book, place, run.made, run.counts, run.seconds, diagnostics)
        written.write_text(json.dumps(facts, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
        _check_free(order.output / path.name for entry in run.made.values() for path in entry.beside)
        if earlier:
            move_aside(earlier, workshop.scratch)
        for path in (written, *(path for entry in run.made.values() for path in (entry.path, *entry.beside))):
            os.utime(path, ns=(begun, begun))
        published = {name: _publish(entry, order.output) for name, entry in run.made.items()}
        written.replace(order.output / "report.json")
        return Built(book=book, made=published, diagnostics=diagnostics, words=run.words)


def page_map(order: Order) -> tuple[Book, PageMap | None]:
    """The book and the pages of its print edition as it would be made now; nothing is published. No pages if this book is not printed."""
    with _printed(order) as (book, made, _):
        return book, made.pages if made else None


def printed_words(order: Order) -> tuple[Book, PageMap | None, EditionWords | None]:
    """As `page_map`, and what is read from the pages."""
    with _printed(order) as (book, made, workshop):
        read_back = editions()["print"].read_back
        assert read_back is not NO_TEXT
        return book, made.pages if made else None, read_back(book, made, workshop) if made else None


@contextmanager
def _printed(order: Order) -> Iterator[tuple[Book, Made | None, Workshop]]:
    """The book and its print edition, which is there while the block lasts. PublishError if it cannot be made."""
    with workplace(order) as workshop:
        reading = read_book(order.folder, workshop.cache, order.jobs, order.trust)
        if reading.value is None or reading.failed:
            raise PublishError(*in_reading_order(reading.diagnostics))
        edition = editions()["print"]
        if not edition.standard(reading.value.configuration):
            yield reading.value, None, workshop
            return
        with with_book_tables(reading.value.configuration.tables):
            printed = edition.make(reading.value, workshop, {})
            if printed.value is None or printed.failed:
                raise PublishError(*in_reading_order(printed.diagnostics))
            yield reading.value, printed.value, workshop


def _check_names(names: Sequence[str]) -> None:
    """PublishError for a name that no edition has."""
    editions_by_name = editions()
    unknown = [name for name in names if name not in editions_by_name]
    if unknown:
        near = get_close_matches(unknown[0].casefold(), editions_by_name, 1)
        help = f"did you mean “{near[0]}”?" if near else f"write one of: {', '.join(editions_by_name)}"
        raise PublishError(diagnostic("C190", f"there is no edition “{unknown[0]}”", help=help))


def _check_free(places: Iterable[Path]) -> None:
    """PublishError with X105 for each place that a folder has taken: then nothing is published, not even the editions that could be."""
    taken = [name_taken(place) for place in places if place.is_dir() and not place.is_symlink()]
    if taken:
        raise PublishError(*taken)


def _wanted(names: Sequence[str], configuration: Configuration) -> tuple[str, ...]:
    """The names of the editions asked for, else of those that are standard for a book."""
    return tuple(names or (name for name, edition in editions().items() if edition.standard(configuration)))


@dataclass(slots=True, kw_only=True)
class _Run:
    """What a build has so far: artefacts, words and counts by edition, seconds by stage, diagnostics."""

    diagnostics: list[Diagnostic]
    seconds: dict[str, float]
    made: dict[str, Made] = field(default_factory=dict)
    words: dict[str, EditionWords] = field(default_factory=dict)
    counts: dict[str, object] = field(default_factory=dict)

    def add(self, diagnostics: Iterable[Diagnostic]) -> None:
        """Diagnostics of the stage that has just ended. PublishError with all of them if one is an error."""
        self.diagnostics.extend(diagnostics)
        if has_errors(self.diagnostics):
            raise PublishError(*in_reading_order(self.diagnostics))


def _make(edition: Edition, book: Book, workshop: Workshop, run: _Run) -> None:
    """Makes an edition in the scratch folder. PublishError if it cannot be made."""
    started = perf_counter()
    outcome = edition.make(book, workshop, run.made)
    run.add(outcome.diagnostics)
    if outcome.value is None:
        raise PublishError(*in_reading_order(run.diagnostics))
    run.made[edition.name] = outcome.value
    run.seconds[edition.name] = perf_counter() - started


def _prove(edition: Edition, read_back: ReadBack, book: Book, workshop: Workshop, run: _Run) -> None:
    """Reads the artefact back and compares its words with the manuscript's. PublishError if they differ."""
    started = perf_counter()
    made = run.made[edition.name]
    run.words[edition.name] = read_back(book, made, workshop)
    completeness = check_completeness(book, made, run.words[edition.name])
    run.add(completeness.diagnostics)
    run.add(edition.agree(book, run.made, run.words))
    run.add(edition.inspect(book, workshop, made, run.words[edition.name]))
    run.counts[edition.name] = completeness.value
    run.seconds[f"{edition.name} proved"] = perf_counter() - started


@contextmanager
def workplace(order: Order) -> Iterator[Workshop]:
    """A workshop with a scratch folder for this build in the output folder, which is always removed at the end.

    PublishError with X103 if another build runs in this folder, with X102 if it cannot be written, with X105 if a name is taken.
    """
    try:
        order.output.mkdir(parents=True, exist_ok=True)
    except OSError as fault:
        raise PublishError(unwritable(_written_to(order), fault)) from fault
    handle = os.open(order.output, os.O_RDONLY)
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as fault:
            raise PublishError(_busy(order.output)) from fault
        for abandoned in order.output.glob(".making-*"):  # left by a build that was killed
            shutil.rmtree(abandoned, ignore_errors=True)
        remove_abandoned()
        cache = order.cache or Cache(order.output / ".cache")
        cache.open()
        staff = nullcontext(order.pool) if order.pool else workers(order.jobs)
        with scratch_folder(".making-", order.output) as scratch, staff as pool:
            yield Workshop(
                scratch=scratch,
                cache=cache,
                jobs=order.jobs,
                moment=order.moment,
                say=order.say,
                ace=order.ace,
                browser=order.browser,
                reports=order.output,
                pool=pool,
                count=order.count,
            )
    except OSError as fault:
        if fault.errno in NAME_TAKEN and (place := _place_in(order.output, fault)):
            raise PublishError(name_taken(place)) from fault
        if fault.errno not in FULL_OR_FORBIDDEN:
            raise
        raise PublishError(unwritable(_written_to(order), fault)) from fault
    finally:
        os.close(handle)


def _written_to(order: Order) -> str:
    return f"{order.output}, or the folder for temporary files {tempfile.gettempdir()},"


def _place_in(output: Path, fault: OSError) -> Path | None:
    """The file or folder of the output folder that a fault names; of a renaming, the new name."""
    named = fault.filename2 or fault.filename
    place = Path(os.fsdecode(named)) if isinstance(named, str | bytes) else None
    return place if place and place.is_relative_to(output) else None


def _time_in(folder: Path) -> int:
    """The time that a file written now has in a folder, in nanoseconds: the disk's, which may differ from this machine's clock."""
    return folder.stat().st_mtime_ns


def _publish(made: Made, output: Path) -> Made:
    """The artefact and the files beside it, renamed into the output folder: each is whole, or the last good one stays."""
    for path in made.beside:
        path.replace(output / path.name)
    target = output / made.path.name
    made.path.replace(target)
    return replace(made, path=target, beside=tuple(output / path.name for path in made.beside))


def _busy(output: Path) -> Diagnostic:
    return diagnostic(
        "X103", f"another build is at work in {output}", help="wait until it is done, or give this one its own --output folder"
    )
