"""The front of a book that has no picture: set in type from book.toml, as XHTML for `covers.screen_cover` and `covers.cover_html`.

The vocabulary:

    section#cover.cover                     p.author (one for each), div.titles > h1.title, p.subtitle; span#cover-end, span#cover-limit;
                                            p.publisher

It fits where `cover-end` stands no lower than `cover-limit`. Lengths are in units of the design, of which a page of 5 × 8 in is 36 wide.
All words are ours: they come from book.toml, not from the manuscript.
"""

from math import sqrt

from lxml import etree

from publish.book.imprint import display_page
from publish.book.markup import xhtml_element
from publish.config import Configuration
from publish.languages import labels_for

COVER = "cover"
COVER_END, COVER_LIMIT = "cover-end", "cover-limit"

MEASURE = 28.2  # units: of the page, between its frames
LARGEST, SMALLEST = 6.2, 1.5  # units
LETTER = 0.5  # em: of a capital and a small letter of the face, with some room
LONGEST = 14  # letters of a word; longer ones may be divided (styles/cover.css)
DEPTH = 19  # units: of the title
LINE = 1.12  # em


def cover_page(configuration: Configuration, scale: float = 1.0) -> etree._Element:
    """The cover as a page to be set; `scale` makes its title smaller."""
    page = display_page(COVER, configuration)
    for name in authors_of(configuration):
        page.append(xhtml_element("p", name, class_="author"))
    titles = xhtml_element("div", class_="titles")
    size = max(SMALLEST, scale * title_size(configuration.title))
    titles.append(xhtml_element("h1", configuration.title, class_="title", style=f"font-size: {size:.3f}rem"))
    if configuration.subtitle:
        titles.append(xhtml_element("p", configuration.subtitle, class_="subtitle"))
    page.append(titles)
    page.extend(xhtml_element("span", id=name) for name in (COVER_END, COVER_LIMIT))
    if configuration.publisher:
        page.append(xhtml_element("p", configuration.publisher, class_="publisher"))
    return page


def title_size(title: str) -> float:
    """The size in units at which the longest word of a title fits the measure, and the whole of it its part of the page."""
    longest = min(LONGEST, max(map(len, title.split()), default=1))
    return min(LARGEST, MEASURE / (LETTER * longest), sqrt(MEASURE * DEPTH / (LETTER * LINE * max(len(title), 1))))


def cover_word(language: str) -> str:
    """What a cover is called."""
    return labels_for(language).cover


def cover_alt(configuration: Configuration) -> str:
    """What is said of the cover to those who do not see it: what can be read on most of them."""
    names = ", ".join(authors_of(configuration))
    title = ". ".join(part for part in (configuration.title, configuration.subtitle) if part)
    return ". ".join(part for part in (f"{cover_word(configuration.language)}: {title}", names) if part)


def authors_of(configuration: Configuration) -> list[str]:
    """Those who made the book: authors, or where there are none, whoever is named first with all who did the same."""
    roles = [person.role for person in configuration.contributors]
    leading = "aut" if "aut" in roles else roles[0]
    return [person.name for person in configuration.contributors if person.role == leading]
