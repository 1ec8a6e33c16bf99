"""What a printer asks of a file: profiles, a TOML file each, ours in `publish/printers`, a house's own in `printers` beside book.toml.

Each figure stands in a table that names its source and the day on which it was read. A profile is read as book.toml is: every fault at
once, with its place. Lengths are texts with a unit, `"0.125in"`.
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
NOTHING, TWELVE = Length(0), Length(12)
SAME_SIZE = 0.1 * 72 / 25.4  # points by which two ways of writing one trim may differ: A5 in inches is 0.08 mm off


@dataclass(frozen=True, slots=True, kw_only=True)
class Sourced:
    """Figures with the public page that states them, and the day on which it was read."""

    source: str
    seen: date


@dataclass(frozen=True, slots=True, kw_only=True)
class FileAsked(Sourced):
    """`[file]`: the standard that we keep, others that are taken `also`, and how large a file may be."""

    standard: Standard
    also: tuple[Standard, ...] = ()
    megabytes: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class InkAsked(Sourced):
    """`[ink]`: what pages are drawn in, black alone (as the K of CMYK, or as a grey), four inks or three lights.

    `condition` is the printing condition by its registered name, `profile` the names that its ICC profile goes by, `limit` the most ink in
    one place, in per cent of one ink.
    """

    inks: Inks
    condition: str | None = None
    profile: tuple[str, ...] = ()
    embed: bool = False
    limit: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class BleedAsked(Sourced):
    """`[bleed]`: how far ink goes over the trim where it reaches it, at all four edges or at all but the bound one; marks beyond it."""

    amount: Length
    sides: BleedSides
    always: bool = False
    marks: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Gutter:
    """From so many pages on, type stands so far from the spine."""

    pages: int
    inside: Length


@dataclass(frozen=True, slots=True, kw_only=True)
class MarginsAsked(Sourced):
    """`[margins]`: how far type keeps from the trim: at the spine by the number of pages, and at the other edges."""

    gutter: tuple[Gutter, ...]
    outside: Length
    outside_with_bleed: Length | None = None

    def inside(self, pages: int) -> Length:
        """The least inner margin of a book of so many pages."""
        return max((one for one in self.gutter if one.pages <= pages), key=lambda one: one.pages, default=self.gutter[0]).inside


@dataclass(frozen=True, slots=True, kw_only=True)
class PageLimit:
    """Of books of this trim, or of any, on this paper, or on any, so many pages are bound at least and at most."""

    trim: TrimSize | None = None
    paper: str | None = None
    least: int = 0
    most: int | None = None

    def holds(self, trim: TrimSize, paper: str) -> bool:
        """Whether it is about such a book."""
        return (self.trim is None or _apart(trim, self.trim) <= SAME_SIZE) and self.paper in {None, paper}


@dataclass(frozen=True, slots=True, kw_only=True)
class PagesAsked(Sourced):
    """`[pages]`: how many there may be, of what number they are a multiple, how many blanks may follow each other."""

    least: int
    most: int
    multiple: int = 2
    last_is_blank: bool = False
    blanks_in_a_row: int | None = None
    limits: tuple[PageLimit, ...] = ()

    def counts(self, trim: TrimSize, paper: str) -> tuple[int, int]:
        """The least and the most pages of a book of this trim on this paper."""
        limits = [one for one in self.limits if one.holds(trim, paper)]
        return max([self.least, *(one.least for one in limits)]), min([self.most, *(one.most for one in limits if one.most is not None)])


@dataclass(frozen=True, slots=True, kw_only=True)
class TrimsAsked(Sourced):
    """`[trims]`: the sizes that are made, and between what sizes others are."""

    sizes: tuple[TrimSize, ...] = ()
    smallest: TrimSize | None = None
    largest: TrimSize | None = None

    def takes(self, trim: TrimSize) -> bool:
        """Whether a trim is one of these."""
        if any(_apart(trim, one) <= SAME_SIZE for one in self.sizes):
            return True
        if self.smallest is None or self.largest is None:
            return not self.sizes
        return _within(self.smallest, trim) and _within(trim, self.largest)


@dataclass(frozen=True, slots=True, kw_only=True)
class PicturesAsked(Sourced):
    """`[pictures]`: pixels an inch at the size at which a picture is placed; of drawings in black and white alone, `line_art`."""

    least: int
    most: int | None = None
    line_art: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DrawnAsked(Sourced):
    """`[drawn]`: the thinnest stroke, the smallest type, the palest tint that prints, where the printer says so; smaller type than
    `one_ink` stands in one ink alone.
    """

    stroke: Length | None = None
    type: Length | None = None
    tint: int | None = None
    one_ink: Length = TWELVE


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """A paper and how thick a leaf of it makes the spine for each page."""

    name: str
    page: Length


@dataclass(frozen=True, slots=True, kw_only=True)
class CoverAsked(Sourced):
    """`[cover]`: one sheet of back, spine and front with bleed all round.

    The spine is as wide as its pages on their paper and the `allowance` of the cover itself. Nothing that must not be cut stands nearer to
    an edge than `safety`, nothing on the spine nearer to its folds than `spine_safety`; it bears text from so many pages on.
    `inks`, `condition`, `profile` and `limit` are those of the pages where nothing else is said. Printers that say `own_barcode` print one
    where the cover has none.
    """

    bleed: Length
    papers: tuple[Paper, ...]
    allowance: Length = NOTHING
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
        """How wide the spine of so many pages is."""
        return Length(pages * paper.page.points + self.allowance.points)


@dataclass(frozen=True, slots=True, kw_only=True)
class SeverityAsked(Sourced):
    """`[severity]`: what this printer sends a file back for, and what it only remarks on, where that is another thing than with most."""

    errors: tuple[PreflightRule, ...] = ()
    warnings: tuple[PreflightRule, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Printer:
    """A printer's profile; `name` is its file's."""

    name: str = ""
    title: str
    file: FileAsked
    ink: InkAsked
    bleed: BleedAsked
    margins: MarginsAsked
    pages: PagesAsked
    trims: TrimsAsked
    pictures: PicturesAsked
    drawn: DrawnAsked
    cover: CoverAsked
    severity: SeverityAsked | None = None

    def severity_of(self, code: str) -> Severity:
        """How grave what this rule of preflight finds is with this printer. KeyError for a code that no rule has."""
        if self.severity and code in self.severity.errors:
            return Severity.ERROR
        if self.severity and code in self.severity.warnings:
            return Severity.WARNING
        return Severity(RULES[code].severity)

    def counts(self, trim: TrimSize, paper: str | None = None) -> tuple[int, int]:
        """The least and the most pages of a book of this trim: on this paper, or on whichever of its papers takes it."""
        papers = [paper] if paper else [one.name for one in self.cover.papers]
        ranges = [self.pages.counts(trim, one) for one in papers]
        return min(least for least, _ in ranges), max(most for _, most in ranges)

    def for_cover(self) -> "Printer":
        """What the printer asks of a cover: a file of one page, of any size, with bleed all round."""
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


def _apart(one: TrimSize, other: TrimSize) -> float:
    return max(abs(one.width.points - other.width.points), abs(one.height.points - other.height.points))


def _within(small: TrimSize, large: TrimSize) -> bool:
    return small.width.points <= large.width.points + SAME_SIZE and small.height.points <= large.height.points + SAME_SIZE
