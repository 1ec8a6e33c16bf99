"""A section in its normal form: read by pandoc, its notes labelled, proved against the text, the filters run.

Reports what `notes`, `traps` and `lint` find, M107 and M108 (a text that pandoc cannot finish), N112 (text and tree differ on the notes),
V101 (pandoc lost words), M191 and M192 (a filter that fails), and what the filters themselves report.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from types import CodeType, ModuleType
from typing import Any

import panflute as pf

from publish.config import Configuration, Typography
from publish.diagnostics import Diagnostic, Location, Outcome, diagnostic, has_errors
from publish.manuscript.fidelity import losses
from publish.manuscript.formulae import formulae_of
from publish.manuscript.lines import Positions, block_lines
from publish.manuscript.lint import lint
from publish.manuscript.locate import LEAVES, Alignment, align, children, stream_of
from publish.manuscript.note_labels import Labelled, Pairing, pair_notes
from publish.manuscript.notes import note_findings
from publish.manuscript.scan import scan
from publish.manuscript.source import source_of
from publish.manuscript.traps import text_findings, too_deep
from publish.manuscript.tree import document_of
from publish.model import Section, SectionWords
from publish.rules import RULES
from publish.text.words import Words, WordStream, formula_word, words_of
from publish.tools.pandoc import UnfinishedError

# What a book's own filter may raise; anything else is a fault of ours or of the machine.
FILTER_FAULTS = (
    ArithmeticError,
    AssertionError,
    AttributeError,
    ImportError,
    LookupError,
    NameError,
    OSError,
    RuntimeError,
    SyntaxError,
    TypeError,
    ValueError,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class FilterContext:
    """What a filter is told beside the tree: the number of the section's first note, where marks stand, the book's language, the line
    and the place of each element of the tree as it was read, which signs are set, and at whose spaces no line ends.

    `line_of(element)` is a line, `place_of(element, 3)` the line and the column of the fourth sign of the element's text; for an element
    that a filter put in they are 1 and 0. A finding gives either: `(code, message, help, line)`, `(code, message, help, (line, column))`.
    """

    first_note: int
    mark: str
    language: str
    line_of: Callable[[pf.Element], int]
    place_of: Callable[..., tuple[int, int]]
    typography: Typography
    no_break: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class NormalisedSection:
    """A section's tree after the filters; `lines` gives the manuscript line of each block by `id(element)`, blocks in notes too.

    Every note stands in `Span(Note(…), classes=["note"], attributes={"label", "id", "line", "number"})`; both calls of a note called twice
    bear one id and number. `words` are those of the tree before the filters. `formulae` gives the MathML of each formula by its TeX, and
    by whether it stands on lines of its own.
    """

    section: Section
    document: pf.Doc
    lines: Mapping[int, int]
    words: SectionWords
    formulae: Mapping[tuple[str, bool], str] = field(default_factory=dict)


def normalise(section: Section, configuration: Configuration, *, first_note: int, filters: Sequence[Path]) -> Outcome[NormalisedSection]:
    """The section in its normal form; its first note has the number `first_note`."""
    found = scan(section)
    deep = too_deep(section, found)
    if deep:
        return Outcome(diagnostics=deep)
    said = [*note_findings(section, found), *text_findings(section, found)]
    try:
        document = document_of(found.text, smart=configuration.smart, math=configuration.math)
    except UnfinishedError as fault:
        return Outcome(diagnostics=(*said, _unfinished(section, fault)))
    source = source_of(found)
    stream = stream_of(document.content)
    body = align(stream, source.body)
    pairing = pair_notes(stream.notes, found, source, section.stem)
    alignments = [body, *(labelled.alignment for labelled in pairing.labelled)]
    positions = Positions(text=found.text, places=source.places, alignments=alignments)
    said.extend(lint(section, document, found, positions))
    if not has_errors(said):
        said.extend(_unpaired(section, pairing, positions) or losses(section, source.places, alignments))
    words = _words(body, pairing.labelled, positions)
    _label(document, pairing.labelled)
    mark, language = configuration.notes.mark, configuration.language
    context = FilterContext(
        first_note=first_note,
        mark=mark,
        language=language,
        line_of=positions.line,
        place_of=positions.place,
        typography=configuration.typography,
        no_break=configuration.no_break,
    )
    if not has_errors(said):
        said.extend(_run_filters(section, document, context, filters, configuration.folder))
    formulae = formulae_of(section, document, positions)
    lines = block_lines(document, positions)
    normalised = NormalisedSection(section=section, document=document, lines=lines, words=words, formulae=formulae.value or {})
    return Outcome(value=normalised, diagnostics=(*said, *formulae.diagnostics))


def _words(body: Alignment, notes: Sequence[Labelled], positions: Positions) -> SectionWords:
    """The words of the tree with their lines, the body's and each note's, and the calls with the words before them."""
    by_note: dict[str, Words] = {}
    calls_at: dict[int, list[str]] = {}
    for labelled in notes:
        calls_at.setdefault(body.stream.extents[id(labelled.note)][0], []).append(labelled.id)
        if labelled.id not in by_note:
            by_note[labelled.id] = words_of(_runs(labelled.alignment, positions, labelled.line))
    stream = WordStream()
    calls: list[tuple[str, int]] = []
    for number, (text, line) in enumerate(_runs(body, positions, 1)):
        if number in calls_at:
            calls.extend((name, len(stream.texts)) for name in calls_at[number])
        stream.add(text, line)
    return SectionWords(body=stream.words, notes=by_note, calls=tuple(calls))


def _runs(alignment: Alignment, positions: Positions, line: int) -> Iterator[tuple[str, int]]:
    """Each run of a stream with its manuscript line; the text of one that is no text of the book is left out, a formula is one word."""
    stream, known = alignment.stream, -1
    for number, (text, counted, owner) in enumerate(zip(stream.texts, stream.counted, alignment.owners, strict=True)):
        if owner >= 0 and owner != known:
            known, line = owner, positions.places.line(alignment.begin(owner))
        said = f" {formula_word(text)} " if number in stream.formulae else text
        yield said if counted else "", line


def _label(document: pf.Doc, notes: Sequence[Labelled]) -> None:
    """Every note stands in a span that bears its label, its id and its line."""
    by_note = {id(labelled.note): labelled for labelled in notes}
    waiting: list[pf.Element] = [document]
    while waiting:
        element = waiting.pop()
        for name in ("content", "term"):
            inner: list[pf.Element] = getattr(getattr(element, name, None), "list", [])
            for at, child in enumerate(inner):
                labelled = by_note.pop(id(child), None) if type(child) is pf.Note else None  # once: it is met again inside its span
                if labelled:
                    attributes = {"label": labelled.call.label, "id": labelled.id, "line": str(labelled.line)}
                    inner[at] = pf.Span(child, classes=["note"], attributes=attributes)
        waiting.extend(child for child in children(element) if type(child) not in LEAVES)


def _unpaired(section: Section, pairing: Pairing, positions: Positions) -> tuple[Diagnostic, ...]:
    """N112 for each call that pandoc makes no note of, and for a note that nothing was seen to call."""
    said = [
        diagnostic(
            "N112",
            f"pandoc does not take this for the mark of the note “{call.label}”",
            help="put the mark into running text: behind a word, outside code, addresses and attributes",
            at=Location(path=section.path, line=call.line, column=call.column),
            length=call.end - call.start,
        )
        for call in pairing.calls
    ]
    said.extend(
        diagnostic(
            "N112",
            "pandoc finds a note here that has no mark in the text",
            help="write the mark as [^label], on one line",
            at=Location(path=section.path, line=positions.line(note)),
        )
        for note in pairing.notes
    )
    return tuple(said)


def _unfinished(section: Section, fault: UnfinishedError) -> Diagnostic:
    help = "take the section apart until the passage is found: usually it is one with hundreds of brackets, asterisks or nested lists"
    return diagnostic("M108", f"pandoc cannot finish this section: {fault}", help=help, at=Location(path=section.path, line=1))


# --- filters --------------------------------------------------------------------------------------------------------------------------


def _run_filters(section: Section, document: pf.Doc, context: FilterContext, filters: Sequence[Path], folder: Path) -> list[Diagnostic]:
    """The tree goes through each filter in order; what they report, or the one that fails."""
    said: list[Diagnostic] = []
    for path in filters:
        try:
            findings = _run(path, document, context)
        except FILTER_FAULTS as fault:
            own = path.relative_to(folder).as_posix() if path.is_relative_to(folder) else path.name
            message = f"the filter {own} stops at {section.path}: “{fault}” ({type(fault).__name__})"
            help = "a filter is a module with run(doc, context) that changes the tree and returns a list of findings"
            line = _line_in(path, fault)
            return [*said, diagnostic("M191", message, help=help, at=Location(path=own, line=line))]
        for code, message, help, at in findings:
            line, column = at if isinstance(at, tuple) else (at, 0)
            place = Location(path=section.path, line=line or None, column=column or None)
            known = code if code in RULES else "M192"
            said.append(diagnostic(known, message if known == code else f"{path.name} says {code}: {message}", help=help, at=place))
    return said


def _run(path: Path, document: pf.Doc, context: FilterContext) -> list[tuple[str, str, str, int | tuple[int, int]]]:
    module = ModuleType(f"publish_filter_{path.stem}")
    module.__file__ = str(path)
    exec(_compiled(path, path.read_bytes()), vars(module))  # not by import, which leaves __pycache__ in the book's folder
    run: Any = module.run
    return list(run(document, context))


@lru_cache(maxsize=32)
def _compiled(path: Path, source: bytes) -> CodeType:
    return compile(source, str(path), "exec")


def _line_in(path: Path, fault: BaseException) -> int | None:
    """The line of a file that a fault comes from, the innermost one."""
    line = fault.lineno if isinstance(fault, SyntaxError) else None
    trace = fault.__traceback__
    while trace:
        if trace.tb_frame.f_code.co_filename == str(path):
            line = trace.tb_lineno
        trace = trace.tb_next
    return line
