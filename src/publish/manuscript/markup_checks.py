"""Checks for characters that pandoc took for markup although they were meant as text: M225."""

import re
from collections.abc import Iterator

import panflute as pf

from publish.diagnostics import Diagnostic
from publish.manuscript.section_facts import TreeFacts

APPROXIMATIONS = re.compile(r"(?<![\w~^)\]\\])([~^])[^\s~^]*\w[^\s~^]*[-–—/,:;+&(]\1(?=[\w$£€¥])")
PRODUCT = re.compile(r"(?<=\d)(\*{1,2})[^\s*]+\1(?=\d)")


def swallowed_signs(facts: TreeFacts) -> Iterator[Diagnostic]:
    """M225: two tildes that mean “about” are read as a subscript, as in `~5–~10`; two asterisks between numbers as emphasis."""
    for element in facts.elements_of(pf.Subscript, pf.Superscript, pf.Emph, pf.Strong):
        first = facts.positions.offset(element)
        pattern = PRODUCT if isinstance(element, (pf.Emph, pf.Strong)) else APPROXIMATIONS
        line = facts.places.starts[facts.places.line(first) - 1]
        match = next((match for match in pattern.finditer(facts.text, line, first + 80) if match.start() < first < match.end()), None)
        if match:
            sign = match[1][0]
            message = f"“{match[0]}” is read as markup: its “{match[1]}” would not be printed"
            help = (
                f"write \\{sign} for the character itself; × is the sign of multiplication"
                if sign == "*"
                else f"write \\{sign} for the character itself"
            )
            yield facts.diagnostic("M225", message, help, match.start(), len(match[0]))


CHECKS = (swallowed_signs,)
