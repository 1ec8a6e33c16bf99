"""Reading style sheets: what hides text is found, whatever it is written with; what designers write passes.

Each rule is read in a document with a block of the class `x`. No browser is asked.
"""

import re
from functools import lru_cache
from pathlib import Path

import cssselect2
import pytest
from lxml import etree

from publish.checks.css_declarations import known_properties
from publish.checks.css_rules import read_sheets
from publish.checks.visibility import Look, Styles
from publish.epub.styling import styling
from publish.resources import styles_dir
from publish.tools.cache import Cache

TEXT = "A passage that no reader sees, since it is not shown, although it has more than a line of text in it."
MARKUP = f"""<html xmlns="http://www.w3.org/1999/xhtml"><body><section><p>A line before it.</p><div class="x"><p>{TEXT}</p></div>\
<p>A line after it.</p></section></body></html>"""

HERE = Path(__file__).parent
HIDING = (HERE / "hiding_rules.txt").read_text(encoding="utf-8").splitlines()
"""Declarations of `.x`, or whole rules, that leave its words unread."""

HARMLESS = (HERE / "harmless_sheets.txt").read_text(encoding="utf-8").splitlines()
"""Sheets as designers write them."""


@lru_cache(maxsize=1)
def our_sheet() -> str:
    """The e-book's sheet without a book's own."""
    styled = styling(styles_dir(), Path("/nowhere"), Cache(None), "en").value
    assert styled
    return styled.css


def judged(css: str, markup: str = MARKUP) -> tuple[list[str], list[str], Styles]:
    """What hides text, and what may hide it, in the document with this rule."""
    styles = Styles.of([css])
    faults: dict[str, None] = {}
    doubts: dict[str, None] = {}

    def walk(element: cssselect2.ElementWrapper, outer: Look) -> None:
        look = styles.look(element, outer)
        if (element.etree_element.text or "").strip():
            faults.update({look.fault: None} if look.fault else {})
            doubts.update(dict.fromkeys(look.doubts))
        for child in element.iter_children():
            walk(child, look)

    walk(cssselect2.ElementWrapper.from_xml_root(etree.fromstring(markup)), Look())
    return list(faults), [*doubts, *styles.unknown, *styles.covers], styles


@pytest.mark.parametrize("css", HIDING)
def test_rule_that_hides_text_is_found(css: str) -> None:
    faults, _, _ = judged(css if "{" in css else f".x{{{css}}}")
    assert faults


@pytest.mark.parametrize("css", HARMLESS)
def test_sheet_that_designers_write_passes(css: str) -> None:
    faults, doubts, styles = judged(css)
    assert (faults, doubts, list(styles.inserted)) == ([], [], [])


@pytest.mark.parametrize(
    "css",
    [
        ".x{position:absolute}",
        ".x{margin-top:-1.5em}",
        ".x{unheard-of:1}",
        ".x{left:unheard(1px);position:relative}",
        ".x{color:unheard(1)}",
        ".x{order:-1}",
        ".x{background:#ffe}",
        ".x{grid-area:1/1}",
        ".x{grid-row-end:2}",
        ".x{grid-column-end:-1;grid-row:1}",
        ".x p:unheard-of{margin-left:-9em}",
        "@unheard-of{.x{display:none}}",
        ".x{transform:translateX(-80%)}",
        ".x::before{content:url(a.png);position:absolute}",
    ],
)
def test_rule_that_may_hide_text_is_a_doubt(css: str) -> None:
    faults, doubts, _ = judged(css)
    assert faults == []
    assert doubts


def test_cover_without_text_is_a_doubt() -> None:
    markup = MARKUP.replace("<p>A line before", '<div class="veil"></div><p>A line before')
    assert judged(".veil{position:absolute;top:0;left:0;width:100%;height:9em;background:#fff}", markup)[1] == ["position: absolute"]


def test_words_that_a_sheet_writes_are_listed() -> None:
    _, _, styles = judged(".x::before{content:\"Note: \"} .x p::after{content:' •'}")
    assert list(styles.inserted) == ['::before, content: "Note: "']


def test_light_page_that_turns_dark_for_its_ground_alone_is_a_doubt_at_night() -> None:
    _, doubts, _ = judged(".x { background: #fff8dc }")
    assert doubts == ["background: #fff8dc (at night, where text without a colour of its own is white)"]


def test_our_own_sheet_has_nothing_to_judge() -> None:
    assert read_sheets([our_sheet()]).rules == ()


def test_every_property_of_our_sheets_is_in_the_table() -> None:
    written = {name for path in styles_dir().glob("*.css") for name in re.findall(r"^ +([a-z-]+):", path.read_text(encoding="utf-8"), re.M)}
    plain = {re.sub(r"^-(?:webkit|epub)-", "", name) for name in written if not name.startswith("--")}
    assert plain - known_properties().keys() - {"footnote-call", "bookmark-label"} <= set()
