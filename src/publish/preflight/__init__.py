"""Preflight: a PDF judged as its printer will judge it, before it is sent.

To add a check, write a function that gives findings in the module it belongs to, put it among that module's `CHECKS`, and its rule into
`rules/P.toml`. Policy: only what a named standard or a printer's profile says is judged; a rule reads facts (`publish.pdf.facts`,
`publish.tools.ink_coverage`) and opens no file itself.
"""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path

from publish.config.printers import Printer
from publish.covers.cover_sheet import CoverSheet
from publish.diagnostics import Diagnostic, Location, diagnostic
from publish.pdf.standards import Standard
from publish.preflight import boxes, covers, document, ink
from publish.preflight.findings import BLACK_INKS, MM, Check, Finding, Job
from publish.preflight.jobs import cover_job, cover_sheet_of, job_for
from publish.preflight.manuscript_places import NOWHERE, Places
from publish.rules import RULES

PRODUCTION = "production rule"
CHECKS: tuple[Check, ...] = (*document.CHECKS, *boxes.CHECKS, *ink.CHECKS)


def preflight(path: Path, printer: Printer, places: Places = NOWHERE) -> tuple[Finding, ...]:
    """The faults that this printer will find in a file, in the order of the rules. PublishError with P500 if it cannot be read."""
    return judged(job_for(path, printer, places))


def cover_findings(path: Path, cover_sheet: CoverSheet) -> tuple[Finding, ...]:
    """The faults that the printer will find in a cover. PublishError with P500 if it cannot be read."""
    return judged(cover_job(path, cover_sheet))


def judged(job: Job) -> tuple[Finding, ...]:
    """The faults of a file, in the order of the rules."""
    checks = (*CHECKS, *covers.CHECKS) if job.cover_sheet else CHECKS
    return tuple(_placed(finding, job) for check in checks for finding in check(job))


def _placed(finding: Finding, job: Job) -> Finding:
    """The finding with its severity, the clause of the standard, and its place on the page and in the manuscript."""
    finding = replace(finding, severity=job.printer.severity_of(finding.code), clause=clause_of(finding.code, job.standard))
    if finding.page is not None and finding.box is not None:
        left, _, _, upper = job.file.pages[finding.page].trim
        finding = replace(finding, left=finding.box[0] - left, top=upper - finding.box[3])
    return replace(finding, at=job.places.location(finding.page, finding.top))


def as_diagnostics(findings: Iterable[Finding], path: Path, places: Places) -> Iterator[Diagnostic]:
    """The findings in the pages of a book as diagnostics, each at its manuscript line, with its page and printed folio."""
    for finding in findings:
        page = f", {places.page_name(finding.page)}" if finding.page is not None else ""
        yield as_diagnostic(finding, path.name + page, finding.at or Location(path="book.toml"))


def as_diagnostic(finding: Finding, where: str, at: Location | None) -> Diagnostic:
    """The finding as a diagnostic, with the severity that it has for its printer; `where` names the file and the page."""
    position = f", {finding.position}" if finding.position else ""
    made = diagnostic(finding.code, f"{where}{position}: {finding.message}", help=finding.help, at=at)
    return replace(made, severity=finding.severity)


def as_fields(finding: Finding) -> dict[str, object]:
    """The finding as JSON values; `page` counts from 1, `box` is in points from the sheet's lower left corner, left and top in millimetres
    from the trim's, `path` and `line` are the manuscript's.
    """
    return {
        "code": finding.code,
        "severity": str(finding.severity),
        "page": None if finding.page is None else finding.page + 1,
        "box": None if finding.box is None else [round(edge, 2) for edge in finding.box],
        "left": None if finding.left is None else round(finding.left * MM, 1),
        "top": None if finding.top is None else round(finding.top * MM, 1),
        "path": finding.at.path if finding.at else None,
        "line": finding.at.line if finding.at else None,
        "clause": finding.clause,
        "message": finding.message,
        "help": finding.help,
    }


def clause_of(code: str, standard: Standard) -> str:
    """The clause of this standard that has the rule, if a public source gives it; else "production rule"."""
    sources = RULES[code].clause.split("; ") if standard.is_x and RULES[code].clause else []
    compared = "cf. " if standard.document.startswith("cf. ") else ""
    own = [compared + source for source in sources if standard.document and source.startswith(standard.document.removeprefix("cf. "))]
    return (own or [source for source in sources if not source.startswith("ISO")] or [PRODUCTION])[0]


__all__ = [
    "BLACK_INKS",
    "CHECKS",
    "Finding",
    "Job",
    "as_diagnostic",
    "as_diagnostics",
    "as_fields",
    "clause_of",
    "cover_findings",
    "cover_job",
    "cover_sheet_of",
    "job_for",
    "judged",
    "preflight",
]
