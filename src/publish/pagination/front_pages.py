"""The printed pages that no section holds: half-title, also-by, title page, imprint, contents. As HTML for the workers.

The vocabulary, beside those of `publish.book.title_page` and `publish.book.imprint`, which write for every edition:

    section.half-title > p.title
    section.contents > header > h1; p.entry.part, p.entry.chapter(.apart), p.entry.heading > span.entry-title, span.entry-page

All words are ours; whoever reads the file back counts them as supplied.
"""

import unicodedata
from collections.abc import Iterator, Mapping, Sequence

from lxml import etree

from publish.book.contents import BEFORE_CONTENTS
from publish.book.faces import letters_of
from publish.book.imprint import ALSO_BY, IMPRINT, also_by_page, display_page, imprint
from publish.book.markup import XHTML, parse, set_language, xhtml_element
from publish.book.title_page import TITLE_PAGE, title_page
from publish.config import Configuration, Part, place_of_key
from publish.diagnostics import Diagnostic, diagnostic
from publish.languages import labels_for
from publish.layout.print_html import html_text
from publish.model import Book, ContentsEntry, Face, SectionType, Side
from publish.pagination.pieces import Piece

HALF_TITLE = "half-title"
CONTENTS = Piece(name="contents", opens=Side.RECTO)
MOST_ENTRIES = 60  # of two facing pages; a book with more headings lists its sections only


def display_pages(book: Book, families: Sequence[str] = ()) -> Mapping[str, tuple[Piece, str]]:
    """The pages before all others by name, in order: each with its HTML. `families` are the faces that the book is set in, once known.

    A half-title belongs to the full make-up of a book, with openings on a recto; a book that saves paper there saves it here too, unless
    the author's other books need its back.
    """
    configuration = book.configuration
    full = configuration.print.openings == "recto" or configuration.also_by is not None
    found: dict[str, tuple[Piece, etree._Element | None]] = {
        HALF_TITLE: (_display(HALF_TITLE, Side.RECTO), _half_title(book) if full else None),
        ALSO_BY: (_display(ALSO_BY, Side.VERSO), also_by_page(configuration) if full else None),
        TITLE_PAGE: (_display(TITLE_PAGE, Side.RECTO), title_page(configuration)),
        IMPRINT: (_display(IMPRINT, Side.VERSO), imprint(configuration, families=families, series=not full)),
    }
    return {name: (piece, html_text(page)) for name, (piece, page) in found.items() if page is not None}


def undrawable_texts(configuration: Configuration, faces: Sequence[Face]) -> tuple[Diagnostic, ...]:
    """P101 for each text of book.toml that these pages show and that holds a letter which no face has, at its place there."""
    known = frozenset[int]().union(*(letters_of(face.path) for face in faces))
    found = []
    for path, text in _shown(configuration):
        letter = next((letter for letter in text if letter.isprintable() and not letter.isspace() and ord(letter) not in known), None)
        if letter:
            name = unicodedata.name(letter, "a character without a name")
            message = f"“{letter}” (U+{ord(letter):04X} {name}) in “{text}” is in no font of the book"
            at = place_of_key(configuration.folder, *path)
            found.append(diagnostic("P101", message, help="write another character", at=at))
    return tuple(found)


def _shown(configuration: Configuration) -> Iterator[tuple[tuple[str | int, ...], str]]:
    """The texts of book.toml that are printed, with their keys."""
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
    """The table of contents as HTML; `references` gives the folio of each id that is known yet."""
    labels = labels_for(book.configuration.language)
    page = xhtml_element("section", class_=CONTENTS.name)
    header = xhtml_element("header")
    header.append(xhtml_element("h1", labels.contents))
    if labels.are_foreign_to(book.configuration.language):
        set_language(header[0], labels.language)
    page.append(header)
    for kind, entry in listed(book):
        page.append(_line(kind, entry, references.get(entry.fragment, "")))
    return html_text(page)


def listed(book: Book) -> tuple[tuple[str, ContentsEntry], ...]:
    """The entries that the printed contents list, each with its class: what stands before the contents is left out."""
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


def _line(kind: str, entry: ContentsEntry, folio: str) -> etree._Element:
    line = xhtml_element("p", class_=f"entry {kind}")
    title = parse(f'<span xmlns="{XHTML}" class="entry-title">{entry.markup}</span>')
    for inner in title.iterdescendants():
        for name in ("id", "href", "class"):  # what is listed is the title, not the place; and its small capitals are the entry's affair
            if name in inner.attrib and (name != "class" or inner.get("class") != "smallcaps"):
                del inner.attrib[name]
    line.append(title)
    line.append(xhtml_element("span", folio, class_="entry-page"))
    return line


def _half_title(book: Book) -> etree._Element:
    page = display_page(HALF_TITLE, book.configuration)
    page.append(xhtml_element("p", book.configuration.title, class_="title"))
    return page


def _display(name: str, side: Side) -> Piece:
    return Piece(name=name, opens=side, display=True)
