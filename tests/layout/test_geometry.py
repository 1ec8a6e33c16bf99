"""The page design for each trim size."""

import pytest

from publish.layout.geometry import page_design, tokens
from publish.units import NAMED_TRIMS, Length, TrimSize, length_from_text, trim_from_text

CHARACTER = 0.41  # of an em: the mean of EB Garamond's letters and spaces in English
TRIMS = [pytest.param(trim, id=name) for name, trim in NAMED_TRIMS.items()]


@pytest.mark.parametrize("trim", TRIMS)
def test_measure_holds_sixty_to_sixty_eight_characters(trim: TrimSize) -> None:
    design = page_design(trim)
    assert 60 <= design.measure / design.type_size / CHARACTER <= 68


@pytest.mark.parametrize("trim", TRIMS)
def test_block_is_a_whole_number_of_lines_that_fits_the_page(trim: TrimSize) -> None:
    design = page_design(trim)
    assert design.block_height == design.lines * design.leading
    assert design.top + design.block_height + design.foot == pytest.approx(trim.height.points)
    assert design.inner + design.measure + design.outer == pytest.approx(trim.width.points)


@pytest.mark.parametrize("trim", TRIMS)
def test_margins_favour_foot_and_gutter_and_hold_head_and_folio(trim: TrimSize) -> None:
    design = page_design(trim)
    assert design.foot > design.top
    assert design.inner > design.outer > length_from_text("0.4in").points
    assert design.head_top > length_from_text("5mm").points
    assert design.drop_top + design.leading < trim.height.points - length_from_text("5mm").points


def test_digest_has_the_measures_of_the_style_sheets() -> None:
    design = page_design(trim_from_text("Digest"))
    assert (design.type_size, design.leading, design.lines) == (10.75, 14, 35)
    assert (design.note_type, design.note_leading) == (8.5, 11)


def test_five_note_lines_stand_on_four_lines_of_text() -> None:
    design = page_design(trim_from_text("Digest"))
    assert 0 <= 4 * design.leading - 5 * design.note_leading < design.note_leading


def test_tokens_are_lengths_with_their_unit() -> None:
    design = page_design(TrimSize(width=Length(396), height=Length(612)))
    assert tokens(design)["--trim-width"] == "396pt"
    assert tokens(design)["--line"] == "14pt"
    assert all(length_from_text(value).points >= 0 for value in tokens(design).values())
