"""Passages in another language or direction: what their `lang` and `dir` say, proved where it is written.

Reports M241 and M242. A text is searched first, and its tree only if something is amiss: braces may be text.
"""

import re
from collections.abc import Callable, Iterator
from typing import NamedTuple

import panflute as pf

from publish.config.language_tags import canonical_tag
from publish.manuscript.locate import LEAVES, children
from publish.manuscript.scan import Scan
from publish.manuscript.zones import Kind

WRITTEN = re.compile(r"""(?<![\w:.-])(?P<key>lang|dir)=(?:"(?P<double>[^"]*)"|'(?P<single>[^']*)'|(?P<bare>[^\s{}"']*))""")
DIRECTIONS = ("ltr", "rtl")


class Fault(NamedTuple):
    """What is wrong with a value: by which rule, in one sentence, what to write instead, where it stands and how long it is."""

    code: str
    message: str
    help: str
    at: int
    length: int


def passage_faults(document: pf.Doc, found: Scan) -> Iterator[Fault]:
    """The languages and directions of passages that are none, in the order of the text."""
    suspects: list[tuple[str, str, Fault]] = []
    for zone in found.zones.found:
        for match in WRITTEN.finditer(found.text, zone.start, zone.end) if zone.kind is Kind.ATTRIBUTES else ():
            value = match[match.lastgroup or "bare"]
            if said := JUDGES[match["key"]](value):
                suspects.append((match["key"], value, Fault(*said, match.start(match.lastgroup or "bare"), max(1, len(value)))))
    if suspects:
        borne = set(_attributes(document))
        yield from (fault for key, value, fault in suspects if (key, value) in borne)


def _language(value: str) -> tuple[str, str, str] | None:
    """M241 for what is no language tag, or not written as one should be; letters may be large or small."""
    tag = canonical_tag(value)
    if tag is None:
        help = "write it as in lang=fr, lang=de-CH, lang=grc or lang=zh-Hant; lang=und is for a language that nobody knows"
        return "M241", f"“{value}” is no language tag (BCP 47)", help
    if tag.casefold() != value.casefold():
        return "M241", f"“{value}” is not how this language is written (BCP 47)", f"write lang={tag}"
    return None


def _direction(value: str) -> tuple[str, str, str] | None:
    """M242 for what is no direction."""
    if value in DIRECTIONS:
        return None
    return "M242", f"“{value}” is no direction of writing", "write dir=rtl for a passage from right to left, or dir=ltr"


JUDGES: dict[str, Callable[[str], tuple[str, str, str] | None]] = {"lang": _language, "dir": _direction}


def _attributes(document: pf.Doc) -> Iterator[tuple[str, str]]:
    """The attributes that elements of a tree bear."""
    waiting: list[pf.Element] = [document]
    while waiting:
        element = waiting.pop()
        yield from getattr(element, "attributes", {}).items()
        waiting += [child for child in children(element) if type(child) not in LEAVES]
