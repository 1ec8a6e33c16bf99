"""A section's text as panflute's tree, as pandoc reads it.

pandoc's JSON becomes panflute's elements here, most of them without panflute's own constructors: these ask of each word whether it is one,
and a long chapter has forty thousand. What is made is what `panflute.load` makes; a test compares the two.
"""

import json
from collections.abc import Callable, Sequence
from typing import Any

import panflute as pf
from panflute.elements import from_json

from publish.manuscript.zones import FILLER
from publish.tools.pandoc import UnfinishedError, tree_from_text

PLAIN_HOLDERS = (pf.Para, pf.Plain, pf.BlockQuote, pf.Note, pf.Emph, pf.Strong)  # those that have a content and nothing else


def document_of(text: str, *, smart: bool, math: bool = False) -> pf.Doc:
    """The tree of a text, without the fillers that stand for comments and without second copies of a caption's notes. UnfinishedError."""
    document = loaded(tree_from_text(text, smart=smart, math=math))
    document.format = "json"  # panflute takes it from sys.argv, which is not its own here
    if "![" in text:
        document.walk(_without_copies)
    return document.walk(_without_fillers) if FILLER in text else document


def loaded(tree: str) -> pf.Doc:
    """The document that pandoc's JSON describes. UnfinishedError where it is nested too deep."""
    try:
        return json.loads(tree, object_hook=_element)
    except RecursionError as fault:
        raise UnfinishedError("something in it is nested too deep") from fault


def _element(described: dict[str, Any]) -> Any:
    """The element that one object of the JSON describes; those in it are elements already."""
    make = MAKERS.get(described.get("t", ""))
    return make(described.get("c")) if make else from_json(described)


def _word(text: str) -> pf.Str:
    word = _bare(pf.Str)
    word.text = text
    return word


def _bare(kind: type) -> Any:
    """An element as its class makes it, with nothing in it."""
    element: Any = object.__new__(kind)
    element.parent = element.location = element.index = None
    return element


def _holder(kind: type) -> Callable[[list[pf.Element]], pf.Element]:
    def make(content: list[pf.Element]) -> pf.Element:
        holder = kind()
        holder.content.list.extend(content)
        return holder

    return make


MAKERS: dict[str, Callable[[Any], pf.Element]] = {
    "Str": _word,
    "Space": lambda _: _bare(pf.Space),
    "SoftBreak": lambda _: _bare(pf.SoftBreak),
    **{kind.__name__: _holder(kind) for kind in PLAIN_HOLDERS},
}


def _without_copies(element: pf.Element, _: pf.Doc) -> None:
    """pandoc describes a figure's picture with its caption, notes included; only the caption's own are notes of the book."""
    if isinstance(element, pf.Figure):
        for block in element.content:
            block.walk(lambda inner, _: [] if isinstance(inner, pf.Note) else None)


def _without_fillers(element: pf.Element, _: pf.Doc) -> pf.Element | list[pf.Element] | None:
    if isinstance(element, pf.Str) and FILLER in element.text:
        element.text = element.text.replace(FILLER, "")
        return element if element.text else []
    if isinstance(element, (pf.Para, pf.Plain, pf.Header, pf.LineItem)):
        element.content = _single_spaced(list(element.content))
        if not element.content and isinstance(element, (pf.Para, pf.Plain)):
            return []
    return None


def _single_spaced(inlines: Sequence[pf.Inline]) -> list[pf.Inline]:
    """The inlines without spaces at either end and without two in a row."""
    spaces = (pf.Space, pf.SoftBreak)
    kept: list[pf.Inline] = []
    for inline in inlines:
        if isinstance(inline, spaces) and (not kept or isinstance(kept[-1], (*spaces, pf.LineBreak))):
            continue
        kept.append(inline)
    while kept and isinstance(kept[-1], spaces):
        kept.pop()
    return kept
