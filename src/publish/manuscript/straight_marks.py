"""Typewriter characters in a book that does not have them set: M235, once for the whole book, where book.toml says nothing of them.

Code, addresses, attributes and escaped characters are left alone, and so are marks of feet and inches.
"""

import re
from collections.abc import Iterator

from publish.diagnostics import Diagnostic, Location, diagnostic
from publish.manuscript.zones import Kind, Places, fill, zones_of
from publish.model import Manuscript, Section

QUOTE = re.compile(r"(?<!\d)[\"']|(?<=\d)[\"'](?=[^\W\d])")
DASH = re.compile(r"(?<=[^\s|+:=~>-])(?: -{2,3}(?=[ \n])|(?<!<!)-{2,3}(?![-|+:=>]))")
WANTED = {
    "quotes": ("straight quotation mark", "straight quotation marks", QUOTE),
    "dashes": ("typed dash", "typed dashes", DASH),
}
"""For each key of [typography] what it replaces, one and several, and how that looks in the text."""


def straight_marks(manuscript: Manuscript) -> tuple[Diagnostic, ...]:
    """M235 at the first typewriter character, with the number of all of them; empty where book.toml decides, or `smart` sets them."""
    configuration = manuscript.configuration
    unset = () if configuration.smart else configuration.typography.unset
    counts: dict[str, int] = {}
    first: Location | None = None
    for section in manuscript.sections:
        for key, at in sorted(_marks(section, unset), key=lambda mark: mark[1]):
            if first is None:
                places = Places(section.text)
                first = Location(path=section.path, line=places.line(at), column=places.column(at))
            counts[key] = counts.get(key, 0) + 1
    if first is None:
        return ()
    kinds = " and ".join(f"{counts[key]:,} {WANTED[key][counts[key] > 1]}" for key in unset if key in counts)
    keys = " and ".join(f"{key} = true" for key in unset if key in counts)
    message = f"the book has {kinds}, which would be printed as typed; the first is here"
    help = f"write {keys} below [typography] in book.toml to set them by the language’s custom, or = false to keep them as they are"
    return (diagnostic("M235", message, help=help, at=first),)


def _marks(section: Section, keys: tuple[str, ...]) -> Iterator[tuple[str, int]]:
    """The key and the offset of each typewriter character of a section."""
    text = section.text
    if not keys or not ('"' in text or "'" in text or "--" in text):
        return
    zones = (zone for zone in zones_of(text, math=section.math).all if zone.kind is not Kind.ESCAPE or text[zone.end - 1] in "\"'-")
    running = fill(text, [(zone.start, zone.end) for zone in zones])
    for key in keys:
        for match in WANTED[key][2].finditer(running):
            yield key, match.start() + (match[0][0] == " ")
