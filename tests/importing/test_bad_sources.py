"""Sources that cannot be imported are reported with a remedy, and nothing is written."""

import zipfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import example, given, settings
from hypothesis import strategies as st

from publish.cli import main
from publish.diagnostics import PublishError
from publish.importing.ledger import DecisionLog
from publish.importing.readers import Form, Source, forms, readings
from publish.importing.recovery.recovered_text import recover_text
from publish.importing.report.conservation import recovery_losses

CONTAINER = '<container><rootfiles><rootfile full-path="book.opf"/></rootfiles></container>'
PACKAGE = (
    '<package xmlns:dc="http://purl.org/dc/elements/1.1/"><metadata><dc:title>A Book</dc:title></metadata><manifest>'
    '<item id="one" href="one.xhtml" media-type="application/xhtml+xml"/></manifest><spine><itemref idref="one"/></spine></package>'
)
ENCRYPTED = '<encryption><EncryptedData><EncryptionMethod Algorithm="{}"/></EncryptedData></encryption>'
OBFUSCATED, LOCKED = "http://www.idpf.org/2008/embedding", "http://www.w3.org/2001/04/xmlenc#aes128-cbc"


def packed(files: Mapping[str, str | bytes], *, form: str = "application/epub+zip") -> bytes:
    """A packed file."""
    box = BytesIO()
    with zipfile.ZipFile(box, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", form, zipfile.ZIP_STORED)
        for name, content in files.items():
            archive.writestr(name, content)
    return box.getvalue()


def epub(**files: str) -> bytes:
    """A small e-book, with more files whose names have _ for /."""
    more = {name.replace("_", "/"): content for name, content in files.items()}
    page = "<html><body><h1>One</h1><p>It rained all day.</p></body></html>"
    return packed({"META-INF/container.xml": CONTAINER, "book.opf": PACKAGE, "one.xhtml": page, **more})


def sparse(path: Path) -> None:
    with path.open("wb") as file:
        file.truncate(100_000_001)


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """A source that cannot be imported: its name, its content (or how it is made), the code of the error."""

    name: str
    content: bytes | Callable[[Path], object]
    code: str
    exit: int = 1


def bomb(path: Path) -> None:
    path.write_bytes(packed({"[Content_Types].xml": "<x/>", "word/document.xml": b" " * 600_000_000}, form=""))


def many_files(path: Path) -> None:
    path.write_bytes(packed({f"file{number}": "" for number in range(20_001)}))


CASES = (
    Case(name="nothing.txt", content=b"", code="I102"),
    Case(name="spaces.txt", content=b" \n\t\n \n", code="I102"),
    Case(name="huge.txt", content=sparse, code="I103"),
    Case(name="folder.txt", content=Path.mkdir, code="I102"),
    Case(name="gone.txt", content=lambda _: None, code="I101"),
    Case(name="loop.txt", content=lambda path: path.symlink_to(path), code="I101"),
    Case(name="noise.txt", content=bytes(range(256)) * 50, code="I104"),
    Case(name="pages.pdf", content=b"%PDF-1.7 pages", code="I104"),
    Case(name="old.doc", content=b"\xd0\xcf\x11\xe0 words", code="I104"),
    Case(name="locked.docx", content=b"\xd0\xcf\x11\xe0" + "EncryptedPackage".encode("utf-16-le"), code="I107"),
    Case(name="rich.rtf", content=b"{\\rtf1 words}", code="I104"),
    Case(name="text.rst", content=b"Title\n=====\n\nWords.\n", code="I104"),
    Case(name="text.adoc", content=b"= Title\n\nWords.\n", code="I104"),
    Case(name="no-markup.org", content=b"Words.\n", code="I104"),
    Case(name="latex.txt", content=b"% a remark\n\\documentclass{book}\n\\begin{document}\nWords.\n", code="I104"),
    Case(
        name="tei.xml",
        content=b'<?xml version="1.0"?>\n<!-- x -->\n<TEI xmlns="x"><p>Words</p></TEI>',
        code="I104",
    ),
    Case(name="docbook.xml", content=b"<!DOCTYPE book PUBLIC '-//OASIS//DTD DocBook XML V4.5//EN' 'x'>\n<book>Words</book>", code="I104"),
    Case(name="notebook", content=b'{\n "cells": [], "nbformat": 4}', code="I104"),
    Case(name="kindle.mobi", content=b"T" * 60 + b"BOOKMOBI" + b"words " * 50, code="I104"),
    Case(name="archive.zip", content=packed({"a.txt": "words"}, form="application/zip"), code="I104"),
    Case(name="no-archive.docx", content=b"words", code="I104"),
    Case(name="no-archive.odt", content=b"words", code="I104"),
    Case(name="no-archive.epub", content=b"words", code="I104"),
    Case(name="cut.epub", content=epub()[:200], code="I104"),
    Case(name="damaged.epub", content=epub().replace(b"PK\x01\x02", b"PK\x09\x09"), code="I104"),
    Case(name="without-package.epub", content=packed({"a.txt": "words"}), code="I104"),
    Case(name="missing-package.epub", content=packed({"META-INF/container.xml": CONTAINER}), code="I104"),
    Case(name="empty.epub", content=packed({"META-INF/container.xml": CONTAINER, "book.opf": PACKAGE}), code="I102"),
    Case(name="locked.epub", content=epub(**{"META-INF_encryption.xml": ENCRYPTED.format(LOCKED)}), code="I107"),
    Case(name="rights.epub", content=epub(**{"META-INF_rights.xml": "<rights/>"}), code="I107"),
    Case(name="empty.docx", content=packed({"[Content_Types].xml": "<x/>"}, form=""), code="I104"),
    Case(name="bomb.docx", content=bomb, code="I106"),
    Case(name="many.epub", content=many_files, code="I106"),
    Case(name="no-body.html", content=b"<html><head><title>Words</title></head></html>", code="I102"),
    Case(name="frames.html", content=b'<html><frameset><frame src="a.html"></frameset></html>', code="I102"),
    Case(name="deep.html", content=b"<html><body>" + b"<div>" * 10_000 + b"words" + b"</div>" * 10_000, code="I105"),
    Case(name="unclosed.html", content=b"<html><body>" + b"<b><i>" * 5_000 + b"words", code="I105"),
)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_source_that_cannot_be_read_is_an_error_and_nothing_is_written(case: Case, tmp_path: Path) -> None:
    path = tmp_path / case.name
    if isinstance(case.content, bytes):
        path.write_bytes(case.content)
    else:
        case.content(path)
    ended = CliRunner().invoke(main, ["import", str(path), "--into", str(tmp_path / "book")])
    assert ended.exit_code == case.exit, ended.output
    assert f"error {case.code}: " in ended.stderr
    assert case.name in ended.stderr
    assert "  help: " in ended.stderr
    assert not (tmp_path / "book").exists()


def test_one_bad_page_among_good_ones_stops_the_import(tmp_path: Path) -> None:
    pages = tmp_path / "pages"
    pages.mkdir()
    (pages / "1.txt").write_text("It rained all day.\n", encoding="utf-8")
    (pages / "2.txt").write_bytes(b"\x01\x02\x03" * 100)
    ended = CliRunner().invoke(main, ["import", str(pages), "--into", str(tmp_path / "book")])
    assert ended.exit_code == 1
    assert "2.txt" in ended.stderr
    assert not (tmp_path / "book").exists()


@pytest.mark.parametrize("into", ["file", "file/book"])
def test_folder_that_cannot_be_written_is_an_error(into: str, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("mine", encoding="utf-8")
    (tmp_path / "page.txt").write_text("It rained all day.\n", encoding="utf-8")
    ended = CliRunner().invoke(main, ["import", str(tmp_path / "page.txt"), "--into", str(tmp_path / into)])
    assert ended.exit_code == 3
    assert "error X102" in ended.stderr
    assert (tmp_path / "file").read_text(encoding="utf-8") == "mine"


def test_obfuscated_fonts_do_not_lock_a_book(tmp_path: Path) -> None:
    (tmp_path / "book.epub").write_bytes(epub(**{"META-INF_encryption.xml": ENCRYPTED.format(OBFUSCATED)}))
    ended = CliRunner().invoke(main, ["import", str(tmp_path / "book.epub"), "--into", str(tmp_path / "book")])
    assert ended.exit_code == 0, ended.output
    assert "It rained all day." in next((tmp_path / "book" / "body").iterdir()).read_text(encoding="utf-8")


def test_nothing_outside_the_source_is_read(tmp_path: Path) -> None:
    (tmp_path / "secret.png").write_bytes(b"\x89PNG\r\n\x1a\n secret")
    pages = tmp_path / "pages"
    pages.mkdir()
    (pages / "link.png").symlink_to(tmp_path / "secret.png")
    shown = "".join(
        f'<p><img src="{address}" alt="x"></p>'
        for address in ("../secret.png", "link.png", f"{tmp_path}/secret.png", f"file://{tmp_path}/secret.png", "http://example.org/x.png")
    )
    page = f'<!DOCTYPE html [<!ENTITY x SYSTEM "file://{tmp_path}/secret.png">]><html><body><p>It rained. &x;</p>{shown}</body></html>'
    (pages / "page.html").write_text(page, encoding="utf-8")
    ended = CliRunner().invoke(main, ["import", str(pages / "page.html"), "--into", str(tmp_path / "book")])
    assert ended.exit_code == 0, ended.output
    assert ended.stderr.count("warning I111") == 5
    assert not any(b"secret" in path.read_bytes() for path in (tmp_path / "book").rglob("*.*") if path.suffix in {".png", ".md"})


@settings(max_examples=80, deadline=None)
@given(st.binary(max_size=300), st.sampled_from([forms()["plain_text"], forms()["html"]]))
def test_no_word_of_any_bytes_is_lost(content: bytes, form: Form) -> None:
    assert_whole(Source(name="page", form=form, content=b"<p>It rained.</p>" + content))


TAGS = [
    "p",
    "div",
    "b",
    "i",
    "sup",
    "sub",
    "a",
    "ol",
    "ul",
    "li",
    "table",
    "tr",
    "td",
    "th",
    "blockquote",
    "pre",
    "br",
    "hr",
    "h1",
    "h2",
    "span",
    "dl",
    "dt",
    "dd",
    "section",
    "aside",
    "nav",
    "main",
    "figure",
    "img",
    "q",
    "code",
    "noscript",
    "summary",
]
PIECES = st.one_of(
    st.sampled_from([f"<{tag}>" for tag in TAGS] + [f"</{tag}>" for tag in TAGS]),
    st.sampled_from(
        ["<a href='#n1'>[1]</a>", "<p id='n1'>[1] It was.</p>", "<a name='x'></a>", "<a href='#x'>x</a>", "<sup>1</sup>", "&nbsp;"]
    ),
    st.sampled_from(["<span class='pagenum'>[12]</span>", "<ref>One.</ref>", "<!-- a -->"]),
    st.sampled_from(
        ["<span class='tooltip' title='Two.'>*</span>", "<a href='#x'>x</a>", "<svg><text>x</text></svg>", "<video>", "<ruby><rt>"]
    ),
    st.text(max_size=12),
    st.just("It rained all day. "),
)


@settings(max_examples=120, deadline=None)
@given(st.lists(PIECES, max_size=40))
@example(["<p id='n1'>[1] It was.</p>", "<!-- a -->", "<a href='#n1'>[1]</a>"])  # a comment before a mark
@example(["<a name='n1'></a>", "<!-- a -->", "<p>[1] It was.</p>", "<p>One<a href='#n1'>[1]</a></p>"])  # one after an empty name
@example(["<p>It was.<a href='#n1'>[1]</a><!-- a --></p>", "<p id='n1'>[1] It was. <a href='#c'>up</a><!-- a --> It rained.</p>"])
def test_no_word_of_any_page_is_lost(pieces: list[str]) -> None:
    page = f"<html><body><p>One.</p>{''.join(pieces)}</body></html>"
    assert_whole(Source(name="page", form=forms()["html"], content=page.encode("utf-8", "surrogatepass")))


def assert_whole(source: Source) -> None:
    """All words of a source are accounted for, or it is refused."""
    try:
        (reading,) = readings([source])
    except PublishError:
        return
    assert list(recovery_losses(reading, recover_text(reading, DecisionLog()))) == []
