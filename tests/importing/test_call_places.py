"""Calls of notes beside punctuation and everything else: no source is refused for the place of a mark, and no mark moves into a word."""

from pathlib import Path

import pytest

from publish.diagnostics import Severity
from publish.importing.inline import call
from publish.importing.recovery.call_places import placed
from publish.importing.run import ImportOrder, import_book

CALLED = (  # what follows a call of a linked note in a page, and the line in English and in French
    ("Wallace{}, using", "Wallace,{} using", "Wallace{}, using"),
    ("so it was{}; and", "so it was;{} and", "so it was{}; and"),
    ("three things{}: one", "three things:{} one", "three things{}: one"),
    ("« Jamais{} », dit-il", "« Jamais{} », dit-il", "« Jamais{} », dit-il"),
    ("“never{}” to all", "“never{}” to all", "“never{}” to all"),
    ("the end{}.", "the end.{}", "the end{}."),
    ("the end.{} And", "the end.{} And", "the end.{} And"),
    ("in brackets{})", "in brackets{})", "in brackets{})"),
    ("ran 5{} km and", "ran 5{} km and", "ran 5{} km and"),
    ("a word {}and so on", "a word{} and so on", "a word{} and so on"),
    ("a word {}<i>and</i> so", "a word{} *and* so", "a word{} *and* so"),
    ("mid{}word", "mid{}word", "mid{}word"),
    ("home{}—and", "home{}—and", "home{}—and"),
    ("home—{}and", "home—{}and", "home—{}and"),
    ("really{}?!", "really?!{}", "really{}?!"),
    ("*Ithaca*{}, and", "*Ithaca*,{} and", "*Ithaca*{}, and"),
    ("the peace{}'s end", "the peace{}'s end", "the peace{}'s end"),
)


def mark(number: int) -> str:
    return f'<sup><a href="#n{number}" id="r{number}">{number}</a></sup>'


def linked_page(language: str) -> str:
    texts = [text.replace("*Ithaca*", "<i>Ithaca</i>") for text, *_ in CALLED]
    lines = (f"<p>{text.format(mark(number))}</p>" for number, text in enumerate(texts, 1))
    notes = (f'<p id="n{number}"><a href="#r{number}">{number}</a> Smith, p. {number}.</p>' for number in range(1, len(CALLED) + 1))
    return f'<html lang="{language}"><body><h1>One</h1>{"".join(lines)}{"".join(notes)}</body></html>'


@pytest.mark.parametrize(("language", "column"), [("en", 1), ("fr", 2)])
def test_call_stands_beside_punctuation_as_in_its_language(language: str, column: int, tmp_path: Path) -> None:
    (tmp_path / "page.html").write_text(linked_page(language), encoding="utf-8")
    imported = import_book(ImportOrder(sources=(str(tmp_path / "page.html"),), into=tmp_path / "book", dry_run=True))
    assert [str(one) for one in imported.diagnostics if one.severity is Severity.ERROR] == []
    lines = str(imported.files["body/01-one.md"]).split("\n\n")
    assert lines[1 : len(CALLED) + 1] == [row[column].format(f"[^{place}]") for place, row in enumerate(CALLED, 1)]


def test_mark_before_a_stop_in_plain_letters_is_found(tmp_path: Path) -> None:
    page = "<h1>One</h1><p>This is a test<sup>1</sup>, and it went on<sup>2</sup>; so it was.</p>"
    page += "<h2>Notes</h2><p>1. Smith.</p><p>2. Jones.</p>"
    (tmp_path / "page.html").write_text(page, encoding="utf-8")
    imported = import_book(ImportOrder(sources=(str(tmp_path / "page.html"),), into=tmp_path / "book", dry_run=True))
    assert "This is a test,[^1] and it went on;[^2] so it was.\n" in str(imported.files["body/01-one.md"])


def test_call_before_a_colon_does_not_begin_a_paragraph() -> None:
    one, two = call("1", "1"), call("2", "2")
    assert placed(f"{one}{two}: Smith.", "before") == f":{one}{two} Smith."
    assert placed(f"Smith.\n{one}: Jones.", "before") == f"Smith.\n:{one} Jones."
