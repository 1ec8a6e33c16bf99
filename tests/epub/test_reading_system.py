"""A real reading system opens the e-book: foliate-js, the engine of the Foliate reader, in Debian's Chromium."""

import json
import shutil
import subprocess
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

import books_by_hand
from orders import order, workshop
from publish.build import Built, build
from publish.editions.epub import make
from publish.model import Box
from publish.text.words import split_words
from publish.tools.raster import Piece, open_pdf

pytestmark = pytest.mark.slow
SECONDS = 300


Walk = Callable[..., dict[str, Any]]


@pytest.fixture(scope="module")
def walk(require_tool: Callable[[str], Path], root: Path) -> Walk:
    """Returns the observations of a reading system that walks through an e-book: foliate-js, or another page of tests/reader."""
    node, chromium, reader = require_tool("node"), require_tool("chromium"), require_tool("foliate-js")

    def walk(epub: Path, page: str = "walk.html") -> dict[str, Any]:
        command = [str(node), str(root / "tests/reader/walk.mjs"), str(reader.parent.parent), str(chromium), str(epub), page]
        run = subprocess.run(command, capture_output=True, timeout=SECONDS, check=False)
        assert run.returncode == 0, run.stderr.decode()
        observed: dict[str, Any] = json.loads(run.stdout)
        return observed

    return walk


@pytest.fixture(scope="module")
def walked(tmp_path_factory: pytest.TempPathFactory, walk: Walk) -> dict[str, Any]:
    """Its observations in a book made by hand."""
    folder = tmp_path_factory.mktemp("walk")
    shop = workshop(folder, moment=datetime(2026, 11, 22, tzinfo=UTC))
    made = make(books_by_hand.book(folder), shop, {}).value
    assert made is not None
    return walk(made.path)


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory, root: Path) -> Built:
    """A book of every construct, made from its manuscript with the pages of its print edition."""
    output, moment = tmp_path_factory.mktemp("whole"), datetime(2001, 1, 1, tzinfo=UTC)
    return build(order(folder=root / "tests/books/every-construct", output=output, moment=moment, editions=("kepub",)))


@pytest.fixture(scope="module")
def whole_walked(walk: Walk, whole: Built) -> dict[str, Any]:
    """Its observations in the book of every construct."""
    return walk(whole.made["epub"].path)


def test_reading_system_opens_the_book_without_errors(walked: dict[str, Any]) -> None:
    assert walked["errors"] == []
    assert (walked["title"], walked["language"]) == ("The Trial & After", "en-GB")


def test_book_makes_no_requests_to_the_network(walked: dict[str, Any]) -> None:
    assert walked["requests"] == []


def test_reading_system_reaches_every_entry_of_the_contents(walked: dict[str, Any]) -> None:
    titles = ("Preface", "Before & During", "The Trial", "Aftermath", "Glossar", "Accessibility of this e-book")
    assert [(line["label"], line["reached"]) for line in walked["contents"]] == [(title, True) for title in titles]


def test_reading_system_pages_through_every_file_in_order(walked: dict[str, Any]) -> None:
    assert [section["id"].removeprefix("EPUB/").removesuffix(".xhtml") for section in walked["sections"]] == [
        "text/cover",
        "text/title-page",
        "text/imprint",
        "text/also-by",
        "nav",
        "text/preface",
        "text/part-before-during",
        "text/trial",
        "text/aftermath",
        "text/glossary",
        "text/accessibility",
    ]
    assert all(section["words"] for section in walked["sections"] if section["id"] != "EPUB/text/cover.xhtml")
    assert not [section for section in walked["sections"] if section["broken"]]


def test_each_noteref_opens_its_note_and_hides_none(walked: dict[str, Any]) -> None:
    short = "2. Ibid., passim. Second. ↑a ↑b [Old Goriot, passim.]"
    assert [(note["mark"], " ".join(note["text"].split()), note["type"], note["hidden"]) for note in walked["notes"]] == [
        ("1", "1. On the title. ↑", "footnote", False),
        ("2", short, "footnote", False),
        ("2", short, "footnote", False),
        ("3", "3. Quoted in a note. ↑", "footnote", False),
    ]


def test_reading_system_reaches_the_landmarks(walked: dict[str, Any]) -> None:
    assert all(mark["reached"] for mark in walked["landmarks"])
    assert [mark["type"] for mark in walked["landmarks"]] == ["cover", "titlepage", "copyright-page", "toc", "bodymatter", "glossary"]


def test_every_embedded_face_is_used(walked: dict[str, Any]) -> None:
    assert walked["faces"] == dict.fromkeys(
        ("EB Garamond normal 400", "EB Garamond normal 600", "EB Garamond italic 400", "Source Code Pro normal 400"), "loaded"
    )


def test_reading_system_reaches_every_printed_page(whole: Built, whole_walked: dict[str, Any]) -> None:
    assert_pages_are_reached(whole, whole_walked)


def assert_pages_are_reached(whole: Built, whole_walked: dict[str, Any]) -> None:
    printed = [page for page in whole.made["print"].pages.pages if not page.facts.blank and page.document != "half-title"]
    assert [page["label"] for page in whole_walked["pages"]] == [page.folio for page in printed]
    assert {page["role"] for page in whole_walked["pages"]} == {"doc-pagebreak"}
    assert all(page["name"] == f"page {page['label']}" for page in whole_walked["pages"])


def test_page_begins_on_the_screen_as_on_paper(whole: Built, whole_walked: dict[str, Any]) -> None:
    assert pages_begun_as_on_paper(whole, whole_walked) > 2


def pages_begun_as_on_paper(whole: Built, whole_walked: dict[str, Any]) -> int:
    """The number of pages that begin within a paragraph; checks that each begins with the same words."""
    on_screen = {page["label"]: "".join(split_words(page["text"])) for page in whole_walked["pages"]}
    compared = 0
    with open_pdf(whole.made["print"].path) as sheets:
        for index, page in enumerate(whole.made["print"].pages.pages):
            if page.folio in on_screen and page.facts.start and page.facts.start.offset and page.document != "index":
                block, ours = page.facts.block, [supplied.box for supplied in page.facts.supplied]
                pieces = [
                    piece for piece in sheets[index].pieces if block.top <= piece.baseline <= block.bottom and not _stands_in(piece, ours)
                ]
                first = sorted(pieces, key=lambda piece: (round(piece.baseline), piece.left))[:4]
                words = ["".join(split_words(piece.text)) for piece in first]
                compared += 1
                # The end of a divided word stands before the mark: no word is parted on the screen.
                assert on_screen[page.folio].startswith(("".join(words[:3]), "".join(words[1:4]))), (page.folio, words)
    return compared


def _stands_in(piece: Piece, boxes: Sequence[Box]) -> bool:
    return any(box.top <= piece.baseline - 2 <= box.bottom and piece.left < box.right and box.left < piece.right for box in boxes)


def test_every_note_opens_and_every_backlink_leads_to_its_noteref(whole: Built, whole_walked: dict[str, Any]) -> None:
    assert notes_opened(whole, whole_walked) > 3


def notes_opened(whole: Built, whole_walked: dict[str, Any]) -> int:
    """The number of notes; checks that each noteref opens its note and each backlink leads to it."""
    notes = [note for document in whole.book.documents for note in document.notes]
    calls = sum(len(note.calls) for note in notes)
    assert len(whole_walked["notes"]) == calls
    assert len(whole_walked["waysBack"]) == calls + len(notes)  # each note's number is one too
    assert set(whole_walked["waysBack"]) == {"doc-noteref"}
    words_by_note = {note["href"].rpartition("#")[2]: split_words(note["text"]) for note in whole_walked["notes"]}
    for document in whole.book.documents:
        for name, words in document.words.notes.items():
            assert set(words.texts) <= set(words_by_note[name]), name
    return len(notes)


# --- a real book ----------------------------------------------------------------------------------------------------------------------


def test_real_book_is_read_to_the_end(tmp_path: Path, shared_inputs: Path, walk: Walk) -> None:
    folder = tmp_path / "on-liberty"
    shutil.copytree(shared_inputs / "books/on-liberty", folder)
    configuration = folder / "book.toml"
    written = configuration.read_text(encoding="utf-8")
    if "[print]" not in written:  # the pages that are marked
        configuration.write_text(f'{written}\n[print]\ntrim = "5.5in x 8.5in"\n', encoding="utf-8")
    built = build(order(folder=folder, output=tmp_path / "out", moment=datetime(2001, 1, 1, tzinfo=UTC)))
    walked = walk(built.made["epub"].path)
    assert walked["errors"] == walked["requests"] == []
    assert notes_opened(built, walked) == 14
    assert_pages_are_reached(built, walked)
    assert pages_begun_as_on_paper(built, walked) > 100
    for ways in (walked["contents"], walked["landmarks"]):
        assert ways
        assert all(way["reached"] for way in ways)


# --- another reading system -----------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def whole_in_epubjs(walk: Walk, whole: Built) -> dict[str, Any]:
    """The observations of epub.js 0.3.93 in the book of every construct."""
    return walk(whole.made["epub"].path, "epubjs.html")


def test_another_reading_system_opens_the_book_without_errors(whole_in_epubjs: dict[str, Any]) -> None:
    assert whole_in_epubjs["errors"] == []
    assert whole_in_epubjs["requests"] == []
    assert whole_in_epubjs["title"] == "The Cellar Press"
    assert not [section for section in whole_in_epubjs["sections"] if section["broken"]]


def test_another_reading_system_reaches_the_same_places(whole_walked: dict[str, Any], whole_in_epubjs: dict[str, Any]) -> None:
    assert [line["label"] for line in whole_in_epubjs["contents"]] == [line["label"] for line in whole_walked["contents"]]
    assert all(line["found"] for line in whole_in_epubjs["contents"])
    assert len(whole_in_epubjs["pages"]) == len(whole_walked["pages"]) > 0
    assert all(page["found"] for page in whole_in_epubjs["pages"])
    assert [mark["type"] for mark in whole_in_epubjs["landmarks"]] == [mark["type"] for mark in whole_walked["landmarks"]]


def test_another_reading_system_shows_every_word(whole: Built, whole_in_epubjs: dict[str, Any]) -> None:
    shown = set(split_words(" ".join(section["text"] for section in whole_in_epubjs["sections"])))
    for document in whole.book.documents:
        words = {word for word in document.words.body.texts if "⎨" not in word and not word.startswith("$")}
        assert words <= shown, document.path


def test_book_for_kobo_has_the_same_notes_pages_and_contents(walk: Walk, whole: Built, whole_walked: dict[str, Any]) -> None:
    walked = walk(whole.made["kepub"].path)
    assert walked["errors"] == []
    for what in ("contents", "landmarks", "pages", "notes", "waysBack"):
        assert walked[what]
        assert walked[what] == whole_walked[what]
