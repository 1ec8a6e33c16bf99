"""The report of a preflight as one HTML page: each finding beside a picture of its page, with the place marked.

It needs no network and no other file, so it can be sent with the book's files.
"""

from base64 import b64encode
from collections.abc import Iterator, Sequence
from html import escape
from importlib.resources import files as resources
from pathlib import Path

from publish.diagnostics import tally
from publish.preflight.findings import Finding, Job
from publish.rules import RULES, Rule
from publish.tools.ink_coverage import picture_of_page

PICTURE = 420  # pixels across: a thumbnail on which a line of type can still be recognised
MOST_PICTURES = 60


def report_html(job: Job, findings: Sequence[Finding]) -> str:
    """The report as an HTML document."""
    sheet = resources("publish.preflight").joinpath("report.css").read_text(encoding="utf-8")
    title = f"Preflight of {escape(job.file.path.name)}"
    body = [f"<h1>{title}</h1>", _summary(job, findings), *_findings(job, findings)]
    return (
        f'<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n<title>{title}</title>\n'
        f'<meta name="viewport" content="width=device-width, initial-scale=1">\n<style>\n{sheet}</style>\n</head>\n<body>\n'
        + "\n".join(body)
        + "\n</body>\n</html>\n"
    )


def _summary(job: Job, findings: Sequence[Finding]) -> str:
    left, lower, right, upper = job.file.pages[0].trim
    facts = {
        "For": job.printer.title,
        "Standard": f"{job.standard.name} (the file is PDF {job.file.version})",
        "Pages": str(len(job.file.pages)),
        "Trim": f"{(right - left) * 25.4 / 72:.1f} × {(upper - lower) * 25.4 / 72:.1f} mm",
        "Found": tally(finding.severity for finding in findings) if findings else "nothing wrong",
    }
    return "<dl>" + "".join(f"<dt>{escape(name)}</dt><dd>{escape(value)}</dd>" for name, value in facts.items()) + "</dl>"


def _findings(job: Job, findings: Sequence[Finding]) -> Iterator[str]:
    if findings:
        yield "<h2>What was found</h2>"
    pictures: dict[int, str] = {}
    for finding in findings:
        rule = RULES[finding.code]
        yield (
            f'<section class="finding {finding.severity}">{_page(job, finding, pictures)}<div>'
            f'<p class="code">{" · ".join(map(escape, _heads(job, finding)))}</p><p>{escape(_sentence(finding.message))}</p>'
            f'<p class="help">{escape(_sentence(finding.help))}</p><p class="meaning">{escape(_meaning(rule, finding.clause))}</p>'
            "</div></section>"
        )


def _page(job: Job, finding: Finding, pictures: dict[int, str]) -> str:
    """The picture of a finding's page; empty for a finding about the whole file, or after `MOST_PICTURES` pages."""
    if finding.page is None or (finding.page not in pictures and len(pictures) >= MOST_PICTURES):
        return "<div></div>"
    if finding.page not in pictures:
        pictures[finding.page] = b64encode(picture_of_page(job.file.path, finding.page, PICTURE)).decode()
    picture = f'<img src="data:image/png;base64,{pictures[finding.page]}" alt="The page, made small">'
    return f'<figure class="page">{picture}{_spot(job, finding)}</figure>'


def _heads(job: Job, finding: Finding) -> Iterator[str]:
    """The heading of a finding: its code, its severity, its place on the pages and in the manuscript."""
    yield finding.code
    yield str(finding.severity)
    if finding.page is not None:
        yield job.places.page_name(finding.page)
    if finding.position:
        yield finding.position
    if finding.at:
        yield str(finding.at)


def _spot(job: Job, finding: Finding) -> str:
    if finding.box is None or finding.page is None:
        return ""
    boxes = job.file.pages[finding.page].boxes
    left, lower, right, upper = boxes.get("/CropBox") or boxes.get("/MediaBox") or (0, 0, 1, 1)
    width, height = right - left, upper - lower
    x0, y0, x1, y1 = finding.box
    place = {"left": (x0 - left) / width, "top": (upper - y1) / height, "width": (x1 - x0) / width, "height": (y1 - y0) / height}
    style = "; ".join(f"{name}: {100 * min(1.0, max(0.0, share)):.2f}%" for name, share in place.items())
    return f'<span class="spot" style="{style}"></span>'


def _meaning(rule: Rule, clause: str) -> str:
    """The purpose of a rule, and the clause that has it."""
    return f"{' '.join(rule.meaning.split())} ({clause})"


def _sentence(text: str) -> str:
    return f"{text[:1].upper()}{text[1:].rstrip('.')}." if text else ""


def write_report(job: Job, findings: Sequence[Finding], path: Path) -> None:
    """Write the report to a file. OSError if it cannot be written."""
    path.write_text(report_html(job, findings), encoding="utf-8")


def leave_report(job: Job, findings: Sequence[Finding], folder: Path | None) -> Path | None:
    """Write the report into this folder, named like the file; remove an old one if there are no findings.

    OSError if it cannot be written.
    """
    if folder is None:
        return None
    made = job.file.path.with_suffix(".preflight.html")
    if not findings:
        (folder / made.name).unlink(missing_ok=True)
        return None
    write_report(job, findings, made)
    return made.replace(folder / made.name)
