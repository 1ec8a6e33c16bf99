"""Printers' profiles: what a printer requires of a file. One TOML file each, in `publish/printers` or in `printers` beside book.toml.

Each table of figures names its source and the day on which it was read. A profile is read like book.toml: all faults at once, each with
its place. Lengths are texts with a unit: `"0.125in"`.
"""

from dataclasses import dataclass, replace
from datetime import date
from typing import Literal, NewType

from publish.diagnostics import Severity
from publish.rules import RULES
from publish.units import Length, TrimSize

Standard = Literal["PDF 1.4", "PDF 1.6", "PDF/X-1a:2001", "PDF/X-1a:2003", "PDF/X-3:2002", "PDF/X-3:2003", "PDF/X-4"]
Inks = Literal["black", "grey", "cmyk", "rgb"]
BleedSides = Literal["outer", "all"]
PreflightRule = NewType("PreflightRule", str)
"""The code of a rule of preflight."""
ZERO, TWELVE_POINTS = Length(0), Length(12)
SAME_SIZE = 0.1 * 72 / 25.4  # points by which two notations of one trim may differ: A5 in inches is off by 0.08 mm


@dataclass(frozen=True, slots=True, kw_only=True)
class Sourced:
    """Figures with the public page that states them and the day on which it was read."""

    source: str
    seen: date


@dataclass(frozen=True, slots=True, kw_only=True)
class FileRequirements(Sourced):
    """`[file]`: the standard that we produce, other standards that the printer `also` accepts, the largest file."""

    standard: Standard
    also: tuple[Standard, ...] = ()
    megabytes: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class InkRequirements(Sourced):
    """`[ink]`: the colours of the pages: black alone (the K of CMYK, or a grey), CMYK or RGB.

    `condition` is the registered name of the printing condition, `profile` the names of its ICC profile, `limit` the most ink in one place
    (TAC), in per cent of one ink.
    """

    inks: Inks
    condition: str | None = None
    profile: tuple[str, ...] = ()
    embed: bool = False
    limit: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class BleedRequirements(Sourced):
    """`[bleed]`: its amount; whether it is on all four edges or on all but the bound one; whether every file has it; crop marks."""

    amount: Length
    sides: BleedSides
    always: bool = False
    marks: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Gutter:
    """The inner margin of books with at least `pages` pages."""

    pages: int
    inside: Length


@dataclass(frozen=True, slots=True, kw_only=True)
class MarginRequirements(Sourced):
    """`[margins]`: the least distance from type to trim, at the spine by the number of pages, and at the other edges."""

    gutter: tuple[Gutter, ...]
    outside: Length
    outside_with_bleed: Length | None = None

    def inside(self, pages: int) -> Length:
        """The least inner margin of a book with this number of pages."""
        gutters = (gutter for gutter in self.gutter if gutter.pages <= pages)
        return max(gutters, key=lambda gutter: gutter.pages, default=self.gutter[0]).inside


@dataclass(frozen=True, slots=True, kw_only=True)
class PageLimit:
    """Page-count limits, optionally for one trim and paper."""

    trim: TrimSize | None = None
    paper: str | None = None
    least: int = 0
    most: int | None = None

    def applies_to(self, trim: TrimSize, paper: str) -> bool:
        """Whether the limits are for a book of this trim on this paper."""
        return (self.trim is None or _difference(trim, self.trim) <= SAME_SIZE) and self.paper in {None, paper}


@dataclass(frozen=True, slots=True, kw_only=True)
class PageRequirements(Sourced):
    """`[pages]`: the least and most pages, the number that the count is a multiple of, the most blank pages in a row."""

    least: int
    most: int
    multiple: int = 2
    last_is_blank: bool = False
    blanks_in_a_row: int | None = None
    limits: tuple[PageLimit, ...] = ()

    def page_range(self, trim: TrimSize, paper: str) -> tuple[int, int]:
        """The least and the most pages of a book of this trim on this paper."""
        limits = [limit for limit in self.limits if limit.applies_to(trim, paper)]
        least = max([self.least, *(limit.least for limit in limits)])
        return least, min([self.most, *(limit.most for limit in limits if limit.most is not None)])


@dataclass(frozen=True, slots=True, kw_only=True)
class TrimRequirements(Sourced):
    """`[trims]`: the sizes that the printer makes, or the smallest and largest, or both."""

    sizes: tuple[TrimSize, ...] = ()
    smallest: TrimSize | None = None
    largest: TrimSize | None = None

    def accepts(self, trim: TrimSize) -> bool:
        """Whether the printer makes this trim."""
        if any(_difference(trim, size) <= SAME_SIZE for size in self.sizes):
            return True
        if self.smallest is None or self.largest is None:
            return not self.sizes
        return _within(self.smallest, trim) and _within(trim, self.largest)


@dataclass(frozen=True, slots=True, kw_only=True)
class PictureRequirements(Sourced):
    """`[pictures]`: pixels per inch of a picture as placed; `line_art` is for black-and-white drawings."""

    least: int
    most: int | None = None
    line_art: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DrawingRequirements(Sourced):
    """`[drawn]`: the thinnest stroke, the smallest type and the palest tint that print, where the printer states them.

    Type smaller than `one_ink` must be in one ink.
    """

    stroke: Length | None = None
    type: Length | None = None
    tint: int | None = None
    one_ink: Length = TWELVE_POINTS


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """A paper, and the width that each page of it adds to the spine."""

    name: str
    page: Length


@dataclass(frozen=True, slots=True, kw_only=True)
class CoverRequirements(Sourced):
    """`[cover]`: one sheet of back, spine and front with bleed on all edges.

    The width of the spine is that of the pages on their paper plus the `allowance` for the cover itself. Nothing that must not be cut is
    nearer to an edge than `safety`; nothing on the spine is nearer to its folds than `spine_safety`. The spine has text from
    `spine_text_from` pages on. `inks`, `condition`, `profile` and `limit` default to those of the pages. With `own_barcode`, the printer
    adds a barcode to a cover that has none.
    """

    bleed: Length
    papers: tuple[Paper, ...]
    allowance: Length = ZERO
    safety: Length
    spine_safety: Length
    spine_text_from: int
    barcode_width: Length
    barcode_height: Length
    barcode_from_edge: Length
    own_barcode: bool = False
    inks: Inks | None = None
    condition: str | None = None
    profile: tuple[str, ...] = ()
    limit: int | None = None

    def spine(self, pages: int, paper: Paper) -> Length:
        """The width of the spine of a book with this number of pages."""
        return Length(pages * paper.page.points + self.allowance.points)


@dataclass(frozen=True, slots=True, kw_only=True)
class SeverityOverrides(Sourced):
    """`[severity]`: rules for which this printer rejects a file, or only warns, where it differs from the rule's usual severity."""

    errors: tuple[PreflightRule, ...] = ()
    warnings: tuple[PreflightRule, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Printer:
    """A printer's profile; `name` is the name of its file."""

    name: str = ""
    title: str
    file: FileRequirements
    ink: InkRequirements
    bleed: BleedRequirements
    margins: MarginRequirements
    pages: PageRequirements
    trims: TrimRequirements
    pictures: PictureRequirements
    drawn: DrawingRequirements
    cover: CoverRequirements
    severity: SeverityOverrides | None = None

    def severity_of(self, code: str) -> Severity:
        """The severity of a rule of preflight with this printer. KeyError for an unknown code."""
        if self.severity and code in self.severity.errors:
            return Severity.ERROR
        if self.severity and code in self.severity.warnings:
            return Severity.WARNING
        return Severity(RULES[code].severity)

    def page_range(self, trim: TrimSize, paper: str | None = None) -> tuple[int, int]:
        """The least and the most pages of a book of this trim, on this paper or on any of the printer's papers."""
        names = [paper] if paper else [paper.name for paper in self.cover.papers]
        ranges = [self.pages.page_range(trim, name) for name in names]
        return min(least for least, _ in ranges), max(most for _, most in ranges)

    def for_cover(self) -> "Printer":
        """The profile for a cover: a file of one page, of any size, with bleed on all edges."""
        cover, ink = self.cover, self.ink
        return replace(
            self,
            ink=replace(
                ink,
                inks=cover.inks or ink.inks,
                condition=cover.condition or ink.condition,
                profile=cover.profile or ink.profile,
                limit=cover.limit or ink.limit,
            ),
            bleed=replace(self.bleed, amount=cover.bleed, sides="all", always=True),
            margins=replace(self.margins, gutter=(Gutter(pages=0, inside=cover.safety),), outside=cover.safety, outside_with_bleed=None),
            pages=replace(self.pages, least=1, most=1, multiple=1, last_is_blank=False, limits=()),
            trims=replace(self.trims, sizes=(), smallest=None, largest=None),
        )


def _difference(one: TrimSize, other: TrimSize) -> float:
    """The larger of the differences in width and height, in points."""
    return max(abs(one.width.points - other.width.points), abs(one.height.points - other.height.points))


def _within(small: TrimSize, large: TrimSize) -> bool:
    return small.width.points <= large.width.points + SAME_SIZE and small.height.points <= large.height.points + SAME_SIZE
