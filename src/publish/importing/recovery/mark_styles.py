"""How people write the marks of notes: the styles, and the key that a mark and its note share."""

import re
from enum import StrEnum

RAISED = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789")
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
