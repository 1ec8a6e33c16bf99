"""What flows through a build, from the manuscript's files to the pages of an edition.

    Configuration ─▶ Manuscript ─▶ Section ─▶ ContentDocument ─▶ Book ─▶ Made (one for each edition)
                                                                  └─▶ Fragment (one for each printed section) ─▶ pages

All values are frozen and cross processes. Markup travels as serialised XHTML, in the words of `publish.book.xhtml`.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Literal

from publish.config import Configuration
from publish.diagnostics import Location
from publish.text.compressed_text import CompressedText
from publish.text.text_offsets import PageStart
from publish.text.words import Words
from publish.units import TrimSize


class Matter(StrEnum):
    """The three bodies of a book's text."""

    FRONT = "front"
    BODY = "body"
    BACK = "back"


class SectionType(StrEnum):
    """What a section is to its reader; the values are the manuscript's words for `type=`."""

    DEDICATION = "dedication"
    EPIGRAPH = "epigraph"
    FOREWORD = "foreword"
    PREFACE = "preface"
    INTRODUCTION = "introduction"
    ACKNOWLEDGMENTS = "acknowledgments"
    CHAPTER = "chapter"
    PART = "part"
    CONCLUSION = "conclusion"
    AFTERWORD = "afterword"
    APPENDIX = "appendix"
    GLOSSARY = "glossary"
    BIBLIOGRAPHY = "bibliography"
    INDEX = "index"
    COLOPHON = "colophon"


class Side(StrEnum):
    """The two faces of a leaf: a recto has an odd page number."""

    RECTO = "recto"
    VERSO = "verso"


# --- the manuscript -------------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """One file of the manuscript as text: decoded, without BOM, newlines as `\\n`. `path` is relative to the book's folder, with `/`."""

    path: str
    matter: Matter
    text: str
    part: int | None = None
    """Which part of the body it stands in: the index of `Spine.body`."""
    math: bool = False
    """Whether `$…$` in it is mathematics."""

    @property
    def stem(self) -> str:
        """The file's name without its ending: the beginning of the section's ids."""
        return Path(self.path).stem


@dataclass(frozen=True, slots=True, kw_only=True)
class Manuscript:
    """All sections in reading order."""

    configuration: Configuration
    sections: tuple[Section, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SectionWords:
    """The words of a section as pandoc read them, before any filter: the body without its notes, and each note apart by its id.

    A note called twice stands once. `calls` are the marks in reading order: the note's id, and how many words of the body have begun before
    it. This is what every edition's final file is compared with.
    """

    body: Words
    notes: Mapping[str, Words]
    calls: tuple[tuple[str, int], ...] = ()


# --- the book -------------------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Heading:
    """A heading of a section. `text` is plain, `markup` inline XHTML; both without note marks."""

    id: str
    level: int
    text: str
    markup: str
    location: Location


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """One note. `id` comes from the section's stem and the label; `calls` are the ids of its marks in the text, in reading order.

    `body` is serialised XHTML: one `div` that holds the note's blocks. `resolved` is one too, "" if there is nothing to say: in words that
    we supply, what the note's “Ibid.” stands for, for editions in which a note is seen alone.
    """

    id: str
    label: str
    number: int
    calls: tuple[str, ...]
    body: str
    location: Location
    resolved: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asset:
    """An image of the book: `path` relative to the book's folder, sizes in pixels (0 for a drawing without fixed size)."""

    path: str
    media_type: str
    width: int
    height: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ContentDocument:
    """One section as XHTML, its notes set apart.

    `markup` is one serialised `section` element (vocabulary: `publish.book.xhtml`). Every block bears `data-line`, its manuscript line;
    each edition takes these off when it writes its files. `title` is plain text; `short` is for running heads.
    """

    id: str
    path: str
    matter: Matter
    type: SectionType
    title: str
    short: str
    language: str
    markup: CompressedText
    headings: tuple[Heading, ...]
    notes: tuple[Note, ...]
    assets: tuple[Asset, ...]
    words: SectionWords
    part: int | None = None
    subtitle: str = ""
    author: str = ""
    number: str = ""
    """What stands over the title, as it is written: “1”, “Chapter One”."""

    @property
    def body(self) -> str:
        """The markup, unpacked."""
        return self.markup.text


@dataclass(frozen=True, slots=True, kw_only=True)
class ContentsEntry:
    """A line of the table of contents: `document` is a ContentDocument's id, `fragment` an element's id in it."""

    title: str
    markup: str
    level: int
    document: str
    fragment: str
    children: tuple["ContentsEntry", ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Book:
    """The whole book before any edition: documents in reading order (parts' title pages among them), contents, assets.

    `targets` says in which document each id stands that a reference may point to.
    """

    configuration: Configuration
    documents: tuple[ContentDocument, ...]
    contents: tuple[ContentsEntry, ...]
    targets: Mapping[str, str]


# --- print ----------------------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Face:
    """A font file of the book as CSS names it: family, style, the weights it covers (one weight twice for a static face)."""

    family: str
    style: Literal["normal", "italic"]
    weights: tuple[int, int]
    path: Path


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """All that a section's printed layout depends on beside its text.

    `stylesheet` is flat CSS (no @import, no var()); `references` gives the printed page number of each id that the text asks for.
    `folder` is the book's folder: images are read from it and from nowhere else.
    """

    folder: Path
    first_side: Side
    trim: TrimSize
    stylesheet: str
    faces: tuple[Face, ...]
    references: Mapping[str, str] = field(default_factory=dict)
    divided_words: tuple[str, ...] = ()
    """Words with a hyphen wherever they may be divided, against what their language's dictionary says."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Box:
    """A rectangle on a page in points, from the top left corner of the trim."""

    left: float
    top: float
    right: float
    bottom: float


@dataclass(frozen=True, slots=True, kw_only=True)
class PlacedNote:
    """A note's text, or a piece of a long one, on a page: at its foot, or among the notes at a chapter's or the book's end."""

    id: str
    box: Box
    at_foot: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Supplied:
    """Words on a page that are not the manuscript's: the mark of a call (then `call` is its id), a note's or list's number, a subtitle
    of book.toml, what a style sheet adds, a table's head when it is repeated."""

    box: Box
    call: str = ""


class CompositionFaultKind(StrEnum):
    """What looks wrong on a page though nothing is missing; the values are the keys of build/report.json."""

    WIDOW = "widows"
    ORPHAN = "orphans"
    HYPHENS = "runs of 3 hyphens or more"
    LOOSE = "lines with word spaces over 0.6 em"
    OFF_GRID = "baselines off the grid"
    HEADING_LOW = "headings within two lines of the foot"
    SHORT_PAGE = "pages with fewer than 4 lines"
    NOTE_AWAY = "notes that begin on another page than their call"


@dataclass(frozen=True, slots=True, kw_only=True)
class CompositionFault:
    """A fault of a page, the manuscript's place that it comes from, and some words to find it by."""

    kind: CompositionFaultKind
    location: Location | None
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PlacedFormula:
    """A formula on a page, by its TeX: it is drawn, and no letters of it can be read back.

    `after` is the run of text that it follows, None if it begins its text on this page.
    """

    tex: str
    box: Box
    after: Box | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PageFacts:
    """One page of a fragment: its text block, the notes on it in order, the ids of the calls on it, whether it is a blank.

    `supplied` are the words on it that are not the manuscript's, each run in a line on its own. `start` is None where there are no others.
    """

    side: Side
    blank: bool
    block: Box
    notes: tuple[PlacedNote, ...]
    calls: tuple[str, ...]
    supplied: tuple[Supplied, ...] = ()
    composition_faults: tuple[CompositionFault, ...] = ()
    formulae: tuple[PlacedFormula, ...] = ()
    start: PageStart | None = None
    lines: tuple[tuple[float, int], ...] = ()
    """The manuscript lines whose text begins or goes on here, each with how far from the trim's top it does."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FontUse:
    """The glyphs that a fragment draws from one face.

    `name` is the resource name in the fragment's pages, equal in all fragments; `widths` in thousandths of an em, `texts` the Unicode text
    of each glyph id.
    """

    name: str
    family: str
    style: Literal["normal", "italic"]
    weight: int
    widths: Mapping[int, float]
    texts: Mapping[int, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Anchor:
    """Where an element with an id begins: page by 0-based index in the fragment, `top` in points from the trim's top."""

    id: str
    page: int
    top: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Fragment:
    """A section's printed pages: a PDF whose pages name fonts that are not in it, and what is known of each page."""

    pdf: bytes
    pages: tuple[PageFacts, ...]
    fonts: tuple[FontUse, ...]
    anchors: tuple[Anchor, ...]


# --- editions -------------------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """One page of the finished print edition: its page index is its place in `PageMap`, `folio` what is printed ("" if nothing)."""

    document: str
    folio: str
    printed: bool
    facts: PageFacts


@dataclass(frozen=True, slots=True, kw_only=True)
class PageMap:
    """The pages of the print edition in order, and the page index at which each id begins."""

    pages: tuple[Page, ...] = ()
    targets: Mapping[str, int] = field(default_factory=dict)

    @property
    def folios(self) -> Mapping[str, str]:
        """The folio of the page on which each id begins."""
        return {name: self.pages[page].folio for name, page in self.targets.items()}


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """Where a file of an e-book comes from: the manuscript's file, and the line of each element of its section in order, 0 for none."""

    path: str
    lines: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """An artefact of an edition, still under its temporary name, and what later editions and checks need to know of it."""

    edition: str
    path: Path
    pages: PageMap = field(default_factory=PageMap)
    facts: Mapping[str, object] = field(default_factory=dict)
    """Figures for build/report.json."""
    marked: PageMap = field(default_factory=PageMap)
    """Of an e-book: the pages of the print edition that are marked in it."""
    origins: Mapping[str, Origin] = field(default_factory=dict)
    """Of an e-book: where the files in it come from, by their names in the container."""
    further: tuple["Made", ...] = ()
    """Of a print edition: the files for further printers, which are among those beside it."""
    beside: tuple[Path, ...] = ()
    """Files that are published with it: what others have to know of it."""
