"""Whether the text of an element has the room that it needs: what its box cuts off, what runs off the page, what lies over what follows."""

from collections.abc import Iterator

from publish.checks.css_boxes import LETTER, Box, Verdict
from publish.checks.css_measures import MEASURE, SCREEN_WIDTH, length, parts_of

CLIPPING = frozenset({"hidden", "clip", "-moz-hidden-unscrollable"})
SCROLLING = frozenset({"auto", "scroll", "overlay"})
NARROWEST_COLUMN = 2.8  # em
NARROWEST_TRACK = 0.5  # em
WIDEST_BORDERS = 100.0  # px, both sides together


def without_room(box: Box) -> Iterator[Verdict]:
    """What leaves the text of an element without the room that it needs."""
    clips_across, clips_down = (box.words(f"overflow-{axis}") & CLIPPING for axis in "xy")
    limits = [limit for name in ("width", "max-width") if (limit := box.number(name)) is not None]
    measure = min([MEASURE, *limits])
    yield from _too_low(box, measure, clips_down)
    yield from _tracks(box)
    nowrap = next((name for name in ("white-space", "text-wrap", "text-wrap-mode") if box.words(name) & {"nowrap", "pre"}), "")
    if (clips_across or clips_down) and measure < 2.5 * box.size and (limits or nowrap):
        name = next(name for name in ("width", "max-width") if box.number(name) is not None)
        yield True, f"{box.values[name].written} with overflow: hidden"
    if (clips_across or clips_down) and "aspect-ratio" in box.values and box.words("aspect-ratio") != {"auto"}:
        yield False, box.values["aspect-ratio"].written
    basis = box.number("flex-basis")
    if clips_across and basis is not None and basis < 2.5 * box.size and not box.number("flex-grow"):
        yield False, box.values["flex-basis"].written
    if nowrap:
        width = box.letters() * LETTER * box.size
        if width > (measure if clips_across else MEASURE):
            yield bool(clips_across) or width > 3 * MEASURE, box.values[nowrap].written
    if box.is_block:
        yield from _too_wide(box, limits)
        yield from _columns(box, measure)


def _too_low(box: Box, measure: float, clips: frozenset[str]) -> Iterator[Verdict]:
    """A height that is less than the lines of the text need: they are cut off, or lie over what follows."""
    scrolls = box.words("overflow-y") & SCROLLING
    lines = box.lines(max(measure, box.size)) * min(box.line, 1.3) * box.size
    for name in ("height", "max-height"):
        height = None if _is_share(box, name) else box.number(name)
        if height is None:
            continue
        if clips or scrolls:
            if height < (lines if clips else box.size):
                how = "hidden" if "hidden" in box.words("overflow-y") else next(iter(sorted(clips or scrolls)))
                yield True, f"{box.values[name].written} with overflow: {how}"
        elif box.is_block and height < 0.9 * lines:
            yield False, box.values[name].written


def _is_share(box: Box, name: str) -> bool:
    """Whether a height is a percentage, which is of no effect where the outer box has no height; 0% is taken for 0."""
    declaration = box.values.get(name)
    return declaration is not None and any(part.type == "percentage" and part.value for part in declaration.value)


def _tracks(box: Box) -> Iterator[Verdict]:
    """Rows of a grid of a height that does not grow with the text, columns without width."""
    for name in ("grid-template-rows", "grid-auto-rows", "grid-template-columns", "grid-auto-columns", "grid-template", "grid"):
        if name in box.values and not all(_grows(part, box, is_row="column" not in name) for part in box.values[name].value):
            yield False, box.values[name].written


def _grows(part: object, box: Box, *, is_row: bool) -> bool:
    """Whether a track has room for a text, by its size in the value of a property."""
    kind, name = getattr(part, "type", ""), getattr(part, "lower_name", "")
    if kind == "function" and name in {"repeat", "minmax"}:
        sizes = parts_of(part.arguments)[-1:]  # type: ignore[attr-defined]  # a node of tinycss2
        return all(_grows(size, box, is_row=is_row) for part in sizes for size in part)
    if kind == "dimension" and part.lower_unit == "fr":  # type: ignore[attr-defined]
        return bool(part.value > 0)  # type: ignore[attr-defined]
    size = length(part, box.scale) if kind in {"dimension", "function", "number"} and name != "fit-content" else None
    return size is None or (not is_row and size >= NARROWEST_TRACK * box.size)


def _too_wide(box: Box, limits: list[float]) -> Iterator[Verdict]:
    """A box that is wider than the page, with so much text that it runs off it; borders that leave no room for text."""
    text = box.letters() * LETTER * box.size
    for name in ("width", "min-width"):
        width = box.number(name)
        shown = min([width, *limits]) if width is not None and name == "width" else width
        if shown is not None and shown > SCREEN_WIDTH + box.size and (text > MEASURE or shown > 3 * MEASURE):
            yield shown > 3 * MEASURE and text > MEASURE, box.values[name].written
    borders = {name: box.number(name) or 0.0 for name in ("border-left-width", "border-right-width")}
    if sum(borders.values()) > WIDEST_BORDERS:
        yield sum(borders.values()) > 0.8 * MEASURE, box.values[max(borders, key=lambda name: borders[name])].written


def _columns(box: Box, measure: float) -> Iterator[Verdict]:
    """Columns that are too narrow for words, or stand off the page."""
    counts = [
        (int(part.value), name)
        for name in ("column-count", "columns")
        if name in box.values
        for part in box.values[name].value
        if part.type == "number" and part.value > 1
    ]
    gap = box.number("column-gap")
    for count, name in counts:
        between = box.size if gap is None else gap
        if (measure - between * (count - 1)) / count < NARROWEST_COLUMN * box.size:
            yield False, box.values["column-gap" if "column-gap" in box.values and between > 4 * box.size else name].written
