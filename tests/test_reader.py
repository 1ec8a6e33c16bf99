"""A real reading system opens the e-book: foliate-js, the engine of the Foliate reader, in Debian's Chromium."""

import json
import subprocess
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

import books_by_hand
from publish.cache import Cache
from publish.editions import Workshop
from publish.editions.epub import make

SECONDS = 300


@pytest.fixture(scope="module")
def walked(tmp_path_factory: pytest.TempPathFactory, require_tool: Callable[[str], Path], root: Path) -> dict[str, Any]:
    """What the reading system found on its way through the book."""
    node, chromium, reader = require_tool("node"), require_tool("chromium"), require_tool("foliate-js")
    folder = tmp_path_factory.mktemp("walk")
    workshop = Workshop(scratch=folder, cache=Cache(None), jobs=1, moment=datetime(2026, 11, 22, tzinfo=UTC), say=lambda _: None)
    made = make(books_by_hand.book(folder), workshop, {}).value
    assert made is not None
    command = [str(node), str(root / "tests/reader/walk.mjs"), str(reader.parent.parent), str(chromium), str(made.path)]
    run = subprocess.run(command, capture_output=True, timeout=SECONDS, check=False)
    assert run.returncode == 0, run.stderr.decode()
    found: dict[str, Any] = json.loads(run.stdout)
    return found


def test_reader_opens_the_book_without_a_complaint(walked: dict[str, Any]) -> None:
    assert walked["errors"] == []
    assert (walked["title"], walked["language"]) == ("The Trial & After", "en-GB")


def test_book_asks_nobody_for_anything(walked: dict[str, Any]) -> None:
    assert walked["requests"] == []


def test_reader_reaches_every_line_of_the_contents(walked: dict[str, Any]) -> None:
    assert [(line["label"], line["reached"]) for line in walked["contents"]] == [
        (title, True) for title in ("Preface", "Before & During", "The Trial", "The Evidence", "Figures", "Aftermath", "Glossar")
    ]


def test_reader_leafs_through_every_file_in_order(walked: dict[str, Any]) -> None:
    assert [section["id"].removeprefix("EPUB/").removesuffix(".xhtml") for section in walked["sections"]] == [
        "text/title-page",
        "text/imprint",
        "text/also-by",
        "nav",
        "text/preface",
        "text/part-before-during",
        "text/trial",
        "text/aftermath",
        "text/glossary",
    ]
    assert all(section["words"] for section in walked["sections"])
    assert not [section for section in walked["sections"] if section["broken"]]


def test_each_mark_opens_its_note_and_hides_none(walked: dict[str, Any]) -> None:
    short = "2. b Ibid., passim. Second. [Old Goriot, passim.]"
    assert [(note["mark"], " ".join(note["text"].split()), note["type"], note["hidden"]) for note in walked["notes"]] == [
        ("1", "1. On the title.", "footnote", False),
        ("2", short, "footnote", False),
        ("2", short, "footnote", False),
        ("3", "3. Quoted in a note.", "footnote", False),
    ]


def test_reader_finds_the_landmarks(walked: dict[str, Any]) -> None:
    assert [mark["type"] for mark in walked["landmarks"]] == ["titlepage", "copyright-page", "toc", "bodymatter", "glossary"]


def test_every_embedded_face_is_drawn_with(walked: dict[str, Any]) -> None:
    assert walked["faces"] == dict.fromkeys(
        ("EB Garamond normal 400", "EB Garamond normal 600", "EB Garamond italic 400", "Source Code Pro normal 400"), "loaded"
    )
