"""What the elements, classes, types and roles of web pages mean for a text: tables for the page walk and for the search of note links."""

import re
from collections.abc import Mapping
from typing import TypeAlias

from lxml import etree

from publish.importing.blocks import MADE_PAGE
from publish.importing.inline import (
    CAPS,
    CAPS_END,
    CODE,
    CODE_END,
    EM,
    EM_END,
    SPAN,
    STRIKE,
    STRIKE_END,
    STRONG,
    STRONG_END,
    SUB,
    SUB_END,
    SUP,
    SUP_END,
    attributes,
)
from publish.model import Matter

Element: TypeAlias = etree._Element  # lxml has no public name for the class


def _names(*lines: str) -> frozenset[str]:
    return frozenset(" ".join(lines).split())


BLOCKS = _names(
    "address article aside blockquote body caption center dd details div dl dt fieldset figcaption figure footer form h1 h2 h3 h4 h5 h6",
    "header hr li main nav ol p pre section summary table tbody td tfoot th thead tr ul",
)
"""Elements that are not part of a line."""
HEADINGS = _names("h1 h2 h3 h4 h5 h6")
WITHOUT_WORDS = _names(
    "script style template head title meta link noscript iframe object embed applet audio video canvas map area svg annotation",
    "annotation-xml button select input textarea datalist progress meter",
)
"""Elements whose words are not part of the text."""
INLINE: Mapping[str, tuple[str, str]] = {
    **dict.fromkeys(("i", "em", "cite", "var", "dfn"), (EM, EM_END)),
    **dict.fromkeys(("b", "strong"), (STRONG, STRONG_END)),
    "sup": (SUP, SUP_END),
    "sub": (SUB, SUB_END),
    **dict.fromkeys(("code", "kbd", "samp", "tt"), (CODE, CODE_END)),
    "u": (SPAN, attributes(".underline")),
    **dict.fromkeys(("s", "strike", "del"), (STRIKE, STRIKE_END)),
}
SMALL_CAPITALS = (CAPS, CAPS_END)
SMALL_CAPITAL_TERMS = _names("smcap smallcaps small-caps sc smallcap")
ITALIC_TERMS = _names("italic italics ital")
QUOTATION_TERMS = _names("blockquote blockquot quote quoteb quotation extract excerpt bq blockquotation quoted")
VERSE_TERMS = _names("poem poetry verse stanza lg linegroup line-block poetry-container z3998:verse z3998:poem z3998:song z3998:hymn")
STANZA_TERMS = _names("stanza lg linegroup line-group z3998:stanza")
INDENTED = re.compile(r"(?:i|in|ind|indent|verse-indent|l)-?(\d{1,2})")
"""A class of a line of verse that says how far it is indented."""
LINE_NUMBER_TERMS = _names("lnum linenum linenumber line-number lineno verse-number ln")
PAGE_TERMS = _names("pagenum pageno pagebreak doc-pagebreak page-number pgnum") | LINE_NUMBER_TERMS
"""Terms of numbers of pages, and of lines of verse."""
EPIGRAPH_TERMS = _names("epigraph doc-epigraph")

NOTEREF_TERMS = _names(
    "noteref doc-noteref fnanchor footnote-ref footnoteref footnote-reference sdfootnoteanc sdendnoteanc footnote-anchor fnref",
    "endnote-reference footnotecall reference-link",
)
NOTE_TERMS = _names("footnote endnote rearnote doc-footnote doc-endnote footnotetext msofootnotetext sdfootnote sdendnote fnote")
NOTE_LIST_TERMS = _names("footnotes endnotes rearnotes doc-endnotes footnote notes")
BACKLINK_TERMS = _names("doc-backlink footnote-back reversefootnote footnote-backref mw-cite-backlink data-footnote-backref sdfootnotesym")
"""Terms of links that call notes, of notes, of lists of notes, of links that lead back."""
INLINE_NOTE_TERMS = _names(
    "tooltiptext tooltip-text tooltip-content tooltip__content tooltip__text footnote-tooltip sidenote side-note marginnote margin-note"
)
"""Terms of a note that is written at the place of its call, and shown when the reader points there."""
NEVER_INLINE_NOTES = BLOCKS | WITHOUT_WORDS | _names("a abbr img br")
TITLED_TERMS = _names("tooltip tooltips tooltip-trigger has-tooltip tooltipster qtip hint footnote fnote note noteref footnote-ref")
"""Terms of a note mark whose title attribute is the note."""

SECTION_TYPES = _names(
    "part preface foreword introduction dedication epigraph acknowledgments chapter afterword appendix conclusion glossary bibliography",
    "colophon",
)
"""The section types of e-books; in roles they begin with doc-."""
SURROUNDINGS: Mapping[str, tuple[str, bool]] = {
    **dict.fromkeys(_names("nav navigation navbar breadcrumb breadcrumbs menu pagination doc-toc toc"), ("site navigation", True)),
    **dict.fromkeys(
        _names("share sharing social sharedaddy addtoany cookie cookies cookie-banner skip-link"), ("a part of the page", True)
    ),
    **dict.fromkeys(_names("search printfriendly print-link noprint"), ("a part of the page", True)),
    **dict.fromkeys(_names("sidebar related related-posts newsletter promo comments comment-list"), ("beside the text of the page", False)),
    "publish-made": ("a list that publish makes from the book", True),
    **dict.fromkeys(_names("cover titlepage halftitlepage"), (MADE_PAGE, True)),
    "publish-unseen-cell": ("a cell of code that its own book does not show", True),
    "publish-left-out": ("its style is to be left out", True),
    "copyright-page": ("a copyright page; publish makes one from book.toml", False),
    **dict.fromkeys(_names("pg-boilerplate pgheader pgfooter"), ("preliminaries or licence of Project Gutenberg", True)),
}
"""Terms of what surrounds a text and is not part of it: the evidence, and whether that is sure."""


LIST_STYLE = re.compile(r"list-style(?:-type)?\s*:\s*([\w-]+)", re.IGNORECASE)
NUMERALS: Mapping[str, str] = {
    **dict.fromkeys(("lower-alpha", "lower-latin"), "a"),
    **dict.fromkeys(("upper-alpha", "upper-latin"), "A"),
    "lower-roman": "i",
    "upper-roman": "I",
}
"""The numerals of lists by their names in style sheets."""


def terms_of(element: Element) -> frozenset[str]:
    """The classes, epub:type and role of an element, in lower case."""
    return declared_terms_of(element) | frozenset(element.get("class", "").lower().split())


def declared_terms_of(element: Element) -> frozenset[str]:
    """The epub:type and role of an element, in lower case."""
    attributes = (element.get("epub:type"), element.get("{http://www.idpf.org/2007/ops}type"), element.get("role"))
    return frozenset(" ".join(filter(None, attributes)).lower().split())


def declared_matter(page: Element) -> Matter | None:
    """The matter that the body of a page, or its sections, declare; None if none does, or if a page has more than one."""
    terms = frozenset().union(*(declared_terms_of(element) for element in page.iter("body", "section")))
    declared = [matter for matter in Matter if f"{matter}matter" in terms]
    return declared[0] if len(declared) == 1 else None


def is_inline_note(element: Element) -> bool:
    """Whether an element holds a note at the place of its call: `<ref>`, or a tooltip by its class or role."""
    terms = terms_of(element)
    if element.tag in NEVER_INLINE_NOTES or terms & PAGE_TERMS:
        return False
    return element.tag == "ref" or "tooltip" in (element.get("role") or "").lower().split() or bool(terms & INLINE_NOTE_TERMS)


def is_attribution(element: Element) -> bool:
    """Whether an element names the source of the quotation around it: a footer, or a `cite` of its own below the words."""
    around = element.getparent()
    if around is None or around.tag != "blockquote" or element.tag not in {"cite", "footer"}:
        return False
    return element.tag == "footer" or (
        not (element.tail or "").strip() and (len(around) == 1 or around[-1] is element) and _is_apart(element)
    )


def _is_apart(cite: Element) -> bool:
    """Whether no words stand on the line of a `cite`, before it."""
    before = cite.getprevious()
    words = (before.tail if before is not None else around.text if (around := cite.getparent()) is not None else "") or ""
    return not words.strip() and (before is None or before.tag in BLOCKS | {"br"})


def titled_note(element: Element) -> str:
    """The note in the title attribute of an element; "" if the title describes a link, or is a single word."""
    title = " ".join(element.get("title", "").split())
    if " " not in title or element.tag in NEVER_INLINE_NOTES or not terms_of(element) & TITLED_TERMS:
        return ""
    return "" if next(element.iter("a"), None) is not None else title


def numerals_of(element: Element) -> str:
    """The letters or Roman numerals of a numbered list, as HTML names them: “a”, “A”, “i”, “I”; "" for figures."""
    if element.tag != "ol":
        return ""
    style = LIST_STYLE.search(element.get("style", ""))
    kind = NUMERALS.get(style[1].lower(), "") if style else element.get("type", "")
    return kind if kind in NUMERALS.values() else ""
