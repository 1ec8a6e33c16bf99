"""The tree that pandoc reads from a text, in panflute's elements.

Most elements are made from pandoc's JSON without panflute's constructors, which check the type of each word: a long chapter has forty
thousand. The result is that of `panflute.load`; a test compares the two.
"""

import json
from collections.abc import Callable, Sequence
from typing import Any

import panflute as pf
from panflute.elements import from_json

from publish.manuscript.addresses import unshielded
from publish.manuscript.zones import FILLER
from publish.tools.pandoc import UnfinishedError, tree_from_text

PLAIN_HOLDERS = (pf.Para, pf.Plain, pf.BlockQuote, pf.Note, pf.Emph, pf.Strong)  # elements that have only content


def document_of(text: str, *, smart: bool, math: bool = False) -> pf.Doc:
    """The tree of a shielded text, without the fillers that replace comments and without second copies of notes in captions.

    UnfinishedError if pandoc cannot finish it.
    """
    document = loaded(unshielded(tree_from_text(text, smart=smart, math=math)))
    document.format = "json"  # panflute would take it from sys.argv, which is ours
    if "![" in text:
        document.walk(_without_copies)
    return document.walk(_without_fillers) if FILLER in text else document


def loaded(tree: str) -> pf.Doc:
    """The document of pandoc's JSON. UnfinishedError where it is nested too deep."""
    try:
        return json.loads(tree, object_hook=_element)
    except RecursionError as fault:
        raise UnfinishedError("something in it is nested too deep") from fault


def _element(described: dict[str, Any]) -> Any:
    """The element of one JSON object, whose content is elements already."""
    make = MAKERS.get(described.get("t", ""))
    return make(described.get("c")) if make else from_json(described)


def _word(text: str) -> pf.Str:
    word = _bare(pf.Str)
    word.text = text
    return word


def _bare(kind: type) -> Any:
    """An empty element of a class."""
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
    """Removes the notes from a figure's picture, which pandoc describes with a copy of the caption."""
    if isinstance(element, pf.Figure):
        for block in element.content:
            block.walk(lambda inner, _: [] if isinstance(inner, pf.Note) else None)


def _without_fillers(element: pf.Element, _: pf.Doc) -> pf.Element | list[pf.Element] | None:
    """An element without fillers and without the spaces around them; an empty list removes it."""
    if isinstance(element, pf.Str) and FILLER in element.text:
        element.text = element.text.replace(FILLER, "")
        return element if element.text else []
    if isinstance(element, (pf.Para, pf.Plain, pf.Header, pf.LineItem)):
        element.content = _single_spaced(list(element.content))
        if not element.content and isinstance(element, (pf.Para, pf.Plain)):
            return []
    return None


def _single_spaced(inlines: Sequence[pf.Inline]) -> list[pf.Inline]:
    """The inlines without spaces at either end and without two spaces in a row."""
    spaces = (pf.Space, pf.SoftBreak)
    result: list[pf.Inline] = []
    for inline in inlines:
        if isinstance(inline, spaces) and (not result or isinstance(result[-1], (*spaces, pf.LineBreak))):
            continue
        result.append(inline)
    while result and isinstance(result[-1], spaces):
        result.pop()
    return result
