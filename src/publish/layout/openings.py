"""The first words of a section, set apart for print: small capitals where a chapter opens.

Policy: the words stay what they are, real letters in a `span.first-words`; how they look is the style sheet's affair, and a book's own
sheet can take it back. They are three to five words of about twenty letters, or all before the first point or comma. Nothing is set apart
where the text does not simply begin with words: at a mark, a quotation, verse, a list, a picture; in sections that are looked up, not
read; in scripts without capitals.
"""

import re

from lxml import etree

from publish.book.markup import classes_of, local_name, xhtml_element
from publish.model import SectionType

FIRST_WORDS = "first-words"
READ = frozenset(SectionType) - {
    SectionType.DEDICATION, SectionType.EPIGRAPH, SectionType.PART, SectionType.GLOSSARY, SectionType.BIBLIOGRAPHY, SectionType.INDEX,
    SectionType.COLOPHON,
}  # fmt: skip
ENOUGH_LETTERS = 16  # with these a further word would make too many
FEWEST, MANY, MOST = 2, 3, 5  # before a point or comma two are enough
ENDS = ",;:.!?…—–"
BARE_WORD = re.compile(r"\w[\w’'-]*+[,;:.!?…—–]?+")


def mark_first_words(root: etree._Element, kind: SectionType) -> None:
    """The first words of the section's first paragraph stand in an element of their own, where there are any that can be set apart."""
    if kind not in READ:
        return
    blocks = [block for block in root if local_name(block) != "header" and not _is_epigraph(block)]
    if not blocks or local_name(blocks[0]) != "p" or blocks[0].get("class"):
        return
    paragraph = blocks[0]
    text = paragraph.text or ""
    count = first_words(text, whole=not len(paragraph))
    if count:
        words = xhtml_element("span", text[:count], class_=FIRST_WORDS)
        words.tail, paragraph.text = text[count:], None
        paragraph.insert(0, words)


def first_words(text: str, *, whole: bool = True) -> int:
    """How many letters of a paragraph's beginning are set apart; 0 if none.

    `first_words("The press stood in the cellar, and nobody knew.")` is 22: “The press stood in the”. With `whole` the text is all of the
    paragraph; without, something else follows, and its last word may go on there.
    """
    at = end = letters = count = 0
    closed = False
    while not closed and count < MOST and letters < ENOUGH_LETTERS:
        word = BARE_WORD.match(text, at)
        if word and word.end() == len(text) and whole:
            return 0  # a paragraph that is no longer than its opening
        if not word or not text[word.end() : word.end() + 1].isspace():
            break
        said = word.group().rstrip(ENDS)
        closed = said != word.group()
        end, letters, count, at = at + len(said), letters + len(said), count + 1, word.end() + 1
    enough = count >= (FEWEST if closed else MANY)
    return end if enough and text[:end].upper() != text[:end].lower() else 0


def _is_epigraph(block: etree._Element) -> bool:
    return local_name(block) == "div" and "epigraph" in classes_of(block)
