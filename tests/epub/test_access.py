"""The accessibility of an e-book: computed from its content, the same in the metadata and in the statement."""

import zipfile
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from lxml import etree
from PIL import Image

import books_by_hand
from orders import workshop
from publish.book.markup import XHTML, XML_LANG
from publish.checks.epub_words import read_back
from publish.checks.epubcheck import findings
from publish.config import Configuration
from publish.editions.epub import make
from publish.epub.access import FEATURES, Access, Claim, access_of, features_of, sentences
from publish.epub.metadata import metadata
from publish.epub.xhtml_file import EPUB_TYPE
from publish.languages import access_words
from publish.model import Asset, Book, Made, Matter, SectionType

if TYPE_CHECKING:
    from warm_epubcheck import WarmEpubCheck

MOMENT = datetime(2026, 11, 22, tzinfo=UTC)
NOTHING = Access(
    images=0, undescribed=0, moving=False, formulae=False, tables=False, notes=False, index=False, headings=False, passages=False
)
ALWAYS = ["displayTransformability", "readingOrder", "tableOfContents", "ARIA"]
# The parts of the vocabularies that may be used; Ace 1.4.6 refuses any other word.
FEATURES_OF_SCHEMA = {
    "ARIA",
    "MathML",
    "describedMath",
    "longDescription",
    "alternativeText",
    "displayTransformability",
    "index",
    "pageBreakMarkers",
    "pageNavigation",
    "readingOrder",
    "structuralNavigation",
    "tableOfContents",
}


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Book:
    return books_by_hand.book(tmp_path_factory.mktemp("book"))


def of_body(book: Book, inner: str, *assets: Asset) -> Book:
    """The book with one chapter that contains only this."""
    body = f'<section {books_by_hand.XMLNS} id="aftermath"><h1>A</h1>{inner}</section>'
    chapter = books_by_hand.document(body, id="aftermath", type=SectionType.CHAPTER, matter=Matter.BODY, title="A")
    return replace(book, documents=(replace(chapter, assets=assets),), contents=(), targets={"aftermath": "aftermath"})


def lines_of(access: Access, language: str = "en") -> Mapping[str, list[str | None]]:
    """The lines of the metadata on accessibility, by property."""
    configuration = books_by_hand.configuration(Path())
    lines: dict[str, list[str | None]] = {}
    for entry in metadata(replace(configuration, language=language), access):
        lines.setdefault(entry.attributes.get("property", ""), []).append(entry.value)
    return lines


def made(book: Book, folder: Path) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    outcome = make(book, workshop(folder, moment=MOMENT), {})
    assert outcome.value is not None
    return outcome.value.path


def statement(epub: Path, name: str = "accessibility") -> etree._Element:
    with zipfile.ZipFile(epub) as container:
        return etree.fromstring(container.read(f"EPUB/text/{name}.xhtml"))


def items(root: etree._Element) -> list[str | None]:
    return [item.text for item in root.iter(f"{{{XHTML}}}li")]


# --- facts ----------------------------------------------------------------------------------------------------------------------------


def test_facts_about_the_sample_are_correct(book: Book) -> None:
    assert access_of(book) == replace(NOTHING, images=1, tables=True, notes=True, headings=True, passages=True)


@pytest.mark.parametrize(
    ("inner", "images", "undescribed"),
    [
        ("<p>Words.</p>", 0, 0),
        ('<p><img src="a.png" alt="A press"/></p>', 1, 0),
        ('<p><img src="a.png" alt="A press"/><img src="b.png" alt=" "/></p>', 2, 1),
        ('<p><img src="a.png"/></p>', 1, 1),
        ('<p><img src="a.png" alt="" role="presentation"/></p>', 0, 0),
    ],
)
def test_images_that_carry_meaning_are_counted(inner: str, images: int, undescribed: int, book: Book) -> None:
    access = access_of(of_body(book, inner))
    assert (access.images, access.undescribed) == (images, undescribed)


@pytest.mark.parametrize(
    ("inner", "expected"),
    [
        ("<table><tr><th>Year</th></tr><tr><td>1913</td></tr></table>", True),
        ("<table><tr><th>Year</th></tr></table><table><tr><td>1913</td></tr></table>", False),
        ("<p>No table.</p>", False),
    ],
)
def test_table_heads_are_claimed_only_if_all_tables_have_them(inner: str, expected: bool, book: Book) -> None:
    assert access_of(of_body(book, inner)).tables is expected


def test_formula_passage_and_index_are_found(book: Book) -> None:
    formula = '<p><math xmlns="http://www.w3.org/1998/Math/MathML" alttext="x"><mi>x</mi></math></p>'
    assert access_of(of_body(book, formula)) == replace(NOTHING, formulae=True, spoken=True, headings=True)
    assert access_of(of_body(book, '<p><span lang="fr">mot</span></p>')).passages
    for inner, linked in (('<p>Ink <a href="#aftermath">1</a></p>', True), ("<p>Ink 1</p>", False)):
        indexed = of_body(book, inner)
        assert access_of(replace(indexed, documents=(replace(indexed.documents[0], type=SectionType.INDEX),))).index is linked


def test_animated_style_sheet_makes_the_hazard_unknown(book: Book) -> None:
    access = access_of(book, "@keyframes turn { to { rotate: 1turn } }")
    assert lines_of(access)["schema:accessibilityHazard"] == ["unknown"]
    words = access_words("en")
    assert not {words.calm, words.moving} & set(sentences(access, "en"))


@pytest.mark.parametrize(("name", "moves"), [("still.gif", False), ("moving.gif", True), ("still.svg", False), ("moving.svg", True)])
def test_moving_image_is_detected(name: str, moves: bool, book: Book, tmp_path: Path) -> None:
    frames = [Image.new("L", (4, 4), shade) for shade in (0, 128, 255)]
    frames[0].save(tmp_path / "still.gif")
    frames[0].save(tmp_path / "moving.gif", save_all=True, append_images=frames[1:], duration=100)
    drawing = '<svg xmlns="http://www.w3.org/2000/svg"><rect width="4" height="4">{}</rect></svg>'
    (tmp_path / "still.svg").write_text(drawing.format(""), encoding="utf-8")
    (tmp_path / "moving.svg").write_text(drawing.format('<animate attributeName="x" to="9" dur="1s"/>'), encoding="utf-8")
    kind = "image/gif" if name.endswith("gif") else "image/svg+xml"
    shown = of_body(book, f'<p><img src="{name}" alt="A box"/></p>', Asset(path=name, media_type=kind, width=4, height=4))
    access = access_of(replace(shown, configuration=replace(shown.configuration, folder=tmp_path)))
    assert access.moving is moves
    assert lines_of(access)["schema:accessibilityHazard"] == (["unknown"] if moves else ["none"])


# --- metadata -------------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("access", "modes", "sufficient"),
    [
        (NOTHING, ["textual"], ["textual"]),
        (replace(NOTHING, images=2), ["textual", "visual"], ["textual", "textual,visual"]),
        (replace(NOTHING, images=2, undescribed=1), ["textual", "visual"], ["textual,visual"]),
    ],
    ids=["no images", "described", "not described"],
)
def test_text_suffices_only_if_every_image_is_described(access: Access, modes: list[str], sufficient: list[str]) -> None:
    lines = lines_of(access)
    assert lines["schema:accessMode"] == modes
    assert lines["schema:accessModeSufficient"] == sufficient
    assert ("52" in {feature.onix for feature in features_of(access)}) is ("textual" in sufficient)


@pytest.mark.parametrize(
    ("change", "features"),
    [
        ({}, []),
        ({"headings": True}, ["structuralNavigation"]),
        ({"index": True}, ["index"]),
        ({"images": 1}, ["alternativeText"]),
        ({"images": 2, "undescribed": 1}, []),
        ({"formulae": True}, ["MathML"]),
        ({"pages": True}, ["pageBreakMarkers", "pageNavigation"]),
    ],
)
def test_features_match_the_content(change: Mapping[str, object], features: list[str]) -> None:
    assert lines_of(replace(NOTHING, **change))["schema:accessibilityFeature"] == [*ALWAYS, *features]  # type: ignore[arg-type]


def test_features_are_terms_of_the_vocabulary() -> None:
    assert {feature.schema for feature in FEATURES} - {""} == FEATURES_OF_SCHEMA
    assert all(len(feature.onix) == 2 for feature in FEATURES if feature.onix)


def test_conformance_is_stated_only_if_it_is_claimed() -> None:
    assert not {"dcterms:conformsTo", "a11y:certifiedBy"} & set(lines_of(NOTHING))
    lines = lines_of(replace(NOTHING, claim=Claim(standard="EPUB Accessibility 1.1 - WCAG 2.2 Level AA", name="A House")))
    assert lines["dcterms:conformsTo"] == ["EPUB Accessibility 1.1 - WCAG 2.2 Level AA"]
    assert lines["a11y:certifiedBy"] == ["A House"]


def test_summary_is_in_the_language_of_the_book() -> None:
    german = next(entry for entry in metadata(configuration_in("de-AT"), NOTHING) if "Summary" in entry.attributes.get("property", ""))
    assert german.value
    assert german.value.startswith("Der ganze Text")
    assert XML_LANG not in german.attributes
    esperanto = next(entry for entry in metadata(configuration_in("eo"), NOTHING) if "Summary" in entry.attributes.get("property", ""))
    assert esperanto.attributes[XML_LANG] == "en"


def configuration_in(language: str) -> Configuration:
    return replace(books_by_hand.configuration(Path()), language=language)


def test_statement_has_only_true_sentences() -> None:
    words = access_words("en")
    assert sentences(NOTHING, "en") == (words.reading, words.no_images, words.calm)
    whole = replace(NOTHING, images=1, formulae=True, tables=True, notes=True, index=True, headings=True, passages=True, pages=True)
    assert words.described in sentences(whole, "en")
    assert words.undescribed in sentences(replace(whole, undescribed=1), "en")
    assert not {words.described, words.no_images} & set(sentences(replace(whole, undescribed=1), "en"))
    assert len(sentences(whole, "en")) == 10
    claimed = sentences(replace(NOTHING, claim=Claim(standard="A", name="B Ltd.")), "en")
    assert claimed[-1] == "The e-book conforms to A, as certified by B Ltd."


# --- the statement --------------------------------------------------------------------------------------------------------------------


@pytest.mark.slow
def test_statement_agrees_with_the_metadata_and_ends_the_book(book: Book, tmp_path: Path, epubcheck: "WarmEpubCheck") -> None:
    epub = made(book, tmp_path)
    root = statement(epub)
    assert items(root) == list(sentences(access_of(book), "en-GB"))
    with zipfile.ZipFile(epub) as container:
        package, nav = (etree.fromstring(container.read(f"EPUB/{name}")) for name in ("content.opf", "nav.xhtml"))
    summary = next(element.text for element in package.iter("{*}meta") if element.get("property") == "schema:accessibilitySummary")
    assert summary == " ".join(text or "" for text in items(root))
    assert [ref.get("idref") for ref in package.iter("{*}itemref")][-1] == "text-accessibility"
    lines = [link.get("href") for link in next(nav.iter(f"{{{XHTML}}}nav")).iter(f"{{{XHTML}}}a")]
    assert lines[-1] == "text/accessibility.xhtml"
    assert not list(findings(epubcheck.verdict(epub)))


def test_statement_has_no_section_type(book: Book, tmp_path: Path) -> None:
    section = next(statement(made(book, tmp_path)).iter(f"{{{XHTML}}}section"))
    assert (section.get(EPUB_TYPE), section.get("role")) == (None, None)


def test_words_of_the_statement_count_as_supplied(book: Book, tmp_path: Path) -> None:
    path = made(book, tmp_path)
    words = read_back(book, Made(edition="epub", path=path))
    assert "accessibility" not in words.bodies
    assert words.supplied > sum(len((text or "").split()) for text in items(statement(path)))


def test_chapter_with_the_name_of_the_statement_keeps_it(book: Book, tmp_path: Path) -> None:
    chapter = books_by_hand.document(
        f'<section {books_by_hand.XMLNS} id="accessibility"><h1>Accessibility</h1><p>Ours.</p></section>',
        id="accessibility",
        type=SectionType.CHAPTER,
        matter=Matter.BODY,
        title="Accessibility",
    )
    epub = made(replace(book, documents=(*book.documents, chapter), targets={**book.targets, "accessibility": "accessibility"}), tmp_path)
    assert "Ours." in "".join(map(str, statement(epub).itertext()))
    assert items(statement(epub, "accessibility-2"))


@pytest.mark.parametrize(("language", "spoken", "direction"), [("he", None, "rtl"), ("eo", "en", None), ("fr", None, None)])
def test_statement_has_language_and_direction_of_the_book(
    language: str, spoken: str | None, direction: str | None, book: Book, tmp_path: Path
) -> None:
    translated = replace(book, configuration=replace(book.configuration, language=language))
    section = next(statement(made(translated, tmp_path)).iter(f"{{{XHTML}}}section"))
    assert (section.get("lang"), section.get("dir")) == (spoken, direction)
