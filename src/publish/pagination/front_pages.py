"""The printed pages that are not sections, as HTML for the workers: half-title, also-by, title page, imprint, contents.

The vocabulary, in addition to those of `publish.book.title_page` and `publish.book.imprint`, which serve every edition:

    section.half-title > p.title
    section.contents > header > h1; p.entry.part, p.entry.chapter(.apart), p.entry.heading > span.entry-title, span.entry-page

All words are supplied; completeness counts them as such when it reads the file back.
"""

import unicodedata
from collections.abc import Iterator, Mapping, Sequence

from lxml import etree

from publish.book.contents import BEFORE_CONTENTS
from publish.book.fallback_faces import undrawable_letter
from publish.book.imprint import ALSO_BY, IMPRINT, also_by_page, display_page, imprint
from publish.book.markup import XHTML, parse, set_language, xhtml_element
from publish.book.title_page import TITLE_PAGE, title_page
from publish.config import Configuration, Part, place_of_key
from publish.diagnostics import Diagnostic, diagnostic
from publish.languages import labels_for
from publish.languages.directions import direction_of
from publish.layout.bidi_nesting import nest_levels
from publish.layout.print_html import html_text
from publish.model import Book, ContentsEntry, Face, SectionType, Side
from publish.pagination.pieces import Piece

HALF_TITLE = "half-title"
CONTENTS = Piece(name="contents", opens=Side.RECTO)
MOST_ENTRIES = 60  # two facing pages; with more, only sections are listed, without their headings


def display_pages(book: Book, families: Sequence[str] = ()) -> Mapping[str, tuple[Piece, str]]:
    """The pages before all others by name, in order, each with its HTML. `families` are those that the book is set in, once known.

    A book has a half-title if its sections open on a recto, or if the author's other books are listed on the back of the half-title. A book
    with openings on any page saves the leaf.
    """
    configuration = book.configuration
    full = configuration.print.openings == "recto" or configuration.also_by is not None
    pages: dict[str, tuple[Piece, etree._Element | None]] = {
        HALF_TITLE: (_display(HALF_TITLE, Side.RECTO), _half_title(book) if full else None),
        ALSO_BY: (_display(ALSO_BY, Side.VERSO), also_by_page(configuration) if full else None),
        TITLE_PAGE: (_display(TITLE_PAGE, Side.RECTO), title_page(configuration)),
        IMPRINT: (_display(IMPRINT, Side.VERSO), imprint(configuration, families=families, series=not full)),
    }
    return {name: (piece, html_text(page)) for name, (piece, page) in pages.items() if page is not None}


def undrawable_texts(configuration: Configuration, faces: Sequence[Face]) -> tuple[Diagnostic, ...]:
    """P101 for each text of book.toml on these pages with a letter that no face has, at its place in book.toml."""
    upright = [face for face in faces if face.style == "normal"]
    diagnostics = []
    for path, text in _printed_texts(configuration):
        letter = undrawable_letter(text, upright)
        if letter:
            name = unicodedata.name(letter, "a character without a name")
            message = f"“{letter}” (U+{ord(letter):04X} {name}) in “{text}” is in no font of publish"
            at = place_of_key(configuration.folder, *path)
            diagnostics.append(diagnostic("P101", message, help="write another character", at=at))
    return tuple(diagnostics)


def _printed_texts(configuration: Configuration) -> Iterator[tuple[tuple[str | int, ...], str]]:
    """The texts of book.toml that are printed, with the paths of their keys."""
    for key in ("title", "subtitle", "publisher", "place", "rights", "edition", "printing"):
        yield (key,), getattr(configuration, key) or ""
    if configuration.series:
        yield ("series", "name"), configuration.series.name
    if configuration.also_by:
        yield ("also-by",), " ".join([configuration.also_by.heading or "", *configuration.also_by.titles])
    yield from ((("contributors", number, "name"), person.name) for number, person in enumerate(configuration.contributors))
    parts = [(number, entry) for number, entry in enumerate(configuration.spine.body) if isinstance(entry, Part)]
    yield from ((("spine", "body", number, "part"), part.title) for number, part in parts)
    yield from ((("spine", "body", number, "number"), part.number or "") for number, part in parts)


def contents_page(book: Book, references: Mapping[str, str]) -> str:
    """The table of contents as HTML; `references` gives the folios known so far, by id."""
    labels = labels_for(book.configuration.language)
    page = xhtml_element("section", class_=CONTENTS.name)
    header = xhtml_element("header")
    header.append(xhtml_element("h1", labels.contents))
    if labels.are_foreign_to(book.configuration.language):
        set_language(header[0], labels.language)
    page.append(header)
    languages = {document.id: document.language for document in book.documents}
    for kind, entry in listed(book):
        page.append(_line(kind, entry, references.get(entry.fragment, ""), languages[entry.document]))
    return html_text(page)


def listed(book: Book) -> tuple[tuple[str, ContentsEntry], ...]:
    """The entries of the printed contents, each with its class. Sections before the contents are left out."""
    with_headings = tuple(_entries(book, book.contents, headings=True))
    return with_headings if len(with_headings) <= MOST_ENTRIES else tuple(_entries(book, book.contents, headings=False))


def _entries(book: Book, entries: tuple[ContentsEntry, ...], *, headings: bool) -> Iterator[tuple[str, ContentsEntry]]:
    types = {document.id: document.type for document in book.documents}
    before = None
    for entry in entries:
        kind = types[entry.document]
        if kind in BEFORE_CONTENTS:
            continue
        if entry.level == 1:
            beside = "chapter apart" if before is SectionType.PART and entries is book.contents else "chapter"
            yield "part" if kind is SectionType.PART else beside, entry
            before = kind
            yield from _entries(book, entry.children, headings=headings)
        elif entry.level == 2 and headings:
            yield "heading", entry


def _line(kind: str, entry: ContentsEntry, folio: str, language: str) -> etree._Element:
    line = xhtml_element("p", class_=f"entry {kind}")
    runs_left = direction_of(language)  # the title's words, not its leader
    markup = f'<span dir="{runs_left}">{entry.markup}</span>' if runs_left else entry.markup
    title = parse(f'<span xmlns="{XHTML}" class="entry-title">{markup}</span>')
    for inner in title.iterdescendants():
        for name in ("id", "href", "class"):  # the entry repeats the title, not its anchors; only small capitals keep their class
            if name in inner.attrib and (name != "class" or inner.get("class") != "smallcaps"):
                del inner.attrib[name]
    nest_levels(title, "ltr")
    line.append(title)
    line.append(xhtml_element("span", folio, class_="entry-page"))
    return line


def _half_title(book: Book) -> etree._Element:
    page = display_page(HALF_TITLE, book.configuration)
    page.append(xhtml_element("p", book.configuration.title, class_="title"))
    return page


def _display(name: str, side: Side) -> Piece:
    return Piece(name=name, opens=side, display=True)
