"""The pages that a book has from book.toml: title page and copyright page, as XHTML for every edition.

The vocabulary, beside that of `publish.book.xhtml`:

    section#title-page.title-page           h1.title, p.subtitle, p.author (one for each author), p.contributor, p.edition, p.publisher
    section#imprint.imprint                 p.rights, p.edition, p.publisher, p.isbn

All words are ours: they come from book.toml, not from the manuscript.
"""

from collections.abc import Iterator
from itertools import groupby

from lxml import etree
from stdnum import isbn

from publish.book.labels import Labels, labels_for
from publish.book.markup import set_language, xhtml_element
from publish.config import Configuration, Contributor

TITLE_PAGE = "title-page"
IMPRINT = "imprint"


def title_page(configuration: Configuration) -> etree._Element:
    """The title page: title, subtitle, authors, others with their part in the work, publisher and place."""
    page = xhtml_element("section", id=TITLE_PAGE, class_=TITLE_PAGE)
    page.append(xhtml_element("h1", configuration.title, class_="title"))
    if configuration.subtitle:
        page.append(xhtml_element("p", configuration.subtitle, class_="subtitle"))
    labels = labels_for(configuration.language)
    for line in _contributor_lines(configuration.contributors, labels, configuration.language):
        page.append(line)
    house = ", ".join(name for name in (configuration.publisher, configuration.place) if name)
    if house:
        page.append(xhtml_element("p", house, class_="publisher"))
    return page


def imprint(configuration: Configuration, identifier: str | None) -> etree._Element | None:
    """The copyright page with the ISBN of this edition, or None if book.toml says nothing that belongs there."""
    year = str(configuration.published.year) if configuration.published else None
    house = ", ".join(name for name in (configuration.publisher, configuration.place, year) if name)
    lines = (
        ("rights", configuration.rights),
        ("edition", configuration.edition),
        ("publisher", house),
        ("isbn", f"ISBN {isbn.format(identifier)}" if identifier else None),
    )
    if not any(text for _, text in lines):
        return None
    page = xhtml_element("section", id=IMPRINT, class_=IMPRINT)
    for name, text in lines:
        if text:
            page.append(xhtml_element("p", text, class_=name))
    return page


def _contributor_lines(contributors: tuple[Contributor, ...], labels: Labels, language: str) -> Iterator[etree._Element]:
    """Authors by name alone; others in the order of book.toml, those of one role on one line."""
    authors = [person for person in contributors if person.role == "aut"]
    for person in authors:
        yield xhtml_element("p", person.name, class_="author")
    others = [person for person in contributors if person.role != "aut"]
    for role, people in groupby(others, key=lambda person: person.role):
        names = ", ".join(person.name for person in people)
        line = xhtml_element("p", class_="contributor")
        by = labels.by.get(role)
        if by:
            words = xhtml_element("span", by)
            if labels.are_foreign_to(language):
                set_language(words, labels.language)
            words.tail = f" {names}"
            line.append(words)
        else:
            line.text = names
        yield line
