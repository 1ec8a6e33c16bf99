"""Documents of office programs: each becomes an HTML page, notes included, and that is read as any other page.

The words of the document are also read from its own XML; those that are not on the page are reported (I112).
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from lxml import etree

from publish.diagnostics import Location, PublishError, diagnostic
from publish.importing.blocks import Hints, Origin, Person, Reading
from publish.importing.inline import REMOVED_SPAN, words_in
from publish.importing.left_out import LeftOut, LeftOutKind
from publish.importing.readers import Source
from publish.importing.readers.archives import Archive, opened
from publish.importing.readers.omissions import hidden_passages, omissions, other_objects
from publish.importing.readers.pages import Page, read_pages
from publish.importing.readers.word_processors.document_page import DocumentPage
from publish.importing.readers.word_processors.house_styles import StyleRoles
from publish.importing.readers.word_processors.styled_notes import with_marks
from publish.tools.pandoc import UnfinishedError

CONTENT_TYPES = "[Content_Types].xml"
LOCKED = ("EncryptedPackage", "encryption-data")


@dataclass(frozen=True, slots=True, kw_only=True)
class OfficeFormat:
    """Where a format keeps what: its name, the files of its text and its properties, the folders of its media.

    `page` makes the HTML page of a document, whose text is in the files named, with styles as the elements that they stand for. It raises
    UnfinishedError.
    """

    name: str
    parts: tuple[str, ...]
    properties: str
    media: tuple[str, ...]
    page: Callable[[Archive, Sequence[str], StyleRoles], DocumentPage]
    part_types: tuple[str, ...] = ()
    """The ends of the content types of these files, where the format has a list of them."""


def read_office(source: Source, form: OfficeFormat) -> Reading:
    """The blocks of a document in this format. PublishError if it is locked or damaged, if pandoc cannot read it, if it has no text."""
    name = source.name
    archive = opened(source.content, name)
    parts = _parts(archive, form)
    if not parts or _is_locked(archive):
        help = f"open it in its program, save it anew as {form.name} without a password, and import that"
        raise PublishError(
            diagnostic("I107" if parts else "I104", f"“{name}” is {'locked' if parts else f'not in {form.name} format'}", help=help)
        )
    try:
        document = form.page(archive, parts, source.styles)
    except UnfinishedError as fault:
        help = "open it in its program, save it anew, or save it as HTML, and import that"
        raise PublishError(diagnostic("I108", f"pandoc cannot read “{name}”: {fault}", help=help)) from fault

    def media(path: str) -> bytes | None:
        return next((file for folder in form.media if (file := archive.read(folder + path)) is not None), None)

    reading = read_pages([Page(name=name, path="document", text=document.html)], media, name)
    if not reading.words:
        raise PublishError(diagnostic("I102", f"“{name}” has no text", help="name the file that holds the text"))
    words = [word for block in reading.blocks for word in words_in(REMOVED_SPAN.sub(r" \1 ", with_marks(block.text)))]
    return replace(
        reading,
        origin=Origin.DOCUMENT,
        hints=_hints(archive, form),
        blocks=tuple(replace(block, line=block.order) for block in reading.blocks),
        styles=document.styles,
        diagnostics=(
            *hidden_passages(document.hidden, name),
            *omissions(document.words, words, name),
            *other_objects(document.objects, name),
            *reading.diagnostics,
        ),
        left_out=(
            *(LeftOut(kind=LeftOutKind.HIDDEN, at=Location(path=name), text=passage.text) for passage in document.hidden),
            *(LeftOut(kind=kind, at=Location(path=name), text=text) for kind, text in document.left_out),
            *(replace(one, at=Location(path=name, line=one.order)) for one in reading.left_out),
        ),
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


def _hints(archive: Archive, form: OfficeFormat) -> Hints:
    if form.properties not in archive.names:
        return Hints()
    texts: dict[str, str] = {}
    root = archive.tree(form.properties)
    for element in next(root.iter("{*}meta"), root).iter(etree.Element):
        texts.setdefault(str(element.tag).rpartition("}")[2], " ".join((element.text or "").split()))
    name = texts.get("creator", texts.get("initial-creator", ""))
    return Hints(
        title=texts.get("title", ""), language=texts.get("language", ""), people=[Person(name=name)] if name else [], by_hand=False
    )
