"""Printed lines with text in both directions, read as their letters stand on the page.

A reader sees letters in a row and gets their order from the direction of each word. So a line is right if its letters, from left to
right, are those that the Unicode Bidirectional Algorithm (UAX #9) gives for a stretch of some paragraph of the manuscript: then it is
read as that stretch. Another line is read from left to right, and completeness finds it. Points and accents are compared with the letter
that they stand on, and spaces are looked for where the manuscript has them.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import accumulate, groupby
from typing import NamedTuple

from lxml import etree

from publish.book.bidi_paragraphs import Run, base_of, is_in_both_directions, runs_of, segments
from publish.book.direction import mark_directions
from publish.book.markup import classes_of, local_name, parse
from publish.checks.reading_order import ELSEWHERE, Drawn
from publish.model import Box, ContentDocument
from publish.text.bidi_levels import PARAGRAPH_END, runs_left, visual_order
from publish.text.words import fold, formula_word, split_words
from publish.tools.raster import Joint, Piece, is_mark

SLACK = 1.0  # points by which a letter may exceed its line
X_HEIGHT = 0.65  # em above the baseline; the middle of a letter is at half of it
LEAST_SPACE = 0.05  # em
SARA_AM = {"\u0e33": "\u0e4d\u0e32", "\u0eb3": "\u0ecd\u0eb2"}
"""A vowel of Thai and of Lao, of a point on the letter before it and of a letter (NFKC)."""
NO_WIDTH = "\u200b"
THING = "\0"  # begins the letter that stands for a formula or the mark of a note


class _Letter(NamedTuple):
    """A letter of the manuscript with its points, sorted; "" for a character that is no part of a word.

    `text` has both in the order of the manuscript; `divides` says that the character ends a word.
    """

    base: str
    points: str
    level: int
    text: str = ""
    divides: bool = False


class _Glyph(NamedTuple):
    """What one glyph, or a glyph and its points, shows on a page."""

    bases: tuple[str, ...]
    points: str
    left: float
    right: float
    drawn: Drawn


@dataclass(frozen=True, slots=True)
class _Paragraph:
    letters: tuple[_Letter, ...]
    counted: tuple[int, ...]
    """The indices of the letters that have a base."""
    sums: tuple[int, ...]
    """For each counted letter, the sum of the hashes of those before it; then that of all."""

    def match(self, start: int, line: Sequence[_Glyph]) -> list[tuple[_Letter, _Glyph]] | None:
        """The letters from the counted one at `start` in reading order, each with its glyph, if a line shows them; None if it does not."""
        count = sum(len(glyph.bases) for glyph in line)
        if start + count > len(self.counted):
            return None
        first, last = self.counted[start], self.counted[start + count - 1]
        letters = self.letters[first : last + 1]
        order = visual_order([letter.level for letter in letters])
        owners: dict[int, _Glyph] = {}
        place = 0
        for number, glyph in enumerate(line):
            taken: list[int] = []
            divided = False
            while len(taken) < len(glyph.bases):
                letter = letters[order[place]]
                if letter.base:
                    taken.append(order[place])
                elif not taken:
                    divided = divided or letter.divides
                place += 1
            if not _shows(glyph, [letters[index] for index in taken]) or (number and divided and _touch(line[number - 1], glyph)):
                return None
            owners.update(dict.fromkeys(taken, glyph))
        return [(letter, owners[index]) if letter.base else (letter, line[0]) for index, letter in enumerate(letters)]


@dataclass(slots=True)
class BidiText:
    """A body or a note with text in both directions: its paragraphs, and how far its lines are read."""

    paragraphs: Sequence[_Paragraph]
    at: tuple[int, int] = field(default=(0, 0))
    """The paragraph and the counted letter after the line read last."""

    def read(self, drawn: Sequence[Drawn]) -> list[Drawn] | None:
        """The pieces of a line in reading order; None if no paragraph can look so."""
        line = _glyphs(drawn)
        if not line:
            return None
        for number, start in self._places(line):
            matched = self.paragraphs[number].match(start, line)
            if matched is not None:
                end = start + sum(len(glyph.bases) for glyph in line)
                self.at = (number, end) if end < len(self.paragraphs[number].counted) else (number + 1, 0)
                return _pieces(matched, drawn)
        return None

    def _places(self, line: Sequence[_Glyph]) -> Iterator[tuple[int, int]]:
        """Where the letters of a line stand in the paragraphs, in any order: the place after the line read last first."""
        bases = [base for glyph in line for base in glyph.bases]
        sought = sum(map(hash, bases))
        if self.at[0] < len(self.paragraphs):
            yield self.at
        for number, paragraph in enumerate(self.paragraphs):
            for start in range(len(paragraph.counted) - len(bases) + 1):
                if paragraph.sums[start + len(bases)] - paragraph.sums[start] == sought:
                    yield number, start


def bidi_text(document: ContentDocument, note: str) -> BidiText:
    """The paragraphs of a document's body, or of the note with this id, that are in both directions."""
    body = parse(document.body)
    base = base_of(document, body)
    root = body if not note else parse(next((each.body for each in document.notes if each.id == note), "<div/>"))
    mark_directions(root, document.language)
    paragraphs = [
        paragraph
        for segment in segments(root)
        if is_in_both_directions(segment, base)
        for paragraph in _paragraphs(runs_of(segment, base))
        if paragraph.counted
    ]
    return BidiText(paragraphs)


def in_logical_order(drawn: Sequence[Drawn], lines: Sequence[Box], text: BidiText | None) -> list[Drawn]:
    """The pieces of a text on a page, those of each bidirectional line in reading order."""
    owners = [next((number for number, line in enumerate(lines) if _stands_in(item.piece, line)), -1) for item in drawn]
    ordered: list[Drawn] = []
    for number in dict.fromkeys(owner if owner >= 0 else -1 - index for index, owner in enumerate(owners)):
        if number < 0:
            ordered.append(drawn[-1 - number])
            continue
        on_line = [item for item, owner in zip(drawn, owners, strict=True) if owner == number]
        ordered += (text and text.read(on_line)) or _from_left(on_line)
    return ordered


def _paragraphs(runs: Sequence[Run]) -> Iterator[_Paragraph]:
    letters: list[_Letter] = []
    for ends, stretch in groupby(_clusters(runs), key=lambda cluster: cluster[0] == PARAGRAPH_END):
        if not ends:
            letters = [letter for text, level in stretch for letter in _letters(text, level)]
            counted = tuple(index for index, letter in enumerate(letters) if letter.base)
            sums = tuple(accumulate((hash(letters[index].base) for index in counted), initial=0))
            yield _Paragraph(tuple(letters), counted, sums)


def _clusters(runs: Sequence[Run]) -> Iterator[tuple[str, int]]:
    """Each character with its points, and each thing, with its level."""
    waiting, level = "", 0
    for run in runs:
        parts = _characters(run.content) if isinstance(run.content, str) else [_thing(run.content)]
        for part in parts:
            if waiting and len(part) == 1 and is_mark(part):
                waiting += part
            else:
                if waiting:
                    yield waiting, level
                waiting, level = part, run.level
    if waiting:
        yield waiting, level


def _characters(text: str) -> Iterator[str]:
    """The characters of a text, each of which is a letter or a point."""
    for character in text:
        yield from SARA_AM.get(character, character)


def _thing(element: etree._Element) -> str:
    """The letter that an element counts as; a character of no width for one that shows no word of the manuscript."""
    match local_name(element):
        case "br":
            return PARAGRAPH_END
        case "math":
            return THING + "".join(split_words(formula_word(element.get("alttext", ""))))
        case "a" if "noteref" in classes_of(element):
            return THING + element.get("id", "")
    return NO_WIDTH


def _letters(cluster: str, level: int) -> Iterator[_Letter]:
    if cluster.startswith(THING):
        yield _Letter(cluster, "", level)
        return
    bases, points = _parted(cluster)
    if not bases:
        yield _Letter("", "", level, divides=fold(cluster).isspace())
    for index, base in enumerate(bases):
        own = points if index == len(bases) - 1 else ""
        yield _Letter(base, own, level, base + "".join(filter(is_mark, fold(cluster)) if own else ""))


def _parted(text: str) -> tuple[list[str], str]:
    """The letters of a text as words are compared, and its points, sorted. A point without a letter is a letter."""
    letters = [letter for letter in fold(text) if not letter.isspace()]
    bases = [letter for letter in letters if not is_mark(letter)]
    return (bases, "".join(sorted(filter(is_mark, letters)))) if bases else (letters, "")


# --- lines of a page ---


def _glyphs(drawn: Sequence[Drawn]) -> list[_Glyph]:
    """What a line shows, from left to right."""
    glyphs: list[_Glyph] = []
    for call, items in groupby(drawn, key=lambda item: item.supplied.call if item.supplied else None):
        together = list(items)
        if call:
            left, right = min(item.piece.left for item in together), max(item.piece.right for item in together)
            glyphs.append(_Glyph((THING + call,), "", left, right, together[0]))
        elif call is None:
            glyphs += [glyph for item in together for glyph in _of_piece(item)]
    return sorted(glyphs, key=lambda glyph: glyph.left)


def _of_piece(drawn: Drawn) -> Iterator[_Glyph]:
    piece = drawn.piece
    if drawn.place == ELSEWHERE:  # a formula
        yield _Glyph((THING + "".join(split_words(piece.text)),), "", piece.left, piece.right, drawn)
        return
    stacks: list[list[tuple[str, float]]] = []
    drawn_letters = zip(piece.text, piece.edges, strict=False)  # the last edge is the right one
    for letter, edge in ((part, edge) for character, edge in drawn_letters for part in _characters(character)):
        is_accent = is_mark(letter) and not runs_left(letter)
        if stacks and (is_accent or edge == stacks[-1][0][1]):
            stacks[-1].append((letter, edge))
        else:
            stacks.append([(letter, edge)])
    for number, stack in enumerate(stacks):
        own = sorted((letter for letter, _ in stack), key=is_mark)  # letters first: those of Hebrew and Arabic are drawn after their points
        bases, points = _parted("".join(own))
        right = stacks[number + 1][0][1] if number + 1 < len(stacks) else piece.right
        if bases:
            yield _Glyph(tuple(bases), points, stack[0][1], right, drawn)


def _shows(glyph: _Glyph, letters: Sequence[_Letter]) -> bool:
    """Whether a glyph shows these letters; a ligature shows them in any order."""
    points = "".join(sorted("".join(letter.points for letter in letters)))
    return sorted(glyph.bases) == sorted(letter.base for letter in letters) and glyph.points == points


def _touch(left: _Glyph, right: _Glyph) -> bool:
    """Whether there is no space between two glyphs, where the manuscript has something."""
    is_thing = left.bases[0].startswith(THING) or right.bases[0].startswith(THING)
    return not is_thing and right.left - left.right < LEAST_SPACE * right.drawn.piece.size


def _pieces(matched: Sequence[tuple[_Letter, _Glyph]], drawn: Sequence[Drawn]) -> list[Drawn]:
    """The pieces of a line in reading order, one for each word or part of one. What style sheets add comes first."""
    added = [item for item in drawn if item.supplied and not item.supplied.call]
    words: list[tuple[Drawn, str, Joint]] = []
    joint = Joint.BREAK
    for letter, glyph in matched:
        if not letter.base:
            joint = Joint.SPACE if letter.divides and joint is not Joint.BREAK else joint
            continue
        text = glyph.drawn.piece.text if letter.base.startswith(THING) else letter.text
        if words and joint is Joint.CLOSE and words[-1][0] is glyph.drawn and not letter.base.startswith(THING):
            words[-1] = (glyph.drawn, words[-1][1] + text, words[-1][2])
        else:
            words.append((glyph.drawn, text, joint))
        joint = Joint.CLOSE
    last = max(item.place for item in drawn)
    return [
        *added,
        *(
            Drawn.of(
                item.piece._replace(text=text, joint=joint),
                last + 1 - len(words) + number,
                item.rank,
                item.supplied,
                item.fault,
                follows=number > 0,
            )
            for number, (item, text, joint) in enumerate(words)
        ),
    ]


def _from_left(drawn: Sequence[Drawn]) -> list[Drawn]:
    """The pieces of a line that shows no stretch of the manuscript, as they stand."""
    ordered = sorted(drawn, key=lambda item: item.piece.left)
    return [item._replace(piece=item.piece._replace(joint=Joint.BREAK), follows=index > 0) for index, item in enumerate(ordered)]


def _stands_in(piece: Piece, line: Box) -> bool:
    middle = piece.baseline - X_HEIGHT / 2 * piece.size
    return line.top <= middle <= line.bottom and line.left - SLACK <= piece.left and piece.right <= line.right + SLACK
