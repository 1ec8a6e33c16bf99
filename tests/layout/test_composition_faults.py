"""Composition faults: each kind is reported with the manuscript's line, and a good page has none."""

from dataclasses import replace
from pathlib import Path

from layout.section_samples import SHEET, chapter, note, set_well, small_page
from publish.layout.composition_faults import notes_on_other_pages
from publish.layout.workers import Workers
from publish.model import Box, CompositionFault, CompositionFaultKind, PageFacts, PlacedNote, Side

LOOSE = "p { hyphens: manual; orphans: 1; widows: 1 }"
LINES = 21  # on a page of this sheet
LINE = '<p data-line="{}">Line.</p>'


def faults_of(pool: Workers, folder: Path, body: str, sheet: str = LOOSE) -> list[tuple[int, CompositionFaultKind, int | None]]:
    """Page, kind and manuscript line of each composition fault of a chapter."""
    fragment = set_well(pool.layout_all([(chapter(body), small_page(folder, SHEET + sheet))])[0])
    return [
        (index, fault.kind, fault.location.line if fault.location else None)
        for index, page in enumerate(fragment.pages)
        for fault in page.composition_faults
    ]


def lines(count: int) -> str:
    return "".join(LINE.format(number + 1) for number in range(count))


def test_good_pages_have_none(pool: Workers, tmp_path: Path) -> None:
    assert faults_of(pool, tmp_path, f'<header><h1>One</h1></header>{lines(40)}<h2 data-line="41">Two</h2>{lines(30)}', "") == []


def test_page_with_few_lines(pool: Workers, tmp_path: Path) -> None:
    assert faults_of(pool, tmp_path, lines(LINES + 3)) == [(1, CompositionFaultKind.SHORT_PAGE, LINES + 1)]
    assert faults_of(pool, tmp_path, lines(LINES + 4)) == []


def test_heading_over_one_line_at_the_foot(pool: Workers, tmp_path: Path) -> None:
    heading = '<h2 data-line="50" style="font-size: 10pt; line-height: 13pt">Two</h2>'
    assert faults_of(pool, tmp_path, lines(LINES - 2) + heading + lines(9)) == [(0, CompositionFaultKind.HEADING_LOW, 50)]
    assert faults_of(pool, tmp_path, lines(LINES - 3) + heading + lines(9)) == []


def test_orphan_and_widow(pool: Workers, tmp_path: Path) -> None:
    paragraph = f'<p data-line="70" style="text-align: left">{"Words that fill lines, " * 6}</p>'
    orphan = faults_of(pool, tmp_path, lines(LINES - 1) + paragraph + lines(9))
    assert orphan == [(0, CompositionFaultKind.ORPHAN, 70)]
    counts = [faults_of(pool, tmp_path, lines(LINES - above) + paragraph + lines(9)) for above in range(1, 6)]
    assert [(1, CompositionFaultKind.WIDOW, 70)] in counts


def test_loose_line_and_hyphens_in_a_row(pool: Workers, tmp_path: Path) -> None:
    apart = f"{'n' * 25} one " * 6
    found = faults_of(pool, tmp_path, f'<p data-line="9">{apart}</p>')
    assert {(0, CompositionFaultKind.LOOSE, 9), (0, CompositionFaultKind.WIDE, 9)} <= set(found)
    divided = "unquestionableness " * 12
    faults = faults_of(pool, tmp_path, f'<p data-line="9" style="width: 20mm; hyphens: auto">{divided}</p>', "")
    assert (0, CompositionFaultKind.HYPHENS, 9) in faults


def test_line_off_the_grid(pool: Workers, tmp_path: Path) -> None:
    faults = faults_of(pool, tmp_path, f'{lines(4)}<p data-line="8" style="margin-top: 3pt">Away.</p>')
    assert faults == [(0, CompositionFaultKind.OFF_GRID, 8)]


def test_note_on_another_page_than_its_call() -> None:
    one = note(1, "<p>Text.</p>")
    box = Box(left=0, top=0, right=0, bottom=0)
    first = PageFacts(side=Side.RECTO, blank=False, block=box, notes=(), calls=("n1-call",))
    second = replace(first, side=Side.VERSO, calls=(), notes=(PlacedNote(id="n1", box=box),))
    away = CompositionFault(kind=CompositionFaultKind.NOTE_AWAY, location=one.location, text="n1")
    assert list(notes_on_other_pages([first, second], {"n1": one.location})) == [(0, away)]
    assert list(notes_on_other_pages([replace(first, notes=second.notes), second], {"n1": one.location})) == []
    at_the_end = replace(second, notes=(PlacedNote(id="n1", box=box, at_foot=False),))
    assert list(notes_on_other_pages([first, at_the_end], {"n1": one.location})) == []
