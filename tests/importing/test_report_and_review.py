"""The report shows every word of the source and every decision once; the review asks what is open and keeps the answers."""

import tomllib
from dataclasses import replace
from pathlib import Path

import lxml.html
import pytest
from click.testing import CliRunner, Result

from importing.test_import_story import PAGE
from publish.cli import main
from publish.importing.ledger import NAME as LEDGER
from publish.importing.ledger import Answer
from publish.importing.report.report_page import NAME as REPORT
from publish.importing.run import ImportOrder, import_book
from publish.text.words import split_words


def run(*arguments: str | Path, keys: str = "") -> Result:
    ended = CliRunner().invoke(main, ["import", *map(str, arguments)], input=keys)
    assert ended.exit_code == 0, ended.output
    return ended


@pytest.fixture
def book(tmp_path: Path) -> Path:
    """The book that is made of a page."""
    (tmp_path / "page.txt").write_text(PAGE, encoding="utf-8")
    run(tmp_path / "page.txt", "--into", tmp_path / "book")
    return tmp_path / "book"


def decisions(book: Path) -> list[dict[str, str]]:
    return tomllib.loads((book / LEDGER).read_text(encoding="utf-8"))["decisions"]  # type: ignore[no-any-return]


def test_report_shows_every_word_and_every_decision_once(book: Path) -> None:
    page = lxml.html.parse(book / REPORT).getroot()
    words = [word for cell in page.find_class("source") for part in cell.iterchildren("p") for word in split_words(part.text_content())]
    assert words == split_words(PAGE)
    shown = [element.get("id", "").removeprefix("d-") for element in page.find_class("decision")]
    assert sorted(shown) == sorted(one["key"] for one in decisions(book))
    asked = {one["key"] for one in decisions(book) if one["state"] == "asked"}
    assert {link.get("href", "").removeprefix("#d-") for link in page.find_class("asked")[0].iter("a")} == asked
    assert not list(page.iter("script", "link", "img"))


def test_report_is_safe_whatever_the_source_says(tmp_path: Path) -> None:
    (tmp_path / "page.txt").write_text("<script>alert(1)</script> & “<b>”\n\n<!-- -->]]>\n", encoding="utf-8")
    run(tmp_path / "page.txt", "--into", tmp_path / "book")
    page = lxml.html.parse(tmp_path / "book" / REPORT).getroot()
    assert not list(page.iter("script"))
    assert "<script>alert(1)</script>" in page.text_content()


def test_review_asks_what_is_open_and_keeps_the_answers(book: Path) -> None:
    asked = [one for one in decisions(book) if one["state"] == "asked"]
    ended = run("--review", "--into", book, keys="n" * len(asked))
    assert f"1 of {len(asked)}  " in ended.stdout
    assert asked[-1]["before"][:40] in ended.stdout
    ledger = tomllib.loads((book / LEDGER).read_text(encoding="utf-8"))
    answered = {one["key"]: one["decision"] for one in ledger["decisions"]} | ledger.get("answers", {})
    assert {answered[one["key"]] for one in asked} == {"reject"}
    assert "Guild of Valley Printers (Archive)" in "".join(path.read_text(encoding="utf-8") for path in book.glob("*/*.md"))


def test_review_can_be_left_and_goes_on_where_it_was(book: Path) -> None:
    count = sum(one["state"] == "asked" for one in decisions(book))
    run("--review", "--into", book, keys="xy")
    assert sum(one["decision"] == "accept" for one in decisions(book)) == 1
    ended = run("--review", "--into", book, keys="sq")
    assert f"2 of {count - 1}  " in ended.stdout
    assert sum(one["decision"] != "" for one in decisions(book)) == 1


SEVERAL = """The Road

By Ada Editor

Chapter One

{0}

A line apart from it

{0}

Another line apart

{0}

A third line apart

{0}

Chapter Two

{0}
"""


def test_review_answers_questions_that_are_alike_at_once_and_goes_back(tmp_path: Path) -> None:
    (tmp_path / "page.txt").write_text(
        SEVERAL.format("The wharf lay empty, and nobody came to look for the two men. " * 3), encoding="utf-8"
    )
    run(tmp_path / "page.txt", "--into", tmp_path / "book")
    asked = [one for one in decisions(tmp_path / "book") if one["state"] == "asked"]
    alike = [one for one in asked if one["evidence"] == "a short line without a full stop over a paragraph"]
    assert len(alike) == 3
    before = asked.index(alike[0])
    ended = run("--review", "--into", tmp_path / "book", keys="n" * before + "Nbnq")
    assert "N no to all 3" in ended.stdout
    answered = {one["before"]: one["decision"] for one in decisions(tmp_path / "book")}
    assert [answered[one["before"]] for one in alike].count("reject") == 3


def test_review_takes_what_it_is_instead_and_the_ledger_keeps_it(tmp_path: Path) -> None:
    book = tmp_path / "book"
    (tmp_path / "page.txt").write_text(SEVERAL.format("The wharf lay empty, and nobody came to look for them. " * 3), encoding="utf-8")
    run(tmp_path / "page.txt", "--into", book)
    heading = next(one for one in decisions(book) if one["state"] == "asked" and one["about"] == "heading")
    assert f"\n{heading['before']}\n" in "".join(path.read_text(encoding="utf-8") for path in book.glob("*/*.md"))
    place = [one["key"] for one in decisions(book) if one["state"] == "asked"].index(heading["key"])
    run("--review", "--into", book, keys="s" * place + "2q")
    (kept,) = (one for one in decisions(book) if one["key"] == heading["key"])
    assert (kept["decision"], kept["instead"]) == ("accept", "level 2")
    assert f"## {kept['before']}" in "".join(path.read_text(encoding="utf-8") for path in book.glob("*/*.md"))


def test_review_takes_the_name_of_the_author_and_what_a_line_is(book: Path) -> None:
    asked = [one for one in decisions(book) if one["state"] == "asked"]
    keys = {"contributor": "wTom Turner\n", "publisher": "u"}
    run("--review", "--into", book, keys="".join(keys.get(one["after"].partition(" = ")[0], "s") for one in asked))
    made = tomllib.loads((book / "book.toml").read_text(encoding="utf-8"))
    assert made["contributors"] == [{"name": "Tom Turner"}]
    assert made["subtitle"] == "Guild of Valley Printers (Archive)"
    assert "publisher" not in made


@pytest.mark.parametrize(
    ("key", "written"), [("h", "# Guild of Valley Printers (Archive)\n"), ("v", "| Guild of Valley Printers (Archive)\n")]
)
def test_review_takes_a_line_for_a_heading_or_verse(book: Path, key: str, written: str) -> None:
    asked = [one for one in decisions(book) if one["state"] == "asked"]
    for keys in ("".join(key if one["after"].startswith("publisher") else "s" for one in asked), "q"):  # and the next import keeps it
        run("--review", "--into", book, keys=keys)
        made = tomllib.loads((book / "book.toml").read_text(encoding="utf-8"))
        assert "publisher" not in made
        assert [person["name"] for person in made["contributors"]] == ["Unknown Author"]
        assert written in "".join(path.read_text(encoding="utf-8") for path in book.glob("*/*.md"))


QUOTED = """The Weir

By Ada Editor

Chapter One

The miller had kept a book of the weir for twenty years, and in the year of the flood he wrote the following words:

“The water came at night, and in the morning there was neither weir nor mill, nor the road that had led from one to the other, FLOOD”

Nobody has read the book since.
"""


FLOOD = "and nobody knew at first where the river was, for it was everywhere, and it took the barge and the two old willows."
WRITTEN = {"": "> “The water", "verse": "| “The water", "epigraph": "::: epigraph\n> “The water"}


@pytest.mark.parametrize(("instead", "begins"), WRITTEN.items())
def test_quotation_is_what_the_editor_says(tmp_path: Path, instead: str, begins: str) -> None:
    (tmp_path / "page.txt").write_text(QUOTED.replace("FLOOD", FLOOD), encoding="utf-8")
    order = ImportOrder(sources=(str(tmp_path / "page.txt"),), into=tmp_path / "book", dry_run=True)
    (key,) = (one.key for one in import_book(order).decisions if one.subject == "quotation")
    answered = import_book(replace(order, answers={key: Answer.ACCEPT}, instead={key: instead} if instead else {}))
    assert f"\n\n{begins}" in "".join(str(text) for name, text in answered.files.items() if name.endswith(".md"))


def test_review_needs_a_source_and_a_keyboard(tmp_path: Path) -> None:
    for arguments, message in ((["--review"], "name a SOURCE"), (["-", "--review"], "needs the keyboard")):
        ended = CliRunner().invoke(main, ["import", *arguments, "--into", str(tmp_path / "book")], input="words")
        assert ended.exit_code == 2
        assert message in ended.stderr
