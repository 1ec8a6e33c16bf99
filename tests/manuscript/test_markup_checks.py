"""Bare addresses stay as typed, and signs that pandoc would take for markup are reported."""

import json
from pathlib import Path

import pytest

from book_diagnostics import check_diagnostics
from publish.manuscript.addresses import shielded, unshielded
from publish.manuscript.scan import scan
from publish.manuscript.section_facts import TextFacts
from publish.manuscript.trap_checks import doubtful_code
from publish.manuscript.zones import zones_of
from publish.model import Matter, Section
from publish.rules import SMALLEST_BOOK
from publish.tools.pandoc import tree_from_text


def diagnostics_of(folder: Path, text: str) -> list[tuple[str, str]]:
    """The place and the code of each diagnostic of a book with one section, whose text follows its title."""
    for name, content in {**SMALLEST_BOOK, "one.md": f"# One\n\n{text}\n"}.items():
        (folder / name).write_text(content, encoding="utf-8")
    return [(str(fault.location or ""), fault.code) for fault in check_diagnostics(folder)]


def words_of(text: str, *, smart: bool = True) -> list[str]:
    """The words that stand directly in the paragraphs of a text, outside all markup."""
    tree = json.loads(unshielded(tree_from_text(shielded(text, zones_of(text)), smart=smart)))
    return [inline["c"] for block in tree["blocks"] for inline in block["c"] if inline["t"] == "Str"]


@pytest.mark.parametrize(
    "address",
    [
        "https://people.example.edu/~smith/papers/~draft/x.html",
        "https://example.com/_next_/x",
        "https://example.com/a*b*c",
        "https://example.com/a**b**c",
        "https://example.com/x^2^",
        "https://example.com/~x~",
        "https://example.com/~~x~~y",
        "https://example.com/a--b...c",
        "https://example.com/o'brien's",
        "https://example.com/wiki/_Foo_(bar)",
        "ftp://example.com/~a~b",
        "www.example.com/~a/~b",
        "people.example.edu/~a/~b",
        "https://例え.jp/~a~b",
    ],
)
def test_bare_address_stays_as_typed(address: str) -> None:
    assert address in words_of(f"See {address} now.")


@pytest.mark.parametrize("text", ["See https://example.com/~a~b.", "(https://example.com/~a~b)", "“https://example.com/~a~b”, he says"])
def test_punctuation_around_an_address_is_kept(text: str) -> None:
    assert " ".join(words_of(text)) in {text, "See https://example.com/~a~b."}


def test_markup_around_an_address_is_still_markup() -> None:
    text = "*see https://example.com/~a~b* and **https://example.com/c_d_e**, x^2^, H~2~O"
    tree = json.loads(unshielded(tree_from_text(shielded(text, zones_of(text)))))
    assert [inline["t"] for inline in tree["blocks"][0]["c"] if inline["t"] not in {"Str", "Space"}] == [
        "Emph",
        "Strong",
        "Superscript",
        "Subscript",
    ]


def test_note_mark_after_an_address_is_a_note(tmp_path: Path) -> None:
    text = "See https://example.com/x^2^.[^a] And https://example.com/~a^[inline] too.\n\n[^a]: https://example.com/~a~b_c_"
    assert diagnostics_of(tmp_path, text) == []


def test_addresses_of_links_code_and_references_are_left_alone() -> None:
    text = "[t](https://a.b/~x~y) `https://a.b/~x~y` <https://a.b/~x~y> [r]\n\n[r]: https://a.b/~x~y"
    assert unshielded(tree_from_text(shielded(text, zones_of(text)))) == tree_from_text(text)


def test_hundreds_of_ampersands_are_read_without_pandoc_stumbling() -> None:
    text = "A&P " * 300 + '&eacute; `&` [t](https://a.b/?x&y) &amp; \\& [w]{title="R&D"}'
    shield = shielded(text, zones_of(text))
    assert shield.count("&") == 6
    assert unshielded(tree_from_text(shield)) == tree_from_text(text)


@pytest.mark.parametrize("text", ["It cost ~5–~10 pounds.", "~£5-~£10", "(~5)/(~10)", "~5/~10", "the sum 2*3*4", "10**2**3", "^5–^10"])
def test_sign_that_would_vanish_is_reported(tmp_path: Path, text: str) -> None:
    assert [code for _, code in diagnostics_of(tmp_path, text)] == ["M225"]


@pytest.mark.parametrize(
    "text",
    ["H~2~O", "^235^~92~U", "SO~4~^2-^", "about ~20 and ~30", "un*seen*ly", "x^2^3", "~5 to ~10", "e^−^ and ^-1^", "*2*", "1914*n*"],
)
def test_markup_that_is_meant_is_not_reported(tmp_path: Path, text: str) -> None:
    assert diagnostics_of(tmp_path, text) == []


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("1) one\n2) two", "3:1"),
        ("(a) x\n(b) y\n(c) z", "3:1"),
        ("a. x\nb. y", "3:1"),
        ("• one\n• two", "3:1"),
        ("▪ *one*\n▪ two", "3:1"),
        ("(1) x\n(2) y", "3:1"),
        ("i. x\nii. y", "3:1"),
        ("I) x\nII) y", "3:1"),
        ("A. x\nB. y", "3:1"),
        ("Three things:\n1. one\n2. two", "4:1"),
        ("Text:\n  b) x goes on\nhere\n  c) y", "4:3"),
        ("> a) x\n> b) y", "3:3"),
        ("Text.[^n]\n\n[^n]: a) x\n    b) y", "5:7"),
    ],
)
def test_list_that_would_run_together_is_reported_once(tmp_path: Path, text: str, place: str) -> None:
    assert diagnostics_of(tmp_path, text) == [(f"one.md:{place}", "M228")]


@pytest.mark.parametrize(
    "text",
    [
        "(a) x\n\n(b) y",
        "1. one\n2. two",
        "- one\n- two",
        "(a) x\nand (b) y",
        "a) x\\\nb) y",
        "| a) x\n| b) y",
        "\\(a) x\n\\(b) y",
        "I. Berlin wrote to\nJ. Smith.",
        "He met\n(c) 1917",
        "See p.\n5. And p.\n9. so",
    ],
)
def test_text_that_is_no_list_is_not_reported(tmp_path: Path, text: str) -> None:
    assert "M228" not in {code for _, code in diagnostics_of(tmp_path, text)}


@pytest.mark.parametrize(
    "text",
    [
        "\\newpage",
        "\\pagebreak",
        "\\vspace{1cm}",
        "\\vspace*{1cm}",
        "Now \\emph{this} word.",
        "\\noindent Text",
        "Word \\footnote{Note.} here",
        "> \\bigskip",
        "- \\clearpage",
        "He said (\\dots)",
        "Text.[^a]\n\n[^a]: \\ldots",
    ],
)
def test_command_of_tex_is_reported(tmp_path: Path, text: str) -> None:
    assert [code for _, code in diagnostics_of(tmp_path, text)] == ["M229"]


@pytest.mark.parametrize(
    "text",
    ["`\\newpage`", "\\\\newpage", "C:\\section\\include", "```\n\\newpage\n```", "a hard break\\\nnewpage", "\\*star\\*", "\\partial"],
)
def test_backslash_that_is_no_command_is_not_reported(tmp_path: Path, text: str) -> None:
    assert diagnostics_of(tmp_path, text) == []


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("She had *gone home.", "3:9"),
        ("She had **gone home.", "3:9"),
        ("She had _gone home.", "3:9"),
        ("“*Gone home,” she said.", "3:2"),
        ("She *had* gone *home.", "3:16"),
        ("*She had gone.\n\nHome*.", "3:1"),
        ("- one *two\n- three", "3:7"),
        ("> (*gone home", "3:4"),
        ("## A *heading\n\nText.", "3:6"),
        ("*“Gone home,” she said.", "3:1"),
        ("[a *b](https://example.com)", "3:4"),
        ("Text.[^a]\n\n[^a]: She *left.", "5:11"),
        ("Some text here.\nShe had *gone home.", "4:9"),
    ],
)
def test_emphasis_that_never_closes_is_reported_where_it_opens(tmp_path: Path, text: str, place: str) -> None:
    assert diagnostics_of(tmp_path, text) == [(f"one.md:{place}", "M231")]


@pytest.mark.parametrize(
    "text",
    [
        "She *had* **gone** _home_ ***now***.",
        "\\*star and \\_x",
        "`*x` and snake_case and a * b * c",
        "5* hotel, word*",
        "* * *",
        "https://example.com/*x/_y",
        "un*seen*ly and *“quoted”*",
        "*one\ntwo*",
        "_ _ _ and * alone",
    ],
)
def test_other_asterisks_are_not_reported(tmp_path: Path, text: str) -> None:
    assert "M231" not in {code for _, code in diagnostics_of(tmp_path, text)}


@pytest.mark.parametrize("text", ["He came in TK.", "In ??? he left.", "(TKTK)", "TODO: more here", "Text.[^a]\n\n[^a]: Smith, p. ???."])
def test_words_that_are_still_to_come_are_reported(tmp_path: Path, text: str) -> None:
    assert [code for _, code in diagnostics_of(tmp_path, text)] == ["M234"]


@pytest.mark.parametrize(
    "text", ["What???", "“???” he asked.", "TK Maxx", "T.K. Smith", "`TK`", "TK-89", "a todo list", "?!?", "ATK and TKO"]
)
def test_words_that_mean_something_are_not_reported(tmp_path: Path, text: str) -> None:
    assert diagnostics_of(tmp_path, text) == []


@pytest.mark.parametrize(
    ("text", "places"),
    [
        ("They `run home.", ["3:6"]),
        ("They run` home.", ["3:9"]),
        ("``Run,'' they said.", ["3:1"]),
        ("A `run` and ``make` it.", ["3:13"]),
        ("A `run\n\nand make` it.", ["3:3", "5:9"]),
        ("> - a `run", ["3:7"]),
        ("| a `run | b |\n|---|---|\n| c | d |", ["3:5"]),
        ("Text.[^a]\n\n[^a]: A `run.", ["5:9"]),
    ],
)
def test_backtick_that_belongs_to_no_code_is_reported(tmp_path: Path, text: str, places: list[str]) -> None:
    found = [(place, code) for place, code in diagnostics_of(tmp_path, text) if code != "M235"]

    assert found == [(f"one.md:{place}", "M231") for place in places]


@pytest.mark.parametrize(
    "text",
    ["A `run` and ``a ` b``.", "\\`run", "Ka`bah", "```\na ` b\n```", "<https://example.com/`x>", "<!-- a ` b -->", "`one\ntwo`"],
)
def test_other_backticks_are_not_reported(tmp_path: Path, text: str) -> None:
    assert diagnostics_of(tmp_path, text) == []


def places_of_doubtful_code(text: str) -> list[str]:
    """The places of the code in the section “One” that may not be meant as such."""
    section = Section(path="one.md", matter=Matter.BODY, text=f"# One\n\n{text}\n")
    return [str(fault.location).removeprefix("one.md:") for fault in doubtful_code(TextFacts(section=section, scan=scan(section)))]


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("It keeps` your words, if you say `force.", "3:9"),
        ("A `file beside `book.toml.", "3:16"),
        ("It keeps`\nyour` words.", "3:9"),
        ("It keeps`` your`` words.", "3:9"),
        ("Ka`bah and `Ali", "3:3"),
        ("Ka`bah and Qur`an", "3:3"),
        ("`Ali and `Umar", "3:10"),
        ("`Ali and Ka`bah", "3:12"),
        ("Ba`al`s house", "3:3"),
        ("don`t and won`t", "3:4"),
        ("5`30 and 6`20", "3:2"),
        ("`Like this' and (`that'),", "3:18"),
        ("``Like this'' and (``that'')", "3:20"),
        ("`*Like* this' and `*that*'", "3:19"),
        ("`Ali\nand `Umar", "4:5"),
        ("[`Ali]{lang=ar} and [`Umar]{lang=ar}", "3:22"),
        ("Text.[^a]\n\n[^a]: Ka`bah and `Ali", "5:9"),
    ],
)
def test_code_with_a_word_beside_it_is_reported(text: str, place: str) -> None:
    assert places_of_doubtful_code(text) == [place]


@pytest.mark.parametrize(
    "text",
    [
        "`` `a` `` b",
        "(` a`)",
        "un`known`",
        "a`b `, c",
        "A <https://example.com>b",
        "Two `INSERT`s and three `git commit`s",
        "使用`make all`命令, `make all`를 and ב`make all`",
        "x-`a b`-y: “`a b`”, *`a b`*, [`a b`](https://example.com)",
        "``a ` b``\\\n`c d`",
    ],
)
def test_other_code_is_not_reported(text: str) -> None:
    assert places_of_doubtful_code(text) == []


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("```toml\na\n\nText.\n\n```console\nb\n```", "8:1"),
        ("```\na\n\n```{.console}\nb\n```", "6:1"),
        ("~~~ toml\na\n\n~~~ console\nb\n~~~", "6:1"),
        ("> ```toml\n> a\n>\n> ```toml\n> b\n> ```", "6:3"),
        ("- one\n\n  ```toml\n  a\n\n  ```toml\n  b\n  ```", "8:3"),
    ],
)
def test_block_of_code_that_swallows_the_next_is_reported(tmp_path: Path, text: str, place: str) -> None:
    assert diagnostics_of(tmp_path, text) == [(f"one.md:{place}", "M238")]


@pytest.mark.parametrize(
    "text",
    [
        "````\n```toml\na\n```\n````",
        "```\n~~~ toml\n```",
        "```\na\n```\n\n```toml\nb\n```",
        "```\n# a ```toml\n```",
        "```\n```` two words\n```",
    ],
)
def test_block_of_code_that_shows_another_is_not_reported(tmp_path: Path, text: str) -> None:
    assert diagnostics_of(tmp_path, text) == []


@pytest.mark.parametrize(
    "tag", ["<o:p></o:p>", "<o:p> </o:p>", '<w:sdt w:id="1">', "<v:shape/>", '<st1:place w:st="on">', "<O:P>", "<m:oMath>", "<font size=2>"]
)
def test_tag_of_a_word_processor_is_reported(tmp_path: Path, tag: str) -> None:
    assert diagnostics_of(tmp_path, f"A {tag}market.")[:1] == [("one.md:3:3", "M201")]


@pytest.mark.parametrize("text", ["`<o:p>`", "<https://example.com>", "<mailto:ada@example.com>", "\\<o:p>", "in <a:b> and 1<b:c>d"])
def test_what_is_no_tag_of_a_word_processor_is_not_reported(tmp_path: Path, text: str) -> None:
    assert diagnostics_of(tmp_path, f"A {text} market.") == []


@pytest.mark.parametrize("text", ["One\u2028two.", "One\u2029two.", "One&#8232;two.", "One\x0btwo."])
def test_end_of_a_line_of_another_system_is_reported_where_it_stands(tmp_path: Path, text: str) -> None:
    assert diagnostics_of(tmp_path, text) == [("one.md:3:4", "M230")]
