"""Values of an open PDF: names, numbers, resources, the streams of a page."""

from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name, Object

Resource = Object
"""A dictionary or stream of an open file; `get` and `in` take keys with their slash."""


def name(value: object) -> str:
    """A name with its slash; the first of an array of names; "" for anything else."""
    if isinstance(value, Array) and len(value):
        return name(value[0])
    return str(value) if isinstance(value, Name) else ""


def as_name(text: str) -> Name:
    """A name, from its text with the slash."""
    return Name(text)


def numbers(values: Iterable[object]) -> list[float]:
    """The numbers among these values."""
    return [float(value) for value in values if isinstance(value, int | float | Decimal)]


def array(values: Sequence[float]) -> Array:
    """Numbers as a PDF array."""
    return Array(list(values))


def named(resources: Any, kind: str) -> list[tuple[str, Resource]]:
    """The resources of one kind (`"/XObject"`), sorted by name."""
    return sorted(resources.get(kind, Dictionary()).items())


def resources_of(stream: Any, inherited: Any) -> Any:
    """The resources of a form, tile or glyph: its own, else those of the stream that draws it (ISO 32000-1, 7.8.3)."""
    return stream.get("/Resources", inherited)


def contents_of(page: pikepdf.Page) -> list[Object]:
    """The content streams of a page."""
    contents = page.obj.get("/Contents")
    if contents is None:
        return []
    return list(contents) if isinstance(contents, Array) else [contents]
