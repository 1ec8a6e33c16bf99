"""The page that pandoc makes of a Word document, made ready: remarks, styles of paragraphs, references to pages."""

import re
from collections.abc import Collection
from functools import partial
from itertools import takewhile

from lxml import etree

from publish.importing.readers.foreign_passages import join_foreign
from publish.importing.readers.vocabulary import BLOCKS, Element
from publish.importing.readers.word_processors.house_styles import StyleRoles
from publish.importing.readers.word_processors.styled_elements import ATTRIBUTE, QUERY

PAGE_LINK = "publish-page"
"""The class of a link whose words are the page that it leads to."""
OPENING = "\ufdd4"
"""The words of a paragraph that is put before a document, since pandoc drops titles and authors at its beginning."""
ANSWERS, SETTLED = "data-answers", "data-settled"
"""The attributes of a remark: the id of the one that it answers, whether it is settled."""
TITLES = {"title": "h1", "subtitle": "p", "author": "p", "date": "p"}
"""The elements of what stands in the header of a document, by the styles."""
PAGE_FIELD = re.compile(r"\s*PAGEREF\b", re.IGNORECASE)
LINK_FIELD = re.compile(r"\s*(?:REF|HYPERLINK|NOTEREF)\b", re.IGNORECASE)


def printed_pages(part: Element) -> frozenset[str]:
    """The words of the references to pages (fields PAGEREF) in a part of a Word document, without those that other links have too."""
    pages: set[str] = set()
    others: set[str] = set()
    open_fields: list[list[str]] = []  # the instruction of each, and its words
    in_result: list[bool] = []
    for element in part.iter(etree.Element):
        name = str(element.tag).rpartition("}")[2]
        kind = next((value for key, value in element.attrib.items() if key.endswith("fldCharType")), "") if name == "fldChar" else ""
        if kind == "begin":
            open_fields.append(["", ""])
            in_result.append(False)
        elif kind == "separate" and in_result:
            in_result[-1] = True
        elif kind == "end" and open_fields:
            instruction, words = open_fields.pop()
            in_result.pop()
            if PAGE_FIELD.match(instruction):
                pages.add(words.strip())
            elif LINK_FIELD.match(instruction):
                others.add(words.strip())
        elif name == "instrText" and open_fields:
            open_fields[-1][0] += element.text or ""
        elif name == "t" and open_fields and in_result[-1]:
            open_fields[-1][1] += element.text or ""
        elif name == "hyperlink":
            others.add("".join(text.text or "" for text in element.iter("{*}t")).strip())
    return frozenset(pages - others)


def prepare(root: Element, pages: Collection[str] = ()) -> None:
    """Makes each remark on a page a query below its paragraph, marks links to pages, joins paragraphs in one other language.

    `pages` are the words of links that print a page; any other link keeps its words.
    """
    _make_queries(root)
    for link in root.xpath("//a[starts-with(@href, '#')]"):
        if link.text_content().strip() in pages and not (link.get("class") or link.get("role") or link.find("sup") is not None):
            link.set("class", PAGE_LINK)
    join_foreign(root)


def set_title(root: Element, roles: StyleRoles) -> None:
    """Puts the title at the beginning of the page, and what stands with it, into a header as pandoc makes it.

    A style that book.toml says something of is left as it is.
    """
    for paragraph in [paragraph for paragraph in root.iter("p") if (paragraph.text or "").strip() == OPENING]:
        _remove(paragraph)
    body = root.find("body")
    leading = list(takewhile(partial(_is_title, roles), () if body is None else body))
    if body is None or not any(TITLES[child.get(ATTRIBUTE, "").lower()] == "h1" for child in leading):
        return
    header = body.makeelement("header", {"id": "title-block-header"})
    for division in leading:
        style = division.get(ATTRIBUTE, "").lower()
        for paragraph in list(division):
            before = header[-1] if len(header) else None
            if before is not None and before.get("class") == style == "title":
                line_break = etree.SubElement(before, "br")
                line_break.tail = paragraph.text
                before.extend(list(paragraph))
                continue
            paragraph.tag = TITLES[style]
            paragraph.set("class", style)
            header.append(paragraph)
        body.remove(division)
    body.insert(0, header)


def _is_title(roles: StyleRoles, division: Element) -> bool:
    style = division.get(ATTRIBUTE, "")
    return style.lower() in TITLES and roles.of(style) is None


def _remove(span: Element) -> None:
    """Takes a span out; what follows it stays."""
    span.drop_tree()  # type: ignore[attr-defined]


def _make_queries(root: Element) -> None:
    """Puts each remark into a query below the last paragraph, list or table that it is about, with its answers."""
    begins = root.xpath("//span[contains(concat(' ', @class, ' '), ' comment-start ')]")
    ends = {end.get("id", ""): end for end in root.xpath("//span[contains(concat(' ', @class, ' '), ' comment-end ')]")}
    ids = {begin.get("id", "") for begin in begins if not begin.get(ANSWERS)} - {""}
    answers: dict[str, list[Element]] = {}
    for begin in begins:
        answers.setdefault(begin.get(ANSWERS, ""), []).append(begin)
    made: list[tuple[Element, list[str]]] = []
    for begin in begins:
        if begin.get(ANSWERS) in ids:
            continue
        block = _block_of(ends.get(begin.get("id", ""), begin), begin)
        thread = [begin, *(answers.get(begin.get("id", ""), []) if begin.get("id") else [])]
        texts = [text for text in map(_remark, thread) if text]
        if block is not None and texts:
            made.append((block, texts))
    for span in [*begins, *root.xpath("//span[contains(concat(' ', @class, ' '), ' comment-end ')]")]:
        if span.getparent() is not None:
            _free(span)
    for block, texts in reversed(made):
        if block.getparent() is None:
            continue
        query = block.makeelement("div", {"class": QUERY})
        for text in texts:
            etree.SubElement(query, "p").text = text
        block.addnext(query)


def _free(span: Element) -> None:
    """Takes a mark of a remark out, but for what pandoc has put into it: a mark that ends with another one is around it."""
    if "comment-end" in (span.get("class") or ""):
        span.drop_tag()  # type: ignore[attr-defined]
    else:
        _remove(span)


def _block_of(end: Element, begin: Element) -> Element | None:
    """The outermost block around the end of what a remark is about, or else around its beginning."""
    for span in (end, begin):
        block = next((around for around in span.iterancestors() if around.tag in BLOCKS), None)
        while block is not None and (outer := _outer(block)) is not None:
            block = outer
        if block is not None and block.tag not in {"body", "section", "main", "article"}:
            return block
    return None


def _remark(span: Element) -> str:
    """The words of a remark, after its author and its day."""
    words = " ".join("".join(span.itertext()).split())
    author, day = span.get("data-author") or span.get("author") or "", (span.get("data-date") or span.get("date") or "")[:10]
    said = " ".join(filter(None, (author, day, "(settled)" if span.get(SETTLED) else "")))
    return f"{said}: {words}" if words and said else words


def _outer(block: Element) -> Element | None:
    """The list, table, quotation or styled division around a block."""
    around = block.getparent()
    return around if around is not None and around.tag in BLOCKS - {"body", "section", "main", "article"} else None
