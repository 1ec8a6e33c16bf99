"""The e-book that the preview shows: its files by name, and where in them each printed page begins."""

import zipfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from urllib.parse import unquote, urldefrag

from lxml import etree

from publish.book.markup import PARSER
from publish.checks.epub_words import spine

TYPES = {
    ".css": "text/css",
    ".gif": "image/gif",
    ".jpeg": "image/jpeg",
    ".jpg": "image/jpeg",
    ".otf": "font/otf",
    ".png": "image/png",
    ".svg": "image/svg+xml",
    ".ttf": "font/ttf",
    ".webp": "image/webp",
    ".woff": "font/woff",
    ".woff2": "font/woff2",
    ".xhtml": "application/xhtml+xml",
}
"""The media types that are served; a file of another kind is not."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EbookPlaces:
    """The files of an e-book in the order of reading, and the address of each printed page by its folio: `OEBPS/one.xhtml#page-12`."""

    files: tuple[str, ...] = ()
    places: Mapping[str, str] = field(default_factory=dict)

    @property
    def first(self) -> str:
        """The file with which the book begins."""
        return self.files[0] if self.files else ""


def ebook_places(path: Path) -> EbookPlaces:
    """The files and pages of an e-book that publish made."""
    with zipfile.ZipFile(path) as container:
        files = tuple(spine(container))
        nav = next((name for name in container.namelist() if name.endswith("nav.xhtml")), None)
        root = etree.fromstring(container.read(nav), PARSER) if nav else None
    places: dict[str, str] = {}
    links = root.xpath("//*[local-name()='nav'][@*[local-name()='type']='page-list']//*[local-name()='a']") if root is not None else []
    for link in links:
        address, fragment = urldefrag(unquote(link.get("href", "")))
        places["".join(link.itertext()).strip()] = f"{PurePosixPath(nav or '').parent / address}#{fragment}"
    return EbookPlaces(files=files, places=places)


def file_of(path: Path, name: str) -> tuple[bytes, str] | None:
    """A file of an e-book with its media type; None for one that it does not have, or that is not shown."""
    media_type = TYPES.get(PurePosixPath(name).suffix.lower())
    if media_type is None:
        return None
    try:
        with zipfile.ZipFile(path) as container:
            return container.read(name), media_type
    except (KeyError, OSError, zipfile.BadZipFile):
        return None
