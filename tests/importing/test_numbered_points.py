"""Numbered points of a text, exponents, verses and figures in tables are no notes, and none of them becomes one unasked."""

from dataclasses import replace
from pathlib import Path

import pytest

from publish.importing.blocks import Origin
from publish.importing.ledger import DecisionLog, State, Subject
from publish.importing.readers.pages import Page, read_pages
from publish.importing.recovery.recovered_text import recover_text
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


E_BOOKS = {
    "points in brackets, and a list elsewhere": (
        [f"<p>Three things: [1] the money; [2] the weather; and [3] the ice.</p><p>{LONG}</p>"],
        [f"<p>{LONG}</p><p>[1] The money was spent.</p><p>[2] The weather was bad.</p><p>[3] The ice was thin.</p>"],
        {},
    ),
    "examples that the text speaks of": (
        [f"<p>As we saw in (1), it runs. But (2) is worse, and (3) cannot be said.</p><p>{LONG}</p><p>(1) It runs.</p><p>(2) Runs it.</p>"],
        [f"<p>(3) Runs runs.</p><p>{LONG}</p>"],
        {State.ASKED: 1},
    ),
    "notes": (
        [f"<p>The mill<sup>1</sup> was sold.<sup>2</sup></p><p>{LONG}</p><p>It was burnt.<sup>3</sup></p>"],
        ["<p>Notes</p><p>1. See the book, p. 5.</p><p>2. See the book, p. 6.</p><p>3. See the book, p. 7.</p>"],
        {State.APPLIED: 3},
    ),
}


@pytest.mark.parametrize("pages", E_BOOKS)
def test_points_of_an_e_book_become_no_notes_unasked(pages: str) -> None:
    one, two, states = E_BOOKS[pages]
    reading = replace(
        read_pages([Page(name=name, path=name, text="".join(text)) for name, text in (("a", one), ("b", two))], lambda _: None, "a"),
        origin=Origin.E_BOOK,
    )
    log = DecisionLog()
    recover_text(reading, log)
    made = [one.state for one in log.decisions if one.subject is Subject.NOTE and one.state is not State.LEFT]
    assert {state: made.count(state) for state in set(made)} == states
