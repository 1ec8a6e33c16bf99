"""Passages in another language or direction are marked in both editions as in the manuscript."""

from datetime import UTC, datetime
from pathlib import Path
from zipfile import ZipFile

import pymupdf
import pytest

from orders import order
from publish.build import build
from publish.rules import SMALLEST_BOOK

TEXT = """\
# One

The first.

::: {lang=he dir=rtl}
Shalom.
:::

He wrote [un mot]{lang=fr} and [kuf]{lang=he dir=rtl}.
"""


def test_language_and_direction_reach_both_editions(tmp_path: Path) -> None:
    book = tmp_path / "book"
    book.mkdir()
    for name, text in {**SMALLEST_BOOK, "one.md": TEXT}.items():
        (book / name).write_text(text, encoding="utf-8")

    built = build(order(folder=book, output=tmp_path / "out", moment=datetime(2001, 1, 1, tzinfo=UTC)))

    assert not built.diagnostics
    with ZipFile(built.made["epub"].path) as container:
        shown = "".join(container.read(name).decode() for name in container.namelist() if name.endswith(".xhtml"))
    assert '<div lang="he" xml:lang="he" dir="rtl">' in shown
    assert '<span lang="fr" xml:lang="fr">un mot</span>' in shown
    assert '<span lang="he" xml:lang="he" dir="rtl">kuf</span>' in shown
    with pymupdf.open(built.made["print"].path) as pdf:
        words = {word[4].strip("."): word for page in pdf for word in page.get_text("words")}
        width = pdf[0].rect.width
    assert words["Shalom"][0] > width / 2, "a line from right to left begins at the right"
    assert words["first"][2] < width / 2


def test_right_to_left_section_declares_its_direction(tmp_path: Path) -> None:
    book = tmp_path / "book"
    book.mkdir()
    for name, text in {**SMALLEST_BOOK, "one.md": "# One {lang=he dir=rtl}\n\nShalom.\n"}.items():
        (book / name).write_text(text, encoding="utf-8")

    built = build(order(folder=book, output=tmp_path / "out", moment=datetime(2001, 1, 1, tzinfo=UTC), editions=("epub",)))

    (section,) = (document.body for document in built.book.documents)
    assert 'lang="he"' in section
    assert 'dir="rtl"' in section


@pytest.mark.parametrize(
    "text",
    [
        "A word [שלום]{lang=he dir=rtl} on the mat.",
        "Two, [שלום עולם]{lang=he dir=rtl}, and a mark after them.[^one]\n\n[^one]: [שלום עולם]{lang=he dir=rtl}.",
        "::: {lang=he dir=rtl}\n" + "שלום עולם ועד סוף כל הדורות כולם " * 12 + "\n:::",
    ],
)
def test_hebrew_is_read_back_from_print_in_logical_order(tmp_path: Path, text: str) -> None:
    for name, content in {**SMALLEST_BOOK, "one.md": f"# One\n\n{text}\n"}.items():
        (tmp_path / name).write_text(content, encoding="utf-8")
    built = build(order(folder=tmp_path, output=tmp_path / "out", moment=datetime(2001, 1, 1, tzinfo=UTC), jobs=1))
    assert set(built.made) == {"epub", "print"}
