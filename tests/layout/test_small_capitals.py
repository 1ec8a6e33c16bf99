"""Small capitals on pages: never mixed with other letters."""

from pathlib import Path

import pytest

from layout.section_samples import SHEET, call, chapter, drawn_text, note, set_well, small_page
from publish.book.faces import faces, glyphs_of
from publish.layout.workers import Workers
from publish.model import Fragment

CAPS = """
p { font-family: "EB Garamond", "Cardo"; text-align: left; hyphens: none }
.caps { font-variant-caps: all-small-caps; letter-spacing: 0.1em }
.some { font-variant-caps: small-caps }
.footnote { font-variant-caps: normal; letter-spacing: normal }
code { font-family: "Source Code Pro" }
"""
ROMAN = next(face for face in faces() if face.family == "EB Garamond" and face.style == "normal")


def set_text(pool: Workers, folder: Path, markup: str) -> Fragment:
    section = chapter(f'<p data-line="7">{markup}</p>', *([note(1, "<p>Дом.</p>")] if "noteref" in markup else []))
    return set_well(pool.layout_all([(section, small_page(folder, SHEET + CAPS))])[0])


def plain_letters(fragment: Fragment) -> str:
    """The letters of the text face that are drawn as they are outside small capitals."""
    own = {glyph: letter for letter, glyph in glyphs_of(ROMAN).by_character.items()}
    drawn = [glyph for font in fragment.fonts if (font.family, font.style) == ("EB Garamond", "normal") for glyph in font.texts]
    return "".join(sorted(own[glyph] for glyph in drawn if own.get(glyph, "").isalpha()))


@pytest.mark.parametrize(
    ("markup", "text", "plain"),
    [
        ('<span class="caps">Ada Œuvre</span>', "Ada Œuvre", ""),
        ('<span class="some">Ada</span>', "Ada", "A"),
        ('<span class="caps">Nguyễn</span>', "NGUYỄN", "GNUYỄ"),
        ('<span class="some">Nguyễn <em>Du</em></span>', "NGUYỄN Du", "GNUYỄ"),
        ('<span class="caps">Лев</span>', "ЛЕВ", "ВЕЛ"),
        ('<span class="caps">μῆν</span>', "μῆν", "μνῆ"),
        ('<span class="caps"><b style="font-weight: 400">Nguy</b>ễn</span>', "NGUYỄN", "GNUYỄ"),
        ('<span class="caps">Ada <code>x.y</code></span>', "Ada x.y", ""),
        (f'<span class="caps">Лев{call(1)}</span>', "ЛЕВ11. Дом.", "ВДЕЛмо"),
    ],
)
def test_text_is_set_of_one_piece(pool: Workers, tmp_path: Path, markup: str, text: str, plain: str) -> None:
    fragment = set_text(pool, tmp_path, markup)
    drawn = "".join(drawn_text(fragment)).replace("\u2060", "").replace("\u2002", " ")
    assert drawn.casefold() == text.casefold()
    assert plain_letters(fragment) == "".join(sorted(plain))


def test_first_line_and_generated_text_are_set_of_one_piece(pool: Workers, tmp_path: Path) -> None:
    markup = '<span class="lead">word</span>'
    sheet = SHEET + CAPS + '.lead::before { content: "Лев "; font-variant-caps: small-caps }'
    fragment = set_well(pool.layout_all([(chapter(f"<p>{markup}</p>"), small_page(tmp_path, sheet))])[0])
    assert plain_letters(fragment) == "".join(sorted("ЛЕВword"))
