"""What may be the mark of a note, at the start of its body and in the running text: a table of the styles in which people write marks.

Nothing is decided here: a mark is a candidate. Which of them are marks of notes, `note_alignment` finds by their order.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from publish.importing.inline import (
    BREAK,
    CALL,
    CALL_END,
    CODE,
    CODE_END,
    EM,
    EM_END,
    IMAGE,
    IMAGE_END,
    LINK,
    LINK_MIDDLE,
    REMOVED,
    REMOVED_END,
    SUP,
    SUP_END,
)
from publish.importing.recovery.figures import enumeration_in, is_figure
from publish.importing.recovery.mark_styles import KEY, LETTER, NUMBER, ROMAN, STRONG_STYLES, SYMBOL, WORD, Style, key_of, keys_of

WIDE = str.maketrans("０１２３４５６７８９［］【】〔〕｛｝（）", "0123456789[][][]{}()")


BODIES = {
    Style.BRACKET: re.compile(
        rf"[«“]?(?:\[?\\?\[\s*\^?(?:{WORD})?({KEY}|{SYMBOL})\s*\\?\](?:\]?\(#[^)\s]*\))?[»”]?[.:]?|\[(?:{WORD})({KEY})\s*:)\s*",
        re.IGNORECASE,
    ),
    Style.BRACE: re.compile(rf"\{{\s*({NUMBER})\s*\}}\s*"),
    Style.ANGLE: re.compile(rf"[<⟨]\s*({NUMBER})\s*[>⟩]\s*"),
    Style.BAR: re.compile(rf"\|({NUMBER})\|\s*"),
    Style.RAISED: re.compile(rf"(?:{SUP}\s*\(?({NUMBER}|{SYMBOL})\)?\s*{SUP_END}|[⁽]?([⁰¹²³⁴⁵⁶⁷⁸⁹]{{1,4}})[⁾]?)\s*"),
    Style.CARET: re.compile(rf"\^\(?({NUMBER})\)?\^?\s*"),
    Style.WORD: re.compile(rf"(?:{WORD})({NUMBER})\s*[.:)–—-]\s*", re.IGNORECASE),
    Style.PAREN: re.compile(rf"\(\s*({NUMBER}|{SYMBOL}|{LETTER})\s*\)\s*"),
    Style.SYMBOL: re.compile(rf"(?![§¶]+\s?\d)({SYMBOL})\s*(?=\S)"),
    Style.DOT: re.compile(rf"({NUMBER})[.):](?:\s+(?=\S)|$)"),
    Style.BARE: re.compile(rf"({NUMBER})(?:\s*{BREAK}\s*|\s+(?=\S)|$)"),
    Style.GLUED: re.compile(rf"(\d{{1,4}})(?=[A-Z“\"‘'«{EM}])"),
}
BRACKETED_NOTE = re.compile(rf"\s*\[(?:{WORD})\s*({NUMBER}|{LETTER})?\s*:\s*([^\[\]]{{3,}})\]", re.IGNORECASE)
"""A note in the line of its call: “[Note: …]”."""
ENDING = r"(?<=[^\W\d_]|[.,;:!?…”’\"'»)\]—–-]|[" + EM_END + "])"
AFTER_DIGITS = r"(?=$|[\s.,;:!?…”’\"'»)\]—–\[" + EM_END + "])(?![.,:]\\d)"
LISTED = rf"{NUMBER}(?:\s?[,–-]\s?{NUMBER})*"
CALLS = {
    Style.BRACKET: re.compile(
        rf"\s*[«]?(?:\[\\?\[({NUMBER}|{ROMAN})\\?\]\]\(#[^)\s]*\)"
        rf"|\\?\[\s*\^?(?:{WORD})?({LISTED}|{ROMAN}|{LETTER}|{SYMBOL})\s*\\?\][»]?(?![(\[]?[(:]))",
        re.IGNORECASE,
    ),
    Style.BRACE: re.compile(rf"\s*\{{\s*({LISTED})\s*\}}"),
    Style.ANGLE: re.compile(rf"\s*[<⟨]\s*({LISTED})\s*[>⟩]"),
    Style.BAR: re.compile(rf"\s*\|({NUMBER})\|"),
    Style.RAISED: re.compile(
        rf"\s*(?:{SUP}\s*[\[(]?({LISTED}|{SYMBOL})[\])]?\s*{SUP_END}|(?<=[^\d\s⁰¹²³⁴⁵⁶⁷⁸⁹⁻])[⁽]?([⁰¹²³⁴⁵⁶⁷⁸⁹]{{1,4}})[⁾]?)"
    ),
    Style.CARET: re.compile(rf"(?<=\S)\^\(?({NUMBER})\)?\^?"),
    Style.WORD: re.compile(rf"\s*[(\[]\s*(?:см\.\s*|see\s+)?(?:{WORD})({NUMBER})\s*[)\]]", re.IGNORECASE),
    Style.PAREN: re.compile(rf"\s*\(({NUMBER}|{SYMBOL}|{LETTER})\)"),
    Style.SYMBOL: re.compile(rf"(?<=[^\s*†‡§¶])\s?({SYMBOL})(?=$|[\s.,;:!?”’\"'»)\]—])"),
    Style.GLUED: re.compile(rf"{ENDING}(\d{{1,4}}){AFTER_DIGITS}"),
}
NEEDED = {
    Style.BRACKET: "[",
    Style.BRACE: "{",
    Style.ANGLE: "<⟨",
    Style.BAR: "|",
    Style.RAISED: f"{SUP}⁰¹²³⁴⁵⁶⁷⁸⁹",
    Style.CARET: "^",
    Style.WORD: "([",
    Style.PAREN: "(",
    Style.SYMBOL: "*†‡§¶|‖+",
    Style.GLUED: "0123456789",
}
"""Each mark of a style contains one of these characters."""
NEVER = re.compile(
    f"{CALL}[^{CALL_END}]*{CALL_END}|{REMOVED}[^{REMOVED_END}]*{REMOVED_END}|{LINK}[^{LINK_MIDDLE}]*{LINK_MIDDLE}|{IMAGE}[^{IMAGE_END}]*{IMAGE_END}"
    f"|{CODE}[^{CODE_END}]*{CODE_END}|"
    r"`[^`]*`|!\[[^\]]*\](?:\[[^\]]*\]|\([^)]*\))|\[[^\]]{2,}\]\((?!#)[^)]*\)"  # code, images, links
    r"|\b\w+\s?\[\w+\]\s*=|=\s*\w+\[\w+\]|(?<![\w’'])(?:[a-z]|array|arr|args|argv|list|vector)\[\w+\]"  # program code
    r"|\b(?:table|fig(?:ure|s?\.)|plate|art(?:icle|\.)|clause|no\.|genesis|exodus|equation|eq\.|"
    r"tabelle|abb(?:ildung|\.)|artikel|abschnitt)\s[\[(]\w+[\])]"  # numbered things that are not notes
    r"|\d+\s?\(\w\)|\d\[\w+\]|[\[(]\w+[\])](?=:\d|[a-z])",
    re.IGNORECASE,
)
"""Spans in which no mark is that of a note."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BodyMark:
    """What may be the mark at the start of a note: its block, its key, where the text of the note begins."""

    style: Style
    key: str
    block: int
    start: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CallMark:
    """What may call a note: its block, its key (“[1, 2]” is two calls), its span; `weight` is higher after punctuation."""

    style: Style
    key: str
    block: int
    start: int
    end: int
    weight: float
    spaced: bool


def body_marks_in(text: str, block: int) -> Iterator[BodyMark]:
    """The marks with which a block may begin as a note, one for each style."""
    lead = re.match(rf"[\s{EM}]*", text)
    begin = lead.end() if lead else 0
    wide = text.translate(WIDE)
    for style, pattern in BODIES.items():
        match = pattern.match(wide, begin)
        if match:
            key = key_of(next(group for group in match.groups() if group))
            if key and (style is not Style.BARE or len(text) > match.end() or begin == 0):
                yield BodyMark(style=style, key=key, block=block, start=match.end())


def call_marks_in(text: str, block: int, begin: int = 0) -> Iterator[CallMark]:
    """The marks in a text, from `begin` on, that may call a note."""
    wide = text.translate(WIDE)
    letters = frozenset(wide)
    never: list[tuple[int, int]] | None = None
    enumerated = enumeration_in(wide) if letters & {"(", "["} else frozenset()
    for style, pattern in CALLS.items():
        if letters.isdisjoint(NEEDED[style]):
            continue
        for match in pattern.finditer(wide, begin):
            never = [span.span() for span in NEVER.finditer(wide)] if never is None else never
            if any(first < match.end() and match.start() < last for first, last in never):
                continue
            if match.start() == 0 or (style is Style.PAREN and not text[: match.start()].strip()):
                continue
            spaced = match[0][:1].isspace()
            is_point = style in {Style.PAREN, Style.BRACKET} and match.start() in enumerated
            if is_point or is_figure(style, text, match.start(), match.end()):
                continue
            written = next(group for group in match.groups() if group)
            before = text[match.start() - 1]
            weight = 1.0 if before in ".,;:!?…”’\"'»)—" else 0.9 if style in STRONG_STYLES else 0.7
            for key in keys_of(written):
                yield CallMark(style=style, key=key, block=block, start=match.start(), end=match.end(), weight=weight, spaced=spaced)
