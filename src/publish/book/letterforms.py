"""Whether the glyphs of a face show the letters that they are drawn for.

A face can draw another letter than the one that is written: by a rule for a language (EB Garamond has v for u in Latin), or because a
font is faulty. Glyphs are compared by their outlines. Faces share outlines for good reasons, which are no faults: letters of different
scripts (A, Α, А), the two cases of a letter, its small capital, its forms by compatibility (ª, ſ), letters that look alike in good type
(I and l).
"""

import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from itertools import groupby

from fontTools import unicodedata as scripts

from publish.tools.glyphs import BLANK, Glyphs, LanguageSystem, language_of

MANY = 5
"""So many letters of a script, or symbols, do not look alike: their glyph is a placeholder, as a box is."""
SYMBOLS = frozenset({"Sm", "So"})
WITHOUT_SHAPE = frozenset("\u115f\u1160\u3164\uffa0\u2800\u034f\u17b4\u17b5\U0001d159\ufffc")
"""Characters, besides spaces, for which nothing or a box is drawn."""
SHARED = {
    letter: letters[0]
    for letters in ("iıIlɩƖ|ǀ", "oO", "dđðĐÐƉ", "əǝƏƎ", "kĸ", "aɑ", "gɡ", "fƒ", "ↄɔƆↃ", "nŉ", "rʀƦ", "ʒӡ", "єэ", "μϻ")
    for letter in letters
}
"""Letters of a script that some faces draw alike, by one that stands for all of them."""
SAME_MARKS = str.maketrans("\u0327\u030c\u0311", "\u0326\u0306\u0306")  # cedilla and comma below, caron and breve
DOTTED_I = "i\u0307"  # İ in small letters
ACCENTS_LEFT_OUT = frozenset({"Grek", "Copt"})  # scripts whose capitals have no accents
JOINED = frozenset({"Arab", "Syrc", "Mong", "Mand", "Nkoo", "Adlm", "Rohg", "Phag"})
"""Scripts of which some letters differ only where others stand beside them."""
UNCOUNTED = frozenset({"Hani", "Hang", "Yiii", "Tang", "Nshu", "Cans", "Zzzz"})
"""Scripts of hundreds of characters, some of them of one shape."""


def without_letters(glyphs: Glyphs) -> frozenset[str]:
    """The characters that a face claims to have and shows as a blank or as a placeholder: what it also shows for many others, or a sign for
    each script in the same frame.
    """
    missing: set[str] = set()
    missing_box = glyphs.box(0) if glyphs.look(0) != BLANK else None
    for box, together in glyphs.characters_of.items():
        if not any(box[1:]) and not glyphs.has_colours:
            missing.update(one for one in together if _has_shape(one) and glyphs.look(glyphs.by_character[one]) == BLANK)
        placeholders = _placeholders(glyphs, together, as_missing=box == missing_box)
        missing.update(placeholders)
        if placeholders:
            frame = frozenset.intersection(*(glyphs.contours(glyphs.by_character[one]) for one in placeholders))
            missing.update(one for one in together if frame and frame <= glyphs.contours(glyphs.by_character[one]) and one.isprintable())
    return frozenset(missing)


def _placeholders(glyphs: Glyphs, together: Sequence[str], *, as_missing: bool) -> set[str]:
    """The characters, all in boxes of one size, that are shown like many others or `as_missing`, like the missing glyph whose box it is."""
    if len(together) < MANY and not as_missing:
        return set()
    kinds = Counter(map(_kind, together))
    looks: dict[tuple[str, str], list[str]] = {}
    for character in together:
        kind = _kind(character)
        if kind and (as_missing or kinds[kind] >= MANY):
            looks.setdefault((glyphs.look(glyphs.by_character[character]), kind), []).append(character)
    placeholders: set[str] = set()
    for (look, kind), alike in looks.items():
        is_missing = as_missing and look == glyphs.look(0) and kind not in SYMBOLS
        if is_missing or (look and len(alike) >= MANY and len({skeleton(one) for one in alike}) >= MANY):
            placeholders.update(alike)
    return placeholders


def other_letter(character: str, shown: Iterable[str]) -> str:
    """The letter that a glyph shows instead of the character; "" if it may show it. `shown` are the characters whose own glyph looks so."""
    candidates = list(shown)
    if character in candidates or not _is_plain(character):
        return ""
    return next((one for one in candidates if are_different(character, one)), "")


def are_different(one: str, other: str) -> bool:
    """Whether no good type draws the two characters alike: two figures, or two letters of a script that are not the same letter."""
    if not (_is_plain(one) and _is_plain(other)):
        return False
    if one.isdecimal() or other.isdecimal():
        return one.isdecimal() and other.isdecimal() and unicodedata.decimal(one) != unicodedata.decimal(other)
    script = scripts.script(one)
    return script == scripts.script(other) and script not in JOINED | UNCOUNTED and skeleton(one) != skeleton(other)


@cache
def skeleton(character: str) -> str:
    """What letters have in common that a face may draw alike: `skeleton("Ｖ")` is `v`."""
    name = unicodedata.name(character, "")
    if "SMALL CAPITAL" in name:
        full = name.replace("LETTER SMALL CAPITAL", "CAPITAL LETTER")
        try:
            character = unicodedata.lookup(full)
        except KeyError:
            return name
    plain = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", character).casefold()).replace(DOTTED_I, "i")
    if scripts.script(character) in ACCENTS_LEFT_OUT:
        plain = "".join(one for one in plain if not unicodedata.combining(one))
    return "".join(SHARED.get(one, one) for one in plain.translate(SAME_MARKS))


def altering_features(glyphs: Glyphs) -> tuple[tuple[str, str, str], ...]:
    """The features that draw other letters in a language than in the script's default, each as script, language, feature.

    For EB Garamond roman: `locl` of Latin, which draws u as v.
    """
    altering: list[tuple[str, str, str]] = []
    for script, systems in groupby(glyphs.language_systems(), key=lambda system: system.script):
        letters = [one for one in glyphs.by_character if _is_plain(one) and (script == "DFLT" or _in_script(one, script))]
        for system in systems:
            wrong = altered(glyphs, letters, system) if system.language else {}
            if not wrong:
                continue
            guilty = [feature for feature in glyphs.features(system) if altered(glyphs, wrong, system, {feature: 0}) != wrong]
            altering.extend((system.script, system.language, feature) for feature in guilty)
    return tuple(altering)


def altered(glyphs: Glyphs, letters: Iterable[str], system: LanguageSystem, features: Mapping[str, int] | None = None) -> dict[str, str]:
    """The letters that are drawn as other ones in a language, each with the other."""
    script = "" if system.script == "DFLT" else system.script
    shaped = glyphs.each_shaped(letters, script=script, language=language_of(system), features=features)
    return dict(_altered(glyphs, shaped))


def _altered(glyphs: Glyphs, shaped: Mapping[str, tuple[int, ...]]) -> Iterator[tuple[str, str]]:
    for letter, drawn in shaped.items():
        if len(drawn) != 1 or drawn == (glyphs.by_character.get(letter),):
            continue
        other = other_letter(letter, glyphs.shown_by(drawn[0]))
        if other:
            yield letter, other


def _has_shape(character: str) -> bool:
    return unicodedata.category(character)[0] in "LNPS" and character not in WITHOUT_SHAPE


@cache
def _is_plain(character: str) -> bool:
    """Whether a character is a letter or a figure of everyday text, not of phonetics or mathematics."""
    category = unicodedata.category(character)
    if category == "Nd":
        return True
    if category not in {"Ll", "Lu", "Lo"}:
        return False
    code = ord(character)
    match scripts.script(character):
        case "Latn":
            return code < 0x180 or 0x218 <= code <= 0x21B or 0x1E00 <= code < 0x1F00
        case "Cyrl":
            return 0x400 <= code < 0x460 or 0x490 <= code < 0x4C0
        case "Zyyy" | "Zinh":
            return False
        case _:
            return code < 0x10000 and not unicodedata.decomposition(character).startswith("<")


@cache
def _kind(character: str) -> str:
    """The characters that a placeholder is looked for among: letters by script, symbols by category; "" for others."""
    category = unicodedata.category(character)
    if category[0] == "L":
        script = scripts.script(character)
        return "" if script in JOINED | UNCOUNTED else script
    return category if category in {"Sm", "So", "Nd", "No", "Nl"} else ""


@cache
def _in_script(character: str, tag: str) -> bool:
    """Whether OpenType sets a character by the rules of a script."""
    return tag.strip() in {one.strip() for one in scripts.ot_tags_from_script(scripts.script(character))} or character.isdecimal()
