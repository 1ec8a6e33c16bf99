"""The verse of a page: its lines and stanzas, however the page marks them, as one block."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import groupby

from publish.importing.inline import IMAGE, REMOVED_SPAN, attributes, calls_in, plain, removed

MOST_LINE = 60  # characters of a line of preformatted verse
MOST_LINES = 120  # of preformatted verse; more of them are a text in plain lines
INDENT = re.compile(r"indent=(\d+)")
"""The attributes at the beginning of an indented line."""


@dataclass(slots=True, kw_only=True)
class Verse:
    """The verse read so far: pieces of one line or several, each with the element around its own; the elements that are open."""

    open: list[int] = field(default_factory=list)
    pieces: list[tuple[int, list[str]]] = field(default_factory=list)
    line: int = 0
    """The line of the source on which it begins."""
    count: int = 0
    before: str = ""
    """What stands before the first line and is none: the number of a page."""

    def entered(self) -> int:
        """A number for an element that begins."""
        self.count += 1
        return self.count

    def add(self, lines: Sequence[str], line: int) -> None:
        """Adds the lines of the open element. What a line without words has, the number of a page or a mark, goes to the line before it."""
        seen: list[str] = []
        for text in lines:
            if plain(text).strip() or IMAGE in text:
                seen.append(self.before + text)
                self.before = ""
                continue
            last = seen or (self.pieces[-1][1] if self.pieces else [])
            unseen = "".join(removed(f" {match[1]} ") for match in REMOVED_SPAN.finditer(text)) + calls_in(text)
            if last:
                last[-1] += unseen
            else:
                self.before += unseen
        if seen:
            self.line = self.line or line
            self.pieces.append((self.open[-2] if len(self.open) > 1 else 0, seen))

    def take(self) -> str:
        """The lines so far, with an empty one between stanzas; the verse is empty after that.

        Pieces side by side are the lines of one stanza, unless one of them has several lines: then each is a stanza.
        """
        stanzas: list[str] = []
        for _, group in groupby(self.pieces, key=lambda piece: piece[0]):
            pieces = [lines for _, lines in group]
            single = all(len(lines) == 1 for lines in pieces)
            stanzas.extend(["\n".join(line for lines in pieces for line in lines)] if single else ["\n".join(lines) for lines in pieces])
        self.pieces = []
        return "\n\n".join(stanzas)


def indented(spaces: int) -> str:
    """The mark of a line of verse that is indented by so many spaces."""
    return attributes(f"indent={spaces}") if spaces > 0 else ""


def preformatted_verse(text: str) -> str:
    """A preformatted text as verse; "" if its lines are too long or too many for verse, or if it has but one."""
    lines = text.split("\n")
    filled = [line for line in lines if line.strip()]
    if not 1 < len(filled) <= MOST_LINES or max(map(len, filled)) > MOST_LINE:
        return ""
    least = min(len(line) - len(line.lstrip()) for line in filled)
    marked = [indented(len(line) - len(line.lstrip()) - least) + line.strip() if line.strip() else "" for line in lines]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(marked)).strip("\n")
