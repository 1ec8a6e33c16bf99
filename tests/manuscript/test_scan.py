"""The scanner: which calls and definitions it sees, at which column, and that its time is linear."""

import time

import pytest

from publish.manuscript.scan import Scan, count_notes, label_slug, scan
from publish.manuscript.zones import FILLER, Kind, Places, zones_of
from publish.model import Matter, Section


def scanned(text: str) -> Scan:
    return scan(Section(path="one.md", matter=Matter.BODY, text=text))


def calls(scanned_text: Scan) -> list[tuple[str, int, int]]:
    return [(call.label, call.line, call.column) for call in scanned_text.calls]


def test_calls_come_in_reading_order_with_line_and_column() -> None:
    scanned_text = scanned("# One[^a]\n\nA word.[^b]\n\n> Quoted.^[An inline note, here.] And.[^a]\n\n[^b]: B.\n[^a]: A.\n")

    assert calls(scanned_text) == [("a", 1, 6), ("b", 3, 8), ("an-inline-note-here", 5, 10), ("a", 5, 39)]
    assert count_notes(scanned_text) == 3


@pytest.mark.parametrize(
    ("text", "column"),
    [
        ("中文字[^a]", 4),
        ("עברית[^a]", 6),
        ("e\u0301te\u0301[^a]", 6),
        ("\tword[^a]", 6),
        ("\U0001d504[^a]", 2),
        ("“naïve”[^a]", 8),
    ],
)
def test_columns_count_characters(text: str, column: int) -> None:
    assert calls(scanned(f"{text}\n\n[^a]: A.\n")) == [("a", 1, column)]


@pytest.mark.parametrize(
    "text",
    [
        "In `[^a]` code.",
        "In ``a ` [^a]`` code.",
        "In `code over\nlines [^a]`.",
        "\\[^a] escaped.",
        "[\\^a] escaped.",
        "<!-- [^a] -->",
        "A <!-- comment\n[^a] --> here.",
        "```\n[^a]\n```",
        "> ~~~\n> [^a]\n> ~~~",
        "- item\n\n    ```\n    [^a]\n    ```",
        "[link](https://example.org/[^a])",
        '[link](#x "a title [^a]")',
        '[span]{title="[^a]"}',
        "<https://example.org/[^a]>",
        "```{.markdown}\n<!-- [^a]\n```",
    ],
)
def test_call_in_code_comment_address_or_attribute_is_not_seen(text: str) -> None:
    assert calls(scanned(f"{text}\n\nEnd.[^z]\n\n[^a]: A.\n\n[^z]: Z.\n"))[:-1] == []


@pytest.mark.parametrize(
    "text",
    [
        "An unclosed ` tick [^a] here.",
        "A tick ` and\n\nanother ` [^a] here.",
        "``` not code ``` [^a]",
        "<x[^a]>",
        "[x][^a]",
        "![^a]",
        "{[^a]}",
        "| cell[^a] |",
        "&lt;!-- [^a] --&gt;",
        "`<!--` [^a] `-->`",
        "```\n<!--\n```\n\n[^a]",
    ],
)
def test_call_in_running_text_is_seen(text: str) -> None:
    assert [label for label, _, _ in calls(scanned(f"{text}\n\n[^a]: A.\n"))] == ["a"]


def test_definition_ends_where_pandoc_ends_it() -> None:
    text = """\
Text.[^a] More.[^b] Still.[^c] In a list.[^d]

[^a]: First line,
    second line.

    A second paragraph.

        code

Text again.

[^b]: One line.
[^c]: Another.

> [^q]: Quoted,
> still.
>
>     Second.
>
> Text.

- item

    [^d]: In the item.

        More of it.

    Text of the item.
"""
    scanned_text = scanned(text)

    assert {definition.label: (definition.line, definition.last_line) for definition in scanned_text.definitions} == {
        "a": (3, 8),
        "b": (12, 12),
        "c": (13, 13),
        "q": (15, 18),
        "d": (24, 26),
    }


def test_definition_under_running_text_is_misplaced() -> None:
    scanned_text = scanned("Text.\n[^a]: Glued.\n\n> Quoted.\n[^b]: Glued.\n\n- item\n[^c]: Glued.\n")

    assert [definition.label for definition in scanned_text.misplaced] == ["a", "b", "c"]
    assert not scanned_text.definitions


def test_definition_under_a_block_that_ends_itself_is_well_placed() -> None:
    code, division, table = "```\nx\n```", "::: x\ny\n:::", "| a |\n|---|\n| b |"

    scanned_text = scanned(f"# One\n[^a]: A.\n\n* * *\n[^b]: B.\n\n{code}\n[^c]: C.\n\n{division}\n[^d]: D.\n\n{table}\n[^e]: E.\n")

    assert [definition.label for definition in scanned_text.definitions] == ["a", "b", "c", "d", "e"]
    assert not scanned_text.misplaced


def test_line_that_falls_into_a_note_is_reported() -> None:
    scanned_text = scanned("Text.[^a]\n\n[^a]: A note\ngoes on.\n\n[^b]: A note\n  indented.\n")

    assert [definition.lazy for definition in scanned_text.definitions] == [4, None]


def test_inline_note_keeps_its_label_when_text_elsewhere_changes() -> None:
    before = scanned("One.^[See the first book.]\n\nTwo.^[See *the* second.]\n")
    later = scanned("One.^[Put in.]\n\nOne.^[See the first book.]\n\nTwo.^[See *the* second.]\n")

    assert [call.label for call in before.calls] == ["see-the-first-book", "see-the-second"]
    assert [call.label for call in later.calls][1:] == [call.label for call in before.calls]


def test_inline_notes_with_equal_words_have_different_labels() -> None:
    assert [call.label for call in scanned("A.^[Ibid.] B.^[Ibid.] C.[^ibid]\n\n[^ibid]: Ibid.\n").calls] == ["ibid-2", "ibid-3", "ibid"]


def test_inline_note_ends_at_its_own_bracket() -> None:
    text = "A.^[One [two] `]` \\] [x](#y) three.] B.\n"

    (call,) = scanned(text).calls

    assert text[call.start : call.end] == "^[One [two] `]` \\] [x](#y) three.]"


def test_comment_is_blanked_at_equal_length() -> None:
    text = "A <!-- b\nc --> d\n\n<!-- alone -->\n\n<!-- lead --> text\nline\n<!-- between -->\nline\n"

    scanned_text = scanned(text)

    assert len(scanned_text.text) == len(text)
    assert [len(line) for line in scanned_text.text.split("\n")] == [len(line) for line in text.split("\n")]
    lines = scanned_text.text.split("\n")
    assert lines[3].strip() == ""  # the comment was alone: an empty line
    assert lines[5].startswith(FILLER)  # four spaces would make code
    assert lines[7].strip(FILLER) == ""  # an empty line would split the paragraph
    assert lines[7]


def test_yaml_header_is_blanked() -> None:
    scanned_text = scanned("---\ntitle: One [^a]\n---\n\n# One\n")

    assert scanned_text.header == 3
    assert scanned_text.text.startswith("   \n")
    assert not scanned_text.undefined


def test_break_at_the_beginning_is_not_a_header() -> None:
    assert scanned("---\n\nText: one\n\n---\n").header == 0


def test_zones_are_read_from_left_to_right() -> None:
    text = "`<!--` a `-->` <!-- ` --> `b`"

    assert [(zone.kind, text[zone.start : zone.end]) for zone in zones_of(text).all] == [
        (Kind.CODE, "`<!--`"),
        (Kind.CODE, "`-->`"),
        (Kind.COMMENT, "<!-- ` -->"),
        (Kind.CODE, "`b`"),
    ]


def test_places_of_offsets() -> None:
    places = Places("ab\nc\n\nd")

    assert [(places.line(offset), places.column(offset)) for offset in range(7)] == [
        (1, 1), (1, 2), (1, 3), (2, 1), (2, 2), (3, 1), (4, 1),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("label", "slug"), [("brest", "brest"), ("Smith:1917", "Smith-1917"), ("a/b", "a-b"), ("†", "x2020"), ("注", "注"), ("पहला", "पहला")]
)
def test_label_makes_an_id(label: str, slug: str) -> None:
    assert label_slug(label) == slug


HOSTILE = {
    "backticks": "`" * 200_000,
    "runs of backticks": "` `` ``` ```` " * 10_000,
    "open fences": "``` x\n\n" * 20_000 + "y",
    "open comments": "<!--" * 100_000,
    "open inline notes": "^[" * 100_000,
    "open attributes": '{a="' * 50_000,
    "open addresses": '](a "' * 50_000,
    "open brackets": "[" * 100_000,
    "quotation marks": "> " * 100_000,
    "bullets": "- " * 100_000,
    "backslashes": "\\" * 100_000,
    "tags": "<a" * 100_000,
    "empty definitions": "[^a]:\n\n" * 10_000,
    "calls": "a[^b] " * 25_000,
    "one word": "a" * 500_000,
    "a header without an end": "---\n" + "a: b\n" * 50_000,
}


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE.keys())
def test_time_is_linear(text: str) -> None:
    """Twice the text takes twice the time; a search that starts anew at each place would take four times as long, or for ever."""
    began = time.process_time()
    scanned(text)
    assert time.process_time() - began < 4
