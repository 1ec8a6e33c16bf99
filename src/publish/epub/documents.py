"""The book's documents as XHTML files: their names, the links between them, what they are, and nothing that only the build needs."""

from collections.abc import Iterator, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from urllib.parse import unquote

from lxml import etree

from publish.book.cover_markup import COVER
from publish.book.direction import mark_directions
from publish.book.ids import IdRegister, slug
from publish.book.imprint import ALSO_BY, IMPRINT, also_by_page, also_by_title, imprint
from publish.book.index_terms import TERM_ATTRIBUTES
from publish.book.markup import XHTML, classes_of, parse, xhtml_element
from publish.book.noterefs import drop_noterefs
from publish.book.title_page import TITLE_PAGE, title_page
from publish.epub.access import DESCRIPTION
from publish.epub.container import Resource
from publish.epub.formula_speech import describe_formulae
from publish.epub.notes import mark_noterefs, notes_section
from publish.epub.page_list import NO_PAGES, PageList
from publish.epub.parts import parts_of
from publish.epub.xhtml_file import MEANING, XHTML_TYPE, address_from, describe, properties_of, xhtml_file
from publish.languages import labels_for
from publish.model import Book, ContentDocument, Matter, Origin, SectionType

BUILD_ATTRIBUTES = ("data-line", "data-supplied", *TERM_ATTRIBUTES)
BODY_TYPES = {Matter.FRONT: "frontmatter", Matter.BODY: "bodymatter", Matter.BACK: "backmatter"}
# EPUB 3 Structural Semantics and DPUB-ARIA 1.1 have a word for each of our types.
SECTION_ROLES: Mapping[SectionType, str] = {kind: f"doc-{kind}" for kind in SectionType}


@dataclass(frozen=True, slots=True, kw_only=True)
class Places:
    """Where things stand in the content folder: documents by id, images by the address that the manuscript gives them.

    `files` are those of a document that stands in several; `moved` says in which of them each id stands that is not in the first.
    """

    documents: Mapping[str, str]
    images: Mapping[str, str]
    targets: Mapping[str, str]
    files: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    moved: Mapping[str, str] = field(default_factory=dict)

    def of(self, fragment: str) -> str:
        """The file and fragment of an id of the book."""
        return f"{self.moved.get(fragment) or self.documents[self.targets[fragment]]}#{fragment}"


def places(book: Book) -> Places:
    """URL-safe names that an edit elsewhere does not change: documents by their ids, images by their own names."""
    names = IdRegister()
    names.reserve([COVER, TITLE_PAGE, IMPRINT, ALSO_BY])
    documents = {document.id: f"text/{names.new(slug(document.id))}.xhtml" for document in book.documents}
    images: dict[str, str] = {}
    for document in book.documents:
        for asset in document.assets:
            if asset.path not in images:
                path = PurePosixPath(unquote(asset.path))
                stem = slug("-".join([*path.parts[:-1], path.stem]).removeprefix("images-"))
                images[asset.path] = f"images/{names.new(stem)}{path.suffix.lower()}"
    files: dict[str, tuple[str, ...]] = {}
    moved: dict[str, str] = {}
    for document in book.documents:
        sections = _sections(document, book)
        if len(sections) > 1:
            first = documents[document.id]
            stem = PurePosixPath(first).stem
            files[document.id] = (first, *(f"text/{names.new(f'{stem}-{number}')}.xhtml" for number in range(2, len(sections) + 1)))
            for file, section in zip(files[document.id], sections, strict=True):
                moved.update({str(found): file for found in section.xpath("//@id")})
    return Places(documents=documents, images=images, targets=book.targets, files=files, moved=moved)


def display_sections(book: Book) -> dict[str, etree._Element]:
    """The title page and, if there is anything to put on them, the copyright page and that of the author's other books, by name."""
    configuration = book.configuration
    found = {TITLE_PAGE: title_page(configuration), IMPRINT: imprint(configuration), ALSO_BY: also_by_page(configuration)}
    return {name: section for name, section in found.items() if section is not None}


def display_resources(book: Book, listed: PageList = NO_PAGES) -> Iterator[Resource]:
    """The pages that hold no document, each beginning with the markers of its printed pages."""
    language = book.configuration.language
    labels = labels_for(language)
    known = {
        TITLE_PAGE: ("titlepage", labels.title_page),
        IMPRINT: ("copyright-page", labels.imprint),
        ALSO_BY: ("", also_by_title(book.configuration)),
    }
    for name, section in display_sections(book).items():
        epub_type, title = known[name]
        if epub_type:
            describe(section, epub_type)
        section[:0] = listed.markers_of(name)
        file = f"text/{name}.xhtml"
        content = xhtml_file(section, name=file, title=title, language=language, matter="frontmatter")
        yield Resource(id=name, name=file, media_type=XHTML_TYPE, content=content)


def document_resources(document: ContentDocument, book: Book, where: Places) -> tuple[Resource, ...]:
    """The files of a document: one, or several where it is long (`publish.epub.parts`)."""
    files = where.files.get(document.id, (where.documents[document.id],))
    return tuple(_resource(document, root, file, where) for root, file in zip(_sections(document, book), files, strict=True))


def _sections(document: ContentDocument, book: Book) -> Sequence[etree._Element]:
    """What stands in the files of a document: its text, and its notes at their end.

    Made when it is asked for: the trees of all documents together would take more room than the whole book.
    """
    root = parse(document.body)
    meaning = root.attrib.pop(MEANING, f"{document.type} {SECTION_ROLES[document.type]}")
    if meaning:
        describe(root, *meaning.split())
    if document.notes:
        root.append(notes_section(document, book.configuration.language, book.targets))
    mark_noterefs(root)
    for table in list(root.iter(f"{{{XHTML}}}table")):
        _let_scroll(table)
    return parts_of(root, document.title, book.configuration.language, book.targets)


def _resource(document: ContentDocument, root: etree._Element, name: str, where: Places) -> Resource:
    origin = Origin(path=document.path, lines=tuple(int(element.get("data-line") or 0) for element in root.iter(etree.Element)))
    describe_formulae(root, document.language)
    _describe_images(root)
    mark_directions(root, document.language)
    for element in root.iter(etree.Element):
        _make_final(element, name, where)
    content = xhtml_file(root, name=name, title=document.title, language=document.language, matter=BODY_TYPES[document.matter])
    return Resource(
        id=f"text-{PurePosixPath(name).stem}",
        name=name,
        media_type=XHTML_TYPE,
        content=content,
        properties=properties_of(root),
        origin=origin,
    )


def _describe_images(root: etree._Element) -> None:
    """An image whose caption links to its description points to it (WAI-ARIA 1.2, aria-details), if both stand in one file."""
    ids = set(root.xpath("//@id"))
    for figure in root.iter(f"{{{XHTML}}}figure"):
        for link in figure.iter(f"{{{XHTML}}}a"):
            target = link.get("href", "").removeprefix("#")
            if DESCRIPTION in classes_of(link) and target in ids:
                for image in figure.iter(f"{{{XHTML}}}img"):
                    image.set("aria-details", target)


def _let_scroll(table: etree._Element) -> None:
    """The table stands in a frame of its own width, in which it can be scrolled, by keyboard too."""
    frame = xhtml_element("div", class_="table", tabindex="0")
    caption = table.find(f"{{{XHTML}}}caption")
    if caption is not None:
        said = deepcopy(caption)
        drop_noterefs(said)
        frame.set("role", "region")
        frame.set("aria-label", " ".join("".join(map(str, said.itertext())).split()))
    parent = table.getparent()
    assert parent is not None
    frame.tail, table.tail = table.tail, None
    parent.replace(table, frame)
    frame.append(table)


def _make_final(element: etree._Element, file: str, where: Places) -> None:
    """The element's addresses are those of the container; what only the build needs is gone."""
    for name in BUILD_ATTRIBUTES:
        element.attrib.pop(name, None)
    href = element.get("href", "")
    if href.startswith("#"):
        fragment = href[1:]
        here = fragment not in where.moved and fragment not in where.targets  # a mark or the heading of notes: ours, in this file
        element.set("href", href if here else address_from(file, where.of(fragment)))
    if element.tag == f"{{{XHTML}}}img" and element.get("src") in where.images:
        element.set("src", address_from(file, where.images[element.get("src", "")]))
    if element.tag == f"{{{XHTML}}}footer":
        element.set("role", "none")  # inside a section with a role, axe-core 4.11 takes each attribution for the page's footer
    if element.tag == f"{{{XHTML}}}div" and "epigraph" in classes_of(element):
        describe(element, "epigraph", "doc-epigraph")
