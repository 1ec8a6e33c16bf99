"""The table of a page while its cells are read, and the block that it becomes."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from publish.importing.blocks import Block, Container, Frame, Kind
from publish.importing.inline import ATTRIBUTES, BREAK, CAPTION, CELL, PARAGRAPH, attributes
from publish.importing.readers.vocabulary import Element

MOST_SPANNED = 100  # columns or rows


@dataclass(slots=True, kw_only=True)
class OpenTable:
    """The rows of cells read so far, how many of them are the head, the caption; `depth` is the number of containers around the table."""

    depth: int
    rows: list[list[str]] = field(default_factory=list)
    head: int = 0
    caption: str = ""
    in_caption: bool = False
    item: Container | None = None
    """The list item whose block was added last."""

    def enter_row(self, element: Element) -> None:
        """Begins a row; the first rows are the head if they are in a `thead`, or have only head cells."""
        self.rows.append([])
        cells = list(element.iterchildren("td", "th"))
        around = element.getparent()
        is_head = (around is not None and around.tag == "thead") or (bool(cells) and all(cell.tag == "th" for cell in cells))
        self.head += is_head and self.head == len(self.rows) - 1

    def enter_cell(self, element: Element) -> None:
        """Begins a cell."""
        self.rows = self.rows or [[]]
        columns, rows = (_spanned(element, name) for name in ("colspan", "rowspan"))
        self.rows[-1].append(attributes(f"{columns}x{rows}") if max(columns, rows) > 1 else "")
        self.item = None

    def add(self, text: str, containers: Sequence[Container]) -> None:
        """Adds a block to the open cell, or to the caption."""
        if self.in_caption or not self.rows or not self.rows[-1]:
            self.caption = f"{self.caption} {text.replace(BREAK, ' ')}".strip()
            return
        item = next((around for around in reversed(containers[self.depth :]) if around.frame is Frame.ITEM), None)
        if item is not None:
            mark = "    " if item is self.item else f"{item.start}." if item.start is not None else "-"
            text = attributes(mark) + text
        self.item = item
        cell = self.rows[-1][-1]
        self.rows[-1][-1] = f"{cell}{PARAGRAPH}{text}" if ATTRIBUTES.sub("", cell) else f"{cell}{text}"

    def block(self) -> Block | None:
        """The table as a block; None if it has no cells."""
        rows = [CELL.join(row) for row in self.rows if row]
        caption = [CAPTION + self.caption] if self.caption else []
        return Block(kind=Kind.TABLE, text="\n".join([*caption, *rows]), line=0, level=self.head) if rows else None


def _spanned(cell: Element, name: str) -> int:
    """How many columns or rows a cell spans."""
    number = cell.get(name, "1").strip()
    return min(max(int(number), 1), MOST_SPANNED) if number.isdecimal() else 1
