"""Figures and signs that look like marks of notes, but belong to the words around them: pages, exponents, isotopes, verses, points."""

import re
from dataclasses import dataclass

from publish.importing.inline import EM_END, SUB, SUB_END
from publish.importing.recovery.mark_styles import LETTER, NUMBER, ROMAN, Style, number_of

MOST_BEFORE = 14  # characters before a mark that are looked at
ELEMENTS = "H|He|Li|Be|B|C|N|O|F|Na|Mg|Al|Si|P|S|Cl|K|Ca|Ti|Cr|Mn|Fe|Ni|Cu|Zn|Br|Ag|Ba|Pb"
MOLECULE = rf"\b(?:(?:{ELEMENTS})\d{{1,2}})*(?:C|N|S|P|Si|Ti|Ca|Fe|Al|Mg|Mn|Na|K|H)*(?:O|H|F|Cl)"
"""The beginning of a molecule, up to the figure: CO of CO2, C6H12O of C6H12O6."""
OPERATOR = "[=+−±×·÷/<>≤≥≈^]"
ENUMERATED = re.compile(rf"(?:^|(?<=\s)|\s+)(?P<mark>[(\[])(?P<key>{NUMBER}|{ROMAN}|{LETTER})[)\]](?=[\s,;:])")
SENTENCE_END = re.compile(r"[.!?][”’»\"')\]]*\s+[^\W\d_a-zà-öø-ÿ]")
LEAST_ENUMERATED = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Surroundings:
    """What stands around a figure that is no mark: the styles in which it is written, the end of the text before it, the text after it."""

    styles: frozenset[Style]
    before: re.Pattern[str] = re.compile("")
    after: re.Pattern[str] = re.compile("")


RAISED = frozenset({Style.RAISED, Style.CARET})
SURROUNDINGS = (
    Surroundings(  # pages, volumes, units, the parts of a molecule
        styles=RAISED | {Style.GLUED, Style.PAREN},
        before=re.compile(
            r"(?:\b(?:pp?|[Vv]ols?|[Cc]hs?|[Nn]os?|[Aa]rt|[Ff]ig|[Ss]ect?|ff?|c|ca|bk|[Nn]r|[Aa]bs|[Kk]ap)\.|[§№#$£€]|(?<![\w’'])(?:[ckmd]?m|ft|yd|[A-Z][a-z]?))$"
        ),
    ),
    Surroundings(styles=frozenset({Style.GLUED}), before=re.compile(rf"(?:\d[.,:]|\w-|{MOLECULE})$")),
    Surroundings(  # “§ 3 (2)”, “Article 5(1)”
        styles=frozenset({Style.PAREN}),
        before=re.compile(
            r"(?:§|\b(?:art|article|artikel|sect?|section|clause|rule|law|para|paragraph|absatz|no|nr|vol)\b\.?)\s*\d{1,4}[a-z]?$",
            re.IGNORECASE,
        ),
    ),
    Surroundings(  # exponents: of ten, of a letter that is no word, of a molecule; the exponent is negative
        styles=RAISED, before=re.compile(rf"(?:\b10|(?<![\w’'])[b-df-hj-np-xz]{EM_END}?|\bmc{EM_END}?|{SUB}\w{{1,3}}{SUB_END}|[⁻⁺−])$")
    ),
    Surroundings(styles=RAISED, before=re.compile(rf"(?<![\w’'])[A-Za-z]{EM_END}?$"), after=re.compile(rf"\s?{OPERATOR}")),
    Surroundings(styles=RAISED, before=re.compile(rf"{OPERATOR}\s?\w{{1,3}}{EM_END}?$")),
    Surroundings(styles=frozenset({Style.RAISED}), after=re.compile(r"[A-Za-zÀ-ɏͰ-ӿ]")),  # an isotope, a verse
    Surroundings(styles=frozenset({Style.SYMBOL}), after=re.compile(r"(?<=\s\+)\s|(?<=[§¶])\s?(?:\d|[IVXLC]+\b)")),  # a sum, a reference
)
"""One of these is enough."""


def is_figure(style: Style, text: str, start: int, end: int) -> bool:
    """Whether what is written like a mark at this span belongs to the words around it."""
    before = text[max(0, start - MOST_BEFORE) : start]
    return any(style in around.styles and around.before.search(before) and around.after.match(text, end) for around in SURROUNDINGS)


def enumeration_in(text: str) -> frozenset[int]:
    """The places of marks that number the parts of a sentence: “of two things: (1) the money; and (2) the weather”.

    They have spaces around them and count up from one, within one sentence; those in brackets, as notes have them, after a colon.
    """
    runs: list[list[int]] = [[]]
    last = 0
    for mark in ENUMERATED.finditer(text):
        number = number_of(mark["key"])
        if number != len(runs[-1]) + 1 or SENTENCE_END.search(text, last, mark.start()):
            runs.append([])
        is_point = bool(runs[-1]) or mark["mark"] == "(" or text[: mark.start()].rstrip().endswith(":")
        if number == len(runs[-1]) + 1 and is_point:
            runs[-1].append(mark.start())
        last = mark.end()
    return frozenset(place for run in runs if len(run) >= LEAST_ENUMERATED for place in run)
