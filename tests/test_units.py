"""Lengths and trim sizes as editors write them."""

import pytest

from publish.units import NAMED_TRIMS, Length, TrimSize, length_from_text, trim_from_text


@pytest.mark.parametrize(
    ("text", "points"),
    [("1in", 72), ("25.4mm", 72), ("2.54cm", 72), ("6pc", 72), ("96px", 72), ("72pt", 72), (" 5.5 in ", 396), (".5in", 36)],
)
def test_length_is_read_in_every_unit(text: str, points: float) -> None:
    assert length_from_text(text).points == pytest.approx(points)


@pytest.mark.parametrize("text", ["", "5", "in", "5,5in", "-1in", "5 inches", "1e3pt", "٥in", "5in 6in", "5.in", "inf pt"])
def test_other_text_is_not_a_length(text: str) -> None:
    with pytest.raises(ValueError, match="is not a length"):
        length_from_text(text)


def test_length_is_written_as_css_reads_it() -> None:
    assert str(length_from_text("5.5in")) == "396pt"
    assert str(length_from_text("148mm")) == "419.528pt"


@pytest.mark.parametrize(
    ("name", "width_mm", "height_mm"),
    [
        ("A5", 148, 210),  # ISO 216
        ("B-format", 129, 198),
        ("Demy", 138, 216),
        ("Royal", 156, 234),
        ("Digest", 139.7, 215.9),
        ("US Trade", 152.4, 228.6),
    ],
)
def test_named_trim_has_its_size_in_the_trade(name: str, width_mm: float, height_mm: float) -> None:
    for spelling in (name, name.upper(), f"  {name.lower()} "):
        trim = trim_from_text(spelling)
        assert (trim.width.millimetres, trim.height.millimetres) == pytest.approx((width_mm, height_mm))


@pytest.mark.parametrize("text", ["5.5in x 8.5in", "5.5in×8.5in", "5.5in X 8.5in", " 5.5 × 8.5 in", "5.5x8.5in", "396pt x 8.5in"])
def test_two_lengths_are_width_and_height(text: str) -> None:
    assert trim_from_text(text) == TrimSize(Length(396), Length(612))


@pytest.mark.parametrize("text", ["", "x", "A9", "5.5in", "5.5 x 8.5", "5.5in x", "5.5in x 8.5in x 1in", "5.5in, 8.5in", "Digest x Digest"])
def test_other_text_is_not_a_trim(text: str) -> None:
    with pytest.raises(ValueError, match="is not a"):
        trim_from_text(text)


def test_every_named_trim_is_upright() -> None:
    assert all(trim.width < trim.height for trim in NAMED_TRIMS.values())
