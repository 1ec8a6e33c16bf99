"""From a folder with a book.toml to a composed book, ready for every edition.

    read_book     reads configuration and manuscript, composes each section, assembles the book
    check         the diagnostics of reading; nothing is made
    mend_book     what `publish check --fix` can mend
    write_stages  writes the tree of each section after each filter

Policy: reading stops before the next stage if there is an error. Nothing of layout, checks or editions is imported here
(`tests/commands/test_check.py`).
"""

import gc
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from publish.book.assemble import assemble
from publish.book.assets import MEDIA_TYPES, with_assets
from publish.book.xhtml import content_document
from publish.config import Configuration, read_configuration
from publish.diagnostics import Diagnostic, Outcome, PublishError, has_errors, in_reading_order
from publish.manuscript.files import read_manuscript
from publish.manuscript.fixes import Mended, mend
from publish.manuscript.normalise import normalise
from publish.manuscript.scan import count_notes, scan
from publish.manuscript.stages import stages
from publish.model import Book, ContentDocument, Section
from publish.resources import filters_dir
from publish.tools.cache import Cache, digest
from publish.tools.disk import unwritable
from publish.tools.processes import side_by_side

WORTH_A_PROCESS = 100_000  # characters of manuscript; fewer are composed before another process has started
OUR_FILTERS = ("footnotes", "citations", "block_quotes", "letters", "quotation_marks", "spacing")
"""In the order in which they run. A module beside them whose name begins with `_` is not a filter; filters import it."""

ComposeTask = tuple[Section, Configuration, int, tuple[Path, ...]]


def check(folder: Path, jobs: int = 1) -> tuple[Diagnostic, ...]:
    """The diagnostics of reading the book in a folder, in reading order; in up to `jobs` processes."""
    return in_reading_order(read_book(folder, Cache(None), jobs).diagnostics)


def mend_book(folder: Path) -> tuple[Mended, ...]:
    """The files of the manuscript in which `publish check --fix` can mend something; nothing is written."""
    configuration = read_configuration(folder).value
    manuscript = read_manuscript(configuration).value if configuration else None
    if configuration is None or manuscript is None:
        return ()
    filters = _filters(folder)

    def judge(section: Section) -> tuple[Diagnostic, ...]:
        return without_ignored(normalise(section, configuration, first_note=1, filters=filters).diagnostics, configuration)

    tried = (mend(section, (folder / section.path).read_bytes().decode(), judge) for section in manuscript.sections)
    return tuple(mended for mended in tried if mended)


def write_stages(folder: Path, into: Path) -> tuple[Path, ...]:
    """Writes the tree of each section as read and after each filter: `into/one/0-read.txt`, `1-footnotes.txt`, …; the files written.

    PublishError if book.toml or a file of the spine cannot be read, or if a stage cannot be written. A section with errors has only the
    stages that it reaches.
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
        raise PublishError(unwritable(into, fault, help="free some disk space, or name another folder for the stages")) from fault
    return tuple(written)


def read_book(folder: Path, cache: Cache, jobs: int = 1) -> Outcome[Book]:
    """The book in a folder, ready for every edition; read in up to `jobs` processes."""
    configured = read_configuration(folder)
    if configured.value is None:
        return Outcome(diagnostics=configured.diagnostics)
    book = _assembled(configured.value, cache, jobs)
    return replace(book, diagnostics=without_ignored((*configured.diagnostics, *book.diagnostics), configured.value))


def without_ignored(diagnostics: Iterable[Diagnostic], configuration: Configuration) -> tuple[Diagnostic, ...]:
    """The diagnostics without the warnings that book.toml ignores."""
    ignored = {(entry.code, entry.file) for entry in configuration.ignored}

    def is_reported(diagnostic: Diagnostic) -> bool:
        file = diagnostic.location.path if diagnostic.location else None
        return diagnostic.severity == "error" or not {(diagnostic.code, None), (diagnostic.code, file)} & ignored

    return tuple(filter(is_reported, diagnostics))


def _assembled(configuration: Configuration, cache: Cache, jobs: int) -> Outcome[Book]:
    read = read_manuscript(configuration)
    diagnostics = list(read.diagnostics)
    if read.value is None:
        return Outcome(diagnostics=tuple(diagnostics))
    documents: list[ContentDocument] = []
    for composed in _compose_all(read.value.sections, configuration, cache, jobs):
        diagnostics.extend(composed.diagnostics)
        if composed.value:
            documents.append(composed.value)
    if has_errors(diagnostics):
        return Outcome(diagnostics=tuple(diagnostics))
    book = assemble(configuration, documents, {section.path: section.text for section in read.value.sections})
    return Outcome(value=book.value, diagnostics=(*diagnostics, *book.diagnostics))


def compose(section: Section, configuration: Configuration, first_note: int, filters: Sequence[Path]) -> Outcome[ContentDocument]:
    """The content document of one section: normalised, written as XHTML, its images opened."""
    normalised = normalise(section, configuration, first_note=first_note, filters=filters)
    if normalised.value is None or normalised.failed:
        return Outcome(diagnostics=normalised.diagnostics)
    pictured = with_assets(content_document(normalised.value, configuration), configuration.folder, section.text)
    return Outcome(value=pictured.value, diagnostics=(*normalised.diagnostics, *pictured.diagnostics))


def _compose_all(sections: Sequence[Section], configuration: Configuration, cache: Cache, jobs: int) -> list[Outcome[ContentDocument]]:
    """The content document of each section, in order: from the cache, or composed in parallel."""
    filters = _filters(configuration.folder)
    fixed = (*(path.read_bytes() for path in (*filters, *_beside_our_filters())), *_image_stamps(configuration.folder))
    first_notes = _first_notes(sections, configuration)
    tasks = [(section, configuration, first_note, filters) for section, first_note in zip(sections, first_notes, strict=True)]
    keys = [digest(section, configuration, first_note, *fixed) for section, _, first_note, _ in tasks]
    recalled = [cache.recall(key) for key in keys]
    changed = [task for task, cached in zip(tasks, recalled, strict=True) if cached is None]
    is_short = sum(map(_letters, changed)) < WORTH_A_PROCESS
    made = iter(side_by_side(_composed, changed, jobs=1 if is_short else jobs, weight=_letters))
    composed: list[Outcome[ContentDocument]] = []
    for key, cached in zip(keys, recalled, strict=True):
        if cached is None:
            composed.append(next(made))
            cache.keep(key, composed[-1])
        else:
            composed.append(cached[0])  # type: ignore[arg-type]  # a key names one kind of value
    return composed


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


def _filters(folder: Path) -> tuple[Path, ...]:
    """Our filters in their order, then the book's filters by name."""
    of_book = sorted((folder / "filters").glob("*.py")) if (folder / "filters").is_dir() else []
    return (*(filters_dir() / f"{name}.py" for name in OUR_FILTERS), *of_book)


def _beside_our_filters() -> list[Path]:
    """The modules that our filters import, whose names begin with `_`."""
    return sorted(filters_dir().glob("_[a-z]*.py"))


def _image_stamps(folder: Path) -> Iterator[object]:
    """Name, size and time of each image: when one changes, sections are composed anew."""
    for path in sorted(folder.rglob("*")):
        if path.suffix.lower() in MEDIA_TYPES and path.is_file():
            stat = path.stat()
            yield path.relative_to(folder).as_posix(), stat.st_size, stat.st_mtime_ns
