"""What judges find in a file of the e-book, told of the manuscript's line that the place comes from."""

import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import replace

from lxml import etree

from publish.book.markup import PARSER
from publish.diagnostics import Diagnostic, Location
from publish.model import Made, Origin


def in_manuscript(found: Iterable[Diagnostic], made: Made) -> tuple[Diagnostic, ...]:
    """The findings with places in the manuscript; each says behind its message where in the e-book it is.

    One in a file that no section stands in, such as the contents, stays there.
    """
    with zipfile.ZipFile(made.path) as container:
        return tuple(_told(finding, made, container) for finding in found)


def _told(finding: Diagnostic, made: Made, container: zipfile.ZipFile) -> Diagnostic:
    at = finding.location
    origin = made.origins.get(at.path) if at and at.path else None
    if at is None or origin is None:
        return finding
    place = Location(path=origin.path, line=_line(container.read(at.path), origin, at.line) if at.line else None)
    there = f"{at.path}:{at.line}" if at.line else at.path
    return replace(finding, location=place, length=1, message=f"{finding.message} (in {there})")


def _line(content: bytes, origin: Origin, wanted: int) -> int | None:
    """The manuscript's line of what stands at a line of a file: of the last element that begins there or before, or of one around it."""
    section = etree.fromstring(content, PARSER).find("{*}body")[0]  # type: ignore[index]
    lines = dict(zip(section.iter(etree.Element), origin.lines, strict=True))
    last = None
    for element in lines:
        if element.sourceline is not None and element.sourceline <= wanted:
            last = element
    return next(_lines_around(last, lines), None)


def _lines_around(element: etree._Element | None, lines: dict[etree._Element, int]) -> Iterator[int]:
    while element is not None:
        if lines.get(element):
            yield lines[element]
        element = element.getparent()
