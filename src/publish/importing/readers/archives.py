"""Packed sources (EPUB, DOCX, ODT): read in memory, never unpacked to disk, and refused if they unpack to more than a book can be.

The folder of an unpacked e-book, as those who make one keep it, is packed in memory and then read like any other.
"""

import io
import zipfile
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote

from lxml import etree

from publish.diagnostics import Diagnostic, PublishError, diagnostic

ZIP = b"PK\x03\x04"
HEAD, TAIL = 4096, 16_384  # bytes at the beginning and at the end that name the format
CONTAINER = "META-INF/container.xml"
"""The file that makes a folder, or an archive, an e-book: EPUB 3.3, Open Container Format."""
MOST_FILES = 20_000
MOST_UNPACKED = 500_000_000  # bytes
PARSER = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=True, recover=True)


@dataclass(frozen=True, slots=True)
class Archive:
    """A packed file that was opened; `name` is the name of the source."""

    file: zipfile.ZipFile
    name: str

    def read(self, path: str) -> bytes | None:
        """The content of a file of the archive; None if it has no such file. PublishError if it is damaged or locked."""
        name = self.found(path)
        if not name:
            return None
        try:
            return self.file.read(name)
        except (zipfile.BadZipFile, zlib.error, RuntimeError, EOFError, OSError, ValueError) as fault:
            raise PublishError(_damaged(self.name, f"{name}: {fault}")) from fault

    def found(self, path: str) -> str:
        """The name of the file at a path, which may be written with other slashes, capitals or percent signs; "" if there is none."""
        plain = path.replace("\\", "/").removeprefix("./").lstrip("/")
        for name in (path, unquote(path), plain, unquote(plain)):
            if name in self.file.NameToInfo:
                return name
        folded = unquote(plain).casefold()
        return next((name for name in self.file.NameToInfo if name.casefold() == folded), "") if folded else ""

    def tree(self, path: str) -> etree._Element:
        """A file of the archive as XML. PublishError if it is missing or has no root element."""
        content = self.read(path)
        root = etree.fromstring(content, PARSER) if content and content.strip() else None
        if root is None:
            raise PublishError(_damaged(self.name, f"{path} is missing or is not XML"))
        return root

    @property
    def names(self) -> list[str]:
        """The paths of the files in the archive."""
        return self.file.namelist()


def is_archive(content: bytes) -> bool:
    """Whether the content begins as a ZIP archive does."""
    return content.startswith(ZIP)


def holds(content: bytes, mark: bytes) -> bool:
    """Whether the content is an archive with these bytes near its beginning or its end, where the names of its files are."""
    return is_archive(content) and (mark in content[:HEAD] or mark in content[-TAIL:])


def unpacked_book(folder: Path) -> Path | None:
    """The folder of an unpacked e-book: this one, or the one folder in it that is one (`src` in a repository); else None."""
    if (folder / CONTAINER).is_file():
        return folder
    found = [inner for inner in folder.iterdir() if (inner / CONTAINER).is_file()]
    return found[0] if len(found) == 1 else None


def files_of_book(folder: Path, most: int) -> Mapping[str, bytes]:
    """The files of an unpacked e-book, but for links and hidden ones; all together `most` bytes and one more are read.

    OSError for a file that cannot be read.
    """
    files = {"mimetype": b"application/epub+zip"}
    room = most + 1
    for path in sorted(path for path in folder.rglob("*") if path.is_file() and not path.is_symlink()):
        name = path.relative_to(folder)
        if name.as_posix() not in files and not any(part.startswith(".") for part in name.parts):
            with path.open("rb") as file:
                files[name.as_posix()] = file.read(room)
            room -= len(files[name.as_posix()])
    return files


def opened(content: bytes, name: str) -> Archive:
    """The archive in these bytes. PublishError if they are not an archive, or unpack to more than any book (a zip bomb)."""
    try:
        file = zipfile.ZipFile(io.BytesIO(content))
        infos = file.infolist()
    except (zipfile.BadZipFile, ValueError, OSError) as fault:
        raise PublishError(_damaged(name, str(fault))) from fault
    if len(infos) > MOST_FILES or sum(info.file_size for info in infos) > MOST_UNPACKED:
        help = "open it in its program and save it anew; a book is never so large"
        raise PublishError(diagnostic("I106", f"“{name}” would be more than {MOST_UNPACKED // 1_000_000} MB unpacked", help=help))
    return Archive(file, name)


def repacked(archive: Archive, changed: Mapping[str, bytes]) -> bytes:
    """An archive in memory with these files changed, without those that are damaged."""
    files: dict[str, bytes] = {}
    for name in dict.fromkeys(archive.names):
        try:
            files[name] = changed[name] if name in changed else archive.read(name) or b""
        except PublishError:
            continue
    return packed(files)


def packed(files: Mapping[str, bytes]) -> bytes:
    """An archive in memory of these files by their paths."""
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as file:
        for name, text in files.items():
            file.writestr(name, text)
    return content.getvalue()


def _damaged(name: str, why: str) -> Diagnostic:
    help = "open it in its program, save it anew, and import that"
    return diagnostic("I104", f"“{name}” is damaged: {why}", help=help)
