"""build/report.json: what was made, counted and measured, for people and for programs."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, is_dataclass

from publish.diagnostics import Diagnostic, diagnostic_fields
from publish.model import Book, Made
from publish.tools.releases import release_of

TOOLS = ("publish", "weasyprint", "ebooklib", "panflute", "pypandoc_binary", "lxml", "pikepdf", "pymupdf", "fonttools", "ziamath", "pyuca")


def report(
    book: Book,
    place: str,
    made: Mapping[str, Made],
    counts: Mapping[str, object],
    seconds: Mapping[str, float],
    diagnostics: Sequence[Diagnostic],
) -> dict[str, object]:
    """The report as JSON values: words, notes, calls, quotations in manuscript and editions, pages, seconds a stage, tools, findings.

    `place` is the book's folder as seen from the report.
    """
    return {
        "title": book.configuration.title,
        "book": place,
        "manuscript": manuscript_counts(book),
        "editions": {
            name: {**_plain(counts.get(name)), **dict(entry.facts), **({"pages": len(entry.pages.pages)} if entry.pages.pages else {})}
            for name, entry in made.items()
        },
        "seconds": {stage: round(spent, 2) for stage, spent in seconds.items()},
        "tools": {tool: release_of(tool) for tool in TOOLS if tool != "publish"},
        "diagnostics": [diagnostic_fields(diagnostic) for diagnostic in diagnostics],
    }


def manuscript_counts(book: Book) -> dict[str, int]:
    """Sections, words, notes, calls of notes and block quotations in the manuscript."""
    sections = [document for document in book.documents if document.words.body.texts or document.notes]
    return {
        "sections": len(sections),
        "words": sum(len(document.words.body) + sum(map(len, document.words.notes.values())) for document in sections),
        "notes": sum(len(document.notes) for document in sections),
        "calls": sum(len(note.calls) for document in sections for note in document.notes),
        "formulae": sum(document.body.count("<math ") + sum(note.body.count("<math ") for note in document.notes) for document in sections),
        "quotations": sum(
            document.body.count("<blockquote") + sum(note.body.count("<blockquote") for note in document.notes) for document in sections
        ),
    }


def _plain(value: object) -> dict[str, object]:
    return asdict(value) if is_dataclass(value) and not isinstance(value, type) else {}
