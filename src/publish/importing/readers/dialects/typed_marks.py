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


def keep_typed_marks(source: MarkdownText) -> None:
    """Puts a backslash before what is no markup."""
    source.substitute(EMPTY, lambda _: "")
    source.substitute(LABEL, lambda label: source.take_out(label, "the name of a table, figure or formula, for references"))
    source.substitute(CROWDED, lambda signs: f"{signs[1]} ")
    source.substitute(FALSE_ADDRESS, lambda mark: f"{mark[1]}\\[{mark[2]}\\]:")
    used = {_folded(use[1]) for use in USED.finditer(source.text)}
    source.substitute(DEFINED, lambda definition: definition[0] if _folded(definition["label"]) in used else _unused(source, definition))
    source.substitute(LONE, lambda mark: f"{mark[1]}\\{mark[2]}{mark[3].replace('#', chr(92) + '#')}")


def _folded(label: str) -> str:
    return " ".join(label.casefold().split())


def _unused(source: MarkdownText, definition: re.Match[str]) -> str:
    """An address that no link uses is taken out, what looks like one and is none is text."""
    if ADDRESS.fullmatch(definition["address"]):
        return source.take_out(definition, "the address of a link that the text does not have, or a remark in its place")
    return definition[0].replace("[", "\\[", 1)
