"""The cover of an e-book without a picture for one: set in type from book.toml, as XHTML for `publish.pdf.cover`.

The vocabulary:

    section#cover.cover                     p.author (one for each), div.titles > h1.title, p.subtitle; p.publisher

All words are ours: they come from book.toml, not from the manuscript.
"""

from math import sqrt

from lxml import etree

from publish.book.imprint import display_page
from publish.book.labels import labels_for
from publish.book.markup import xhtml_element
from publish.config import Configuration

COVER = "cover"
WORDS = {
    "en": "Cover", "cs": "Obálka", "da": "Omslag", "de": "Umschlag", "es": "Cubierta", "fi": "Kansi", "fr": "Couverture", "he": "כריכה",
    "it": "Copertina", "nb": "Omslag", "nl": "Omslag", "pl": "Okładka", "pt": "Capa", "ru": "Обложка", "sv": "Omslag",
}  # fmt: skip

MEASURE = 282  # points: of a page of 5 × 8 in, between its frames
LARGEST, SMALLEST = 62.0, 15.0  # points
LETTER = 0.5  # em: of a capital and a small letter of the face, with some room
LONGEST = 14  # letters of a word; longer ones may be divided (styles/cover.css)
DEPTH = 190  # points: of the title
LINE = 1.12  # em


def cover_page(configuration: Configuration, scale: float = 1.0) -> etree._Element:
    """The cover as a page to be set; `scale` makes its title smaller."""
    page = display_page(COVER, configuration)
    for name in _authors(configuration):
        page.append(xhtml_element("p", name, class_="author"))
    titles = xhtml_element("div", class_="titles")
    size = max(SMALLEST, scale * title_size(configuration.title))
    titles.append(xhtml_element("h1", configuration.title, class_="title", style=f"font-size: {size:.2f}pt"))
    if configuration.subtitle:
        titles.append(xhtml_element("p", configuration.subtitle, class_="subtitle"))
    page.append(titles)
    if configuration.publisher:
        page.append(xhtml_element("p", configuration.publisher, class_="publisher"))
    return page


def title_size(title: str) -> float:
    """The size in points at which the longest word of a title fits the measure, and the whole of it its part of the page."""
    longest = min(LONGEST, max(map(len, title.split()), default=1))
    return min(LARGEST, MEASURE / (LETTER * longest), sqrt(MEASURE * DEPTH / (LETTER * LINE * max(len(title), 1))))


def cover_word(language: str) -> str:
    """What a cover is called."""
    return WORDS.get(labels_for(language).language, WORDS["en"])


def cover_alt(configuration: Configuration) -> str:
    """What is said of the cover to those who do not see it: what can be read on most of them."""
    names = ", ".join(_authors(configuration))
    title = ". ".join(part for part in (configuration.title, configuration.subtitle) if part)
    return ". ".join(part for part in (f"{cover_word(configuration.language)}: {title}", names) if part)


def _authors(configuration: Configuration) -> list[str]:
    """Those who made the book: authors, or where there are none, whoever is named first with all who did the same."""
    roles = [person.role for person in configuration.contributors]
    leading = "aut" if "aut" in roles else roles[0]
    return [person.name for person in configuration.contributors if person.role == leading]
