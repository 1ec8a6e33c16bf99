"""`publish verify`: what it requires beyond a build."""

from pathlib import Path

import pytest
from click.testing import CliRunner

from publish.cli import main
from publish.rules import SMALLEST_BOOK

QUERY = "# One\n\nIn 1742 he left.\n\n::: query\nThe register says 1743. Which?\n:::\n"


@pytest.mark.slow
def test_open_query_is_a_warning_to_check_and_an_error_to_verify(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("PUBLISH_ACE", raising=False)
    book, output = tmp_path / "book", tmp_path / "out"
    book.mkdir()
    for name, text in {**SMALLEST_BOOK, "one.md": QUERY}.items():
        (book / name).write_text(text, encoding="utf-8")

    checked = CliRunner().invoke(main, ["check", "--book", str(book)])
    verified = CliRunner().invoke(main, ["verify", "--book", str(book), "--output", str(output)])

    assert "one.md:5:5: warning M215: a query is open" in checked.stdout
    assert checked.exit_code == 0
    assert "one.md:5:5: error M215: a query is open" in verified.stderr
    assert "warning M215" not in verified.stderr
    assert verified.stdout.splitlines()[:3] == [
        "Open queries: 1 finding",
        "EPUBCheck: 0 findings",
        "Ace: not run (set PUBLISH_ACE to its command)",
    ]
    assert verified.exit_code == 1
