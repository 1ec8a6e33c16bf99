"""What a page shows in ways that a book has not: its words stay, drawings become pictures, and the rest is named."""

import pytest

from publish.importing.blocks import Reading
from publish.importing.inline import CODE, CODE_END, IMAGE, IMAGE_END, IMAGE_MIDDLE, INLINE_NOTE, INLINE_NOTE_END, plain
from publish.importing.left_out import LeftOutKind
from publish.importing.readers.pages import Page, read_pages

PNG = b"\x89PNG\r\n\x1a\n"


def read(body: str, language: str = "en") -> Reading:
    """The reading of a page with a second line."""
    text = f"<html lang='{language}'><body><p>First.</p>\n{body}<p>Last.</p></body></html>"
    return read_pages(
        [Page(name="page.html", path="page.html", text=text)], lambda path: PNG if path.endswith(".png") else None, "page.html"
    )


SHOWN = {
    "reading": ("<p><ruby>漢<rt>kan</rt>字<rt>ji</rt></ruby></p>", "漢(kan)字(ji)"),
    "reading_with_brackets": ("<p><ruby>漢<rp>[</rp><rt>kan</rt><rp>]</rp></ruby></p>", "漢[kan]"),
    "quotation": ("<p>He said <q>no, <q>not</q> <b>me</b></q>.</p>", "He said “no, ‘not’ me”."),
    "quotation_in_german": ("<p lang='de'>Er sagte <q>nein</q>.</p>", "Er sagte „nein“."),
    "film": ("<video src='a.mp4'><source src='b.mp4'>See <a href='http://x.org'>it</a>.</video>", "See it."),
    "frame": ("<iframe src='//x.org/a' title='A film'></iframe>", "A film"),
    "object_in_a_line": ("<p>An <object data='a.bin'>odd</object> word.</p>", "An odd word."),
    "without_program": ("<noscript><p>Kept.</p></noscript>", "Kept."),
    "needs_program": ("<noscript>Please enable JavaScript.</noscript><p>Kept.</p>", "Kept."),
    "fields": ("<form><p>Name: <input> <button>Send</button></p></form>", "Name:"),
}
"""Parts of pages, and their words in the book."""


@pytest.mark.parametrize("name", SHOWN)
def test_words_of_a_page_stay(name: str) -> None:
    body, expected = SHOWN[name]
    assert [plain(block.text).strip() for block in read(body).blocks] == ["First.", expected, "Last."]


LEFT = {
    "<audio src='a.mp3'></audio>": (LeftOutKind.FILM, "a.mp3"),
    "<iframe src='https://x.org'></iframe>": (LeftOutKind.FRAME, "https://x.org"),
    "<canvas>It moves.</canvas>": (LeftOutKind.FRAME, "It moves."),
    "<template>gone</template>": (LeftOutKind.HIDDEN, "gone"),
    "<svg><path a~b='1'/></svg>": (LeftOutKind.DRAWING, ""),
}
"""Parts of pages, and what does not come along of them."""


@pytest.mark.parametrize("body", LEFT)
def test_what_a_book_cannot_show_is_named_with_its_line(body: str) -> None:
    assert [(one.kind, one.text, one.at.line) for one in read(body).left_out] == [(*LEFT[body], 2)]


@pytest.mark.parametrize(
    "body", ["<nav><video src='a.mp4'></video></nav>", "<audio></audio>", "<p><svg width='16'><path d='M0'/></svg></p>"]
)
def test_what_nobody_misses_is_not_named(body: str) -> None:
    assert read(body).left_out == ()


@pytest.mark.parametrize(
    ("body", "source", "alt"),
    [
        ("<img src='data:image/gif;base64,R0lGODlhAQABAAAAACw=' data-src='late.png' alt='A mill'>", "late", "A mill"),
        ("<img src='' srcset='small.png 200w, large.png 800w'>", "large", None),
        ("<picture><source srcset='wide.png 2x, thin.png 1x'><img alt='A mill'></picture>", "wide", "A mill"),
        ("<img src='blank.gif'><noscript><img src='full.png'></noscript>", "full", None),
        ("<object data='a.png' type='image/png'>A mill</object>", "a", "A mill"),
        ("<svg><image xlink:href='cover.png'/><title>A mill</title></svg>", "cover", "A mill"),
    ],
)
def test_picture_is_found_however_the_page_loads_it(body: str, source: str, alt: str | None) -> None:
    pictures = [block for block in read(body).blocks if block.picture]
    assert [(block.picture, block.alt) for block in pictures] == [(f"images/{source}.png", alt)]


def test_drawing_becomes_a_picture_with_its_description() -> None:
    drawing = (
        "<svg viewBox='0 0 9 9' onload='x()' inkscape:version='1'><sodipodi:namedview/>"
        "<title>A mill</title><desc>On a hill.</desc><linearGradient id='a'/><script>x()</script>"
        "<a xlink:href='http://x.org'><path d='M0 0' fill='url(#a)'/></a></svg>"
    )
    reading = read(f"{drawing}<p>A sign <svg width='16'><path d='M0 0'/></svg>.</p>")
    (block,) = [block for block in reading.blocks if block.picture]
    (content,) = reading.pictures.values()
    assert block.alt == "A mill. On a hill"
    assert b'viewBox="0 0 9 9"' in content
    assert b"<linearGradient" in content
    assert not any(word in content for word in (b"onload", b"x()", b"http://x.org"))


def test_notes_in_the_margin_are_notes() -> None:
    body = (
        "<p>Said<label for='a' class='margin-toggle'>&#8853;</label><input type='checkbox' id='a' class='margin-toggle'>"
        "<span class='marginnote'>A <kbd>note</kbd>.</span> so <img src='a.png'>.</p>"
    )
    image = f"{IMAGE}images/a.png{IMAGE_MIDDLE}{IMAGE_END}"
    assert read(body).blocks[1].text == f"Said{INLINE_NOTE} A {CODE}note{CODE_END}. {INLINE_NOTE_END} so {image}."
