"""The copyright page and the page that stands before the title page, from book.toml, as XHTML for every edition.

The vocabulary, beside that of `publish.book.title_page`:

    section#imprint.imprint                 a div for each group of lines: p.rights, p.publisher, p.edition, p.contributor, p.isbn,
                                            p.series, p.faces
    section#also-by.also-by                 p.series, h1, p.also (one for each title)

All words are ours: they come from book.toml, not from the manuscript.
"""

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby

from lxml import etree
from stdnum import isbn

from publish.book.direction import direction_of
from publish.book.imprint_words import by_role, faces_line, joined
from publish.book.markup import set_language, xhtml_element
from publish.config import Configuration
from publish.languages import imprint_words

IMPRINT = "imprint"
ALSO_BY = "also-by"


def imprint(configuration: Configuration, *, families: Sequence[str] = (), series: bool = False) -> etree._Element | None:
    """The copyright page, or None if book.toml says nothing that belongs there.

    `families` are the faces that the edition is set in, for its colophon line; `series` if no page before the title page says the series.
    """
    groups = [list(lines) for lines in _groups(configuration, series=series)]
    if not any(groups):
        return None
    page = display_page(IMPRINT, configuration)
    for lines in (*groups, list(_faces_line(configuration, families))):
        if lines:
            group = xhtml_element("div")
            group.extend(lines)
            page.append(group)
    return page


def also_by_page(configuration: Configuration) -> etree._Element | None:
    """The page that faces nothing, before the title page: the series and the author's other books; None if there are neither."""
    also = configuration.also_by
    if not also and not configuration.series:
        return None
    page = display_page(ALSO_BY, configuration)
    if configuration.series:
        page.append(xhtml_element("p", _series(configuration), class_="series"))
    if also:
        page.append(_heading(configuration))
        page.extend(xhtml_element("p", title, class_="also") for title in also.titles)
    return page


def display_page(name: str, configuration: Configuration) -> etree._Element:
    """An empty page of this name, its text running as the book's language does."""
    page = xhtml_element("section", id=name, class_=name)
    direction = direction_of(configuration.language)
    if direction:
        page.set("dir", direction)
    return page


def also_by_title(configuration: Configuration) -> str:
    """What that page is called."""
    return _heading(configuration).text or "" if configuration.also_by else _series(configuration)


def mark_language(element: etree._Element, language: str, configuration: Configuration) -> None:
    """The element's words are of this language, where that is not the book's."""
    if language != configuration.language.partition("-")[0].lower():
        set_language(element, language)


def contributor_lines(configuration: Configuration) -> Iterator[tuple[str, etree._Element]]:
    """Those who are no authors, with their roles: in the order of book.toml, neighbours of one role on one line."""
    others = [person for person in configuration.contributors if person.role != "aut"]
    for role, people in groupby(others, key=lambda person: person.role):
        said, language = by_role(role, configuration.language)
        line = xhtml_element("p", class_="contributor")
        words = xhtml_element("span", said)
        mark_language(words, language, configuration)
        words.tail = f" {', '.join(person.name for person in people)}"
        line.append(words)
        yield role, line


def _groups(configuration: Configuration, *, series: bool) -> Iterator[Iterator[etree._Element]]:
    """The lines of the page, those that belong together in one group."""
    year = str(configuration.published.year) if configuration.published else None
    house = ", ".join(name for name in (configuration.publisher, configuration.place, year) if name)
    rights = (" ".join(paragraph.split()) for paragraph in (configuration.rights or "").split("\n\n"))
    yield _lines("rights", rights)
    yield _lines("publisher", [house])
    yield _lines("edition", [configuration.edition, configuration.printing])
    yield _lines("series", [_series(configuration)] if series else [])
    yield (line for _, line in contributor_lines(configuration))
    yield _lines("isbn", _isbns(configuration))


def _lines(name: str, texts: Iterable[str | None]) -> Iterator[etree._Element]:
    yield from (xhtml_element("p", text, class_=name) for text in texts if text)


def _isbns(configuration: Configuration) -> Iterator[str]:
    """The ISBN of each edition with its name."""
    words = imprint_words(configuration.language)
    for number, edition in ((configuration.print.isbn, words.in_print), (configuration.epub.isbn, words.ebook)):
        if number:
            yield f"ISBN {isbn.format(number)} ({edition})"


def _series(configuration: Configuration) -> str:
    series = configuration.series
    return f"{series.name}, {series.number}" if series else ""


def _heading(configuration: Configuration) -> etree._Element:
    """What stands over the titles: book.toml's own words, else those of the language."""
    also, words = configuration.also_by, imprint_words(configuration.language)
    if also and also.heading:
        return xhtml_element("h1", also.heading)
    authors = [person.name for person in configuration.contributors if person.role == "aut"] or [configuration.contributors[0].name]
    heading = xhtml_element("h1", words.also_by.format(names=joined(authors, words)))
    mark_language(heading, words.language, configuration)
    return heading


def _faces_line(configuration: Configuration, families: Sequence[str]) -> Iterator[etree._Element]:
    if families:
        words = imprint_words(configuration.language)
        line = xhtml_element("p", faces_line(families, words), class_="faces")
        mark_language(line, words.language, configuration)
        yield line
