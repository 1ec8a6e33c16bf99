"""Documents of office programs: pandoc turns them into HTML, notes included, and that is read as any other page.

The words of the document are also read from its own XML; those that pandoc does not pass on are reported (I112).
"""

from dataclasses import dataclass, replace

from lxml import etree

from publish.diagnostics import PublishError, diagnostic
from publish.importing.blocks import Hints, Origin, Person, Reading
from publish.importing.inline import REMOVED_SPAN, words_in
from publish.importing.readers.archives import Archive, opened
from publish.importing.readers.office_pages import prepared, printed_pages
from publish.importing.readers.omissions import omissions
from publish.importing.readers.pages import Page, joined_quotations, read_pages
from publish.text.words import split_words
from publish.tools.pandoc import UnfinishedError, html_of

NOT_TEXT = {"del", "moveFrom", "annotation", "tracked-changes", "note-citation", "bookmark-ref", "sequence-decls"}
"""Elements of these formats whose words are not part of the text: struck out words, remarks."""
BLOCKS = {"p", "h", "tab", "br", "line-break", "s", "tc", "table-cell", "cr"}
CONTENT_TYPES = "[Content_Types].xml"
LOCKED = ("EncryptedPackage", "encryption-data")


@dataclass(frozen=True, slots=True, kw_only=True)
class OfficeFormat:
    """Where a format keeps what: its name for people and for pandoc, the files of its text and its properties, the folders of its media.

    Its words are the text of `text_elements` (local names), or all text and tails within elements of the `text_namespace`.
    """

    name: str
    pandoc: str
    parts: tuple[str, ...]
    properties: str
    media: tuple[str, ...]
    text_elements: frozenset[str] = frozenset()
    text_namespace: str = ""
    part_types: tuple[str, ...] = ()
    """The ends of the content types of these files, where the format has a list of them."""


def read_office(content: bytes, name: str, form: OfficeFormat) -> Reading:
    """The blocks of a document in this format. PublishError if it is locked or damaged, if pandoc cannot read it, if it has no text."""
    archive = opened(content, name)
    parts = _parts(archive, form)
    if not parts or _is_locked(archive):
        help = f"open it in its program, save it anew as {form.name} without a password, and import that"
        raise PublishError(
            diagnostic("I107" if parts else "I104", f"“{name}” is {'locked' if parts else f'not in {form.name} format'}", help=help)
        )
    truth = [word for part in parts for word in split_words(_text(archive.tree(part), form))]
    try:
        pages = {page for part in parts for page in printed_pages(archive.tree(part))}
        html = prepared(html_of(content, form.pandoc), pages)
    except UnfinishedError as fault:
        help = "open it in its program, save it anew, or save it as HTML, and import that"
        raise PublishError(diagnostic("I108", f"pandoc cannot read “{name}”: {fault}", help=help)) from fault

    def media(path: str) -> bytes | None:
        return next((file for folder in form.media if (file := archive.read(folder + path)) is not None), None)

    page = Page(name=name, path="document", text=html)
    reading = read_pages([page], media, name)
    if not reading.words:
        raise PublishError(diagnostic("I102", f"“{name}” has no text", help="name the file that holds the text"))
    words = [word for block in reading.blocks for word in words_in(REMOVED_SPAN.sub(r"\1", block.text))]
    return replace(
        reading,
        origin=Origin.DOCUMENT,
        hints=_hints(archive, form),
        blocks=tuple(replace(block, line=block.order) for block in joined_quotations(reading.blocks)),
        diagnostics=(*omissions(truth, words, name), *reading.diagnostics),
    )


def _parts(archive: Archive, form: OfficeFormat) -> list[str]:
    """The files of the text: those that the document's list of contents names as such, else those with the usual names."""
    named = []
    if form.part_types and CONTENT_TYPES in archive.names:
        for element in archive.tree(CONTENT_TYPES).iter(etree.Element):
            if element.get("ContentType", "").endswith(form.part_types):
                named.append(element.get("PartName", "").lstrip("/"))
    parts = [part for part in (named or form.parts) if part in archive.names]
    return parts or [part for part in form.parts if part in archive.names]


def _is_locked(archive: Archive) -> bool:
    if any(locked in name for name in archive.names for locked in LOCKED):
        return True
    manifest = archive.read("META-INF/manifest.xml") or b""
    return b"encryption-data" in manifest


def _text(root: etree._Element, form: OfficeFormat) -> str:
    """The text of a part of the document, with a space around each block and without what was struck out."""
    skipped = 0
    pieces: list[str] = []
    for event, element in etree.iterwalk(root, events=("start", "end")):
        name = etree.QName(element).localname
        if name in NOT_TEXT:
            skipped += 1 if event == "start" else -1
        if name in BLOCKS:
            pieces.append(" ")
        if skipped:
            continue
        if event == "start" and (name in form.text_elements or _is_in_namespace(element, form)):
            pieces.append(element.text or "")
        if event == "end" and _is_in_namespace(element.getparent(), form):
            pieces.append(element.tail or "")
    return "".join(pieces)


def _is_in_namespace(element: etree._Element | None, form: OfficeFormat) -> bool:
    return bool(form.text_namespace) and element is not None and form.text_namespace in str(element.tag)


def _hints(archive: Archive, form: OfficeFormat) -> Hints:
    if form.properties not in archive.names:
        return Hints()
    texts: dict[str, str] = {}
    for element in archive.tree(form.properties).iter(etree.Element):
        texts.setdefault(etree.QName(element).localname, " ".join((element.text or "").split()))
    name = texts.get("creator", texts.get("initial-creator", ""))
    return Hints(title=texts.get("title", ""), language=texts.get("language", ""), people=[Person(name=name)] if name else [])
