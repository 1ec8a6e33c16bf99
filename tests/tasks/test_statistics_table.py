"""`publish stats`: what each section and the book hold."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from publish.cli import main
from publish.rules import SMALLEST_BOOK

TEXT = """\
# One

Four words and one.[^a]

> A quotation of five words[^a].

![A map](map.png)

| Year | Event |
|------|-------|
| 1453 | Fall  |

The sum is $a + b$.

[^a]: A note of five words.

    > It quotes.
"""


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory, root: Path) -> Path:
    """A book of two sections."""
    folder = tmp_path_factory.mktemp("book")
    (folder / "one.md").write_text(TEXT, encoding="utf-8")
    (folder / "two.md").write_text("# Two\n\nThree more words.\n", encoding="utf-8")
    toml = SMALLEST_BOOK["book.toml"].replace('["one.md"]', '["one.md", "two.md"]') + "\n[text]\nmath = true\n"
    (folder / "book.toml").write_text(toml, encoding="utf-8")
    picture = next((root / "tests/books/every-construct").rglob("*.png"))
    (folder / "map.png").write_bytes(picture.read_bytes())
    return folder


def answer(book: Path, *arguments: str) -> str:
    """What the command says on standard output."""
    result = CliRunner().invoke(main, ["stats", "--book", str(book), "--output", str(book / "build"), *arguments])
    assert result.exit_code == 0, result.stderr
    return result.stdout


def test_each_section_and_the_book_are_counted(book: Path) -> None:
    counted = json.loads(answer(book, "--message-format", "json"))
    one, two = counted["sections"]
    assert {name: one[name] for name in ("path", "title", "notes", "note_words", "quotations", "figures", "tables", "formulae")} == {
        "path": "one.md",
        "title": "One",
        "notes": 1,
        "note_words": 7,
        "quotations": 2,
        "figures": 1,
        "tables": 1,
        "formulae": 1,
    }
    assert (two["words"], two["notes"], two["pages"]) == (4, 0, 1)
    assert counted["book"]["words"] == one["words"] + two["words"]
    assert counted["book"]["notes"] == 1
    assert counted["book"]["pages"] > one["pages"] + two["pages"], "title page, imprint, contents and blanks are pages too"


def test_counts_are_a_table_for_people_and_programs(book: Path) -> None:
    lines = answer(book).splitlines()
    assert lines[0].split("\t") == [
        *("section", "words", "notes", "note words", "quotations", "figures", "tables", "formulae", "pages"),
    ]
    assert [line.split("\t")[0] for line in lines[1:]] == ["one.md", "two.md", "in all"]


def test_book_that_is_not_printed_has_no_pages(book: Path, tmp_path: Path) -> None:
    toml = SMALLEST_BOOK["book.toml"].replace('"en"', '"he"')
    (tmp_path / "book.toml").write_text(toml, encoding="utf-8")
    (tmp_path / "one.md").write_text("# אחד\n\nשלוש מילים כאן.[^a]\n\n[^a]: הערה.\n", encoding="utf-8")
    assert json.loads(answer(tmp_path, "--message-format", "json"))["book"]["pages"] is None
    listed = CliRunner().invoke(main, ["notes", "--book", str(tmp_path), "--output", str(tmp_path / "build")])
    assert (listed.exit_code, listed.stdout.split("\t")[3]) == (0, "–")
