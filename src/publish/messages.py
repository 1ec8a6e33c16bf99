"""Diagnostics as text for a person, as JSON for a program, as workflow commands for GitHub; any text without control characters."""

import json
import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from difflib import unified_diff
from io import StringIO
from pathlib import Path
from typing import TYPE_CHECKING

from publish.diagnostics import Diagnostic, Location, diagnostic_fields

if TYPE_CHECKING:
    from publish.manuscript.fixes import Mended

WIDEST = 100
MOST_EQUAL = 5
MOST_OF_A_CODE = 200
# Control characters, halves of surrogate pairs (file names that are not UTF-8), ends of lines of Unicode, and the characters that turn the
# direction of what follows (UAX #9). A terminal obeys some of them; none stands in a message for a person.
COMMANDS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\u2028\u2029\u202a-\u202e\u2066-\u2069]")


def visible(text: str) -> str:
    """The text with each character that a terminal obeys written `\\u001b`; newlines and tabs stay. JSON remains the same value."""
    return COMMANDS.sub(lambda match: f"\\u{ord(match[0]):04x}", text)


def visible_line(text: str) -> str:
    """The text on one line: `visible`, and newlines and tabs too are written out."""
    return visible(text).replace("\n", "\\n").replace("\t", "\\t")


def as_text(diagnostics: Sequence[Diagnostic], folder: Path) -> str:
    """Each diagnostic with its place, its line of the manuscript, a caret below the offending text, and the help.

    A person mends the first of thousands of equal ones and looks again: only the first of those with one code and message are written out,
    and the first of those with one code, and the number of the others. The other formats are for programs, and have all.
    """
    keys = [(diagnostic.code, diagnostic.message) for diagnostic in diagnostics]
    equal, of_code = Counter(keys), Counter(code for code, _ in keys)
    written: Counter[object] = Counter()
    files: dict[str, list[str]] = {}
    blocks: list[str] = []
    for diagnostic, key in zip(diagnostics, keys, strict=True):
        if written[key] >= MOST_EQUAL or written[diagnostic.code] >= MOST_OF_A_CODE:
            continue
        written.update((key, diagnostic.code))
        blocks.append(_block(diagnostic, folder, files))
        if written[diagnostic.code] == MOST_OF_A_CODE < of_code[diagnostic.code]:
            blocks.append(f"  and more {diagnostic.code}, {of_code[diagnostic.code]} in all\n")
        elif written[key] == MOST_EQUAL < equal[key]:
            blocks.append(f"  and {equal[key] - MOST_EQUAL} more like it\n")
    return "".join(blocks)


def as_json(diagnostics: Sequence[Diagnostic], folder: Path) -> str:
    """The diagnostics as a JSON array; paths are relative to the book's folder."""
    return json.dumps([diagnostic_fields(diagnostic) for diagnostic in diagnostics], ensure_ascii=False, indent=1) + "\n"


def as_github(diagnostics: Sequence[Diagnostic], folder: Path) -> str:
    """The diagnostics as workflow commands, which GitHub shows beside the lines of a change."""
    return "".join(_workflow_command(diagnostic, folder) for diagnostic in diagnostics)


def as_diff(mended: "Mended") -> str:
    """A change of a file as a unified diff, which `git apply` takes; carriage returns stay in it."""
    before, after = (StringIO(text).readlines() for text in (mended.before, mended.after))
    lines = unified_diff(before, after, f"a/{mended.path}", f"b/{mended.path}")
    return "".join(line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n" for line in lines)


FORMATS: Mapping[str, Callable[[Sequence[Diagnostic], Path], str]] = {"text": as_text, "json": as_json, "github": as_github}


def _block(diagnostic: Diagnostic, folder: Path, files: dict[str, list[str]]) -> str:
    lines = [f"{_place(diagnostic.location, folder)}{diagnostic.severity} {diagnostic.code}: {_indented(diagnostic.message)}"]
    lines += _excerpt(diagnostic, folder, files)
    lines.append(f"  help: {_indented(diagnostic.help)}")
    return "\n".join(lines) + "\n"


def _indented(text: str) -> str:
    """Lines after the first are indented, so that none looks like another diagnostic."""
    return text.replace("\n", "\n  ")


def _place(location: Location | None, folder: Path) -> str:
    return "" if location is None else f"{visible_line(_shown(folder, location.path))}{str(location)[len(location.path) :]}: "


def _shown(folder: Path, path: str) -> str:
    """The path from the current folder if the file lies in it, else from the book's folder."""
    whole = (folder / path).absolute()
    return str(whole.relative_to(Path.cwd())) if whole.is_relative_to(Path.cwd()) else path


def _excerpt(diagnostic: Diagnostic, folder: Path, files: dict[str, list[str]]) -> list[str]:
    """The line of a diagnostic with a caret; `files` keeps the lines of each file that has been read."""
    at = diagnostic.location
    if at is None or at.line is None or at.column is None:
        return []
    if at.path not in files:
        try:
            files[at.path] = (folder / at.path).read_text(encoding="utf-8-sig", errors="replace").split("\n")
        except (OSError, ValueError):  # the second: a name with U+0000 in it
            files[at.path] = []
    lines = files[at.path]
    if not lines:
        return []
    text = lines[at.line - 1] if 0 < at.line <= len(lines) else ""
    start = max(0, at.column - 1 - WIDEST // 2)
    shown = "".join(letter if letter.isprintable() else " " for letter in text[start : start + WIDEST])
    before = "…" if start else ""
    offset = at.column - 1 - start
    caret = " " * (len(before) + _cells(shown[:offset])) + "^" * max(1, _cells(shown[offset : offset + diagnostic.length]))
    return [f"  {before}{shown}{'…' if len(text) > start + WIDEST else ''}", f"  {caret}"]


def _cells(text: str) -> int:
    """The width of a text in cells of a terminal: two for an ideogram, none for a combining mark (UAX #11)."""
    return sum(
        2 if unicodedata.east_asian_width(letter) in "WF" else unicodedata.category(letter) not in {"Mn", "Me", "Cf"} for letter in text
    )


def _workflow_command(diagnostic: Diagnostic, folder: Path) -> str:
    at = diagnostic.location
    fields = {}
    if at:
        fields = {"file": _shown(folder, at.path), "line": at.line, "col": at.column}
    place = ",".join(f"{key}={_escaped(str(value), ':,')}" for key, value in fields.items() if value is not None)
    title = f"{place}{',' if place else ''}title={diagnostic.code}"
    return f"::{diagnostic.severity} {title}::{_escaped(f'{diagnostic.message} ({diagnostic.help})')}\n"


def _escaped(text: str, more: str = "") -> str:
    for letter in "%\r\n" + more:
        text = text.replace(letter, f"%{ord(letter):02X}")
    return text
