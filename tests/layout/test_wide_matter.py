"""What is wider or taller than the page: broken, set smaller, or reported at its line, and never off the page."""

import re
from pathlib import Path

import pytest

from editions.print_samples import setting as own_page
from layout.section_samples import SHEET, bound, call, chapter, note, pages_of, prose, small_page
from publish.layout.workers import Workers
from publish.tools.raster import PrintedPage

MARGIN = 28.35  # points: 10 mm
BOTTOM = 72 / 25.4 * 110
RIGHT = 72 / 25.4 * 90
FITTING = """
html { overflow-wrap: break-word; hyphens: auto; hyphenate-limit-chars: 6 3 3 }
code { font: 0.8em "Source Code Pro"; hyphens: none }
table[data-fit] { font-size: 8pt } table[data-fit="2"], table[data-fit="3"] { font-size: 7pt }
[data-fit] th, [data-fit] td { padding: 0 1pt }
[data-fit="3"] code { overflow-wrap: anywhere }
"""
LETTERS = "abcdefghij"


def set_pages(pool: Workers, folder: Path, body: str, *notes: str, sheet: str = "") -> list[PrintedPage]:
    """The pages of a chapter that has no findings."""
    setting = small_page(folder, sheet=SHEET + FITTING + sheet)
    document = chapter(body, *(note(number, text) for number, text in enumerate(notes, 1)))
    outcome = pool.layout_all([(document, setting)])[0]
    assert outcome.diagnostics == ()
    assert outcome.value is not None
    return pages_of(bound(outcome.value, setting, folder))


def findings(pool: Workers, folder: Path, body: str) -> list[tuple[str, str]]:
    """Code and place of each finding of a chapter."""
    outcome = pool.layout_all([(chapter(body), small_page(folder, sheet=SHEET + FITTING))])[0]
    return [(found.code, str(found.location)) for found in outcome.diagnostics]


def words(pages: list[PrintedPage]) -> str:
    """The words of the pages in the order of drawing, where they stand in the text block."""
    pieces = [piece for page in pages for piece in sorted(page.pieces, key=lambda piece: piece.order)]
    assert all(piece.left > MARGIN - 1 and piece.right < RIGHT + 1 for piece in pieces)
    return "".join(piece.text for piece in pieces)


@pytest.mark.parametrize(
    "before",
    ['<p lang="en">Code {}</p>', "<h2>{}</h2>", "<blockquote><p>{}</p></blockquote>", "<ul><li>{}</li></ul>", '<p class="line">{}</p>'],
)
def test_long_code_is_broken_with_a_mark(pool: Workers, tmp_path: Path, before: str) -> None:
    text = words(set_pages(pool, tmp_path, before.format(f"<code>{LETTERS * 9}</code> and more")))

    assert text.replace("›", "").replace(" ", "").removeprefix("Code").removeprefix("•").startswith(f"{LETTERS * 9}and")
    assert text.count("›") >= 1
    assert "-" not in text


def test_long_address_is_broken_after_its_signs(pool: Workers, tmp_path: Path) -> None:
    address = "https://example.org/archive/2019/documents/a_very_long_path/with-parts/query?id=123456&lang=en#section-12"
    written = address.replace("&", "&amp;")
    (page,) = set_pages(pool, tmp_path, f"<p>See {written} and more.{call(1)}</p>", f"<p>See {written} too.</p>")

    lines: dict[float, str] = {}
    for piece in page.pieces:
        lines[piece.baseline] = lines.get(piece.baseline, "") + piece.text
    assert "".join(lines.values()).count(address) == 2
    assert not any("›" in line or "‐" in line for line in lines.values())
    assert sum(line.endswith(tuple("/?&=#-_.:")) for line in lines.values()) >= 2


@pytest.mark.parametrize("alignment", ["justify", "left"])
def test_word_without_end_is_broken_with_hyphens(pool: Workers, tmp_path: Path, alignment: str) -> None:
    pages = set_pages(
        pool, tmp_path, f'<p lang="en" style="text-align: {alignment}">A word {LETTERS * 500} and <em>{"ij" * 80}</em> more.</p>'
    )

    text = words(pages)
    assert text.replace("-", "").replace("‐", "") == f"Aword{LETTERS * 500}and{'ij' * 80}more."
    assert len(pages) > 3


def test_table_too_wide_is_set_smaller(pool: Workers, tmp_path: Path) -> None:
    cells = "".join(f"<td>{number}:abcdefg</td>" for number in range(6))
    (page,) = set_pages(pool, tmp_path, f"<p>Text.</p><table data-line='3'><tbody><tr>{cells}</tr></tbody></table>")

    text, *values = page.pieces
    assert words([page]).startswith("Text.0:abcdefg1:")
    assert all(7 <= value.size < text.size for value in values)


@pytest.mark.parametrize(("columns", "size"), [(3, 9.03), (7, 7.74), (9, 7)])
def test_our_own_sheet_has_the_smaller_sizes(pool: Workers, tmp_path: Path, columns: int, size: float) -> None:
    cells = "".join(f"<td>{number}:abcdefg</td>" for number in range(columns))
    setting = own_page(tmp_path)
    outcome = pool.layout_all([(chapter(f"<p>Text.</p><table data-line='3'><tbody><tr>{cells}</tr></tbody></table>"), setting)])[0]

    assert outcome.diagnostics == ()
    assert outcome.value is not None
    (page,) = pages_of(bound(outcome.value, setting, tmp_path))
    assert {round(piece.size, 2) for piece in page.pieces if ":" in piece.text} == {size}


@pytest.mark.parametrize(
    ("before", "words", "lines"),
    [("{}", 4, 1), ("{}", 14, 2), ("<ul><li>{}</li></ul>", 14, 2), ("<blockquote>{}</blockquote>", 17, 3)],
)
def test_caption_of_a_narrow_table_is_wider_than_the_table(pool: Workers, tmp_path: Path, before: str, words: int, lines: int) -> None:
    """Both are centred on one axis."""
    table = f"<table><caption>{prose(words)}</caption><tbody><tr><td>1:</td><td>2:</td></tr></tbody></table>"
    (page,) = set_pages(pool, tmp_path, before.format(table), sheet="table { margin: 1pt auto } caption { text-align: justify }")

    cells = [piece for piece in page.pieces if ":" in piece.text]
    caption = [piece for piece in page.pieces if ":" not in piece.text and piece.text != "•"]
    left, right = min(piece.left for piece in caption), max(piece.right for piece in caption)
    assert len({piece.baseline for piece in caption}) == lines
    assert left < cells[0].left - 10
    assert right > cells[-1].right + 10
    assert (left + right) / 2 == pytest.approx((cells[0].left + cells[-1].right) / 2, abs=1)


@pytest.mark.parametrize("margins", ["1pt auto 1pt 0", "1pt 0 1pt auto"])
def test_caption_of_a_table_at_an_edge_stays_within_the_text(pool: Workers, tmp_path: Path, margins: str) -> None:
    table = f"<table><caption>{prose(5)}</caption><tbody><tr><td>1:</td><td>2:</td></tr></tbody></table>"

    text = words(set_pages(pool, tmp_path, table, sheet=f"table {{ margin: {margins} }}"))
    assert text == f"{prose(5)}1:2:".replace(" ", "")


def test_caption_of_a_wide_table_is_as_wide_as_the_table(pool: Workers, tmp_path: Path) -> None:
    cells = "".join(f"<td>{number}:abcdefghi</td>" for number in range(5))
    table = f"<table><caption>{prose(14)}</caption><tbody><tr>{cells}</tr></tbody></table>"
    (page,) = set_pages(pool, tmp_path, table, sheet="table { margin: 1pt auto }")

    caption = page.pieces[0]
    assert caption.left == pytest.approx(min(piece.left for piece in page.pieces if ":" in piece.text) - 4.5, abs=0.1)


def test_code_in_a_table_too_wide_is_broken(pool: Workers, tmp_path: Path) -> None:
    body = f'<table data-line="3"><tbody><tr><td><code>{LETTERS * 9}</code></td><td>text</td></tr></tbody></table>'

    assert words(set_pages(pool, tmp_path, body)).replace("›", "") == f"{LETTERS * 9}text"


def test_table_that_never_fits_is_reported_at_its_line(pool: Workers, tmp_path: Path) -> None:
    cells = "".join(f"<td>{number}:abcdefg</td>" for number in range(14))

    assert findings(pool, tmp_path, f'<p>Text.</p><table data-line="7"><tbody><tr>{cells}</tr></tbody></table>') == [("P117", "one.md:7")]


TABLE_HEAD = "<thead><tr><th>1:</th><th>2:</th></tr></thead>"
PARAGRAPHS = "".join(f"<p>{prose(50, 100 * number)}</p>" for number in range(1, 9))
ITEMS = "".join(f"<li>{prose(5, 10 * number)}</li>" for number in range(100, 180))


@pytest.mark.parametrize("before", ["", "<tr><td>3:</td><td>4:</td></tr>"])
@pytest.mark.parametrize(
    ("left", "right"),
    [
        (f"<p>{prose(420)}</p>", "5:"),
        ("5:", f"<p>{prose(420)}</p>"),
        (PARAGRAPHS, f"<p>{prose(40, 2000)}</p>"),
        (f"<p>{prose(40, 2000)}</p>", f"<ul>{ITEMS}</ul>"),
        (f"<p>{prose(150)}</p>", PARAGRAPHS),
        ("", PARAGRAPHS),
        ("<br/>".join(prose(21).split()), "5:"),
    ],
    ids=["left", "right", "paragraphs", "list", "both", "empty cell", "as tall as a page without the head"],
)
def test_row_taller_than_a_page_is_divided_under_its_head(pool: Workers, tmp_path: Path, left: str, right: str, before: str) -> None:
    row = f"<tr><td>{left}</td><td>{right}</td></tr>"
    pages = set_pages(pool, tmp_path, f"<table>{TABLE_HEAD}<tbody>{before}{row}</tbody></table>")

    assert len(pages) > 1
    for page in pages:
        assert [piece.text for piece in page.pieces[:2]] == ["1:", "2:"]
        assert max(piece.baseline for piece in page.pieces) < BOTTOM
    text = "".join(piece.text for page in pages for piece in page.pieces if piece.text != "•").replace("1:2:", "").replace("‐", "")
    wanted = re.sub(r"<[^>]+>|\s", "", before + left + right)
    assert sorted(text) == sorted(wanted)


def test_notes_that_cannot_follow_a_divided_row_are_one_finding_at_its_line(pool: Workers, tmp_path: Path) -> None:
    noted = "".join(f"<p>{prose(30, 100 * number)}{call(number)}</p>" for number in range(1, 7))
    row = f'<tr><td><p data-line="9">{prose(120)}</p></td><td>{noted}</td></tr>'
    document = chapter(f"<table>{TABLE_HEAD}<tbody>{row}</tbody></table>", *(note(number, f"<p>{prose(9)}</p>") for number in range(1, 7)))
    outcome = pool.layout_all([(document, small_page(tmp_path, sheet=SHEET + FITTING))])[0]

    assert [(found.code, str(found.location)) for found in outcome.diagnostics] == [("P118", "one.md:9")]


def test_long_tables_repeat_heads_without_findings(pool: Workers, tmp_path: Path) -> None:
    rows = "".join(f"<tr><td>row {number}</td><td>x</td></tr>" for number in range(60))
    body = f"<table><thead><tr><th>A</th><th>B</th></tr></thead><tbody>{rows}</tbody></table>"

    assert len(set_pages(pool, tmp_path, body)) > 2
