"""EPUB 2 and 3 as a form of source: its documents in spine order, read as pages that belong together; its metadata."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import PurePosixPath

from lxml import etree

from publish.diagnostics import PublishError, diagnostic
from publish.importing.blocks import Exclusion, Hints, Origin, Person, Reading
from publish.importing.inline import IMAGE_SPAN
from publish.importing.readers import Form
from publish.importing.readers.archives import CONTAINER, Archive, holds, opened
from publish.importing.readers.note_links import joined
from publish.importing.readers.pages import Page, read_pages
from publish.importing.readers.pictures import FOLDER, book_picture

ENCRYPTION = "META-INF/encryption.xml"
FONT_OBFUSCATION = ("http://www.idpf.org/2008/embedding", "http://ns.adobe.com/pdf/enc#RC")
"""Algorithms that obfuscate fonts; they do not lock the text."""
DOCUMENTS = {"application/xhtml+xml", "text/html", "application/x-dtbook+xml", "text/x-oeb1-document"}
ROLES = {"aut", "edt", "trl", "ill", "aui", "com", "ctb", "aft", "win"}


def read_epub(content: bytes, name: str) -> Reading:
    """The blocks of an EPUB 2 or 3. PublishError if it is locked, damaged or has no text."""
    archive = opened(content, name)
    _refuse_locked(archive)
    package = _package_path(archive)
    root = archive.tree(package)
    items = {item.get("id", ""): item for item in _all(root, "item")}
    pages = list(_pages(archive, root, items, package))
    if not pages:
        raise PublishError(diagnostic("I102", f"“{name}” has no text in its spine", help="open it in a reader: is there any text in it?"))
    reading = read_pages(pages, archive.read, name)
    shown = {block.picture for block in reading.blocks if block.order not in reading.exclusions} | {
        image[1] for block in reading.blocks for image in IMAGE_SPAN.finditer(block.text)
    }
    pictures = {path: content for path, content in reading.pictures.items() if path in shown}
    cover = _cover(archive, root, items, package)
    return replace(reading, origin=Origin.E_BOOK, hints=_hints(root), pictures={**pictures, **cover}, cover=next(iter(cover), ""))


def _cover(archive: Archive, root: etree._Element, items: Mapping[str, etree._Element], package: str) -> Mapping[str, bytes]:
    """The cover that the package names, as its path in the book and its content; nothing if a cover cannot be of its kind."""
    named = next((meta.get("content", "") for meta in _all(root, "meta") if meta.get("name") == "cover"), "")
    item = next((item for item in items.values() if "cover-image" in item.get("properties", "").split()), items.get(named))
    content = archive.read(joined(package, item.get("href", ""))) if item is not None else None
    picture = book_picture(content) if content else None
    return {f"{FOLDER}/cover{picture[0]}": picture[1]} if picture and picture[0] in {".png", ".jpg"} else {}


def _refuse_locked(archive: Archive) -> None:
    locked = "META-INF/rights.xml" in archive.names or "rights.xml" in archive.names
    if ENCRYPTION in archive.names:
        methods = [element.get("Algorithm", "") for element in _all(archive.tree(ENCRYPTION), "EncryptionMethod")]
        locked = locked or any(method not in FONT_OBFUSCATION for method in methods)
    if locked:
        help = "it has a shop's lock (DRM) on it: ask its publisher for a file without one"
        raise PublishError(diagnostic("I107", f"“{archive.name}” is locked", help=help))


def _package_path(archive: Archive) -> str:
    if CONTAINER in archive.names:
        named = next((rootfile.get("full-path", "") for rootfile in _all(archive.tree(CONTAINER), "rootfile")), "")
        if named:
            return named
    path = next((path for path in archive.names if path.lower().endswith(".opf")), "")
    if not path:
        help = "open it in its program, save it anew, and import that"
        raise PublishError(diagnostic("I104", f"“{archive.name}” is damaged: it has no package document", help=help))
    return path


def _pages(archive: Archive, root: etree._Element, items: Mapping[str, etree._Element], package: str) -> Iterator[Page]:
    guide = {joined(package, entry.get("href", "").partition("#")[0]): entry.get("type", "") for entry in _all(root, "reference")}
    seen: set[str] = set()
    for entry in _all(root, "itemref"):
        item = items.get(entry.get("idref", ""))
        if item is None or item.get("media-type", "") not in DOCUMENTS:
            continue
        path = joined(package, item.get("href", ""))
        content = archive.read(path)
        if path in seen or content is None:
            continue
        seen.add(path)
        is_contents = "nav" in item.get("properties", "").split() or guide.get(path) == "toc"
        exclusion = Exclusion(evidence="the contents of the e-book; publish makes its own", confidence=0.95) if is_contents else None
        yield Page(name=f"{PurePosixPath(archive.name).name}/{path}", path=path, text=_text(content), exclusion=exclusion)


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


FORM = Form(
    name="EPUB",
    endings=(".epub",),
    recognises=lambda content: holds(content, b"application/epub+zip"),
    read=lambda sources: read_epub(sources[0].content, sources[0].name),
    packed=True,
)
