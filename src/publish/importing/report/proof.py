"""The written book is read as every manuscript is; a block that the check refuses, or whose words would change, gets a plainer form.

An import refuses no text over a detail: the book is written, and I902 names each place where it differs from what was to be written.
A formula that cannot be set is no such fault: its TeX stands as code, and I115 says why.
"""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from publish.config import read_configuration
from publish.diagnostics import Diagnostic, Location, Outcome, Severity, diagnostic, has_errors
from publish.epub.cover_page import given_cover
from publish.importing.inline import plain
from publish.importing.ledger import short
from publish.importing.merge import content_bytes
from publish.importing.report.conservation import OUR_FAULT, Loss, writing_losses
from publish.importing.writers.book import SectionFile
from publish.importing.writers.formula_code import formulae_in, with_code
from publish.importing.writers.plainer import in_query, plainer, with_block
from publish.manuscript.formulae import formula_faults
from publish.model import Book
from publish.reading import read_book
from publish.tools.cache import Cache
from publish.tools.processes import scratch_folder

MOST_ROUNDS = 6
FORMULA_FAULT = "M232"
Files = Mapping[str, str | bytes]


@dataclass(frozen=True, slots=True, kw_only=True)
class Proof:
    """The sections as they pass the check; what `publish check` says of the book, I902 and I113; whether the cover can be used."""

    sections: tuple[SectionFile, ...]
    diagnostics: tuple[Diagnostic, ...]
    has_cover: bool = True


@dataclass(slots=True, kw_only=True)
class _Prover:
    """The sections so far, and why blocks of them have plainer forms, by path and by place among the blocks."""

    sections: dict[str, SectionFile]
    reasons: dict[tuple[str, int], str] = field(default_factory=dict)
    formulae: dict[tuple[str, int], list[tuple[str, str]]] = field(default_factory=dict)
    """The formulae that cannot be set, and why, by path and by place among the blocks."""

    def blame(self, path: str, place: int, reason: str) -> bool:
        """Gives a plainer form to the block at a place, or else to one before it; returns False if there is none."""
        for at in range(place, max(-1, place - 3), -1):
            made = plainer(self.sections[path], at)
            if made is not None:
                self.sections[path] = made
                self.reasons.setdefault((path, at), reason)
                return True
        return False

    def unset(self, places: Collection[tuple[str, int]]) -> frozenset[tuple[str, int]]:
        """Makes code of the formulae in these blocks that cannot be set; returns the blocks that have some."""
        found = {place: tuple(formulae_in(self.sections[place[0]].blocks[place[1]])) for place in places}
        faults = formula_faults([formula for formulae in found.values() for formula in formulae])
        changed = {place: [(tex, faults[tex, shown]) for tex, shown in formulae if faults[tex, shown]] for place, formulae in found.items()}
        for (path, at), formulae in changed.items():
            if formulae:
                block = self.sections[path].blocks[at]
                self.sections[path] = with_block(self.sections[path], at, with_code(block, {tex for tex, _ in formulae}))
                self.formulae.setdefault((path, at), []).extend(formulae)
        return frozenset(place for place, formulae in changed.items() if formulae)


def prove(sections: Sequence[SectionFile], files_of: Callable[[Sequence[SectionFile], bool], Files], jobs: int) -> Proof:
    """The sections with plainer forms where they need them. `files_of` gives the files of the book, with or without its cover."""
    prover = _Prover(sections={section.path: section for section in sections})
    with scratch_folder("publish-import-") as scratch:
        cache, folder = Cache(scratch / "cache"), scratch / "book"
        write_files(files_of(sections, True), folder)
        cover = tuple(_cover_faults(folder, cache))
        unsolved: list[Loss] = []
        for _ in range(MOST_ROUNDS):
            write_files(files_of(tuple(prover.sections.values()), not cover), folder)
            read = read_book(folder, cache, jobs)
            unsolved = []
            if not _blames(prover, read, unsolved):
                break
    diagnostics = (*read.diagnostics, *cover, *_told(prover), *_told_formulae(prover), *(_unsolved(loss) for loss in unsolved))
    return Proof(sections=tuple(prover.sections.values()), diagnostics=diagnostics, has_cover=not cover)


def _blames(prover: _Prover, read: Outcome[Book], unsolved: list[Loss]) -> bool:
    """Gives plainer forms to what is wrong in the sections as read; returns whether anything changed."""
    changed = False
    if read.value is None or has_errors(read.diagnostics):
        blamed = {
            (entry.location.path, prover.sections[entry.location.path].block_at(entry.location.line)): f"{entry.code}: {entry.message}"
            for entry in reversed(read.diagnostics)
            if entry.severity is Severity.ERROR and entry.location and entry.location.line and entry.location.path in prover.sections
        }
        unset = prover.unset([place for place, reason in blamed.items() if reason.startswith(FORMULA_FAULT)])
        for (path, place), reason in blamed.items():
            changed |= (path, place) in unset or prover.blame(path, place, reason)
        return changed
    for document in read.value.documents:
        section = prover.sections.get(document.path)
        for loss in {loss.place: loss for loss in writing_losses(section, document)}.values() if section else ():
            if loss.place is not None and prover.blame(document.path, loss.place, f"“{loss.lost}” would become “{loss.instead}”"):
                changed = True
            else:
                unsolved.append(loss)
    return changed


def _told(prover: _Prover) -> Iterator[Diagnostic]:
    """I902 for each block that has a plainer form."""
    for (path, place), reason in sorted(prover.reasons.items()):
        section = prover.sections[path]
        block = section.blocks[place]
        form = "stands here in a query" if in_query(section, place) else "stands here without its markup"
        message = f"“{short(plain(block.text))[:60]}” ({block.file or path}:{block.line}) {form}: {reason}"
        help = "compare it with the source and mend it here; report it with the source, since publish should write it"
        yield diagnostic("I902", message, help=help, at=Location(path=path, line=section.line_of(place)))


def _told_formulae(prover: _Prover) -> Iterator[Diagnostic]:
    """I115 for each formula that is written as code."""
    for (path, place), formulae in sorted(prover.formulae.items()):
        section = prover.sections[path]
        block = section.blocks[place]
        for tex, reason in formulae:
            message = (
                f"the formula “{short(tex)[:60]}” ({block.file or path}:{block.line}) cannot be set, and stands here as code: {reason}"
            )
            help = "write it in commands of LaTeX and amsmath, and put dollars in the place of the backticks"
            yield diagnostic("I115", message, help=help, at=Location(path=path, line=section.line_of(place)))


def _unsolved(loss: Loss) -> Diagnostic:
    return diagnostic("I902", f"“{loss.lost}” would become “{loss.instead}”", help=OUR_FAULT)


def _cover_faults(folder: Path, cache: Cache) -> Iterator[Diagnostic]:
    """I113 if the e-book cannot have the cover of the source."""
    configuration = read_configuration(folder).value
    cover = given_cover(configuration, cache) if configuration else Outcome()
    for fault in cover.diagnostics:
        if fault.severity is Severity.ERROR and configuration:
            help = f"{fault.help}; then name it in book.toml: cover = “{configuration.epub.cover}” under [epub]"
            yield diagnostic("I113", f"{fault.message}: the book is made without it", help=help, at=Location(path="book.toml"))


def write_files(files: Files, folder: Path) -> None:
    """Writes files by their paths into a folder."""
    for name, content in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(content_bytes(content))
