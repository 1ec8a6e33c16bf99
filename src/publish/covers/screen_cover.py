"""The cover of an e-book set in type: a picture of 1600 × 2560 pixels, as shops want them (Kindle, “Cover image guidelines”: 1.6 to 1)."""

import unicodedata
from pathlib import Path

from publish.book.cover_markup import COVER_END, COVER_LIMIT, cover_page
from publish.book.fallback_faces import undrawable_letter
from publish.book.sheet_checks import sheet_for_print
from publish.book.typefaces import typefaces
from publish.config import Configuration
from publish.config.resolution import place_of_key
from publish.diagnostics import Outcome, diagnostic
from publish.layout.print_html import html_text
from publish.layout.setting_key import setting_key
from publish.layout.sheet_judge import remembering
from publish.layout.workers import Workers
from publish.model import Fragment, Setting, Side
from publish.resources import styles_dir
from publish.tools.cache import Cache, digest
from publish.units import trim_from_text

SHEET = "cover-screen.css"
OWN = "cover.css"
TRIM = "5in x 8in"
WIDTH = 1600  # pixels
SCALES = (1.0, 0.85, 0.72, 0.6, 0.5, 0.4)


def typeset_cover(configuration: Configuration, workers: Workers, scratch: Path, cache: Cache) -> Outcome[bytes]:
    """The cover as a PNG. Reports what is wrong with the sheets (S), and what the worker reports.

    No value and E503, a warning, where a letter of it is in no face of ours: the e-book, whose reader may have one, is made without.
    """
    folder = configuration.folder
    fonts = typefaces(configuration, cache)
    if fonts.value is None:
        return Outcome(diagnostics=fonts.diagnostics)
    book_faces = fonts.value.on_paper
    letter = undrawable_letter("".join(map(str, cover_page(configuration).itertext())), book_faces)
    if letter is not None:
        name = unicodedata.name(letter, "a character without a name")
        message = f"no cover is set in type: “{letter}” (U+{ord(letter):04X} {name}) is in no font of publish"
        at = place_of_key(folder, "title")
        return Outcome(
            diagnostics=(diagnostic("E503", message, help='draw one, and name it: cover = "images/cover.jpg" under [epub]', at=at),)
        )
    flat = sheet_for_print([styles_dir() / SHEET], folder / "styles" / OWN, {}, remembering(cache), fonts.value, cache)
    if flat.value is None or flat.failed:
        return Outcome(diagnostics=flat.diagnostics)
    setting = Setting(folder=folder, first_side=Side.RECTO, trim=trim_from_text(TRIM), stylesheet=flat.value, faces=book_faces)
    key = digest("cover", html_text(cover_page(configuration)), configuration.language, *setting_key(setting))
    cached = cache.recall(key, bytes)
    if cached is None:
        drawn = _drawn(configuration, setting, workers, scratch, cache)
        if drawn.value is None:
            return Outcome(diagnostics=(*flat.diagnostics, *drawn.diagnostics))
        cache.keep(key, drawn.value)
        cached = drawn.value
    return Outcome(value=cached, diagnostics=flat.diagnostics)


def _drawn(configuration: Configuration, setting: Setting, workers: Workers, scratch: Path, cache: Cache) -> Outcome[bytes]:
    """The cover at the largest scale at which all of it has room."""
    for scale in SCALES:
        outcome = workers.set_html(html_text(cover_page(configuration, scale)), setting, configuration.language)
        if outcome.value is None or stands_clear(outcome.value, COVER_END, COVER_LIMIT):
            break
    if outcome.value is None:
        return Outcome(diagnostics=outcome.diagnostics)
    return Outcome(value=_picture(outcome.value, setting, scratch / "cover.pdf", cache))


def stands_clear(fragment: Fragment, end: str, limit: str) -> bool:
    """Whether what ends at one anchor ends above another; what has no room at all has no end."""
    places = {anchor.id: (anchor.page, anchor.top) for anchor in fragment.anchors}
    return end in places and places[end] <= places[limit]


def _picture(fragment: Fragment, setting: Setting, path: Path, cache: Cache) -> bytes:
    from publish.pdf.bound_file import BoundFile  # a cover is drawn once, and the libraries for it take long to load
    from publish.pdf.sheets import Sheet
    from publish.press.fonts import embedded_faces
    from publish.tools.ink_coverage import picture_of_page

    file = BoundFile(embedded_faces(fragment.fonts, setting.faces, cache), Sheet(trim=setting.trim))
    file.append(fragment.pdf, [0])
    file.save(path)
    return picture_of_page(path, 0, WIDTH)
