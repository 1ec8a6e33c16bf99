"""Lines of text from HTML made tidy: no spaces at the edges of emphasis, no empty emphasis, no brackets around the call of a note."""

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
    SPAN,
    SPAN_END,
    SPAN_MIDDLE,
    STRIKE,
    STRIKE_END,
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

OPEN = f"{EM}{STRONG}{SUP}{SUB}{CAPS}{STRIKE}"
END = f"{EM_END}{STRONG_END}{SUP_END}{SUB_END}{CAPS_END}{STRIKE_END}"
A_CALL = f"{CALL}[^{CALL_END}]*{CALL_END}"
SPACES = re.compile(rf" *(?:{BREAK}) *|[ \t\n\r\f]+")
EDGES = re.compile(rf"^(?:\s|{BREAK})+|(?:\s|{BREAK})+$")
EMPTY = re.compile(
    "|".join(f"{begin}((?:\\s|{BREAK})*){end}" for begin, end in zip(OPEN, END, strict=True))
    + f"|{LINK}[^{LINK_MIDDLE}]*{LINK_MIDDLE}(\\s*){LINK_END}"
    + f"|{SPAN}((?:\\s|{BREAK})*){SPAN_MIDDLE}(?:lang=|\\.underline)[^{SPAN_END}]*{SPAN_END}"
)
LATE = re.compile(rf"([{OPEN}])((?:\s|{BREAK})+)")
EARLY = re.compile(rf"((?:\s|{BREAK})+)([{END}])")
RAISED_CALLS = re.compile(rf"\s*{SUP}[\s\[(]*((?:{A_CALL}[\s,;\[\]()]*)+){SUP_END}")
RAISED_REMOVED = re.compile(rf"{SUP}\s*({REMOVED}[^{REMOVED_END}]*{REMOVED_END})\s*{SUP_END}")
BRACKETED = re.compile(rf"[\[(]\s*({A_CALL})\s*[\])]")
SPACED = re.compile(rf"(?<=[^\s{BREAK}{CALL_END}{REMOVED_END}])[ \t]+{A_CALL}")


def tidied(text: str) -> str:
    """The same words with their markers where they belong."""
    last = ""
    text = SPACES.sub(lambda spaces: BREAK if BREAK in spaces[0] else " ", text)
    while last != text:
        last = text
        text = EMPTY.sub(lambda empty: next((space for space in empty.groups() if space), ""), text)
        text = EARLY.sub(r"\2\1", LATE.sub(r"\2\1", text))
    text = EDGES.sub("", re.sub(" {2,}", " ", RAISED_REMOVED.sub(r"\1", text)))
    return _with_calls_tidied(text) if CALL in text else text


def _with_calls_tidied(text: str) -> str:
    """The text with its calls not raised; brackets and spaces around a call become part of its mark."""
    text = CALL_SPAN.sub(lambda span: call(span[1], plain(REMOVED_SPAN.sub(r"\1", span[2]))), text)
    for around in (RAISED_CALLS, BRACKETED, SPACED):
        text = around.sub(lambda match: _only_calls(match[0]), text)
    return text


def _only_calls(text: str) -> str:
    """The calls of a text; its other characters become part of their marks."""
    calls = list(CALL_SPAN.finditer(text))
    begins = [0, *(span.end() for span in calls)]
    marks = [plain(source_text(text[begin : span.start()])) + span[2] for begin, span in zip(begins, calls, strict=False)]
    marks[-1] += plain(source_text(text[begins[-1] :]))
    return "".join(call(span[1], mark) for span, mark in zip(calls, marks, strict=True))
