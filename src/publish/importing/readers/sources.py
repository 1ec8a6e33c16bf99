"""The sources of an import: files, folders of pages, standard input; and what each of them is."""

import re
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from publish.diagnostics import Diagnostic, PublishError, diagnostic

MOST_BYTES = 100_000_000
STANDARD_INPUT = "-"
NO_TEXT = (
    (b"%PDF", "a PDF"),
    (b"\xd0\xcf\x11\xe0", "an old document of an office program"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"GIF8", "a picture"),
    (b"\x1f\x8b", "a packed file"),
    (b"{\\rtf", "a document in RTF"),
)
"""How files begin that are no text."""


class Form(StrEnum):
    """What a source is, by what is in it."""

    TEXT = "text"
    HTML = "HTML"
    MARKDOWN = "Markdown"
    EPUB = "EPUB"
    DOCX = "DOCX"
    ODT = "ODT"


ENDINGS = {
    ".md": Form.MARKDOWN,
    ".markdown": Form.MARKDOWN,
    ".mkd": Form.MARKDOWN,
    ".htm": Form.HTML,
    ".html": Form.HTML,
    ".xhtml": Form.HTML,
    ".docx": Form.DOCX,
    ".odt": Form.ODT,
    ".epub": Form.EPUB,
    ".txt": Form.TEXT,
    ".text": Form.TEXT,
}
OFFICE = {Form.DOCX, Form.ODT, Form.EPUB}
PACKED = ((b"[Content_Types].xml", Form.DOCX), (b"application/epub+zip", Form.EPUB), (b"application/vnd.oasis", Form.ODT))
HTML = re.compile(rb"\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html|head|body)\b", re.IGNORECASE | re.DOTALL)
NEVER_TEXT = [bytes([number]) for number in (*range(1, 9), *range(14, 27), *range(28, 32), 127)]
MOST_SEEN, MOST_NOISE = 100_000, 0.01  # bytes that are looked at, the part of them that may be noise
HEAD = 4096  # bytes in which a page says what it is


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """A source: its name as an editor gave it, what it is, its bytes; its folder, where it stands in one."""

    name: str
    form: Form
    content: bytes
    folder: Path | None = None
    listed: bool = False
    """Whether it is one of the pages of a folder."""


def sources_in(names: Sequence[str]) -> tuple[Source, ...]:
    """The sources by their names, the pages of a folder in the order of theirs. PublishError for what cannot be read."""
    return tuple(source for name in names for source in _sources(name))


def _sources(name: str) -> Iterator[Source]:
    if name == STANDARD_INPUT:
        yield _source(sys.stdin.buffer.read(MOST_BYTES + 1), "standard input", None)
        return
    path = Path(name)
    if not path.is_dir():
        yield _read(path)
        return
    pages = sorted((page for page in path.iterdir() if page.suffix.lower() in ENDINGS and page.is_file()), key=_in_order)
    if not pages:
        help = f"name a folder of pages ({', '.join(sorted(ENDINGS))}), or a file"
        raise PublishError(diagnostic("I102", f"there is no text in “{name}”", help=help))
    yield from (_read(page, listed=True) for page in pages)


def _in_order(path: Path) -> tuple[bool, list[tuple[bool, int, str]]]:
    """Pages by their names as people count: index first, 2 before 10."""
    pieces = re.findall(r"\d+|\D+", path.stem.lower())
    return path.stem.lower() != "index", [(not piece.isdigit(), int(piece) if piece.isdigit() else 0, piece) for piece in pieces]


def _read(path: Path, *, listed: bool = False) -> Source:
    try:
        if path.stat().st_size > MOST_BYTES:
            raise PublishError(_too_large(str(path)))
        return _source(path.read_bytes(), str(path), path, listed=listed)
    except OSError as fault:
        help = "name a file or a folder that is there, or - for standard input"
        raise PublishError(diagnostic("I101", f"“{path}” cannot be read: {fault.strerror}", help=help)) from fault


def _source(content: bytes, name: str, path: Path | None, *, listed: bool = False) -> Source:
    if len(content) > MOST_BYTES:
        raise PublishError(_too_large(name))
    for beginning, kind in NO_TEXT:
        if content.startswith(beginning):
            help = "save it as DOCX, HTML or plain text in UTF-8 first, notes and all, and import that"
            raise PublishError(diagnostic("I104", f"“{name}” is {kind}, not a text", help=help))
    if not content.strip(b" \t\r\n\x00\xef\xbb\xbf"):
        raise PublishError(diagnostic("I102", f"“{name}” is empty", help="name the file that holds the text"))
    if _is_noise(content):
        help = "it is no text in any encoding that we know: open it in its program, and save it as plain text in UTF-8"
        raise PublishError(diagnostic("I104", f"“{name}” is a file for machines, not a text", help=help))
    return Source(name=name, form=_form(content, name, path), content=content, folder=path.parent if path else None, listed=listed)


def _is_noise(content: bytes) -> bool:
    """Whether too many bytes are such as no text has, in no encoding of one byte a letter; packed files and UTF-16 are known elsewhere."""
    head = content[:MOST_SEEN]
    if head.startswith((b"PK\x03\x04", b"\xff\xfe", b"\xfe\xff")) or head.count(0) > 0.2 * len(head):
        return False
    return sum(map(head.count, NEVER_TEXT)) > MOST_NOISE * len(head)


def _form(content: bytes, name: str, path: Path | None) -> Form:
    named = ENDINGS.get(path.suffix.lower() if path else "", Form.TEXT)
    if content.startswith(b"PK\x03\x04"):
        packed = next((form for sign, form in PACKED if sign in content[:HEAD] or sign in content[-HEAD * 4 :]), None)
        if packed is None:
            help = "unpack it, and import what is in it"
            raise PublishError(diagnostic("I104", f"“{name}” is an archive, not a text", help=help))
        return packed
    if named in OFFICE:
        help = f"a {named} is a packed file and this is none: open it in its program, save it anew, and import that"
        raise PublishError(diagnostic("I104", f"“{name}” is no {named}", help=help))
    return Form.HTML if named is Form.TEXT and HTML.match(content) else named


def _too_large(name: str) -> Diagnostic:
    return diagnostic("I103", f"“{name}” has more than {MOST_BYTES // 1_000_000} MB", help="import it in parts")
