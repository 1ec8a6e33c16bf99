"""The proof as a PDF: every page of the print edition on a larger sheet, with room for remarks.

Policy: the print edition is read and never changed; its pages are drawn whole, as they are. The margin shows in grey the word “Proof”, the
book's title, the day, the page, and the number of every fifth line; on request, on the side of the spine, the manuscript's lines. Below the
page stand the state of the manuscript and the page's file. Same input, same bytes.
"""

import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

from fontTools.ttLib import TTFont

from publish.model import Face, FontUse, Side
from publish.pdf.framed_file import PAGE, FramedSheet, write_framed
from publish.press.fonts import embedded_faces
from publish.tools.cache import Cache

MARGIN = 40.0  # points around the page
REMARKS = 190.0  # points beyond its fore-edge
MARK, TITLE, SMALL = 30.0, 10.0, 7.5  # type sizes
GREY, LIGHT_GREY = 0.45, 0.7
MARK_TEXT = "Proof"
MOST_LINES = 4  # of a title
WEIGHT = 400


@dataclass(frozen=True, slots=True, kw_only=True)
class ProofPage:
    """A page of the proof: its side, its name in the margin, the baselines of the numbered lines in points from its head.

    `places` are the lines of the manuscript, each with its distance from the head. `foot` stands below the page.
    """

    side: Side
    name: str
    lines: Mapping[int, float]
    places: Sequence[tuple[float, int]] = ()
    foot: str = ""


def write_proof(source: Path, target: Path, pages: Sequence[ProofPage], title: str, day: str, faces: Sequence[Face], cache: Cache) -> None:
    """Write the proof of a print edition's file. OSError where the disk is full."""
    texts = [MARK_TEXT, title, day, "0123456789", *(page.name + page.foot for page in pages)]
    pen = _Pen(texts, faces)

    def sheet(index: int, width: float, height: float) -> FramedSheet:
        content = _drawn(pen, pages[index], width, height, title, day)
        return FramedSheet(width=width + MARGIN + REMARKS, height=height + 2 * MARGIN, content=content)

    write_framed(source, target, embedded_faces(pen.uses, faces, cache), sheet, f"{MARK_TEXT}: {title}")


def _drawn(pen: "_Pen", page: ProofPage, width: float, height: float, title: str, day: str) -> bytes:
    """The content stream of a sheet: the page, a hairline around it, the text in the margin."""
    recto = page.side is Side.RECTO
    left = MARGIN if recto else REMARKS
    edge = left + width if recto else left
    steps = [
        f"q 1 0 0 1 {left:.3f} {MARGIN:.3f} cm {PAGE} Do Q",
        f"{LIGHT_GREY} G 0.25 w {left:.3f} {MARGIN:.3f} {width:.3f} {height:.3f} re S",
    ]
    column = edge + 2.5 * MARGIN / 2 if recto else MARGIN / 2
    room = REMARKS - 2 * MARGIN
    top = MARGIN + height - MARK
    steps.append(pen.text(MARK_TEXT, column, top, MARK, LIGHT_GREY))
    lines = [*((line, TITLE) for line in pen.broken(title, TITLE, room)), (day, SMALL), (page.name, SMALL)]
    for number, (line, size) in enumerate(lines, 1):
        steps.append(pen.text(line, column, top - 8 - 13 * number, size, GREY))
    for number, baseline in page.lines.items():
        text = str(number)
        x = edge + 6 if recto else edge - 6 - pen.width(text, SMALL)
        steps.append(pen.text(text, x, MARGIN + height - baseline, SMALL, GREY))
    inner = left if recto else left + width
    for top, place in page.places:
        text = str(place)
        x = inner - 6 - pen.width(text, SMALL) if recto else inner + 6
        steps.append(pen.text(text, x, MARGIN + height - top - SMALL, SMALL, GREY))
    steps.append(pen.text(page.foot, left, MARGIN / 2, SMALL, GREY))
    return "\n".join(["q", *steps, "Q"]).encode()


def in_order_of_drawing(text: str) -> str:
    """A line in drawing order, from left to right: words of right-to-left scripts, or a line that begins with one, are reversed."""
    runs = []
    for leftwards, words in groupby(text.split(" "), key=_runs_leftwards):
        runs.append([word[::-1] for word in reversed(list(words))] if leftwards else list(words))
    if _runs_leftwards(text.partition(" ")[0]):
        runs.reverse()
    return " ".join(word for run in runs for word in run)


def _runs_leftwards(word: str) -> bool:
    return any(unicodedata.bidirectional(letter) in {"R", "AL"} for letter in word)


class _Pen:
    """Writes lines of text: each letter in the first face that has it."""

    def __init__(self, texts: Iterable[str], faces: Sequence[Face]) -> None:
        letters = sorted(set("".join([*texts, " …"])))
        self._glyphs: dict[str, tuple[str, int, float]] = {}
        self.uses: list[FontUse] = []
        upright = [face for face in faces if face.style == "normal" and face.weights[0] <= WEIGHT <= face.weights[1]]
        for number, face in enumerate(upright):
            glyphs = _glyphs(face, [letter for letter in letters if letter not in self._glyphs])
            self._glyphs.update({letter: (f"Proof{number}", glyph, advance) for letter, (glyph, advance) in glyphs.items()})
            if glyphs:
                self.uses.append(
                    FontUse(
                        name=f"Proof{number}",
                        family=face.family,
                        style=face.style,
                        weight=WEIGHT,
                        widths=dict(glyphs.values()),
                        texts={glyph: letter for letter, (glyph, _) in glyphs.items()},
                    )
                )

    def width(self, text: str, size: float) -> float:
        """The width of a line."""
        return sum(self._glyphs[letter][2] for letter in text if letter in self._glyphs) * size / 1000

    def broken(self, text: str, size: float, room: float) -> list[str]:
        """The text in lines no wider than `room`, at most `MOST_LINES`."""
        lines: list[str] = []
        for word in text.split():
            if lines and self.width(f"{lines[-1]} {word}", size) <= room:
                lines[-1] += f" {word}"
            else:
                lines.append(word)
        return lines if len(lines) <= MOST_LINES else [*lines[: MOST_LINES - 1], f"{lines[MOST_LINES - 1]}…"]

    def text(self, text: str, x: float, y: float, size: float, grey: float) -> str:
        """A line of text as operators."""
        text = in_order_of_drawing(text)
        runs = [
            f"/{face} {size:g} Tf <{glyph:04x}> Tj"
            for face, glyph, _ in (self._glyphs[character] for character in text if character in self._glyphs)
        ]
        return f"{grey} g BT {x:.3f} {y:.3f} Td {' '.join(runs)} ET"


def _glyphs(face: Face, letters: Iterable[str]) -> dict[str, tuple[int, float]]:
    """Glyph id and advance, in thousandths of an em, of each letter that the face has."""
    with TTFont(face.path, lazy=True) as font:
        names, units, advances = font.getBestCmap(), font["head"].unitsPerEm, font["hmtx"]
        available = {letter: names[ord(letter)] for letter in letters if ord(letter) in names}
        return {letter: (font.getGlyphID(name), 1000 * advances[name][0] / units) for letter, name in available.items()}
