"""Formulae between dollars, `$x^2$`, and in environments of LaTeX become code of the class that `formulae` knows. Money stays text."""

import re

from publish.importing.readers.dialects.markdown_text import MarkdownText

DISPLAY = re.compile(r"(?<![\\$])\$\$(?!\$)(?P<tex>(?:(?!\n[ \t]*\n)[^$])+?)\$\$(?!\$)(?:[ \t]*\{#[^{}\n]*\})?")
ENVIRONMENT = re.compile(
    r"\\begin\{(?P<name>equation|align|gather|multline|eqnarray|displaymath)(?P<star>\*?)\}(?P<tex>.*?)\\end\{(?P=name)(?P=star)\}",
    re.DOTALL,
)
INLINE = re.compile(r"(?<![\\$\w])\$(?=\S)(?P<tex>[^$\n]+?)(?<=\S)\$(?![\d$])")
LIKE_TEX = re.compile(r"\\[A-Za-z]|[\^_{}=<>]|^[A-Za-z]'?$|^[\w ]+ ?[+*/] ?[\w ]+$")
NAME = re.compile(r"\\label\{[^{}]*\}|\\(?:notag|nonumber)\b|\(\\#eq:[\w-]+\)")
"""What names or numbers a formula, and is no part of it."""
WITHIN = {"align": "aligned", "eqnarray": "aligned", "gather": "gathered", "multline": "gathered"}


def read_dollars(source: MarkdownText) -> None:
    """Makes formulae of what is one between dollars."""
    source.substitute(DISPLAY, lambda formula: _formula(source, formula["tex"], "{.math .display}"))
    source.substitute(ENVIRONMENT, lambda formula: _formula(source, _within(formula), "{.math .display}"))
    source.substitute(
        INLINE, lambda formula: _formula(source, formula["tex"], "{.math}") if LIKE_TEX.search(formula["tex"]) else formula[0]
    )


def _within(formula: re.Match[str]) -> str:
    name = WITHIN.get(formula["name"])
    return f"\\begin{{{name}}}{formula['tex']}\\end{{{name}}}" if name else formula["tex"]


def _formula(source: MarkdownText, tex: str, kind: str) -> str:
    line = " ".join(NAME.sub("", source.revealed(tex)).split())
    return source.hidden(f"`{line}`{kind}") if line and "`" not in line else f"$${tex}$$"
