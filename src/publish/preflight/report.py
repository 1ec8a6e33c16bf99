"""The report of a preflight as one page of HTML: each finding beside a picture of its page, with the spot marked.

It needs no network and no other file, so that it can be sent with the book's files.
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

PICTURE = 420  # pixels across: a thumbnail on which a line of type can still be found
MOST_PICTURES = 60


def report_html(job: Job, found: Sequence[Finding]) -> str:
    """The page as a whole document of HTML."""
    sheet = resources("publish.preflight").joinpath("report.css").read_text(encoding="utf-8")
    title = f"Preflight of {escape(job.file.path.name)}"
    body = [f"<h1>{title}</h1>", _summary(job, found), *_findings(job, found)]
    return (
        f'<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n<title>{title}</title>\n'
        f'<meta name="viewport" content="width=device-width, initial-scale=1">\n<style>\n{sheet}</style>\n</head>\n<body>\n'
        + "\n".join(body)
        + "\n</body>\n</html>\n"
    )


def _summary(job: Job, found: Sequence[Finding]) -> str:
    left, lower, right, upper = job.file.pages[0].trim
    facts = {
        "For": job.printer.title,
        "Standard": f"{job.standard.name} (the file is PDF {job.file.version})",
        "Pages": str(len(job.file.pages)),
        "Trim": f"{(right - left) * 25.4 / 72:.1f} × {(upper - lower) * 25.4 / 72:.1f} mm",
        "Found": tally(one.severity for one in found) if found else "nothing wrong",
    }
    return "<dl>" + "".join(f"<dt>{escape(name)}</dt><dd>{escape(value)}</dd>" for name, value in facts.items()) + "</dl>"


def _findings(job: Job, found: Sequence[Finding]) -> Iterator[str]:
    if found:
        yield "<h2>What was found</h2>"
    pictures: dict[int, str] = {}
    for one in found:
        rule = RULES[one.code]
        yield (
            f'<section class="finding {one.severity}">{_page(job, one, pictures)}<div>'
            f'<p class="code">{" · ".join(map(escape, _heads(job, one)))}</p><p>{escape(_sentence(one.message))}</p>'
            f'<p class="help">{escape(_sentence(one.help))}</p><p class="meaning">{escape(_meaning(rule, one.clause))}</p>'
            "</div></section>"
        )


def _page(job: Job, found: Finding, pictures: dict[int, str]) -> str:
    """The picture of a finding's page; nothing where it is about the whole file, or there are too many."""
    if found.page is None or (found.page not in pictures and len(pictures) >= MOST_PICTURES):
        return "<div></div>"
    if found.page not in pictures:
        pictures[found.page] = b64encode(picture_of_page(job.file.path, found.page, PICTURE)).decode()
    picture = f'<img src="data:image/png;base64,{pictures[found.page]}" alt="The page, made small">'
    return f'<figure class="page">{picture}{_spot(job, found)}</figure>'


def _heads(job: Job, found: Finding) -> Iterator[str]:
    """What stands over a finding: its code, how grave it is, where on the pages and in the manuscript."""
    yield found.code
    yield str(found.severity)
    if found.page is not None:
        folio = job.places.on(found.page).folio
        yield f"page {found.page + 1}" + (f" ({folio})" if folio and folio != str(found.page + 1) else "")
    if found.position:
        yield found.position
    if found.at:
        yield str(found.at)


def _spot(job: Job, found: Finding) -> str:
    if found.box is None or found.page is None:
        return ""
    boxes = job.file.pages[found.page].boxes
    left, lower, right, upper = boxes.get("/CropBox") or boxes.get("/MediaBox") or (0, 0, 1, 1)
    width, height = right - left, upper - lower
    x0, y0, x1, y1 = found.box
    place = {"left": (x0 - left) / width, "top": (upper - y1) / height, "width": (x1 - x0) / width, "height": (y1 - y0) / height}
    style = "; ".join(f"{name}: {100 * min(1.0, max(0.0, share)):.2f}%" for name, share in place.items())
    return f'<span class="spot" style="{style}"></span>'


def _meaning(rule: Rule, clause: str) -> str:
    """What a rule is for, and where it stands."""
    return f"{' '.join(rule.meaning.split())} ({clause})"


def _sentence(text: str) -> str:
    return f"{text[:1].upper()}{text[1:].rstrip('.')}." if text else ""


def write_report(job: Job, found: Sequence[Finding], path: Path) -> None:
    """The page is written to a file. OSError where it cannot be."""
    path.write_text(report_html(job, found), encoding="utf-8")


def leave_report(job: Job, found: Sequence[Finding], folder: Path | None) -> Path | None:
    """The page in this folder, named like the file; it lies there as long as something is wrong with that, published or refused.

    OSError where it cannot be written.
    """
    if folder is None:
        return None
    made = job.file.path.with_suffix(".preflight.html")
    if not found:
        (folder / made.name).unlink(missing_ok=True)
        return None
    write_report(job, found, made)
    return made.replace(folder / made.name)
