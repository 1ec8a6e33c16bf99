"""A folder of pages as a book: which pages, in which order; links and pictures from folder to folder."""

from pathlib import Path

import pytest

from publish.diagnostics import PublishError
from publish.importing.readers import readings
from publish.importing.readers.folders import pages_of
from publish.importing.readers.sources import sources_in

PICTURE = b"\x89PNG\r\n"
PAGES = (
    "README.md",
    "b.md",
    "a.md",
    "part/two.md",
    "part/one.md",
    "part/deep/x.md",
    "_drafts/y.md",
    ".git/z.md",
    "p10.md",
    "p2.md",
    "notes.css",
)


def _folder(folder: Path, *names: str) -> Path:
    for name in names:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(f"# {name}\n\nWords.\n", encoding="utf-8")
    return folder


@pytest.mark.parametrize(
    ("contents", "text", "expected"),
    [
        ("", "", ["README.md", "a.md", "b.md", "p2.md", "p10.md", "part/deep/x.md", "part/one.md", "part/two.md"]),
        (
            "SUMMARY.md",
            "# Summary\n\n[B](./b.md)\n\n- [One](part/one.md#top)\n  - [A](<a.md>)\n- [Later]()\n",
            ["README.md", "b.md", "part/one.md", "a.md"],
        ),
        ("SUMMARY.md", "- [B](b.md)\n- [Introduction](README.md)\n", ["b.md", "README.md"]),
        ("src/SUMMARY.md", "- [B](b.md)\n- [Out](../a.md)\n", ["src/b.md"]),
        (
            "_quarto.yml",
            "book:\n  chapters:\n    - b.md\n    - part: part/two.md\n      chapters: [a.md, 'p2.md']\n",
            ["b.md", "part/two.md", "a.md", "p2.md"],
        ),
        ("_bookdown.yml", 'rmd_files: ["b.md", "a.md"]\n', ["b.md", "a.md"]),
        (
            "_bookdown.yml",
            "book_filename: bookdown\n",
            ["README.md", "a.md", "b.md", "p2.md", "p10.md", "part/deep/x.md", "part/one.md", "part/two.md"],
        ),
        ("_toc.yml", "root: b\nchapters:\n- file: part/one\n- file: a\n", ["b.md", "part/one.md", "a.md"]),
        ("mkdocs.yml", "nav:\n  - Home: b.md\n  - 'The end': c.md\n", ["b.md", "docs/c.md"]),
        ("manuscript/Book.txt", "b.md\na.md\n", ["manuscript/b.md"]),
        ("Book.txt", f"{'x' * 5000}\nb.md\nb.md\n", ["b.md"]),
    ],
)
def test_pages_of_a_folder_come_in_the_order_of_its_contents(tmp_path: Path, contents: str, text: str, expected: list[str]) -> None:
    _folder(tmp_path, *PAGES)
    if contents:
        _folder(tmp_path, "src/b.md" if contents.startswith("src") else "docs/c.md" if contents == "mkdocs.yml" else "a.md")
        _folder(tmp_path, "manuscript/b.md" if contents.startswith("manuscript") else "a.md")
        (tmp_path / contents).write_text(text, encoding="utf-8")
    assert [page.relative_to(tmp_path).as_posix() for page in pages_of(tmp_path, {".md", ".txt"})] == expected


@pytest.mark.parametrize("content", [b"", b" \n\n\t\r\n", b"\xef\xbb\xbf\n"])
def test_empty_page_of_a_folder_does_not_refuse_the_others(tmp_path: Path, content: bytes) -> None:
    folder = _folder(tmp_path, "a.md", "c.md")
    (folder / "b.md").write_bytes(content)
    assert [Path(source.name).name for source in sources_in([str(folder)])] == ["a.md", "c.md"]


def test_folder_of_empty_pages_has_no_text(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_bytes(b"\n")
    with pytest.raises(PublishError, match="is empty"):
        sources_in([str(tmp_path)])


def test_page_that_mdbook_does_not_list_is_no_part_of_its_book(tmp_path: Path) -> None:
    _folder(tmp_path, *PAGES, "book.toml")
    (tmp_path / "SUMMARY.md").write_text("- [B](b.md)\n", encoding="utf-8")
    assert [page.name for page in pages_of(tmp_path, {".md"})] == ["b.md"]


def test_pages_in_folders_below_are_one_reading_with_its_pictures(tmp_path: Path) -> None:
    tmp_path = tmp_path / "the-margins"
    _folder(tmp_path, "one/a.md", "two/b.md")
    (tmp_path / "p.png").write_bytes(PICTURE)
    (tmp_path / "two/b.md").write_text("# B\n\n![A map](../p.png)\n\nSee [there](../one/a.md#there).\n", encoding="utf-8")
    (tmp_path / "one/a.md").write_text("# A\n\n## There {#there}\n\nWords.\n", encoding="utf-8")
    (reading,) = readings(sources_in([str(tmp_path)]))
    assert list(reading.pictures.values()) == [PICTURE]
    assert reading.hints.title == "The margins"
