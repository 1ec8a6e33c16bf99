"""Pages of a finished PDF as an eye meets them: glyphs where they stand, and pixels. The door to PyMuPDF 1.28.

Places are in points from the trim's top left corner. Glyphs come in the order in which the page draws them.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from typing import Any

import pymupdf

from publish.model import Box

RESOLUTION = 72  # dots per inch: the smallest letter of a book is still some pixels high, and a page takes 3 ms
WIDEST_GAP = 0.25  # em; letter-spacing and kerning are less, the space between two cells of a table is more
SAME_LINE = 0.01  # points
HIGHEST_STEP = 0.9  # em; superiors are raised by less, the next line stands at least this much lower
PICTURES = frozenset({"fill-image", "fill-imgmask", "fill-shade"})
CLIPPING = frozenset({b"W", b"W*"})


class Joint(Enum):
    """How glyphs follow those drawn before."""

    CLOSE = "in the same word"
    SPACE = "after a space"
    BREAK = "elsewhere: on another line, in another column or box"


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """Glyphs of one size on one baseline with neither space nor gap between them.

    `edges` are the left edges of the letters and the right edge of the last. `order` is the place of their drawing among all that the page
    draws.
    """

    text: str
    edges: tuple[float, ...]
    baseline: float
    size: float
    order: int
    joint: Joint

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
        return Piece(
            text=self.text[start:end],
            edges=self.edges[start : end + 1],
            baseline=self.baseline,
            size=self.size,
            order=self.order,
            joint=joint,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Cover:
    """A picture or shading and its place among all that the page draws: it lies over what was drawn before."""

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

    def contrast(self, box: Box) -> int:
        """The difference between the lightest and the darkest pixel in a box: 0 to 255, 0 where it holds no pixel."""
        left = max(0, int(self.left + box.left * self.scale))
        right = min(self.width, int(self.left + box.right * self.scale) + 1)
        first = max(0, int(self.top + box.top * self.scale))
        last = min(self.height, int(self.top + box.bottom * self.scale) + 1)
        rows = [self.samples[row * self.width + left : row * self.width + right] for row in range(first, last)]
        inside = b"".join(rows)
        return max(inside) - min(inside) if inside else 0


@dataclass(frozen=True, slots=True, kw_only=True)
class PrintedPage:
    """A page of a PDF: the trim's width and height, its glyphs in the order of drawing, what may lie over them, its pixels.

    `clips` says that something on it is cut off at an edge: a word may be there in part.
    """

    width: float
    height: float
    pieces: tuple[Piece, ...]
    covers: tuple[Cover, ...]
    pixels: Pixels
    clips: bool


@contextmanager
def open_pdf(path: Path) -> Iterator["Sheets"]:
    """The pages of a PDF file, read one by one while the block lasts."""
    document: Any = pymupdf.open(path)  # type: ignore[no-untyped-call]
    try:
        yield Sheets(document)
    finally:
        document.close()


class Sheets:
    """The pages of an open PDF by page index."""

    def __init__(self, document: Any) -> None:
        self._document = document
        self._clipping: dict[int, bool] = {}

    def __len__(self) -> int:
        return int(self._document.page_count)

    def __getitem__(self, index: int) -> PrintedPage:
        page = self._document[index]
        # PyMuPDF 1.28: a page's own coordinates begin at the crop box; both boxes are given with y downwards.
        left, top = page.trimbox.x0 - page.cropbox.x0, page.trimbox.y0 - page.cropbox.y0
        return PrintedPage(
            width=page.trimbox.width,
            height=page.trimbox.height,
            pieces=tuple(_pieces(page, left, top)),
            covers=tuple(_covers(page, left, top)),
            pixels=_pixels(page, left, top),
            clips=any(self._clips(xref) for xref in (*page.get_contents(), *(form[0] for form in page.get_xobjects()))),
        )

    def _clips(self, xref: int) -> bool:
        """Whether a content stream sets a clipping path (ISO 32000-2, 8.5.4)."""
        if xref not in self._clipping:
            self._clipping[xref] = not CLIPPING.isdisjoint((self._document.xref_stream(xref) or b"").split())
        return self._clipping[xref]


def _pieces(page: Any, left: float, top: float) -> Iterator[Piece]:
    """The glyphs of a page, cut at spaces and gaps."""
    letters: list[str] = []
    edges: list[float] = []
    joint = Joint.BREAK
    right = baseline = size = 0.0
    order = 0

    def piece() -> Piece:
        return Piece(text="".join(letters), edges=(*edges, right), baseline=baseline, size=size, order=order, joint=joint)

    for span in page.get_texttrace():
        em = span["size"]
        for code, glyph, (origin, height), (_, _, end, _) in span["chars"]:
            x, y, letter = origin - left, height - top, chr(code)
            near = abs(y - baseline) < HIGHEST_STEP * max(em, size) and abs(x - right) < WIDEST_GAP * em
            follows = glyph < 0 or near  # -1: a further letter of a ligature
            raised = glyph >= 0 and (abs(y - baseline) > SAME_LINE or em != size)
            if letters and (letter.isspace() or not follows or raised):
                yield piece()
                letters, edges = [], []
                joint = Joint.CLOSE
            if letter.isspace():
                joint = Joint.SPACE
            else:
                if not letters:
                    joint = Joint.BREAK if joint is Joint.CLOSE and not follows else joint
                    baseline, size, order = y, em, span["seqno"]
                letters.append(letter)
                edges.append(x)
            right = end - left if glyph >= 0 else right
    if letters:
        yield piece()


def _covers(page: Any, left: float, top: float) -> Iterator[Cover]:
    for order, (kind, (x0, y0, x1, y1)) in enumerate(page.get_bboxlog()):
        if kind in PICTURES:
            yield Cover(box=Box(left=x0 - left, top=y0 - top, right=x1 - left, bottom=y1 - top), order=order)


def _pixels(page: Any, left: float, top: float) -> Pixels:
    scale = RESOLUTION / 72
    image = page.get_pixmap(dpi=RESOLUTION, colorspace=pymupdf.csGRAY, alpha=False)
    return Pixels(
        samples=image.samples, width=image.stride, height=image.height, left=left * scale - image.x, top=top * scale - image.y, scale=scale
    )
