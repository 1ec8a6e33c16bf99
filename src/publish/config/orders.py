"""The printers that book.toml names, each with its profile, the chosen paper and the ICC profile.

A profile is a file in `publish/printers` or in the folder `printers` beside book.toml. A book's own profile replaces ours of the same name.
With `like = "kdp-bw"`, a profile takes over the tables and keys that it does not give itself.
"""

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from difflib import get_close_matches
from importlib import resources
from pathlib import Path, PurePosixPath

from publish.config.key_places import KeyPath, TomlSource
from publish.config.printers import Paper, Printer
from publish.config.schema import WrittenPrint, written_printer
from publish.config.values import PrintOrder
from publish.diagnostics import Diagnostic, Location, Outcome, PublishError, diagnostic

OWN_PROFILES = "printers"
ENDING = ".toml"


@dataclass(frozen=True, slots=True, kw_only=True)
class Orders:
    """The orders of a book, and what is wrong with them in book.toml and in the book's own profiles."""

    orders: tuple[PrintOrder, ...] = ()
    diagnostics: tuple[Diagnostic, ...] = ()


def printer_names(folder: Path | None = None) -> tuple[str, ...]:
    """The names of all printers that a book in this folder may name, sorted."""
    ours = {entry.name.removesuffix(ENDING) for entry in resources.files("publish.printers").iterdir() if entry.name.endswith(ENDING)}
    own = {path.stem for path in (folder / OWN_PROFILES).glob(f"*{ENDING}") if path.is_file()} if folder else set()
    return tuple(sorted(ours | own))


def printer_advice(name: str, folder: Path | None = None) -> str:
    """What to write instead of a name that no printer has."""
    names = printer_names(folder)
    near = get_close_matches(name.casefold(), names, 1, 0.5)
    return f"did you mean “{near[0]}”?" if near else f"write one of {', '.join(names)}."


def read_printer(name: str, folder: Path | None = None) -> Outcome[Printer]:
    """The profile of this name. Reports C102 to C110, C126 and C127 for a faulty profile of the book's own. KeyError if there is none."""
    path = _own_profile(name, folder)
    if path:
        return _own_printer(path, name)
    source = TomlSource(path=f"{name}{ENDING}", text=profile_text(name))
    printer, faults = written_printer(tomllib.loads(source.text), source)
    assert printer is not None, faults
    return Outcome(value=replace(printer, name=name))


def profile_text(name: str, folder: Path | None = None) -> str:
    """The text of the profile of this name. KeyError if there is none, PublishError with C104 if it cannot be read."""
    path = _own_profile(name, folder)
    if path:
        try:
            return path.read_text(encoding="utf-8", errors="replace")
        except OSError as fault:
            raise PublishError(_unreadable(path, fault)) from fault
    if name not in printer_names():
        raise KeyError(name)
    return (resources.files("publish.printers") / f"{name}{ENDING}").read_text(encoding="utf-8")


def print_orders(folder: Path, written: WrittenPrint, source: TomlSource) -> Orders:
    """The orders of `[print]`. Reports C127 to C129 and C131, and the faults of the book's own profiles (`read_printer`)."""
    names = written.printers or ((written.printer,) if written.printer else ())
    diagnostics = list(_repeated_names(written, source))
    orders: list[PrintOrder] = []
    for number, name in enumerate(names):
        path: KeyPath = ("print", "printers", number) if written.printers else ("print", "printer")
        try:
            profile = read_printer(name, folder)
        except KeyError:
            diagnostics.append(_unknown(path, name, folder, source))
            continue
        diagnostics.extend(profile.diagnostics)
        if profile.value is not None:
            paper = _paper(profile.value, written, source)
            if isinstance(paper, Diagnostic):
                diagnostics.append(paper)
            else:
                orders.append(PrintOrder(printer=profile.value, paper=paper, icc=_for(written.icc, name)))
    diagnostics.extend(_missing_icc_profiles(folder, written, names, source))
    diagnostics.extend(unordered_printers({"paper": written.paper, "icc": written.icc}, "print", names, source))
    return Orders(orders=tuple(orders), diagnostics=tuple(diagnostics))


def unordered_printers(keys: Mapping[str, object], table: str, names: Sequence[str], source: TomlSource) -> Iterator[Diagnostic]:
    """C127 where one of these keys of a table has a value for a printer that does not print the book."""
    for key, value in keys.items():
        for name in value if isinstance(value, Mapping) else ():
            if name not in names:
                message = f"“{table}.{key}” has a value for “{name}”, who does not print the book"
                help = f"write one of {', '.join(names)}" if names else f'name the printer: printer = "{name}" under [print]'
                yield source.key_diagnostic((table, key, name), "C127", message, help=help)


def _repeated_names(written: WrittenPrint, source: TomlSource) -> Iterator[Diagnostic]:
    """C128 where `printer` stands beside `printers`, or a printer is named twice."""
    if written.printer and written.printers:
        message = "“print.printer” and “print.printers” are both given"
        yield source.value_diagnostic(("print", "printer"), "C128", message, help="keep “printers”, and name all printers in it")
    for number, name in enumerate(written.printers):
        if name in written.printers[:number]:
            message = f"“{name}” is named a second time"
            yield source.value_diagnostic(("print", "printers", number), "C128", message, help="name each printer once")


def _unknown(path: KeyPath, name: str, folder: Path, source: TomlSource) -> Diagnostic:
    own = f"A printer of your own is a file {OWN_PROFILES}/{PurePosixPath(name).name}{ENDING} beside book.toml"
    return source.value_diagnostic(path, "C127", f"there is no printer “{name}”", help=f"{printer_advice(name, folder)} {own}")


def _paper(printer: Printer, written: WrittenPrint, source: TomlSource) -> Paper | Diagnostic:
    """The chosen paper, or the profile's first one if none is chosen; C129 if the printer does not have it."""
    name = _for(written.paper, printer.name)
    papers = {paper.name: paper for paper in printer.cover.papers}
    if name is None:
        return printer.cover.papers[0]
    if name in papers:
        return papers[name]
    path: KeyPath = ("print", "paper", printer.name) if isinstance(written.paper, dict) else ("print", "paper")
    choices = f"write one of {', '.join(papers)}" if len(papers) > 1 else f"its only one is “{next(iter(papers))}”"
    each = f'; for a paper for each printer, write paper = {{ {printer.name} = "{next(iter(papers))}" }}' if written.printers else ""
    return source.value_diagnostic(path, "C129", f"{printer.title} has no paper “{name}”", help=choices + each)


def _missing_icc_profiles(folder: Path, written: WrittenPrint, names: tuple[str, ...], source: TomlSource) -> Iterator[Diagnostic]:
    """C131 for ICC profiles that are not in the book's folder."""
    for name in names if isinstance(written.icc, dict) else names[:1] or ("",):
        path = _for(written.icc, name)
        if path is None:
            continue
        inside = not PurePosixPath(path).is_absolute() and ".." not in PurePosixPath(path).parts
        if not (inside and (folder / path).is_file()):
            at: KeyPath = ("print", "icc", name) if isinstance(written.icc, dict) else ("print", "icc")
            help = 'copy the profile into the book\'s folder, and write its path from there: icc = "profiles/press.icc"'
            yield source.value_diagnostic(at, "C131", f"there is no ICC profile “{path}” in the book's folder", help=help)


def _for(written: str | Mapping[str, str] | None, name: str) -> str | None:
    """The value for the printer of this name."""
    return written.get(name) if isinstance(written, Mapping) else written


def _own_profile(name: str, folder: Path | None) -> Path | None:
    """The file of the book's own profile of this name, if there is one."""
    profiles = (folder / OWN_PROFILES).glob(f"*{ENDING}") if folder else ()
    return next((path for path in profiles if path.stem == name and path.is_file()), None)


def _own_printer(path: Path, name: str) -> Outcome[Printer]:
    """The book's own profile in this file, laid over the one that it is like."""
    try:
        source = TomlSource(path=f"{OWN_PROFILES}/{path.name}", text=path.read_text(encoding="utf-8-sig"))
        tables = tomllib.loads(source.text)
    except (OSError, RecursionError, ValueError) as fault:  # UnicodeDecodeError and TOMLDecodeError are ValueErrors
        return Outcome(diagnostics=(_unreadable(path, fault),))
    like = tables.pop("like", None)
    base = tomllib.loads(profile_text(like)) if isinstance(like, str) and like in printer_names() else {}
    printer, faults = written_printer({**base, **{key: _laid_over(base.get(key), value) for key, value in tables.items()}}, source)
    if like is not None and not base:  # instead of all the keys that are missing without it
        message, help = f"there is no printer “{like}” to be like", f"write one of {', '.join(printer_names())}"
        faults = (source.value_diagnostic(("like",), "C127", message, help=help),)
    if printer is not None:
        faults = (*faults, *_impossible_figures(printer, source))
    if printer is None or faults:
        return Outcome(diagnostics=faults)
    return Outcome(value=replace(printer, name=name))


def _unreadable(path: Path, fault: Exception) -> Diagnostic:
    help = "a profile is a text file in TOML: “publish printers NAME” writes one to begin with"
    at = Location(path=f"{OWN_PROFILES}/{path.name}")
    return diagnostic("C104", f"this is not a printer's profile: {fault}", help=help, at=at)


def _laid_over(base: object, own: object) -> object:
    """A table of the book's own profile with the base's other keys added; any other value unchanged."""
    return {**base, **own} if isinstance(base, dict) and isinstance(own, dict) else own


def _impossible_figures(printer: Printer, source: TomlSource) -> Iterator[Diagnostic]:
    """C109 for figures that are too small to make sense."""
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
            yield source.value_diagnostic(path, "C109", message, help=f"write {least if is_number else 'one'} at least")
