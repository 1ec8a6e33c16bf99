"""The fonts of a book's own, named by @font-face in its style sheet: whether they show the letters that are written. Reports S112.

Only the letters that the book sets in a font are judged: a font may lack what nobody reads.
"""

import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import tinycss2

from publish.book.css import Nodes, address_of, rules_of
from publish.book.faces import face_of_file, glyphs_of
from publish.book.letterforms import are_different, other_letter
from publish.diagnostics import Diagnostic, Location, diagnostic
from publish.model import Face
from publish.tools.cache import Cache, digest

WEIGHTS = {"normal": 400, "bold": 700}
MOST_LETTERS = 4  # that a message names
HELP = "the reader must see what is written: put another file of the font in its place, or take the font out of the sheet"


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnFace:
    """A face of the book's own. `ranges` are the code points that the sheet wants it for, first and last; empty for all."""

    face: Face
    ranges: tuple[tuple[int, int], ...] = ()
    exchanged: tuple[tuple[str, str], ...] = ()
    """Letters that the face draws in each other's place, each with the one that it shows."""

    def draws(self, character: str) -> bool:
        """Whether the character is drawn with this face where its family is asked for."""
        is_wanted = not self.ranges or any(first <= ord(character) <= last for first, last in self.ranges)
        return is_wanted and character in glyphs_of(self.face).by_character


Words = Mapping[str, Set[str]]
"""The words that are set in a face, by their languages."""


def own_faces(stylesheet: str, files: Mapping[str, Path], cache: Cache) -> tuple[OwnFace, ...]:
    """The faces of a flat sheet's @font-face rules. `files` are the files that it names, by their addresses in it."""
    faces = []
    for rule in rules_of(stylesheet):
        if rule.type == "at-rule" and rule.lower_at_keyword == "font-face" and rule.content:
            face = _own_face(rule.content, files, cache)
            if face:
                faces.append(face)
    return tuple(faces)


def unreadable_fonts(faces: Iterable[OwnFace], folder: Path) -> Iterator[Diagnostic]:
    """S112 for each file that is not a font. `folder` is the book's."""
    for path in dict.fromkeys(own.face.path for own in faces if not glyphs_of(own.face).by_character):
        yield diagnostic(
            "S112", f"{path.name} cannot be read as a font", help="save it as .ttf, .otf, .woff or .woff2", at=_place(path, folder)
        )


def font_faults(texts: Iterable[tuple[OwnFace, Words]], folder: Path) -> Iterator[Diagnostic]:
    """S112 for each face that does not show letters of its words. `folder` is the book's."""
    for own, words in texts:
        faults = misdrawn(own, words)
        if not faults:
            continue
        shown = list(_shown(faults, dict(own.exchanged)))
        more = f" and {len(shown) - MOST_LETTERS} more letters wrongly" if len(shown) > MOST_LETTERS else ""
        message = f"the font “{own.face.family}” draws {', '.join(shown[:MOST_LETTERS])}{more}"
        yield diagnostic("S112", message, help=HELP, at=_place(own.face.path, folder))


def _shown(faults: Mapping[str, str], exchanged: Mapping[str, str]) -> Iterator[str]:
    """What a message says of each letter; of two that look alike, nobody knows which is right."""
    for letter, other in sorted(faults.items()):
        if not other:
            yield f"“{letter}” as nothing or a box"
        elif faults.get(other) != letter or exchanged.get(letter) == other:
            yield f"“{letter}” as “{other}”"
        elif letter < other:
            yield f"“{letter}” and “{other}” alike"


def misdrawn(own: OwnFace, texts: Words) -> dict[str, str]:
    """The letters of these words that a face does not show, each with the letter that it shows instead, "" for none."""
    glyphs = glyphs_of(own.face)
    faults: dict[str, str] = {}
    for language, words in texts.items():
        letters = {letter for word in words for letter in word if own.draws(letter)}
        faults.update((letter, other) for letter, other in own.exchanged if letter in letters)
        faults.update(_wrong_alone(own.face, letters, language))
        for word in words:
            if letters.isdisjoint(word):
                continue
            shaped = glyphs.shaped(word, language=language)
            for letter, glyph in _single(word, shaped):
                other = other_letter(letter, glyphs.shown_by(glyph)) if letter in letters and glyph != glyphs.by_character[letter] else ""
                if other:
                    faults.setdefault(letter, other)
    return faults


def _wrong_alone(face: Face, letters: Iterable[str], language: str) -> Iterator[tuple[str, str]]:
    """The letters that a face shows wrongly by themselves, each with what it shows."""
    from fontTools import agl  # a table of 4,000 names, for the faces of a book alone

    glyphs = glyphs_of(face)
    for letter in sorted(letters):
        glyph = glyphs.by_character[letter]
        alike = [other for other in glyphs.shown_by(glyph) if other != letter and _rank(other) <= _rank(letter)]
        named = agl.toUnicode(glyphs.name(glyph).partition(".")[0])
        other = other_letter(letter, alike) or (named if len(named) == 1 and are_different(letter, named) else "")
        if letter in face.unshown:
            yield letter, ""
        elif other:
            yield letter, other
    for letter, shaped in glyphs.each_shaped(set(letters) - set(face.unshown), language=language).items():
        if shaped and letter.isalnum() and not glyphs.has_colours and not any(map(glyphs.look, shaped)):
            yield letter, ""


def _rank(letter: str) -> int:
    """How likely a font shows a letter wrongly, 0 to 2: of two that look alike, it is the one with an accent, or the rarer one."""
    return 0 if letter.isascii() else 2 if unicodedata.decomposition(letter) else 1


def _single(word: str, shaped: Sequence[tuple[int, int]]) -> Iterator[tuple[str, int]]:
    """The characters of a word that became one glyph by themselves, each with it."""
    clusters = [cluster for _, cluster in shaped]
    starts = sorted(set(clusters))
    ends = dict(zip(starts, [*starts[1:], len(word)], strict=True))
    for glyph, cluster in shaped:
        if ends[cluster] == cluster + 1 and clusters.count(cluster) == 1:
            yield word[cluster], glyph


def _own_face(content: Nodes, files: Mapping[str, Path], cache: Cache) -> OwnFace | None:
    """The face of a rule; None if it names no file of the book."""
    parts = tinycss2.parse_blocks_contents(content, skip_comments=True, skip_whitespace=True)
    values = {part.lower_name: part.value for part in parts if part.type == "declaration"}
    addresses = (address_of(node) for node in values.get("src", ()))
    path = next((files[address] for address in addresses if address is not None and address in files), None)
    family = " ".join(str(node.value) for node in values.get("font-family", ()) if node.type in {"string", "ident"})
    if path is None or not family:
        return None
    words = [str(node.value).lower() for node in values.get("font-style", ()) if node.type == "ident"]
    style: Literal["normal", "italic"] = "italic" if {"italic", "oblique"} & set(words) else "normal"
    weights = [_weight(node) for node in values.get("font-weight", ()) if node.type in {"number", "ident"}] or [400]
    ranges = tuple((node.start, node.end) for node in values.get("unicode-range", ()) if node.type == "unicode-range")
    face = face_of_file(family, style, (min(weights), max(weights)), path, cache)
    return OwnFace(face=face, ranges=ranges, exchanged=_exchanged(face, cache))


def _exchanged(face: Face, cache: Cache) -> tuple[tuple[str, str], ...]:
    """The letters that a face draws in each other's place, each with the one that it shows."""
    from publish.book.exchanged_letters import exchanged_letters  # draws letters, which only a book with fonts of its own needs

    glyphs = glyphs_of(face)
    key = digest("exchanged letters", glyphs.content)
    return cache.remember(key, tuple[tuple[str, str], ...], lambda: tuple(sorted(exchanged_letters(glyphs).items())))


def _weight(node: object) -> int:
    value = getattr(node, "value", 400)
    return WEIGHTS.get(str(value).lower(), 400) if isinstance(value, str) else round(float(value))


def _place(path: Path, folder: Path) -> Location:
    return Location(path=path.relative_to(folder).as_posix() if path.is_relative_to(folder) else path.name)
