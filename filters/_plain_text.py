"""The plain text of pandoc's elements, and the places of its letters in the manuscript: for filters that read words."""

from collections.abc import Callable
from typing import Any

import panflute as pf

Place = tuple[int, int]  # line and column, 0 where they are not known
PlaceOf = Callable[[pf.Element, int], Place]
Finding = tuple[str, str, str, Place]  # code, message, help
Inlines = list[pf.Inline]

LEAVES = frozenset({pf.Str, pf.Space, pf.SoftBreak, pf.LineBreak})  # they hold nothing, and are most of a tree


def text_of(element: Any) -> str:
    """The plain text of a block, an inline or a list of them, without notes."""
    match element:
        case pf.Str() | pf.Code():
            return str(element.text)
        case pf.Space() | pf.SoftBreak() | pf.LineBreak():
            return " "
        case pf.Note():
            return ""
        case list():
            return "".join(map(text_of, element))
        case _:
            content = getattr(element, "content", None)
            return "".join(map(text_of, content.list)) if content is not None else ""  # panflute's iterator is ten times slower


def beginning(text: str) -> str:
    """The first words of a text, to quote it by."""
    words = text.split()
    return " ".join(words[:7]) + (" …" if len(words) > 7 else "")


def place_in(block: pf.Element, at: int, place_of: PlaceOf) -> Place:
    """The place of a letter of a block's text; only the block's line for a letter that a filter has added."""
    waiting: list[pf.Element] = [block]
    while waiting:
        element = waiting.pop()
        length, content = len(text_of(element)), getattr(element, "content", None)
        if at >= length:
            at -= length
        elif content is not None:
            waiting = [*reversed(content.list)]
        else:
            place = place_of(element, at)
            return place if place[1] else (place_of(block, 0)[0], 0)
    return place_of(block, 0)


def no_place(element: pf.Element, at: int) -> Place:
    """The place of a letter under plain pandoc, which knows none."""
    return (0, 0)


def with_joined_strings(inlines: Inlines) -> Inlines:
    """The inlines with neighbouring strings made one."""
    result: Inlines = []
    for inline in inlines:
        if result and isinstance(inline, pf.Str) and isinstance(result[-1], pf.Str):
            result[-1] = pf.Str(result[-1].text + inline.text)
        else:
            result.append(inline)
    return result
