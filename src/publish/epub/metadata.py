"""The package's metadata: bibliographic (Dublin Core) and accessibility (EPUB Accessibility 1.1).

Accessibility is computed from the content (`publish.epub.access`), so that only what is there is claimed. Conformance to a standard is
claimed only if a person certifies it and Ace has passed the file.
"""

from collections.abc import Iterator, Sequence
from uuid import NAMESPACE_URL, uuid5

from publish.book.markup import XML_LANG
from publish.config import Configuration, Contributor
from publish.epub.access import Access, features_of, sentences
from publish.epub.container import IDENTIFIER_ID, Entry
from publish.languages import labels_for
from publish.text.isbns import without_hyphens


def identifier_of(configuration: Configuration) -> str:
    """The edition's identifier: its ISBN as a URN, else a UUID made from title, language, edition and contributors."""
    if configuration.epub.isbn:
        return f"urn:isbn:{without_hyphens(configuration.epub.isbn)}"
    people = [f"{person.role} {person.name}" for person in configuration.contributors]
    named = (configuration.title, configuration.subtitle, configuration.language, configuration.edition, *people)
    return f"urn:uuid:{uuid5(NAMESPACE_URL, chr(10).join(name or '' for name in named))}"


def metadata(configuration: Configuration, access: Access) -> tuple[Entry, ...]:
    """All elements of the package's metadata except the modification date, which the container writes."""
    pagination = _pagination(configuration) if access.pages else ()
    return (*_bibliographic(configuration), *pagination, *_accessibility(access, configuration.language))


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
    """The source of the page numbers: the print edition, by its ISBN if it has one (W3C, “The pageBreakSource Property”)."""
    if configuration.print.isbn:
        source = f"urn:isbn:{without_hyphens(configuration.print.isbn)}"
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
    """Authors as creators. Without authors, the first contributor and all with the same role (the editors of an anthology)."""
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


def _accessibility(access: Access, language: str) -> Iterator[Entry]:
    yield _meta("schema:accessMode", "textual")
    if access.images:
        yield _meta("schema:accessMode", "visual")
    if access.can_be_heard:
        yield _meta("schema:accessModeSufficient", "textual")
    if access.images:
        yield _meta("schema:accessModeSufficient", "textual,visual")
    for feature in features_of(access):
        if feature.schema:
            yield _meta("schema:accessibilityFeature", feature.schema)
    yield _meta("schema:accessibilityHazard", "none" if access.is_calm else "unknown")
    labels = labels_for(language)
    foreign = {XML_LANG: labels.language} if labels.are_foreign_to(language) else {}
    yield _meta("schema:accessibilitySummary", " ".join(sentences(access, language)), **foreign)
    if access.claim:
        yield _meta("dcterms:conformsTo", access.claim.standard, id="conformance")
        yield _meta("a11y:certifiedBy", access.claim.name, refines="#conformance")


def _meta(name: str, value: str, **attributes: str) -> Entry:
    return Entry(name="meta", value=value, attributes={"property": name, **attributes})
