"""The printed cover: as wide as its book, within the printer's margins, in its inks, with a barcode that can be read; and what stops it."""

import shutil
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pikepdf
import pymupdf
import pytest
import zxingcpp
from PIL import Image

import orders
from publish.build import Built, build
from publish.config.orders import read_printer
from publish.config.printers import Printer
from publish.config.values import Price, PrintOrder
from publish.covers.barcodes import add_on, barcode
from publish.covers.cover_html import price_text
from publish.covers.cover_sheet import CoverSheet, cover_sheet_for
from publish.diagnostics import PublishError
from publish.preflight import cover_findings, cover_job
from publish.tasks.handover import hand_over
from publish.units import Length, trim_from_text

pytestmark = pytest.mark.slow

MOMENT = datetime(2026, 11, 22, tzinfo=UTC)
ISBN = "9783161484100"
FIGURES = 'source = "a letter"\nseen = 2026-11-22\n'
THICK = f'like = "LIKE"\ntitle = "The village press"\n[pages]\n{FIGURES}least = 2\n[cover]\n{FIGURES}spine-text-from = 2\n'
PAPER = 'papers = [{ name = "card", page = "0.1in" }, { name = "board", page = "0.11in" }]\n'
TRIM = trim_from_text("5in x 8in")
BOOK = """\
title = "The Fold"
subtitle = "A Tale of Two Margins"
language = "en"
publisher = "The House of Sand"
description = "A quiet book about paper."

[[contributors]]
name = "Ada Editor"

[spine]
body = ["one.md"]

[print]
trim = "5in x 8in"
"""

Making = Callable[..., Path]


@pytest.fixture
def book(tmp_path: Path) -> Making:
    """Writes a book of a few pages, printed on card by a printer in the village: `book(printing, cover, like="ingram-bw")`."""

    def make(printing: str = f'isbn = "{ISBN}"\n', cover: str = "", like: str = "kdp-bw") -> Path:
        folder = tmp_path / "book"
        (folder / "printers").mkdir(parents=True, exist_ok=True)
        (folder / "images").mkdir(exist_ok=True)
        (folder / "printers/village.toml").write_text(THICK.replace("LIKE", like) + PAPER, encoding="utf-8")
        (folder / "book.toml").write_text(f'{BOOK}printer = "village"\n{printing}\n[cover]\n{cover}', encoding="utf-8")
        (folder / "one.md").write_text("# One\n\nThe paper was folded twice.\n", encoding="utf-8")
        return folder

    return make


def made(folder: Path, *editions: str) -> Built:
    return build(orders.order(folder=folder, output=folder.parent / "out", moment=MOMENT, editions=editions or ("cover",)))


def cover_sheet_of(folder: Path, built: Built) -> CoverSheet:
    printer = read_printer("village", folder).value
    assert printer is not None
    return cover_sheet_for(PrintOrder(printer=printer, paper=printer.cover.papers[0]), TRIM, len(built.made["print"].pages.pages))


def refused(folder: Path, *editions: str) -> dict[str, str]:
    """The errors that stop the build, by code."""
    with pytest.raises(PublishError) as caught:
        made(folder, *editions)
    assert all(diagnostic.help and diagnostic.location for diagnostic in caught.value.diagnostics)
    return {diagnostic.code: f"{diagnostic.location}: {diagnostic.message}" for diagnostic in caught.value.diagnostics}


def picture(path: Path, width: int, height: int, colour: object = (40, 90, 160), mode: str = "RGB") -> None:
    Image.new(mode, (width, height), colour).save(path)  # type: ignore[arg-type]


# --- sizes ----------------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "paper", "pages", "inches"),
    [
        ("kdp-bw", "cream", 240, 0.6),  # 0.0025 in a page: kdp.amazon.com, “Paperback cover”
        ("kdp-bw", "white", 300, 0.6756),
        ("kdp-color", "premium", 100, 0.2347),
        ("lulu-bw", "standard", 200, 0.5105),  # pages / 444 + 0.06
    ],
)
def test_spine_is_as_wide_as_the_printer_says(name: str, paper: str, pages: int, inches: float) -> None:
    printer = read_printer(name).value
    assert printer is not None
    chosen = next(one for one in printer.cover.papers if one.name == paper)
    assert printer.cover.spine(pages, chosen).points / 72 == pytest.approx(inches, abs=0.0005)


def test_spine_has_type_only_if_it_fits(plain: Printer) -> None:
    def wrap(pages: int, spine: float) -> CoverSheet:
        return CoverSheet(printer=plain, trim=TRIM, pages=pages, spine=Length(spine))

    assert wrap(300, 60).spine_type == 15
    assert 7 <= wrap(300, 20).spine_type < 15
    assert wrap(300, 12).spine_type == 0, "below 7 pt, which this printer does not take"
    assert wrap(78, 60).spine_type == 0, "too few pages"


@pytest.fixture
def plain() -> Printer:
    printer = read_printer("kdp-bw").value
    assert printer is not None
    return printer


# --- one set in type ------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("like", ["kdp-bw", "ingram-bw", "lulu-bw", "offset-x4"])
def test_cover_in_type_passes_preflight(book: Making, like: str, press_icc: bytes) -> None:
    folder = book(f'isbn = "{ISBN}"\nicc = "press.icc"\n', 'price = "USD 14.99"\n', like)
    (folder / "press.icc").write_bytes(press_icc)
    built = made(folder)
    path, cover_sheet = built.made["cover"].path, cover_sheet_of(folder, built)
    assert [diagnostic for diagnostic in built.diagnostics if diagnostic.code[0] == "P"] == []
    assert cover_findings(path, cover_sheet) == ()
    with pikepdf.open(path) as pdf:
        page = pdf.pages[0]
        left, lower, right, upper = (float(edge) for edge in page.trimbox)
        bleed = [abs(float(one) - float(other)) for one, other in zip(page.obj.BleedBox, page.trimbox, strict=True)]
    assert len(built.made["print"].pages.pages) * 7.2 + cover_sheet.asked.allowance.points == pytest.approx(cover_sheet.spine.points)
    assert [right - left, upper - lower] == pytest.approx([720 + cover_sheet.spine.points, 576], abs=0.01)
    assert bleed == [pytest.approx(cover_sheet.asked.bleed.points, abs=0.01)] * 4


def test_texts_of_the_cover_are_on_their_panels(book: Making) -> None:
    built = made(book(cover='price = "USD 14.99"\nblurb = "First of all, the paper.\\n\\nThen the fold."\n'))
    cover_sheet = cover_sheet_of(built.book.configuration.folder, built)
    words: dict[str, str] = {"back": "", "spine": "", "front": ""}
    with pymupdf.open(built.made["cover"].path) as pdf:
        for x0, y0, x1, y1, text, *_ in pdf[0].get_text("words"):
            words[cover_sheet.panel((x0, y0, x1, y1))] += f"{text} "
    assert words["back"].split()[:8] == ["First", "of", "all,", "the", "paper.", "Then", "the", "fold."]
    assert {"ISBN", "978-3-16-148410-0", "$14.99", "783161", "484100", "51499"} <= set(words["back"].split())
    assert words["spine"].casefold().split() == ["ada", "editor", "the", "fold", "the", "house", "of", "sand"]
    assert words["front"].casefold().split() == [
        "ada",
        "editor",
        "the",
        "fold",
        "a",
        "tale",
        "of",
        "two",
        "margins",
        "the",
        "house",
        "of",
        "sand",
    ]


def test_barcode_is_read_as_a_shop_reads_it(book: Making) -> None:
    path = made(book(cover='price = "GBP 9.50"\n')).made["cover"].path
    with pymupdf.open(path) as pdf:
        shown = pdf[0].get_pixmap(dpi=300)
        inks = pdf[0].get_pixmap(dpi=150, colorspace=pymupdf.csCMYK)
    page = Image.frombytes("RGB", (shown.width, shown.height), shown.samples)
    codes = zxingcpp.read_barcodes(page, ean_add_on_symbol=zxingcpp.EanAddOnSymbol.Require)
    assert [code.text for code in codes] == [f"{ISBN}00950"], "with its price"
    pixels = Image.frombytes("CMYK", (inks.width, inks.height), inks.samples)
    scale = 150 / 72
    box = pixels.crop([round(edge * scale) for edge in (200, 480, 320, 540)])  # type: ignore[arg-type]  # four edges
    *colours, black = (max(band.tobytes()) for band in box.split())
    assert max(colours) <= 1
    assert black >= 250


def test_prices_become_five_digits() -> None:
    def price(text: str, hundredths: int) -> Price:
        return Price(currency=text, hundredths=hundredths)

    assert add_on(price("USD", 1499)) == "51499"
    assert add_on(price("CAD", 2000)) == "62000"
    assert add_on(price("GBP", 12_000)) == "09999", "what costs more than 99.98"
    assert add_on(price("EUR", 2200)) == ""
    assert [price_text(price(*one)) for one in [("USD", 1499), ("EUR", 2200), ("CHF", 1950)]] == ["$14.99", "€22", "CHF\u00a019.50"]


def test_barcode_is_never_smaller_than_scanners_read() -> None:
    for width, height in ((126, 72), (144, 86.4), (105.7, 73.5)):
        for price in (None, Price(currency="USD", hundredths=100)):
            assert barcode(ISBN, price).module(width, height - 12) >= 0.8 * 0.33 * 72 / 25.4 - 1e-9


def test_barcode_with_a_price_is_read_where_the_box_is_small(book: Making, press_icc: bytes) -> None:
    folder = book(f'isbn = "{ISBN}"\nicc = "press.icc"\n', 'price = "USD 14.99"\n', "offset-x1a")
    (folder / "press.icc").write_bytes(press_icc)
    path = made(folder).made["cover"].path
    with pymupdf.open(path) as pdf:
        shown = pdf[0].get_pixmap(dpi=300)
    page = Image.frombytes("RGB", (shown.width, shown.height), shown.samples)
    codes = zxingcpp.read_barcodes(page, ean_add_on_symbol=zxingcpp.EanAddOnSymbol.Require)
    assert [code.text for code in codes] == [f"{ISBN}51499"]


def test_same_book_has_the_same_cover(book: Making, tmp_path: Path) -> None:
    folder = book()
    first = made(folder).made["cover"].path.read_bytes()
    order = orders.order(folder=folder, output=tmp_path / "elsewhere", moment=MOMENT, editions=("cover",))
    assert build(order).made["cover"].path.read_bytes() == first
    assert made(folder).made["cover"].path.read_bytes() == first, "warm"


def test_long_titles_are_set_smaller(book: Making) -> None:
    folder = book()
    title = "A long and rambling title of the kind that was liked once, in which the whole argument is given, with some account of it"
    text = (folder / "book.toml").read_text(encoding="utf-8")
    (folder / "book.toml").write_text(text.replace('"The Fold"', f'"{title}"'), encoding="utf-8")
    built = made(folder)
    assert {diagnostic.code for diagnostic in built.diagnostics if diagnostic.code[0] == "P"} <= {"P201", "P411"}
    assert cover_findings(built.made["cover"].path, cover_sheet_of(folder, built)) == ()
    with pymupdf.open(built.made["cover"].path) as pdf:
        assert set(title.replace(",", "").split()) <= set(pdf[0].get_text().replace(",", "").split())


def test_book_that_asks_for_a_cover_has_one_with_every_build(book: Making) -> None:
    folder = book(cover='price = "EUR 22"\n')
    assert "cover" in build(orders.order(folder=folder, output=folder.parent / "out", moment=MOMENT)).made
    text = (folder / "book.toml").read_text(encoding="utf-8")
    (folder / "book.toml").write_text(text.partition("[cover]")[0], encoding="utf-8")
    assert "cover" not in build(orders.order(folder=folder, output=folder.parent / "out", moment=MOMENT)).made


# --- of pictures ----------------------------------------------------------------------------------------------------------------------


def test_pictures_are_printed_in_four_inks_within_the_limit(book: Making, press_icc: bytes) -> None:
    folder = book(f'isbn = "{ISBN}"\nicc = "press.icc"\n', 'front = "images/front.png"\nback = "images/back.jpg"\n', "ingram-bw")
    (folder / "press.icc").write_bytes(press_icc)
    picture(folder / "images/front.png", 1538, 2475, (10, 10, 60))
    picture(folder / "images/back.jpg", 1538, 2475, (200, 30, 30))
    built = made(folder)
    path = built.made["cover"].path
    assert [diagnostic.code for diagnostic in built.diagnostics if diagnostic.code[0] == "P"] == []
    job = cover_job(path, cover_sheet_of(folder, built))
    spaces = {image.colour.space for image in job.file.pages[0].painted.images}
    assert spaces == {"/DeviceCMYK"}
    assert 100 < job.ink[0].most <= 242
    assert len(job.type) > 4, "a barcode, and the spine"
    with pymupdf.open(path) as pdf:
        assert "FOLD" not in pdf[0].get_text(clip=(500, 0, 900, 600)).upper(), "the picture has the title"


def test_colour_without_a_profile_is_refused_and_type_alone_is_not(book: Making, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("publish.press.icc.PROFILE_FOLDERS", ())
    folder = book(cover="")
    made(folder)
    folder = book(cover='front = "images/front.png"\n')
    picture(folder / "images/front.png", 1538, 2475)
    assert list(refused(folder)) == ["P405"]


def test_front_is_the_cover_of_the_e_book_too(book: Making, press_icc: bytes) -> None:
    folder = book('icc = "press.icc"\n', 'front = "images/front.png"\n')
    (folder / "press.icc").write_bytes(press_icc)
    picture(folder / "images/front.png", 1538, 2475)
    assert made(folder).book.configuration.epub.cover == "images/front.png"


def test_picture_of_another_shape_is_reported(book: Making, press_icc: bytes) -> None:
    folder = book('icc = "press.icc"\n', 'front = "images/front.png"\n')
    (folder / "press.icc").write_bytes(press_icc)
    picture(folder / "images/front.png", 2000, 2475)
    messages = {diagnostic.code: str(diagnostic) for diagnostic in made(folder).diagnostics}
    assert "P408" in messages


def test_spine_that_was_drawn_for_another_book_stops_the_build(book: Making, press_icc: bytes) -> None:
    folder = book('icc = "press.icc"\n', 'spine = "images/spine.png"\n')
    (folder / "press.icc").write_bytes(press_icc)
    picture(folder / "images/spine.png", 120, 2475)
    messages = refused(folder)
    assert list(messages) == ["P409"]
    assert messages["P409"].startswith("book.toml:19:9: “images/spine.png” is drawn for a spine of 10.2 mm; 8 pages on the paper of")
    wanted = round(int(messages["P409"].partition("; ")[2].split()[0]) * 0.1 * 300)
    picture(folder / "images/spine.png", wanted, 2475)
    assert made(folder).made["cover"].path.is_file()


def test_spine_may_be_drawn_for_each_printer(book: Making, press_icc: bytes) -> None:
    each = 'spine = { village = "images/thin.png", city = "images/thick.png" }\n'
    folder = book('icc = { village = "press.icc" }\n', each)
    (folder / "press.icc").write_bytes(press_icc)
    thick = PAPER.replace("0.1in", "0.2in")
    (folder / "printers/city.toml").write_text(THICK.replace("LIKE", "lulu-bw") + thick, encoding="utf-8")
    text = (folder / "book.toml").read_text(encoding="utf-8")
    (folder / "book.toml").write_text(text.replace('printer = "village"', 'printers = ["village", "city"]'), encoding="utf-8")
    for name in ("thin", "thick"):
        picture(folder / f"images/{name}.png", 300, 2475)
    messages = refused(folder)
    assert "The village press" in messages["P409"]
    wanted = [int(help.split(" pixels")[0].split(" × ")[0].split()[-1]) for help in helps(folder)]
    for name, width in zip(("thin", "thick"), wanted, strict=True):
        picture(folder / f"images/{name}.png", width, 2475)
    assert len(made(folder).made["cover"].beside) == 1


def helps(folder: Path) -> list[str]:
    """The hints of the errors that stop a cover."""
    with pytest.raises(PublishError) as caught:
        made(folder)
    return [diagnostic.help for diagnostic in caught.value.diagnostics if diagnostic.code == "P409"]


def test_coarse_picture_stops_the_build_at_its_key(book: Making, press_icc: bytes) -> None:
    folder = book('icc = "press.icc"\n', 'front = "images/front.png"\n')
    (folder / "press.icc").write_bytes(press_icc)
    picture(folder / "images/front.png", 769, 1238)
    messages = refused(folder)
    assert list(messages) == ["P540"]
    assert messages["P540"] == (
        "book.toml:19:9: book.cover.pdf, 147 mm from the left, 3 mm beyond the head: a picture of 769 × 1238 pixels is 130.2 mm wide here, "
        "which is 150 pixels an inch; 300 are needed: 1538 pixels across, or 65.1 mm on the page"
    )


# --- finished files -------------------------------------------------------------------------------------------------------------------


def test_finished_cover_is_passed_on_until_it_no_longer_fits(book: Making) -> None:
    folder = book()
    (folder / "cover.pdf").write_bytes(made(folder).made["cover"].path.read_bytes())
    folder = book(cover='file = "cover.pdf"\n')
    kept = made(folder).made["cover"].path
    assert kept.read_bytes() == (folder / "cover.pdf").read_bytes()

    (folder / "one.md").write_text("# One\n\n" + "The paper was folded once more.\n\n" * 250, encoding="utf-8")
    messages = refused(folder)
    assert list(messages) == ["P570"]
    assert "book.toml:19:8: cover.pdf: the cover is" in messages["P570"]
    assert kept.read_bytes() == (folder / "cover.pdf").read_bytes(), "the last good one"


def test_missing_finished_cover_is_reported(book: Making) -> None:
    assert list(refused(book(cover='file = "nowhere.pdf"\n'))) == ["P407"]
    assert list(refused(book(cover='file = "../out/cover.pdf"\n'))) == ["P407"]


def test_finished_cover_that_is_not_a_pdf_is_reported(book: Making) -> None:
    folder = book(cover='file = "cover.pdf"\n')
    (folder / "cover.pdf").write_text("%PDF-1.4 and nothing more", encoding="utf-8")
    with pytest.raises(PublishError) as caught:
        made(folder)
    assert [diagnostic.code for diagnostic in caught.value.diagnostics] == ["P500"]


# --- what stops a cover, and what is only told ----------------------------------------------------------------------------------------


def test_cover_without_a_printer_is_refused(book: Making) -> None:
    folder = book()
    text = (folder / "book.toml").read_text(encoding="utf-8")
    (folder / "book.toml").write_text(text.replace('printer = "village"\n', ""), encoding="utf-8")
    assert list(refused(folder)) == ["P406"]


def test_blurb_that_runs_into_the_barcode_is_refused(book: Making) -> None:
    messages = refused(book(cover=f'blurb = "{"Long and warm praise. " * 200}"\n'))
    assert list(messages) == ["P410"]
    assert messages["P410"].startswith("book.toml:19:9: the text on the back")


def test_missing_barcode_is_reported_if_the_printer_prints_none(book: Making) -> None:
    assert "P412" in {diagnostic.code for diagnostic in made(book("", like="lulu-bw")).diagnostics}
    assert "P412" not in {diagnostic.code for diagnostic in made(book("", like="kdp-bw")).diagnostics}


def test_letter_in_no_font_is_reported(book: Making) -> None:
    folder = book()
    text = (folder / "book.toml").read_text(encoding="utf-8")
    (folder / "book.toml").write_text(text.replace('"The House of Sand"', '"ཀ"'), encoding="utf-8")
    assert "P101" in refused(folder)


@pytest.mark.parametrize(
    ("code", "change"),
    [
        ("P570", lambda cover_sheet: replace(cover_sheet, spine=Length(cover_sheet.spine.points + 3))),
        ("P571", lambda cover_sheet: replace(cover_sheet, printer=_with(cover_sheet.printer, spine_safety=Length(30)))),
        ("P572", lambda cover_sheet: replace(cover_sheet, printer=_with(cover_sheet.printer, spine_text_from=200))),
    ],
)
def test_damage_of_a_cover_is_reported_by_its_rule_alone(book: Making, code: str, change: Callable[[CoverSheet], CoverSheet]) -> None:
    folder = book()
    built = made(folder)
    findings = cover_findings(built.made["cover"].path, change(cover_sheet_of(folder, built)))
    assert {finding.code for finding in findings} == {code}, findings


def _with(printer: Printer, **figures: object) -> Printer:
    return replace(printer, cover=replace(printer.cover, **figures))  # type: ignore[arg-type]


# --- hand-over ------------------------------------------------------------------------------------------------------------------------


def test_each_printer_is_handed_a_folder(book: Making) -> None:
    folder = book(f'isbn = "{ISBN}"\n', 'price = "USD 14.99"\n')
    text = (folder / "book.toml").read_text(encoding="utf-8")
    (folder / "printers/city.toml").write_text(THICK.replace("LIKE", "lulu-bw").replace("village", "city") + PAPER, encoding="utf-8")
    (folder / "book.toml").write_text(text.replace('printer = "village"', 'printers = ["village", "city"]'), encoding="utf-8")
    order = orders.order(folder=folder, output=folder.parent / "out", moment=MOMENT)
    handed = hand_over(order)
    assert [path.name for path in handed.folders] == ["village", "city"]
    sheets = {}
    for path in handed.folders:
        assert {entry.name for entry in path.iterdir()} == {
            *("interior.pdf", "cover.pdf", "job-sheet.txt", "SHA256SUMS", "preflight-interior.html", "preflight-cover.html")
        }
        sheets[path.name] = (path / "job-sheet.txt").read_text(encoding="utf-8")
        assert _sums(path)
    assert "ISBN          978-3-16-148410-0" in sheets["village"]
    assert "Trim          127.0 x 203.2 mm (5 x 8 in)" in sheets["village"]
    assert "pages on card" in sheets["village"]
    assert "PDF/X-1a:2001" in sheets["village"]
    assert "4/0, from sRGB" in sheets["city"]
    assert all(sheet.count("0 errors, 0 warnings") == 2 for sheet in sheets.values())
    interior = (handed.folders[1] / "interior.pdf").read_bytes()
    assert interior == (order.output / "book.print.city.pdf").read_bytes()

    assert "Sheet         " in sheets["village"]
    assert "Price         $14.99" in sheets["village"]
    assert "Dated         2026-11-22" in sheets["village"]
    assert "Copies        ....." in sheets["village"]

    before = {path: path.read_bytes() for one in handed.folders for path in one.iterdir()}
    hand_over(order)
    assert {path: path.read_bytes() for path in before} == before, "the same book is handed over the same"

    (folder / "book.toml").write_text(text, encoding="utf-8")
    (order.output / "handover/letter.txt").write_text("Dear printer,", encoding="utf-8")
    kept = order.output / "handover/first printing"
    shutil.copytree(handed.folders[1], kept)
    (kept / "proof.jpg").write_bytes(b"a photograph of it")
    hand_over(order)
    left = sorted(path.name for path in (order.output / "handover").iterdir())
    assert left == ["first printing", "letter.txt", "village"], "the city prints it no more; what others put there is theirs"


@pytest.mark.parametrize("printer", ["kdp-bw", "lulu-bw"])
def test_book_of_few_pages_is_built_with_a_warning_and_not_handed_over(printer: str, book: Making) -> None:
    folder = book()
    text = (folder / "book.toml").read_text(encoding="utf-8")
    (folder / "book.toml").write_text(text.replace('printer = "village"', f'printer = "{printer}"'), encoding="utf-8")
    order = orders.order(folder=folder, output=folder.parent / "out", moment=MOMENT)

    built = build(replace(order, editions=("print", "cover")))
    assert [(fault.code, str(fault.severity)) for fault in built.diagnostics] == [("P402", "warning")]
    assert (order.output / "book.print.pdf").is_file()

    with pytest.raises(PublishError) as refusal:
        hand_over(order)
    assert [(fault.code, str(fault.severity)) for fault in refusal.value.diagnostics] == [("P402", "error")]
    assert refusal.value.exit_code == 1
    assert not (order.output / "handover").exists()


def _sums(folder: Path) -> Mapping[str, str]:
    """The checksums of a folder, each compared with what `sha256sum --check` would find."""
    from hashlib import sha256

    lines = (folder / "SHA256SUMS").read_text(encoding="utf-8").splitlines()
    sums = {name: digest for digest, name in (line.split("  ") for line in lines)}
    assert sums == {name: sha256((folder / name).read_bytes()).hexdigest() for name in sums}
    return sums
