"""The typefaces of a book: its own families, found by their names, in whatever files they come; what makes one unfit is told."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from fontTools.ttLib import TTFont
from fontTools.ttLib.ttCollection import TTCollection

from publish.book.faces import drawn_content, faces, letters_of
from publish.book.typefaces import SMALL_FIGURES, families_of, typefaces
from publish.config import Configuration, read_configuration
from publish.config.values import DesignSettings
from publish.rules import SMALLEST_BOOK
from publish.tools.cache import NO_CACHE
from publish.tools.glyphs import Glyphs

CARDO = {(face.style, face.weights[0]): face.path for face in faces() if face.family == "Cardo"}
ROMAN, ITALIC, BOLD = (CARDO[key] for key in (("normal", 400), ("italic", 400), ("normal", 700)))
GARAMOND = next(face for face in faces() if face.family == "EB Garamond")
Damage = Callable[[Any], None]


@pytest.fixture
def book(tmp_path: Path) -> Configuration:
    """A book that sets its text in a family of its own, which has no files yet."""
    for name, content in SMALLEST_BOOK.items():
        (tmp_path / name).write_text(content, encoding="utf-8")
    (tmp_path / "fonts").mkdir()
    configuration = read_configuration(tmp_path).value
    assert configuration
    return replace(configuration, design=DesignSettings(families={"text": "House Serif"}))


def house(source: Path, *damages: Damage, family: str = "House Serif") -> TTFont:
    """A font of publish's under another name."""
    font = TTFont(source, recalcTimestamp=False)
    for record in font["name"].names:
        if record.nameID in {1, 16}:
            record.string = family
    for damage in damages:
        damage(font)
    return font


def weighing(weight: int) -> Damage:
    def damage(font: Any) -> None:
        font["OS/2"].usWeightClass = weight

    return damage


def embedding(bits: int) -> Damage:
    def damage(font: Any) -> None:
        font["OS/2"].fsType = bits

    return damage


def kinds(configuration: Configuration, family: str = "House Serif") -> list[tuple[str, tuple[int, int], str]]:
    found = typefaces(configuration, NO_CACHE)
    assert found.value, found.diagnostics
    return [(face.style, face.weights, face.path.name) for face in found.value.faces if face.family == family]


def codes(configuration: Configuration) -> list[str]:
    return [fault.code for fault in typefaces(configuration, NO_CACHE).diagnostics]


def test_family_is_found_by_the_name_in_its_files(book: Configuration) -> None:
    house(ROMAN).save(book.folder / "fonts" / "a.ttf")
    (book.folder / "fonts" / "more").mkdir()
    house(ITALIC).save(book.folder / "fonts" / "more" / "b.ttf")
    assert kinds(book) == [("normal", (400, 400), "a.ttf"), ("italic", (400, 400), "b.ttf")]
    found = typefaces(book, NO_CACHE).value
    assert found
    assert found.faces[0].family == "House Serif"
    assert found.tokens["--serif"] == '"House Serif", "EB Garamond", "Cardo", serif'


def test_book_without_a_design_has_our_faces_and_no_tokens(book: Configuration) -> None:
    house(ROMAN).save(book.folder / "fonts" / "a.ttf")
    found = typefaces(replace(book, design=DesignSettings()), NO_CACHE).value
    assert found
    assert (found.faces, found.on_paper, found.tokens) == (faces(), faces(), {})


def test_family_that_the_books_sheet_names_is_there(book: Configuration) -> None:
    house(ROMAN).save(book.folder / "fonts" / "a.ttf")
    (book.folder / "styles").mkdir()
    (book.folder / "styles" / "print.css").write_text('h2 { font-family: "house serif" }', encoding="utf-8")
    assert kinds(replace(book, design=DesignSettings())) == [("normal", (400, 400), "a.ttf")]


@pytest.mark.parametrize("ending", [".woff", ".woff2"])
def test_packed_font_is_unpacked(book: Configuration, ending: str) -> None:
    font = house(ROMAN)
    font.flavor = ending[1:]
    font.save(book.folder / "fonts" / f"a{ending}")
    found = typefaces(book, NO_CACHE).value
    assert found
    assert Glyphs(drawn_content(found.on_paper[0])).by_character["a"]


def test_parts_of_a_collection_are_faces(book: Configuration) -> None:
    collection = TTCollection()
    collection.fonts = [house(ROMAN), house(BOLD)]
    collection.save(book.folder / "fonts" / "a.ttc")
    assert kinds(book) == [("normal", (400, 400), "a.ttc"), ("normal", (700, 700), "a.ttc")]
    found = typefaces(book, NO_CACHE).value
    assert found
    regular, bold = (Glyphs(drawn_content(face)) for face in found.on_paper[:2])
    assert regular.look(regular.by_character["a"]) != bold.look(bold.by_character["a"])


def test_variable_font_comes_before_static_ones_and_a_plain_file_before_a_packed_one(book: Configuration) -> None:
    house(GARAMOND.path).save(book.folder / "fonts" / "z.ttf")
    house(ROMAN).save(book.folder / "fonts" / "a.ttf")
    packed = house(ITALIC)
    packed.flavor = "woff"
    packed.save(book.folder / "fonts" / "b.woff")
    house(ITALIC).save(book.folder / "fonts" / "c.ttf")
    assert kinds(book) == [("normal", GARAMOND.weights, "z.ttf"), ("italic", (400, 400), "c.ttf")]


def test_font_of_a_family_of_one_weight_is_its_regular_one(book: Configuration) -> None:
    house(ROMAN, weighing(300)).save(book.folder / "fonts" / "a.ttf")
    house(BOLD, weighing(600)).save(book.folder / "fonts" / "b.ttf")
    assert kinds(book) == [("normal", (400, 400), "a.ttf"), ("normal", (700, 700), "b.ttf")]


def test_face_on_paper_has_the_line_box_of_our_own(book: Configuration) -> None:
    house(ROMAN).save(book.folder / "fonts" / "a.ttf")
    found = typefaces(book, NO_CACHE).value
    assert found
    ours, its = (Glyphs(drawn_content(face)).font.get_font_extents("ltr") for face in (GARAMOND, found.on_paper[0]))
    em = {Glyphs(drawn_content(face)).font.face.upem for face in (GARAMOND, found.on_paper[0])}
    assert len(em) == 2
    assert ours.ascender / 1000 == pytest.approx(its.ascender / max(em), abs=0.002)


def test_face_for_a_script_draws_its_letters_alone(book: Configuration) -> None:
    house(ROMAN).save(book.folder / "fonts" / "a.ttf")
    design = DesignSettings(fallback={"Hebr": "House Serif"})
    found = typefaces(replace(book, design=design), NO_CACHE).value
    assert found
    face = found.faces[0]
    assert face.stands_in
    assert [ord(letter) in letters_of(face) for letter in "אa"] == [True, False]
    assert found.tokens["--serif"] == '"House Serif", "EB Garamond", "Cardo", serif'


def test_family_that_is_nowhere_is_refused(book: Configuration) -> None:
    house(ROMAN, family="House Serifs").save(book.folder / "fonts" / "a.ttf")
    (fault,) = typefaces(book, NO_CACHE).diagnostics
    assert (fault.code, fault.help) == ("C137", "did you mean “House Serifs”?")


@pytest.mark.parametrize(("bits", "codes_"), [(0, []), (2, ["C138"]), (4, []), (8, []), (12, []), (10, []), (0x200, ["C138"])])
def test_embedding_is_obeyed(book: Configuration, bits: int, codes_: list[str]) -> None:
    house(ROMAN, embedding(bits)).save(book.folder / "fonts" / "a.ttf")
    assert codes(book) == codes_


def test_licence_allows_more_than_the_file(book: Configuration) -> None:
    house(ROMAN, embedding(0x102)).save(book.folder / "fonts" / "a.ttf")
    licensed = replace(book, design=replace(book.design, licensed=("House Serif",)))
    found = typefaces(licensed, NO_CACHE)
    assert not found.diagnostics
    assert found.value
    assert not found.value.faces[0].is_whole


def test_font_that_forbids_subsets_is_kept_whole(book: Configuration) -> None:
    house(ROMAN, embedding(0x100)).save(book.folder / "fonts" / "a.ttf")
    found = typefaces(book, NO_CACHE).value
    assert found
    assert found.faces[0].is_whole


def test_face_without_raised_figures_has_small_ones(book: Configuration) -> None:
    house(GARAMOND.path).save(book.folder / "fonts" / "a.ttf")
    whole = typefaces(book, NO_CACHE).value
    assert whole
    assert "--mark-size" not in whole.tokens

    def without_features(font: Any) -> None:
        del font["GSUB"]

    house(GARAMOND.path, without_features).save(book.folder / "fonts" / "a.ttf")
    poor = typefaces(book, NO_CACHE).value
    assert poor
    assert poor.tokens.items() >= SMALL_FIGURES.items()


def without_outlines(font: Any) -> None:
    del font["glyf"], font["loca"]


@pytest.mark.parametrize("content", ["text", "pictures"])
def test_file_without_outlines_is_no_family_and_is_named(book: Configuration, content: str) -> None:
    path = book.folder / "fonts" / "a.ttf"
    if content == "text":
        path.write_bytes(b"no font")
    else:
        house(ROMAN, without_outlines).save(path)
    assert dict(families_of(book.folder, NO_CACHE)) == {}
    (fault,) = typefaces(book, NO_CACHE).diagnostics
    assert fault.code == "C137"
    assert "a.ttf cannot be read as a font" in fault.help


def test_file_that_may_not_be_read_is_no_family(book: Configuration, monkeypatch: pytest.MonkeyPatch) -> None:
    house(ROMAN).save(book.folder / "fonts" / "a.ttf")

    def refuse(path: Path) -> str:
        raise PermissionError(13, "Permission denied", str(path))

    monkeypatch.setattr("publish.book.typefaces.file_digest", refuse)
    assert codes(book) == ["C137"]
    assert codes(replace(book, design=DesignSettings())) == []
