"""Tables on the printed page: the text after each stands on the grid, and the cells of a column stand under each other."""

from pathlib import Path
from typing import Any

import pymupdf
import pytest

from orders import order
from publish.build import build

LINE = 14.0  # points
TABLES = {
    "no head": """
+------+------+
| 1623 | eels |
+------+------+
| 1624 | pike |
+------+------+
""",
    "a head": """
| Year | Fish |
|------|------|
| 1623 | eels |
""",
    "a head of two lines": """
+------+------+
| Year | Fish |
|      |      |
|      | sold |
+======+======+
| 1623 | eels |
+------+------+
""",
    "a head of two rows": """
+------+------+------+
| Year | Fish        |
|      +------+------+
|      | up   | down |
+======+======+======+
| 1623 | eels | pike |
+------+------+------+
""",
    "a head alone": """
| Year | Fish |
|------|------|
""",
    "a head and a foot": """
+------+------+
| Year | Fish |
+======+======+
| Sum  | nine |
+======+======+
""",
    "a foot": """
+------+------+
|      |      |
+======+======+
| 1623 | eels |
+======+======+
| Sum  | nine |
+======+======+
""",
    "a head and a foot of two rows": """
+------+------+
| Year | Fish |
+======+======+
| 1623 | eels |
+======+======+
| Sum  | nine |
+------+------+
| All  | many |
+======+======+
""",
    "no head, and a caption": """
+------+------+
| 1623 | eels |
+------+------+

: Tolls of the bridge
""",
}
AFTER = {"a paragraph": "\nAfter the table.\n", "verse": "\n| After the table.\n"}
MERGED = """# One

+:-----+:-----------:+-----:+
| 1623 | four        | eels |
|      |             +------+
|      |             | carp |
|      +-------------+------+
|      | five        | pike |
+------+-------------+------+
| 1624 | six         | roe  |
+------+             |      |
| 1625 |             |      |
+------+-------------+------+
"""


def boxes(folder: Path, text: str) -> dict[str, tuple[float, float, float]]:
    """Left, right and baseline, in points, of each piece of text on the pages of a book of this section, by its words."""
    (folder / "book.toml").write_text(
        'title = "Tolls"\nlanguage = "en"\ncontributors = [{ name = "Ada Editor" }]\nspine = { body = ["one.md"] }\n', encoding="utf-8"
    )
    (folder / "one.md").write_text(text, encoding="utf-8")
    built = build(order(folder=folder, output=folder / "out", editions=("print",)))
    with pymupdf.open(built.made["print"].path) as pages:
        spans: list[Any] = [
            span for page in pages for block in page.get_text("dict")["blocks"] for line in block.get("lines", ()) for span in line["spans"]
        ]
    return {span["text"].strip(): (span["bbox"][0], span["bbox"][2], span["origin"][1]) for span in spans}


@pytest.mark.parametrize("after", AFTER.values(), ids=AFTER)
@pytest.mark.parametrize("table", TABLES.values(), ids=TABLES)
def test_text_after_a_table_is_on_the_grid(tmp_path: Path, table: str, after: str) -> None:
    found = boxes(tmp_path, f"# One\n\nNo capitals.\n\nBefore the table.\n{table}{after}")
    lines = (found["After the table."][2] - found["Before the table."][2]) / LINE
    assert lines == pytest.approx(round(lines), abs=0.01)


def test_cells_beside_merged_ones_are_at_the_edge_of_their_column(tmp_path: Path) -> None:
    found = boxes(tmp_path, MERGED)
    assert [found[cell][0] for cell in ("1624", "1625")] == pytest.approx([found["1623"][0]] * 2, abs=0.1)
    assert [found[cell][1] for cell in ("carp", "pike", "roe")] == pytest.approx([found["eels"][1]] * 3, abs=0.1)
    assert [sum(found[cell][:2]) for cell in ("five", "six")] == pytest.approx([sum(found["four"][:2])] * 2, abs=0.2)
