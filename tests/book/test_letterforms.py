"""Whether glyphs show the letters that they are drawn for: rules of languages, placeholders, letters that may look alike."""

import unicodedata
from collections.abc import Iterable

import pytest

from publish.book.faces import drawn_content, faces, glyphs_of, letters_of
from publish.book.letterforms import altered, altering_features, are_different, other_letter, without_letters
from publish.epub.fonts import FEATURES
from publish.model import Face
from publish.tools.glyphs import Glyphs, LanguageSystem
from publish.tools.subset import font

ROMAN = next(face for face in faces() if face.family == "EB Garamond" and face.style == "normal")
CARDO = [face for face in faces() if face.family == "Cardo"]
LATIN = LanguageSystem(script="latn", language="LAT ")
FEATURES_OF_SHEETS: tuple[tuple[str, ...], ...] = (
    (),
    ("smcp",),
    ("smcp", "c2sc"),
    ("onum", "pnum"),
    ("lnum", "tnum"),
    ("sups",),
    ("dlig",),
)


def letters(glyphs: Glyphs) -> list[str]:
    return [letter for letter in glyphs.by_character if unicodedata.category(letter)[0] in "LN"]


@pytest.mark.parametrize("face", faces(), ids=lambda face: face.path.name)
def test_face_draws_what_is_written_in_every_language_that_it_knows(face: Face) -> None:
    glyphs = glyphs_of(face)
    shown = [letter for letter in letters(glyphs) if letter not in face.unshown]
    wrong = {
        (system.script, system.language, features): altered(glyphs, shown, system, dict.fromkeys(features, 1))
        for system in glyphs.language_systems()
        for features in FEATURES_OF_SHEETS
    }
    assert {where: what for where, what in wrong.items() if what} == {}


def test_file_that_draws_v_for_u_in_latin_is_known() -> None:
    as_it_comes = Glyphs(ROMAN.path.read_bytes())
    assert altered(as_it_comes, "uUvjJa", LATIN) == {"u": "v", "U": "V"}
    assert altering_features(as_it_comes) == ROMAN.altering == (("latn", "LAT ", "locl"),)


@pytest.mark.parametrize("language", ["la", "la-VA", "lat", "tr", "de", "en"])
@pytest.mark.parametrize("edition", ["print", "epub"])
def test_latin_words_have_the_glyphs_of_their_letters(language: str, edition: str) -> None:
    words = "quarum Vnam Juno"
    content = drawn_content(ROMAN) if edition == "print" else font(drawn_content(ROMAN), 400, words, FEATURES)
    glyphs = Glyphs(content)
    shaped = glyphs.each_shaped(set(words) - {" "}, language=language)
    assert shaped == {letter: (glyphs.by_character[letter],) for letter in shaped}


def test_forms_that_a_language_wants_are_kept() -> None:
    glyphs = glyphs_of(ROMAN)
    assert glyphs.each_shaped("б", language="sr") != glyphs.each_shaped("б", language="ru")
    assert glyphs.each_shaped("i", language="tr", features={"smcp": 1}) != glyphs.each_shaped("i", language="en", features={"smcp": 1})


@pytest.mark.parametrize("face", CARDO, ids=lambda face: face.path.name)
def test_placeholders_are_no_letters(face: Face) -> None:
    boxed = "ᚢᚱᛒᛮᛞ𝔄𝔏⟳"
    assert not letters_of(face) & set(map(ord, boxed))
    assert letters_of(face) >= set(map(ord, "aZéþðœ—“†αω"))
    assert ord("\u034f") in letters_of(face), "nothing is drawn for it, and rightly"


def test_real_letters_among_placeholders_stay() -> None:
    regular = CARDO[0]
    assert letters_of(regular) >= set(map(ord, "ᚠᚦאבשּ"))
    assert not letters_of(regular) & set(map(ord, "𐌰𐍄𐍊"))


@pytest.mark.parametrize("face", [face for face in faces() if face.family != "Cardo"], ids=lambda face: face.path.name)
def test_face_without_placeholders_keeps_all_its_letters(face: Face) -> None:
    assert without_letters(glyphs_of(face)) == frozenset()


def test_no_placeholder_hides_the_letter_of_a_later_face() -> None:
    for family in ("EB Garamond", "Source Code Pro"):
        assert all(not face.unshown for face in faces() if face.family == family)


@pytest.mark.parametrize("pair", ["17", "uv", "UV", "ab", "eé", "EÉ", "nñ", "бв", "её", "ий", "αβ", "אב", "ţs", "IJ", "hn", "ſf", "1٧"])
def test_letters_that_no_type_draws_alike(pair: str) -> None:
    assert are_different(*pair)
    assert are_different(*reversed(pair))


@pytest.mark.parametrize(
    "pair",
    ["AΑ", "AА", "aA", "sꜱ", "aª", "sſ", "Il", "1l", "0O", "ÐĐ", "ţț", "ΆΑ", "σς", "iı", "ßẞ", "-‐", "−-", "１1", "Kk", "kĸ",
     "яR", "ىی", "ﬁf", "µμ", "ΩΩ", "ӏl", "ɑa", "∏П", "iİ", "ΜϺ"],
)  # fmt: skip
def test_letters_that_good_type_draws_alike(pair: str) -> None:
    assert not are_different(*pair)


def test_glyph_may_show_its_own_character_among_others() -> None:
    assert other_letter("V", ["Ⅴ", "V"]) == ""
    assert other_letter("u", ["v", "ⅴ"]) == "v"
    assert other_letter("u", []) == ""


def alike(glyphs: Glyphs) -> Iterable[tuple[str, str]]:
    """The pairs of different letters that a face draws alike."""
    for together in glyphs.characters_of.values():
        for one in together:
            other = other_letter(one, [another for another in glyphs.shown_by(glyphs.by_character[one]) if another != one])
            if other:
                yield one, other


@pytest.mark.parametrize("face", faces(), ids=lambda face: face.path.name)
def test_faces_of_the_book_draw_no_two_letters_alike(face: Face) -> None:
    assert [pair for pair in alike(glyphs_of(face)) if not set(pair) & set(face.unshown)] == []
