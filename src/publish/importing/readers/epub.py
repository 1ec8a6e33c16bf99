"""An EPUB as a source: its documents in the order of the spine, read as pages that belong together, and what its package says of it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import PurePosixPath

from lxml import etree

from publish.diagnostics import PublishError, diagnostic
from publish.importing.blocks import Doubt, Hints, Person, Reading
from publish.importing.inline import SHOWN
from publish.importing.readers import Form
from publish.importing.readers.archives import Archive, holds, opened
from publish.importing.readers.note_links import joined
from publish.importing.readers.pages import Page, read_pages
from publish.importing.readers.pictures import FOLDER, as_kept

CONTAINER = "META-INF/container.xml"
ENCRYPTION = "META-INF/encryption.xml"
OF_FONTS = ("http://www.idpf.org/2008/embedding", "http://ns.adobe.com/pdf/enc#RC")
"""Ways of hiding fonts, which are no lock on the text."""
DOCUMENTS = {"application/xhtml+xml", "text/html", "application/x-dtbook+xml", "text/x-oeb1-document"}
ROLES = {"aut", "edt", "trl", "ill", "aui", "com", "ctb", "aft", "win"}


def read_epub(content: bytes, name: str) -> Reading:
    """The text of an EPUB 2 or 3. PublishError where it is locked, damaged or without text."""
    archive = opened(content, name)
    _refuse_locked(archive)
    package = _package_path(archive)
    root = archive.tree(package)
    items = {item.get("id", ""): item for item in _all(root, "item")}
    pages = list(_pages(archive, root, items, package))
    if not pages:
        raise PublishError(diagnostic("I102", f"“{name}” has no text in its spine", help="open it in a reader: is there any text in it?"))
    reading = read_pages(pages, archive.read, name)
    shown = {block.picture for block in reading.blocks if block.order not in reading.doubts} | {
        found[1] for block in reading.blocks for found in SHOWN.finditer(block.text)
    }
    pictures = {path: content for path, content in reading.pictures.items() if path in shown}
    cover = _cover(archive, root, items, package)
    return replace(reading, hints=_hints(root), pictures={**pictures, **cover}, cover=next(iter(cover), ""))


def _cover(archive: Archive, root: etree._Element, items: Mapping[str, etree._Element], package: str) -> Mapping[str, bytes]:
    """The picture that the package says is the cover, by the name that it has in the book."""
    named = next((meta.get("content", "") for meta in _all(root, "meta") if meta.get("name") == "cover"), "")
    item = next((one for one in items.values() if "cover-image" in one.get("properties", "").split()), items.get(named))
    content = archive.read(joined(package, item.get("href", ""))) if item is not None else None
    picture = as_kept(content) if content else None
    return {f"{FOLDER}/cover{picture[0]}": picture[1]} if picture and picture[0] in {".png", ".jpg"} else {}


def _refuse_locked(archive: Archive) -> None:
    locked = "META-INF/rights.xml" in archive.names or "rights.xml" in archive.names
    if ENCRYPTION in archive.names:
        methods = [element.get("Algorithm", "") for element in _all(archive.tree(ENCRYPTION), "EncryptionMethod")]
        locked = locked or any(method not in OF_FONTS for method in methods)
    if locked:
        help = "it has a shop's lock (DRM) on it: ask its publisher for a file without one"
        raise PublishError(diagnostic("I107", f"“{archive.name}” is locked", help=help))


def _package_path(archive: Archive) -> str:
    if CONTAINER in archive.names:
        found = next((one.get("full-path", "") for one in _all(archive.tree(CONTAINER), "rootfile")), "")
        if found:
            return found
    found = next((path for path in archive.names if path.lower().endswith(".opf")), "")
    if not found:
        help = "open it in its program, save it anew, and import that"
        raise PublishError(diagnostic("I104", f"“{archive.name}” is damaged: it has no package document", help=help))
    return found


def _pages(archive: Archive, root: etree._Element, items: Mapping[str, etree._Element], package: str) -> Iterator[Page]:
    guide = {joined(package, one.get("href", "").partition("#")[0]): one.get("type", "") for one in _all(root, "reference")}
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
        contents = "nav" in item.get("properties", "").split() or guide.get(path) == "toc"
        aside = Doubt(evidence="the e-book's own contents, which are made anew", confidence=0.95) if contents else None
        yield Page(name=f"{PurePosixPath(archive.name).name}/{path}", path=path, text=_text(content), aside=aside)


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
    def said(name: str) -> list[str]:
        return [text for one in _all(root, name) if (text := " ".join("".join(one.itertext()).split()))]

    titles, languages, publishers = said("title"), said("language"), said("publisher")
    roles = {one.get("refines", "").lstrip("#"): one.text or "" for one in _all(root, "meta") if one.get("property") == "role"}
    people: list[Person] = []
    for kind, usual in (("creator", "aut"), ("contributor", "")):
        for one in _all(root, kind):
            role = next((value for key, value in one.attrib.items() if key.endswith("role")), "") or roles.get(one.get("id", ""), "")
            name = " ".join("".join(one.itertext()).split())
            kept = role if role in ROLES else usual
            if name and kept:
                people.append(Person(name=name, role=kept))
    return Hints(
        title=_first(titles),
        language=_first(languages),
        publisher=_first(publishers),
        people=list(dict.fromkeys(people)),
        sure=True,
    )


def _first(texts: Sequence[str]) -> str:
    return texts[0] if texts else ""


FORM = Form(
    name="EPUB",
    endings=(".epub",),
    recognises=lambda content: holds(content, b"application/epub+zip"),
    read=lambda sources: read_epub(sources[0].content, sources[0].name),
    packed=True,
)
