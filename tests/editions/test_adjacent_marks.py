"""Adjacent marks are separated everywhere in both editions, and do not appear where the words around them are repeated."""

import re
import zipfile
from datetime import UTC, datetime
from pathlib import Path

import pymupdf
import pytest
from lxml import etree

from orders import order
from publish.book.markup import parse, serialise
from publish.book.noterefs import drop_noterefs, separate_noterefs
from publish.build import build
from publish.rules import SMALLEST_BOOK

NS = 'xmlns="http://www.w3.org/1999/xhtml"'
CALLED = """\
# One[^1][^2]

Two in a row,[^3][^4] the first of them in *italics[^5]*[^6] and then three.[^7][^8][^9]
Some[^10][^11]thing is called inside a word, once more,[^3][^4] and with a space.[^12] [^13]

## Heading[^14][^15]

| Head[^16][^17] | Other |
|----------------|-------|
| Cell[^18][^19] | Last  |

: Caption[^20][^21]
"""
TEXT = CALLED + "".join(f"\n[^{label}]: Note of {label}.\n" for label in range(1, 22))
RUNS = ["1,2", "3,4", "5,6", "7,8,9", "10,11", "3,4", "12,13", "14,15", "16,17", "18,19", "20,21"]


@pytest.fixture(scope="module")
def output(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder in which the book of these marks was built; the build has proved it complete."""
    folder = tmp_path_factory.mktemp("marks")
    for name, text in {**SMALLEST_BOOK, "one.md": TEXT}.items():
        (folder / name).write_text(text, encoding="utf-8")
    build(order(folder=folder, output=folder / "out", moment=datetime(2001, 2, 3, tzinfo=UTC), jobs=1))
    return folder / "out"


def mark(number: int) -> str:
    return f'<a class="noteref" href="#n{number}" data-supplied="">{number}</a>'


@pytest.mark.parametrize(
    ("written", "separated"),
    [
        (f"a{mark(1)}{mark(2)}", "a1,2"),
        (f"<em>a{mark(1)}</em>{mark(2)}", "a1,2"),
        (f"<q><em>a{mark(1)}</em></q><em>{mark(2)}b</em>", "a1,2b"),
        (f"a{mark(1)} {mark(2)}", "a1 2"),
        (f"a{mark(1)}<em>b{mark(2)}</em>", "a1b2"),
        (f"a{mark(1)}<br/>{mark(2)}", "a12"),
    ],
)
def test_only_adjacent_marks_are_separated(written: str, separated: str) -> None:
    root = parse(f"<p {NS}>{written}</p>")
    separate_noterefs(root)
    assert "".join(map(str, root.itertext())) == separated
    separate_noterefs(root)
    assert "".join(map(str, root.itertext())) == separated
    drop_noterefs(root)
    assert not re.search(r"[\d,]", re.sub(r"<[^>]*>", "", serialise(root)))


def test_marks_are_separated_in_the_ebook(output: Path) -> None:
    with zipfile.ZipFile(output / "book.epub") as container:
        name = next(name for name in container.namelist() if b"Two in a row" in container.read(name))
        root = etree.fromstring(container.read(name))
        contents = container.read("EPUB/nav.xhtml").decode()
    runs: list[str] = []
    for element in (mark for mark in root.iter(etree.Element) if mark.get("class") in {"noteref", "between-marks"}):
        is_second = bool(runs) and (element.get("class") == "between-marks" or runs[-1].endswith(","))
        runs[-1:] = [runs[-1] + (element.text or "")] if is_second else [*runs[-1:], element.text or ""]
    assert runs == RUNS
    assert [frame.get("aria-label") for frame in root.iter("{*}div") if frame.get("role") == "region"] == ["Caption"]
    assert ">One</a>" in contents
    assert ">Heading</a>" in contents


def test_marks_are_separated_in_print(output: Path) -> None:
    with pymupdf.open(output / "book.print.pdf") as sheets:
        text = "".join(sheet.get_text() for sheet in sheets)
    assert [re.sub(r"\s", "", run) for run in re.findall(r"(?<=[a-z.,])\d+(?:,\s?\d+)+", text)] == RUNS
