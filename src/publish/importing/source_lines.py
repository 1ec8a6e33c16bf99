"""The lines of a plain-text source, before it is known which of them make a paragraph."""

from dataclasses import dataclass

from publish.importing.inline import clean


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A line of a source, its number from 1; `joins` where something was taken out between it and the line before.

    `quotation` is the number of the marked quotation that it is of, `depth` how many are in each other there; `verse` if it keeps its end.
    """

    number: int
    text: str
    joins: bool = False
    quotation: int = 0
    depth: int = 1
    verse: bool = False


def lines_of(text: str) -> tuple[Line, ...]:
    """The lines of a text: tabs as spaces, no space at their ends."""
    return tuple(Line(number=number, text=line.expandtabs(8).rstrip()) for number, line in enumerate(clean(text).splitlines(), 1))
