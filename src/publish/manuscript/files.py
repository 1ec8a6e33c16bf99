"""The manuscript's files as text: read only from the book's folder, decoded, in reading order.

Policy: every fault names its file. A file that cannot be read is left out, and the other sections are still checked. A Markdown file that
the spine does not name is a warning: it may be a forgotten chapter, or one dropped on purpose.

Reports M101 to M106 and M109.
"""

import os
import stat
from collections.abc import Iterator
from difflib import get_close_matches
from pathlib import Path

from publish.config import Configuration, Part, place_of_section
from publish.diagnostics import Diagnostic, Location, Outcome, diagnostic
from publish.model import Manuscript, Matter, Section

LONGEST_LINE = 1_000_000
MOST_BYTES = 50_000_000  # forty times the longest novel
BOM = b"\xef\xbb\xbf"
OTHER_BOMS = {b"\xff\xfe": "UTF-16", b"\xfe\xff": "UTF-16"}
NEVER_SECTIONS = frozenset({"readme.md", "changelog.md", "license.md", "todo.md"})
MATTER_FOLDERS = ("front", "body", "back")


def read_manuscript(configuration: Configuration) -> Outcome[Manuscript]:
    """The sections that the spine names."""
    sections: list[Section] = []
    diagnostics: list[Diagnostic] = []
    named = list(_spine(configuration))
    for path, matter, part in named:
        outcome = _read(configuration.folder, path)
        diagnostics.extend(outcome.diagnostics)
        if outcome.value is not None:
            sections.append(Section(path=path, matter=matter, text=outcome.value, part=part, math=configuration.math))
    diagnostics.extend(_forgotten(configuration.folder, {path for path, _, _ in named}))
    return Outcome(value=Manuscript(configuration=configuration, sections=tuple(sections)), diagnostics=tuple(diagnostics))


def _spine(configuration: Configuration) -> Iterator[tuple[str, Matter, int | None]]:
    """The path, the matter and the part of each section."""
    spine = configuration.spine
    yield from ((path, Matter.FRONT, None) for path in spine.front)
    for number, entry in enumerate(spine.body):
        if isinstance(entry, Part):
            yield from ((path, Matter.BODY, number) for path in entry.sections)
        else:
            yield entry, Matter.BODY, None
    yield from ((path, Matter.BACK, None) for path in spine.back)


def _read(folder: Path, path: str) -> Outcome[str]:
    """The text of one file, newlines as `\\n`."""
    file = folder / path
    at = Location(path=path)
    if not _is_inside(folder, path):
        help = "copy the file itself there, and name it from book.toml"
        return _refused("M103", f"the section {path} is not in the book's folder", help, at)
    try:
        status = file.stat()
        if stat.S_ISDIR(status.st_mode):
            return _refused("M102", f"{path} is a folder, not a file", "name the files in it one by one, in reading order", at)
        if not stat.S_ISREG(status.st_mode):
            return _refused("M102", f"{path} is a pipe or a device, not a file", "put a text file in its place", at)
        if status.st_size > MOST_BYTES:
            return _refused("M106", f"{path} is larger than {MOST_BYTES // 1_000_000} MB", "split it into sections", at)
        content = file.read_bytes()
    except FileNotFoundError:
        return _refused("M101", f"the file {path} does not exist", _near(folder, path), place_of_section(folder, path))
    except (OSError, ValueError) as fault:
        reason = fault.strerror if isinstance(fault, OSError) else fault
        return _refused("M102", f"{path} cannot be read: {reason}", "check the file's permissions: chmod u+r makes it readable", at)
    return _decoded(content, path)


def _decoded(content: bytes, path: str) -> Outcome[str]:
    """The text of a file; M104 at the first byte that is not text, M106 for a long line, M109 for an empty file."""
    for mark, name in OTHER_BOMS.items():
        if content.startswith(mark):
            help = "save it as UTF-8 in your text editor"
            return _refused("M104", f"{path} is encoded in {name}, not in UTF-8", help, Location(path=path, line=1, column=1))
    content = content.removeprefix(BOM)
    zero = content.find(b"\0")
    try:
        text = content.decode()
    except UnicodeDecodeError as fault:
        if not 0 <= zero < fault.start:
            return _not_text(content, fault.start, f"the byte {content[fault.start]:#04x} is not valid UTF-8", path)
    if zero >= 0:
        return _not_text(content, zero, "it has a zero byte", path)
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if not text.strip():
        help = "write its title in the first line, # Title, or take it out of the spine"
        return _refused("M109", f"{path} is empty", help, Location(path=path, line=1))
    long = next((number for number, line in enumerate(text.split("\n"), 1) if len(line) > LONGEST_LINE), None)
    if long:
        message = f"line {long} of {path} has more than {LONGEST_LINE:,} characters"
        return _refused("M106", message, "no paragraph is so long: something else was pasted here", Location(path=path, line=long))
    return Outcome(value=text)


def _not_text(content: bytes, at: int, what: str, path: str) -> Outcome[str]:
    """M104 at the line and column of a byte, with a hint about the kind of file."""
    before = content[:at]
    line = before.count(b"\n") + 1
    column = len(before.rpartition(b"\n")[2].decode(errors="replace")) + 1
    is_binary = b"\0" in content[:8192] or content.startswith((b"PK\x03\x04", b"%PDF", b"{\\rtf", b"\x89PNG"))
    if is_binary:
        help = "this is not plain text, perhaps a word processor's file: save it as plain text in UTF-8"
    else:
        help = "the file may be in an older encoding, such as Windows-1252: open it in a text editor and save it as UTF-8"
    return _refused("M104", f"{path} is not UTF-8 text: {what}", help, Location(path=path, line=line, column=column))


def _is_inside(folder: Path, path: str) -> bool:
    """Whether a path leads to a place in the folder, symbolic links followed."""
    try:
        return not Path(path).is_absolute() and (folder / path).resolve().is_relative_to(folder.resolve())
    except (OSError, ValueError, RuntimeError):
        return False


def _near(folder: Path, path: str) -> str:
    """The hint about a missing file."""
    near = get_close_matches(path, _markdown_files(folder), n=1)
    return f"did you mean {near[0]}?" if near else "write the file, or take it out of the spine"


def _markdown_files(folder: Path) -> list[str]:
    """The Markdown files beside book.toml and in the folders front, body and back, sorted."""
    folders = [folder, *(folder / name for name in MATTER_FOLDERS)]
    files = [entry for place in folders if place.is_dir() and os.access(place, os.R_OK) for entry in place.glob("*.md")]
    return sorted(file.relative_to(folder).as_posix() for file in files if file.name.casefold() not in NEVER_SECTIONS)


def _forgotten(folder: Path, named: set[str]) -> Iterator[Diagnostic]:
    """M105 for each Markdown file that the spine does not name."""
    named = {Path(os.path.normpath(path)).as_posix() for path in named}
    for path in _markdown_files(folder):
        if path not in named:
            yield diagnostic(
                "M105",
                f"the spine does not name {path}: it is in no edition",
                help="name it in [spine] where it belongs, or move it to another folder, such as drafts/",
                at=Location(path=path),
            )


def _refused(code: str, message: str, help: str, at: Location) -> Outcome[str]:
    return Outcome(diagnostics=(diagnostic(code, message, help=help, at=at),))
