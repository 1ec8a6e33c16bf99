"""The story of a build: from a folder with a book.toml to published editions.

    read_book     configuration, manuscript, each section composed, the book assembled
    build         the editions asked for and those they need, each read back and proved complete, then published together or not at all
    check         what reading has to say, nothing made

Policy: a build stops before the next stage if there is an error; artefacts are written under temporary names in a scratch folder beside
the last good ones and renamed into place only when all are proved.
"""

import errno
import fcntl
import gc
import json
import os
import shutil
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from time import perf_counter

from publish.book.assemble import assemble
from publish.book.assets import with_assets
from publish.book.xhtml import content_document
from publish.cache import Cache, digest
from publish.checks.completeness import check_completeness
from publish.config import Configuration, read_configuration
from publish.diagnostics import Diagnostic, Outcome, PublishError, diagnostic, has_errors, in_reading_order
from publish.editions import Edition, Workshop, editions, in_order
from publish.manuscript.fix import Mended, mend
from publish.manuscript.normalise import normalise
from publish.manuscript.read import read_manuscript
from publish.manuscript.scan import count_notes, scan
from publish.manuscript.stages import stages
from publish.model import Book, ContentDocument, Made, Section
from publish.pdf.layout import workers
from publish.processes import scratch_folder, side_by_side
from publish.read_back import EditionWords
from publish.report import report
from publish.resources import filters_dir

KEPT_RESULTS = 4000
WORTH_A_PROCESS = 100_000  # letters of manuscript; fewer are composed sooner than other processes begin
OUR_FILTERS = ("footnotes", "citations", "block_quotes", "letters", "quotation_marks", "spacing")  # in the order in which they run
FULL_OR_FORBIDDEN = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EROFS, errno.EACCES, errno.EPERM})

ComposeTask = tuple[Section, Configuration, int, tuple[Path, ...]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """What is asked of a build. `editions` empty means all; `moment` dates the artefacts where book.toml gives no `published`, in UTC."""

    folder: Path
    output: Path
    moment: datetime
    editions: tuple[str, ...] = ()
    jobs: int = 1
    say: Callable[[str], None] = field(default=lambda _: None)
    ace: Path | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Built:
    """What a build made: the book, the published artefacts by edition, what it has to say."""

    book: Book
    made: Mapping[str, Made]
    diagnostics: tuple[Diagnostic, ...]


def check(folder: Path, jobs: int = 1) -> tuple[Diagnostic, ...]:
    """All that reading the book in this folder has to say, in reading order; in up to `jobs` processes."""
    return in_reading_order(read_book(folder, Cache(None), jobs).diagnostics)


def mend_book(folder: Path) -> tuple[Mended, ...]:
    """What `publish check --fix` can mend in each file of the manuscript; nothing is written."""
    configuration = read_configuration(folder).value
    manuscript = read_manuscript(configuration).value if configuration else None
    if configuration is None or manuscript is None:
        return ()
    filters = _filters(folder)

    def judge(section: Section) -> tuple[Diagnostic, ...]:
        return unsettled(normalise(section, configuration, first_note=1, filters=filters).diagnostics, configuration)

    tried = (mend(section, (folder / section.path).read_bytes().decode(), judge) for section in manuscript.sections)
    return tuple(mended for mended in tried if mended)


def write_stages(folder: Path, into: Path) -> tuple[Path, ...]:
    """The tree of each section as it was read and after each filter, for looking: `into/one/0-read.txt`, `1-footnotes.txt`, …

    PublishError if book.toml or a file of the spine cannot be read, or if a stage cannot be written. A section with errors has the stages
    that it reached.
    """
    configured = read_configuration(folder)
    read = read_manuscript(configured.value) if configured.value else None
    if configured.value is None or read is None or read.value is None:
        raise PublishError(*in_reading_order([*configured.diagnostics, *(read.diagnostics if read else ())]))
    written: list[Path] = []
    try:
        for section in read.value.sections:
            folder_of_section = into / Path(section.path).with_suffix("")
            folder_of_section.mkdir(parents=True, exist_ok=True)
            for name, text in stages(section, configured.value, _filters(folder)):
                written.append(folder_of_section / f"{name}.txt")
                written[-1].write_text(text, encoding="utf-8")
    except OSError as fault:
        raise PublishError(_unwritable(into, fault)) from fault
    return tuple(written)


def read_book(folder: Path, cache: Cache, jobs: int = 1) -> Outcome[Book]:
    """The book that the folder holds, ready for every edition; read in up to `jobs` processes."""
    configured = read_configuration(folder)
    if configured.value is None:
        return Outcome(diagnostics=configured.diagnostics)
    book = _assembled(configured.value, cache, jobs)
    return replace(book, diagnostics=unsettled((*configured.diagnostics, *book.diagnostics), configured.value))


def unsettled(said: Iterable[Diagnostic], configuration: Configuration) -> tuple[Diagnostic, ...]:
    """What is said, without the warnings that book.toml ignores."""
    settled = {(one.code, one.file) for one in configuration.ignored}

    def is_open(found: Diagnostic) -> bool:
        file = found.location.path if found.location else None
        return found.severity == "error" or not {(found.code, None), (found.code, file)} & settled

    return tuple(filter(is_open, said))


def _assembled(configuration: Configuration, cache: Cache, jobs: int) -> Outcome[Book]:
    read = read_manuscript(configuration)
    said = list(read.diagnostics)
    if read.value is None:
        return Outcome(diagnostics=tuple(said))
    documents: list[ContentDocument] = []
    for composed in _compose_all(read.value.sections, configuration, cache, jobs):
        said.extend(composed.diagnostics)
        if composed.value:
            documents.append(composed.value)
    if has_errors(said):
        return Outcome(diagnostics=tuple(said))
    book = assemble(configuration, documents, {section.path: section.text for section in read.value.sections})
    return Outcome(value=book.value, diagnostics=(*said, *book.diagnostics))


def compose(section: Section, configuration: Configuration, first_note: int, filters: Sequence[Path]) -> Outcome[ContentDocument]:
    """The content document of one section: scanned, read by pandoc, normalised, written as XHTML, its images opened."""
    normalised = normalise(section, configuration, first_note=first_note, filters=filters)
    if normalised.value is None or normalised.failed:
        return Outcome(diagnostics=normalised.diagnostics)
    pictured = with_assets(content_document(normalised.value, configuration), configuration.folder, section.text)
    return Outcome(value=pictured.value, diagnostics=(*normalised.diagnostics, *pictured.diagnostics))


def build(order: Order) -> Built:
    """The editions asked for, published in the output folder together with report.json. PublishError if anything is wrong with the book."""
    _check_names(order.editions)
    with workplace(order) as workshop:
        started = perf_counter()
        read = read_book(order.folder, workshop.cache, order.jobs)
        if read.value is None or read.failed:
            raise PublishError(*in_reading_order(read.diagnostics))
        seconds = {"read": perf_counter() - started}
        book, said = read.value, list(read.diagnostics)
        workshop.say(f"read {len(book.documents)} sections")
        made, counts = _make_all(book, in_order(_wanted(order.editions, book.configuration), book.configuration), workshop, said, seconds)
        workshop.cache.forget(KEPT_RESULTS)
        diagnostics = in_reading_order(unsettled(said, book.configuration))
        written = workshop.scratch / "report.json"
        facts = report(book, made, counts, seconds, diagnostics)
        written.write_text(json.dumps(facts, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
        published = {name: _publish(entry, order.output) for name, entry in made.items()}
        written.replace(order.output / "report.json")
        return Built(book=book, made=published, diagnostics=diagnostics)


def page_map(order: Order) -> tuple[Book, Made]:
    """The book and its print edition as it would be made now, nothing published: where each note stands."""
    with workplace(order) as workshop:
        read = read_book(order.folder, workshop.cache, order.jobs)
        if read.value is None or read.failed:
            raise PublishError(*in_reading_order(read.diagnostics))
        printed = editions()["print"].make(read.value, workshop, {})
        if printed.value is None or printed.failed:
            raise PublishError(*in_reading_order(printed.diagnostics))
        return read.value, printed.value


def _compose_all(sections: Sequence[Section], configuration: Configuration, cache: Cache, jobs: int) -> list[Outcome[ContentDocument]]:
    """The content document of each section, in order: those kept from the last build, the others composed side by side."""
    filters = _filters(configuration.folder)
    fixed = (*(path.read_bytes() for path in filters), *_image_stamps(configuration.folder))
    first_notes = _first_notes(sections, configuration)
    tasks = [(section, configuration, first_note, filters) for section, first_note in zip(sections, first_notes, strict=True)]
    keys = [digest(section, configuration, first_note, *fixed) for section, _, first_note, _ in tasks]
    kept = [cache.recall(key) for key in keys]
    unknown = [task for task, known in zip(tasks, kept, strict=True) if known is None]
    few = sum(map(_letters, unknown)) < WORTH_A_PROCESS
    made = iter(side_by_side(_composed, unknown, jobs=1 if few else jobs, weight=_letters))
    composed: list[Outcome[ContentDocument]] = []
    for key, known in zip(keys, kept, strict=True):
        if known is None:
            composed.append(next(made))
            cache.keep(key, composed[-1])
        else:
            composed.append(known[0])  # type: ignore[arg-type]  # a key names one kind of value
    return composed


def _first_notes(sections: Sequence[Section], configuration: Configuration) -> Iterator[int]:
    """The number of each section's first note."""
    first_note = 1
    for section in sections:
        yield first_note
        if configuration.notes.numbering == "book":
            first_note += count_notes(scan(section))


def _letters(task: ComposeTask) -> int:
    return len(task[0].text)


def _composed(task: ComposeTask) -> Outcome[ContentDocument]:
    """One section composed. A tree is hundreds of thousands of small objects: to look among them for garbage now and then is no use."""
    gc.disable()
    try:
        return compose(*task)
    finally:
        gc.enable()


def _filters(folder: Path) -> tuple[Path, ...]:
    """Our filters in their declared order, then the book's own by name."""
    own = sorted((folder / "filters").glob("*.py")) if (folder / "filters").is_dir() else []
    return (*(filters_dir() / f"{name}.py" for name in OUR_FILTERS), *own)


def _image_stamps(folder: Path) -> Iterator[object]:
    """Name, size and time of each image: a section is composed again when one changes."""
    for path in sorted(folder.rglob("*")):
        if path.suffix.lower() in {".png", ".jpg", ".jpeg", ".gif", ".svg"} and path.is_file():
            stat = path.stat()
            yield path.relative_to(folder).as_posix(), stat.st_size, stat.st_mtime_ns


def _check_names(names: Sequence[str]) -> None:
    """PublishError for a name that no edition has."""
    known = editions()
    unknown = [name for name in names if name not in known]
    if unknown:
        raise PublishError(diagnostic("C190", f"there is no edition “{unknown[0]}”", help=f"write one of: {', '.join(known)}"))


def _wanted(names: Sequence[str], configuration: Configuration) -> tuple[str, ...]:
    """The names of the editions asked for, else of those that are standard for a book."""
    return tuple(names or (name for name, edition in editions().items() if edition.standard(configuration)))


def _make_all(
    book: Book, wanted: Sequence[Edition], workshop: Workshop, said: list[Diagnostic], seconds: dict[str, float]
) -> tuple[dict[str, Made], dict[str, object]]:
    """Each edition made, read back from its file and proved complete. PublishError where one is not."""
    made: dict[str, Made] = {}
    words: dict[str, EditionWords] = {}
    counts: dict[str, object] = {}
    for edition in wanted:
        started = perf_counter()
        outcome = edition.make(book, workshop, made)
        said.extend(outcome.diagnostics)
        if outcome.value is None or outcome.failed:
            raise PublishError(*in_reading_order(said))
        made[edition.name] = outcome.value
        seconds[edition.name] = perf_counter() - started
        if edition.read_back is None:
            workshop.say(f"made {edition.artefact}")
            continue
        started = perf_counter()
        words[edition.name] = edition.read_back(book, outcome.value)
        proved = check_completeness(book, outcome.value, words[edition.name])
        said.extend([*proved.diagnostics, *(() if proved.failed else edition.agree(book, made, words))])
        if has_errors(said):
            raise PublishError(*in_reading_order(said))
        counts[edition.name] = proved.value
        seconds[f"{edition.name} proved"] = perf_counter() - started
        workshop.say(f"made {edition.artefact}, every word and note in it")
    return made, counts


@contextmanager
def workplace(order: Order) -> Iterator[Workshop]:
    """A scratch folder in the output folder that only this build has, gone at the end whatever happens.

    PublishError if another build is at work there, or nothing can be written.
    """
    try:
        order.output.mkdir(parents=True, exist_ok=True)
    except OSError as fault:
        raise PublishError(_unwritable(order.output, fault)) from fault
    handle = os.open(order.output, os.O_RDONLY)
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as fault:
            raise PublishError(_busy(order.output)) from fault
        for left in order.output.glob(".making-*"):  # of a build that was killed
            shutil.rmtree(left, ignore_errors=True)
        cache = Cache(order.output / ".cache")
        with scratch_folder(".making-", order.output) as scratch, workers(order.jobs) as pool:
            yield Workshop(
                scratch=scratch,
                cache=cache,
                jobs=order.jobs,
                moment=order.moment,
                say=order.say,
                ace=order.ace,
                reports=order.output,
                pool=pool,
            )
    except OSError as fault:
        if fault.errno not in FULL_OR_FORBIDDEN:
            raise
        raise PublishError(_unwritable(order.output, fault)) from fault
    finally:
        os.close(handle)


def _publish(made: Made, output: Path) -> Made:
    """The artefact and what stands beside it under their own names: whole files, or those that stood there before."""
    for path in made.beside:
        path.replace(output / path.name)
    target = output / made.path.name
    made.path.replace(target)
    return replace(made, path=target, beside=tuple(output / path.name for path in made.beside))


def _busy(output: Path) -> Diagnostic:
    return diagnostic(
        "X103", f"another build is at work in {output}", help="wait until it is done, or give this one its own --output folder"
    )


def _unwritable(output: Path, fault: OSError) -> Diagnostic:
    where = f"{output}, or the folder for temporary files {tempfile.gettempdir()},"
    return diagnostic(
        "X102", f"{where} cannot be written: {fault.strerror}", help="make room on the disk, or choose another --output folder or TMPDIR"
    )
