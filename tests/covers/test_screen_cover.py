"""The cover of an e-book: the picture that book.toml names, as it is; or one set in type, on which all of it can be read."""

import zipfile
from dataclasses import replace
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from lxml import etree
from PIL import Image

from orders import order
from publish.book.cover_markup import cover_alt
from publish.build import Order, build
from publish.checks.epubcheck import findings
from publish.config import Configuration, Contributor, EpubSettings, read_configuration
from publish.covers.screen_cover import typeset_cover
from publish.diagnostics import PublishError
from publish.epub.cover_page import given_cover
from publish.layout.workers import Workers
from publish.rules import SMALLEST_BOOK
from publish.tools.cache import Cache
from publish.tools.raster import open_pdf

if TYPE_CHECKING:
    from warm_epubcheck import WarmEpubCheck

PAPER = (244, 239, 228)
LONG = "A long and rambling title of the kind that was liked once, in which the whole argument is given, with some account of the reasons"


@pytest.fixture
def plain(tmp_path: Path) -> Configuration:
    """The smallest book, in a folder."""
    for name, text in SMALLEST_BOOK.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    configuration = read_configuration(tmp_path).value
    assert configuration is not None
    return configuration


def authors(count: int) -> tuple[Contributor, ...]:
    return tuple(Contributor(name=f"Author Number {number}", sort=f"{number}", role="aut") for number in range(count))


def drawn(configuration: Configuration, pool: Workers, scratch: Path) -> bytes:
    outcome = typeset_cover(configuration, pool, scratch, Cache(None))
    assert outcome.diagnostics == ()
    assert outcome.value is not None
    return outcome.value


@pytest.mark.parametrize(
    ("title", "subtitle", "people"),
    [
        ("A Small Book", None, 1),
        ("Ω", "Ein Buchstabe", 1),
        (LONG, "With a subtitle that is not short either, and goes on for a line or two", 5),
        ("Donaudampfschifffahrtsgesellschaftskapitänsmützenabzeichen", None, 2),
        ("«Δελτίον» & <b>marks</b>", None, 9),
    ],
)
def test_all_of_it_can_be_read(plain: Configuration, pool: Workers, tmp_path: Path, title: str, subtitle: str | None, people: int) -> None:
    book = replace(plain, title=title, subtitle=subtitle, contributors=authors(people), publisher="The House of Sand")
    with Image.open(BytesIO(drawn(book, pool, tmp_path))) as image:
        assert image.size == (1600, 2560)
        assert image.format == "PNG"
        colours = image.convert("RGB")
    assert colours.getpixel((10, 10)) == pytest.approx(PAPER, abs=3)
    with open_pdf(tmp_path / "cover.pdf") as sheets:
        assert len(sheets) == 1
        page = sheets[0]
    words = "".join(piece.text for piece in sorted(page.pieces, key=lambda piece: piece.order)).replace("\u2010", "").replace(" ", "")
    for text in (title, subtitle or "", "TheHouseofSand", *(f"AuthorNumber{number}" for number in range(people))):
        assert text.replace(" ", "").casefold() in words.casefold()
    assert all(piece.left > 30 and piece.right < 330 and 40 < piece.baseline < 560 for piece in page.pieces)
    titles = [piece for piece in page.pieces if piece.size > 14 and piece.baseline < 470]
    assert titles
    assert (
        max(piece.baseline for piece in page.pieces if "Sand" in piece.text or "sand" in piece.text) > max(p.baseline for p in titles) + 10
    )


def test_same_book_has_the_same_cover(plain: Configuration, pool: Workers, tmp_path: Path) -> None:
    assert drawn(plain, pool, tmp_path) == drawn(plain, pool, tmp_path)


def test_sheet_of_the_book_changes_its_colours(plain: Configuration, pool: Workers, tmp_path: Path) -> None:
    (tmp_path / "styles").mkdir()
    (tmp_path / "styles/cover.css").write_text(":root { --cover-paper: #203040 }", encoding="utf-8")
    with Image.open(BytesIO(drawn(plain, pool, tmp_path))) as image:
        assert image.convert("RGB").getpixel((10, 10)) == pytest.approx((0x20, 0x30, 0x40), abs=3)


def test_it_is_drawn_once(plain: Configuration, pool: Workers, tmp_path: Path) -> None:
    once = Order(folder=plain.folder, output=tmp_path / "out", moment=datetime(2001, 1, 1, tzinfo=UTC), editions=("epub",), pool=pool)
    first = build(once).made["epub"].path.read_bytes()
    started: list[str] = []
    again = build(replace(once, say=started.append)).made["epub"].path.read_bytes()
    assert first == again


def test_e_book_opens_with_it(plain: Configuration, tmp_path: Path, epubcheck: "WarmEpubCheck") -> None:
    picture = tmp_path / "images/front.jpg"
    picture.parent.mkdir()
    Image.new("RGB", (1600, 2560), "navy").save(picture)
    (tmp_path / "book.toml").write_text(SMALLEST_BOOK["book.toml"] + '[epub]\ncover = "images/front.jpg"\n', encoding="utf-8")
    built = build(order(folder=tmp_path, output=tmp_path / "out", editions=("epub",)))
    path = built.made["epub"].path
    with zipfile.ZipFile(path) as container:
        package = etree.fromstring(container.read("EPUB/content.opf"))
        page = etree.fromstring(container.read("EPUB/text/cover.xhtml"))
        assert container.read("EPUB/images/cover.jpg") == picture.read_bytes()
        assert b'epub:type="cover"' in container.read("EPUB/nav.xhtml")
    (item,) = [item for item in package.iter("{*}item") if item.get("properties") == "cover-image"]
    assert item.get("href") == "images/cover.jpg"
    assert [meta.get("content") for meta in package.iter("{*}meta") if meta.get("name") == "cover"] == [item.get("id")]
    first = next(package.iter("{*}itemref"))
    assert (first.get("idref"), first.get("linear")) == ("cover", None)
    (image,) = page.iter("{*}img")
    assert (image.get("role"), image.get("alt")) == ("doc-cover", "Cover: A Small Book. Ada Editor")
    assert not list(findings(epubcheck.verdict(path)))


def test_book_whose_title_cannot_be_drawn_has_none(plain: Configuration, tmp_path: Path, epubcheck: "WarmEpubCheck") -> None:
    (tmp_path / "book.toml").write_text(SMALLEST_BOOK["book.toml"].replace("A Small Book", "བོད"), encoding="utf-8")
    built = build(order(folder=tmp_path, output=tmp_path / "out", editions=("epub",)))
    assert [(diagnostic.code, str(diagnostic.location)) for diagnostic in built.diagnostics] == [("E503", "book.toml:1:9")]
    path = built.made["epub"].path
    with zipfile.ZipFile(path) as container:
        assert not [name for name in container.namelist() if "cover" in name]
        assert b"cover" not in container.read("EPUB/content.opf") + container.read("EPUB/nav.xhtml")
    assert not list(findings(epubcheck.verdict(path)))


def test_words_for_it_are_the_languages(plain: Configuration) -> None:
    assert cover_alt(replace(plain, language="de-AT", subtitle="Zwei")) == "Umschlag: A Small Book. Zwei. Ada Editor"


@pytest.mark.parametrize(
    ("name", "picture", "code", "message"),
    [
        ("none.jpg", None, "A101", "there is no image"),
        ("text.jpg", b"This is no picture.", "A103", "cannot be read"),
        ("cut.jpg", "cut", "A103", "cannot be read"),
        ("moving.gif", ("P", (1600, 2560)), "E501", "neither JPEG nor PNG"),
        ("small.png", ("RGB", (600, 1000)), "E501", "600 × 1000"),
        ("wide.png", ("L", (10_001, 1000)), "E501", "10001 × 1000"),
        ("coarse.png", ("RGB", (1000, 1600)), "E502", "coarse"),
        ("../outside.png", None, "A102", "not in the book"),
    ],
)
def test_unusable_cover_picture_is_reported_at_its_key(
    plain: Configuration, tmp_path: Path, name: str, picture: bytes | str | tuple[str, tuple[int, int]] | None, code: str, message: str
) -> None:
    if isinstance(picture, tuple):
        Image.new(*picture).save(tmp_path / name)
    elif picture == "cut":
        whole = BytesIO()
        Image.effect_noise((1600, 2560), 80).save(whole, "JPEG")
        (tmp_path / name).write_bytes(whole.getvalue()[:20_000])
    elif isinstance(picture, bytes):
        (tmp_path / name).write_bytes(picture)
    (tmp_path / "book.toml").write_text(SMALLEST_BOOK["book.toml"] + f'[epub]\ncover = "{name}"\n', encoding="utf-8")
    outcome = given_cover(replace(plain, epub=EpubSettings(isbn=None, cover=name)), Cache(None))
    assert [diagnostic.code for diagnostic in outcome.diagnostics] == [code]
    assert message in outcome.diagnostics[0].message
    assert str(outcome.diagnostics[0].location).startswith("book.toml:10:")
    assert (outcome.value is None) == (code != "E502")


@pytest.mark.parametrize(
    ("name", "mode", "size", "change"),
    [
        ("press.jpg", "CMYK", (1600, 2560), "RGB instead of CMYK"),
        ("deep.png", "I;16", (1600, 2560), "8 bits instead of 16"),
        ("large.jpg", "RGB", (3000, 4800), "1870 × 2993 pixels instead of 3000 × 4800"),
        ("small.webp", "RGB", (1600, 2560), "image/jpeg instead of image/webp"),
        ("new.avif", "RGB", (1600, 2560), "image/jpeg instead of image/avif"),
    ],
)
def test_cover_picture_that_shops_refuse_is_converted(
    plain: Configuration, tmp_path: Path, name: str, mode: str, size: tuple[int, int], change: str
) -> None:
    Image.new(mode, size).save(tmp_path / name)
    outcome = given_cover(replace(plain, folder=tmp_path, epub=EpubSettings(isbn=None, cover=name)), Cache(None))
    assert not outcome.diagnostics
    assert outcome.value is not None
    assert outcome.value.changes == (change,)
    with Image.open(BytesIO(outcome.value.content)) as picture:
        assert picture.mode in {"RGB", "L"}
        assert Image.MIME[str(picture.format)] == outcome.value.media_type


def test_cover_photographed_on_its_side_is_upright(plain: Configuration, tmp_path: Path) -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    Image.new("RGB", (2560, 1600)).save(tmp_path / "cover.jpg", exif=exif)
    outcome = given_cover(replace(plain, folder=tmp_path, epub=EpubSettings(isbn=None, cover="cover.jpg")), Cache(None))
    assert not outcome.diagnostics
    assert outcome.value is not None
    with Image.open(BytesIO(outcome.value.content)) as picture:
        assert picture.size == (1600, 2560)


def test_book_with_such_a_picture_is_not_made(plain: Configuration, tmp_path: Path) -> None:
    (tmp_path / "book.toml").write_text(SMALLEST_BOOK["book.toml"] + '[epub]\ncover = "one.md"\n', encoding="utf-8")
    with pytest.raises(PublishError):
        build(order(folder=tmp_path, output=tmp_path / "out", editions=("epub",)))
    assert not (tmp_path / "out/book.epub").exists()
