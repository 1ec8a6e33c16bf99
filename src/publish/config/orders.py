"""For whom a book is printed: the printers that book.toml names, each with its profile, the paper chosen, the ICC profile given.

A profile stands in `publish/printers` or, of a house's own, in the folder `printers` beside book.toml; one of the same name is the house's.
`like = "kdp-bw"` in it takes over what it does not say itself.
"""

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from difflib import get_close_matches
from importlib import resources
from pathlib import Path, PurePosixPath

from publish.config.key_places import KeyPath, places_in
from publish.config.printers import Paper, Printer
from publish.config.schema import KeyFault, WrittenPrint, written_printer
from publish.config.values import PrintOrder
from publish.diagnostics import Diagnostic, Location, Outcome, PublishError, diagnostic

OWN = "printers"
ENDING = ".toml"


@dataclass(frozen=True, slots=True, kw_only=True)
class Ordered:
    """The orders of a book, and what is wrong with them: in book.toml, and in profiles of its own."""

    orders: tuple[PrintOrder, ...] = ()
    faults: tuple[KeyFault, ...] = ()
    diagnostics: tuple[Diagnostic, ...] = ()


def printer_names(folder: Path | None = None) -> tuple[str, ...]:
    """The names of all printers that a book in this folder may name, sorted."""
    ours = {entry.name.removesuffix(ENDING) for entry in resources.files("publish.printers").iterdir() if entry.name.endswith(ENDING)}
    own = {path.stem for path in (folder / OWN).glob(f"*{ENDING}") if path.is_file()} if folder else set()
    return tuple(sorted(ours | own))


def read_printer(name: str, folder: Path | None = None) -> Outcome[Printer]:
    """The profile of this name; C102 to C110 and C126 at its place if the house's own is not in order. KeyError if there is none."""
    own = _own(name, folder)
    if own:
        return _house_printer(own, name)
    printer, faults = written_printer(tomllib.loads(profile_text(name)))
    assert printer is not None, faults
    return Outcome(value=replace(printer, name=name))


def profile_text(name: str, folder: Path | None = None) -> str:
    """The profile of this name as it is written: what a house's own may begin with. KeyError if there is none, PublishError with C104 if
    it cannot be read.
    """
    own = _own(name, folder)
    if own:
        try:
            return own.read_text(encoding="utf-8", errors="replace")
        except OSError as fault:
            raise PublishError(*_unread(f"{OWN}/{own.name}", fault).diagnostics) from fault
    if name not in printer_names():
        raise KeyError(name)
    return (resources.files("publish.printers") / f"{name}{ENDING}").read_text(encoding="utf-8")


def print_orders(folder: Path, written: WrittenPrint) -> Ordered:
    """The orders of `[print]`: C106 to C110 and C126 of a profile of the house's own, C127 to C129 and C131."""
    names = written.printers or ((written.printer,) if written.printer else ())
    faults = list(_names_confused(written))
    said: list[Diagnostic] = []
    orders: list[PrintOrder] = []
    for number, name in enumerate(names):
        path: KeyPath = ("print", "printers", number) if written.printers else ("print", "printer")
        try:
            read = read_printer(name, folder)
        except KeyError:
            faults.append(_unknown(path, name, folder))
            continue
        said.extend(read.diagnostics)
        if read.value is not None:
            paper = _paper(read.value, written)
            if isinstance(paper, KeyFault):
                faults.append(paper)
            else:
                orders.append(PrintOrder(printer=read.value, paper=paper, icc=_for(written.icc, name)))
    faults.extend(_profiles_absent(folder, written, names))
    faults.extend(not_ordered({"paper": written.paper, "icc": written.icc}, "print", names))
    return Ordered(orders=tuple(orders), faults=tuple(faults), diagnostics=tuple(said))


def not_ordered(keys: Mapping[str, object], table: str, names: Sequence[str]) -> Iterator[KeyFault]:
    """C127 where one of these keys of a table says something for a printer that the book is not printed by."""
    for key, value in keys.items():
        for name in value if isinstance(value, Mapping) else ():
            if name not in names:
                message = f"“{table}.{key}” has something for “{name}”, who does not print the book"
                help = f"write one of {', '.join(names)}" if names else f'say who does: printer = "{name}" under [print]'
                yield KeyFault(path=(table, key, name), code="C127", message=message, help=help, of_value=False)


def _names_confused(written: WrittenPrint) -> Iterator[KeyFault]:
    if written.printer and written.printers:
        message = "“print.printer” and “print.printers” both say for whom the book is printed"
        yield KeyFault(path=("print", "printer"), code="C128", message=message, help="keep “printers”, and name them all in it")
    for number, name in enumerate(written.printers):
        if name in written.printers[:number]:
            message = f"“{name}” is named a second time"
            yield KeyFault(path=("print", "printers", number), code="C128", message=message, help="name each printer once")


def _unknown(path: KeyPath, name: str, folder: Path) -> KeyFault:
    known = printer_names(folder)
    near = get_close_matches(name, known, 1, 0.5)
    help = f"did you mean “{near[0]}”?" if near else f"write one of {', '.join(known)}"
    advice = f"{help} A printer of your own is a file {OWN}/{PurePosixPath(name).name}{ENDING} beside book.toml"
    return KeyFault(path=path, code="C127", message=f"there is no printer “{name}”", help=advice)


def _paper(printer: Printer, written: WrittenPrint) -> Paper | KeyFault:
    """The paper that is chosen, the profile's first where none is."""
    name = _for(written.paper, printer.name)
    papers = {paper.name: paper for paper in printer.cover.papers}
    if name is None:
        return printer.cover.papers[0]
    if name in papers:
        return papers[name]
    path: KeyPath = ("print", "paper", printer.name) if isinstance(written.paper, dict) else ("print", "paper")
    known = f"write one of {', '.join(papers)}" if len(papers) > 1 else f"its only one is “{next(iter(papers))}”"
    each = f'; a paper for each printer is written so: paper = {{ {printer.name} = "{next(iter(papers))}" }}' if written.printers else ""
    return KeyFault(path=path, code="C129", message=f"{printer.title} has no paper “{name}”", help=known + each)


def _profiles_absent(folder: Path, written: WrittenPrint, names: tuple[str, ...]) -> Iterator[KeyFault]:
    """ICC profiles that are not in the book's folder."""
    for name in names if isinstance(written.icc, dict) else names[:1] or ("",):
        path = _for(written.icc, name)
        if path is None:
            continue
        inside = not PurePosixPath(path).is_absolute() and ".." not in PurePosixPath(path).parts
        if not (inside and (folder / path).is_file()):
            at: KeyPath = ("print", "icc", name) if isinstance(written.icc, dict) else ("print", "icc")
            help = 'copy the profile into the book\'s folder, and write its path from there: icc = "profiles/press.icc"'
            yield KeyFault(path=at, code="C131", message=f"there is no ICC profile “{path}” in the book's folder", help=help)


def _for(written: str | Mapping[str, str] | None, name: str) -> str | None:
    return written.get(name) if isinstance(written, Mapping) else written


def _own(name: str, folder: Path | None) -> Path | None:
    """The profile of the house's own with this name, if there is one."""
    own = (folder / OWN).glob(f"*{ENDING}") if folder else ()
    return next((path for path in own if path.stem == name and path.is_file()), None)


def _unread(shown: str, fault: Exception) -> Outcome[Printer]:
    help = "a profile is a text file in TOML: “publish printers NAME” writes one to begin with"
    return Outcome(diagnostics=(diagnostic("C104", f"this is no profile of a printer: {fault}", help=help, at=Location(path=shown)),))


def _over(base: object, own: object) -> object:
    """A table of the house's own laid over that of the printer that its profile is like."""
    return {**base, **own} if isinstance(base, dict) and isinstance(own, dict) else own


def _impossible(printer: Printer) -> Iterator[KeyFault]:
    """C109 for figures that no printer can mean."""
    pages = printer.pages
    for path, value, least in (
        (("pages", "multiple"), pages.multiple, 1),
        (("pages", "most"), pages.most, max(1, pages.least)),
        (("margins", "gutter"), len(printer.margins.gutter), 1),
        (("cover", "papers"), len(printer.cover.papers), 1),
    ):
        if value < least:
            is_number = path[0] == "pages"
            message = f"“{path[0]}.{path[1]}” is {value if is_number else 'empty'}"
            yield KeyFault(path=path, code="C109", message=message, help=f"write {least if is_number else 'one'} at least")


def _house_printer(path: Path, name: str) -> Outcome[Printer]:
    shown = f"{OWN}/{path.name}"
    try:
        text = path.read_text(encoding="utf-8-sig")
        tables = tomllib.loads(text)
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError, RecursionError, ValueError) as fault:
        return _unread(shown, fault)
    like = tables.pop("like", None)
    base = tomllib.loads(profile_text(like)) if isinstance(like, str) and like in printer_names() else {}
    printer, faults = written_printer({**base, **{key: _over(base.get(key), value) for key, value in tables.items()}})
    if like is not None and not base:
        message, help = f"there is no printer “{like}” to be like", f"write one of {', '.join(printer_names())}"
        faults = (KeyFault(path=("like",), code="C127", message=message, help=help),)
    if printer is not None:
        faults = (*faults, *_impossible(printer))
    if printer is None or faults:
        places = places_in(text)
        found = []
        for found_at in faults:
            place = places.of_value(found_at.path) if found_at.of_value else places.of_key(found_at.path)
            at = Location(path=shown, line=place.line, column=place.column)
            found.append(diagnostic(found_at.code, found_at.message, help=found_at.help, at=at, length=place.length))
        return Outcome(diagnostics=tuple(found))
    return Outcome(value=replace(printer, name=name))
