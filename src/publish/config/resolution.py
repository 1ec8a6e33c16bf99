"""From book.toml to the configuration: read, laid over what may be written, checked across keys, defaults filled in. All faults at once."""

import re
import tomllib
from collections import defaultdict
from collections.abc import Iterator, Mapping
from pathlib import Path, PurePosixPath
from typing import Any

from publish.config.claims import claim_halved
from publish.config.key_places import KeyPath, Place, places_in
from publish.config.language_tags import mark_place, name_for_sorting, spaces_are_set
from publish.config.orders import Ordered, not_ordered, print_orders
from publish.config.schema import KeyFault, WrittenAlsoBy, WrittenBook, WrittenCover, WrittenPart, WrittenPrint, key_names, written_book
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

CONFIGURATION_FILE = "book.toml"
MOST_BYTES = 1_000_000

# What DESIGN names and the program does not do yet: a key, or some of its values. Whoever builds one takes it out here.
UNBUILT: Mapping[tuple[str, ...], frozenset[object] | None] = {
    ("print", "page-numbers-from"): None,
}

# The beginnings of tomllib's messages (CPython 3.11 to 3.14) in plain words, and what to write where an editor most often came by them.
TOML_FAULTS = (
    (
        "Invalid value",
        "this is no value",
        'put text in straight quotation marks: title = "…"; only true, false, numbers and dates go without',
    ),
    ("Invalid initial character for a key part", "this is no key", "a key is made of letters, digits and hyphens; a table is [spine]"),
    ("Invalid statement", "this is neither a key nor a table", "begin a line with a key, a [table] or a # comment"),
    ("Expected '=' after a key", "a key stands without a value", "write key = value"),
    ("Expected newline or end of document", "there is more after the value", 'one value a line; a quotation mark in a text is written \\"'),
    ("Unclosed array", "an array goes on without a comma", "close the array with a bracket ], or put a comma between its elements"),
    (
        "Unclosed inline table",
        "a table in braces goes on without a comma",
        "close the table with a brace }, or put a comma between its keys",
    ),
    ("Unterminated string", "a text does not end", "close the text with a straight quotation mark"),
    ("Illegal character", "a text does not end on its line", "close the text with a straight quotation mark on the same line"),
    ("Cannot overwrite a value", "this key stands here twice", "keep one"),
    ("Duplicate inline table key", "this key stands here twice", "keep one"),
    ("Cannot declare", "this table stands here twice", "put its keys under one header"),
    ("Cannot mutate immutable", "this table is already complete above", "put the key there"),
    ("Unescaped '\\'", "a backslash in a text means something else", "write a backslash twice: \\\\"),
    ("Invalid hex value", "a backslash in a text means something else", "write a backslash twice: \\\\"),
    ("Invalid date", "there is no such day or time", "write a day that exists, as in 2026-11-22"),
)
SHOWN_BY_SHOPS = frozenset({".jpg", ".jpeg", ".png"})
END = " (at end of document)"


class _Unreadable(Exception):  # noqa: N818  # it never leaves this module
    """The file holds no tables: why."""

    def __init__(self, found: Diagnostic) -> None:
        super().__init__(found.message)
        self.found = found


def read_configuration(folder: Path) -> Outcome[Configuration]:
    """What book.toml in the folder says, or all that is wrong with it: C101 to C130."""
    try:
        text = _text_of(folder / CONFIGURATION_FILE)
        tables = _tables_in(text)
    except _Unreadable as fault:
        return Outcome(diagnostics=(fault.found,))
    unbuilt = tuple(_take_unbuilt(tables))
    book, faults = written_book(tables)
    orders = print_orders(folder, book.print) if book and book.print else Ordered()
    faults = (
        *unbuilt,
        *faults,
        *_isbns_shared(tables),
        *claim_halved(tables),
        *_empty_arrays(tables),
        *_sections_confused(tables),
        *orders.faults,
        *(
            not_ordered({"spine": book.cover.spine, "file": book.cover.file}, "cover", [one.printer.name for one in orders.orders])
            if book and book.cover and not orders.faults
            else ()
        ),
    )
    if book is None or faults or orders.diagnostics:
        return Outcome(diagnostics=(*_located(faults, text), *orders.diagnostics))
    return Outcome(value=_configuration(book, orders.orders, folder.resolve()))


def place_of_section(folder: Path, section: str) -> Location:
    """Where book.toml names a section, for what is wrong with the section's file; the file alone if it does not."""
    try:
        text = _text_of(folder / CONFIGURATION_FILE)
        paths = [path for path, listed in _listed(_tables_in(text)) if listed == section]
    except _Unreadable:
        paths = []
    return _location(places_in(text).of_value(paths[0])) if paths else Location(path=CONFIGURATION_FILE)


def place_of_key(folder: Path, *path: str | int) -> Location:
    """Where the value of a key stands in book.toml, for what shows only later: `place_of_key(folder, "title")`."""
    try:
        return _location(places_in(_text_of(folder / CONFIGURATION_FILE)).of_value(path))
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
        data = file.read_bytes() if size <= MOST_BYTES else b""
    except OSError as fault:
        message = f"book.toml cannot be read: {fault.strerror}"
        raise _Unreadable(diagnostic("C102", message, help="give yourself leave to read it", at=at)) from fault
    if size > MOST_BYTES:
        message = f"book.toml has {size // 1_000_000} MB: this is no file that describes a book"
        raise _Unreadable(diagnostic("C102", message, help="put the text of the book into sections", at=at))
    try:
        return data.decode("utf-8-sig")
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
    except ValueError as fault:  # TOMLDecodeError is one; so is what int() says of 5,000 digits
        said, remedy, at = _said(str(fault), text)
        raise _Unreadable(diagnostic("C104", f"book.toml is not TOML: {said}", help=remedy, at=at)) from fault


def _said(message: str, text: str) -> tuple[str, str, Location]:
    """What tomllib says in plain words, a remedy, and the place; the end of the document is that of its last line with anything on it."""
    match = re.fullmatch(r"(.*) \(at line (\d+), column (\d+)\)", message, re.DOTALL)
    if match:
        at = Location(path=CONFIGURATION_FILE, line=int(match[2]), column=int(match[3]))
        known = next(((said, remedy) for beginning, said, remedy in TOML_FAULTS if match[1].startswith(beginning)), None)
        return (*(known or (match[1], "mend this line, or the one before it")), at)
    lines = text.rstrip().split("\n")
    at = Location(path=CONFIGURATION_FILE, line=len(lines), column=len(lines[-1]) + 1)
    if message.endswith(END):
        return "something is still open at the end", "close a bracket, a brace or a quotation mark", at
    return message, "mend this value", Location(path=CONFIGURATION_FILE)


def _take_unbuilt(tables: dict[str, Any]) -> Iterator[KeyFault]:
    """The faults of keys whose part is not built yet; the keys are gone from the tables."""
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
        yield KeyFault(
            path=path,
            code="C108",
            message=f"{shown} is planned, but this publish cannot do it yet",
            help="take it out: publish does not ignore what it is told",
            of_value=False,
        )


def _among(value: object, values: frozenset[object]) -> bool:
    return isinstance(value, str | bool) and value in values


def _isbns_shared(tables: Mapping[str, Any]) -> Iterator[KeyFault]:
    """One ISBN for two editions."""
    numbers = {}
    for edition in ("epub", "print"):
        table = tables.get(edition)
        try:
            numbers[edition] = isbn_13(table["isbn"]) if isinstance(table, dict) and "isbn" in table else None
        except ValueFault:
            return
    if numbers["epub"] and numbers["epub"] == numbers["print"]:
        yield KeyFault(
            path=("print", "isbn"),
            code="C112",
            message="“epub.isbn” and “print.isbn” are the same",
            help="each edition has an ISBN of its own: write the other one, or take one of them out",
        )


def _empty_arrays(tables: Mapping[str, Any]) -> Iterator[KeyFault]:
    """A book without a contributor or a body, a part without sections."""
    if tables.get("contributors") == []:
        yield KeyFault(path=("contributors",), code="C121", message="“contributors” is empty", help="name at least one person or body")
    also = tables.get("also-by")
    if also == [] or _dictionary(also).get("titles") == []:
        advice = 'name at least one book: also-by = ["On Gutters"], or take the key out'
        path: KeyPath = ("also-by", "titles") if isinstance(also, dict) else ("also-by",)
        yield KeyFault(path=path, code="C121", message=f"“{key_names(path)}” is empty", help=advice)
    body = _dictionary(tables.get("spine")).get("body")
    if body == []:
        advice = 'name at least one section: body = ["one.md"]'
        yield KeyFault(path=("spine", "body"), code="C121", message="“spine.body” is empty", help=advice)
    for number, entry in enumerate(body if isinstance(body, list) else ()):
        if _dictionary(entry).get("sections") == []:
            yield KeyFault(
                path=("spine", "body", number, "sections"),
                code="C121",
                message=f"the part “{_dictionary(entry).get('part', '')}” has no sections",
                help="name its sections, or take the part out",
            )


def _sections_confused(tables: Mapping[str, Any]) -> Iterator[KeyFault]:
    """Sections listed twice, and sections whose ids would be the same because their files' names are."""
    first: dict[str, str] = {}
    places: defaultdict[str, list[KeyPath]] = defaultdict(list)
    for path, section in _listed(tables):
        places[section].append(path)
    for section, paths in places.items():
        for again in paths[1:]:
            yield KeyFault(path=again, code="C119", message=f"“{section}” is listed a second time", help="list each section once")
        stem = PurePosixPath(section).stem.casefold()
        other = first.setdefault(stem, section)
        if other != section:
            yield KeyFault(
                path=paths[0],
                code="C120",
                message=f"“{section}” and “{other}” have the same file name",
                help="give one of them another name: links and notes find a section by it, whatever its folder",
            )


def _listed(tables: Mapping[str, Any]) -> Iterator[tuple[KeyPath, str]]:
    """The paths of sections as they are listed, with their place in the document."""
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


def _located(faults: tuple[KeyFault, ...], text: str) -> tuple[Diagnostic, ...]:
    places = places_in(text)
    found = []
    for fault in faults:
        place = places.of_value(fault.path) if fault.of_value else places.of_key(fault.path)
        found.append(diagnostic(fault.code, fault.message, help=fault.help, at=_location(place), length=place.length))
    return in_reading_order(found)


def _location(place: Place) -> Location:
    return Location(path=CONFIGURATION_FILE, line=place.line, column=place.column)


def _configuration(book: WrittenBook, orders: tuple[PrintOrder, ...], folder: Path) -> Configuration:
    """The book with its defaults filled in: names turned round for sorting, marks and spaces by the custom of the language."""
    printed = book.print or WrittenPrint()
    return Configuration(
        folder=folder,
        title=book.title,
        subtitle=book.subtitle,
        language=book.language,
        edition=book.edition,
        printing=book.printing,
        also_by=_also_by(book.also_by),
        published=book.published,
        publisher=book.publisher,
        place=book.place,
        rights=book.rights,
        description=book.description,
        subjects=book.subjects,
        series=Series(name=book.series.name, number=book.series.number) if book.series else None,
        contributors=tuple(
            Contributor(name=one.name, sort=one.sort or name_for_sorting(one.name, book.language), role=one.role)
            for one in book.contributors
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
        notes=NoteSettings(
            numbering=book.notes.numbering,
            mark=book.notes.mark or mark_place(book.language),
            print=book.notes.print,
            epub=book.notes.epub,
        ),
        cover=_cover(book.cover) if book.cover else None,
        epub=EpubSettings(
            isbn=book.epub.isbn,
            cover=book.epub.cover or _on_screens(book.cover),
            page_list=book.print is not None if book.epub.page_list is None else book.epub.page_list,
            contents_levels=book.epub.contents_levels,
            conforms_to=book.epub.conforms_to,
            certified_by=book.epub.certified_by,
        ),
        print=PrintSettings(isbn=printed.isbn, trim=printed.trim, openings=printed.openings, bleed=printed.bleed, orders=orders),
        ignored=tuple(Ignored(code=one.code, reason=one.reason, file=one.file) for one in book.check.ignore),
        typography=Typography(
            quotes=book.typography.quotes,
            ranges=book.typography.ranges,
            spaces=spaces_are_set(book.language) if book.typography.spaces is None else book.typography.spaces,
            nested=book.typography.nested,
            dashes=book.typography.dashes,
            ellipses=book.typography.ellipses,
        ),
    )


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


def _on_screens(written: WrittenCover | None) -> str | None:
    """The front of the printed cover, where shops take a picture of its kind."""
    front = written.front if written else None
    return front if front and PurePosixPath(front).suffix.lower() in SHOWN_BY_SHOPS else None


def _also_by(written: WrittenAlsoBy | tuple[str, ...]) -> AlsoBy | None:
    """The author's other books, however they are written."""
    if isinstance(written, WrittenAlsoBy):
        return AlsoBy(heading=written.heading, titles=written.titles)
    return AlsoBy(heading=None, titles=written) if written else None
