"""Notes in both editions of a tiny book: “Ibid.”, and marks in headings, links and rows of marks."""

import zipfile
from collections.abc import Mapping
from datetime import UTC, datetime

import pymupdf
import pytest
from lxml import etree

from orders import order
from publish.build import Built, build
from publish.rules import SMALLEST_BOOK

TEXT = """\
# One[^title]

He left.[^first] She stayed.[^second] See [the rules[^rules] again](https://example.org).

## The *trial*[^trial] of 1900

He[^he] *often*[^often] ***really*** left.

[^he]: On him.

[^often]: On often.

[^title]: On the title.

[^rules]: On the rules.

[^trial]: On the trial.

[^first]: See Ada Editor, *Treaties* (Vienna, 1900), p. 5.

[^second]: Ibid., p. 7.

    A second paragraph.
"""


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Built:
    folder = tmp_path_factory.mktemp("places")
    for name, text in {**SMALLEST_BOOK, "one.md": TEXT}.items():
        (folder / name).write_text(text, encoding="utf-8")
    return build(order(folder=folder, output=folder / "out", moment=datetime(2001, 1, 1, tzinfo=UTC)))


@pytest.fixture(scope="module")
def files(made: Built) -> Mapping[str, etree._Element]:
    """The e-book's files of markup, by their names."""
    with zipfile.ZipFile(made.made["epub"].path) as container:
        names = [name for name in container.namelist() if name.endswith((".xhtml", ".ncx"))]
        return {name.rpartition("/")[2]: etree.fromstring(container.read(name)) for name in names}


@pytest.fixture(scope="module")
def printed(made: Built) -> str:
    with pymupdf.open(made.made["print"].path) as pdf:
        return " ".join("".join(page.get_text() for page in pdf).split())


def text_of(element: etree._Element) -> str:
    return " ".join("".join(map(str, element.itertext())).split())


def test_ebook_resolves_ibid(made: Built, files: Mapping[str, etree._Element]) -> None:
    assert not made.diagnostics
    (note,) = files["one.xhtml"].iterfind(".//{*}div[@id='one-note-second']")
    assert [text_of(paragraph) for paragraph in note] == [
        "3. Ibid., p. 7.",
        "A second paragraph. ↑",
        "[Ada Editor, Treaties (Vienna, 1900), p. 7.]",
    ]
    assert [paragraph.get("class") for paragraph in note] == [None, None, "resolved"]


def test_print_keeps_ibid(printed: str) -> None:
    assert "3. Ibid., p. 7. A second paragraph." in printed
    assert printed.count("Treaties") == 1


def test_mark_in_a_link_leads_to_its_note_and_the_link_to_its_address(files: Mapping[str, etree._Element]) -> None:
    links = [
        link
        for paragraph in files["one.xhtml"].iterfind(".//{*}p")
        for link in paragraph.iter("{*}a")
        if "one-note" not in link.get("id", "")
    ]
    assert [(text_of(link), link.get("href")) for link in links if link.get("class") is None] == [
        ("the rules", "https://example.org"),
        ("again", "https://example.org"),
    ]
    assert not files["one.xhtml"].findall(".//{*}a//{*}a")


def test_marks_of_headings_are_in_no_contents_id_or_running_head(files: Mapping[str, etree._Element], printed: str) -> None:
    assert [text_of(heading) for heading in files["one.xhtml"].iterfind(".//{*}h2")] == ["The trial5 of 1900", "Notes"]
    assert next(heading.get("id") for heading in files["one.xhtml"].iterfind(".//{*}h2")) == "one-the-trial-of-1900"
    contents = [text_of(link) for link in files["nav.xhtml"].iterfind(".//{*}nav[@id='toc']//{*}a")][:-1]  # the last is the statement's
    assert contents == ["One", "The trial of 1900"]
    assert [text_of(label) for label in files["toc.ncx"].iterfind(".//{*}navLabel")][:2] == contents
    assert "The trial of 1900 ." in printed


def test_space_between_a_mark_and_emphasis_is_printed(printed: str) -> None:
    assert "He6 often7 really left." in printed
