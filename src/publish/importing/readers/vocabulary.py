"""What elements, classes, types and roles of web pages mean for a text: tables, for the walk over a page and the search for notes."""

from collections.abc import Mapping
from typing import TypeAlias

from lxml import etree

from publish.importing.inline import CAPS, CAPS_END, CODE, CODE_END, EM, EM_END, STRONG, STRONG_END, SUB, SUB_END, SUP, SUP_END

Element: TypeAlias = etree._Element  # lxml gives the class no other name


def _names(*lines: str) -> frozenset[str]:
    return frozenset(" ".join(lines).split())


BLOCKS = _names(
    "address article aside blockquote body caption center dd details div dl dt fieldset figcaption figure footer form h1 h2 h3 h4 h5 h6",
    "header hr li main nav ol p pre section summary table tbody td tfoot th thead tr ul",
)
"""Elements that are no part of a line."""
HEADINGS = _names("h1 h2 h3 h4 h5 h6")
WITHOUT_WORDS = _names(
    "script style template head title meta link noscript iframe object embed applet audio video canvas map area svg annotation",
    "annotation-xml button select input textarea datalist progress meter",
)
"""Elements that hold no words of the text."""
INLINE: Mapping[str, tuple[str, str]] = {
    **dict.fromkeys(("i", "em", "cite", "var", "dfn"), (EM, EM_END)),
    **dict.fromkeys(("b", "strong"), (STRONG, STRONG_END)),
    "sup": (SUP, SUP_END),
    "sub": (SUB, SUB_END),
    **dict.fromkeys(("code", "kbd", "samp", "tt"), (CODE, CODE_END)),
    "q": ("“", "”"),
}
SMALL_CAPITALS = (CAPS, CAPS_END)
CAPITALS = _names("smcap smallcaps small-caps sc smallcap")
ITALIC = _names("italic italics ital")
QUOTING = _names("blockquote blockquot quote quoteb quotation extract excerpt bq blockquotation quoted")
VERSE = _names("poem poetry verse stanza lg linegroup line-block poetry-container")
PAGES = _names("pagenum pageno pagebreak doc-pagebreak page-number pgnum")
"""What is called the number of a page."""

CALLING = _names(
    "noteref doc-noteref fnanchor footnote-ref footnoteref footnote-reference sdfootnoteanc sdendnoteanc footnote-anchor fnref",
    "endnote-reference footnotecall reference-link",
)
HOLDING = _names("footnote endnote rearnote doc-footnote doc-endnote footnotetext msofootnotetext sdfootnote sdendnote fnote")
ALL_NOTES = _names("footnotes endnotes rearnotes doc-endnotes footnote notes")
LEADING_BACK = _names("doc-backlink footnote-back reversefootnote footnote-backref mw-cite-backlink data-footnote-backref sdfootnotesym")
"""What is said of links that call notes, of notes, of all of them together, of links that lead back."""
INNER_NOTES = _names("tooltiptext tooltip-text tooltip-content tooltip__content tooltip__text footnote-tooltip")
"""What is said of a note that stands whole at its call, and is only shown when somebody points there."""
NEVER_NOTES = BLOCKS | WITHOUT_WORDS | _names("a abbr img br")
TITLED = _names("tooltip tooltips tooltip-trigger has-tooltip tooltipster qtip hint footnote fnote note noteref footnote-ref")
"""What is said of a mark that has its note for a title."""

TYPES = _names(
    "part preface foreword introduction dedication epigraph acknowledgments chapter afterword appendix conclusion glossary bibliography",
    "colophon",
)
"""What an e-book says its sections are; roles have doc- before it."""
AROUND: Mapping[str, tuple[str, bool]] = {
    **dict.fromkeys(_names("nav navigation navbar breadcrumb breadcrumbs menu pagination doc-toc toc"), ("ways through a site", True)),
    **dict.fromkeys(
        _names("share sharing social sharedaddy addtoany cookie cookies cookie-banner skip-link"), ("a part of the page", True)
    ),
    **dict.fromkeys(_names("search printfriendly print-link noprint"), ("a part of the page", True)),
    **dict.fromkeys(_names("sidebar related related-posts newsletter promo comments comment-list"), ("beside the page's text", False)),
    **dict.fromkeys(_names("cover titlepage halftitlepage copyright-page"), ("a page that is made anew from book.toml", True)),
    **dict.fromkeys(_names("pg-boilerplate pgheader pgfooter"), ("Project Gutenberg's own preliminaries or licence", True)),
}
"""What is around a text and none of it, and whether that is sure."""


def said_of(element: Element) -> frozenset[str]:
    """What an element says of itself: its classes, epub:type and role, in small letters."""
    said = (element.get("class"), element.get("epub:type"), element.get("{http://www.idpf.org/2007/ops}type"), element.get("role"))
    return frozenset(" ".join(filter(None, said)).lower().split())


def is_inner_note(element: Element) -> bool:
    """Whether an element holds a note at the place of its call: `<ref>`, or what says that it is a tooltip."""
    said = said_of(element)
    if element.tag in NEVER_NOTES or said & PAGES:
        return False
    return element.tag == "ref" or "tooltip" in (element.get("role") or "").lower().split() or bool(said & INNER_NOTES)


def titled_note(element: Element) -> str:
    """The note that an element has for a title; nothing where the title only tells of a link, or is a single word."""
    title = " ".join(element.get("title", "").split())
    if " " not in title or element.tag in NEVER_NOTES or not said_of(element) & TITLED:
        return ""
    return "" if next(element.iter("a"), None) is not None else title
