"""A section in its normal form: checked, read by pandoc, compared with the text, its notes labelled, the filters run.

Reports what `section_checks` finds, M107 (nested too deep), M108 (a text that pandoc cannot finish), N112 (text and tree differ on the
notes), V101 (pandoc lost words), and what comes of the filters (`filter_runs`).
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from operator import itemgetter
from pathlib import Path

import panflute as pf

from publish.config import Configuration
from publish.diagnostics import Diagnostic, Outcome, has_errors
from publish.languages import with_book_tables
from publish.manuscript.addresses import shielded
from publish.manuscript.fidelity import lost_words
from publish.manuscript.filter_runs import IN_THIS_PROCESS, FilterContext, Guard, run_filters
from publish.manuscript.formulae import formulae_of
from publish.manuscript.lines import Positions, block_lines
from publish.manuscript.locate import LEAVES, Alignment, align, children, stream_of
from publish.manuscript.note_checks import unpaired
from publish.manuscript.note_labels import Labelled, pair_notes
from publish.manuscript.reserved_classes import rename_reserved_classes
from publish.manuscript.scan import scan
from publish.manuscript.section_checks import check_text, check_tree
from publish.manuscript.section_facts import TextFacts, TreeFacts
from publish.manuscript.source import source_of
from publish.manuscript.trap_checks import nested_too_deep
from publish.manuscript.tree import document_of
from publish.model import Section, SectionWords
from publish.text.words import Words, WordStream, formula_word, words_of
from publish.tools.pandoc import UnfinishedError

PARAGRAPH = re.compile(r"(?>(?:[ \t]*+[^\s][^\n]*+\n?)+)")
MARKUP = re.compile(r"[\[\]*_~^`\"'&<>{}$|+-]")


@dataclass(frozen=True, slots=True, kw_only=True)
class NormalisedSection:
    """A section's tree after the filters; `lines` has the manuscript line of each block by `id(element)`, also in notes.

    Every note is wrapped in `Span(Note(…), classes=["note"], attributes={"label", "id", "line", "number"})`; the two calls of a note called
    twice have the same id and number. `words` are those of the tree before the filters. `formulae` has the MathML of each formula by its
    TeX and by whether it is a display formula.
    """

    section: Section
    document: pf.Doc
    lines: Mapping[int, int]
    words: SectionWords
    formulae: Mapping[tuple[str, bool], str] = field(default_factory=dict)


def normalise(
    section: Section, configuration: Configuration, *, first_note: int, filters: Sequence[Path], guard: Guard = IN_THIS_PROCESS
) -> Outcome[NormalisedSection]:
    """The section in its normal form; its first note has the number `first_note`. `guard` stands around each filter of the book's own."""
    scanned = scan(section)
    text = TextFacts(section=section, scan=scanned)
    too_deep = nested_too_deep(text)
    if too_deep:
        return Outcome(diagnostics=too_deep)
    diagnostics = list(check_text(text))
    try:
        document = document_of(shielded(scanned.text, scanned.zones), smart=configuration.smart, math=configuration.math)
    except UnfinishedError as fault:
        return Outcome(diagnostics=(*diagnostics, _unfinished(text, fault)))
    source = source_of(scanned)
    stream = stream_of(document.content)
    body = align(stream, source.body)
    pairing = pair_notes(body, scanned, source, section.stem)
    alignments = [body, *(labelled.alignment for labelled in pairing.labelled)]
    positions = Positions(text=scanned.text, places=scanned.places, alignments=alignments)
    tree = TreeFacts(section=section, scan=scanned, document=document, positions=positions)
    diagnostics.extend(check_tree(tree))
    if not has_errors(diagnostics):
        diagnostics.extend(unpaired(tree, pairing) or lost_words(tree, alignments))
    words = _words(body, pairing.labelled, positions)
    rename_reserved_classes(tree.elements)
    _label(document, pairing.labelled)
    context = FilterContext(
        first_note=first_note,
        mark=configuration.notes.mark,
        language=configuration.language,
        line_of=positions.line,
        place_of=positions.place,
        typography=configuration.typography,
        no_break=configuration.no_break,
    )
    if not has_errors(diagnostics):
        with with_book_tables(configuration.tables):
            diagnostics.extend(run_filters(section, document, context, filters, configuration.folder, guard))
        if any(entry.code == "M191" for entry in diagnostics):  # the tree may be anything
            return Outcome(diagnostics=tuple(diagnostics))
    formulae = formulae_of(section, document, positions)
    lines = block_lines(document, positions)
    normalised = NormalisedSection(section=section, document=document, lines=lines, words=words, formulae=formulae.value or {})
    return Outcome(value=normalised, diagnostics=(*diagnostics, *formulae.diagnostics))


def _words(body: Alignment, notes: Sequence[Labelled], positions: Positions) -> SectionWords:
    """The words of body and notes with their lines, and each call with the number of words before it."""
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
    """The text of each run with its manuscript line: "" for a run that is not text of the book, one word for a formula."""
    stream, previous = alignment.stream, -1
    for number, (text, counted, owner) in enumerate(zip(stream.texts, stream.counted, alignment.owners, strict=True)):
        if owner >= 0 and owner != previous:
            previous, line = owner, positions.places.line(alignment.begin(owner))
        words = f" {formula_word(text)} " if number in stream.formulae else text
        yield words if counted else "", line


def _label(document: pf.Doc, notes: Sequence[Labelled]) -> None:
    """Wraps every note in a span with its label, its id and its line."""
    by_note = {id(labelled.note): labelled for labelled in notes}
    waiting: list[pf.Element] = [document]
    while waiting:
        element = waiting.pop()
        for name in ("content", "term"):
            inner: list[pf.Element] = getattr(getattr(element, name, None), "list", [])
            for at, child in enumerate(inner):
                labelled = (
                    by_note.pop(id(child), None) if type(child) is pf.Note else None
                )  # pop: the walk meets the note again inside its span
                if labelled:
                    attributes = {"label": labelled.call.label, "id": labelled.id, "line": str(labelled.line)}
                    inner[at] = pf.Span(child, classes=["note"], attributes=attributes)
        waiting.extend(child for child in children(element) if type(child) not in LEAVES)


def _unfinished(facts: TextFacts, fault: UnfinishedError) -> Diagnostic:
    """M108 at the paragraph with the most characters that pandoc may take for markup."""
    counted = ((len(MARKUP.findall(match[0])), match.start()) for match in PARAGRAPH.finditer(facts.scan.masked))
    most, start = max(counted, default=(0, 0), key=itemgetter(0))
    help = f"look at this paragraph first, which has {most} characters that may be markup, such as brackets, asterisks and quotation marks"
    return facts.diagnostic("M108", f"pandoc cannot finish this section: {fault}", help, start)
