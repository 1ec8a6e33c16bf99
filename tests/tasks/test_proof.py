"""The proof: every unchanged page of the print edition with a margin for remarks, and a contact sheet of all pages."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pymupdf
import pytest
from PIL import Image

import orders
from publish.book.faces import faces
from publish.build import Order
from publish.model import Box, Made, Page, PageFacts, PageMap, Side
from publish.press.proof_sheets import ProofPage, in_order_of_drawing, write_proof
from publish.reading import read_book
from publish.tasks.proof import Proof, contact_sheets, manuscript_state, proof
from publish.tools.cache import Cache
from publish.tools.raster import small_pages

DAY = date(2027, 1, 31)
PARAGRAPH = "The first proof is for the author, the second for the printer, and the third for whoever pays.\n" * 6
TRIM = (396, 612)


def _page(index: int) -> Page:
    """A page with a folio and no facts."""
    nowhere = Box(left=0, top=0, right=0, bottom=0)
    facts = PageFacts(side=Side.VERSO if index % 2 else Side.RECTO, blank=True, block=nowhere, notes=(), calls=())
    return Page(document="one", folio=str(index + 1), printed=True, facts=facts)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("proof")
    (made / "book.toml").write_text(
        'title = "Proofs, Поля, שוליים"\nlanguage = "en"\ncontributors = [{ name = "Ada" }]\n[spine]\nbody = ["one.md"]\n', encoding="utf-8"
    )
    text = "\n".join(f"{PARAGRAPH}A note.[^n{number}]\n\n[^n{number}]: Of its own.\n" for number in range(12))
    (made / "one.md").write_text(f"# One\n\n{text}", encoding="utf-8")
    return made


@pytest.fixture(scope="module")
def order(folder: Path) -> Order:
    return orders.order(folder=folder, output=folder / "out", moment=datetime(2026, 11, 22, tzinfo=UTC), editions=("print",))


@pytest.fixture(scope="module")
def made(order: Order) -> Proof:
    return proof(order, DAY)


@pytest.fixture(scope="module")
def pages(made: Proof) -> Iterator[Any]:
    with pymupdf.open(made.file) as opened:
        yield opened


def test_every_page_is_there_on_a_larger_sheet(made: Proof, pages: Any) -> None:
    with pymupdf.open(made.file.parent / "book.print.pdf") as printed:
        assert len(printed) == len(pages)
        for before, after in zip(printed, pages, strict=True):
            assert (before.rect.width, before.rect.height) == TRIM
            assert after.rect.width > TRIM[0] + 150
            assert after.rect.height > TRIM[1]
            assert set(before.get_text().split()) <= set(after.get_text().split())


def test_margin_names_the_proof_its_date_and_page(pages: Any) -> None:
    texts = [" ".join(page.get_text().split()) for page in pages]
    assert all("Proof" in text and "Поля" in text and ("שוליים" in text or "םיילוש" in text) for text in texts)
    assert all("2027-01-31" in text for text in texts)
    assert f"page [i] · 1 of {len(pages)}" in texts[0]


def test_line_of_two_scripts_is_drawn_in_visual_order() -> None:
    assert in_order_of_drawing("On אבג דה here") == "On הד גבא here"
    assert in_order_of_drawing("אבג On it") == "On it גבא"


def test_margin_is_at_the_fore_edge(pages: Any) -> None:
    for index, page in enumerate(pages):
        (day,) = [word for word in page.get_text("words") if word[4] == "2027-01-31"]
        assert (day[0] > TRIM[0] + 40) if index % 2 == 0 else (day[2] < page.rect.width - TRIM[0] - 40)


def test_every_fifth_line_of_text_has_its_number_and_notes_have_none(pages: Any) -> None:
    opening = next(page for page in pages if "1 of" not in page.get_text() and "The first proof" in page.get_text())
    words = opening.get_text("words")
    line_of_five = next(word for word in words if word[4] == "5" and word[0] > TRIM[0] + 40)
    numbers = [
        word[4] for word in sorted(words, key=lambda word: word[1]) if word[4].isdigit() and word[0] > TRIM[0] + 40 and word[2] < 470
    ]
    assert numbers[:4] == ["5", "10", "15", "20"]
    level = [word for word in words if abs(word[3] - line_of_five[3]) < 4 and word[0] < TRIM[0]]
    assert len(level) > 5


def test_proof_is_reproducible_and_leaves_the_print_edition_alone(made: Proof, order: Order) -> None:
    printed, first = (order.output / "book.print.pdf").read_bytes(), made.file.read_bytes()
    again = proof(order, DAY)
    assert (order.output / "book.print.pdf").read_bytes() == printed
    assert again.file.read_bytes() == first
    assert proof(order, date(2027, 2, 1)).file.read_bytes() != first


def test_foot_names_the_file_and_the_state_of_the_manuscript(folder: Path, order: Order, pages: Any, tmp_path: Path) -> None:
    (state,) = {text.split("state ")[1].split()[0] for text in (" ".join(page.get_text().split()) for page in pages)}
    assert len(state) == 8
    text = (folder / "one.md").read_text(encoding="utf-8")
    assert any("one.md · state" in page.get_text() for page in pages)
    copy = tmp_path / "copy"
    copy.mkdir()
    for name in ("book.toml", "one.md"):
        (copy / name).write_bytes((folder / name).read_bytes())
    book = read_book(copy, Cache(None)).value
    assert book is not None
    assert manuscript_state(book) == state
    (copy / "one.md").write_text(text.replace("printer", "printers", 1), encoding="utf-8")
    assert manuscript_state(book) != state


def test_lines_of_the_manuscript_stand_beside_their_text(order: Order, folder: Path) -> None:
    lines = (folder / "one.md").read_text(encoding="utf-8").split("\n")
    with pymupdf.open(proof(order, DAY, with_places=True).file) as pages:
        page = next(page for page in pages if "The first proof" in page.get_text())
        words = page.get_text("words")
        inner = [word for word in words if word[4].isdigit() and 15 < word[0] < 40]
        assert len(inner) > 4
        for number in inner:
            beside = [word for word in words if word[0] > 60 and word[1] < number[3] and word[3] > number[1] and word[4][0].isalpha()]
            assert beside
            assert any(word[4] in lines[int(number[4]) - 1] for word in beside)


def test_contact_sheet_shows_every_page(made: Proof) -> None:
    (sheet,) = made.sheets
    assert sheet.name == "proof.png"
    with Image.open(sheet) as picture:
        assert picture.mode == "L"
        assert picture.width > 600


def test_long_book_has_several_sheets(made: Proof, order: Order, tmp_path: Path) -> None:
    source = order.output / "book.print.pdf"
    with pymupdf.open(source) as printed, pymupdf.open() as longer:
        while len(longer) < 200:
            longer.insert_pdf(printed)
        longer.save(tmp_path / "long.pdf")
        count = len(longer)
    pages = Made(edition="print", path=tmp_path / "long.pdf", pages=PageMap(pages=tuple(_page(index) for index in range(count))))
    assert [path.name for path in contact_sheets(pages, tmp_path)] == ["proof-1.png", "proof-2.png", "proof-3.png"]
    assert [page.size for page in small_pages(source, 99, 1, 3)] == [(99, 153), (99, 153)]
    assert made.file.exists()


def test_long_title_stays_in_the_margin(order: Order, made: Proof, tmp_path: Path) -> None:
    with pymupdf.open(made.file) as printed:
        count = len(printed)
    sides = [ProofPage(side=Side.RECTO, name="page 1", lines={5: 100.0})] * count
    write_proof(order.output / "book.print.pdf", tmp_path / "p.pdf", sides, "A Very Long Title " * 40, "2027-01-31", faces(), Cache(None))
    with pymupdf.open(tmp_path / "p.pdf") as pages:
        words = [word for word in pages[0].get_text("words") if word[0] > TRIM[0] + 40]
        assert max(word[2] for word in words) <= pages[0].rect.width - 10
        assert any("…" in word[4] for word in words)
