"""Pages that Google Docs has exported: their titles, lists of several levels, links through a counter, remarks at the end."""

import re
from urllib.parse import parse_qs, urlsplit

from lxml import etree

from publish.importing.readers.vocabulary import Element
from publish.importing.readers.word_processors.styled_elements import QUERY

LIST = re.compile(r"lst-kix_(?P<list>[\w]+)-(?P<level>\d+)")
COUNTER = "google.com"
TITLES = {"title": "h1", "subtitle": "p"}


def read_google_document(root: Element) -> None:
    """Makes of a page of Google Docs what other pages have."""
    body = root.find("body")
    if body is None or not _is_google_document(root, body):
        return
    for link in root.iter("a"):
        address = urlsplit(link.get("href", ""))
        if address.netloc.removeprefix("www.") == COUNTER and address.path == "/url" and (target := parse_qs(address.query).get("q")):
            link.set("href", target[0])
    _set_title(body)
    _nest_lists(body)
    _place_remarks(root)


def _is_google_document(root: Element, body: Element) -> bool:
    if "doc-content" in (body.get("class") or "").split():
        return True
    return any("googleusercontent" in (sheet.text or "") or "lst-kix" in (sheet.text or "") for sheet in root.iter("style"))


def _set_title(body: Element) -> None:
    """Puts the title and the subtitle at the beginning into a header as pandoc makes it."""
    leading = []
    for child in body:
        kinds = set((child.get("class") or "").split()) & TITLES.keys()
        if child.tag == "p" and kinds:
            leading.append((child, kinds.pop()))
        elif "".join(child.itertext()).strip():
            break
    if not any(kind == "title" for _, kind in leading):
        return
    header = body.makeelement("header", {"id": "title-block-header"})
    for child, kind in leading:
        child.tag = TITLES[kind]
        child.set("class", kind)
        header.append(child)
    body.insert(0, header)


def _nest_lists(body: Element) -> None:
    """Puts the lists of lower levels, which stand side by side, into the items above them, and joins those that go on."""
    open_lists: list[tuple[str, int, Element]] = []
    for one in list(body.iter("ol", "ul")):
        match = LIST.search(one.get("class") or "")
        before = one.getprevious()
        if match is None:
            continue
        name, level = match["list"], int(match["level"])
        if before is None or not open_lists or before is not open_lists[0][2]:
            open_lists = []
        while open_lists and (open_lists[-1][0] != name or open_lists[-1][1] > level):
            open_lists.pop()
        if open_lists and open_lists[-1][1] == level:
            open_lists[-1][2].extend(list(one))
            one.getparent().remove(one)  # type: ignore[union-attr]
            continue
        if open_lists and len(open_lists[-1][2]):
            open_lists[-1][2][-1].append(one)
        open_lists.append((name, level, one))


def _place_remarks(root: Element) -> None:
    """Puts each remark, which stands at the end, into a query below its paragraph."""
    for back in root.xpath("//a[starts-with(@id, 'cmnt') and starts-with(@href, '#cmnt_ref')]"):
        name = (back.get("href") or "")[1:]
        call = next((link for link in root.iter("a") if link.get("id") == name), None)
        division = next(back.iterancestors("div"), None)
        block = None if call is None else next(call.iterancestors("p", "li", "td", "h1", "h2", "h3"), None)
        if call is None or division is None or block is None:
            continue
        back.drop_tree()
        words = " ".join("".join(division.itertext()).split())
        raised = call.getparent()
        (raised if raised is not None and raised.tag == "sup" else call).drop_tree()  # type: ignore[attr-defined]
        division.drop_tree()
        query = block.makeelement("div", {"class": QUERY})
        etree.SubElement(query, "p").text = words
        block.addnext(query)
