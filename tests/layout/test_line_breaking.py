"""Lines of paragraphs: no letter is lost or moved, and every full line fills the measure."""

from dataclasses import replace
from itertools import groupby
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from layout.section_samples import SHEET, bound, call, chapter, drawn_text, note, pages_of, prose, set_well, small_page
from publish.layout.workers import Workers
from publish.model import CompositionFaultKind
from publish.tools.raster import PrintedPage

MEASURE = (10 / 25.4 * 72, 90 / 25.4 * 72)  # left and right edge in points
FULL = SHEET + "body { hyphenate-limit-chars: 6 3 3 }"
SENTENCE = (
    "Notwithstanding innumerable complications, the compositor straightforwardly justified uncharacteristically troublesome paragraphs, "
    "incomprehensibly disproportionate hyphenations notwithstanding. "
)
ORDINARY = (
    "The compositor who set this sheet by candlelight had learned his trade in a town that no map remembers, and he kept to its customs: "
    "he never divided a name, he disliked two hyphens where one would serve, and whatever the manuscript demanded he considered it twice. "
)


def right_edges(page: PrintedPage) -> list[float]:
    """The right edge of each line, from the head of the page down."""
    pieces = sorted(page.pieces, key=lambda piece: (round(piece.baseline), piece.right))
    return [max(piece.right for piece in line) for _, line in groupby(pieces, key=lambda piece: round(piece.baseline))]


WORDS = st.sampled_from(
    ["a", "of", "press", "compositor", "unhyphenatable", "well-known", "either/or", "Straße", "fifty", "1851–52", "Δελτίον"]
)
JOINS = st.sampled_from([" ", " ", " ", "\u00a0", "—", ", ", " – "])
DRESSES = st.sampled_from(
    ["{}", "{}", "{}", "<em>{}</em>", "<strong>{}</strong>", '<span class="smallcaps">{}</span>', "“{}”", "<em>{}</em>."]
)


@given(st.lists(st.tuples(DRESSES, WORDS, JOINS), min_size=20, max_size=90))
@settings(
    max_examples=60, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
def test_no_letter_is_lost_or_moved(pool: Workers, tmp_path: Path, parts: list[tuple[str, str, str]]) -> None:
    body = "".join(dress.format(word) + join for dress, word, join in parts)
    plain = "".join(dress.replace("<em>", "").replace("</em>", "").format(word) + join for dress, word, join in parts)
    for tag in ("<strong>", "</strong>", '<span class="smallcaps">', "</span>"):
        plain = plain.replace(tag, "")
    drawn = "".join(drawn_text(set_well(pool.layout_all([(chapter(f"<p>{body}</p>"), small_page(tmp_path, FULL))])[0])))
    letters = [letter for letter in plain if letter.isalnum()]
    assert [letter for letter in drawn if letter.isalnum()] == letters


def test_every_full_line_fills_the_measure(pool: Workers, tmp_path: Path) -> None:
    setting = small_page(tmp_path, FULL)
    text = f"<p>{SENTENCE * 3}<em>{SENTENCE}</em>{SENTENCE}</p>"
    fragment = set_well(pool.layout_all([(chapter(text), setting)])[0])
    (page,) = pages_of(bound(fragment, setting, tmp_path))
    *full, last = right_edges(page)
    assert len(full) > 6
    assert full == pytest.approx([MEASURE[1]] * len(full), abs=0.15)
    assert MEASURE[0] + 20 < last <= MEASURE[1] + 0.5


@pytest.mark.parametrize("beginning", ["", "Once ", "In the old town ", "However it may be, "])
def test_ordinary_text_has_no_run_of_hyphens_and_no_loose_line(pool: Workers, tmp_path: Path, beginning: str) -> None:
    fragment = set_well(pool.layout_all([(chapter(f"<p>{beginning}{ORDINARY * 6}</p>"), small_page(tmp_path, FULL, "125mm x 150mm"))])[0])
    kinds = {fault.kind for page in fragment.pages for fault in page.composition_faults}
    assert not kinds & {CompositionFaultKind.HYPHENS, CompositionFaultKind.LOOSE}


def test_paragraph_over_two_pages_loses_no_word(pool: Workers, tmp_path: Path) -> None:
    fragment = set_well(pool.layout_all([(chapter(f"<p>{prose(600)}</p>"), small_page(tmp_path, FULL))])[0])
    words = " ".join(drawn_text(fragment))
    assert len(fragment.pages) > 2
    assert [number for number in range(600) if str(number) not in words] == []


def test_long_note_over_two_pages_is_whole(pool: Workers, tmp_path: Path) -> None:
    body = f"<p>{prose(60)}{call(1)} {prose(60)}</p>"
    fragment = set_well(pool.layout_all([(chapter(body, note(1, f"<p>{SENTENCE * 12}</p>")), small_page(tmp_path, FULL))])[0])
    assert sum(placed.id == "n1" for page in fragment.pages for placed in page.notes) > 1


def test_word_wider_than_the_measure_is_still_set(pool: Workers, tmp_path: Path) -> None:
    fragment = set_well(pool.layout_all([(chapter(f"<p>{prose(30)} {'n' * 90} {prose(30)}</p>"), small_page(tmp_path, FULL))])[0])
    assert "n" * 90 in "".join(drawn_text(fragment)).replace("‐", "")


@pytest.mark.parametrize("sentences", range(30, 46))
def test_section_never_ends_with_a_few_lines_on_a_page(pool: Workers, tmp_path: Path, sentences: int) -> None:
    """Among these lengths are some that would leave one, two or three lines for the last page."""
    words = [f"{ORDINARY if number % 3 else ORDINARY[:67]}" for number in range(sentences)]
    body = "".join(f"<p>{one}{two}</p>" for one, two in zip(words[::2], words[1::2], strict=False))
    fragment = set_well(pool.layout_all([(chapter(body), small_page(tmp_path, FULL, "125mm x 120mm"))])[0])
    assert [fault.kind for page in fragment.pages for fault in page.composition_faults] == []
    drawn = "".join(drawn_text(fragment))
    assert sum(letter.isalnum() for letter in drawn) == sum(letter.isalnum() for letter in body.replace("<p>", "").replace("</p>", ""))


@pytest.mark.parametrize(
    ("written", "ends"), [("mar-ginalia", {"mar"}), ("marginalia", set()), ("", {"mar", "margi", "margin", "margina"})]
)
def test_word_is_divided_as_the_book_says(pool: Workers, tmp_path: Path, written: str, ends: set[str]) -> None:
    """The first word of each paragraph is a letter longer than in the one before, so that the last word of a line varies in position."""
    body = "".join(f"<p>{'n' * count} {'Marginalia ' * 12}</p>" for count in range(1, 12))
    body += f'<p style="text-align: left">{"Marginalia " * 30}</p>'
    setting = replace(small_page(tmp_path, FULL), divided_words=(written,) if written else ())
    drawn = "".join(drawn_text(set_well(pool.layout_all([(chapter(body), setting)])[0])))
    parts = {part.split()[-1].removeprefix("\u2060").casefold() for part in drawn.split("\u2010")[:-1]}
    assert {part[part.rindex("mar") :] for part in parts} <= ends
    assert bool(parts) == bool(ends)
