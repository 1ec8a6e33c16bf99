"""Pictures that shops or reading systems refuse: the e-book has copies that they take, and the report says what was changed."""

import json
from pathlib import Path
from typing import TYPE_CHECKING
from zipfile import ZipFile

import pytest
from PIL import Image

from orders import order
from publish.build import build
from publish.checks.epubcheck import findings

if TYPE_CHECKING:
    from warm_epubcheck import WarmEpubCheck

BOOK = """title = "Pictures"
language = "en"

[[contributors]]
name = "Ada Editor"

[spine]
body = ["one.md"]
"""


@pytest.mark.slow
def test_e_book_has_pictures_that_shops_take(tmp_path: Path, epubcheck: "WarmEpubCheck") -> None:
    turned = Image.Exif()
    turned[0x0112] = 6
    plain = Image.new("RGB", (60, 40), "teal")
    (tmp_path / "images").mkdir()
    plain.convert("CMYK").save(tmp_path / "images/inks.jpg")
    plain.save(tmp_path / "images/turned.jpeg", exif=turned)
    plain.save(tmp_path / "images/modern.webp")
    plain.save(tmp_path / "images/new.avif")
    plain.save(tmp_path / "images/turned.webp", exif=turned)
    Image.new("L", (3000, 2000)).save(tmp_path / "images/large.png")
    plain.save(tmp_path / "images/plain.jpg")
    (tmp_path / "styles").mkdir()
    plain.save(tmp_path / "styles/ground.avif")
    (tmp_path / "styles/epub.css").write_text(".verse { background: url(ground.avif) }\n", encoding="utf-8")
    names = sorted(path.name for path in (tmp_path / "images").iterdir())
    figures = "\n\n".join(f"![](images/{name}){{role=presentation}}" for name in names)
    (tmp_path / "one.md").write_text(f"# One\n\n{figures}\n", encoding="utf-8")
    (tmp_path / "book.toml").write_text(BOOK, encoding="utf-8")
    made = build(order(folder=tmp_path, output=tmp_path / "out", editions=("epub",))).made["epub"]
    assert not list(findings(epubcheck.verdict(made.path)))
    with ZipFile(made.path) as book:
        shown = {}
        for name in book.namelist():
            if name.startswith("EPUB/images/") and "cover" not in name:
                with book.open(name) as file, Image.open(file) as picture:
                    shown[Path(name).name] = (picture.format, picture.mode, picture.size)
        with book.open("EPUB/styles/ground.jpg") as file, Image.open(file) as picture:
            assert picture.format == "JPEG"
        assert book.read("EPUB/images/plain.jpg") == (tmp_path / "images/plain.jpg").read_bytes()
    assert shown == {
        "inks.jpg": ("JPEG", "RGB", (60, 40)),
        "large.png": ("PNG", "L", (2898, 1932)),
        "modern.webp": ("WEBP", "RGB", (60, 40)),
        "new.jpg": ("JPEG", "RGB", (60, 40)),
        "plain.jpg": ("JPEG", "RGB", (60, 40)),
        "turned.jpg": ("JPEG", "RGB", (40, 60)),
        "turned-2.jpg": ("JPEG", "RGB", (40, 60)),
    }
    report = json.loads((tmp_path / "out/report.json").read_text(encoding="utf-8"))
    assert report["editions"]["epub"]["converted pictures"] == {
        "images/inks.jpg": "RGB instead of CMYK",
        "images/large.png": "2898 × 1932 pixels instead of 3000 × 2000",
        "images/new.avif": "image/jpeg instead of image/avif",
        "images/turned.jpeg": "turned upright",
        "images/turned.webp": "turned upright, image/jpeg instead of image/webp",
    }
