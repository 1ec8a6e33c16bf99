"""Whatever stands in attributes and titles is in an edition, or is reported where it stands."""

from pathlib import Path

import pytest

from book_diagnostics import check_diagnostics
from publish.rules import SMALLEST_BOOK

PICTURE = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><path d="M0 0h9v9z"/></svg>'


def diagnostics_of(folder: Path, text: str) -> list[tuple[str, str]]:
    """The place and the code of each diagnostic of a book with one section, whose text follows its title."""
    for name, content in {**SMALLEST_BOOK, "one.md": f"# One\n\n{text}\n"}.items():
        (folder / name).write_text(content, encoding="utf-8")
    return [(str(fault.location or ""), fault.code) for fault in check_diagnostics(folder)]


@pytest.mark.parametrize(
    ("text", "places"),
    [
        ("A [word]{gloss=x} here.", ["3:10"]),
        ('A [*word*]{.smallcaps gloss="x y"}.', ["3:23"]),
        ("::: {.box foo=bar}\nText.\n:::", ["3:11"]),
        ('``` {.python caption="Lost words"}\nx\n```', ["3:14"]),
        ("Some `code`{foo=bar}.", ["3:13"]),
        ("A [link](https://example.com){foo=bar}.", ["3:31"]),
        ("``` {.python file=x.py}\nx\n```", []),
        ("| a |\n|---|\n| b |\n\n: Caption {#t foo=bar}", ["7:15"]),
        ("A [one]{x=1} and [two]{x=2 y=3}.[^a]\n\n[^a]: A [three]{x=4}.", ["3:9", "3:24", "3:28", "5:17"]),
        ("> A [word]{data-x=1}.\n\n- [word]{onclick=x}", ["3:12", "5:10"]),
    ],
)
def test_key_that_no_edition_carries_is_reported_where_it_stands(tmp_path: Path, text: str, places: list[str]) -> None:
    assert sorted(diagnostics_of(tmp_path, text)) == sorted((f"one.md:{place}", "M226") for place in places)


@pytest.mark.parametrize(
    "text",
    [
        "A [mot]{lang=fr} and [kuf]{lang=he dir=rtl} and [x]{title=y}.",
        "::: {lang=de}\nText.\n:::",
        '[Ink]{.index entry="Ink"}',
        "``` python\nx = 1\n```",
        "`{gloss=x}` and \\{gloss=x\\} and {gloss}",
    ],
)
def test_known_keys_and_braces_that_are_text_are_not_reported(tmp_path: Path, text: str) -> None:
    assert "M226" not in {code for _, code in diagnostics_of(tmp_path, text)}


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ('A [link](https://example.com "Words of its own").', "3:31"),
        ("A [link](https://example.com 'Words of its own').", "3:31"),
        ('A [link][ref].\n\n[ref]: https://example.com "Words of its own"', "5:29"),
        ('Text.[^a]\n\n[^a]: A [link](https://example.com "Words").', "5:37"),
        ('> A [link](#one "Words")', "3:18"),
    ],
)
def test_title_that_no_edition_shows_is_reported(tmp_path: Path, text: str, place: str) -> None:
    assert (f"one.md:{place}", "M227") in diagnostics_of(tmp_path, text)


@pytest.mark.parametrize("text", ['[The survey](https://example.com "the survey")', '[a](https://example.com "")'])
def test_title_that_repeats_the_words_is_not_reported(tmp_path: Path, text: str) -> None:
    assert diagnostics_of(tmp_path, text) == []


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ('Above.\n![The *cellar*](p.svg){alt="A vault"}', "4:1"),
        ('![The cellar](p.svg){alt="A vault"}\nBelow.', "3:1"),
        ("Above.\n![The cellar](p.svg)", "4:1"),
        ('Above.\\\n![The cellar](p.svg){alt="A vault"}', "4:1"),
        ('A seal ![of wax](p.svg){alt="A lion"} here.', "3:8"),
        ("A seal ![of wax](p.svg){role=presentation} here.", "3:8"),
        ('- ![The cellar](p.svg){alt="A vault"} and', "3:3"),
        ('| a |\n|---|\n| ![The cellar](p.svg){alt="A vault"} |', "5:3"),
        ('> Above.\n> ![The cellar](p.svg){alt="A vault"}', "4:3"),
        ('Text.[^a]\n\n[^a]: Above.\n    ![The cellar](p.svg){alt="A vault"}', "6:5"),
    ],
)
def test_caption_that_no_edition_shows_is_reported(tmp_path: Path, text: str, place: str) -> None:
    (tmp_path / "p.svg").write_text(PICTURE, encoding="utf-8")
    assert diagnostics_of(tmp_path, text) == [(f"one.md:{place}", "M239")]


@pytest.mark.parametrize(
    "text",
    [
        '![The cellar](p.svg){alt="A vault"}',
        '> ![The cellar](p.svg){alt="A vault"}',
        "A seal ![of wax](p.svg) here.",
        'A seal ![](p.svg){alt="of wax"} here.',
        'A seal ![wax](p.svg){alt="of wax"} here.',
        "[![The cellar](p.svg)](https://example.com)",
    ],
)
def test_words_of_a_picture_that_an_edition_carries_are_not_reported(tmp_path: Path, text: str) -> None:
    (tmp_path / "p.svg").write_text(PICTURE, encoding="utf-8")
    assert diagnostics_of(tmp_path, text) == []


@pytest.mark.parametrize(
    ("text", "places"),
    [
        ("un[der] {.raised} now", ["3:9"]),
        ("un[der]\n{.raised} and [a](https://example.com) {.x}", ["4:1", "4:40"]),
        ("A `code` {.python} and `code`{python}.", ["3:10", "3:30"]),
        ("## Head {#a} more\n\n## Next\n{#b}", ["3:9", "6:1"]),
        ("The word{.smallcaps} is [second]{.small caps}, [third]{.x,.y} and [fourth]{.x", ["3:9", "3:33", "3:55", "3:75"]),
        ("[word] {lang=fr}\n\n> [word]\n> {.x}\n\n- {.y}", ["3:8", "6:3", "8:3"]),
        ("| a | b |\n|--|--|\n| [c] {.x} | d{.y} |", ["5:7", "5:15"]),
        ("Text.[^a]\n\n[^a]: un[der] {.raised} now", ["5:15"]),
        (
            "## Head {#b}\n\n[a]{.smallcaps} `b`{.x} \\{.x} `{.x}` {x=1} {-} {{ .Title }} [sic] {sic}\n\n"
            "``` {.python .x}\na {.x}\n```\n\n| a |\n|---|\n| b |\n\n: Caption {#t .x}",
            [],
        ),
    ],
)
def test_attributes_that_would_be_printed_are_reported_where_they_stand(tmp_path: Path, text: str, places: list[str]) -> None:
    assert diagnostics_of(tmp_path, text) == [(f"one.md:{place}", "M245") for place in places]


TABLE = "| a | b |\n|---|---|\n| c | d |\n\n: Cap {.broadside}"


@pytest.mark.parametrize(
    ("text", "places"),
    [
        ("A word.[^a]\n\n[^a]: A note.\n\n" + "".join(f"    {line}\n" for line in TABLE.splitlines()), ["11:13"]),
        ("A word.[^a]\n\n[^a]: A note.\n\n    ::: broadside\n    Text.\n    :::", ["7:9"]),
        ("+----------------------------+\n| ![Cap](x.png){.broadside}  |\n+----------------------------+", ["4:18"]),
        ("A [word]{.broadside} here, and [two]{.broadside}.", ["3:11", "3:39"]),
        (f"{TABLE}\n\n::: broadside\nText.\n:::\n\n" + "".join(f"> {line}\n" for line in TABLE.splitlines()), []),
    ],
)
def test_matter_that_cannot_be_turned_is_reported(tmp_path: Path, text: str, places: list[str]) -> None:
    assert [place for place, code in diagnostics_of(tmp_path, text) if code == "M246"] == [f"one.md:{place}" for place in places]
