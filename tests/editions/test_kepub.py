"""The e-book for Kobo: the markup that Kobo's program makes, with the same text."""

import re
import zipfile
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from lxml import etree

from orders import edition_words, order
from publish.book.markup import XHTML
from publish.build import Built, build
from publish.checks.completeness import check_completeness
from publish.checks.epub_words import parsed, spine
from publish.checks.epubcheck import findings
from publish.editions import editions
from publish.epub.kobo import for_kobo
from publish.epub.xhtml_file import EPUB_TYPE
from publish.model import Made
from publish.rules import SMALLEST_BOOK

if TYPE_CHECKING:
    from warm_epubcheck import WarmEpubCheck

KEPUB = editions()["kepub"]


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory, root: Path) -> Built:
    """A book of every construct, for Kobo."""
    output = tmp_path_factory.mktemp("kepub")
    moment = datetime(2001, 1, 1, tzinfo=UTC)
    return build(order(folder=root / "tests/books/every-construct", output=output, moment=moment, editions=("kepub",)))


def bodies(path: Path) -> dict[str, etree._Element]:
    """The bodies of the content documents, by file name."""
    with zipfile.ZipFile(path) as container:
        bodies = {name: parsed(container, name).find(f"{{{XHTML}}}body") for name in spine(container)}
    assert all(body is not None for body in bodies.values())
    return bodies  # type: ignore[return-value]


def shown(body: etree._Element) -> str:
    return " ".join("".join(map(str, body.itertext())).split())


def with_body(markup: str) -> str:
    """A body with this content after the markup for Kobo is added."""
    head = '<html xmlns="http://www.w3.org/1999/xhtml" xmlns:epub="http://www.idpf.org/2007/ops"><head/><body>'
    body = etree.fromstring(for_kobo(f"{head}{markup}</body></html>".encode())).find(f".//{{{XHTML}}}div[@id='book-inner']")
    assert body is not None
    written = etree.tostring(body, encoding="unicode", with_tail=False)
    bare = re.sub(r' xmlns(:epub)?="[^"]*"|\n', "", written)
    return re.sub(r'<span class="koboSpan" id="kobo\.(\d+\.\d+)">(.*?)</span>', r"[\1 \2]", bare)[
        len('<div id="book-inner">') : -len("</div>")
    ]


@pytest.mark.parametrize(
    ("markup", "expected"),
    [
        ("<p>One. Two!</p><p>Three?</p>", "<p>[1.1 One. ][1.2 Two!]</p><p>[2.1 Three?]</p>"),
        ("<p>He said “Go.” She went … away</p>", "<p>[1.1 He said “Go.” ][1.2 She went … ][1.3 away]</p>"),
        ("<p>See <em>this. And</em> that.</p>", "<p>[1.1 See ]<em>[1.2 this. ][1.3 And]</em>[1.4  that.]</p>"),
        ("<p>吾輩は猫である。名前はまだ無い。</p>", "<p>[1.1 吾輩は猫である。][1.2 名前はまだ無い。]</p>"),
        ('<p>An <img src="a.png" alt="a"/> here.</p>', '<p>[1.1 An ][2.1 <img src="a.png" alt="a"/>][2.2  here.]</p>'),
        ("<ul><li>One<ul><li>Two</li></ul>Three</li></ul>", "<ul><li>[1.1 One]<ul><li>[2.1 Two]</li></ul>[3.1 Three]</li></ul>"),
        ('<p hidden="hidden">One.</p><p>Two.<!-- x. y --></p>', '<p hidden="hidden">One.</p><p>[1.1 Two.]<!-- x. y --></p>'),
        ("<p>a<math><mi>x</mi></math>b</p>", "<p>[1.1 a]<math><mi>x</mi></math>[1.2 b]</p>"),
        ('<p id="kobo.1.1">One. Two.</p>', '<p id="kobo.1.1">[1.2 One. ][1.3 Two.]</p>'),
        (
            '<p>X<a epub:type="noteref" href="#n">1</a>.</p>',
            '<p>[1.1 X]<a epub:type="noteref endnote" href="#n">[1.2 1]</a>[1.3 .]</p>',
        ),
    ],
)
def test_sentences_and_images_are_in_spans(markup: str, expected: str) -> None:
    assert with_body(markup) == expected


def test_every_word_is_in_a_span_with_a_unique_id(built: Built) -> None:
    epub_bodies = bodies(built.made["epub"].path)
    for name, body in bodies(built.made["kepub"].path).items():
        assert shown(body) == shown(epub_bodies[name])
        ids = [str(name) for name in body.xpath("//@id")]
        assert len(ids) == len(set(ids))
        outside = body.xpath("//text()[normalize-space() and not(ancestor::*[@class='koboSpan' or @hidden or name() = 'math'])]")
        assert [text for text in outside if text.getparent() in body.iter()] == [], name


def test_marks_of_notes_have_the_type_that_kobo_expects(built: Built) -> None:
    marks = [
        link.get(EPUB_TYPE, "").split()
        for body in bodies(built.made["kepub"].path).values()
        for link in body.iter(f"{{{XHTML}}}a")
        if "noteref" in link.get(EPUB_TYPE, "").split()
    ]
    assert marks
    assert all(mark == ["noteref", "endnote"] for mark in marks)


def test_epubcheck_finds_nothing(built: Built, epubcheck: "WarmEpubCheck") -> None:
    assert list(findings(epubcheck.verdict(built.made["kepub"].path))) == []


def damaged(whole: Made, file: str, pattern: bytes, folder: Path) -> Made:
    """The kepub without the first match of a pattern in a file."""
    path = folder / "book.kepub.epub"
    with zipfile.ZipFile(whole.path) as source, zipfile.ZipFile(path, "w") as other:
        for name in source.namelist():
            content = source.read(name)
            shortened = re.sub(pattern, b"", content, count=1) if name.endswith(file) else content
            assert (shortened != content) == name.endswith(file)
            other.writestr(name, shortened)
    return replace(whole, path=path)


def test_lost_sentence_is_found(built: Built, tmp_path: Path) -> None:
    made = damaged(built.made["kepub"], "/press.xhtml", rb'<span class="koboSpan" id="kobo.12.1">[^<]*</span>', tmp_path)
    diagnostics = check_completeness(built.book, made, edition_words("kepub", built.book, made)).diagnostics
    assert {diagnostic.code for diagnostic in diagnostics} == {"V102"}


def test_lost_page_is_found(built: Built, tmp_path: Path) -> None:
    made = {**built.made, "kepub": damaged(built.made["kepub"], "/press.xhtml", rb'<span id="page-[^>]*></span>', tmp_path)}
    words = {name: edition_words(name, built.book, made[name]) for name in ("kepub", "print")}
    assert {diagnostic.code for diagnostic in KEPUB.agree(built.book, made, words)} == {"E401"}
    assert KEPUB.agree(built.book, built.made, {**words, "kepub": edition_words("kepub", built.book, built.made["kepub"])}) == ()


def test_kepub_is_made_only_where_it_is_named(tmp_path: Path) -> None:
    for name, text in SMALLEST_BOOK.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    made = build(order(folder=tmp_path, output=tmp_path / "out", moment=datetime(2001, 1, 1, tzinfo=UTC))).made
    assert set(made) == {"epub", "print"}
