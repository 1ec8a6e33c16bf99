"""Tables as Markdown: a pipe table where every cell is a line and spans nothing, else a grid table.

The grid is pandoc’s: https://pandoc.org/MANUAL.html#extension-grid_tables.
"""

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from publish.importing.blocks import Block
from publish.importing.inline import ATTRIBUTES, CAPTION, CELL, PARAGRAPH
from publish.importing.writers.running_text import is_one_picture, markdown

SPANS = re.compile(r"(\d+)x(\d+)")
WIDEST = 96  # characters of a grid, if no word is wider
LEAST_COLUMN = 6  # characters that a column keeps when a grid is too wide
WITHOUT_WIDTH = frozenset({"Mn", "Me", "Cf"})
"""Categories of characters that take no column."""
OPENS_BLOCK = re.compile(r"(?:#{1,6}|>|[-+*:]|\d+[.)]|\(?[a-zA-Z#@]\)|\||~~~|```|:::|={3,}|-{3,})")
"""A word that would begin a block at the beginning of a line."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """A cell: its blocks as Markdown, how many columns and rows it spans, whether it has a list."""

    blocks: tuple[str, ...] = ()
    columns: int = 1
    rows: int = 1
    is_listed: bool = False


def table(block: Block, labels: Mapping[str, str]) -> str:
    """The Markdown of a table, with its caption."""
    rows = block.text.split("\n")
    caption = rows.pop(0).removeprefix(CAPTION) if rows[0].startswith(CAPTION) else ""
    cells = [[_cell(cell, labels) for cell in row.split(CELL)] for row in rows]
    head = min(block.level, len(cells) - 1)
    is_plain = head < 2 and all(
        cell.columns == cell.rows == 1 and len(cell.blocks) < 2 and not cell.is_listed for row in cells for cell in row
    )
    if is_plain and not any("\n" in text for row in cells for cell in row for text in cell.blocks):
        written = _pipes([["".join(cell.blocks) for cell in row] for row in cells], head)
    else:
        written = _grid([[_cell(cell, labels, in_grid=True) for cell in row.split(CELL)] for row in rows], head)
    return f"{written}\n\n: {markdown(caption, labels)}" if caption else written


def _cell(text: str, labels: Mapping[str, str], *, in_grid: bool = False) -> Cell:
    spans = ATTRIBUTES.match(text)
    size = SPANS.fullmatch(spans[1]) if spans else None
    if spans and size:
        text = text[spans.end() :]
    blocks: list[str] = []
    waiting = ""  # the mark of an item whose first block has no words
    is_listed = False
    for part in text.split(PARAGRAPH):
        match = ATTRIBUTES.match(part)
        mark = match[1] if match else ""
        words = markdown(part[match.end() :] if match else part, labels, further="$|")
        if not words:
            waiting = mark if mark.strip() else waiting
            continue
        mark, waiting = (waiting or mark) if mark else "", ""
        words += "\\" * (in_grid and is_one_picture(part, labels))  # else pandoc would make a figure of it
        block = _indented(words, mark) if mark else words
        is_listed = is_listed or bool(mark)
        tight = mark.strip() and blocks and blocks[-1][:1] == block[:1] and "\n\n" not in blocks[-1]
        if tight and re.match(r"(?:-|\d+\.) {1,3}\S", blocks[-1]):
            blocks[-1] += f"\n{block}"
        else:
            blocks.append(block)
    return Cell(blocks=tuple(blocks), columns=int(size[1]) if size else 1, rows=int(size[2]) if size else 1, is_listed=is_listed)


def _indented(words: str, mark: str) -> str:
    return mark.ljust(4) + words.replace("\n", "\n    ")


def _pipes(rows: Sequence[Sequence[str]], head: int) -> str:
    """A pipe table; a table without a head has an empty one."""
    width = max(len(row) for row in rows)
    lines = [[*row, *[""] * (width - len(row))] for row in (*(rows[:1] if head else [[]]), ["---"] * width, *rows[head:])]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


# --- grids ----------------------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class _Placed:
    """A cell in its place: the first row and column, and those after the last."""

    blocks: tuple[str, ...]
    top: int
    left: int
    bottom: int
    right: int


def _grid(rows: Sequence[Sequence[Cell]], head: int) -> str:
    """A grid table."""
    count = len(rows)
    places = _places(rows)
    while crossed := max((place.bottom for place in places if place.top < head < place.bottom), default=0):
        head = crossed if crossed < count else 0  # the line below a head may cross no cell
    width = max(place.right for place in places)
    owners = [[-1] * width for _ in range(count)]
    for number, place in enumerate(places):
        for row in range(place.top, place.bottom):
            owners[row][place.left : place.right] = [number] * (place.right - place.left)
    for row in range(count):
        for column in range(width):
            if owners[row][column] < 0:
                owners[row][column] = len(places)
                places.append(_Placed(blocks=(), top=row, left=column, bottom=row + 1, right=column + 1))
    widths = _widths(places, width)
    texts = [_wrapped(place.blocks, _room(widths, place.left, place.right)) for place in places]
    lines = [_rule(None, owners[0], widths, "-")]
    for row in range(count):
        ids = list(dict.fromkeys(owners[row]))
        height = max((len(texts[number]) for number in ids if places[number].top == row), default=0) or 1
        for at in range(height):
            pieces = [
                _padded(
                    texts[number][at] if places[number].top == row and at < len(texts[number]) else "",
                    _room(widths, places[number].left, places[number].right),
                )
                for number in ids
            ]
            lines.append(f"| {' | '.join(pieces)} |")
        below = owners[row + 1] if row + 1 < count else None
        lines.append(_rule(owners[row], below, widths, "=" if row + 1 == head else "-"))
    return "\n".join(lines)


def _places(rows: Sequence[Sequence[Cell]]) -> list[_Placed]:
    """Where each cell stands: rows that a cell above spans have no cell of their own there (HTML, 4.9.12.1)."""
    taken: set[tuple[int, int]] = set()
    places: list[_Placed] = []
    for top, row in enumerate(rows):
        left = 0
        for cell in row:
            while (top, left) in taken:
                left += 1
            bottom = min(top + max(cell.rows, 1), len(rows))
            right = left + 1
            while right < left + max(cell.columns, 1) and (top, right) not in taken:
                right += 1
            taken.update((line, column) for line in range(top, bottom) for column in range(left, right))
            places.append(_Placed(blocks=cell.blocks, top=top, left=left, bottom=bottom, right=right))
            left = right
    return places


def _widths(places: Sequence[_Placed], count: int) -> list[int]:
    """The widths of the columns: as wide as the longest line, less where the grid would be too wide, never less than a word."""
    natural, least = [1] * count, [1] * count
    for place in sorted(places, key=lambda place: place.right - place.left):
        room = place.right - place.left
        lines = [line for text in place.blocks for line in text.split("\n")]
        longest = max((_width(line) for line in lines), default=0)
        word = max((_width(word) for line in lines for word in _unbroken(line)), default=0)
        for widths, needed in ((natural, longest), (least, word)):
            missing = needed - _room(widths, place.left, place.right)
            for step in range(max(missing, 0)):
                widths[place.left + step % room] += 1
    share = max(LEAST_COLUMN, WIDEST // count)
    return [max(small, min(large, share)) if sum(natural) > WIDEST else large for large, small in zip(natural, least, strict=True)]


def _room(widths: Sequence[int], left: int, right: int) -> int:
    """The characters of a line in a cell."""
    return sum(widths[left:right]) + 3 * (right - left - 1)


def _unbroken(line: str) -> Iterator[str]:
    """The pieces of a line between which it may be broken, each with the indent that it would have at the beginning of a line."""
    pieces: list[str] = []
    for word in line.split(" "):
        if pieces and (
            not word
            or _ends_in_backslash(pieces[-1])
            or OPENS_BLOCK.match(word)
            or not pieces[-1].strip()
            or re.fullmatch(r"\s*(?:-|\d+\.)\s*", pieces[-1])
        ):
            pieces[-1] += f" {word}"
        else:
            pieces.append(word)
    yield from (piece if not place else _hang(line) + piece for place, piece in enumerate(pieces))


def _ends_in_backslash(piece: str) -> bool:
    """Whether the space after a piece has a backslash before it, as in a superscript."""
    return (len(piece) - len(piece.rstrip("\\"))) % 2 == 1


def _hang(line: str) -> str:
    """The indent of the further lines of a line: that of a list item."""
    return "    " if re.match(r"(?:-|\d+\.) {1,3}\S|    ", line) else ""


def _wrapped(blocks: Sequence[str], room: int) -> list[str]:
    """The lines of a cell, none wider than its room."""
    lines: list[str] = []
    for place, block in enumerate(blocks):
        lines.extend([""] if place else [])
        for line in block.split("\n"):
            open_line = ""
            for piece in (piece.strip() if at else piece for at, piece in enumerate(_unbroken(line))):
                if open_line and _width(open_line) + 1 + _width(piece) > room:
                    lines.append(open_line)
                    open_line = _hang(line) + piece
                else:
                    open_line = f"{open_line} {piece}" if open_line else piece
            lines.append(open_line)
    return lines


def _rule(above: Sequence[int] | None, below: Sequence[int] | None, widths: Sequence[int], mark: str) -> str:
    """The line between two rows; a cell that goes on across it is open there."""
    count = len(widths)
    is_open = [above is not None and below is not None and above[column] == below[column] for column in range(count)]
    pieces: list[str] = []
    for edge in range(count + 1):
        is_edge = any(row is not None and (edge in {0, count} or row[edge - 1] != row[edge]) for row in (above, below))
        beside = [is_open[column] for column in (edge - 1, edge) if 0 <= column < count]
        corner = ("|" if is_edge else " ") if all(beside) else "+" if is_edge else mark
        pieces.append(corner + ((" " if is_open[edge] else mark) * (widths[edge] + 2) if edge < count else ""))
    return "".join(pieces)


def _padded(text: str, width: int) -> str:
    return text + " " * (width - _width(text))


def _width(text: str) -> int:
    """The columns that a text takes, as pandoc counts them: letters of East Asia take two, marks over letters and invisible ones none."""
    return sum(
        0 if unicodedata.category(letter) in WITHOUT_WIDTH else 2 if unicodedata.east_asian_width(letter) in "WF" else 1 for letter in text
    )
