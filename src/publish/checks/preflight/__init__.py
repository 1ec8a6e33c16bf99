"""Preflight: a PDF judged as its printer will judge it, before it is sent.

To add a check, write a function that gives findings in the module it belongs to, put it among that module's `CHECKS`, and its rule into
`rules/P.toml`. Policy: what a named standard or a profile says is judged, nothing else; a rule looks at facts (`publish.pdf.examined`,
`publish.raster`) and opens no file itself.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path

from publish.checks.preflight import document, ink, sheets, wraps
from publish.checks.preflight.findings import BLACK_INKS, Check, Finding, Job
from publish.config.printers import Paper, Printer
from publish.diagnostics import Diagnostic, Location, diagnostic
from publish.model import PageFacts, PageMap
from publish.pdf.examined import Examined, examined
from publish.pdf.wraps import Wrap
from publish.raster import inked_pages, type_boxes
from publish.rules import RULES
from publish.units import Length, TrimSize

SLACK = 1.0  # points
CHECKS: tuple[Check, ...] = (*document.CHECKS, *sheets.CHECKS, *ink.CHECKS)


def preflight(path: Path, printer: Printer) -> tuple[Finding, ...]:
    """What this printer will find wrong with a file, in the order of the rules. PublishError with P500 if it cannot be read."""
    return judged(job_for(path, printer))


def job_for(path: Path, printer: Printer) -> Job:
    """A file as it is to be judged for this printer. PublishError with P500 if it cannot be read."""
    file = examined(path)
    return Job(file=file, printer=printer, ink=tuple(inked_pages(path, _coloured(file, printer))))


def cover_findings(path: Path, wrap: Wrap) -> tuple[Finding, ...]:
    """What the printer will find wrong with a cover. PublishError with P500 if it cannot be read."""
    return judged(cover_job(path, wrap))


def cover_job(path: Path, wrap: Wrap) -> Job:
    """A cover as it is to be judged. PublishError with P500 if it cannot be read."""
    return replace(job_for(path, wrap.printer.for_cover()), wrap=wrap, type=tuple(type_boxes(path, 0)))


def wrap_of(interior: Path, printer: Printer, paper: Paper) -> Wrap:
    """What a cover is to fit: the pages of a file on this paper. PublishError with P500 if it cannot be read."""
    pages = examined(interior).pages
    left, lower, right, upper = pages[0].trim
    trim = TrimSize(Length(right - left), Length(upper - lower))
    return Wrap(printer=printer, trim=trim, pages=len(pages), spine=printer.cover.spine(len(pages), paper))


def judged(job: Job) -> tuple[Finding, ...]:
    """What is wrong with a file, in the order of the rules."""
    checks = (*CHECKS, *wraps.CHECKS) if job.wrap else CHECKS
    return tuple(_with_top(found, job.file) for check in checks for found in check(job))


def _with_top(found: Finding, file: Examined) -> Finding:
    """A finding that says how far below the trim's upper edge it is."""
    if found.page is None or found.box is None:
        return found
    return replace(found, top=file.pages[found.page].trim[3] - found.box[3])


def as_diagnostics(found: Iterable[Finding], path: Path, pages: PageMap, paths: Mapping[str, str]) -> Iterator[Diagnostic]:
    """The findings on a file of ours as they are told, each at the manuscript's line that it comes from, with its page and printed folio.

    `paths` gives the manuscript's file of each document.
    """
    for one in found:
        where, at = f"{path.name}", Location(path="book.toml")
        if one.page is not None:
            page = pages.pages[one.page]
            folio = f" ({page.folio})" if page.folio and page.folio != str(one.page + 1) else ""
            where += f", page {one.page + 1}{folio}"
            if page.document in paths:
                at = Location(path=paths[page.document], line=_line(page.facts, one))
        yield diagnostic(one.code, f"{where}: {one.message}", help=one.help, at=at)


def _line(facts: PageFacts, found: Finding) -> int | None:
    """The manuscript's line of a place on a page: that which began last above it, else the first."""
    if not facts.lines:
        return None
    below = found.top if found.top is not None else facts.lines[0][0]
    above = [line for top, line in facts.lines if top <= below + SLACK]
    return above[-1] if above else facts.lines[0][1]


def as_fields(found: Finding) -> dict[str, object]:
    """A finding as JSON values; `page` counts from 1, `box` is in points from the sheet's lower left corner."""
    return {
        "code": found.code,
        "severity": RULES[found.code].severity,
        "page": None if found.page is None else found.page + 1,
        "box": None if found.box is None else [round(edge, 2) for edge in found.box],
        "clause": RULES[found.code].clause or "production rule",
        "message": found.message,
        "help": found.help,
    }


def _coloured(file: Examined, printer: Printer) -> frozenset[int]:
    """The pages on which it is worth measuring how much ink lies in one place."""
    if printer.ink.limit is None:
        return frozenset()
    return frozenset(
        index
        for index, page in enumerate(file.pages)
        if any(colour.inks > 1 or colour.space in {"/DeviceN", "/Pattern"} for colour, _ in ink.colours(page))
    )


__all__ = [
    "BLACK_INKS",
    "CHECKS",
    "Finding",
    "Job",
    "as_diagnostics",
    "as_fields",
    "cover_findings",
    "cover_job",
    "job_for",
    "judged",
    "preflight",
    "wrap_of",
]
