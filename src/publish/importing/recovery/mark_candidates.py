"""What may be the mark of a note: at the head of its text, and in the running text. Tables of the ways in which people write them.

Nothing is decided here. A mark is a candidate; which of them are notes, the order and the bodies say (`publish.importing.recovery.notes`).
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
    GONE,
    GONE_END,
    IMAGE,
    IMAGE_END,
    LINK,
    LINK_MIDDLE,
    SUP,
    SUP_END,
)

RAISED = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789")
WIDE = str.maketrans("０１２３４５６７８９［］【】〔〕｛｝（）", "0123456789[][][]{}()")
NUMBER = r"\d{1,4}[a-z]?"
MOST_NUMBER = 1500  # of a note: beyond it is a year
ROMAN = r"[ivxl]{1,7}|[IVXL]{1,7}"
LETTER = r"[A-Z]|[a-z]"
WORD = r"(?:footnote|note|fn|anm|anmerkung|fußnote|прим|примечание|nota|n)\.?\s?"
SYMBOL = r"\*{1,5}|†{1,3}|‡{1,3}|§{1,3}|¶{1,2}|\|{2}|‖|\+"
KEY = rf"{NUMBER}|{ROMAN}|{LETTER}"


class Style(StrEnum):
    """A way of writing the mark of a note."""

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


STRONG = frozenset({Style.BRACKET, Style.BRACE, Style.BAR, Style.ANGLE, Style.RAISED, Style.CARET, Style.WORD})
"""Styles that are hardly ever anything else."""

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
INNER = re.compile(rf"\s*\[(?:{WORD})\s*({NUMBER}|{LETTER})?\s*:\s*([^\[\]]{{3,}})\]", re.IGNORECASE)
"""A note that stands whole in the line of its call."""
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
"""Without one of these letters a text has no mark of this way of writing."""
MEASURED = re.compile(
    r"(?:\b(?:pp?|vols?|chs?|nos?|art|fig|sect?|ff?|c|ca|bk|§|[Nn]r|[Aa]bs|[Kk]ap)\.|[§№#$£€]|\b(?:m|cm|km|mm|[A-Z][a-z]?))$"
)
"""Behind what a figure is no note: pages, volumes, units, the parts of a molecule."""


NEVER = re.compile(
    f"{CALL}[^{CALL_END}]*{CALL_END}|{GONE}[^{GONE_END}]*{GONE_END}|{LINK}[^{LINK_MIDDLE}]*{LINK_MIDDLE}|{IMAGE}[^{IMAGE_END}]*{IMAGE_END}"
    f"|{CODE}[^{CODE_END}]*{CODE_END}|"
    r"`[^`]*`|!\[[^\]]*\](?:\[[^\]]*\]|\([^)]*\))|\[[^\]]{2,}\]\((?!#)[^)]*\)"  # code, images, links
    r"|\b\w+\s?\[\w+\]\s*=|=\s*\w+\[\w+\]|(?<![\w’'])(?:[a-z]|array|arr|args|argv|list|vector)\[\w+\]"  # what programs are written in
    r"|\b(?:table|fig(?:ure|s?\.)|plate|art(?:icle|\.)|clause|no\.|genesis|exodus|equation|eq\.|"
    r"tabelle|abb(?:ildung|\.)|artikel|abschnitt)\s[\[(]\w+[\])]"  # what is numbered, and is no note
    r"|\d+\s?\(\w\)|\d\[\w+\]|[\[(]\w+[\])](?=:\d|[a-z])",
    re.IGNORECASE,
)
"""Places where a mark is never that of a note."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Body:
    """What may be the head of a note: in which block, the key, where the note's text begins in it."""

    style: Style
    key: str
    block: int
    start: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """What may call a note: in which block, the keys (several in [1, 2]), from where to where it stands."""

    style: Style
    key: str
    block: int
    start: int
    end: int
    weight: float
    spaced: bool


def bodies_in(text: str, block: int) -> Iterator[Body]:
    """Each way in which a block may begin as a note."""
    lead = re.match(rf"[\s{EM}]*", text)
    begin = lead.end() if lead else 0
    wide = text.translate(WIDE)
    for style, pattern in BODIES.items():
        found = pattern.match(wide, begin)
        if found:
            key = key_of(next(group for group in found.groups() if group))
            if key and (style is not Style.BARE or len(text) > found.end() or begin == 0):
                yield Body(style=style, key=key, block=block, start=found.end())


def calls_in(text: str, block: int, begin: int = 0) -> Iterator[Call]:
    """Everything in a text, from `begin` on, that may call a note."""
    wide = text.translate(WIDE)
    letters = frozenset(wide)
    never: list[tuple[int, int]] | None = None
    for style, pattern in CALLS.items():
        if letters.isdisjoint(NEEDED[style]):
            continue
        for found in pattern.finditer(wide, begin):
            never = [one.span() for one in NEVER.finditer(wide)] if never is None else never
            if any(first < found.end() and found.start() < last for first, last in never):
                continue
            if found.start() == 0 or (style is Style.PAREN and not text[: found.start()].strip()):
                continue
            if style in {Style.GLUED, Style.PAREN, Style.RAISED} and MEASURED.search(text[max(0, found.start() - 6) : found.start()]):
                continue
            written = next(group for group in found.groups() if group)
            spaced = found[0][:1].isspace()
            before = text[found.start() - 1]
            weight = 1.0 if before in ".,;:!?…”’\"'»)—" else 0.9 if style in STRONG else 0.7
            for key in keys_of(written):
                yield Call(style=style, key=key, block=block, start=found.start(), end=found.end(), weight=weight, spaced=spaced)


def keys_of(written: str) -> tuple[str, ...]:
    """The keys in what stands in a mark: “1, 2” and “1–3” call several."""
    parts = re.split(r"\s?,\s?", written)
    found: list[str] = []
    for part in parts:
        ends = [end for end in re.split(r"\s?[–-]\s?", part) if end]
        if len(ends) == 2 and all(end.isdigit() for end in ends) and 0 < int(ends[1]) - int(ends[0]) < 6:
            found.extend(str(number) for number in range(int(ends[0]), int(ends[1]) + 1))
        elif key := key_of(part):
            found.append(key)
    return tuple(found)


def key_of(written: str) -> str:
    """What is equal for a call and its note: “³”, “3” and “03” are “3”; "" for a year and for what is no number."""
    key = written.strip().translate(RAISED)
    digits = re.match(r"\d+", key)
    if digits:
        number = int(digits[0])
        return f"{number}{key[digits.end() :].lower()}" if 0 < number <= MOST_NUMBER else ""
    return key


def number_of(key: str) -> int | None:
    """The number of a key that has one; Roman numerals and letters count from their beginning, signs have none."""
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
