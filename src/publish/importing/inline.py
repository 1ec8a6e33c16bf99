"""Running text as import holds it: as it reads, with what is set in it told by signs that no text has.

The signs are noncharacters (Unicode 15.0, 23.7), which are never part of a text that is passed on; a source that has them loses them, and
they are no words. So the rules for notes and quotations see the words as a person does, and the Markdown is written at the end, once.
"""

import re
from collections.abc import Mapping

from publish.words import split_words

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
WRITTEN = {
    **dict.fromkeys((EM, EM_END), "*"),
    **dict.fromkeys((STRONG, STRONG_END), "**"),
    **dict.fromkeys((SUP, SUP_END), "^"),
    **dict.fromkeys((SUB, SUB_END), "~"),
    CAPS: "[",
    CAPS_END: "]{.smallcaps}",
    BREAK: "\\\n",
}

SIGNS = re.compile("[\ufdd0-\ufdef]")
ABSENT = re.compile(f"{CALL}[^{CALL_END}]*{CALL_END}|{LINK}[^{LINK_MIDDLE}]*{LINK_MIDDLE}|[\ufdd0-\ufdd9\ufddf-\ufdef]")
LINKED = re.compile(f"{LINK}([^{LINK_MIDDLE}]*){LINK_MIDDLE}([^{LINK_END}]*){LINK_END}")
CALLED = re.compile(f"{CALL}([^{CALL_MIDDLE}]*){CALL_MIDDLE}([^{CALL_END}]*){CALL_END}")

SPECIAL = re.compile(
    r"[\\`*<~^]"  # what is markup wherever it stands
    r"|(?<![^\W_])_|_(?![^\W_])"  # an underscore but within a word
    r"|&(?=#?\w+;)"  # what would be read as a letter's name
    r"|!(?=\[)|\[(?=\^|\s*\d+\s*\])|(?<=\d)\](?=.)|(?<=\d)\]$"  # what would be an image, a note, its end
    r"|\[(?=[^\[\]]*\][(\[{:])|\](?=[(\[{:])"  # what would be a link
    r"|(?<=\])\{"
)
OPENING = re.compile(r"(?:#{1,6}(?=\s|$)|>|\||:(?=\s|::)|[-+](?=\s|$)|\d+(?=[.)]\s)|%|-{3,}|={3,})")


def clean(text: str) -> str:
    """A source's text without our signs."""
    return SIGNS.sub("", text)


def plain(text: str) -> str:
    """The words and spaces of a text as a reader sees them, without the marks of its notes."""
    return ABSENT.sub("", text).replace(BREAK, " ")


def call(name: str, mark: str) -> str:
    """The call of a note by its name, with the mark that it stands for."""
    return f"{CALL}{name}{CALL_MIDDLE}{mark}{CALL_END}"


def called_in(text: str) -> list[str]:
    """The names of the notes that a text calls, in order."""
    return [found[1] for found in CALLED.finditer(text)]


def as_it_was(text: str) -> str:
    """The text with the marks of its notes as they stood in the source."""
    return CALLED.sub(r"\2", text)


def words_in(text: str) -> list[str]:
    """The words of a text, without the marks of its notes."""
    return split_words(plain(text))


def markdown(text: str, labels: Mapping[str, str]) -> str:
    """The text as canonical Markdown, on one line but for breaks that are meant; a note without a label here keeps its mark."""
    named = CALLED.sub(lambda found: f"{CALL}{labels[found[1]]}{CALL_END}" if found[1] in labels else found[2], text)
    joined = " ".join(named.split())
    escaped = SPECIAL.sub(r"\\\g<0>", joined)
    linked = LINKED.sub(_link, escaped)
    written = "".join(WRITTEN.get(letter, letter) for letter in linked).replace(CALL, "[^").replace(CALL_END, "]")
    opening = OPENING.match(written)
    if not opening:
        return written
    at = opening.end() if opening[0][0].isdigit() else 0  # a list's number is escaped behind it
    return f"{written[:at]}\\{written[at:]}"


def _link(found: re.Match[str]) -> str:
    address = found[1].replace("\\", "").replace(" ", "%20")
    return f"[{found[2]}]({address})" if found[2].strip() else ""
