"""Running text during an import: plain characters, with emphasis, links, calls and so on marked by characters that no text contains.

These markers are noncharacters (Unicode 15.0, 23.7), which are not for interchange; `clean` removes them from a source. So the rules for
notes and quotations see the words as a reader does, and the Markdown is written once, at the end.
"""

import re
from functools import lru_cache
from unicodedata import category

from publish.text.words import split_words

EM, EM_END = "\ufdd0", "\ufdd1"
STRONG, STRONG_END = "\ufdd2", "\ufdd3"
SUP, SUP_END = "\ufdd4", "\ufdd5"
SUB, SUB_END = "\ufdd6", "\ufdd7"
CAPS, CAPS_END = "\ufdd8", "\ufdd9"
BREAK = "\ufdda"
CALL, CALL_MIDDLE, CALL_END = "\ufddb", "\ufde0", "\ufddc"
"""Around the call of a note: the name of the note, and the mark that the source has here."""
LINK, LINK_MIDDLE, LINK_END = "\ufddd", "\ufdde", "\ufddf"
"""Around a link: its address and its text."""
REMOVED, REMOVED_END = "\ufde1", "\ufde2"
"""Around what the source has here and the text has not: a page number, the mark at the start of a note."""
CELL = "\ufde3"
"""Between the cells of a table row."""
IMAGE, IMAGE_MIDDLE, IMAGE_END = "\ufde4", "\ufde5", "\ufde6"
"""Around a picture within a line: its file and its description."""
CODE, CODE_END = "\ufde7", "\ufde8"
CAPTION = "\ufde9"
"""Before the caption, if a table has one as its first line."""
INLINE_NOTE, INLINE_NOTE_END = "\ufdea", "\ufdeb"
"""Around a note that is written at the place of its call."""
PARAGRAPH = "\U0001fffe"
"""Between the blocks of a table cell. A cell may begin with the cells that it spans, as attributes; a block with its mark in a list."""
SPAN, SPAN_MIDDLE, SPAN_END = "\ufdec", "\ufded", "\ufdee"
"""Around words with attributes as the manuscript writes them (`lang=fr`, `.underline`, `#id`): first the words, then the attributes."""
STRIKE, STRIKE_END = "\U0002fffe", "\U0002ffff"
MATH = "\ufdef"
"""Around a formula in TeX, on both sides."""
MARKERS = re.compile("[\ufdd0-\ufdef\U0001fffe\U0002fffe\U0002ffff]")
NOT_SEEN = re.compile(
    f"{CALL}[^{CALL_END}]*{CALL_END}|{REMOVED}[^{REMOVED_END}]*{REMOVED_END}|{IMAGE}[^{IMAGE_END}]*{IMAGE_END}|{LINK}[^{LINK_MIDDLE}]*{LINK_MIDDLE}"
    f"|{SPAN_MIDDLE}[^{SPAN_END}]*{SPAN_END}|[\ufdd0-\ufdd9\ufddf-\ufde2\ufde4-\ufdef\U0002fffe\U0002ffff]"
)
REMOVED_SPAN = re.compile(f"{REMOVED}([^{REMOVED_END}]*){REMOVED_END}")
ATTRIBUTES = re.compile(f"{SPAN_MIDDLE}([^{SPAN_END}]*){SPAN_END}")
IMAGE_SPAN = re.compile(f"{IMAGE}([^{IMAGE_MIDDLE}]*){IMAGE_MIDDLE}([^{IMAGE_END}]*){IMAGE_END}")
INSIDE = "##"
"""The beginning of addresses within the book."""
CODE_SPAN = re.compile(f"{CODE}([^{CODE_END}]*){CODE_END}")
LINK_SPAN = re.compile(f"{LINK}([^{LINK_MIDDLE}]*){LINK_MIDDLE}([^{LINK_END}]*){LINK_END}")
FORMULA = re.compile(f"{MATH}([^{MATH}]*){MATH}")
CALL_SPAN = re.compile(f"{CALL}([^{CALL_MIDDLE}]*){CALL_MIDDLE}([^{CALL_END}]*){CALL_END}")

CONTROLS = {
    **dict.fromkeys([*range(0x20), *range(0x7F, 0xA0)], " "),
    **dict.fromkeys(map(ord, "\n\v\f\r\x1c\x1d\x1e\x85\u2028\u2029"), "\n"),
    ord("\t"): "\t",
}


def clean(text: str) -> str:
    """The text of a source without markers; each control character becomes a space, or a newline if it ends a line or a page."""
    return MARKERS.sub("", text).translate(CONTROLS)


def plain(text: str) -> str:
    """The text as a reader sees it, without the marks of its notes."""
    return NOT_SEEN.sub("", text).replace(BREAK, " ").replace(CELL, " ").replace(PARAGRAPH, " ")


def is_visible(text: str) -> bool:
    """Whether a text has a character that can be seen: no space, no soft hyphen or mark of direction alone."""
    return any(not letter.isspace() and category(letter) != "Cf" for letter in text)


def call(name: str, mark: str) -> str:
    """The call of the note with this name, in place of this mark."""
    return f"{CALL}{name}{CALL_MIDDLE}{mark}{CALL_END}"


def called_notes(text: str) -> list[str]:
    """The names of the notes that a text calls, in order."""
    return [call[1] for call in CALL_SPAN.finditer(text)]


def calls_in(text: str) -> str:
    """The calls of a text without its words."""
    return "".join(call[0] for call in CALL_SPAN.finditer(text))


def source_text(text: str) -> str:
    """The text with the marks of its notes and with all that was removed, as the source has it."""
    return REMOVED_SPAN.sub(r"\1", CALL_SPAN.sub(r"\2", text))


def attributes(text: str) -> str:
    """Attributes at the beginning of a table cell or of a block in it; "" for none."""
    return f"{SPAN_MIDDLE}{text}{SPAN_END}" if text else ""


def removed(text: str) -> str:
    """The text as a removed span; "" for an empty text."""
    return f"{REMOVED}{text}{REMOVED_END}" if text else ""


def words_in(text: str) -> tuple[str, ...]:
    """The words of a text, without the marks of its notes."""
    return _words_of(plain(text))


@lru_cache(maxsize=8192)
def _words_of(text: str) -> tuple[str, ...]:
    """The words of a paragraph; cached, since one import needs them several times."""
    return tuple(split_words(text))
