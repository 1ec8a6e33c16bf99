"""A foreign text becomes a book: every decision is logged, words and answers are kept, edited files are not overwritten."""

import tempfile
import tomllib
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st

from importing.sample_texts import CASES, UNTOUCHED
from publish.cli import main
from publish.diagnostics import Diagnostic, PublishError
from publish.importing.ledger import NAME, DecisionLog, State, Subject
from publish.importing.readers.plain_text import read_text
from publish.importing.recovery.recovered_text import recover_text
from publish.importing.report.conservation import recovery_losses
from publish.importing.run import Imported, ImportOrder, import_book
from publish.reading import check as check_book

LONG = (
    "In the autumn the printers of the valley met for the last time, and each of them brought what he had set that year, wrapped in cloth."
)
PAGE = f"""English
Guild of Valley Printers (Archive)
A Short History of Printing in the Valley and of those who did it

The Last Meeting

{LONG} {LONG}

{LONG} As the secretary wrote in his account of the evening:

Nobody spoke of the machines. We drank, and when it grew dark we went home, each by his own road, and never met again.[1]

{LONG} The oldest of them put it as follows:

A page is a promise. Whoever has set one knows what he owes to those who will read it; whoever has not does not ask.[2]

More on the printers of the valley from 1880-1910

The meeting was the end of a trade, and not of a quarrel between two men.

More

[1]

Tom Turner, The\u00a0Margins of the Valley\u00a0(Utopia: Imaginary Press, 1911), p. 22.

[2]

Ibid., p. 155.
"""


QUERIES = "".join(f"::: query\n{line}\n:::\n\n" for line in PAGE.splitlines()[1:3])
"""The lines above the text, of which nothing is sure until the editor answers."""


def imported(folder: Path, text: str = PAGE, **options: Any) -> Imported:
    (folder / "page.txt").write_text(text, encoding="utf-8")
    return import_book(ImportOrder(sources=(str(folder / "page.txt"),), into=folder / "book", **options))


def section(folder: Path) -> str:
    (path,) = (folder / "book/body").glob("*.md")
    return path.read_text(encoding="utf-8")


def test_page_from_the_web_becomes_a_book(tmp_path: Path) -> None:
    decisions = imported(tmp_path).decisions
    text = section(tmp_path)
    assert text.startswith(f"# The Last Meeting\n\n{QUERIES}In the autumn")
    assert "> Nobody spoke of the machines." in text
    assert "never met again.[^1]\n" in text
    assert "> A page is a promise." in text
    assert "::: query\nThe meeting was the end of a trade" in text
    assert text.endswith("p. 22.\n\n[^2]: Ibid., p. 155.\n")
    book = tomllib.loads((tmp_path / "book/book.toml").read_text(encoding="utf-8"))
    assert book["title"].startswith("A Short History of Printing")
    assert (book.get("publisher"), book["language"]) == (None, "en")
    assert [(one.line, one.before) for one in decisions if one.subject is Subject.DROP] == [
        (1, "English"),
        (17, "More on the printers of the valley from 1880-1910"),
        (21, "More"),
    ]
    asked = {one.after.partition(" = ")[0] for one in decisions if one.state is State.ASKED and one.subject is Subject.METADATA}
    assert asked == {"title", "publisher", "contributor"}
    assert {one.code for one in check_book(tmp_path / "book")} == {"M215"}  # the query is open


def test_importing_again_changes_nothing(tmp_path: Path) -> None:
    imported(tmp_path)
    before = {path: path.read_bytes() for path in (tmp_path / "book").rglob("*.*") if path.is_file()}
    imported(tmp_path)
    assert {path: path.read_bytes() for path in (tmp_path / "book").rglob("*.*") if path.is_file()} == before


def answer(folder: Path, begins: str, decision: str) -> None:
    """The editor answers the first decision about words that begin so."""
    path = folder / "book" / NAME
    text = path.read_text(encoding="utf-8")
    at = text.index('decision = ""', text.index(f'before = "{begins}'))
    path.write_text(text[:at] + f'decision = "{decision}"' + text[at + len('decision = ""') :], encoding="utf-8")


def test_answers_are_done_and_kept(tmp_path: Path) -> None:
    imported(tmp_path)
    answer(tmp_path, "The meeting was the end", "accept")
    answer(tmp_path, "A page is a promise", "reject")
    answer(tmp_path, "Guild of Valley", "reject")
    for _ in range(2):
        imported(tmp_path, PAGE.replace("More\n\n[1]", "More\n\nBack to top\n\n[1]"))
        texts = "".join(path.read_text(encoding="utf-8") for path in sorted((tmp_path / "book/body").glob("*.md")))
        assert "the end of a trade" not in texts
        assert "\nA page is a promise." in texts
        assert "Guild of Valley Printers" in texts
        assert "publisher" not in (tmp_path / "book/book.toml").read_text(encoding="utf-8")
        assert (tmp_path / "book" / NAME).read_text(encoding="utf-8").count('decision = "reject"') == 2


def test_dry_run_writes_nothing(tmp_path: Path) -> None:
    assert imported(tmp_path, dry_run=True).decisions
    assert not (tmp_path / "book").exists()


def test_folder_of_pages_is_a_book(tmp_path: Path) -> None:
    pages = tmp_path / "pages"
    pages.mkdir()
    for number, name in enumerate(("One", "Two"), 1):
        (pages / f"{number}.txt").write_text(f"Chapter {name}\n\n{LONG}[1]\n\n{LONG}\n\n[1] Note {number}.\n", encoding="utf-8")
    import_book(ImportOrder(sources=(str(pages),), into=tmp_path / "book"))
    assert [path.read_text(encoding="utf-8").count("[^1]: Note") for path in sorted((tmp_path / "book/body").glob("*.md"))] == [1, 1]


def test_standard_input_is_a_source(tmp_path: Path) -> None:
    ended = CliRunner().invoke(main, ["import", "-", "--into", str(tmp_path / "book")], input=PAGE.encode())
    assert ended.exit_code == 0, ended.output
    assert "notes: 2 applied" in ended.output
    assert (tmp_path / "book/book.toml").is_file()


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "I102"),
        (b" \n\n\t\n", "I102"),
        (b"%PDF-1.7\n", "I104"),
        (b"PK\x03\x04....", "I104"),
        (b"\x89PNG\r\n", "I104"),
    ],
)
def test_source_that_is_no_text_is_told_and_nothing_is_written(content: bytes, code: str, tmp_path: Path) -> None:
    (tmp_path / "page.txt").write_bytes(content)
    with pytest.raises(PublishError) as caught:
        import_book(ImportOrder(sources=(str(tmp_path / "page.txt"),), into=tmp_path / "book"))
    assert [one.code for one in caught.value.diagnostics] == [code]
    assert all(one.help for one in caught.value.diagnostics)
    assert not (tmp_path / "book").exists()


def test_source_that_is_not_there_is_told(tmp_path: Path) -> None:
    ended = CliRunner().invoke(main, ["import", str(tmp_path / "nothing.txt"), "--into", str(tmp_path / "book")])
    assert ended.exit_code == 1
    assert "I101" in ended.output


@pytest.mark.parametrize(("encoding", "codes"), [("utf-8-sig", []), ("utf-16", []), ("cp1252", ["I109"]), ("latin-1", ["I109"])])
def test_encoding_is_known_or_reported(encoding: str, codes: Sequence[str], tmp_path: Path) -> None:
    text = f"Chapter I\n\n{LONG} Käse, œuvre.\n".replace("œ", "oe" if encoding == "latin-1" else "œ")
    (tmp_path / "page.txt").write_bytes(text.encode(encoding))
    done = import_book(ImportOrder(sources=(str(tmp_path / "page.txt"),), into=tmp_path / "book"))
    assert [one.code for one in done.diagnostics] == codes
    assert "Käse" in section(tmp_path)


VERSE = "The press is cold,\nThe ink is thick,[1]\nAnd no one comes\nTo turn the stick.\n"
WRAPPED = "\n".join(
    [
        "In the autumn the printers of the valley met for the last time, and each",
        "of them brought what he had set that year, wrapped in cloth, and nobody",
        "spoke of it until the morning came and the wagons were loaded for the way.",
    ]
    * 3
)


def test_verse_keeps_its_lines_and_its_notes(tmp_path: Path) -> None:
    imported(tmp_path, f"{WRAPPED}\n\n{VERSE}\n{WRAPPED}\n\n[1] As it was then.\n")
    assert "| The press is cold,\n| The ink is thick,[^1]\n| And no one comes\n| To turn the stick.\n" in section(tmp_path)


def test_mark_with_nothing_behind_it_stays(tmp_path: Path) -> None:
    imported(tmp_path, f"# x\n\n{LONG}[1]\n\n{LONG}\n\n[1]\n")
    assert "\\[1\\]" in section(tmp_path)


LINES = st.one_of(
    st.sampled_from(
        [
            *UNTOUCHED,
            LONG,
            "",
            "",
            "Notes",
            "Chapter I",
            "* * *",
            "Home | Next",
            "[1]",
            "1.",
            "“" + LONG,
            LONG + "”",
            "12",
            "13",
            "14",
            "15",
        ]
    ),
    st.sampled_from([line for case in CASES for line in case.text.split("\n")]),
    st.text(st.characters(codec="utf-8"), max_size=60),
    st.text("ab [](){}*_`#>|\\^~<&!:-+.0123\t\u00a0“”‘’", max_size=40),
)


@settings(max_examples=150, deadline=None)
@given(st.lists(LINES, max_size=30))
def test_no_word_of_any_text_is_lost(lines: list[str]) -> None:
    text = "\n".join(lines).replace("\r", "\n").replace("\x00", "")
    reading = read_text(text)
    assert list(recovery_losses(reading, recover_text(reading, DecisionLog()))) == []


@settings(max_examples=25, deadline=None)
@given(st.lists(LINES, min_size=1, max_size=12))
def test_any_text_is_imported_with_all_its_words_or_refused(lines: list[str]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "page.txt").write_bytes("\n".join(lines).encode())
        diagnostics: Sequence[Diagnostic] = ()
        try:
            import_book(ImportOrder(sources=(str(Path(folder) / "page.txt"),), into=Path(folder) / "book"))
        except PublishError as fault:
            diagnostics = fault.diagnostics
        assert [str(one) for one in diagnostics if one.code.startswith("I9")] == []


def italics_of(folder: Path, text: str) -> list[str]:
    return [one.before for one in imported(folder, f"{LONG}\n\n{text}\n").decisions if one.subject is Subject.ITALICS]


def test_no_break_spaces_around_a_title_are_what_is_left_of_italics(tmp_path: Path) -> None:
    assert italics_of(tmp_path, "Turner, The\u00a0Margins of the Valley\u00a0(Utopia, 1911).") == ["Margins of the Valley"]
    assert "The *Margins of the Valley* (Utopia" in section(tmp_path)


def test_title_that_is_italic_elsewhere_is_italic(tmp_path: Path) -> None:
    assert italics_of(tmp_path, "He wrote _The Margins of the Valley_.\n\nIn The Margins of the Valley nobody sleeps.") == [
        "The Margins of the Valley"
    ]
    assert "In *The Margins of the Valley* nobody" in section(tmp_path)


@pytest.mark.parametrize(
    "text",
    [
        "It was M.\u00a0Dupont\u00a0: he said «\u00a0Bonjour Madame\u00a0» and paid 20\u00a0francs.",
        "See p.\u00a05 and vol.\u00a0III of it, by A.\u00a0Turner\u00a0and his son.",
        "He wrote _French Revolution_. The French Revolution was over.",
    ],
)
def test_other_no_break_spaces_and_words_stay_as_they_are(text: str, tmp_path: Path) -> None:
    assert italics_of(tmp_path, text) == []
