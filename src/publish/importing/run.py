"""The story of an import: sources are read, recovered, written as a book to a scratch folder, proved, and only then moved into place."""

import tempfile
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from itertools import groupby
from pathlib import Path

import tomlkit

from publish.config.key_places import TomlSource
from publish.config.language_tags import mark_place
from publish.config.resolution import house_styles_in
from publish.config.style_roles import HouseRole
from publish.diagnostics import Diagnostic, ExitCode, Location, PublishError, diagnostic, has_errors, in_reading_order
from publish.importing.blocks import Block, Reading
from publish.importing.inline import IMAGE_SPAN, MATH
from publish.importing.ledger import (
    NAME,
    Answer,
    Decision,
    DecisionLog,
    State,
    Subject,
    answers_in,
    instead_in,
    ledger_text,
    place_of,
    whole_place_of,
)
from publish.importing.left_out import LeftOut, told_by, without_dropped
from publish.importing.merge import (
    BASE,
    Choice,
    Conflict,
    Editing,
    Merged,
    base_file,
    base_texts,
    content_digest,
    merge,
)
from publish.importing.readers import Source, readings
from publish.importing.readers.sources import sources_in
from publish.importing.readers.word_processors.style_decisions import faulty_styles, log_styles, style_roles
from publish.importing.recovery.call_places import with_calls_placed
from publish.importing.recovery.metadata import Metadata, metadata_of, without_title_page
from publish.importing.recovery.note_keeping import with_every_note
from publish.importing.recovery.recovered_text import Passage, RecoveredText, recover_text
from publish.importing.recovery.title_answers import as_answered
from publish.importing.report.conservation import OUR_FAULT, Loss, with_lost_words
from publish.importing.report.note_proof import lost_notes
from publish.importing.report.proof import prove, write_files
from publish.importing.report.report_page import NAME as REPORT
from publish.importing.report.report_page import report_html
from publish.importing.writers.book import SectionFile, section_files
from publish.reading import read_book
from publish.tools.cache import Cache
from publish.tools.disk import unwritable
from publish.tools.processes import scratch_folder, uninterrupted

TOML = "book.toml"


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportOrder:
    """What to import, and into which folder. `force` overwrites the work of an editor; `dry_run` writes nothing.

    `answers` to decisions, by their keys, are added to those in the ledger, and what things are `instead`; `choices` are those in
    conflicts, by their keys.
    """

    sources: tuple[str, ...]
    into: Path
    force: bool = False
    dry_run: bool = False
    jobs: int = 1
    answers: Mapping[str, Answer] = field(default_factory=dict)
    instead: Mapping[str, str] = field(default_factory=dict)
    choices: Mapping[str, Choice] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Imported:
    """The result of an import: files by their paths in the book, decisions, what `publish check` reports on the book, readings.

    `conflicts` are passages that the editor and the source have changed since the last import; `left_out` is what does not come along.
    """

    files: Mapping[str, str | bytes]
    decisions: tuple[Decision, ...]
    diagnostics: tuple[Diagnostic, ...]
    readings: tuple[Reading, ...] = ()
    conflicts: tuple[Conflict, ...] = ()
    left_out: tuple[LeftOut, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A book that is not yet proved: its sections, its pictures by their paths, its cover, and what they were made of.

    `diagnostics` are those of the readers; `losses` are words of a source that are in no block.
    """

    metadata: Metadata
    parts: tuple[tuple[Reading, RecoveredText], ...]
    sections: tuple[SectionFile, ...]
    pictures: Mapping[str, bytes]
    cover: str
    diagnostics: tuple[Diagnostic, ...]
    losses: tuple[tuple[str, Loss], ...] = ()
    """With the name of the source of each."""

    @property
    def files(self) -> Mapping[str, str | bytes]:
        """The files of the book by their paths."""
        return self.files_of(self.sections, has_cover=True)

    def files_of(self, sections: Sequence[SectionFile], *, has_cover: bool) -> Mapping[str, str | bytes]:
        """The files of the book by their paths, with these sections, with or without its cover in book.toml."""
        toml = _book_toml(self.metadata, sections, self.cover if has_cover else "")
        return {TOML: toml, **{section.path: section.text for section in sections}, **self.pictures}


def import_book(order: ImportOrder) -> Imported:
    """Imports the sources as a book. PublishError, and nothing is written, if a source cannot be read.

    I901 where a word of a source would be lost: it is in a query there. I902 where a block could not be written as it stands.
    """
    ledger = _read_ledger(order.into)
    log = DecisionLog(answers={**answers_in(ledger), **order.answers}, instead={**instead_in(ledger), **order.instead})
    draft = draft_book(sources_in(order.sources, style_roles(_declared_styles(order.into), log)), log)
    with _writable(Path(tempfile.gettempdir())):
        proof = prove(draft.sections, lambda sections, has_cover: draft.files_of(sections, has_cover=has_cover), order.jobs)
    diagnostics = in_reading_order([*draft.diagnostics, *_told_losses(draft, proof.sections), *proof.diagnostics])
    decisions = log.in_order()
    written = draft.files_of(proof.sections, has_cover=proof.has_cover)
    merged = _merged(written, order, ledger)
    if has_errors(merged.diagnostics):
        raise PublishError(*merged.diagnostics)
    digests = {name: content_digest(content) for name, content in written.items()}
    dropped = [(reading, {block.order for block in recovered.dropped}) for reading, recovered in draft.parts]
    left_out = (*(one for reading, orders in dropped for one in without_dropped(reading.left_out, orders)), *told_by(diagnostics))
    files = {
        **merged.files,
        REPORT: report_html(draft.metadata.title, draft.parts, proof.sections, decisions, left_out),
        NAME: ledger_text(decisions, digests, order.sources, log.answers),
        BASE: base_file(written),
    }
    if not order.dry_run:
        _publish(files, merged.stale, order.into)
        if merged.merged:
            of_import = [entry for entry in diagnostics if entry.code.startswith("I")]
            diagnostics = (*of_import, *read_book(order.into, Cache(None), order.jobs).diagnostics)
    return Imported(
        files=files,
        decisions=decisions,
        diagnostics=in_reading_order([*diagnostics, *merged.diagnostics]),
        readings=tuple(reading for reading, _ in draft.parts),
        conflicts=merged.conflicts,
        left_out=left_out,
    )


def draft_book(sources: Sequence[Source], log: DecisionLog) -> Draft:
    """The book that these sources become, with every decision in the log. PublishError if one cannot be read or has no text."""
    parts: list[tuple[Reading, RecoveredText]] = []
    losses: list[tuple[str, Loss]] = []
    passages: list[Passage] = []
    read = tuple(readings(sources))
    log_styles(read, log)
    for reading in read:
        for block, exclusion in reading.removed:
            log.decide(Subject.DROP, whole_place_of(block), "", exclusion.evidence, exclusion.confidence, State.APPLIED)
        recovered, lost = with_lost_words(reading, recover_text(reading, log))
        recovered, no_metadata = as_answered(recovered, log)
        parts.append((reading, recovered))
        losses.extend((reading.name, loss) for loss in lost)
        passages.extend(passage for passage in recovered.passages if place_of(passage.block) not in no_metadata)
    metadata = metadata_of(passages, parts[0][0].hints, sources[0].name, log, parts[0][1].title_page)
    sections = _sections(parts, metadata, log) or _sections(parts, replace(metadata, taken=()), log)
    if not sections:
        raise PublishError(diagnostic("I102", f"“{sources[0].name}” has no text", help="name the file that holds the text"))
    _log_titles(sections, metadata, log)
    cover = next((reading.cover for reading, _ in parts if reading.cover), "")
    shown = {cover, *(picture for section in sections for block in section.blocks for picture in _pictures(block))}
    notes_lost = [loss for reading, _ in parts for loss in lost_notes(reading, sections, log.decisions)]
    return Draft(
        metadata=metadata,
        parts=tuple(parts),
        sections=tuple(sections),
        pictures={path: content for reading, _ in parts for path, content in reading.pictures.items() if path in shown},
        cover=cover,
        diagnostics=(*(diagnostic for reading, _ in parts for diagnostic in reading.diagnostics), *notes_lost),
        losses=tuple(losses),
    )


def _sections(parts: Sequence[tuple[Reading, RecoveredText]], metadata: Metadata, log: DecisionLog) -> list[SectionFile]:
    """The sections of the book, without the lines that moved to book.toml."""
    sections: list[SectionFile] = []
    for reading, recovered in parts:
        text = with_calls_placed(with_every_note(without_title_page(recovered, metadata), log), mark_place(metadata.language))
        sections.extend(section_files(text, reading, metadata.title, len(sections) + 1))
    return sections


def _told_losses(draft: Draft, sections: Sequence[SectionFile]) -> Iterator[Diagnostic]:
    """I901 for each loss, at the query that has its words, or at the source where a word was added."""
    places = {
        id(passage.block): Location(path=section.path, line=section.line_of(place))
        for section in sections
        for place, passage in enumerate(section.passages)
    }
    for name, loss in draft.losses:
        at = places.get(id(loss.block), Location(path=name))
        line = loss.block.line if loss.block else 1
        message = f"“{loss.lost}” of the source ({name}:{line}) would become “{loss.instead}”" + (
            ": it is in a query" if id(loss.block) in places else ""
        )
        yield diagnostic("I901", message, help=OUR_FAULT, at=at)


def _pictures(block: Block) -> Iterator[str]:
    """The files of the pictures that a block shows."""
    yield from (image[1] for image in IMAGE_SPAN.finditer(block.text))
    yield from ([block.picture] if block.picture else [])


def _log_titles(sections: Sequence[SectionFile], metadata: Metadata, log: DecisionLog) -> None:
    """Logs the titles that were given to sections without a heading."""
    for section in sections:
        if section.supplied:
            from_file = section.supplied != metadata.title
            evidence = "the title that the file gives" if from_file else "this text has no heading"
            state = State.APPLIED if from_file else State.ASKED
            place = place_of(section.flow[1])
            log.decide(Subject.HEADING, place, f"# {section.supplied}", evidence, 0.9 if from_file else 0.3, state)


def sources_of(folder: Path) -> tuple[str, ...]:
    """The sources of the last import into this folder, as they were named then; () if there was no import."""
    names = _read_ledger(folder).get("sources")
    return tuple(str(name) for name in names) if isinstance(names, list) else ()


def _read_ledger(folder: Path) -> Mapping[str, object]:
    """The ledger of the last import into this folder; {} if there is none. PublishError if it cannot be read."""
    path = folder / NAME
    if not path.is_file():
        return {}
    try:
        text = path.read_text(encoding="utf-8")
        ledger = tomllib.loads(text)
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as fault:
        help = "correct that line (an answer needs quotation marks), or delete the file to start again"
        raise PublishError(diagnostic("I121", f"{path} cannot be read: {fault}", help=help)) from fault
    source = TomlSource(path=str(path), text=text)
    if faults := tuple(faulty_styles(ledger, lambda *key: source.location_of_value(key))):
        raise PublishError(*faults)
    return ledger


def _declared_styles(folder: Path) -> Mapping[str, HouseRole]:
    """What the styles of the sources are, if the book.toml in this folder says so. PublishError if that cannot be read."""
    styles = house_styles_in(folder)
    if styles.value is None or has_errors(styles.diagnostics):
        raise PublishError(*styles.diagnostics)
    return styles.value


def _book_toml(metadata: Metadata, files: Sequence[SectionFile], cover: str) -> str:
    book = tomlkit.document()
    book["title"] = metadata.title
    if metadata.subtitle:
        book["subtitle"] = metadata.subtitle
    book["language"] = metadata.language
    if metadata.publisher:
        book["publisher"] = metadata.publisher
    people = tomlkit.aot()
    for person in metadata.people:
        table = tomlkit.table()
        table["name"] = person.name
        if person.role != "aut":
            table["role"] = person.role
        people.append(table)
    book["contributors"] = people
    spine = tomlkit.table()
    for matter in ("front", "body", "back"):
        sections = [file for file in files if file.matter == matter]
        if sections or matter == "body":
            spine[matter] = _array(sections)
    book["spine"] = spine
    if any(MATH in block.text for file in files for block in file.blocks):
        text = tomlkit.table()
        text["math"] = True
        book["text"] = text
    if cover:
        epub = tomlkit.table()
        epub["cover"] = cover
        book["epub"] = epub
    return tomlkit.dumps(book)


def _array(files: Sequence[SectionFile]) -> tomlkit.items.Array:
    """The paths of the sections of one matter, in their order and by part."""
    array = tomlkit.array()
    for part, group in groupby(files, key=lambda file: file.part):
        if part:
            table = tomlkit.inline_table()
            if part.number:
                table["number"] = part.number
            table["part"] = part.title
            table["sections"] = [file.path for file in group]
            array.append(table)
        else:
            array.extend([file.path for file in group])
    return array.multiline(len(array) > 1)


def _merged(files: Mapping[str, str | bytes], order: ImportOrder, ledger: Mapping[str, object]) -> Merged:
    """The files of this import, merged with the work of the editor since the last one; with `force` as they are."""
    table = ledger.get("written")
    written = {str(name): str(digest) for name, digest in table.items()} if isinstance(table, dict) else {}
    inside = {name: digest for name, digest in written.items() if _is_inside(order.into / name, order.into)}
    own, is_alone = _own_table(order.into / TOML)
    if order.force:
        files = {**files, TOML: _with_table(files[TOML], own)}
        return Merged(files=files, stale=tuple(name for name in inside if name not in files and (order.into / name).is_file()))
    editing = Editing(folder=order.into, written=inside, base=base_texts(order.into, inside), choices=order.choices)
    if is_alone and TOML not in written:
        merged = merge({name: content for name, content in files.items() if name != TOML}, editing)
        return replace(merged, files={**merged.files, TOML: _with_table(files[TOML], own)})
    return merge(files, editing)


def _own_table(toml: Path) -> tuple[object, bool]:
    """The table `import` of a book.toml, None without one, and whether it is all that the file has: then a house wrote it beforehand."""
    tables = tomlkit.parse(toml.read_text(encoding="utf-8-sig")) if toml.is_file() else {}
    return tables.get("import"), set(tables) == {"import"}


def _with_table(toml: str | bytes, table: object) -> str:
    """A book.toml that an import has written, with the table `import` that only the editor writes."""
    book = tomlkit.parse(toml)
    if table is not None:
        book["import"] = table
    return tomlkit.dumps(book)


def _publish(files: Mapping[str, str | bytes], stale: Sequence[str], folder: Path) -> None:
    """Writes all files of the book or none, and deletes those of the last import that no longer belong to it."""
    with _writable(folder):
        folder.mkdir(parents=True, exist_ok=True)
        with scratch_folder(".importing-", folder) as scratch:
            write_files(files, scratch)
            for name in files:
                (folder / name).parent.mkdir(parents=True, exist_ok=True)
            with uninterrupted():
                for name in files:
                    (scratch / name).replace(folder / name)
                for name in stale:
                    (folder / name).unlink()


@contextmanager
def _writable(folder: Path) -> Iterator[None]:
    """Turns an OSError (disk full, no permission) into a PublishError with a remedy."""
    try:
        yield
    except OSError as fault:
        help = "free disk space, or name another folder with --into, or with TMPDIR"
        raise PublishError(unwritable(folder, fault, help=help), exit_code=ExitCode.MACHINE) from fault


def _is_inside(path: Path, folder: Path) -> bool:
    """Whether a path from a ledger is inside the folder of the book."""
    return path.resolve().is_relative_to(folder.resolve())
