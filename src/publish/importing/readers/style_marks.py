"""What is written into a document before pandoc reads it, since pandoc does not pass it on: the styles of ODT, gaps, empty breaks.

The marks are noncharacters, as in `publish.importing.inline`.
"""

import re

from lxml import etree

from publish.importing.readers.vocabulary import Element

STYLE, STYLE_END = "\ufdd0", "\ufdd1"
"""Around the number of the style of a paragraph, or of the words that follow."""
WORDS_END = "\ufdd2"
"""At the end of words that have a style."""
GAP = "\ufdd3"
"""At the beginning of a paragraph that stands apart from the one before it."""
EMPTY_BREAK = "* * *"
"""The words of a break that has none."""
MARK = re.compile(f"{STYLE}(\\d+){STYLE_END}|{WORDS_END}|{GAP}")


def as_text(page: Element) -> str:
    """A page as HTML, without marks."""
    return MARK.sub("", str(etree.tostring(page, encoding="unicode", method="html")))
