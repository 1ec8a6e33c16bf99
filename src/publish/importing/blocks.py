"""What a source becomes before anything is decided: blocks of text in their order, each with the line that it comes from."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from publish.diagnostics import Diagnostic
from publish.importing.left_out import LeftOut
from publish.model import Matter

ORDINAL, SUBTITLE = "ordinal", "subtitle"
"""The types of headings that are a part of the title beside them."""
LONE = ("dedication", "epigraph")
"""Types of sections that have no heading as a rule."""
MADE_PAGE = "a page that publish makes from book.toml"
"""The evidence against a title page or a cover."""


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
    WORDS = "words"
    """What cannot be written as it stands in the source: its words alone."""


class Frame(StrEnum):
    """What can contain blocks."""

    QUOTATION = "quotation"
    ITEM = "item"
    DEFINITION = "definition"
    DIVISION = "division"


class Origin(StrEnum):
    """What a source is: how much may be guessed depends on it (`publish.importing.recovery.guesses`)."""

    WEB_PAGES = "web pages"
    E_BOOK = "e-book"
    DOCUMENT = "document"
    MARKDOWN = "Markdown"
    TYPESCRIPT = "typescript"


@dataclass(frozen=True, slots=True, kw_only=True)
class Container:
    """A quotation, list item, definition or division: what is in the same one has the same `number`, items of one list the same `group`.

    `start` is the number of an item in a numbered list; `numerals` are those of a list that is not numbered in figures, as in HTML:
    `a`, `A`, `i` or `I`. `attributes` are those of a division, as the manuscript writes them:
    `epigraph`, or in braces, `{lang=fr}`.
    """

    frame: Frame
    number: int
    group: int = 0
    start: int | None = None
    numerals: str = ""
    attributes: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """A paragraph, a heading, some lines of verse: its text with the markers of `publish.importing.inline`, its file and line.

    Lines of verse and rows of a table are separated by newlines. `order` rises through the source. `indent` is in spaces. `level` and
    `type` belong to headings: level 0 is the title of the whole book, the type is what the source calls the section. The level of a table
    is the number of rows in its head. `containers` go from the outermost to the innermost. `note` is the name of the note that the block
    belongs to, if the source says so. A picture has its file, its description (None if the source gives none), and its caption as text.
    `anchors` are the addresses under which links of the source lead here. `evidence` says why the block was put into a quotation.
    """

    kind: Kind = Kind.PARAGRAPH
    text: str
    line: int
    file: str = ""
    indent: int = 0
    level: int = 0
    type: str = ""
    order: int = 0
    containers: tuple[Container, ...] = ()
    note: str = ""
    picture: str = ""
    alt: str | None = None
    anchors: tuple[str, ...] = ()
    evidence: str = ""

    @property
    def is_within(self) -> bool:
        """Whether it is part of a quotation, list or definition; a division changes nothing for its paragraphs."""
        return any(container.frame is not Frame.DIVISION for container in self.containers)


@dataclass(frozen=True, slots=True, kw_only=True)
class Exclusion:
    """Why a block may not belong to the book, and how sure that is; `dropped` ones are left out, the others are asked of the editor."""

    evidence: str
    confidence: float
    dropped: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class StyleUse:
    """A style of a source that the editor decides about: its role (“quotation”), why, how sure that is, its use.

    `count` paragraphs or passages have it; `example` is the beginning of the first.
    """

    name: str
    role: str
    evidence: str
    confidence: float
    is_applied: bool
    count: int
    example: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """A contributor: name and MARC relator code."""

    name: str
    role: str = "aut"


@dataclass(slots=True, kw_only=True)
class Hints:
    """Metadata that a source gives outside its text: in a header, in its properties. `sure` if they are meant for a book, as in an EPUB.

    `by_hand` if a person has written them there: the properties of an office document name whoever owned the program.
    """

    title: str = ""
    subtitle: str = ""
    language: str = ""
    publisher: str = ""
    people: list[Person] = field(default_factory=list)
    sure: bool = False
    by_hand: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """The content of a source: its blocks, all of its words, its metadata.

    `words` are read from the source in another way than the blocks, to prove these by. `exclusions` are by the `order` of the blocks that
    they concern; `removed` blocks were removed before paragraphs were made, and their words come first, since they stood within
    paragraphs. `pictures` are by the paths that blocks use.
    """

    name: str
    blocks: tuple[Block, ...]
    words: tuple[str, ...]
    origin: Origin = Origin.TYPESCRIPT
    hints: Hints = field(default_factory=Hints)
    exclusions: Mapping[int, Exclusion] = field(default_factory=dict)
    removed: tuple[tuple[Block, Exclusion], ...] = ()
    pictures: Mapping[str, bytes] = field(default_factory=dict)
    cover: str = ""
    """The path of the picture that is the cover."""
    by_page: bool = False
    """Whether each of its files is a section."""
    titles: Mapping[str, str] = field(default_factory=dict)
    """The titles of its files, where they are given outside the text."""
    styles: tuple[StyleUse, ...] = ()
    matters: Mapping[str, Matter] = field(default_factory=dict)
    """The matter of its files, where the source declares it."""
    diagnostics: tuple[Diagnostic, ...] = ()
    left_out: tuple[LeftOut, ...] = ()
    """What does not come along and is in no diagnostic."""
