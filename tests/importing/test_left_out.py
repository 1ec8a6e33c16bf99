"""The end of an import says what did not come along, with counts and places, and what to do next."""

from pathlib import Path

import lxml.html
import pytest
from click.testing import CliRunner
from PIL import Image

from publish.cli import main
from publish.diagnostics import Location
from publish.importing.left_out import LeftOut, LeftOutKind, lines_of
from publish.importing.report.report_page import NAME as REPORT
from publish.importing.run import ImportOrder, import_book

SAID = "<p>The weir stood below the mill, and nobody had mended it since the flood of that year.</p>"
PARTS = {
    LeftOutKind.FILM: "<video src='weir.mp4'>Your browser shows no films.</video>",
    LeftOutKind.FRAME: "<iframe src='https://example.org'></iframe>",
    LeftOutKind.FORM: "<p>Your name: <input type='text'></p>",
    LeftOutKind.DRAWING: "<p>See <svg><path a~b='1'/></svg> here.</p>",
    LeftOutKind.LINK: "<p>See <a href='other.html'>the other page</a>.</p>",
    LeftOutKind.EXPLANATION: "<p>The <abbr title='Guild of Valley Printers'>GVP</abbr> met.</p>",
    LeftOutKind.HIGHLIGHT: "<p>The <mark>weir</mark> broke.</p>",
    LeftOutKind.HIDDEN: "<p style='display: none'>Nobody shall read this.</p>",
    LeftOutKind.MISSING: "<p><img src='weir.png' alt='A weir.'></p>",
}


def left_out_of(tmp_path: Path, body: str) -> list[tuple[LeftOutKind, int | None]]:
    (tmp_path / "page.html").write_text(f"<html><body>\n<h1>The Weir</h1>\n{body}\n{SAID}\n</body></html>", encoding="utf-8")
    imported = import_book(ImportOrder(sources=(str(tmp_path / "page.html"),), into=tmp_path / "book", dry_run=True))
    return [(one.kind, one.at.line) for one in imported.left_out]


def test_each_kind_is_named_with_its_line(tmp_path: Path) -> None:
    body = "\n".join(PARTS.values())
    assert sorted(left_out_of(tmp_path, body)) == sorted((kind, 3 + at) for at, kind in enumerate(PARTS))


@pytest.mark.parametrize(
    "body",
    [
        "<nav><a href='index.html'>Home</a> <button>Menu</button></nav>",
        "<p><a href='https://example.org'>out</a>, <a href='mailto:a@example.org'>mail</a>, <a href='#w'>in</a>.</p><h2 id='w'>Weir</h2>",
        "<form><input type='hidden' value='1'></form><script>var a;</script><p hidden></p>",
        "<p><u>Under</u> <s>struck</s> <span lang='fr'>mot</span> <math><mi>x</mi></math></p>",
    ],
    ids=["navigation", "links", "not seen", "carried over"],
)
def test_what_comes_along_or_surrounds_the_text_is_not_named(tmp_path: Path, body: str) -> None:
    assert left_out_of(tmp_path, body) == []


def test_lines_are_few_and_each_file_is_named_once() -> None:
    def several(kind: LeftOutKind, count: int) -> list[LeftOut]:
        return [LeftOut(kind=kind, at=Location(path=f"folder/{'ab'[at // 3]}.html", line=at + 1)) for at in range(count)]

    assert lines_of([], "r") == []
    assert lines_of(several(LeftOutKind.FILM, 5), "r")[1:] == ["  5 films or sounds: a.html:1, 2, 3, b.html:4 …"]
    lines = lines_of([one for kind in LeftOutKind for one in several(kind, 1)], "r")
    assert len(lines) == 6
    assert lines[-1].startswith("  1 drawing inside a page, 1 picture without a description, 1 film or sound")


def test_end_of_an_import_names_them_and_says_what_to_do_next(tmp_path: Path) -> None:
    (tmp_path / "page.html").write_text(f"<h1>The Weir</h1>\n<p><img src='w.png'></p>\n{PARTS[LeftOutKind.FILM]}\n{SAID}", encoding="utf-8")
    Image.new("RGB", (20, 20)).save(tmp_path / "w.png")
    ended = CliRunner().invoke(main, ["import", str(tmp_path / "page.html"), "--into", str(tmp_path / "a book")])
    assert ended.exit_code == 0
    assert ended.stdout.split("\n")[-5:-2] == [
        f"not carried over (all places are in {REPORT}):",
        "  1 picture without a description: body/01-the-weir.md:3",
        "  1 film or sound: page.html:3",
    ]
    book = f"'{tmp_path}/a book'"
    assert ended.stdout.endswith(f"next: publish import --review --into {book} (2 questions), then publish check --book {book}\n")
    page = lxml.html.parse(tmp_path / "a book" / REPORT).getroot()
    assert [item.text_content().split()[0] for item in page.xpath("//h2[.='Not carried over']/following-sibling::details/ul/li")] == [
        "body/01-the-weir.md:3:1",
        f"{tmp_path}/page.html:3",
    ]
