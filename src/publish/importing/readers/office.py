"""DOCX and ODT as sources: pandoc makes HTML of them, notes and all, and that is read as any other page.

The words of the document are also read from its own XML; those that pandoc does not pass on are told.
"""

from collections.abc import Iterator
from dataclasses import replace

from lxml import etree

from publish.diagnostics import PublishError, diagnostic
from publish.importing.blocks import Hints, Person, Reading
from publish.importing.readers.archives import Archive, opened
from publish.importing.readers.markdown import left_out
from publish.importing.readers.pages import Page, joined_quotations, read_pages
from publish.importing.readers.sources import Form
from publish.text.words import split_words
from publish.tools.pandoc import UnfinishedError, html_of

READERS = {Form.DOCX: "docx", Form.ODT: "odt"}
MEDIA = {Form.DOCX: ("word/", ""), Form.ODT: ("", "")}
PARTS = {Form.DOCX: ("word/document.xml", "word/footnotes.xml", "word/endnotes.xml"), Form.ODT: ("content.xml",)}
PROPERTIES = {Form.DOCX: "docProps/core.xml", Form.ODT: "meta.xml"}
TEXT = {Form.DOCX: {"t", "delText"}, Form.ODT: set[str]()}
GONE = {"del", "moveFrom", "annotation", "tracked-changes", "note-citation", "bookmark-ref", "sequence-decls"}
"""Elements of the two formats whose words are not the text's: what was struck out, remarks."""
BLOCKS = {"p", "h", "tab", "br", "line-break", "s", "tc", "table-cell", "cr"}
LOCKED = ("EncryptedPackage", "encryption-data")


def read_office(content: bytes, name: str, form: Form) -> Reading:
    """The text of a document of an office program. PublishError where it is locked or damaged."""
    archive = opened(content, name)
    parts = [part for part in PARTS[form] if part in archive.names]
    if not parts or _is_locked(archive):
        help = f"open it in its program, save it anew as {form} without a password, and import that"
        raise PublishError(diagnostic("I107" if parts else "I104", f"“{name}” is {'locked' if parts else f'no {form}'}", help=help))
    truth = [word for part in parts for word in split_words(" ".join(_texts(archive.tree(part), form)))]
    try:
        html = html_of(content, READERS[form])
    except UnfinishedError as fault:
        help = "open it in its program, save it anew, or save it as HTML, and import that"
        raise PublishError(diagnostic("I108", f"pandoc cannot read “{name}”: {fault}", help=help)) from fault

    def media(path: str) -> bytes | None:
        return next((found for folder in MEDIA[form] if (found := archive.read(folder + path)) is not None), None)

    page = Page(name=name, path="document", text=html)
    reading = read_pages([page], media, name)
    if not reading.words:
        raise PublishError(diagnostic("I102", f"“{name}” has no text", help="name the file that holds the text"))
    said = tuple(left_out(truth, reading.words, name))
    return replace(
        reading,
        hints=_hints(archive, form),
        blocks=tuple(replace(block, line=block.order) for block in joined_quotations(reading.blocks)),
        diagnostics=(*said, *reading.diagnostics),
    )


def _is_locked(archive: Archive) -> bool:
    if any(locked in name for name in archive.names for locked in LOCKED):
        return True
    manifest = archive.read("META-INF/manifest.xml") or b""
    return b"encryption-data" in manifest


def _texts(root: etree._Element, form: Form) -> Iterator[str]:
    """The words of a part of the document, a space between paragraphs; what was struck out is none."""
    skipped = 0
    whole: list[str] = []
    for event, element in etree.iterwalk(root, events=("start", "end")):
        name = etree.QName(element).localname
        if name in GONE:
            skipped += 1 if event == "start" else -1
        if name in BLOCKS:
            whole.append(" ")
        wanted = form is Form.ODT or name in TEXT[form]
        if event == "start" and not skipped and wanted and _is_of_body(element, form):
            whole.append(element.text or "")
        if event == "end" and form is Form.ODT and not skipped and _is_of_body(element.getparent(), form):
            whole.append(element.tail or "")
    yield "".join(whole)


def _is_of_body(element: etree._Element | None, form: Form) -> bool:
    return form is Form.DOCX or (element is not None and "urn:oasis:names:tc:opendocument:xmlns:text" in str(element.tag))


def _hints(archive: Archive, form: Form) -> Hints:
    path = PROPERTIES[form]
    if path not in archive.names:
        return Hints()
    said: dict[str, str] = {}
    for element in archive.tree(path).iter(etree.Element):
        said.setdefault(etree.QName(element).localname, " ".join((element.text or "").split()))
    name = said.get("creator", said.get("initial-creator", ""))
    return Hints(title=said.get("title", ""), language=said.get("language", ""), people=[Person(name=name)] if name else [])
