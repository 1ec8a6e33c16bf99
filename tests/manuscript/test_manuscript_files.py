"""From a folder to sections in normal form: which files are read or refused, how notes are labelled and numbered, which words count."""

import os
import time
from collections.abc import Callable, Mapping
from pathlib import Path

import panflute as pf
import pytest

from publish.config import read_configuration
from publish.diagnostics import Diagnostic, Outcome
from publish.manuscript.files import read_manuscript
from publish.manuscript.normalise import NormalisedSection, normalise
from publish.model import Manuscript
from publish.resources import filters_dir
from publish.rules import SMALLEST_BOOK
from publish.tools import pandoc

FILTERS = (filters_dir() / "footnotes.py", filters_dir() / "block_quotes.py")
Write = Callable[[Mapping[str, str | bytes]], Path]


@pytest.fixture
def book(tmp_path: Path) -> Write:
    """A function that writes files over the smallest book and returns its folder."""

    def write(files: Mapping[str, str | bytes]) -> Path:
        for name, content in {**SMALLEST_BOOK, **files}.items():
            path = tmp_path / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return tmp_path

    return write


def read(folder: Path) -> Outcome[Manuscript]:
    configuration = read_configuration(folder).value
    assert configuration
    return read_manuscript(configuration)


def normal(folder: Path, *, first_note: int = 1, filters: tuple[Path, ...] = FILTERS) -> Outcome[NormalisedSection]:
    manuscript = read(folder).value
    assert manuscript
    return normalise(manuscript.sections[0], manuscript.configuration, first_note=first_note, filters=filters)


def section(folder: Path, *, first_note: int = 1) -> NormalisedSection:
    outcome = normal(folder, first_note=first_note)
    assert outcome.value
    assert not outcome.diagnostics
    return outcome.value


def places_and_codes(diagnostics: tuple[Diagnostic, ...]) -> list[str]:
    return [f"{diagnostic.location} {diagnostic.code}" for diagnostic in diagnostics]


def marks(document: pf.Doc) -> list[tuple[str, str, str, str]]:
    result: list[tuple[str, str, str, str]] = []

    def gather(element: pf.Element, _: pf.Doc) -> None:
        if isinstance(element, pf.Span) and "note" in element.classes:
            result.append(tuple(element.attributes[key] for key in ("label", "id", "line", "number")))

    document.walk(gather)
    return result


# --- files ----------------------------------------------------------------------------------------------------------------------------


def test_byte_order_mark_and_line_ends_of_windows_are_accepted(book: Write) -> None:
    folder = book({"one.md": "\ufeff# One\r\n\r\nA paragraph.\r\n\rA third line.\r".encode()})

    outcome = read(folder)

    assert outcome.value
    assert outcome.value.sections[0].text == "# One\n\nA paragraph.\n\nA third line.\n"
    assert not outcome.diagnostics


@pytest.mark.parametrize(
    ("content", "place"),
    [
        ("# One\n\nA naïve word.\n".encode("latin-1"), "one.md:3:5"),
        ("# One\n\nÉt".encode() + b"\xff", "one.md:3:3"),
        ("# One\n\nA word.\n".encode("utf-16"), "one.md:1:1"),
        (b"# One\n\nA\0word.\n", "one.md:3:2"),
        (b"PK\x03\x04\x14\0\x06\0\x08\0" + bytes(range(256)), "one.md:1:6"),
    ],
    ids=["latin-1", "cut short", "utf-16", "zero byte", "word processor"],
)
def test_file_that_is_not_text_is_refused_at_its_first_bad_byte(book: Write, content: bytes, place: str) -> None:
    assert places_and_codes(read(book({"one.md": content})).diagnostics) == [f"{place} M104"]


def test_long_line_is_refused_quickly(book: Write) -> None:
    folder = book({"one.md": b"# One\n\n" + b"word " * 9_000_000 + b"\n"})
    began = time.process_time()

    assert places_and_codes(read(folder).diagnostics) == ["one.md:3 M106"]
    assert time.process_time() - began < 5


def test_huge_file_is_refused_before_it_is_read(book: Write) -> None:
    folder = book({})
    os.truncate(folder / "one.md", 60_000_000)

    assert places_and_codes(read(folder).diagnostics) == ["one.md M106"]


@pytest.mark.parametrize("target", ["/etc/hostname", "../outside.md"])
def test_symlink_out_of_the_folder_is_refused(book: Write, target: str) -> None:
    folder = book({})
    (folder.parent / "outside.md").write_text("# Outside\n")
    (folder / "one.md").unlink()
    (folder / "one.md").symlink_to(target)

    assert places_and_codes(read(folder).diagnostics) == ["one.md M103"]


def test_symlink_within_the_folder_is_followed(book: Write) -> None:
    folder = book({"kept/first.txt": "# First\n\nA paragraph.\n"})
    (folder / "one.md").unlink()
    (folder / "one.md").symlink_to("kept/first.txt")

    assert not read(folder).diagnostics


def test_pipe_is_refused_without_waiting(book: Write) -> None:
    folder = book({})
    (folder / "one.md").unlink()
    os.mkfifo(folder / "one.md")

    assert places_and_codes(read(folder).diagnostics) == ["one.md M102"]


def test_file_without_read_permission_is_refused(book: Write) -> None:
    if os.geteuid() == 0:
        pytest.skip("root reads every file")
    folder = book({})
    (folder / "one.md").chmod(0)

    assert places_and_codes(read(folder).diagnostics) == ["one.md M102"]


def test_markdown_files_outside_the_spine_are_reported(book: Write) -> None:
    folder = book({"two.md": "# Two\n", "front/preface.md": "# Preface\n", "README.md": "# Read me\n", "notes/idea.md": "# Idea\n"})

    assert places_and_codes(read(folder).diagnostics) == ["front/preface.md M105", "two.md M105"]


def test_faults_of_all_sections_are_reported_at_once(book: Write) -> None:
    names = '["one.md", "two.md", "three.md"]'
    folder = book({"book.toml": SMALLEST_BOOK["book.toml"].replace('["one.md"]', names), "one.md": "", "two.md": b"\xff"})

    outcome = read(folder)

    assert places_and_codes(outcome.diagnostics) == ["one.md:1 M109", "two.md:1:1 M104", "book.toml:8:29 M101"]


# --- notes ----------------------------------------------------------------------------------------------------------------------------


def test_notes_have_label_id_line_and_number(book: Write) -> None:
    folder = book({"one.md": "# One[^h]\n\nA.[^b] B.^[See the second book.] C.[^h]\n\n[^b]: Bee.\n\n[^h]: Aitch.\n"})

    assert marks(section(folder, first_note=4).document) == [
        ("h", "one-note-h", "7", "4"),
        ("b", "one-note-b", "5", "5"),
        ("see-the-second-book", "one-note-see-the-second-book", "3", "6"),
        ("h", "one-note-h", "7", "4"),
    ]


def test_three_thousand_notes_keep_their_labels(book: Write) -> None:
    text = "".join(f"Paragraph {number}.[^n{number}]\n\n[^n{number}]: Ibid.\n\n" for number in range(3000))

    labelled = marks(section(book({"one.md": f"# One\n\n{text}"})).document)

    assert [(label, number) for label, _, _, number in labelled] == [(f"n{number}", str(number + 1)) for number in range(3000)]
    assert [int(line) for _, _, line, _ in labelled] == [5 + 4 * number for number in range(3000)]


def test_caption_has_its_note_once(book: Write) -> None:
    figures = '![A caption.[^a]](x.png){alt="A press"}\n\n![Another.[^b]](y.png){alt="Another."}\n'
    folder = book({"one.md": f"# One\n\n{figures}\n[^a]: A.\n\n[^b]: B.\n"})

    assert [label for label, *_ in marks(section(folder).document)] == ["a", "b"]


# --- words ----------------------------------------------------------------------------------------------------------------------------


def test_words_are_those_of_the_text_with_their_lines(book: Write) -> None:
    text = """\
# One {#one subtitle="Not a word" short="Nor this"}

Un*seen*[^a] word,
on two lines. <!-- not this -->

![A caption](x.png){alt="no words of the book"}

In a line ![nor this](y.png) of code `a b`.

[^a]: The note’s own,
    and more.
"""
    words = section(book({"one.md": text})).words

    pairs = list(zip(words.body.texts, words.body.lines, strict=True))
    assert pairs[:7] == [("one", 1), ("unseen", 3), ("word", 3), ("on", 4), ("two", 4), ("lines", 4), ("a", 6)]
    assert " ".join(words.body.texts[6:]) == "a caption in a line of code a b"
    note = words.notes["one-note-a"]
    assert list(zip(note.texts, note.lines, strict=True)) == [("the", 10), ("note", 10), ("s", 10), ("own", 10), ("and", 11), ("more", 11)]


def test_words_are_those_before_the_filters(book: Write) -> None:
    folder = book({"one.md": "# One\n\nKept words.\n"})
    eater = folder / "eater.py"
    eater.write_text("def run(doc, context):\n    doc.content[1].content = []\n    return []\n")

    outcome = normal(folder, filters=(*FILTERS, eater))

    assert outcome.value
    assert outcome.value.words.body.texts == ("one", "kept", "words")


def test_comment_within_a_paragraph_does_not_split_it(book: Write) -> None:
    folder = book({"one.md": "# One\n\nA line,\n<!-- remark -->\nanother.\n\n<!-- alone -->\n\n<!-- lead --> End <!-- mid --> of it.\n"})

    document = section(folder).document

    assert [pf.stringify(block).strip() for block in document.content] == ["One", "A line, another.", "End of it."]


# --- errors --------------------------------------------------------------------------------------------------------------------------


def test_text_that_pandoc_cannot_finish_is_reported_at_the_paragraph_with_most_markup(book: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = book({"one.md": "# One\n\n" + "A word. " * 2_000 + "\n\nOne *word*\nand **two**.\n\nAnd *another*.\n"})
    section(folder)  # without the limit pandoc can do it
    monkeypatch.setattr(pandoc, "SECONDS", 0.001)

    assert places_and_codes(normal(folder).diagnostics) == ["one.md:5:1 M108"]


def test_lack_of_memory_for_pandoc_is_reported(monkeypatch: pytest.MonkeyPatch) -> None:
    pandoc.tree_from_text("A word.")
    monkeypatch.setattr(pandoc, "MEMORY", ("+RTS", "-M8m", "-RTS"))

    with pytest.raises(pandoc.UnfinishedError, match="memory"):
        pandoc.tree_from_text("A word and *another*. " * 50_000)


def test_filters_of_the_book_run_after_ours(book: Write) -> None:
    folder = book({"one.md": "# One\n\nA word.[^a]\n\n[^a]: A.\n"})
    witness = folder / "filters" / "witness.py"
    witness.parent.mkdir()
    witness.write_text(
        "import panflute as pf\n"
        "def run(doc, context):\n"
        "    (span,) = [inline for inline in doc.content[1].content if isinstance(inline, pf.Span)]\n"
        "    return [('M192', f'{span.attributes[\"number\"]} {context.mark} {context.language}', 'nothing', 3)]\n"
    )

    outcome = normal(folder, first_note=7, filters=(*FILTERS, witness))

    assert [diagnostic.message for diagnostic in outcome.diagnostics] == ["7 after en"]


@pytest.mark.parametrize(
    ("code", "line"),
    [("def run(doc, context):\n    return doc.nothing\n", 2), ("def run(doc:\n", 1), ("import no_such_module\n", 1), ("x = 1\n", None)],
    ids=["raises", "is not Python", "lacks a module", "has no run"],
)
def test_filter_that_fails_is_reported_at_its_line(book: Write, code: str, line: int | None) -> None:
    folder = book({"filters/own.py": code})

    (reported,) = normal(folder, filters=(*FILTERS, folder / "filters" / "own.py")).diagnostics

    assert reported.code == "M191"
    assert reported.location
    assert (reported.location.path, reported.location.line) == ("filters/own.py", line)


def test_finding_of_the_wrong_shape_is_reported_as_a_failing_filter(book: Write) -> None:
    folder = book({"filters/own.py": "def run(doc, context):\n    return [('M192', 'no place')]\n"})

    (reported,) = normal(folder, filters=(*FILTERS, folder / "filters" / "own.py")).diagnostics

    assert reported.code == "M191"


# --- real books -----------------------------------------------------------------------------------------------------------------------


REAL_BOOKS = [("on-liberty", 14, []), ("progress-and-poverty", 68, []), ("varieties", 363, ["Q106", "Q106"])]  # verse broken by hand


@pytest.mark.slow
@pytest.mark.parametrize(("name", "notes", "true"), REAL_BOOKS)
def test_real_books_are_read_whole_without_false_alarms(shared_inputs: Path, name: str, notes: int, true: list[str]) -> None:
    folder = shared_inputs / "books" / name
    configuration = read_configuration(folder).value
    assert configuration
    read_book = read_manuscript(configuration)
    assert read_book.value

    outcomes = [normalise(part, configuration, first_note=1, filters=FILTERS) for part in read_book.value.sections]

    assert [diagnostic.code for outcome in outcomes for diagnostic in outcome.diagnostics] == true
    assert not read_book.diagnostics
    assert sum(len(outcome.value.words.notes) for outcome in outcomes if outcome.value) == notes


def test_handbook_has_no_faults(root: Path) -> None:
    configuration = read_configuration(root / "manuscript").value
    assert configuration
    read_book = read_manuscript(configuration)
    assert read_book.value

    outcomes = [normalise(part, configuration, first_note=1, filters=FILTERS) for part in read_book.value.sections]

    assert [diagnostic for outcome in outcomes for diagnostic in outcome.diagnostics] == []
