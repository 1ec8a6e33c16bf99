"""The book's documents as XHTML files: names, links, semantics; attributes that only the build needs are removed."""

from collections.abc import Iterator, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from urllib.parse import unquote

from lxml import etree

from publish.book.cover_markup import COVER
from publish.book.direction import mark_directions
from publish.book.ids import IdRegister, file_slug
from publish.book.imprint import ALSO_BY, IMPRINT, also_by_page, also_by_title, imprint
from publish.book.index_terms import TERM_ATTRIBUTES
from publish.book.markup import XHTML, classes_of, parse, xhtml_element
from publish.book.noterefs import drop_noterefs
from publish.book.pictures import SUFFIXES
from publish.book.title_page import TITLE_PAGE, title_page
from publish.epub.access import DESCRIPTION
from publish.epub.container import Resource
from publish.epub.formula_speech import describe_formulae
from publish.epub.long_sections import split_section
from publish.epub.notes import mark_noterefs, notes_section
from publish.epub.page_list import NO_PAGES, PageList
from publish.epub.xhtml_file import MEANING, XHTML_TYPE, address_from, describe, properties_of, xhtml_file
from publish.languages import labels_for
from publish.model import Book, ContentDocument, Matter, Origin, SectionType

BUILD_ATTRIBUTES = ("data-line", "data-supplied", *TERM_ATTRIBUTES)
BODY_TYPES = {Matter.FRONT: "frontmatter", Matter.BODY: "bodymatter", Matter.BACK: "backmatter"}
# EPUB 3 Structural Semantics and DPUB-ARIA 1.1 have a term for each of our types.
SECTION_ROLES: Mapping[SectionType, str] = {kind: f"doc-{kind}" for kind in SectionType}


@dataclass(frozen=True, slots=True, kw_only=True)
class Places:
    """Names of files in the content folder: of documents by id, of images by their address in the manuscript.

    `targets` gives the document of each id. `files` lists the files of a document that is split; `moved` gives the file of each id in it.
    """

    documents: Mapping[str, str]
    images: Mapping[str, str]
    targets: Mapping[str, str]
    files: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    moved: Mapping[str, str] = field(default_factory=dict)

    def of(self, fragment: str) -> str:
        """The address of an id of the book: file and fragment."""
        return f"{self.moved.get(fragment) or self.documents[self.targets[fragment]]}#{fragment}"


def places(book: Book) -> Places:
    """URL-safe names that an edit elsewhere does not change: from the ids of documents and the names of images."""
    names = IdRegister()
    names.reserve([COVER, TITLE_PAGE, IMPRINT, ALSO_BY])
    documents = {document.id: f"text/{names.new(file_slug(document.id))}.xhtml" for document in book.documents}
    images: dict[str, str] = {}
    for document in book.documents:
        for asset in document.assets:
            if asset.path not in images:
                path = PurePosixPath(unquote(asset.path))
                stem = file_slug("-".join([*path.parts[:-1], path.stem]).removeprefix("images-"))
                images[asset.path] = f"images/{names.new(stem)}{SUFFIXES.get(asset.screen_type, path.suffix.lower())}"
    files: dict[str, tuple[str, ...]] = {}
    moved: dict[str, str] = {}
    for document in book.documents:
        sections = _sections(document, book)
        if len(sections) > 1:
            first = documents[document.id]
            stem = PurePosixPath(first).stem
            files[document.id] = (first, *(f"text/{names.new(f'{stem}-{number}')}.xhtml" for number in range(2, len(sections) + 1)))
            for file, section in zip(files[document.id], sections, strict=True):
                moved.update({str(name): file for name in section.xpath("//@id")})
    return Places(documents=documents, images=images, targets=book.targets, files=files, moved=moved)


def display_sections(book: Book) -> dict[str, etree._Element]:
    """The title page and, unless they would be empty, the copyright page and the also-by page, by name."""
    configuration = book.configuration
    sections = {TITLE_PAGE: title_page(configuration), IMPRINT: imprint(configuration), ALSO_BY: also_by_page(configuration)}
    return {name: section for name, section in sections.items() if section is not None}


def display_resources(book: Book, listed: PageList = NO_PAGES) -> Iterator[Resource]:
    """The files of the display pages, each with the page-break markers of its printed pages at its beginning."""
    language = book.configuration.language
    labels = labels_for(language)
    types_and_titles = {
        TITLE_PAGE: ("titlepage", labels.title_page),
        IMPRINT: ("copyright-page", labels.imprint),
        ALSO_BY: ("", also_by_title(book.configuration)),
    }
    for name, section in display_sections(book).items():
        epub_type, title = types_and_titles[name]
        if epub_type:
            describe(section, epub_type)
        section[:0] = listed.markers_of(name)
        file = f"text/{name}.xhtml"
        content = xhtml_file(section, name=file, title=title, language=language, matter="frontmatter")
        yield Resource(id=name, name=file, media_type=XHTML_TYPE, content=content)


def document_resources(document: ContentDocument, book: Book, where: Places) -> tuple[Resource, ...]:
    """The files of a document: one, or several if it is long (`publish.epub.long_sections`)."""
    files = where.files.get(document.id, (where.documents[document.id],))
    return tuple(_resource(document, root, file, where) for root, file in zip(_sections(document, book), files, strict=True))


def _sections(document: ContentDocument, book: Book) -> Sequence[etree._Element]:
    """The root elements of a document's files: its text, then its notes.

    Made anew at each call: the trees of all documents together would take more memory than the rest of the build.
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
    return split_section(root, document.title, book.configuration.language, book.targets)


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
    """Point an image to the description that its caption links to (WAI-ARIA 1.2, aria-details), if both are in one file."""
    ids = set(root.xpath("//@id"))
    for figure in root.iter(f"{{{XHTML}}}figure"):
        for link in figure.iter(f"{{{XHTML}}}a"):
            target = link.get("href", "").removeprefix("#")
            if DESCRIPTION in classes_of(link) and target in ids:
                for image in figure.iter(f"{{{XHTML}}}img"):
                    image.set("aria-details", target)


def _let_scroll(table: etree._Element) -> None:
    """Put the table into a frame in which it can be scrolled, by keyboard too."""
    frame = xhtml_element("div", class_="table", tabindex="0")
    caption = table.find(f"{{{XHTML}}}caption")
    if caption is not None:
        label = deepcopy(caption)
        drop_noterefs(label)
        frame.set("role", "region")
        frame.set("aria-label", " ".join("".join(map(str, label.itertext())).split()))
    parent = table.getparent()
    assert parent is not None
    frame.tail, table.tail = table.tail, None
    parent.replace(table, frame)
    frame.append(table)


def _make_final(element: etree._Element, file: str, where: Places) -> None:
    """Turn the element's addresses into those of the container, and remove attributes that only the build needs."""
    for name in BUILD_ATTRIBUTES:
        element.attrib.pop(name, None)
    href = element.get("href", "")
    if href.startswith("#"):
        fragment = href[1:]
        here = fragment not in where.moved and fragment not in where.targets  # a noteref or the notes' heading, which are in this file
        element.set("href", href if here else address_from(file, where.of(fragment)))
    if element.tag == f"{{{XHTML}}}img" and element.get("src") in where.images:
        element.set("src", address_from(file, where.images[element.get("src", "")]))
    if element.tag == f"{{{XHTML}}}footer":
        element.set("role", "none")  # inside a section with a role, axe-core 4.11 takes each attribution for the page's footer
    if element.tag == f"{{{XHTML}}}div" and "epigraph" in classes_of(element):
        describe(element, "epigraph", "doc-epigraph")
