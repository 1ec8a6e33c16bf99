"""A front cover without a picture, set in type from book.toml: XHTML for `covers.screen_cover` and `covers.cover_html`.

The vocabulary:

    section#cover.cover                     p.author (one for each), div.titles > h1.title, p.subtitle; span#cover-end, span#cover-limit;
                                            p.publisher

It fits if `cover-end` is not below `cover-limit`. Lengths are in design units: a page of 5 × 8 in is 36 units wide.
All words come from book.toml, not from the manuscript.
"""

from math import sqrt

from lxml import etree

from publish.book.imprint import display_page
from publish.book.markup import xhtml_element
from publish.config import Configuration
from publish.languages import labels_for

COVER = "cover"
COVER_END, COVER_LIMIT = "cover-end", "cover-limit"

MEASURE = 28.2  # units: the width between the frames
LARGEST, SMALLEST = 6.2, 1.5  # units
LETTER = 0.5  # em: the mean width of a letter of the face, with some room
LONGEST = 14  # letters; longer words may be divided (styles/cover.css)
DEPTH = 19  # units: the height of the title
LINE = 1.12  # em


def cover_page(configuration: Configuration, scale: float = 1.0) -> etree._Element:
    """The cover as a page; a `scale` below 1 makes the title smaller."""
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
    """The type size in units at which the longest word fits the measure and the whole title its part of the page."""
    longest = min(LONGEST, max(map(len, title.split()), default=1))
    return min(LARGEST, MEASURE / (LETTER * longest), sqrt(MEASURE * DEPTH / (LETTER * LINE * max(len(title), 1))))


def cover_word(language: str) -> str:
    """The word for a cover in this language, English if it has none here."""
    return labels_for(language).cover


def cover_alt(configuration: Configuration) -> str:
    """The alternative text of the cover: the words that can be read on most covers."""
    names = ", ".join(authors_of(configuration))
    title = ". ".join(part for part in (configuration.title, configuration.subtitle) if part)
    return ". ".join(part for part in (f"{cover_word(configuration.language)}: {title}", names) if part)


def authors_of(configuration: Configuration) -> list[str]:
    """The names of the authors; without authors, the first contributor and all others with the same role."""
    roles = [person.role for person in configuration.contributors]
    leading = "aut" if "aut" in roles else roles[0]
    return [person.name for person in configuration.contributors if person.role == leading]
