"""What the header of a text of Project Gutenberg says of the book: `Title:`, `Author:`, `Translator:`, `Language:`, above the text."""

import re
from collections.abc import Mapping

from publish.importing.blocks import Hints, Person

NAMED = re.compile(r"project gutenberg", re.IGNORECASE)
BEGINS = re.compile(r"^.*\bSTART OF (?:THE|THIS) PROJECT GUTENBERG.*$", re.IGNORECASE | re.MULTILINE)
ENTRY = re.compile(r"^(?P<key>[A-Z][\w ,.]{2,40}):[ \t]*(?P<value>\S.*(?:\n[ \t]+\S.*)*)", re.MULTILINE)
"""A key and its value, which goes on in lines that are set in."""
ROLES: Mapping[str, str] = {
    "author": "aut",
    "translator": "trl",
    "editor": "edt",
    "illustrator": "ill",
    "contributor": "ctb",
    "commentator": "com",
    "author of introduction, etc.": "aui",
    "author of introduction": "aui",
    "author of afterword, colophon, etc.": "aft",
}
"""The relators of MARC, as Project Gutenberg names them."""
MOST_HEADER = 6000  # characters of a text without a line that ends its header
NOBODY = frozenset({"anonymous", "various", "unknown"})


def header_hints(text: str) -> Hints:
    """The metadata in the header of a text, meant for a book; empty if the text has none."""
    begins = BEGINS.search(text)
    header = text[: begins.start() if begins else MOST_HEADER]
    if not NAMED.search(header):
        return Hints()
    entries = [(entry["key"].casefold(), [line.strip() for line in entry["value"].split("\n")]) for entry in ENTRY.finditer(header)]
    first: dict[str, list[str]] = {}
    for key, lines in entries:
        first.setdefault(key, lines)
    title, *subtitle = first.get("title", [""])
    if not title:
        return Hints()
    people = [
        Person(name=name, role=ROLES[key]) for key, lines in entries if key in ROLES for name in lines if name.casefold() not in NOBODY
    ]
    return Hints(
        title=title,
        subtitle=" ".join(subtitle),
        language=next(iter(first.get("language", [""]))).split(",")[0],
        people=list(dict.fromkeys(people)),
        sure=True,
    )
