"""Pages of HTML that belong together as one reading: in the order of the book, and with note links from page to page."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

from lxml import etree

from publish.importing.blocks import Block, Container, Exclusion, Frame, Hints, Kind, Origin, Person, Reading
from publish.importing.left_out import LeftOut
from publish.importing.readers.drawings import show_drawings
from publish.importing.readers.formulae import mark_formulae
from publish.importing.readers.generated_styles import read_generated_styles
from publish.importing.readers.google_documents import read_google_document
from publish.importing.readers.html_tree import parsed, with_own_entities, words_of
from publish.importing.readers.indented_lists import free_indented
from publish.importing.readers.marked_words import write_marked_words
from publish.importing.readers.media import choose_cases, load_pictures, release_media
from publish.importing.readers.note_links import find_note_links
from publish.importing.readers.page_walk import Walk
from publish.importing.readers.passage_languages import page_language
from publish.importing.readers.pictures import with_pictures
from publish.importing.readers.vocabulary import NOTE_LIST_TERMS, Element, declared_matter, terms_of

Fetch = Callable[[str], bytes | None]
"""Returns the content of a file by its path relative to the pages; None if there is no such file."""
AUTHORS = ("author", "dc.creator", "dcterms.creator", "citation_author", "article:author")
PUBLISHERS = ("publisher", "dc.publisher", "dcterms.publisher", "og:site_name")
TITLES = ("dc.title", "dcterms.title", "citation_title", "og:title")
MOSTLY = 0.6  # of the letters of a page: an article that has more is its main text


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """A page: its name for people, its path among the other pages, its text as HTML; why all of it may not belong to the book.

    `number` gives its elements the lines of the source, where the page was made of another text.
    """

    name: str
    path: str
    text: str
    exclusion: Exclusion | None = None
    number: Callable[[Element], None] | None = None


def read_pages(pages: Sequence[Page], fetch: Fetch, name: str) -> Reading:
    """The blocks of some pages in their order. PublishError if a page has no text, or is nested too deep."""
    roots = {page.path: parsed(with_own_entities(page.text).encode("utf-8", "surrogatepass"), page.name, "utf-8") for page in pages}
    for page in pages:
        if page.number:
            page.number(roots[page.path])
        _make_plain(roots[page.path])
        mark_formulae(roots[page.path])
        free_indented(roots[page.path])
    links = find_note_links(roots)
    language = next(filter(None, map(page_language, roots.values())), "")
    blocks: list[Block] = []
    exclusions: dict[int, Exclusion] = {}
    left_out: list[LeftOut] = []
    words: list[str] = []
    order = 0
    for page in pages:
        root = roots[page.path]
        walk = Walk(file=page.name, note_links=links, order=order, outside=_outside(root), languages=[language])
        if page.exclusion:
            walk.around.append(page.exclusion)
        walk.over(root)
        blocks.extend(walk.blocks)
        exclusions.update(walk.exclusions)
        left_out.extend(walk.left_out)
        words.extend(words_of(root))
        order = walk.order
    illustrated = with_pictures(
        joined_quotations(_without_idle_breaks(blocks), by_class=True), {page.name: page.path for page in pages}, fetch
    )
    return Reading(
        name=name,
        origin=Origin.WEB_PAGES,
        blocks=illustrated.blocks,
        words=tuple(words),
        hints=_hints(roots[pages[0].path]),
        exclusions=exclusions,
        matters={page.name: matter for page in pages if (matter := declared_matter(roots[page.path]))},
        pictures=illustrated.pictures,
        diagnostics=illustrated.diagnostics,
        left_out=tuple(left_out),
    )


def _make_plain(root: Element) -> None:
    """Makes of a page what a book can hold."""
    read_google_document(root)
    read_generated_styles(root)
    choose_cases(root)
    load_pictures(root)
    write_marked_words(root, page_language(root))
    release_media(root)
    show_drawings(root)


def _outside(root: Element) -> frozenset[Element]:
    """The elements beside the main text of the page: its one `main` element, or its one article if that holds most of the letters."""
    mains = [element for element in root.iter(etree.Element) if element.tag == "main" or element.get("role") == "main"]
    if len(mains) != 1:
        articles = list(root.iter("article"))
        total = len("".join(root.itertext()))
        mains = articles if len(articles) == 1 and len("".join(articles[0].itertext())) > MOSTLY * total else []
    if not mains:
        return frozenset()
    inside = {mains[0], *mains[0].iterancestors()}
    beside = (child for around in mains[0].iterancestors() if around.tag not in {"html"} for child in around)
    return frozenset(child for child in beside if isinstance(child.tag, str) and child not in inside and not _holds_notes(child))


def _holds_notes(element: Element) -> bool:
    return any(terms_of(descendant) & NOTE_LIST_TERMS for descendant in element.iter(etree.Element))


def _without_idle_breaks(blocks: Iterable[Block]) -> list[Block]:
    """The blocks without breaks that divide nothing: at either end of a file, before or after a heading, beside a break or a note."""
    result: list[Block] = []
    for block in blocks:
        last = result[-1] if result else None
        if last and last.kind is Kind.BREAK and (block.kind in {Kind.BREAK, Kind.HEADING} or block.note or block.file != last.file):
            result.pop()
            last = result[-1] if result else None
        if block.kind is Kind.BREAK and (last is None or last.kind is Kind.HEADING or last.note or last.file != block.file):
            continue
        result.append(replace(block, containers=()) if block.kind is Kind.BREAK else block)
    return result[:-1] if result and result[-1].kind is Kind.BREAK else result


def joined_quotations(blocks: Sequence[Block], *, by_class: bool = False) -> list[Block]:
    """The blocks, with neighbouring quotations joined into one; with `by_class` only those that one class marks, paragraph by paragraph."""
    joined: list[Block] = []
    last: Container | None = None
    reason = ""
    for block in blocks:
        outer = block.containers[0] if block.containers else None
        quotation = outer if outer and outer.frame is Frame.QUOTATION and (block.evidence or not by_class) else None
        if quotation and last and quotation != last and (block.evidence == reason or not by_class):
            joined.append(replace(block, containers=(last, *block.containers[1:])))
        else:
            joined.append(block)
            last, reason = quotation, block.evidence
    return joined


def _hints(root: Element) -> Hints:
    values: dict[str, list[str]] = {}
    for meta in root.iter("meta"):
        key = (meta.get("name") or meta.get("property") or "").lower()
        values.setdefault(key, []).append(" ".join(meta.get("content", "").split()))
    title = next((value for key in TITLES for value in values.get(key, ())), "")
    element = next(root.iter("title"), None)
    title = title or " ".join("".join(element.itertext()).split() if element is not None else ())
    people = [Person(name=name) for key in AUTHORS for name in values.get(key, ()) if name and not name.startswith("http")]
    language = root.get("lang") or root.get("{http://www.w3.org/XML/1998/namespace}lang") or page_language(root)
    return Hints(
        title=title,
        language=language,
        publisher=next((value for key in PUBLISHERS for value in values.get(key, ())), ""),
        people=list(dict.fromkeys(people)),
    )
