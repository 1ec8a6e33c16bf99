"""One tiny book for each fault, and what is said of it to the column: by `publish check`, or by `publish build` where reading finds none.

`expected.txt` in each folder of tests/books/broken/ holds the lines: place, severity, code. The folder's name is the code that it is for.
"""

from pathlib import Path

import pytest

from publish.rules import RULES
from telling import said_of

BROKEN = Path(__file__).parent / "books" / "broken"
BOOKS = sorted(folder for folder in BROKEN.iterdir() if folder.is_dir())


@pytest.mark.parametrize("folder", BOOKS, ids=lambda folder: folder.name)
def test_broken_book_is_told_to_the_column(folder: Path, tmp_path: Path) -> None:
    said = said_of(folder, tmp_path)

    found = [f"{f'{diagnostic.location}: ' if diagnostic.location else ''}{diagnostic.severity} {diagnostic.code}" for diagnostic in said]

    assert found == (folder / "expected.txt").read_text(encoding="utf-8").splitlines()
    assert all(diagnostic.help for diagnostic in said)


@pytest.mark.parametrize("folder", BOOKS, ids=lambda folder: folder.name)
def test_broken_book_shows_the_fault_that_it_is_named_for(folder: Path) -> None:
    assert folder.name in RULES
    assert folder.name in (folder / "expected.txt").read_text(encoding="utf-8")
