"""What is written into a document before pandoc reads it, since pandoc does not pass it on: the styles of ODT, gaps, empty breaks.

The marks are noncharacters, as in `publish.importing.inline`.
"""

import re
from collections.abc import Sequence
from itertools import pairwise

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
SPACED = 0.5  # the share of paragraphs after an empty one, from which empty ones are only the space between paragraphs
MARK = re.compile(f"{STYLE}(\\d+){STYLE_END}|{WORDS_END}|{GAP}")


def are_spaced(empty: Sequence[bool]) -> bool:
    """Whether empty paragraphs stand between the others as a rule, so that they part nothing; `empty` says of each whether it is."""
    after_empty = [is_empty for is_empty, after in pairwise(empty) if not after]
    return sum(after_empty) > SPACED * len(after_empty)


def as_text(page: Element) -> str:
    """A page as HTML, without marks."""
    return MARK.sub("", str(etree.tostring(page, encoding="unicode", method="html")))
