"""The configuration of a book as the rest of publish knows it: every default filled in, every value known to be good."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Literal

from publish.config.printers import Paper, Printer
from publish.units import TrimSize

NoteNumbering = Literal["chapter", "book"]
MarkPlace = Literal["after", "before"]
NotePlace = Literal["foot", "chapter-end", "book-end"]
ScreenNotePlace = Literal["chapter-end", "book-end"]
ContentsLevels = Literal[1, 2, 3, 4]
Conformance = Literal["WCAG 2.2 AA", "WCAG 2.2 A", "WCAG 2.1 AA", "WCAG 2.1 A", "WCAG 2.0 AA", "WCAG 2.0 A"]
Openings = Literal["recto", "any"]
Ellipses = Literal["typed", "sign", "spaced"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Contributor:
    """A person or body with a part in the book; `role` is a MARC relator code (`aut`, `trl`)."""

    name: str
    sort: str
    role: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Series:
    """The series a book stands in."""

    name: str
    number: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AlsoBy:
    """Other books by the author, for the page before the title page; `heading` is None where the language's own words will do."""

    heading: str | None
    titles: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A part of the body: its title, the paths of its sections, what stands over the title."""

    title: str
    sections: tuple[str, ...]
    number: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Spine:
    """The reading order; paths are relative to the book's folder."""

    front: tuple[str, ...]
    body: tuple[str | Part, ...]
    back: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteSettings:
    """How notes are numbered, on which side of punctuation their marks stand, and where print and the e-book have their text."""

    numbering: NoteNumbering
    mark: MarkPlace
    print: NotePlace = "foot"
    epub: ScreenNotePlace = "chapter-end"


@dataclass(frozen=True, slots=True, kw_only=True)
class EpubSettings:
    """The e-book edition's own settings. Conformance is claimed and certified, or neither."""

    isbn: str | None
    cover: str | None = None
    """The picture of its cover, as seen from the book's folder; one is set in type if there is none."""
    page_list: bool = False
    """Whether the pages of the print edition are marked in it."""
    contents_levels: ContentsLevels = 2
    """How deep its contents go: parts and chapters, or chapters and their headings."""
    conforms_to: Conformance | None = None
    certified_by: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PrintSettings:
    """The print edition's own settings."""

    isbn: str | None
    trim: TrimSize
    openings: Openings
    bleed: bool = False
    """Whether pictures may run over the edges of pages."""
    orders: tuple["PrintOrder", ...] = ()
    """For whom the book is printed; nobody by name if there is none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PrintOrder:
    """A book printed by one printer: on which paper, by which ICC profile (a path in the book's folder) if the machine's will not do."""

    printer: Printer
    paper: Paper
    icc: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Price:
    """What a book costs: the currency by its code (ISO 4217), the amount in hundredths."""

    currency: str
    hundredths: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CoverSettings:
    """The cover of the printed book; pictures are paths in the book's folder, and what has none is set in type.

    `spines` and `files`, which are finished covers, are one for each printer by its name, or one for all under "".
    """

    front: str | None = None
    back: str | None = None
    spines: Mapping[str, str] = field(default_factory=dict)
    files: Mapping[str, str] = field(default_factory=dict)
    blurb: str | None = None
    price: Price | None = None

    def file(self, printer: str) -> str | None:
        """The finished cover for a printer, if there is one."""
        return self.files.get(printer) or self.files.get("")

    def picture(self, panel: str, printer: str) -> str | None:
        """The picture of `back`, `spine` or `front` for a printer, if there is one."""
        pictures = {"back": self.back, "front": self.front, "spine": self.spines.get(printer) or self.spines.get("")}
        return pictures[panel]


@dataclass(frozen=True, slots=True, kw_only=True)
class Ignored:
    """Warnings that the editor has settled: all of a code, or those in one file; the reason is for whoever comes after."""

    code: str
    reason: str
    file: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Typography:
    """Which typewriter signs are set as a compositor sets them; the rest stay as typed."""

    quotes: bool = False
    ranges: bool = False
    spaces: bool = False
    nested: bool = False
    dashes: bool = False
    ellipses: Ellipses = "typed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Configuration:
    """Everything book.toml says, with the defaults filled in. `folder` holds the book; nothing outside it is read."""

    folder: Path
    title: str
    subtitle: str | None
    language: str
    edition: str | None
    published: date | None
    publisher: str | None
    place: str | None
    rights: str | None
    description: str | None
    subjects: tuple[str, ...]
    series: Series | None
    contributors: tuple[Contributor, ...]
    spine: Spine
    smart: bool
    notes: NoteSettings
    epub: EpubSettings
    print: PrintSettings
    ignored: tuple[Ignored, ...] = ()
    typography: Typography = Typography()
    no_break: tuple[str, ...] = ()
    """Phrases at whose spaces no line ends; `#` in them is a number."""
    hyphenation_exceptions: tuple[str, ...] = ()
    """Words with a hyphen wherever they may be divided."""
    math: bool = False
    """Whether `$…$` is mathematics."""
    cover: CoverSettings | None = None
    """None where book.toml says nothing of a cover for print."""
    printing: str | None = None
    also_by: AlsoBy | None = None
