"""What shops refuse, or their reading systems cannot show, in an e-book that is valid.

Only faults that a manuscript or a book's own sheet can cause: names, links, covers and file sizes are handled where they are made. Reports
E601 to E604.
"""

import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from urllib.parse import urlsplit

import tinycss2

from publish.book.contents import line_of
from publish.book.markup import XHTML, parse
from publish.diagnostics import Diagnostic, Location, diagnostic
from publish.epub.container import Resource
from publish.epub.xhtml_file import XHTML_TYPE
from publish.model import Book

MOST_LETTERS = 4400
"""Letters of a note that Kobo's readers open in a window. Measured on devices by one project: about 4,500 open, 5,500 do not."""
MOST_BYTES = 300_000
"""Size of a file that Adobe's mobile software, used in many older devices, can open."""
SHOPS = re.compile(
    r"(?:^|\.)(?:amazon\.[a-z.]{2,6}|amzn\.to|a\.co|books\.apple\.com|itunes\.apple\.com|play\.google\.com|kobo\.com|barnesandnoble\.com"
    r"|bol\.com|thalia\.de|fnac\.com|smashwords\.com|bookshop\.org)$"
)
"""Bookshops; Apple's asset guide refuses links to other shops."""
TEXT = frozenset({"html", "body", "p", "*", "section", ":root"})
FORCED = re.compile(r"(?<![\w.])\d*\.?\d+(?:px|pt|pc|cm|mm|in|q)\b", re.IGNORECASE)
COLOURS = frozenset({"color", "background", "background-color"})
LEFT = frozenset({"inherit", "initial", "unset", "transparent", "currentcolor", "none"})


def check_for_stores(book: Book) -> tuple[Diagnostic, ...]:
    """E601 for a note too long for a window, E602 for a link to a shop, E603 for a sheet that fixes what readers choose."""
    return (*_long_notes(book), *_links_to_shops(book), *_forced_looks(book.configuration.folder))


def check_files(resources: Iterable[Resource]) -> tuple[Diagnostic, ...]:
    """E604 for a file that could not be split and is too long for old reading systems."""
    return tuple(
        diagnostic(
            "E604",
            f"this section is a file of {len(resource.content) // 1000} kB in the e-book, and could not be parted",
            help="part a very long table, list or quotation in it",
            at=Location(path=resource.origin.path, line=1),
        )
        for resource in resources
        if resource.media_type == XHTML_TYPE and resource.origin and len(resource.content) > MOST_BYTES
    )


def _long_notes(book: Book) -> Iterator[Diagnostic]:
    for document in book.documents:
        for note in document.notes:
            letters = len(" ".join("".join(map(str, parse(note.body).itertext())).split())) if len(note.body) > MOST_LETTERS else 0
            if letters > MOST_LETTERS:
                yield diagnostic(
                    "E601",
                    f"the note {note.number} (“{note.label}”) has {letters:,} characters, and some readers open no window for it",
                    help="shorten it, or make an appendix of it; it is in the e-book whole, and the way to it and back is there",
                    at=note.location,
                )


def _links_to_shops(book: Book) -> Iterator[Diagnostic]:
    for document in book.documents:
        for markup, line in ((document.body, 1), *((note.body, note.location.line) for note in document.notes)):
            for link in parse(markup).iter(f"{{{XHTML}}}a") if 'href="http' in markup else ():
                host = urlsplit(link.get("href", "")).hostname or ""
                if SHOPS.search(host):
                    message = f"the link to {host} leads to a shop, and other shops refuse a book with such links"
                    help = "link to the publisher’s or the author’s own page"
                    yield diagnostic("E602", message, help=help, at=Location(path=document.path, line=line_of(link, line)))


def _forced_looks(folder: Path) -> Iterator[Diagnostic]:
    """E603 for colours and sizes of the whole text in the book's own sheet: readers set them for themselves."""
    path = folder / "styles/epub.css"
    if not path.is_file():
        return
    for rule in tinycss2.parse_stylesheet(path.read_text(encoding="utf-8", errors="replace"), skip_comments=True, skip_whitespace=True):
        selectors = {part.strip() for part in tinycss2.serialize(rule.prelude).split(",")} if rule.type == "qualified-rule" else set()
        for part in tinycss2.parse_blocks_contents(rule.content, skip_comments=True, skip_whitespace=True) if selectors & TEXT else ():
            value = tinycss2.serialize(part.value).strip().lower() if part.type == "declaration" else ""
            coloured = value and part.lower_name in COLOURS and value not in LEFT
            sized = value and part.lower_name in {"font", "font-size", "line-height"} and FORCED.search(value)
            if coloured or sized:
                yield diagnostic(
                    "E603",
                    f"“{part.name}: {value}” takes from readers the {'colour' if coloured else 'size'} that they have chosen",
                    help="take it out, or give it to a class; sizes of text are in em or %",
                    at=Location(path="styles/epub.css", line=part.source_line, column=part.source_column),
                )
