"""A quoted letter in both editions, from the manuscript to the finished files."""

import zipfile
from datetime import UTC, datetime
from pathlib import Path

import pymupdf
import pytest
from lxml import etree

from orders import order
from publish.build import build
from publish.rules import SMALLEST_BOOK

LETTER = """\
# One

He had written before; this was the last of his letters to the house.

> London, 3 May 1890
>
> Dear Sir,
>
> I have read the proofs of the first three sheets, and they are clean.[^sheets]
>
> Yours faithfully,\\
> Ada Editor
>
> — *Letters of a Printer*

She never wrote again.

[^sheets]: The sheets are lost.
"""


@pytest.fixture(scope="module")
def output(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder in which the letter's book was built."""
    folder = tmp_path_factory.mktemp("letter")
    for name, text in {**SMALLEST_BOOK, "one.md": LETTER}.items():
        (folder / name).write_text(text, encoding="utf-8")
    build(order(folder=folder, output=folder / "out", moment=datetime(2001, 2, 3, tzinfo=UTC), jobs=1))
    return folder / "out"


def test_letter_has_its_parts_in_the_ebook(output: Path) -> None:
    with zipfile.ZipFile(output / "book.epub") as container:
        name = next(name for name in container.namelist() if b"Dear Sir" in container.read(name))
        root = etree.fromstring(container.read(name))
    (letter,) = root.iter("{*}blockquote")
    assert [(etree.QName(block).localname, block.get("class")) for block in letter] == [
        ("div", "dateline"),
        ("div", "salutation"),
        ("p", None),
        ("div", "signature"),
        ("footer", "attribution"),
    ]
    assert [" ".join("".join(block.itertext()).split()) for block in letter] == [
        "London, 3 May 1890",
        "Dear Sir,",
        "I have read the proofs of the first three sheets, and they are clean.1",
        "Yours faithfully, Ada Editor",
        "— Letters of a Printer",
    ]


def test_letter_is_set_as_a_letter_in_print(output: Path) -> None:
    with pymupdf.open(output / "book.print.pdf") as sheets:
        page = next(page for page in sheets if page.search_for("Dear Sir,"))
        places = {
            text: page.search_for(text)[0] for text in ("London, 3 May", "1890", "Dear Sir", "I have read", "faithfully,", "Ada Editor")
        }
    assert places["1890"].x1 == pytest.approx(places["Ada Editor"].x1, abs=1)
    assert places["faithfully,"].x1 == pytest.approx(places["Ada Editor"].x1, abs=1)
    assert places["Dear Sir"].x0 < places["I have read"].x0 < places["London, 3 May"].x0
    assert [place.y0 for place in places.values()] == sorted(place.y0 for place in places.values())
