"""`publish preflight`."""

import json
from pathlib import Path

import click
from rich.table import Column, Table

from publish.commands import answer, answer_table, book_option, reports_errors
from publish.config.orders import printer_advice, printer_names, read_printer
from publish.config.printers import Paper, Printer
from publish.diagnostics import ExitCode, PublishError, Severity, diagnostic, has_errors, tally
from publish.preflight import Finding, Job, as_fields, cover_job, cover_sheet_of, job_for, judged
from publish.preflight.manuscript_places import places_beside
from publish.preflight.report import write_report
from publish.tools.disk import unwritable


@click.command("preflight")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--printer", "name", required=True, help="The printer; “publish printers” lists all.")
@click.option("--cover-for", "interior", type=click.Path(path_type=Path), help="The file is a cover; this is the PDF of its pages.")
@click.option("--paper", help="The printer's paper for these pages; by default the first.")
@book_option
@click.option("--message-format", type=click.Choice(["text", "json"]), default="text", show_default=True, help="How findings are written.")
@click.option("--report", type=click.Path(path_type=Path), help="Write an HTML page with pictures of the findings here.")
@reports_errors
def command(
    file: Path, name: str, interior: Path | None, paper: str | None, book: Path, message_format: str, report: Path | None
) -> ExitCode:
    """Check a PDF by this printer's rules before it is sent."""
    if name not in printer_names(book):
        help = f"{printer_advice(name, book)} For a profile of a house’s own name its book’s folder with --book"
        raise PublishError(diagnostic("C127", f"there is no printer “{name}”", help=help))
    read = read_printer(name, book)
    if read.value is None or has_errors(read.diagnostics):
        raise PublishError(*read.diagnostics)
    printer = read.value
    job = (
        cover_job(file, cover_sheet_of(interior, printer, _paper(printer, paper)))
        if interior
        else job_for(file, printer, places_beside(file))
    )
    findings = judged(job)
    if report:
        _write(job, findings, report)
    if message_format == "json":
        answer(json.dumps([as_fields(finding) for finding in findings], ensure_ascii=False, indent=1) + "\n")
    elif findings:
        _answer_table(findings)
    if message_format == "text":
        answer(f"{file} for {printer.title}: {tally(finding.severity for finding in findings)}\n")
    return ExitCode.BOOK if Severity.ERROR in {finding.severity for finding in findings} else ExitCode.MADE


def _paper(printer: Printer, name: str | None) -> Paper:
    """The paper of this name. PublishError with C129 if there is none."""
    papers = {paper.name: paper for paper in printer.cover.papers}
    if name is not None and name not in papers:
        raise PublishError(diagnostic("C129", f"{printer.title} has no paper “{name}”", help=f"write one of {', '.join(papers)}"))
    return papers[name] if name else printer.cover.papers[0]


def _write(job: Job, findings: tuple[Finding, ...], report: Path) -> None:
    try:
        write_report(job, findings, report)
    except OSError as fault:
        help = "name a file in a folder that is there and can be written"
        raise PublishError(unwritable(report, fault, help=help)) from fault


def _answer_table(findings: tuple[Finding, ...]) -> None:
    """The findings in rows: the clause below the code; the place on the page and in the manuscript below the page."""
    where = Column("where", overflow="fold")  # people copy path and line from here
    table = Table("code", where, "what is wrong", "what to do", box=None, header_style="bold", pad_edge=False, padding=(0, 1, 1, 0))
    rows: list[tuple[str, ...]] = []
    for finding in findings:
        page = "" if finding.page is None else f"page {finding.page + 1}"
        lines = (page, *finding.position.split(", "), str(finding.at or ""))
        rows.append((f"{finding.code} {finding.severity}\n{finding.clause}", "\n".join(filter(None, lines)), finding.message, finding.help))
    answer_table(table, rows)
