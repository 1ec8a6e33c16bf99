"""What may be the mark of a note, at the start of its body and in the running text: a table of the styles in which people write marks.

Nothing is decided here: a mark is a candidate. Which of them are marks of notes, `note_alignment` finds by their order.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

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

RAISED = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789")
WIDE = str.maketrans("０１２３４５６７８９［］【】〔〕｛｝（）", "0123456789[][][]{}()")
NUMBER = r"\d{1,4}[a-z]?"
MOST_NUMBER = 1500  # of a note; a larger number is a year
ROMAN = r"[ivxl]{1,7}|[IVXL]{1,7}"
LETTER = r"[A-Z]|[a-z]"
WORD = r"(?:footnote|note|fn|anm|anmerkung|fußnote|прим|примечание|nota|n)\.?\s?"
SYMBOL = r"\*{1,5}|†{1,3}|‡{1,3}|§{1,3}|¶{1,2}|\|{2}|‖|\+"
KEY = rf"{NUMBER}|{ROMAN}|{LETTER}"


class Style(StrEnum):
    """A style in which the mark of a note is written."""

    BRACKET = "bracket"
    BRACE = "brace"
    BAR = "bar"
    ANGLE = "angle"
    RAISED = "raised"
    CARET = "caret"
    WORD = "word"
    PAREN = "paren"
    SYMBOL = "symbol"
    DOT = "dot"
    BARE = "bare"
    GLUED = "glued"
    ITEM = "list item"


STRONG_STYLES = frozenset({Style.BRACKET, Style.BRACE, Style.BAR, Style.ANGLE, Style.RAISED, Style.CARET, Style.WORD})
"""Styles that are hardly ever anything but note marks."""

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
    Style.SYMBOL: re.compile(rf"({SYMBOL})\s*(?=\S)"),
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
    Style.RAISED: re.compile(rf"\s*(?:{SUP}\s*[\[(]?({LISTED}|{SYMBOL})[\])]?\s*{SUP_END}|(?<=[^\d\s])[⁽]?([⁰¹²³⁴⁵⁶⁷⁸⁹]{{1,4}})[⁾]?)"),
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
BEFORE_WEAK = re.compile(r"\d[.,:]$")
"""What precedes the second figure of “3:16” and “1,5”."""
BASE = re.compile(r"(?:\b10|(?<![\w’'])[b-df-hj-np-xz]|\bmc)$")
"""What precedes an exponent: ten, or a letter that is no word."""
LETTERS = re.compile(r"[^\W\d_]")
MEASURED = re.compile(
    r"(?:\b(?:pp?|vols?|chs?|nos?|art|fig|sect?|ff?|c|ca|bk|§|[Nn]r|[Aa]bs|[Kk]ap)\.|[§№#$£€]|\b(?:m|cm|km|mm|[A-Z][a-z]?))$"
)
"""What precedes a figure that is not a note: pages, volumes, units, the parts of a molecule."""


ENUMERATED = re.compile(rf"(?:^|(?<=\s)|\s+)\((?P<key>{NUMBER}|{ROMAN}|{LETTER})\)(?=[\s,;:])")
SENTENCE_END = re.compile(r"[.!?][”’»\"')\]]*\s+[^\W\d_a-zà-öø-ÿ]")
LEAST_ENUMERATED = 2
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
    enumerated = enumeration_in(wide) if "(" in letters else frozenset()
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
            if _is_figure(style, text, match, spaced=spaced) or (style is Style.PAREN and match.start() in enumerated):
                continue
            written = next(group for group in match.groups() if group)
            before = text[match.start() - 1]
            weight = 1.0 if before in ".,;:!?…”’\"'»)—" else 0.9 if style in STRONG_STYLES else 0.7
            for key in keys_of(written):
                yield CallMark(style=style, key=key, block=block, start=match.start(), end=match.end(), weight=weight, spaced=spaced)


def _is_figure(style: Style, text: str, match: re.Match[str], *, spaced: bool) -> bool:
    """Whether a figure belongs to the words around it: a page, an exponent, a verse number before its verse."""
    before = text[max(0, match.start() - 6) : match.start()]
    if style in {Style.GLUED, Style.PAREN, Style.RAISED} and MEASURED.search(before):
        return True
    if style is Style.GLUED and BEFORE_WEAK.search(before):
        return True
    return style is Style.RAISED and ((spaced and bool(LETTERS.match(text, match.end()))) or bool(BASE.search(before)))


def enumeration_in(text: str) -> frozenset[int]:
    """The places of marks in parentheses that number the parts of a sentence: “of two things: (1) the money; and (2) the weather”.

    They have spaces around them and count up from one, within one sentence.
    """
    runs: list[list[int]] = [[]]
    last = 0
    for mark in ENUMERATED.finditer(text):
        number = number_of(mark["key"])
        if number != len(runs[-1]) + 1 or SENTENCE_END.search(text, last, mark.start()):
            runs.append([])
        if number == len(runs[-1]) + 1:
            runs[-1].append(mark.start())
        last = mark.end()
    return frozenset(place for run in runs if len(run) >= LEAST_ENUMERATED for place in run)


def keys_of(written: str) -> tuple[str, ...]:
    """The keys in a mark: “1, 2” and “1–3” have several."""
    parts = re.split(r"\s?,\s?", written)
    keys: list[str] = []
    for part in parts:
        ends = [end for end in re.split(r"\s?[–-]\s?", part) if end]
        if len(ends) == 2 and all(end.isdigit() for end in ends) and 0 < int(ends[1]) - int(ends[0]) < 6:
            keys.extend(str(number) for number in range(int(ends[0]), int(ends[1]) + 1))
        elif key := key_of(part):
            keys.append(key)
    return tuple(keys)


def key_of(written: str) -> str:
    """The key that a call and its note share: “³”, “3” and “03” give “3”; "" for a year."""
    key = written.strip().translate(RAISED)
    digits = re.match(r"\d+", key)
    if digits:
        number = int(digits[0])
        return f"{number}{key[digits.end() :].lower()}" if 0 < number <= MOST_NUMBER else ""
    return key


def number_of(key: str) -> int | None:
    """The number of a key: Roman numerals and letters count too (a is 1), symbols have None."""
    digits = re.match(r"\d+", key)
    if digits:
        return int(digits[0])
    lower = key.lower()
    if re.fullmatch(r"[ivxl]+", lower) and (roman := _roman(lower)):
        return roman
    return ord(lower) - 96 if len(key) == 1 and lower.isalpha() else None


def _roman(text: str) -> int:
    values = {"i": 1, "v": 5, "x": 10, "l": 50}
    total = 0
    for letter, after in zip(text, [*text[1:], "i"], strict=True):
        total += -values[letter] if values[letter] < values[after] else values[letter]
    return total
