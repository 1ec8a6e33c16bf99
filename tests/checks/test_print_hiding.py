"""Reading the printed pages: rules of the book's own print.css that leave words unread are found, those that designers write pass."""

from pathlib import Path

import pytest

from orders import order
from publish.build import build
from publish.checks.overprinting import Ink, overprinted
from publish.diagnostics import PublishError

TEXT = "A passage that nobody reads, since it is set so that its lines are hidden, although it has more than a line of text in it."
BAR = '.x { position: relative } .x::after { content: ""; position: absolute; left: 0; right: 0;'
HIDING = (
    "line-height: 0",
    "line-height: .5",
    "margin-bottom: -3em",
    "margin-top: -2em",
    "font-size: 2.1pt",
    "font-size: 3pt",
    "font-size: .2em",
    "transform: scale(.25)",
    "transform: translateY(13pt)",
    "color: #ddd",
    "color: rgba(0, 0, 0, .1)",
    "opacity: .15",
    "background: #000; color: #111",
    "background: #ccc; color: #bbb",
    "word-spacing: -.22em",
    "letter-spacing: -.3em",
    "position: relative; top: 26pt",
    f"{BAR} top: .3em; height: .7em; background: #000 }}",
    f"{BAR} top: 0; bottom: 0; background: #fff }}",
    ".x p { text-decoration: underline 1em; text-underline-offset: -.8em }",
)
HARMLESS = (
    "line-height: .85; font-size: 1.4em",
    "color: #888",
    "font-size: 5.5pt",
    "text-decoration: line-through",
    "text-decoration: underline 2pt",
    "word-spacing: -.05em; letter-spacing: -.03em",
    "background: #222; color: #eee; padding: 1em",
    "background: #eee; padding: 1em; border: 1pt solid; border-radius: 4pt",
    "margin-top: -.3em; font-variant: small-caps; letter-spacing: .1em",
    ".x { position: relative } .x::before { content: ''; position: absolute; left: -1em; top: 0; bottom: 0; width: 2pt; background: #000 }",
    "color: #777; font-size: .8em; border-top: .5pt solid #777; border-bottom: .5pt solid #777",
    "column-count: 2; column-gap: 1em; outline: 1pt solid; outline-offset: 2pt",
)


def book(folder: Path, rules: tuple[str, ...]) -> Path:
    """A book with a section for each rule, which is that of its block."""
    (folder / "styles").mkdir(parents=True)
    sheet = [rule.replace(".x", f".x{at}") if "{" in rule else f".x{at} {{ {rule} }}" for at, rule in enumerate(rules)]
    (folder / "styles/print.css").write_text("\n".join(sheet), encoding="utf-8")
    names = [f"s{at}.md" for at in range(len(rules))]
    for at, name in enumerate(names):
        words = " ".join(f"{word}{'abcdefghijklmnopqrstuvwxyz'[at]}" for word in TEXT.split())
        text = f"# Section\n\nThe quick brown fox jumps over the dog.\n\n::: x{at}\n{words}\n:::\n\nAfter it another line of plain text.\n"
        (folder / name).write_text(text, encoding="utf-8")
    spine = ", ".join(f'"{name}"' for name in names)
    (folder / "book.toml").write_text(
        f'title = "A Book"\nlanguage = "en"\n[[contributors]]\nname = "Ada Editor"\n[spine]\nbody = [{spine}]\n', encoding="utf-8"
    )
    return folder


@pytest.mark.slow
def test_rule_that_hides_printed_words_is_found(tmp_path: Path) -> None:
    folder = book(tmp_path / "book", HIDING)
    with pytest.raises(PublishError) as stop:
        build(order(folder=folder, output=tmp_path / "out", editions=("print",)))
    faulty = {fault.location.path for fault in stop.value.diagnostics if fault.location and fault.severity == "error"}
    assert [rule for at, rule in enumerate(HIDING) if f"s{at}.md" not in faulty] == []
    assert {fault.code for fault in stop.value.diagnostics if fault.severity == "error"} <= {"V102", "V103", "V104", "V106", "V112"}


@pytest.mark.slow
def test_rule_that_designers_write_passes_in_print(tmp_path: Path) -> None:
    built = build(order(folder=book(tmp_path / "book", HARMLESS), output=tmp_path / "out", editions=("print",)))
    assert [str(fault) for fault in built.diagnostics if fault.code.startswith("V")] == []


@pytest.mark.parametrize(
    ("pieces", "over"),
    [
        ([Ink(0, 30, 20, 10), Ink(32, 60, 20, 10), Ink(0, 60, 32, 10)], ()),
        ([Ink(0, 30, 20, 10), Ink(10, 40, 20, 10)], (0, 1)),
        ([Ink(0, 30, 20, 10), Ink(0, 30, 24, 10)], (0, 1)),
        ([Ink(0, 30, 20, 10), Ink(0, 30, 28, 10)], ()),  # lines set close
        ([Ink(0, 30, 20, 10), Ink(30, 34, 16, 6)], ()),  # a raised mark
        ([Ink(0, 30, 20, 10), Ink(28.5, 60, 20, 10)], ()),  # an italic that leans over
        ([Ink(0, 20, 42, 36), Ink(21, 60, 20, 10), Ink(21, 60, 32, 10)], ()),  # an initial of three lines
        ([Ink(0, 90, 20, 10), Ink(5, 20, 20, 10), Ink(40, 60, 20, 10)], (0, 1, 2)),
    ],
)
def test_text_over_text_is_found(pieces: list[Ink], over: tuple[int, ...]) -> None:
    assert overprinted(pieces) == frozenset(over)
