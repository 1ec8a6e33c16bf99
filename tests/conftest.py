"""Shared fixtures: the tools that judge artefacts, and the real books beside the checkout.

Policy: where a tool is absent its tests are skipped with the reason. With PUBLISH_REQUIRE_TOOLS=1, as in .ci/run, they fail: a skipped
check proves nothing.
"""

import os
import shutil
import signal
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import hypothesis
import pytest
from PIL import ImageFile

import orders
from publish.layout import sheet_judge
from publish.layout.workers import Workers
from publish.press.icc import found_profile

if TYPE_CHECKING:
    from warm_epubcheck import WarmEpubCheck

# A shell may ignore Ctrl-C for tests in the background, and their child processes would inherit that.
signal.signal(signal.SIGINT, signal.default_int_handler)

# The same examples in every run, so that only a change of code can change a result. To search for more: HYPOTHESIS_PROFILE=search.
hypothesis.settings.register_profile("steady", derandomize=True, max_examples=100, deadline=None)
hypothesis.settings.register_profile("search", max_examples=5000, deadline=None)
hypothesis.settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "steady"))

ROOT = Path(__file__).resolve().parent.parent
SHARED = ROOT.parent / "shared"

# The names of each tool on PATH, or where .ci/run puts it.
TOOLS = {
    "ace": (str(ROOT / ".ci/tools/node_modules/.bin/ace-cli"),),
    "chromium": ("chromium", "chromium-browser", "google-chrome"),
    "firefox": ("firefox-esr", "firefox"),
    "foliate-js": (str(ROOT / ".ci/tools/node_modules/foliate-js/view.js"),),
    "git": ("git",),
    "gs": ("gs",),
    "make": ("make", "gmake"),
    "node": ("node", "nodejs"),
    "pdffonts": ("pdffonts",),
    "pdfimages": ("pdfimages",),
    "pdftocairo": ("pdftocairo",),
    "pdftotext": ("pdftotext",),
    "qpdf": ("qpdf",),
}


@pytest.fixture(autouse=True)
def _whole_pictures(monkeypatch: pytest.MonkeyPatch) -> None:
    """WeasyPrint, which some tests import, lets Pillow open pictures that are cut off; publish imports it in workers alone."""
    monkeypatch.setattr(ImageFile, "LOAD_TRUNCATED_IMAGES", False)


@pytest.fixture(autouse=True)
def _one_judge(monkeypatch: pytest.MonkeyPatch) -> None:
    """Style sheets are judged in one process a run; tests/layout/test_sheet_judge.py asks the judge that `publish` starts."""
    monkeypatch.setattr(sheet_judge, "judge", orders.judge)


@pytest.fixture(scope="session")
def root() -> Path:
    """The checkout."""
    return ROOT


@pytest.fixture(scope="session")
def require_tool() -> Callable[[str], Path]:
    """The path of a tool of `TOOLS`: `require_tool("qpdf")`. Skips or fails the test where the tool is absent."""
    return _require_tool


@pytest.fixture(scope="session")
def pool() -> Workers:
    """The workers of this run, which lay pages out."""
    return orders.pool()


@pytest.fixture(scope="session")
def press_icc() -> bytes:
    """The CMYK profile that comes with Ghostscript."""
    content = found_profile(("default_cmyk.icc",))
    return content or _absent("default_cmyk.icc, an ICC profile of four inks (in Debian's ghostscript)", required=True)


@pytest.fixture(scope="session")
def shared_inputs() -> Path:
    """The folder of real books beside the checkout. It belongs to the project and is required only where ../shared exists."""
    folder = SHARED / "inputs"
    return folder if folder.is_dir() else _absent("../shared/inputs", required=SHARED.is_dir())


@pytest.fixture(scope="session")
def epubcheck() -> "WarmEpubCheck":
    """EPUBCheck, warm: `epubcheck.verdict(path)`."""
    from warm_epubcheck import start

    return start()


@pytest.fixture
def golden(request: pytest.FixtureRequest) -> Callable[[str, str], None]:
    """Compares a text with a file: `golden("epub/nav.xhtml", text)`. With --accept the text replaces it; then read the file."""

    def compare(name: str, text: str) -> None:
        path = ROOT / "tests/golden" / name
        if request.config.getoption("--accept"):
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        assert text == path.read_text(encoding="utf-8"), (
            f"{path.relative_to(ROOT)} differs; to accept: pytest --accept {request.node.nodeid}"
        )

    return compare


def pytest_configure() -> None:
    """The first process of a run makes the cache, before it starts the others."""
    orders.cache()


def pytest_xdist_auto_num_workers() -> int:
    """One process more than there are cores: tests wait for the programs that they start."""
    return (os.cpu_count() or 1) + 1


def pytest_sessionfinish() -> None:
    orders.RUN.close()


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--accept", action="store_true", help="write the results of the tests to golden/")


def _require_tool(name: str) -> Path:
    path = next((path for candidate in TOOLS[name] if (path := shutil.which(candidate, mode=os.F_OK))), None)
    return Path(path) if path else _absent(name, required=True)


def _absent(tool: str, *, required: bool) -> NoReturn:
    if required and os.environ.get("PUBLISH_REQUIRE_TOOLS") == "1":
        pytest.fail(f"{tool} is absent, and PUBLISH_REQUIRE_TOOLS=1 asks for it")
    pytest.skip(f"{tool} is absent")
