"""Books with a fault that its rule's example does not show: several places, a binary file, a setting next to others.

`expected.txt` in each folder of tests/books/broken lists the diagnostics (place, severity, code) of `publish check`, or of `publish build`
if reading finds no fault. The folder is named after its code. A book that equals a rule's wrong example needs no folder:
`places` in the rule says where its fault is, and tests/test_rules.py checks it.
"""

from pathlib import Path

import pytest

from book_diagnostics import build_diagnostics, check_diagnostics
from publish.rules import RULES, SMALLEST_BOOK

BROKEN = Path(__file__).parent / "books" / "broken"
BOOKS = sorted(folder for folder in BROKEN.iterdir() if folder.is_dir())


@pytest.mark.parametrize("folder", BOOKS, ids=lambda folder: folder.name)
def test_broken_book_has_the_expected_diagnostics(folder: Path, tmp_path: Path) -> None:
    diagnostics = check_diagnostics(folder) or build_diagnostics(folder, tmp_path)

    lines = [f"{f'{fault.location}: ' if fault.location else ''}{fault.severity} {fault.code}" for fault in diagnostics]

    assert lines == (folder / "expected.txt").read_text(encoding="utf-8").splitlines()
    assert all(diagnostic.help for diagnostic in diagnostics)


@pytest.mark.parametrize("folder", BOOKS, ids=lambda folder: folder.name)
def test_folder_shows_its_code_and_is_not_the_example_of_the_rule(folder: Path) -> None:
    assert folder.name in RULES
    assert folder.name in (folder / "expected.txt").read_text(encoding="utf-8")
    files = {
        str(path.relative_to(folder)): path.read_text(encoding="utf-8", errors="replace")
        for path in folder.rglob("*")
        if path.is_file() and path.name != "expected.txt"
    }
    wrong = RULES[folder.name].wrong
    assert not wrong or files != {**SMALLEST_BOOK, **wrong}, "remove the folder: the rule's example is this book"
