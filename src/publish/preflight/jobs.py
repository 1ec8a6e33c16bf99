"""A file made ready to be judged: examined, its trims known, the ink on its pages measured as far as its printer's rules ask."""

from dataclasses import replace
from pathlib import Path

from publish.config.printers import Paper, Printer
from publish.covers.cover_sheet import Wrap
from publish.model import Side
from publish.pdf.facts import Examined, ExaminedPage, examined
from publish.preflight import ink
from publish.preflight.findings import BLACK_INKS, Job, side_of
from publish.preflight.manuscript_places import NOWHERE, Places
from publish.tools.ink_coverage import inked_pages, type_boxes
from publish.units import NAMED_TRIMS, Length, TrimSize

SAME_PAGE = 1.0  # points by which a page may differ from the size that it is meant to be


def job_for(path: Path, printer: Printer, places: Places = NOWHERE) -> Job:
    """A file as it is to be judged for this printer; `places` of a file of ours. PublishError with P500 if it cannot be read."""
    file = _with_trims(examined(path), printer)
    return _measured(file, printer, places)


def cover_job(path: Path, wrap: Wrap) -> Job:
    """A cover as it is to be judged. PublishError with P500 if it cannot be read."""
    file = examined(path)
    bleed, size = wrap.asked.bleed, wrap.size
    file = replace(file, pages=tuple(_with_trim(page, size, bleed, (bleed.points,) * 2) for page in file.pages))
    job = _measured(file, wrap.printer.for_cover())
    return replace(job, wrap=wrap, type=tuple(type_boxes(path, 0, file.pages[0].frame)))


def wrap_of(interior: Path, printer: Printer, paper: Paper) -> Wrap:
    """What a cover is to fit: the pages of a file on this paper. PublishError with P500 if it cannot be read."""
    pages = _with_trims(examined(interior), printer).pages
    left, lower, right, upper = pages[0].trim
    trim = TrimSize(Length(right - left), Length(upper - lower))
    return Wrap(printer=printer, trim=trim, pages=len(pages), spine=printer.cover.spine(len(pages), paper))


def _measured(file: Examined, printer: Printer, places: Places = NOWHERE) -> Job:
    """A file with the ink on its pages."""
    frames = [page.frame for page in file.pages]
    return Job(file=file, printer=printer, ink=tuple(inked_pages(file.path, frames, *_unknown(file, printer))), places=places)


def _with_trims(file: Examined, printer: Printer) -> Examined:
    """The file; where no page says what its trim is, as programs for offices never do, and a page with bleed is what some size makes it,
    that size is its trim.
    """
    if any(key in page.boxes for page in file.pages for key in ("/TrimBox", "/ArtBox")):
        return file
    bleed = printer.bleed.amount
    pages = []
    for index, page in enumerate(file.pages):
        beside = (0.0, bleed.points) if side_of(index) is Side.RECTO else (bleed.points, 0.0)
        sides = (bleed.points, bleed.points) if printer.bleed.sides == "all" else beside
        left, lower, right, upper = page.sheet
        usual = printer.trims.sizes or tuple(NAMED_TRIMS.values())
        is_usual = any(_is_size((right - left, upper - lower), one) for one in usual)
        trim = None if is_usual else next((one for one in usual if _is_bled(page, one, bleed, sides)), None)
        pages.append(_with_trim(page, trim, bleed, sides) if trim else page)
    return replace(file, pages=tuple(pages))


def _with_trim(page: ExaminedPage, trim: TrimSize, bleed: Length, sides: tuple[float, float]) -> ExaminedPage:
    """The page with this trim, if it has no box for it and is as large as that with its bleed."""
    if "/TrimBox" in page.boxes or "/ArtBox" in page.boxes or not _is_bled(page, trim, bleed, sides):
        return page
    left, lower, right, upper = page.sheet
    return replace(page, assumed=(left + sides[0], lower + bleed.points, right - sides[1], upper - bleed.points))


def _is_bled(page: ExaminedPage, trim: TrimSize, bleed: Length, sides: tuple[float, float]) -> bool:
    left, lower, right, upper = page.sheet
    return bleed.points > 0 and _is_size((right - left - sum(sides), upper - lower - 2 * bleed.points), trim)


def _is_size(size: tuple[float, float], trim: TrimSize) -> bool:
    return max(abs(size[0] - trim.width.points), abs(size[1] - trim.height.points)) < SAME_PAGE


def _unknown(file: Examined, printer: Printer) -> tuple[frozenset[int], frozenset[int]]:
    """The pages on which it is worth measuring how much ink lies in one place, and those of which only a look says whether they are in
    colour. What is described in lights has no ink before it is converted, and each program does that in its way.
    """
    heavy, hued = set(), set()
    for index, page in enumerate(file.pages):
        used = [colour for colour, _ in ink.colours(page) if colour.space not in {"/DeviceGray", "/CalGray"}]
        several = [colour for colour in used if colour.inks > 1 or not colour.parts or colour.space in {*ink.SPOTS, "/Pattern"}]
        if several and printer.ink.limit is not None and not any(colour.space in ink.LIGHTS for colour in used):
            heavy.add(index)
        if printer.ink.inks in BLACK_INKS and any(not colour.parts or colour.space in ink.SPOTS for colour in used):
            hued.add(index)
    return frozenset(heavy), frozenset(hued)
