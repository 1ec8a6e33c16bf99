"""Small capitals on the screen: a text has them only if the book's faces have one for every letter (`publish.book.small_capitals`).

Reading systems ask the font for its small capitals as a whole, and letters without one stay as they are among the others. So what is to be
set otherwise stands in a `span.in-capitals` or a `span.in-roman`; the letters stay those written.
"""

from collections.abc import Sequence

from lxml import etree

from publish.book.markup import XML_LANG, local_name, xhtml_element
from publish.book.small_capitals import Setting, nearest_faces, setting_of
from publish.epub.cascade import CapitalText, Cascade
from publish.epub.xhtml_file import BLOCKS
from publish.model import Face

CLASSES = {Setting.CAPITALS: "in-capitals", Setting.ROMAN: "in-roman"}


def with_capitals(cascade: Cascade, faces: Sequence[Face]) -> bool:
    """Marks the texts that cannot be in small capitals, of those that the cascade has walked. Whether there are any."""
    marked = False
    for text in cascade.capitals:
        setting = _setting(text, faces)
        if setting is not Setting.SMALL_CAPITALS:
            _mark(text.element, CLASSES[setting])
            marked = True
        if setting is Setting.CAPITALS:
            for how, words in text.texts.items():
                if how.families:
                    cascade.letters.setdefault(how, set()).update(words.upper())
    cascade.capitals.clear()
    return marked


def _setting(text: CapitalText, faces: Sequence[Face]) -> Setting:
    """How the text of an element is set: all of it alike. A text in the reader's own face is left to the reading system."""
    languages = (one.get(XML_LANG) or one.get("lang") for one in [text.element, *text.element.iterancestors()])
    language = next(filter(None, languages), "")
    with_case = {how: words for how, words in text.texts.items() if words.upper() != words.lower()} or text.texts
    settings = set()
    for how, words in with_case.items():
        drawing = nearest_faces(how.families, how.style, how.weight, faces)
        settings.add(setting_of(words, how.caps, drawing, language=language, features=dict(how.features)))
    return next((setting for setting in (Setting.ROMAN, Setting.CAPITALS) if setting in settings), Setting.SMALL_CAPITALS)


def _mark(element: etree._Element, name: str) -> None:
    """Puts the content of each block in an element, which may be a block, into a span of the class."""
    if any(local_name(child) in BLOCKS for child in element):
        for child in element:
            _mark(child, name)
        return
    span = xhtml_element("span", element.text or "", class_=name)
    span.extend(list(element))
    element.text = None
    element.append(span)
