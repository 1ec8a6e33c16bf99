"""Boxes, number and order of pages, and the distance of ink from the edges."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import groupby, pairwise

from publish.model import Box, Side
from publish.pdf.facts import ExaminedPage
from publish.pdf.paint import Rectangle
from publish.pdf.sheets import Sheet
from publish.preflight.findings import Check, Finding, Job, counted, few, millimetres, on_sheet, side_of
from publish.units import Length, TrimSize

SAME = 0.1  # points: boxes that differ by less are equal
PIXEL = 1.2  # points by which a box measured in pixels may be too large


def upright(job: Job) -> Iterator[Finding]:
    """P512."""
    for index, page, _ in job.pages():
        if "/MediaBox" not in page.boxes or page.turned:
            what = "is turned or scaled by its viewer" if page.turned else "has no media box"
            yield Finding(code="P512", message=f"the page {what}", help="save its pages upright and at their true size", page=index)


def trim_box(job: Job) -> Iterator[Finding]:
    """P513."""
    if job.is_x:
        yield from few(
            Finding(code="P513", message=f"the page has {_trimmed(page)}", help="set the trim box alone", page=index)
            for index, page, _ in job.pages()
            if ("/TrimBox" in page.boxes) == ("/ArtBox" in page.boxes)
        )


def _trimmed(page: ExaminedPage) -> str:
    return "both a trim box and an art box" if "/TrimBox" in page.boxes else "no trim box"


def nested(job: Job) -> Iterator[Finding]:
    """P514."""

    def findings() -> Iterator[Finding]:
        for index, page, _ in job.pages():
            order = [page.boxes[key] for key in ("/TrimBox", "/BleedBox", "/MediaBox") if key in page.boxes]
            crop = page.boxes.get("/CropBox")
            outside = any(not _within(inner, outer) for inner, outer in pairwise(order))
            if outside or (crop and not _within(page.trim, crop)):
                yield Finding(
                    code="P514", message="the page's boxes do not lie within each other", help="trim in bleed in media", page=index
                )

    yield from few(findings())


def one_size(job: Job) -> Iterator[Finding]:
    """P515."""
    first = _size(job.file.pages[0])
    yield from few(
        Finding(
            code="P515",
            message=f"the page is {_shown(_size(page))}, and the first one {_shown(first)}",
            help="make all pages of one size",
            page=index,
        )
        for index, page, _ in job.pages()
        if max(abs(side - other) for side, other in zip(_size(page), first, strict=True)) > SAME
    )


def known_size(job: Job) -> Iterator[Finding]:
    """P516."""
    width, height = _size(job.file.pages[0])
    if not job.printer.trims.accepts(TrimSize(Length(width), Length(height))):
        message = f"{job.printer.title} does not print books of {_shown((width, height))}"
        yield Finding(code="P516", message=message, help="“publish printers” with its name shows the sizes that it makes")


def bleed(job: Job) -> Iterator[Finding]:
    """P517."""
    asked = job.printer.bleed

    def findings() -> Iterator[Finding]:
        for index, page, inked in job.pages():
            left, lower, right, upper = page.trim
            reaches = inked.ink and (
                inked.ink.left < 0.5
                or inked.ink.top < 0.5
                or inked.ink.right > right - left - 0.5
                or inked.ink.bottom > upper - lower - 0.5
            )
            if not (reaches or asked.always):
                continue
            sheet = Sheet(trim=TrimSize(Length(right - left), Length(upper - lower)), bleed=asked.amount.points, sides=asked.sides)
            wanted, trim = sheet.bleed_box(side_of(index)), sheet.trim_box(side_of(index))
            has = [abs(side - other) for side, other in zip(page.bleed, page.trim, strict=True)]
            needs = [abs(side - other) for side, other in zip(wanted, trim, strict=True)]
            if any(side < need - SAME for side, need in zip(has, needs, strict=True)):
                wants = f"{job.printer.title} wants {millimetres(max(needs))} of bleed"
                message = f"{f'ink reaches the edge, where {wants}' if reaches else f'{wants} on every page'}, and {_has(has)}"
                yield Finding(code="P517", message=message, help="let what reaches the edge run over it, and set the bleed box", page=index)

    every = list(findings())
    if len(every) == len(job.file.pages) > 1 and len({finding.message for finding in every}) == 1:
        # a fault of the file, not of its pages
        message = every[0].message
        yield replace(every[0], message=message if "every page" in message else f"on every page {message}", page=None)
    else:
        yield from few(every)


def _has(bleed: Sequence[float]) -> str:
    """How wide a page's bleed is: `there is none`, `it is 3.0 mm at the left, 0.0 mm at the foot, …`."""
    if max(bleed) <= SAME:
        return "there is none"
    left, foot, right, head = map(millimetres, bleed)
    return f"it is {left} at the left, {foot} at the foot, {right} at the right, {head} at the head"


def count(job: Job) -> Iterator[Finding]:
    """P560."""
    asked, pages = job.printer.pages, len(job.file.pages)
    width, height = _size(job.file.pages[0])
    least, most = job.printer.page_range(TrimSize(Length(width), Length(height)))
    if job.cover_sheet:
        if pages != 1:
            message = f"the file has {pages} pages, and a cover is one: back, spine and front on one sheet"
            yield Finding(code="P560", message=message, help="save the sheet alone")
    elif not least <= pages <= most:
        help = "add pages, blank ones at the end if need be, or take another printer"
        if pages == 1:
            help += "; if this is a cover, name the pages that it is for: --cover-for"
        message = f"the file has {counted(pages, 'page')}, and {job.printer.title} prints {least} to {most}"
        yield Finding(code="P560", message=message, help=help if pages < least else "take another trim, paper or printer")
    elif pages % asked.multiple:
        message = f"the file has {counted(pages, 'page')}, which is no multiple of {asked.multiple}"
        yield Finding(code="P560", message=message, help=f"add {counted(-pages % asked.multiple, 'blank page')} at the end")


def last_page(job: Job) -> Iterator[Finding]:
    """P561."""
    if job.printer.pages.last_is_blank and job.ink[-1].ink is not None:
        message = f"the last page is not blank: {job.printer.title} prints a barcode of its own there"
        yield Finding(code="P561", message=message, help="add a leaf at the end", page=len(job.ink) - 1)


def blanks(job: Job) -> Iterator[Finding]:
    """P562."""
    most = job.printer.pages.blanks_in_a_row
    index = 0
    for is_blank, run in groupby(job.ink, key=lambda inked: inked.ink is None):
        length = len(list(run))
        at_end = index + length == len(job.ink)
        if most is not None and is_blank and length > most and not at_end:
            message = f"{length} blank pages follow each other, and {job.printer.title} takes {most}"
            yield Finding(code="P562", message=message, help="take some of them out", page=index)
        index += length


def type_inside(job: Job) -> Iterator[Finding]:
    """P563."""

    def findings() -> Iterator[Finding]:
        for index, page, inked in job.pages():
            width, height = _size(page)
            box = None if page.turned else inked.type
            if box and (box.left < -PIXEL or box.top < -PIXEL or box.right > width + PIXEL or box.bottom > height + PIXEL):
                message = "type stands outside the trim and will be cut off"
                yield Finding(code="P563", message=message, help="move it in", page=index, box=on_sheet(page, box))

    yield from few(findings())


def margins(job: Job) -> Iterator[Finding]:
    """P564."""
    asked = job.printer.margins
    bleeds = any(abs(side - other) > SAME for page in job.file.pages for side, other in zip(page.bleed, page.trim, strict=True))
    outside = (asked.outside_with_bleed if bleeds and asked.outside_with_bleed else asked.outside).points
    inside = asked.inside(len(job.file.pages)).points
    edges = COVER_EDGES if job.cover_sheet else EDGES

    def findings() -> Iterator[Finding]:
        for index, page, inked in job.pages():
            width, height = _size(page)
            box = None if page.turned else inked.ink
            if box and (box.left < 0.5 or box.top < 0.5 or box.right > width - 0.5 or box.bottom > height - 0.5):
                box = inked.type  # a picture bleeds: what must not be cut off is the type
            if box is None:
                continue
            recto = side_of(index) is Side.RECTO
            free = {"the spine": box.left if recto else width - box.right, "the fore-edge": width - box.right if recto else box.left}
            free |= {"the head": box.top, "the foot": height - box.bottom}
            near = [(edge, room) for edge, room in free.items() if room < (inside if edge == "the spine" else outside) - PIXEL]
            if near:
                edge, room = min(near, key=lambda one: one[1])
                shown = f"{millimetres(room)} from {edges[edge]}" if room >= 0 else f"{millimetres(-room)} beyond {edges[edge]}"
                least = inside if edge == "the spine" else outside
                message = f"ink stands {shown}, where {job.printer.title} wants {millimetres(least)} free"
                spot = on_sheet(page, _edge(box, edge, recto=recto))
                yield Finding(code="P564", message=message, help="move it in, or take a trim with wider margins", page=index, box=spot)

    yield from few(findings())


EDGES = {edge: edge for edge in ("the spine", "the fore-edge", "the head", "the foot")}
COVER_EDGES = {**EDGES, "the spine": "the left edge", "the fore-edge": "the right edge"}  # a cover is seen as a recto


def _edge(box: Box, edge: str, *, recto: bool) -> Box:
    """The edge of the ink that is nearest to this edge of the page."""
    if edge in {"the head", "the foot"}:
        return replace(box, bottom=box.top) if edge == "the head" else replace(box, top=box.bottom)
    return replace(box, right=box.left) if (edge == "the spine") == recto else replace(box, left=box.right)


def _size(page: ExaminedPage) -> tuple[float, float]:
    left, lower, right, upper = page.trim
    return right - left, upper - lower


def _shown(size: tuple[float, float]) -> str:
    return f"{size[0] * 25.4 / 72:.1f} x {size[1] * 25.4 / 72:.1f} mm"


def _within(inner: Rectangle, outer: Rectangle) -> bool:
    return inner[0] >= outer[0] - SAME and inner[1] >= outer[1] - SAME and inner[2] <= outer[2] + SAME and inner[3] <= outer[3] + SAME


CHECKS: tuple[Check, ...] = (*(upright, trim_box, nested, one_size, known_size, bleed, count, last_page, blanks, type_inside, margins),)
