"""The form of a diagnostic: place, sentence, the line with a caret, the help."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from publish.diagnostics import Diagnostic, Location, Patch, Severity, in_reading_order
from publish.messages import as_github, as_json, as_text, visible, visible_line


def finding(line: int | None = 3, column: int | None = 5, length: int = 4, message: str = "note [^x] has no definition") -> Diagnostic:
    return Diagnostic(
        code="N101",
        severity=Severity.ERROR,
        message=message,
        help="write [^x]: …",
        location=Location(path="body/one.md", line=line, column=column),
        length=length,
    )


def book_with_line(folder: Path, text: str) -> Path:
    (folder / "body").mkdir()
    (folder / "body" / "one.md").write_text(f"# One\n\n{text}\n", encoding="utf-8")
    return folder


def test_text_shows_the_line_with_a_caret_below_the_fault(tmp_path: Path) -> None:
    shown = as_text([finding()], book_with_line(tmp_path, "word[^x] more"))
    assert shown.splitlines() == [
        "body/one.md:3:5: error N101: note [^x] has no definition",
        "  word[^x] more",
        "      ^^^^",
        "  help: write [^x]: …",
    ]


def test_equal_findings_are_written_out_five_times_and_counted(tmp_path: Path) -> None:
    book = book_with_line(tmp_path, "word[^x] more\n" * 30)
    shown = as_text([*(finding(line=line) for line in range(3, 33)), finding(line=40, message="another")], book).splitlines()
    assert [line for line in shown if " more" in line and not line.startswith("  word")] == ["  and 25 more like it"]
    assert len([line for line in shown if ": error N101: " in line]) == 6


def test_findings_of_one_code_are_written_out_two_hundred_times(tmp_path: Path) -> None:
    shown = as_text([finding(line=line, message=f"note {line}") for line in range(1, 1001)], book_with_line(tmp_path, "x\n" * 1000))
    assert shown.count(": error N101: ") == 200
    assert shown.endswith("  and more N101, 1000 in all\n")
    assert len(json.loads(as_json([finding(line=line) for line in range(1, 1001)], tmp_path))) == 1000


def test_long_line_is_shown_only_around_the_fault(tmp_path: Path) -> None:
    text = "a" * 5000 + "[^x]" + "b" * 5000
    excerpt, caret = as_text([finding(column=5001)], book_with_line(tmp_path, text)).splitlines()[1:3]
    assert len(excerpt) < 120
    assert excerpt[caret.index("^") : caret.rindex("^") + 1] == "[^x]"


@pytest.mark.parametrize(
    ("before", "cells"),
    [("他走了", 6), ("cafe\u0301", 4), ("שלום ", 5), ("a\tb", 3)],
    ids=["ideograms", "a combining accent", "Hebrew", "a tab"],
)
def test_caret_is_below_the_fault_after_letters_of_any_width(tmp_path: Path, before: str, cells: int) -> None:
    shown = as_text([finding(column=len(before) + 1)], book_with_line(tmp_path, f"{before}[^x] more"))
    assert shown.splitlines()[2] == "  " + " " * cells + "^^^^"


def test_finding_without_a_column_shows_no_line(tmp_path: Path) -> None:
    assert len(as_text([finding(column=None)], book_with_line(tmp_path, "word")).splitlines()) == 2


def test_json_holds_every_field(tmp_path: Path) -> None:
    (fields,) = json.loads(as_json([finding()], tmp_path))
    assert (fields["code"], fields["severity"], fields["path"], fields["line"], fields["column"]) == ("N101", "error", "body/one.md", 3, 5)
    assert (fields["length"], fields["fix"]) == (4, [])


def test_json_holds_the_fix_of_a_fault(tmp_path: Path) -> None:
    at = Location(path="body/one.md", line=3, column=5)
    (fields,) = json.loads(as_json([replace(finding(), fix=(Patch(at=at, length=4, text="[^y]"),))], tmp_path))
    assert fields["fix"] == [{"line": 3, "column": 5, "length": 4, "text": "[^y]"}]


def test_github_command_escapes_its_delimiters(tmp_path: Path) -> None:
    shown = as_github([finding(message="100 % of\nit")], tmp_path)
    assert shown.count("\n") == 1
    assert "100 %25 of%0Ait" in shown


def test_diagnostics_are_shown_once_and_in_reading_order() -> None:
    later, sooner = finding(line=9), finding(line=2)
    assert in_reading_order([later, sooner, later]) == (sooner, later)


OBEYED = (
    *("\x1b[31m", "\x1b]0;title\x07", "\x9b2J", "\x08\x08", "\rgone", "\x7f", "\x00", "\x0e", "\x85"),
    *("\u202etxt.exe", "\u2066", "\udcff", "\u2028"),
)


@pytest.mark.parametrize("text", OBEYED)
def test_nothing_that_a_terminal_obeys_is_printed(tmp_path: Path, text: str) -> None:
    at = Location(path=f"a{text}b.md", line=3, column=1)
    quoting = replace(finding(message=f"“{text}” is no label"), help=f"not {text}", location=at)
    for form in (as_text, as_github, as_json):
        shown = visible(form([quoting], tmp_path))
        assert shown.replace("\n", "").isprintable(), form
        shown.encode()
    (fields,) = json.loads(visible(as_json([quoting], tmp_path)))
    assert fields["message"] == quoting.message, "JSON says the same"


def test_letters_of_every_script_are_printed_as_they_are() -> None:
    text = "«Œuvre» „Straße“ Война и мир 道德經 שָׁלוֹם می\u200cخواهم 🜂 e\u0301\tand\n"
    assert visible(text) == text


def test_line_of_a_message_does_not_look_like_another_message(tmp_path: Path) -> None:
    name = "a\none.md:1:1: error X999: all is lost"
    shown = as_text([replace(finding(message=f"“{name}” is not there"), location=Location(path=name))], tmp_path)
    assert [line for line in shown.splitlines() if not line.startswith("  ")] == [shown.splitlines()[0]]
    assert visible_line("a\tb\nc") == r"a\tb\nc"
