"""Importing again over a book that was edited: neither the work of the editor nor a change of the source is lost."""

import tomllib
from pathlib import Path

import pytest
from click.testing import CliRunner

from publish.cli import main
from publish.diagnostics import PublishError
from publish.importing.ledger import NAME
from publish.importing.merge import BASE
from publish.importing.run import Imported, ImportOrder, import_book

WHARF = "The wharf lay empty that morning, and the two men who had come to load the barge sat on a crate and waited for the tide to turn."
CLERK = "The clerk counted the sacks twice, wrote the number into his book, and went home to his dinner without a word to anybody there."
NIGHT = "At night the lamps were lit along the quay, one by one, and the water under them was as black and as still as a slate roof."
PAGE = (
    f"<html><head><title>The Wharf</title></head><body><h1>The Empty Wharf</h1><p>{WHARF}</p><p>{CLERK}</p>"
    f"<h1>The Lamps</h1><p>{NIGHT}</p></body></html>"
)


@pytest.fixture
def book(tmp_path: Path) -> Path:
    """The book of a page, as it was imported first."""
    imported(tmp_path / "book", PAGE)
    return tmp_path / "book"


def imported(book: Path, page: str, *, force: bool = False) -> Imported:
    source = book.parent / "page.html"
    source.write_text(page, encoding="utf-8")
    return import_book(ImportOrder(sources=(str(source),), into=book, force=force))


def section(book: Path, ending: str) -> Path:
    (path,) = book.glob(f"body/*-{ending}.md")
    return path


def edit(path: Path, before: str, after: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert before in text
    path.write_text(text.replace(before, after), encoding="utf-8")


def reported(result: Imported) -> list[tuple[str, str]]:
    return [(diagnostic.code, str(diagnostic.location)) for diagnostic in result.diagnostics]


def test_edits_stay_where_the_source_is_as_it_was(book: Path) -> None:
    edit(section(book, "the-lamps"), "black", "dark")
    edit(book / "book.toml", "Unknown Author", "Ada Editor")
    for _ in range(2):
        assert reported(imported(book, PAGE)) == []
        assert NIGHT.replace("black", "dark") in section(book, "the-lamps").read_text(encoding="utf-8")
        assert tomllib.loads((book / "book.toml").read_text(encoding="utf-8"))["contributors"] == [{"name": "Ada Editor"}]


@pytest.mark.parametrize("after", ["slate floor", "tin roof"])
def test_what_only_one_has_changed_is_taken_also_within_a_paragraph(book: Path, after: str) -> None:
    edit(section(book, "the-lamps"), "the lamps were lit", "lamps were lit")
    edit(section(book, "the-empty-wharf"), CLERK, f"{CLERK} He never came back.")
    changed = PAGE.replace("slate roof", after).replace("two men", "three men")
    assert reported(imported(book, changed)) == []
    assert "At night lamps were lit" in section(book, "the-lamps").read_text(encoding="utf-8")
    assert after in section(book, "the-lamps").read_text(encoding="utf-8")
    first = section(book, "the-empty-wharf").read_text(encoding="utf-8")
    assert "three men" in first
    assert "never came back" in first


def test_what_both_have_changed_is_asked_and_neither_is_lost(book: Path) -> None:
    edit(section(book, "the-lamps"), "a slate roof", "a mirror")
    changed = PAGE.replace("a slate roof", "an old coin")
    result = imported(book, changed)
    path = section(book, "the-lamps")
    text = path.read_text(encoding="utf-8")
    assert [conflict.path for conflict in result.conflicts] == [path.relative_to(book).as_posix()]
    assert "I122" in {code for code, _ in reported(result)}
    line = next(number for number, line in enumerate(text.splitlines(), 1) if "a mirror" in line)
    assert ("I122", f"{path.relative_to(book).as_posix()}:{line}") in reported(result)
    assert text.index("a mirror") < text.index("::: query") < text.index("an old coin")
    assert "I122" not in {code for code, _ in reported(imported(book, changed))}
    assert path.read_text(encoding="utf-8") == text


@pytest.mark.parametrize(("key", "kept", "gone"), [("m", "a mirror", "an old coin"), ("t", "an old coin", "a mirror")])
def test_review_asks_which_of_two_forms_stays(book: Path, key: str, kept: str, gone: str) -> None:
    edit(section(book, "the-lamps"), "a slate roof", "a mirror")
    source = book.parent / "page.html"
    source.write_text(PAGE.replace("a slate roof", "an old coin"), encoding="utf-8")
    asked = tomllib.loads((book / NAME).read_text(encoding="utf-8"))["decisions"]
    skipped = "s" * sum(decision["state"] == "asked" for decision in asked)
    ended = CliRunner().invoke(main, ["import", "--review", "--into", str(book)], input=skipped + key)
    assert ended.exit_code == 0, ended.output
    assert "Which do you want?" in ended.stdout
    text = section(book, "the-lamps").read_text(encoding="utf-8")
    assert kept in text
    assert gone not in text
    assert "query" not in text


def test_edits_follow_a_section_whose_number_or_title_has_changed(book: Path) -> None:
    edit(section(book, "the-lamps"), "black", "dark")
    edit(section(book, "the-empty-wharf"), "two men", "two old men")
    new = PAGE.replace("<body>", f"<body><h1>Before</h1><p>{CLERK[:90]}.</p>").replace("The Empty Wharf", "A Wharf")
    assert reported(imported(book, new)) == []
    assert sorted(path.name for path in book.glob("body/*.md")) == ["01-before.md", "02-a-wharf.md", "03-the-lamps.md"]
    assert "dark" in section(book, "the-lamps").read_text(encoding="utf-8")
    assert "two old men" in section(book, "a-wharf").read_text(encoding="utf-8")


def test_edited_section_that_the_source_has_lost_stays_in_the_folder(book: Path) -> None:
    path = section(book, "the-lamps")
    edit(path, "black", "dark")
    shorter = PAGE[: PAGE.index("<h1>The Lamps")] + f"<h1>Rain</h1><p>{CLERK.upper()}</p></body></html>"
    assert ("I123", path.relative_to(book).as_posix()) in reported(imported(book, shorter))
    assert path.is_file()


def test_section_that_the_editor_has_deleted_does_not_come_back(book: Path) -> None:
    path = section(book, "the-lamps")
    path.unlink()
    edit(book / "book.toml", f'    "{path.relative_to(book).as_posix()}",\n', "")
    assert reported(imported(book, PAGE.replace("two men", "three men"))) == []
    assert not path.exists()


@pytest.mark.parametrize("damage", ["missing", "damaged"])
def test_without_the_texts_of_the_last_import_nothing_edited_is_overwritten(book: Path, damage: str) -> None:
    path = section(book, "the-lamps")
    edit(path, "black", "dark")
    (book / BASE).unlink() if damage == "missing" else (book / BASE).write_bytes(b"PK nothing")
    before = {file: file.read_bytes() for file in book.rglob("*") if file.is_file()}
    assert reported(imported(book, PAGE)) == []
    (book / BASE).unlink()
    edit(path, "dark", "pitch-dark")
    before = {file: file.read_bytes() for file in book.rglob("*") if file.is_file()}
    with pytest.raises(PublishError) as caught:
        imported(book, PAGE.replace("slate", "tin"))
    assert [diagnostic.code for diagnostic in caught.value.diagnostics] == ["I120"]
    assert {file: file.read_bytes() for file in book.rglob("*") if file.is_file()} == before
    imported(book, PAGE, force=True)
    assert NIGHT in path.read_text(encoding="utf-8")


def test_the_same_source_gives_the_same_files(book: Path) -> None:
    before = {file.name: file.read_bytes() for file in book.rglob("*") if file.is_file()}
    imported(book, PAGE)
    assert {file.name: file.read_bytes() for file in book.rglob("*") if file.is_file()} == before
