"""The ink on the pages of any PDF: its place, its amount, its colours. Drawn by PyMuPDF 1.28.

Policy: unlike the files that `publish.tools.raster` reads, which publish has made, a file here may be broken anywhere; it is then refused
(P500). Boxes are in points from the trim's upper left corner.
"""

from collections.abc import Container, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any

from PIL import Image, ImageChops

from publish.diagnostics import PublishError, diagnostic
from publish.model import Box
from publish.tools.mupdf import mupdf

TYPE = frozenset({"fill-text", "stroke-text"})
MOST_APART = 32  # of 255: four inks that make a grey are not quite one on a screen
SPECK = 0.0005  # of a page


def picture_of_page(path: Path, index: int, width: int) -> bytes:
    """A page of any PDF in colour, so many pixels wide, or four times as many high if it is narrower still, as a PNG.

    PublishError with P500 where it cannot be drawn.
    """
    with _any_pdf(path) as document:
        page = document[index]
        scale = min(width / page.rect.width, 4 * width / page.rect.height)
        matrix = mupdf().Matrix(scale, scale)
        pixels = page.get_pixmap(matrix=matrix, colorspace=mupdf().csRGB, alpha=False)
    image = Image.frombytes("RGB", (pixels.width, pixels.height), pixels.samples, "raw", "RGB", pixels.stride)
    written = BytesIO()
    few = image.quantize(64, Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE)  # a tenth of the bytes
    few.save(written, "PNG", compress_level=6)
    return written.getvalue()


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """Trim and bleed of a page, in points from the upper left corner of its visible part."""

    trim: Box
    bleed: Box


@dataclass(frozen=True, slots=True, kw_only=True)
class Inked:
    """The ink on a page within its bleed: its box and the box of its type, None if there is none; the most ink in one place, in %."""

    ink: Box | None
    type: Box | None
    coloured: bool
    """Whether cyan, magenta or yellow is used."""
    hued: bool
    """Whether a colour is visible: four inks may also make a grey."""
    most: float
    place: Box | None


def inked_pages(path: Path, frames: Sequence[Frame], heavy: Container[int], hued: Container[int], wanted: Sequence[int]) -> Iterator[Inked]:
    """The ink of each of the pages `wanted`, as four inks lay it down. How much there is in one place is measured on the pages in `heavy`,
    whether a colour shows on those in `hued`. `frames` has the frame of every page of the file.

    PublishError with P500 where a page cannot be drawn, or there are not as many as are said.
    """
    with _any_pdf(path) as document:
        if document.page_count != len(frames):
            raise ValueError(f"{document.page_count} of {len(frames)} pages are found")
        for index in wanted:
            page, frame = document[index], frames[index]
            bleed = frame.bleed
            clip = mupdf().Rect(bleed.left, bleed.top, bleed.right, bleed.bottom)
            image = page.get_pixmap(colorspace=mupdf().csCMYK, alpha=False, clip=clip)
            pixels = Image.frombytes("CMYK", (image.width, image.height), image.samples, "raw", "CMYK", image.stride)
            x, y = image.x - frame.trim.left, image.y - frame.trim.top
            inked = pixels.getbbox()
            most, place = _most_ink(pixels) if index in heavy and inked else (0.0, None)
            yield Inked(
                ink=_shifted(inked, x, y) if inked else None,
                type=_type_box(page, frame) if inked else None,
                coloured=Image.merge("RGB", pixels.split()[:3]).getbbox() is not None,
                hued=index in hued and _shows_colour(page, clip),
                most=most,
                place=_shifted(place, x, y) if place else None,
            )


def type_boxes(path: Path, index: int, frame: Frame) -> Iterator[Box]:
    """The box of the ink of each run of type on a page, which may be turned, from the trim's upper left corner."""
    left, top = frame.trim.left, frame.trim.top
    with _any_pdf(path) as document:
        for block in document[index].get_text("rawdict", flags=mupdf().TEXT_ACCURATE_BBOXES)["blocks"]:
            for span in (span for line in block["lines"] for span in line["spans"]):
                boxes = [letter["bbox"] for letter in span["chars"] if not letter["c"].isspace()]
                if boxes:
                    x0, y0, x1, y1 = (choose(box[edge] for box in boxes) for edge, choose in enumerate((min, min, max, max)))
                    yield Box(left=x0 - left, top=y0 - top, right=x1 - left, bottom=y1 - top)


@contextmanager
def _any_pdf(path: Path) -> Iterator[Any]:
    """An open PDF, which may be broken anywhere. PublishError with P500 if it is."""
    try:
        with mupdf().open(path) as document:
            yield document
    except (RuntimeError, ValueError, mupdf().mupdf.FzErrorBase) as fault:
        message = f"“{path}” cannot be examined: its pages cannot be drawn ({fault})"
        raise PublishError(diagnostic("P500", message, help="print it to a new PDF in the program that made it")) from fault


def _most_ink(pixels: Image.Image) -> tuple[float, tuple[int, int, int, int] | None]:
    """The most ink in one place, in per cent of one, to a per cent and a half; where that is."""
    cyan, magenta, yellow, black = pixels.split()
    total = ImageChops.add(ImageChops.add(cyan, magenta, 2), ImageChops.add(yellow, black, 2), 2)
    _, most = total.getextrema()
    assert isinstance(most, int)
    return most * 4 / 2.55, total.point(lambda value: 255 if value >= most else 0).getbbox()


def _shifted(box: tuple[int, int, int, int], x: float, y: float) -> Box:
    return Box(left=box[0] + x, top=box[1] + y, right=box[2] + x, bottom=box[3] + y)


def _type_box(page: Any, frame: Frame) -> Box | None:
    """The box of all type on a page, except in its slug: the paper outside the bleed that is cut away."""
    paper, bleed = page.rect, frame.bleed

    def in_slug(box: tuple[float, float, float, float]) -> bool:
        x0, y0, x1, y1 = box
        apart = x1 < bleed.left or x0 > bleed.right or y1 < bleed.top or y0 > bleed.bottom
        return apart and x0 >= paper.x0 and y0 >= paper.y0 and x1 <= paper.x1 and y1 <= paper.y1

    boxes = [box for kind, box in page.get_bboxlog() if kind in TYPE and not in_slug(box)]
    if not boxes:
        return None
    x0, y0, x1, y1 = (choose(box[edge] for box in boxes) for edge, choose in enumerate((min, min, max, max)))
    left, top = frame.trim.left, frame.trim.top
    return Box(left=x0 - left, top=y0 - top, right=x1 - left, bottom=y1 - top)


def _shows_colour(page: Any, clip: Any) -> bool:
    """Whether red, green and blue differ on more of a page than a speck, as they do not in a grey of any inks."""
    image = page.get_pixmap(colorspace=mupdf().csRGB, alpha=False, clip=clip)
    red, green, blue = Image.frombytes("RGB", (image.width, image.height), image.samples, "raw", "RGB", image.stride).split()
    difference = ImageChops.lighter(ImageChops.difference(red, green), ImageChops.difference(green, blue)).histogram()
    return sum(difference[MOST_APART:]) > SPECK * sum(difference)
