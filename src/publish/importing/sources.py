"""The sources of an import: files, folders of pages, standard input; what they are, and their text whatever its encoding."""

import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from publish.diagnostics import Diagnostic, PublishError, diagnostic

MOST_BYTES = 100_000_000
STANDARD_INPUT = "-"
OTHER = (
    (b"%PDF", "a PDF"),
    (b"PK\x03\x04", "an archive, or a document of an office program"),
    (b"\xd0\xcf\x11\xe0", "an old document of an office program"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"GIF8", "a picture"),
    (b"\x1f\x8b", "a packed file"),
    (b"{\\rtf", "a document in RTF"),
)
"""How files that are no text begin."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """A source as text: its name as an editor gave it, its encoding, and whether that was a guess."""

    name: str
    text: str
    encoding: str
    guessed: bool = False


def sources_in(names: Sequence[str]) -> tuple[Source, ...]:
    """The sources by their names, the pages of a folder in the order of theirs. PublishError for what cannot be read."""
    return tuple(source for name in names for source in _sources(name))


def _sources(name: str) -> Iterator[Source]:
    if name == STANDARD_INPUT:
        yield decoded(sys.stdin.buffer.read(MOST_BYTES + 1), "standard input")
        return
    path = Path(name)
    if path.is_dir():
        pages = sorted(page for page in path.iterdir() if page.is_file() and not page.name.startswith("."))
        if not pages:
            raise PublishError(diagnostic("I102", f"there is nothing in “{name}”", help="name a folder of pages, or a file"))
        yield from (_read(page) for page in pages)
    else:
        yield _read(path)


def _read(path: Path) -> Source:
    try:
        if path.stat().st_size > MOST_BYTES:
            raise PublishError(_too_large(str(path)))
        return decoded(path.read_bytes(), str(path))
    except OSError as fault:
        help = "name a file or a folder that is there, or - for standard input"
        raise PublishError(diagnostic("I101", f"“{path}” cannot be read: {fault.strerror}", help=help)) from fault


def decoded(content: bytes, name: str) -> Source:
    """The text of a source. UTF-8 and UTF-16 are known for sure; anything else is taken for Windows-1252, and that is said."""
    if len(content) > MOST_BYTES:
        raise PublishError(_too_large(name))
    for beginning, kind in OTHER:
        if content.startswith(beginning):
            help = "save it as plain text in UTF-8 first, notes and all, and import that"
            raise PublishError(diagnostic("I104", f"“{name}” is {kind}, not a text", help=help))
    if not content.strip(b" \t\r\n\x00\xef\xbb\xbf"):
        raise PublishError(diagnostic("I102", f"“{name}” is empty", help="name the file that holds the text"))
    for mark, encoding in ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16")):
        if content.startswith(mark):
            return Source(name=name, text=_text(content.decode(encoding, "replace")), encoding=encoding)
    try:
        return Source(name=name, text=_text(content.decode("utf-8")), encoding="utf-8")
    except UnicodeDecodeError:
        return Source(name=name, text=_text(content.decode("cp1252", "replace")), encoding="windows-1252", guessed=True)


def _text(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n").replace("\x00", "")


def _too_large(name: str) -> Diagnostic:
    return diagnostic("I103", f"“{name}” has more than {MOST_BYTES // 1_000_000} MB", help="import it in parts")
