"""The finished print file: pages bound in order, one subset of each face, heads and folios stamped, numbered and described."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

from publish.layout.geometry import PageDesign
from publish.model import Fragment
from publish.pagination.pieces import Leaf
from publish.pagination.stamps import Stamp, StampSheet, position
from publish.pdf.bound_file import BoundFile, Description, PageLabels
from publish.pdf.embedded_faces import EmbeddedFace
from publish.press.impressions import Impression


@dataclass(frozen=True, slots=True, kw_only=True)
class BookBlock:
    """A book block: the pages in order, the fragments that draw them, the stamps on each page, and the faces."""

    leaves: Sequence[Leaf]
    fragments: Mapping[str, Fragment]
    stamps: Sequence[Sequence[Stamp]]
    sheet: StampSheet
    faces: Sequence[EmbeddedFace]


def merge(block: BookBlock, design: PageDesign, impression: Impression, description: Description, path: Path) -> None:
    """Write the file to `path`. OSError where the disk is full."""
    bound = BoundFile(block.faces, impression.sheet, impression.standard)
    for piece, run in groupby(block.leaves, key=lambda leaf: leaf.piece):
        if piece is None:
            for _ in run:
                bound.append_blank()
        else:
            leaves = list(run)
            bound.append(
                block.fragments[piece.name].pdf,
                [leaf.index for leaf in leaves],
                turned=frozenset(leaf.index for leaf in leaves if leaf.page.facts.turned),
            )
    forms = [form for fragment in block.sheet.fragments for form in bound.forms(fragment.pdf)]
    for page, stamps in enumerate(block.stamps):
        for stamp in stamps:
            bound.stamp(page, forms[block.sheet.places[stamp]], *position(stamp, design, impression.nearer))
    bound.label(page_labels(block.leaves))
    bound.describe(description)
    if impression.intent:
        bound.intend(impression.intent)
    bound.save(path)


def page_labels(leaves: Sequence[Leaf]) -> list[PageLabels]:
    """Roman numbers from the first page, arabic numbers from the page with folio 1."""
    body = next((index for index, leaf in enumerate(leaves) if leaf.page.folio == "1"), len(leaves))
    labels = [PageLabels(start=0, style="/r")] if body else []
    return [*labels, PageLabels(start=body, style="/D")] if body < len(leaves) else labels
