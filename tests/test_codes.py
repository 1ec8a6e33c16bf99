"""The handbook's list of codes, made from the rules: `pytest --accept tests/test_codes.py` writes it anew."""

from collections.abc import Callable
from itertools import groupby

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
