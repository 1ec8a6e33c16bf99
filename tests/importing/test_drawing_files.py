"""Drawings that refer to other files come into the book with them, and such as can be printed."""

import pytest
from lxml import etree

from publish.importing.blocks import Reading
from publish.importing.readers.pages import Page, read_pages

PNG = b"\x89PNG\r\n\x1a\n"
NAMES = 'xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"'
FRAMED = f'<svg {NAMES} viewBox="0 0 9 9"><image width="9" xlink:href="a.png"/><text>A mill</text></svg>'
FILES = {
    "art/framed.svg": FRAMED,
    "art/nested.svg": f'<svg {NAMES}><image href="framed.svg"/></svg>',
    "art/gone.svg": f'<svg {NAMES}><image href="gone.png"/><rect width="9"/></svg>',
    "art/odd.svg": f'<?xml-stylesheet href="y.css"?><svg {NAMES} viewBox="a"><image/>'
    '<script>x()</script><rect onclick="x()" width="9"/></svg>',
    "art/styled.svg": f'<?xml-stylesheet href="x.css"?><svg {NAMES}><rect width="9"/></svg>',
    "art/x.css": "rect { fill: red }",
    "art/plain.svg": f'<svg {NAMES} viewBox="0 0 9,9"><rect width="9"/></svg>',
}


def read(body: str) -> Reading:
    """The reading of a page whose drawings are in a folder."""
    files = {name: text.encode() for name, text in FILES.items()} | {"art/a.png": PNG, "a.png": PNG}
    return read_pages(
        [Page(name="page.html", path="page.html", text=f"<html><body><p>One.</p>{body}</body></html>")], files.get, "page.html"
    )


@pytest.mark.parametrize("name", ["framed", "nested"])
def test_picture_that_a_drawing_shows_is_in_it(name: str) -> None:
    reading = read(f'<img src="art/{name}.svg">')
    image = etree.fromstring(reading.pictures[f"images/{name}.svg"]).find("{*}image")
    assert image is not None
    assert any(str(value).startswith("data:image/") for value in image.attrib.values())
    assert not reading.diagnostics


def test_drawing_within_a_page_keeps_its_pictures() -> None:
    (content,) = read(FRAMED.replace("<image", '<image href="a.png"/><image')).pictures.values()
    assert content.count(b"data:image/png") == 2


def test_picture_that_is_missing_in_a_drawing_is_told() -> None:
    reading = read('<img src="art/gone.svg">')
    assert [(one.code, "gone.png" in one.message, "gone.svg" in one.message) for one in reading.diagnostics] == [("I111", True, True)]
    assert b"<image" not in reading.pictures["images/gone.svg"]


def test_what_cannot_be_printed_is_taken_out() -> None:
    content = read('<img src="art/odd.svg">').pictures["images/odd.svg"]
    assert not any(word in content for word in (b"stylesheet", b"viewBox", b"<image", b"x()"))
    assert b"<rect" in content


def test_style_sheet_of_a_drawing_is_in_it() -> None:
    content = read('<img src="art/styled.svg">').pictures["images/styled.svg"]
    assert b">rect { fill: red }</" in content
    assert b"stylesheet" not in content


def test_plain_drawing_stays_as_it_is() -> None:
    assert read('<img src="art/plain.svg">').pictures["images/plain.svg"] == FILES["art/plain.svg"].encode()
