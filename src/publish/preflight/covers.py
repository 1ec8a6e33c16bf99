"""Covers: whether one fits the pages that are bound in it, and where type stands on it."""

from collections.abc import Iterator

from publish.preflight.findings import Check, Finding, Job, few, millimetres, on_sheet

SAME = 1.0  # points by which a cover may be wider or narrower than its book
PIXEL = 1.2  # points by which a box of type may stand out


def fits(job: Job) -> Iterator[Finding]:
    """P570."""
    wrap = job.wrap
    assert wrap is not None
    left, lower, right, upper = job.file.pages[0].trim
    width, height = right - left, upper - lower
    if abs(height - wrap.size.height.points) > SAME:
        message = f"the cover is {millimetres(height)} high, and the book {millimetres(wrap.size.height.points)}"
        yield Finding(code="P570", message=message, help="make it as high as the book's trim", page=0)
    if abs(width - wrap.size.width.points) > SAME:
        spine = width - 2 * wrap.trim.width.points
        has = f", which is a spine of {millimetres(spine)}" if spine > 0 else ""
        message = (
            f"the cover is {millimetres(width)} wide{has}; back, spine and front are {millimetres(wrap.size.width.points)}, "
            f"of which the spine of {wrap.pages} pages on this paper is {millimetres(wrap.spine.points)}"
        )
        bled = wrap.with_bleed
        size = f"{millimetres(bled.width.points)} x {millimetres(bled.height.points)}"
        yield Finding(
            code="P570", message=message, help=f"make it {millimetres(wrap.size.width.points)} wide, {size} with its bleed", page=0
        )


def folds(job: Job) -> Iterator[Finding]:
    """P571."""
    wrap = job.wrap
    assert wrap is not None
    if any(fits(job)):  # nobody knows where the folds of this one are
        return
    safety = wrap.asked.spine_safety.points

    def found() -> Iterator[Finding]:
        for box in job.type:
            near = [fold for fold in wrap.folds if box.left < fold + safety - PIXEL and box.right > fold - safety + PIXEL]
            if near:
                message = f"type stands nearer than {millimetres(safety)} to a fold of the spine"
                yield Finding(
                    code="P571", message=message, help="set it smaller, or move it away", page=0, box=on_sheet(job.file.pages[0], box)
                )

    yield from few(found())


def spine_type(job: Job) -> Iterator[Finding]:
    """P572."""
    wrap = job.wrap
    assert wrap is not None
    if wrap.pages >= wrap.asked.spine_text_from or any(fits(job)):
        return
    first, last = wrap.folds
    boxes = [box for box in job.type if first < (box.left + box.right) / 2 < last]
    if boxes:
        message = f"type stands on the spine, where {wrap.printer.title} takes it from {wrap.asked.spine_text_from} pages on"
        help = f"leave the spine bare: the book has {wrap.pages} pages"
        yield Finding(code="P572", message=message, help=help, page=0, box=on_sheet(job.file.pages[0], boxes[0]))


CHECKS: tuple[Check, ...] = (fits, folds, spine_type)
