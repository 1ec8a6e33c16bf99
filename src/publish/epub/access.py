"""The accessibility of an e-book, computed from its content and stated in three places.

The package's metadata (EPUB Accessibility 1.1, in the terms of schema.org), the statement that readers can open, and the record for shops
(ONIX, list 196) all come from one `Access`, so that they agree. Policy: state only what is known about this file. Two terms of the
vocabularies are not used: `unlocked` (a shop may lock the file) and `latex` (a formula that cannot be put into words keeps its TeX, which
does not describe it).
"""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote

from lxml import etree

from publish.book.markup import XHTML, classes_of
from publish.book.pictures import picture_of
from publish.book.trees import trees_of
from publish.config import Configuration
from publish.epub.formula_speech import formula_in_words
from publish.epub.xhtml_file import MATHML
from publish.languages import access_words
from publish.model import Asset, Book, ContentDocument, SectionType

DESCRIPTION = "description"
"""The class of a link in a figure's caption that leads to a full description of the picture."""

MOVING_DRAWING = (b"<animate", b"<set", b"@keyframes")


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """A claim of conformance: the standard in the words that EPUB Accessibility 1.1 prescribes, and the name of the certifier."""

    standard: str
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Access:
    """Facts about the content that matter for accessibility.

    `images` counts the images that carry meaning, `undescribed` those of them without alternative text; images marked as decoration are not
    counted. `described`: some images have a full description. `spoken`: there are formulae, and each is put into words. `moving`: an image
    moves; `animated`: a style sheet moves something. `tables`: there are tables, and all have heads. `index`: there is an index with links.
    `pages`: the printed page numbers are included.
    """

    images: int
    undescribed: int
    moving: bool
    formulae: bool
    tables: bool
    notes: bool
    index: bool
    headings: bool
    passages: bool
    spoken: bool = False
    described: bool = False
    animated: bool = False
    pages: bool = False
    claim: Claim | None = None

    @property
    def can_be_heard(self) -> bool:
        """Whether the book can be read without sight: every image that carries meaning is described."""
        return not self.undescribed

    @property
    def is_calm(self) -> bool:
        """Whether nothing flashes or moves. Our books contain no sound."""
        return not self.moving and not self.animated


@dataclass(frozen=True, slots=True, kw_only=True)
class Feature:
    """A feature: its names in schema.org's `accessibilityFeature` and in ONIX list 196, "" if it has none, and whether a book has it."""

    schema: str
    onix: str
    applies_to: Callable[[Access], bool]


FEATURES = (
    Feature(schema="displayTransformability", onix="36", applies_to=lambda _: True),
    Feature(schema="readingOrder", onix="13", applies_to=lambda _: True),
    Feature(schema="tableOfContents", onix="11", applies_to=lambda _: True),
    Feature(schema="ARIA", onix="30", applies_to=lambda _: True),
    Feature(schema="", onix="32", applies_to=lambda _: True),  # landmarks
    Feature(schema="", onix="22", applies_to=lambda _: True),  # the language of the text and of its passages
    Feature(schema="structuralNavigation", onix="29", applies_to=lambda access: access.headings),
    Feature(schema="index", onix="12", applies_to=lambda access: access.index),
    Feature(schema="alternativeText", onix="14", applies_to=lambda access: access.images > 0 and access.can_be_heard),
    Feature(schema="longDescription", onix="15", applies_to=lambda access: access.described),
    Feature(schema="MathML", onix="17", applies_to=lambda access: access.formulae),
    Feature(schema="describedMath", onix="", applies_to=lambda access: access.spoken),
    Feature(schema="pageBreakMarkers", onix="19", applies_to=lambda access: access.pages),
    Feature(schema="pageNavigation", onix="", applies_to=lambda access: access.pages),
    Feature(schema="", onix="52", applies_to=lambda access: access.can_be_heard),  # everything can be read without sight
)


def claim_in(configuration: Configuration) -> Claim | None:
    """The claim of conformance in book.toml. It may be stated only once it is proved (`publish.checks.conformance`)."""
    settings = configuration.epub
    if not settings.conforms_to or not settings.certified_by:
        return None
    guidelines, _, level = settings.conforms_to.rpartition(" ")
    return Claim(standard=f"EPUB Accessibility 1.1 - {guidelines} Level {level}", name=settings.certified_by)


def features_of(access: Access) -> Iterator[Feature]:
    """The features of the e-book."""
    yield from (feature for feature in FEATURES if feature.applies_to(access))


def access_of(book: Book, stylesheet: str = "") -> Access:
    """The accessibility of the book's content with this style sheet. The cover is not counted as content."""
    facts = Counter(fact for document in book.documents for fact in _facts(document))
    assets = {asset.path: asset for document in book.documents for asset in document.assets}
    return Access(
        images=facts["image"],
        undescribed=facts["undescribed"],
        moving=any(_moves(asset, book.configuration.folder) for asset in assets.values()),
        formulae=facts["formula"] > 0,
        described=facts["description"] > 0,
        spoken=facts["formula"] > 0 and not facts["unspoken"],
        tables=facts["table"] > 0 and not facts["without heads"],
        notes=any("noteref" in document.body for document in book.documents),
        index=any(document.type is SectionType.INDEX and 'href="#' in document.body for document in book.documents),
        headings=any(document.headings for document in book.documents),
        passages=any(document.language != book.configuration.language for document in book.documents) or facts["passage"] > 0,
        animated="@keyframes" in stylesheet,
    )


def sentences(access: Access, language: str) -> tuple[str, ...]:
    """The statement of accessibility as sentences, the most important for readers first."""
    words = access_words(language)
    candidates = (
        (words.reading, True),
        (words.navigation, access.headings),
        (words.notes, access.notes),
        (words.pages, access.pages),
        (words.index, access.index),
        (words.described, access.images > 0 and access.can_be_heard),
        (words.undescribed, not access.can_be_heard),
        (words.no_images, not access.images),
        (words.formulae, access.formulae),
        (words.tables, access.tables),
        (words.passages, access.passages),
        (words.moving, access.moving),
        (words.calm, access.is_calm),
    )
    sentences = [sentence for sentence, is_true in candidates if is_true]
    if access.claim:
        sentences.append(words.certified.format(standard=access.claim.standard, name=access.claim.name.removesuffix(".")))
    return tuple(sentences)


def _facts(document: ContentDocument) -> Iterator[str]:
    """A word for each fact about the elements of a document and its notes: “image”, “undescribed”, …"""
    for root, _ in trees_of(document, "<img", "<table", MATHML, " lang="):
        for element in root.iterdescendants(etree.Element):
            if element.tag == f"{{{XHTML}}}img" and element.get("role") != "presentation":
                yield "image"
                if not (element.get("alt") or "").strip():
                    yield "undescribed"
            elif element.tag == f"{{{XHTML}}}table":
                yield "table" if element.find(f".//{{{XHTML}}}th") is not None else "without heads"
            elif element.tag == f"{{{XHTML}}}a" and DESCRIPTION in classes_of(element) and _is_in_figure(element):
                yield "description"
            elif element.tag == f"{{{MATHML}}}math":
                yield "formula"
                if not formula_in_words(element, document.language):
                    yield "unspoken"
            if element.get("lang"):
                yield "passage"


def _is_in_figure(element: etree._Element) -> bool:
    return next(element.iterancestors(f"{{{XHTML}}}figure"), None) is not None


def _moves(asset: Asset, folder: Path) -> bool:
    """Whether an image is animated, or a drawing may be."""
    path = folder / unquote(asset.path)
    if asset.media_type == "image/svg+xml":
        content = path.read_bytes()
        return any(mark in content for mark in MOVING_DRAWING)
    return not asset.changes and picture_of(path.read_bytes()).moving
