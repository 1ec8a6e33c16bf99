"""Ace by DAISY over a finished e-book: the accessibility checker that shops and libraries run.

Ace is a Node program that drives a browser. It runs only if its command is known; nothing is installed.
"""

import json
import shutil
import subprocess
import zipfile
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import cssselect2
from lxml import etree

from publish.book.markup import PARSER
from publish.diagnostics import Diagnostic, Location, Outcome, diagnostic
from publish.epub.container import FOLDER
from publish.tools.processes import run_program, scratch_folder

SECONDS = 600
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


def check_accessibility(path: Path, ace: Path, browser: Path | None = None) -> Outcome[int]:
    """The number of violations that Ace finds, each as E301; E302 if it gives no verdict.

    `ace` is the command (`ace-cli`), `browser` a Chromium, by default the first on PATH.
    """
    chromium = browser or next((Path(program) for name in BROWSERS if (program := shutil.which(name))), None)
    if chromium is None:
        return _without_verdict(path, "there is no Chromium on this machine")
    with scratch_folder("publish-ace-") as folder:
        # Ace writes its settings and caches below HOME, and looks for its browser in the environment; `env` sets both for it alone.
        settings = (f"HOME={folder}", f"XDG_CONFIG_HOME={folder}", f"PUPPETEER_EXECUTABLE_PATH={chromium}")
        report = folder / "report"
        command = ["env", *settings, str(ace), "--silent", "--force", "--outdir", str(report), str(path.resolve())]
        try:
            run = run_program(command, seconds=SECONDS)
            verdict = json.loads((report / "report.json").read_text(encoding="utf-8"))
        except subprocess.TimeoutExpired:
            return _without_verdict(path, f"it had not finished after {SECONDS} seconds of computing time")
        except FileNotFoundError:
            return _without_verdict(path, _last_line(run.stdout + run.stderr))
        except (OSError, ValueError) as fault:
            return _without_verdict(path, str(fault))
    with zipfile.ZipFile(path) as container:
        violated = tuple(violations(verdict, lambda file, selector: _place(container, file, selector)))
    return Outcome(value=len(violated), diagnostics=violated)


def violations(verdict: Mapping[str, Any], place_of: Callable[[str, str], Location]) -> Iterator[Diagnostic]:
    """The violations in Ace's report, in its order. `verdict` is its report.json; `place_of` gives the place of a selector in a file."""
    for document in verdict["assertions"]:
        file = document["earl:testSubject"]["url"]
        for assertion in document["assertions"]:
            test, result = assertion["earl:test"], assertion["earl:result"]
            message = f"{test['dct:title']} ({test['earl:impact']}): {' '.join(result['dct:description'].split())}"
            remedy = test.get("help", {}).get("url") or test.get("dct:description") or "see the DAISY Accessible Publishing Knowledge Base"
            selectors = result.get("earl:pointer", {}).get("css") or [""]
            yield diagnostic("E301", message, help=remedy, at=place_of(file, selectors[0]))


def _place(container: zipfile.ZipFile, url: str, selector: str) -> Location:
    """The first element that a CSS selector matches in a file; Ace names it from the package's folder or from the container's root."""
    name = url.lstrip("/") if url.startswith(f"/{FOLDER}/") else f"{FOLDER}/{url}"
    try:
        root = etree.fromstring(container.read(name), PARSER)
        match = cssselect2.ElementWrapper.from_xml_root(root).query(selector) if selector else None
    except (KeyError, etree.XMLSyntaxError, cssselect2.SelectorError):
        match = None
    return Location(path=name, line=match.etree_element.sourceline if match is not None else None)


def _last_line(output: bytes) -> str:
    lines = output.decode(errors="replace").strip().splitlines()
    return lines[-1] if lines else "it printed nothing"


def _without_verdict(path: Path, reason: str) -> Outcome[int]:
    remedy = "install Ace and Chromium as .ci/run does, or leave PUBLISH_ACE unset"
    return Outcome(diagnostics=(diagnostic("E302", f"Ace gave no verdict on {path.name}: {reason}", help=remedy),))
