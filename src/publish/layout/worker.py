"""The inside of a worker process: the only place where WeasyPrint runs.

Policy: nothing of the machine shows in the pages (`publish.layout.sandbox`); files come from the book's folder and from nowhere else, no
network is ever asked; what WeasyPrint only logs or swallows becomes a diagnostic. Reports P101 to P105, P108, P109.
"""

from __future__ import annotations

import logging
import re
import unicodedata
import warnings
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from html import escape
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urljoin, urlsplit

from lxml import etree

import publish._native
from publish.book.markup import local_name, parse
from publish.diagnostics import Diagnostic, Location, Outcome, diagnostic, in_reading_order
from publish.layout.breaks import show_ornaments
from publish.layout.composition_faults import composition_faults, notes_away
from publish.layout.geometry import page_design
from publish.layout.glyph_faces import Flaw, Ink, check_faces, face_rules
from publish.layout.page_facts import PageReader, unplaced
from publish.layout.print_html import MECHANICS, print_body
from publish.layout.task import Task
from publish.model import ContentDocument, Face, Fragment, PageFacts
from publish.tools.mathematics import MATHML

with warnings.catch_warnings():
    warnings.filterwarnings("ignore", message="(?i).*fontconfig.*")  # that no font is configured is what we want
    publish._native.load()
    import weasyprint
    from weasyprint.css.counters import CounterStyle
    from weasyprint.text.fonts import FontConfiguration
    from weasyprint.urls import URLFetcher, URLFetcherResponse

    from publish.layout import weasyprint_70
    from publish.layout.last_page import without_a_short_end
    from publish.layout.weasyprint_70_lines import Paragraphs

IGNORED = re.compile(r"Ignored [`'](.+?)[`'] at \d+:\d+, (.*)", re.DOTALL)  # as WeasyPrint 70.0 says it
FAILURES = (ArithmeticError, AssertionError, AttributeError, LookupError, NotImplementedError, RecursionError, TypeError, ValueError)
"""What WeasyPrint 70.0 raises where a page is more than it can do: the section is named and the build goes on to the next."""


def serve(connection: Connection) -> None:
    """Each task that comes in is answered by its Outcome, or by None where memory ran out; ends when the other side does."""
    weasyprint_70.mend()
    while True:
        try:
            task: Task = connection.recv()
        except EOFError:
            return
        try:
            connection.send(set_task(task))
        except MemoryError:
            connection.send(None)


def set_task(task: Task) -> Outcome[Fragment]:
    """The printed pages of a task, and all that is to be said of them."""
    faults = check_faces(task.setting.faces)
    if faults:
        return Outcome(diagnostics=faults)
    log = _Log()
    with log:
        sheets = _sheets(task.setting.folder, task.setting.stylesheet, task.setting.faces)
        fetcher = BookFiles(task.setting.folder, task.setting.faces)
        html = weasyprint.HTML(string=_page(task), base_url=f"{task.setting.folder.resolve().as_uri()}/", url_fetcher=fetcher)
        ink = Ink(task.setting.faces)
        try:
            document = _laid_out(html, sheets, task)
            document.fonts = ink
            show_ornaments(page._page_box for page in document.pages)
            pdf = document.write_pdf()
        except FAILURES as fault:
            return Outcome(diagnostics=(_failure(task, fault),))
    reader = PageReader()
    boxes = [page._page_box for page in document.pages]
    reader.read(boxes)
    lines = _Lines(html.etree_element, task.path)
    found = [
        *(_of_flaw(flaw, lines) for flaw in ink.flaws.values()),
        *_of_notes(task.document, reader),
        *_of_refusals(fetcher.refused, lines, html.base_url),
        *_of_log([*sheets.log, *log.messages], fetcher.refused, task.setting.folder),
    ]
    pages = _with_composition_faults(reader.pages, boxes, task.document, lines) if task.document else reader.pages
    fragment = Fragment(pdf=pdf, pages=tuple(pages), fonts=ink.fonts(), anchors=tuple(reader.anchors.values()))
    whole = not ink.flaws  # a glyph that is not there cannot be embedded
    return Outcome(value=fragment if whole else None, diagnostics=in_reading_order(found))


def _laid_out(html: Any, sheets: _Sheets, task: Task) -> Any:
    """WeasyPrint's document; the last page of a section is more than a few lines."""
    paragraphs = Paragraphs(task.setting.divided_words)

    def lay_out(more: str) -> Any:
        return weasyprint_70.lay_out(
            html,
            paragraphs,
            font_config=sheets.fonts,
            counter_style=sheets.counters,
            color_profiles=dict(sheets.colours),
            stylesheets=[*sheets.sheets, weasyprint.CSS(string=more)] if more else sheets.sheets,
        )

    if task.document is None:
        return lay_out("")
    return without_a_short_end(lay_out, paragraphs, lambda page: weasyprint_70.line_of(page.children[0].style)[0])


def _with_composition_faults(pages: Sequence[PageFacts], boxes: Sequence[Any], document: ContentDocument, lines: _Lines) -> list[PageFacts]:
    """What is known of each page, with what a compositor would mark on it."""
    strut = weasyprint_70.line_of(boxes[0].children[0].style)
    found = [list(on_page) for on_page in composition_faults(boxes, strut, lines.at, weasyprint_70.space_width)]
    for index, away in notes_away(pages, {note.id: note.location for note in document.notes}):
        found[index].append(away)
    return [replace(page, composition_faults=tuple(on_page)) for page, on_page in zip(pages, found, strict=True)]


def _page(task: Task) -> str:
    setting, document = task.setting, task.document
    body = print_body(document, page_design(setting.trim)) if document else task.html
    language = document.language if document else task.language
    head = f"@page{{size:{setting.trim.width} {setting.trim.height}}}html{{break-before:{setting.first_side}}}"
    style = f'<meta charset="utf-8"><style>{head}</style>'
    return f'<!doctype html><html lang="{escape(language)}"><head>{style}</head><body>{body}</body></html>'


@dataclass(frozen=True, slots=True)
class _Sheets:
    """The style sheets and fonts of a setting as WeasyPrint holds them, and what it said when it read them."""

    sheets: list[Any]
    fonts: Any
    counters: Any
    colours: dict[str, Any]
    log: tuple[logging.LogRecord, ...]


@lru_cache(maxsize=4)
def _sheets(folder: Path, stylesheet: str, faces: tuple[Face, ...]) -> _Sheets:
    """Read once for all sections of a setting: fonts and rules are a good part of a short section's time."""
    fonts, counters = FontConfiguration(), CounterStyle()
    colours: dict[str, Any] = {}
    fetcher = BookFiles(folder, faces)
    base = f"{folder.resolve().as_uri()}/"
    with _Log() as log:
        sheets = [
            weasyprint.CSS(
                string=text, base_url=base, url_fetcher=fetcher, font_config=fonts, counter_style=counters, color_profiles=colours
            )
            for text in (face_rules(faces), MECHANICS, stylesheet)
        ]
    return _Sheets(sheets, fonts, counters, colours, tuple(log.messages))


# --- files ----------------------------------------------------------------------------------------------------------------------------


class BookFiles(URLFetcher):  # type: ignore[misc]
    """Hands WeasyPrint the files of the book's folder and the faces, and data: addresses; what else is asked for is refused and remembered.

    A drawing that defines entities is refused too: they can be made to fill any memory.
    """

    def __init__(self, folder: Path, faces: Iterable[Face]) -> None:
        super().__init__(allowed_protocols={"file", "data"}, allow_redirects=False)
        self.folder = folder.resolve()
        self.faces = {face.path.resolve() for face in faces}
        self.refused: dict[str, str] = {}

    def fetch(self, url: str, headers: Any = None) -> URLFetcherResponse:
        """The file that an address names. ValueError if it is none of the book's; WeasyPrint then goes on without."""
        scheme = urlsplit(url).scheme.lower()
        if scheme == "data":
            return super().fetch(url, headers)
        if scheme != "file":
            raise self._refusal(url, "it is not in the book's folder, and a book must not need the web")
        path = Path(unquote(urlsplit(url).path)).resolve()
        if path not in self.faces and not path.is_relative_to(self.folder):
            raise self._refusal(url, "it is not in the book's folder")
        if not path.is_file():
            raise self._refusal(url, "there is no such file")
        content = path.read_bytes()
        if path not in self.faces and b"<!ENTITY" in content and _defines_entities(content):
            raise self._refusal(url, "it defines entities of its own")
        return URLFetcherResponse(url, content, {"Content-Type": MEDIA_TYPES.get(path.suffix.lower(), "application/octet-stream")})

    def _refusal(self, url: str, reason: str) -> ValueError:
        self.refused[url] = reason
        return ValueError(reason)


MEDIA_TYPES = {
    ".svg": "image/svg+xml",
    ".png": "image/png",
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
    ".gif": "image/gif",
    ".css": "text/css",
}


def _defines_entities(content: bytes) -> bool:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    try:
        tree = etree.fromstring(content, parser)
    except etree.XMLSyntaxError:
        return True  # it claims to, and cannot be looked into
    subset = tree.getroottree().docinfo.internalDTD
    return subset is not None and any(True for _ in subset.iterentities())


# --- diagnostics ----------------------------------------------------------------------------------------------------------------------


@dataclass(slots=True)
class _Lines:
    """The manuscript's lines by element of the page's HTML."""

    root: Any
    path: str
    parents: dict[Any, Any] = field(default_factory=dict)

    def at(self, element: Any) -> Location | None:
        """The place of an element, or of the nearest one around it that has a line. What stands in another's pages bears `data-path`."""
        if not self.path:
            return None
        if not self.parents:
            self.parents = {child: parent for parent in self.root.iter() for child in parent}
        line = None
        while element is not None:
            if line is None and (element.get("data-line") or "").isdigit():
                line = int(element.get("data-line"))
            if element.get("data-path"):
                return Location(path=element.get("data-path"), line=line)
            element = self.parents.get(element)
        return Location(path=self.path, line=line)


def _of_flaw(flaw: Flaw, lines: _Lines) -> Diagnostic:
    element = getattr(flaw.box, "element", None)
    at = lines.at(element)
    if flaw.unknown:
        text = " ".join(flaw.box.text.split())[:40]
        message = f"“{text}” is to be set in {flaw.family}, and the book has no such font"
        help = "in styles/print.css, name a family that the book has, or leave font-family out"
        return diagnostic("P110", message, help=help, at=at)
    asked = f"{flaw.family} {flaw.style} {flaw.weight}"
    if not flaw.letter:
        text = " ".join(flaw.box.text.split())[:40]
        message = f"“{text}” is to be set in {asked}, which the book's fonts do not have"
        return diagnostic("P102", message, help="ask for another style or weight in the style sheet", at=at)
    name = unicodedata.name(flaw.letter, "a character without a name")
    word = next((word for word in flaw.box.text.split() if flaw.letter in word), flaw.letter)
    message = f"“{flaw.letter}” (U+{ord(flaw.letter):04X} {name}) in “{word}” is in no font of the book: {flaw.family} lacks it"
    help = "write another character, or have the passage set in a font that has it"
    return diagnostic("P101", message, help=help, at=at, length=len(word))


def _of_notes(document: ContentDocument | None, reader: PageReader) -> Iterator[Diagnostic]:
    if document is None:
        return
    notes = {note.id: note for note in document.notes}
    bodies = {name: parse(note.body) for name, note in notes.items()}
    for body in bodies.values():
        etree.strip_elements(body, f"{{{MATHML}}}math", with_tail=False)  # they are drawn: no letters of them stand on the page
    tabled = frozenset(name for name, body in bodies.items() if any(local_name(part) == "thead" for part in body.iter()))
    for found in unplaced(reader, {name: "".join(map(str, body.itertext())) for name, body in bodies.items()}, tabled):
        note = notes[found.id]
        yield diagnostic(
            "P103",
            f"the note {note.number} (“{note.label}”) {found.how}",
            help="make its largest image, row or block smaller, or move it into the text",
            at=note.location,
        )


def _of_refusals(refused: dict[str, str], lines: _Lines, base: str) -> Iterator[Diagnostic]:
    for url, reason in refused.items():
        asking = next((element for element in lines.root.iter("img") if urljoin(base, element.get("src", "")) == url), None)
        shown = unquote(url.removeprefix(base).removeprefix("file://"))
        yield diagnostic(
            "P105",
            f"“{shown}” is asked for, but {reason}",
            help="copy it into the book's folder and name it from there",
            at=lines.at(asking) if asking is not None else None,
        )


def _of_log(records: Iterable[logging.LogRecord], refused: dict[str, str], folder: Path) -> Iterator[Diagnostic]:
    for record in records:
        message = record.getMessage()
        if message.startswith(".notdef glyph") or any(url in message for url in refused):
            continue
        if message.startswith(("Failed to load", "Failed to render")):
            yield diagnostic("P105", f"something cannot be shown: {message}", help="save the image again from the program that made it")
        else:
            help = "take it out of the style sheet, or write what WeasyPrint knows"
            message, at = _in_own_sheet(folder, message)
            yield diagnostic("P104", f"the style sheet is not wholly understood: {message}", help=help, at=at)


def _in_own_sheet(folder: Path, message: str) -> tuple[str, Location | None]:
    """What WeasyPrint says of a declaration, and where the book's own sheets have it: it counts the lines of all sheets together."""
    ignored = IGNORED.search(message)
    if not ignored:
        return message, None
    declaration = " ".join(ignored[1].split())
    wanted = "".join(ignored[1].split())
    for sheet in sorted((folder / "styles").glob("*.css")):
        for number, line in enumerate(sheet.read_text(encoding="utf-8", errors="replace").splitlines(), 1):
            if wanted in "".join(line.split()):
                at = Location(path=sheet.relative_to(folder).as_posix(), line=number)
                return f"“{declaration}” is left out, {ignored[2].rstrip('.')}", at
    return message, None


def _failure(task: Task, fault: Exception) -> Diagnostic:
    what = f"the section “{task.document.title}”" if task.document else "a page of the edition itself"
    return diagnostic(
        "P109",
        f"WeasyPrint could not lay out {what}: {type(fault).__name__} {fault}".rstrip(),
        help="set half of it at a time to find the passage, and report it",
        at=Location(path=task.path) if task.path else None,
    )


class _Log(logging.Handler):
    """What WeasyPrint says while it works, from warnings upwards."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.messages: list[logging.LogRecord] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.messages.append(record)

    def __enter__(self) -> _Log:
        logging.getLogger("weasyprint").addHandler(self)
        return self

    def __exit__(self, *_: object) -> None:
        logging.getLogger("weasyprint").removeHandler(self)
