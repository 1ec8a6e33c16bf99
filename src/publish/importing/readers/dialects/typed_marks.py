"""Marks in Markdown that are text, and that pandoc would read as markup and swallow."""

import re

from publish.importing.readers.dialects.markdown_text import MarkdownText

EMPTY = re.compile(r"^[ \t]+$", re.MULTILINE)
FALSE_ADDRESS = re.compile(r"^( {0,3})\[(\d{1,4}|[*†‡])\]:(?=\s+(?!<|https?:|/|\.|#|mailto:)\S+\s+\S)", re.MULTILINE)
TITLE = r"(?:[ \t]+|\n[ \t]+)(?:\"[^\"\n]*\"|'[^'\n]*'|\([^)\n]*\))"
DEFINED = re.compile(rf"^ {{0,3}}\[(?P<label>(?!\^)[^\[\]\n]+)\]:[ \t]*(?P<address><[^>\n]*>|\S+)(?:{TITLE})?[ \t]*$", re.MULTILINE)
"""The address of a link, defined apart from the link."""
USED = re.compile(r"\[([^\[\]]+)\](?!:)")
ADDRESS = re.compile(r"<.*>|.*[:/.#].*")
CROWDED = re.compile(r"^( {0,3}#{2,6})(?=[^\s#\\])", re.MULTILINE)
"""The signs of a heading without the space after them, which old dialects do not need."""
LABEL = re.compile(r"\(\\#[a-z]+:[\w-]+\)")
"""The name of a table or an equation in bookdown."""
LONE = re.compile(r"(?<![^\n]\n)^( {0,3}(?:\d+(?=[.)]))?)([-*+:|>#.)])(#{0,5}[ \t]*)$(?!\n[^\n])", re.MULTILINE)
"""A mark of a list, a quotation, a heading or a definition with nothing after it, alone between empty lines."""

NUMBER = re.compile(r"(?<=[^\n]\n)^(?P<before> {0,3})(?P<number>(?!1[.)])\d+)(?P<mark>[.)])(?=[ \t])", re.MULTILINE)
"""A number at the beginning of a line below another."""
IN_PARAGRAPH = re.compile(r" {0,3}(?!\d+[.)][ \t])[\w“„«'(].*")
"""A line of running text, which is no item."""


def keep_typed_marks(source: MarkdownText) -> None:
    """Puts a backslash before what is no markup."""
    source.substitute(EMPTY, lambda _: "")
    source.substitute(LABEL, lambda label: source.take_out(label, "the name of a table, figure or formula, for references"))
    source.substitute(CROWDED, lambda signs: f"{signs[1]} ")
    source.substitute(FALSE_ADDRESS, lambda mark: f"{mark[1]}\\[{mark[2]}\\]:")
    used = {_folded(use[1]) for use in USED.finditer(source.text)}
    source.substitute(DEFINED, lambda definition: definition[0] if _folded(definition["label"]) in used else _unused(source, definition))
    source.substitute(NUMBER, lambda number: _as_text(source.text, number))
    source.substitute(LONE, lambda mark: f"{mark[1]}\\{mark[2]}{mark[3].replace('#', chr(92) + '#')}")


def _as_text(text: str, number: re.Match[str]) -> str:
    """A number other than 1 in a paragraph as text (CommonMark 0.31, 5.3), unless the next number follows below as in a list."""
    above = text[: number.start()].rpartition("\n\n")[2].splitlines()
    below = text[number.end() :].partition("\n\n")[0]
    in_list = any(not IN_PARAGRAPH.match(line) for line in above)
    is_list = re.search(rf"^ {{0,3}}{int(number['number']) + 1}[.)][ \t]", below, re.MULTILINE)
    return number[0] if in_list or is_list else f"{number['before']}{number['number']}\\{number['mark']}"


def _folded(label: str) -> str:
    return " ".join(label.casefold().split())


def _unused(source: MarkdownText, definition: re.Match[str]) -> str:
    """An address that no link uses is taken out, what looks like one and is none is text."""
    if ADDRESS.fullmatch(definition["address"]):
        return source.take_out(definition, "the address of a link that the text does not have, or a remark in its place")
    return definition[0].replace("[", "\\[", 1)
