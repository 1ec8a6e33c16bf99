"""Sections, pictures and links whose names are written in any script: ASCII names in the e-book, steady and distinct."""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING
from zipfile import ZipFile

import pytest

from orders import order
from publish.book.ids import file_slug, section_ids
from publish.build import build
from publish.reading import check

if TYPE_CHECKING:
    from warm_epubcheck import WarmEpubCheck

pytestmark = pytest.mark.slow

STEMS = ("02-œuvre", "первая", "第一章", "第二章", "мой", "мои", "…", "---", "øre (1)", "פרק א", "résumé", "resume", "पहला", "पहले", "☃")
BOOK = """title = "Names"
language = "en"
published = 2001-01-01
[[contributors]]
name = "A. Writer"
[spine]
body = [{}]
[print]
trim = "A5"
"""
SECTION = """# Chapter

A word.[^a] See [the place](#площадь) and [it again](#%D0%BF%D0%BB%D0%BE%D1%89%D0%B0%D0%B4%D1%8C).

## A subhead

[^a]: A note.
"""
PLACE = "\n## A place {#площадь}\n\nText.\n"
LINKS = (
    "[x](https://example.com/a%20b/c_d.pdf)",
    "[x](<https://example.com/a%20b>)",
    "[x][r]\n\n[r]: https://example.com/p%20q",
    "<https://example.com/z%20y>",
    "https://example.com/z%20y",
    "[x](https://example.com/?a=1&amp;b=c%20d)",
    r"[x](https://example.com/a\_b%20c\_d)",
    "[x](https://example.com/a%20b%20(c)%0Ad)",
    "[x](https://example.com/a%C2%A0b%09c)",
    "[x](mailto:a@example.com?subject=Two%20words)",
    "A note.[^n]\n\n[^n]: See [x](https://example.com/a%20b).",
    "> [x](https://example.com/a%20b)\n",
)


def book(folder: Path, sections: Mapping[str, str]) -> Path:
    for name, text in sections.items():
        (folder / f"{name}.md").write_text(text, encoding="utf-8")
    listed = ", ".join(f'"{name}.md"' for name in sections)
    (folder / "book.toml").write_text(BOOK.format(listed), encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("names")
    sections = dict.fromkeys(STEMS, SECTION) | {"мой": SECTION + PLACE}
    result = build(order(folder=book(folder, sections), output=folder / "out", editions=("epub", "print")))
    assert not result.diagnostics
    return folder / "out/book.epub"


def test_files_of_the_e_book_have_distinct_names_in_ascii(made: Path) -> None:
    names = [name for name in ZipFile(made).namelist() if name.startswith("EPUB/text/")]
    assert len(names) >= len(STEMS)
    assert all(re.fullmatch(r"[a-z0-9/.-]+", name.removeprefix("EPUB/")) for name in names)
    assert "EPUB/text/s-02-oeuvre.xhtml" in names


def test_percent_encoded_link_leads_to_the_id(made: Path) -> None:
    with ZipFile(made) as archive:
        page = archive.read("EPUB/text/s-02-oeuvre.xhtml").decode()
    (plain, encoded) = re.findall(r'href="([^"#]+#площадь)"', page)
    assert plain == encoded


def test_epubcheck_accepts_the_names(made: Path, epubcheck: "WarmEpubCheck") -> None:
    assert {message["severity"] for message in epubcheck.verdict(made)["messages"]} <= {"USAGE"}


def test_name_of_a_section_does_not_depend_on_its_neighbours() -> None:
    alone = section_ids(("первая.md",))
    assert section_ids(("вторая.md", "первая.md"))["первая.md"] == alone["первая.md"] == "первая"
    assert file_slug("первая") == file_slug("первая") != file_slug("вторая")
    ids = section_ids(tuple(f"{stem}.md" for stem in STEMS))
    assert len(set(ids.values())) == len(STEMS)
    assert ids == section_ids(tuple(f"{stem}.md" for stem in reversed(STEMS)))


@pytest.mark.parametrize("link", LINKS)
def test_link_with_encoded_spaces_is_accepted(link: str, tmp_path: Path) -> None:
    assert check(book(tmp_path, {"one": f"# One\n\nSee {link}\n"})) == ()


@pytest.mark.parametrize("link", ["[x](See Appendix I)", "[x](See%20the Appendix)", "[x](https://example.com/a b%20c)"])
def test_link_with_typed_spaces_is_refused(link: str, tmp_path: Path) -> None:
    assert [diagnostic.code for diagnostic in check(book(tmp_path, {"one": f"# One\n\nSee {link}.\n"}))][:1] == ["M220"]
