"""A picture book in colours for three printers: nothing is RGB, and no ink is above the limit; Ghostscript confirms it."""

import subprocess
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from PIL import Image

import orders
from publish.build import Built, build
from publish.covers.cover_sheet import cover_sheet_for
from publish.pdf.facts import examined
from publish.preflight import job_for
from publish.preflight.ink import LIGHTS, colours
from publish.tasks.handover import job_sheet

MOMENT = datetime(2026, 11, 22, tzinfo=UTC)
PRINTERS = {"amazon": ("kdp-color", 240), "ingram": ("ingram-color", 240), "offset": ("offset-x4", 300)}
HOUSE = 'like = "{like}"\ntitle = "{like} for few pages"\n[pages]\nsource = "a letter"\nseen = 2026-11-22\nleast = 2\n'
BOOK = """\
title = "Ten Colours"
language = "en"

[[contributors]]
name = "Ada Editor"

[spine]
body = ["one.md"]

[print]
trim = "5in x 8in"
openings = "any"
printers = ["amazon", "ingram", "offset"]
icc = { amazon = "press.icc", ingram = "press.icc", offset = "press.icc" }
"""
SUBJECTS = ("night", "noon", "grass", "brick", "sea", "plum", "gold", "coal", "sky", "rust")
DARK = (8, 4, 24)  # of which four inks make more than any press takes


def paint(path: Path, number: int) -> None:
    """A picture: from darkness to a strong colour in one direction, to white in the other, with grain."""
    width, height = 1150, 860
    strong = tuple((number * step) % 256 for step in (67, 151, 211))
    across = Image.linear_gradient("L").rotate(90).resize((width, height))
    down = Image.linear_gradient("L").resize((width, height))
    picture = Image.composite(Image.new("RGB", (width, height), strong), Image.new("RGB", (width, height), DARK), across)
    picture = Image.composite(Image.new("RGB", (width, height), "white"), picture, down.point(lambda value: value // 2))
    grain = Image.effect_noise((width, height), 30).convert("RGB")
    Image.blend(picture, grain, 0.08).save(path, quality=92)


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory, press_icc: bytes) -> Built:
    folder = tmp_path_factory.mktemp("colours")
    (folder / "images").mkdir()
    (folder / "printers").mkdir()
    (folder / "press.icc").write_bytes(press_icc)
    (folder / "book.toml").write_text(BOOK, encoding="utf-8")
    for name, (like, _) in PRINTERS.items():
        (folder / f"printers/{name}.toml").write_text(HOUSE.format(like=like), encoding="utf-8")
    pages = ["# Ten Colours {#one}\n\nThis is the colour of everything.\n"]
    for number, subject in enumerate(SUBJECTS):
        file = f"images/{subject}.{'jpg' if number % 2 else 'png'}"
        paint(folder / file, number)
        pages.append(f'![{subject.capitalize()}]({file}){{#{subject} alt="From darkness to the colour of {subject}"}}\n')
        pages.append(f"And this is the colour of {subject}, as it was seen through a window, on a day on which nothing else happened.\n")
    (folder / "one.md").write_text("\n".join(pages), encoding="utf-8")
    order = orders.order(folder=folder, output=folder / "out", moment=MOMENT, editions=("print",))
    return build(order)


def files(built: Built) -> dict[str, Path]:
    made = built.made["print"]
    return dict(zip(PRINTERS, (made.path, *made.beside), strict=True))


@pytest.mark.slow
def test_it_passes_preflight_with_its_dozen_pages(built: Built) -> None:
    assert [diagnostic for diagnostic in built.diagnostics if diagnostic.code.startswith("P")] == []
    assert len(built.made["print"].pages.pages) >= 12


@pytest.mark.slow
@pytest.mark.parametrize("name", PRINTERS)
def test_nothing_in_it_is_rgb(built: Built, name: str) -> None:
    pages = examined(files(built)[name]).pages
    spaces = {colour.space for page in pages for colour, _ in colours(page)}
    assert not spaces & LIGHTS
    assert "/DeviceCMYK" in spaces
    assert sum(len(page.painted.images) for page in pages) == len(SUBJECTS)


@pytest.mark.slow
@pytest.mark.parametrize("name", PRINTERS)
def test_ghostscript_finds_no_ink_above_the_limit(built: Built, name: str, tmp_path: Path, require_tool: Callable[[str], Path]) -> None:
    command: list[str | Path] = [
        require_tool("gs"),
        "-q",
        "-dBATCH",
        "-dNOPAUSE",
        "-sDEVICE=tiff32nc",
        "-r60",
        "-dUseTrimBox",
        f"-sOutputFile={tmp_path}/%03d.tiff",
    ]
    subprocess.run([*command, files(built)[name]], check=True, capture_output=True)
    most, text_pages = 0.0, 0
    for path in sorted(tmp_path.glob("*.tiff")):
        with Image.open(path) as page:
            assert page.mode == "CMYK"
            seen = page.getcolors(1 << 24) or []
        inks = [ink for _, ink in seen if isinstance(ink, tuple)]
        most = max([most, *(sum(ink) / 2.55 for ink in inks)])
        text_pages += not any(sum(ink[:3]) for ink in inks)
    limit = PRINTERS[name][1]
    assert 180 < most <= limit + 2, "dark pictures come near the limit, and none goes over it"
    assert text_pages >= 2, "pages without a picture are in black alone"


@pytest.mark.slow
@pytest.mark.parametrize("name", PRINTERS)
def test_job_sheet_counts_the_pages_in_colour(built: Built, name: str) -> None:
    order = next(one for one in built.book.configuration.print.orders if one.printer.name == name)
    job = job_for(files(built)[name], order.printer)
    inked = {index + 1 for index, page in enumerate(job.file.pages) for image in page.painted.images if image.colour.space == "/DeviceCMYK"}
    assert [index + 1 for index, ink in enumerate(job.ink) if ink.coloured] == sorted(inked)
    cover_sheet = cover_sheet_for(order, built.book.configuration.print.trim, len(job.file.pages))
    sheet = job_sheet(built.book.configuration, order, cover_sheet, {"interior": job, "cover": job}, MOMENT)
    (line,) = [line for line in sheet.splitlines() if line.startswith("  In colour")]
    count, _, shown = line.removeprefix("  In colour").strip().partition(f" of {len(job.file.pages)} pages, in the file’s order ")
    assert int(count) == len(inked) < len(job.file.pages)
    runs = [[int(end) for end in run.split("–")] for run in shown.split(", ")]
    assert [number for run in runs for number in range(run[0], run[-1] + 1)] == sorted(inked)
