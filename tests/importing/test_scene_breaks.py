"""Breaks between scenes: however they are typed or drawn, each is one `* * *`, and nothing else is."""

import textwrap
from pathlib import Path

import pytest

from publish.importing.blocks import Block, Container, Frame, Kind
from publish.importing.inline import EM, EM_END, call
from publish.importing.ledger import DecisionLog
from publish.importing.readers.plain_text import read_text
from publish.importing.recovery.recovered_text import recover_text
from publish.importing.recovery.scene_breaks import with_breaks
from publish.importing.report.conservation import recovery_losses
from publish.importing.run import ImportOrder, import_book

FIRST = "The envoys travelled for three weeks, and at each inn they were asked what they had signed; they said that they could not tell."
SECOND = "The paper lay on the table, and nobody would read it, for it had been read too often, and each time it had said the same."
TYPED = [
    "* * *",
    "***",
    "*",
    "#",
    "# # #",
    "⁂",
    "~",
    "~~~",
    "—",
    "– – –",
    "•",
    "• • •",
    "§",
    "❦",
    "◆",
    "☙ ❧",
    "-",
    "---",
    "_____",
    "=====",
    "(*)",
]


def kinds(*blocks: Block) -> list[Kind]:
    return [block.kind for block in with_breaks(blocks, DecisionLog())]


def typed(text: str, **values: object) -> Block:
    return Block(text=text, line=2, order=2, **values)  # type: ignore[arg-type]


@pytest.mark.parametrize("sign", TYPED)
def test_ornament_alone_is_a_break(sign: str) -> None:
    before, after = typed(FIRST), typed(SECOND)
    for block in (typed(sign), typed(f"\u00a0{sign} "), typed(f"{EM}{sign}{EM_END}"), typed(sign, kind=Kind.HEADING, level=2)):
        assert kinds(before, block, after) == [Kind.PARAGRAPH, Kind.BREAK, Kind.PARAGRAPH]


@pytest.mark.parametrize(
    "block",
    [
        *map(typed, ("x", "1", "I", "...", "* one", "o", "…", "?", "#1", "—No")),
        typed("#", kind=Kind.CODE),
        typed("*", kind=Kind.VERSE),
        typed("-", containers=(Container(frame=Frame.ITEM, number=1, group=1),)),
        typed("*", note="n1"),
        typed(f"*{call('n1', '1')}"),
    ],
)
def test_other_signs_are_no_break(block: Block) -> None:
    assert kinds(typed(FIRST), block, typed(SECOND))[1] is not Kind.BREAK


@pytest.mark.parametrize(
    ("file", "alt", "times", "is_break"),
    [
        ("images/ornament.png", None, 1, True),
        ("images/i1.png", "* * *", 1, True),
        ("images/i1.png", "Ornament", 1, True),
        ("images/i1.png", "", 3, True),
        ("images/i1.png", None, 2, False),
        ("images/i1.png", "A mill", 3, False),
        ("images/map.png", None, 1, False),
    ],
)
def test_picture_of_an_ornament_is_a_break(file: str, alt: str | None, times: int, is_break: bool) -> None:
    picture = Block(kind=Kind.PICTURE, text="", picture=file, alt=alt, line=2)
    blocks = [typed(FIRST), *(one for _ in range(times) for one in (picture, typed(SECOND)))]
    assert kinds(*blocks).count(Kind.BREAK) == (times if is_break else 0)


def text_kinds(text: str) -> str:
    """The kinds of the passages of a plain text, as letters: p, b, h."""
    recovered = recover_text(read_text(text), DecisionLog())
    return "".join("h" if passage.role == "heading" else passage.block.kind[0] for passage in recovered.passages)


def wrapped(*paragraphs: str, indent: str = "", apart: str = "\n\n") -> str:
    return apart.join(textwrap.fill(one, 66, initial_indent=indent) for one in paragraphs)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (wrapped(*[FIRST] * 8) + "\n\n\n" + wrapped(*[SECOND] * 8), "p" * 8 + "b" + "p" * 8),
        (
            wrapped(*[FIRST] * 8, indent="    ", apart="\n") + "\n\n" + wrapped(*[SECOND] * 8, indent="    ", apart="\n"),
            "p" * 8 + "b" + "p" * 8,
        ),
        ("\n".join([FIRST] * 8) + "\n\n" + "\n".join([SECOND] * 8), "p" * 8 + "b" + "p" * 8),
        ("\n\n".join([FIRST] * 8) + "\n\n\n\n" + "\n\n".join([SECOND] * 8), "p" * 8 + "b" + "p" * 8),
        ("\n\n".join([FIRST] * 8) + "\n\n\nChapter Two\n\n\n" + "\n\n".join([SECOND] * 8), "p" * 8 + "h" + "p" * 8),
        ("\n\n".join([FIRST, SECOND]) + "\n\n\n" + "\n\n\n".join([FIRST, SECOND, FIRST]), "p" * 5),
    ],
    ids=["wrapped", "indented", "a line each", "a line each, apart", "a heading", "unsteady"],
)
def test_wider_space_is_a_break(text: str, expected: str) -> None:
    assert text_kinds(text + "\n") == expected


@pytest.mark.parametrize("sign", [sign for sign in TYPED if sign != "_____"])
def test_several_breaks_are_one_and_no_word_is_lost(sign: str) -> None:
    text = f"{FIRST}\n\n{sign}\n\n{sign}\n\n***\n\n{SECOND}\n"
    assert text_kinds(text) == "pbp"
    reading = read_text(text)
    assert list(recovery_losses(reading, recover_text(reading, DecisionLog()))) == []


def test_break_beside_a_heading_divides_nothing() -> None:
    assert text_kinds(f"***\n\nChapter One\n\n***\n\n{FIRST}\n\n#\n\n{SECOND}\n\n⁂\n\nChapter Two\n\n{FIRST}\n\n*\n") == "hpbphp"


def test_picture_that_became_a_break_is_not_in_the_book(tmp_path: Path) -> None:
    dot = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
    page = f'<h1>One</h1><p>{FIRST}</p><p><img alt="ornament" src="data:image/png;base64,{dot}"></p><p>{SECOND}</p><p>❦</p><p>{FIRST}</p>'
    (tmp_path / "one.html").write_text(f"<html><body>{page}</body></html>", encoding="utf-8")
    done = import_book(ImportOrder(sources=(str(tmp_path / "one.html"),), into=tmp_path / "book", dry_run=True))
    assert str(done.files["body/01-one.md"]).split("\n\n") == ["# One", FIRST, "* * *", SECOND, "* * *", f"{FIRST}\n"]
    assert [name for name in done.files if name.startswith("images")] == []
