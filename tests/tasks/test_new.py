"""`publish new`: a book that can be read and built without changes."""

import json
import re
from datetime import UTC, datetime
from pathlib import Path

import pytest

from orders import order
from publish.build import build
from publish.config import read_configuration
from publish.diagnostics import ExitCode, PublishError
from publish.tasks.new import STARTER, new_book, title_from


def test_spine_of_a_new_book_lists_its_sections(tmp_path: Path) -> None:
    files = new_book(tmp_path / "on-liberty")
    configuration = read_configuration(tmp_path / "on-liberty").value
    assert configuration
    assert configuration.title == "On Liberty"
    assert files[0].name == "book.toml"
    assert [path.name for path in files[1:]] == list(configuration.spine.body)


def test_new_book_is_built_without_a_finding_and_shows_notes_and_a_quotation(tmp_path: Path) -> None:
    new_book(tmp_path / "mybook")
    built = build(order(folder=tmp_path / "mybook", output=tmp_path / "build", moment=datetime(2026, 11, 22, tzinfo=UTC)))
    assert built.diagnostics == ()
    assert set(built.made) == {"epub", "print"}
    counts = json.loads((tmp_path / "build/report.json").read_text(encoding="utf-8"))["manuscript"]
    assert (counts["notes"], counts["quotations"]) == (2, 1)


@pytest.mark.parametrize("line", sorted(set(re.findall(r"(?m)^# ([a-z]+ = .*)", (STARTER / "book.toml").read_text(encoding="utf-8")))))
def test_every_example_in_a_new_book_toml_is_valid(tmp_path: Path, line: str) -> None:
    new_book(tmp_path / "mybook")
    file = tmp_path / "mybook/book.toml"
    name = line.partition(" = ")[0]
    text = re.sub(rf"(?m)^{name} = .*\n", "", file.read_text(encoding="utf-8"))
    file.write_text(text.replace(f"# {line}", line), encoding="utf-8")
    codes = {fault.code for fault in read_configuration(tmp_path / "mybook").diagnostics}
    assert codes == ({"C111"} if name == "isbn" else set())  # a valid ISBN would be somebody's


def test_new_book_overwrites_nothing(tmp_path: Path) -> None:
    (tmp_path / "one.md").write_text("# Mine\n", encoding="utf-8")
    for folder in (tmp_path, tmp_path / "one.md"):
        with pytest.raises(PublishError) as refused:
            new_book(folder)
        assert refused.value.exit_code is ExitCode.USAGE
    assert [path.name for path in tmp_path.iterdir()] == ["one.md"]
    assert (tmp_path / "one.md").read_text(encoding="utf-8") == "# Mine\n"


def test_new_book_fills_the_empty_current_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "my-book").mkdir()
    monkeypatch.chdir(tmp_path / "my-book")
    assert new_book(Path()) == (Path("book.toml"), Path("one.md"))
    configuration = read_configuration(Path()).value
    assert configuration
    assert configuration.title == "My Book"


@pytest.mark.parametrize(("name", "title"), [("on-liberty", "On Liberty"), ("Zürich", "Zürich"), ('a"b\\c', "A B C"), ("__", "A New Book")])
def test_new_book_is_named_after_its_folder(tmp_path: Path, name: str, title: str) -> None:
    assert title_from(tmp_path / name) == title
    new_book(tmp_path / name)
    configuration = read_configuration(tmp_path / name).value
    assert configuration
    assert configuration.title == title
