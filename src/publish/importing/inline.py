"""Running text as import holds it: as it reads, with what is set in it told by signs that no text has.

The signs are noncharacters (Unicode 15.0, 23.7), which are never part of a text that is passed on; a source that has them loses them, and
they are no words. So the rules for notes and quotations see the words as a person does, and the Markdown is written at the end, once.
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
"""Around the name of a note that is called here and the mark that stood in the source."""
LINK, LINK_MIDDLE, LINK_END = "\ufddd", "\ufdde", "\ufddf"
"""Around an address and the text that leads there."""
GONE, GONE_END = "\ufde1", "\ufde2"
"""Around what stands here in the source and is none of the text: a page's number, the mark of a note before its words."""
CELL = "\ufde3"
"""Between the cells of a table's row."""
IMAGE, IMAGE_MIDDLE, IMAGE_END = "\ufde4", "\ufde5", "\ufde6"
"""Around the file of a picture within a line and its description."""
CODE, CODE_END = "\ufde7", "\ufde8"
CAPTION = "\ufde9"
"""Before the first line of a table that is its caption."""
INNER, INNER_END = "\ufdea", "\ufdeb"
"""Around a note that stands whole at the place of its call."""
WRITTEN = {
    **dict.fromkeys((EM, EM_END), "*"),
    **dict.fromkeys((STRONG, STRONG_END), "**"),
    **dict.fromkeys((SUP, SUP_END), "^"),
    **dict.fromkeys((SUB, SUB_END), "~"),
    CAPS: "[",
    CAPS_END: "]{.smallcaps}",
    BREAK: "\\\n",
    **dict.fromkeys((INNER, INNER_END), ""),
}

SIGNS = re.compile("[\ufdd0-\ufdef]")
ABSENT = re.compile(
    f"{CALL}[^{CALL_END}]*{CALL_END}|{GONE}[^{GONE_END}]*{GONE_END}|{IMAGE}[^{IMAGE_END}]*{IMAGE_END}|{LINK}[^{LINK_MIDDLE}]*{LINK_MIDDLE}"
    "|[\ufdd0-\ufdd9\ufddf-\ufde2\ufde4-\ufdef]"
)
LOST = re.compile(f"{GONE}([^{GONE_END}]*){GONE_END}")
SHOWN = re.compile(f"{IMAGE}([^{IMAGE_MIDDLE}]*){IMAGE_MIDDLE}([^{IMAGE_END}]*){IMAGE_END}")
RAW = re.compile(f"{IMAGE}[^{IMAGE_END}]*{IMAGE_END}|{CODE}[^{CODE_END}]*{CODE_END}|{LINK}[^{LINK_MIDDLE}]*{LINK_MIDDLE}")
"""What is written as it stands, without a backslash."""
INSIDE = "##"
"""How an address begins that is one of the book itself."""
TYPED = re.compile(f"{CODE}([^{CODE_END}]*){CODE_END}")
LINKED = re.compile(f"{LINK}([^{LINK_MIDDLE}]*){LINK_MIDDLE}([^{LINK_END}]*){LINK_END}")
CALLED = re.compile(f"{CALL}([^{CALL_MIDDLE}]*){CALL_MIDDLE}([^{CALL_END}]*){CALL_END}")

CONTROLS = {
    **dict.fromkeys([*range(0x20), *range(0x7F, 0xA0)], " "),
    **dict.fromkeys(map(ord, "\n\v\f\r\x1c\x1d\x1e\x85\u2028\u2029"), "\n"),
    ord("\t"): "\t",
}
SPECIAL = re.compile(
    r"[\\`*<~^]"  # what is markup wherever it stands
    r"|(?<![^\W_])_|_(?![^\W_])"  # an underscore but within a word
    r"|&(?=#?\w+;)"  # what would be read as a letter's name
    r"|!(?=\[)|\[(?=\^|\s*\d+\s*\])|(?<=\d)\](?=.)|(?<=\d)\]$"  # what would be an image, a note, its end
    r"|\[(?=[^\[\]]*\][(\[{:])|\](?=[(\[{:])"  # what would be a link
    r"|(?<=\])\{"
)
OPENING = re.compile(r"(?:#{1,6}(?=\s|$)|>|\||:(?=\s|::)|[-+](?=\s|$)|\d+(?=[.)](?:\s|$))|%|-{3,}|={3,})")


def clean(text: str) -> str:
    """A source's text without our signs and without characters that control machines: those that end a line or a page do so here."""
    return SIGNS.sub("", text).translate(CONTROLS)


def plain(text: str) -> str:
    """The words and spaces of a text as a reader sees them, without the marks of its notes."""
    return ABSENT.sub("", text).replace(BREAK, " ").replace(CELL, " ")


def call(name: str, mark: str) -> str:
    """The call of a note by its name, with the mark that it stands for."""
    return f"{CALL}{name}{CALL_MIDDLE}{mark}{CALL_END}"


def called_in(text: str) -> list[str]:
    """The names of the notes that a text calls, in order."""
    return [found[1] for found in CALLED.finditer(text)]


def as_it_was(text: str) -> str:
    """The text with the marks of its notes and all else that is gone as they stood in the source."""
    return LOST.sub(r"\1", CALLED.sub(r"\2", text))


def gone(text: str) -> str:
    """What stands here in the source and is none of the text."""
    return f"{GONE}{text}{GONE_END}" if text else ""


def words_in(text: str) -> tuple[str, ...]:
    """The words of a text, without the marks of its notes."""
    return _words_of(plain(text))


@lru_cache(maxsize=8192)
def _words_of(text: str) -> tuple[str, ...]:
    """The words of a paragraph, which is asked for them several times in one import."""
    return tuple(split_words(text))


def markdown(text: str, labels: Mapping[str, str]) -> str:
    """The text as canonical Markdown, on one line but for breaks that are meant.

    `labels` are those of notes by their names, and the ids of places in the book by their addresses; a note without a label keeps its
    mark, a link that leads nowhere its words.
    """
    named = CALLED.sub(lambda found: f"{CALL}{labels[found[1]]}{CALL_END}" if found[1] in labels else found[2], LOST.sub("", text))
    joined = " ".join(named.split())
    raw = [found[0] for found in RAW.finditer(joined)]
    escaped = [SPECIAL.sub(r"\\\g<0>", piece) for piece in RAW.split(joined)]
    whole = "".join(piece for pair in zip_longest(escaped, raw, fillvalue="") for piece in pair)
    linked = LINKED.sub(lambda found: _link(found, labels), whole)
    written = SIGNS.sub(lambda sign: WRITTEN.get(sign[0], sign[0]), linked).replace(CALL, "[^").replace(CALL_END, "]")
    written = SIGNS.sub("", TYPED.sub(_code, SHOWN.sub(_image, written))).strip()
    opening = OPENING.match(written)
    if not opening:
        return written
    at = opening.end() if opening[0][0].isdigit() else 0  # a list's number is escaped behind it
    return f"{written[:at]}\\{written[at:]}"


def _link(found: re.Match[str], labels: Mapping[str, str]) -> str:
    address = found[1].replace(" ", "%20").replace("(", "%28").replace(")", "%29")
    if address.startswith(INSIDE):
        address = f"#{labels[address]}" if address in labels else ""
    return f"[{found[2]}]({address})" if found[2].strip() and address else found[2]


def _image(found: re.Match[str]) -> str:
    alt = re.sub(r"[\[\]\\]", "", found[2].removeprefix("="))
    return f"![{alt}]({found[1].replace(' ', '%20')})"


def _code(found: re.Match[str]) -> str:
    fence = "`" * (max((len(run) for run in re.findall("`+", found[1])), default=0) + 1)
    room = " " if "`" in found[1] else ""
    return f"{fence}{room}{found[1]}{room}{fence}" if found[1].strip() else found[1]
