"""Figures that keep the text on the page's grid of lines: none is larger than the block, and each takes whole lines.

A picture is as wide as the manuscript asks for, else as its pixels say (96 to the inch, as in CSS). One without a size of its own, and one
that stands in a narrower place than the text, are left to the style sheet.
"""

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from math import ceil

from lxml import etree

from publish.book.markup import local_name, parse, serialise
from publish.layout.geometry import PageDesign
from publish.model import Asset, ContentDocument
from publish.text.compressed_text import CompressedText
from publish.units import POINTS, Length, length_from_text

CAPTION_LINES = 4  # that find room under the tallest picture
WIDTH = "width: "  # how `publish.book.xhtml` writes the manuscript's width


def on_grid(document: ContentDocument, design: PageDesign) -> ContentDocument:
    """The document with the size of each figure's picture written on it, and the space that fills up its last line."""
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
    """The pictures of figures that stand in the text's full measure."""
    for picture in root.iter():
        around = [local_name(element) for element in picture.iterancestors()]
        if local_name(picture) == "img" and around[0] == "figure" and set(around[1:]) <= {"section", "div"}:
            yield picture


def _fit(picture: etree._Element, asset: Asset, design: PageDesign) -> None:
    width = min(_width(picture.get("style", ""), asset, design.measure), design.measure)
    most = (design.lines - CAPTION_LINES) * design.leading
    height = min(width * asset.height / asset.width, most)
    width = height * asset.width / asset.height
    rest = ceil(height / design.leading - 0.01) * design.leading - height
    picture.set("style", f"width: {Length(width)}; height: {Length(height)}; padding-bottom: {Length(max(rest, 0))}")


def _width(style: str, asset: Asset, measure: float) -> float:
    """The width that the manuscript asks for, in points; that of the pixels where it asks for none, or for what is no width."""
    asked = style.removeprefix(WIDTH)
    with suppress(ValueError):
        if asked.endswith("%"):
            return measure * float(asked.removesuffix("%")) / 100
        return length_from_text(asked).points
    return asset.width * POINTS["px"]
