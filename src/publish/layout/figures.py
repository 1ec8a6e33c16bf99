"""Sizes of figures: none is larger than the text block, and each takes whole lines, so that the text stays on the page's grid.

A picture is as wide as the manuscript asks for, otherwise as wide as its pixels (96 to the inch, as in CSS). The style sheet alone sizes
a picture without pixel dimensions and a picture in a narrower place than the text.
"""

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from math import ceil

from lxml import etree

from publish.book.markup import classes_of, local_name, parse, serialise
from publish.layout.box_measures import BROADSIDE
from publish.layout.geometry import PageDesign
from publish.model import Asset, ContentDocument
from publish.text.compressed_text import CompressedText
from publish.units import POINTS, Length, length_from_text

CAPTION_LINES = 4  # left free under the tallest picture
WIDTH = "width: "  # how `publish.book.xhtml` writes the manuscript's width


def with_sized_figures(document: ContentDocument, design: PageDesign) -> ContentDocument:
    """The document with a size for each figure's picture, and the padding that fills up its last line."""
    sizes = {asset.path: asset for asset in document.assets if asset.width and asset.height}
    if not sizes:
        return document
    root = parse(document.body)
    for picture in _figures(root):
        asset = sizes.get(picture.get("src", ""))
        if asset is not None:
            _fit(picture, asset, design)
    return replace(document, markup=CompressedText.of(serialise(root)))


def _figures(root: etree._Element) -> Iterator[etree._Element]:
    """The pictures of figures in the full measure of the text."""
    for picture in root.iter():
        around = [local_name(element) for element in picture.iterancestors()]
        if local_name(picture) == "img" and around[0] == "figure" and set(around[1:]) <= {"section", "div"}:
            yield picture


def _fit(picture: etree._Element, asset: Asset, design: PageDesign) -> None:
    measure, lines = design.measure, design.lines
    if any(BROADSIDE in classes_of(element) for element in (picture, *picture.iterancestors())):
        measure, lines = design.block_height, int(design.measure / design.leading)
    width = min(_width(picture.get("style", ""), asset, measure), measure)
    most = (lines - CAPTION_LINES) * design.leading
    height = min(width * asset.height / asset.width, most)
    width = height * asset.width / asset.height
    rest = ceil(height / design.leading - 0.01) * design.leading - height
    # no height: in a narrower place, a float for example, the picture would lose its proportions
    picture.set("style", f"width: {Length(width)}; padding-bottom: {Length(max(rest, 0))}")


def _width(style: str, asset: Asset, measure: float) -> float:
    """The width that the manuscript asks for, in points; that of the pixels if it gives none or not a valid one."""
    written = style.removeprefix(WIDTH)
    with suppress(ValueError):
        if written.endswith("%"):
            return measure * float(written.removesuffix("%")) / 100
        return length_from_text(written).points
    return asset.width * POINTS["px"]
