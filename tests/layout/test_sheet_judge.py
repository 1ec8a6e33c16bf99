"""What is told of a book's own sheets for print is what WeasyPrint ignores, and it is told at its place."""

import json
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
import tinycss2

from publish.book.style_faults import RulesToJudge
from publish.layout.sheet_judge import judge, key_of

IGNORED = """\
p { font: bold 12pt/1.2 } | 5
p { font: normal } | 5
p { padding: 1pt -2pt } | 5
p { margin: 1em 2ens } | 5
p { color: red; color: rgb(1,2) } | 17
p { color: color-mix(in srgb, red, blue) } | 5
p { background: linear-gradient(to nowhere, red, blue) } | 5
p { transform: unheard(1) } | 5
p { transform: translate(calc(1pt + 2em)) } | 5
p { hyphen: auto; hyphens: always } | 5 19
p { font-feature-settings: liga } | 5
p { font-size: calc(1em / 0) } | 5
p { width: calc(1em * 2pt); width: fit-content } | 5 29
p { padding: calc(1em - 200pt) } | 5
p { widows: } | 5
p { break-before: odd; display: ruby; grid-area: 1 / 2 / 3 / 4 / 5 } | 5 24 39
p { all: unset; -weasy-margin: 1pt } | 5 17
p::before { content: counter(); counter-reset: 3 } | 13 33
p::before { content: string(head) "x" } | 13
p::before { content: element(head) } | 13
p::before { content: attr(id url) } | 13
em { display: inline-grid } | 6
ol { display: grid; grid-template-columns: subgrid } | 21
ol { display: grid; grid-template-columns: repeat(auto-fill, 20pt) } | 21
p::middle { color: red } | 1
p::-webkit-scrollbar { color: red } | 1
p, p:unknown { color: red } | 1
p > { color: red } | 1
e|p { color: red } | 1
@namespace e "urn:e"; p { color: red } | 1
@unheard x; @unheard { p { colr: red } } | 1 13
@supports (display: grid) { p { color: red } } | 1
@page :odd { marginn: 1pt } | 14 1
@page { size: A55; margin: 1pt big; @top-middle { content: "x" } @top-left { contentt: "x"; content: "y" } } | 9 20 37 78
@page { @top-left x { content: "x" } @top-right; } | 9 38
@media (min-width: 5in) { p { color: red } } | 1
@media print and (color) { p { color: red } } | 1
@media print { p { colr: red } p::middle { color: red } @page :odd { margin: 0 } @unheard { } } | 20 32 57 82
@layer 3 { p { color: red } } @layer a, b { p { color: red } } | 1 31
@layer a { p { colr: red } } | 16
@font-face { font-family: X; src: local("X") } | 1
@font-face { font-family: X; font-weight: heavy; src: local("X") } | 30 1
@counter-style a { system: numeric; symbols: "0" } | 1
@counter-style a { system: ; symbols: "0"; suffix: 3 } | 20 44
@counter-style none { symbols: "a" } | 1
@color-profile x { components: a } | 1
"""
"""A sheet, and the columns of what WeasyPrint ignores in it."""
READ = (
    'p { font: italic small-caps 600 12pt/1.2 "EB Garamond", serif; font-feature-settings: "liga", "dlig" 0; hyphens: auto !important }',
    "p { margin: calc(1em + 2pt) auto 0 -1em; width: min(1em, 20pt); width: clamp(1em, 50%, 20pt); width: calc(100% - 2em) }",
    "p { color: device-cmyk(0 0 0 1); color: rgb(1 2 3 / 40%); color: oklch(50% 0.1 20); COLOR: CurrentColor; margin: inherit }",
    "p { background: linear-gradient(to right, red, blue 50%) no-repeat center / cover; transform: rotate(10deg) translate(1pt, 2%) }",
    "p { -webkit-hyphens: auto; -weasy-hyphens: auto; cursor: pointer; animation: x 1s; widows: 3 } .x { float: footnote }",
    'p::before { content: "x" counter(page) counters(a, ".") attr(id) open-quote leader(".") target-counter("#a", page) }',
    'p { string-set: head content(text) " " attr(id); bookmark-level: 2; grid-template-columns: 1fr minmax(1pt, 2fr) repeat(2, 20pt) }',
    'ol { list-style: symbols(cyclic "*" "†") } @counter-style a { system: additive; additive-symbols: 5 "V", 1 "I"; pad: 2 "0" }',
    "p:is(.a, .b):not(:last-child) > em + a[href^='#' i]:hover, p:nth-child(2n + 1 of .a)::first-letter { font-size: calc(1em - 2pt) }",
    "@page { size: 5in 8in; margin: 1in; @footnote { border-top: 1pt solid } @top-left { content: string(head, first-except) } }",
    "@page wide:right, :blank { margin: 1in } @page :nth(2n + 1) { @top-right { content: element(head) } } @page { }",
    "@media screen { p { colr: red; backdrop-filter: blur(1px) } p::middle { x: y } @unheard { } } @media all, screen { p { color: red } }",
    "@layer a; @layer b, c; @layer a { p { color: red } } @layer { p { color: red } }",
    ":root { --x: 3pt } p { margin: var(--x) calc(var(--x) * 2); padding: var(--none, 1pt) }",
    "p/**/ { /* a */ color /* b */ : /* c */ red ; ; margin : 0 }",
)
TOLD = [line.rsplit(" | ", 1) for line in IGNORED.splitlines()]
Results = Mapping[str, list[list[str]]]


@pytest.fixture(scope="module")
def answer() -> Mapping[str, Any]:
    """What the program says of all sheets."""
    program = Path(__file__).with_name("ignored_styles.py")
    sheets = [*(sheet for sheet, _ in TOLD), *READ]
    run = subprocess.run([sys.executable, program], input=json.dumps(sheets), capture_output=True, text=True, check=True)
    said: Mapping[str, Any] = json.loads(run.stdout)
    return said


@pytest.fixture(scope="module")
def results(answer: Mapping[str, Any]) -> Results:
    """For each sheet what is told, what WeasyPrint logs of it, and what it logs without what was told."""
    return dict(zip([*(sheet for sheet, _ in TOLD), *READ], answer["sheets"], strict=True))


@pytest.mark.parametrize(("sheet", "columns"), TOLD)
def test_what_weasyprint_ignores_is_told_at_its_place(results: Results, sheet: str, columns: str) -> None:
    told, logged, logged_without_it = results[sheet]
    assert told == [f"P104 styles/own.css:1:{column}" for column in sorted(columns.split(), key=int)]
    assert logged
    assert logged_without_it == []


@pytest.mark.parametrize("sheet", READ)
def test_nothing_is_told_of_what_weasyprint_reads(results: Results, sheet: str) -> None:
    assert results[sheet] == [[], [], []]


def test_every_message_of_weasyprint_about_a_sheet_is_listed(answer: Mapping[str, Any]) -> None:
    listed, logged = answer["messages"]
    assert listed == logged


def test_answer_is_remembered_for_the_same_rules_at_the_same_places(tmp_path: Path) -> None:
    def sheet(css: str) -> list[RulesToJudge]:
        return [RulesToJudge(folder=tmp_path, rules=tuple(tinycss2.parse_stylesheet(css, skip_whitespace=True)))]

    keys = [
        list(key_of(sheet(css)))
        for css in ("p { colr: red }", "p { colr: red }", "\np { colr: red }", "p { colr:  red }", "q { colr: red }")
    ]
    assert keys[0] == keys[1]
    assert all(keys[0] != key for key in keys[2:])


def test_judge_answers_from_a_process_of_its_own(tmp_path: Path) -> None:
    rules = tinycss2.parse_stylesheet("p { padding: 1pt -2pt; hyphen: auto }", skip_whitespace=True)
    ((value, name),) = judge([RulesToJudge(folder=tmp_path, rules=tuple(rules))])
    assert (value.line, value.column, value.why) == (1, 5, "invalid value")
    assert (name.line, name.column, name.why, name.help) == (1, 24, "unknown property", "write “hyphens”, or take it out")
