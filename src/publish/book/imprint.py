"""The copyright page and the also-by page, from book.toml, as XHTML for every edition.

The vocabulary, beside that of `publish.book.title_page`:

    section#imprint.imprint                 a div for each group of lines: p.rights, p.publisher, p.edition, p.contributor, p.isbn,
                                            p.series, p.faces
    section#also-by.also-by                 p.series, h1, p.also (one for each title)

All words come from book.toml or from publish, not from the manuscript.
"""

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby

from lxml import etree

from publish.book.direction import direction_of
from publish.book.imprint_words import by_role, faces_line, joined
from publish.book.markup import set_language, xhtml_element
from publish.config import Configuration
from publish.languages import imprint_words
from publish.text.isbns import hyphenated

IMPRINT = "imprint"
ALSO_BY = "also-by"


def imprint(configuration: Configuration, *, families: Sequence[str] = (), series: bool = False) -> etree._Element | None:
    """The copyright page; None if book.toml has nothing for it.

    `families` are the faces that the edition is set in, for its colophon line. `series`: name the series, since no also-by page does.
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
    """The page before the title page: the series and the author's other books; None if there are neither."""
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
    """An empty page with this name as its id and class, in the writing direction of the book's language."""
    page = xhtml_element("section", id=name, class_=name)
    direction = direction_of(configuration.language)
    if direction:
        page.set("dir", direction)
    return page


def also_by_title(configuration: Configuration) -> str:
    """The title of the also-by page."""
    return _heading(configuration).text or "" if configuration.also_by else _series(configuration)


def mark_language(element: etree._Element, language: str, configuration: Configuration) -> None:
    """Mark the language of the element's words, if it is not the book's."""
    if language != configuration.language.partition("-")[0].lower():
        set_language(element, language)


def contributor_lines(configuration: Configuration) -> Iterator[tuple[str, etree._Element]]:
    """The contributors who are not authors, as (role, line): in the order of book.toml, neighbours with one role on one line."""
    others = [person for person in configuration.contributors if person.role != "aut"]
    for role, people in groupby(others, key=lambda person: person.role):
        phrase, language = by_role(role, configuration.language)
        line = xhtml_element("p", class_="contributor")
        words = xhtml_element("span", phrase)
        mark_language(words, language, configuration)
        words.tail = f" {', '.join(person.name for person in people)}"
        line.append(words)
        yield role, line


def _groups(configuration: Configuration, *, series: bool) -> Iterator[Iterator[etree._Element]]:
    """The lines of the page, in groups."""
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
    """The ISBN of each edition, with the name of the edition."""
    words = imprint_words(configuration.language)
    for number, edition in ((configuration.print.isbn, words.in_print), (configuration.epub.isbn, words.ebook)):
        if number:
            yield f"ISBN {hyphenated(number)} ({edition})"


def _series(configuration: Configuration) -> str:
    series = configuration.series
    return f"{series.name}, {series.number}" if series else ""


def _heading(configuration: Configuration) -> etree._Element:
    """The heading of the also-by page: from book.toml, else in the words of the language."""
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
