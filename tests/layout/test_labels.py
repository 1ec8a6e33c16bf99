"""Words in SVG drawings: set in a face of the book, where the drawing has them, and reported where they are set otherwise."""

from pathlib import Path

import pytest

from layout.section_samples import SHEET, bound, chapter, pages_of, small_page
from publish.diagnostics import Outcome
from publish.layout.workers import Workers
from publish.model import Fragment

MARGIN = 28.35  # points: 10 mm
WIDTH, HEIGHT = 200, 100
PATH = '<path id="p" d="M20 80 L100 80 L100 0" fill="none"/>'


def drawn(pool: Workers, folder: Path, content: str) -> Outcome[Fragment]:
    """A page with one drawing of 200 × 100 units at its head."""
    svg = f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{HEIGHT}" viewBox="0 0 {WIDTH} {HEIGHT}">\n{content}\n</svg>'
    (folder / "drawing.svg").write_text(svg, encoding="utf-8")
    sheet = f"{SHEET} img {{ display: block }} h1 {{ display: none }}"
    body = '<figure data-line="3"><img src="drawing.svg" alt="A drawing"/></figure>'
    return pool.layout_all([(chapter(body), small_page(folder, sheet=sheet))])[0]


def labels(pool: Workers, folder: Path, content: str) -> list[tuple[str, int, int]]:
    """The words in a drawing without findings, in the order of drawing, each with its place in the drawing's units."""
    outcome = drawn(pool, folder, content)
    assert outcome.diagnostics == ()
    assert outcome.value is not None
    (page,) = pages_of(bound(outcome.value, small_page(folder), folder))
    return [
        (piece.text, round((piece.left - MARGIN) / 0.75), round((piece.baseline - MARGIN) / 0.75))
        for piece in sorted(page.pieces, key=lambda piece: piece.order)
    ]


def findings(pool: Workers, folder: Path, content: str) -> list[tuple[str, str, str]]:
    """The findings of a drawing: code, place, message."""
    return [(found.code, str(found.location), found.message) for found in drawn(pool, folder, content).diagnostics]


@pytest.mark.parametrize(
    "content",
    [
        '<text x="10" y="30" font-family="EB Garamond">two words</text>',
        '<text x="10" y="30">two words</text>',
        '<text x="10" y="30" font-family="Unknown, serif">two words</text>',
        '<text x="10" y="30" style="font: italic bold 14px/1.2 Cardo, serif">two words</text>',
        '<style>.k { font-family: \'Source Code Pro\', monospace; font-size: 12px }</style><text class="k" x="10" y="30">two words</text>',
        '<text x="10" y="30" font-family="monospace" font-weight="900">two <tspan font-weight="bold">words</tspan></text>',
        '<text x="10" y="30">two\nwords</text>',
        '<text x="10" y="30" letter-spacing="1" font-size="bogus">two words</text>',
        '<text x="10" y="30" xml:space="preserve">two words</text>',
        '<defs><text id="t" x="10" y="30">two words</text></defs><use href="#t"/>',
        '<symbol id="s"><rect width="5" height="5"/><text x="10" y="30">two words</text></symbol><use href="#s"/>',
        '<g opacity=".5"><text x="10" y="30">two words</text></g>',
        '<text x="10" y="30" font-family="sans-serif" style="font-family: \'EB Garamond\'">two words</text>',
    ],
)
def test_label_is_set_in_a_face_of_the_book(pool: Workers, tmp_path: Path, content: str) -> None:
    words = labels(pool, tmp_path, content)

    assert "".join(text for text, _, _ in words) == "twowords"
    assert words[0][1:] == (10, 30)
    assert all(baseline == 30 for _, _, baseline in words)


def test_labels_stand_where_the_drawing_has_them(pool: Workers, tmp_path: Path) -> None:
    middle = '<text text-anchor="middle" y="30"><tspan x="100">mm</tspan>\n<tspan x="100" dy="20">mmmm</tspan></text>'
    end = '<text text-anchor="end" x="100" y="70">ab <tspan font-weight="bold">cd</tspan></text>'

    (one, first, _), (four, second, below), (_, left, _), *_ = labels(pool, tmp_path, middle + end)

    assert (one, four, below) == ("mm", "mmmm", 50)
    assert (100 - second) == pytest.approx(2 * (100 - first), abs=1)
    assert 55 < left < 75


def test_sizes_relative_to_the_text_around_count_once(pool: Workers, tmp_path: Path) -> None:
    outcome = drawn(pool, tmp_path, '<g font-size="200%"><g><text y="50" font-size="0.5em">aa</text><text y="80">bb</text></g></g>')

    assert outcome.value is not None
    (page,) = pages_of(bound(outcome.value, small_page(tmp_path), tmp_path))
    small, large = (piece.size for piece in page.pieces)
    assert large == pytest.approx(2 * small)


def test_words_on_a_path_follow_it(pool: Workers, tmp_path: Path) -> None:
    text = '<text font-size="20"><textPath href="#p" startOffset="{}"{}>ab</textPath></text>'
    flat = labels(pool, tmp_path, PATH + text.format("0", ""))
    upright = labels(pool, tmp_path, PATH + text.format("120", ""))
    middle = labels(pool, tmp_path, PATH + text.format("50%", ' text-anchor="end"'))

    assert flat[0] == ("ab", 20, 80)
    assert [left for _, left, _ in upright] == [100, 100]
    assert upright[0][2] > upright[1][2]
    assert 75 < middle[0][1] < 90


def test_letters_join_and_run_from_right_to_left(pool: Workers, tmp_path: Path) -> None:
    (word, left, _), *_ = labels(pool, tmp_path, '<text x="190" y="30" direction="rtl">שלום</text><text y="60">cafe\u0301</text>')

    assert sorted(word) == sorted("שלום")
    assert 130 < left < 190


def test_family_that_the_book_does_not_have_is_reported_at_the_words(pool: Workers, tmp_path: Path) -> None:
    content = '<text y="20" font-family="Helvetica, Arial, sans-serif">One label</text>\n<text y="40" font-family="Courier New">Two</text>'

    assert findings(pool, tmp_path, content) == [
        (
            "P115",
            "drawing.svg:2",
            "“One label” in “drawing.svg” asks for Helvetica, Arial, sans-serif; the book has no such font, and sets it in EB Garamond",
        ),
        ("P115", "drawing.svg:3", "“Two” in “drawing.svg” asks for Courier New; the book has no such font, and sets it in Source Code Pro"),
    ]


def test_letter_of_no_face_is_reported_at_the_words(pool: Workers, tmp_path: Path) -> None:
    assert [found[:2] for found in findings(pool, tmp_path, '<text y="20">plain</text>\n<text y="40">ཨ</text>')] == [
        ("P101", "drawing.svg:3")
    ]


def test_label_of_another_script_is_set_in_a_face_that_has_it(pool: Workers, tmp_path: Path) -> None:
    assert findings(pool, tmp_path, '<text y="20">plain</text>\n<text y="40">日 → हिन्दी</text>') == []


@pytest.mark.parametrize(
    "content",
    [
        '<text x="150" y="30">a label too long</text>',
        '<text x="-30" y="30">a label too long</text>',
        '<text x="10" y="120">a label below</text>',
        '<text text-anchor="middle" x="190" y="20">a label</text>',
        '<text transform="rotate(90 195 80)" x="195" y="80">a label</text>',
        '<text><textPath href="#none">on no path</textPath></text>',
    ],
)
def test_words_cut_off_are_reported(pool: Workers, tmp_path: Path, content: str) -> None:
    assert [found[:2] for found in findings(pool, tmp_path, content)] == [("P116", "drawing.svg:2")]


@pytest.mark.parametrize(
    ("label", "is_vertical"),
    [
        ('<text x="20" y="20" writing-mode="tb">Height</text>', True),
        ('<text x="20" y="20" style="writing-mode: vertical-lr">Height</text>', True),
        ('<g writing-mode="sideways-lr"><text x="20" y="20"><tspan>Height</tspan></text></g>', True),
        ('<style>.v { writing-mode: tb-rl }</style><text x="20" y="20" class="v">Height</text>', True),
        ('<text x="20" y="20" writing-mode="lr-tb">Height</text>', False),
        ('<text x="20" y="20" writing-mode="horizontal-tb">Height</text>', False),
    ],
)
def test_label_in_a_column_is_reported(pool: Workers, tmp_path: Path, label: str, is_vertical: bool) -> None:
    content = f'<svg xmlns="http://www.w3.org/2000/svg" width="190" height="90">{label}</svg>'

    assert [found[0] for found in findings(pool, tmp_path, content)] == ["P121"] * is_vertical
