"""The door to packed sources (EPUB, DOCX, ODT): read in memory, never unpacked to disk, and never more than a book can be."""

import io
import zipfile
import zlib
from dataclasses import dataclass
from urllib.parse import unquote

from lxml import etree

from publish.diagnostics import Diagnostic, PublishError, diagnostic

MOST_FILES = 20_000
MOST_UNPACKED = 500_000_000  # bytes
PARSER = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=True, recover=True)


@dataclass(frozen=True, slots=True)
class Archive:
    """A packed file that was opened; `name` is the source's."""

    file: zipfile.ZipFile
    name: str

    def read(self, path: str) -> bytes | None:
        """What a file of the archive holds; None if there is none of that name. PublishError if it is damaged or locked."""
        for known in (path, unquote(path)):
            if known in self.file.NameToInfo:
                try:
                    return self.file.read(known)
                except (zipfile.BadZipFile, zlib.error, RuntimeError, EOFError, OSError, ValueError) as fault:
                    raise PublishError(_damaged(self.name, f"{known}: {fault}")) from fault
        return None

    def tree(self, path: str) -> etree._Element:
        """A file of the archive as XML. PublishError where there is none."""
        content = self.read(path)
        root = etree.fromstring(content, PARSER) if content and content.strip() else None
        if root is None:
            raise PublishError(_damaged(self.name, f"{path} is missing or no XML"))
        return root

    @property
    def names(self) -> list[str]:
        """The files in it."""
        return self.file.namelist()


def opened(content: bytes, name: str) -> Archive:
    """The archive in these bytes. PublishError where it is none, or would be larger unpacked than any book (a bomb)."""
    try:
        file = zipfile.ZipFile(io.BytesIO(content))
        infos = file.infolist()
    except (zipfile.BadZipFile, ValueError, OSError) as fault:
        raise PublishError(_damaged(name, str(fault))) from fault
    if len(infos) > MOST_FILES or sum(info.file_size for info in infos) > MOST_UNPACKED:
        help = "open it in its program and save it anew; a book is never so large"
        raise PublishError(diagnostic("I106", f"“{name}” would be more than {MOST_UNPACKED // 1_000_000} MB unpacked", help=help))
    return Archive(file, name)


def _damaged(name: str, why: str) -> Diagnostic:
    help = "open it in its program, save it anew, and import that"
    return diagnostic("I104", f"“{name}” is damaged: {why}", help=help)
