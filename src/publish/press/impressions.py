"""An impression: the book for one printer. All printers share one layout; everything that differs between them is here.

Policy: the design decides the pages. A printer's gutter moves the block towards the fore-edge. If that leaves less than the printer's
outer margin, or the printer does not make the size, nothing is adapted: an error gives the figures. A number of pages that it does not
bind is a warning, and an error at the hand-over.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from publish.config.printers import Printer
from publish.config.resolution import place_of_key
from publish.config.values import Configuration, PrintOrder
from publish.diagnostics import Diagnostic, Outcome, diagnostic, has_errors
from publish.layout.geometry import PageDesign
from publish.model import Box, PageFacts, PageMap
from publish.pdf.bound_file import Intent
from publish.pdf.sheets import Sheet
from publish.pdf.standards import PLAIN, STANDARDS, Standard
from publish.press.icc import press_profile
from publish.press.inks import Inks
from publish.units import Length, TrimSize

MOST_NEARER = 0.5  # lines by which a running head or folio may come nearer to the text: half of the white line between them
USUAL_BLEED = 3 * 72 / 25.4  # points
LEAST_SLACK = 0.1  # points: figures of printers are rounded


@dataclass(frozen=True, slots=True, kw_only=True)
class Impression:
    """Everything except the pages that a file for one printer depends on; `printer` is None if book.toml names no printer."""

    printer: Printer | None = None
    standard: Standard = PLAIN
    inks: Inks
    sheet: Sheet
    intent: Intent | None = None
    pages: int
    """The number of pages, including blanks at the end."""
    nearer: tuple[float, float] = (0.0, 0.0)
    """How much nearer to the text than in the design running heads and folios at the foot stand, in points."""

    @property
    def flat(self) -> bool:
        """Whether the file may not use transparency."""
        return not self.standard.see_through


def plain_impression(configuration: Configuration, design: PageDesign, pages: int) -> Impression:
    """The impression without a printer: pages of the trim, in black."""
    sheet = Sheet(trim=design.trim, bleed=USUAL_BLEED if configuration.print.bleed else 0.0, sides="all")
    return Impression(inks=Inks(name="black"), sheet=sheet, pages=pages)


def impression_for(
    order: PrintOrder, configuration: Configuration, design: PageDesign, pages: int, *, last_blank: bool
) -> Outcome[Impression]:
    """The impression for a printer, of so many pages. Reports P401 to P405.

    `last_blank` says whether the last page is blank already.
    """
    printer = order.printer
    profile = press_profile(order, configuration)
    count = _padded(pages, printer, last_blank=last_blank)
    bleeds = configuration.print.bleed or printer.bleed.always
    place = _place(printer, design, count, bleeds=bleeds)
    diagnostics = (*profile.diagnostics, *_misfits(order, configuration, design, count, place))
    if has_errors(diagnostics):
        return Outcome(diagnostics=diagnostics)
    embedded = profile.value if printer.ink.embed else None
    impression = Impression(
        printer=printer,
        standard=STANDARDS[printer.file.standard],
        inks=Inks(name=printer.ink.inks, profile=profile.value, limit=printer.ink.limit),
        sheet=Sheet(
            trim=design.trim,
            bleed=printer.bleed.amount.points if bleeds else 0.0,
            sides=printer.bleed.sides,
            marks=printer.bleed.marks,
            shift=round(place.shift, 4),
            drop=round(place.drop, 4),
        ),
        intent=Intent(condition=printer.ink.condition, profile=embedded) if printer.ink.condition else None,
        pages=count,
        nearer=place.nearer,
    )
    return Outcome(value=impression, diagnostics=diagnostics)


def page_count_fault(order: PrintOrder, configuration: Configuration, pages: int) -> Diagnostic | None:
    """P402 for a number of pages that the printer does not bind: a warning, because a book that is not finished grows."""
    printer = order.printer
    least, most = printer.page_range(configuration.print.trim, order.paper.name)
    if least <= pages <= most:
        return None
    if pages > most:
        help = "before it is handed over, take another trim, paper or printer"
    else:
        help = "before it is handed over, write more, or take a smaller trim or another printer"
    at = place_of_key(configuration.folder, "print", "printers" if len(configuration.print.orders) > 1 else "printer")
    return diagnostic("P402", f"the book has {pages} pages, and {printer.title} prints {least} to {most}", help=help, at=at)


def moved(pages: PageMap, sheet: Sheet) -> PageMap:
    """The page map for these sheets: everything on a page is moved with its block."""
    if not (sheet.shift or sheet.drop):
        return pages
    return replace(pages, pages=tuple(replace(page, facts=_moved(page.facts, sheet.moved(page.facts.side))) for page in pages.pages))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Place:
    """The block on a printer's page: how far it moves from the spine and down, how much nearer heads and folios come, the outer margin."""

    shift: float
    drop: float
    nearer: tuple[float, float]
    outside: float


def _place(printer: Printer, design: PageDesign, pages: int, *, bleeds: bool) -> _Place:
    """The block is moved first; if head and foot both lack margin, running head and folio are moved nearer to it."""
    margins = printer.margins
    outside = (margins.outside_with_bleed or margins.outside if bleeds else margins.outside).points
    head, foot = outside - design.head_ink, outside - design.drop_ink
    drop = min(head, max(0.0, -foot)) if head > 0 else -min(foot, max(0.0, -head)) if foot > 0 else 0.0
    nearer = (round(max(0.0, head - drop), 4), round(max(0.0, foot + drop), 4))
    return _Place(shift=max(0.0, margins.inside(pages).points - design.inner), drop=drop, nearer=nearer, outside=outside)


def _moved(facts: PageFacts, by: tuple[float, float]) -> PageFacts:
    right, down = (-by[1], by[0]) if facts.turned else by

    def shifted(box: Box) -> Box:
        return Box(left=box.left + right, top=box.top + down, right=box.right + right, bottom=box.bottom + down)

    return replace(
        facts,
        block=shifted(facts.block),
        notes=tuple(replace(note, box=shifted(note.box)) for note in facts.notes),
        supplied=tuple(replace(word, box=shifted(word.box)) for word in facts.supplied),
        bidi_lines=tuple(map(shifted, facts.bidi_lines)),
        formulae=tuple(
            replace(formula, box=shifted(formula.box), after=shifted(formula.after) if formula.after else None)
            for formula in facts.formulae
        ),
        lines=tuple((top + down, line) for top, line in facts.lines),
        runs=tuple(replace(run, left=run.left + right, right=run.right + right, baseline=run.baseline + down) for run in facts.runs),
    )


def _padded(pages: int, printer: Printer, *, last_blank: bool) -> int:
    """The number of pages that the printer binds: a multiple, with the last page blank if the printer asks for that."""
    wanted = pages + (1 if printer.pages.last_is_blank and not last_blank else 0)
    return -(-wanted // printer.pages.multiple) * printer.pages.multiple


def _misfits(order: PrintOrder, configuration: Configuration, design: PageDesign, pages: int, place: _Place) -> Iterator[Diagnostic]:
    """Everything that the printer does not make: P401 a trim, P402 a number of pages, P403 and P404 margins."""
    printer = order.printer
    trim = place_of_key(configuration.folder, "print", "trim")
    if not printer.trims.accepts(design.trim):
        help = f"take a trim that it makes: {_nearest(printer, design)}"
        yield diagnostic("P401", f"{printer.title} does not print books of {_trim(design.trim)}", help=help, at=trim)
    count = page_count_fault(order, configuration, pages)
    if count:
        yield count
    inner, outer, outside = design.inner + place.shift, design.outer - place.shift, _inches(place.outside)
    if outer < place.outside - LEAST_SLACK:
        message = (
            f"{printer.title} wants {_inches(printer.margins.inside(pages).points)} free at the spine of a book of {pages} pages "
            f"and {outside} at the fore-edge; the block is {_inches(design.measure)} wide, which leaves {_inches(inner)} "
            f"and {_inches(outer)}"
        )
        yield diagnostic("P403", message, help="take a wider trim, or one on which the book has fewer pages", at=trim)
    if max(place.nearer) > design.leading * MOST_NEARER:
        head, foot = _inches(design.head_ink), _inches(design.drop_ink)
        message = f"{printer.title} wants {outside} free at head and foot; running heads leave {head}, folios at the foot {foot}"
        yield diagnostic("P404", message, help="take a higher trim", at=trim)


def _nearest(printer: Printer, design: PageDesign) -> str:
    trims = printer.trims
    if trims.smallest and trims.largest:
        return f"from {_trim(trims.smallest)} to {_trim(trims.largest)}"
    apart = sorted(
        trims.sizes,
        key=lambda trim: abs(trim.width.points - design.trim.width.points) + abs(trim.height.points - design.trim.height.points),
    )
    return " or ".join(_trim(trim) for trim in apart[:3])


def _trim(size: TrimSize) -> str:
    return f"{_inches(size.width.points)} x {_inches(size.height.points)}"


def _inches(points: float) -> str:
    """A length in both systems: `0.5in (12.7mm)`."""
    return f"{points / 72:.3f}".rstrip("0").rstrip(".") + f"in ({Length(points).millimetres:.1f}mm)"
