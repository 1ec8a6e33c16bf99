"""The story of an import: sources read, recovered, written as a book in a folder of its own, proved, and only then moved into place."""

import difflib
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path

import tomlkit

from publish.build import read_book
from publish.cache import Cache
from publish.diagnostics import Diagnostic, Location, PublishError, diagnostic, has_errors, in_reading_order
from publish.importing.blocks import Block
from publish.importing.conservation import unaccounted, unwritten
from publish.importing.cruft import without_page_lines
from publish.importing.ledger import NAME, Clerk, Decision, Place, State, Subject, answers_in, ledger_text
from publish.importing.metadata import Hints, Metadata, metadata_of
from publish.importing.plain_text import blocks_of, lines_of
from publish.importing.recover import Recovered, recovered
from publish.importing.sources import Source, sources_in
from publish.importing.write import SectionFile, section_files
from publish.processes import scratch_folder

MOST_DIFFERENCE = 40  # lines of a hand's work that are shown


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportOrder:
    """What is asked of an import. `force` overwrites a manuscript that was edited by hand; `dry_run` writes nothing."""

    sources: tuple[str, ...]
    into: Path
    force: bool = False
    dry_run: bool = False
    jobs: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Imported:
    """What an import made: the files by their names in the book's folder, its decisions, what checking the book says."""

    files: Mapping[str, str]
    decisions: tuple[Decision, ...]
    diagnostics: tuple[Diagnostic, ...]


def import_book(order: ImportOrder) -> Imported:
    """The sources as a book in the order's folder. PublishError, and nothing written, where one cannot be read or a word would be lost."""
    sources = sources_in(order.sources)
    known = _known(order.into)
    clerk = Clerk(answers=answers_in(known))
    parts: list[tuple[Source, Recovered, tuple[Block, ...]]] = []
    for source in sources:
        lines, doubts = without_page_lines(lines_of(source.text), source.name)
        for doubt in doubts:
            clerk.decide(
                Subject.DROP, Place(file=doubt.file, line=doubt.line, text=doubt.text), "", doubt.evidence, doubt.confidence, State.APPLIED
            )
        taken = tuple(Block(text=doubt.text, line=doubt.line, file=source.name) for doubt in doubts)
        parts.append((source, recovered(blocks_of(lines, source.name), clerk), taken))
    passages = [passage for _, part, _ in parts for passage in part.passages]
    metadata = metadata_of(passages, Hints(), sources[0].name, clerk)
    files = [file for _, part, _ in parts for file in section_files(_without(part, metadata))]
    guessed = [_guessed(source) for source in sources if source.guessed]
    said = [fault for source, part, taken in parts for fault in unaccounted(source.text, part, taken, source.name)]
    texts = {"book.toml": _book_toml(metadata, files), **{file.path: file.text for file in files}}
    said.extend(guessed)
    said.extend(_proved(texts, files, order.jobs))
    if any(one.code.startswith("I9") for one in said):
        raise PublishError(*in_reading_order(said))
    decisions = clerk.in_order()
    texts[NAME] = ledger_text(decisions, {name: _digest(text) for name, text in texts.items()})
    if not order.dry_run:
        _publish(texts, order, known)
    return Imported(files=texts, decisions=decisions, diagnostics=in_reading_order(said))


def _guessed(source: Source) -> Diagnostic:
    help = "look at a word with an accent; if it is wrong, save the source as UTF-8 and import it again"
    return diagnostic("I109", f"the encoding is not said, and was taken for {source.encoding}", help=help, at=Location(path=source.name))


def _known(folder: Path) -> Mapping[str, object]:
    """The ledger of an earlier import into this folder; nothing where there is none. PublishError where it cannot be read."""
    path = folder / NAME
    if not path.is_file():
        return {}
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as fault:
        help = "mend that line (an answer stands in quotation marks), or delete the file to begin anew"
        raise PublishError(diagnostic("I121", f"{path} cannot be read: {fault}", help=help)) from fault


def _without(part: Recovered, metadata: Metadata) -> Recovered:
    taken = {id(passage) for passage in metadata.taken}
    kept = tuple(passage for passage in part.passages if id(passage) not in taken)
    return Recovered(passages=kept, notes=part.notes, dropped=part.dropped)


def _book_toml(metadata: Metadata, files: Sequence[SectionFile]) -> str:
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
        own = [file.path for file in files if file.matter == matter]
        if own or matter == "body":
            spine[matter] = _array(own)
    book["spine"] = spine
    return tomlkit.dumps(book)


def _array(paths: Sequence[str]) -> tomlkit.items.Array:
    array = tomlkit.array()
    array.extend(paths)
    return array.multiline(len(paths) > 1)


def _proved(texts: Mapping[str, str], files: Sequence[SectionFile], jobs: int) -> Iterator[Diagnostic]:
    """What checking the written book says, and where it has not the words that it was made of."""
    with scratch_folder("publish-import-") as scratch:
        _write(texts, scratch)
        read = read_book(scratch, Cache(None), jobs)
    yield from read.diagnostics
    if read.value is None or has_errors(read.diagnostics):
        return
    documents = {document.path: document for document in read.value.documents}
    for file in files:
        yield from unwritten(file, documents[file.path])


def _publish(texts: Mapping[str, str], order: ImportOrder, known: Mapping[str, object]) -> None:
    """The files stand in the book's folder, all or none, and those of an earlier import that are no more are gone.

    PublishError where an editor's work would be lost.
    """
    written = known.get("written")
    own = [name for name in (written if isinstance(written, dict) else ()) if _is_inside(order.into / name, order.into)]
    stale = [name for name in own if name not in texts and (order.into / name).is_file()]
    changed = [name for name in (*texts, *stale) if name != NAME and _is_edited(name, order.into, known)]
    if changed and not order.force:
        raise PublishError(*(_edited(order.into / name, texts.get(name, "")) for name in changed))
    order.into.mkdir(parents=True, exist_ok=True)
    with scratch_folder(".importing-", order.into) as scratch:
        _write(texts, scratch)
        for name in texts:
            (order.into / name).parent.mkdir(parents=True, exist_ok=True)
            (scratch / name).replace(order.into / name)
    for name in stale:
        (order.into / name).unlink()


def _is_inside(path: Path, folder: Path) -> bool:
    """Whether a path that stands in a ledger is one of the book's folder."""
    return path.resolve().is_relative_to(folder.resolve())


def _is_edited(name: str, folder: Path, known: Mapping[str, object]) -> bool:
    """Whether a file is there that no import has written as it is."""
    written = known.get("written")
    digest = written.get(name) if isinstance(written, dict) else None
    path = folder / name
    return path.is_file() and _digest(path.read_text(encoding="utf-8", errors="replace")) != digest


def _edited(path: Path, text: str) -> Diagnostic:
    here = path.read_text(encoding="utf-8", errors="replace").splitlines()
    difference = list(difflib.unified_diff(here, text.splitlines(), "as it is", "as it would be", lineterm="", n=0))[2:]
    shown = "\n".join(difference[:MOST_DIFFERENCE])
    help = "keep your work (import into another folder), or give it up with --force"
    return diagnostic("I120", f"{path} was edited by hand, and is not overwritten:\n{shown}", help=help)


def _write(texts: Mapping[str, str], folder: Path) -> None:
    for name, text in texts.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")


def _digest(text: str) -> str:
    return blake2b(text.encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()
