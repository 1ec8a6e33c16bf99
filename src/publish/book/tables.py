"""Tables of the manuscript's tree as XHTML. Head cells have a scope, so that a screen reader can announce a cell's column."""

from collections.abc import Iterable, Sequence
from typing import Protocol

import panflute as pf
from lxml import etree

ALIGNMENTS = {"AlignLeft": "left", "AlignRight": "right", "AlignCenter": "center"}


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
    writer: BlockWriter, rows: Iterable[pf.TableRow], parent: etree._Element, aligns: Sequence[str], *, heads: int, scope: str
) -> None:
    for row in rows:
        outer = writer.add(parent, "tr", row)
        for index, cell in enumerate(row.content):
            _cell(writer, cell, outer, aligns[index] if index < len(aligns) else "", scope if index < heads else "")


def _cell(writer: BlockWriter, cell: pf.TableCell, row: etree._Element, align: str, scope: str) -> None:
    element = writer.add(row, "th" if scope else "td", cell)
    if scope:
        element.set("scope", scope)
    for name, value in (("rowspan", cell.rowspan), ("colspan", cell.colspan)):
        if value > 1:
            element.set(name, str(value))
    align = ALIGNMENTS.get(cell.alignment, "") or align
    if align:
        element.set("class", align)
    writer.blocks(cell.content, element)
