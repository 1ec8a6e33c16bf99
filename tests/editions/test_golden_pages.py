"""The printed pages of a book that has every construct, read back from the finished file: side, folio, head, first and last line, notes."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from itertools import groupby
from pathlib import Path

from orders import order
from publish.build import build
from publish.model import Page
from publish.tools.raster import Piece, PrintedPage, open_pdf

EVERY_CONSTRUCT = Path(__file__).parent.parent / "books" / "every-construct"
MOMENT = datetime(2026, 11, 22, tzinfo=UTC)


def lines(pieces: list[Piece]) -> Iterator[str]:
    """The lines of these pieces, from the top down; raised letters belong to the line that they are raised from."""
    large = [piece for piece in pieces if piece.text.strip()]
    baselines = sorted({round(piece.baseline, 1) for piece in large if piece.size > 8})
    rows = sorted(large, key=lambda piece: (min(baselines or [0.0], key=lambda line: abs(line - piece.baseline)), piece.left))
    for _, row in groupby(rows, key=lambda piece: min(baselines or [0.0], key=lambda line: abs(line - piece.baseline))):
        yield " ".join(piece.text for piece in row)


def page_text(index: int, page: Page, printed: PrintedPage) -> str:
    """A page in a few lines."""
    block = page.facts.block
    place = f"[{index + 1}] {page.facts.side}, {page.folio}"
    if page.facts.blank:
        return f"{place}, blank\n"
    foot = min([note.box.top for note in page.facts.notes if note.at_foot], default=block.bottom)
    above = [piece for piece in printed.pieces if piece.baseline < block.top]
    text = [piece for piece in printed.pieces if block.top <= piece.baseline <= foot]
    below = [piece for piece in printed.pieces if piece.baseline > block.bottom]
    lines_shown = [place, *(f"  head: {line}" for line in lines(above))]
    within = list(lines(text))
    lines_shown += [f"  first: {within[0]}", f"  last:  {within[-1]}"] if within else []
    lines_shown += [f"  note: {note.id}" for note in page.facts.notes]
    lines_shown += [f"  foot: {line}" for line in lines(below)]
    return "\n".join(lines_shown) + "\n"


def test_pages_of_every_construct(tmp_path: Path, golden: Callable[[str, str], None]) -> None:
    built = build(order(folder=EVERY_CONSTRUCT, output=tmp_path, moment=MOMENT, editions=("print",), jobs=2))
    assert built.diagnostics == ()
    made = built.made["print"]
    with open_pdf(made.path) as sheets:
        pages = [page_text(index, page, sheets[index]) for index, page in enumerate(made.pages.pages)]
    golden("pages.txt", "\n".join(pages))
