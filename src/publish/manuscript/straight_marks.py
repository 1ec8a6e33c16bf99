"""Typewriter characters in a book that does not have them set: M235, once for the whole book, where book.toml says nothing of them.

Code, addresses, attributes and escaped characters are left alone, and so are marks of feet and inches.
"""

import re
from collections.abc import Iterator

from publish.diagnostics import Diagnostic, Location, Patch, diagnostic
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


def curls_marks(manuscript: Manuscript) -> bool:
    """Whether the book types its quotation marks, “…” and ’, and a straight one is a slip: where book.toml does not decide."""
    if manuscript.configuration.smart or "quotes" not in manuscript.configuration.typography.unset:
        return False
    text = "".join(section.text for section in manuscript.sections)
    straight = sum(key == "quotes" for section in manuscript.sections for key, _ in _marks(section, ("quotes",)))
    curly = sum(text.count(mark) for mark in "“”’")
    return straight < curly and not any(mark in text for mark in "„«»‚‹›")


def straight_slips(section: Section) -> Iterator[Diagnostic]:
    """M235 with its fix for each straight mark whose direction is certain: between letters, or in pairs in its paragraph."""
    places = Places(section.text)
    for _, at in _marks(section, ("quotes",)):
        mark = _curled(section.text, at)
        if mark:
            place = Location(path=section.path, line=places.line(at), column=places.column(at))
            fix = (Patch(at=place, length=1, text=mark),)
            yield diagnostic("M235", "a straight quotation mark among curled ones", help=f"write {mark}", at=place, fix=fix)


def _curled(text: str, at: int) -> str:
    """The mark that a straight one stands for; "" where its neighbours do not tell."""
    before, after = text[at - 1 : at], text[at + 1 : at + 2]
    if text[at] == "'":
        return "’" if before.isalpha() and after.isalpha() else ""
    start, end = text.rfind("\n\n", 0, at) + 1, text.find("\n\n", at)
    places = [match.start() for match in re.compile('"').finditer(text, start, end if end >= 0 else len(text))]
    opens = [_opens(text, place) for place in places]
    if None in opens or opens != [number % 2 == 0 for number in range(len(opens))] or len(opens) % 2:
        return ""
    return "“" if opens[places.index(at)] else "”"


def _opens(text: str, at: int) -> bool | None:
    """Whether a mark opens, by its neighbours; None where they do not tell."""
    is_open = not text[at - 1 : at].strip() or text[at - 1] in "([—–*_"
    is_closed = not text[at + 1 : at + 2].strip() or text[at + 1] in ")].,;:!?—–*_["
    return None if is_open == is_closed else is_open


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
