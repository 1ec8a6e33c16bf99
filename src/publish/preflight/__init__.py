"""Preflight: a PDF judged as its printer will judge it, before it is sent.

To add a check, write a function that gives findings in the module it belongs to, put it among that module's `CHECKS`, and its rule into
`rules/P.toml`. Policy: what a named standard or a profile says is judged, nothing else; a rule looks at facts (`publish.pdf.facts`,
`publish.tools.ink_coverage`) and opens no file itself.
"""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path

from publish.config.printers import Printer
from publish.covers.cover_sheet import Wrap
from publish.diagnostics import Diagnostic, Location, diagnostic
from publish.pdf.standards import Standard
from publish.preflight import boxes, covers, document, ink
from publish.preflight.findings import BLACK_INKS, MM, Check, Finding, Job
from publish.preflight.jobs import cover_job, job_for, wrap_of
from publish.preflight.manuscript_places import NOWHERE, Places
from publish.rules import RULES

PRODUCTION = "production rule"
CHECKS: tuple[Check, ...] = (*document.CHECKS, *boxes.CHECKS, *ink.CHECKS)


def preflight(path: Path, printer: Printer, places: Places = NOWHERE) -> tuple[Finding, ...]:
    """What this printer will find wrong with a file, in the order of the rules. PublishError with P500 if it cannot be read."""
    return judged(job_for(path, printer, places))


def cover_findings(path: Path, wrap: Wrap) -> tuple[Finding, ...]:
    """What the printer will find wrong with a cover. PublishError with P500 if it cannot be read."""
    return judged(cover_job(path, wrap))


def judged(job: Job) -> tuple[Finding, ...]:
    """What is wrong with a file, in the order of the rules."""
    checks = (*CHECKS, *covers.CHECKS) if job.wrap else CHECKS
    return tuple(_placed(found, job) for check in checks for found in check(job))


def _placed(found: Finding, job: Job) -> Finding:
    """A finding with how grave it is, where the rule stands, where on its page it is, and where in the manuscript."""
    found = replace(found, severity=job.printer.severity_of(found.code), clause=clause_of(found.code, job.standard))
    if found.page is not None and found.box is not None:
        left, _, _, upper = job.file.pages[found.page].trim
        found = replace(found, left=found.box[0] - left, top=upper - found.box[3])
    return replace(found, at=job.places.location(found.page, found.top))


def as_diagnostics(found: Iterable[Finding], path: Path, places: Places) -> Iterator[Diagnostic]:
    """The findings on a file of ours as they are told, each at the manuscript's line, with its page and printed folio."""
    for one in found:
        where = path.name
        if one.page is not None:
            folio = places.on(one.page).folio
            where += f", page {one.page + 1}" + (f" ({folio})" if folio and folio != str(one.page + 1) else "")
        where += f", {one.position}" if one.position else ""
        told = diagnostic(one.code, f"{where}: {one.message}", help=one.help, at=one.at or Location(path="book.toml"))
        yield replace(told, severity=one.severity)


def as_fields(found: Finding) -> dict[str, object]:
    """A finding as JSON values; `page` counts from 1, `box` is in points from the sheet's lower left corner, left and top in millimetres
    from the trim's, `path` and `line` are the manuscript's.
    """
    return {
        "code": found.code,
        "severity": str(found.severity),
        "page": None if found.page is None else found.page + 1,
        "box": None if found.box is None else [round(edge, 2) for edge in found.box],
        "left": None if found.left is None else round(found.left * MM, 1),
        "top": None if found.top is None else round(found.top * MM, 1),
        "path": found.at.path if found.at else None,
        "line": found.at.line if found.at else None,
        "clause": found.clause,
        "message": found.message,
        "help": found.help,
    }


def clause_of(code: str, standard: Standard) -> str:
    """Where this standard has the rule, as far as a public source says so; "production rule" where none does."""
    sources = RULES[code].clause.split("; ") if standard.is_x and RULES[code].clause else []
    compared = "cf. " if standard.document.startswith("cf. ") else ""
    own = [compared + source for source in sources if standard.document and source.startswith(standard.document.removeprefix("cf. "))]
    return (own or [source for source in sources if not source.startswith("ISO")] or [PRODUCTION])[0]


__all__ = [
    "BLACK_INKS",
    "CHECKS",
    "Finding",
    "Job",
    "as_diagnostics",
    "as_fields",
    "clause_of",
    "cover_findings",
    "cover_job",
    "job_for",
    "judged",
    "preflight",
    "wrap_of",
]
