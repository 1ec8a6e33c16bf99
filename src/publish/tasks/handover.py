"""The hand-over: a folder for each printer with the pages, the cover, a job sheet, checksums, and the preflight reports of both files.

    handover/kdp-bw/interior.pdf  cover.pdf  job-sheet.txt  SHA256SUMS  preflight-interior.html  preflight-cover.html

Policy: pages and cover are made together, so that they fit; the files in the folder are the files that were judged. A folder is
complete, or it is the last good one.
"""

import shutil
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import groupby
from pathlib import Path

from publish import __version__
from publish.build import Built, Order, build, workplace
from publish.config import Configuration
from publish.config.printers import Printer
from publish.config.values import PrintOrder
from publish.covers.cover_html import price_text
from publish.covers.cover_sheet import CoverSheet, cover_sheet_for
from publish.diagnostics import Diagnostic, PublishError, Severity, tally
from publish.model import Made
from publish.preflight import BLACK_INKS, Job, cover_job, job_for, judged
from publish.preflight.manuscript_places import Places, places_of, sum_of
from publish.preflight.report import write_report
from publish.press.impressions import page_count_fault
from publish.text.isbns import hyphenated
from publish.units import Length, TrimSize

FOLDER = "handover"
INTERIOR, COVER, JOB_SHEET, SUMS = "interior.pdf", "cover.pdf", "job-sheet.txt", "SHA256SUMS"
INKS = {"black": "1/1, black", "grey": "1/1, black (a grey in the file)", "cmyk": "4/4, CMYK", "rgb": "4/4, from sRGB in the file"}
COVER_INKS = {"black": "1/0, black", "grey": "1/0, black (a grey in the file)", "cmyk": "4/0, CMYK", "rgb": "4/0, from sRGB in the file"}
HANDED = frozenset({INTERIOR, COVER, JOB_SHEET, SUMS, "preflight-interior.html", "preflight-cover.html"})
TO_BE_WRITTEN = ("Copies", "Binding", "Finish", "Delivery", "Contact")  # none of these is in the book


@dataclass(frozen=True, slots=True, kw_only=True)
class HandedOver:
    """The folders, one for each printer, and the diagnostics of the editions in them."""

    folders: tuple[Path, ...]
    diagnostics: tuple[Diagnostic, ...]


def hand_over(order: Order) -> HandedOver:
    """The folders in the output folder; pages and cover are made first. PublishError if either has errors, or for P402."""
    built = build(replace(order, editions=("print", "cover")))
    configuration = built.book.configuration
    pages, covers = _each(built, "print", order.output), _each(built, "cover", order.output)
    faults = [
        page_count_fault(asked, configuration, len(interior.pages.pages))
        for asked, interior in zip(configuration.print.orders, pages, strict=True)
    ]
    if any(faults):
        raise PublishError(*(replace(fault, severity=Severity.ERROR) for fault in faults if fault))
    folders: list[Path] = []
    with workplace(order) as workshop:
        for asked, interior, cover in zip(configuration.print.orders, pages, covers, strict=True):
            cover_sheet = cover_sheet_for(asked, configuration.print.trim, len(interior.pages.pages))
            made = workshop.scratch / asked.printer.name
            places = places_of(interior.pages, {document.id: document.path for document in built.book.documents})
            _fill(made, configuration, asked, cover_sheet, (interior.path, cover.path), places, order.moment)
            folders.append(_placed(made, order.output / FOLDER / asked.printer.name, workshop.scratch))
        for left in sorted(set((order.output / FOLDER).iterdir()) - set(folders)):
            if _is_ours(left):  # of a printer who no longer prints the book
                left.replace(workshop.scratch / f"{left.name}.left")
    return HandedOver(folders=tuple(folders), diagnostics=built.diagnostics)


def _is_ours(folder: Path) -> bool:
    """Whether a folder contains our hand-over and no other files."""
    return folder.is_dir() and {path.name for path in folder.iterdir()} == HANDED


def _each(built: Built, edition: str, output: Path) -> list[Made]:
    """The published files of an edition, one for each printer."""
    first = built.made[edition]
    return [first, *(replace(artefact, path=output / artefact.path.name) for artefact in first.further)]


def _fill(
    folder: Path,
    configuration: Configuration,
    order: PrintOrder,
    cover_sheet: CoverSheet,
    files: tuple[Path, Path],
    places: Places,
    moment: datetime,
) -> None:
    folder.mkdir()
    for source, name in zip(files, (INTERIOR, COVER), strict=True):
        shutil.copyfile(source, folder / name)
    jobs = {"interior": job_for(folder / INTERIOR, order.printer, places), "cover": cover_job(folder / COVER, cover_sheet)}
    for name, job in jobs.items():
        write_report(job, judged(job), folder / f"preflight-{name}.html")
    (folder / JOB_SHEET).write_text(job_sheet(configuration, order, cover_sheet, jobs, moment), encoding="utf-8")
    names = sorted(path.name for path in folder.iterdir())
    (folder / SUMS).write_text("".join(f"{sum_of(folder / name)}  {name}\n" for name in names), encoding="utf-8")


def _placed(made: Path, target: Path, scratch: Path) -> Path:
    """Move the folder to its own name; the old one is removed."""
    target.parent.mkdir(exist_ok=True)
    if target.exists():
        target.replace(scratch / f"{made.name}.old")
    return made.replace(target)


def job_sheet(configuration: Configuration, order: PrintOrder, cover_sheet: CoverSheet, jobs: Mapping[str, Job], moment: datetime) -> str:
    """The facts that a printer needs about a job, as plain text."""
    groups = (
        ("The book", _of_book(configuration, moment)),
        ("Pages", _of_pages(order, cover_sheet, jobs["interior"])),
        ("Cover", _of_cover(configuration, order, cover_sheet, jobs["cover"])),
        ("Files", _of_files(jobs)),
        ("To be agreed", ((name, "." * 40) for name in TO_BE_WRITTEN)),
    )
    text = [f"{order.printer.title}\n{'=' * len(order.printer.title)}\n"]
    for title, lines in groups:
        shown = [(name, value) for name, value in lines if value]
        text.append(f"{title}\n" + "".join(f"  {name:<14}{value}\n" for name, value in shown))
    return "\n".join([*text, f"Made by publish {__version__}.\n"])


def _of_book(configuration: Configuration, moment: datetime) -> Iterator[tuple[str, str | None]]:
    yield "Title", configuration.title
    yield "Subtitle", configuration.subtitle
    yield "By", ", ".join(person.name for person in configuration.contributors)
    yield "Publisher", configuration.publisher
    yield "Edition", configuration.edition
    yield "Printing", configuration.printing
    yield "ISBN", hyphenated(configuration.print.isbn) if configuration.print.isbn else "none"
    yield "Price", price_text(configuration.cover.price) if configuration.cover and configuration.cover.price else None
    yield "Dated", moment.strftime("%Y-%m-%d")


def _of_pages(order: PrintOrder, cover_sheet: CoverSheet, job: Job) -> Iterator[tuple[str, str | None]]:
    yield "File", INTERIOR
    yield "Pages", f"{cover_sheet.pages}, with the blank ones at the end"
    yield "Trim", _size(cover_sheet.trim)
    yield "Bleed", _bleed(job)
    yield "Sheet", _sheet(job)
    yield "Paper", order.paper.name
    yield "Inks", INKS[order.printer.ink.inks]
    if order.printer.ink.inks not in BLACK_INKS:
        yield "In colour", _in_colour([index + 1 for index, ink in enumerate(job.ink) if ink.coloured], cover_sheet.pages)
    yield from _of_file(order.printer, job)


def _of_cover(configuration: Configuration, order: PrintOrder, cover_sheet: CoverSheet, job: Job) -> Iterator[tuple[str, str | None]]:
    asked = order.printer.for_cover()
    yield "File", COVER
    yield "Spine", f"{_length(cover_sheet.spine)}: {cover_sheet.pages} pages on {order.paper.name}"
    yield "Size", f"{_size(cover_sheet.size)}, back, spine and front"
    yield "Bleed", _bleed(job)
    yield "Sheet", _sheet(job)
    yield "Inks", COVER_INKS[asked.ink.inks]
    yield "Barcode", _barcode(configuration, cover_sheet)
    yield from _of_file(asked, job)


def _barcode(configuration: Configuration, cover_sheet: CoverSheet) -> str:
    if configuration.cover and configuration.cover.file(cover_sheet.printer.name):
        return "as the designer made it"
    if configuration.print.isbn:
        return "on the back"
    return "none: please print one" if cover_sheet.asked.own_barcode else "none"


def _of_file(printer: Printer, job: Job) -> Iterator[tuple[str, str | None]]:
    yield "Standard", printer.file.standard
    yield "Intended for", printer.ink.condition
    yield "Preflight", f"{tally(finding.severity for finding in judged(job))}: see the report"


def _of_files(jobs: Mapping[str, Job]) -> Iterator[tuple[str, str | None]]:
    for job in jobs.values():
        yield job.file.path.name, f"{job.file.size:,} bytes, SHA-256 {sum_of(job.file.path)}"


def _in_colour(coloured: Sequence[int], pages: int) -> str:
    """The pages with colour, which a printer charges for: `3 of 132 pages, in the file’s order 5, 7, 8`."""
    runs = [[number for _, number in run] for _, run in groupby(enumerate(coloured), key=lambda one: one[1] - one[0])]
    shown = ", ".join(str(run[0]) if len(run) == 1 else f"{run[0]}–{run[-1]}" for run in runs)
    return f"{len(coloured)} of {pages} pages, in the file’s order {shown}" if coloured else "no page: black alone will do for them"


def _bleed(job: Job) -> str:
    page = job.file.pages[0]
    most = max(abs(side - other) for side, other in zip(page.bleed, page.trim, strict=True))
    return _length(Length(most)) if most > 0 else "none"


def _sheet(job: Job) -> str:
    """The size of a page of the file, with bleed and marks."""
    left, lower, right, upper = job.file.pages[0].sheet
    return _size(TrimSize(Length(right - left), Length(upper - lower)))


def _size(size: TrimSize) -> str:
    return f"{size.width.millimetres:.1f} x {size.height.millimetres:.1f} mm ({_inches(size.width)} x {_inches(size.height)} in)"


def _length(length: Length) -> str:
    return f"{length.millimetres:.1f} mm ({_inches(length)} in)"


def _inches(length: Length) -> str:
    return f"{length.points / 72:.3f}".rstrip("0").rstrip(".")
