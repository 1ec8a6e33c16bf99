"""Small capitals only where the face has them for every letter of a text."""

import pytest

from publish.book.faces import faces
from publish.book.small_capitals import Setting, nearest_faces, setting_of

SMALL, CAPITALS, ROMAN = Setting.SMALL_CAPITALS, Setting.CAPITALS, Setting.ROMAN


@pytest.mark.parametrize(
    ("text", "language", "setting"),
    [
        ("Ada Editor", "en", SMALL),
        ("Åse Œuvre Straße Łódź žluťoučký", "en", SMALL),
        ("WHO 1917–18", "en", SMALL),
        ("1917", "en", SMALL),
        ("Ὅμηρος", "el", ROMAN),
        ("Nguyễn Du", "vi", CAPITALS),
        ("NGUYễN DU", "vi", CAPITALS),
        ("ﬁne", "en", CAPITALS),
        ("Лев Толстой", "ru", CAPITALS),
        ("Anna Каренина", "en", CAPITALS),
        ("Kafka", "de", CAPITALS),  # the special f for German; the sheet switches it off
        ("Μῆνιν", "el", ROMAN),
        ("Μῆνιν и Лев", "en", ROMAN),
        ("שלום", "he", ROMAN),
        ("İstanbul Kırı", "tr", SMALL),
        ("Ṱ ḽ ễ ii", "tr", ROMAN),
        ("ấn bản", "tr", CAPITALS),
    ],
)
def test_setting_follows_the_letters_of_the_face(text: str, language: str, setting: Setting) -> None:
    drawing = nearest_faces(("EB Garamond", "Cardo"), "normal", 400, faces())
    assert setting_of(text, "all-small-caps", drawing, language=language) is setting


def test_capitals_stand_beside_small_capitals() -> None:
    drawing = nearest_faces(("Cardo",), "normal", 400, faces())
    assert setting_of("Ada", "small-caps", drawing) is SMALL
    assert setting_of("Ada", "all-small-caps", drawing) is CAPITALS, "Cardo has none for capitals"
    greek = nearest_faces(("EB Garamond",), "normal", 400, faces())
    assert setting_of("Ὅμηρος", "small-caps", greek) is SMALL


def test_feature_that_the_sheet_switches_off_does_not_count() -> None:
    drawing = nearest_faces(("EB Garamond",), "normal", 400, faces())
    assert setting_of("Kafka", "all-small-caps", drawing, language="de", features={"locl": 0}) is SMALL


def test_each_style_is_judged_by_itself() -> None:
    for family, style, weight, setting in (
        ("EB Garamond", "italic", 400, SMALL),
        ("EB Garamond", "normal", 700, SMALL),
        ("Cardo", "italic", 400, CAPITALS),
        ("Cardo", "normal", 700, CAPITALS),
        ("Source Code Pro", "normal", 400, CAPITALS),
        ("Another", "normal", 400, SMALL),
    ):
        assert setting_of("ada", "small-caps", nearest_faces((family,), style, weight, faces())) is setting, (family, style, weight)
