"""Notes that a page links, or sets apart in another way, become notes of the book; other links stay as they are."""

import re
from pathlib import Path

import pytest

from importing.sample_linked_pages import AGAIN, NO_NOTES, PAGES
from importing.sample_texts import FILLING, Case
from publish.diagnostics import has_errors
from publish.importing.run import ImportOrder, import_book
from publish.text.words import split_words

CALL = re.compile(r"\[\^([^\]]+)\](?!:)")
DEFINITION = re.compile(r"^\[\^([^\]]+)\]: (.*?)(?=^\[\^|\Z)", re.MULTILINE | re.DOTALL)
RESIDUE = re.compile(r"[↩↑]|\[\d+\]|return|^\d+\.? [SJ]", re.MULTILINE)
"""Remains of marks and backlinks."""


def sections(body: str, folder: Path) -> list[str]:
    """The sections that are made of a page; they pass `publish check`."""
    source = folder / "page.html"
    source.write_text(f"<!DOCTYPE html><html><head><title>The Treaties</title></head><body>{body}</body></html>", encoding="utf-8")
    done = import_book(ImportOrder(sources=(str(source),), into=folder / "book"))
    assert not has_errors(done.diagnostics)  # what `publish check` says of the book
    return [str(text) for name, text in done.files.items() if name.endswith(".md")]


def notes_in(text: str) -> list[tuple[list[str], list[str]]]:
    """For each note the words before its first call, and its own words."""
    running = DEFINITION.sub("", text)
    bodies = {note[1]: split_words(re.sub(r"[*>]", "", note[2])) for note in DEFINITION.finditer(text)}
    return [
        (split_words(CALL.sub("", running[: call.start()]))[-6:], bodies[call[1]])
        for call in {match[1]: match for match in reversed(list(CALL.finditer(running)))}.values()
    ]


def assert_notes(case: Case, text: str) -> None:
    notes = sorted(notes_in(text))
    assert len(notes) == len(case.notes)
    for before, first in case.notes:
        words, begin = split_words(before), split_words(first)
        assert any(around[-len(words) :] == words and body[: len(begin)] == begin for around, body in notes), (before, first, text)
    assert len(CALL.findall(DEFINITION.sub("", text))) == case.called


@pytest.mark.parametrize("case", PAGES, ids=lambda case: case.name)
def test_notes_of_a_page_are_notes(case: Case, tmp_path: Path) -> None:
    (text,) = sections(case.text, tmp_path)
    assert_notes(case, text)
    assert not RESIDUE.search(text), text


@pytest.mark.parametrize("body", NO_NOTES)
def test_other_links_and_raised_letters_are_no_notes(body: str, tmp_path: Path) -> None:
    assert not any("[^" in text for text in sections(f"<h1>The Treaties</h1>{body}<p>{FILLING}</p>", tmp_path))


def test_paragraph_that_calls_a_note_again_is_no_part_of_it(tmp_path: Path) -> None:
    (text,) = sections(f"<h1>The Treaties</h1>{AGAIN}", tmp_path)
    assert "\n\nAgain[^1] so.\n" in text
    assert len(CALL.findall(text)) == 2


def test_note_is_called_from_another_page(tmp_path: Path) -> None:
    pages = tmp_path / "pages"
    pages.mkdir()
    (pages / "1.html").write_text('<h1>One</h1><p>The treaty<a href="notes.html#n1">1</a> was signed.</p>', encoding="utf-8")
    (pages / "2.html").write_text('<h1>Two</h1><p>And so<a href="notes.html#n2">1</a> it ended.</p>', encoding="utf-8")
    notes = '<h1>Notes</h1><h2>One</h2><p id="n1">1. Smith, p. 5.</p><h2>Two</h2><p id="n2">1. Jones, p. 6.</p>'
    (pages / "notes.html").write_text(notes, encoding="utf-8")
    done = import_book(ImportOrder(sources=(str(pages),), into=tmp_path / "book"))
    texts = [str(text) for name, text in done.files.items() if name.endswith(".md")]
    assert [text for text in texts if "[^1]: Smith, p. 5." in text] == [texts[0]]
    assert [text for text in texts if "[^1]: Jones, p. 6." in text] == [texts[1]]


@pytest.mark.parametrize(
    ("headings", "title"),
    [
        ('<h1 id="a">Chapter 1</h1><h1 id="b">The Flood</h1>', "# The Flood {#the-flood number="),
        ('<h1 id="a">Part One</h1><h1 id="b">The Flood</h1>', "# The Flood {#the-flood}"),
        ('<hgroup><h1 id="a">The Flood</h1><p id="b">A Tale</p></hgroup>', "# The Flood {#the-flood subtitle="),
    ],
)
def test_links_to_headings_that_become_one_lead_to_it(headings: str, title: str, tmp_path: Path) -> None:
    filling = f"<p>{FILLING}</p>"
    links = '<h1>Opening</h1><p>See <a href="#a">the number</a> and <a href="#b">the name</a>.</p>'
    texts = sections(f"{links}{filling}{headings}{filling}<h1>The End</h1>{filling}", tmp_path)
    assert any(title in text for text in texts), texts


@pytest.mark.parametrize("title", ['<span lang="la">Dramatis</span>', '<i lang="la">Dramatis Personae</i>', "<u>Underlined</u>", "A {.b}"])
def test_heading_that_ends_with_marked_words_keeps_them(title: str, tmp_path: Path) -> None:
    sections(f"<h1>Opening</h1><p>{FILLING}</p><h1>{title}</h1><p>{FILLING}</p>", tmp_path)
