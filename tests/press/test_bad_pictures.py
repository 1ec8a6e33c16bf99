"""Pictures of every kind in a book for a printer: printed as they look, or refused with their line and a remedy; never a traceback."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pymupdf
import pytest
from PIL import Image

from orders import order
from publish.build import Order, build
from publish.diagnostics import PublishError

HOUSE = 'like = "{like}"\ntitle = "A press"\n[pages]\nsource = "a letter"\nseen = 2026-11-22\nleast = 2\n'
BOOK = 'title = "T"\nlanguage = "en"\n[[contributors]]\nname = "A"\n[spine]\nbody = ["one.md"]\n[print]\nprinter = "house"\n'
MASKED = (
    '<svg xmlns="http://www.w3.org/2000/svg" width="300" height="200"><defs><mask id="m">'
    '<rect width="300" height="200" fill="gray"/></mask></defs><rect width="300" height="200" fill="purple" mask="url(#m)"/></svg>'
)


def ramp() -> Image.Image:
    """From black on the left to white on the right."""
    return Image.linear_gradient("L").rotate(90).resize((1200, 800))


def colours() -> Image.Image:
    return Image.merge("RGB", (ramp(), ramp().rotate(180), ramp()))


def cut(path: Path, picture: Image.Image) -> None:
    picture.save(path)
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def orientation(value: int) -> Image.Exif:
    exif = Image.Exif()
    exif[0x0112] = value
    return exif


TURNED_RIGHT = orientation(6)  # a viewer turns it by 90 degrees to the right


def turned(picture: Image.Image) -> Image.Image:
    """The pixels as a camera held on its side stores them."""
    return picture.transpose(Image.Transpose.ROTATE_90)


GOOD: dict[str, Callable[[Path], object]] = {
    "grey.png": lambda path: ramp().save(path),
    "alpha.png": lambda path: ramp().convert("LA").save(path),
    "palette.png": lambda path: ramp().quantize(64).save(path),
    "clear.gif": lambda path: ramp().quantize(64).save(path),
    "colour.png": lambda path: Image.merge("RGBA", (*[ramp()] * 3, Image.new("L", (1200, 800), 255))).save(path),
    "inks.jpg": lambda path: ramp().convert("RGB").convert("CMYK").save(path, quality=95),
    "grey16.png": lambda path: ramp().convert("I").point(lambda value: value * 257).convert("I;16").save(path),
    "photograph.webp": lambda path: ramp().convert("RGB").save(path, quality=95),
    "drawing.webp": lambda path: ramp().convert("RGBA").save(path, lossless=True),
    "photograph.avif": lambda path: ramp().convert("RGB").save(path, quality=95),
    "turned.jpg": lambda path: turned(ramp()).save(path, quality=95, exif=TURNED_RIGHT),
    "turned.png": lambda path: turned(ramp()).save(path, exif=TURNED_RIGHT),
    "turned.webp": lambda path: turned(ramp()).save(path, quality=95, exif=TURNED_RIGHT),
    "turned-inks.jpg": lambda path: turned(ramp()).convert("RGB").convert("CMYK").save(path, quality=95, exif=TURNED_RIGHT),
    "progressive.jpg": lambda path: ramp().save(path, progressive=True, quality=95),
}
BAD: dict[str, tuple[str, Callable[[Path], object]]] = {
    "inks.tiff": ("A105", lambda path: colours().convert("CMYK").save(path)),
    "cut.jpg": ("A103", lambda path: cut(path, colours())),
    "cut.png": ("A103", lambda path: cut(path, colours())),
    "huge.png": ("A103", lambda path: Image.new("1", (20_000, 10_000), 1).save(path)),
    "masked.svg": ("P203", lambda path: path.write_text(MASKED, encoding="utf-8")),
}


def order_for(folder: Path, like: str, name: str, make: Callable[[Path], object]) -> Order:
    (folder / "printers").mkdir()
    (folder / "images").mkdir()
    (folder / "printers/house.toml").write_text(HOUSE.format(like=like), encoding="utf-8")
    (folder / "book.toml").write_text(BOOK, encoding="utf-8")
    make(folder / "images" / name)
    (folder / "one.md").write_text(f'# One\n\nText.\n\n![A picture](images/{name}){{alt="from left to right"}}\n', encoding="utf-8")
    return order(folder=folder, output=folder / "out", moment=datetime(2026, 11, 22, tzinfo=UTC), editions=("print",))


@pytest.mark.parametrize("like", ["kdp-bw", "lulu-color"])
@pytest.mark.parametrize("name", GOOD)
def test_ramp_is_printed_as_it_looks(tmp_path: Path, name: str, like: str) -> None:
    made = build(order_for(tmp_path, like, name, GOOD[name])).made["print"]
    with pymupdf.open(made.path) as pdf:
        page = next(page for page in pdf if "from left" not in page.get_text() and "A picture" in page.get_text())
        shown = page.get_pixmap(dpi=72, colorspace=pymupdf.csGRAY)
        picture = Image.frombytes("L", (shown.width, shown.height), shown.samples)
        (place,) = [pymupdf.Rect(box) for kind, box in page.get_bboxlog() if kind in {"fill-image", "fill-shade"}][:1]
        across = [picture.getpixel((round(place.x0 + share * place.width), round((place.y0 + place.y1) / 2))) for share in (0.1, 0.5, 0.9)]
    assert across == pytest.approx([0.1 * 255, 0.5 * 255, 0.9 * 255], abs=26)


@pytest.mark.parametrize("name", BAD)
def test_picture_that_cannot_be_printed_is_refused_at_its_line(tmp_path: Path, name: str) -> None:
    code, make = BAD[name]
    with pytest.raises(PublishError) as caught:
        build(order_for(tmp_path, "kdp-bw", name, make))
    reported = {one.code: one for one in caught.value.diagnostics}
    assert code in reported
    assert str(reported[code].location).startswith("one.md:5")
    assert name in reported[code].message
    assert reported[code].help
    assert not list((tmp_path / "out").glob("book.*"))
