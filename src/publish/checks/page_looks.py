"""The composition faults of the printed pages, counted for build/report.json and listed by `publish check --layout`.

Policy: they never stop a build, because no text is missing. Reports P301 to P308, each with its page and the manuscript's line.
"""

from collections import Counter
from collections.abc import Iterator, Mapping

from publish.diagnostics import Diagnostic, diagnostic
from publish.model import CompositionFault, CompositionFaultKind, Page, PageMap

MESSAGES: Mapping[CompositionFaultKind, tuple[str, str, str]] = {
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
        "reword the line; the usual cause is a long word that cannot be divided",
    ),
    CompositionFaultKind.OFF_GRID: (
        "P305",
        "a line does not stand level with the lines of the facing page: “{text}”",
        "check what stands above it on the page; the book's own style sheet may have changed its height",
    ),
    CompositionFaultKind.HEADING_LOW: (
        "P306",
        "a heading has fewer than two lines of text below it: “{text}”",
        "make a paragraph on the page before it a line longer or shorter",
    ),
    CompositionFaultKind.SHORT_PAGE: (
        "P307",
        "the page has fewer than four lines: “{text}”",
        "shorten the section's last paragraphs so that these lines fit on the page before, or add to them",
    ),
    CompositionFaultKind.NOTE_AWAY: (
        "P308",
        "a note that is called here begins on a later page: “{text}”",
        "shorten a note on this page, or move the call by a sentence",
    ),
}


def layout_diagnostics(pages: PageMap) -> tuple[Diagnostic, ...]:
    """The composition faults of a book's pages as diagnostics, page by page.

    Of lines off the grid, only the first on each page is reported: it moves the others.
    """
    diagnostics: dict[tuple[object, ...], Diagnostic] = {}
    for index, page, fault in _composition_faults(pages):
        if fault.kind not in MESSAGES:
            continue
        place = () if fault.kind is CompositionFaultKind.OFF_GRID else (fault.location, fault.text)
        diagnostics.setdefault((index, fault.kind, *place), _diagnostic(index, page, fault))
    return tuple(diagnostics.values())


def layout_facts(pages: PageMap) -> dict[str, int]:
    """The numbers of pages, notes and composition faults of each kind in the printed book."""
    counts = Counter(fault.kind for _, _, fault in _composition_faults(pages))
    notes = {note.id for page in pages.pages for note in page.facts.notes}
    return {"pages": len(pages.pages), "notes": len(notes), **{kind.value: counts[kind] for kind in CompositionFaultKind}}


def _composition_faults(pages: PageMap) -> Iterator[tuple[int, Page, CompositionFault]]:
    for index, page in enumerate(pages.pages):
        for fault in page.facts.composition_faults:
            if page.printed or fault.kind is not CompositionFaultKind.SHORT_PAGE:  # a display page is short by design
                yield index, page, fault


def _diagnostic(index: int, page: Page, fault: CompositionFault) -> Diagnostic:
    code, message, help = MESSAGES[fault.kind]
    folio = page.folio if page.folio else f"[{index + 1}]"
    return diagnostic(code, f"page {folio}: {message.format(text=fault.text)}", help=help, at=fault.location)
