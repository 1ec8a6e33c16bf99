"""The values that flow through a build, from the manuscript's files to the pages of an edition.

    Configuration ─▶ Manuscript ─▶ Section ─▶ ContentDocument ─▶ Book ─▶ Made (one for each edition)
                                                                  └─▶ Fragment (one for each printed section) ─▶ pages

All values are frozen; they cross processes and are cached. Markup is serialised XHTML, in the vocabulary of `publish.book.xhtml`.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from publish.diagnostics import Location
from publish.text.compressed_text import CompressedText
from publish.text.text_offsets import PageStart
from publish.text.words import Words
from publish.units import TrimSize

if TYPE_CHECKING:  # a worker that lays pages out needs no configuration
    from publish.config import Configuration


class Matter(StrEnum):
    """Front matter, body and back matter."""

    FRONT = "front"
    BODY = "body"
    BACK = "back"


class SectionType(StrEnum):
    """The type of a section; the values are what a manuscript writes for `type=`."""

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
    """The two sides of a leaf: a recto has an odd page number."""

    RECTO = "recto"
    VERSO = "verso"


# --- the manuscript -------------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """One file of the manuscript: its text without BOM, with line ends as `\\n`. `path` is relative to the book's folder, with `/`."""

    path: str
    matter: Matter
    text: str
    part: int | None = None
    """The index of its part in `Spine.body`."""
    math: bool = False
    """Whether `$…$` is mathematics."""

    @property
    def stem(self) -> str:
        """The file name without its ending; the section's ids begin with it."""
        return Path(self.path).stem


@dataclass(frozen=True, slots=True, kw_only=True)
class Manuscript:
    """All sections in reading order."""

    configuration: "Configuration"
    sections: tuple[Section, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SectionWords:
    """The words of a section as pandoc read them, before any filter. The final file of every edition is compared with them.

    `body` is without the notes; `notes` has the words of each note by its id, once even if it is called twice. `calls` are the calls in
    reading order: the note's id, and the number of words of the body that begin before the call.
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
    """One note. `id` is made from the section's stem and the label; `calls` are the ids of its calls in the text, in reading order.

    `body` is serialised XHTML: one `div` with the note's blocks. `resolved`, another `div` or "", says in supplied words what the note's
    “Ibid.” stands for; it is for editions that show a note alone.
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
    """An image of the book. `path` is relative to the book's folder; sizes are in pixels, 0 for a drawing without a fixed size.

    Width and height are those of the upright picture. `changes` says, in words, how the e-book's copy differs from the file, and
    `screen_type` is that copy's media type; both are empty if the e-book has the file as it is.
    """

    path: str
    media_type: str
    width: int
    height: int
    screen_type: str = ""
    changes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ContentDocument:
    """One section as XHTML, with its notes apart.

    `markup` is one serialised `section` element (vocabulary: `publish.book.xhtml`). Every block has `data-line`, its manuscript line; each
    edition removes these attributes when it writes its files. `title` is plain text; `short` is for running heads.
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
    """The line over the title as written: “1”, “Chapter One”."""

    @property
    def body(self) -> str:
        """The markup, decompressed."""
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
    """The whole book before any edition: its documents in reading order, with the title pages of parts, and its contents.

    `targets` maps each id that a reference may point to to the id of its document.
    """

    configuration: "Configuration"
    documents: tuple[ContentDocument, ...]
    contents: tuple[ContentsEntry, ...]
    targets: Mapping[str, str]


# --- print ----------------------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Face:
    """A font file of the book, with its family, style and weights in CSS. A static face has one weight twice.

    `unshown` are the characters that the file claims to have and shows as a placeholder or a blank. `altering` are the features that draw
    other letters than those written, each with the tags of its script and language; they are not used.
    """

    family: str
    style: Literal["normal", "italic"]
    weights: tuple[int, int]
    path: Path
    unshown: str = ""
    altering: tuple[tuple[str, str, str], ...] = ()
    number: int = 0
    """The number of the font in its file, if that is a collection."""
    size: float = 0.0
    """The size in print, in em of the text, of a face that has the line box of the book's first face; 0 for one that is used as it is."""
    stands_in: bool = False
    """Whether it is for letters that the families of the text lack, and upright in every text."""
    scripts: tuple[str, ...] = ()
    """The scripts (ISO 15924) whose letters are drawn with it; empty for all."""
    is_whole: bool = False
    """Whether its maker forbids to cut it down to the letters used."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """Everything besides its text that a section's printed layout depends on.

    `stylesheet` is flat CSS (no @import, no var()). `references` has the printed page number of each id that the text refers to. `folder`
    is the book's folder; images are read only from it.
    """

    folder: Path
    first_side: Side
    trim: TrimSize
    stylesheet: str
    faces: tuple[Face, ...]
    references: Mapping[str, str] = field(default_factory=dict)
    divided_words: tuple[str, ...] = ()
    """Words with a hyphen at each place where they may be divided; they override the dictionary of the language."""
    divide_names: bool = True
    """Whether words with a capital that begin no sentence may be divided."""
    drop_cap: int = 0
    """The height of a section's first letter, in lines; 0 if it is like the others."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Box:
    """A rectangle on a page in points, from the top left corner of the trim."""

    left: float
    top: float
    right: float
    bottom: float


@dataclass(frozen=True, slots=True, kw_only=True)
class PlacedNote:
    """The text of a note, or a piece of a long one, on a page: at the foot, or among the notes at a chapter's or the book's end."""

    id: str
    box: Box
    at_foot: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Supplied:
    """Words on a page that are not the manuscript's.

    These are the mark of a call (`call` is its id), the number of a note or list item, a subtitle from book.toml, text that a style sheet
    adds, the repeated head of a table.
    """

    box: Box
    call: str = ""


class CompositionFaultKind(StrEnum):
    """The kinds of composition faults; the values are the keys of build/report.json."""

    WIDOW = "widows"
    ORPHAN = "orphans"
    HYPHENS = "runs of 3 hyphens or more"
    LOOSE = "lines with word spaces over twice the face's own"
    WIDE = "lines with word spaces over 1.6 of the face's own"
    OFF_GRID = "baselines off the grid"
    HEADING_LOW = "headings within two lines of the foot"
    SHORT_PAGE = "pages with fewer than 4 lines"
    NOTE_AWAY = "notes that begin on another page than their call"


@dataclass(frozen=True, slots=True, kw_only=True)
class CompositionFault:
    """A fault in the look of a page, not in its text: with the place in the manuscript, and some words to find it by."""

    kind: CompositionFaultKind
    location: Location | None
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PlacedFormula:
    """A formula on a page. It is a drawing, so that its text cannot be read back: `tex` has it.

    `after` is the run of text before the formula, None if the formula begins its text on this page.
    """

    tex: str
    box: Box
    after: Box | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TextRun:
    """Text in one line of a page: its edges and its baseline, in points from the trim's top left corner, and its place in the section.

    Text with a lower place is read before text with a higher one, on whatever pages they stand. Two lines of one paragraph have the same
    place. `beside` says that the run stands beside the text or out of it, in a float or a positioned block.
    """

    left: float
    right: float
    baseline: float
    place: int
    beside: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class PageFacts:
    """One page of a fragment: its text block, its notes in order, the ids of its calls, whether it is blank.

    `supplied` has the words that are not the manuscript's, one entry for each run in a line. `start` is None if the page has no words of
    the manuscript.
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
    """The manuscript lines with text on this page: the distance of that text from the trim's top, and the line."""
    bidi_lines: tuple[Box, ...] = ()
    """The printed lines with text from right to left."""
    runs: tuple[TextRun, ...] = ()
    """The runs of text in reading order, on a page that is not drawn in this order or has text above or below its block; else none."""
    turned: bool = False
    """Whether the page is drawn turned counter-clockwise by a right angle: its places are those before it is turned."""
    goes_on: bool = False
    """Whether the text of this page and of the next one is read together: a box that stands beside the text goes on there."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FontUse:
    """The glyphs of one face in a fragment, by the codes that its pages use.

    `name` is the resource name in the fragment's pages. `widths` are in thousandths of an em; `texts` are the glyphs' Unicode texts. Codes
    are glyph ids, and the name is the same in all fragments, unless `glyphs` gives the glyph of each code.
    """

    name: str
    family: str
    style: Literal["normal", "italic"]
    weight: int
    widths: Mapping[int, int | float]  # whole numbers stay whole in the cache, and so in the PDF
    texts: Mapping[int, str]
    glyphs: Mapping[int, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Anchor:
    """Where an element with an id begins: the 0-based index of the page in the fragment, and the distance from the trim's top in points."""

    id: str
    page: int
    top: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Fragment:
    """A section's printed pages: a PDF without the fonts that its pages name, and facts about each page."""

    pdf: bytes
    pages: tuple[PageFacts, ...]
    fonts: tuple[FontUse, ...]
    anchors: tuple[Anchor, ...]


# --- editions -------------------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """One page of the finished print edition. Its page index is its position in `PageMap`; `folio` is "" if it has none."""

    document: str
    folio: str
    printed: bool
    facts: PageFacts


@dataclass(frozen=True, slots=True, kw_only=True)
class PageMap:
    """The pages of the print edition in order, and the page index of each id."""

    pages: tuple[Page, ...] = ()
    targets: Mapping[str, int] = field(default_factory=dict)

    @property
    def folios(self) -> Mapping[str, str]:
        """The folio of the page on which each id begins."""
        return {name: self.pages[page].folio for name, page in self.targets.items()}


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """The origin of a file of an e-book: the manuscript's file, and the line of each element of its section in order, 0 for none."""

    path: str
    lines: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """An artefact of an edition under its temporary name, with the facts that later editions and checks need."""

    edition: str
    path: Path
    pages: PageMap = field(default_factory=PageMap)
    facts: Mapping[str, object] = field(default_factory=dict)
    """Figures for build/report.json."""
    marked: PageMap = field(default_factory=PageMap)
    """In an e-book: the pages of the print edition that are marked in it."""
    origins: Mapping[str, Origin] = field(default_factory=dict)
    """In an e-book: the origin of each file, by its name in the container."""
    further: tuple["Made", ...] = ()
    """For a print edition: the files for further printers; they are also in `beside`."""
    beside: tuple[Path, ...] = ()
    """Files that are published with it: those for further printers, or the record for shops."""
