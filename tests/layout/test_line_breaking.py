"""Lines of paragraphs: no letter is lost or moved, and every full line fills the measure."""

from dataclasses import replace
from itertools import groupby, pairwise
from pathlib import Path
from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from layout.section_samples import SHEET, bound, call, chapter, drawn_text, note, pages_of, prose, set_well, small_page
from publish.book.faces import faces, glyphs_of
from publish.layout.hanging import hang_of
from publish.layout.workers import Workers
from publish.model import CompositionFaultKind
from publish.tools.raster import Piece, PrintedPage

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


def lines_of(page: PrintedPage) -> list[list[Piece]]:
    """The pieces of each line from left to right, from the head of the page down."""
    pieces = sorted((piece for piece in page.pieces if piece.text.strip()), key=lambda piece: (round(piece.baseline), piece.right))
    return [list(line) for _, line in groupby(pieces, key=lambda piece: round(piece.baseline))]


def hang(sign: str, piece: Piece, side: int) -> float:
    """How far a sign of EB Garamond hangs over an edge, in points."""
    roman = next(face for face in faces() if (face.family, face.style) == ("EB Garamond", "normal"))
    glyphs = glyphs_of(roman)
    advance = glyphs.font.get_glyph_h_advance(glyphs.by_character[sign]) / glyphs.font.face.upem
    return float(hang_of(sign, roman)[side] * advance * piece.size)


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
    """Its first and last signs hang over the edges by what they lack there."""
    setting = small_page(tmp_path, FULL)
    text = f"<p>{SENTENCE * 3}<em>{SENTENCE}</em>{SENTENCE}</p>"
    fragment = set_well(pool.layout_all([(chapter(text), setting)])[0])
    (page,) = pages_of(bound(fragment, setting, tmp_path))
    lines = lines_of(page)
    hangs = [(hang(line[0].text[0], line[0], 0), hang(line[-1].text[-1], line[-1], 1)) for line in lines]
    *full, last = [line[-1].right for line in lines]
    assert len(full) > 6
    assert len({round(right, 1) for _, right in hangs}) > 2
    assert full == pytest.approx([MEASURE[1] + right for _, right in hangs[:-1]], abs=0.15)
    assert [line[0].left for line in lines[1:]] == pytest.approx([MEASURE[0] - left for left, _ in hangs[1:]], abs=0.15)
    assert MEASURE[0] + 20 < last <= MEASURE[1] + 1.5


@pytest.mark.parametrize(("align", "edge"), [("start", 0), ("right", 1), ("justify", 1)])
def test_last_line_stands_where_a_style_sheet_says(pool: Workers, tmp_path: Path, align: str, edge: int) -> None:
    setting = small_page(tmp_path, f"{FULL} p {{ text-align-last: {align}; text-indent: 0 }}")
    (page,) = pages_of(bound(set_well(pool.layout_all([(chapter(f"<p>{ORDINARY}</p>"), setting)])[0]), setting, tmp_path))
    last = lines_of(page)[-1]
    ends = (last[0].left, last[-1].right)
    assert ends[edge] == pytest.approx(MEASURE[edge], abs=2)
    assert align == "justify" or abs(ends[1 - edge] - MEASURE[1 - edge]) > 10


def test_letters_are_scaled_by_few_steps_and_no_more_than_is_unseen(pool: Workers, tmp_path: Path) -> None:
    fragment = set_well(pool.layout_all([(chapter(f"<p>{ORDINARY * 6}</p>"), small_page(tmp_path, FULL, "125mm x 150mm"))])[0])
    (page,) = pages_of(bound(fragment, small_page(tmp_path, FULL, "125mm x 150mm"), tmp_path))
    sizes = [line[0].size for line in lines_of(page)]
    usual = sizes[-1]
    assert len({round(size, 3) for size in sizes}) > 3
    assert all(abs(size / usual - 1) <= 0.0201 for size in sizes)
    assert all(abs(above - below) / usual <= 0.0326 for above, below in pairwise(sizes))


@pytest.mark.parametrize(
    ("joint", "begins"),
    [(" … ", False), (" …and ", False), (" – ", False), ("—", False), (" —dijo ", True), (" ", True)],
)
def test_line_begins_with_no_ellipsis_and_with_no_dash_that_belongs_to_the_word_before(
    pool: Workers, tmp_path: Path, joint: str, begins: bool
) -> None:
    text, setting = f"<p>{joint.join(['word', 'words', 'wording', 'wordy'] * 24)}</p>", small_page(tmp_path, FULL)
    pages = pages_of(bound(set_well(pool.layout_all([(chapter(text), setting)])[0]), setting, tmp_path))
    sign = joint.strip()[:1]
    heads = {line[0].text[0] for page in pages for line in lines_of(page)[1:]}
    assert (sign in heads if sign else heads == {"w"}) == begins


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


def test_paragraph_that_is_set_again_for_the_last_page_keeps_its_indent(pool: Workers, tmp_path: Path) -> None:
    """Without it the first line had an indent more than fits, and its words ran together. Of sixty such sections one showed it: this."""
    random, some, setting = Random(18), ORDINARY.split(), small_page(tmp_path, FULL, "125mm x 120mm")
    body = "".join(f"<p>{' '.join(random.choice(some) for _ in range(random.randint(40, 70)))}.</p>" for _ in range(random.randint(9, 15)))
    fragment = set_well(pool.layout_all([(chapter(body), setting)])[0])
    lines = [line for page in pages_of(bound(fragment, setting, tmp_path)) for line in lines_of(page)]
    assert all(after.left - before.right > 0.12 * after.size for line in lines for before, after in pairwise(line))
    assert all(line[-1].right < 115 / 25.4 * 72 + 3 for line in lines)


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


@pytest.mark.parametrize(("is_divided", "ends"), [(False, set()), (True, {"Mar", "Margi", "Margin", "Margina"})])
def test_name_is_kept_whole_if_the_book_says_so(pool: Workers, tmp_path: Path, is_divided: bool, ends: set[str]) -> None:
    """Words with a small letter in the same places are divided; so are names that begin a sentence."""
    setting = replace(small_page(tmp_path, FULL), divide_names=is_divided)
    bodies = [
        "".join(f"<p>{'n' * count} {word * 12}</p>" for count in range(1, 12)) for word in ("Marginalia ", "marginalia ", "Marginalia. ")
    ]
    drawn = ["".join(drawn_text(set_well(outcome))) for outcome in pool.layout_all([(chapter(body), setting) for body in bodies])]
    names, words, sentences = ({part.split()[-1].removeprefix("\u2060") for part in text.split("\u2010")[:-1]} for text in drawn)
    assert names <= ends
    assert bool(names) == is_divided
    assert words
    assert sentences


@pytest.mark.parametrize("compound", ["self-government", "commander-incomprehensible", "Goethe-Institution"])
def test_compound_is_not_divided_beside_its_hyphen(pool: Workers, tmp_path: Path, compound: str) -> None:
    body = "".join(f"<p>{'n' * count} {f'{compound} ' * 8}</p>" for count in range(1, 14))
    drawn = "".join(drawn_text(set_well(pool.layout_all([(chapter(body), small_page(tmp_path, FULL))])[0])))
    first, last = compound.split("-")
    for before, after in pairwise(drawn.split("\u2010")):
        begun, ended = before.split()[-1].removeprefix("\u2060"), after.split()[0]
        assert not ended.startswith("-")
        assert len(begun.partition("-")[2] or "long enough") >= 5
        assert len(ended.partition("-")[0]) >= 5 or "-" not in ended
    assert first in drawn
    assert last in drawn


def test_word_in_a_nested_element_is_not_divided(pool: Workers, tmp_path: Path) -> None:
    begun = '<em><span style="display: inline-block; width: {}mm"></span>'
    body = "".join(f"<p>{begun.format(40 + at)} by <span>{'1948' * 5}</span> in it</em></p>" for at in range(24))
    setting = small_page(tmp_path, SHEET + "p { text-align: left; overflow-wrap: break-word }")
    outcomes = pool.layout_all([(chapter(body), setting), (chapter(f"<p><em><span>{'1948' * 40}</span></em></p>"), setting)])
    pages, long = (pages_of(bound(set_well(outcome), setting, tmp_path)) for outcome in outcomes)
    assert [piece.text for page in pages for piece in page.pieces].count("1948" * 5) == 24
    assert len(lines_of(long[0])) > 2
