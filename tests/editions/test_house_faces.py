"""A book in a house's own typefaces, in all editions: outlines of OpenType, a variable font, one for a script."""

import zipfile
from io import BytesIO
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from fontTools.fontBuilder import FontBuilder
from fontTools.pens.t2CharStringPen import T2CharStringPen
from fontTools.ttLib import TTFont

from orders import order
from publish.book.faces import faces
from publish.build import Built, build
from publish.diagnostics import PublishError
from publish.tools import subset

LETTERS = "".join(map(chr, range(0x20, 0x180))) + "‐–—‘’“”…ﬁﬂאבגדהוזחטיךכלםמןנסעףפץצקרשת"
TEXT = """# The Opening

An office of fine waffles,[^a] said the café; שלום is a word, and **strong** is another.

> A quotation.

[^a]: A note in *italic*.
"""


def opentype(source: Path, family: str, style: str) -> bytes:
    """A font with the outlines of OpenType (CFF), made from one with those of TrueType."""
    with TTFont(BytesIO(subset.font(source.read_bytes(), 400, LETTERS, ())), recalcTimestamp=False) as font:
        glyphs, names = font.getGlyphSet(), font.getGlyphOrder()
        built = FontBuilder(font["head"].unitsPerEm, isTTF=False)
        built.setupGlyphOrder(names)
        built.setupCharacterMap(font.getBestCmap())
        outlines: dict[str, Any] = {}
        for name in names:
            pen = T2CharStringPen(glyphs[name].width, glyphs)
            glyphs[name].draw(pen)
            outlines[name] = pen.getCharString()
        built.setupCFF(f"{family.replace(' ', '')}-{style}", {}, outlines, {})
        built.setupHorizontalMetrics({name: (glyphs[name].width, 0) for name in names})
        built.setupHorizontalHeader(ascent=font["hhea"].ascent, descent=font["hhea"].descent)
        built.setupNameTable({"familyName": family, "styleName": style, "psName": f"{family.replace(' ', '')}-{style}"})
        weight, slope = (700, 1 << 5) if style == "Bold" else (400, 1 if style == "Italic" else 1 << 6)
        built.setupOS2(usWeightClass=weight, fsSelection=slope, sxHeight=font["OS/2"].sxHeight)
        built.setupPost(italicAngle=-12 if style == "Italic" else 0)
        content = BytesIO()
        built.save(content)
        return content.getvalue()


def house_book(folder: Path, *, styles: tuple[str, ...] = ("Regular", "Italic", "Bold")) -> Path:
    """A book with the fonts of a house in it."""
    (folder / "fonts").mkdir(parents=True)
    for style in styles:
        source = next(face.path for face in faces() if face.path.name == f"Cardo-{style}.ttf")
        (folder / "fonts" / f"house-{style}.otf").write_bytes(opentype(source, "House Serif", style))
    sans = next(face.path for face in faces() if face.path.name == "SourceCodePro[wght].ttf")
    with TTFont(sans, recalcTimestamp=False) as font:
        for record in font["name"].names:
            if record.nameID in {1, 16}:
                record.string = "House Sans"
        font.save(folder / "fonts" / "house-sans.ttf")
    (folder / "one.md").write_text(TEXT, encoding="utf-8")
    (folder / "book.toml").write_text(
        'title = "The House"\nlanguage = "en"\npublisher = "Press"\n[[contributors]]\nname = "A B"\n[spine]\nbody = ["one.md"]\n'
        '[print]\nprinter = "kdp-bw"\npaper = "cream"\n[design]\ntext = "House Serif"\ntitles = "House Sans"\n',
        encoding="utf-8",
    )
    return folder


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Built:
    """A book in the typefaces of a house."""
    folder = house_book(tmp_path_factory.mktemp("house") / "book")
    return build(order(folder=folder, output=folder / "out", editions=("epub", "print", "cover")))


def fonts_of(path: Path) -> dict[str, bool]:
    """The fonts of a PDF by their names without the tags of subsets: whether each is a bare CFF."""
    with pikepdf.open(path) as pdf:
        found = [each for each in pdf.objects if isinstance(each, pikepdf.Dictionary) and each.get("/Type") == "/FontDescriptor"]
        return {str(each.FontName).partition("+")[2]: "/FontFile3" in each for each in found}


def test_house_book_has_only_the_findings_of_its_paper(house: Built) -> None:
    assert [str(fault) for fault in house.diagnostics if fault.severity == "error"] == []


def test_print_and_cover_are_set_in_the_houses_faces(house: Built) -> None:
    printed, cover = (fonts_of(house.made[name].path) for name in ("print", "cover"))
    assert {name: printed[name] for name in printed if name.startswith("House")} == {
        "HouseSerif-Regular": True,
        "HouseSerif-Italic": True,
        "HouseSerif-Bold": True,
    }
    assert any(name.startswith("SourceCodePro") for name in printed)
    assert any(name.startswith("SourceCodePro") for name in cover)
    assert "HouseSerif-Regular" in cover
    assert not any(name.startswith(("EBGaramond", "Cardo")) for name in (*printed, *cover))


def test_ebook_has_subsets_of_the_houses_faces(house: Built) -> None:
    with zipfile.ZipFile(house.made["epub"].path) as container:
        names = [name for name in container.namelist() if "fonts/" in name]
        package = container.read("EPUB/content.opf").decode()
        sizes = {name: len(container.read(name)) for name in names}
    assert {name.rpartition("/")[2] for name in names} >= {"house-serif-400.otf", "house-serif-400-italic.otf", "house-sans-400.ttf"}
    assert 'media-type="font/otf"' in package
    assert max(sizes.values()) < 30_000


def test_style_that_the_house_lacks_is_told_at_its_first_place(tmp_path: Path) -> None:
    folder = house_book(tmp_path / "book", styles=("Regular", "Bold"))
    with pytest.raises(PublishError) as raised:
        build(order(folder=folder, output=folder / "out", editions=("print",)))
    assert [str(fault) for fault in raised.value.diagnostics] == [
        "one.md:7: error P102: “italic” is to be set in House Serif italic 400, which the book's fonts do not have"
    ]
