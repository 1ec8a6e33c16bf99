"""Folios: page numbers as printed, in roman numerals in the front matter."""

ROMAN = {
    1000: "m", 900: "cm", 500: "d", 400: "cd", 100: "c", 90: "xc", 50: "l", 40: "xl", 10: "x", 9: "ix", 5: "v", 4: "iv", 1: "i",
}  # fmt: skip

DIGITS = {letters: value for value, letters in ROMAN.items() if len(letters) == 1}


def roman_numeral(number: int) -> str:
    """`roman_numeral(14)` is `xiv`."""
    digits = ""
    for value, letters in ROMAN.items():
        digits += letters * (number // value)
        number %= value
    return digits


def roman_value(numeral: str) -> int:
    """`roman_value("xiv")` is 14; 0 for a text that is not a numeral."""
    values = [DIGITS.get(letter, 0) for letter in numeral]
    return sum(-value if value < following else value for value, following in zip(values, [*values[1:], 0], strict=True))


def order_of_folio(folio: str) -> tuple[int, int]:
    """The sort key of a folio: roman before arabic, each by value."""
    return (1, int(folio)) if folio.isdecimal() else (0, roman_value(folio))
