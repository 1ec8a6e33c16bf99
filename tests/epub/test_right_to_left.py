"""Books and passages that are read from right to left."""

import re
import zipfile
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from orders import order
from publish.book.direction import direction_of, mirrored
from publish.build import build
from publish.checks.epubcheck import findings

if TYPE_CHECKING:
    from warm_epubcheck import WarmEpubCheck

HEBREW = "# פרק ראשון\n\nמשפט ראשון.[^a] ועוד [a word]{lang=en} אחד.\n\n> ציטוט.\n>\n> — מחבר, *ספר*\n\n[^a]: הערה קצרה.\n"
ENGLISH = "# One\n\nThe words [שלום עולם]{lang=he} and [mot]{lang=fr}.[^a]\n\n[^a]: As in [مرحبا]{lang=ar}.\n"
TOML = 'title = "{}"\nlanguage = "{}"\n\n[[contributors]]\nname = "Ada Editor"\n\n[spine]\nbody = ["one.md"]\n'


def made(folder: Path, title: str, language: str, text: str) -> tuple[Path, dict[str, str]]:
    """The e-book and the text of its files."""
    (folder / "book.toml").write_text(TOML.format(title, language), encoding="utf-8")
    (folder / "one.md").write_text(text, encoding="utf-8")
    path = build(order(folder=folder, output=folder / "out", moment=datetime(2001, 1, 1, tzinfo=UTC), editions=("epub",))).made["epub"].path
    with zipfile.ZipFile(path) as container:
        return path, {name: container.read(name).decode() for name in container.namelist() if name.endswith((".xhtml", ".opf", ".css"))}


@pytest.mark.parametrize(
    ("language", "direction"),
    [
        ("he", "rtl"),
        ("ar-EG", "rtl"),
        ("fa", "rtl"),
        ("pa-Arab", "rtl"),
        ("az-Arab-IR", "rtl"),
        ("he-Latn", ""),
        ("az-IR", "rtl"),
        ("az", ""),
        ("prs", "rtl"),
        ("en", ""),
        ("ja", ""),
    ],
)
def test_direction_is_that_of_the_script(language: str, direction: str) -> None:
    assert direction_of(language) == direction


@pytest.mark.parametrize(
    ("rule", "turned"),
    [
        ("p { margin-left: 1em; text-align: left }", "p { margin-right: 1em; text-align: right }"),
        ("p { padding: 1px 2px 3px calc(1em + 2px) }", "p { padding: 1px calc(1em + 2px) 3px 2px }"),
        ("p { border-left-color: red; float: right }", "p { border-right-color: red; float: left }"),
        (".left { margin: 0 1em }", ".left { margin: 0 1em }"),
        ("p { background: url(left.png) }", "p { background: url(left.png) }"),
    ],
)
def test_sheet_is_mirrored(rule: str, turned: str) -> None:
    assert mirrored(rule) == turned
    assert mirrored(turned) == rule


def test_book_is_read_from_right_to_left(tmp_path: Path, epubcheck: "WarmEpubCheck") -> None:
    path, files = made(tmp_path, "ספר קטן", "he", HEBREW)
    assert list(findings(epubcheck.verdict(path))) == []
    assert 'page-progression-direction="rtl"' in files["EPUB/content.opf"]
    for name, text in files.items():
        if name.endswith(".xhtml"):
            assert re.search(r'<html [^>]*lang="he"[^>]* dir="rtl"', text), name
    assert '<span lang="en" xml:lang="en" dir="ltr">a word</span>' in files["EPUB/text/one.xhtml"]
    assert re.search(r"\.attribution \{\n  padding-right: 1\.5em;\n  text-align: right;", files["EPUB/styles/book.css"])


def test_passage_in_another_direction_states_it(tmp_path: Path, epubcheck: "WarmEpubCheck") -> None:
    path, files = made(tmp_path, "Mixed", "en", ENGLISH)
    assert list(findings(epubcheck.verdict(path))) == []
    assert "page-progression-direction" not in files["EPUB/content.opf"]
    text = files["EPUB/text/one.xhtml"]
    assert re.findall(r' lang="(\w+)" xml:lang="\w+"( dir="\w+")?>', text) == [
        ("en", ""),
        ("he", ' dir="rtl"'),
        ("fr", ""),
        ("ar", ' dir="rtl"'),
    ]


def test_own_sheet_of_the_book_is_not_mirrored(tmp_path: Path) -> None:
    (tmp_path / "styles").mkdir()
    (tmp_path / "styles/epub.css").write_text(".mine { margin-left: 3em }\n", encoding="utf-8")
    _, files = made(tmp_path, "ספר קטן", "he", HEBREW)
    assert "margin-left: 3em" in files["EPUB/styles/book.css"]
