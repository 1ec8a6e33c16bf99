"""The e-book as a browser draws it: whether every word can be seen, at three widths, by day and at night.

Only documents of a book with a style sheet of its own are drawn, and only where a Chromium is at hand. Each page is drawn with and without
its letters; a word is seen where the two pictures differ, across its whole box, and nothing else is written there. What is not seen without
the book's own sheet either is not its fault. Results are remembered by all that a page shows.

Reports V112, and S110 for what is pale only at night, where text without a colour of its own is white.
"""

import io
import json
import re
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import Path
from typing import Any

import tinycss2
from PIL import Image, ImageChops

from publish.book.css import rules_of
from publish.checks.document_reading import resolved
from publish.checks.epub_words import parsed, spine
from publish.checks.overprinting import Ink, overprinted
from publish.checks.screen_script import HIDE, NO_PAPER, PAPER, SETTLE, SHOW, START, TOUCHED, WORDS
from publish.diagnostics import Diagnostic, Location, Outcome, diagnostic
from publish.epub.container import FOLDER
from publish.epub.xhtml_file import STYLESHEET
from publish.model import Made
from publish.text.words import split_words
from publish.tools.browser import BrowserError, Page, open_page
from publish.tools.cache import Cache, digest
from publish.tools.processes import scratch_folder

WIDTHS = (320, 600, 1200)
HEIGHT = 800
TALLEST = 6000  # px of one picture
LEAST_DIFFERENCE = 30  # of 255, between a letter and its ground
LEAST_OF_A_PART = 14
NARROWEST_GAP = 0.06  # em
SMALLEST = 6.0  # px
SMALLEST_RAISED = 4.0
LEAST_BOX = 0.55  # em: the box of a text is higher, unless it is made smaller as a whole
TURNING_NIGHT = re.compile(r"color|background|shadow|filter|blend|scheme", re.IGNORECASE)
PSEUDO = re.compile(r"::[\w-]+(?:\([^)]*\))?")
WHITE = "rgb(255, 255, 255)"
MOST_QUOTED = 12  # words
MOST_REPORTED = 6  # texts of one document: one rule can hide hundreds


@dataclass(frozen=True, slots=True, kw_only=True)
class Unseen:
    """Words of one text that are not seen: in which state, why, and the places of the elements around them, the innermost first."""

    words: tuple[str, ...]
    state: str
    why: str
    trail: tuple[int, ...]
    only_at_night: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class _Drawn:
    """What the cache remembers of a document."""

    unseen: tuple[Unseen, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """What is known of the book's own style sheet: the e-book's sheet without it, its selectors, the widths for the night."""

    plain_css: str
    selectors: tuple[str, ...]
    nights: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class _Text:
    """One text of a drawn page: its words with their boxes (left, top, right, bottom, in px)."""

    words: Sequence[tuple[str, Sequence[tuple[float, float, float, float]]]]
    size: float
    raised: bool
    trail: tuple[int, ...]
    scrolls: bool
    colour: str
    vertical: bool


def check_screens(made: Made, own_sheet: Path, plain_css: str, browser: Path, cache: Cache) -> Outcome[int]:
    """The number of documents drawn, and a diagnostic for each text of which a reader does not see a word.

    `own_sheet` is the book's own style sheet, `plain_css` the e-book's sheet without it. No value if the browser fails, with X107.
    """
    diagnostics: list[Diagnostic] = []
    css = "\n".join(sheet.read_text(encoding="utf-8", errors="replace") for sheet in sorted(own_sheet.parent.rglob("*.css")))
    sheet = Sheet(plain_css=plain_css, selectors=tuple(_selectors(css)), nights=_nights(css))
    with zipfile.ZipFile(made.path) as container:
        files = [name for name in spine(container) if name in made.origins]
        keys = {name: digest("screens", str(browser), sheet, *_shown_by(container, name)) for name in files}
        recalled = {name: cache.recall(key, _Drawn) for name, key in keys.items()}
        results = {name: drawn.unseen for name, drawn in recalled.items() if drawn}
        missing = [name for name in files if name not in results]
        if missing:
            try:
                with scratch_folder("publish-screens-") as folder, open_page(browser) as page:
                    container.extractall(folder)
                    for name in missing:
                        results[name] = unseen_in(page, folder, name, sheet)
                        cache.keep(keys[name], _Drawn(unseen=results[name]))
            except BrowserError as fault:
                return Outcome(diagnostics=(_no_browser(browser, fault),))
    pale: list[Diagnostic] = []
    for name in files:
        hidden = list(_diagnostics(name, [text for text in results[name] if not text.only_at_night], made))
        diagnostics.extend(_counted(hidden, MOST_REPORTED))
        pale.extend(_diagnostics(name, [text for text in results[name] if text.only_at_night], made))
    return Outcome(value=len(files), diagnostics=(*diagnostics, *_counted(pale, 1)))


def _counted(diagnostics: Sequence[Diagnostic], most: int) -> Sequence[Diagnostic]:
    """The first diagnostics; the last of them says how many more there are."""
    more = len(diagnostics) - most
    if more <= 0:
        return diagnostics
    last = diagnostics[most - 1]
    return (*diagnostics[: most - 1], replace(last, message=f"{last.message} (and {more} more)"))


def _shown_by(container: zipfile.ZipFile, name: str) -> Iterator[bytes]:
    """The content of a file and of all that it shows."""
    yield container.read(name)
    root = parsed(container, name)
    shown = [resolved(name, element.get("src", "")) for element in root.iter("{*}img") if element.get("src")]
    styles = [entry for entry in sorted(container.namelist()) if "/styles/" in entry or "/fonts/" in entry]
    for entry in (*shown, *styles):
        if entry in container.NameToInfo:
            yield container.read(entry)


# --- one document -----------------------------------------------------------------------------------------------------------------------


def unseen_in(page: Page, folder: Path, name: str, sheet: Sheet) -> tuple[Unseen, ...]:
    """The words of a file in a folder that are not seen in some state, each text once, in the first state where it is so."""
    page.open((folder / name).as_uri())
    if not page.value_of(TOUCHED % json.dumps(sheet.selectors)):
        return ()
    page.value_of(START)
    unseen: dict[tuple[object, ...], Unseen] = {}
    for is_night, widths in ((False, WIDTHS), (True, sheet.nights)):
        for width in widths:
            for text in _in_state(page, width, is_night=is_night):
                unseen.setdefault((text.trail, text.words), text)
    if not unseen:
        return ()
    _without_own_sheet(page, folder, name, sheet.plain_css)
    also: set[tuple[int, ...]] = set()
    for width in WIDTHS:
        also |= {text.trail for text in _in_state(page, width, is_night=False)}
    return tuple(text for text in unseen.values() if text.trail not in also)


def _selectors(css: str) -> Iterator[str]:
    """The selectors of a sheet, those under conditions too, without pseudo-elements."""
    nodes = [*rules_of(css)]
    while nodes:
        node = nodes.pop()
        if node.type == "qualified-rule":
            yield PSEUDO.sub("", tinycss2.serialize(node.prelude).strip())
        elif node.type == "at-rule" and node.content and node.lower_at_keyword in {"media", "supports", "layer", "container"}:
            nodes.extend(tinycss2.parse_rule_list(node.content, skip_comments=True, skip_whitespace=True))


def _nights(css: str) -> tuple[int, ...]:
    """The widths at which a sheet is looked at by night: all where it has rules for the night, one where it has colours."""
    if "prefers-color-scheme" in css or "light-dark" in css:
        return WIDTHS
    return WIDTHS[1:2] if TURNING_NIGHT.search(css) else ()


def _without_own_sheet(page: Page, folder: Path, name: str, plain_css: str) -> None:
    """Open a file again, with the e-book's sheet as it is without the book's own."""
    sheet = folder / FOLDER / STYLESHEET
    whole = sheet.read_bytes()
    faces = "".join(re.findall(r"@font-face\s*\{.*?\}", whole.decode("utf-8", "replace"), re.DOTALL))
    sheet.write_text(faces + plain_css, encoding="utf-8")
    try:
        page.open((folder / name).as_uri())
        page.value_of(START)
    finally:
        sheet.write_bytes(whole)


def _in_state(page: Page, width: int, *, is_night: bool) -> list[Unseen]:
    state = f"{width} px wide{', at night' if is_night else ''}"
    page.call("Emulation.setEmulatedMedia", features=[{"name": "prefers-color-scheme", "value": "dark" if is_night else "light"}])
    page.call("Emulation.setDeviceMetricsOverride", width=width, height=HEIGHT, deviceScaleFactor=1, mobile=False)
    height = int(page.value_of(SETTLE))
    texts = [
        _Text(
            [(word, [tuple(rect) for rect in rects]) for word, rects in words], size, bool(raised), tuple(trail), scrolls, colour, vertical
        )
        for words, size, raised, trail, scrolls, colour, vertical in page.value_of(WORDS)
    ]
    faults = dict(_unread(texts, _differences(page, width, height), width, height, state))
    if is_night and faults:  # a reading system gives its own ground to text without one: it is seen on one of the two, or on none
        page.value_of(PAPER)
        on_paper = dict(_unread(texts, _differences(page, width, height), width, height, state))
        page.value_of(NO_PAPER)
        faults = {at: fault for at, fault in faults.items() if at in on_paper or texts[at].colour == WHITE}
    return [
        Unseen(words=words, state=state, why=why, trail=texts[at].trail, only_at_night=is_night and texts[at].colour == WHITE)
        for at, (words, why) in faults.items()
    ]


def _differences(page: Page, width: int, height: int) -> Image.Image:
    """How much each pixel of the page differs from the page without its letters, in the colour that differs most."""
    with_letters = _picture(page, width, height)
    page.value_of(HIDE)
    without = _picture(page, width, height)
    page.value_of(SHOW)
    red, green, blue = ImageChops.difference(with_letters, without).split()
    return ImageChops.lighter(ImageChops.lighter(red, green), blue)


def _picture(page: Page, width: int, height: int) -> Image.Image:
    whole = Image.new("RGB", (width, height))
    for top in range(0, height, TALLEST):
        part = Image.open(io.BytesIO(page.picture(top, width, min(TALLEST, height - top))))
        whole.paste(part.convert("RGB"), (0, top))
    return whole


# --- words ------------------------------------------------------------------------------------------------------------------------------


def _unread(
    texts: Sequence[_Text], drawn: Image.Image, width: int, height: int, state: str
) -> Iterator[tuple[int, tuple[tuple[str, ...], str]]]:
    """The texts of which words are not seen, by position: the words, and why."""
    boxes = [(at, word, rect) for at, text in enumerate(texts) if not text.vertical for word, rects in text.words for rect in rects]
    inks = [Ink(rect[0], rect[2], (rect[1] + rect[3]) / 2 + 0.35 * texts[at].size, texts[at].size) for at, _, rect in boxes]
    over = {(boxes[place][0], boxes[place][1]) for place in overprinted(inks)}
    for at, text in enumerate(texts):
        unread: dict[str, list[str]] = {}
        for word, rects in text.words:
            if split_words(word) and (why := _why_unread(text, word, rects, drawn, width, height)):
                unread.setdefault(why, []).append(word)
            elif split_words(word) and (at, word) in over:
                unread.setdefault("laid over other text", []).append(word)
        for (word, rects), (following, next_rects) in pairwise(() if text.vertical else text.words):
            if (
                rects
                and next_rects
                and -text.size < next_rects[0][0] - rects[-1][2] < NARROWEST_GAP * text.size
                and _level(rects[-1], next_rects[0])
            ):
                unread.setdefault("without a space between the words", []).extend((word, following))
        if unread:
            why = max(unread, key=lambda reason: len(unread[reason]))
            yield at, (tuple(unread[why]), why)


def _level(one: Sequence[float], other: Sequence[float]) -> bool:
    """Whether two boxes stand on one line."""
    return abs(one[3] - other[3]) < 1


def _why_unread(
    text: _Text, word: str, rects: Sequence[tuple[float, float, float, float]], drawn: Image.Image, width: int, height: int
) -> str:
    """Why a word is not seen; "" if it is."""
    if not any(right - left > 0.5 and bottom - top > 0.5 for left, top, right, bottom in rects):
        return "not drawn"
    tallest = text.size if text.vertical else max(bottom - top for _, top, _, bottom in rects)
    if text.size <= (SMALLEST_RAISED if text.raised else SMALLEST) or tallest < LEAST_BOX * text.size:
        return "too small to read"
    if text.scrolls:
        return ""
    for left, top, right, bottom in rects:
        if left < -1.5 or top < -1.5 or right > width + 1.5 or bottom > height + 0.4 * text.size:
            return "off the page"
        if text.vertical or bottom - top > 2.2 * text.size:  # an initial, or a vertical line
            if _most(drawn, left, top, right, bottom) < LEAST_DIFFERENCE:
                return "covered, cut off or without contrast to its ground"
            continue
        middle = (top + bottom) / 2
        head, foot = middle - 0.35 * text.size, middle + 0.4 * text.size
        if _most(drawn, left, head, right, foot) < LEAST_DIFFERENCE:
            return "covered, cut off or without contrast to its ground"
        if len(rects) > 1 or len(word) < 3 or right - left < text.size or not word.isalpha():
            continue  # a dash has ink at one height only
        third, line = (right - left) / 3, middle + 0.05 * text.size
        parts = ((left, head, left + third, foot), (right - third, head, right, foot), (left, line, right, foot), (left, head, right, line))
        if any(_most(drawn, *part) < LEAST_OF_A_PART for part in parts):
            return "cut off or covered in part"
    return ""


def _most(drawn: Image.Image, left: float, top: float, right: float, bottom: float) -> int:
    """The greatest difference in a box of the page."""
    box = (max(0, int(left)), max(0, int(top)), min(drawn.width, int(right) + 1), min(drawn.height, int(bottom) + 1))
    if box[0] >= box[2] or box[1] >= box[3]:
        return 0
    extremes: Any = drawn.crop(box).getextrema()
    return int(extremes[1])


# --- diagnostics ------------------------------------------------------------------------------------------------------------------------


def _diagnostics(name: str, unseen: Sequence[Unseen], made: Made) -> Iterator[Diagnostic]:
    origin = made.origins[name]
    for text in unseen:
        line = next((origin.lines[place] for place in text.trail if place < len(origin.lines) and origin.lines[place]), None)
        quoted = " ".join(text.words[:MOST_QUOTED]) + (" …" if len(text.words) > MOST_QUOTED else "")
        at = Location(path=origin.path, line=line)
        if text.only_at_night:
            message = f"“{quoted}” is not seen at night, where text without a colour of its own is white ({name}, {text.state})"
            yield diagnostic("S110", message, help="give the text a colour in styles/epub.css where you give it a ground", at=at)
        else:
            message = f"“{quoted}” is not seen in the e-book as a browser draws it: {text.why} ({name}, {text.state})"
            yield diagnostic("V112", message, help="look in styles/epub.css for a rule that hides, moves, covers or cuts it", at=at)


def _no_browser(browser: Path, fault: BrowserError) -> Diagnostic:
    remedy = "the style sheet was judged by reading it alone; name another browser in PUPPETEER_EXECUTABLE_PATH, or mend this one"
    return diagnostic("X107", f"{browser.name} did not draw the e-book: {fault}", help=remedy)
