"""A long section is split into several files of the e-book; ids, order, words and links do not change."""

import zipfile
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from lxml import etree

from orders import order
from publish.build import Built, build
from publish.checks.epubcheck import findings
from publish.epub import long_sections
from publish.epub.long_sections import MAX_BYTES
from publish.epub.xhtml_file import EPUB_TYPE
from publish.rules import SMALLEST_BOOK

if TYPE_CHECKING:
    from warm_epubcheck import WarmEpubCheck

SENTENCE = "The sheet was pulled, looked at against the window, and hung up to dry with the others. "
TOML = SMALLEST_BOOK["book.toml"].replace('body = ["one.md"]', 'body = ["one.md", "two.md"]')
TWO = "# Two\n\nSee [the fortieth](#h-40), [the last](#h-79) and [the whole](#one).\n"


def with_headings(count: int = 80) -> str:
    """About 600 kB: headings of two levels, some notes, references forward and back."""
    chapters = []
    for number in range(count):
        level = "##" if number % 4 == 0 else "###"
        text = f"{SENTENCE * 40}[^n{number}]\n\n{SENTENCE * 40}See [it](#h-{count - 1 - number})."
        chapters.append(f"{level} Heading {number} {{#h-{number}}}\n\n{text}\n")
    notes = "\n\n".join(f"[^n{number}]: Note {number}." for number in range(count))
    return "# One {#one}\n\n" + "\n".join(chapters) + "\n" + notes + "\n"


def made(folder: Path, one: str, two: str = TWO) -> Built:
    for name, text in {"book.toml": TOML, "one.md": one, "two.md": two}.items():
        (folder / name).write_text(text, encoding="utf-8")
    return build(order(folder=folder, output=folder / "out", moment=datetime(2001, 1, 1, tzinfo=UTC), editions=("epub",)))


def files_of(built: Built) -> Mapping[str, bytes]:
    with zipfile.ZipFile(built.made["epub"].path) as container:
        return {name: container.read(name) for name in container.namelist()}


def texts(files: Mapping[str, bytes], stem: str = "one") -> dict[str, etree._Element]:
    """The files of a section in the order of the spine."""
    package = etree.fromstring(files["EPUB/content.opf"])
    hrefs = {item.get("id"): item.get("href", "") for item in package.iter("{*}item")}
    spine = [hrefs[itemref.get("idref")] for itemref in package.iter("{*}itemref")]
    return {name: etree.fromstring(files[f"EPUB/{name}"]) for name in spine if name.startswith(f"text/{stem}")}


@pytest.fixture(scope="module")
def long_book(tmp_path_factory: pytest.TempPathFactory) -> Built:
    return made(tmp_path_factory.mktemp("long"), with_headings())


def test_each_file_is_short_and_begins_with_a_heading(long_book: Built) -> None:
    files = files_of(long_book)
    roots = texts(files)
    assert len(roots) == 3
    assert list(roots) == ["text/one.xhtml", "text/one-2.xhtml", "text/one-3.xhtml"]
    assert all(len(files[f"EPUB/{name}"]) <= MAX_BYTES + 2000 for name in roots)
    for root in list(roots.values())[1:]:
        (section,) = root.iterfind("{*}body/*")
        assert etree.QName(section[0]).localname == "h2"
        assert (section.get(EPUB_TYPE), section.get("role"), section.get("aria-label")) == ("chapter", "doc-chapter", "One")


def test_ids_and_words_are_those_of_one_file(long_book: Built, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(long_sections, "MAX_BYTES", 10_000_000)
    (whole,) = texts(files_of(made(tmp_path, with_headings()))).values()
    parted = list(texts(files_of(long_book)).values())
    ids = [name for root in parted for name in root.xpath("//@id")]
    assert len(ids) == len(set(ids))
    assert [name for name in ids if not name.startswith("one-part-")] == whole.xpath("//@id")
    assert [word for root in parted for word in words_of_body(root)] == words_of_body(whole)


def words_of_body(root: etree._Element) -> list[str]:
    (body,) = root.iterfind("{*}body")
    return "".join(map(str, body.itertext())).split()


def test_every_link_leads_to_its_id(long_book: Built, epubcheck: "WarmEpubCheck") -> None:
    files = files_of(long_book)
    (two,) = texts(files, "two").values()
    assert [link.get("href") for link in two.iter("{*}a")] == ["one-2.xhtml#h-40", "one-3.xhtml#h-79", "one.xhtml#one"]
    first, *_, last = texts(files).values()
    (mark,) = [link for link in first.iter("{*}a") if link.text == "1"]
    assert mark.get("href", "").startswith("one-3.xhtml#")
    (back,) = [link for link in last.iter("{*}a") if link.get("role") == "doc-backlink" and link.text == "1."]
    assert back.get("href") == f"one.xhtml#{mark.get('id')}"
    assert b'href="text/one-2.xhtml#h-40"' in files["EPUB/nav.xhtml"]
    assert not list(findings(epubcheck.verdict(long_book.made["epub"].path)))


@pytest.mark.parametrize(
    ("text", "least"),
    [
        ("# One {#one}\n\n" + "\n\n".join(SENTENCE * 20 for _ in range(600)) + "\n", 4),
        pytest.param(
            "# One {#one}\n\n"
            + "\n\n".join(f"Call.[^{n}]" for n in range(1500))
            + "\n\n"
            + "\n\n".join(f"[^{n}]: Note." for n in range(1500)),
            2,
            marks=pytest.mark.slow,
        ),
    ],
    ids=["a megabyte without a heading", "fifteen hundred notes"],
)
def test_every_long_section_is_split(tmp_path: Path, epubcheck: "WarmEpubCheck", text: str, least: int) -> None:
    built = made(tmp_path, text, "# Two\n\nText.\n")
    files = files_of(built)
    roots = texts(files)
    assert len(roots) >= least
    longest = max(len(files[f"EPUB/{name}"]) for name in roots)
    assert longest <= MAX_BYTES + 2000
    assert not list(findings(epubcheck.verdict(built.made["epub"].path)))


def test_block_that_cannot_be_split_stays_whole(tmp_path: Path) -> None:
    roots = texts(files_of(made(tmp_path, f"# One {{#one}}\n\nBefore.\n\n{SENTENCE * 4000}\n\nBehind.\n", "# Two\n\nText.\n")))
    assert len(roots) == 3
