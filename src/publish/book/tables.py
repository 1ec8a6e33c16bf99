"""Tables of the manuscript's tree as XHTML. Head cells have a scope, so that a screen reader can announce a cell's column."""

from collections.abc import Iterable, Sequence
from typing import Protocol

import panflute as pf
from lxml import etree

ALIGNMENTS = {"AlignLeft": "left", "AlignRight": "right", "AlignCenter": "center"}
INNER_FIRST, INNER_LAST = "inner-first", "inner-last"
"""The classes of a cell that is the first or last of its row, but not of its table: beside it is a cell of a row above."""


class BlockWriter(Protocol):
    """The section's writer, as far as tables need it."""

    def blocks(self, blocks: Iterable[pf.Block], parent: etree._Element) -> None:
        """Append each block to the parent."""

    def add(self, parent: etree._Element, name: str, block: pf.Element | None = None) -> etree._Element:
        """A new last child with the block's id, classes, language and manuscript line."""


def write_table(writer: BlockWriter, block: pf.Table, parent: etree._Element) -> None:
    """Append the table to the parent: caption, head, bodies, foot. An empty head is left out."""
    outer = writer.add(parent, "table", block)
    if block.caption and block.caption.content:
        writer.blocks(block.caption.content, writer.add(outer, "caption"))
    aligns = [ALIGNMENTS.get(column[0], "") for column in block.colspec]
    if block.head and any(cell.content for row in block.head.content for cell in row.content):
        _rows(writer, block.head.content, writer.add(outer, "thead"), aligns, heads=len(aligns), scope="col")
    for body in block.content:
        _rows(writer, body.content, writer.add(outer, "tbody"), aligns, heads=body.row_head_columns, scope="row")
    if block.foot and block.foot.content:
        _rows(writer, block.foot.content, writer.add(outer, "tfoot"), aligns, heads=0, scope="row")


def _rows(
    writer: BlockWriter, rows: Sequence[pf.TableRow], parent: etree._Element, aligns: Sequence[str], *, heads: int, scope: str
) -> None:
    """Append the rows, each cell with the alignment and the scope of its column; a row that a cell above spans has fewer cells."""
    taken = [0] * len(aligns)  # rows from here on that a cell above takes, by column
    for row in rows:
        outer = writer.add(parent, "tr", row)
        column = 0
        for index, cell in enumerate(row.content):
            while column < len(taken) and taken[column]:
                column += 1
            end = column + cell.colspan
            inner = [INNER_FIRST] * (index == 0 and column > 0) + [INNER_LAST] * (index == len(row.content) - 1 and end < len(taken))
            align = aligns[column] if column < len(aligns) else ""
            _cell(writer, cell, outer, align, scope if column < heads else "", inner)
            taken[column:end] = [max(cell.rowspan, 1)] * len(taken[column:end])
            column = end
        taken = [max(0, count - 1) for count in taken]


def _cell(writer: BlockWriter, cell: pf.TableCell, row: etree._Element, align: str, scope: str, classes: Sequence[str]) -> None:
    element = writer.add(row, "th" if scope else "td", cell)
    if scope:
        element.set("scope", f"{scope}group" if (cell.colspan if scope == "col" else cell.rowspan) > 1 else scope)
    for name, value in (("rowspan", cell.rowspan), ("colspan", cell.colspan)):
        if value > 1:
            element.set(name, str(value))
    align = ALIGNMENTS.get(cell.alignment, "") or align
    if align or classes:
        element.set("class", " ".join(filter(None, (align, *classes))))
    writer.blocks(cell.content, element)
