"""Lines that a source repeats: they belong to its pages only where it has pages, else they are text."""

import textwrap

import pytest

from publish.importing.blocks import Block, Origin, Reading
from publish.importing.inline import plain
from publish.importing.ledger import DecisionLog, Subject
from publish.importing.readers.plain_text import read_text
from publish.importing.recovery.recovered_text import recover_text

SPEECH = "The road is long, and the salt is heavy, and nobody who has carried it once has asked to carry it again."
PROSE = (
    "The envoys travelled for three weeks, and at each inn they were asked what they had signed; they said that they could not tell, and "
    "that it had been written in a hand which none of them could read, least of all by the light of an inn. "
)


def kept(texts: dict[str, list[str]], origin: Origin) -> list[str]:
    """What is kept of files with these paragraphs."""
    lines = [(name, text) for name, paragraphs in texts.items() for text in paragraphs]
    blocks = tuple(Block(text=text, line=order, order=order, file=name) for order, (name, text) in enumerate(lines, 1))
    recovered = recover_text(Reading(name="source", blocks=blocks, words=(), origin=origin), DecisionLog())
    return [plain(passage.block.text) for passage in recovered.passages]


REPEATED = {
    "talk": ["“Whose is it?”", "“It is his.”"] * 5,
    "speakers": ["Hamlet", SPEECH, "Ghost", SPEECH.upper()] * 5,
    "a speaker called More": ["More.", SPEECH, "King.", SPEECH.upper()] * 5,
    "authors": [line for number in range(5) for line in (f"Poem {number}", "Jane Ward", SPEECH)],
    "a refrain": [SPEECH, "Over the water"] * 6,
    "chapter lines": [line for number in range(5) for line in (PROSE, "Later that day", PROSE)],
}


@pytest.mark.parametrize("origin", Origin)
@pytest.mark.parametrize("name", REPEATED)
def test_repeated_line_of_one_text_is_text(name: str, origin: Origin) -> None:
    assert kept({"one": REPEATED[name]}, origin) == REPEATED[name]


@pytest.mark.parametrize(
    ("origin", "head", "pages", "dropped"),
    [
        (Origin.WEB_PAGES, "The Valley Archive", 4, True),
        (Origin.WEB_PAGES, "The Valley Archive", 2, False),
        (Origin.TYPESCRIPT, "The Valley Archive", 4, True),
        (Origin.E_BOOK, "The Valley Archive", 4, False),
        (Origin.MARKDOWN, "The Valley Archive", 4, False),
        (Origin.WEB_PAGES, "Home | Index", 1, True),
        (Origin.E_BOOK, "Home | Index", 1, False),
        (Origin.DOCUMENT, "Back to top", 1, False),
    ],
)
def test_line_of_every_page_of_a_site_is_dropped(origin: Origin, head: str, pages: int, dropped: bool) -> None:
    texts = {f"{number}.html": [head, *(f"{PROSE}{number} {at}" for at in range(20))] for number in range(pages)}
    assert (head not in kept(texts, origin)) is dropped


def test_line_in_the_middle_of_pages_is_text() -> None:
    texts = {f"{number}.html": [*[PROSE] * 8, "It is his", *[PROSE] * 8] for number in range(4)}
    assert kept(texts, Origin.WEB_PAGES).count("It is his") == 4


def paged(head: str, number: str, at: int = 20) -> tuple[str, list[str]]:
    """A typescript with this running head and page number, for which {page} stands, after each page of so many lines; what is dropped."""
    lines = textwrap.wrap(PROSE * 40, 70)
    result: list[str] = []
    for page, begin in enumerate(range(0, len(lines), at), 1):
        result += [
            *lines[begin : begin + at],
            "",
            *([head.format(page=page), ""] if head else []),
            *([number.format(page=page), ""] if number else []),
        ]
    log = DecisionLog()
    reading = read_text("\n".join(result) + "\n")
    recover_text(reading, log)
    dropped = [*(block.text for block, _ in reading.removed), *(one.before for one in log.decisions if one.subject is Subject.DROP)]
    return " ".join(plain(block.text) for block in reading.blocks), dropped


@pytest.mark.parametrize(
    ("head", "number"),
    [
        ("THE SALT ROAD", "{page}"),
        ("The Salt Road", "- {page} -"),
        ("{page}    THE SALT ROAD", ""),
        ("THE SALT ROAD    {page}", ""),
        ("Ward / THE SALT ROAD / {page}", ""),
        ("", "{page}"),
    ],
)
def test_running_head_goes_with_its_page_number(head: str, number: str) -> None:
    text, dropped = paged(head, number)
    assert text.split() == (PROSE * 40).split()
    assert len(dropped) >= 7


def test_numbered_chapters_are_not_pages() -> None:
    text = "\n\n".join(part for number in range(1, 9) for part in (str(number), *[textwrap.fill(PROSE * 2, 70)] * 3)) + "\n"
    reading = read_text(text)
    assert reading.removed == ()
    assert [block.text for block in reading.blocks if len(block.text) == 1] == list("12345678")
