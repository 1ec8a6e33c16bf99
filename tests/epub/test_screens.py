"""The looks of the e-book: each file in Debian's Chromium, narrow and wide, by day and at night, in larger type and without its faces.

What can be measured is (`reader/looks.mjs`): nothing wider than the page, cut off, too small, too faint or in the way of something else.
What cannot is left to the eye: the pictures lie in the tests' own folder (`pytest --basetemp=FOLDER`; FOLDER/screens0).
"""

import json
import subprocess
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from lxml import etree

import orders
from publish.build import build

pytestmark = pytest.mark.slow
SECONDS = 120
WIDTHS = (320, 600, 1200)
PICTURED = tuple(f"{width} {scheme} plain" for width in WIDTHS for scheme in ("light", "dark"))
ADJUSTED = tuple(f"{width} {state}" for width in WIDTHS for state in ("light large", "light sans"))
OPF = "{http://www.idpf.org/2007/opf}"
# A file with something of everything.
PRESS = "EPUB/text/press.xhtml"


@dataclass(frozen=True)
class Damage:
    """A fault made by hand: with `css` after the book's own, a fault of this kind must be reported in this state."""

    css: str
    state: str
    kind: str


DAMAGES = {
    "page wider than the window": Damage("p { width: 900px }", "600 light plain", "overflow"),
    "code that runs out of the page": Damage("pre { white-space: pre }", "320 light plain", "overflow"),
    "word that nobody divides": Damage("p { overflow-wrap: normal; letter-spacing: 3em }", "320 light plain", "overflow"),
    "box that scrolls by hand alone": Damage("pre { white-space: pre; overflow-x: auto }", "320 light plain", "focus"),
    "lines hidden": Damage("p { height: 1em; overflow: hidden }", "320 light plain", "cut off"),
    "lines that begin outside the page": Damage("p { text-indent: -3em }", "600 light plain", "cut off"),
    "image stretched": Damage("img { width: 100%; height: 40px }", "600 light plain", "picture"),
    "image wider than its measure": Damage("img { max-width: none !important; width: 900px !important }", "600 light plain", "picture"),
    "image of a few dots": Damage("img { width: 5px !important }", "600 light plain", "picture"),
    "image that is its ground": Damage("img { opacity: 0.05 }", "600 dark plain", "contrast"),
    "black text at night": Damage("p { color: #000 }", "320 dark plain", "contrast"),
    "black marks at night": Damage("hr { color: #000 }", "320 dark plain", "contrast"),
    "black bullets at night": Damage("li::marker { color: #000 }", "320 dark plain", "contrast"),
    "black rules at night": Damage("table { border-color: #000 }", "320 dark plain", "contrast"),
    "white box at night": Damage(".footnotes { background: #fff }", "320 dark plain", "contrast"),
    "grey text by day": Damage("figcaption { color: #999 }", "320 light plain", "contrast"),
    "faded text": Damage(".attribution { opacity: 0.4 }", "320 light plain", "contrast"),
    "lines in one another": Damage("p { line-height: 0.4 }", "320 light plain", "overlap"),
    "text in an image": Damage("figcaption { margin-top: -3em }", "600 light plain", "overlap"),
    "caption too small": Damage("figcaption { font-size: 0.6em }", "320 light plain", "small"),
    "size that does not grow with the reader's": Damage("p { font-size: 16px }", "320 light large", "small"),
}


@pytest.fixture(scope="module")
def unpacked(tmp_path_factory: pytest.TempPathFactory, root: Path) -> Path:
    """The files of the e-book of every construct, in a folder."""
    output, folder = tmp_path_factory.mktemp("book"), tmp_path_factory.mktemp("unpacked")
    order = orders.order(folder=root / "tests/books/every-construct", output=output, moment=datetime(2001, 1, 1, tzinfo=UTC))
    with zipfile.ZipFile(build(order).made["epub"].path) as container:
        container.extractall(folder)
    return folder


@pytest.fixture(scope="module")
def spine(unpacked: Path) -> tuple[str, ...]:
    """The files in reading order."""
    package = etree.parse(unpacked / "EPUB/content.opf")
    names = {entry.get("id"): entry.get("href") for entry in package.iter(f"{OPF}item")}
    return tuple(f"EPUB/{names[entry.get('idref')]}" for entry in package.iter(f"{OPF}itemref"))


@pytest.fixture(scope="module")
def pictures(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder for pictures that a person can inspect."""
    return tmp_path_factory.mktemp("screens")


@pytest.fixture(scope="module")
def faults(unpacked: Path, spine: tuple[str, ...], pictures: Path, require_tool: Callable[[str], Path], root: Path) -> list[dict[str, Any]]:
    """The faults in the looks of the book and of the damaged book, all from one browser."""
    node, chromium, reader = require_tool("node"), require_tool("chromium"), require_tool("foliate-js")
    readings = [
        {"name": "whole", "files": spine, "states": PICTURED, "pictures": str(pictures)},
        {"name": "whole", "files": spine, "states": ADJUSTED},
        *({"name": name, "files": [PRESS], "states": [damage.state], "css": damage.css} for name, damage in DAMAGES.items()),
    ]
    command = [str(node), str(root / "tests/reader/screens.mjs"), str(reader.parent.parent), str(chromium), str(unpacked)]
    run = subprocess.run(command, input=json.dumps(readings).encode(), capture_output=True, timeout=SECONDS, check=False)
    assert run.returncode == 0, run.stderr.decode()
    faults: list[dict[str, Any]] = json.loads(run.stdout)
    return faults


@pytest.mark.parametrize("state", [*PICTURED, *ADJUSTED])
def test_every_file_looks_right(state: str, faults: list[dict[str, Any]]) -> None:
    assert [fault for fault in faults if fault["reading"] == "whole" and fault["state"] == state] == []


@pytest.mark.parametrize("name", DAMAGES)
def test_damage_is_reported(name: str, faults: list[dict[str, Any]]) -> None:
    assert DAMAGES[name].kind in {fault["kind"] for fault in faults if fault["reading"] == name}


def test_pictures_are_kept_for_inspection(faults: list[dict[str, Any]], pictures: Path, spine: tuple[str, ...]) -> None:
    assert faults
    assert len(spine) > 12
    assert len(list(pictures.glob("*.png"))) == len(spine) * len(PICTURED)
