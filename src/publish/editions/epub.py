"""The e-book: an EPUB 3.3 with notes, fonts and full navigation."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import chain
from pathlib import Path
from urllib.parse import unquote

from publish.book.contents import count_before_contents
from publish.book.drawings import safe_drawing
from publish.book.drop_caps import drop_cap_sheets, with_drop_caps
from publish.book.own_fonts import font_faults, own_faces, unreadable_fonts
from publish.book.page_references import with_pages_or_titles
from publish.book.pictures import screen_picture
from publish.book.typefaces import typefaces
from publish.checks.conformance import conformance, unproved
from publish.checks.edition_words import EditionWords
from publish.checks.epub_words import read_back as words_of
from publish.checks.page_list import check_page_list
from publish.checks.screen_looks import check_screens
from publish.checks.sheet_doubts import doubts_of_sheets
from publish.checks.stores import check_files, check_for_stores
from publish.config import Configuration
from publish.covers.screen_cover import typeset_cover
from publish.diagnostics import Diagnostic, Outcome, has_errors
from publish.editions import Edition, Workshop
from publish.epub.access import Claim, access_of, claim_in
from publish.epub.consistency import faults
from publish.epub.container import FOLDER, Package, Resource, write_container
from publish.epub.cover_page import Cover, cover_entry, cover_page, cover_picture, given_cover
from publish.epub.documents import Places, display_resources, display_sections, document_resources, places
from publish.epub.endnotes import with_endnotes
from publish.epub.fonts import embedded_fonts
from publish.epub.index import with_index
from publish.epub.metadata import identifier_of, metadata
from publish.epub.navigation import nav_resource, ncx_resource
from publish.epub.onix import FILE, onix
from publish.epub.page_list import CONTENTS, NO_PAGES, PageList, page_list, with_markers
from publish.epub.statement import with_statement
from publish.epub.styling import SHEET, stylesheet_resource, styling
from publish.epub.xhtml_file import XHTML_TYPE
from publish.model import Asset, Book, Made, PageMap
from publish.resources import styles_dir
from publish.tools.cache import NO_CACHE, Cache, digest

ARTEFACT = "book.epub"
SVG_TYPE = "image/svg+xml"


def make(book: Book, workshop: Workshop, others: Mapping[str, Made]) -> Outcome[Made]:
    """The e-book in the workshop's scratch folder. Reports faults of its style sheets (S) and of the package (E101–E105).

    The claim of `conforms-to` in book.toml is included only if the file with the claim passes the check: else E303 or E304.
    """
    cover = _cover(book.configuration, workshop)
    diagnostics = (*cover.diagnostics, *check_for_stores(book))
    if has_errors(diagnostics):
        return Outcome(diagnostics=diagnostics)
    claim = claim_in(book.configuration)
    marked = others["print"].pages if book.configuration.epub.page_list else PageMap()
    made = _made(book, workshop, cover.value, marked, claim)
    if claim is None or made.value is None:
        return Outcome(value=made.value, diagnostics=(*diagnostics, *made.diagnostics))
    folder = book.configuration.folder
    if access_of(book).can_be_heard:
        proved = conformance(made.value.path, folder, workshop.ace, workshop.cache)
    else:
        proved = unproved("E304", "a picture has no description", "describe those that M211 names, and build again", folder)
    if not proved.value:
        made = _made(book, workshop, cover.value, marked, None)
    return Outcome(value=made.value, diagnostics=(*diagnostics, *made.diagnostics, *proved.diagnostics))


def _cover(configuration: Configuration, workshop: Workshop) -> Outcome[Cover]:
    """The cover that book.toml names, or one set in type."""
    given = given_cover(configuration, workshop.cache)
    if configuration.epub.cover is not None:
        return given
    with workshop.workers() as pool:
        drawn = typeset_cover(configuration, pool, workshop.scratch, workshop.cache)
    return Outcome(value=Cover(content=drawn.value, media_type="image/png") if drawn.value else None, diagnostics=drawn.diagnostics)


def _made(book: Book, workshop: Workshop, cover: Cover | None, marked: PageMap, claim: Claim | None) -> Outcome[Made]:
    """The e-book with this cover, these page markers, and this claim or none."""
    folder = book.configuration.folder
    typeset = typefaces(book.configuration, workshop.cache)
    if typeset.value is None:
        return Outcome(diagnostics=typeset.diagnostics)
    lines, drop_caps, wrong = drop_cap_sheets(styles_dir(), folder / "styles" / SHEET)
    styled = styling(styles_dir(), folder, workshop.cache, book.configuration.language, drop_caps, typeset.value.tokens)
    if styled.value is None or styled.failed or wrong:
        return Outcome(diagnostics=(*styled.diagnostics, *wrong))
    css = styled.value.css
    own = own_faces(css, styled.value.sources, workshop.cache)
    unreadable = tuple(unreadable_fonts(own, folder))
    if unreadable:
        return Outcome(diagnostics=(*styled.diagnostics, *unreadable))
    book = _numbered(book, marked)
    access = replace(access_of(book, css), pages=bool(marked.pages), claim=claim)
    book, listed = _paged(book, marked)
    book = with_statement(with_drop_caps(with_endnotes(book), lines), access)
    where = places(book)
    display = tuple(display_resources(book, listed))
    documents = tuple(document_resources(document, book, where) for document in book.documents)
    front = cover_page(cover, book.configuration) if cover else ()
    nav = nav_resource(book, where, [page.id for page in (*front, *display)], listed)
    texts = (*front, *display, nav, *chain(*documents))
    fonts = embedded_fonts((text.content for text in texts), css, typeset.value.faces, own, workshop.cache)
    wrong = tuple(font_faults(fonts.own_texts, folder))
    if wrong:
        return Outcome(diagnostics=(*styled.diagnostics, *wrong))
    texts = tuple(replace(text, content=content) for text, content in zip(texts, fonts.files, strict=True))
    package = Package(
        language=book.configuration.language,
        modified=workshop.moment,
        metadata=(*metadata(book.configuration, access), *(cover_entry() if cover else ())),
        resources=(
            *texts,
            *(cover_picture(cover) if cover else ()),
            ncx_resource(book, where, identifier_of(book.configuration), listed),
            stylesheet_resource("\n\n".join(part for part in (fonts.css, css) if part)),
            *styled.value.resources,
            *fonts.resources,
            *_images(book, where, workshop.cache),
        ),
        spine=tuple(text.id for text in (*front, *_in_reading_order(book, display, nav, documents))),
    )
    package_faults = faults(package)
    if package_faults:
        return Outcome(diagnostics=(*styled.diagnostics, *package_faults))
    path = workshop.scratch / ARTEFACT
    write_container(package, path)
    record = workshop.scratch / FILE
    record.write_bytes(onix(book.configuration, access))
    facts: dict[str, object] = {
        "bytes": path.stat().st_size,
        "documents": sum(text.media_type == XHTML_TYPE for text in texts),
        "fonts": len(fonts.resources),
    }
    converted = {unquote(path): ", ".join(asset.changes) for path, asset in _assets(book).items() if asset.changes}
    if cover and cover.changes:
        converted["cover"] = ", ".join(cover.changes)
    if converted:
        facts["converted pictures"] = converted
    origins = {f"{FOLDER}/{text.name}": text.origin for text in texts if text.origin}
    value = Made(edition="epub", path=path, facts=facts, marked=marked, origins=origins, beside=(record,))
    return Outcome(value=value, diagnostics=(*styled.diagnostics, *check_files(chain(*documents))))


def read_back(book: Book, made: Made, workshop: Workshop | None = None) -> EditionWords:
    """The words of the e-book's documents in the order of its spine."""
    return words_of(as_read_on_screen(book, made.marked), made, workshop.cache if workshop else NO_CACHE)


def as_read_on_screen(book: Book, marked: PageMap) -> Book:
    """The book with the e-book's page references and index, and its notes where book.toml wants them."""
    return with_endnotes(_numbered(book, marked))


def _numbered(book: Book, marked: PageMap) -> Book:
    """The book with page references and index filled in: with folios if the printed pages are marked, else with titles and numbers."""
    return with_index(with_pages_or_titles(book, marked.folios), marked.folios)


def needs(configuration: Configuration) -> tuple[str, ...]:
    """The print edition, if its pages are marked in the e-book."""
    return ("print",) if configuration.epub.page_list else ()


def agree(book: Book, made: Mapping[str, Made], words: Mapping[str, EditionWords]) -> tuple[Diagnostic, ...]:
    """E401 for each page marker that is not where the page begins in print."""
    if not book.configuration.epub.page_list:
        return ()
    return check_page_list(book, made["epub"].path, words["epub"], words["print"])


def inspect(book: Book, workshop: Workshop, made: Made, words: EditionWords) -> tuple[Diagnostic, ...]:
    """What the book's own style sheet hides, or may hide: V112, S110, S111, X107. Its pages are drawn if the workshop has a browser."""
    folder = book.configuration.folder
    own_sheet = folder / "styles" / SHEET
    if not own_sheet.is_file():
        return ()
    drawn: Outcome[int] = Outcome()
    if workshop.browser is not None:
        workshop.say(f"drawing {ARTEFACT} in {workshop.browser.name}")
        fonts = typefaces(book.configuration, workshop.cache).value
        tokens = fonts.tokens if fonts else {}
        plain = styling(styles_dir(), workshop.scratch, workshop.cache, book.configuration.language, tokens=tokens)
        drawn = check_screens(made, own_sheet, plain.value.css if plain.value else "", workshop.browser, workshop.cache)
    return (*drawn.diagnostics, *doubts_of_sheets(folder, words, is_drawn=drawn.value is not None))


def _paged(book: Book, marked: PageMap) -> tuple[Book, PageList]:
    """The book with its page markers, and their list."""
    if not marked.pages:
        return book, NO_PAGES
    listed = page_list(book, marked, (*display_sections(book), CONTENTS))
    return with_markers(book, listed, marked), listed


def _in_reading_order(
    book: Book, display: Sequence[Resource], nav: Resource, documents: Sequence[Sequence[Resource]]
) -> tuple[Resource, ...]:
    """Title page, imprint, a dedication or epigraph if the front matter begins with one, the contents, then the rest."""
    before = count_before_contents(book.documents)
    return (*display, *chain(*documents[:before]), nav, *chain(*documents[before:]))


def _assets(book: Book) -> dict[str, Asset]:
    return {asset.path: asset for document in book.documents for asset in document.assets}


def _images(book: Book, where: Places, cache: Cache) -> tuple[Resource, ...]:
    """The images of the book, each once."""
    assets = _assets(book)
    folder = book.configuration.folder
    return tuple(
        Resource(
            id=where.images[path].replace("/", "-").replace(".", "-"),
            name=where.images[path],
            media_type=asset.screen_type or asset.media_type,
            content=_content(folder / unquote(path), asset, cache),
        )
        for path, asset in assets.items()
    )


def _content(path: Path, asset: Asset, cache: Cache) -> bytes:
    content = path.read_bytes()
    if asset.changes:
        return cache.remember(digest("screen picture", content), bytes, lambda: screen_picture(content))
    return safe_drawing(content) if asset.media_type == SVG_TYPE else content


EDITION = Edition(name="epub", artefact=ARTEFACT, make=make, read_back=read_back, needs=needs, agree=agree, inspect=inspect)
