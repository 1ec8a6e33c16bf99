"""Checks for breaks in the text that are not written as the manuscript's grammar has them, `* * *` between empty lines: M236, M237."""

import re
from collections.abc import Iterator

from publish.diagnostics import Diagnostic, Patch
from publish.manuscript.section_facts import TextFacts
from publish.manuscript.zones import STRUCTURE

PREFIX = r"^(?: {0,3}>)* {0,3}"
SIGN = r"[#*~+=•·●◦◆◇♦✻✽✦❉❖★☆⁂❦❧☙§¤※]"
SIGNS = re.compile(rf"{PREFIX}(?P<signs>{SIGN}(?:[ \t]*{SIGN}){{0,30}}|_(?:[ \t]*_){{2,30}}|(?:\\\*[ \t]*){{3,9}})[ \t]*$", re.MULTILINE)
RULE = re.compile(r"(?:\*[ \t]*){3,}|(?:_[ \t]*){3,}")
HEADING = re.compile(rf"{PREFIX}(?P<signs>#{{1,6}})(?:[ \t]+#+)?[ \t]*(?:(?:\[\])?\{{[^{{}}\n]*\}}[ \t]*)?$", re.MULTILINE)
FENCE = re.compile(r"~{3,}|(?:\\[^*])")
ORNAMENT = "* * *"
READ_AS = {"*": "an empty item of a list", "+": "an empty item of a list", "~": "the mark of a definition"}


def empty_headings(facts: TextFacts) -> Iterator[Diagnostic]:
    """M237; one in the first line of a section is left to M206."""
    for match in HEADING.finditer(facts.text):
        at, signs = match.start("signs"), match["signs"]
        if facts.scan.masked[at] != "#" or _follows_text(facts, at) or not facts.text[:at].strip():
            continue
        message = f"“{signs}” alone on a line makes a heading without words"
        help = f"write {ORNAMENT} for a break in the text; if it is to be a heading, write its words after it"
        fix = facts.patch(at, ORNAMENT, 1) if match[0].strip(" >") == "#" else ()
        yield facts.diagnostic("M237", message, help, at, len(signs), fix)


def typed_breaks(facts: TextFacts) -> Iterator[Diagnostic]:
    """M236."""
    for match in SIGNS.finditer(facts.text):
        at, signs = match.start("signs"), match["signs"].rstrip()
        is_escaped = signs[0] == "\\"
        if FENCE.match(signs) or (facts.scan.masked[at] != signs[0] and not is_escaped) or (is_escaped and facts.scan.masked[at] == "\\"):
            continue
        is_glued, is_rule, is_heading = _follows_text(facts, at), bool(RULE.fullmatch(signs)), not signs.strip("#")
        if is_glued:
            if not is_rule and not is_heading and signs[0] in "*+=~_":
                continue  # the line under a heading, a row of a table, an item of a list
            help = f"put an empty line before and after it, and write it as {ORNAMENT}"
            message = f"“{signs}” stands in the paragraph above it, and would be printed there"
            yield facts.diagnostic("M236", message, help, at, len(signs), _between_lines(facts, at, signs))
        elif not is_rule and not is_heading and not _precedes_text(facts, at):
            is_mark = signs in READ_AS or (signs[0] in "*+" and signs[1:2] == " ")
            read_as = f"is read as {READ_AS[signs[0]]}" if is_mark else "would be printed as a line of text"
            message = f"“{signs}” alone on a line {read_as}, not as a break in the text"
            yield facts.diagnostic("M236", message, f"write {ORNAMENT}", at, len(signs), facts.patch(at, ORNAMENT, len(signs)))


def _between_lines(facts: TextFacts, at: int, signs: str) -> tuple[Patch, ...]:
    """The fix that makes a break of signs within a paragraph; none in a quotation, whose empty lines have marks."""
    line = facts.places.line(at)
    if facts.places.lines[line - 1].strip() != signs:
        return ()
    after = "\n" if line < len(facts.places.lines) and facts.places.lines[line].strip() else ""
    return facts.patch(at, f"\n{ORNAMENT}{after}", len(signs))


def _follows_text(facts: TextFacts, at: int) -> bool:
    """Whether the line above an offset is running text."""
    line = facts.places.line(at)
    above = facts.places.lines[line - 2] if line > 1 else ""
    return bool(above.strip(" \t>")) and not STRUCTURE.fullmatch(above)


def _precedes_text(facts: TextFacts, at: int) -> bool:
    line = facts.places.line(at)
    return line < len(facts.places.lines) and bool(facts.places.lines[line].strip(" \t>"))


CHECKS = (empty_headings, typed_breaks)
