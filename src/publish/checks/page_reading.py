"""One page of a print edition, read: the pieces of its body and of its notes, those that a reader does not see with the reason.

The place of a word says what it is: in a note's box it belongs to that note, in the rest of the text block to the document, outside the
block it is a running head or a folio, unless layout has text there. A formula is a drawing and counts as one word
(`checks.print_formulae`).

A word does not count if it is off the page, covered by a picture or shading, cut off, too small, struck out by a thick line, laid
over other text, or without contrast to its ground. Words whose space has no room are one word.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from publish.checks.overprinting import Ink, overprinted
from publish.checks.print_formulae import drawn_formulae, place_in_drawing
from publish.checks.reading_order import Drawn, rank_of
from publish.model import Box, PageFacts, Supplied
from publish.text.words import fold, split_words
from publish.tools.raster import Cover, Piece, PrintedPage

SLACK = 1.0  # points by which a word may exceed its box
LEAST_SIZE = 3.5  # points: marks in the smallest type in use have more
LEAST_CONTRAST = 16  # of 255
LEAST_OF_A_WORD = 30
LEAST_RATIO = 1.6  # of the luminance of letters and their ground (WCAG 2.2, contrast ratio)
DARK = 0.1  # the luminance of letters that are seen on white, and on anything on which others are
LOW_HEIGHT = 0.45  # em above the baseline: where the small letters have most of their ink
UNSEEN = "cut off, covered or not seen against its ground"
OVERPRINTED = "laid over other text"
X_HEIGHT = 0.65  # em above the baseline: every letter and digit has ink below it


@dataclass(frozen=True, slots=True, kw_only=True)
class PageReading:
    """What is read of a page: the pieces of the body ("") and of each note, in the order of drawing, and how many `pieces` it draws.

    `hidden` are words that no reader sees, each with the reason; `supplied` counts the words that are not the manuscript's.
    """

    drawn: Mapping[str, tuple[Drawn, ...]]
    pieces: int
    supplied: int
    formulae: int
    hidden: tuple[tuple[str, str], ...]


def read_page(seen: PrintedPage, facts: PageFacts, paths: Sequence[Cover] = (), *, at: int, is_ours: bool) -> PageReading:
    """What is read of a page.

    On a page with formulae, `paths` are its drawings other than letters and pictures. `at` is its number among the pages whose text is read
    together; on a page of our own (`is_ours`: a title page, the contents) only notes are the manuscript's.
    """
    drawn: dict[str, list[Drawn]] = {name: [] for name in ("", *(note.id for note in facts.notes))}
    hidden: list[tuple[str, str]] = []
    supplied_words = formulae = 0
    parts = list(_apart(seen.pieces, facts.supplied))
    over = overprinted([_ink(piece) for piece, _ in parts])
    for index, (piece, supplied) in enumerate(parts):
        rank = rank_of(piece, facts.runs, at) if facts.runs else None
        name = _owner(piece, seen, facts, has_run=rank is not None)
        if name is None or (is_ours and not name):
            supplied_words += len(split_words(piece.text))
        else:
            fault = "" if supplied else _fault(piece, seen) or (OVERPRINTED if index in over else "")
            drawn[name].append(Drawn.of(piece if facts.bidi_lines else _slim(piece), index, rank, supplied, fault))
            if fault:
                hidden.extend((word, fault) for word in split_words(piece.text))
    for formula, word in drawn_formulae(facts.formulae, paths, seen):
        name = _owner(word.piece, seen, facts)
        if name is not None and not (is_ours and not name):
            place_in_drawing(drawn[name], word, formula.after)
            formulae += not word.fault
            if word.fault:
                hidden.extend((part, word.fault) for part in split_words(word.piece.text))
    return PageReading(
        drawn={name: tuple(pieces) for name, pieces in drawn.items()},
        pieces=len(parts),
        supplied=supplied_words,
        formulae=formulae,
        hidden=tuple(hidden),
    )


def _apart(pieces: Iterable[Piece], boxes: tuple[Supplied, ...]) -> Iterator[tuple[Piece, Supplied | None]]:
    """The pieces, each with the box of supplied words around it; a piece that stands partly in a box is cut."""
    for piece in pieces:
        near = [box for box in boxes if _meet(piece, box.box)]
        if not near:
            yield piece, None
            continue
        middles = _middles(piece.edges)
        owners = [next((box for box in near if box.box.left - 0.1 <= middle <= box.box.right + 0.1), None) for middle in middles]
        start = 0
        for end in range(1, len(owners) + 1):
            if end == len(owners) or owners[end] is not owners[start]:
                yield piece.part(start, end), owners[start]
                start = end


def _slim(piece: Piece) -> Piece:
    """A piece without the places of its letters, of which only lines of both directions are put together."""
    return piece._replace(edges=(piece.edges[0], piece.edges[-1]))


def _middles(edges: Sequence[float]) -> list[float]:
    """The middle of each letter; for a letter without width, such as the f of a ligature fi, that of the letter after it."""
    middles: list[float] = []
    for left, right in reversed(list(pairwise(edges))):
        middles.append((left + right) / 2 if right > left or not middles else middles[-1])
    return middles[::-1]


def _meet(piece: Piece, box: Box) -> bool:
    middle = piece.baseline - X_HEIGHT / 2 * piece.size
    return box.top <= middle <= box.bottom and piece.left < box.right and box.left < piece.right


def _ink(piece: Piece) -> Ink:
    """Where a piece has ink; nowhere if its line is not horizontal."""
    edges = piece.edges
    return Ink(edges[0], edges[-1] if piece.level else edges[0], piece.baseline, piece.size)


def _owner(piece: Piece, seen: PrintedPage, facts: PageFacts, *, has_run: bool = False) -> str | None:
    """The owner of a piece: a note's id, "" for the body, None for heads and folios. Nothing off the page or in a run is one of these."""
    middle = piece.baseline - X_HEIGHT / 2 * piece.size
    for note in facts.notes:
        box = note.box
        if box.top - SLACK <= middle <= box.bottom + SLACK and box.left - SLACK <= piece.left <= box.right + SLACK:
            return note.id
    block = facts.block
    if facts.turned and not block.left - SLACK <= piece.left <= block.right + SLACK:
        return None  # a folio in the margin is drawn upright
    return "" if has_run or block.top - SLACK <= middle <= block.bottom + SLACK or _is_off(piece, seen) else None


def _is_off(piece: Piece, page: PrintedPage) -> bool:
    """Whether a piece or a part of it lies outside the trim."""
    top = piece.baseline - X_HEIGHT * piece.size
    return piece.left < -SLACK or piece.right > page.width + SLACK or top < -SLACK or piece.baseline > page.height + SLACK


def _fault(piece: Piece, page: PrintedPage) -> str:
    """Why a reader does not see the whole piece; "" if they see it."""
    if fold(piece.text).isspace():
        return ""
    if _is_off(piece, page):
        return "off the page"
    if piece.size < LEAST_SIZE:
        return "too small to read"
    top, bottom, edges = piece.baseline - X_HEIGHT * piece.size, piece.baseline, piece.edges
    box = Box(left=edges[0], top=top, right=edges[-1], bottom=bottom)
    if page.covers and page.is_covered(box, piece.order):
        return "under a picture or shading"
    if page.paths and page.is_struck_out(
        Box(left=edges[0], top=piece.baseline - LOW_HEIGHT * piece.size, right=edges[-1], bottom=bottom), piece.order, LEAST_CONTRAST
    ):
        return "under a line"
    if piece.ink > DARK and _is_pale(piece.ink, *page.pixels.extremes(box)):
        return "too pale to read"
    least = LEAST_OF_A_WORD if any(map(str.isalnum, piece.text)) else LEAST_CONTRAST
    if not page.pixels.shows(edges[0], top, edges[-1], bottom, least):
        return UNSEEN
    if page.clips:  # a word may be cut in its middle
        letters = zip(piece.text, edges, edges[1:], strict=False)
        spans = [(left, right) for letter, left, right in letters if right > left and not fold(letter).isspace()]
        if not all(page.pixels.shows(left, top, right, bottom, LEAST_CONTRAST) for left, right in spans):
            return UNSEEN
    return ""


def _is_pale(ink: float, darkest: int, lightest: int) -> bool:
    """Whether letters of a luminance have little contrast to their ground, the darkest or the lightest pixel beside them."""
    ratios: list[float] = []
    for pixel in (darkest, lightest):
        darker, lighter = sorted((ink, (pixel / 255) ** 2.2))
        ratios.append((lighter + 0.05) / (darker + 0.05))
    return max(ratios) < LEAST_RATIO
