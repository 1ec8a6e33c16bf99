"""`publish where`: from a page to its lines and back, on the command line."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from publish.cli import main
from publish.rules import SMALLEST_BOOK

TEXT = """\
# One

The first paragraph[^a] stands
on two lines of the file.

{words}

The last words of all.

[^a]: A note with
    a second line.
"""


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A book of a chapter that goes over three pages."""
    folder = tmp_path_factory.mktemp("book")
    (folder / "one.md").write_text(TEXT.format(words="Many words. " * 400), encoding="utf-8")
    (folder / "book.toml").write_text(SMALLEST_BOOK["book.toml"], encoding="utf-8")
    return folder


def where(book: Path, place: str, *more: str) -> Result:
    return CliRunner().invoke(main, ["where", place, "--book", str(book), "--output", str(book.parent / "output"), *more])


@pytest.mark.parametrize(
    ("place", "rows"),
    [
        ("1", ["one.md:1–6\t1\t", "one.md:10–11, note [^a]\t1\t"]),
        ("2", ["one.md:6\t2\t"]),
        ("one.md:4", ["one.md:4\t1\ton two lines of the file"]),
        ("one.md:5", ["one.md:6\t1\tmany words many words many words many words many words", "one.md:6\t2\t", "one.md:6\t3\t"]),
        ("one.md:99", ["one.md:11, note [^a]\t1\ta second line"]),
        ("one.md", ["one.md:1–6\t1\t", "one.md:6\t2\t", "one.md:6–8\t3\t"]),
        ("Stands on", ["one.md:3–4\t1\tone the first paragraph stands on two lines of the file"]),
        ("a second li", ["one.md:11, note [^a]\t1\ta note with a second line"]),
    ],
)
def test_place_is_found(book: Path, place: str, rows: list[str]) -> None:
    result = where(book, place)
    assert result.exit_code == 0, result.output
    found = result.stdout.splitlines()
    assert len(found) == len(rows), found
    assert all(line.startswith(row) for line, row in zip(found, rows, strict=True)), found


@pytest.mark.parametrize("place", ["77", "[99]", "two.md:1", "words that nobody wrote", "", "…"])
def test_unknown_place_is_an_error(book: Path, place: str) -> None:
    result = where(book, place)
    assert result.exit_code == 2
    assert "C193" in result.stderr
    assert "help:" in result.stderr


def test_page_of_our_own_is_named_as_such(book: Path) -> None:
    assert "no text of the manuscript" in where(book, "[1]").stderr


def test_places_as_json(book: Path) -> None:
    assert json.loads(where(book, "one.md:8", "--message-format", "json").stdout) == [
        {"place": "one.md:8", "page": "3", "words": "the last words of all"}
    ]
