"""What a compositor would mark on the printed pages: counted for build/report.json, listed by `publish check --layout`.

Policy: none of it is missing text, so none of it stops a build. Reports P301 to P308, each with its page and the manuscript's line.
"""

from collections import Counter
from collections.abc import Iterator, Mapping

from publish.diagnostics import Diagnostic, diagnostic
from publish.model import CompositionFault, CompositionFaultKind, Page, PageMap

FINDINGS: Mapping[CompositionFaultKind, tuple[str, str, str]] = {
    CompositionFaultKind.WIDOW: (
        "P301",
        "the last line of a paragraph stands alone at the head: “{text}”",
        "reword the paragraph by a few words, or one on the page before it",
    ),
    CompositionFaultKind.ORPHAN: (
        "P302",
        "the first line of a paragraph stands alone at the foot: “{text}”",
        "reword the paragraph by a few words, or one on the page before it",
    ),
    CompositionFaultKind.HYPHENS: (
        "P303",
        "three lines or more in a row end with a hyphen: “{text}”",
        "reword a line, or write how a word in it may be divided under [text] hyphenation-exceptions",
    ),
    CompositionFaultKind.LOOSE: (
        "P304",
        "the words of a line stand far apart: “{text}”",
        "reword the line; a long word without a place to divide it is the usual cause",
    ),
    CompositionFaultKind.OFF_GRID: (
        "P305",
        "a line does not stand level with the lines of the facing page: “{text}”",
        "look at what stands above it on the page; a style sheet of the book's own may have changed its height",
    ),
    CompositionFaultKind.HEADING_LOW: (
        "P306",
        "a heading has fewer than two lines of text below it: “{text}”",
        "reword a paragraph on the page before it by a line",
    ),
    CompositionFaultKind.SHORT_PAGE: (
        "P307",
        "the page has fewer than four lines: “{text}”",
        "reword the section's last paragraphs so that these lines find room on the page before, or add to them",
    ),
    CompositionFaultKind.NOTE_AWAY: (
        "P308",
        "a note that is called here begins on a later page: “{text}”",
        "shorten a note on this page, or move the call by a sentence",
    ),
}


def layout_findings(pages: PageMap) -> tuple[Diagnostic, ...]:
    """The composition faults of a book's pages as diagnostics, page by page.

    Of lines off the grid, only the first on each page is reported: it moves the others.
    """
    found: dict[tuple[object, ...], Diagnostic] = {}
    for index, page, fault in _composition_faults(pages):
        which = () if fault.kind is CompositionFaultKind.OFF_GRID else (fault.location, fault.text)
        found.setdefault((index, fault.kind, *which), _finding(index, page, fault))
    return tuple(found.values())


def layout_facts(pages: PageMap) -> dict[str, int]:
    """How many pages, notes and composition faults of each kind the printed book has."""
    counts = Counter(fault.kind for _, _, fault in _composition_faults(pages))
    notes = {note.id for page in pages.pages for note in page.facts.notes}
    return {"pages": len(pages.pages), "notes": len(notes), **{kind.value: counts[kind] for kind in CompositionFaultKind}}


def _composition_faults(pages: PageMap) -> Iterator[tuple[int, Page, CompositionFault]]:
    for index, page in enumerate(pages.pages):
        for fault in page.facts.composition_faults:
            if page.printed or fault.kind is not CompositionFaultKind.SHORT_PAGE:  # a display page is short by design
                yield index, page, fault


def _finding(index: int, page: Page, fault: CompositionFault) -> Diagnostic:
    code, message, help = FINDINGS[fault.kind]
    folio = page.folio if page.folio else f"[{index + 1}]"
    return diagnostic(code, f"page {folio}: {message.format(text=fault.text)}", help=help, at=fault.location)
