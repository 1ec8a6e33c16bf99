"""How far signs hang over the edges, from the outlines of their face alone."""

import pytest

from publish.book.faces import faces
from publish.layout.hanging import MOST, hang_of
from publish.model import Face


def face(family: str, style: str = "normal") -> Face:
    return next(face for face in faces() if (face.family, face.style) == (family, style))


@pytest.mark.parametrize(
    ("sign", "right"),
    [("‐", 0.5), (".", 0.5), (",", 0.5), (":", 0.3), (";", 0.3), ("–", 0.25), ("—", 0.15), ("’", 0.5), ("”", 0.4), ("r", 0.05)],
)
def test_marks_hang_as_far_as_a_table_made_by_hand_has_them(sign: str, right: float) -> None:
    assert hang_of(sign, face("EB Garamond"))[1] == pytest.approx(right, abs=0.06)


@pytest.mark.parametrize("sign", ["H", "n", "l", "m", "i"])
def test_straight_letters_do_not_hang(sign: str) -> None:
    assert max(hang_of(sign, face("EB Garamond"))) < 0.02


@pytest.mark.parametrize("sign", ["(", "[", "“"])
def test_open_sides_count_and_closed_ones_do_not(sign: str) -> None:
    closing = {"(": ")", "[": "]", "“": "”"}[sign]
    assert hang_of(sign, face("EB Garamond"))[0] == pytest.approx(hang_of(closing, face("EB Garamond"))[1], abs=0.02)


def test_no_face_lets_a_sign_hang_by_more_than_half() -> None:
    for one in faces():
        for sign in "‐-–—.,:;!?…’‘”“»«()AVTWYfrtvwy17éßþж":
            assert all(0 <= share <= MOST for share in hang_of(sign, one)), (one.family, sign)


@pytest.mark.parametrize("sign", [" ", "§", "+", "क", "\u2060"])
def test_what_is_no_letter_and_no_mark_of_the_face_does_not_hang(sign: str) -> None:
    assert hang_of(sign, face("Cardo")) == (0.0, 0.0) or sign == "§"


def test_nothing_hangs_in_a_fixed_pitch() -> None:
    assert hang_of("‐", face("Source Code Pro")) == (0.0, 0.0)
