"""Formulae on printed pages, each read back as one word.

A formula is a drawing: the file has no letters of it. What the page draws in its box, and its ink, show that it is there.
"""

from collections.abc import Iterator, Sequence

from publish.checks.reading_order import ELSEWHERE, Drawn
from publish.model import Box, PlacedFormula
from publish.text.words import formula_word
from publish.tools.raster import Cover, Joint, Piece, PrintedPage

SLACK = 1.0  # points by which a path may exceed its formula's box
X_HEIGHT = 0.65  # em above the baseline; the middle of a word is at half of it
LEAST_CONTRAST = 16  # of 255
LEAST_HEIGHT = 1.0  # points: the bar of a minus sign and the white around it


def drawn_formulae(formulae: Sequence[PlacedFormula], paths: Sequence[Cover], seen: PrintedPage) -> Iterator[tuple[PlacedFormula, Drawn]]:
    """Each formula in whose box the page draws something, and its word as a piece in that box."""
    for formula in formulae:
        box = formula.box
        inside = [path.order for path in paths if _holds(box, path.box)]
        if inside:
            size = (box.bottom - box.top) / X_HEIGHT
            text = f" {formula_word(formula.tex)} "
            piece = Piece(text, (box.left, box.right), box.bottom, size, min(inside), Joint.BREAK)
            yield formula, Drawn.of(piece, ELSEWHERE, fault=_fault(box, max(inside), seen))


def place_in_drawing(drawn: list[Drawn], formula: Drawn, after: Box | None) -> None:
    """Inserts a formula after the pieces of the run of text that it follows; formulae come in their order."""
    following = (number + 1 for number in range(len(drawn) - 1, -1, -1) if after and _stands_in(drawn[number].piece, after))
    number = next(following, 0 if after is None else len(drawn))
    while number < len(drawn) and drawn[number].place == ELSEWHERE:
        number += 1
    drawn.insert(number, formula)


def _stands_in(piece: Piece, run: Box) -> bool:
    middle = piece.baseline - X_HEIGHT / 2 * piece.size
    return run.top <= middle <= run.bottom and run.left - SLACK <= piece.left <= run.right + SLACK


def _holds(box: Box, path: Box) -> bool:
    across = box.left - SLACK <= path.left and path.right <= box.right + SLACK
    return across and box.top - SLACK <= path.top and path.bottom <= box.bottom + SLACK


def _fault(box: Box, order: int, seen: PrintedPage) -> str:
    if box.left < -SLACK or box.right > seen.width + SLACK or box.top < -SLACK or box.bottom > seen.height + SLACK:
        return "off the page"
    if box.bottom - box.top < LEAST_HEIGHT and box.right - box.left < LEAST_HEIGHT:
        return "too small to read"
    if seen.covers and seen.is_covered(box, order):
        return "under a picture or shading"
    if not seen.pixels.shows(box.left - SLACK, box.top - SLACK, box.right + SLACK, box.bottom + SLACK, LEAST_CONTRAST):
        return "cut off, covered or not seen against its ground"
    return ""
