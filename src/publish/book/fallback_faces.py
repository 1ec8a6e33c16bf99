"""The faces that stand in for letters that the families of a book lack: one for each script, then those for signs.

Policy: a foreign word, a sign or an emoji prints without being asked for. A face is looked for by the script of the letter (ISO 15924, as
Unicode gives it), then among the faces for signs, in the order of FALLBACKS: the same letters give the same faces on every machine. They
are upright, and drawn in the size that suits the text: the letters of Noto Sans are a third as high again as those of EB Garamond. Their
files come with packages that publish needs in any case, but for Noto's (`manimgx-fonts`).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from unicodedata import category

from fontTools import unicodedata as scripts

from publish.book.faces import BUILT_IN, CODE_FAMILY, is_drawn, letters_of
from publish.model import Face

NOTO, STIX, DEJAVU, MUPDF = "manimgx_fonts", "ziamath/fonts", "ziafont/fonts", ""
ANY = frozenset[str]()
EMOJI = "Noto Emoji"
EMOJI_SELECTOR = "\ufe0f"
"""Makes an emoji of the sign before it (UTS #51)."""
SHARED = frozenset({"Zinh", "Zyyy", "Zzzz"})
"""The scripts of marks, signs and punctuation that several scripts have."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fallback:
    """A face for some scripts, or for ANY. `file` is in the folder of a package; `size` is in em of the text."""

    family: str
    folder: str
    file: str
    size: float
    scripts: frozenset[str] = ANY
    heaviest: int = 400
    """A variable face goes up to this weight."""


def _noto(script: str, name: str, size: float) -> Fallback:
    family = f"Noto Sans {name}"
    file = f"{family.replace(' ', '')}[wght].ttf"
    return Fallback(family=family, folder=NOTO, file=file, size=size, scripts=frozenset({script}), heaviest=700)


FALLBACKS = (
    _noto("Deva", "Devanagari", 0.8),  # the first, for the full stop that it shares with its neighbours
    _noto("Arab", "Arabic", 0.85),
    _noto("Armn", "Armenian", 0.76),
    _noto("Beng", "Bengali", 0.8),
    _noto("Ethi", "Ethiopic", 0.74),
    _noto("Geor", "Georgian", 0.76),
    _noto("Gujr", "Gujarati", 0.8),
    _noto("Guru", "Gurmukhi", 0.8),
    _noto("Hebr", "Hebrew", 0.85),
    _noto("Khmr", "Khmer", 0.8),
    _noto("Knda", "Kannada", 0.76),
    _noto("Laoo", "Lao", 0.8),
    _noto("Mlym", "Malayalam", 0.8),
    _noto("Mymr", "Myanmar", 0.8),
    _noto("Orya", "Oriya", 0.76),
    _noto("Sinh", "Sinhala", 0.78),
    _noto("Taml", "Tamil", 0.8),
    _noto("Telu", "Telugu", 0.76),
    _noto("Thai", "Thai", 0.8),
    Fallback(family="STIX Two Math", folder=STIX, file="STIXTwoMath-Regular.ttf", size=0.88),
    Fallback(family="Noto Sans Symbols", folder=NOTO, file="NotoSansSymbols[wght].ttf", size=0.76, heaviest=700),
    Fallback(family=EMOJI, folder=NOTO, file="NotoEmoji[wght].ttf", size=0.8, heaviest=700),
    Fallback(
        family="Noto Sans",
        folder=NOTO,
        file="NotoSans[wght].ttf",
        size=0.76,
        scripts=frozenset({"Cyrl", "Grek", "Latn"}),
        heaviest=700,
    ),
    Fallback(family="DejaVu Sans", folder=DEJAVU, file="DejaVuSans.ttf", size=0.76),
    Fallback(
        family="Droid Sans Fallback",
        folder=MUPDF,
        file=BUILT_IN,
        size=0.86,
        scripts=frozenset({"Bopo", "Hang", "Hani", "Hira", "Kana"}),
    ),
)


def fallback_faces(letters: Iterable[str], faces: Iterable[Face]) -> tuple[Face, ...]:
    """The faces for the letters that the upright ones of a book's own `faces` lack, that for code apart, in the order of FALLBACKS."""
    upright = [face for face in faces if face.style == "normal" and face.family != CODE_FAMILY]
    available = frozenset[int]().union(*map(letters_of, upright)) - {ord(letter) for face in upright for letter in face.unshown}
    missing = sorted(letter for letter in set(letters) if ord(letter) not in available)
    chosen = {face for face in all_fallback_faces() if face.family == EMOJI and EMOJI_SELECTOR in missing}
    for letter in sorted(missing, key=lambda letter: scripts.script(letter) in SHARED):  # those that belong to a script first
        script = scripts.script(letter)
        if script in SHARED and category(letter)[0] != "S" and any(ord(letter) in letters_of(face) for face in chosen):
            continue  # a mark or a point of one of these scripts
        face = next((face for face in _of_script(script) if ord(letter) in letters_of(face)), None)
        if face and is_drawn(letter):
            chosen.add(face)
    return tuple(face for face in all_fallback_faces() if face in chosen)


def undrawable_letter(text: str, faces: Iterable[Face]) -> str | None:
    """The first letter of a text that none of the faces has, and no fallback face."""
    available = frozenset[int]().union(*map(letters_of, faces))
    missing = (letter for letter in text if ord(letter) not in available and is_drawn(letter))
    return next((letter for letter in missing if not any(ord(letter) in letters_of(face) for face in all_fallback_faces())), None)


@cache
def all_fallback_faces() -> tuple[Face, ...]:
    """The face of each fallback. Their files are not read."""
    return tuple(
        Face(
            family=fallback.family,
            style="normal",
            weights=(400, fallback.heaviest),
            path=_folder(fallback.folder) / fallback.file,
            size=fallback.size,
            stands_in=True,
        )
        for fallback in FALLBACKS
    )


def _of_script(script: str) -> list[Face]:
    """The faces that may draw a letter of a script, best first."""
    pairs = list(zip(FALLBACKS, all_fallback_faces(), strict=True))
    own = [face for fallback, face in pairs if script in fallback.scripts]
    signs = [face for fallback, face in pairs if not fallback.scripts]
    others = [face for fallback, face in pairs if fallback.scripts and script not in fallback.scripts]
    return [*own, *signs, *others]


@cache
def _folder(path: str) -> Path:
    """A folder of an installed package, which is not imported. A folder that does not exist if the package is not installed."""
    package, _, inside = path.partition("/")
    spec = find_spec(package) if package else None
    places = spec.submodule_search_locations if spec else None
    return Path(places[0]) / inside if places else Path(package)
