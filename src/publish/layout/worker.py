"""The code of a worker process: the only place where WeasyPrint runs.

Policy: nothing of the machine gets into the pages (`publish.layout.sandbox`), nothing is read from outside the book's folder
(`publish.layout.book_files`), and what WeasyPrint only logs becomes a diagnostic. Reports P101 to P105, P108 to P110, P112, P115, P116 and
P121.
"""

from __future__ import annotations

import logging
import re
import signal
import warnings
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from hashlib import blake2b
from html import escape
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

import publish._native
from publish.diagnostics import Diagnostic, Location, Outcome, diagnostic, in_reading_order
from publish.layout.box_measures import BROADSIDE
from publish.layout.breaks import show_ornaments
from publish.layout.composition_faults import composition_faults, notes_on_other_pages
from publish.layout.element_places import ElementPlaces
from publish.layout.foreign_letters import faces_for
from publish.layout.formula_drawings import SMALL
from publish.layout.geometry import page_design
from publish.layout.glyph_faces import FragmentFonts, check_faces, face_rules
from publish.layout.label_faces import Labels
from publish.layout.lost_notes import lost_notes
from publish.layout.page_facts import PageReader
from publish.layout.print_html import MECHANICS, print_body
from publish.layout.task import Task
from publish.layout.weasyprint_70_start import without_font_writers
from publish.layout.weasyprint_log import WeasyPrintLog, log_diagnostics
from publish.layout.wide_tables import TableFit, notes_of_divided_rows
from publish.model import ContentDocument, Face, Fragment, PageFacts
from publish.resources import styles_dir
from publish.text.bidi_levels import runs_left
from publish.tools.garbage import collect_seldom

with warnings.catch_warnings(), without_font_writers():
    warnings.filterwarnings("ignore", message="(?i).*fontconfig.*")  # no font is configured, on purpose
    publish._native.load()
    import weasyprint
    from weasyprint.css.counters import CounterStyle
    from weasyprint.text.fonts import FontConfiguration

    from publish.layout import weasyprint_70
    from publish.layout.book_files import BookFiles
    from publish.layout.last_page import without_a_short_end
    from publish.layout.weasyprint_70_lines import Paragraphs

NAMES_FILES = re.compile(r"url\(|@import|image", re.IGNORECASE)
"""What stands in a style sheet that asks for a file. Any other one is parsed once for the books of all folders."""
SHORT_TEX = 40  # characters of a formula that a message quotes
FAILURES = (ArithmeticError, AssertionError, AttributeError, LookupError, NotImplementedError, RecursionError, TypeError, ValueError)
"""What WeasyPrint 70.0 raises for a page that it cannot lay out. The section is reported and the build goes on to the next one."""


def serve(connection: Connection) -> None:
    """Answers each task with its Outcome, or with None if memory ran out. Returns when the other side closes the connection.

    A task comes with its seconds of computing time. After them the system ends this process.
    """
    weasyprint_70.mend()
    collect_seldom()
    while True:
        try:
            task, seconds = connection.recv()
        except EOFError:
            return
        try:
            signal.setitimer(signal.ITIMER_PROF, seconds)
            outcome = set_task(task)
            signal.setitimer(signal.ITIMER_PROF, 0)
            connection.send(outcome)
        except MemoryError:
            connection.send(None)


def set_task(task: Task) -> Outcome[Fragment]:
    """The printed pages of a task, with its diagnostics. No value if a glyph is missing, because it cannot be embedded."""
    setting = task.setting
    font_diagnostics = check_faces(setting.faces)
    if font_diagnostics:
        return Outcome(diagnostics=font_diagnostics)
    log = WeasyPrintLog()
    with log:
        folder = setting.folder if NAMES_FILES.search(setting.stylesheet) else styles_dir()
        page_html = _page(task)
        faces = (*setting.faces, *faces_for(page_html, setting.stylesheet, setting.folder, setting.faces))
        sheets = _sheets(folder, setting.stylesheet, faces)
        files = BookFiles(setting.folder, faces)
        html = weasyprint.HTML(string=page_html, base_url=_base_url(setting.folder), url_fetcher=files)
        places = ElementPlaces(html.etree_element, task.path)
        labels = Labels(faces, setting.folder)
        fonts = FragmentFonts(faces, places.at, labels, blake2b(page_html.encode(), digest_size=6).hexdigest())
        try:
            document, unfit = _laid_out(html, sheets, task, places)
            document.fonts = fonts
            show_ornaments(page._page_box for page in document.pages)
            pdf = document.write_pdf()
        except FAILURES as fault:
            return Outcome(diagnostics=(_failure(task, fault),))
    notes = {note.id: note for note in task.document.notes} if task.document else {}
    boxes = [page._page_box for page in document.pages]
    reader = PageReader(notes=notes, is_bidi=_is_bidi(page_html, setting.stylesheet))
    reader.read(boxes)
    uses = fonts.uses()
    diagnostics = [
        *fonts.diagnostics.values(),
        *labels.diagnostics.values(),
        *unfit,
        *_small_formulae(html.etree_element, places),
        *notes_of_divided_rows(html.etree_element, dict.fromkeys(reader.misplaced), notes, places.at),
        *lost_notes(notes, reader.texts, reader.pages),
        *files.refusals(places, html.base_url),
        *log_diagnostics([*sheets.log, *log.records], files.refused),
    ]
    pages = _with_composition_faults(reader.pages, boxes, task.document, places) if task.document else reader.pages
    fragment = Fragment(pdf=pdf, pages=tuple(pages), fonts=uses, anchors=tuple(reader.anchors.values()))
    return Outcome(value=None if fonts.diagnostics else fragment, diagnostics=in_reading_order(diagnostics))


def _page(task: Task) -> str:
    """The HTML of a task."""
    setting, document = task.setting, task.document
    body = print_body(document, page_design(setting.trim), setting.drop_cap) if document else task.html
    language = document.language if document else task.language
    width, height = setting.trim.width, setting.trim.height
    pages = f"@page{{size:{width} {height}}}@page {BROADSIDE}{{size:{height} {width}}}"
    head = f"{pages}html{{break-before:{setting.first_side}}}"
    style = f'<meta charset="utf-8"><style>{head}</style>'
    return f'<!doctype html><html lang="{escape(language)}"><head>{style}</head><body>{body}</body></html>'


def _is_bidi(page: str, stylesheet: str) -> bool:
    """Whether some text of a page may be set from right to left."""
    return 'dir="rtl"' in page or "rtl" in stylesheet or runs_left(page)


def _laid_out(html: Any, sheets: _Sheets, task: Task, places: ElementPlaces) -> tuple[Any, tuple[Diagnostic, ...]]:
    """WeasyPrint's document, and the tables that do not fit. The last page of a section has more than a few lines."""
    paragraphs = Paragraphs(task.setting.divided_words, task.setting.divide_names)

    def lay_out(more_css: str) -> Any:
        return weasyprint_70.lay_out(
            html,
            paragraphs,
            font_config=sheets.fonts,
            counter_style=sheets.counters,
            color_profiles=dict(sheets.colours),
            stylesheets=[*sheets.sheets, weasyprint.CSS(string=more_css)] if more_css else sheets.sheets,
        )

    if task.document is None:
        return lay_out(""), ()
    fit = TableFit(lay_out, places.at, has_tables=next(html.etree_element.iter("table"), None) is not None)
    document = without_a_short_end(fit, paragraphs, lambda page: weasyprint_70.line_of(page.children[0].style)[0])
    return document, tuple(fit.diagnostics.values())


def _with_composition_faults(
    pages: Sequence[PageFacts], boxes: Sequence[Any], document: ContentDocument, places: ElementPlaces
) -> list[PageFacts]:
    """The pages, each with its composition faults."""
    strut = weasyprint_70.line_of(boxes[0].children[0].style)
    faults = [list(on_page) for on_page in composition_faults(boxes, strut, places.at, weasyprint_70.space_width)]
    for index, fault in notes_on_other_pages(pages, {note.id: note.location for note in document.notes}):
        faults[index].append(fault)
    return [replace(page, composition_faults=tuple(on_page)) for page, on_page in zip(pages, faults, strict=True)]


def _small_formulae(root: Any, places: ElementPlaces) -> Iterator[Diagnostic]:
    """P119 for each formula in type that is too small to read, because it would be wider than the text."""
    for picture in root.iter("img"):
        size = picture.get(SMALL)
        if size:
            message = f"the formula “{_beginning(picture.get('alt', ''))}” is wider than the text, and set in type of {size} points to fit"
            yield diagnostic("P119", message, help="divide it into several formulae, each on its own line", at=places.at(picture))


def _beginning(tex: str) -> str:
    return tex if len(tex) <= SHORT_TEX else f"{tex[:SHORT_TEX]}…"


def _failure(task: Task, fault: Exception) -> Diagnostic:
    return diagnostic(
        "P109",
        f"WeasyPrint could not lay out {task.name}: {type(fault).__name__} {fault}".rstrip(),
        help="build half of it at a time to find the passage, and report it",
        at=Location(path=task.path) if task.path else None,
    )


# --- style sheets and fonts -----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Sheets:
    """The parsed style sheets and fonts of a setting, and what WeasyPrint logged while it read them."""

    sheets: list[Any]
    fonts: Any
    counters: Any
    colours: dict[str, Any]
    log: tuple[logging.LogRecord, ...]


@lru_cache(maxsize=4)
def _sheets(folder: Path, stylesheet: str, faces: tuple[Face, ...]) -> _Sheets:
    """Parsed once for all sections of a setting: fonts and rules take a good part of a short section's time."""
    fonts, counters = FontConfiguration(), CounterStyle()
    fonts.faces = faces  # for small capitals and foreign letters
    colours: dict[str, Any] = {}
    files = BookFiles(folder, faces)
    with WeasyPrintLog() as log:
        sheets = [
            weasyprint.CSS(
                string=text,
                base_url=_base_url(folder),
                url_fetcher=files,
                font_config=fonts,
                counter_style=counters,
                color_profiles=colours,
            )
            for text in (face_rules(faces), MECHANICS, stylesheet)
        ]
    return _Sheets(sheets, fonts, counters, colours, tuple(log.records))


def _base_url(folder: Path) -> str:
    return f"{folder.resolve().as_uri()}/"
