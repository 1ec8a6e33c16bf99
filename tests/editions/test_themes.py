"""Other trims and designs: the page changes, and its lines stay on the grid."""

import json
import shutil
from datetime import UTC, datetime
from itertools import groupby
from pathlib import Path

import pytest

from orders import order
from publish.build import build
from publish.model import CompositionFaultKind
from publish.tools.raster import PrintedPage, open_pdf

BOOKS = Path(__file__).parent.parent / "books"
MOMENT = datetime(2026, 11, 22, tzinfo=UTC)
NEVER = (CompositionFaultKind.OFF_GRID, CompositionFaultKind.HEADING_LOW, CompositionFaultKind.SHORT_PAGE, CompositionFaultKind.NOTE_AWAY)


def printed(folder: Path, output: Path) -> tuple[dict[str, int], list[PrintedPage]]:
    """The layout's figures in report.json, and the pages."""
    made = build(order(folder=folder, output=output, moment=MOMENT, editions=("print",), jobs=2)).made["print"]
    report = json.loads((output / "report.json").read_text(encoding="utf-8"))
    with open_pdf(made.path) as sheets:
        return report["editions"]["print"]["layout"], [sheets[index] for index in range(len(sheets))]


def fullest(pages: list[PrintedPage]) -> PrintedPage:
    """The page with the most words."""
    return max(pages, key=lambda page: len(page.pieces))


def edges(page: PrintedPage) -> tuple[set[int], set[int]]:
    """The left and the right edges of the lines of text, in points."""
    sizes = [round(piece.size, 2) for piece in page.pieces]
    size = max(set(sizes), key=sizes.count)
    pieces = sorted((piece for piece in page.pieces if abs(piece.size - size) < 0.1), key=lambda piece: (round(piece.baseline), piece.left))
    lines = [list(line) for _, line in groupby(pieces, key=lambda piece: round(piece.baseline))]
    return {round(line[0].left) for line in lines}, {round(line[-1].right) for line in lines}


@pytest.mark.parametrize(
    "trim", ["A5", *(pytest.param(trim, marks=pytest.mark.slow) for trim in ("B-format", "5.5in x 8.5in", "6in x 9in"))]
)
def test_every_construct_is_on_the_grid_at_every_trim(tmp_path: Path, trim: str) -> None:
    folder = tmp_path / "book"
    shutil.copytree(BOOKS / "every-construct", folder)
    written = (folder / "book.toml").read_text(encoding="utf-8")
    (folder / "book.toml").write_text(written.replace('"B-format"', f'"{trim}"'), encoding="utf-8")
    layout, pages = printed(folder, tmp_path / "out")
    assert {kind: layout[kind] for kind in NEVER} == dict.fromkeys(NEVER, 0)
    assert layout["pages"] == len(pages) > 20


def test_sheet_of_a_book_changes_the_design(tmp_path: Path) -> None:
    folder = tmp_path / "book"
    shutil.copytree(BOOKS / "themes" / "modern", folder)
    layout, modern = printed(folder, tmp_path / "modern")
    shutil.rmtree(folder / "styles")
    _, plain = printed(folder, tmp_path / "plain")
    assert {kind: layout[kind] for kind in NEVER} == dict.fromkeys(NEVER, 0)
    left, right = edges(fullest(modern))
    plain_left, plain_right = edges(fullest(plain))
    assert plain_left - left  # the indents are gone
    assert len(right) > len(plain_right)  # ragged
