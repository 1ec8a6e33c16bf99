"""The page that pandoc makes of a document, made ready: recorded changes, remarks, index fields, references to pages."""

import re

import lxml.html

from publish.importing.readers.house_styles import ATTRIBUTE
from publish.importing.readers.vocabulary import BLOCKS, Element

QUERY = "publish-query"
"""The class of a remark that becomes a query."""
PAGE_LINK = "publish-page"
"""The class of a link whose words are the page that it leads to."""
NUMBER = re.compile(r"\d{1,4}|[ivxlc]{1,7}")


def prepared(html: str) -> str:
    """The page with deletions out, each remark as a query below its paragraph, and links to pages marked."""
    root = lxml.html.document_fromstring(html.encode(), parser=lxml.html.HTMLParser(huge_tree=True, encoding="utf-8"))
    for span in root.xpath("//span[contains(concat(' ', @class, ' '), ' deletion ')]"):
        _remove(span)
    for span in root.xpath("//span[contains(concat(' ', @class, ' '), ' comment-end ')]"):
        _remove(span)
    for span in reversed(root.xpath("//span[contains(concat(' ', @class, ' '), ' comment-start ')]")):
        _as_query(span)
    for division in root.xpath(f"//div[@{ATTRIBUTE}]"):
        _join(division)
    for link in root.xpath("//a[starts-with(@href, '#')]"):
        if NUMBER.fullmatch(link.text_content().strip()) and not (link.get("class") or link.get("role") or link.find("sup") is not None):
            link.set("class", PAGE_LINK)
    return str(lxml.html.tostring(root, encoding="unicode"))


def _join(division: Element) -> None:
    """Takes the paragraphs of the same style that follow into one division."""
    while (after := division.getnext()) is not None and after.tag == "div" and after.get(ATTRIBUTE) == division.get(ATTRIBUTE):
        if (division.tail or "").strip():
            return
        division.extend(list(after))
        division.tail = after.tail
        around = after.getparent()
        if around is not None:
            around.remove(after)


def _remove(span: Element) -> None:
    """Takes a span out; what follows it stays."""
    span.drop_tree()  # type: ignore[attr-defined]


def _as_query(span: Element) -> None:
    """Puts a remark into a query below its paragraph, list or table."""
    words = " ".join("".join(span.itertext()).split())
    author, day = span.get("data-author") or span.get("author") or "", (span.get("data-date") or span.get("date") or "")[:10]
    block = next((around for around in span.iterancestors() if around.tag in BLOCKS), None)
    while block is not None and (outer := _outer(block)) is not None:
        block = outer
    _remove(span)
    if block is None or block.getparent() is None or not words:
        return
    query = block.makeelement("div", {"class": QUERY})
    paragraph = query.makeelement("p", {})
    paragraph.text = f"{' '.join(filter(None, (author, day)))}: {words}" if author or day else words
    query.append(paragraph)
    block.addnext(query)


def _outer(block: Element) -> Element | None:
    """The list, table, quotation or styled division around a block."""
    around = block.getparent()
    return around if around is not None and around.tag in BLOCKS - {"body", "section", "main", "article"} else None
