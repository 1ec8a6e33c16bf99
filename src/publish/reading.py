"""From a folder with a book.toml to a composed book, ready for every edition.

    read_book     reads configuration and manuscript, composes each section, assembles the book
    check         the diagnostics of reading; nothing is made
    mend_book     what `publish check --fix` can mend
    write_stages  writes the tree of each section after each filter

Policy: reading stops before the next stage if there is an error. A book's own filters run where they are allowed (`Trust`), each section
with them in a process of its own; else the book is read without them and M193 says so. Nothing of layout, checks or editions is imported
here (`tests/commands/test_check.py`), but for the judge of a book that has its own sheet for print.
"""

import gc
import signal
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

from publish.book.assemble import assemble
from publish.book.assets import MEDIA_TYPES, with_assets
from publish.book.sheet_checks import sheet_faults
from publish.book.style_faults import RulesToJudge, StyleFault
from publish.book.typefaces import typefaces
from publish.book.xhtml import content_document
from publish.config import Configuration, place_of_key, read_configuration
from publish.diagnostics import Diagnostic, Location, Outcome, PublishError, diagnostic, has_errors, in_reading_order
from publish.languages import english_tables, labels_for, primary, with_book_tables
from publish.manuscript import filter_process
from publish.manuscript.files import read_manuscript
from publish.manuscript.filter_runs import FORM, IN_THIS_PROCESS, Guard
from publish.manuscript.fixes import Mended, mend
from publish.manuscript.normalise import normalise
from publish.manuscript.own_filters import NO_TRUST, OwnFilters, Trust, not_allowed, own_filters
from publish.manuscript.scan import count_notes, scan
from publish.manuscript.stages import stages
from publish.manuscript.straight_marks import curls_marks, straight_marks, straight_slips
from publish.model import Book, ContentDocument, Section
from publish.resources import filters_dir, styles_dir
from publish.tools.cache import Cache, digest, file_digest
from publish.tools.disk import unwritable
from publish.tools.processes import Ended, Raised, apart, side_by_side

WORTH_A_PROCESS = 100_000  # characters of manuscript; fewer are composed before another process has started
OUR_FILTERS = ("footnotes", "citations", "block_quotes", "letters", "quotation_marks", "spacing")
"""In the order in which they run. A module beside them whose name begins with `_` is not a filter; filters import it."""

FAILING = "M191"
OF_FILTERS = frozenset({FAILING, "M194", "M195"})
"""What is said of a filter, not of a section."""
OF_BOOKS = frozenset({"M244"})
"""What is said of the whole book."""
GRACE = 5.0  # seconds after which a filter is ended that does not end itself when its time is up

Value = TypeVar("Value")
ComposeTask = tuple[Section, Configuration, int, tuple[Path, ...]]


def check(folder: Path, jobs: int = 1, trust: Trust = NO_TRUST) -> tuple[Diagnostic, ...]:
    """The diagnostics of reading the book in a folder and its style sheets, in reading order; in up to `jobs` processes."""
    read = read_book(folder, Cache(None), jobs, trust).diagnostics
    configuration = read_configuration(folder).value
    if configuration is None:
        return read
    faces = typefaces(configuration, Cache(None))
    faults = sheet_faults(folder, styles_dir(), _judge, faces.value) if faces.value else ()
    return in_reading_order([*read, *without_ignored((*faces.diagnostics, *faults), configuration)])


def _judge(sheets: Sequence[RulesToJudge]) -> Sequence[tuple[StyleFault, ...]]:
    """The judge of style sheets for print, loaded only for a book that has one."""
    from publish.layout.sheet_judge import judge

    return judge(sheets)


def mend_book(folder: Path) -> tuple[Mended, ...]:
    """The files of the manuscript in which `publish check --fix` can mend something; nothing is written. Own filters do not run."""
    configuration = read_configuration(folder).value
    manuscript = read_manuscript(configuration).value if configuration else None
    if configuration is None or manuscript is None:
        return ()
    filters = _our_filters()
    curls = curls_marks(manuscript)

    def judge(section: Section) -> tuple[Diagnostic, ...]:
        slips = straight_slips(section) if curls else ()
        normalised = normalise(section, configuration, first_note=1, filters=filters)
        return without_ignored((*normalised.diagnostics, *slips), configuration)

    tried = (mend(section, (folder / section.path).read_bytes().decode(), judge) for section in manuscript.sections)
    return tuple(mended for mended in tried if mended)


def write_stages(folder: Path, into: Path, trust: Trust = NO_TRUST) -> tuple[Path, ...]:
    """Writes the tree of each section as read and after each filter: `into/one/0-read.txt`, `1-footnotes.txt`, …; the files written.

    PublishError if book.toml or a file of the spine cannot be read, or if a stage cannot be written. A section with errors has only the
    stages that it reaches, and own filters that may not run have none.
    """
    configured = read_configuration(folder)
    read = read_manuscript(configured.value) if configured.value else None
    if configured.value is None or read is None or read.value is None:
        raise PublishError(*in_reading_order([*configured.diagnostics, *(read.diagnostics if read else ())]))
    written: list[Path] = []
    own = own_filters(folder)
    if own and not trust.covers(own):
        own = None
    filters = (*_our_filters(), *(own.paths if own else ()))
    tasks = [(section, configured.value, 1, filters) for section in read.value.sections]
    try:
        for section, found in zip(read.value.sections, _stages_of(tasks, own), strict=True):
            folder_of_section = into / Path(section.path).with_suffix("")
            folder_of_section.mkdir(parents=True, exist_ok=True)
            for name, text in found:
                written.append(folder_of_section / f"{name}.txt")
                written[-1].write_text(text, encoding="utf-8")
    except OSError as fault:
        raise PublishError(unwritable(into, fault, help="free some disk space, or name another folder for the stages")) from fault
    return tuple(written)


def read_book(folder: Path, cache: Cache, jobs: int = 1, trust: Trust = NO_TRUST) -> Outcome[Book]:
    """The book in a folder, ready for every edition; read in up to `jobs` processes."""
    configured = read_configuration(folder)
    if configured.value is None:
        return Outcome(diagnostics=configured.diagnostics)
    book = _assembled(configured.value, cache, jobs, trust)
    return replace(book, diagnostics=without_ignored((*configured.diagnostics, *book.diagnostics), configured.value))


def without_ignored(diagnostics: Iterable[Diagnostic], configuration: Configuration) -> tuple[Diagnostic, ...]:
    """The diagnostics without the warnings that book.toml ignores."""
    ignored = {(entry.code, entry.file) for entry in configuration.ignored}

    def is_reported(diagnostic: Diagnostic) -> bool:
        file = diagnostic.location.path if diagnostic.location else None
        return diagnostic.severity == "error" or not {(diagnostic.code, None), (diagnostic.code, file)} & ignored

    return tuple(filter(is_reported, diagnostics))


def _assembled(configuration: Configuration, cache: Cache, jobs: int, trust: Trust) -> Outcome[Book]:
    read = read_manuscript(configuration)
    diagnostics = [*_english_words(configuration), *read.diagnostics]
    if read.value is None:
        return Outcome(diagnostics=tuple(diagnostics))
    own = own_filters(configuration.folder)
    if own and not trust.covers(own):
        diagnostics.append(not_allowed(own, trust))
        own = None
    documents: list[ContentDocument] = []
    composed = _compose_all(read.value.sections, configuration, cache, jobs, own)
    for outcome in composed:
        if outcome.value:
            documents.append(outcome.value)
    diagnostics.extend(_once(composed))
    if has_errors(diagnostics):
        return Outcome(diagnostics=tuple(diagnostics))
    diagnostics.extend(straight_marks(read.value))
    book = assemble(configuration, documents, {section.path: section.text for section in read.value.sections})
    return Outcome(value=book.value, diagnostics=(*diagnostics, *book.diagnostics))


def _english_words(configuration: Configuration) -> Iterator[Diagnostic]:
    """C133 if words that publish adds are English in a book of another language."""
    language = configuration.language
    with with_book_tables(configuration.tables):
        tables = english_tables(language)
    if tables:
        english = labels_for("en")
        examples = f"“{english.contents}” and “{english.notes}”, for example" if "labels" in tables else f"those of {', '.join(tables)}"
        message = f"publish has no words in “{primary(language)}”: what it adds to the book is English, {examples}"
        written = ", ".join(f"[words.{name}]" for name in tables)
        help = f'write them under {written}, as “publish explain C133” shows, or accept English: [check] ignore = [{{ code = "C133", … }}]'
        yield diagnostic("C133", message, help=help, at=place_of_key(configuration.folder, "language"))


def _once(outcomes: Iterable[Outcome[ContentDocument]]) -> Iterator[Diagnostic]:
    """The diagnostics of all sections; what a filter does in many of them, or what is true of the book, is reported once, for the first."""
    seen: set[tuple[str, Location | str | None]] = set()
    for entry in (entry for outcome in outcomes for entry in outcome.diagnostics):
        of_what = entry.message if entry.code in OF_BOOKS else entry.location
        if entry.code not in OF_FILTERS | OF_BOOKS or (entry.code, of_what) not in seen:
            yield entry
        seen.add((entry.code, of_what))


def compose(
    section: Section, configuration: Configuration, first_note: int, filters: Sequence[Path], guard: Guard = IN_THIS_PROCESS
) -> Outcome[ContentDocument]:
    """The content document of one section: normalised, written as XHTML, its images opened."""
    normalised = normalise(section, configuration, first_note=first_note, filters=filters, guard=guard)
    if normalised.value is None or normalised.failed:
        return Outcome(diagnostics=normalised.diagnostics)
    pictured = with_assets(content_document(normalised.value, configuration), configuration.folder, section.text)
    return Outcome(value=pictured.value, diagnostics=(*normalised.diagnostics, *pictured.diagnostics))


def _compose_all(
    sections: Sequence[Section], configuration: Configuration, cache: Cache, jobs: int, own: OwnFilters | None
) -> list[Outcome[ContentDocument]]:
    """The content document of each section, in order: from the cache, or composed in parallel."""
    filters = (*_our_filters(), *(own.paths if own else ()))
    fixed = _common_key(configuration, own) if cache.folder else ()
    first_notes = _first_notes(sections, configuration)
    tasks = [(section, configuration, first_note, filters) for section, first_note in zip(sections, first_notes, strict=True)]
    keys = [digest(section, first_note, *fixed) for section, _, first_note, _ in tasks]
    recalled = [cache.recall(key, Outcome[ContentDocument]) for key in keys]
    changed = [task for task, cached in zip(tasks, recalled, strict=True) if cached is None]
    made = iter(_with_own_filters(changed, jobs) if own else _side_by_side(changed, jobs))
    composed: list[Outcome[ContentDocument]] = []
    are_filtered = True  # up to the first section in which an own filter fails
    for key, cached in zip(keys, recalled, strict=True):
        if cached is None:
            composed.append(next(made))
            are_filtered = are_filtered and not _has_failed(composed[-1])
            if are_filtered and not composed[-1].failed:
                cache.keep(key, composed[-1])
        else:
            composed.append(cached)
    return composed


def _common_key(configuration: Configuration, own: OwnFilters | None) -> tuple[object, ...]:
    """What every section depends on beside its text: the configuration, the filters, the pictures, by their content."""
    folder = configuration.folder
    pictures = (path for path in sorted(folder.rglob("*")) if path.suffix.lower() in MEDIA_TYPES and path.is_file())
    return (
        replace(configuration, folder=Path()),
        [path.read_bytes() for path in (*_our_filters(), *_beside_our_filters())],
        own.digest if own else "",
        [(path.relative_to(folder).as_posix(), file_digest(path)) for path in pictures],
    )


def _side_by_side(tasks: Sequence[ComposeTask], jobs: int) -> list[Outcome[ContentDocument]]:
    is_short = sum(map(_letters, tasks)) < WORTH_A_PROCESS
    return side_by_side(_composed, tasks, jobs=1 if is_short else jobs, weight=_letters)


def _with_own_filters(tasks: Sequence[ComposeTask], jobs: int) -> list[Outcome[ContentDocument]]:
    """The sections composed with filters of the book's own, each in a process of its own.

    From the section after which a filter fails, the others are composed without these filters, so that their faults are reported too.
    """
    results = _apart(_composed_apart, tasks, jobs)
    outcomes = [_outcome_of(result, task) for result, task in zip(results, tasks, strict=False)]
    rest = [(section, configuration, first_note, _our_filters()) for section, configuration, first_note, _ in tasks[len(outcomes) :]]
    return [*outcomes, *_side_by_side(rest, jobs)]


def _apart(work: Callable[..., Outcome[Value]], tasks: Sequence[ComposeTask], jobs: int) -> list[Ended | Raised | Outcome[Value]]:
    """What came of the work on each task in a process of its own, up to the first in which a filter fails."""
    seconds = filter_process.SECONDS
    return apart(partial(work, seconds=seconds), tasks, jobs=jobs, seconds=seconds + GRACE, is_last=_has_failed, module=__name__)


def _has_failed(result: Ended | Raised | Outcome[Any]) -> bool:
    return not isinstance(result, Outcome) or any(entry.code == FAILING for entry in result.diagnostics)


def _outcome_of(result: Ended | Raised | Outcome[Value], task: ComposeTask) -> Outcome[Value]:
    """What came of the work on a section. A filter that ends its process, or leaves one in which nothing works, is M191.

    Raises what the work raised if it does so without own filters too.
    """
    if isinstance(result, Outcome):
        return result
    section, configuration, first_note, filters = task
    own = next(filter.relative_to(configuration.folder).as_posix() for filter in filters if filter.is_relative_to(configuration.folder))
    if isinstance(result, Raised):
        if isinstance(result.fault, PublishError):
            raise result.fault
        compose(section, configuration, first_note, _our_filters())
        message = f"{section.path} cannot be set after the filter {own}: {result.fault}"
    elif result.exit_code is None:
        message = f"the filter {result.note or own} does not finish in {section.path} within {filter_process.SECONDS} seconds"
    elif result.exit_code < 0:
        message = f"the filter {result.note or own} ends its process in {section.path}: {signal.Signals(-result.exit_code).name}"
    else:
        message = f"the filter {result.note or own} ends its process in {section.path}, with exit code {result.exit_code}"
    named = result.note if isinstance(result, Ended) else ""
    return Outcome(diagnostics=(diagnostic(FAILING, message, help=FORM, at=Location(path=named or own)),))


def _first_notes(sections: Sequence[Section], configuration: Configuration) -> Iterator[int]:
    """The number of the first note of each section."""
    first_note = 1
    for section in sections:
        yield first_note
        if configuration.notes.numbering == "book":
            first_note += count_notes(scan(section))


def _letters(task: ComposeTask) -> int:
    return len(task[0].text)


def _composed(task: ComposeTask) -> Outcome[ContentDocument]:
    """One section, composed without garbage collection: a tree has hundreds of thousands of live small objects, and little garbage."""
    gc.disable()
    try:
        return compose(*task)
    finally:
        gc.enable()


def _composed_apart(task: ComposeTask, note: Callable[[str], None], seconds: float) -> Outcome[ContentDocument]:
    """One section with filters of the book's own, in a process of its own."""
    gc.disable()
    return compose(*task, filter_process.enter(task[1].folder, note, seconds))


def _stages_apart(task: ComposeTask, note: Callable[[str], None], seconds: float) -> Outcome[list[tuple[str, str]]]:
    """The stages of one section, in a process of its own."""
    section, configuration, _, filters = task
    guard = filter_process.enter(configuration.folder, note, seconds)
    return Outcome(value=list(stages(section, configuration, filters, guard)))


def _stages_of(tasks: Sequence[ComposeTask], own: OwnFilters | None) -> Iterator[Iterable[tuple[str, str]]]:
    """The stages of each section. A filter that ends its process is M191, as in `read_book`."""
    for task in tasks:
        section, configuration, _, filters = task
        if own is None:
            yield stages(section, configuration, filters)
            continue
        (result,) = _apart(_stages_apart, [task], 1)
        outcome = _outcome_of(result, task)
        if outcome.value is None:
            raise PublishError(*outcome.diagnostics)
        yield outcome.value


def _our_filters() -> tuple[Path, ...]:
    """Our filters in their order."""
    return tuple(filters_dir() / f"{name}.py" for name in OUR_FILTERS)


def _beside_our_filters() -> list[Path]:
    """The modules that our filters import, whose names begin with `_`."""
    return sorted(filters_dir().glob("_[a-z]*.py"))
