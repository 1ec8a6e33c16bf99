"""The pages of the print edition in the e-book: each marked once, where it begins on paper; nothing indivisible is divided."""

import re
import shutil
import zipfile
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import pymupdf
import pytest
from lxml import etree

from orders import edition_words, order
from publish.build import Built, build
from publish.checks.epub_words import read_back
from publish.checks.epubcheck import findings
from publish.checks.page_list import check_page_list
from publish.epub.xhtml_file import EPUB_TYPE
from publish.rules import SMALLEST_BOOK
from publish.text.words import split_words

if TYPE_CHECKING:
    from warm_epubcheck import WarmEpubCheck

MOMENT = datetime(2001, 1, 1, tzinfo=UTC)
NUMBERS = range(1, 260)
SENTENCES = [f"Sentence{number} tells of incomprehensibilities and of well-kept uncharacteristically long words." for number in NUMBERS]
LINKED = " ".join(f"[word{number} of a link that is long](#two)" for number in NUMBERS)
TOML = SMALLEST_BOOK["book.toml"].replace('body = ["one.md"]', 'front = ["preface.md"]\nbody = ["one.md", "two.md", "three.md"]')
PRINT = '[print]\nisbn = "978-3-16-148410-0"\n'
FILES = {
    "preface.md": "# Preface\n\n" + " ".join(SENTENCES[:60]) + "\n",
    "one.md": "# One\n\n" + " ".join(SENTENCES) + "\n\n## A heading\n\nBehind it.[^n]\n\n[^n]: A note.\n",
    "two.md": "# Two {#two}\n\n" + LINKED + "\n",
    "three.md": "# Three\n\n" + "\n\n".join(f"## Heading {number}\n\nText{number}.\n\n* * *\n\nMore." for number in range(60)) + "\n",
}


def made(folder: Path, toml: str, files: Mapping[str, str] = FILES, *names: str) -> Built:
    for name, text in {**files, "book.toml": toml}.items():
        (folder / name).write_text(text, encoding="utf-8")
    return build(order(folder=folder, output=folder / "out", moment=MOMENT, editions=names))


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Built:
    return made(tmp_path_factory.mktemp("pages"), TOML + PRINT)


@pytest.fixture(scope="module")
def files(book: Built) -> Mapping[str, bytes]:
    return files_of(book.made["epub"].path)


def files_of(epub: Path) -> Mapping[str, bytes]:
    with zipfile.ZipFile(epub) as container:
        return {name: container.read(name) for name in container.namelist()}


def markers(files: Mapping[str, bytes]) -> list[etree._Element]:
    marked = [
        (int(place) if place.isdecimal() else -1, element)
        for name, content in files.items()
        if name.endswith(".xhtml")
        for element in etree.fromstring(content).iter("{*}span")
        if element.get(EPUB_TYPE) == "pagebreak"
        for place in [element.get("id", "").removeprefix("page-")]
    ]
    return [element for _, element in sorted(marked, key=lambda pair: pair[0])]


def test_every_page_with_a_place_is_listed_in_nav_and_ncx(book: Built, files: Mapping[str, bytes]) -> None:
    printed = [page.folio for page in book.made["print"].pages.pages if not page.facts.blank and page.document != "half-title"]
    (nav,) = [nav for nav in etree.fromstring(files["EPUB/nav.xhtml"]).iter("{*}nav") if nav.get(EPUB_TYPE) == "page-list"]
    links = list(nav.iter("{*}a"))
    assert [link.text for link in links] == printed
    assert (nav.get("role"), nav.get("aria-label")) == ("doc-pagelist", "Pages")
    ncx = etree.fromstring(files["EPUB/toc.ncx"])
    targets = list(ncx.iter("{*}pageTarget"))
    assert [target.findtext("{*}navLabel/{*}text") for target in targets] == printed
    assert [content.get("src") for target in targets for content in target.iterfind("{*}content")] == [link.get("href") for link in links]
    assert {target.get("type") for target in targets} == {"front", "normal"}
    blanks = [page.folio for page in book.made["print"].pages.pages if page.facts.blank]
    assert blanks
    assert not {link.text for link in links} & set(blanks)


def test_marker_is_labelled_and_divides_nothing(files: Mapping[str, bytes]) -> None:
    all_markers = markers(files)
    assert len(all_markers) > 25
    for marker in all_markers:
        parent = marker.getparent()
        assert parent is not None
        assert marker.get("aria-label") == f"page {marker.get('id', '').removeprefix('page-')}"
        assert marker.get("role") == "doc-pagebreak"
        assert not [outer for outer in (parent, *parent.iterancestors()) if etree.QName(outer).localname in {"a", "h1", "h2", "h3"}]
        before = marker.getprevious()
        behind = (before.tail if before is not None else parent.text) or ""
        assert behind == "" or behind[-1].isspace(), etree.tostring(parent)[:200]


def test_page_that_begins_with_a_heading_is_marked_before_it(files: Mapping[str, bytes]) -> None:
    followers = [marker.getnext() for marker in markers(files) if not (marker.tail or "").strip()]
    assert [element for element in followers if element is not None and etree.QName(element).localname == "h2"]


def test_metadata_names_the_printed_book(files: Mapping[str, bytes]) -> None:
    package = files["EPUB/content.opf"].decode()
    assert "<dc:source>urn:isbn:9783161484100</dc:source>" in package
    assert '<meta property="pageBreakSource">urn:isbn:9783161484100</meta>' in package
    assert {"pageBreakMarkers", "pageNavigation"} <= set(re.findall(r'accessibilityFeature">(\w+)<', package))


def test_epubcheck_reports_nothing(book: Built, epubcheck: "WarmEpubCheck") -> None:
    assert list(findings(epubcheck.verdict(book.made["epub"].path))) == []


def test_book_without_a_print_table_has_no_page_list(tmp_path: Path) -> None:
    built = made(tmp_path, TOML, FILES, "epub")
    assert set(built.made) == {"epub"}
    assert markers(files_of(built.made["epub"].path)) == []


@pytest.mark.parametrize(("setting", "editions_made"), [("false", {"epub"}), ("true", {"epub", "print"})])
def test_book_may_set_whether_it_has_a_page_list(tmp_path: Path, setting: str, editions_made: set[str]) -> None:
    toml = TOML + ("[print]\n" if setting == "false" else "") + f"[epub]\npage-list = {setting}\n"
    built = made(tmp_path, toml, {**FILES, "one.md": "# One\n\nText.\n", "two.md": "# Two {#two}\n\nText.\n"}, "epub")
    assert set(built.made) == editions_made
    assert bool(markers(files_of(built.made["epub"].path))) == (setting == "true")


@pytest.mark.parametrize(
    ("place", "on_screen", "file"),
    [("chapter-end", "chapter-end", "one"), ("book-end", "chapter-end", "one"), ("book-end", "book-end", "endnotes")],
)
def test_page_may_begin_in_an_endnote(tmp_path: Path, place: str, on_screen: str, file: str) -> None:
    notes = "\n\n".join(f"[^{number}]: {' '.join(SENTENCES[number : number + 8])}" for number in range(30))
    text = "# One\n\n" + " ".join(f"Call{number}.[^{number}]" for number in range(30)) + f"\n\n{notes}\n"
    notes_toml = f'[notes]\nprint = "{place}"\nepub = "{on_screen}"\n'
    built = made(tmp_path, TOML + notes_toml + PRINT, {**FILES, "one.md": text}, "epub")
    root = etree.fromstring(files_of(built.made["epub"].path)[f"EPUB/text/{file}.xhtml"])
    inside = root.xpath("//*[@role='doc-footnote']//*[@role='doc-pagebreak']")
    assert len(inside) > 2
    assert all(etree.QName(marker.getparent()).localname == "p" for marker in inside)


def test_word_after_a_marker_is_the_first_of_its_page(book: Built, files: Mapping[str, bytes]) -> None:
    behind = {}
    for marker in markers(files):
        text = "".join(map(str, marker.xpath("string(ancestor::*[local-name()='section'][1])")))
        rest = "".join(str(part) for part in marker.xpath("following::text()"))
        behind[marker.get("id", "").removeprefix("page-")] = split_words(rest)[0] if text else ""
    whole = parted = 0
    with pymupdf.open(book.made["print"].path) as pdf:
        for sheet, page in zip(pdf, book.made["print"].pages.pages, strict=True):
            if page.document != "one" or not page.facts.start or not page.facts.start.offset:
                continue
            on_page = [word for word in sheet.get_text("words", sort=True) if page.facts.block.top < word[3] - 2 < page.facts.block.bottom]
            first, second = (split_words(word[4]) for word in on_page[:2])
            whole += behind[page.folio] == first[0]
            parted += behind[page.folio] == second[0]
            assert behind[page.folio] in (first[0], second[0]), page.folio
    assert whole
    assert parted


# --- the proof bites ------------------------------------------------------------------------------------------------------------------


def moved(content: bytes) -> bytes:
    """The last marker is moved one word later."""
    return re.sub(rb"(.*)(<span [^>]*pagebreak[^>]*></span>)([\w-]+ )", rb"\1\3\2", content, count=1, flags=re.DOTALL)


def unlisted(content: bytes) -> bytes:
    """A page is removed from the list."""
    return re.sub(rb'<li><a href="text/one.xhtml#page-3">3</a></li>\n', b"", content)


def exchanged(content: bytes) -> bytes:
    """The names of two pages in the list are exchanged."""
    return content.replace(b'#page-3">3<', b'#page-3">x<').replace(b'#page-4">4<', b'#page-4">3<').replace(b'#page-3">x<', b'#page-3">4<')


@pytest.mark.parametrize(
    ("name", "damage", "message"),
    [
        ("EPUB/text/one.xhtml", moved, r"page \d+ of the printed book begins elsewhere"),
        ("EPUB/nav.xhtml", unlisted, "page 3 of the printed book is not marked"),
        ("EPUB/nav.xhtml", exchanged, "page 3 of the printed book begins elsewhere"),
    ],
)
def test_wrong_page_is_reported(
    book: Built, files: Mapping[str, bytes], tmp_path: Path, name: str, damage: Callable[[bytes], bytes], message: str
) -> None:
    damaged = tmp_path / "book.epub"
    shutil.copy(book.made["epub"].path, damaged)
    changed = {**files, name: damage(files[name])}
    assert changed[name] != files[name]
    with zipfile.ZipFile(damaged, "w") as container:
        for member, content in changed.items():
            container.writestr(member, content)
    paper = edition_words("print", book.book, book.made["print"])
    entry = book.made["epub"]
    screen = read_back(book.book, type(entry)(edition="epub", path=damaged))
    diagnostics = check_page_list(book.book, damaged, screen, paper)
    assert {one.code for one in diagnostics} == {"E401"}
    assert re.search(message, diagnostics[0].message)
    assert diagnostics[0].location is not None
    assert diagnostics[0].location.path == "one.md"
    assert check_page_list(book.book, entry.path, read_back(book.book, entry), paper) == ()
