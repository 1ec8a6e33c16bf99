"""Findings of EPUBCheck and Ace in files of the e-book, moved to the manuscript's lines."""

import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import replace

from lxml import etree

from publish.book.markup import PARSER
from publish.diagnostics import Diagnostic, Location
from publish.model import Made, Origin


def in_manuscript(diagnostics: Iterable[Diagnostic], made: Made) -> tuple[Diagnostic, ...]:
    """The diagnostics with locations in the manuscript; the place in the e-book is added to the message.

    A diagnostic in a file without a section, such as the contents, stays there.
    """
    with zipfile.ZipFile(made.path) as container:
        return tuple(_moved(diagnostic, made, container) for diagnostic in diagnostics)


def _moved(diagnostic: Diagnostic, made: Made, container: zipfile.ZipFile) -> Diagnostic:
    at = diagnostic.location
    origin = made.origins.get(at.path) if at and at.path else None
    if at is None or origin is None:
        return diagnostic
    place = Location(path=origin.path, line=_line(container.read(at.path), origin, at.line) if at.line else None)
    there = f"{at.path}:{at.line}" if at.line else at.path
    return replace(diagnostic, location=place, length=1, message=f"{diagnostic.message} (in {there})")


def _line(content: bytes, origin: Origin, wanted: int) -> int | None:
    """The manuscript's line for a line of a file: that of the last element that begins there or before, or of an element around it."""
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
