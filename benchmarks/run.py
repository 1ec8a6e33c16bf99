"""Pages, seconds, memory and looks of the print edition, beside WeasyPrint's own for the whole book in one layout.

    python benchmarks/run.py [BOOK …]      by default the handbook and the books beside the checkout, if there are any

`publish build print` builds each book from nothing, and again unchanged. Two workers make the print edition from the content documents; a
plain WeasyPrint sets the same text with the same sheet: one process, one layout, no heads and folios, no contents, no proof, its own
hyphenation. `publish check` reads the book without a cache; pandoc alone reads its sections one after the other; both the best of three.
Ratios are taken within one run on one machine: only they mean something elsewhere. Memory is that of the largest single process. The second
table counts what a compositor would mark on the pages.
"""

import json
import pickle
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from time import perf_counter
from typing import Any

from rich.console import Console
from rich.table import Table

ROOT = Path(__file__).resolve().parent.parent
SHARED_BOOKS = ROOT.parent / "shared" / "inputs" / "books"
ALONE = "--weasyprint-alone"
EDITION = "--print-edition"
WORKERS = 2
DEFAULTS = "body { hyphenate-limit-chars: auto; hyphenate-limit-zone: 0 }"
COLUMNS = (
    *("book", "words", "notes", "pages", "clean s", "again s", "print s", "MB", "kB", "WeasyPrint s", "MB", "kB"),
    *("s ÷", "MB ÷", "kB ÷", "check s", "pandoc s", "÷"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """One run of a program: wall-clock seconds, megabytes of its largest process, pages."""

    seconds: float
    megabytes: float
    pages: int


def main(arguments: list[str]) -> None:
    """Prints the tables, one row for each book; --weasyprint-alone BOOK and --print-edition PICKLE measure one of the two."""
    if arguments[:1] == [ALONE]:
        sys.stdout.write(json.dumps(weasyprint_alone(Path(arguments[1]))) + "\n")
        return
    if arguments[:1] == [EDITION]:
        sys.stdout.write(json.dumps(print_edition(Path(arguments[1]))) + "\n")
        return
    books = [Path(name) for name in arguments] or [ROOT / "manuscript", *sorted(SHARED_BOOKS.glob("*/"))]
    speed, looks = Table(*COLUMNS, box=None), Table("book", "what a compositor would mark", "publish", "WeasyPrint", box=None)
    for book in books:
        figures, ours, alone = row(book)
        speed.add_row(*figures)
        for kind in ours:
            looks.add_row(book.name, kind, str(ours[kind]), str(alone.get(kind, "")))
    console = Console(width=200)
    console.print(speed)
    console.print(looks)


def row(book: Path) -> tuple[list[str], dict[str, int], dict[str, int]]:
    """The figures of one book for the table, and the composition faults of its pages: ours, and WeasyPrint's."""
    with tempfile.TemporaryDirectory() as folder:
        output = Path(folder) / "build"
        clean = _ours(book, output)
        again = _ours(book, output)
        report = json.loads((output / "report.json").read_text(encoding="utf-8"))
        read = Path(folder) / "book.pickle"
        read.write_bytes(pickle.dumps(read_whole(book)))
        edition, edition_mb = measured([sys.executable, __file__, EDITION, str(read)])
        alone, alone_mb = measured([sys.executable, __file__, ALONE, str(book)])
        checked = min(_seconds_of_check(book) for _ in range(3))
        pandoc = min(_seconds_of_pandoc(book) for _ in range(3))
        shutil.rmtree(output)
    made, layout, counted = json.loads(edition), json.loads(alone), report["manuscript"]
    figures = [
        *(book.name, f"{counted['words']:,}", f"{counted['notes']:,}", f"{clean.pages}", f"{clean.seconds:.1f}", f"{again.seconds:.1f}"),
        *(f"{made['seconds']:.1f}", f"{edition_mb:.0f}", f"{made['bytes'] // 1000}"),
        *(f"{layout['seconds']:.1f}", f"{alone_mb:.0f}", f"{layout['bytes'] // 1000}"),
        *(f"{made['seconds'] / layout['seconds']:.2f}", f"{edition_mb / alone_mb:.2f}", f"{made['bytes'] / layout['bytes']:.2f}"),
        *(f"{checked:.1f}", f"{pandoc:.1f}", f"{checked / pandoc:.2f}"),
    ]
    return figures, report["editions"]["print"]["layout"], layout["layout"]


def print_edition(read: Path) -> dict[str, float]:
    """Seconds and bytes of the print edition, made by two workers from a book that was read and pickled."""
    from publish.editions import Workshop, editions
    from publish.tools.cache import Cache

    book = pickle.loads(read.read_bytes())
    moment = datetime(2000, 1, 1, tzinfo=UTC)
    with tempfile.TemporaryDirectory() as folder:
        workshop = Workshop(scratch=Path(folder), cache=Cache(Path(folder) / "cache"), jobs=WORKERS, moment=moment, say=lambda _: None)
        started = perf_counter()
        made = editions()["print"].make(book, workshop, {}).value
        assert made is not None, "the book has errors: publish build names them"
        return {"seconds": perf_counter() - started, "bytes": made.path.stat().st_size}


def weasyprint_alone(book: Path, file: Path | None = None) -> dict[str, Any]:
    """Seconds, pages, bytes and composition faults of the whole book in one layout by plain WeasyPrint: render and write.

    The pages are also left in `file`, if one is named.
    """
    from publish.book.faces import faces
    from publish.book.stylesheets import flat_stylesheet, seen_from
    from publish.layout.composition_faults import composition_faults
    from publish.layout.geometry import page_design, tokens
    from publish.layout.glyph_faces import face_rules
    from publish.layout.print_html import MECHANICS, print_body
    from publish.resources import styles_dir

    read = read_whole(book)
    design = page_design(read.configuration.print.trim)
    sheet = flat_stylesheet([styles_dir() / "print.css"], tokens(design), address=lambda path: seen_from(book, path)).value
    size = f"@page{{size:{design.trim.width} {design.trim.height}}} section{{break-before:recto}}"
    text = "".join(print_body(document, design) for document in read.documents)
    html = f'<!doctype html><html lang="{read.configuration.language}"><meta charset="utf-8"><body>{text}</body></html>'
    started = perf_counter()
    import weasyprint  # its import is part of the waiting time
    from weasyprint.text.fonts import FontConfiguration

    fonts = FontConfiguration()
    sheets = [weasyprint.CSS(string=css, font_config=fonts) for css in (face_rules(faces()), MECHANICS, sheet, size, DEFAULTS)]
    document = weasyprint.HTML(string=html, base_url=str(book.resolve()) + "/").render(stylesheets=sheets, font_config=fonts)
    pdf = document.write_pdf()
    seconds = perf_counter() - started
    if file:
        file.write_bytes(pdf)

    from publish.layout.weasyprint_70 import line_of, space_width

    boxes = [page._page_box for page in document.pages]
    faults = composition_faults(boxes, line_of(boxes[0].children[0].style), lambda _: None, space_width)
    kinds = [fault.kind.value for on_page in faults for fault in on_page]
    counts = {kind: kinds.count(kind) for kind in dict.fromkeys(kinds)}
    return {"seconds": seconds, "bytes": len(pdf), "layout": {"pages": len(boxes), **counts}}


def read_whole(book: Path) -> Any:
    """The book, read without a cache."""
    from publish.reading import read_book
    from publish.tools.cache import Cache

    read = read_book(book, Cache(None)).value
    assert read is not None, "the book has errors: publish check names them"
    return read


def _seconds_of_check(book: Path) -> float:
    started = perf_counter()
    subprocess.run([sys.executable, "-m", "publish", "check", "--book", str(book)], capture_output=True, check=True)
    return perf_counter() - started


def _seconds_of_pandoc(book: Path) -> float:
    from publish.config import read_configuration
    from publish.manuscript.files import read_manuscript
    from publish.tools.pandoc import tree_from_text

    configuration = read_configuration(book).value
    manuscript = read_manuscript(configuration).value if configuration else None
    assert manuscript is not None, "the book has errors: publish check names them"
    started = perf_counter()
    for section in manuscript.sections:
        tree_from_text(section.text)
    return perf_counter() - started


def _ours(book: Path, output: Path) -> Measured:
    started = perf_counter()
    _, megabytes = measured([sys.executable, "-m", "publish", "build", "print", "--book", str(book), "--output", str(output)])
    seconds = perf_counter() - started
    report = json.loads((output / "report.json").read_text(encoding="utf-8"))
    return Measured(seconds=seconds, megabytes=megabytes, pages=report["editions"]["print"]["pages"])


def measured(command: list[str]) -> tuple[str, float]:
    """The output of a command, and the megabytes of its largest process."""
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
