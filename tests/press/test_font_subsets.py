"""One subset of each face for all fragments."""

from collections.abc import Mapping
from dataclasses import replace
from io import BytesIO

import pytest
from fontTools.ttLib import TTFont

from publish.book.faces import faces
from publish.model import Face, FontUse
from publish.pdf.embedded_faces import EmbeddedFace, to_unicode
from publish.press.fonts import embedded_faces
from publish.tools.cache import Cache
from publish.tools.subset import PROGRAM_TABLES, font

ROMAN = next(face for face in faces() if face.family == "EB Garamond" and face.style == "normal")


def glyphs_of(text: str) -> Mapping[int, str]:
    """The glyph ids of a text's letters, each with its letter."""
    with TTFont(ROMAN.path) as font:
        letters, ids = font.getBestCmap(), font.getReverseGlyphMap()
        return {ids[letters[ord(letter)]]: letter for letter in text}


def use(text: str, *, weight: int = 400, name: str = "Roman") -> FontUse:
    """A fragment's use of the roman for a text."""
    glyphs = glyphs_of(text)
    widths = dict.fromkeys(glyphs, 500.0)
    return FontUse(name=name, family=ROMAN.family, style=ROMAN.style, weight=weight, widths=widths, texts=glyphs)


def embedded(*uses: FontUse) -> tuple[EmbeddedFace, ...]:
    return embedded_faces(uses, faces(), Cache(None))


def test_uses_of_all_fragments_make_one_subset() -> None:
    (face,) = embedded(use("abc"), use("cde"))
    assert sorted(face.texts.values()) == list("abcde")
    with TTFont(BytesIO(face.program)) as font:
        drawn = {glyph for glyph in range(font["maxp"].numGlyphs) if font["glyf"][font.getGlyphName(glyph)].numberOfContours}
    assert drawn == {0, *glyphs_of("abcde")}, "glyphs keep their ids, and .notdef stands for what is not there"


def test_weight_is_fixed_as_it_was_used() -> None:
    regular, bold = embedded(use("m", name="A"), use("m", name="B", weight=600))
    assert (regular.post_script_name[6:], bold.post_script_name[6:]) == ("+EBGaramond-Regular", "+EBGaramond-SemiBold")
    glyph = next(iter(glyphs_of("m")))

    def advance(face: EmbeddedFace) -> int:
        with TTFont(BytesIO(face.program)) as font:
            return int(font["hmtx"][font.getGlyphName(glyph)][0])

    assert advance(regular) < advance(bold)


def test_program_has_only_the_tables_that_a_pdf_needs() -> None:
    (face,) = embedded(use("Hamburg"))
    with TTFont(BytesIO(face.program)) as font:
        assert set(font.keys()) - {"GlyphOrder"} == PROGRAM_TABLES


@pytest.mark.parametrize("face", faces(), ids=lambda face: face.path.name)
def test_every_face_of_the_book_can_be_embedded(face: Face, caplog: pytest.LogCaptureFixture) -> None:
    with TTFont(face.path) as font:
        glyph = font.getGlyphID(font.getBestCmap()[ord("x")])
    one = FontUse(name="One", family=face.family, style=face.style, weight=face.weights[0], widths={glyph: 500.0}, texts={glyph: "x"})
    (made,) = embedded(one)
    with TTFont(BytesIO(made.program)) as font:
        assert font["glyf"][font.getGlyphName(glyph)].numberOfContours
    assert not caplog.records, "fontTools found nothing to complain of"


def test_another_subset_has_another_tag_and_the_same_one_the_same() -> None:
    first, again, other = (embedded(use(text))[0] for text in ("abc", "cba", "abd"))
    assert first == again
    assert first.post_script_name[:6] != other.post_script_name[:6]
    assert first.post_script_name[:6].isupper()


def test_metrics_come_from_the_face() -> None:
    (face,) = embedded(use("x"))
    assert (face.metrics.ascent, face.metrics.descent, face.metrics.cap_height, face.metrics.x_height) == (1007, -298, 650, 400)
    assert face.metrics.flags == 2 | 4, "a serif face, its glyphs known by id"


def test_two_faces_under_one_name_are_refused() -> None:
    with pytest.raises(ValueError, match="two faces go by one resource name"):
        embedded(use("a"), replace(use("a"), weight=600))


def test_cmap_gives_each_glyph_its_text_in_blocks_of_a_hundred() -> None:
    written = to_unicode({**dict.fromkeys(range(1, 151), "e"), 300: "ffi", 301: "\U0001d11e", 302: ""}).decode()
    assert "100 beginbfchar" in written
    assert "52 beginbfchar" in written
    assert "<012c> <006600660069>" in written
    assert "<012d> <d834dd1e>" in written
    assert "<012e>" not in written, "a glyph without text has no entry"


@pytest.mark.parametrize("face", faces(), ids=lambda face: face.path.name)
def test_font_of_an_e_book_keeps_its_licence_but_no_reserved_name(face: Face) -> None:
    weight = max(400, face.weights[0])
    with TTFont(BytesIO(font(face.path.read_bytes(), weight, "abc", ("smcp",)))) as cut:
        names = cut["name"]
        assert "SIL Open Font License" in str(names.getDebugName(13))
        assert str(names.getDebugName(1)) == ("Subset Code Pro" if face.family == "Source Code Pro" else face.family)
        assert "Source" not in str(names.getDebugName(6))
        assert "Source" not in str(names.getDebugName(4))


def test_font_of_an_e_book_has_the_weight_and_the_features_asked_for() -> None:
    with TTFont(BytesIO(font(ROMAN.path.read_bytes(), 700, "a1", ("smcp", "onum")))) as cut:
        assert {record.FeatureTag for record in cut["GSUB"].table.FeatureList.FeatureRecord} >= {"smcp", "onum"}
        assert set(cut.getBestCmap()) == {ord("a"), ord("1")}
        assert "fvar" not in cut
        assert cut["OS/2"].usWeightClass == 700
