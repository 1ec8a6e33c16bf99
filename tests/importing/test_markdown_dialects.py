"""What pandoc does not know of the dialects of Markdown is rewritten or recorded, and each line keeps its number in the source."""

import pytest

from publish.importing.blocks import Hints, Person
from publish.importing.readers.markdown import prepared, read_markdown


def read(text: str) -> str:
    """A text as pandoc gets it."""
    return "\n".join(line.text for line in prepared(text).lines()).strip("\n")


HEADERS = {
    "---\ntitle: 'The Mill'\nauthor:\n  - name: Ada Editor\n    affiliation: Guild\n  - Tom Turner\nlang: de  # German\n---\n": Hints(
        title="The Mill", language="de", people=[Person(name="Ada Editor"), Person(name="Tom Turner")]
    ),
    "---\ntitle: >\n  The Mill\n  Again\nauthor: Ada Editor and Tom Turner, Jr.\n...\n": Hints(
        title="The Mill Again", people=[Person(name="Ada Editor"), Person(name="Tom Turner, Jr.")]
    ),
    '+++\ntitle = "The Mill"\nauthors = ["Ada Editor"]\n[extra]\nx = 1\n+++\n': Hints(title="The Mill", people=[Person(name="Ada Editor")]),
    '{\n  "title": "The Mill",\n  "author": {"name": "Ada Editor"}\n}\n': Hints(title="The Mill", people=[Person(name="Ada Editor")]),
    "% The Mill\n% Ada Editor; Tom Turner\n% 1911\n": Hints(
        title="The Mill", people=[Person(name="Ada Editor"), Person(name="Tom Turner")]
    ),
    "Title: The Mill\nAuthor: Ada Editor\nCSS: x.css\n": Hints(title="The Mill", people=[Person(name="Ada Editor")]),
}


@pytest.mark.parametrize("header", HEADERS)
def test_header_of_any_kind_becomes_hints(header: str) -> None:
    source = prepared(header + "\nIt rained.\n")
    assert source.hints == HEADERS[header]
    (line,) = [line for line in source.lines() if line.text]
    assert (line.text, line.number) == ("It rained.", header.count("\n") + 2)
    assert source.removed[0][1] == header.strip()


@pytest.mark.parametrize("text", ["---\n\nIt rained.\n\n---\n", "{a set}\n", "Titles: none\n", "Note: it rained.\n", "%d items\n"])
def test_text_that_begins_like_a_header_stays_text(text: str) -> None:
    assert read(text) == text.strip("\n")


@pytest.mark.parametrize("mark", ["-", "*", "+", ":", "|", ">", "#", "1.", "12)"])
def test_mark_that_stands_alone_is_text(mark: str) -> None:
    assert read(f"One.\n\n{mark}\n\nTwo.") == f"One.\n\n{mark[:-1]}\\{mark[-1]}\n\nTwo."


@pytest.mark.parametrize("text", ["- a\n-\n- b", "One.\n\n---\n\nTwo.", "> One.\n>\n> Two.", "Term\n: What.", "```\n\n-\n\n```"])
def test_mark_with_a_meaning_stays_markup(text: str) -> None:
    assert read(text) == text


def test_messages_name_the_line_of_the_source() -> None:
    text = (
        "---\ntitle: x\n---\n\n# One\n\nIt *rained*.[^a]\n\n* * *\n\n```\ncode\n```\n\n- item\n\n![](gone.png)\n\n"
        "> Quoted.\n\n<img alt='y' src='far%20away.png'>\n\n[^a]: A note.\n"
    )
    reading = read_markdown([("page.md", text)], lambda _: None)
    assert [block.line for block in reading.blocks] == [5, 7, 9, 12, 15, 19, 23]
    assert [(one.code, one.location.line) for one in reading.diagnostics if one.location] == [("I111", 17), ("I111", 21)]


def test_address_that_nothing_uses_is_recorded_and_what_is_none_stays() -> None:
    source = prepared(
        "[Far][f] and [near].\n\n[f]: http://x.org 'Far'\n[near]: #near\n[x]: y.html 'words'\n[//]: # (hidden)\n[Note]: gone\n"
    )
    assert read(source.revealed(source.text)).split("\n")[2:] == ["[f]: http://x.org 'Far'", "[near]: #near", "", "", "\\[Note]: gone"]
    assert [(line, text) for line, text, _ in source.removed] == [(5, "[x]: y.html 'words'"), (6, "[//]: # (hidden)")]
