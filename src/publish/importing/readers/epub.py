"""EPUB 2 and 3 as a form of source: its documents in spine order, read as pages that belong together; its metadata."""

import io
import re
import zipfile
import zlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from html import escape
from pathlib import PurePosixPath
from urllib.parse import quote, unquote

from lxml import etree

from publish.diagnostics import Diagnostic, Location, PublishError, diagnostic
from publish.importing.blocks import Exclusion, Hints, Origin, Person, Reading
from publish.importing.readers import Form
from publish.importing.readers.archives import CONTAINER, HEAD, PARSER, Archive, is_archive, opened
from publish.importing.readers.book_locks import refuse_locked
from publish.importing.readers.note_links import joined
from publish.importing.readers.pages import Page, read_pages
from publish.importing.readers.pictures import FOLDER, book_picture

MIMETYPE = b"application/epub+zip"
DOCUMENTS = {"application/xhtml+xml", "text/html", "application/x-dtbook+xml", "text/x-oeb1-document"}
DRAWING = "image/svg+xml"
PAGE = re.compile(r".*\.x?html?", re.IGNORECASE)
"""The names of documents, whatever their package says that they are."""
LINKED = re.compile(r"<a\s[^>]*?href=[\"']([^\"'#]+)#", re.IGNORECASE)
ROLES = {"aut", "edt", "trl", "ill", "aui", "com", "ctb", "aft", "win"}


def read_epub(content: bytes, name: str) -> Reading:
    """The blocks of an EPUB 2 or 3. PublishError if it is locked, damaged or has no text."""
    archive = opened(content, name)
    refuse_locked(archive)
    package = _package_path(archive)
    root = archive.tree(package)
    items = {item.get("id", ""): item for item in _all(root, "item")}
    missing: list[Diagnostic] = []
    pages = list(_pages(archive, root, items, package, missing))
    pages.extend(_linked_pages(archive, items, package, pages))
    if not pages:
        raise PublishError(diagnostic("I102", f"“{name}” has no text in its spine", help="open it in a reader: is there any text in it?"))
    reading = read_pages(pages, archive.read, name)
    cover = _cover(archive, root, items, package)
    return replace(
        reading,
        origin=Origin.E_BOOK,
        hints=_hints(root),
        pictures={**reading.pictures, **cover},
        cover=next(iter(cover), ""),
        diagnostics=(*missing, *reading.diagnostics),
    )


def _cover(archive: Archive, root: etree._Element, items: Mapping[str, etree._Element], package: str) -> Mapping[str, bytes]:
    """The cover that the package names, as its path in the book and its content; nothing if a cover cannot be of its kind."""
    named = next((meta.get("content", "") for meta in _all(root, "meta") if meta.get("name") == "cover"), "")
    item = next((item for item in items.values() if "cover-image" in item.get("properties", "").split()), items.get(named))
    content = archive.read(joined(package, item.get("href", ""))) if item is not None else None
    picture = book_picture(content) if content else None
    return {f"{FOLDER}/cover{picture[0]}": picture[1]} if picture and picture[0] in {".png", ".jpg"} else {}


def _package_path(archive: Archive) -> str:
    if CONTAINER in archive.names:
        named = next((rootfile.get("full-path", "") for rootfile in _all(archive.tree(CONTAINER), "rootfile")), "")
        if archive.found(named):
            return archive.found(named)
    path = next((path for path in archive.names if path.lower().endswith(".opf")), "")
    if not path:
        help = "open it in its program, save it anew, and import that"
        raise PublishError(diagnostic("I104", f"“{archive.name}” is damaged: it has no package document", help=help))
    return path


def _pages(
    archive: Archive, root: etree._Element, items: Mapping[str, etree._Element], package: str, missing: list[Diagnostic]
) -> Iterator[Page]:
    """The documents of the spine. I112 goes to `missing` for each one that the archive does not have."""
    guide = {joined(package, entry.get("href", "").partition("#")[0]): entry.get("type", "") for entry in _all(root, "reference")}
    seen: set[str] = set()
    for entry in _all(root, "itemref"):
        item = _document(items, entry.get("idref", ""))
        path = joined(package, item.get("href", "")) if item is not None else ""
        if item is None or path in seen:
            continue
        seen.add(path)
        content = archive.read(path)
        if content is None:
            at = Location(path=PurePosixPath(archive.name).name)
            help = "ask for a file that is whole; the text of that document is not in the book"
            missing.append(diagnostic("I112", f"“{archive.name}” has no “{path}”, which its spine names", help=help, at=at))
            continue
        is_contents = "nav" in item.get("properties", "").split() or guide.get(path) == "toc"
        exclusion = Exclusion(evidence="the contents of the e-book; publish makes its own", confidence=0.95) if is_contents else None
        yield replace(_page(archive, path, content, item), exclusion=exclusion)


def _document(items: Mapping[str, etree._Element], id: str) -> etree._Element | None:
    """The document with an id, or the one that stands in for it; None if there is none."""
    for _ in range(len(items)):
        item = items.get(id)
        if item is None or item.get("media-type") in DOCUMENTS | {DRAWING} or PAGE.fullmatch(item.get("href", "")):
            return item
        id = item.get("fallback", "")
    return None


def _page(archive: Archive, path: str, content: bytes, item: etree._Element) -> Page:
    """A document as a page; a drawing in the spine is the picture on a page of its own."""
    name = f"{PurePosixPath(archive.name).name}/{path}"
    if item.get("media-type") == DRAWING:
        drawing = etree.fromstring(content, PARSER)
        title = next((_text_of(element) for element in _all(drawing, "title")), "") if drawing is not None else ""
        alt = f' alt="{escape(title)}"' if title else ""
        shown = f'<img src="{quote(PurePosixPath(path).name)}"{alt}>'
        return Page(name=name, path=path, text=f"<html><body>{shown}</body></html>")
    return Page(name=name, path=path, text=_text(content))


def _linked_pages(archive: Archive, items: Mapping[str, etree._Element], package: str, pages: Sequence[Page]) -> Iterator[Page]:
    """The documents that are not in the spine, and that links of its pages lead into: the notes of some e-books."""
    linked = {joined(page.path, unquote(target)) for page in pages for target in LINKED.findall(page.text)}
    read = {page.path for page in pages}
    for item in items.values():
        path = joined(package, item.get("href", ""))
        is_document = item.get("media-type") in DOCUMENTS and "nav" not in item.get("properties", "").split()
        content = archive.read(path) if is_document and path in linked - read else None
        if content is not None:
            yield _page(archive, path, content, item)


def _text(content: bytes) -> str:
    for mark, encoding in ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16")):
        if content.startswith(mark):
            return content.decode(encoding, "replace")
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:
        return content.decode("cp1252", "replace")


def _all(root: etree._Element, name: str) -> Iterator[etree._Element]:
    return (element for element in root.iter(etree.Element) if etree.QName(element).localname == name)


def _hints(root: etree._Element) -> Hints:
    def first(name: str) -> str:
        return next((text for element in _all(root, name) if (text := _text_of(element))), "")

    def refined(property: str) -> Mapping[str, str]:
        """The values of a property, by the id of the element that it refines."""
        return {meta.get("refines", "").lstrip("#"): meta.text or "" for meta in _all(root, "meta") if meta.get("property") == property}

    roles, kinds = refined("role"), refined("title-type")
    titles = {kinds.get(title.get("id", ""), ""): _text_of(title) for title in reversed(list(_all(root, "title")))}
    people: list[Person] = []
    for kind, usual in (("creator", "aut"), ("contributor", "")):
        for element in _all(root, kind):
            role = next((value for key, value in element.attrib.items() if key.endswith("role")), "")
            role = role or roles.get(element.get("id", ""), "")
            role = role if role in ROLES else usual
            name = _text_of(element)
            if name and role:
                people.append(Person(name=name, role=role))
    return Hints(
        title=titles.get("main") or first("title"),
        subtitle=titles.get("subtitle", ""),
        language=first("language"),
        publisher=first("publisher"),
        people=list(dict.fromkeys(people)),
        sure=True,
    )


def _text_of(element: etree._Element) -> str:
    return " ".join("".join(element.itertext()).split())


def _is_epub(content: bytes) -> bool:
    """Whether an archive is an e-book: it says so, wherever it says it, or has the container or the package document of one."""
    if not is_archive(content):
        return False
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as file:
            names = set(file.namelist())
            says = file.read("mimetype").strip() == MIMETYPE if "mimetype" in names else False
    except (zipfile.BadZipFile, zlib.error, RuntimeError, EOFError, OSError, ValueError):
        return MIMETYPE in content[:HEAD]
    return says or any(name == CONTAINER or name.endswith(("/" + CONTAINER, ".opf")) for name in names)


FORM = Form(
    name="EPUB",
    endings=(".epub",),
    recognises=_is_epub,
    read=lambda sources: read_epub(sources[0].content, sources[0].name),
    packed=True,
)
