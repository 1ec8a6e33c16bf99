"""Verse is centred by its longest line; a break is a white line, or an ornament at the head of a page."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from editions.print_samples import setting
from layout.section_samples import bound, call, chapter, note, pages_of, prose, set_well
from publish.layout.workers import Workers
from publish.model import Note
from publish.tools.raster import Piece

LEFT, RIGHT = 57.6, 57.6 + 288.1  # edges of the text block on a recto, in points


def verse(*lines: str) -> str:
    inner = "".join(f'<span class="line">{line}</span>' for line in lines)
    return f'<div class="verse"><p class="stanza">{inner}</p></div>'


def laid(pool: Workers, folder: Path, body: str, more: str = "", *notes: Note) -> list[list[Piece]]:
    """The pieces of text on each page, from the head down."""
    page = setting(folder)
    fragment = set_well(pool.layout_all([(chapter(body, *notes), replace(page, stylesheet=page.stylesheet + more))])[0])
    pages = pages_of(bound(fragment, page, folder))
    return [sorted(page.pieces, key=lambda piece: (piece.baseline, piece.left)) for page in pages]


def edges(pieces: Sequence[Piece], *words: str) -> list[tuple[float, float]]:
    """The left and right edges of the line with each word."""
    line_edges = []
    for word in words:
        line = next(piece.baseline for piece in pieces if word in piece.text)
        on_line = [piece for piece in pieces if abs(piece.baseline - line) < 1]
        line_edges.append((min(piece.left for piece in on_line), max(piece.right for piece in on_line)))
    return line_edges


@pytest.mark.parametrize("around", ["{}", "<blockquote>{}</blockquote>"])
def test_verse_is_centred_on_its_longest_line(pool: Workers, tmp_path: Path, around: str) -> None:
    [page] = laid(pool, tmp_path, "<p>Before.</p>" + around.format(verse("Short", "Thelongest of them all by far", "Again")))
    short, longest, again = edges(page, "Short", "Thelongest", "Again")
    assert longest[0] - LEFT == pytest.approx(RIGHT - longest[1], abs=0.75)
    assert short[0] == pytest.approx(longest[0], abs=0.1) == again[0]


def test_long_verse_keeps_its_margin_and_hangs(pool: Workers, tmp_path: Path) -> None:
    [page] = laid(pool, tmp_path, "<p>Before.</p>" + verse("Short", prose(14)))
    short, first, turned = edges(page, "Short", "the0", "iron")
    assert short[0] == first[0] == pytest.approx(LEFT + 1.5 * 10.75, abs=0.2)
    assert first[1] <= RIGHT + 0.1
    assert turned[0] in (first[0], pytest.approx(first[0] + 2 * 10.75, abs=0.2))


def test_verse_over_a_page_turn_keeps_its_place(pool: Workers, tmp_path: Path) -> None:
    lines = [f"Line number{number}" for number in range(50)]
    first, second = laid(pool, tmp_path, verse(*lines, "Line that is a good deal longer than all others"))
    before, after = edges(first, "number3")[0], edges(second, "number49")[0]
    moved = LEFT - 50.3  # margins change sides
    assert before[0] == pytest.approx(after[0] + moved, abs=0.2)


def test_verse_in_a_note_is_not_centred(pool: Workers, tmp_path: Path) -> None:
    [page] = laid(pool, tmp_path, f"<p>Text.{call(1)}</p>", "", note(1, "<p>See:</p>" + verse("Short", "Longer")))
    assert edges(page, "Short")[0][0] < LEFT + 30


def test_style_sheet_can_keep_verse_at_its_margin(pool: Workers, tmp_path: Path) -> None:
    [page] = laid(pool, tmp_path, verse("Short", "Longer"), ".verse { margin-right: 0 }")
    assert edges(page, "Short")[0][0] == pytest.approx(LEFT + 1.5 * 10.75, abs=0.2)


def test_weasyprint_does_not_know_fit_content(pool: Workers, tmp_path: Path) -> None:
    page = setting(tmp_path)
    sheet = page.stylesheet + ".verse { width: fit-content }"
    outcome = pool.layout_all([(chapter(verse("Short")), replace(page, stylesheet=sheet))])[0]
    assert [diagnostic.code for diagnostic in outcome.diagnostics] == ["P104"]


# --- breaks ---------------------------------------------------------------------------------------------------------------------------

BROKEN = "<p>Before.</p><hr/><p>Behind.</p>"


def ornaments(page: Sequence[Piece]) -> list[float]:
    """The baselines of the ornaments on a page, from the head down."""
    return sorted({piece.baseline for piece in page if piece.text.startswith("*")})


def test_break_is_a_white_line(pool: Workers, tmp_path: Path) -> None:
    [page] = laid(pool, tmp_path, BROKEN)
    assert not ornaments(page)
    before, behind = (next(piece.baseline for piece in page if word in piece.text) for word in ("Before", "Behind"))
    assert behind - before == pytest.approx(28, abs=0.1)


def test_break_at_the_head_of_a_page_shows_its_ornament(pool: Workers, tmp_path: Path) -> None:
    full = "".join(f"<p>Line{number}.</p>" for number in range(34))
    first, second = laid(pool, tmp_path, full + BROKEN + f"<p>{prose(120)}</p>")
    assert not ornaments(first)
    assert ornaments(second) == [second[0].baseline]
    assert any("Behind" in piece.text for piece in second)


def test_style_sheet_can_show_every_ornament(pool: Workers, tmp_path: Path) -> None:
    [page] = laid(pool, tmp_path, BROKEN, "hr::before { visibility: visible }")
    assert len(ornaments(page)) == 1
