"""What a source becomes before anything is decided: blocks of text in their order, each with the line that it comes from."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from publish.diagnostics import Diagnostic


class Kind(StrEnum):
    """What a block is, as far as its source says."""

    PARAGRAPH = "paragraph"
    HEADING = "heading"
    VERSE = "verse"
    BREAK = "break"
    CODE = "code"
    TABLE = "table"
    PICTURE = "picture"
    TERM = "term"


class Frame(StrEnum):
    """What blocks may stand in."""

    QUOTATION = "quotation"
    ITEM = "item"
    DEFINITION = "definition"


@dataclass(frozen=True, slots=True, kw_only=True)
class Container:
    """What a block stands in: `number` is equal for the blocks of one quotation, one item; `group` for the items of one list.

    `start` is the number of an item of a numbered list, 0 of another.
    """

    frame: Frame
    number: int
    group: int = 0
    start: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """A paragraph, a heading, some lines of verse: its text in the signs of `publish.importing.inline`, the line and file of its source.

    The lines of verse and the rows of a table are parted by newlines. `order` rises through the source. `indent` counts spaces before all
    of its lines. `level` and `type` are a heading's: 0 if it is the whole book's, and what the source calls its section; a table's level
    is 1 if its first row is its head. `held` is what it stands in, from without to within. `note` names the note that the source itself
    says it belongs to. A picture has its file, its description (None where nothing is said) and its caption for text. `anchors` are what
    links of the source lead to. `evidence` says from what its place in a quotation was concluded.
    """

    kind: Kind = Kind.PARAGRAPH
    text: str
    line: int
    file: str = ""
    indent: int = 0
    level: int = 0
    type: str = ""
    order: int = 0
    held: tuple[Container, ...] = ()
    note: str = ""
    picture: str = ""
    alt: str | None = None
    anchors: tuple[str, ...] = ()
    evidence: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Doubt:
    """What may be none of the book's: why, how sure, whether it is dropped, else asked."""

    evidence: str
    confidence: float
    dropped: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """A contributor: name and MARC relator code."""

    name: str
    role: str = "aut"


@dataclass(slots=True, kw_only=True)
class Hints:
    """What a source says of itself outside its text: in a header, in its properties. `sure` if it says so as a book does."""

    title: str = ""
    subtitle: str = ""
    language: str = ""
    publisher: str = ""
    people: list[Person] = field(default_factory=list)
    sure: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What was read of a source: its blocks, all of its words, what it says of itself.

    `doubts` are about blocks, by their order; `taken` were taken out before there were blocks. `pictures` are files by the names under
    which blocks show them. `words` are read from the source in another way than its blocks, to prove these by.
    """

    name: str
    blocks: tuple[Block, ...]
    words: tuple[str, ...]
    hints: Hints = field(default_factory=Hints)
    doubts: Mapping[int, Doubt] = field(default_factory=dict)
    taken: tuple[tuple[Block, Doubt], ...] = ()
    pictures: Mapping[str, bytes] = field(default_factory=dict)
    cover: str = ""
    """Which of the pictures is the cover."""
    by_page: bool = False
    """Whether each of its files is a section."""
    titles: Mapping[str, str] = field(default_factory=dict)
    """What each of its files says is its title, beside its text."""
    diagnostics: tuple[Diagnostic, ...] = ()
