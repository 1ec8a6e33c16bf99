"""Sets a table that is wider than its column of text in smaller type, as small as a printer accepts, and with words of code divided.

A section is laid out again after a table in it got the attribute `data-fit`, whose values the style sheet knows: 1 smaller type, 2 the
smallest, 3 code and addresses may be divided too. A table that is still too wide is P117. A row that is taller than a page gets the
attribute `data-divided`, and is then divided between pages; if it has notes that cannot follow, P118.

Boxes are WeasyPrint's own, untyped, in CSS px.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from publish.diagnostics import Diagnostic, Location, diagnostic
from publish.layout.box_measures import BROADSIDE, POINTS_PER_PX, is_turned
from publish.model import Note

FIT = "data-fit"
DIVIDED = "data-divided"
STEPS = (1.0, 0.8, 0.66, 0.0)
"""How wide a table is in each step, compared with its first width: an estimate, so that most tables are laid out twice only."""
SLACK = 1.0  # px
BLOCKS = frozenset({"BlockBox", "TableCellBox", "FootnoteAreaBox"})

LayOut = Callable[[str], Any]


@dataclass(slots=True)
class TableFit:
    """Lays out a section until its tables fit. `locate` gives the manuscript's place of an element."""

    lay_out: LayOut
    locate: Callable[[Any], Location | None]
    has_tables: bool
    diagnostics: dict[Any, Diagnostic] = field(default_factory=dict)
    """P117 by table."""

    def __call__(self, more_css: str) -> Any:
        """WeasyPrint's document; `more_css` are further rules."""
        document = self.lay_out(more_css)
        while self.has_tables and self._narrowed(document):
            document = self.lay_out(more_css)
        return document

    def _narrowed(self, document: Any) -> bool:
        """Whether a table of the document got the next step and must be laid out again."""
        steps: dict[Any, int] = {}
        rows: set[Any] = set()
        tall: set[Any] = set()
        for page in document.pages:
            block = page._page_box
            for table, width, room in _tables(block, block.width):
                step = int(table.get(FIT, "0"))
                if width > room + SLACK and step + 1 < len(STEPS):
                    wanted = STEPS[step] * room / width
                    steps[table] = min(next(number for number in range(step + 1, len(STEPS)) if STEPS[number] <= wanted), max(2, step + 1))
                elif width > room + SLACK:
                    self._report_width(table, width, room, turned=is_turned(block))
            for row in _rows(block):
                if row.element in rows:
                    tall.add(row.element)
                rows.add(row.element)
            highest = [max(_rows(table), key=lambda row: row.height, default=None) for table in _headless(block)]
            tall.update(row.element for row in highest if row is not None)
        for table, step in steps.items():
            table.set(FIT, str(step))
        undivided = [row for row in tall if row.get(DIVIDED) is None]
        for row in undivided:
            row.set(DIVIDED, "")
        return bool(steps or undivided)

    def _report_width(self, table: Any, width: float, room: float, *, turned: bool) -> None:
        points, measure = round(width * POINTS_PER_PX), round(room * POINTS_PER_PX)
        message = f"the table is {points} points wide in the smallest type, and the text beside it {measure}"
        help = "give it fewer columns: turn columns into rows, divide it into two tables, or shorten the longest words in its cells"
        if not turned:
            help = f"turn it on a page of its own, with the class {{.{BROADSIDE}}} at the end of its caption; or {help}"
        self.diagnostics.setdefault(table, diagnostic("P117", message, help=help, at=self.locate(table)))


def notes_of_divided_rows(
    root: Any, misplaced: Iterable[Diagnostic], notes: Mapping[str, Note], locate: Callable[[Any], Location | None]
) -> list[Diagnostic]:
    """The diagnostics about misplaced notes, with one P118 in place of those about the notes of a row that is divided between pages.

    WeasyPrint 70.0 lays out the cells of a row one after the other, and prints the notes of a later one over the text of an earlier one.
    """
    rows = {
        notes[element.get("id")].location: row
        for row in root.iter("tr")
        if row.get(DIVIDED) is not None
        for element in row.iter()
        if element.get("id") in notes
    }
    diagnostics: dict[Any, Diagnostic] = {}
    for found in misplaced:
        row = rows.get(found.location) if found.location else None
        if row is None:
            diagnostics[found] = found
        elif row not in diagnostics:
            message = "a row of the table is taller than a page, and is not divided because of the notes in its cells"
            help = "divide it into several rows, or write its longest cell as a paragraph after the table"
            diagnostics[row] = diagnostic("P118", message, help=help, at=locate(_with_line(row)))
    return list(diagnostics.values())


def _with_line(row: Any) -> Any:
    """The first element in a row that has a line of the manuscript; the row itself if none has one."""
    return next((element for element in row.iter() if element.get("data-line")), row)


def _tables(box: Any, room: float) -> Iterator[tuple[Any, float, float]]:
    """The tables in a box: the element, its width, the width of the block around it."""
    for child in getattr(box, "children", ()):
        if getattr(child, "is_table_wrapper", False) and child.element_tag == "table":
            yield child.element, max([child.width, *(grid.width for grid in child.children if not isinstance(grid.width, str))]), room
        yield from _tables(child, child.width if _is_block(child) else room)


def _is_block(box: Any) -> bool:
    return hasattr(box, "children") and not isinstance(getattr(box, "width", "auto"), str) and type(box).__name__ in BLOCKS


def _headless(box: Any) -> Iterator[Any]:
    """The tables in a box that have a head, but not on this page: WeasyPrint 70.0 leaves it out where a row does not fit under it."""
    for child in getattr(box, "children", ()):
        is_table = type(child).__name__ == "TableBox" and child.element.find("thead") is not None
        if is_table and not any(getattr(group, "is_header", False) for group in child.children):
            yield child
        yield from _headless(child)


def _rows(box: Any) -> Iterator[Any]:
    """The rows of the tables in a box, without heads and feet, which are repeated."""
    for child in getattr(box, "children", ()):
        if type(child).__name__ == "TableRowBox":
            yield child
        elif not (getattr(child, "is_header", False) or getattr(child, "is_footer", False)):
            yield from _rows(child)
