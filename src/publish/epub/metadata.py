"""The package's metadata: what the book is (Dublin Core), and what it offers to a reader who cannot see it (EPUB Accessibility 1.1).

What is said about accessibility is computed from the content: nothing is claimed that is not there, and no conformance to a standard,
which only a person can certify.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from uuid import NAMESPACE_URL, uuid5

from stdnum import isbn

from publish.book.markup import XHTML, parse
from publish.config import Configuration, Contributor
from publish.epub.container import IDENTIFIER_ID, Entry
from publish.epub.xhtml_file import MATHML
from publish.model import Book


@dataclass(frozen=True, slots=True, kw_only=True)
class Offers:
    """What the content holds that a reader's software may have to know of."""

    images: bool
    described_images: bool
    mathematics: bool
    moving_images: bool
    headings: bool
    pages: bool = False
    """Whether the pages of the print edition are marked."""


def identifier_of(configuration: Configuration) -> str:
    """The edition's identifier: its ISBN as a URN, else a UUID made from what names the book."""
    if configuration.epub.isbn:
        return f"urn:isbn:{isbn.compact(configuration.epub.isbn)}"
    people = [f"{person.role} {person.name}" for person in configuration.contributors]
    named = (configuration.title, configuration.subtitle, configuration.language, configuration.edition, *people)
    return f"urn:uuid:{uuid5(NAMESPACE_URL, chr(10).join(name or '' for name in named))}"


def offers(book: Book, *, pages: bool) -> Offers:
    """What the book's content holds; `pages` says whether the pages of the print edition are marked."""
    markup = [document.body for document in book.documents] + [note.body for document in book.documents for note in document.notes]
    roots = [parse(text) for text in markup if "<img" in text or MATHML in text]
    images = [image for root in roots for image in root.iter(f"{{{XHTML}}}img")]
    return Offers(
        images=bool(images),
        described_images=any(image.get("alt") for image in images),
        mathematics=any(True for root in roots for _ in root.iter(f"{{{MATHML}}}math")),
        moving_images=any(asset.media_type == "image/gif" for document in book.documents for asset in document.assets),
        headings=any(document.headings for document in book.documents),
        pages=pages,
    )


def metadata(configuration: Configuration, held: Offers) -> tuple[Entry, ...]:
    """All lines of the package's metadata but the date of modification, which the container writes."""
    return (*_bibliographic(configuration), *(_pagination(configuration) if held.pages else ()), *_accessibility(held))


# --- the book -------------------------------------------------------------------------------------------------------------------------


def _bibliographic(configuration: Configuration) -> Iterator[Entry]:
    yield Entry(name="dc:identifier", value=identifier_of(configuration), attributes={"id": IDENTIFIER_ID})
    yield from _titles(configuration)
    yield Entry(name="dc:language", value=configuration.language)
    yield from _contributors(configuration.contributors)
    for name, value in (
        ("publisher", configuration.publisher),
        ("date", configuration.published.isoformat() if configuration.published else None),
        ("rights", configuration.rights),
        ("description", configuration.description),
        *(("subject", subject) for subject in configuration.subjects),
    ):
        if value:
            yield Entry(name=f"dc:{name}", value=value)
    if configuration.edition:
        yield _meta("schema:bookEdition", configuration.edition)
    if configuration.series:
        yield _meta("belongs-to-collection", configuration.series.name, id="series")
        yield _meta("collection-type", "series", refines="#series")
        if configuration.series.number:
            yield _meta("group-position", configuration.series.number, refines="#series")


def _pagination(configuration: Configuration) -> Iterator[Entry]:
    """Where the page numbers come from: the print edition, by its ISBN if it has one (W3C, “The pageBreakSource Property”)."""
    if configuration.print.isbn:
        source = f"urn:isbn:{isbn.compact(configuration.print.isbn)}"
        yield Entry(name="dc:source", value=source)
        yield _meta("pageBreakSource", source)
    else:
        yield _meta("pageBreakSource", ", ".join(part for part in (configuration.title, configuration.edition, "print") if part))


def _titles(configuration: Configuration) -> Iterator[Entry]:
    yield Entry(name="dc:title", value=configuration.title, attributes={"id": "title"})
    if not configuration.subtitle:
        yield _meta("title-type", "main", refines="#title")
        return
    yield Entry(name="dc:title", value=configuration.subtitle, attributes={"id": "subtitle"})
    for place, (name, kind) in enumerate((("title", "main"), ("subtitle", "subtitle")), start=1):
        yield _meta("title-type", kind, refines=f"#{name}")
        yield _meta("display-seq", str(place), refines=f"#{name}")


def _contributors(people: Sequence[Contributor]) -> Iterator[Entry]:
    """Authors as creators; where there is none, whoever is named first with all who have the same part (an editor of an anthology)."""
    roles = [person.role for person in people]
    creating = "aut" if "aut" in roles else roles[0]
    for place, person in enumerate(people, start=1):
        kind = "creator" if person.role == creating else "contributor"
        name = f"person-{place}"
        yield Entry(name=f"dc:{kind}", value=person.name, attributes={"id": name})
        yield _meta("role", person.role, refines=f"#{name}", scheme="marc:relators")
        yield _meta("file-as", person.sort, refines=f"#{name}")
        yield _meta("display-seq", str(place), refines=f"#{name}")


# --- accessibility --------------------------------------------------------------------------------------------------------------------


def _accessibility(held: Offers) -> Iterator[Entry]:
    yield _meta("schema:accessMode", "textual")
    if held.images:
        yield _meta("schema:accessMode", "visual")
    yield _meta("schema:accessModeSufficient", "textual")
    if held.images:
        yield _meta("schema:accessModeSufficient", "textual,visual")
    features = (
        ("displayTransformability", True),
        ("readingOrder", True),
        ("tableOfContents", True),
        ("structuralNavigation", held.headings),
        ("pageBreakMarkers", held.pages),
        ("pageNavigation", held.pages),
        ("alternativeText", held.described_images),
        ("MathML", held.mathematics),
    )
    for name, present in features:
        if present:
            yield _meta("schema:accessibilityFeature", name)
    yield _meta("schema:accessibilityHazard", "unknown" if held.moving_images else "none")
    yield _meta("schema:accessibilitySummary", _summary(held), **{"{http://www.w3.org/XML/1998/namespace}lang": "en"})


def _summary(held: Offers) -> str:
    sentences = ["The whole text can be read aloud, enlarged and shown in other colours; contents and notes are linked both ways."]
    if held.pages:
        sentences.append("The page numbers are those of the printed book; its blank pages have none here.")
    if held.described_images:
        sentences.append("Images that carry meaning are described in words.")
    if held.mathematics:
        sentences.append("Mathematics is given as MathML.")
    if held.moving_images:
        sentences.append("It was not examined whether an image flashes.")
    return " ".join(sentences)


def _meta(name: str, value: str, **attributes: str) -> Entry:
    return Entry(name="meta", value=value, attributes={"property": name, **attributes})
