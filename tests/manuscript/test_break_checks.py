"""Breaks that are not written as breaks, headings without words, and typewriter characters, each at its own place."""

from pathlib import Path

import pytest

from book_diagnostics import check_diagnostics
from publish.reading import mend_book
from publish.rules import SMALLEST_BOOK


def book(folder: Path, text: str, toml: str = "") -> Path:
    """A book with one section, whose text follows its title."""
    files = {**SMALLEST_BOOK, "one.md": f"# One\n\n{text}\n"}
    files["book.toml"] += toml
    for name, content in files.items():
        (folder / name).write_text(content, encoding="utf-8")
    return folder


def places_and_codes(folder: Path) -> list[str]:
    return [f"{str(fault.location).removeprefix('one.md:')} {fault.code}" for fault in check_diagnostics(folder)]


EVERY_SIGN = ["*", "* *", "**", "+", "+ + +", "~", "~ ~", "⁂", "❦", "•", "• • •", "◆", "=", "§", "☙ ❧", "\\* \\* \\*"]


def test_sign_alone_on_a_line_is_reported_at_its_line_and_mended(tmp_path: Path) -> None:
    book(tmp_path, "Text.\n\n" + "\n\nText.\n\n".join(EVERY_SIGN) + "\n\nText.")
    assert places_and_codes(tmp_path) == [f"{5 + 4 * number}:1 M236" for number in range(len(EVERY_SIGN))]
    (mended,) = mend_book(tmp_path)
    assert mended.after == "# One\n\nText.\n\n" + "\n\nText.\n\n".join(["* * *"] * len(EVERY_SIGN)) + "\n\nText.\n"


def test_break_within_a_paragraph_is_reported_and_mended(tmp_path: Path) -> None:
    book(tmp_path, "Text\n* * *\nText.\n\nText\n#\nText.\n\nText\n⁂\n\n> Text\n> ***\n> text.")
    assert places_and_codes(tmp_path) == ["4:1 M236", "8:1 M236", "12:1 M236", "15:3 M236"]
    (mended,) = mend_book(tmp_path)
    assert mended.after == "# One\n\nText\n\n* * *\n\nText.\n\nText\n\n* * *\n\nText.\n\nText\n\n* * *\n\n> Text\n> ***\n> text.\n"


def test_heading_without_words_is_reported_at_its_own_line(tmp_path: Path) -> None:
    book(tmp_path, "Text.\n\n#\n\nText.\n\n## \n\nText.\n\n### {#id}\n\nText.\n\n> #\n\n## []{.x} \n")
    assert places_and_codes(tmp_path) == ["5:1 M237", "9:1 M237", "13:1 M237", "17:3 M237", "19:1 M237"]


@pytest.mark.parametrize(
    "text",
    [
        "Text.\n\n* * *\n\n***\n\n---\n\n- - -\n\n___\n\nText.",
        "- one\n- two\n\n* three\n\n+ four",
        "| one\n| two\n\nTerm\n\n:   Definition.\n\nTerm\n\n~   Definition.",
        "+---+---+\n| a | b |\n+===+===+\n| c | d |\n+---+---+",
        "```\n#\n\n*\n```\n\n~~~ {.python}\n# x\n~~~",
        "## `#`\n\n## \\#\n\nText, . . .\n\n. . .\n\n—\n\nText.",
        "## A heading\n\nText.\n\n    #\n\nText \\\n\\# text.",
    ],
)
def test_what_is_no_break_is_not_reported(tmp_path: Path, text: str) -> None:
    assert not [fault for fault in places_and_codes(book(tmp_path, text)) if fault.endswith(("M236", "M237"))]


def test_typewriter_characters_are_reported_once_for_the_book(tmp_path: Path) -> None:
    book(tmp_path, 'Text `"x"`.\n\n"Straight" marks -- don\'t use them--or do.')
    (fault,) = check_diagnostics(tmp_path)
    assert (fault.code, str(fault.location)) == ("M235", "one.md:5:1")
    assert fault.message == "the book has 3 straight quotation marks and 2 typed dashes, which would be printed as typed; the first is here"
    assert "quotes = true and dashes = true below [typography]" in fault.help


@pytest.mark.parametrize(
    "text",
    [
        '“Curly”, ‘single’, it’s — and 1914–1918, 5\'10" by 6".',
        '`"code"` [text](https://example.org "text") \\"kept\\" <!-- "x" -- y --> [w]{lang="fr"}',
        "| a | b |\n|---|---|\n| c | d |\n\na b\n--- ---\nc d\n",
        "> Words.\n>\n> -- Ada, *Work*",
        "Call `x` --book, or --help.",
    ],
)
def test_characters_that_are_no_typewriter_marks_are_not_reported(tmp_path: Path, text: str) -> None:
    assert "M235" not in "".join(places_and_codes(book(tmp_path, text)))


DECIDED = ["[typography]\nquotes = true\ndashes = true", "[typography]\nquotes = false\ndashes = false", "[text]\nsmart = true"]


@pytest.mark.parametrize("toml", DECIDED)
def test_book_that_decides_about_typewriter_characters_is_not_told(tmp_path: Path, toml: str) -> None:
    assert places_and_codes(book(tmp_path, '"Straight" -- marks.', f"\n{toml}\n")) == []


def test_straight_marks_among_curled_ones_are_mended_where_they_are_certain(tmp_path: Path) -> None:
    curled = "“One,” she said, “two.” It isn’t “three”.\n\n" * 3
    book(tmp_path, f'{curled}"One," he said, "two." It isn\'t `a "b"`.\n\nThe author\'s "own" (\'tis) 5\' by "six.\n\nAn "odd one.')
    (mended,) = mend_book(tmp_path)
    assert mended.after.removeprefix(f"# One\n\n{curled}") == (
        '"One," he said, "two." It isn’t `a "b"`.\n\nThe author’s "own" (\'tis) 5\' by "six.\n\nAn "odd one.\n'
    )
    book(tmp_path, f'{curled}"One," he said, *"two."* It isn\'t ("three").')
    (mended,) = mend_book(tmp_path)
    assert mended.after.removeprefix(f"# One\n\n{curled}") == "“One,” he said, *“two.”* It isn’t (“three”).\n"
    book(tmp_path, '"One," he said, it isn\'t "two".')
    assert mend_book(tmp_path) == (), "book.toml decides for a book that types straight marks throughout"
