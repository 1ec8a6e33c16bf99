"""Tables with merged cells: each cell has the alignment, the scope and the padding of its column."""

from pathlib import Path

from lxml import etree

from publish.reading import read_book
from publish.tools.cache import Cache

TOML = 'title = "Tolls"\nlanguage = "en"\ncontributors = [{ name = "Ada Editor" }]\nspine = { body = ["one.md"] }\n'
GRID = """# One

+------+-------------+------+
| Year | Toll               |
|      +-------------+------+
|      | up          | down |
+:=====+:===========:+=====:+
| 1623 | four        | eels |
|      +-------------+------+
|      | five        | pike |
|      |             +------+
|      |             | carp |
+------+-------------+------+
| Sum  | nine        |      |
+------+-------------+------+
| 1624 | six         | roe  |
+------+             |      |
| 1625 |             |      |
+------+-------------+------+
"""


def cells(folder: Path, grid: str) -> list[list[tuple[str, ...]]]:
    """The words, class and scope of each cell, row by row."""
    (folder / "book.toml").write_text(TOML, encoding="utf-8")
    (folder / "one.md").write_text(grid, encoding="utf-8")
    read = read_book(folder, Cache(None), 1)
    assert read.value is not None
    body = etree.fromstring(read.value.documents[0].body)
    return [
        [("".join(cell.itertext()).strip(), cell.get("class", ""), cell.get("scope", "")) for cell in row] for row in body.iter("{*}tr")
    ]


def test_cell_beside_a_merged_one_has_the_looks_of_its_own_column(tmp_path: Path) -> None:
    assert cells(tmp_path, GRID) == [
        [("Year", "left", "col"), ("Toll", "center", "colgroup")],
        [("up", "center inner-first", "col"), ("down", "right", "col")],
        [("1623", "left", ""), ("four", "center", ""), ("eels", "right", "")],
        [("five", "center inner-first", ""), ("pike", "right", "")],
        [("carp", "right inner-first", "")],
        [("Sum", "left", ""), ("nine", "center", ""), ("", "right", "")],
        [("1624", "left", ""), ("six", "center", ""), ("roe", "right", "")],
        [("1625", "left inner-last", "")],
    ]
