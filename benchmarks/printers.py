"""A book made for every known printer: the facts of each file, the findings of preflight, and the inks that Ghostscript counts.

    python benchmarks/printers.py [BOOK]

A copy of the book is built once, with its cover, for all of them. A press with four inks whose own ICC profile is not on this machine gets
that of Ghostscript, and a line says so. Ghostscript is needed.
"""

import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pikepdf

from publish.build import Built, Order, build
from publish.config.orders import printer_names, read_printer
from publish.config.values import PrintOrder
from publish.covers.cover_sheet import cover_sheet_for
from publish.diagnostics import tally
from publish.model import Made
from publish.preflight import cover_job, job_for, judged
from publish.press.icc import found_profile

BOXES = ("/MediaBox", "/BleedBox", "/TrimBox")
STAND_IN = "default_cmyk.icc"


def main(folder: Path) -> None:
    """A table of the pages, one of the covers."""
    with tempfile.TemporaryDirectory() as scratch:
        copy = Path(scratch) / "book"
        shutil.copytree(folder, copy)
        borrowed = _order_all(copy)
        order = Order(
            folder=copy, output=Path(scratch) / "out", moment=datetime(2026, 1, 1, tzinfo=UTC), editions=("print", "cover"), jobs=2
        )
        built = build(order)
        for edition in ("print", "cover"):
            sys.stdout.write(f"{edition}\n")
            for asked, made in zip(built.book.configuration.print.orders, _each(built, edition, order.output), strict=True):
                pages = len(built.made["print"].pages.pages) if edition == "cover" else len(made.pages.pages)
                sys.stdout.write(f"  {_line(built, asked, made, edition, pages)}\n")
        sys.stdout.write("".join(f"{name}: with Ghostscript's ICC profile, its own is not here\n" for name in borrowed))


def _order_all(folder: Path) -> list[str]:
    """The book is for all printers; those whose profile is borrowed."""
    stand_in = found_profile((STAND_IN,))
    borrowed = []
    for name in printer_names():
        printer = read_printer(name).value
        assert printer is not None
        if printer.ink.inks == "cmyk" and not found_profile(printer.ink.profile):
            borrowed.append(name)
    if borrowed:
        assert stand_in is not None, "install Ghostscript"
        (folder / STAND_IN).write_bytes(stand_in)
    names = ", ".join(f'"{name}"' for name in printer_names())
    icc = ", ".join(f'"{name}" = "{STAND_IN}"' for name in borrowed)
    keys = f"printers = [{names}]" + (f"\nicc = {{ {icc} }}" if icc else "")
    path = folder / "book.toml"
    text = re.sub(r"^(printer|printers|icc|paper) = .*\n", "", path.read_text(encoding="utf-8"), flags=re.MULTILINE)
    path.write_text(text.replace("[print]\n", f"[print]\n{keys}\n"), encoding="utf-8")
    return borrowed


def _each(built: Built, edition: str, output: Path) -> Iterator[Made]:
    first = built.made[edition]
    yield first
    for one in first.further:
        yield Made(edition=edition, path=output / one.path.name, pages=one.pages, facts=one.facts)


def _line(built: Built, asked: PrintOrder, made: Made, edition: str, pages: int) -> str:
    """Standard, intent, boxes of the first recto and verso, findings, pages in colour."""
    if edition == "cover":
        findings = judged(cover_job(made.path, cover_sheet_for(asked, built.book.configuration.print.trim, pages)))
    else:
        findings = judged(job_for(made.path, asked.printer))
    with pikepdf.open(made.path) as pdf:
        intents = [f"{one.OutputConditionIdentifier}{' with profile' if '/DestOutputProfile' in one else ''}" for one in _intents(pdf)]
        boxes = [
            " ".join(
                f"{key[1:4].lower()} {','.join(f'{float(edge):g}' for edge in page.obj[key])}"
                for key in ("/MediaBox", "/BleedBox", "/TrimBox")
            )
            for page in pdf.pages[:2]
        ]
        standard = f"{asked.printer.file.standard} (PDF {pdf.pdf_version}), intent {', '.join(intents) or 'none'}, {len(pdf.pages)} pages"
    judgement = f"preflight {tally(finding.severity for finding in findings)}; {_colour(made.path)}"
    return f"{asked.printer.name}: {standard}\n    {' | '.join(boxes)}\n    {judgement}"


def _box(page: pikepdf.Page, key: str) -> str:
    return f"{key[1:4].lower()} {','.join(f'{float(edge):g}' for edge in page.obj[key])}"


def _intents(pdf: pikepdf.Pdf) -> list[pikepdf.Object]:
    return list(pdf.Root.get("/OutputIntents", []))


def _colour(path: Path) -> str:
    """How many pages have more than black on them within the trim, by Ghostscript."""
    command = ["gs", "-q", "-dBATCH", "-dNOPAUSE", "-dUseTrimBox", "-sDEVICE=inkcov", "-o", "-", str(path)]
    shown = subprocess.run(command, check=True, capture_output=True, text=True).stdout.splitlines()
    coloured = sum(any(float(share) > 0 for share in line.split()[:3]) for line in shown)
    return f"{coloured} of {len(shown)} pages in more than black"


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parent.parent / "manuscript")
