"""Diagnostics as a person, a program or a code host reads them."""

import json
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from difflib import unified_diff
from io import StringIO
from pathlib import Path
from typing import TYPE_CHECKING

from publish.diagnostics import Diagnostic, Location, diagnostic_fields

if TYPE_CHECKING:
    from publish.manuscript.fix import Mended

WIDEST = 100


def as_text(diagnostics: Sequence[Diagnostic], folder: Path) -> str:
    """Each finding with its place, its line of the manuscript, a caret below the offending text, and what to write instead."""
    return "".join(_block(found, folder) for found in diagnostics)


def as_json(diagnostics: Sequence[Diagnostic], folder: Path) -> str:
    """The findings as a JSON array; paths are relative to the book's folder."""
    return json.dumps([diagnostic_fields(found) for found in diagnostics], ensure_ascii=False, indent=1) + "\n"


def as_github(diagnostics: Sequence[Diagnostic], folder: Path) -> str:
    """The findings as workflow commands, which GitHub shows beside the lines of a change."""
    return "".join(_workflow_command(found, folder) for found in diagnostics)


def as_diff(mended: "Mended") -> str:
    """A change of a file as a unified diff, which `git apply` takes; carriage returns stay in it."""
    before, after = (StringIO(text).readlines() for text in (mended.before, mended.after))
    lines = unified_diff(before, after, f"a/{mended.path}", f"b/{mended.path}")
    return "".join(line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n" for line in lines)


FORMATS: Mapping[str, Callable[[Sequence[Diagnostic], Path], str]] = {"text": as_text, "json": as_json, "github": as_github}


def _block(found: Diagnostic, folder: Path) -> str:
    lines = [f"{_place(found.location, folder)}{found.severity} {found.code}: {found.message}"]
    lines += _excerpt(found, folder)
    lines.append(f"  help: {found.help}")
    return "\n".join(lines) + "\n"


def _place(location: Location | None, folder: Path) -> str:
    return "" if location is None else f"{_shown(folder, location.path)}{str(location)[len(location.path) :]}: "


def _shown(folder: Path, path: str) -> str:
    """The file as it is named from where the editor stands, else from the book's folder."""
    whole = (folder / path).absolute()
    return str(whole.relative_to(Path.cwd())) if whole.is_relative_to(Path.cwd()) else path


def _excerpt(found: Diagnostic, folder: Path) -> list[str]:
    at = found.location
    if at is None or at.line is None or at.column is None:
        return []
    try:
        with (folder / at.path).open(encoding="utf-8-sig", errors="replace") as file:
            text = next((line for number, line in enumerate(file, 1) if number == at.line), "").rstrip("\r\n")
    except OSError:
        return []
    start = max(0, at.column - 1 - WIDEST // 2)
    shown = "".join(letter if letter.isprintable() else " " for letter in text[start : start + WIDEST])
    before = "…" if start else ""
    offset = at.column - 1 - start
    caret = " " * (len(before) + _cells(shown[:offset])) + "^" * max(1, _cells(shown[offset : offset + found.length]))
    return [f"  {before}{shown}{'…' if len(text) > start + WIDEST else ''}", f"  {caret}"]


def _cells(text: str) -> int:
    """How many cells of a terminal a text takes: an ideogram two, a mark above or below its letter none (UAX #11)."""
    return sum(
        2 if unicodedata.east_asian_width(letter) in "WF" else unicodedata.category(letter) not in {"Mn", "Me", "Cf"} for letter in text
    )


def _workflow_command(found: Diagnostic, folder: Path) -> str:
    at = found.location
    fields = {}
    if at:
        fields = {"file": _shown(folder, at.path), "line": at.line, "col": at.column}
    place = ",".join(f"{key}={_escaped(str(value), ':,')}" for key, value in fields.items() if value is not None)
    return f"::{found.severity} {place}{',' if place else ''}title={found.code}::{_escaped(f'{found.message} ({found.help})')}\n"


def _escaped(text: str, more: str = "") -> str:
    for letter in "%\r\n" + more:
        text = text.replace(letter, f"%{ord(letter):02X}")
    return text
