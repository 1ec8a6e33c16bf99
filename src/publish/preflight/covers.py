"""Covers: whether one fits the pages that are bound in it, and where type stands on it."""

from collections.abc import Iterator

from publish.preflight.findings import Check, Finding, Job, few, millimetres, on_sheet

SAME = 1.0  # points by which a cover may be wider or narrower than its book
PIXEL = 1.2  # points by which a box of type may stand out


def fits(job: Job) -> Iterator[Finding]:
    """P570."""
    cover_sheet = job.cover_sheet
    assert cover_sheet is not None
    left, lower, right, upper = job.file.pages[0].trim
    width, height = right - left, upper - lower
    if abs(height - cover_sheet.size.height.points) > SAME:
        message = f"the cover is {millimetres(height)} high, and the book {millimetres(cover_sheet.size.height.points)}"
        yield Finding(code="P570", message=message, help="make it as high as the book's trim", page=0)
    if abs(width - cover_sheet.size.width.points) > SAME:
        spine = width - 2 * cover_sheet.trim.width.points
        has = f", which is a spine of {millimetres(spine)}" if spine > 0 else ""
        message = (
            f"the cover is {millimetres(width)} wide{has}; back, spine and front are {millimetres(cover_sheet.size.width.points)}, "
            f"of which the spine of {cover_sheet.pages} pages on this paper is {millimetres(cover_sheet.spine.points)}"
        )
        bled = cover_sheet.with_bleed
        size = f"{millimetres(bled.width.points)} x {millimetres(bled.height.points)}"
        yield Finding(
            code="P570", message=message, help=f"make it {millimetres(cover_sheet.size.width.points)} wide, {size} with its bleed", page=0
        )


def folds(job: Job) -> Iterator[Finding]:
    """P571."""
    cover_sheet = job.cover_sheet
    assert cover_sheet is not None
    if any(fits(job)):  # nobody knows where the folds of this one are
        return
    safety = cover_sheet.asked.spine_safety.points

    def findings() -> Iterator[Finding]:
        for box in job.type:
            near = [fold for fold in cover_sheet.folds if box.left < fold + safety - PIXEL and box.right > fold - safety + PIXEL]
            if near:
                message = f"type stands nearer than {millimetres(safety)} to a fold of the spine"
                yield Finding(
                    code="P571", message=message, help="set it smaller, or move it away", page=0, box=on_sheet(job.file.pages[0], box)
                )

    yield from few(findings())


def spine_type(job: Job) -> Iterator[Finding]:
    """P572."""
    cover_sheet = job.cover_sheet
    assert cover_sheet is not None
    if cover_sheet.pages >= cover_sheet.asked.spine_text_from or any(fits(job)):
        return
    first, last = cover_sheet.folds
    boxes = [box for box in job.type if first < (box.left + box.right) / 2 < last]
    if boxes:
        message = f"type stands on the spine, where {cover_sheet.printer.title} takes it from {cover_sheet.asked.spine_text_from} pages on"
        help = f"leave the spine bare: the book has {cover_sheet.pages} pages"
        yield Finding(code="P572", message=message, help=help, page=0, box=on_sheet(job.file.pages[0], boxes[0]))


CHECKS: tuple[Check, ...] = (fits, folds, spine_type)
