"""Checks of passages in another language or direction: the values of their `lang` and `dir`. Report M241 and M242.

The text is searched first, and the tree only where a value is wrong: braces may be text.
"""

import re
from collections.abc import Callable, Iterator

from publish.config.language_tags import canonical_tag
from publish.diagnostics import Diagnostic
from publish.manuscript.section_facts import TreeFacts
from publish.manuscript.zones import Kind

WRITTEN = re.compile(r"""(?<![\w:.-])(?P<key>lang|dir)=(?:"(?P<double>[^"]*)"|'(?P<single>[^']*)'|(?P<bare>[^\s{}"']*))""")
DIRECTIONS = ("ltr", "rtl")


def languages(facts: TreeFacts) -> Iterator[Diagnostic]:
    """M241."""
    return _wrong_values(facts, "M241", "lang", _wrong_language)


def directions(facts: TreeFacts) -> Iterator[Diagnostic]:
    """M242."""
    return _wrong_values(facts, "M242", "dir", _wrong_direction)


def _wrong_values(facts: TreeFacts, code: str, key: str, judge: Callable[[str], tuple[str, str] | None]) -> Iterator[Diagnostic]:
    """A diagnostic for each value of a key that the judge has a message and a hint for, if an element of the tree has that value."""
    values: set[str] | None = None
    for zone in facts.scan.zones.all:
        for match in WRITTEN.finditer(facts.text, zone.start, zone.end) if zone.kind is Kind.ATTRIBUTES else ():
            group = match.lastgroup or "bare"
            wrong = judge(match[group]) if match["key"] == key else None
            if wrong is None:
                continue
            if values is None:
                values = {value for element in facts.elements if (value := getattr(element, "attributes", {}).get(key)) is not None}
            if match[group] in values:
                yield facts.diagnostic(code, *wrong, match.start(group), len(match[group]))


def _wrong_language(value: str) -> tuple[str, str] | None:
    """The message and the hint for a value that is not a language tag or not its canonical form; case does not matter."""
    tag = canonical_tag(value)
    if tag is None:
        help = "write for example lang=fr, lang=de-CH, lang=grc or lang=zh-Hant; lang=und is for an unknown language"
        return f"“{value}” is not a language tag (BCP 47)", help
    if tag.casefold() != value.casefold():
        return f"“{value}” is not the standard tag of this language (BCP 47)", f"write lang={tag}"
    return None


def _wrong_direction(value: str) -> tuple[str, str] | None:
    if value in DIRECTIONS:
        return None
    return f"“{value}” is not a direction of writing", "write dir=rtl for a passage from right to left, or dir=ltr"


CHECKS = (languages, directions)
