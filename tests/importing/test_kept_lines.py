"""Lines of a plain text that are kept as they are: verse of any measure, couplets, columns. Lines of prose are joined."""

import textwrap

import pytest

from publish.importing.blocks import Block, Kind
from publish.importing.ledger import DecisionLog
from publish.importing.readers.plain_text import read_text
from publish.importing.readers.text_blocks import blocks_of
from publish.importing.recovery.recovered_text import recover_text
from publish.importing.report.conservation import recovery_losses
from publish.importing.source_lines import lines_of

PROSE = textwrap.fill(
    "The envoys travelled for three weeks and were asked at every inn what they had signed, and they did not know. " * 3, 72
)
EVEN = ("The weir is old, the water new,", "And nobody has counted who", "Has crossed it on a summer day", "And what they had to say.")
GLOSSES = (
    "avoir faim,              to be hungry.",
    "la grande maison,        the big house, or",
    "                           the mansion.",
    "vite,     quick.",
)
CONTENTS = ("The Weir ............ 4", "The Bridge .......... 7", "The Old Road ........ 12", "The Last Mill ....... 20")
COUPLET = ("So was the weir made whole, and so the mill,", "And he who made them both is standing still.")
SHORT = ("He was not asked again, and went home, since", "the road was long.")


def block(*lines: str, indent: str = "  ") -> Block:
    """The block that lines between two paragraphs of prose become."""
    text = "\n".join(indent + line for line in lines)
    return next(one for one in blocks_of(lines_of(f"{PROSE}\n\n{text}\n\n{PROSE}\n")) if one.line == PROSE.count("\n") + 3)


KEPT = {
    "lines of one length": EVEN,
    "a first line set in": ("  " + EVEN[0], *EVEN[1:]),
    "quotation marks": (f'"{EVEN[0]}', EVEN[1], f"“{EVEN[2]}", EVEN[3]),
    "a couplet": COUPLET,
    "a couplet of short lines": EVEN[:2],
    "columns": GLOSSES,
    "leaders": CONTENTS,
}
JOINED = {
    "prose of a narrow measure": tuple(textwrap.wrap(PROSE.replace("\n", " ")[:300], 50)),
    "prose set in at its first line": (
        "  " + SHORT[0] + " and so it went on for days",
        "until they had all of it.",
        "Then they went home by the",
    ),
    "two lines of prose": ("He was not asked again, and went home by the road along the weir,", "since the night was long."),
}


@pytest.mark.parametrize("name", KEPT)
def test_lines_of_verse_and_of_columns_are_kept(name: str) -> None:
    made = block(*KEPT[name])
    assert (made.kind, len(made.text.split("\n"))) == (Kind.VERSE, len(KEPT[name]))


@pytest.mark.parametrize("name", JOINED)
def test_lines_of_prose_are_joined(name: str) -> None:
    assert block(*JOINED[name]).kind is Kind.PARAGRAPH


def test_lines_of_small_letters_at_a_measure_are_prose() -> None:
    lines = (
        "and nobody has counted so far who had",
        "gone over it, or on which summer day,",
        "since all of them had other things to",
        "do.",
    )
    assert block(*lines, indent="").kind is Kind.PARAGRAPH


@pytest.mark.parametrize(
    "line", ["<td>**strong**</td>", "**strong**</td> and _under_</i>.", "</td>_x_</td>+**y**=", "a **b**word and _c_>"]
)
def test_markup_of_pages_in_a_plain_text_loses_no_word(line: str) -> None:
    reading = read_text(f"{PROSE}\n\n{line}\n\n{PROSE}\n")
    assert recovery_losses(reading, recover_text(reading, DecisionLog())) == ()
