"""The handbook's lists of codes and printers, made from the program: `pytest --accept tests/test_codes.py` rewrites them."""

import re
from collections.abc import Callable
from itertools import groupby
from pathlib import Path

from publish.config.orders import printer_names, read_printer
from publish.rules import RULES, Rule

LETTERS = {
    "A": "Pictures and other files",
    "C": "The configuration",
    "E": "The e-book",
    "I": "Bringing a text in",
    "M": "The manuscript",
    "N": "Notes",
    "P": "Pages",
    "Q": "Quotations",
    "S": "Style sheets",
    "V": "The comparison of words",
    "X": "The machine",
}
TYPED, PRINTED = "'", "’"
INTRODUCTION = """\
# Every message by its code {#codes type=appendix short="Codes"}

This list is made from the program itself, so it names what the program can say and nothing else.
An error stops the book, a warning asks you to have a look.
`publish explain`, with a code behind it, says more of each, and gives an example.
"""


def code_list() -> str:
    """The appendix as Markdown: a table for each letter."""
    rules = sorted(RULES.values(), key=lambda rule: rule.code)
    return "\n".join([INTRODUCTION, *(table(letter, list(group)) for letter, group in groupby(rules, lambda rule: rule.code[0]))])


def table(letter: str, rules: list[Rule]) -> str:
    """The codes of one letter under their heading."""
    rows = [f"| {rule.code} | {rule.severity} | {rule.title.replace(TYPED, PRINTED)} |" for rule in rules]
    return "\n".join(
        [
            f"## {LETTERS[letter]}",
            "",
            "| Code | Weight | What is the matter |",
            "|:----|:-----|:----------------------------------|",
            *rows,
            "",
        ]
    )


def test_handbook_lists_every_code(golden: Callable[[str, str], None]) -> None:
    golden("../../manuscript/back/codes.md", code_list())


CHAPTER = "manuscript/body/press.md"
SHORT = {  # the name of a standard in the table
    r"Application Notes for PDF/X Standards, version 4 \(CGATS 2006\), ": "N ",
    r"ISO 15930-4:2003, ": "A ",
    r"ISO 15930-7:2010, ": "B ",
}
INKS = {"black": "K", "grey": "grey", "cmyk": "CMYK", "rgb": "sRGB"}


def with_tables(chapter: str) -> str:
    """The chapter with two tables replaced, which are identified by the ids of their captions."""
    for name, table in {"table-printers": printers(), "table-preflight": preflight_rules()}.items():
        written = re.compile(rf"(?:^\|[^\n]*\n)+\n:[^\n]*{{#{name}}}\n", re.MULTILINE)
        (place,) = written.finditer(chapter)
        chapter = f"{chapter[: place.start()]}{table}{chapter[place.end() :]}"
    return chapter


def printers() -> str:
    """A row for each of our printers: standard, intent, inks of pages and cover, bleed."""
    rows = []
    for name in printer_names():
        printer = read_printer(name).value
        assert printer is not None
        cover_ink = printer.for_cover().ink
        cells = [
            f"`{name}`",
            printer.file.standard.removeprefix("PDF/"),
            printer.ink.condition or "none",
            INKS[printer.ink.inks],
            INKS[cover_ink.inks],
        ]
        cells.append(f"{printer.bleed.amount.millimetres:.1f}\u00a0mm")
        rows.append(f"| {' | '.join(cells)} |")
    head = ["| Printer | Standard | Intent | Pages | Cover | Bleed |"]
    head += ["|:-----------------|:---------------|:-----------------|:---------|:---------|:---------|"]
    return "\n".join([*head, *rows, "", ": Printers that are known {#table-printers}", ""])


def preflight_rules() -> str:
    """A row for each rule of preflight."""
    rules = sorted((rule for code, rule in RULES.items() if code.startswith("P5")), key=lambda rule: rule.code)
    rows = [f"| {rule.code} | {rule.title.replace(TYPED, PRINTED)} | {shortened(rule.clause)} |" for rule in rules]
    head = ["| Code | What is the matter | Where it stands |", "|:----|:---------------------|:---------------|"]
    return "\n".join([*head, *rows, "", ": The rules of preflight {#table-preflight}", ""])


def shortened(clause: str) -> str:
    """A clause as the table abbreviates it."""
    for pattern, short in SHORT.items():
        clause = re.sub(pattern, short, clause)
    return clause


def test_chapter_on_printers_lists_every_printer_and_rule(root: Path, golden: Callable[[str, str], None]) -> None:
    golden(f"../../{CHAPTER}", with_tables((root / CHAPTER).read_text(encoding="utf-8")))
