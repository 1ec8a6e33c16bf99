"""The e-book drawn by a browser: what cannot be seen there is found, also what reading the style sheet cannot decide."""

from collections.abc import Callable
from pathlib import Path

import pytest

from orders import order
from publish.build import build
from publish.checks.screen_looks import WIDTHS, Sheet, unseen_in
from publish.diagnostics import PublishError
from publish.epub.styling import styling
from publish.resources import styles_dir
from publish.rules import SMALLEST_BOOK
from publish.tools.browser import BrowserError, open_page
from publish.tools.cache import Cache

pytestmark = pytest.mark.slow
TEXT = "A passage that no reader sees, since it is not shown, although it has more than a line of text in it."
FILE = f"""<html xmlns="http://www.w3.org/1999/xhtml"><head><title>One</title><link rel="stylesheet" href="../styles/book.css"/></head>
<body><section><header><h1>One</h1></header><p>A line before it.</p><div class="x"><p>{TEXT}</p></div><p>A line after it.</p></section>
</body></html>"""
HIDING = (
    "position:absolute;top:0",
    "margin-top:-1.3em",
    "word-spacing:-.4em",  # wider than the space of any face that a machine may have
    "height:1.6em;overflow:hidden",
    "font-size:10%",
    "text-shadow:0 0 9px #fff;color:#fff",
    "transform:scale(.1)",
    "background:#000;color:#000",
    "left:9999px;position:absolute",
    "@media (min-width:1100px){.x{opacity:0}}",
    "@media (prefers-color-scheme:dark){.x{color:#000;background:#000}}",
    '.x{position:relative}.x::after{content:"";position:absolute;inset:0;background:#fff}',
    "@keyframes k{to{opacity:0}} .x{animation:k 1s forwards}",
)
HARMLESS = (
    "body{font-family:Georgia,serif;line-height:1.5;margin:0 5%;text-align:justify;hyphens:auto;color:#222}",
    "p::first-letter{float:left;font-size:3.2em;line-height:.8;padding-right:.08em;color:#900}",
    "@supports (initial-letter: 3) { p::first-letter { initial-letter: 3 } }",
    ".x{writing-mode:vertical-rl}",
    ".x{background:#222;color:#eee;padding:1em;position:relative} .x::before{content:'!';position:absolute;left:-1em}",
    "h1+p{margin-top:-.5em} .x{transform:rotate(-2deg)} .x p{font-variant:small-caps}",
    ".unused{display:none}",
)


def unseen(folder: Path, rules: tuple[str, ...], browser: Path) -> dict[str, list[str]]:
    """Why text is not seen, for each rule."""
    styled = styling(styles_dir(), folder, Cache(None), "en").value
    assert styled
    (folder / "EPUB/styles").mkdir(parents=True)
    (folder / "EPUB/text").mkdir()
    (folder / "EPUB/text/one.xhtml").write_text(FILE, encoding="utf-8")
    reasons = {}
    with open_page(browser) as page:
        for rule in rules:
            own = rule if "{" in rule else f".x{{{rule}}}"
            (folder / "EPUB/styles/book.css").write_text(f"{styled.css}\n{own}", encoding="utf-8")
            nights = WIDTHS[1:2] if "scheme" in rule or "color" in rule else ()
            sheet = Sheet(plain_css=styled.css, selectors=("body", ".x") if ".unused" not in rule else (".unused",), nights=nights)
            reasons[rule] = [text.why for text in unseen_in(page, folder, "EPUB/text/one.xhtml", sheet)]
    return reasons


def test_rule_that_hides_text_is_seen_by_the_browser(tmp_path: Path, require_tool: Callable[[str], Path]) -> None:
    reasons = unseen(tmp_path, HIDING, require_tool("chromium"))
    assert [rule for rule, why in reasons.items() if not why] == []


def test_sheet_that_designers_write_is_seen_whole(tmp_path: Path, require_tool: Callable[[str], Path]) -> None:
    reasons = unseen(tmp_path, HARMLESS, require_tool("chromium"))
    assert {rule: why for rule, why in reasons.items() if why} == {}


def test_build_with_a_browser_settles_doubts_and_stops_at_what_is_not_seen(tmp_path: Path, require_tool: Callable[[str], Path]) -> None:
    folder = tmp_path / "book"
    text = f"# One\n\nA line before it.\n\n::: x\n{TEXT}\n:::\n\nA line after it.\n"
    for name, content in {**SMALLEST_BOOK, "one.md": text, "styles/epub.css": ".x { position: absolute; left: 0; top: 40em }"}.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(content, encoding="utf-8")
    wanted = order(folder=folder, output=tmp_path / "out", editions=("epub",), browser=require_tool("chromium"))
    for _ in range(2):  # the second time from the cache
        assert [str(fault) for fault in build(wanted).diagnostics] == []
    (folder / "styles/epub.css").write_text(".x { margin-top: -1.4em }", encoding="utf-8")
    with pytest.raises(PublishError) as stop:
        build(wanted)
    places = {(fault.code, str(fault.location)) for fault in stop.value.diagnostics}
    assert places == {("V112", "one.md:3"), ("V112", "one.md:6")}


def test_program_that_is_no_browser_is_an_error_of_its_own() -> None:
    with pytest.raises(BrowserError), open_page(Path("/bin/true")):
        pass
