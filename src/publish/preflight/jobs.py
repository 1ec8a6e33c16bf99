"""Files prepared for the rules: examined, their trims found, the ink on their pages measured as far as the printer's rules ask."""

from dataclasses import replace
from pathlib import Path

from publish.config.printers import Paper, Printer
from publish.covers.cover_sheet import CoverSheet
from publish.model import Side
from publish.pdf.facts import Examined, ExaminedPage, examined
from publish.preflight import ink
from publish.preflight.findings import BLACK_INKS, Job, side_of
from publish.preflight.manuscript_places import NOWHERE, Places
from publish.tools.cache import NO_CACHE, Cache, digest
from publish.tools.ink_coverage import Inked, inked_pages, type_boxes
from publish.units import NAMED_TRIMS, Length, TrimSize

SAME_PAGE = 1.0  # points: a page whose size differs by less has that size


def job_for(path: Path, printer: Printer, places: Places = NOWHERE, cache: Cache = NO_CACHE) -> Job:
    """The job for a file and a printer; `places` if publish made the file. PublishError with P500 if it cannot be read.

    What is found on a page is remembered in the cache.
    """
    file = _with_trims(examined(path, cache), printer)
    return _measured(file, printer, places, cache)


def cover_job(path: Path, cover_sheet: CoverSheet) -> Job:
    """The job for a cover. PublishError with P500 if it cannot be read."""
    file = examined(path)
    bleed, size = cover_sheet.asked.bleed, cover_sheet.size
    file = replace(file, pages=tuple(_with_trim(page, size, bleed, (bleed.points,) * 2) for page in file.pages))
    job = _measured(file, cover_sheet.printer.for_cover())
    return replace(job, cover_sheet=cover_sheet, type=tuple(type_boxes(path, 0, file.pages[0].frame)))


def cover_sheet_of(interior: Path, printer: Printer, paper: Paper) -> CoverSheet:
    """The sheet that the cover of these pages must fit, on this paper. PublishError with P500 if the file cannot be read."""
    pages = _with_trims(examined(interior), printer).pages
    left, lower, right, upper = pages[0].trim
    trim = TrimSize(Length(right - left), Length(upper - lower))
    return CoverSheet(printer=printer, trim=trim, pages=len(pages), spine=printer.cover.spine(len(pages), paper))


def _measured(file: Examined, printer: Printer, places: Places = NOWHERE, cache: Cache = NO_CACHE) -> Job:
    """The job, with the ink on the pages measured, now or in an earlier build."""
    frames = [page.frame for page in file.pages]
    heavy, hued = _unknown(file, printer)
    keys = [digest("ink", shown, frames[index], index in heavy, index in hued) for index, shown in enumerate(file.digests)]
    found = {index: inked for index, key in enumerate(keys) if (inked := cache.recall(key, Inked))}
    wanted = [index for index in range(len(frames)) if index not in found]
    for index, inked in zip(wanted, inked_pages(file.path, frames, heavy, hued, wanted) if wanted else (), strict=True):
        found[index] = inked
        if keys:
            cache.keep(keys[index], inked)
    return Job(file=file, printer=printer, ink=tuple(found[index] for index in range(len(frames))), places=places)


def _with_trims(file: Examined, printer: Printer) -> Examined:
    """The file with assumed trims, if no page has a trim box: office programs never write one.

    A page that is as large as one of the printer's sizes with bleed has that size as its trim.
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
        is_usual = any(_is_size((right - left, upper - lower), size) for size in usual)
        trim = None if is_usual else next((size for size in usual if _is_bled(page, size, bleed, sides)), None)
        pages.append(_with_trim(page, trim, bleed, sides) if trim else page)
    return replace(file, pages=tuple(pages))


def _with_trim(page: ExaminedPage, trim: TrimSize, bleed: Length, sides: tuple[float, float]) -> ExaminedPage:
    """The page with this assumed trim, if it has no trim box and is as large as the trim with bleed."""
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
    """The pages on which the most ink in one place must be measured, and the pages that must be drawn to see whether they show colour.

    RGB has no ink before it is converted, and each program converts it in its own way: such pages are not measured.
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
