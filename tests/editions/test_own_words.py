"""The words and the quotation marks that a book gives itself reach its editions."""

import tomllib
from pathlib import Path
from zipfile import ZipFile

import pymupdf
import pytest

from orders import order
from publish.build import build
from publish.config import read_configuration
from publish.languages import FOLDER, labels_for
from publish.reading import check
from publish.rules import RULES

TURKISH = RULES["C133"].right["book.toml"]
TEXT = "# Bir\n\n\"Merhaba,\" dedi. 'Evet' Ayşe'nin.[^a]\n\n[^a]: Bir not.\n"
LEAST = '[[contributors]]\nname = "Ada Editor"\n\n[spine]\nbody = ["one.md"]\n'


def book(folder: Path, toml: str, text: str = TEXT) -> Path:
    (folder / "book.toml").write_text(toml, encoding="utf-8")
    (folder / "one.md").write_text(text, encoding="utf-8")
    return folder


def test_words_of_the_book_stand_in_both_editions(tmp_path: Path) -> None:
    more = '\n[[contributors]]\nname = "Tom Turner"\nrole = "trl"\n\n[typography]\nquotes = true\n\n[notes]\nprint = "book-end"\n'
    built = build(order(folder=book(tmp_path, TURKISH + more), output=tmp_path / "out"))
    assert not built.diagnostics
    with ZipFile(built.made["epub"].path) as container:
        files = {name: container.read(name).decode() for name in container.namelist() if name.endswith(".xhtml")}
    shown = "".join(files.values())
    with pymupdf.open(built.made["print"].path) as pdf:
        printed = " ".join(" ".join(page.get_text().split()) for page in pdf)
    assert "İçindekiler" in files["EPUB/nav.xhtml"]
    assert 'lang="en"' not in shown
    for words in ("Çeviren: Tom Turner", "“Merhaba,” dedi. ‘Evet’ Ayşe’nin"):
        assert words in printed
    assert "“Merhaba,” dedi. ‘Evet’ Ayşe’nin" in shown
    assert "NOTLAR" in printed.upper()
    assert labels_for("tr").contents == "Contents", "the words hold for one build"


def test_quotation_marks_of_the_book_are_set(tmp_path: Path) -> None:
    marks = '[typography]\nquotes = true\nquotation-marks = { open = "„ ", close = " “", inner-open = "‚", inner-close = "‘" }\n'
    built = build(
        order(folder=book(tmp_path, f'title = "One"\nlanguage = "frr"\n{LEAST}\n{marks}'), output=tmp_path / "out", editions=("epub",))
    )
    with ZipFile(built.made["epub"].path) as container:
        shown = container.read("EPUB/text/one.xhtml").decode()
    assert "„ Merhaba, “ dedi. ‚Evet‘ Ayşe’nin" in shown
    assert [diagnostic.code for diagnostic in built.diagnostics] == ["C133"]


def test_language_without_marks_is_told_once(tmp_path: Path) -> None:
    toml = f'title = "One"\nlanguage = "en"\n{LEAST}[typography]\nquotes = true\n'
    folder = book(tmp_path, toml.replace('["one.md"]', '["one.md", "two.md"]'))
    for name in ("one.md", "two.md"):
        (folder / name).write_text(f'# {name}\n\n"A" ["veni"]{{lang=la}} and ["b"]{{lang=la}}, ["c"]{{lang=frr}}.\n', encoding="utf-8")
    told = [diagnostic for diagnostic in check(folder) if diagnostic.code == "M244"]
    assert [each.message.split("“")[1].split("”")[0] for each in told] == ["la", "frr"]
    assert {each.location.path for each in told if each.location} == {"one.md"}


@pytest.mark.parametrize("language", ["en-GB", "de", "he", "nn", "el"])
def test_english_words_are_told_for_other_languages_only(tmp_path: Path, language: str) -> None:
    folder = book(tmp_path, f'title = "One"\nlanguage = "{language}"\n{LEAST}', "# One\n\nA word.\n")
    assert [diagnostic.code for diagnostic in check(folder)] == (["C133"] if language == "el" else [])


def test_one_word_replaces_that_of_the_language(tmp_path: Path) -> None:
    words = '[words.labels]\ncontents = "What is in it"\nby = { edt = "Ed." }\n'
    folder = book(tmp_path, f'title = "One"\nlanguage = "en"\n{LEAST}\n{words}', "# One\n\nA word.\n")
    built = build(order(folder=folder, output=tmp_path / "out", editions=("epub",)))
    with ZipFile(built.made["epub"].path) as container:
        assert "What is in it" in container.read("EPUB/nav.xhtml").decode()
    assert not built.diagnostics


FAULTS = {
    "[words.labels]\ncontents = 1\n": ("C106", 9),
    "[words.labels]\ncontent = 'x'\n": ("C107", 9),
    "[words.labels]\ncontents = 'İçindekiler'\n": ("C105", 8),
    "[words.note-heads]\npage = '{} ve {}'\npages = '{}–{}'\n": ("C134", 9),
    "[words.imprint]\njoint = ''\n": ("C110", 9),
    "[words.sentences]\na = 'x'\n": ("C107", 8),
    "[typography.quotation-marks]\nopen = '„'\n": ("C105", 8),
}


@pytest.mark.parametrize("written", FAULTS)
def test_fault_of_words_is_told_at_its_key(tmp_path: Path, written: str) -> None:
    outcome = read_configuration(book(tmp_path, f'title = "One"\nlanguage = "tr"\n{LEAST}{written}'))
    code, line = FAULTS[written]
    assert (outcome.diagnostics[0].code, outcome.diagnostics[0].location and outcome.diagnostics[0].location.line) == (code, line)


def test_all_files_of_languages_with_marks_have_four() -> None:
    tables = [tomllib.loads(path.read_text(encoding="utf-8")).get("quotation-marks", {}) for path in FOLDER.glob("*.toml")]
    assert sum(bool(table) for table in tables) > 60
