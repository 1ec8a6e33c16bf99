"""A finished e-book that is damaged in one place, and the codes that report it. (A picture without words stops a build earlier: M211.)"""

import re
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from orders import edition_words, order
from publish.build import Built, build
from publish.checks.completeness import check_completeness
from publish.checks.epubcheck import findings
from publish.diagnostics import Diagnostic
from publish.editions import editions

if TYPE_CHECKING:
    from warm_epubcheck import WarmEpubCheck

pytestmark = pytest.mark.slow

PRESS, NAV = "press.xhtml", "nav.xhtml"
DAMAGE = {
    "a link back to nowhere": (PRESS, r'(class="backlink" href="#)[\w-]+', r"\1nowhere", {"V116", "E201"}),
    "a link back to another mark": (PRESS, r'(class="backlink" href="#press-note-)stairs', r"\1candle", {"V116"}),
    "a mark that leads to no note": (PRESS, r'(class="noteref"[^>]* href="#)[\w-]+', r"\1press-notes", {"V110"}),
    "a mark that leads to another note": (PRESS, r'(class="noteref"[^>]* href="#press-note-)stairs', r"\1candle", {"V110"}),
    "a note without its text": (PRESS, r'(id="press-note-candle" .*?</a>).*?</p>', r"\1</p>", {"V107"}),
    "a word left out": (PRESS, r"\bhe (\w+)", r"\1", {"V102"}),
    "hidden words": (PRESS, r"<p>(.*?)</p>", r'<p hidden="hidden">\1</p>', {"V112"}),
    "a page's marker three words on": (PRESS, r'(<span id="page-\w+"[^>]*></span>)((?:\w+\s){3})', r"\2\1", {"E401"}),
    "a page with another name in the list": (NAV, r'(<a href="text/press.xhtml#page-\w+">)\w+', r"\g<1>99", {"E401"}),
    "a page that is not in the list": (NAV, r'<li><a href="text/press.xhtml#page-[^<]*</a></li>', "", {"E401"}),
}


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory, root: Path) -> Built:
    """The book of every construct, undamaged."""
    output, moment = tmp_path_factory.mktemp("whole"), datetime(2001, 1, 1, tzinfo=UTC)
    return build(order(folder=root / "tests/books/every-construct", output=output, moment=moment))


def diagnostics(built: Built, path: Path, epubcheck: "WarmEpubCheck") -> Iterator[Diagnostic]:
    """The diagnostics of the build and of EPUBCheck for this file as the e-book."""
    edition = editions()["epub"]
    made = {**built.made, "epub": replace(built.made["epub"], path=path)}
    words = {name: edition_words(name, built.book, made[name]) for name in ("epub", "print")}
    yield from check_completeness(built.book, made["epub"], words["epub"]).diagnostics
    yield from edition.agree(built.book, made, words)
    yield from findings(epubcheck.verdict(path))


@pytest.mark.parametrize(("file", "pattern", "other", "codes"), DAMAGE.values(), ids=DAMAGE)
def test_damage_in_one_place_is_reported(
    built: Built, epubcheck: "WarmEpubCheck", tmp_path: Path, file: str, pattern: str, other: str, codes: set[str]
) -> None:
    path = tmp_path / "book.epub"
    with zipfile.ZipFile(built.made["epub"].path) as source, zipfile.ZipFile(path, "w") as damaged:
        for name in source.namelist():
            content = source.read(name).decode("utf-8", "surrogateescape")
            if name.endswith(f"/{file}"):
                changed = re.sub(pattern, other, content, count=1, flags=re.DOTALL)
                assert changed != content
                content = changed
            damaged.writestr(name, content.encode("utf-8", "surrogateescape"))
    assert {diagnostic.code for diagnostic in diagnostics(built, path, epubcheck)} >= codes


def test_undamaged_book_has_no_diagnostics(built: Built, epubcheck: "WarmEpubCheck") -> None:
    assert list(diagnostics(built, built.made["epub"].path, epubcheck)) == []
