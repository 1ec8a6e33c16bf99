"""What becomes of real files: each is imported, checked and built as it stands, and its words, notes and quotations are counted.

    python benchmarks/wild.py FOLDER [--results FOLDER] [--source TREE] [--no-build] [--seconds N] [--jobs N] [--only TEXT]

A source is an entry of FOLDER: a file, or a folder (an unpacked EPUB, pages, Markdown). `publish import` asks no questions, then come
`check` and `build epub print`. Two sources run at a time, small ones first. The folder of results gets `wild.tsv`, one row a source, the
imported books, and the missing words of each in `words/`; a second run keeps the rows that it finds there. --source names the `src` of
another checkout, to compare two versions; --no-build leaves out the builds.

Words, notes and quotations are read without publish: DOCX, ODT and Markdown by pandoc, as HTML; that, pages and e-books by lxml. Words that
the ledger has as dropped or moved to book.toml are not missing. A person reads the others: not all of them are text of the body.
"""

import argparse
import csv
import json
import os
import re
import shutil
import subprocess
import sys
import tomllib
import zipfile
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence, Set
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass, field, fields
from io import BytesIO
from pathlib import Path, PurePosixPath
from urllib.parse import unquote

import pypandoc
from independent_words import shown_by_epub, words_of
from lxml import etree, html
from rich.console import Console
from rich.table import Table

ROOT = Path(__file__).resolve().parent.parent
PANDOC_FORMS = {".docx": "docx", ".odt": "odt", ".md": "markdown", ".qmd": "markdown", ".rmd": "markdown", ".markdown": "markdown"}
GRAMMAR = "markdown-yaml_metadata_block-fancy_lists-example_lists-citations-latex_macros-raw_tex-smart"
"""The grammar of a manuscript, as far as words depend on it."""
PAGES = frozenset({".html", ".htm", ".xhtml", ".xml"})
LISTS_OF_SECTIONS = ("SUMMARY.md", "_quarto.yml", "_bookdown.yml")
NO_TEXT = frozenset({"script", "style", "head", "template", "noscript", "nav", "annotation", "title", "math", "select"})
FORMULAE = frozenset({"math inline", "math display"})  # classes that pandoc gives
NAMES_WITHIN_LINES = "a abbr b bdi bdo big cite code del dfn em font i ins kbd mark q rb ruby s small span strong sub sup tt u var wbr"
WITHIN_LINES = frozenset(NAMES_WITHIN_LINES.split())
EPUB_TYPE = "{http://www.idpf.org/2007/ops}type"
MARK = re.compile(r"[\[({]?(?:\d{1,4}|[*†‡§¶#]+|[a-zA-Z]{1,2}|[ivxlc]+)[\])}.]?")
"""The text of a link that calls a note."""
LETTERS_OF_PRINT = frozenset({"P101", "P102", "P112", "P120"})
"""Print refuses letters that its fonts lack, and books from right to left."""
COLUMNS = (
    *("form", "sources", "came in", "checked", "epub", "both", "letters", "I901", "I902"),
    *("words", "missing", "in e-book", "notes", "written", "quotations", "more", "fewer"),
)
SUMS = ("words", "missing", "missing_in_epub", "notes", "notes_written", "quotations")
DROPS = frozenset({"drop", "metadata"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """One run: where the results go, the `src` that is run, and how."""

    results: Path
    source: Path
    builds: bool
    seconds: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """What became of one source. Codes are those of errors, with their number; `letters` are those that print alone refuses."""

    name: str
    form: str
    came_in: bool = False
    import_exit: int = 0
    import_codes: str = ""
    checked: bool = False
    check_codes: str = ""
    epub: bool = False
    print: bool = False
    letters: bool = False
    build_codes: str = ""
    I901: int = 0
    I902: int = 0
    words: int = 0
    missing: int = 0
    missing_in_epub: int = 0
    notes: int = 0
    notes_written: int = 0
    quotations: int = 0
    quotations_written: int = 0
    some_missing: str = ""


@dataclass(slots=True, kw_only=True)
class Content:
    """What an independent reading finds in a text."""

    words: Counter[str] = field(default_factory=Counter)
    notes: int = 0
    quotations: int = 0

    def add(self, other: "Content") -> None:
        """Adds another text's counts."""
        self.words += other.words
        self.notes += other.notes
        self.quotations += other.quotations


def main() -> None:
    """Runs all sources and prints a summary by form."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--results", type=Path, default=Path("wild-results"))
    parser.add_argument("--source", type=Path, default=ROOT / "src")
    parser.add_argument("--no-build", action="store_true")
    parser.add_argument("--seconds", type=int, default=300)
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--only", default="")
    given = parser.parse_args()
    order = Order(results=given.results.resolve(), source=given.source.resolve(), builds=not given.no_build, seconds=given.seconds)
    (order.results / "words").mkdir(parents=True, exist_ok=True)
    table = order.results / "wild.tsv"
    rows = _earlier(table)
    sources = [path for path in given.folder.iterdir() if re.search(given.only, path.name) and path.name not in rows]
    sources.sort(key=lambda path: sum(file.stat().st_size for file in path.rglob("*")) if path.is_dir() else path.stat().st_size)
    with ThreadPoolExecutor(given.jobs) as threads:
        for row in threads.map(lambda path: _row(path, order), sources):
            rows[row.name] = row
            _write(table, rows.values())
    Console(width=200).print(summary([row for row in rows.values() if re.search(given.only, row.name)]))


def summary(rows: Sequence[Row]) -> Table:
    """Counts by form."""
    table = Table(*COLUMNS, box=None)
    for form in (*sorted({row.form for row in rows}), "all"):
        some = [row for row in rows if form in (row.form, "all")]
        arrived = [row for row in some if row.came_in]
        counts = [len(some), len(arrived), *(sum(getattr(row, name) for row in some) for name in ("checked", "epub"))]
        counts += [sum(row.epub and row.print for row in some), sum(row.letters for row in some)]
        counts += [sum(getattr(row, name) > 0 for row in some) for name in ("I901", "I902")]
        counts += [sum(getattr(row, name) for row in arrived) for name in SUMS]
        counts += [sum(max(sign * (row.quotations_written - row.quotations), 0) for row in arrived) for sign in (1, -1)]
        table.add_row(form, *map(str, counts))
    return table


def _row(path: Path, order: Order) -> Row:
    """Imports, checks and builds one source."""
    source, book, output = path.resolve(), order.results / "books" / path.name, order.results / "built" / path.name
    for folder in (book, output):
        shutil.rmtree(folder, ignore_errors=True)
    exit_code, diagnostics = _publish(order, "import", str(source), "--into", str(book))
    imported = _errors(diagnostics)
    row = Row(
        name=path.name,
        form=_form(path),
        came_in=(book / "book.toml").is_file(),
        import_exit=exit_code,
        import_codes=_codes(imported),
        I901=imported["I901"],
        I902=imported["I902"],
    )
    if not row.came_in:
        return row
    exit_code, diagnostics = _publish(order, "check", "--book", str(book))
    codes = _codes(_errors(diagnostics)) or (f"exit {exit_code}" if exit_code else "")
    found = {**asdict(row), "checked": exit_code == 0, "check_codes": codes}
    if order.builds:
        found |= _built(order, book, output)
    found |= _compared(source, book, output / "book.epub", order.results / "words" / f"{path.name}.txt")
    shutil.rmtree(output, ignore_errors=True)
    return Row(**found)


def _built(order: Order, book: Path, output: Path) -> dict[str, object]:
    """Whether both editions are made, or the e-book alone, and why not."""
    exit_code, diagnostics = _publish(order, "build", "epub", "print", "--book", str(book), "--output", str(output), "--jobs", "1")
    errors = _errors(diagnostics)
    if exit_code == 0:
        return {"epub": True, "print": True}
    alone, _ = _publish(order, "build", "epub", "--book", str(book), "--output", str(output), "--jobs", "1")
    letters = bool(errors) and set(errors) <= LETTERS_OF_PRINT
    return {"epub": alone == 0, "letters": letters, "build_codes": _codes(errors) or f"exit {exit_code}"}


def _publish(order: Order, *arguments: str) -> tuple[int, list[dict[str, object]]]:
    """The exit code of `publish` and its diagnostics; 124 if it takes too long."""
    command = [sys.executable, "-m", "publish", *arguments, "--message-format", "json"]
    environment = {**os.environ, "PYTHONPATH": str(order.source)}
    try:
        done = subprocess.run(command, capture_output=True, text=True, env=environment, timeout=order.seconds, check=False)
    except subprocess.TimeoutExpired:
        return 124, []
    try:
        return done.returncode, json.loads(done.stdout or "[]")
    except json.JSONDecodeError:
        return done.returncode, [{"code": done.stderr.strip().splitlines()[-1][:80] if done.stderr else "", "severity": "error"}]


def _errors(diagnostics: Sequence[dict[str, object]]) -> Counter[str]:
    return Counter(str(one["code"]) for one in diagnostics if one["severity"] == "error")


def _codes(errors: Counter[str]) -> str:
    return " ".join(f"{code}×{count}" if count > 1 else code for code, count in errors.items())


# --- what a source, a book and an e-book hold -----------------------------------------------------------------------------------------


def _compared(source: Path, book: Path, epub: Path, into: Path) -> dict[str, object]:
    """Counts of the source beside those of the book; the missing words go to a file."""
    try:
        before = content_of(source)
    except (OSError, etree.LxmlError, RuntimeError, zipfile.BadZipFile, UnicodeError) as fault:
        return {"some_missing": f"unread: {fault}"[:200]}
    after = Content()
    toml = tomllib.loads((book / "book.toml").read_text(encoding="utf-8"))
    for path in sorted(book.rglob("*.md")):
        after.add(_by_pandoc(path, GRAMMAR))
    explained = Counter(words_of(json.dumps(toml, ensure_ascii=False)))
    ledger = tomllib.loads((book / "import-ledger.toml").read_text(encoding="utf-8"))
    for decision in ledger.get("decisions", []):
        if decision["about"] in DROPS:
            explained += Counter(words_of(decision["before"]))
    missing = before.words - after.words - explained
    in_epub = before.words - Counter(words_of(shown_by_epub(epub))) - explained if epub.is_file() else Counter[str]()
    into.write_text("\n".join(f"{count} {word}" for word, count in missing.most_common()) + "\n", encoding="utf-8")
    return {
        "words": before.words.total(),
        "missing": missing.total(),
        "missing_in_epub": in_epub.total(),
        "notes": before.notes,
        "notes_written": after.notes,
        "quotations": before.quotations,
        "quotations_written": after.quotations,
        "some_missing": " ".join(word for word, _ in missing.most_common(12)),
    }


def content_of(source: Path) -> Content:
    """What an independent reading finds in a file or a folder."""
    content = Content()
    if source.is_dir():
        pages = [(source / name, (source / name).read_bytes()) for name in _spine(_tree(source))] if _is_epub(source) else []
        for path, page in pages:
            content.add(_of_page(page, is_xml=path.suffix != ".html"))
        for path in [] if pages else _sections(source):
            content.add(content_of(path))
        return content
    match source.suffix.lower():
        case ".epub":
            with zipfile.ZipFile(source) as container:
                names = {name: container.read(name) for name in container.namelist() if not name.endswith("/")}
            for name in _spine(names):
                content.add(_of_page(names[name], is_xml=True))
        case suffix if suffix in PANDOC_FORMS:
            content.add(_by_pandoc(source, PANDOC_FORMS[suffix]))
        case suffix if suffix in PAGES:
            content.add(_of_page(source.read_bytes(), is_xml=suffix == ".xhtml"))
        case _:
            content.words += Counter(words_of(_decoded(source.read_bytes()).replace("--", " ")))
    return content


def _form(path: Path) -> str:
    if not path.is_dir():
        return path.suffix[1:].lower().replace("htm", "html").replace("htmll", "html")
    if _is_epub(path):
        return "epub"
    endings = Counter(file.suffix.lower() for file in path.rglob("*") if file.suffix.lower() in PAGES | PANDOC_FORMS.keys())
    return "html" if endings and endings.most_common(1)[0][0] in PAGES else "md"


def _is_epub(folder: Path) -> bool:
    return (folder / "META-INF/container.xml").is_file()


def _tree(folder: Path) -> dict[str, bytes]:
    """The files of a folder, of which those that say the reading order are read."""
    files = (file for file in folder.rglob("*") if file.is_file())
    return {file.relative_to(folder).as_posix(): file.read_bytes() if file.suffix in (".opf", ".xml") else b"" for file in files}


def _spine(files: dict[str, bytes]) -> list[str]:
    """The pages of an e-book in reading order, without its navigation."""
    container = etree.fromstring(files["META-INF/container.xml"], etree.XMLParser(recover=True))
    opf = str(container.xpath("string(//*[local-name()='rootfile'][1]/@full-path)"))
    package = etree.fromstring(files[opf], etree.XMLParser(recover=True))
    at = {item.get("id"): item for item in package.iter("{*}item") if "nav" not in (item.get("properties") or "").split()}
    places = [at[reference.get("idref")].get("href") for reference in package.iter("{*}itemref") if reference.get("idref") in at]
    names = [os.path.normpath(str(PurePosixPath(opf).parent / unquote(place or ""))) for place in places]
    return [name for name in dict.fromkeys(names) if name in files]


def _sections(folder: Path) -> list[Path]:
    """The pages of a folder, or those that its list of sections names."""
    pages = sorted(path for path in folder.rglob("*") if path.suffix.lower() in PAGES | PANDOC_FORMS.keys() and path.is_file())
    listed = "".join((folder / name).read_text(encoding="utf-8") for name in LISTS_OF_SECTIONS if (folder / name).is_file())
    named = [path for path in pages if path.relative_to(folder).as_posix() in listed and path.name not in LISTS_OF_SECTIONS]
    return named or pages


def _by_pandoc(path: Path, form: str) -> Content:
    command = [str(pypandoc.get_pandoc_path()), "--quiet", "--from", form, "--to", "html", "--wrap=none", "--mathjax", str(path)]
    done = subprocess.run(command, capture_output=True, timeout=120, check=False)
    if done.returncode:
        raise RuntimeError(done.stderr.decode(errors="replace").strip()[:160])
    return _of_root(html.document_fromstring(f"<body>{done.stdout.decode()}</body>"))


def _of_page(page: bytes, *, is_xml: bool) -> Content:
    """The content of a page; one that is not XML is read as HTML."""
    if is_xml:
        try:
            return _of_root(etree.parse(BytesIO(page), etree.XMLParser(load_dtd=False, resolve_entities=False, huge_tree=True)).getroot())
        except etree.XMLSyntaxError:
            pass
    return _of_root(html.document_fromstring(_decoded(page).encode(), parser=html.HTMLParser(encoding="utf-8", huge_tree=True)))


def _of_root(root: etree._Element) -> Content:
    quoted = [quotation for quotation in root.iter("{*}blockquote") if next(quotation.iterancestors("{*}blockquote"), None) is None]
    calls = {*_note_calls(root)}
    words = Counter(words_of("".join(_texts(root, calls)).replace("--", " ")))
    return Content(words=words, notes=len({call.get("href") for call in calls}), quotations=len(quoted))


def _note_calls(root: etree._Element) -> Iterator[etree._Element]:
    """The links that are marked as calls of notes, or whose text is a note mark and whose target, or what it is in, links back to them."""
    at = {element.get("id") or element.get("name"): element for element in root.iter("*") if element.get("id") or element.get("name")}
    for link in root.iter("{*}a"):
        href = link.get("href") or ""
        if "noteref" in (link.get(EPUB_TYPE) or link.get("epub:type") or link.get("role") or ""):
            yield link
            continue
        target = at.get(href[1:]) if href.startswith("#") else None
        if target is None or not MARK.fullmatch("".join(link.itertext()).strip()):
            continue
        names = {element.get("id") or element.get("name") for element in (link, *link.iterancestors(), *link.iterdescendants())}
        near = (target, *list(target.iterancestors())[:2])
        back = {(other.get("href") or "")[1:] for element in near for other in element.iter("{*}a") if other is not link}
        if back & (names - {None}) and not _comes_before(target, link):
            yield link


def _comes_before(one: etree._Element, other: etree._Element) -> bool:
    """Whether an element stands before another in the page."""
    tree = one.getroottree()
    return next((element is one for element in tree.getroot().iter("*") if element is one or element is other), False)


def _texts(element: etree._Element, calls: Set[etree._Element]) -> Iterator[str]:
    """The shown texts of an element without its calls of notes, parted at blocks."""
    if not isinstance(element.tag, str) or element in calls:
        return
    name = element.tag.rpartition("}")[2].lower()  # a page may have a name with a colon, which no namespace explains
    if name in NO_TEXT or element.get("class") in FORMULAE:
        return
    edge = "" if name in WITHIN_LINES else " "
    yield edge
    yield element.text or ""
    for child in element:
        yield from _texts(child, calls)
        yield child.tail or ""
    yield edge


def _decoded(content: bytes) -> str:
    """A text in UTF-8, in UTF-16 with its mark, or in what its page declares, else in Western European letters."""
    declared = re.search(rb"charset=[\"']?([\w-]+)", content[:100_000])
    marked = ("utf-16",) if content[:2] in (b"\xff\xfe", b"\xfe\xff") else ()
    for encoding in (*marked, "utf-8-sig", *([declared[1].decode()] if declared else [])):
        try:
            return content.decode(encoding)
        except (UnicodeDecodeError, LookupError):
            continue
    return content.decode("cp1252", errors="replace")


# --- the table ------------------------------------------------------------------------------------------------------------------------


def _earlier(table: Path) -> dict[str, Row]:
    """The rows of an earlier run."""
    if not table.is_file():
        return {}
    kinds = {one.name: type(one.default) for one in fields(Row)}
    read: dict[type, Callable[[str], object]] = {bool: lambda text: text == "True", int: int}
    with table.open(encoding="utf-8", newline="") as lines:
        texts = list(csv.DictReader(lines, delimiter="\t"))
    rows = [Row(**{name: read.get(kinds[name], str)(text) for name, text in row.items()}) for row in texts]  # type: ignore[arg-type]
    return {row.name: row for row in rows}


def _write(table: Path, rows: Iterable[Row]) -> None:
    with table.open("w", encoding="utf-8", newline="") as lines:
        writer = csv.DictWriter(lines, [one.name for one in fields(Row)], delimiter="\t")
        writer.writeheader()
        writer.writerows(asdict(row) for row in rows)


if __name__ == "__main__":
    main()
