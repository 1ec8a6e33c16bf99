"""What an e-book offers to readers who cannot see it, or not the whole of it: computed from its content, told in three places.

The package's metadata (EPUB Accessibility 1.1, in the words of schema.org), the statement that readers can open, and the record for shops
(ONIX, list 196) all come from one `Access`, so that none of them says what another does not. Policy: nothing is said that is not known of
this file. Left unsaid though the vocabularies have words for it: `unlocked` (a shop may lock the file), `latex` (a formula that cannot be
said keeps its TeX, which describes nothing).
"""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote

from lxml import etree
from PIL import Image

from publish.book.markup import XHTML, classes_of
from publish.book.trees import trees_of
from publish.config import Configuration
from publish.epub.formula_speech import spoken
from publish.epub.xhtml_file import MATHML
from publish.languages import access_words
from publish.model import Asset, Book, ContentDocument, SectionType

DESCRIPTION = "description"
"""The class of a link, in the caption of a figure, that leads to a description of the picture in full."""

MOVING_DRAWING = (b"<animate", b"<set", b"@keyframes")


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """What a person answers for: the standard in the words that EPUB Accessibility 1.1 prescribes, and who certifies it."""

    standard: str
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Access:
    """What the content holds that its reader may have to know of.

    `images` counts those that carry meaning, `undescribed` those among them that no words describe; an image that is marked as decoration
    is neither; `described`: some are, in full. `spoken`: there are formulae, and each has words. `moving` says that an image is, `animated`
    that a style sheet moves something. `tables`: there are some, and all have heads; `index`: there is one with links; `pages`: the printed
    page numbers are in it.
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
        """Whether nothing has to be seen: every image that carries meaning is described."""
        return not self.undescribed

    @property
    def is_calm(self) -> bool:
        """Whether nothing can flash or move; nothing in our books sounds."""
        return not self.moving and not self.animated


@dataclass(frozen=True, slots=True, kw_only=True)
class Feature:
    """A feature by its names in schema.org's vocabulary (`accessibilityFeature`) and in ONIX list 196, "" where it has none there."""

    schema: str
    onix: str
    of: Callable[[Access], bool]


FEATURES = (
    Feature(schema="displayTransformability", onix="36", of=lambda _: True),
    Feature(schema="readingOrder", onix="13", of=lambda _: True),
    Feature(schema="tableOfContents", onix="11", of=lambda _: True),
    Feature(schema="ARIA", onix="30", of=lambda _: True),
    Feature(schema="", onix="32", of=lambda _: True),  # landmarks
    Feature(schema="", onix="22", of=lambda _: True),  # the language of the text and of its passages
    Feature(schema="structuralNavigation", onix="29", of=lambda held: held.headings),
    Feature(schema="index", onix="12", of=lambda held: held.index),
    Feature(schema="alternativeText", onix="14", of=lambda held: held.images > 0 and held.can_be_heard),
    Feature(schema="longDescription", onix="15", of=lambda held: held.described),
    Feature(schema="MathML", onix="17", of=lambda held: held.formulae),
    Feature(schema="describedMath", onix="", of=lambda held: held.spoken),
    Feature(schema="pageBreakMarkers", onix="19", of=lambda held: held.pages),
    Feature(schema="pageNavigation", onix="", of=lambda held: held.pages),
    Feature(schema="", onix="52", of=lambda held: held.can_be_heard),  # everything can be read without sight
)


def claim_in(configuration: Configuration) -> Claim | None:
    """What book.toml claims, to be said only if it is proved (`publish.checks.conformance`)."""
    settings = configuration.epub
    if not settings.conforms_to or not settings.certified_by:
        return None
    guidelines, _, level = settings.conforms_to.rpartition(" ")
    return Claim(standard=f"EPUB Accessibility 1.1 - {guidelines} Level {level}", name=settings.certified_by)


def features_of(held: Access) -> Iterator[Feature]:
    """The features that the e-book has."""
    yield from (feature for feature in FEATURES if feature.of(held))


def access(book: Book, stylesheet: str = "") -> Access:
    """What the book's content offers when it is shown by this style sheet; the cover is not among its content."""
    told = Counter(fact for document in book.documents for fact in _told(document))
    assets = {asset.path: asset for document in book.documents for asset in document.assets}
    return Access(
        images=told["image"],
        undescribed=told["undescribed"],
        moving=any(_moves(asset, book.configuration.folder) for asset in assets.values()),
        formulae=told["formula"] > 0,
        described=told["description"] > 0,
        spoken=told["formula"] > 0 and not told["unspoken"],
        tables=told["table"] > 0 and not told["without heads"],
        notes=any("noteref" in document.body for document in book.documents),
        index=any(document.type is SectionType.INDEX and 'href="#' in document.body for document in book.documents),
        headings=any(document.headings for document in book.documents),
        passages=any(document.language != book.configuration.language for document in book.documents) or told["passage"] > 0,
        animated="@keyframes" in stylesheet,
    )


def sentences(held: Access, language: str) -> tuple[str, ...]:
    """What is true of the e-book, in plain words, in the order in which readers ask."""
    words = access_words(language)
    said = (
        (words.reading, True),
        (words.navigation, held.headings),
        (words.notes, held.notes),
        (words.pages, held.pages),
        (words.index, held.index),
        (words.described, held.images > 0 and held.can_be_heard),
        (words.undescribed, not held.can_be_heard),
        (words.no_images, not held.images),
        (words.formulae, held.formulae),
        (words.tables, held.tables),
        (words.passages, held.passages),
        (words.moving, held.moving),
        (words.calm, held.is_calm),
    )
    true = [sentence for sentence, holds in said if holds]
    if held.claim:
        true.append(words.certified.format(standard=held.claim.standard, name=held.claim.name.removesuffix(".")))
    return tuple(true)


def _told(document: ContentDocument) -> Iterator[str]:
    """What an element of a document, or of one of its notes, is to those who do not see it: a word for each."""
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
                if not spoken(element, document.language):
                    yield "unspoken"
            if element.get("lang"):
                yield "passage"


def _is_in_figure(element: etree._Element) -> bool:
    return next(element.iterancestors(f"{{{XHTML}}}figure"), None) is not None


def _moves(asset: Asset, folder: Path) -> bool:
    """Whether an image has more than one picture, or may move."""
    path = folder / unquote(asset.path)
    if asset.media_type == "image/svg+xml":
        content = path.read_bytes()
        return any(sign in content for sign in MOVING_DRAWING)
    with Image.open(path) as image:
        return bool(getattr(image, "is_animated", False))
