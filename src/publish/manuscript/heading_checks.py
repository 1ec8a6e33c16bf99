"""Checks of a section's title and headings: M203, M206 to M210, M218. Headings without words are left to M237."""

from collections.abc import Iterator
from difflib import get_close_matches
from itertools import takewhile

import panflute as pf

from publish.diagnostics import Diagnostic
from publish.manuscript.markup_fixes import UNDERLINE, underline_fix
from publish.manuscript.plain_text import text_of
from publish.manuscript.section_facts import TreeFacts, descendants
from publish.model import SectionType

TYPES = tuple(kind for kind in SectionType if kind is not SectionType.PART)
TITLE_KEYS = frozenset({"type", "short", "number", "subtitle", "author", "lang", "dir"})
HEADING_KEYS = frozenset({"lang", "dir"})


def missing_title(facts: TreeFacts) -> Iterator[Diagnostic]:
    """M206, M207: the first block must be the title."""
    if not facts.blocks:
        return
    first = facts.blocks[0]
    title = next(_titles(facts), None)
    if title is None:
        yield facts.diagnostic("M206", "the section has no title", "write its title in the first line: # Title", facts.line_start(first))
    elif first is not title:
        message = f"there is text before the title “{text_of(title)}”"
        yield facts.diagnostic("M207", message, "put the title in the first line of the file", facts.line_start(first))


def second_title(facts: TreeFacts) -> Iterator[Diagnostic]:
    """M208."""
    for title in list(_titles(facts))[1:]:
        message = f"“# {text_of(title)}” is a second title in one section"
        help = "write ## for a heading inside the section, or make it a section in another file"
        yield facts.diagnostic("M208", message, help, facts.line_start(title))


def section_type(facts: TreeFacts) -> Iterator[Diagnostic]:
    """M209."""
    title = next(_titles(facts), None)
    kind = title.attributes.get("type") if title else None
    if title is not None and kind is not None and kind not in TYPES:
        near = get_close_matches(kind, TYPES, n=1)
        help = f"did you mean type={near[0]}?" if near else f"write one of: {', '.join(TYPES)}"
        yield facts.diagnostic("M209", f"“{kind}” is not a type of section", help, facts.offset_in_line(title, kind), len(kind))


def heading_levels(facts: TreeFacts) -> Iterator[Diagnostic]:
    """M203."""
    before = 0
    for block in facts.blocks:
        if not isinstance(block, pf.Header) or is_empty(block):
            continue
        if before and block.level > before + 1:
            message = f"the heading “{text_of(block)}” has level {block.level}, but follows one of level {before}"
            help = f"write {'#' * (before + 1)}: levels are not skipped"
            yield facts.diagnostic("M203", message, help, facts.line_start(block), block.level)
        before = block.level


def underlined_headings(facts: TreeFacts) -> Iterator[Diagnostic]:
    """M218."""
    for heading in facts.elements_of(pf.Header):
        if not facts.line_text(heading).lstrip(" \t>").startswith("#") and not is_empty(heading) and _is_underlined(facts, heading):
            message = f"the line under “{text_of(heading)}” makes it a heading"
            help = f"write {'#' * heading.level} before a heading; put an empty line before a break, * * *"
            fix = underline_fix(facts, facts.positions.line(heading), heading.level)
            yield facts.diagnostic("M218", message, help, facts.positions.offset(heading), fix=fix)


def heading_keys(facts: TreeFacts) -> Iterator[Diagnostic]:
    """M210."""
    for heading in facts.elements_of(pf.Header):
        allowed = TITLE_KEYS if heading.level == 1 else HEADING_KEYS
        for key in heading.attributes:
            if key not in allowed:
                near = get_close_matches(key, allowed, n=1)
                help = f"did you mean {near[0]}=?" if near else f"the keys are: {', '.join(sorted(allowed))}"
                yield facts.diagnostic("M210", f"a heading has no key “{key}”", help, facts.offset_in_line(heading, f"{key}="), len(key))


def _is_underlined(facts: TreeFacts, heading: pf.Header) -> bool:
    """Whether a line under a heading makes it one. A heading without letters, “…”, has no certain place: then the line is looked for."""
    if any(letter.isalnum() for letter in text_of(heading)):
        return True
    lines = iter(facts.places.lines[facts.positions.line(heading) :])
    return any(UNDERLINE.fullmatch(line) for line in takewhile(str.strip, lines))


def is_empty(heading: pf.Header) -> bool:
    """Whether a heading shows nothing at all."""
    return not text_of(heading).strip() and not any(isinstance(inner, (pf.Image, pf.Math, pf.Note)) for inner in descendants(heading))


def _titles(facts: TreeFacts) -> Iterator[pf.Header]:
    return (block for block in facts.blocks if isinstance(block, pf.Header) and block.level == 1 and not is_empty(block))


CHECKS = (missing_title, second_title, section_type, heading_levels, underlined_headings, heading_keys)
