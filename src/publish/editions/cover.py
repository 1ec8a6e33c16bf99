"""The cover of the printed book: back, spine and front on one sheet for each printer, the spine as wide as the pages that are bound.

Set in type from book.toml, or made of the pictures that it names; or a designer's finished file, which is judged and handed on as it is.
What no longer fits the pages stops the build.
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from shutil import copyfile
from urllib.parse import unquote

from publish.book.assets import asset
from publish.book.faces import faces
from publish.book.stylesheets import flat_stylesheet, seen_from
from publish.config import Configuration
from publish.config.resolution import place_of_key
from publish.config.values import CoverSettings, PrintOrder
from publish.covers.cover_pdf import CoverTask, bind_cover
from publish.covers.cover_sheet import Wrap, wrap_for
from publish.diagnostics import Diagnostic, Outcome, diagnostic, has_errors
from publish.editions import NO_TEXT, Edition, Workshop
from publish.model import Asset, Book, Made, Setting, Side
from publish.pagination.compose import Setter
from publish.preflight import cover_job, judged
from publish.preflight.report import leave_report
from publish.resources import styles_dir

ARTEFACT = "book.cover.pdf"
SHEET = "wrap.css"
OWN = "cover.css"
PANEL_SLACK = 0.03  # of a picture's width or height that is cut away without a word
SPINE_SLACK = 1.4  # points by which the spine may have grown: half a millimetre


def make(book: Book, workshop: Workshop, others: Mapping[str, Made]) -> Outcome[Made]:
    """The cover for each printer in the scratch folder. Reports P406 to P412, and what preflight finds (P5xx)."""
    configuration, printed = book.configuration, others["print"]
    orders = configuration.print.orders
    if not orders:
        message = "a cover's spine is as wide as the printer's paper makes it, and book.toml names no printer"
        help = 'write printer = "kdp-bw" under [print]; “publish printers” lists them'
        return Outcome(diagnostics=(diagnostic("P406", message, help=help, at=place_of_key(configuration.folder, "print")),))
    said: list[Diagnostic] = []
    made: list[Made] = []
    for order, pages in zip(orders, (printed, *printed.further), strict=True):
        wrap = wrap_for(order, configuration.print.trim, len(pages.pages.pages))
        path = workshop.scratch / (ARTEFACT if not made else f"book.cover.{order.printer.name}.pdf")
        written = _written(configuration, workshop, order, wrap, path)
        said.extend(written)
        if has_errors(written):
            continue
        said.extend(_judged(path, wrap, configuration, workshop))
        made.append(Made(edition=EDITION.name, path=path, facts=_facts(path, order, wrap)))
    if has_errors(said):
        return Outcome(diagnostics=tuple(dict.fromkeys(said)))
    value = replace(made[0], beside=tuple(one.path for one in made[1:]), further=tuple(made[1:]))
    return Outcome(value=value, diagnostics=tuple(dict.fromkeys(said)))


def _written(configuration: Configuration, workshop: Workshop, order: PrintOrder, wrap: Wrap, path: Path) -> tuple[Diagnostic, ...]:
    """The cover for one printer is written, unless there is an error."""
    cover = configuration.cover or CoverSettings()
    finished = cover.file(order.printer.name)
    if finished:
        return _handed_on(configuration, finished, order, path)
    pictures = {panel: source for panel in ("back", "spine", "front") if (source := cover.picture(panel, order.printer.name))}
    wrong = tuple(found for panel, source in pictures.items() for found in _of_picture(panel, source, configuration, wrap))
    styled = _setting(configuration, wrap)
    if styled.value is None or has_errors((*wrong, *styled.diagnostics)):
        return (*wrong, *styled.diagnostics)
    task = CoverTask(
        configuration=configuration, order=order, wrap=wrap, setting=styled.value, pictures=tuple(map(unquote, pictures.values()))
    )
    with workshop.workers() as pool:
        bound = bind_cover(task, Setter(pool=pool, cache=workshop.cache), workshop.moment, path)
    return (*wrong, *styled.diagnostics, *bound, *_of_barcode(configuration, wrap))


def _handed_on(configuration: Configuration, finished: str, order: PrintOrder, path: Path) -> tuple[Diagnostic, ...]:
    """A designer's file stands where a cover of ours would. Reports P407."""
    source, folder = configuration.folder / finished, configuration.folder.resolve()
    if not source.resolve().is_relative_to(folder) or not source.is_file():
        keys = ("cover", "file", order.printer.name) if order.printer.name in _files(configuration) else ("cover", "file")
        help = 'copy it into the book\'s folder, and write its path from there: file = "cover.pdf"'
        message = f"there is no finished cover “{finished}” in the book's folder"
        return (diagnostic("P407", message, help=help, at=place_of_key(configuration.folder, *keys)),)
    copyfile(source, path)
    return ()


def _setting(configuration: Configuration, wrap: Wrap) -> Outcome[Setting]:
    folder = configuration.folder
    own = folder / "styles" / OWN
    sheets = [styles_dir() / SHEET, *([own] if own.is_file() else [])]
    tokens = wrap.tokens(own_barcode=configuration.print.isbn is not None)
    flat = flat_stylesheet(sheets, tokens, address=lambda path: seen_from(folder, path))
    if flat.value is None:
        return Outcome(diagnostics=flat.diagnostics)
    setting = Setting(folder=folder, first_side=Side.RECTO, trim=wrap.with_bleed, stylesheet=flat.value, faces=faces())
    return Outcome(value=setting, diagnostics=flat.diagnostics)


def _of_picture(panel: str, source: str, configuration: Configuration, wrap: Wrap) -> Iterator[Diagnostic]:
    """What is wrong with the picture of a panel: A101 to A106, P408 where much of it is cut away, P409 for another spine than this."""
    each = panel == "spine" and configuration.cover and wrap.printer.name in configuration.cover.spines
    at = place_of_key(configuration.folder, "cover", panel, *([wrap.printer.name] if each else []))
    opened = asset(source, configuration.folder, at)
    yield from opened.diagnostics
    if opened.value is None or not opened.value.width:
        return
    height = wrap.with_bleed.height.points
    width = wrap.spine.points if panel == "spine" else wrap.trim.width.points + wrap.asked.bleed.points
    has = opened.value.width / opened.value.height * height
    if panel == "spine" and abs(has - width) > SPINE_SLACK:
        message = (
            f"“{source}” is drawn for a spine of {_mm(has)}; {wrap.pages} pages on the paper of {wrap.printer.title} "
            f"make one of {_mm(width)}, {_mm(height)} high with its bleed"
        )
        yield diagnostic("P409", message, help=f"draw it anew: {_pixels(width, height)}", at=at)
    elif panel != "spine" and _lost(opened.value, width, height) > PANEL_SLACK:
        share = 100 * _lost(opened.value, width, height)
        message = f"“{source}” has another shape than the {panel} with its bleed: {share:.0f} % of it is cut away"
        yield diagnostic("P408", message, help=f"draw it as {_mm(width)} x {_mm(height)}: {_pixels(width, height)}", at=at)


def _lost(picture: Asset, width: float, height: float) -> float:
    """What part of a picture's width or height is not seen where it fills a panel."""
    wide = picture.width / picture.height / (width / height)
    return 1 - min(wide, 1 / wide)


def _of_barcode(configuration: Configuration, wrap: Wrap) -> Iterator[Diagnostic]:
    """P412 where there is none, and the printer prints none."""
    if configuration.print.isbn is None and not wrap.asked.own_barcode:
        message = "the cover has no barcode, for the printed book has no ISBN"
        help = "write it under [print], with its thirteen digits: isbn = …"
        yield diagnostic("P412", message, help=help, at=place_of_key(configuration.folder, "print"))


def _judged(path: Path, wrap: Wrap, configuration: Configuration, workshop: Workshop) -> Iterator[Diagnostic]:
    """What preflight finds, each at the key of book.toml that the place on the cover comes from."""
    cover = configuration.cover or CoverSettings()
    job = cover_job(path, wrap)
    found = judged(job)
    left = leave_report(job, found, workshop.reports)
    if left:
        workshop.say(f"with pictures of what preflight finds: {left}")
    name = cover.file(wrap.printer.name) or path.name
    for one in found:
        keys = ["cover"]
        if cover.file(wrap.printer.name):
            keys.append("file")
        elif one.box is not None and (panel := wrap.panel(one.box)) and cover.picture(panel, wrap.printer.name):
            keys.append(panel)
        where = f"{name}, {one.position}" if one.position else name
        told = diagnostic(one.code, f"{where}: {one.message}", help=one.help, at=place_of_key(configuration.folder, *keys))
        yield replace(told, severity=one.severity)


def _facts(path: Path, order: PrintOrder, wrap: Wrap) -> Mapping[str, object]:
    """Figures for build/report.json."""
    return {
        "printer": order.printer.name,
        "paper": order.paper.name,
        "pages": wrap.pages,
        "spine": _mm(wrap.spine.points),
        "size": f"{_mm(wrap.size.width.points)} x {_mm(wrap.size.height.points)}",
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
