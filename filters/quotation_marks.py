"""Quotation marks as a compositor sets them: straight ones curled by language, apostrophes, a hair's breadth where two marks meet.

    "He said 'no,'" she wrote      becomes   “He said ‘no,’ ” she wrote       in English
    "Non"                          becomes   « Non »                          in French, with narrow no-break spaces

Policy: what cannot be decided stays as it was typed. The straight marks of one kind in a paragraph are set together or not at all; M240
reports those that are left, and M244, once for a book, a language that has no marks. Curled marks, code, addresses, attributes and
mathematics are not touched. Marks follow the language of the passage (`[quotation-marks]` in its file of `publish.languages`, for the
book's language also in book.toml). Only marks change; words keep their letters.

Runs after the filters that read the text as it was typed. Also a pandoc filter, by `lang`: pandoc --filter filters/quotation_marks.py.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

import panflute as pf

from _languages import QuotationMarks, rules_for
from _plain_text import Finding, Place, no_place
from _text_runs import OBJECT, Text, texts, write_back

CHANGES = frozenset[str]()

NARROW, HAIR = "\u202f", "\u200a"
APOSTROPHE = "’"
QUOTES = frozenset("\"'“”„‟‘’‚‛«»‹›" + NARROW + HAIR)  # skipped between a mark and the text beside it
OUTER = frozenset("“”„«»")
DASHES = "-–—―/"
BEGINS = frozenset(" \n\u00a0([{" + DASHES)
ENDS = frozenset(" \n\u00a0)]}.,;:!?…" + DASHES)
APOSTROPHES = re.compile(r"(?<= )'([nN])'(?= )|(?<=[^\W\d_])'(?=\w)|(?<=\d)'(?=[^\W\d_])")
PRIMES = re.compile(r"(?<=\d)'(?=\d)|(?<=\d)'\d+(\")")
GERESH = re.compile(r"(?<=[\u05d0-\u05ea])(?:\"(?=[\u05d0-\u05ea])|'(?!\w))")  # in Hebrew a sign of abbreviations: it stays
MEETING = frozenset(["“‘", "‘“", "’”", "”’", "„‚"])  # pairs that get a hair space between them


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """What is set; the rest stays as typed."""

    quotes: bool = True
    nested: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """What publish passes to a filter; under plain pandoc it comes from the metadata."""

    language: str = ""
    typography: Rules = field(default_factory=Rules)


def run(doc: pf.Doc, context: Any) -> list[Finding]:
    """Sets the quotation marks of a tree. M240 and M244 for straight marks that stay. The context has the fields of `Context`."""
    place_of = getattr(context, "place_of", None) or no_place
    rules = context.typography
    findings: list[Finding] = []
    unknown: set[str] = set()  # languages
    if not (rules.quotes or rules.nested):
        return findings
    for text in texts(doc, context.language):
        if rules.quotes and ('"' in text.characters or "'" in text.characters):
            for at in set_quotes(text):
                findings.append(undecided(text.characters, at, place_in(text, at, place_of)))
            for at in without_marks(text):
                spoken = language_at(text, at)
                if spoken not in unknown:
                    unknown.add(spoken)
                    findings.append(unmarked(spoken, place_in(text, at, place_of), of_book=spoken == context.language))
        if rules.nested:
            part_marks(text)
        if text.changes:
            write_back(text)
    return findings


def undecided(text: str, at: int, place: Place) -> Finding:
    """M240 for the mark at an offset of a text."""
    around = " ".join(text[max(0, at - 16) : at + 16].replace(OBJECT, "…").split())
    help = "type the marks of this paragraph as they should be printed, “ ” ‘ ’, or primes: 6′ 1″"
    return ("M240", f"which way the straight mark {text[at]} faces in “{around}” is not clear", help, place)


def unmarked(language: str, place: Place, *, of_book: bool) -> Finding:
    """M244 for the first straight mark in a language without marks."""
    in_book = 'give them in book.toml: [typography.quotation-marks] with open = "…", close = "…", inner-open = "…", inner-close = "…"'
    help = in_book if of_book else "type the marks of this language as they should be printed"
    return ("M244", f"publish knows no quotation marks of “{language}”: the straight ones stay as they are typed", help, place)


def place_in(text: Text, at: int, place_of: Callable[[Any, int], Place]) -> Place:
    """The place of a character in the manuscript; where it is not known, that of its paragraph."""
    place = place_of(text.leaf_at(at), at - text.starts[text.piece_at(at)])
    return place if place[1] else (place_of(text.owner, 0)[0], 0)


def without_marks(text: Text) -> Iterator[int]:
    """The offsets of the straight marks whose language has no marks."""
    straight = (match.start() for match in re.finditer("[\"']", text.characters))
    return (at for at in straight if text.leaf_at(at) is not None and marks_at(text, at) is None)


# --- quotation marks and apostrophes --------------------------------------------------------------------------------------------------


def set_quotes(text: Text) -> list[int]:
    """Sets the straight marks of a text. Returns the offset of the first mark of each kind that is left."""
    characters = text.characters
    primes = {at for marks in (PRIMES, GERESH) for match in marks.finditer(characters) for at in range(match.start(), match.end())}
    for match in APOSTROPHES.finditer(characters):
        for at in range(match.start(), match.end()):
            if characters[at] == "'" and marks_at(text, at):
                text.replace(at, APOSTROPHE)
    left: list[int] = []
    for kind, decide in (('"', doubles), ("'", singles)):
        settled = primes | text.changes.keys()
        marks = [match.start() for match in re.finditer(kind, characters) if match.start() not in settled]
        places = [at for at in marks if text.leaf_at(at) is not None and marks_at(text, at)]
        decided = decide(text, places) if places else []
        if decided is None:
            left.append(places[0])
            continue
        for at, mark in decided:
            text.replace(at, mark)
    return left


def language_at(text: Text, at: int) -> str:
    """The language of the passage that holds a character."""
    return text.pieces[text.piece_at(at)][2]


def marks_at(text: Text, at: int) -> QuotationMarks | None:
    """The marks of the language that a character is in; None for a language without them."""
    return rules_for(language_at(text, at)).quotation_marks


def sides(text: str, at: int) -> tuple[str, str]:
    """The nearest characters before and after a mark that are not marks themselves; a space at the end of the text."""
    before, after = at - 1, at + 1
    while before >= 0 and text[before] in QUOTES:
        before -= 1
    while after < len(text) and text[after] in QUOTES:
        after += 1
    return text[before] if before >= 0 else " ", text[after] if after < len(text) else " "


def facing(text: str, at: int, *, is_open: bool) -> str:
    """Which way a mark faces: "open", "close", or "" if that is not clear."""
    before, after = sides(text, at)
    begins, ends = before in BEGINS, after in ENDS
    if begins != ends:
        return "open" if begins else "close"
    if not begins or (before.isspace() and after.isspace()):
        return ""
    return "close" if is_open else "open"


def doubles(text: Text, places: list[int]) -> list[tuple[int, str]] | None:
    """The double marks by offset, or None. They must open and close in turn; the last may stay open: the next paragraph goes on."""
    if OUTER & set(text.characters):
        return None
    decided: list[tuple[int, str]] = []
    opener: int | None = None
    for at in places:
        way = facing(text.characters, at, is_open=opener is not None)
        if way != ("open" if opener is None else "close"):
            return None
        marks = marks_at(text, at if opener is None else opener)
        if marks is None:
            return None
        decided.append((at, marks.open if way == "open" else marks.close))
        opener = at if way == "open" else None
    return decided


def singles(text: Text, places: list[int]) -> list[tuple[int, str]] | None:
    """The single marks by offset, with the apostrophes at the beginning and the end of words, or None."""
    decided: list[tuple[int, str]] = []
    opener: int | None = None
    has_opened = False
    for number, at in enumerate(places):
        marks = marks_at(text, at if opener is None else opener)
        if marks is None:
            return None
        way = facing(text.characters, at, is_open=opener is not None)
        closes_later = any(facing(text.characters, later, is_open=True) == "close" for later in places[number + 1 :])
        elided = is_elision(text, at)
        if way == "open" and elided and (opener is not None or not closes_later):
            decided.append((at, APOSTROPHE))
        elif way == "open" and opener is None and closes_later and not elided:
            opener, has_opened = at, True
            decided.append((at, marks.inner_open))
        elif way == "close" and opener is not None:
            decided.append((at, marks.inner_close))
            opener = None
        elif way == "close" and sides(text.characters, at)[0].isalpha() and not (has_opened and marks.inner_close != APOSTROPHE):
            decided.append((at, APOSTROPHE))
        else:
            return None
    return decided if opener is None else None


def is_elision(text: Text, at: int) -> bool:
    """Whether a mark precedes a word that has lost its beginning: 'tis, '90s."""
    word = re.match(r"\w+", text.characters[at + 1 :])
    if not word:
        return False
    marks = marks_at(text, at)
    return (marks is not None and word[0].lower() in marks.elisions) or re.fullmatch(r"\d\ds?", word[0]) is not None


def part_marks(text: Text) -> None:
    """Puts a hair space between two curled marks of different kinds that meet."""
    if len(text.changes) < 2 and not any(pair in text.characters for pair in MEETING):
        return
    final = [text.changes.get(at, character) for at, character in enumerate(text.characters)]
    for at, (first, second) in enumerate(pairwise(final)):
        if first[-1:] + second[:1] in MEETING:
            text.replace(at, first + HAIR)


if __name__ == "__main__":
    tree = pf.load()
    run(tree, Context(language=str(tree.get_metadata("lang", "en"))))
    pf.dump(tree)
