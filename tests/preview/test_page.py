"""The page in a real browser: the spread, its words, the e-book, the lists, the keyboard; a change appears by itself."""

import json
import os
import re
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from preview.desks import SECONDS, book_in, change, long_chapter

pytestmark = pytest.mark.slow

WAIT = SECONDS * 1000
expect.set_options(timeout=WAIT)


@pytest.fixture(scope="module")
def browser(require_tool: Callable[[str], Path]) -> Iterator[Browser]:
    """A Chromium without a window."""
    program = require_tool("chromium")
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=program, args=["--no-sandbox", "--disable-dev-shm-usage"])
        yield started
        started.close()


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A book of two chapters, with links and a note."""
    two = "# Two\n\nA short section[^a] with a [link](https://example.org) and one to [the first](#one).\n\n[^a]: A short note.\n"
    return book_in(tmp_path_factory.mktemp("page") / "book", one=long_chapter(), two=two)


@pytest.fixture(scope="module")
def address(folder: Path) -> Iterator[str]:
    """The address of `publish preview`, which is ended by Ctrl-C at the end and leaves nothing behind."""
    command = [sys.executable, "-m", "publish", "preview", "--book", str(folder), "--output", str(folder.parent / "output"), "--no-browser"]
    environment = {**os.environ, "VISUAL": "", "TMPDIR": str(folder.parent)}
    with subprocess.Popen([*command, "--port", "0"], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment) as process:
        assert process.stdout
        assert process.stderr
        yield process.stdout.readline().strip()
        process.send_signal(signal.SIGINT)
        _, errors = process.communicate(timeout=20)
    assert process.returncode == 0, errors
    assert "Traceback" not in errors
    assert not list(folder.parent.glob("publish-*"))


@pytest.fixture
def page(browser: Browser, address: str) -> Iterator[Page]:
    """The page, with all pages proved. A message in the browser's console is a fault, unless it is that a book's script was not run."""
    said: list[str] = []
    opened = browser.new_page(viewport={"width": 1500, "height": 900})
    opened.on("console", lambda message: said.append(message.text) if message.type in {"error", "warning"} else None)
    opened.on("pageerror", lambda error: said.append(str(error)))
    opened.goto(address)
    expect(opened.locator("#phase")).to_have_attribute("data-phase", "proved")
    yield opened
    opened.close()
    assert not [text for text in said if not text.startswith("Blocked script execution")]


def go_to(page: Page, name: str) -> None:
    page.fill("#page", name)
    page.press("#page", "Enter")
    expect(page.locator(".sheet[data-index] img[alt='Page " + name + "']")).to_be_visible(timeout=WAIT)


def test_spread_is_turned_with_the_keyboard(page: Page) -> None:
    page.locator("#spread").focus()
    page.keyboard.press("Home")
    expect(page.locator(".recto img")).to_have_attribute("alt", "Page i")
    expect(page.locator(".verso")).to_have_class(re.compile("missing"))
    page.keyboard.press("ArrowRight")
    expect(page.locator(".verso img")).to_have_attribute("alt", re.compile("Page|Blank"))
    page.keyboard.press("End")
    expect(page.locator("#page")).not_to_have_value("i")
    page.keyboard.press("/")
    expect(page.locator("#words")).to_be_focused()


def test_word_leads_to_its_line_and_line_to_its_page(page: Page, address: str, folder: Path) -> None:
    go_to(page, "4")
    expect(page.locator(".sheet .words")).to_have_count(2)
    box = page.locator(".verso .words").bounding_box()
    assert box
    page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] * 0.3)
    expect(page.locator("#place code")).to_have_text(re.compile(r"^vi \+\d+ .*/one\.md$"))
    line = re.search(r"\+(\d+)", page.locator("#place code").inner_text())
    assert line
    number = re.search(r"number(\d+)", (folder / "one.md").read_text(encoding="utf-8").split("\n")[int(line[1]) - 1])
    assert number
    found = browser_page(page, f"{address}#one.md:{line[1]}")
    expect(found.locator(".verso img")).to_have_attribute("alt", "Page 4")
    expect(found.locator(".sheet .at").first).to_be_attached(timeout=WAIT)
    found.close()


def browser_page(page: Page, address: str) -> Page:
    assert page.context.browser
    other = page.context.browser.new_page(viewport={"width": 1500, "height": 900})
    other.goto(address)
    return other


def test_words_are_found(page: Page) -> None:
    page.fill("#words", "a short sec")
    page.press("#words", "Enter")
    expect(page.locator("#found .entry")).to_have_count(1)
    expect(page.locator("#found .entry small")).to_have_text(re.compile(r"page \d+ · two\.md:3"))
    page.fill("#words", "nobody wrote this")
    page.press("#words", "Enter")
    expect(page.locator("#found p")).to_have_text("“nobody wrote this” is not in this book.")


def test_notes_and_links_are_walked_both_ways(page: Page) -> None:
    page.fill("#words", "a short section")
    page.press("#words", "Enter")
    expect(page.locator(".door.note")).to_have_count(2)
    page.get_by_role("button", name="Note 1: page", exact=False).click()
    expect(page.locator("#place")).to_have_text("two.md:5, note a")
    page.get_by_role("button", name="Note 1 is called on page", exact=False).click()
    expect(page.locator("#place")).to_have_text("two.md:3")
    page.click("#tab-ways")
    page.locator("#ways .entry", has_text="Link “the first”").click()
    expect(page.locator("#page")).to_have_value("1")
    page.locator("#ways .entry", has_text="Link “the first” from page").click()
    expect(page.locator("#place")).to_have_text("two.md:3")


def test_ebook_stands_at_the_same_place_and_its_notes_open(page: Page) -> None:
    page.fill("#words", "a short section")
    page.press("#words", "Enter")
    frame = page.frame_locator("#frame")
    expect(page.locator("#frame")).to_have_attribute("data-ready", re.compile("two"))
    expect(frame.locator("h1")).to_have_text("Two")
    frame.locator("a", has_text="1").first.click()
    expect(page.locator("#note")).to_be_visible()
    expect(page.locator("#note")).to_contain_text("A short note.")
    page.keyboard.press("Escape")
    expect(page.locator("#note")).to_be_hidden()
    frame.locator("a", has_text="link").click()
    expect(page.locator("#place")).to_have_text("This link leads out of the book: https://example.org/")
    page.select_option("#light", "dark")
    assert frame.locator("html").evaluate("root => getComputedStyle(root).backgroundColor") == "rgb(22, 24, 27)"
    page.select_option("#device", "phone")
    expect(page.locator(".device")).to_have_class("device phone")
    frame.locator("p").first.click(position={"x": 40, "y": 10})
    expect(page.locator("#place")).to_contain_text("two.md:3")


def test_script_in_the_frame_does_not_run(page: Page) -> None:
    frame = page.locator("#frame")
    expect(frame).to_have_attribute("data-ready", re.compile("xhtml"))
    assert frame.get_attribute("sandbox") == "allow-same-origin"
    ran = page.evaluate("""() => {
        const book = document.getElementById("frame").contentDocument;
        const script = book.createElementNS("http://www.w3.org/1999/xhtml", "script");
        script.textContent = "parent.ran = true";
        book.documentElement.append(script);
        return window.ran === true;
    }""")
    assert not ran


def test_lists_have_sections_and_messages(page: Page) -> None:
    page.click("#tab-sections")
    expect(page.locator("#sections tbody tr")).to_have_count(2)
    expect(page.locator("#sections")).to_contain_text("leaves of paper")
    page.locator("#sections .entry", has_text="Two").click()
    expect(page.locator("#page")).not_to_have_value("i")
    page.locator("#tab-sections").press("ArrowLeft")
    expect(page.locator("#tab-changes")).to_have_attribute("aria-selected", "true")


def test_firefox_shows_the_same(address: str, require_tool: Callable[[str], Path], root: Path) -> None:
    node, firefox, modules = require_tool("node"), require_tool("firefox"), require_tool("foliate-js").parent.parent
    command = [str(node), str(root / "tests/reader/firefox.mjs"), str(modules), str(firefox), address]
    run = subprocess.run(command, capture_output=True, timeout=5 * SECONDS, check=False, text=True)
    assert run.returncode == 0, run.stderr
    seen = json.loads(run.stdout)
    assert not seen["faults"]
    assert (seen["phase"], seen["ebook"], seen["popup"]) == ("proved: every word is in it", "Two", "1. A short note.\u00a0↑")
    assert re.fullmatch(r"page \d+ · two\.md:3", seen["found"])
    assert seen["marked"] > 5
    assert re.fullmatch(r"vi \+3 .*/two\.md", seen["command"])
    assert (seen["note"], seen["dark"], seen["turned"]) == ("two.md:5, note a", "rgb(22, 24, 27)", "iii")


def test_change_appears_by_itself_and_is_marked(page: Page, folder: Path) -> None:
    go_to(page, "1")
    change(folder / "one.md", "number31 begins", "number31 ending")
    expect(page.locator(".bar-of-change").first).to_be_attached(timeout=WAIT)
    page.click("#tab-changes")
    expect(page.locator("#changes .entry")).to_have_count(1)
    expect(page.locator("#phase")).to_have_attribute("data-phase", "proved")
    change(folder / "one.md", "[^n40]:", "[^m40]:")
    expect(page.locator("#phase")).to_have_attribute("data-phase", "refused")
    expect(page.locator("#messages .error")).to_have_text(["error N101", "error N102"])
    change(folder / "one.md", "[^m40]:", "[^n40]:")
    expect(page.locator("#phase")).to_have_attribute("data-phase", "proved")
