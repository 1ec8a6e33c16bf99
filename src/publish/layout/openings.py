"""Marks the first words of a section for print, which sets them in small capitals.

Policy: the words stay real letters, in a `span.first-words`; the style sheet says how they look, and a book's own sheet can undo it. They
are three to five words of about twenty letters, or all words before the first point or comma. Nothing is marked where the text does not
begin with plain words (a mark, a quotation, verse, a list, a picture), in sections that are looked up rather than read, and in scripts
without capitals.
"""

import re

from lxml import etree

from publish.book.markup import xhtml_element

FIRST_WORDS = "first-words"
ENOUGH_LETTERS = 16  # no further word after these
FEWEST, MANY, MOST = 2, 3, 5  # words: FEWEST before a point or comma, else at least MANY
ENDS = ",;:.!?…—–"
BARE_WORD = re.compile(r"\w[\w’'-]*+[,;:.!?…—–]?+")


def mark_first_words(paragraph: etree._Element) -> None:
    """Wraps the first words of a section's first paragraph in an element, if they can be set apart."""
    text = paragraph.text or ""
    count = first_words(text, whole=not len(paragraph))
    if count:
        words = xhtml_element("span", text[:count], class_=FIRST_WORDS)
        words.tail, paragraph.text = text[count:], None
        paragraph.insert(0, words)


def first_words(text: str, *, whole: bool = True) -> int:
    """The number of characters at a paragraph's beginning that are set apart; 0 if none.

    `first_words("The press stood in the cellar, and nobody knew.")` is 22: “The press stood in the”. With `whole` the text is the whole
    paragraph; without it an element follows, in which the last word may continue.
    """
    at = end = letters = count = 0
    closed = False
    while not closed and count < MOST and letters < ENOUGH_LETTERS:
        word = BARE_WORD.match(text, at)
        if word and word.end() == len(text) and whole:
            return 0  # the paragraph is no longer than its opening
        if not word or not text[word.end() : word.end() + 1].isspace():
            break
        bare = word.group().rstrip(ENDS)
        closed = bare != word.group()
        end, letters, count, at = at + len(bare), letters + len(bare), count + 1, word.end() + 1
    enough = count >= (FEWEST if closed else MANY)
    return end if enough and text[:end].upper() != text[:end].lower() else 0
