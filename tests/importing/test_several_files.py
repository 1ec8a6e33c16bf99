"""Several files are the sections of a book, whether a folder holds them or each is named."""

from collections.abc import Sequence
from pathlib import Path

import pytest

from publish.importing.ledger import DecisionLog
from publish.importing.readers.sources import sources_in
from publish.importing.run import Draft, draft_book

LONG = "The mill stood below the weir, and nobody had mended it since the flood of that year, though the miller had asked for it twice. "
CHAPTERS: dict[str, Sequence[str]] = {
    ".md": (f"# Introduction\n\n{LONG}\n", f"# The Weir\n\n## I\n\n{LONG}\n\n## II\n\n{LONG}\n", f"# I\n\n{LONG}\n\n## Eels\n\n{LONG}\n"),
    ".html": (
        f"<h1>Introduction</h1><p>{LONG}",
        f"<h1>The Weir</h1><h2>I</h2><p>{LONG}</p><h2>II</h2><p>{LONG}",
        f"<h1>I</h1><p>{LONG}</p><h2>Eels</h2><p>{LONG}",
    ),
    ".txt": (f"Introduction\n\n{LONG}\n", f"Chapter One\n\n{LONG}\n\n{LONG}\n", f"Chapter Two\n\n{LONG}\n"),
}


def draft(*names: Path) -> Draft:
    return draft_book(sources_in([*map(str, names)]), DecisionLog())


def written(folder: Path, ending: str, texts: Sequence[str]) -> list[Path]:
    paths = [folder / f"{number:02}{ending}" for number in range(1, len(texts) + 1)]
    for path, text in zip(paths, texts, strict=True):
        path.write_text(text, encoding="utf-8")
    return paths


@pytest.mark.parametrize("ending", CHAPTERS)
def test_files_named_one_by_one_are_the_folder(ending: str, tmp_path: Path) -> None:
    paths = written(tmp_path, ending, CHAPTERS[ending])
    one_by_one = draft(*paths)
    assert one_by_one.files == draft(tmp_path).files
    titles = [text.strip(" #<>h1").splitlines()[0].partition("</h1>")[0] for text in CHAPTERS[ending]]
    assert [section.text.splitlines()[0].removeprefix("# ").partition(" {")[0] for section in one_by_one.sections] == titles


def test_files_are_in_the_order_given(tmp_path: Path) -> None:
    first, second, third = written(tmp_path, ".md", CHAPTERS[".md"])
    assert [section.path for section in draft(third, first, second).sections] == [
        *("body/01-i.md", "body/02-introduction.md", "body/03-the-weir.md")
    ]


def test_each_document_keeps_its_own_pictures(tmp_path: Path) -> None:
    pages = []
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "image1.png").write_bytes(b"\x89PNG\r\n" + name.encode())
        pages.append(tmp_path / name / "page.html")
        pages[-1].write_text(f"<h1>{name}</h1><p>{LONG}<img src=image1.png>{LONG}</p><p><img src=image1.png>", encoding="utf-8")
    book = draft(*pages)
    assert [picture[6:] for picture in book.pictures.values()] == [b"one", b"two"]
    assert [sorted(path for path in book.pictures if path in section.text) for section in book.sections] == [
        *(["images/image1.png"], ["images/image1-2.png"])
    ]
