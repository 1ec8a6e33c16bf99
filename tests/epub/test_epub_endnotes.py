"""All notes of an e-book in one document at its end: under their sections' titles, linked both ways, none lost."""

import json
import subprocess
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from lxml import etree

import books_by_hand
from orders import order, workshop
from publish.book.markup import XHTML
from publish.build import Built, build
from publish.checks.accessibility import check_accessibility
from publish.checks.epubcheck import findings
from publish.diagnostics import PublishError
from publish.editions.epub import make
from publish.epub.xhtml_file import EPUB_TYPE
from publish.model import Book

if TYPE_CHECKING:
    from warm_epubcheck import WarmEpubCheck

MOMENT = datetime(2026, 11, 22, tzinfo=UTC)
FILE = "text/endnotes.xhtml"
BOOK = """title = "Ropes and Ladders"
language = "{language}"
[[contributors]]
name = "Ada Editor"
[spine]
body = ["ropes.md", "ladders.md", "quiet.md"]
back = ["glossary.md"]
[notes]
epub = "{place}"
numbering = "{numbering}"
"""
SECTIONS = {
    "ropes.md": """# On *Ropes*[^title] {#rope}

Hemp was dear.[^price] It was dear again the year after.[^price] So it stayed.[^same]

[^title]: Called in the title.

[^price]: The harbour-master, *Prices*, p. 4. See [the ladders](#ladders).

[^same]: Ibid., p. 5.
""",
    "ladders.md": """# On Ladders {lang=de}

Oak is heavy.[^oak]

[^oak]:
    > Nobody carries oak upstairs.

    - Nor down.
""",
    "quiet.md": "# A Quiet Chapter\n\nNobody has anything to add.\n",
    "glossary.md": "# Glossary {type=glossary}\n\nHemp\n\n:   A plant.[^plant]\n\n[^plant]: And a rope.\n",
}


def built(folder: Path, *, place: str = "book-end", numbering: str = "chapter", language: str = "en-GB", sheet: str = "") -> Built:
    folder.mkdir(parents=True)
    (folder / "book.toml").write_text(BOOK.format(place=place, numbering=numbering, language=language), encoding="utf-8")
    for name, text in SECTIONS.items():
        (folder / name).write_text(text, encoding="utf-8")
    if sheet:
        (folder / "styles").mkdir()
        (folder / "styles/epub.css").write_text(sheet, encoding="utf-8")
    return build(order(folder=folder, output=folder.parent / f"{folder.name}-out", moment=MOMENT, editions=("epub",)))


def files_of(epub: Path) -> Mapping[str, etree._Element]:
    """The XHTML files of an e-book, parsed, by their names in the content folder."""
    with zipfile.ZipFile(epub) as container:
        names = [name for name in container.namelist() if name.endswith(".xhtml")]
        return {name.removeprefix("EPUB/"): etree.fromstring(container.read(name)) for name in names}


def typed(root: etree._Element, epub_type: str) -> list[etree._Element]:
    return [element for element in root.iter(etree.Element) if epub_type in element.get(EPUB_TYPE, "").split()]


def text_of(element: etree._Element) -> str:
    return " ".join("".join(map(str, element.itertext())).split())


@pytest.fixture(scope="module")
def epub(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return built(tmp_path_factory.mktemp("endnotes") / "book").made["epub"].path


@pytest.fixture(scope="module")
def files(epub: Path) -> Mapping[str, etree._Element]:
    return files_of(epub)


def test_notes_are_under_their_section_s_title_in_the_order_of_the_book(files: Mapping[str, etree._Element]) -> None:
    titles = [text_of(title) for title in files[FILE].iter(f"{{{XHTML}}}h1", f"{{{XHTML}}}h2")]
    assert titles == ["Notes", "On Ropes", "On Ladders", "Glossary"]
    assert [text_of(note) for note in typed(files[FILE], "footnote")] == [
        "1. Called in the title. ↑",
        "2. The harbour-master, Prices, p. 4. See the ladders. ↑a ↑b",
        "3. Ibid., p. 5. ↑ [The harbour-master, Prices, p. 5.]",
        "1. Nobody carries oak upstairs. Nor down. ↑",
        "1. And a rope. ↑",
    ]
    assert not [name for name, root in files.items() if name != FILE and typed(root, "footnote")]


def test_each_noteref_leads_to_its_note_and_each_backlink_to_its_noteref(files: Mapping[str, etree._Element]) -> None:
    ids = {name: {element.get("id"): element for element in root.iter(etree.Element)} for name, root in files.items()}
    forth = [(name, mark) for name, root in files.items() for mark in typed(root, "noteref")]
    back = [link for note in typed(files[FILE], "footnote") for link in typed(note, "backlink")]
    assert len(forth) == 6
    assert len(back) == 6 + 5  # each note's number is a link too
    for name, mark in forth:
        file, _, note = mark.get("href", "").partition("#")
        assert f"text/{file}" == FILE
        ways = [link.get("href") for link in typed(ids[FILE][note], "backlink")]
        assert f"{name.removeprefix('text/')}#{mark.get('id')}" in ways


def test_link_in_a_note_leads_to_its_place(files: Mapping[str, etree._Element]) -> None:
    assert [link.get("href") for link in files[FILE].iter(f"{{{XHTML}}}a") if text_of(link) == "the ladders"] == ["ladders.xhtml#ladders"]


def test_notes_of_a_section_in_another_language_have_that_language(files: Mapping[str, etree._Element]) -> None:
    parts = [part for part in files[FILE].iter(f"{{{XHTML}}}section") if part.get("class") == "notes-of"]
    assert [part.get("lang") for part in parts] == [None, "de", None]
    assert [typed(part, "backlink")[0].get("lang") for part in parts] == [None, "en", None]  # its label is English


def test_notes_have_the_direction_of_their_language(tmp_path: Path) -> None:
    root = files_of(built(tmp_path / "hebrew", language="he").made["epub"].path)[FILE]
    sections = list(root.iter(f"{{{XHTML}}}section"))
    assert [section.get("dir") for section in sections] == ["rtl", "rtl", "ltr", "rtl"]


def test_contents_and_landmarks_lead_to_the_notes(files: Mapping[str, etree._Element]) -> None:
    contents, landmarks = (typed(files["nav.xhtml"], kind)[0] for kind in ("toc", "landmarks"))
    assert [text_of(link) for link in contents.iter(f"{{{XHTML}}}a")][-3:-1] == ["Notes", "Glossary"]
    assert [(link.get(EPUB_TYPE), link.get("href")) for link in landmarks.iter(f"{{{XHTML}}}a")][-1] == ("endnotes", FILE)
    root = next(files[FILE].iter(f"{{{XHTML}}}section"))
    assert (root.get(EPUB_TYPE), root.get("role")) == ("endnotes", "doc-endnotes")


def test_every_word_is_where_it_was_and_ids_do_not_change(tmp_path: Path, epub: Path) -> None:
    usual = built(tmp_path / "usual", place="chapter-end").made["epub"].path
    reports = [json.loads((path.parent / "report.json").read_text(encoding="utf-8"))["editions"]["epub"] for path in (usual, epub)]
    counted = [{name: report[name] for name in ("words", "notes", "calls", "quotations")} for report in reports]
    assert counted[0] == counted[1]
    ids = [{element.get("id") for root in files_of(path).values() for element in typed(root, "noteref")} for path in (usual, epub)]
    assert ids[0] == ids[1]


def test_heading_and_backlinks_at_the_end_of_a_foreign_chapter_are_marked_as_english(tmp_path: Path) -> None:
    root = files_of(built(tmp_path / "usual", place="chapter-end").made["epub"].path)["text/ladders.xhtml"]
    section = typed(root, "footnotes")[0]
    assert (root.get("lang"), section[0].text, section[0].get("lang")) == ("de", "Notes", "en")
    assert typed(section, "backlink")[0].get("lang") == "en"


def test_book_without_notes_has_no_page_for_them(tmp_path: Path) -> None:
    folder = tmp_path / "quiet"
    folder.mkdir()
    text = BOOK.format(place="book-end", numbering="book", language="en").replace('"ropes.md", "ladders.md", ', "")
    (folder / "book.toml").write_text(text.replace('["glossary.md"]', "[]"), encoding="utf-8")
    (folder / "quiet.md").write_text(SECTIONS["quiet.md"], encoding="utf-8")
    made = build(order(folder=folder, output=tmp_path / "out", moment=MOMENT, editions=("epub",))).made["epub"]
    assert FILE not in files_of(made.path)


def test_note_that_a_style_hides_at_the_book_s_end_is_reported(tmp_path: Path) -> None:
    with pytest.raises(PublishError) as fault:
        built(tmp_path / "hidden", sheet=".endnotes .footnote { display: none }")
    assert ("V112", "ropes.md:5") in [(diagnostic.code, str(diagnostic.location)) for diagnostic in fault.value.diagnostics]


def test_heading_of_the_notes_is_in_the_book_s_language(tmp_path: Path) -> None:
    german = files_of(built(tmp_path / "german", language="de", numbering="book").made["epub"].path)
    assert text_of(next(german[FILE].iter(f"{{{XHTML}}}h1"))) == "Anmerkungen"
    assert [text_of(note)[:2] for note in typed(german[FILE], "footnote")] == ["1.", "2.", "3.", "4.", "5."]
    esperanto = files_of(built(tmp_path / "esperanto", language="eo").made["epub"].path)
    assert next(esperanto[FILE].iter(f"{{{XHTML}}}h1")).get("lang") == "en"


def test_epubcheck_reports_nothing(epub: Path, epubcheck: "WarmEpubCheck") -> None:
    assert not list(findings(epubcheck.verdict(epub)))


@pytest.mark.slow
def test_ace_finds_no_barrier(epub: Path, require_tool: Callable[[str], Path]) -> None:
    outcome = check_accessibility(epub, require_tool("ace"), require_tool("chromium"))
    assert (outcome.value, outcome.diagnostics) == (0, ())


@pytest.mark.slow
def test_reading_system_opens_each_note_from_another_file(tmp_path: Path, require_tool: Callable[[str], Path], root: Path) -> None:
    node, chromium, reader = require_tool("node"), require_tool("chromium"), require_tool("foliate-js")
    book = noted_at_end(books_by_hand.book(tmp_path))
    shop = workshop(tmp_path, moment=MOMENT)
    made = make(book, shop, {}).value
    assert made is not None
    command = [str(node), str(root / "tests/reader/walk.mjs"), str(reader.parent.parent), str(chromium), str(made.path), "walk.html"]
    walked = json.loads(subprocess.run(command, capture_output=True, timeout=300, check=True).stdout)
    short = "2. Ibid., passim. Second. ↑a ↑b [Old Goriot, passim.]"
    assert walked["errors"] == []
    assert [(note["mark"], " ".join(note["text"].split()), note["type"], note["hidden"]) for note in walked["notes"]] == [
        ("1", "1. On the title. ↑", "footnote", False),
        ("2", short, "footnote", False),
        ("2", short, "footnote", False),
        ("3", "3. Quoted in a note. ↑", "footnote", False),
    ]
    assert "endnotes" in [mark["type"] for mark in walked["landmarks"]]


def noted_at_end(book: Book) -> Book:
    notes = replace(book.configuration.notes, epub="book-end")
    return replace(book, configuration=replace(book.configuration, notes=notes))
