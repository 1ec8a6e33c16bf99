"""Findings of EPUBCheck and Ace in the e-book are reported at the manuscript's line."""

import zipfile
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from orders import order
from publish.build import Built, build
from publish.checks.epubcheck import findings
from publish.checks.source_map import in_manuscript
from publish.diagnostics import Location, diagnostic
from publish.model import Made
from publish.rules import SMALLEST_BOOK

if TYPE_CHECKING:
    from warm_epubcheck import WarmEpubCheck

TEXT = """\
# One

A first paragraph.

## A heading

A second paragraph with a note.[^n]

> A quotation.
>
> > In it another.

[^n]: The note.

    With a second paragraph.
"""
FILE = "EPUB/text/one.xhtml"


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Built:
    folder = tmp_path_factory.mktemp("book")
    for name, text in {**SMALLEST_BOOK, "one.md": TEXT}.items():
        (folder / name).write_text(text, encoding="utf-8")
    return build(order(folder=folder, output=folder / "out", moment=datetime(2001, 1, 1, tzinfo=UTC), editions=("epub",)))


def damaged(made: Made, folder: Path, changes: Mapping[bytes, bytes]) -> Made:
    """The e-book with some bytes of its section changed."""
    path = folder / "damaged.epub"
    with zipfile.ZipFile(made.path) as whole, zipfile.ZipFile(path, "w") as container:
        for name in whole.namelist():
            content = whole.read(name)
            for old, new in changes.items() if name == FILE else ():
                assert old in content
                content = content.replace(old, new, 1)
            container.writestr(name, content)
    return replace(made, path=path)


@pytest.mark.parametrize(
    ("words", "line"),
    [
        ("A first paragraph", 3),
        ("A heading", 5),
        ("A second paragraph", 7),
        ("A quotation", 9),
        ("In it another", 11),
        ("The note", 13),
        ("With a", 15),
    ],
)
def test_place_in_the_e_book_maps_to_its_line(book: Built, words: str, line: int) -> None:
    made = book.made["epub"]
    with zipfile.ZipFile(made.path) as container:
        at = container.read(FILE).decode().partition(words)[0].count("\n") + 1
    (finding,) = in_manuscript([diagnostic("E201", "X", help="Y", at=Location(path=FILE, line=at, column=3))], made)
    assert str(finding.location) == f"one.md:{line}"
    assert finding.message == f"X (in {FILE}:{at})"


def test_finding_of_epubcheck_is_reported_at_the_line_of_the_manuscript(book: Built, tmp_path: Path, epubcheck: "WarmEpubCheck") -> None:
    made = damaged(book.made["epub"], tmp_path, {b'-call" href="#': b'-call" href="#no-'})
    diagnostics = in_manuscript(findings(epubcheck.verdict(made.path)), made)
    assert [(finding.code, str(finding.location)) for finding in diagnostics] == [("E201", "one.md:7")]
    assert FILE in diagnostics[0].message


def test_finding_in_a_generated_page_keeps_its_place(book: Built) -> None:
    at = Location(path="EPUB/nav.xhtml", line=3)
    (finding,) = in_manuscript([diagnostic("E201", "X", help="Y", at=at)], book.made["epub"])
    assert (finding.location, finding.message) == (at, "X")
