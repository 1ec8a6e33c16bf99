"""Pages of HTML that belong together as one reading: their notes may lead from one to another, their order is that of the book."""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

from lxml import etree

from publish.importing.blocks import Block, Container, Doubt, Frame, Hints, Kind, Person, Reading
from publish.importing.readers.html_tree import parsed, words_of
from publish.importing.readers.note_links import wired
from publish.importing.readers.page_walk import Walk
from publish.importing.readers.pictures import with_pictures
from publish.importing.readers.vocabulary import ALL_NOTES, Element, said_of

Fetch = Callable[[str], bytes | None]
"""What a file beside the pages holds, by its path from theirs; None if there is none."""
AUTHORS = ("author", "dc.creator", "dcterms.creator", "citation_author", "article:author")
PUBLISHERS = ("publisher", "dc.publisher", "dcterms.publisher", "og:site_name")
TITLES = ("dc.title", "dcterms.title", "citation_title", "og:title")
MOSTLY = 0.6  # of a page's words: the article that has so many is its text


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """A page: its name for people, its path among the other pages, its text as HTML."""

    name: str
    path: str
    text: str
    aside: Doubt | None = None
    """Why all of it is none of the book's, or may be none."""


def read_pages(pages: Sequence[Page], fetch: Fetch, name: str) -> Reading:
    """The blocks of some pages in their order. PublishError where a page has no text that can be read."""
    roots = {page.path: parsed(page.text.encode("utf-8", "surrogatepass"), page.name, "utf-8") for page in pages}
    wiring = wired(roots)
    blocks: list[Block] = []
    doubts: dict[int, Doubt] = {}
    words: list[str] = []
    order = 0
    for page in pages:
        root = roots[page.path]
        walk = Walk(file=page.name, wiring=wiring, order=order, outside=_outside(root))
        if page.aside:
            walk.around.append(page.aside)
        walk.over(root)
        blocks.extend(walk.blocks)
        doubts.update(walk.doubts)
        words.extend(words_of(root))
        order = walk.order
    found = with_pictures(joined_quotations(_without_idle_breaks(blocks), by_class=True), {page.name: page.path for page in pages}, fetch)
    return Reading(
        name=name,
        blocks=found.blocks,
        words=tuple(words),
        hints=_hints(roots[pages[0].path]),
        doubts=doubts,
        pictures=found.pictures,
        diagnostics=found.diagnostics,
    )


def _outside(root: Element) -> frozenset[Element]:
    """What stands beside the element that the page calls its main text, or beside the one article that has most of its words."""
    mains = [element for element in root.iter(etree.Element) if element.tag == "main" or element.get("role") == "main"]
    if len(mains) != 1:
        articles = list(root.iter("article"))
        whole = len("".join(root.itertext()))
        mains = articles if len(articles) == 1 and len("".join(articles[0].itertext())) > MOSTLY * whole else []
    if not mains:
        return frozenset()
    kept = {mains[0], *mains[0].iterancestors()}
    beside = (child for around in mains[0].iterancestors() if around.tag not in {"html"} for child in around)
    return frozenset(child for child in beside if isinstance(child.tag, str) and child not in kept and not _holds_notes(child))


def _holds_notes(element: Element) -> bool:
    return any(said_of(within) & ALL_NOTES for within in element.iter(etree.Element))


def _without_idle_breaks(blocks: Iterable[Block]) -> list[Block]:
    """The blocks without the rules that divide nothing: at an end, before a heading, one behind the other, between notes."""
    kept: list[Block] = []
    for block in blocks:
        if kept and kept[-1].kind is Kind.BREAK and (block.kind in {Kind.BREAK, Kind.HEADING} or block.note or block.file != kept[-1].file):
            kept.pop()
        if block.kind is Kind.BREAK and (not kept or kept[-1].kind is Kind.HEADING or kept[-1].note or kept[-1].file != block.file):
            continue
        kept.append(replace(block, held=()) if block.kind is Kind.BREAK else block)
    return kept[:-1] if kept and kept[-1].kind is Kind.BREAK else kept


def joined_quotations(blocks: Sequence[Block], *, by_class: bool = False) -> list[Block]:
    """Quotations that follow each other as one, as where each paragraph is called a quotation; with `by_class` only those."""
    joined: list[Block] = []
    last: Container | None = None
    for block in blocks:
        own = block.held[0] if block.held and block.held[0].frame is Frame.QUOTATION and not (by_class and not block.evidence) else None
        if own and last and own != last:
            joined.append(replace(block, held=(last, *block.held[1:])))
        else:
            joined.append(block)
            last = own
    return joined


def _hints(root: Element) -> Hints:
    said: dict[str, list[str]] = {}
    for meta in root.iter("meta"):
        key = (meta.get("name") or meta.get("property") or "").lower()
        said.setdefault(key, []).append(" ".join(meta.get("content", "").split()))
    title = next((found for key in TITLES for found in said.get(key, ())), "")
    element = next(root.iter("title"), None)
    title = title or " ".join("".join(element.itertext()).split() if element is not None else ())
    people = [Person(name=name) for key in AUTHORS for name in said.get(key, ()) if name and not name.startswith("http")]
    language = root.get("lang") or root.get("{http://www.w3.org/XML/1998/namespace}lang") or ""
    return Hints(
        title=title,
        language=language if re.fullmatch(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8})*", language) else "",
        publisher=next((found for key in PUBLISHERS for found in said.get(key, ())), ""),
        people=list(dict.fromkeys(people)),
    )
