"""Classes that the editions give a meaning to: an editor's class of the same name is renamed, so that it stays a class and nothing more.

`[word]{.footnote}` is a word of the text, not a note: its class becomes `own-footnote`. Classes that an editor writes for their meaning
(`epigraph`, `verse`, `smallcaps`, `center` …) and the types of sections are not in the list.
"""

from collections.abc import Iterable

import panflute as pf

PREFIX = "own-"
RESERVED = frozenset(
    # notes
    {
        "note",
        "noteref",
        "footnote",
        "footnotes",
        "endnote",
        "endnotes",
        "notes-of",
        "backlink",
        "way-back",
        "ways-back",
        "between-marks",
        "resolved",
        "fnp",
        "numbered",
    }
    # verse, text, formulae
    | {"stanza", "line", "one-line", "first-words", "p", "stretch", "typed", "reference", "formula", "table", "koboSpan"}
    | {"inner-first", "inner-last", "in-capitals", "in-roman", "dropped", "drop-cap", "drop-mark", "initial", "low", "alone", "tail"}
    # headings and the pages that publish makes
    | {
        "number",
        "subtitle",
        "author",
        "isbn",
        "title-page",
        "half-title",
        "imprint",
        "also-by",
        "cover",
        "contents",
        "part",
        "accessibility",
    }
    | {"entry", "entry-title", "entry-page", "heading"}
    # the index on its pages, running heads and folios
    | {"index-page", "columns", "column", "row", "sub", "gap", "goes-on", "measured", "overleaf", "stamp", "head", "folio", "drop-folio"}
)


def rename_reserved_classes(elements: Iterable[pf.Element]) -> None:
    """Give each reserved class of these elements its prefix."""
    for element in elements:
        classes = getattr(element, "classes", ())
        if not RESERVED.isdisjoint(classes):
            element.classes = [PREFIX + name if name in RESERVED else name for name in classes]
