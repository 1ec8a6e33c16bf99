"""The lines of a plain text, before they are joined to paragraphs."""

from dataclasses import dataclass

from publish.importing.inline import clean


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A line of a source and its number, from 1; `joins` if something was removed between it and the previous line.

    `quotation` is the number of the marked quotation that it belongs to (0 for none), `depth` how deep quotations are nested there, `verse`
    whether the line break is kept.
    """

    number: int
    text: str
    joins: bool = False
    quotation: int = 0
    depth: int = 1
    verse: bool = False


def lines_of(text: str) -> tuple[Line, ...]:
    """The lines of a text, with tabs as spaces and without spaces at their ends."""
    return tuple(Line(number=number, text=line.expandtabs(8).rstrip()) for number, line in enumerate(clean(text).splitlines(), 1))
