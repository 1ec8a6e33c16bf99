"""The configuration of a book that the rest of publish uses: all defaults filled in, all values checked."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from itertools import chain
from pathlib import Path
from typing import Literal

from publish.config.printers import Paper, Printer
from publish.languages import NO_TABLES, BookTables
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
    """A person or organisation that contributed to the book; `role` is a MARC relator code (`aut`, `trl`)."""

    name: str
    sort: str
    role: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Series:
    """The series that the book belongs to, and its number in it."""

    name: str
    number: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AlsoBy:
    """Other books by the author, for the page before the title page; with `heading` None, the language's usual words are used."""

    heading: str | None
    titles: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A part of the body: its title, the paths of its sections, and `number`, the line over the title."""

    title: str
    sections: tuple[str, ...]
    number: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Spine:
    """The reading order; paths are relative to the book's folder."""

    front: tuple[str, ...]
    body: tuple[str | Part, ...]
    back: tuple[str, ...]

    @property
    def sections(self) -> tuple[str, ...]:
        """The path of each section, in reading order."""
        body = (entry.sections if isinstance(entry, Part) else (entry,) for entry in self.body)
        return (*self.front, *chain.from_iterable(body), *self.back)


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteSettings:
    """How notes are numbered, on which side of punctuation their marks stand, and where their text stands in print and in the e-book."""

    numbering: NoteNumbering
    mark: MarkPlace
    print: NotePlace = "foot"
    epub: ScreenNotePlace = "chapter-end"


@dataclass(frozen=True, slots=True, kw_only=True)
class EpubSettings:
    """The e-book edition's own settings. Conformance is claimed and certified, or neither."""

    isbn: str | None
    cover: str | None = None
    """The path of the cover picture in the book's folder; without one, a cover is set in type."""
    page_list: bool = False
    """Whether the pages of the print edition are marked in it."""
    contents_levels: ContentsLevels = 2
    """The number of levels in its contents: parts and chapters, or chapters and their headings."""
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
    """One order for each printer that book.toml names."""
    is_ordered: bool = field(default=False, compare=False)
    """Whether book.toml has a table [print]."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PrintOrder:
    """The order for one printer: the paper, and the ICC profile (a path in the book's folder) if not the system's."""

    printer: Printer
    paper: Paper
    icc: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Price:
    """The price of a book: the code of the currency (ISO 4217) and the amount in hundredths."""

    currency: str
    hundredths: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CoverSettings:
    """The cover of the printed book. Pictures are paths in the book's folder; a panel without one is set in type.

    `spines` and `files` (finished covers) map a printer's name to a path; the name "" stands for all printers.
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
    """Warnings that the editor has settled: all of a code, or those in one file, with the reason for later editors."""

    code: str
    reason: str
    file: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Typography:
    """Which typewriter characters are replaced by typographic ones; the others stay as typed."""

    quotes: bool = False
    ranges: bool = False
    spaces: bool = False
    nested: bool = False
    dashes: bool = False
    ellipses: Ellipses = "typed"
    unset: tuple[str, ...] = ()
    """Which of quotes and dashes book.toml does not decide."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DesignSettings:
    """The families of type that book.toml asks for.

    `families` has the family of each use of type that has one: text, code, heads, titles, quotations, small-capitals. `fallback` has those
    for letters that the text's families lack, by script (ISO 15924). `licensed` are families that the editor may embed, whatever their
    files say.
    """

    families: Mapping[str, str] = field(default_factory=dict)
    fallback: Mapping[str, str] = field(default_factory=dict)
    licensed: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Configuration:
    """The whole of book.toml with the defaults filled in. `folder` is the book's folder; nothing outside it is read."""

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
    elsewhere: tuple[str, ...] = ()
    """Lines of the manuscript, as “body/one.md:7”, whose words may stand in another order on the printed page."""
    typography: Typography = Typography()
    no_break: tuple[str, ...] = ()
    """Phrases that are kept on one line; `#` in them stands for a number."""
    hyphenation_exceptions: tuple[str, ...] = ()
    """Words with a hyphen at each place where they may be divided."""
    divide_names: bool = True
    """Whether print may divide words with a capital that begin no sentence."""
    math: bool = False
    """Whether `$…$` is mathematics."""
    cover: CoverSettings | None = None
    """None if book.toml has no [cover]."""
    tables: BookTables = NO_TABLES
    """The words and quotation marks that book.toml gives."""
    design: DesignSettings = DesignSettings()
    printing: str | None = None
    also_by: AlsoBy | None = None
