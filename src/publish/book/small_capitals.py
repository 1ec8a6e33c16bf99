"""How a text that a sheet asks small capitals for is set, so that it looks of one piece.

Policy: real small capitals where the face has one for every letter of the text. Otherwise capitals, a little smaller, in the scripts whose
capitals are set like that (Latin, Cyrillic), and roman in all others: Greek capitals lose their accents, other scripts have no capitals.
"""

import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from enum import StrEnum

from fontTools import unicodedata as scripts

from publish.book.faces import glyphs_of, letters_of
from publish.model import Face

FEATURES: Mapping[str, tuple[str, ...]] = {
    "small-caps": ("smcp",),
    "all-small-caps": ("smcp", "c2sc"),
    "petite-caps": ("pcap",),
    "all-petite-caps": ("pcap", "c2pc"),
}
"""The features of each value of font-variant-caps that asks for small capitals."""
CAPITALS_SIZE = 0.85
"""The size of capitals in place of small capitals, in em."""
WITH_CAPITALS = frozenset({"Latn", "Cyrl"})
DOTTED = frozenset({"az", "ba", "crh", "gag", "kk", "tr", "tt"})
"""Languages in which the capital of i is not I: the capitals could not be read back as what is written."""


class Setting(StrEnum):
    """How the text is set."""

    SMALL_CAPITALS = "small capitals"
    CAPITALS = "capitals"
    ROMAN = "roman"


def setting_of(text: str, caps: str, faces: Sequence[Face], *, language: str = "", features: Mapping[str, int] | None = None) -> Setting:
    """How a text is set for a value of font-variant-caps.

    `faces` draw it, the first one that has a letter; `features` are those that a sheet asks for by name. A text of figures and points only
    is left to the face.
    """
    cased = frozenset(letter for letter in text if unicodedata.category(letter) in {"Ll", "Lu", "Lt"} and letter.upper() != letter.lower())
    if not cased:
        return Setting.ROMAN if any(letter.isalpha() for letter in text) else Setting.SMALL_CAPITALS
    changed = cased if caps.startswith("all-") else frozenset(letter for letter in cased if letter != letter.upper())
    if _all_have(changed, caps, faces, language, features or {}):
        return Setting.SMALL_CAPITALS
    capitals = frozenset("".join(cased).upper())
    is_plain = {scripts.script(letter) for letter in cased} <= WITH_CAPITALS and not _is_dotted(cased, language)
    return Setting.CAPITALS if is_plain and all(_face_of(letter, faces) for letter in capitals) else Setting.ROMAN


def nearest_faces(families: Iterable[str], style: str, weight: int, faces: Sequence[Face]) -> tuple[Face, ...]:
    """The face of each family that comes nearest to a style and a weight; families that the book does not have are left out."""
    nearest = []
    for family in families:
        of_family = [face for face in faces if face.family.casefold() == family.casefold()]
        if of_family:
            nearest.append(min(of_family, key=lambda face: (face.style != style, _distance(face, weight))))
    return tuple(nearest)


def _all_have(letters: Iterable[str], caps: str, faces: Sequence[Face], language: str, features: Mapping[str, int]) -> bool:
    """Whether each letter has a small capital in the face that draws it. A letter that no face has does not count: it is reported."""
    drawn: dict[Face, list[str]] = {}
    for letter in letters:
        face = _face_of(letter, faces)
        if face:
            drawn.setdefault(face, []).append(letter)
    asked = {**features, **dict.fromkeys(FEATURES[caps], 1)}
    for face, of_face in drawn.items():
        plain = glyphs_of(face).each_shaped(of_face, language=language, features=features)
        small = glyphs_of(face).each_shaped(of_face, language=language, features=asked)
        if any(small[letter] == plain[letter] for letter in of_face):
            return False
    return True


def _face_of(letter: str, faces: Sequence[Face]) -> Face | None:
    return next((face for face in faces if ord(letter) in letters_of(face)), None)


def _is_dotted(letters: Iterable[str], language: str) -> bool:
    return language.partition("-")[0].lower() in DOTTED and not {"i", "ı", "İ", "I"}.isdisjoint(letters)


def _distance(face: Face, weight: int) -> int:
    return max(face.weights[0] - weight, weight - face.weights[1], 0)
