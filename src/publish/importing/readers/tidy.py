"""What a page's markup leaves untidy in a line of text: spaces within emphasis, emphasis of nothing, marks of notes before a stop."""

import re

from publish.importing.inline import (
    BREAK,
    CALL,
    CALL_END,
    CALL_SPAN,
    CAPS,
    CAPS_END,
    EM,
    EM_END,
    LINK,
    LINK_END,
    LINK_MIDDLE,
    REMOVED,
    REMOVED_END,
    REMOVED_SPAN,
    STRONG,
    STRONG_END,
    SUB,
    SUB_END,
    SUP,
    SUP_END,
    call,
    plain,
    source_text,
)

OPEN = f"{EM}{STRONG}{SUP}{SUB}{CAPS}"
END = f"{EM_END}{STRONG_END}{SUP_END}{SUB_END}{CAPS_END}"
A_CALL = f"{CALL}[^{CALL_END}]*{CALL_END}"
SPACES = re.compile(rf" *(?:{BREAK}) *|[ \t\n\r\f]+")
EDGES = re.compile(rf"^(?:\s|{BREAK})+|(?:\s|{BREAK})+$")
EMPTY = re.compile(
    "|".join(f"{begin}((?:\\s|{BREAK})*){end}" for begin, end in zip(OPEN, END, strict=True))
    + f"|{LINK}[^{LINK_MIDDLE}]*{LINK_MIDDLE}(\\s*){LINK_END}"
)
LATE = re.compile(rf"([{OPEN}])((?:\s|{BREAK})+)")
EARLY = re.compile(rf"((?:\s|{BREAK})+)([{END}])")
RAISED_CALLS = re.compile(rf"\s*{SUP}[\s\[(]*((?:{A_CALL}[\s,;\[\]()]*)+){SUP_END}")
RAISED_GONE = re.compile(rf"{SUP}\s*({REMOVED}[^{REMOVED_END}]*{REMOVED_END})\s*{SUP_END}")
BRACKETED = re.compile(rf"[\[(]\s*({A_CALL})\s*[\])]")
SPACED = re.compile(rf"(?<=[^\s{BREAK}{CALL_END}{REMOVED_END}])[ \t]+{A_CALL}")
BEFORE_STOP = re.compile(rf"(?<=[^\s.!?])((?:{A_CALL})+)([.,;:!?]+)")


def tidied(text: str) -> str:
    """The same words with their signs where they belong."""
    known = ""
    text = SPACES.sub(lambda found: BREAK if BREAK in found[0] else " ", text)
    while known != text:
        known = text
        text = EMPTY.sub(lambda found: next((space for space in found.groups() if space), ""), text)
        text = EARLY.sub(r"\2\1", LATE.sub(r"\2\1", text))
    text = EDGES.sub("", re.sub(" {2,}", " ", RAISED_GONE.sub(r"\1", text)))
    return _with_calls_tidied(text) if CALL in text else text


def _with_calls_tidied(text: str) -> str:
    """Marks with the brackets and the spaces that stood around them, none of them raised, behind the stop that follows."""
    text = CALL_SPAN.sub(lambda found: call(found[1], plain(REMOVED_SPAN.sub(r"\1", found[2]))), text)
    for around in (RAISED_CALLS, BRACKETED, SPACED):
        text = around.sub(lambda found: _only_calls(found[0]), text)
    return BEFORE_STOP.sub(r"\2\1", text)


def _only_calls(text: str) -> str:
    """The calls of a text, whose other signs are a part of their marks."""
    calls = list(CALL_SPAN.finditer(text))
    begins = [0, *(one.end() for one in calls)]
    marks = [plain(source_text(text[begin : one.start()])) + one[2] for begin, one in zip(begins, calls, strict=False)]
    marks[-1] += plain(source_text(text[begins[-1] :]))
    return "".join(call(one[1], mark) for one, mark in zip(calls, marks, strict=True))
