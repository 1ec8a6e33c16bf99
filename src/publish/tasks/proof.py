"""A proof of the print edition: a contact sheet of its facing pages, and a file with a wide margin for remarks.

Both are made from the finished file, which is not changed, so the proof shows what is printed. Only the proof has today's date; the caller
(`publish.commands`) reads the clock. Two proofs of one day differ in the state of the manuscript, a digest of its files.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from hashlib import blake2b
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

from publish.book.faces import faces
from publish.build import Order, build, workplace
from publish.diagnostics import Diagnostic
from publish.model import Book, Made, Page, Side
from publish.press.proof_sheets import ProofPage, write_proof
from publish.tools.raster import PrintedPage, open_pdf, small_pages

PROOF_FILE = "book.proof.pdf"
EVERY = 5  # of the lines is numbered
PAGE_WIDTH, GAP, CAPTION = 150, 16, 20  # pixels
SPREADS_IN_ROW, ROWS = 5, 9
PAPER, TABLE, INK = 255, 205, 60
SUPERIOR = 0.45  # of the type size: a baseline nearer than this to the one before belongs to the same line


@dataclass(frozen=True, slots=True, kw_only=True)
class Proof:
    """The contact sheets in order, the file for remarks, and the diagnostics of the print edition."""

    sheets: tuple[Path, ...]
    file: Path
    diagnostics: tuple[Diagnostic, ...] = ()


def proof(order: Order, day: date, *, with_places: bool = False) -> Proof:
    """The proof in the output folder; the print edition is made first. PublishError if the book has errors.

    `with_places` writes the lines of the manuscript into the margin.
    """
    built = build(order)
    made, title = built.made["print"], built.book.configuration.title
    with workplace(order) as workshop:
        written = workshop.scratch / PROOF_FILE
        pages = list(_proof_pages(made, built.book, with_places=with_places))
        write_proof(made.path, written, pages, title, day.isoformat(), faces(workshop.cache), workshop.cache)
        sheets = list(contact_sheets(made, workshop.scratch))
        for old in order.output.glob("proof*.png"):
            old.unlink()
        placed = [path.replace(order.output / path.name) for path in (*sheets, written)]
    return Proof(sheets=tuple(placed[:-1]), file=placed[-1], diagnostics=built.diagnostics)


def contact_sheets(made: Made, folder: Path) -> Iterator[Path]:
    """Write all pages as facing spreads with their folios, beginning with a single recto. Each sheet fits a screen."""
    spreads = _spreads(len(made.pages.pages))
    on_sheet = SPREADS_IN_ROW * ROWS
    groups = [spreads[start : start + on_sheet] for start in range(0, len(spreads), on_sheet)]
    for number, group in enumerate(groups, 1):
        path = folder / ("proof.png" if len(groups) == 1 else f"proof-{number}.png")
        _contact_sheet(made, group).save(path, optimize=True)
        yield path


def numbered_lines(printed: PrintedPage, page: Page) -> dict[int, float]:
    """The baseline of every fifth line of a page's text, by its number; notes are not counted."""
    block, notes = page.facts.block, page.facts.notes
    baselines: list[float] = []
    for piece in sorted(printed.pieces, key=lambda piece: piece.baseline):
        middle = piece.baseline - piece.size / 4
        in_note = any(note.box.top <= middle <= note.box.bottom for note in notes)
        if in_note or not block.top <= middle <= block.bottom:
            continue
        if baselines and piece.baseline - baselines[-1] < SUPERIOR * piece.size:
            baselines[-1] = piece.baseline
        else:
            baselines.append(piece.baseline)
    return {number: baseline for number, baseline in enumerate(baselines, 1) if number % EVERY == 0}


def manuscript_state(book: Book) -> str:
    """The state of the manuscript, in eight letters: the same for the same book.toml and sections, wherever they lie."""
    folder = book.configuration.folder
    summary = blake2b(digest_size=4)
    for path in ("book.toml", *(document.path for document in book.documents)):
        content = (folder / path).read_bytes() if (folder / path).is_file() else b""
        summary.update(f"{path}\0{len(content)}\0".encode("utf-8", "surrogateescape"))
        summary.update(content)
    return summary.hexdigest()


def _proof_pages(made: Made, book: Book, *, with_places: bool) -> Iterator[ProofPage]:
    count = len(made.pages.pages)
    paths = {document.id: document.path for document in book.documents}
    state = f"state {manuscript_state(book)}"
    with open_pdf(made.path) as sheets:
        for index, page in enumerate(made.pages.pages):
            yield ProofPage(
                side=_side(index),
                name=f"page {_folio(page)} · {index + 1} of {count}",
                lines={} if page.facts.turned else numbered_lines(sheets[index], page),
                places=page.facts.lines if with_places and not page.facts.turned else (),
                foot=" · ".join(part for part in (paths.get(page.document, ""), state) if part),
            )


def _contact_sheet(made: Made, spreads: Sequence[tuple[int | None, int | None]]) -> Image.Image:
    indexes = [index for spread in spreads for index in spread if index is not None]
    pages = dict(zip(indexes, small_pages(made.path, PAGE_WIDTH, indexes[0], indexes[-1] + 1), strict=True))
    height = max(page.height for page in pages.values())
    row, column = height + CAPTION + GAP, 2 * PAGE_WIDTH + GAP
    rows = -(-len(spreads) // SPREADS_IN_ROW)
    sheet = Image.new("L", (GAP + min(SPREADS_IN_ROW, len(spreads)) * column, GAP + rows * row), TABLE)
    pen, face = ImageDraw.Draw(sheet), ImageFont.truetype(str(faces()[0].path), 14)
    for place, spread in enumerate(spreads):
        left, top = GAP + place % SPREADS_IN_ROW * column, GAP + place // SPREADS_IN_ROW * row
        for half, index in enumerate(spread):
            if index is not None:
                x = left + half * PAGE_WIDTH
                sheet.paste(pages[index], (x, top))
                pen.text((x + PAGE_WIDTH / 2, top + height + 2), _folio(made.pages.pages[index]), fill=INK, font=face, anchor="ma")
        if None not in spread:
            pen.line((left + PAGE_WIDTH, top, left + PAGE_WIDTH, top + height - 1), fill=TABLE)
    return sheet


def _spreads(count: int) -> list[tuple[int | None, int | None]]:
    """The page indexes that lie side by side: the first page has nothing to its left."""
    rectos = range(0, count + 1, 2)
    return [(recto - 1 if recto else None, recto if recto < count else None) for recto in rectos]


def _folio(page: Page) -> str:
    """The folio of a page, in brackets where it is not printed."""
    return page.folio if page.printed else f"[{page.folio}]"


def _side(index: int) -> Side:
    return Side.VERSO if index % 2 else Side.RECTO
