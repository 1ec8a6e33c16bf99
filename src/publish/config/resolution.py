"""From book.toml to the configuration: each key checked, keys checked against each other, defaults filled in. All faults at once."""

import re
import tomllib
from collections import defaultdict
from collections.abc import Iterator, Mapping
from pathlib import Path, PurePosixPath
from typing import Any

from publish.config.claims import incomplete_claim
from publish.config.design import design_settings, unknown_scripts
from publish.config.key_places import KeyPath, TomlSource
from publish.config.language_tags import mark_place, name_for_sorting, spaces_are_set
from publish.config.orders import Orders, print_orders, unordered_printers
from publish.config.own_words import book_tables, faults_of_words
from publish.config.schema import (
    WrittenAlsoBy,
    WrittenBook,
    WrittenCover,
    WrittenPart,
    WrittenPrint,
    key_names,
    written_book,
    written_import,
)
from publish.config.style_roles import HouseRole
from publish.config.values import (
    AlsoBy,
    Configuration,
    Contributor,
    CoverSettings,
    EpubSettings,
    Ignored,
    NoteSettings,
    Part,
    PrintOrder,
    PrintSettings,
    Series,
    Spine,
    Typography,
)
from publish.config.vocabulary import ValueFault, isbn_13
from publish.diagnostics import Diagnostic, Location, Outcome, diagnostic, in_reading_order
from publish.languages.directions import direction_of

CONFIGURATION_FILE = "book.toml"
MOST_BYTES = 1_000_000

# Planned keys, or values of a key, that the program does not support yet. Remove an entry here when you build it.
UNBUILT: Mapping[tuple[str, ...], frozenset[object] | None] = {
    ("print", "page-numbers-from"): None,
}

# The beginning of each message of tomllib (CPython 3.11 to 3.14), the fault in plain words, and the remedy for its most frequent cause.
TOML_FAULTS = (
    (
        "Invalid value",
        "this is not a value",
        'put text in straight quotation marks: title = "…"; only true, false, numbers and dates go without',
    ),
    ("Invalid initial character for a key part", "this is not a key", "a key is made of letters, digits and hyphens; a table is [spine]"),
    ("Invalid statement", "this is neither a key nor a table", "begin a line with a key, a [table] or a # comment"),
    ("Expected '=' after a key", "a key has no value", "write key = value"),
    ("Expected newline or end of document", "there is more after the value", 'one value a line; a quotation mark in a text is written \\"'),
    ("Unclosed array", "an array goes on without a comma", "close the array with a bracket ], or put a comma between its elements"),
    (
        "Unclosed inline table",
        "a table in braces goes on without a comma",
        "close the table with a brace }, or put a comma between its keys",
    ),
    ("Unterminated string", "a text does not end", "close the text with a straight quotation mark"),
    ("Illegal character", "a text does not end on its line", "close the text with a straight quotation mark on the same line"),
    ("Cannot overwrite a value", "this key is given twice", "keep one"),
    ("Duplicate inline table key", "this key is given twice", "keep one"),
    ("Cannot declare", "this table is given twice", "put its keys under one header"),
    ("Cannot mutate immutable", "this table is already complete above", "put the key there"),
    ("Unescaped '\\'", "a backslash in a text means something else", "write a backslash twice: \\\\"),
    ("Invalid hex value", "a backslash in a text means something else", "write a backslash twice: \\\\"),
    ("Invalid date", "there is no such day or time", "write a day that exists, as in 2026-11-22"),
)
ACCEPTED_BY_SHOPS = frozenset({".jpg", ".jpeg", ".png", ".webp", ".avif"})
END = " (at end of document)"


class _Unreadable(Exception):  # noqa: N818  # it never leaves this module
    """The file has no tables; the diagnostic says why."""

    def __init__(self, diagnostic: Diagnostic) -> None:
        super().__init__(diagnostic.message)
        self.diagnostic = diagnostic


def read_configuration(folder: Path) -> Outcome[Configuration]:
    """The configuration in the folder's book.toml. Reports all faults at once: C101 to C132, C134, C136."""
    try:
        source = TomlSource(path=CONFIGURATION_FILE, text=_text_of(folder / CONFIGURATION_FILE))
        tables = _tables_in(source.text)
    except _Unreadable as fault:
        return Outcome(diagnostics=(fault.diagnostic,))
    unbuilt = tuple(_take_unbuilt(tables, source))
    book, faults = written_book(tables, source)
    orders = print_orders(folder, book.print, source) if book and book.print else Orders()
    diagnostics = (
        *unbuilt,
        *faults,
        *_shared_isbn(tables, source),
        *incomplete_claim(tables, source),
        *_empty_arrays(tables, source),
        *_ambiguous_sections(tables, source),
        *orders.diagnostics,
    )
    if book and book.cover and not orders.diagnostics:
        names = [order.printer.name for order in orders.orders]
        diagnostics += tuple(unordered_printers({"spine": book.cover.spine, "file": book.cover.file}, "cover", names, source))
    if book:
        diagnostics += (*faults_of_words(book, source), *unknown_scripts(book.design, source))
    if book is None or diagnostics:
        return Outcome(diagnostics=in_reading_order(diagnostics))
    return Outcome(value=_configuration(book, orders.orders, folder.resolve()))


def house_styles_in(folder: Path) -> Outcome[Mapping[str, HouseRole]]:
    """What the styles of a source mean, by their names, if the folder's book.toml says so (`import.styles`). Reports the faults of that."""
    if not (folder / CONFIGURATION_FILE).exists():
        return Outcome(value={})
    try:
        source = TomlSource(path=CONFIGURATION_FILE, text=_text_of(folder / CONFIGURATION_FILE))
        written, faults = written_import(_tables_in(source.text), source)
    except _Unreadable as fault:
        return Outcome(diagnostics=(fault.diagnostic,))
    return Outcome(value=written.styles if written else {}, diagnostics=faults)


def place_of_section(folder: Path, section: str) -> Location:
    """The place of a section's name in book.toml, for a fault of the section's file. The file alone if book.toml does not name it."""
    try:
        source = TomlSource(path=CONFIGURATION_FILE, text=_text_of(folder / CONFIGURATION_FILE))
        paths = [path for path, listed in _listed_sections(_tables_in(source.text)) if listed == section]
    except _Unreadable:
        paths = []
    return source.location_of_value(paths[0]) if paths else Location(path=CONFIGURATION_FILE)


def place_of_key(folder: Path, *path: str | int) -> Location:
    """The place of a key's value in book.toml, for a fault that shows only later: `place_of_key(folder, "title")`."""
    try:
        return TomlSource(path=CONFIGURATION_FILE, text=_text_of(folder / CONFIGURATION_FILE)).location_of_value(path)
    except _Unreadable:
        return Location(path=CONFIGURATION_FILE)


def _text_of(file: Path) -> str:
    """The text of book.toml. _Unreadable with C101 if there is none, C102 if it cannot be read, C103 if it is not UTF-8."""
    at = Location(path=CONFIGURATION_FILE)
    advice = "name the book's folder with --book, or make a book with “publish new”"
    if not file.parent.is_dir():
        raise _Unreadable(diagnostic("C101", f"there is no folder “{file.parent}”", help=advice))
    if not file.exists():
        raise _Unreadable(diagnostic("C101", f"there is no book.toml in “{file.parent}”", help=advice))
    if not file.is_file():
        raise _Unreadable(diagnostic("C102", "book.toml is not a file", help="a book.toml is a text file in the book's folder", at=at))
    try:
        size = file.stat().st_size
        content = file.read_bytes() if size <= MOST_BYTES else b""
    except OSError as fault:
        message = f"book.toml cannot be read: {fault.strerror}"
        raise _Unreadable(diagnostic("C102", message, help="check the file's permissions", at=at)) from fault
    if size > MOST_BYTES:
        message = f"book.toml has {size // 1_000_000} MB: that is too large for a file that describes a book"
        raise _Unreadable(diagnostic("C102", message, help="put the text of the book into sections", at=at))
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as fault:
        before = fault.object[: fault.start].decode("utf-8-sig", errors="replace")
        at = Location(path=CONFIGURATION_FILE, line=before.count("\n") + 1, column=len(before) - before.rfind("\n"))
        raise _Unreadable(diagnostic("C103", "book.toml is not UTF-8 here", help="save it as UTF-8 in your text editor", at=at)) from fault


def _tables_in(text: str) -> dict[str, Any]:
    """The tables of the document. _Unreadable with C104 where it is not TOML."""
    try:
        return tomllib.loads(text)
    except RecursionError as fault:
        at = Location(path=CONFIGURATION_FILE)
        raise _Unreadable(diagnostic("C104", "book.toml is nested too deeply", help="take brackets out", at=at)) from fault
    except ValueError as fault:  # a TOMLDecodeError, or int()'s error for a number of 5,000 digits
        raise _Unreadable(_toml_diagnostic(str(fault), text)) from fault


def _toml_diagnostic(message: str, text: str) -> Diagnostic:
    """C104 for a message of tomllib, in plain words; a fault at the end of the document is placed at the end of its last line with text."""
    at = Location(path=CONFIGURATION_FILE)
    reason, remedy = message, "correct this value"
    if match := re.fullmatch(r"(.*) \(at line (\d+), column (\d+)\)", message, re.DOTALL):
        at = Location(path=CONFIGURATION_FILE, line=int(match[2]), column=int(match[3]))
        default = (match[1], "correct this line, or the one before it")
        reason, remedy = next((words for beginning, *words in TOML_FAULTS if match[1].startswith(beginning)), default)
    elif message.endswith(END):
        lines = text.rstrip().split("\n")
        at = Location(path=CONFIGURATION_FILE, line=len(lines), column=len(lines[-1]) + 1)
        reason, remedy = "something is still open at the end", "close a bracket, a brace or a quotation mark"
    return diagnostic("C104", f"book.toml is not TOML: {reason}", help=remedy, at=at)


def _take_unbuilt(tables: dict[str, Any], source: TomlSource) -> Iterator[Diagnostic]:
    """C108 for each key, or value of a key, that is not built yet. Removes these keys from the tables."""
    for path, values in UNBUILT.items():
        table = tables
        for name in path[:-1]:
            table = table.get(name, {}) if isinstance(table.get(name, {}), dict) else {}
        if path[-1] not in table or (values is not None and not _among(table[path[-1]], values)):
            continue
        value = table.pop(path[-1])
        shown = key_names(path)
        if values is not None:
            shown += f" = {str(value).lower() if isinstance(value, bool) else f'“{value}”'}"
        message = f"{shown} is planned, but this publish cannot do it yet"
        yield source.key_diagnostic(path, "C108", message, help="take it out: publish does not ignore a key that is given")


def _among(value: object, values: frozenset[object]) -> bool:
    return isinstance(value, str | bool) and value in values


def _shared_isbn(tables: Mapping[str, Any], source: TomlSource) -> Iterator[Diagnostic]:
    """C112 where the two editions have one ISBN."""
    numbers = {}
    for edition in ("epub", "print"):
        table = tables.get(edition)
        try:
            numbers[edition] = isbn_13(table["isbn"]) if isinstance(table, dict) and "isbn" in table else None
        except ValueFault:
            return
    if numbers["epub"] and numbers["epub"] == numbers["print"]:
        advice = "each edition has its own ISBN: write the other one, or take one of them out"
        yield source.value_diagnostic(("print", "isbn"), "C112", "“epub.isbn” and “print.isbn” are the same", help=advice)


def _empty_arrays(tables: Mapping[str, Any], source: TomlSource) -> Iterator[Diagnostic]:
    """C121 for a book without a contributor or a body, a part without sections, a list of other books without a title."""
    if tables.get("contributors") == []:
        yield source.value_diagnostic(("contributors",), "C121", "“contributors” is empty", help="name at least one person or organisation")
    also_by = tables.get("also-by")
    if also_by == [] or _dictionary(also_by).get("titles") == []:
        advice = 'name at least one book: also-by = ["On Gutters"], or take the key out'
        path: KeyPath = ("also-by", "titles") if isinstance(also_by, dict) else ("also-by",)
        yield source.value_diagnostic(path, "C121", f"“{key_names(path)}” is empty", help=advice)
    body = _dictionary(tables.get("spine")).get("body")
    if body == []:
        advice = 'name at least one section: body = ["one.md"]'
        yield source.value_diagnostic(("spine", "body"), "C121", "“spine.body” is empty", help=advice)
    for number, entry in enumerate(body if isinstance(body, list) else ()):
        if _dictionary(entry).get("sections") == []:
            message = f"the part “{_dictionary(entry).get('part', '')}” has no sections"
            path = ("spine", "body", number, "sections")
            yield source.value_diagnostic(path, "C121", message, help="name its sections, or take the part out")


def _ambiguous_sections(tables: Mapping[str, Any], source: TomlSource) -> Iterator[Diagnostic]:
    """C119 for a section that is listed again, C120 for two sections with the same file name, and so the same ids."""
    first: dict[str, str] = {}
    places: defaultdict[str, list[KeyPath]] = defaultdict(list)
    for path, section in _listed_sections(tables):
        places[section].append(path)
    for section, paths in places.items():
        for again in paths[1:]:
            yield source.value_diagnostic(again, "C119", f"“{section}” is listed a second time", help="list each section once")
        stem = PurePosixPath(section).stem.casefold()
        other = first.setdefault(stem, section)
        if other != section:
            message = f"“{section}” and “{other}” have the same file name"
            advice = "give one of them another name: links and notes find a section by its file name, without the folder"
            yield source.value_diagnostic(paths[0], "C120", message, help=advice)


def _listed_sections(tables: Mapping[str, Any]) -> Iterator[tuple[KeyPath, str]]:
    """The sections in the spine, as written, each with its key path."""
    spine = _dictionary(tables.get("spine"))
    for matter in ("front", "body", "back"):
        entries = spine.get(matter)
        for number, entry in enumerate(entries if isinstance(entries, list) else ()):
            path: KeyPath = ("spine", matter, number)
            if isinstance(entry, str):
                yield path, entry
            sections = _dictionary(entry).get("sections")
            for position, section in enumerate(sections if isinstance(sections, list) else ()):
                if isinstance(section, str):
                    yield (*path, "sections", position), section


def _dictionary(value: object) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}


def _configuration(book: WrittenBook, orders: tuple[PrintOrder, ...], folder: Path) -> Configuration:
    """The book with its defaults filled in: names for sorting; note marks and spaces by the custom of the language."""
    printed = book.print or WrittenPrint()
    return Configuration(
        folder=folder,
        title=book.title,
        subtitle=book.subtitle,
        language=book.language,
        edition=book.edition,
        printing=book.printing,
        tables=book_tables(book),
        also_by=_also_by(book.also_by),
        published=book.published,
        publisher=book.publisher,
        place=book.place,
        rights=book.rights,
        description=book.description,
        subjects=book.subjects,
        series=Series(name=book.series.name, number=book.series.number) if book.series else None,
        contributors=tuple(
            Contributor(name=person.name, sort=person.sort or name_for_sorting(person.name, book.language), role=person.role)
            for person in book.contributors
        ),
        spine=Spine(
            front=book.spine.front,
            body=tuple(
                Part(title=entry.part, sections=entry.sections, number=entry.number) if isinstance(entry, WrittenPart) else entry
                for entry in book.spine.body
            ),
            back=book.spine.back,
        ),
        smart=book.text.smart,
        math=book.text.math,
        no_break=book.text.no_break,
        hyphenation_exceptions=book.text.hyphenation_exceptions,
        divide_names=book.text.divide_names,
        notes=NoteSettings(
            numbering=book.notes.numbering,
            mark=book.notes.mark or mark_place(book.language),
            print=book.notes.print,
            epub=book.notes.epub,
        ),
        cover=_cover(book.cover) if book.cover else None,
        epub=EpubSettings(
            isbn=book.epub.isbn,
            cover=book.epub.cover or _front_for_screens(book.cover),
            page_list=_is_printed(book) if book.epub.page_list is None else book.epub.page_list,
            contents_levels=book.epub.contents_levels,
            conforms_to=book.epub.conforms_to,
            certified_by=book.epub.certified_by,
        ),
        print=PrintSettings(
            isbn=printed.isbn,
            trim=printed.trim,
            openings=printed.openings,
            bleed=printed.bleed,
            orders=orders,
            is_ordered=book.print is not None,
        ),
        design=design_settings(book.design),
        ignored=tuple(Ignored(code=entry.code, reason=entry.reason, file=entry.file) for entry in book.check.ignore),
        elsewhere=tuple(book.check.elsewhere),
        typography=Typography(
            quotes=bool(book.typography.quotes),
            ranges=book.typography.ranges,
            spaces=spaces_are_set(book.language) if book.typography.spaces is None else book.typography.spaces,
            nested=book.typography.nested,
            dashes=bool(book.typography.dashes),
            ellipses=book.typography.ellipses,
            unset=tuple(key for key in ("quotes", "dashes") if getattr(book.typography, key) is None),
        ),
    )


def _is_printed(book: WrittenBook) -> bool:
    """Whether the print edition can say where its pages begin: book.toml orders one, and its language runs from left to right."""
    return book.print is not None and not direction_of(book.language)


def _cover(written: WrittenCover) -> CoverSettings:
    def by_printer(value: str | Mapping[str, str] | None) -> Mapping[str, str]:
        return value if isinstance(value, Mapping) else {"": value} if value else {}

    return CoverSettings(
        front=written.front,
        back=written.back,
        spines=by_printer(written.spine),
        files=by_printer(written.file),
        blurb=written.blurb,
        price=written.price,
    )


def _front_for_screens(written: WrittenCover | None) -> str | None:
    """The front of the printed cover, if it is a picture that shops accept, or whose converted copy they accept."""
    front = written.front if written else None
    return front if front and PurePosixPath(front).suffix.lower() in ACCEPTED_BY_SHOPS else None


def _also_by(written: WrittenAlsoBy | tuple[str, ...]) -> AlsoBy | None:
    """The author's other books, from a table or from an array of titles."""
    if isinstance(written, WrittenAlsoBy):
        return AlsoBy(heading=written.heading, titles=written.titles)
    return AlsoBy(heading=None, titles=written) if written else None
