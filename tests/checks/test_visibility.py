"""Reading style sheets: what hides text is found, whatever it is written with; what designers write passes.

Each rule is read in a document with a block of the class `x`. No browser is asked.
"""

import re
from collections.abc import Mapping
from functools import lru_cache
from io import BytesIO
from pathlib import Path

import cssselect2
import pytest
from lxml import etree
from PIL import Image

from publish.checks.css_colours import Colour
from publish.checks.css_declarations import PREFIXES, known_properties
from publish.checks.css_rules import read_sheets
from publish.checks.css_values import keyword_properties
from publish.checks.ground_pictures import shades_of
from publish.checks.harmless_values import BETWEEN
from publish.checks.harmless_values import HARMLESS as HARMLESS_VALUES
from publish.checks.hidden_text import JUDGES
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


DOUBTFUL = (HERE / "doubtful_rules.txt").read_text(encoding="utf-8").splitlines()
"""Declarations of `.x`, or whole rules, that may leave words unread; nobody can say without drawing them."""

DECLARATION = re.compile(r"(?<![\w-])(-?[a-z][\w-]*)\s*:\s*[^;{}]*(?=[;}])")


def ruled(css: str) -> str:
    """The rule of a line of these files."""
    return css if "{" in css else f".x{{{css}}}"


@lru_cache(maxsize=1)
def our_sheet() -> str:
    """The e-book's sheet without a book's own."""
    styled = styling(styles_dir(), Path("/nowhere"), Cache(None), "en").value
    assert styled
    return styled.css


def judged(css: str, markup: str = MARKUP, pictures: Mapping[str, tuple[Colour, ...]] | None = None) -> tuple[list[str], list[str], Styles]:
    """What hides text, and what may hide it, in the document with this rule."""
    styles = Styles.of([css], pictures)
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
    faults, _, _ = judged(ruled(css))
    assert faults


@pytest.mark.parametrize("css", HARMLESS)
def test_sheet_that_designers_write_passes(css: str) -> None:
    faults, doubts, styles = judged(css)
    assert (faults, doubts, list(styles.inserted)) == ([], [], [])


@pytest.mark.parametrize("css", DOUBTFUL)
def test_rule_that_may_hide_text_is_a_doubt(css: str) -> None:
    faults, doubts, _ = judged(ruled(css))
    assert faults == []
    assert doubts


def test_table_of_properties_says_which_are_judged() -> None:
    """For each property of the table that is judged, a rule of which more is told than of the same rule without the property."""
    judges = set()
    for rule in map(ruled, (*HIDING, *DOUBTFUL)):
        told = judged(rule)[:2]
        for match in DECLARATION.finditer(rule):
            without = f"{rule[: match.start()]}cursor:auto{rule[match.end() :]}"
            name = next((match[1].removeprefix(prefix) for prefix in PREFIXES if match[1].startswith(prefix)), match[1])
            if name not in judges and judged(without)[:2] != told:
                judges.add(name)
    assert {name for name, kind in known_properties().items() if kind != "harmless"} == judges & known_properties().keys()


def test_every_judge_has_a_row_in_the_table() -> None:
    named = {*JUDGES, *HARMLESS_VALUES, *BETWEEN, *keyword_properties()}
    assert {name for name in named if known_properties().get(name, "harmless") == "harmless"} == set()


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


def picture(*shades: str) -> bytes:
    """A picture of stripes."""
    made = Image.new("RGB", (10 * len(shades), 10))
    for at, shade in enumerate(shades):
        made.paste(shade, (10 * at, 0, 10 * at + 10, 10))
    content = BytesIO()
    made.save(content, "PNG")
    return content.getvalue()


@pytest.mark.parametrize(
    ("shades", "css", "is_told"),
    [
        (["#fff", "#eee"], "background:url(a.png)", False),
        (["#000"], "background:url(a.png);color:#fff", True),  # where the picture does not reach, or is not shown
        (["#000"], "background:#000 url(a.png);color:#fff", False),
        (["#000"], "background:#fff url(a.png)", True),
        (["#fff", "#000"], "background-image:url(a.png)", True),
        (["#fff", "#000"], "background-image:url(a.png);background-size:0;color:#999", False),
        (["#fff"], "background-image:url(b.png)", True),
    ],
)  # fmt: skip
def test_picture_under_text_is_judged_by_its_shades(shades: list[str], css: str, is_told: bool) -> None:
    pictures = {"a.png": shades_of(picture(*shades))}
    faults, doubts, _ = judged(ruled(css), pictures=pictures)
    assert bool([*faults, *(doubt for doubt in doubts if "at night" not in doubt)]) is is_told


@pytest.mark.parametrize("content", [b"", b"no picture", picture("#fff")[:40]])
def test_picture_that_cannot_be_read_has_no_shades(content: bytes) -> None:
    assert shades_of(content) == ()
