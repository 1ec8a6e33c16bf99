"""The cover of the printed book: back, spine and front on one sheet for each printer, the spine as wide as the pages that are bound.

It is set in type from book.toml, or made of the pictures that book.toml names, or it is a designer's finished file, which is judged and
passed on unchanged. A cover that no longer fits the pages stops the build.
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from shutil import copyfile
from urllib.parse import unquote

from publish.book.assets import asset
from publish.book.sheet_checks import sheet_for_print
from publish.book.typefaces import typefaces
from publish.config import Configuration
from publish.config.resolution import place_of_key
from publish.config.values import CoverSettings, PrintOrder
from publish.covers.cover_pdf import CoverTask, bind_cover
from publish.covers.cover_sheet import CoverSheet, cover_sheet_for
from publish.diagnostics import Diagnostic, Outcome, diagnostic, has_errors
from publish.editions import NO_TEXT, Edition, Workshop
from publish.layout.sheet_judge import remembering
from publish.model import Asset, Book, Made, Setting, Side
from publish.pagination.compose import Setter
from publish.preflight import as_diagnostic, cover_job, judged
from publish.preflight.report import leave_report
from publish.resources import styles_dir
from publish.tools.cache import Cache

ARTEFACT = "book.cover.pdf"
SHEET = "wrap.css"
OWN = "cover.css"
PANEL_SLACK = 0.03  # of a picture's width or height: less may be cut away without a warning
SPINE_SLACK = 1.4  # points by which the spine may have grown: half a millimetre


def make(book: Book, workshop: Workshop, others: Mapping[str, Made]) -> Outcome[Made]:
    """The cover for each printer in the scratch folder. Reports P406 to P412, and the findings of preflight (P5xx)."""
    configuration, printed = book.configuration, others["print"]
    orders = configuration.print.orders
    if not orders:
        message = "a cover's spine is as wide as the printer's paper makes it, and book.toml names no printer"
        help = 'write printer = "kdp-bw" under [print]; “publish printers” lists them'
        return Outcome(diagnostics=(diagnostic("P406", message, help=help, at=place_of_key(configuration.folder, "print")),))
    diagnostics: list[Diagnostic] = []
    made: list[Made] = []
    for order, pages in zip(orders, (printed, *printed.further), strict=True):
        cover_sheet = cover_sheet_for(order, configuration.print.trim, len(pages.pages.pages))
        path = workshop.scratch / (ARTEFACT if not made else f"book.cover.{order.printer.name}.pdf")
        written = _written(configuration, workshop, order, cover_sheet, path)
        diagnostics.extend(written)
        if has_errors(written):
            continue
        diagnostics.extend(_judged(path, cover_sheet, configuration, workshop))
        made.append(Made(edition=EDITION.name, path=path, facts=_facts(path, order, cover_sheet)))
    if has_errors(diagnostics):
        return Outcome(diagnostics=tuple(dict.fromkeys(diagnostics)))
    value = replace(made[0], beside=tuple(cover.path for cover in made[1:]), further=tuple(made[1:]))
    return Outcome(value=value, diagnostics=tuple(dict.fromkeys(diagnostics)))


def _written(
    configuration: Configuration, workshop: Workshop, order: PrintOrder, cover_sheet: CoverSheet, path: Path
) -> tuple[Diagnostic, ...]:
    """Write the cover for one printer, unless there is an error."""
    cover = configuration.cover or CoverSettings()
    finished = cover.file(order.printer.name)
    if finished:
        return _handed_on(configuration, finished, order, path)
    pictures = {panel: source for panel in ("back", "spine", "front") if (source := cover.picture(panel, order.printer.name))}
    wrong = tuple(fault for panel, source in pictures.items() for fault in _picture_faults(panel, source, configuration, cover_sheet))
    styled = _setting(configuration, cover_sheet, workshop.cache)
    if styled.value is None or has_errors((*wrong, *styled.diagnostics)):
        return (*wrong, *styled.diagnostics)
    task = CoverTask(
        configuration=configuration,
        order=order,
        cover_sheet=cover_sheet,
        setting=styled.value,
        pictures=tuple(map(unquote, pictures.values())),
    )
    with workshop.workers() as pool:
        bound = bind_cover(task, Setter(pool=pool, cache=workshop.cache), workshop.moment, path)
    return (*wrong, *styled.diagnostics, *bound, *_barcode_faults(configuration, cover_sheet))


def _handed_on(configuration: Configuration, finished: str, order: PrintOrder, path: Path) -> tuple[Diagnostic, ...]:
    """Copy a designer's file in place of our cover. Reports P407."""
    source, folder = configuration.folder / finished, configuration.folder.resolve()
    if not source.resolve().is_relative_to(folder) or not source.is_file():
        keys = ("cover", "file", order.printer.name) if order.printer.name in _files(configuration) else ("cover", "file")
        help = 'copy it into the book\'s folder, and write its path from there: file = "cover.pdf"'
        message = f"there is no finished cover “{finished}” in the book's folder"
        return (diagnostic("P407", message, help=help, at=place_of_key(configuration.folder, *keys)),)
    copyfile(source, path)
    return ()


def _setting(configuration: Configuration, cover_sheet: CoverSheet, cache: Cache) -> Outcome[Setting]:
    folder = configuration.folder
    fonts = typefaces(configuration, cache)
    if fonts.value is None:
        return Outcome(diagnostics=fonts.diagnostics)
    tokens = cover_sheet.tokens(own_barcode=configuration.print.isbn is not None)
    flat = sheet_for_print([styles_dir() / SHEET], folder / "styles" / OWN, tokens, remembering(cache), fonts.value, cache)
    if flat.value is None or flat.failed:
        return Outcome(diagnostics=flat.diagnostics)
    trim, book_faces = cover_sheet.with_bleed, fonts.value.on_paper
    setting = Setting(folder=folder, first_side=Side.RECTO, trim=trim, stylesheet=flat.value, faces=book_faces)
    return Outcome(value=setting, diagnostics=flat.diagnostics)


def _picture_faults(panel: str, source: str, configuration: Configuration, cover_sheet: CoverSheet) -> Iterator[Diagnostic]:
    """The faults of a panel's picture: A101 to A106, P408 if much of it is cut away, P409 if it is drawn for another spine width."""
    each = panel == "spine" and configuration.cover and cover_sheet.printer.name in configuration.cover.spines
    at = place_of_key(configuration.folder, "cover", panel, *([cover_sheet.printer.name] if each else []))
    opened = asset(source, configuration.folder, at)
    yield from opened.diagnostics
    if opened.value is None or not opened.value.width:
        return
    height = cover_sheet.with_bleed.height.points
    width = cover_sheet.spine.points if panel == "spine" else cover_sheet.trim.width.points + cover_sheet.asked.bleed.points
    has = opened.value.width / opened.value.height * height
    if panel == "spine" and abs(has - width) > SPINE_SLACK:
        message = (
            f"“{source}” is drawn for a spine of {_mm(has)}; {cover_sheet.pages} pages on the paper of {cover_sheet.printer.title} "
            f"make one of {_mm(width)}, {_mm(height)} high with its bleed"
        )
        yield diagnostic("P409", message, help=f"draw it anew: {_pixels(width, height)}", at=at)
    elif panel != "spine" and _lost(opened.value, width, height) > PANEL_SLACK:
        share = 100 * _lost(opened.value, width, height)
        message = f"“{source}” has another shape than the {panel} with its bleed: {share:.0f} % of it is cut away"
        yield diagnostic("P408", message, help=f"draw it as {_mm(width)} x {_mm(height)}: {_pixels(width, height)}", at=at)


def _lost(picture: Asset, width: float, height: float) -> float:
    """The part of a picture's width or height that is cut away when it fills a panel: 0 to 1."""
    wide = picture.width / picture.height / (width / height)
    return 1 - min(wide, 1 / wide)


def _barcode_faults(configuration: Configuration, cover_sheet: CoverSheet) -> Iterator[Diagnostic]:
    """P412 if the cover has no barcode and the printer does not print one."""
    if configuration.print.isbn is None and not cover_sheet.asked.own_barcode:
        message = "the cover has no barcode, for the printed book has no ISBN"
        help = "write it under [print], with its thirteen digits: isbn = …"
        yield diagnostic("P412", message, help=help, at=place_of_key(configuration.folder, "print"))


def _judged(path: Path, cover_sheet: CoverSheet, configuration: Configuration, workshop: Workshop) -> Iterator[Diagnostic]:
    """The findings of preflight, each at the key of book.toml that the panel comes from."""
    cover = configuration.cover or CoverSettings()
    job = cover_job(path, cover_sheet)
    findings = judged(job)
    report = leave_report(job, findings, workshop.reports)
    if report:
        workshop.say(f"with pictures of what preflight finds: {report}")
    name = cover.file(cover_sheet.printer.name) or path.name
    for finding in findings:
        keys = ["cover"]
        if cover.file(cover_sheet.printer.name):
            keys.append("file")
        elif finding.box is not None and (panel := cover_sheet.panel(finding.box)) and cover.picture(panel, cover_sheet.printer.name):
            keys.append(panel)
        yield as_diagnostic(finding, name, place_of_key(configuration.folder, *keys))


def _facts(path: Path, order: PrintOrder, cover_sheet: CoverSheet) -> Mapping[str, object]:
    """Figures for build/report.json."""
    return {
        "printer": order.printer.name,
        "paper": order.paper.name,
        "pages": cover_sheet.pages,
        "spine": _mm(cover_sheet.spine.points),
        "size": f"{_mm(cover_sheet.size.width.points)} x {_mm(cover_sheet.size.height.points)}",
        "bytes": path.stat().st_size,
    }


def _files(configuration: Configuration) -> Mapping[str, str]:
    return configuration.cover.files if configuration.cover else {}


def _pixels(width: float, height: float) -> str:
    return f"{width / 72 * 300:.0f} × {height / 72 * 300:.0f} pixels"


def _mm(points: float) -> str:
    return f"{points * 25.4 / 72:.1f} mm"


EDITION = Edition(
    name="cover",
    artefact=ARTEFACT,
    make=make,
    read_back=NO_TEXT,
    needs=lambda _: ("print",),
    standard=lambda configuration: configuration.cover is not None,
)
