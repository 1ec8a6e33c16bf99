"""A claim of conformance is in an e-book only if book.toml makes it and Ace has passed the same file.

Where Ace itself is not tested, a small program replaces it and writes the report that Ace would write.
"""

import json
import zipfile
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner

from orders import order
from publish.build import Built, build
from publish.checks.conformance import conformance
from publish.cli import main
from publish.config import read_configuration
from publish.epub.access import claim_in
from publish.rules import SMALLEST_BOOK
from publish.tools.cache import Cache

MOMENT = datetime(2026, 11, 22, tzinfo=UTC)
STANDARD = "EPUB Accessibility 1.1 - WCAG 2.2 Level AA"
CLAIM = '\n[epub]\nconforms-to = "WCAG 2.2 AA"\ncertified-by = "Ada Editor"\n'
BARRIER = {
    "earl:testSubject": {"url": "text/one.xhtml"},
    "assertions": [
        {
            "earl:test": {"dct:title": "image-alt", "earl:impact": "critical"},
            "earl:result": {"dct:description": "an image without words"},
        }
    ],
}


@pytest.fixture
def book(tmp_path: Path) -> Path:
    folder = tmp_path / "book"
    folder.mkdir()
    for name, text in SMALLEST_BOOK.items():
        (folder / name).write_text(text + (CLAIM if name == "book.toml" else ""), encoding="utf-8")
    return folder


@pytest.fixture
def judge(tmp_path: Path, require_tool: Callable[[str], Path]) -> Callable[..., Path]:
    """A program that writes a report of these barriers, and one line in a log for each run."""
    require_tool("chromium")  # without one Ace is not run

    def made(*barriers: object, name: str = "judge") -> Path:
        report = tmp_path / f"{name}.json"
        report.write_text(json.dumps({"assertions": list(barriers)}), encoding="utf-8")
        program = tmp_path / name
        log = tmp_path / f"{name}.log"
        program.write_text(f'#!/bin/sh\necho "$5" >> {log}\nmkdir -p "$4" && cp {report} "$4/report.json"\n', encoding="utf-8")
        program.chmod(0o755)
        return program

    return made


def built(book: Path, ace: Path | None, output: str = "out") -> Built:
    return build(order(folder=book, output=book.parent / output, moment=MOMENT, editions=("epub",), ace=ace))


def files_of(made: Built) -> dict[str, str]:
    with zipfile.ZipFile(made.made["epub"].path) as container:
        return {name: container.read(name).decode() for name in container.namelist() if name.endswith((".opf", ".xhtml"))}


def diagnostics(made: Built) -> list[str]:
    return [f"{diagnostic.location}: {diagnostic.severity} {diagnostic.code}" for diagnostic in made.diagnostics]


def claims(made: Built) -> bool:
    """Whether the e-book makes the claim: in its metadata, its statement and its ONIX record, or in none of them."""
    files = files_of(made)
    onix = (made.made["epub"].path.parent / "onix.xml").read_text(encoding="utf-8")
    claimed = {
        STANDARD in files["EPUB/content.opf"],
        "a11y:certifiedBy" in files["EPUB/content.opf"],
        STANDARD in files["EPUB/text/accessibility.xhtml"],
        "<ProductFormFeatureDescription>Ada Editor<" in onix,
    }
    assert len(claimed) == 1
    return claimed.pop()


def test_claim_is_in_the_file_that_passed(book: Path, judge: Callable[..., Path]) -> None:
    made = built(book, judge())
    assert claims(made)
    assert diagnostics(made) == []


def test_claim_is_left_out_where_ace_finds_a_barrier(book: Path, judge: Callable[..., Path]) -> None:
    made = built(book, judge(BARRIER))
    assert not claims(made)
    assert diagnostics(made) == ["book.toml:11:15: warning E304"]
    assert "Ace finds a barrier in EPUB/text/one.xhtml" in made.diagnostics[0].message


def test_barriers_are_counted(book: Path, judge: Callable[..., Path]) -> None:
    assert "Ace finds 2 barriers, the first in EPUB/text/one.xhtml" in built(book, judge(BARRIER, BARRIER)).diagnostics[0].message


def test_claim_is_left_out_where_ace_is_absent(book: Path) -> None:
    made = built(book, None)
    assert not claims(made)
    assert diagnostics(made) == ["book.toml:11:15: warning E303"]
    assert "PUBLISH_ACE" in made.diagnostics[0].help


def test_claim_is_left_out_where_ace_gives_no_verdict(book: Path, tmp_path: Path) -> None:
    made = built(book, tmp_path / "no-such-program")
    assert not claims(made)
    assert diagnostics(made) == ["book.toml:11:15: warning E303"]


def test_ace_is_not_run_for_a_book_without_a_claim(book: Path, judge: Callable[..., Path], tmp_path: Path) -> None:
    (book / "book.toml").write_text(SMALLEST_BOOK["book.toml"], encoding="utf-8")
    made = built(book, judge())
    assert not claims(made)
    assert diagnostics(made) == []
    assert not (tmp_path / "judge.log").exists()


def test_same_file_is_judged_once(book: Path, judge: Callable[..., Path], tmp_path: Path) -> None:
    passing = judge()
    first = built(book, passing).made["epub"].path.read_bytes()
    assert built(book, passing).made["epub"].path.read_bytes() == first
    assert len((tmp_path / "judge.log").read_text().splitlines()) == 1
    (book / "one.md").write_text("# One\n\nOther words.\n", encoding="utf-8")
    built(book, passing)
    assert len((tmp_path / "judge.log").read_text().splitlines()) == 2


def test_refused_claim_gives_the_same_file_as_no_claim(book: Path, judge: Callable[..., Path]) -> None:
    refused = built(book, judge(BARRIER)).made["epub"].path.read_bytes()
    (book / "book.toml").write_text(SMALLEST_BOOK["book.toml"], encoding="utf-8")
    assert built(book, None, "plain").made["epub"].path.read_bytes() == refused


@pytest.mark.slow
def test_verify_reports_a_claim_left_out_as_an_error(book: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("PUBLISH_ACE", raising=False)
    verified = CliRunner().invoke(main, ["verify", "--book", str(book), "--output", str(book.parent / "out")])
    assert "book.toml:11:15: error E303" in verified.stderr
    assert verified.exit_code == 1


@pytest.mark.parametrize(
    ("written", "standard"),
    [("WCAG 2.2 AA", STANDARD), ("WCAG 2.1 A", "EPUB Accessibility 1.1 - WCAG 2.1 Level A")],
)
def test_standard_has_its_prescribed_wording(written: str, standard: str, book: Path) -> None:
    text = (book / "book.toml").read_text(encoding="utf-8")
    (book / "book.toml").write_text(text.replace("WCAG 2.2 AA", written), encoding="utf-8")
    configuration = read_configuration(book).value
    assert configuration
    claim = claim_in(configuration)
    assert claim
    assert (claim.standard, claim.name) == (standard, "Ada Editor")


def test_unknown_standard_is_refused_with_a_list_of_the_known(book: Path) -> None:
    text = (book / "book.toml").read_text(encoding="utf-8")
    (book / "book.toml").write_text(text.replace("WCAG 2.2 AA", "WCAG AAA"), encoding="utf-8")
    diagnostics = read_configuration(book).diagnostics
    assert [(fault.code, str(fault.location)) for fault in diagnostics] == [("C109", "book.toml:11:15")]
    assert "“WCAG 2.2 AA”" in diagnostics[0].help


@pytest.mark.slow
def test_ace_itself_passes_what_we_make(book: Path, require_tool: Callable[[str], Path]) -> None:
    require_tool("chromium")
    made = built(book, require_tool("ace"))
    assert claims(made)
    assert conformance(made.made["epub"].path, book, require_tool("ace"), Cache(None)).value
