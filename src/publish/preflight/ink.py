"""Colours, type, strokes and pictures of the pages, compared with what the press can print."""

from collections.abc import Callable, Iterator

from publish.diagnostics import Severity
from publish.pdf.colours import Colour
from publish.pdf.facts import ExaminedPage
from publish.pdf.paint import GROUP, Mark, PlacedImage
from publish.preflight.findings import BLACK_INKS, Check, Finding, Job, few, millimetres, older, on_sheet

DEVICE_INKS = frozenset({"/DeviceCMYK", "/DeviceGray", "/Separation", "/DeviceN", "/Pattern", ""})
LIGHTS = frozenset({"/DeviceRGB", "/CalRGB"})
SPOTS = frozenset({"/Separation", "/DeviceN"})
SLACK = 0.02
TYPE_SLACK = 0.05  # points: TeX's are smaller than the others'
MOST_INK_SLACK = 2.0  # per cent: what is measured is rounded
SEEN = 0.05  # points: a stroke of width 0 is drawn as thin as the device can


def spaces(job: Job) -> Iterator[Finding]:
    """P520."""
    if not job.is_x:
        return

    def wrong(colour: Colour) -> bool:
        return colour.space == "/DeviceRGB" if job.standard.profiled else colour.space not in DEVICE_INKS

    yield from few(_in_colours(job, "P520", wrong, lambda space: f"{space} is no colour of {job.standard.name}"))


def inks(job: Job) -> Iterator[Finding]:
    """P521."""
    if job.is_x and job.printer.ink.inks != "black":
        return

    def wrong(colour: Colour) -> bool:
        if colour.space == "/DeviceCMYK" and any(part > 0 for part in colour.parts[:3]):
            return True
        return job.printer.ink.inks in BLACK_INKS and colour.space in LIGHTS and not job.is_x and len(set(colour.parts)) > 1

    def message(space: str) -> str:
        return f"a colour in {space}, where {job.printer.title} prints {'sRGB' if job.printer.ink.inks == 'rgb' else 'in black alone'}"

    findings = list(_in_colours(job, "P521", wrong, message))
    reported = {finding.page for finding in findings}
    yield from few(
        sorted([*findings, *(finding for finding in _hued(job) if finding.page not in reported)], key=lambda finding: finding.page or 0)
    )


def _hued(job: Job) -> Iterator[Finding]:
    """Pictures, gradients and spot colours in colour, where only black is printed. Where RGB is forbidden, P520 reports them."""
    for index, page, inked in job.pages():
        unknown = [(colour, box) for colour, box in colours(page) if not colour.parts or colour.space in SPOTS]
        lit = job.is_x and any(colour.space in LIGHTS for colour, _ in colours(page))
        if job.printer.ink.inks in BLACK_INKS and inked.hued and unknown and not lit:
            message = f"a picture or a gradient is in colour, where {job.printer.title} prints in black alone"
            yield Finding(code="P521", message=message, help="save it as a greyscale", page=index, box=unknown[0][1])


def behind_spots(job: Job) -> Iterator[Finding]:
    """P522."""

    def wrong(colour: Colour) -> bool:
        is_ink = colour.behind != "/DeviceRGB" if job.standard.profiled else colour.behind in {"/DeviceCMYK", "/DeviceGray"}
        return colour.space in SPOTS and not is_ink

    if job.is_x:
        yield from few(_in_colours(job, "P522", wrong, lambda space: f"a spot colour ({space}) is defined in RGB, not in inks"))


def see_through(job: Job) -> Iterator[Finding]:
    """P523."""
    if job.standard.see_through:
        return
    # A printer who takes any PDF cares about what is visible, not how it is written.
    lenient = job.printer.severity_of("P503") is Severity.WARNING
    yield from few(
        Finding(code="P523", message=f"{what} on the page", help="flatten it in the program that made it", page=index, box=box)
        for index, page, _ in job.pages()
        for what, box in sorted(page.painted.see_through.items())
        if not (lenient and what == GROUP)
    )


def most_ink(job: Job) -> Iterator[Finding]:
    """P524."""
    limit = job.printer.ink.limit
    if limit is None or job.printer.ink.inks == "rgb":
        return

    def findings() -> Iterator[Finding]:
        for index, page, inked in job.pages():
            if inked.most > limit + MOST_INK_SLACK:
                box = on_sheet(page, inked.place) if inked.place else None
                message = f"{inked.most:.0f} % of ink in one place, where {job.printer.title} takes {limit} %"
                yield Finding(code="P524", message=message, help="convert the picture with the printer's ICC profile", page=index, box=box)

    yield from few(findings())


def small_type(job: Job) -> Iterator[Finding]:
    """P525."""

    def wrong(mark: Mark) -> bool:
        return mark.kind == "type" and mark.size < job.printer.drawn.one_ink.points and mark.colour.inks > 1 and not mark.colour.is_white

    if job.printer.ink.inks == "cmyk":
        yield from few(
            _marks(job, "P525", wrong, lambda mark: f"type of {mark.size:.1f} pt stands in {mark.colour.inks} inks", "set it in black")
        )


def hairlines(job: Job) -> Iterator[Finding]:
    """P526."""
    asked = job.printer.drawn.stroke
    least = asked.points if asked else 0.0

    def wrong(mark: Mark) -> bool:
        if mark.colour.is_white or mark.colour.space == "/Separation":
            return False
        return mark.size < least - SLACK and (mark.kind == "stroke" or (mark.kind == "fill" and mark.size > SEEN))

    def message(mark: Mark) -> str:
        return f"a line is {mark.size:.2f} pt thick, where {job.printer.title} wants {least:g} pt"

    yield from few(_marks(job, "P526", wrong, message, "draw it thicker"))


def pale_tints(job: Job) -> Iterator[Finding]:
    """P527."""
    least = job.printer.drawn.tint

    def wrong(mark: Mark) -> bool:
        tint = _tint(mark.colour)
        return least is not None and tint is not None and 0 < tint * 100 < least - SLACK

    yield from few(
        _marks(job, "P527", wrong, lambda mark: f"a tint of {100 * (_tint(mark.colour) or 0):.0f} % will not show", "make it darker")
    )


def white_over(job: Job) -> Iterator[Finding]:
    """P528."""

    def wrong(mark: Mark) -> bool:
        return mark.overprints and mark.colour.is_white

    yield from few(_marks(job, "P528", wrong, lambda _: "something white is set to overprint, and will not be visible", "let it knock out"))


def fonts_embedded(job: Job) -> Iterator[Finding]:
    """P530."""
    yield from few(_fonts(job, "P530", lambda font: not font.program, "is not in the file", "embed all fonts"))


def font_programs(job: Job) -> Iterator[Finding]:
    """P531."""
    if older(job.standard.version, "1.6"):
        how = f"is an OpenType program, which {job.standard.name} does not know"
        yield from few(_fonts(job, "P531", lambda font: font.subtype == "OpenType", how, "use the font as TrueType or Type 1"))


def text_is_known(job: Job) -> Iterator[Finding]:
    """P532."""
    yield from few(
        _fonts(job, "P532", lambda font: font.kind == "Type0" and not font.has_text, "does not say what its glyphs mean", "embed it anew")
    )


def missing_glyphs(job: Job) -> Iterator[Finding]:
    """P533."""
    yield from few(
        Finding(
            code="P533", message="a letter that its font lacks prints as an empty box", help="set it in another font", page=index, box=box
        )
        for index, page, _ in job.pages()
        for box in page.painted.notdef.values()
    )


def type_size(job: Job) -> Iterator[Finding]:
    """P534."""
    asked = job.printer.drawn.type
    least = asked.points if asked else 0.0

    def wrong(mark: Mark) -> bool:
        return mark.kind == "type" and 0 < mark.size < least - TYPE_SLACK

    def message(mark: Mark) -> str:
        return f"type of {mark.size:.1f} pt, where {job.printer.title} wants {least:g} pt"

    yield from few(_marks(job, "P534", wrong, message, "set it larger"))


def resolution(job: Job) -> Iterator[Finding]:
    """P540."""
    asked = job.printer.pictures

    def least(image: PlacedImage) -> int:
        return asked.line_art if image.bits == 1 and asked.line_art else asked.least

    def message(image: PlacedImage) -> str:
        what = "a drawing in black and white alone" if least(image) != asked.least else "a picture"
        wide = image.box[2] - image.box[0]
        return (
            f"{what} of {image.width} × {image.height} pixels is {millimetres(wide)} wide here, which is {image.ppi:.0f} pixels an inch; "
            f"{least(image)} are needed: {image.width * least(image) / image.ppi:.0f} pixels across, "
            f"or {millimetres(wide * image.ppi / least(image))} on the page"
        )

    help = "take one with more pixels, or place it smaller, in a manuscript by its width: {width=25mm}"
    yield from few(_images(job, "P540", lambda picture: 0 < picture.ppi < least(picture) - 0.5, message, help))


def too_fine(job: Job) -> Iterator[Finding]:
    """P541."""
    most = job.printer.pictures.most

    def wrong(image: PlacedImage) -> bool:
        return most is not None and image.bits > 1 and image.ppi > most + 0.5

    yield from few(
        _images(
            job, "P541", wrong, lambda picture: f"a picture has {picture.ppi:.0f} pixels an inch: more than {most} only slow it down", ""
        )
    )


def deep_pictures(job: Job) -> Iterator[Finding]:
    """P542."""
    if older(job.standard.version, "1.5"):
        yield from few(
            _images(
                job,
                "P542",
                lambda picture: picture.bits > 8,
                lambda picture: f"a picture has {picture.bits} bits a colour",
                "save it with 8",
            )
        )


def smoothed(job: Job) -> Iterator[Finding]:
    """P543."""
    yield from few(
        _images(job, "P543", lambda picture: picture.smoothed, lambda _: "a picture asks to be smoothed, each machine in its way", "")
    )


def odd_things(job: Job) -> Iterator[Finding]:
    """P553."""
    yield from few(
        Finding(code="P553", message=f"{what} on the page", help="print the file to a new PDF", page=index, box=box)
        for index, page, _ in job.pages()
        for what, box in sorted(page.painted.odd.items())
        if not (what == "a layer" and not older(job.standard.version, "1.5"))
    )


def unreadable_pages(job: Job) -> Iterator[Finding]:
    """P565."""
    yield from few(
        Finding(
            code="P565", message=f"the page cannot be examined to its end: {page.painted.faults[0]}", help="make the file anew", page=index
        )
        for index, page, _ in job.pages()
        if page.painted.faults
    )


def colours(page: ExaminedPage) -> Iterator[tuple[Colour, tuple[float, float, float, float]]]:
    """The colours of a page, each with its place."""
    for mark in page.painted.marks:
        yield mark.colour, mark.box
    for image in page.painted.images:
        yield image.colour, image.box


def _in_colours(job: Job, code: str, wrong: Callable[[Colour], bool], message: Callable[[str], str]) -> Iterator[Finding]:
    for index, page, _ in job.pages():
        for colour, box in colours(page):
            if wrong(colour):
                help = "convert it to the printer's inks; type and lines to black alone"
                yield Finding(code=code, message=message(colour.space.lstrip("/")), help=help, page=index, box=box)
                break


def _marks(job: Job, code: str, wrong: Callable[[Mark], bool], message: Callable[[Mark], str], help: str) -> Iterator[Finding]:
    for index, page, _ in job.pages():
        mark = next(filter(wrong, page.painted.marks), None)
        if mark:
            yield Finding(code=code, message=message(mark), help=help, page=index, box=mark.box)


def _images(
    job: Job, code: str, wrong: Callable[[PlacedImage], bool], message: Callable[[PlacedImage], str], help: str
) -> Iterator[Finding]:
    for index, page, _ in job.pages():
        for image in filter(wrong, page.painted.images):
            help = help or "save it at the size at which it is printed, without this"
            yield Finding(code=code, message=message(image), help=help, page=index, box=image.box)


def _fonts(job: Job, code: str, wrong: Callable[..., bool], how: str, help: str) -> Iterator[Finding]:
    reported: set[str] = set()
    for index, page, _ in job.pages():
        for font in page.fonts:
            if wrong(font) and font.name not in reported:
                reported.add(font.name)
                yield Finding(code=code, message=f"the font {font.name} {how}", help=help, page=index)


def _tint(colour: Colour) -> float | None:
    """How much black a colour of black alone is."""
    if colour.space == "/DeviceGray" and len(colour.parts) == 1:
        return 1 - colour.parts[0]
    if colour.space == "/DeviceCMYK" and len(colour.parts) == 4 and not any(colour.parts[:3]):
        return colour.parts[3]
    return None


CHECKS: tuple[Check, ...] = (
    *(spaces, inks, behind_spots, see_through, most_ink, small_type, hairlines, pale_tints, white_over),
    *(fonts_embedded, font_programs, text_is_known, missing_glyphs, type_size),
    *(resolution, too_fine, deep_pictures, smoothed, odd_things, unreadable_pages),
)
