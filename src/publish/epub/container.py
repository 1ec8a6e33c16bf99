"""The container: resources and metadata written as one EPUB file. The only module that uses EbookLib, which assembles the package.

EbookLib 0.20 writes the package document. Documents, nav and NCX are added as our own bytes, because EbookLib's document classes parse
content as HTML and serialise it again (attributes of html and body lost, SVG names in lower case). Two of its methods are overridden, one
of them private: `write` (our zip: fixed order and times, images stored) and `_write_opf_file` (language; no unused prefix). Pinned to 0.20;
`tests/epub/test_container.py` tests what we rely on. Version 0.21 moves these modules and dates `dcterms:modified` itself in UTC.
"""

import zipfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from ebooklib import epub

from publish.book.direction import direction_of
from publish.book.markup import XML_LANG
from publish.model import Origin

FOLDER = "EPUB"
MIMETYPE = "mimetype"
IDENTIFIER_ID = "pub-id"
NCX_ID = "ncx"  # EbookLib writes <spine toc="ncx">
STORED = (".jpg", ".jpeg", ".png", ".gif", ".webp", ".woff2")  # already compressed
EARLIEST = (1980, 1, 1, 0, 0, 0)  # the first moment that a zip can name
LATEST = (2107, 12, 31, 23, 59, 58)
APPLE_OPTIONS = "META-INF/com.apple.ibooks.display-options.xml"
# Apple Books shows embedded fonts only if this file says so.
APPLE_FONTS = b"""<?xml version="1.0" encoding="utf-8"?>
<display_options>
  <platform name="*">
    <option name="specified-fonts">true</option>
  </platform>
</display_options>
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Resource:
    """A file of the book: `name` is its path in the content folder, `properties` are those of its manifest item (EPUB 3.3 §5.6.2).

    `origin` is the manuscript source of a section; it is not written.
    """

    id: str
    name: str
    media_type: str
    content: bytes
    properties: tuple[str, ...] = ()
    origin: Origin | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """An element of the package metadata: `name` is a Dublin Core name with its prefix (`dc:title`), else `meta` or `link`."""

    name: str
    value: str | None
    attributes: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Package:
    """The content of one EPUB. `spine` lists resource ids. The resources include the nav and, with the id `ncx`, the NCX."""

    language: str
    modified: datetime
    metadata: tuple[Entry, ...]
    resources: tuple[Resource, ...]
    spine: tuple[str, ...]


def write_container(package: Package, path: Path) -> None:
    """Write the package to the file; equal packages give equal bytes. Raises OSError if the file cannot be written."""
    book = epub.EpubBook()
    book.metadata.clear()  # a generator and a random identifier
    book.FOLDER_NAME = FOLDER
    book.IDENTIFIER_ID = IDENTIFIER_ID
    for entry in package.metadata:
        prefix, _, name = entry.name.rpartition(":")
        book.add_metadata(prefix.upper() or None, name, entry.value, dict(entry.attributes))
    book.add_item(epub.EpubItem(uid="apple-options", file_name=APPLE_OPTIONS, content=APPLE_FONTS, manifest=False))
    for resource in package.resources:
        item = epub.EpubItem(uid=resource.id, file_name=resource.name, media_type=resource.media_type, content=resource.content)
        item.properties = list(resource.properties)  # not an attribute of EpubItem, but its writer reads it
        book.add_item(item)
    book.spine = list(package.spine)
    book.direction = direction_of(package.language) or None
    _Writer(path, book, package).write()


def rewrite_container(source: Path, path: Path, modified: datetime, change: Callable[[str, bytes], bytes]) -> None:
    """Write a container's files to another one, in the same order, each passed through `change` as (name, content)."""
    with zipfile.ZipFile(source) as original, _Archive(path, modified) as out:
        for name in original.namelist():
            out.writestr(name, change(name, original.read(name)), zipfile.ZIP_STORED if name == MIMETYPE else None)


class _Writer(epub.EpubWriter):  # type: ignore[misc]  # EbookLib is not annotated
    """EbookLib's writer with our zip and our package element."""

    def __init__(self, path: Path, book: epub.EpubBook, package: Package) -> None:
        options = {
            "epub3_pages": False,
            "epub3_landmark": False,
            "raise_exceptions": True,
            "package_direction": True,
            "mtime": package.modified.astimezone(UTC),
        }
        super().__init__(path, book, options)
        self.package = package

    def write(self) -> None:
        with _Archive(self.file_name, self.package.modified) as self.out:
            self.out.writestr(MIMETYPE, "application/epub+zip", zipfile.ZIP_STORED)
            self._write_container()
            self._write_opf()
            self._write_items()

    def _write_opf_file(self, root: epub.etree._Element) -> None:
        root.set(XML_LANG, self.package.language)
        del root.attrib["prefix"]  # of `rendition`, which is not used
        super()._write_opf_file(root)


class _Archive:
    """A zip whose bytes depend only on its content and on one moment."""

    def __init__(self, path: Path, moment: datetime) -> None:
        self.moment = min(LATEST, max(EARLIEST, moment.astimezone(UTC).timetuple()[:6]))
        self.zip = zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=9)

    def __enter__(self) -> "_Archive":
        return self

    def __exit__(self, *_: object) -> None:
        self.zip.close()

    def writestr(self, name: str, content: str | bytes, compress_type: int | None = None) -> None:
        """Add a file, compressed unless its format already is."""
        member = zipfile.ZipInfo(name, date_time=self.moment)
        member.create_system = 3  # Unix, wherever this runs
        member.external_attr = 0o100644 << 16
        default = zipfile.ZIP_STORED if name.endswith(STORED) else zipfile.ZIP_DEFLATED
        self.zip.writestr(member, content, compress_type if compress_type is not None else default, compresslevel=9)
