"""Navigation: contents page and landmarks (EPUB 3.3 §7), and the NCX for reading systems that support only EPUB 2.

Both have as many levels as book.toml says, by default two: Kindle shows no more (Kindle Publishing Guidelines 2019.2, 5.2).
"""

from collections.abc import Iterator, Sequence, Set
from dataclasses import replace
from itertools import count

from lxml import etree

from publish.book.cover_markup import COVER, cover_word
from publish.book.direction import mark_directions
from publish.book.imprint import IMPRINT
from publish.book.markup import XHTML, XML_LANG, parse, set_language, xhtml_element
from publish.book.title_page import TITLE_PAGE
from publish.epub.container import NCX_ID, Resource
from publish.epub.documents import Places
from publish.epub.endnotes import endnotes_of
from publish.epub.formula_speech import describe_formulae
from publish.epub.page_list import CONTENTS, NO_PAGES, MarkedPage, PageList
from publish.epub.xhtml_file import EPUB_TYPE, XHTML_TYPE, address_from, describe, properties_of, xhtml_file
from publish.languages import Labels, labels_for
from publish.model import Book, ContentsEntry, Matter, SectionType

NAV_ID = "nav"
NAV = "nav.xhtml"
NCX = "toc.ncx"
NCX_TYPE = "application/x-dtbncx+xml"
NCX_NAMESPACE = "http://www.daisy.org/z3986/2005/ncx/"
# Sections that get a landmark, beside the beginning of the text.
LANDMARK_TYPES = (SectionType.GLOSSARY, SectionType.BIBLIOGRAPHY, SectionType.INDEX)


def nav_resource(book: Book, where: Places, pages: Sequence[str], listed: PageList = NO_PAGES) -> Resource:
    """The contents page, followed by the hidden landmarks and page list.

    `pages` are the ids of the book's display pages.
    """
    configuration = book.configuration
    labels = labels_for(configuration.language)
    section = xhtml_element("section", class_="contents")
    section.extend(listed.markers_of(CONTENTS))
    toc = xhtml_element("nav", id="toc", aria_labelledby="toc-title")
    describe(toc, "toc", "doc-toc")
    heading = xhtml_element("h1", labels.contents, id="toc-title")
    _mark_language(heading, labels, configuration.language)
    toc.append(heading)
    parts = {document.id for document in book.documents if document.type is SectionType.PART}
    toc.append(_entries(listed_in_contents(book), where, parts))
    describe_formulae(toc, configuration.language)
    mark_directions(toc, configuration.language)
    section.append(toc)
    section.append(_landmarks(book, where, pages, labels))
    if listed.pages:
        section.append(_page_list(listed, where))
    content = xhtml_file(section, name=NAV, title=labels.contents, language=configuration.language, matter="frontmatter")
    return Resource(id=NAV_ID, name=NAV, media_type=XHTML_TYPE, content=content, properties=("nav", *properties_of(section)))


def ncx_resource(book: Book, where: Places, identifier: str, listed: PageList = NO_PAGES) -> Resource:
    """The same contents and pages as an NCX. `identifier` must be the package's."""
    root = etree.Element(f"{{{NCX_NAMESPACE}}}ncx", nsmap={None: NCX_NAMESPACE})
    root.set("version", "2005-1")
    root.set(XML_LANG, book.configuration.language)
    head = etree.SubElement(root, f"{{{NCX_NAMESPACE}}}head")
    contents = listed_in_contents(book)
    depth = _depth(contents)
    most = max((int(page.folio) for page in listed.pages if page.folio.isdecimal()), default=0)
    counts = (("totalPageCount", str(len(listed.pages))), ("maxPageNumber", str(most)))
    for name, content in (("uid", identifier), ("depth", str(depth)), *counts):
        etree.SubElement(head, f"{{{NCX_NAMESPACE}}}meta", name=f"dtb:{name}", content=content)
    _ncx_text(root, "docTitle", book.configuration.title)
    for person in book.configuration.contributors:
        if person.role == "aut":
            _ncx_text(root, "docAuthor", person.name)
    navigation = etree.SubElement(root, f"{{{NCX_NAMESPACE}}}navMap")
    numbers = count(1)
    _points(contents, navigation, where, numbers)
    if listed.pages:
        _page_targets(listed, root, where, numbers)
    etree.indent(root)
    content_bytes = etree.tostring(root, encoding="utf-8", xml_declaration=True) + b"\n"
    return Resource(id=NCX_ID, name=NCX, media_type=NCX_TYPE, content=content_bytes)


def listed_in_contents(book: Book) -> tuple[ContentsEntry, ...]:
    """The contents, down to the level that book.toml sets."""
    return _cut(book.contents, book.configuration.epub.contents_levels)


def _cut(entries: Sequence[ContentsEntry], levels: int) -> tuple[ContentsEntry, ...]:
    return tuple(replace(entry, children=_cut(entry.children, levels - 1)) for entry in entries) if levels else ()


def address_of(entry: ContentsEntry, where: Places) -> str:
    """Where a line of the contents leads: to the file for a whole document, else to the heading in it."""
    return where.documents[entry.document] if entry.fragment == entry.document else where.of(entry.fragment)


def _address_of_page(page: MarkedPage, where: Places) -> str:
    if page.id in where.targets:
        return where.of(page.id)
    return f"{NAV if page.document == CONTENTS else f'text/{page.document}.xhtml'}#{page.id}"


# --- nav ------------------------------------------------------------------------------------------------------------------------------


def _entries(entries: Sequence[ContentsEntry], where: Places, parts: Set[str]) -> etree._Element:
    rows = xhtml_element("ol")
    for entry in entries:
        row = xhtml_element("li")
        if entry.fragment in parts:
            row.set("class", SectionType.PART)
        row.append(_title_link(entry, address_from(NAV, address_of(entry, where))))
        if entry.children:
            row.append(_entries(entry.children, where, parts))
        rows.append(row)
    return rows


def _title_link(entry: ContentsEntry, href: str) -> etree._Element:
    """A link with the title's markup, without what must not be in a link (links, images, breaks) and without ids."""
    link = parse(f'<a xmlns="{XHTML}">{entry.markup}</a>')
    for image in list(link.iter(f"{{{XHTML}}}img")):
        words = xhtml_element("span", image.get("alt", ""))
        words.tail = image.tail
        parent = image.getparent()
        assert parent is not None
        parent.replace(image, words)
    etree.strip_tags(link, f"{{{XHTML}}}br")
    for inner in link.iterdescendants(f"{{{XHTML}}}a"):
        inner.tag = f"{{{XHTML}}}span"
        inner.attrib.clear()
    for element in link.iter(etree.Element):
        for name in ("id", "data-line", "data-supplied"):
            element.attrib.pop(name, None)
    link.set("href", href)
    return link


def _landmarks(book: Book, where: Places, pages: Sequence[str], labels: Labels) -> etree._Element:
    nav = xhtml_element("nav", id="landmarks", hidden="hidden", aria_label=labels.landmarks)
    describe(nav, "landmarks")
    rows = xhtml_element("ol")
    for epub_type, target, title in _landmark_rows(book, where, pages, labels):
        link = xhtml_element("a", title, href=address_from(NAV, target))
        link.set(EPUB_TYPE, epub_type)
        row = xhtml_element("li")
        row.append(link)
        rows.append(row)
    nav.append(rows)
    return nav


def _landmark_rows(book: Book, where: Places, pages: Sequence[str], labels: Labels) -> Iterator[tuple[str, str, str]]:
    titles = {
        COVER: ("cover", cover_word(book.configuration.language)),
        TITLE_PAGE: ("titlepage", labels.title_page),
        IMPRINT: ("copyright-page", labels.imprint),
    }
    for page in (page for page in pages if page in titles):
        epub_type, title = titles[page]
        yield epub_type, f"text/{page}.xhtml", title
    yield "toc", f"{NAV}#toc", labels.contents
    first = next((document for document in book.documents if document.matter is Matter.BODY), None)
    if first:
        yield "bodymatter", where.documents[first.id], labels.text
    for kind in LANDMARK_TYPES:
        document = next((document for document in book.documents if document.type is kind), None)
        if document:
            yield kind, where.documents[document.id], document.title
    notes = endnotes_of(book)
    if notes:
        yield "endnotes", where.documents[notes.id], notes.title


def _page_list(listed: PageList, where: Places) -> etree._Element:
    nav = xhtml_element("nav", id="page-list", hidden="hidden", aria_label=listed.title)
    describe(nav, "page-list", "doc-pagelist")
    rows = xhtml_element("ol")
    for page in listed.pages:
        row = xhtml_element("li")
        row.append(xhtml_element("a", page.folio, href=_address_of_page(page, where)))  # Ace requires the file name even for this file
        rows.append(row)
    nav.append(rows)
    return nav


def _mark_language(element: etree._Element, labels: Labels, language: str) -> None:
    if labels.are_foreign_to(language):
        set_language(element, labels.language)


# --- NCX ------------------------------------------------------------------------------------------------------------------------------


def _points(entries: Sequence[ContentsEntry], parent: etree._Element, where: Places, numbers: Iterator[int]) -> None:
    for entry in entries:
        number = str(next(numbers))
        point = etree.SubElement(parent, f"{{{NCX_NAMESPACE}}}navPoint", id=f"point-{number}", playOrder=number)
        _ncx_text(point, "navLabel", entry.title)
        etree.SubElement(point, f"{{{NCX_NAMESPACE}}}content", src=address_of(entry, where))
        _points(entry.children, point, where, numbers)


def _page_targets(listed: PageList, root: etree._Element, where: Places, numbers: Iterator[int]) -> None:
    pages = etree.SubElement(root, f"{{{NCX_NAMESPACE}}}pageList")
    for page in listed.pages:
        kind = {"type": "normal", "value": page.folio} if page.folio.isdecimal() else {"type": "front"}
        attributes = {"id": f"target-{page.id}", "playOrder": str(next(numbers)), **kind}
        target = etree.SubElement(pages, f"{{{NCX_NAMESPACE}}}pageTarget", attributes)
        _ncx_text(target, "navLabel", page.folio)
        etree.SubElement(target, f"{{{NCX_NAMESPACE}}}content", src=_address_of_page(page, where))


def _ncx_text(parent: etree._Element, name: str, text: str) -> None:
    outer = etree.SubElement(parent, f"{{{NCX_NAMESPACE}}}{name}")
    etree.SubElement(outer, f"{{{NCX_NAMESPACE}}}text").text = text


def _depth(entries: Sequence[ContentsEntry]) -> int:
    return 1 + max((_depth(entry.children) for entry in entries), default=0) if entries else 0
