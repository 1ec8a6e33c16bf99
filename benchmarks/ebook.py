"""The e-book beside pandoc's own EPUB of the same sections: seconds, memory, and what EPUBCheck and Ace find in both.

    python benchmarks/ebook.py [BOOK]      by default the longest of the books beside the checkout, else the handbook

Seconds: from nothing, without page list, best of two, taken in turn. Memory: the largest process for 100 and for 500 chapters of the same
text. The second table has one row for each feature that a reader or a shop looks for, counted in both files by the same program; both are
made from `tests/books/every-construct`. Ace runs if PUBLISH_ACE names its command.
"""

import json
import os
import random
import re
import shutil
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Iterator
from pathlib import Path
from time import perf_counter

import pypandoc
from lxml import etree
from rich.console import Console
from rich.table import Table
from run import ROOT, SHARED_BOOKS, measured

from publish.checks.accessibility import check_accessibility
from publish.checks.epubcheck import check_epub
from publish.config import read_configuration
from publish.manuscript.files import read_manuscript

CHAPTERS = (100, 500)
OPS_TYPE = "{http://www.idpf.org/2007/ops}type"
WORDS_IN_PARAGRAPH = 140


def main(arguments: list[str]) -> None:
    """Prints both tables."""
    books = [path for path in SHARED_BOOKS.glob("*/") if (path / "book.toml").is_file()]
    longest = max(books, key=lambda book: sum(path.stat().st_size for path in book.rglob("*.md")), default=ROOT / "manuscript")
    book = Path(arguments[0]) if arguments else longest
    with tempfile.TemporaryDirectory() as folder:
        console = Console()
        console.print(_speed(book, Path(folder)))
        console.print(_growth(Path(folder)))
        console.print(_contents(ROOT / "tests/books/every-construct", Path(folder)))


# --- speed ----------------------------------------------------------------------------------------------------------------------------


def _speed(book: Path, folder: Path) -> Table:
    ours = without_pages(book, folder / "book")
    rounds = [
        (_seconds(_publish(ours, folder / f"out-{number}")), _seconds(pandoc_epub(ours, folder / "pandoc.epub"))) for number in range(2)
    ]
    mine, theirs = (min(seconds) for seconds in zip(*rounds, strict=True))
    table = Table("book", "publish s", "pandoc s", "÷", box=None)
    table.add_row(book.name, f"{mine:.1f}", f"{theirs:.1f}", f"{mine / theirs:.2f}")
    return table


def _growth(folder: Path) -> Table:
    table = Table("chapters", "MB of the largest process", box=None)
    sizes = []
    for count in CHAPTERS:
        _, megabytes = measured(_publish(book_of(count, folder / f"chapters-{count}"), folder / f"out-chapters-{count}"))
        sizes.append(megabytes)
        table.add_row(str(count), f"{megabytes:.0f}")
    table.add_row("growth", f"{sizes[1] - sizes[0]:.0f}")
    return table


def without_pages(book: Path, folder: Path) -> Path:
    """A copy of a book whose e-book does not wait for its print edition."""
    shutil.copytree(book, folder)
    toml = (folder / "book.toml").read_text(encoding="utf-8")
    lines = toml.split("\n")
    at = lines.index("[epub]") + 1 if "[epub]" in lines else len(lines)
    lines[at:at] = ([] if "[epub]" in lines else ["[epub]"]) + ["page-list = false"]
    (folder / "book.toml").write_text("\n".join(lines), encoding="utf-8")
    return folder


def book_of(chapters: int, folder: Path) -> Path:
    """A book with this number of chapters of about 35 kB: the handbook's words in random order."""
    folder.mkdir()
    names = [f"c{number}.md" for number in range(chapters)]
    words = [
        word for path in sorted((ROOT / "manuscript").rglob("*.md")) for word in re.findall("[a-z]+", path.read_text(encoding="utf-8"))
    ]
    chosen = random.Random(chapters)
    for number, name in enumerate(names):
        paragraphs = [f"“{' '.join(chosen.choices(words, k=WORDS_IN_PARAGRAPH))}”" for _ in range(40)]
        text = "\n\n".join(f"{paragraph}[^n{note}]\n\n[^n{note}]: Note {note}." for note, paragraph in enumerate(paragraphs))
        (folder / name).write_text(f"# Chapter {number}\n\n{text}\n", encoding="utf-8")
    people = '[[contributors]]\nname = "Ada Editor"\n'
    toml = f'title = "Chapters"\nlanguage = "en"\n\n{people}\n[spine]\nbody = {json.dumps(names)}\n'
    (folder / "book.toml").write_text(toml, encoding="utf-8")
    return folder


def _publish(book: Path, output: Path) -> list[str]:
    return [sys.executable, "-m", "publish", "build", "epub", "--book", str(book), "--output", str(output)]


def pandoc_epub(book: Path, target: Path) -> list[str]:
    """pandoc's own EPUB of the book's sections: title, language, author, formulae as MathML, no other options."""
    configuration = read_configuration(book).value
    manuscript = read_manuscript(configuration).value if configuration else None
    assert configuration is not None, "the book has errors: publish check names them"
    assert manuscript is not None, "the book has errors: publish check names them"
    sections = [str(book / section.path) for section in manuscript.sections]
    metadata = [f"title={configuration.title}", f"lang={configuration.language}", f"author={configuration.contributors[0].name}"]
    options = ["--mathml", *(option for meta in metadata for option in ("--metadata", meta)), "--resource-path", str(book)]
    return [str(pypandoc.get_pandoc_path()), "--quiet", "--to", "epub3", "--output", str(target), *options, *sections]


def _seconds(command: list[str]) -> float:
    started = perf_counter()
    subprocess.run(command, capture_output=True, check=True)
    return perf_counter() - started


# --- contents -------------------------------------------------------------------------------------------------------------------------


def _contents(book: Path, folder: Path) -> Table:
    """One row for each feature, as it is in both files."""
    twice = [folder / "one", folder / "two"]
    for output in twice:
        subprocess.run(_publish(book, output), capture_output=True, check=True)
        subprocess.run(pandoc_epub(book, output / "pandoc.epub"), capture_output=True, check=True)
    table = Table("", "publish", "pandoc", box=None)
    mine, theirs = (dict(_rows([output / name for output in twice])) for name in ("book.epub", "pandoc.epub"))
    for name, figure in mine.items():
        table.add_row(name, figure, theirs[name])
    return table


def _rows(twice: list[Path]) -> Iterator[tuple[str, str]]:
    path = twice[0]
    counted = check_epub(path).value or {}
    yield "EPUBCheck fatal/error/warning/usage", "/".join(str(counted.get(name, "?")) for name in ("fatal", "error", "warning", "usage"))
    ace = os.environ.get("PUBLISH_ACE")
    yield "Ace: barriers", str(check_accessibility(path, Path(ace)).value) if ace else "not asked"
    with zipfile.ZipFile(path) as container:
        names = container.namelist()
        roots = {name: etree.fromstring(container.read(name)) for name in names if name.endswith(".xhtml")}
        package = etree.fromstring(container.read(next(name for name in names if name.endswith(".opf"))))
    elements = [element for root in roots.values() for element in root.iter(etree.Element)]
    navs = {nav.get(OPS_TYPE): nav for nav in elements if etree.QName(nav).localname == "nav"}
    meta = [element.get("property", "") for element in package.iter("{*}meta")]
    roles = [element.get("role", "") for element in elements]
    titles = [root.findtext("{*}head/{*}title") or "" for root in roots.values()]
    maths = [element for element in elements if etree.QName(element).localname == "math"]
    images = [element for element in elements if etree.QName(element).localname == "img"]
    notes = [element for element in elements if element.get("role") == "doc-footnote"]
    yield "landmarks", ", ".join(link.get(OPS_TYPE, "") for link in navs["landmarks"].iter("{*}a")) if "landmarks" in navs else "none"
    yield "printed pages listed", str(len(list(navs["page-list"].iter("{*}a")))) if "page-list" in navs else "none"
    yield "accessibility metadata", str(sum(name.startswith(("schema:access", "pageBreakSource")) for name in meta))
    yield "summary of accessibility", "yes" if "schema:accessibilitySummary" in meta else "no"
    yield "notes with a number", str(sum("".join(map(str, note.itertext())).strip()[:1].isdigit() for note in notes)) + f" of {len(notes)}"
    yield "notes hidden from the text (aside)", str(sum(etree.QName(note).localname == "aside" for note in notes))
    yield "marks of notes / backlinks", f"{roles.count('doc-noteref')} / {roles.count('doc-backlink')}"
    yield "formulae with alternative text", f"{sum(bool(formula.get('alttext')) for formula in maths)} of {len(maths)}"
    yield "images with an alt attribute", f"{sum(image.get('alt') is not None for image in images)} of {len(images)}"
    yield "files whose title is a file name", str(sum(title.endswith(".xhtml") for title in titles))
    yield "files without a language", str(sum(not root.get("lang") for root in roots.values()))
    yield "quotations with their source marked", str(sum(etree.QName(element).localname == "footer" for element in elements))
    yield (
        "title page, copyright page, cover",
        " ".join(
            "yes" if any(kind in element.get(OPS_TYPE, "").split() for element in elements) else "no"
            for kind in ("titlepage", "copyright-page", "cover")
        ),
    )
    yield "fonts", str(sum(name.endswith((".ttf", ".otf", ".woff2")) for name in names))
    yield "levels of the contents", str(max(len(list(link.iterancestors("{*}ol"))) for link in navs["toc"].iter("{*}a")))
    yield "same bytes twice", "yes" if twice[0].read_bytes() == twice[1].read_bytes() else "no"


if __name__ == "__main__":
    main(sys.argv[1:])
