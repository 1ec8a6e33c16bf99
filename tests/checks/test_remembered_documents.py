"""What was read of a document of the e-book is remembered for its bytes in the container: one other byte there, or in what may hide its
words, and it is read again."""

import zipfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from lxml import etree

from orders import order
from publish.build import build
from publish.checks import epub_words
from publish.checks.document_reading import DocumentReading, read_document
from publish.checks.edition_words import EditionWords
from publish.checks.epub_words import read_back
from publish.editions.epub import as_read_on_screen
from publish.epub import long_sections
from publish.model import Book, Made
from publish.rules import SMALLEST_BOOK
from publish.text.compressed_text import CompressedText
from publish.tools.cache import Cache

TOML = SMALLEST_BOOK["book.toml"].replace('body = ["one.md"]', 'body = ["one.md", "two.md", "long.md"]')
FILES = {
    "book.toml": TOML + "[epub]\npage-list = false\n[text]\nmath = true\n",
    "one.md": "# One\n\n" + "".join(f"Word {number} of the text[^{number}].\n\n[^{number}]: Note {number}.\n\n" for number in range(9)),
    "two.md": "# Two\n\n> A quotation.\n\nThe formula $x^2$, and $x^2$ again.\n",
    "long.md": "# Long\n\n" + "".join(f"## Part {part}\n\nHere $a_{part}$ stands.\n\n" + "A few words.\n\n" * 9 for part in range(3)),
}
SHEET = "EPUB/styles/book.css"


@pytest.fixture(scope="module")
def shown(tmp_path_factory: pytest.TempPathFactory) -> tuple[Book, Made]:
    """A small e-book, one of whose sections takes several files."""
    folder = tmp_path_factory.mktemp("book")
    for name, content in FILES.items():
        (folder / name).write_text(content, encoding="utf-8")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(long_sections, "MAX_BYTES", 1200)
        built = build(order(folder=folder, output=folder / "build", editions=("epub",)))
    made = built.made["epub"]
    return as_read_on_screen(built.book, made.marked), made


@pytest.fixture
def files_read(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The files that are read, not remembered."""
    read: list[str] = []

    def noted(root: etree._Element, file: str, *others: Any) -> DocumentReading:
        read.append(file)
        return read_document(root, file, *others)

    monkeypatch.setattr(epub_words, "read_document", noted)
    return read


def changed(made: Made, folder: Path, name: str, change: Callable[[bytes], bytes]) -> Made:
    """The edition with one file of its container changed."""
    path = folder / made.path.name
    with zipfile.ZipFile(made.path) as before, zipfile.ZipFile(path, "w") as after:
        for entry in before.namelist():
            content = before.read(entry)
            after.writestr(entry, change(content) if entry == name else content)
            assert entry != name or change(content) != content
    return replace(made, path=path)


def parts_of(made: Made, name: str) -> list[str]:
    """The files of a document, in order."""
    with zipfile.ZipFile(made.path) as container:
        return [entry for entry in epub_words.spine(container) if Path(entry).stem.startswith(name)]


def whole(words: EditionWords) -> EditionWords:
    """The words for a comparison: compressed ones are not equal to others."""
    return replace(words, bodies=dict(words.bodies), notes=dict(words.notes))


def test_document_is_read_once(shown: tuple[Book, Made], files_read: list[str], tmp_path: Path) -> None:
    book, made = shown
    first = read_back(book, made, Cache(tmp_path))
    every = [file for name in ("one", "two", "long") for file in parts_of(made, name)]
    assert files_read == every
    assert len(parts_of(made, "long")) > 1
    again = read_back(book, made, Cache(tmp_path))
    assert files_read == every
    assert whole(again) == whole(first) == whole(read_back(book, made))


def other_letter(content: bytes) -> bytes:
    return content.replace(b"ords", b"orps", 1).replace(b"Word 3", b"Work 3", 1)


@pytest.mark.parametrize("name", ["one", "long"])
def test_file_in_which_a_byte_is_changed_is_read_again(shown: tuple[Book, Made], files_read: list[str], tmp_path: Path, name: str) -> None:
    book, made = shown
    sound = read_back(book, made, Cache(tmp_path / "cache"))
    files_read.clear()
    parts = parts_of(made, name)
    damaged = changed(made, tmp_path, parts[0], other_letter)
    words = read_back(book, damaged, Cache(tmp_path / "cache"))
    assert files_read == parts, "what is read of a further file depends on those before it"
    assert words.bodies[name] != sound.bodies[name]
    assert whole(words) == whole(read_back(book, damaged))


HIDING = {
    "the sheet": (SHEET, lambda content: content + b"blockquote { display: none }"),
    "a sheet that shows a picture": (SHEET, lambda content: content + b"p { background: url(ground.png) }"),
}
"""What may hide words beside a document's own bytes."""


@pytest.mark.parametrize(("file", "change"), HIDING.values(), ids=HIDING)
def test_all_files_are_read_again_when_the_sheet_changes(
    shown: tuple[Book, Made], files_read: list[str], tmp_path: Path, file: str, change: Callable[[bytes], bytes]
) -> None:
    book, made = shown
    read_back(book, made, Cache(tmp_path / "cache"))
    every = list(files_read)
    hidden = changed(made, tmp_path, file, change)
    words = read_back(book, hidden, Cache(tmp_path / "cache"))
    assert files_read == every * 2
    assert whole(words) == whole(read_back(book, hidden))


def test_markup_that_says_what_we_supply_counts(shown: tuple[Book, Made], files_read: list[str], tmp_path: Path) -> None:
    book, made = shown
    read_back(book, made, Cache(tmp_path))
    files_read.clear()
    one = replace(book.documents[0], markup=CompressedText.of(book.documents[0].body.replace("<p ", '<p data-supplied="" ', 1)))
    other = replace(book, documents=(one, *book.documents[1:]))
    assert whole(read_back(other, made, Cache(tmp_path))) == whole(read_back(other, made))
    assert files_read[: len(parts_of(made, "one"))] == parts_of(made, "one")
