"""Formulae in words, for people who listen to a book with a program that does not support MathML.

In English, as a teacher at the board says it: short parts plainly (“a over b”, “x squared”), long parts with an end (“end root”), so that
the formula can be written down by ear. Other languages keep the formula's TeX, as does a formula with a symbol that has no word here.
"""

import unicodedata
from collections.abc import Callable, Mapping, Sequence

from lxml import etree

from publish.book.markup import local_name
from publish.epub.xhtml_file import MATHML

SYMBOLS = {
    "+": "plus",
    "-": "minus",
    "−": "minus",
    "±": "plus or minus",
    "∓": "minus or plus",
    "×": "times",
    "⋅": "times",
    "·": "times",
    "*": "times",
    "∗": "times",
    "/": "divided by",
    "÷": "divided by",
    "∘": "composed with",
    "!": "factorial",
    "%": "percent",
    "=": "equals",
    "≠": "is not equal to",
    "≈": "is approximately",
    "≡": "is equivalent to",
    "∼": "is similar to",
    "∝": "varies as",
    "<": "is less than",
    ">": "is greater than",
    "≤": "is at most",
    "≥": "is at least",
    "≪": "is much less than",
    "≫": "is much greater than",
    "∈": "is in",
    "∉": "is not in",
    "⊂": "is inside",
    "⊆": "is inside or equal to",
    "∪": "union",
    "∩": "intersection",
    "∅": "the empty set",
    "→": "goes to",
    "⟶": "goes to",
    "↦": "maps to",
    "⇒": "implies",
    "⇔": "if and only if",
    "∀": "for all",
    "∃": "there is",
    "¬": "not",
    "∧": "and",
    "∨": "or",
    "∞": "infinity",
    "∂": "partial",
    "∇": "nabla",
    "∑": "the sum",
    "∏": "the product",
    "∫": "the integral",
    "∮": "the closed integral",
    "⋃": "the union",
    "⋂": "the intersection",
    "lim": "the limit",
    "…": "and so on",
    "⋯": "and so on",
    "(": "open parenthesis",
    ")": "close parenthesis",
    "[": "open bracket",
    "]": "close bracket",
    "{": "open brace",
    "}": "close brace",
    "⟨": "open angle",
    "⟩": "close angle",
    "|": "bar",
    "∣": "bar",
    "‖": "double bar",
    ",": "comma",
    ";": "semicolon",
    ":": "colon",
    ".": "point",
    "′": "prime",
    "″": "double prime",
    "°": "degrees",
    "∴": "therefore",
    "ℕ": "the natural numbers",
    "ℤ": "the integers",
    "ℚ": "the rational numbers",
    "ℝ": "the real numbers",
    "ℂ": "the complex numbers",
    "ℏ": "h bar",
    "sin": "sine",
    "cos": "cosine",
    "tan": "tangent",
    "log": "log",
    "ln": "natural log",
    "exp": "exponential",
}
SILENT = frozenset("\u2061\u2062\u2063\u2064\u200b\u00a0\u2009")
OVER = {
    **dict.fromkeys("¯‾", "bar"),
    **dict.fromkeys(("^", "\u0302"), "hat"),
    **dict.fromkeys(("→", "\u20d7"), "vector"),
    "˙": "dot",
    "¨": "double dot",
    "~": "tilde",
    "˜": "tilde",
}
POWERS = {"2": "squared", "3": "cubed", "′": "prime", "″": "double prime", "∘": "degrees", "*": "star", "∗": "star", "T": "transposed"}
# Operators over a range, and the word before a range with only one end.
RANGED = {
    **dict.fromkeys(("the sum", "the product", "the integral", "the closed integral", "the union", "the intersection"), "over"),
    "the limit": "as",
}
ATOMS = frozenset({"mi", "mn", "mo", "mtext"})


MATH = f"{{{MATHML}}}math"


class _UnspokenError(Exception):
    """A part of a formula that has no word here."""


def formula_in_words(math: etree._Element, language: str) -> str | None:
    """A formula in words, “x squared equals 2”; None if it cannot be put into words.

    `language` is the language of the text; the `lang` of an element around the formula takes precedence.
    """
    around = next((inner for element in math.iterancestors() if (inner := element.get("lang"))), language)
    if around.partition("-")[0].lower() != "en":
        return None
    try:
        return " ".join(_row(math).split()) or None
    except _UnspokenError:
        return None


def describe_formulae(root: etree._Element, language: str) -> None:
    """Set each formula's words as its alternative text; a formula that cannot be put into words keeps its TeX."""
    for math in root.iter(MATH):
        words = formula_in_words(math, language)
        if words:
            math.set("alttext", words)


def _phrase(element: etree._Element) -> str:
    return " ".join(_words(element).split())


def _words(element: etree._Element) -> str:
    name = local_name(element)
    if name in ATOMS:
        return _atom(name, (element.text or "").strip())
    if name in {"mrow", "mstyle", "mpadded", "mtd"}:
        return _row(element)
    if name == "mspace":
        return ""
    if name == "mfrac" and element.get("linethickness", "").startswith("0"):
        return " choose ".join(map(_phrase, element))
    if name not in SPEAKERS:
        raise _UnspokenError(name)
    try:
        return SPEAKERS[name](list(element))
    except IndexError as fault:
        raise _UnspokenError(name) from fault


def _row(element: etree._Element) -> str:
    return " ".join(_phrase(child) for child in element.iterchildren(etree.Element))


def _atom(name: str, text: str) -> str:
    if name in {"mn", "mtext"}:
        return text
    if text in SYMBOLS:
        return SYMBOLS[text]
    return " ".join(_letter(letter) for letter in text) if name == "mo" or len(text) == 1 else text


def _letter(letter: str) -> str:
    """The name of a letter: “x”, “cap X”, “alpha”, “cap sigma”."""
    if letter in SILENT:
        return ""
    if letter in SYMBOLS:
        return SYMBOLS[letter]
    plain = unicodedata.normalize("NFKC", letter)
    if plain.isascii() and plain.isalnum():
        return f"cap {plain}" if plain.isupper() else plain
    if len(plain) > 1 and plain.isalnum():  # such as ﬁ, ½, ㎏
        return " ".join(map(_letter, plain))
    words = unicodedata.name(plain, "").split() if len(plain) == 1 else []
    if words[:1] == ["GREEK"] and "LETTER" in words:
        return f"cap {words[-1].lower()}" if "CAPITAL" in words else words[words.index("LETTER") + 1].lower()
    raise _UnspokenError(letter)


def _is_short(element: etree._Element) -> bool:
    """Whether an element is one letter, one number or one symbol."""
    while local_name(element) in {"mrow", "mstyle"} and len(element) == 1:
        element = element[0]
    return local_name(element) in ATOMS


def _text(element: etree._Element) -> str:
    return "".join(map(str, element.itertext())).strip()


def _fraction(parts: Sequence[etree._Element]) -> str:
    above, below = parts[0], parts[1]
    if _is_short(above) and _is_short(below):
        return f"{_phrase(above)} over {_phrase(below)}"
    return f"the fraction {_phrase(above)} over {_phrase(below)}, end fraction,"


def _power(parts: Sequence[etree._Element]) -> str:
    return _raised(_phrase(parts[0]), parts[1])


def _raised(base: str, power: etree._Element) -> str:
    if _is_short(power):
        return f"{base} {POWERS.get(_text(power)) or f'to the {_phrase(power)}'}"
    return f"{base} to the power {_phrase(power)}, end power,"


def _index(parts: Sequence[etree._Element]) -> str:
    base = _phrase(parts[0])
    if base in RANGED:
        return f"{base} {RANGED[base]} {_phrase(parts[1])} of"
    return f"{base} sub {_phrase(parts[1])}" + ("" if _is_short(parts[1]) else ", end sub,")


def _index_and_power(parts: Sequence[etree._Element]) -> str:
    base = _phrase(parts[0])
    if base in RANGED:
        return f"{base} from {_phrase(parts[1])} to {_phrase(parts[2])} of"
    return _raised(_index(parts[:2]), parts[2])


def _over(parts: Sequence[etree._Element]) -> str:
    if _text(parts[1]) in OVER:
        return f"{_phrase(parts[0])} {OVER[_text(parts[1])]}"
    return f"{_phrase(parts[0])} with {_phrase(parts[1])} above"


def _root(parts: Sequence[etree._Element]) -> str:
    if len(parts) == 1 and _is_short(parts[0]):
        return f"the square root of {_phrase(parts[0])}"
    return f"the square root of {' '.join(map(_phrase, parts))}, end root,"


def _root_of_degree(parts: Sequence[etree._Element]) -> str:
    name = "the cube root of" if _text(parts[1]) == "3" else f"the root of degree {_phrase(parts[1])} of"
    return f"{name} {_phrase(parts[0])}" + ("" if _is_short(parts[0]) else ", end root,")


def _table(rows: Sequence[etree._Element]) -> str:
    cells = [[_phrase(cell) for cell in row] for row in rows]
    lines = "; ".join(f"row {number}: {', '.join(filter(None, row))}" for number, row in enumerate(cells, 1))
    return f"a table of {len(cells)} by {max(map(len, cells))}: {lines}; end table,"


SPEAKERS: Mapping[str, Callable[[Sequence[etree._Element]], str]] = {
    "mfrac": _fraction,
    "msup": _power,
    "msub": _index,
    "msubsup": _index_and_power,
    "munder": _index,
    "munderover": _index_and_power,
    "mover": _over,
    "msqrt": _root,
    "mroot": _root_of_degree,
    "mtable": _table,
}
