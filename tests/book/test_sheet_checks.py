"""Faults of a book's own style sheets, found without laying anything out. What the page maker ignores is in layout/test_sheet_judge.py."""

import re
from collections.abc import Sequence
from pathlib import Path

import pytest

from publish.book.faces import faces
from publish.book.sheet_checks import sheet_faults
from publish.book.style_faults import Judge, RulesToJudge, StyleFault
from publish.book.typefaces import Typefaces
from publish.layout.sheet_judge import judge
from publish.reading import check
from publish.resources import styles_dir

OURS = Typefaces(faces=faces(), on_paper=faces())


def finding(*places: tuple[int, int]) -> Judge:
    """A judge to whom all is well in each sheet but what begins at these lines and columns."""
    faults = tuple(StyleFault(line=line, column=column, why="not liked", help="write another") for line, column in places)
    return lambda sheets: [faults] * len(sheets)


def faults(folder: Path, judge: Judge = finding(), **sheets: str) -> list[str]:  # noqa: B008  # it has no state
    """Code and place of each fault of a book's sheets, named `print`, `epub`, `cover`."""
    (folder / "styles").mkdir(exist_ok=True)
    for name, text in sheets.items():
        (folder / "styles" / f"{name}.css").write_text(text, encoding="utf-8")
    return [f"{fault.code} {fault.location}" for fault in sheet_faults(folder, styles_dir(), judge, OURS)]


@pytest.mark.parametrize(
    ("sheet", "code"),
    [
        ("p[ { color: red }", "S102 styles/print.css:1:2"),
        ("p:nth-last-of-type(2n+) { color: red }", "S102 styles/print.css:1:3"),
        ("p:not(:nth-child(2n-)) { color: red }", "S102 styles/print.css:1:3"),
        ("p { width: calc(1px + ) }", "S102 styles/print.css:1:12"),
        ("p { width: calc(1px + (2px * )) }", "S102 styles/print.css:1:12"),
        ("p { color red }", "S102 styles/print.css:1:14"),
        ("p { color: red", "S102 styles/print.css:1:1"),
        ("p { margin: var(--nope) }", "S103 styles/print.css:1:13"),
        ("p { background: url(none.png) }", "S106 styles/print.css:1:17"),
        ("p { background: url(https://example.org/x.png) }", "S105 styles/print.css:1:17"),
        ("@import 'none.css';", "S106 styles/print.css:1:1"),
        ("p { font-family: Verdana, sans-serif }", "P110 styles/print.css:1:5"),
        (":root { --drop-cap: 7 }", "S113 styles/print.css:1:21"),
        (":root { --serif: Palatino }", "P110 styles/print.css:1:9"),
    ],
)
def test_fault_of_a_sheet_for_print_is_told_at_its_place(tmp_path: Path, sheet: str, code: str) -> None:
    assert code in faults(tmp_path, print=sheet)


@pytest.mark.parametrize(
    "sheet",
    [
        ':root { --serif: "Cardo", serif } p { font-family: var(--serif); margin: var(--line) }',
        "@media screen { p { font-family: Verdana } } @font-face { font-family: Verdana; src: local(Verdana) }",
    ],
)
def test_sheet_without_faults(tmp_path: Path, sheet: str) -> None:
    assert faults(tmp_path, print=sheet) == []


@pytest.mark.parametrize(
    ("sheet", "place", "told"),
    [
        ("p { margin: 1pxx }", (1, 5), ["P104 styles/print.css:1:5"]),
        ("p { margin: 1pxx var(--nope) }", (1, 5), ["S103 styles/print.css:1:18"]),
        ("p { margin: var(--nope); padding: 1pxx }", (1, 26), ["S103 styles/print.css:1:13", "P104 styles/print.css:1:26"]),
        ("p:nth-child(2n-) { color: red }", (1, 1), ["S102 styles/print.css:1:3"]),
        ("p::middle { margin: var(--nope) }", (1, 1), ["S103 styles/print.css:1:21", "P104 styles/print.css:1:1"]),
        ("@unheard { margin: var(--nope) }", (1, 1), ["S103 styles/print.css:1:20"]),
        ("@font-face { src: url(none.ttf) }", (1, 1), ["S106 styles/print.css:1:19"]),
        ("p::middle { background: url(none.png) }", (1, 1), ["P104 styles/print.css:1:1", "S106 styles/print.css:1:25"]),
        ("@media print { p::middle { x: y } }", (1, 16), ["P104 styles/print.css:1:16"]),
    ],
)
def test_what_is_told_once_is_not_told_again(tmp_path: Path, sheet: str, place: tuple[int, int], told: list[str]) -> None:
    assert sorted(faults(tmp_path, finding(place), print=sheet)) == sorted(told)


def test_judge_sees_values_and_the_message_shows_what_is_written(tmp_path: Path) -> None:
    seen: list[str] = []

    def note(sheets: Sequence[RulesToJudge]) -> Sequence[tuple[StyleFault, ...]]:
        seen.extend(rule.serialize() for sheet in sheets for rule in sheet.rules)
        return finding((2, 5))(sheets)

    (tmp_path / "styles").mkdir()
    (tmp_path / "styles/print.css").write_text(":root { --x: 3pt }\np { padding:  calc(-2 * var(--x)) /* all */ }", encoding="utf-8")
    (fault,) = sheet_faults(tmp_path, styles_dir(), note, OURS)
    assert "p { padding:  -6pt  }" in seen
    assert fault.message == "the style sheet is not fully understood: “padding: calc(-2 * var(--x))” is left out, not liked"


def test_our_own_sheets_have_no_faults(tmp_path: Path) -> None:
    others = {"epub.css", "drop-caps.css"}  # the second is read only where a book sets its token
    texts = [path.read_text(encoding="utf-8") for path in sorted(styles_dir().glob("*.css")) if path.name not in others]

    assert faults(tmp_path, judge, print=re.sub(r"@import.*;", "", "".join(texts))) == []


def test_imported_sheets_and_those_of_other_editions_are_checked(tmp_path: Path) -> None:
    (tmp_path / "styles").mkdir()
    (tmp_path / "styles/more.css").write_text("p { foo: bar }", encoding="utf-8")
    (tmp_path / "styles/x.bmp").write_bytes(b"BM")

    assert faults(
        tmp_path,
        finding((1, 5)),
        print="@import 'more.css';",
        epub="p { background: url(x.bmp); text-wrap-style: balance; margin: var(--x) }",
        cover=".title { margin: var(--bleed); padding: var(--none) }",
    ) == ["P104 styles/more.css:1:5", "S103 styles/cover.css:1:41", "S103 styles/epub.css:1:63", "E105 styles/x.bmp"]


def test_both_covers_know_the_same_tokens() -> None:
    names = {
        sheet: set(re.findall(r"^  (--[\w-]+):", (styles_dir() / sheet).read_text(encoding="utf-8"), re.MULTILINE))
        for sheet in ("wrap.css", "cover-screen.css", "cover.css")
    }
    assert names["wrap.css"] <= names["cover-screen.css"] | names["cover.css"]


def test_picture_that_a_sheet_shows_is_opened(tmp_path: Path) -> None:
    (tmp_path / "styles").mkdir()
    (tmp_path / "styles/letter.png").write_bytes(b"A letter, no picture.")
    sheet = ".title { background: url(letter.png) }"
    assert faults(tmp_path, print=sheet, cover=sheet, epub=sheet) == [f"A103 styles/{name}.css:1:22" for name in ("print", "cover", "epub")]


def test_check_reports_the_sheets_with_the_manuscript(tmp_path: Path) -> None:
    (tmp_path / "book.toml").write_text(
        'title = "T"\nlanguage = "en"\n[[contributors]]\nname = "A"\n[spine]\nbody = ["one.md"]\n',
        encoding="utf-8",
    )
    (tmp_path / "one.md").write_text("# One\n\nText.\n", encoding="utf-8")
    (tmp_path / "styles").mkdir()
    (tmp_path / "styles/print.css").write_text("p { hyphen: auto; margin: var(--nope) }", encoding="utf-8")

    told = [f"{fault.code} {fault.location}" for fault in check(tmp_path)]
    assert told == ["P104 styles/print.css:1:5", "S103 styles/print.css:1:27"]
