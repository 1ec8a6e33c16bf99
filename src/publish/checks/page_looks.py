"""What a compositor would mark on the printed pages: counted for build/report.json, listed by `publish check --layout`.

Policy: none of it is missing text, so none of it stops a build. Reports P301 to P308, each with its page and the manuscript's line.
"""

from collections import Counter
from collections.abc import Iterator, Mapping

from publish.diagnostics import Diagnostic, diagnostic
from publish.model import Blemish, BlemishKind, Page, PageMap

FINDINGS: Mapping[BlemishKind, tuple[str, str, str]] = {
    BlemishKind.WIDOW: (
        "P301",
        "the last line of a paragraph stands alone at the head: “{text}”",
        "reword the paragraph by a few words, or one on the page before it",
    ),
    BlemishKind.ORPHAN: (
        "P302",
        "the first line of a paragraph stands alone at the foot: “{text}”",
        "reword the paragraph by a few words, or one on the page before it",
    ),
    BlemishKind.HYPHENS: (
        "P303",
        "three lines or more in a row end with a hyphen: “{text}”",
        "reword a line, or write how a word in it may be divided under [text] hyphenation-exceptions",
    ),
    BlemishKind.LOOSE: (
        "P304",
        "the words of a line stand far apart: “{text}”",
        "reword the line; a long word without a place to divide it is the usual cause",
    ),
    BlemishKind.OFF_GRID: (
        "P305",
        "a line does not stand level with the lines of the facing page: “{text}”",
        "look at what stands above it on the page; a style sheet of the book's own may have changed its height",
    ),
    BlemishKind.HEADING_LOW: (
        "P306",
        "a heading has fewer than two lines of text below it: “{text}”",
        "reword a paragraph on the page before it by a line",
    ),
    BlemishKind.SHORT_PAGE: (
        "P307",
        "the page has fewer than four lines: “{text}”",
        "reword the section's last paragraphs so that these lines find room on the page before, or add to them",
    ),
    BlemishKind.NOTE_AWAY: (
        "P308",
        "a note that is called here begins on a later page: “{text}”",
        "shorten a note on this page, or move the call by a sentence",
    ),
}


def layout_findings(pages: PageMap) -> tuple[Diagnostic, ...]:
    """The blemishes of a book's pages as findings, page by page; of lines off the grid the first of each page, which moves the others."""
    found: dict[tuple[object, ...], Diagnostic] = {}
    for index, page, blemish in _blemishes(pages):
        which = () if blemish.kind is BlemishKind.OFF_GRID else (blemish.location, blemish.text)
        found.setdefault((index, blemish.kind, *which), _finding(index, page, blemish))
    return tuple(found.values())


def layout_facts(pages: PageMap) -> dict[str, int]:
    """How many pages, notes and blemishes of each kind the printed book has."""
    counts = Counter(blemish.kind for _, _, blemish in _blemishes(pages))
    notes = {note.id for page in pages.pages for note in page.facts.notes}
    return {"pages": len(pages.pages), "notes": len(notes), **{kind.value: counts[kind] for kind in BlemishKind}}


def _blemishes(pages: PageMap) -> Iterator[tuple[int, Page, Blemish]]:
    for index, page in enumerate(pages.pages):
        for blemish in page.facts.blemishes:
            if page.printed or blemish.kind is not BlemishKind.SHORT_PAGE:  # a display page is short by design
                yield index, page, blemish


def _finding(index: int, page: Page, blemish: Blemish) -> Diagnostic:
    code, message, help = FINDINGS[blemish.kind]
    folio = page.folio if page.folio else f"[{index + 1}]"
    return diagnostic(code, f"page {folio}: {message.format(text=blemish.text)}", help=help, at=blemish.location)
