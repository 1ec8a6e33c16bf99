"""Dashes, points and spaces as a compositor sets them: dashes for hyphens, an ellipsis for three points, no-break spaces.

    pp. 3-4, by J. S. Mill    becomes   pp. 3–4, by J. S. Mill    in English, with no-break spaces after pp., J. and S.
    But I--we---left...       becomes   But I—we—left…            in English; two hyphens are a shorter dash in German
    Oui !                     becomes   Oui !                     in French, with a narrow no-break space

Policy: what cannot be decided stays as it was typed. Code, addresses, attributes and mathematics are not touched. Dashes and spaces follow
the language of the division (`[dashes]` and `[spaces]` in its file of `publish.languages`), not of a passage within it: a French word in an
English sentence is spaced as the sentence is. Words keep their letters: only punctuation and spaces change.

Runs last, when quotation marks are as they will be printed. Also a pandoc filter, by `lang`: pandoc --filter filters/spacing.py.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache, partial
from typing import Any

import panflute as pf

from _languages import Spaces, rules_for
from _plain_text import Finding
from _text_runs import OBJECT, Text, text_in, texts, write_back

CHANGES = frozenset[str]()

NARROW, WIDE = "\u202f", "\u00a0"
UNIT = r"(?:pp?|vols?|chaps?|cols?|fols?|figs?|Nos?|Nr|Bde?|Kap|Abb|с|стр)\."
IN_RANGES = re.compile(rf"(?<![\w.-])(?:{UNIT}|§§?|S\.)[ \u00a0\u202f]?(?:\d+[-–]\d+, ?|\d+, ?)*\d+-\d+(?![\w-]|[.,]\d)")
YEARS = re.compile(r"(?<![\w/.:,#–-])(1\d{3}|20\d\d)(-)(1\d{3}|20\d\d|\d\d)(?![\w/:–-]|[.,]\d)")
NO_YEAR = re.compile(r"(?:\d|IS[BS]N|[Tt]el\.?|[Ff]ax|[Nn]o\.|Nr\.|№)[: \u00a0]*$")
CAPITAL = "[A-ZÀ-ÖØ-ÞĆČĎĐĘĚĞİŁŃŇŐŘŚŞŠŤŮŰŹŻŽЀ-ЯҐ]"
INITIALS = rf"(?<![\w.]){CAPITAL}\.( )(?={CAPITAL}\.[ \u00a0]?{CAPITAL})|(?<={CAPITAL}\.[ \u00a0]){CAPITAL}\.( )(?={CAPITAL}\w)"
UNITS = r"(?<=\d)( )(?=(?:[kcmµn]?m|k?g|mg|k?Hz|k?Wh?|k?V|km/h|m[²³]|km²|°[CF]?|ha|[%‰]|[€$£]|мм|см|км|кг|м|г)(?![\w.]))"
HYPHENS = re.compile(rf"(?<=[\w.,;:!?…%)\]”’»\"'{OBJECT}])-{{2,3}}(?![->])|(?<=[^\s-] )-{{2,3}}(?=[ \n])")
POINTS = re.compile(r"(?<![./])(?<!\. )(?:\.{3,4}|\.(?: \.){2,3})(?![./])(?! \.)")
TALL_PUNCTUATION = re.compile(rf"(?<=[\w)\]”’»…{OBJECT}]) ?([;:!?])(?=[;:!?]*(?:[\s»”)\]\"']|$))")
GUILLEMETS = re.compile(r"«( ?)(?=[^\s])|(?<=[^\s]) ?»")


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """What is set; the rest stays as typed."""

    ranges: bool = True
    dashes: bool = True
    ellipses: str = "sign"
    spaces: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """What publish passes to a filter; under plain pandoc it comes from the metadata."""

    language: str = ""
    typography: Rules = field(default_factory=Rules)
    no_break: tuple[str, ...] = ()


def run(doc: pf.Doc, context: Any) -> list[Finding]:
    """Sets the dashes and the spaces of a tree. Reports nothing. The context has the fields of `Context`."""
    rules, phrases = context.typography, phrases_of(tuple(getattr(context, "no_break", ())))
    stages: list[Callable[[Text], None]] = []
    stages += [set_dashes] if rules.dashes else []
    stages += [POINT_STYLES[rules.ellipses]] if rules.ellipses in POINT_STYLES else []
    stages += [set_ranges] if rules.ranges else []
    stages += [set_spaces] if rules.spaces else []
    stages += [partial(keep_together, phrases)] if phrases else []
    for text in texts(doc, context.language) if stages else ():
        current = text
        for stage in stages:
            stage(current)
            if current.changes:  # the next stage reads what this one has set
                write_back(current)
                current = text_in(current.owner, current.language)
    return []


# --- dashes and points ----------------------------------------------------------------------------------------------------------------


def set_dashes(text: Text) -> None:
    """Sets dashes for two or three hyphens."""
    for hyphens in HYPHENS.finditer(text.characters) if "--" in text.characters else ():
        dash = dash_for(text, hyphens)
        text.replace_all(hyphens.start(), [dash, *[""] * (len(hyphens[0]) - 1)] if dash else [])


def dash_for(text: Text, hyphens: re.Match[str]) -> str:
    """What two or three hyphens become by the rules of the text's language; "" for a language without a rule."""
    before, after = text.characters[hyphens.start() - 1], text.characters[hyphens.end() : hyphens.end() + 1]
    dashes = rules_for(text.language).dashes
    if not dashes:
        return ""
    if len(hyphens[0]) == 3:
        return "—"
    if before.isdigit() and after.isdigit():
        return "–"
    return dashes.between_spaces if before == " " else dashes.between_words


def join_points(text: Text) -> None:
    """Sets an ellipsis for three points; four stay."""
    for points in points_in(text):
        if points[0].count(".") == 3:
            text.replace_all(points.start(), ["…", *[""] * (len(points[0]) - 1)])


def part_points(text: Text) -> None:
    """Puts no-break spaces between three or four points, one before the first of three, and a plain space before a word that follows."""
    for points in points_in(text):
        before, after = text.characters[: points.start()][-1:], text.characters[points.end() :][:1]
        is_tight = " " not in points[0]
        spaced = [(WIDE if place and is_tight else "") + point.replace(" ", WIDE) for place, point in enumerate(points[0])]
        if before == " ":
            text.replace(points.start() - 1, WIDE)
        elif before.isalnum() and points[0].count(".") == 3:
            spaced[0] = WIDE + spaced[0]
        spaced[-1] += " " * after.isalnum()
        text.replace_all(points.start(), spaced)


def points_in(text: Text) -> list[re.Match[str]]:
    """Three or four points together, or with spaces between them."""
    return list(POINTS.finditer(text.characters)) if ".." in text.characters or ". ." in text.characters else []


POINT_STYLES = {"sign": join_points, "spaced": part_points}


def set_ranges(text: Text) -> None:
    """Sets a dash for the hyphen between two pages, volumes, years."""
    for at in hyphens_in_ranges(text.characters) if "-" in text.characters else ():
        text.replace(at, "–")


def hyphens_in_ranges(text: str) -> Iterator[int]:
    """The offsets of hyphens between two pages, volumes, years."""
    for pages in IN_RANGES.finditer(text):
        for pair in re.finditer(r"(\d+)(-)(\d+)", pages[0]):
            if is_ascending(pair[1], pair[3]):
                yield pages.start() + pair.start(2)
    for years in YEARS.finditer(text):
        is_month = len(years[3]) == 2 and int(years[3]) <= 12  # 1905-12 may be December
        if is_ascending(years[1], years[3]) and not is_month and not NO_YEAR.search(text[: years.start()]):
            yield years.start(2)


def is_ascending(first: str, last: str) -> bool:
    """Whether the second number is greater than the first; it may be shortened: 1923, 33."""
    return len(first) < 5 and len(last) < 5 and int(first[: max(0, len(first) - len(last))] + last) > int(first)


# --- spaces ---------------------------------------------------------------------------------------------------------------------------


@lru_cache(maxsize=8)
def phrases_of(written: tuple[str, ...]) -> re.Pattern[str] | None:
    """A pattern for a book's own phrases, as whole words: `p. #` matches "p. 12" and not "top. 12". Phrases may overlap."""
    if not written:
        return None
    longest_first = sorted(written, key=len, reverse=True)
    patterns = [re.escape(phrase).replace(r"\ ", "[ \u00a0]") + r"(?!\w)" * phrase[-1].isalnum() for phrase in longest_first]
    return re.compile(rf"(?<!\w)(?=({'|'.join(patterns)}))".replace(r"\#", r"\d+"))


def keep_together(phrases: re.Pattern[str], text: Text) -> None:
    """Sets no-break spaces in the book's own phrases."""
    for phrase in phrases.finditer(text.characters):
        for space in re.finditer(" ", phrase[1]):
            text.replace(phrase.start() + space.start(), WIDE)


def set_spaces(text: Text) -> None:
    """Sets the spaces that the rules of the text's language ask for."""
    spaces = rules_for(text.language).spaces
    for pattern in (*spaces.no_break, *([INITIALS] if spaces.initials else []), *([UNITS] if spaces.units else [])):
        for match in re.finditer(pattern, text.characters):
            text.replace(match.start(match.lastindex or 0), WIDE)
    if spaces.before:
        space_punctuation(text, spaces)
    if spaces.inside_guillemets:
        space_guillemets(text, spaces.inside_guillemets)


def space_punctuation(text: Text, spaces: Spaces) -> None:
    """Sets the spaces before tall punctuation; no-break spaces that were typed stay."""
    for match in TALL_PUNCTUATION.finditer(text.characters):
        space = spaces.before.get(match[1])
        if space:
            replace_or_insert(text, match.start(), match.start(1), space)


def space_guillemets(text: Text, space: str) -> None:
    """Sets the spaces inside guillemets; no-break spaces that were typed stay."""
    for match in GUILLEMETS.finditer(text.characters):
        if match[0].startswith("«"):
            if match[1]:
                text.replace(match.start(1), space)
            elif text.characters[match.start() + 1] not in (NARROW, WIDE):
                text.replace(match.start(), "«" + space)
        elif text.characters[match.start() - 1] not in (NARROW, WIDE):
            replace_or_insert(text, match.start(), match.end() - 1, space)


def replace_or_insert(text: Text, start: int, at: int, space: str) -> None:
    """Replaces the space at `start`; if there is none before the character at `at`, inserts one."""
    if start < at:
        text.replace(start, space)
    else:
        text.replace(at, space + text.changes.get(at, text.characters[at]))


if __name__ == "__main__":
    tree = pf.load()
    phrases = tree.get_metadata("no-break", [])
    language = str(tree.get_metadata("lang", "en"))
    run(tree, Context(language=language, no_break=(phrases,) if isinstance(phrases, str) else tuple(phrases)))
    pf.dump(tree)
