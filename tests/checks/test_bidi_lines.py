"""Lines with text in both directions are read as they stand on the page."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple
from unicodedata import category

import pytest

from publish.checks.bidi_lines import bidi_text, in_logical_order
from publish.checks.reading_order import Drawn
from publish.model import Box, ContentDocument, Matter, SectionType, SectionWords, Supplied
from publish.text.bidi_levels import levels, visual_order
from publish.text.compressed_text import CompressedText
from publish.text.words import Words, WordStream, split_words
from publish.tools.raster import Joint, Piece

EM, LINE = 10.0, Box(left=0, top=0, right=1000, bottom=14)
LETTER, SPACE = 5.0, 2.5  # points


class Cluster(NamedTuple):
    """A letter with its points as typed, and its level."""

    text: str
    level: int


def document(markup: str, language: str = "en") -> ContentDocument:
    return ContentDocument(
        id="one",
        path="one.md",
        matter=Matter.BODY,
        type=SectionType.CHAPTER,
        title="One",
        short="One",
        language=language,
        markup=CompressedText.of(f'<section xmlns="http://www.w3.org/1999/xhtml">{markup}</section>'),
        headings=(),
        notes=(),
        assets=(),
        words=SectionWords(body=Words(), notes={}),
    )


def clusters(text: str, base: int) -> list[Cluster]:
    together: list[Cluster] = []
    for letter, level in zip(text, levels(text, base), strict=True):
        if together and category(letter) == "Mn":
            together[-1] = Cluster(together[-1].text + letter, together[-1].level)
        else:
            together.append(Cluster(letter, level))
    return together


def drawn(line: Sequence[str]) -> list[Drawn]:
    """Pieces from left to right as `raster` gives them: the points of Hebrew and Arabic before their letter, a piece for each word."""
    pieces: list[Drawn] = []
    letters, at = "", 0.0
    edges: list[float] = []
    for text in [*line, " "]:
        if text == " ":
            if letters:
                piece = Piece(letters, (*edges, at), 10.0, EM, 0, Joint.SPACE if pieces else Joint.BREAK)
                pieces.append(Drawn.of(piece, len(pieces)))
            letters, edges, at = "", [], at + SPACE
        else:
            letters += text[1:] + text[0]
            edges += [at] * len(text)
            at += LETTER
    return pieces


def on_page(text: str, base: int = 0) -> list[str]:
    parts = clusters(text, base)
    return [parts[index].text for index in visual_order([part.level for part in parts])]


def words(pieces: Iterable[Drawn]) -> list[str]:
    stream = WordStream()
    for item in pieces:
        if item.piece.joint is not Joint.CLOSE:
            stream.end_word()
        stream.add(item.piece.text)
    return stream.texts


TEXTS = [
    ("of אבBD agree", ""),
    ("born ב-1917 here, שלום עולם", ""),
    ("(בשנת 1853 בירושלים) and [12] ab", ""),
    ("בְּרֵאשִׁית בָּרָא אֱלֹהִים", ""),
    ("הוא גר ב-New York, 12–15 (עמ׳ 3)", "rtl"),
    ("قال لا إله في ١٩٤٨ and 1948", ""),
    ("كِتَابٌ جديد, 30%", "rtl"),
]


@pytest.mark.parametrize(("text", "direction"), TEXTS)
def test_line_is_read_in_order(text: str, direction: str) -> None:
    page = document(f'<p dir="{direction}">{text}</p>' if direction else f"<p>{text}</p>")
    read = in_logical_order(drawn(on_page(text, int(direction == "rtl"))), [LINE], bidi_text(page, ""))
    assert words(read) == split_words(text)


@pytest.mark.parametrize(("text", "direction"), TEXTS)
def test_wrong_line_is_not_read_as_the_manuscript(text: str, direction: str) -> None:
    page = document(f'<p dir="{direction}">{text}</p>' if direction else f"<p>{text}</p>")
    right = on_page(text, int(direction == "rtl"))
    gaps = [index for index, part in enumerate(right) if part == " "]
    between = next(index for index in gaps if right[index - 1][0].isalnum() and right[index + 1][0].isalnum())
    bare = [part[0] for part in right]
    turned = right[::-1]
    swapped = [*right[gaps[0] + 1 :], " ", *right[: gaps[0]]]
    lost = right[gaps[0] :]
    glued = right[:between] + right[between + 1 :]
    for wrong in (bare, turned, swapped, lost, glued):
        if wrong != right:
            assert words(in_logical_order(drawn(wrong), [LINE], bidi_text(page, ""))) != split_words(text), "".join(wrong)


def test_lines_of_a_paragraph_follow_each_other() -> None:
    text = "הספר נדפס בשנת 1853 ונמכר בשנת 1917"
    parts = clusters(text, 1)
    cut = text.index("ונמכר")
    first, second = parts[: cut - 1], parts[cut:]
    lines = [[line[index].text for index in visual_order([part.level for part in line])] for line in (first, second)]
    lower = Box(left=0, top=14, right=1000, bottom=28)
    below = [Drawn.of(item.piece._replace(baseline=24.0), item.place + 50) for item in drawn(lines[1])]
    read = in_logical_order([*drawn(lines[0]), *below], [LINE, lower], bidi_text(document(f'<p dir="rtl">{text}</p>'), ""))
    assert words(read) == split_words(text)
    assert [item.piece.joint for item in read].count(Joint.BREAK) == 2


def test_mark_of_a_note_stands_at_its_place() -> None:
    page = document('<p dir="rtl">שלום<a class="noteref" id="n-call" data-supplied="">1</a> עולם</p>')
    line = drawn([*"םלוע", " ", "1", *"םולש"])
    glued = line[1]
    mark = Drawn.of(glued.piece.part(0, 1), glued.place, supplied=Supplied(box=LINE, call="n-call"))
    word = Drawn.of(glued.piece.part(1, 5), 2)
    read = in_logical_order([line[0], mark, word], [LINE], bidi_text(page, ""))
    assert [(item.supplied.call if item.supplied else item.piece.text) for item in read] == ["שלום", "n-call", "עולם"]
