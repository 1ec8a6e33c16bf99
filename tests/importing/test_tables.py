"""Tables of a source arrive with their merged cells, and with the paragraphs and lists in a cell."""

import random
from collections.abc import Iterator
from pathlib import Path

import lxml.html
import pytest

from publish.diagnostics import has_errors
from publish.importing.run import ImportOrder, import_book
from publish.reading import read_book
from publish.tools.cache import Cache

PAGE = (
    "<html><head><title>The Tolls</title></head><body><h1>Tolls</h1><p>Before.</p>{}<p>After the table the text goes on.</p></body></html>"
)
MERGED = """<table><tr><th>Year</th><th>Toll</th><th>Fish</th></tr><tr><td rowspan="2">1623</td><td>four</td><td>eels</td></tr>
<tr><td>five</td><td>pike</td></tr><tr><td>Sum</td><td colspan="2">nine</td></tr></table>"""
PICTURE = """<table><tr><td><p><img src="data:image/gif;base64,R0lGODlhAQABAAAAACH5BAEKAAEALAAAAAABAAEAAAICTAEAOw==" alt="A dot"></p></td>
<td><p>One.</p><p>Two.</p></td></tr></table>"""
BLOCKS = """<table><caption>Tolls</caption><tr><th>A</th><th>B</th></tr>
<tr><td><p>One.</p><p>Two.</p></td><td><ul><li>eel</li><li>pike</li></ul></td></tr>
<tr><td>first<br>second</td><td><ol><li><p>a</p><p>b</p></li><li>c</li></ol></td></tr></table>"""
HEADS = """<table><thead><tr><th rowspan="2">Year</th><th colspan="2">Toll</th></tr><tr><th>up</th><th>down</th></tr></thead>
<tbody><tr><td>1623</td><td>4</td><td>5</td></tr></tbody></table>"""
WORDS = (
    *("toll", "a|b", "+", "-", "1.", "*", "#", "漢字", "naïve", "x_y", "[note]", "`tick"),
    *("---", "=", ":", "|", "$5", "~", "^", "é́", r"\\", "&lt;b>"),
)


def imported(folder: Path, tables: str) -> str:
    """The written section of a page with these tables."""
    (folder / "page.html").write_text(PAGE.format(tables), encoding="utf-8")
    result = import_book(ImportOrder(sources=(str(folder / "page.html"),), into=folder / "book"))
    assert not has_errors(result.diagnostics)
    (path,) = (folder / "book/body").glob("*.md")
    return path.read_text(encoding="utf-8")


def tables_of(folder: Path) -> list[lxml.html.HtmlElement]:
    """The tables of the imported book, as every edition gets them."""
    read = read_book(folder / "book", Cache(None), 1)
    assert read.value is not None
    return list(lxml.html.document_fromstring(read.value.documents[0].body).iter("table"))


def shape(table: lxml.html.HtmlElement) -> list[list[tuple[str, str, str]]]:
    """The cells of each row: columns and rows that it spans, its letters."""
    return [
        [
            (cell.get("colspan", "1"), cell.get("rowspan", "1"), "".join(cell.text_content().split()))
            for cell in row.iterchildren("td", "th")
        ]
        for row in table.iter("tr")
    ]


@pytest.mark.parametrize("source", [MERGED, BLOCKS, HEADS, PICTURE], ids=["merged", "blocks", "heads", "picture"])
def test_table_has_the_cells_of_its_source(tmp_path: Path, source: str) -> None:
    imported(tmp_path, source)
    (made,) = tables_of(tmp_path)
    assert shape(made) == shape(lxml.html.fragment_fromstring(source))
    assert len(made.findall(".//thead/tr")) == {HEADS: 2, PICTURE: 0}.get(source, 1)


def test_cell_keeps_its_paragraphs_and_lists(tmp_path: Path) -> None:
    imported(tmp_path, BLOCKS)
    (made,) = tables_of(tmp_path)
    first, second, lines, numbered = made.iter("td")
    assert [paragraph.text_content() for paragraph in first.iter("p")] == ["One.", "Two."]
    assert [item.text_content().strip() for item in second.iterfind("ul/li")] == ["eel", "pike"]
    assert len(list(lines.iter("br"))) == 1
    assert [len(item.findall("p")) for item in numbered.iterfind("ol/li")] == [2, 1]


def test_table_of_lines_is_written_with_pipes(tmp_path: Path) -> None:
    text = imported(tmp_path, "<table><tr><th>A</th><th>B|C</th></tr><tr><td>1</td><td></td></tr></table>")
    assert "| A | B\\|C |\n| --- | --- |\n| 1 |  |" in text


@pytest.mark.parametrize(
    "cell",
    [
        '<span class="indexref" data-entry="bar (|)"></span>a closure',
        'a<span class="indexref" data-entry="| (bar)"></span> b|c',
        '<span class="indexref" data-entry="a|b:|"></span>',
        "<code>a|b</code> and <code>||</code>",
        '<a href="https://example.org/a|b">a|b</a>',
        '<span lang="fr">bar | re</span> | on',
        '<img src="data:image/gif;base64,R0lGODlhAQABAAAAACH5BAEKAAEALAAAAAABAAEAAAICTAEAOw==" alt="a | b"> and',
    ],
)
@pytest.mark.parametrize("beside", ["plain", "<p>One.</p><p>Two.</p>"])
def test_bar_within_markup_ends_no_cell(cell: str, beside: str, tmp_path: Path) -> None:
    imported(tmp_path, f"<table><tr><th>Sign</th><th>Use</th></tr><tr><td>{cell}</td><td>{beside}</td></tr></table>")
    (table,) = tables_of(tmp_path)
    words = "".join(lxml.html.fragment_fromstring(cell, create_parent=True).text_content().split())
    assert [letters for *_, letters in shape(table)[1]] == [words, "plain" if beside == "plain" else "One.Two."]


def test_long_cells_are_wrapped_and_the_grid_stays_narrow(tmp_path: Path) -> None:
    long = "The clerk counted the sacks twice, 1. at noon and - as always - at night; # of sacks: 12 + 4. " * 4
    item = f"<ol><li>To {'x' * 40}</li></ol>"
    row = f"<td><p>{long}</p><p>{long}</p></td><td>{item}</td>"
    text = imported(tmp_path, f"<table><tr><th>A</th><th>B</th></tr><tr>{row}</tr></table>")
    assert max(map(len, text.splitlines())) < 110
    (made,) = tables_of(tmp_path)
    assert [" ".join(paragraph.text_content().split()) for paragraph in made.iter("p")] == [long.strip()] * 2
    assert len(list(made.iter("li"))) == 1


def random_tables(count: int) -> Iterator[str]:
    """Tables whose cells span what HTML allows, with awkward words; the same ones every time."""
    dice = random.Random(18)
    for _ in range(count):
        width, height = dice.randint(2, 5), dice.randint(2, 5)
        taken = {(0, column) for column in range(width)}
        rows = ["".join(f"<th>h{column}</th>" for column in range(width))]
        for row in range(1, height):
            cells = ""
            for column in range(width):
                if (row, column) in taken:
                    continue
                wide = 1
                while column + wide < width and (row, column + wide) not in taken and dice.random() < 0.25:
                    wide += 1
                tall = 1 + (row + 1 < height and dice.random() < 0.25)
                taken.update((line, at) for line in range(row, row + tall) for at in range(column, column + wide))
                text = " ".join(dice.choice(WORDS) for _ in range(dice.randint(0, 6)))
                text = f"<p>{text}</p><p>{dice.choice(WORDS)} more</p>" if text and dice.random() < 0.2 else text
                cells += f'<td colspan="{wide}" rowspan="{tall}">{text}</td>'
            rows.append(cells)
        yield "<table>" + "".join(f"<tr>{row}</tr>" for row in rows) + "</table>"


def test_any_table_arrives_whole(tmp_path: Path) -> None:
    sources = list(random_tables(40))
    imported(tmp_path, "<p>Between two tables.</p>".join(sources))
    assert [shape(table) for table in tables_of(tmp_path)] == [shape(lxml.html.fragment_fromstring(source)) for source in sources]


@pytest.mark.parametrize(
    "page",
    [
        '<table><thead><tr><th rowspan="2">A</th><th>B</th></tr><tr><th></th></tr></thead></table>',
        '<table><tr><th rowspan="2">A</th><th>B</th></tr><tr><td>c</td></tr><tr><td>d</td><td>e</td></tr></table>',
        '<table><tr><th rowspan="3">A</th><th>B</th></tr><tr><td>c</td></tr><tr><td>e</td></tr></table>',
    ],
)
def test_cell_that_reaches_below_the_head_keeps_its_table(page: str, tmp_path: Path) -> None:
    imported(tmp_path, page)
    (table,) = tables_of(tmp_path)
    assert shape(table)[0][0] == ("1", page.split('rowspan="')[1][0], "A")
