"""Fonts of a book's own: what shows another letter than the one written is a fault, what good fonts do is none."""

from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from fontTools.feaLib.builder import addOpenTypeFeaturesFromString
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib import TTFont

from publish.book.exchanged_letters import exchanged_letters, letter_rasters
from publish.book.faces import faces
from publish.book.own_fonts import font_faults, misdrawn, own_faces, unreadable_fonts
from publish.model import Face
from publish.tools.cache import Cache
from publish.tools.glyphs import Glyphs
from publish.tools.subset import font

ROMAN = next(face for face in faces() if face.family == "EB Garamond" and face.style == "normal")
LETTERS = "AΑАBCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyzéèßıſĐÐαβγабвгд0123456789 .,-‐−:()ﬁﬂ\u00ad\u2009"
Damage = Callable[[Any], None]


def own_font(folder: Path, *damages: Damage, flavor: str | None = None) -> str:
    """A font with damages, and the sheet that names it."""
    with TTFont(BytesIO(font(ROMAN.path.read_bytes(), 400, LETTERS, ("smcp", "c2sc", "onum")))) as made:
        for damage in damages:
            damage(made)
        made.flavor = flavor
        made.save(folder / "own.ttf")
    return '@font-face { font-family: "Own"; src: local("Own"), url("own.ttf") format("truetype"); unicode-range: U+0-2FFF, U+FB00-FB06 }'


def faults(folder: Path, sheet: str, text: str, language: str = "en") -> dict[str, str]:
    (own,) = own_faces(sheet, {"own.ttf": folder / "own.ttf"}, Cache(None))
    assert not list(unreadable_fonts([own], folder))
    return misdrawn(own, {language: set(text.split())})


def cmap(character: str, other: str) -> Damage:
    """The character is drawn with the glyph of the other."""

    def damage(made: Any) -> None:
        for table in made["cmap"].tables:
            if ord(character) in table.cmap:
                table.cmap[ord(character)] = made.getBestCmap()[ord(other)]

    return damage


def outline(character: str, other: str) -> Damage:
    """The outline of the character's glyph is that of the other."""

    def damage(made: Any) -> None:
        names = made.getBestCmap()
        made["glyf"][names[ord(character)]] = made["glyf"][names[ord(other)]]

    return damage


def exchange(*characters: str) -> Damage:
    """Each character has the outline of the next, the last that of the first. Names and cmap are right."""

    def damage(made: Any) -> None:
        names = [made.getBestCmap()[ord(character)] for character in characters]
        outlines = [made["glyf"][name] for name in names]
        for name, outline in zip(names, [*outlines[1:], outlines[0]], strict=True):
            made["glyf"][name] = outline

    return damage


def blank(*characters: str) -> Damage:
    def damage(made: Any) -> None:
        for character in characters:
            made["glyf"][made.getBestCmap()[ord(character)]] = TTGlyphPen(None).glyph()

    return damage


def boxed(made: Any) -> None:
    """Every figure is the box of a missing glyph."""
    for figure in "0123456789":
        made["glyf"][made.getBestCmap()[ord(figure)]] = made["glyf"][".notdef"]


def rule(feature: str, rules: str) -> Damage:
    def damage(made: Any) -> None:
        names = {name: made.getBestCmap()[ord(name)] for name in "uvab17fi"}
        del made["GSUB"], made["GPOS"]
        if "GDEF" in made:
            del made["GDEF"]
        script = "script latn; language LAT;" if feature == "locl" else ""
        addOpenTypeFeaturesFromString(
            made, f"feature {feature} {{ {script} {rules.format(**{f'_{key}': name for key, name in names.items()})} }} {feature};"
        )

    return damage


def nothing(made: Any) -> None:
    """A good font."""


@pytest.mark.parametrize(
    ("damage", "text", "language", "found"),
    [
        (cmap("1", "7"), "In 1917", "en", {"1": "7", "7": "1"}),
        (outline("1", "7"), "In 1917", "en", {"1": "7", "7": "1"}),
        (outline("1", "7"), "In 1213", "en", {"1": "7"}),
        (outline("u", "v"), "unum", "en", {"u": "v"}),
        (outline("é", "e"), "été", "en", {"é": "e"}),
        (outline("ß", "B"), "Baß", "de", {"ß": "B"}),
        (outline("д", "а"), "дядя", "en", {"д": "а"}),
        (exchange("1", "7"), "In 1917", "en", {"1": "7", "7": "1"}),
        (exchange("1", "7"), "In 1213", "en", {"1": "7"}),
        (exchange("a", "b"), "abc", "en", {"a": "b", "b": "a"}),
        (exchange("R", "S", "T"), "REST", "en", {"R": "S", "S": "T", "T": "R"}),
        (blank("a", "1"), "a b 12", "en", {"a": "", "1": ""}),
        (boxed, "In 19", "en", {"1": "", "9": ""}),
        (rule("ccmp", "sub {_u} by {_v};"), "unum", "en", {"u": "v"}),
        (rule("locl", "sub {_u} by {_v};"), "unum", "la", {"u": "v"}),
        (rule("calt", "sub {_a} {_u}' by {_v};"), "auu", "en", {"u": "v"}),
    ],
)  # fmt: skip
def test_letters_that_a_font_shows_wrongly_are_known(
    tmp_path: Path, damage: Damage, text: str, language: str, found: dict[str, str]
) -> None:
    assert faults(tmp_path, own_font(tmp_path, damage), text, language) == found


@pytest.mark.parametrize(
    ("damage", "text", "language"),
    [
        (nothing, LETTERS, "en"),
        (outline("1", "7"), "In 2025", "en"),
        (blank("z"), "abc", "en"),
        (exchange("1", "7"), "In 2025", "en"),
        (rule("locl", "sub {_u} by {_v};"), "unum", "en"),
        (rule("swsh", "sub {_u} by {_v};"), "unum", "en"),
        (outline("A", "a"), "Aa", "en"),
        (outline("I", "l"), "Il1", "en"),
        (outline("а", "b"), "ab", "en"),
        (outline("0", "O"), "O0", "en"),
        (outline("ß", "B"), "Bab", "en"),
        (outline("é", "e"), "ete", "en"),
        (outline("i", "ı"), "iı", "tr"),
        (blank("\u00ad"), "a\u00adb", "en"),
    ],
)
def test_what_is_no_fault_of_the_text_passes(tmp_path: Path, damage: Damage, text: str, language: str) -> None:
    assert faults(tmp_path, own_font(tmp_path, damage), text, language) == {}


@pytest.mark.parametrize("flavor", ["woff", "woff2"])
def test_packed_fonts_are_judged_as_well(tmp_path: Path, flavor: str) -> None:
    assert faults(tmp_path, own_font(tmp_path, outline("1", "7"), flavor=flavor), "1") == {"1": "7"}


def test_fault_is_told_with_the_file_and_the_letters(tmp_path: Path) -> None:
    (own,) = own_faces(own_font(tmp_path, blank(*"abcdefg")), {"own.ttf": tmp_path / "own.ttf"}, Cache(None))
    (fault,) = font_faults([(own, {"en": {"abcdefg"}})], tmp_path)
    assert (fault.code, str(fault.location)) == ("S112", "own.ttf")
    assert fault.message == (
        "the font “Own” draws “a” as nothing or a box, “b” as nothing or a box, “c” as nothing or a box, “d” as nothing or a box"
        " and 3 more letters wrongly"
    )


def test_two_letters_that_look_alike_are_told_once(tmp_path: Path) -> None:
    (own,) = own_faces(own_font(tmp_path, outline("1", "7")), {"own.ttf": tmp_path / "own.ttf"}, Cache(None))
    (fault,) = font_faults([(own, {"en": {"1917"}})], tmp_path)
    assert fault.message == "the font “Own” draws “1” and “7” alike"


def test_letters_drawn_in_each_others_place_are_told_each(tmp_path: Path) -> None:
    (own,) = own_faces(own_font(tmp_path, exchange("1", "7")), {"own.ttf": tmp_path / "own.ttf"}, Cache(None))
    (fault,) = font_faults([(own, {"en": {"1917"}})], tmp_path)
    assert fault.message == "the font “Own” draws “1” as “7”, “7” as “1”"


@pytest.mark.parametrize("face", faces(), ids=lambda face: face.path.name)
def test_face_is_not_told_by_comparison_with_other_families(face: Face) -> None:
    known = [letter_rasters(Glyphs(other.path.read_bytes())) for other in faces() if other.family != face.family]
    assert exchanged_letters(Glyphs(face.path.read_bytes()), known) == {}


def test_exchange_is_seen_by_comparison_with_other_families(tmp_path: Path) -> None:
    known = [letter_rasters(Glyphs(face.path.read_bytes())) for face in faces() if face.family != "EB Garamond"]
    own_font(tmp_path, exchange("1", "7"), exchange("B", "G"))
    assert exchanged_letters(Glyphs((tmp_path / "own.ttf").read_bytes()), known) == {"1": "7", "7": "1", "B": "G", "G": "B"}


@pytest.mark.slow
def test_no_face_of_this_machine_is_told() -> None:
    paths = sorted(path for path in Path("/usr/share/fonts").rglob("*.[ot]tf"))[:100]
    assert {path.name: wrong for path in paths if (wrong := exchanged_letters(Glyphs(path.read_bytes())))} == {}


def test_file_that_is_no_font_is_told(tmp_path: Path) -> None:
    (tmp_path / "own.ttf").write_bytes(b"wOF2 and nothing more")
    own = own_faces('@font-face { font-family: Own Face; src: url("own.ttf") }', {"own.ttf": tmp_path / "own.ttf"}, Cache(None))
    assert [one.face.family for one in own] == ["Own Face"]
    assert [(fault.code, fault.message) for fault in unreadable_fonts(own, tmp_path)] == [("S112", "own.ttf cannot be read as a font")]


@pytest.mark.parametrize("face", faces(), ids=lambda face: face.path.name)
def test_faces_of_publish_would_pass_as_own_fonts(face: Any) -> None:
    sheet = f'@font-face {{ font-family: "Own"; font-style: {face.style}; src: url("own.ttf") }}'
    (own,) = own_faces(sheet, {"own.ttf": face.path}, Cache(None))
    assert misdrawn(own, {"en": set(LETTERS.split()) | {"fficient", "1917", "Ελληνικά", "привет", "naïve", "first", "Th", "ct"}}) == {}
