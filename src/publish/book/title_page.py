"""The title page, from book.toml, as XHTML for every edition.

The vocabulary, beside that of `publish.book.xhtml`:

    section#title-page.title-page           div > h1.title (.long), p.subtitle, p.author (one for each), p.contributor; p.publisher

All words come from book.toml or from publish, not from the manuscript.
"""

from lxml import etree

from publish.book.imprint import contributor_lines, display_page
from publish.book.markup import xhtml_element
from publish.config import Configuration
from publish.languages import labels_for

TITLE_PAGE = "title-page"
LONG_TITLE = 60  # letters; a longer title needs more than three lines in the largest type


def title_page(configuration: Configuration) -> etree._Element:
    """The title page: title, subtitle, authors, other contributors with their roles, publisher and place.

    Roles that title pages do not name, such as the cover designer's, are only on the copyright page.
    """
    page = display_page(TITLE_PAGE, configuration)
    head = xhtml_element("div")
    page.append(head)
    head.append(xhtml_element("h1", configuration.title, class_="title long" if len(configuration.title) > LONG_TITLE else "title"))
    if configuration.subtitle:
        head.append(xhtml_element("p", configuration.subtitle, class_="subtitle"))
    for person in configuration.contributors:
        if person.role == "aut":
            head.append(xhtml_element("p", person.name, class_="author"))
    on_title_pages = labels_for(configuration.language).by
    head.extend(line for role, line in contributor_lines(configuration) if role in on_title_pages)
    house = ", ".join(name for name in (configuration.publisher, configuration.place) if name)
    if house:
        page.append(xhtml_element("p", house, class_="publisher"))
    return page
