"""What a source becomes before anything is decided: blocks of text in their order, each with the line that it comes from."""

from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """What a block is, as far as its source says."""

    PARAGRAPH = "paragraph"
    HEADING = "heading"
    QUOTATION = "quotation"
    VERSE = "verse"
    BREAK = "break"
    CODE = "code"


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """A paragraph, a heading, some lines of verse: its text in the signs of `publish.importing.inline`, the line and file of its source.

    The lines of verse are kept as they are, parted by newlines. `indent` counts spaces before all of its lines; `level` is a
    heading's.
    """

    kind: Kind = Kind.PARAGRAPH
    text: str
    line: int
    file: str = ""
    indent: int = 0
    level: int = 0
