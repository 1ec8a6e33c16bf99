"""Pages, seconds and memory of the print edition, beside WeasyPrint's own time for the whole book in one layout.

    python benchmarks/run.py [BOOK …]      by default the handbook and, where they are, the books beside the checkout

Each book is built from nothing by `publish build print`, built again unchanged, and its text and style sheet given to a plain WeasyPrint:
one process, one layout, no heads and folios, no contents, nothing proved. `publish check` reads the book and keeps nothing, beside pandoc
alone reading its sections one after the other; both the best of three. The ratios are taken within one run on one machine: only they mean
something elsewhere. Memory is that of the largest single process.
"""

import json
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter

from rich.console import Console
from rich.table import Table

ROOT = Path(__file__).resolve().parent.parent
SHARED_BOOKS = ROOT.parent / "shared" / "inputs" / "books"
ALONE = "--weasyprint-alone"
COLUMNS = (
    *("book", "words", "notes", "pages", "clean s", "MB", "again s", "WeasyPrint s", "MB", "clean ÷ WeasyPrint"),
    *("check s", "pandoc s", "check ÷ pandoc"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """One run of one program: wall-clock seconds, megabytes of its largest process, pages it made."""

    seconds: float
    megabytes: float
    pages: int


def main(arguments: list[str]) -> None:
    """Prints the table, a row a book; with --weasyprint-alone BOOK measures one book there."""
    if arguments[:1] == [ALONE]:
        sys.stdout.write(json.dumps(weasyprint_alone(Path(arguments[1]))) + "\n")
        return
    books = [Path(name) for name in arguments] or [ROOT / "manuscript", *sorted(SHARED_BOOKS.glob("*/"))]
    table = Table(*COLUMNS, box=None)
    for book in books:
        table.add_row(*row(book))
    Console(width=180).print(table)


def row(book: Path) -> list[str]:
    """The figures of one book, as they stand in the table."""
    with tempfile.TemporaryDirectory() as folder:
        output = Path(folder) / "build"
        clean = _ours(book, output)
        again = _ours(book, output)
        report = json.loads((output / "report.json").read_text(encoding="utf-8"))
        alone, megabytes = _measured([sys.executable, __file__, ALONE, str(book)])
        layout = json.loads(alone)
        checked = min(_seconds_of_check(book) for _ in range(3))
        read = min(_seconds_of_pandoc(book) for _ in range(3))
        shutil.rmtree(output)
    counted = report["manuscript"]
    return [
        book.name,
        f"{counted['words']:,}",
        f"{counted['notes']:,}",
        f"{clean.pages}",
        f"{clean.seconds:.1f}",
        f"{clean.megabytes:.0f}",
        f"{again.seconds:.1f}",
        f"{layout['seconds']:.1f}",
        f"{megabytes:.0f}",
        f"{clean.seconds / layout['seconds']:.2f}",
        f"{checked:.1f}",
        f"{read:.1f}",
        f"{checked / read:.2f}",
    ]


def weasyprint_alone(book: Path) -> dict[str, float]:
    """Seconds and pages of the whole book in one layout by WeasyPrint as it comes: render and write."""
    from publish.book.stylesheets import flat_stylesheet, seen_from
    from publish.build import read_book
    from publish.cache import Cache
    from publish.pdf.faces import face_rules
    from publish.pdf.fonts import faces
    from publish.pdf.geometry import page_design, tokens
    from publish.pdf.print_html import MECHANICS, print_body
    from publish.resources import styles_dir

    read = read_book(book, Cache(None)).value
    assert read is not None, "the book has errors: publish check names them"
    design = page_design(read.configuration.print.trim)
    sheet = flat_stylesheet([styles_dir() / "print.css"], tokens(design), address=lambda path: seen_from(book, path)).value
    size = f"@page{{size:{design.trim.width} {design.trim.height}}} section{{break-before:recto}}"
    text = "".join(print_body(document) for document in read.documents)
    html = f'<!doctype html><html lang="{read.configuration.language}"><meta charset="utf-8"><body>{text}</body></html>'
    started = perf_counter()
    import weasyprint  # its import is part of what anybody waits for

    sheets = [weasyprint.CSS(string=css) for css in (face_rules(faces()), MECHANICS, sheet, size)]
    document = weasyprint.HTML(string=html, base_url=str(book.resolve()) + "/").render(stylesheets=sheets)
    document.write_pdf()
    return {"seconds": perf_counter() - started, "pages": len(document.pages)}


def _seconds_of_check(book: Path) -> float:
    started = perf_counter()
    subprocess.run([sys.executable, "-m", "publish", "check", "--book", str(book)], capture_output=True, check=True)
    return perf_counter() - started


def _seconds_of_pandoc(book: Path) -> float:
    from publish.config import read_configuration
    from publish.manuscript.read import read_manuscript
    from publish.pandoc import tree_from_text

    configuration = read_configuration(book).value
    manuscript = read_manuscript(configuration).value if configuration else None
    assert manuscript is not None, "the book has errors: publish check names them"
    started = perf_counter()
    for section in manuscript.sections:
        tree_from_text(section.text)
    return perf_counter() - started


def _ours(book: Path, output: Path) -> Measured:
    started = perf_counter()
    _, megabytes = _measured([sys.executable, "-m", "publish", "build", "print", "--book", str(book), "--output", str(output)])
    seconds = perf_counter() - started
    report = json.loads((output / "report.json").read_text(encoding="utf-8"))
    return Measured(seconds=seconds, megabytes=megabytes, pages=report["editions"]["print"]["pages"])


def _measured(command: list[str]) -> tuple[str, float]:
    """What the command prints, and the megabytes of the largest of its processes."""
    watcher = (
        "import resource, subprocess, sys; done = subprocess.run(sys.argv[1:], stdout=subprocess.PIPE, check=True); "
        "sys.stdout.buffer.write(done.stdout); "
        "sys.stderr.write(str(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss) + chr(10))"
    )
    done = subprocess.run([sys.executable, "-c", watcher, *command], capture_output=True, text=True, check=True)
    kilobytes = int(done.stderr.strip().splitlines()[-1]) / (1 if sys.platform != "darwin" else 1024)
    return done.stdout, kilobytes / 1024


if __name__ == "__main__":
    main(sys.argv[1:])
