"""The filters, run in order on the tree of one section.

Reports M191 (a filter that fails), M194 (one that prints), M195 (one that changes more than it says), and what the filters report (M192
for a code that no rule has). A filter of the book's own is somebody's program: whatever it raises, returns or leaves in the tree is one
M191 with its file and line. What it does to its process is for the `Guard` around it (`publish.manuscript.filter_process`). Tests compare
our own filters with what they say.
"""

import errno
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from functools import lru_cache
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import CodeType, ModuleType
from typing import Any

import panflute as pf

from publish.config import Typography
from publish.diagnostics import Diagnostic, Location, diagnostic
from publish.manuscript.constructs import NAMES, Count, UnsoundError, count_constructs, differences
from publish.model import Section
from publish.resources import let_filters_import
from publish.rules import RULES
from publish.tools.processes import text_of_fault

FAULTS = (
    ArithmeticError,
    AssertionError,
    AttributeError,
    ImportError,
    LookupError,
    NameError,
    OSError,
    RuntimeError,
    SyntaxError,
    TypeError,
    ValueError,
)
"""What one of our filters may raise; any other exception is our fault or the machine's."""

FORM = "a filter is a module with run(doc, context) that changes the tree and returns a list of findings: (code, message, help, line)"

MOST_OF_A_TEXT = 2000  # characters of a message that a filter reports
MOST_FINDINGS = 10_000

Finding = tuple[str, str, str, int | tuple[int, int]]
"""What a filter reports: code, message, hint, and the line or the (line, column); 0 for an unknown line or column."""

Guard = Callable[[str], AbstractContextManager[Callable[[], str]]]
"""What stands around each own filter, which is given by its path in the book's folder; it gives a function with the text printed there."""


def IN_THIS_PROCESS(_: str) -> AbstractContextManager[Callable[[], str]]:  # noqa: N802  # a value, the guard that does nothing
    """No guard: for tests of one section."""
    return nullcontext(lambda: "")


class OutputClosedError(Exception):
    """An own filter has closed standard output or standard error."""


class TooLongError(BaseException):
    """Raised in an own filter that takes too long. Not an Exception, which a filter may catch."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FilterContext:
    """What a filter knows besides the tree: the number of the section's first note, the side of punctuation on which marks stand, the
    book's language, the place of each element, the typographic rules, and the phrases that no line end may divide.

    `line_of(element)` is a line, `place_of(element, 3)` the line and the column of the fourth character of the element's text; line 1 and
    column 0 for an element that a filter added.
    """

    first_note: int
    mark: str
    language: str
    line_of: Callable[[pf.Element], int]
    place_of: Callable[..., tuple[int, int]]
    typography: Typography
    no_break: tuple[str, ...]


class _UnfitError(Exception):
    """What a filter returns or leaves in the tree cannot be used; `line` is a line of the filter."""

    def __init__(self, message: str, line: int | None) -> None:
        super().__init__(message)
        self.line = line


def run_filters(
    section: Section, document: pf.Doc, context: FilterContext, filters: Sequence[Path], folder: Path, guard: Guard
) -> list[Diagnostic]:
    """The diagnostics of all filters, run in order on the tree; the last one is M191 if a filter fails."""
    diagnostics: list[Diagnostic] = []
    count: Count | None = None
    let_filters_import()
    for path in filters:
        own = path.relative_to(folder).as_posix() if path.is_relative_to(folder) else ""
        if not own:
            count = None
        try:
            if own:
                before = count_constructs(document) if count is None else count
                count, findings = _of_own(path, own, section, document, context, before, guard)
            else:
                findings = _of_ours(path, section, document, context)
            diagnostics.extend(findings)
        except _UnfitError as fault:
            at = Location(path=own, line=fault.line)
            return [*diagnostics, diagnostic("M191", f"the filter {own} {fault}", help=FORM, at=at)]
        except FAULTS as fault:
            return [*diagnostics, _failure(own or path.name, path, section, fault)]
        except BaseException as fault:
            if not own:
                raise
            return [*diagnostics, _failure(own, path, section, fault)]
    return diagnostics


def _of_ours(path: Path, section: Section, document: pf.Doc, context: FilterContext) -> list[Diagnostic]:
    return [_diagnostic(finding, path.name, section) for finding in _our_module(path).run(document, context)]


def _of_own(
    path: Path, own: str, section: Section, document: pf.Doc, context: FilterContext, before: Count, guard: Guard
) -> tuple[Count, list[Diagnostic]]:
    """The constructs after a filter of the book's own, and its diagnostics. _UnfitError for what cannot be used."""
    with guard(own) as printed:
        module = _module(path)
        run = getattr(module, "run", None)
        if not callable(run):
            raise _UnfitError("has no function run(doc, context)", None)
        returned = run(document, context)
        findings = [*returned] if hasattr(type(returned), "__iter__") and not isinstance(returned, (str, bytes)) else None
    line = getattr(getattr(run, "__code__", None), "co_firstlineno", None)
    if findings is None:
        raise _UnfitError(f"returns {_shown(returned)} in {section.path}, not a list of findings", line)
    if len(findings) > MOST_FINDINGS:
        raise _UnfitError(f"returns {len(findings)} findings in {section.path}, more than {MOST_FINDINGS}", line)
    for finding in findings:
        if not _is_finding(finding):
            raise _UnfitError(f"returns the finding {_shown(finding)} in {section.path}", line)
    try:
        after = count_constructs(document)
    except UnsoundError as fault:
        raise _UnfitError(f"leaves in the tree of {section.path} {fault}", line) from fault
    diagnostics = [_diagnostic(finding, path.name, section) for finding in findings]
    try:
        text = " ".join(printed().split())
    except OutputClosedError as fault:
        raise _UnfitError(f"closes standard output in {section.path}, which is not its own", line) from fault
    if text:
        message = f"the filter {own} prints “{text[:60]}{'…' if len(text) > 60 else ''}” in {section.path}"
        help = 'it is shown only here; return a finding instead: ("NOTE", message, help, context.line_of(element))'
        diagnostics.append(diagnostic("M194", message, help=help, at=Location(path=own)))
    what, names = differences(before, after, _declared(module))
    if what:
        help = f"if that is its purpose, write in it CHANGES = {{{', '.join(map(quoted, names))}}}; else correct it"
        diagnostics.append(diagnostic("M195", f"the filter {own} {what} in {section.path}", help=help, at=Location(path=own, line=line)))
    return after, diagnostics


def quoted(name: str) -> str:
    """A name as a Python text."""
    return f'"{name}"'


def _declared(module: Any) -> frozenset[str]:
    """The constructs that a filter says it changes. _UnfitError for other values."""
    names = getattr(module, "CHANGES", ())
    if not isinstance(names, (set, frozenset, tuple, list)) or not all(isinstance(name, str) and name in NAMES for name in names):
        raise _UnfitError(f"has CHANGES = {_shown(names)}: write a set of {', '.join(sorted(NAMES))}", None)
    return frozenset(names)


def _is_finding(finding: Any) -> bool:
    """Whether a value that a filter returned is a finding."""
    match finding:
        case (str(), str(), str(), int()):
            return True
        case (str(), str(), str(), (int(), int())):
            return True
    return False


def _shown(value: object) -> str:
    """A short form of any value. A class of the filter's own is named; its `repr` may do anything."""
    text = repr(value) if type(value).__module__ == "builtins" and not isinstance(value, dict) else type(value).__name__
    return f"“{text if len(text) <= 60 else text[:59] + '…'}”"


def _diagnostic(finding: Finding, name: str, section: Section) -> Diagnostic:
    """What a filter reports, as a diagnostic; M192 for a code that no rule has."""
    code, message, help = ("".join([text])[:MOST_OF_A_TEXT] for text in finding[:3])  # plain texts, which another process knows
    at = finding[3]
    line, column = at if isinstance(at, tuple) else (at, 0)
    last = section.text.count("\n") + 1
    place = Location(path=section.path, line=line if 0 < line <= last else None, column=column if column > 0 else None)
    if code in RULES:
        return diagnostic(code, message, help=help, at=place)
    return diagnostic("M192", f"{name} says {code}: {message}", help=help, at=place)


def _failure(name: str, path: Path, section: Section, fault: BaseException) -> Diagnostic:
    """M191 for what a filter raised."""
    at = Location(path=name, line=_line_in(path, fault))  # first: an exception's own text may raise it again elsewhere
    match fault:
        case SystemExit():
            what = f"ends the program (SystemExit) in {section.path}"
        case TooLongError():
            what = f"does not finish in {section.path} within {fault.args[0]} seconds"
        case MemoryError() | OSError(errno=errno.ENOMEM):
            what = f"takes too much memory in {section.path}"
        case OSError(errno=errno.EFBIG):
            what = f"prints or writes too much in {section.path}"
        case _:
            what = f"fails in {section.path}: “{text_of_fault(fault)}” ({type(fault).__name__})"
    return diagnostic("M191", f"the filter {name} {what}", help=FORM, at=at)


@lru_cache(maxsize=32)
def _our_module(path: Path) -> Any:
    """A filter of ours, which keeps nothing from one section to the next: run once, and compiled once for all builds."""
    specification = spec_from_file_location(f"publish_filter_{path.stem}", path)
    assert specification is not None
    assert specification.loader is not None
    module = module_from_spec(specification)
    specification.loader.exec_module(module)
    return module


def _module(path: Path) -> Any:
    """A filter as a module, run anew for each section."""
    module = ModuleType(f"publish_filter_{path.stem}")
    module.__file__ = str(path)
    exec(_compiled(path, path.read_bytes()), vars(module))  # not by import, which leaves __pycache__ in the book's folder
    return module


@lru_cache(maxsize=32)
def _compiled(path: Path, source: bytes) -> CodeType:
    return compile(source, str(path), "exec")


def _line_in(path: Path, fault: BaseException) -> int | None:
    """The innermost line of a file in the traceback of a fault; None if there is none."""
    line = fault.lineno if isinstance(fault, SyntaxError) and fault.filename == str(path) else None
    trace = fault.__traceback__
    while trace:
        if trace.tb_frame.f_code.co_filename == str(path):
            line = trace.tb_lineno
        trace = trace.tb_next
    return line
