"""Numbered points of a text, exponents, verses and figures in tables are no notes, and none of them becomes one unasked."""

from pathlib import Path

import pytest

from publish.importing.ledger import State
from publish.importing.run import ImportOrder, import_book

LONG = "The weir stood below the mill, and nobody had mended it since the flood of that year, though the miller had asked for it twice."
TEXTS = {
    "points of a sentence, and a list elsewhere": f"# One\n\nThree things: (1) the money; (2) the weather; and (3) the ice.\n\n{LONG}\n\n"
    f"# Two\n\nThey are these:\n\n1. The money was spent.\n2. The weather was bad.\n3. The ice was thin.\n\n{LONG}\n",
    "letters": f"# One\n\nIt is (a) cold, (b) wet and (c) dark.\n\n{LONG}\n\na. Cold is bad.\n\nb. Wet is worse.\n\nc. Dark is worst.\n",
    "exponents": f"# One\n\nAn area of 5 m^2^, a force of 10^3^ N, and x^1^.\n\n{LONG}\n\n1. An area.\n2. A force.\n",
    "figures in a table": f"# One\n\n{LONG}\n\n| a | b |\n|---|---|\n| eels 1 | 2 |\n| pike 2 | 3 |\n\n1. Eels are long.\n2. Pikes bite.\n",
}


@pytest.mark.parametrize("text", TEXTS)
def test_nothing_becomes_a_note(tmp_path: Path, text: str) -> None:
    (tmp_path / "text.md").write_text(TEXTS[text], encoding="utf-8")
    imported = import_book(ImportOrder(sources=(str(tmp_path / "text.md"),), into=tmp_path / "book", dry_run=True))
    assert [path for path, written in imported.files.items() if path.endswith(".md") and "[^" in str(written)] == []


def test_source_that_links_its_notes_is_believed(tmp_path: Path) -> None:
    text = f"# One\n\nThe weir[^a] broke (1) early and (2) late.\n\n{LONG}\n\n[^a]: A dam.\n\n# Two\n\n1. Early.\n2. Late.\n"
    (tmp_path / "text.md").write_text(text, encoding="utf-8")
    imported = import_book(ImportOrder(sources=(str(tmp_path / "text.md"),), into=tmp_path / "book", dry_run=True))
    assert sum(str(written).count("]: ") for path, written in imported.files.items() if path.endswith(".md")) == 1


def test_line_that_begins_with_one_of_many_unanswered_marks_is_asked(tmp_path: Path) -> None:
    marked = "\n\n".join(f"{LONG} He said so[{number}] and went home." for number in range(1, 9))
    text = f"# One\n\n{marked}\n\n[2] goes on here with the text that stood after a mark, as the line was broken.\n\n{LONG}\n"
    (tmp_path / "text.txt").write_text(text, encoding="utf-8")
    imported = import_book(ImportOrder(sources=(str(tmp_path / "text.txt"),), into=tmp_path / "book", dry_run=True))
    assert [decision.state for decision in imported.decisions if decision.before.startswith("[2] goes on")] == [State.ASKED]
