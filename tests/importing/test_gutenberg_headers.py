"""The header of a text of Project Gutenberg is the metadata of the book."""

import tomllib
from pathlib import Path

import pytest

from publish.importing.readers.gutenberg_header import header_hints
from publish.importing.run import ImportOrder, import_book

HEADER = """The Project Gutenberg eBook of The Weir

Title: The Weir
        or, the History of a Mill

Author: Ada Editor
        Tim Two

Translator: Tom Turner

Author of introduction, etc.: Nora Nemo

Release date: June 30, 2001 [eBook #2701]
                Most recently updated: August 18, 2021

Language: {language}

Credits: Somebody
"""
START = "\n*** START OF THE PROJECT GUTENBERG EBOOK THE WEIR ***\n"
TEXT = """

THE WEIR

or, the History of a Mill

By A. Editor and Tim Two


CHAPTER I. The Mill


The mill stood still. It had stood so for many years, and nobody in the valley could say when its wheel had turned for the last time.


CHAPTER II. The Road


The road was broken in three places, and the bridge was gone. Whoever came from the town had to walk through the fields in the rain.
"""


def test_header_becomes_metadata_and_the_title_page_adds_nobody(tmp_path: Path) -> None:
    (tmp_path / "weir.txt").write_text(HEADER.format(language="German") + START + TEXT, encoding="utf-8")
    imported = import_book(ImportOrder(sources=(str(tmp_path / "weir.txt"),), into=tmp_path / "book", dry_run=True))
    book = tomllib.loads(str(imported.files["book.toml"]))
    assert {key: book[key] for key in ("title", "subtitle", "language")} == {
        "title": "The Weir",
        "subtitle": "or, the History of a Mill",
        "language": "de",
    }
    assert [(person["name"], person.get("role", "aut")) for person in book["contributors"]] == [
        ("Ada Editor", "aut"),
        ("Tim Two", "aut"),
        ("Tom Turner", "trl"),
        ("Nora Nemo", "aui"),
    ]
    sections = [str(text) for name, text in imported.files.items() if name.endswith(".md")]
    assert [section.partition("\n")[0] for section in sections] == ["# CHAPTER I. The Mill", "# CHAPTER II. The Road"]


@pytest.mark.parametrize(
    "text",
    [TEXT, f"Title: The Weir\n\nAuthor: Ada Editor\n\n{TEXT}", f"{START}{TEXT}\nProject Gutenberg\n\nTitle: Another\n"],
    ids=["no header", "another header", "words below the beginning"],
)
def test_text_without_such_a_header_has_no_metadata(text: str) -> None:
    assert header_hints(text).title == ""
