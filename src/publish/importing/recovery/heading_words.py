"""The words by which a line calls itself a part, a chapter or a scene, in six languages and some others, and the numerals beside them."""

import re
from collections.abc import Mapping, Sequence

CARDINALS = (
    "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen twenty",
    "eins zwei drei vier fünf sechs sieben acht neun zehn elf zwölf dreizehn vierzehn fünfzehn sechzehn siebzehn achtzehn neunzehn zwanzig",
    "un deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze quinze seize dix-sept dix-huit dix-neuf vingt",
    "uno dos tres cuatro cinco seis siete ocho nueve diez once doce trece catorce quince dieciséis diecisiete dieciocho diecinueve veinte",
    "uno due tre quattro cinque sei sette otto nove dieci undici dodici tredici quattordici quindici sedici diciassette diciotto",
    "один два три четыре пять шесть семь восемь девять десять одиннадцать двенадцать тринадцать четырнадцать пятнадцать",
)
"""The numbers from one on, a line for each language."""
ORDINALS = (
    "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth fifteenth sixteenth",
    "erst zweit dritt viert fünft sechst siebt acht neunt zehnt elft zwölft dreizehnt vierzehnt fünfzehnt sechzehnt",
    "premi deuxième troisième quatrième cinquième sixième septième huitième neuvième dixième onzième douzième treizième",
    "primer segund tercer cuart quint sext séptim octav noven décim undécim duodécim",
    "prim second terz quart quint sest settim ottav non decim undicesim dodicesim",
    "перв втор трет четвёрт пят шест седьм восьм девят десят одиннадцат двенадцат",
)
ENDINGS: Sequence[str] = ("", "(?:e[rs]?)", "(?:er|ère)?", "[oa]?", "[oa]", "(?:ый|ая|ое|ой|ий|ья|ье)")
"""The endings of the ordinals of each language."""
LAST = "last|letzte[rs]?|derni(?:er|ère)|últim[oa]|ultim[oa]|последн(?:ий|яя)"

_CARDINAL_VALUES: Mapping[str, int] = {word: number for line in CARDINALS for number, word in enumerate(line.split(), 1)}
_ROMAN = "(?=[ivxlc])c{0,3}(?:xc|xl|l?x{0,3})(?:ix|iv|v?i{0,3})"
_CARDINAL = "|".join(sorted(_CARDINAL_VALUES, key=len, reverse=True))
_ORDINAL = "|".join(f"(?:{'|'.join(line.split())}){ending}" for line, ending in zip(ORDINALS, ENDINGS, strict=True)) + f"|{LAST}"
_NUMERAL = rf"(?:\d{{1,3}}|{_ROMAN}|(?:the\s+)?(?:{_CARDINAL}|{_ORDINAL}))(?![^\W_])"

PARTS = "part|book|volume|teil|buch|band|partie|livre|tome|parte|libro|часть|книга|том|część|deel"
CHAPTERS = (
    "chapter|lecture|letter|essay|section|act|canto|kapitel|akt|aufzug|gesang|chapitre|acte|chant|capítulo|acto|capitolo|atto|"
    "глава|действие|rozdział|hoofdstuk"
)
SCENES = "scene|szene|auftritt|scène|escena|scena|сцена|явление"


def _called(words: str, more: str = "") -> str:
    """The pattern of a line that begins with one of these words and its numeral: “Chapter One”, “Das zweite Kapitel”, “Part the First”."""
    ordinal = rf"(?:(?:the|das|der|die|la|le)\s+)?(?:(?:{_ORDINAL})|\d{{1,3}}\.)\s+(?:{words})(?![^\W_])"
    return rf"(?:(?:{words})\s+{_NUMERAL}|{ordinal}{more})"


_PART = _called(PARTS, r"|第[一二三四五六七八九十\d]+部")
_CHAPTER = _called(f"{CHAPTERS}|{SCENES}", r"|第[一二三四五六七八九十百\d]+章")
BARE_PART = re.compile(rf"{_PART}\s*[.:]?", re.IGNORECASE)
CHAPTER = re.compile(rf"{_CHAPTER}\s*[.:]?", re.IGNORECASE)
"""A line that is only the number of a chapter, an act, a scene."""
SCENE = re.compile(rf"{_called(SCENES)}\s*[.:]?(?:\s.*)?", re.IGNORECASE)
PART = re.compile(_PART, re.IGNORECASE)
"""The beginning of the title of a part; a word that only begins like it, as “Partly”, is none."""
WITH_TITLE = re.compile(rf"(?P<called>{_PART}|{_CHAPTER})(?P<mark>\s*[.:–—-]\s*|\s+)(?P<title>\S.{{0,90}})", re.IGNORECASE)
BEGINS = re.compile(f"(?:{PARTS}|{CHAPTERS}|{SCENES})", re.IGNORECASE)
NAMED = re.compile(
    r"(?:preface|foreword|introduction|introductory|prologue|epilogue|interlude|conclusion|postscript|afterword|"
    r"appendix(?: [\dA-Zivx]+)?|glossary|bibliography|acknowledge?ments|dedication|author.s note|translator.s (?:note|preface)|"
    r"(?:the )?(?:persons|people) of the play|dramatis person(?:ae|æ)|cast of characters|"
    r"vorwort|geleitwort|einleitung|einführung|prolog|epilog|nachwort|schluss|anhang|danksagung|personen|"
    r"préface|avant-propos|prologue|épilogue|postface|remerciements|annexe|personnages|"
    r"prefacio|prólogo|epílogo|introducción|agradecimientos|apéndice|personajes|"
    r"prefazione|prologo|epilogo|introduzione|ringraziamenti|appendice|personaggi|"
    r"введение|предисловие|пролог|эпилог|заключение|послесловие|приложение|действующие лица)[.:]?",
    re.IGNORECASE,
)
"""The names of sections that need no number."""
CONTENTS = re.compile(
    r"(?:table of )?contents|inhalt(?:sverzeichnis)?|table des matières|sommaire|indice|índice|содержание|оглавление|目录|目次",
    re.IGNORECASE,
)
"""The names of a list of contents."""
_WORD = r"[^\W\d_]{3,12}\.?"
DATE = re.compile(
    rf"(?:{_WORD},?\s+)?(?:\d{{1,2}}(?:st|nd|rd|th|er|\.|º)?\s+(?:de\s+)?{_WORD}|{_WORD}\s+\d{{1,2}}(?:st|nd|rd|th)?)(?:,?\s+(?:de\s+)?\d{{4}})?"
    rf"|\d{{1,2}}[./-]\d{{1,2}}[./-]\d{{2,4}}|\d{{4}}-\d\d-\d\d|{_WORD}\s+\d{{4}}"
)
"""A line that is only a date."""
LONE_NUMERAL = re.compile(rf"[–—-]?\s*(?P<numeral>\d{{1,3}}|(?i:{_ROMAN})|(?i:{_CARDINAL}))\s*[.:]?\s*[–—-]?")
"""A line that is only a number."""
NUMBERED_TITLE = re.compile(r"(?P<numeral>\d{1,3}|[IVXLC]{1,7})(?:[.:)]\s*|\s+[–—-]\s+|\s{1,3})(?P<title>[^\W\d_].{1,90})")
"""A number and a title on one line: “3. The Sea”."""
_ROMAN_VALUES = {"i": 1, "v": 5, "x": 10, "l": 50, "c": 100}


def number_of(numeral: str) -> int:
    """The value of a numeral in figures, in Roman figures of one case, or as a word; 0 if it is none."""
    if numeral.isdecimal():
        return int(numeral)
    if re.fullmatch(_ROMAN, numeral.lower()) and (numeral.isupper() or numeral.islower()):
        values = [_ROMAN_VALUES[letter] for letter in numeral.lower()]
        return sum(-value if value < max(values[place:]) else value for place, value in enumerate(values))
    return _CARDINAL_VALUES.get(numeral.lower(), 0)


def lone_number(text: str) -> int:
    """The number that a line consists of; 0 for any other line."""
    match = LONE_NUMERAL.fullmatch(text)
    return number_of(match["numeral"]) if match else 0


def is_called(text: str) -> bool:
    """Whether a line is called a part, a chapter, a preface, or is a number, and so says nothing of its book."""
    return bool(PART.match(text) or CHAPTER.fullmatch(text) or NAMED.fullmatch(text) or is_called_with_title(text) or lone_number(text))


def is_called_with_title(text: str) -> bool:
    """Whether a line is the number of a chapter or part and its title: “Chapter 3: The Sea”, “Part One The Mill”."""
    match = WITH_TITLE.fullmatch(text)
    if not match or not match["mark"].isspace():
        return match is not None
    is_called = BEGINS.match(match["called"]) is not None and match["called"][0].isupper()
    return is_called and match["title"][0].isupper() and match["title"][-1] not in ".,;!?"
