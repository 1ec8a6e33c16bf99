"""Running text during an import: plain characters, with emphasis, links, calls and so on marked by characters that no text contains.

These markers are noncharacters (Unicode 15.0, 23.7), which are not for interchange; `clean` removes them from a source. So the rules for
notes and quotations see the words as a reader does, and the Markdown is written once, at the end.
"""

import re
from collections.abc import Mapping
from functools import lru_cache
from itertools import zip_longest

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
MARKDOWN = {
    **dict.fromkeys((EM, EM_END), "*"),
    **dict.fromkeys((STRONG, STRONG_END), "**"),
    **dict.fromkeys((SUP, SUP_END), "^"),
    **dict.fromkeys((SUB, SUB_END), "~"),
    CAPS: "[",
    CAPS_END: "]{.smallcaps}",
    BREAK: "\\\n",
    **dict.fromkeys((INLINE_NOTE, INLINE_NOTE_END), ""),
    **dict.fromkeys((STRIKE, STRIKE_END), "~~"),
    SPAN: "[",
    SPAN_MIDDLE: "]{",
    SPAN_END: "}",
    MATH: "$",
}

MARKERS = re.compile("[\ufdd0-\ufdef\U0001fffe\U0002fffe\U0002ffff]")
NOT_SEEN = re.compile(
    f"{CALL}[^{CALL_END}]*{CALL_END}|{REMOVED}[^{REMOVED_END}]*{REMOVED_END}|{IMAGE}[^{IMAGE_END}]*{IMAGE_END}|{LINK}[^{LINK_MIDDLE}]*{LINK_MIDDLE}"
    f"|{SPAN_MIDDLE}[^{SPAN_END}]*{SPAN_END}|[\ufdd0-\ufdd9\ufddf-\ufde2\ufde4-\ufdef\U0002fffe\U0002ffff]"
)
REMOVED_SPAN = re.compile(f"{REMOVED}([^{REMOVED_END}]*){REMOVED_END}")
ATTRIBUTES = re.compile(f"{SPAN_MIDDLE}([^{SPAN_END}]*){SPAN_END}")
IMAGE_SPAN = re.compile(f"{IMAGE}([^{IMAGE_MIDDLE}]*){IMAGE_MIDDLE}([^{IMAGE_END}]*){IMAGE_END}")
VERBATIM = re.compile(
    f"{IMAGE}[^{IMAGE_END}]*{IMAGE_END}|{CODE}[^{CODE_END}]*{CODE_END}|{LINK}[^{LINK_MIDDLE}]*{LINK_MIDDLE}"
    f"|{SPAN_MIDDLE}[^{SPAN_END}]*{SPAN_END}|{MATH}[^{MATH}]*{MATH}"
)
"""Spans that are written without backslashes."""
INSIDE = "##"
"""The beginning of addresses within the book."""
CODE_SPAN = re.compile(f"{CODE}([^{CODE_END}]*){CODE_END}")
LINK_SPAN = re.compile(f"{LINK}([^{LINK_MIDDLE}]*){LINK_MIDDLE}([^{LINK_END}]*){LINK_END}")
CALL_SPAN = re.compile(f"{CALL}([^{CALL_MIDDLE}]*){CALL_MIDDLE}([^{CALL_END}]*){CALL_END}")

CONTROLS = {
    **dict.fromkeys([*range(0x20), *range(0x7F, 0xA0)], " "),
    **dict.fromkeys(map(ord, "\n\v\f\r\x1c\x1d\x1e\x85\u2028\u2029"), "\n"),
    ord("\t"): "\t",
}
SPECIAL = re.compile(
    r"[\\`*<~^]"  # markup anywhere
    r"|(?<![^\W_])_|_(?![^\W_])"  # an underscore, except within a word
    r"|&(?=#?\w+;)"  # what would be read as an entity
    r"|!(?=\[)|\[(?=\^|\s*\d+\s*\])|(?<=\d)\](?=.)|(?<=\d)\]$"  # what would be an image, a note, the end of a note
    r"|\[(?=[^\[\]]*\][(\[{:])|\](?=[(\[{:])"  # what would be a link
    r"|(?<=\])\{"
)
OPENING = re.compile(r"(?:#{1,6}(?=\s|$)|>|\||:(?=\s|::)|[-+](?=\s|$)|\d+(?=[.)](?:\s|$))|%|-{3,}|={3,})")


def clean(text: str) -> str:
    """The text of a source without markers; each control character becomes a space, or a newline if it ends a line or a page."""
    return MARKERS.sub("", text).translate(CONTROLS)


def plain(text: str) -> str:
    """The text as a reader sees it, without the marks of its notes."""
    return NOT_SEEN.sub("", text).replace(BREAK, " ").replace(CELL, " ").replace(PARAGRAPH, " ")


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


def markdown(text: str, labels: Mapping[str, str]) -> str:
    """The text as canonical Markdown, on one line except for intended breaks.

    `labels` has the label of each note by its name, and the id of each place in the book by its address. A call without a label becomes
    its mark, a link without an address its text, a link within the book without words the page of its place.
    """
    named = CALL_SPAN.sub(lambda call: _call(call, labels), REMOVED_SPAN.sub("", text))
    joined = " ".join(named.split())
    verbatim = [span[0] for span in VERBATIM.finditer(joined)]
    escaped = [SPECIAL.sub(r"\\\g<0>", piece) for piece in VERBATIM.split(joined)]
    whole = "".join(piece for pair in zip_longest(escaped, verbatim, fillvalue="") for piece in pair)
    linked = LINK_SPAN.sub(lambda link: _link(link, labels), whole)
    written = MARKERS.sub(lambda marker: MARKDOWN.get(marker[0], marker[0]), linked).replace(CALL, "[^").replace(CALL_END, "]")
    written = MARKERS.sub("", CODE_SPAN.sub(_code, IMAGE_SPAN.sub(_image, written))).strip()
    opening = OPENING.match(written)
    if not opening:
        return written
    at = opening.end() if opening[0][0].isdigit() else 0  # a list number is escaped after its digits
    return f"{written[:at]}\\{written[at:]}"


def _call(call: re.Match[str], labels: Mapping[str, str]) -> str:
    return f"{CALL}{labels[call[1]]}{CALL_END}" if call[1] in labels else call[2]


def _link(link: re.Match[str], labels: Mapping[str, str]) -> str:
    address = link[1].replace(" ", "%20").replace("(", "%28").replace(")", "%29")
    if address.startswith(INSIDE):
        address = f"#{labels[address]}" if address in labels else ""
        if address and not link[2].strip():
            return f"[]({address}){{.page}}"
    return f"[{link[2]}]({address})" if link[2].strip() and address else link[2]


def _image(image: re.Match[str]) -> str:
    alt = re.sub(r"[\[\]\\]", "", image[2].removeprefix("="))
    return f"![{alt}]({image[1].replace(' ', '%20')})"


def _code(span: re.Match[str]) -> str:
    code = span[1]
    fence = "`" * (max((len(run) for run in re.findall("`+", code)), default=0) + 1)
    space = " " if "`" in code else ""
    return f"{fence}{space}{code}{space}{fence}" if code.strip() else code
