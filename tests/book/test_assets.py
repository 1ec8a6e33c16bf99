"""Images: only from the book's folder, and of the format that their names say."""

from base64 import b64encode
from pathlib import Path
from urllib.parse import quote

import pytest
from PIL import Image

from publish.book.assets import asset
from publish.book.drawings import safe_drawing
from publish.diagnostics import Location

AT = Location(path="one.md", line=3)
SVG = '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" viewBox="0 0 9 9">{}</svg>'
NESTED = SVG.format('<image href="http://example.org/x.png"/>')
BOMB = '<!DOCTYPE svg [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;">]>' + SVG.format("<text>&b;</text>")


def codes(source: str, folder: Path) -> list[str]:
    return [diagnostic.code for diagnostic in asset(source, folder, AT).diagnostics]


def test_size_and_format_come_from_the_content(tmp_path: Path) -> None:
    Image.new("L", (30, 20)).save(tmp_path / "press.png")
    image = asset("press.png", tmp_path, AT).value
    assert image is not None
    assert (image.media_type, image.width, image.height) == ("image/png", 30, 20)


@pytest.mark.parametrize(
    "source", ["../press.png", "/etc/press.png", "file:///etc/press.png", "http://example.org/press.png", "images/../../x.png"]
)
def test_image_outside_the_folder_is_refused(source: str, tmp_path: Path) -> None:
    assert codes(source, tmp_path) == ["A102"]


def test_link_that_leads_out_of_the_folder_is_refused(tmp_path: Path) -> None:
    book = tmp_path / "book"
    book.mkdir()
    Image.new("L", (3, 2)).save(tmp_path / "secret.png")
    (book / "press.png").symlink_to(tmp_path / "secret.png")
    assert codes("press.png", book) == ["A102"]


def test_missing_image_is_reported_with_a_similar_name(tmp_path: Path) -> None:
    (tmp_path / "images").mkdir()
    Image.new("L", (3, 2)).save(tmp_path / "images" / "Press.png")
    (diagnostic,) = asset("press.png", tmp_path, AT).diagnostics
    assert diagnostic.code == "A101"
    assert "images/Press.png" in diagnostic.help


def test_image_whose_content_has_another_format_is_refused(tmp_path: Path) -> None:
    Image.new("RGB", (3, 2)).save(tmp_path / "press.png", format="JPEG")
    assert codes("press.png", tmp_path) == ["A103"]


def test_image_cut_short_is_refused(tmp_path: Path) -> None:
    Image.effect_noise((64, 64), 50).save(tmp_path / "whole.png")
    (tmp_path / "press.png").write_bytes((tmp_path / "whole.png").read_bytes()[:2000])
    assert codes("press.png", tmp_path) == ["A103"]


def test_image_with_too_many_pixels_is_refused(tmp_path: Path) -> None:
    Image.new("1", (20_000, 11_000)).save(tmp_path / "huge.png")
    (diagnostic,) = asset("huge.png", tmp_path, AT).diagnostics
    assert (diagnostic.code, diagnostic.message) == ("A103", "the image “huge.png” has more pixels than a book can use")


def test_unsupported_format_is_refused(tmp_path: Path) -> None:
    Image.new("L", (3, 2)).save(tmp_path / "press.tiff")
    assert codes("press.tiff", tmp_path) == ["A105"]


@pytest.mark.parametrize(
    "content",
    [
        '<image href="http://example.org/x.png"/>',
        '<image xlink:href="file:///etc/passwd"/>',
        '<image href="../x.png"/>',
        '<style>@import "http://example.org/x.css";</style>',
        '<path style="fill: url(http://example.org/x.svg#a)" d="M0 0"/>',
        "<style>path { fill: url('file:///etc/passwd') }</style>",
        '<style>path { fill: image-set("http://example.org/x.png" 1x) }</style>',
        "<style>path { fill: -webkit-cross-fade(url(http://example.org/x.png), red) }</style>",
        '<style><!-- old -->@im\\port "http://example.org/x.css";</style>',
        '<path fill="url(http://example.org/x.svg#a)" d="M0 0"/>',
        '<path filter="u\\72l(//example.org/x.svg#a)" d="M0 0"/>',
        '<g xml:base="http://example.org/"><use href="#a"/></g>',
        '<image><set attributeName="href" to="http://example.org/x.png"/></image>',
        '<image href="#a"><animate attributeName="xlink:href" values="#a;//example.org/x.png"/></image>',
        '<path><animate attributeName="fill" to="url(http://example.org/x.svg#a)"/></path>',
        '<a href="#a"><set attributeName="href" to="javascript:alert(1)"/></a>',
        '<h:img xmlns:h="http://www.w3.org/1999/xhtml" src="http://example.org/x.png"/>',
        '<foreignObject><img src="http://example.org/x.png"/></foreignObject>',
        f'<image href="data:image/svg+xml,{quote(NESTED)}"/>',
        f'<image xlink:href="data:image/svg+xml;base64,{b64encode(NESTED.encode()).decode()}"/>',
        '<image href="data:image/svg+xml;base64,!!"/>',
    ],
)
def test_drawing_with_references_outside_it_is_refused(content: str, tmp_path: Path) -> None:
    (tmp_path / "press.svg").write_text(SVG.format(content), encoding="utf-8")
    assert codes("press.svg", tmp_path) == ["A104"]


@pytest.mark.parametrize(
    "content",
    [
        '<svg xmlns="http://www.w3.org/2000/svg"><image width="9"/></svg>',
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9"/>',
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="none"/>',
    ],
)
def test_drawing_that_cannot_be_printed_is_refused(content: str, tmp_path: Path) -> None:
    (tmp_path / "press.svg").write_text(content, encoding="utf-8")
    assert codes("press.svg", tmp_path) == ["A103"]


@pytest.mark.parametrize(
    ("content", "left"),
    [
        ("<script>alert(1)</script><path/>", "<path/>"),
        ('<path onclick="alert(1)" d="M0 0"/>', '<path d="M0 0"/>'),
        ('<a xlink:href=" java\nscript:alert(1)"><path/></a>', "<a><path/></a>"),
        ('<g>one<script/>two</g><path id="a"/>', '<g>onetwo</g><path id="a"/>'),
    ],
)
def test_script_of_a_drawing_is_removed_and_reported(content: str, left: str, tmp_path: Path) -> None:
    (tmp_path / "press.svg").write_text(SVG.format(content), encoding="utf-8")
    assert codes("press.svg", tmp_path) == ["A106"]
    clean = safe_drawing((tmp_path / "press.svg").read_bytes())
    assert left in clean.decode()
    assert b"alert" not in clean
    assert safe_drawing(clean) == clean


def test_drawing_with_entities_is_refused(tmp_path: Path) -> None:
    (tmp_path / "press.svg").write_text(BOMB, encoding="utf-8")
    assert codes("press.svg", tmp_path) == ["A104"]


def test_drawing_that_loads_a_style_sheet_is_refused_with_its_line(tmp_path: Path) -> None:
    instruction = '\n<?xml-stylesheet type="text/css" href="http://example.org/x.css"?>\n'
    (tmp_path / "press.svg").write_text('<?xml version="1.0"?>' + instruction + SVG.format(""), encoding="utf-8")
    (diagnostic,) = asset("press.svg", tmp_path, AT).diagnostics
    assert diagnostic.message.endswith("loads a style sheet by an instruction of its own (xml-stylesheet) (in its line 2)")


@pytest.mark.parametrize(
    "content",
    [
        '<path id="a" d="M0 0h9"/><use href="#a"/>',
        '<path fill="url(#a)" style="filter: url(\'#b\')" transform="rotate(9)" aria-label="see url(http://example.org)" d="M0 0"/>',
        "<style>@namespace url(http://www.w3.org/2000/svg); path { fill: url(#a) }</style>",
        '<set attributeName="href" to="#b"/><animate attributeName="x" values="1;2"/>',
        '<metadata><r:Work xmlns:r="http://web.resource.org/cc/" resource="http://example.org" src="x"/></metadata>',
        f'<image href="data:image/svg+xml,{quote(SVG.format("<path/>"))}"/><image href="data:image/png;base64,AA=="/>',
    ],
)
def test_self_contained_drawing_is_accepted(content: str, tmp_path: Path) -> None:
    (tmp_path / "press.svg").write_text(SVG.format(content), encoding="utf-8")
    assert codes("press.svg", tmp_path) == []
