"""Pages of a finished PDF as a reader sees them: glyphs in their places, and pixels. Read by PyMuPDF 1.28.

These are files that publish has made, so nothing is broken in them; `publish.tools.ink_coverage` draws the PDFs of others.

Places are in points from the trim's top left corner. Glyphs come in the order in which the page draws them.
"""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from enum import Enum
from functools import lru_cache
from math import ceil
from operator import itemgetter
from pathlib import Path
from typing import Any, NamedTuple
from unicodedata import category

from PIL import Image

from publish.model import Box
from publish.text.bidi_levels import runs_left
from publish.tools.mupdf import mupdf

RESOLUTION = 72  # dots per inch: the smallest letter of a book is still some pixels high, and a page takes 3 ms
WIDEST_GAP = 0.25  # em; letter-spacing and kerning are less, the space between two cells of a table is more
SAME_LINE = 0.01  # points
THIN = 0.7  # points
STRUCK = 0.4  # of the height of letters
HIGHEST_STEP = 0.9  # em; superiors are raised by less, the next line stands at least this much lower
NO_SHADING = (
    "<</ShadingType 2 /ColorSpace /DeviceGray /Coords [0 0 0 0] /Function <</FunctionType 2 /Domain [0 1] /C0 [0] /C1 [0] /N 1>>"
    " /Extend [false false]>>"
)
PICTURES = frozenset({"fill-image", "fill-imgmask", "fill-shade"})
PATHS = frozenset({"fill-path", "stroke-path"})
BLANKS = frozenset(code for code in range(0x3001) if chr(code).isspace())
FIRST_MARK = 0x300  # the first combining character
PART_OF_CHARACTER = 0x2060
"""The code that a glyph has for its text if it draws a part of a character whose text another glyph has."""
PLAIN_SPACES = frozenset({0x20, 0xA0})
NARROWEST_GAP = 0.08  # em; justification leaves a plain space 0.15, and less is not seen as one
LEVEL = (1.0, 0.0)  # the direction of a horizontal line
BOXES = ("MediaBox", "TrimBox", "BleedBox")  # that a page of ours has
CLIPPING = frozenset({b"W", b"W*"})
PAINTING = frozenset({b"S", b"s", b"f", b"F", b"f*", b"B", b"B*", b"b", b"b*"})


class Joint(Enum):
    """How glyphs follow those drawn before."""

    CLOSE = "in the same word"
    SPACE = "after a space"
    BREAK = "elsewhere: on another line, in another column or box"


class Piece(NamedTuple):  # a tuple, for a book has hundreds of thousands
    """Glyphs of one size on one baseline with neither space nor gap between them.

    `edges` are the left edges of the letters and the right edge of the last. `order` is the place of their drawing among all that the page
    draws. `ink` is the luminance of its colour on white, 0 to 1. It is `level` if the line is horizontal.
    """

    text: str
    edges: tuple[float, ...]
    baseline: float
    size: float
    order: int
    joint: Joint
    ink: float = 0.0
    level: bool = True

    @property
    def left(self) -> float:
        """Where the first letter begins."""
        return self.edges[0]

    @property
    def right(self) -> float:
        """Where the last letter ends."""
        return self.edges[-1]

    def part(self, start: int, end: int) -> "Piece":
        """The letters from `start` to before `end`; they follow those before them closely unless they are the first."""
        joint = self.joint if start == 0 else Joint.CLOSE
        return self._replace(text=self.text[start:end], edges=self.edges[start : end + 1], joint=joint)


@dataclass(frozen=True, slots=True, kw_only=True)
class Cover:
    """A picture, shading or path and its place among all that the page draws: it lies over what was drawn before."""

    box: Box
    order: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Pixels:
    """A page in grey, one byte a pixel, row by row; the trim's top left corner is at `left`, `top`, in pixels."""

    samples: bytes
    width: int
    height: int
    left: float
    top: float
    scale: float

    def shows(self, left: float, top: float, right: float, bottom: float, contrast: int) -> bool:
        """Whether the lightest and the darkest pixel in a box, given in points, differ by at least `contrast` of 255."""
        first, upper, last, lower = self._inside(left, top, right, bottom)
        if first >= last:
            return False
        seen = b""
        for row in range(lower - 1, upper - 1, -1):  # from the baseline upwards: there every letter has ink
            seen += self.samples[row * self.width + first : row * self.width + last]
            if max(seen) - min(seen) >= contrast:
                return True
        return False

    def extremes(self, box: Box) -> tuple[int, int]:
        """The darkest and the lightest pixel in a box given in points, of 255; (255, 255) outside the picture."""
        first, upper, last, lower = self._inside(box.left, box.top, box.right, box.bottom)
        rows = [self.samples[row * self.width + first : row * self.width + last] for row in range(upper, lower)] if first < last else []
        return min(map(min, rows), default=255), max(map(max, rows), default=255)

    def is_uniform(self, box: Box, contrast: int) -> bool:
        """Whether the pixels wholly inside a box, given in points, differ by less than `contrast` of 255."""
        first, last = ceil(self.left + box.left * self.scale), int(self.left + box.right * self.scale)
        upper, lower = ceil(self.top + box.top * self.scale), int(self.top + box.bottom * self.scale)
        rows = [self.samples[row * self.width + first : row * self.width + last] for row in range(upper, lower)] if first < last else []
        return bool(rows) and max(map(max, rows)) - min(map(min, rows)) < contrast

    def differs(self, other: "Pixels", box: Box) -> bool:
        """Whether a quarter of the pixels in a box, or more, are others in another picture of the page."""
        first, upper, last, lower = self._inside(box.left, box.top, box.right, box.bottom)
        pairs = [
            (self.samples[row * self.width + column], other.samples[row * self.width + column])
            for row in range(upper, lower)
            for column in range(first, last)
        ]
        return 4 * sum(one != another for one, another in pairs) >= len(pairs) > 0

    def _inside(self, left: float, top: float, right: float, bottom: float) -> tuple[int, int, int, int]:
        """The first column and row of a box given in points, and those after its last."""
        first, last = max(0, int(self.left + left * self.scale)), min(self.width, int(self.left + right * self.scale) + 1)
        upper, lower = max(0, int(self.top + top * self.scale)), min(self.height, int(self.top + bottom * self.scale) + 1)
        return first, upper, last, lower


@dataclass(frozen=True, slots=True, kw_only=True)
class PrintedPage:
    """A page of a PDF: the trim's width and height, its glyphs in the order of drawing, what may lie over them, its pixels.

    `paths` are what it fills or strokes, thin rules apart. `bare` are the pixels without pictures and shadings, where one may lie over a
    word. `clips` says that something on it is cut off at an edge: a word may be there in part.
    """

    width: float
    height: float
    pieces: tuple[Piece, ...]
    covers: tuple[Cover, ...]
    paths: tuple[Cover, ...]
    pixels: Pixels
    bare: Pixels | None
    clips: bool

    def is_covered(self, ink: Box, order: int) -> bool:
        """Whether a picture or shading that is drawn later lies over the greater part of a box, and is seen there."""
        over = any(cover.order > order and _share(ink, cover.box) > 0.5 for cover in self.covers)
        return over and (self.bare is None or self.bare.differs(self.pixels, ink))

    def is_struck_out(self, ink: Box, order: int, contrast: int) -> bool:
        """Whether a path that is drawn later, such as a thick line, covers so much of a box of text that letters are not made out."""
        height = ink.bottom - ink.top
        for path in self.paths:
            if path.order < order or path.box.top >= ink.bottom or path.box.bottom <= ink.top:
                continue
            top, bottom = max(ink.top, path.box.top), min(ink.bottom, path.box.bottom)
            left, right = max(ink.left, path.box.left), min(ink.right, path.box.right)
            if bottom - top < STRUCK * height or right - left < STRUCK * (ink.right - ink.left):
                continue
            if self.pixels.is_uniform(Box(left=left, top=top, right=right, bottom=bottom), contrast):
                return True  # and not a frame, in whose box text is seen
        return False


@contextmanager
def open_pdf(path: Path) -> Iterator["Sheets"]:
    """The pages of a PDF file, read one by one while the block lasts."""
    sheets = Sheets(mupdf().open(path))
    try:
        yield sheets
    finally:
        sheets.close()


def page_count(path: Path) -> int:
    """The number of pages of a PDF file."""
    with mupdf().open(path) as document:
        return int(document.page_count)


def small_pages(path: Path, width: int, first: int, end: int) -> Iterator[Image.Image]:
    """Pages of a PDF in grey, so many pixels wide, from one page index to before another; one at a time in memory."""
    with mupdf().open(path) as document:
        for index in range(first, end):
            page = document[index]
            scale = width / page.rect.width
            matrix = mupdf().Matrix(scale, scale)
            image = page.get_pixmap(matrix=matrix, colorspace=mupdf().csGRAY, alpha=False)
            yield Image.frombytes("L", (image.width, image.height), image.samples, "raw", "L", image.stride)


def page_picture(path: Path, index: int, scale: float) -> bytes:
    """A page of a PDF as it is trimmed, as PNG, in so many pixels a point. ValueError if the file has no such page."""
    with mupdf().open(path) as document:
        if not 0 <= index < document.page_count:
            raise ValueError(index)
        page = document[index]
        trim = page.trimbox
        clip = mupdf().Rect(trim.x0 - page.cropbox.x0, trim.y0 - page.cropbox.y0, trim.x1 - page.cropbox.x0, trim.y1 - page.cropbox.y0)
        return bytes(page.get_pixmap(matrix=mupdf().Matrix(scale, scale), clip=clip, alpha=False).tobytes("png"))


class Sheets:
    """The pages of an open PDF by page index."""

    def __init__(self, document: Any) -> None:
        self._document = document
        self._operators: dict[int, frozenset[bytes]] = {}
        self._bare: Any = None
        self._turned: set[tuple[int, int]] = set()
        objects = range(1, document.xref_length())
        self._pictures = [xref for xref in objects if document.xref_get_key(xref, "Subtype")[1] == "/Image"]
        self._shadings = [xref for xref in objects if document.xref_get_key(xref, "ShadingType")[0] != "null"]

    def __len__(self) -> int:
        return int(self._document.page_count)

    def __getitem__(self, index: int) -> PrintedPage:
        return self.page(index)

    def page(self, index: int, *, turned: bool = False) -> PrintedPage:
        """A page; one that is drawn turned counter-clockwise is turned back first, so that its lines are horizontal."""
        page = self._upright(self._document, index) if turned else self._document[index]
        # PyMuPDF 1.28: a page's own coordinates begin at the crop box; both boxes are given with y downwards.
        left, top = page.trimbox.x0 - page.cropbox.x0, page.trimbox.y0 - page.cropbox.y0
        pieces = tuple(_pieces(page, left, top))
        operators = frozenset[bytes]().union(*map(self._operators_of, (*page.get_contents(), *(form[0] for form in page.get_xobjects()))))
        has_paths = not PAINTING.isdisjoint(operators)
        covers = tuple(_covers(page, left, top)) if self._pictures or self._shadings else ()
        doubtful = any(cover.order > piece.order for cover in covers for piece in pieces)
        return PrintedPage(
            width=page.trimbox.width,
            height=page.trimbox.height,
            pieces=pieces,
            covers=covers,
            paths=tuple(path for path in _covers(page, left, top, PATHS) if _is_thick(path.box)) if has_paths else (),
            pixels=_pixels(page, left, top),
            bare=_pixels(self._bare_page(index, turned=turned), left, top) if doubtful else None,
            clips=not CLIPPING.isdisjoint(operators),
        )

    def drawings(self, index: int, *, turned: bool = False) -> tuple[Cover, ...]:
        """What a page fills or strokes, letters apart, each with its place among all that the page draws."""
        page = self._upright(self._document, index) if turned else self._document[index]
        left, top = page.trimbox.x0 - page.cropbox.x0, page.trimbox.y0 - page.cropbox.y0
        return tuple(_covers(page, left, top, PATHS))

    def _bare_page(self, index: int, *, turned: bool) -> Any:
        bare = self._without_pictures()
        return self._upright(bare, index) if turned else bare[index]

    def _upright(self, document: Any, index: int) -> Any:
        """A page of an open document, turned back by a right angle in memory, once."""
        page = document[index]
        if (id(document), index) not in self._turned:
            self._turned.add((id(document), index))
            boxes = {name: _numbers(document.xref_get_key(page.xref, name)[1]) for name in BOXES}
            left, _, right, _ = boxes["MediaBox"]
            before, after = document.get_new_xref(), document.get_new_xref()
            for xref, content in ((before, f"q 0 -1 1 0 0 {left + right} cm\n"), (after, "\nQ")):
                document.update_object(xref, "<<>>")
                document.update_stream(xref, content.encode(), new=True)
            contents = " ".join(f"{xref} 0 R" for xref in (before, *page.get_contents(), after))
            document.xref_set_key(page.xref, "Contents", f"[{contents}]")
            for name, (x0, y0, x1, y1) in boxes.items():
                document.xref_set_key(page.xref, name, f"[{y0} {left + right - x1} {y1} {left + right - x0}]")
        return document[index]

    def _without_pictures(self) -> Any:
        """The same document, every picture and shading in it transparent: its own box does not say where it is clipped."""
        if self._bare is None:
            self._bare = mupdf().open(self._document.name)
            for xref in self._pictures:
                self._bare[0].delete_image(xref)
            for xref in self._shadings:
                self._bare.update_object(xref, NO_SHADING)
        return self._bare

    def close(self) -> None:
        """The file is closed."""
        for document in (self._document, self._bare):
            if document is not None:
                document.close()

    def _operators_of(self, xref: int) -> frozenset[bytes]:
        """The operators of a content stream that clip or paint paths (ISO 32000-2, 8.5.3 and 8.5.4)."""
        if xref not in self._operators:
            self._operators[xref] = (CLIPPING | PAINTING).intersection((self._document.xref_stream(xref) or b"").split())
        return self._operators[xref]


def _pieces(page: Any, left: float, top: float) -> Iterator[Piece]:
    """The glyphs of a page, cut at spaces and gaps, and where size or baseline change."""
    letters: list[str] = []
    edges: list[float] = []
    points: list[str] = []  # of the letter to come: those of Hebrew and Arabic are drawn before it
    joint = Joint.BREAK
    right = ended = baseline = size = ink = 0.0
    order = 0
    level = is_plain = True

    def piece() -> Piece:
        return Piece("".join(letters), (*[edge - left for edge in edges], right - left), baseline - top, size, order, joint, ink, level)

    for span in page.get_texttrace():
        em = span["size"]
        gap = WIDEST_GAP * em
        light, horizontal = _luminance(span), span["dir"] == LEVEL
        for code, glyph, (x, y), box in _characters(span["chars"]):
            if glyph < 0 and letters:  # a further letter of a ligature
                letters.append(chr(code))
                edges.append(x)
                continue
            if code >= FIRST_MARK and is_mark(chr(code)):
                if runs_left(chr(code)):
                    points.append(chr(code))
                    continue
                if letters:
                    letters.append(chr(code))
                    edges.append(right)
                    continue
            close = -gap < x - right < gap
            if code in BLANKS:
                if letters:
                    yield piece()
                    letters, edges = [], []
                    ended, is_plain = right, True
                is_plain = is_plain and code in PLAIN_SPACES
                joint = Joint.SPACE
            elif letters and close and em == size and -SAME_LINE < y - baseline < SAME_LINE:
                letters += [*points, chr(code)]
                edges += [x] * (len(points) + 1)
                points.clear()
            else:
                if letters:
                    yield piece()
                    joint = Joint.CLOSE
                if joint is Joint.CLOSE and not (close and abs(y - baseline) < HIGHEST_STEP * max(em, size)):
                    joint = Joint.BREAK
                if joint is Joint.SPACE and abs(y - baseline) < SAME_LINE and -gap < x - ended < NARROWEST_GAP * em and is_plain:
                    joint = Joint.CLOSE  # the space is there, and has no room
                letters, edges = [*points, chr(code)], [x] * (len(points) + 1)
                points.clear()
                baseline, size, order, ink, level = y, em, span["seqno"], light, horizontal
            right = box[2]
    if letters:
        yield piece()


def _characters(chars: Sequence[Any]) -> Iterable[Any]:
    """The characters of a span, as wide as all glyphs that draw parts of them."""
    if PART_OF_CHARACTER not in map(itemgetter(0), chars):
        return chars
    whole: list[Any] = []
    for code, glyph, origin, box in chars:
        if code != PART_OF_CHARACTER:
            whole.append((code, glyph, origin, box))
        elif whole and box[2] > box[0]:
            *before, (left, top, right, bottom) = whole[-1]
            whole[-1] = (*before, (left, top, max(right, box[2]), bottom))
    return whole


@lru_cache(maxsize=4096)
def is_mark(character: str) -> bool:
    """Whether a character is combined with another one: an accent, a vowel point."""
    return category(character)[0] == "M"


def _luminance(span: Any) -> float:
    """The luminance of a span's letters on white: 0 is black, 1 is white. PyMuPDF gives every colour as grey or RGB."""
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in span["color"]]
    light = 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2] if len(linear) == 3 else linear[0]
    return float(light * span["opacity"] + 1 - span["opacity"])


def _numbers(array: str) -> list[float]:
    """The numbers of an array as PDF writes it."""
    return [float(number) for number in array.strip("[]").split()]


def _share(part: Box, whole: Box) -> float:
    """How much of a box another one covers: 0 to 1."""
    width = min(part.right, whole.right) - max(part.left, whole.left)
    height = min(part.bottom, whole.bottom) - max(part.top, whole.top)
    area = (part.right - part.left) * (part.bottom - part.top)
    return max(0.0, width) * max(0.0, height) / area if area else 0.0


def _is_thick(box: Box) -> bool:
    """Whether a path may cover letters: a rule of a table or under a title is thin."""
    return box.bottom - box.top > THIN and box.right - box.left > THIN


def _covers(page: Any, left: float, top: float, kinds: frozenset[str] = PICTURES) -> Iterator[Cover]:
    for order, (kind, (x0, y0, x1, y1)) in enumerate(page.get_bboxlog()):
        if kind in kinds:
            yield Cover(box=Box(left=x0 - left, top=y0 - top, right=x1 - left, bottom=y1 - top), order=order)


def _pixels(page: Any, left: float, top: float) -> Pixels:
    scale = RESOLUTION / 72
    image = page.get_pixmap(dpi=RESOLUTION, colorspace=mupdf().csGRAY, alpha=False)
    return Pixels(
        samples=image.samples, width=image.stride, height=image.height, left=left * scale - image.x, top=top * scale - image.y, scale=scale
    )
