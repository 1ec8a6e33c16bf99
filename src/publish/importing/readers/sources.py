"""The sources of an import: files, folders of pages, standard input; and the form of each."""

import sys
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from publish.diagnostics import Diagnostic, PublishError, diagnostic
from publish.importing.readers import Form, Source, forms
from publish.importing.readers.archives import files_of_book, is_archive, packed, unpacked_book
from publish.importing.readers.folders import pages_of
from publish.importing.readers.other_markup import other_markup
from publish.importing.readers.word_processors.house_styles import StyleRoles

MOST_BYTES = 100_000_000
STANDARD_INPUT = "-"
PLAIN_TEXT = ".txt"
"""The ending that is assumed for a source with an unknown one, or with none."""
OLD_OFFICE = b"\xd0\xcf\x11\xe0"
LOCKED = "EncryptedPackage".encode("utf-16-le")
"""The name of what an office program puts a locked document into."""
UNREADABLE = (
    (b"%PDF", "a PDF"),
    (OLD_OFFICE, "an old document of an office program"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"GIF8", "a picture"),
    (b"\x1f\x8b", "a packed file"),
    (b"{\\rtf", "a document in RTF"),
)
"""The first bytes of files that no form reads, and what such a file is."""
NEVER_TEXT = [bytes([number]) for number in (*range(1, 9), *range(14, 27), *range(28, 32), 127)]
BLANK = b" \t\r\n\x00\xef\xbb\xbf"
"""Bytes of which a file without a text may consist."""
MOST_EMPTY = 1000  # bytes of a page that may be empty
MOST_SEEN, MOST_NOISE = 100_000, 0.01  # bytes that are looked at, the share of them that may be noise


def sources_in(names: Sequence[str], styles: StyleRoles | None = None) -> tuple[Source, ...]:
    """The sources with these names, in the order given, the pages of a folder in reading order. PublishError for what cannot be read.

    Several files are the sections of a book, whether a folder holds them or each is named. `styles` says what the styles of word
    processors are.
    """
    sources = tuple(source for name in names for source in _sources(name))
    return tuple(replace(source, is_section=len(sources) > 1, styles=styles or StyleRoles()) for source in sources)


def _sources(name: str) -> Iterator[Source]:
    if name == STANDARD_INPUT:
        yield _source(sys.stdin.buffer.read(MOST_BYTES + 1), "standard input", None)
        return
    path = Path(name)
    if not path.is_dir() or unpacked_book(path):
        yield _read(path)
        return
    endings = {ending for form in forms().values() for ending in form.endings}
    pages = pages_of(path, endings)
    if not pages:
        help = f"name a folder of pages ({', '.join(sorted(endings))}), or a file"
        raise PublishError(diagnostic("I102", f"“{name}” holds no file that can be imported", help=help))
    yield from (replace(_read(page), folder=path) for page in [page for page in pages if not _is_empty(page)] or pages)


def _is_empty(path: Path) -> bool:
    """Whether a page of a folder is a file without anything in it, which an author has only begun."""
    try:
        return path.is_file() and path.stat().st_size <= MOST_EMPTY and not path.read_bytes().strip(BLANK)
    except OSError:
        return False


def _read(path: Path) -> Source:
    try:
        if path.is_dir() and (book := unpacked_book(path)):
            return _source(packed(files_of_book(book, MOST_BYTES)), str(path), None)
        if path.stat().st_size > MOST_BYTES:
            raise PublishError(_too_large(str(path)))
        return _source(path.read_bytes(), str(path), path)
    except OSError as fault:
        help = "name a file or a folder that exists, or - for standard input"
        raise PublishError(diagnostic("I101", f"“{path}” cannot be read: {fault.strerror}", help=help)) from fault


def _source(content: bytes, name: str, path: Path | None) -> Source:
    if len(content) > MOST_BYTES:
        raise PublishError(_too_large(name))
    recognised = next((form for form in forms().values() if form.recognises(content)), None)
    if recognised is None:
        _refuse_unreadable(content, name)
        fault = other_markup(content, name, by_content=not path or _is_of_no_form(path))
        if fault:
            raise PublishError(fault)
    if not content.strip(BLANK):
        raise PublishError(diagnostic("I102", f"“{name}” is empty", help="name the file that holds the text"))
    if not (recognised and recognised.packed) and _is_noise(content):
        help = "it is not text in any known encoding: open it in its program, and save it as plain text in UTF-8"
        raise PublishError(diagnostic("I104", f"“{name}” is a binary file, not a text", help=help))
    form = _form(recognised, content, name, path.suffix.lower() if path else "")
    return Source(name=name, form=form, content=content, folder=path.parent if path else None)


def _refuse_unreadable(content: bytes, name: str) -> None:
    if content.startswith(OLD_OFFICE) and LOCKED in content:
        help = "open it in its program, save it anew without a password, and import that"
        raise PublishError(diagnostic("I107", f"“{name}” is locked with a password", help=help))
    for beginning, kind in UNREADABLE:
        if content.startswith(beginning):
            help = "save it as DOCX, HTML or plain text in UTF-8 first, notes and all, and import that"
            raise PublishError(diagnostic("I104", f"“{name}” is {kind}, not a text", help=help))


def _is_of_no_form(path: Path) -> bool:
    """Whether the ending of a file is that of plain text, or of nothing that a form reads."""
    endings = {ending for form in forms().values() for ending in form.endings} - {PLAIN_TEXT}
    return path.suffix.lower() not in endings


def _is_noise(content: bytes) -> bool:
    """Whether more control characters are among the first bytes than any text has. Archives and UTF-16 are never noise here."""
    head = content[:MOST_SEEN]
    if is_archive(content) or head.startswith((b"\xff\xfe", b"\xfe\xff")) or head.count(0) > 0.2 * len(head):
        return False
    return sum(map(head.count, NEVER_TEXT)) > MOST_NOISE * len(head)


def _form(recognised: Form | None, content: bytes, name: str, ending: str) -> Form:
    """The form of a source. I104 for an archive of anything else, and for a file with a packed form's ending that is not packed."""
    if recognised and recognised.packed:
        return recognised
    if is_archive(content):
        raise PublishError(diagnostic("I104", f"“{name}” is an archive, not a text", help="unpack it, and import what is in it"))
    by_ending = {known: form for form in forms().values() for known in form.endings}
    plain = by_ending[PLAIN_TEXT]
    named = by_ending.get(ending, plain)
    if named.packed:
        help = f"a file in {named.name} format is packed and this one is not: open it in its program, save it anew, and import that"
        raise PublishError(diagnostic("I104", f"“{name}” is not in {named.name} format", help=help))
    return recognised if recognised and named is plain else named


def _too_large(name: str) -> Diagnostic:
    return diagnostic("I103", f"“{name}” has more than {MOST_BYTES // 1_000_000} MB", help="import it in parts")
