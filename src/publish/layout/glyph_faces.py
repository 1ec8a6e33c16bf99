"""Which face of the book each glyph of a fragment is drawn from, and what had to be drawn without one.

Policy: pages are drawn by the book's own faces and by nothing else. A face is known by its bytes, never by its name, so that no font of
the machine can pass for it. A letter that a face lacks, a style or a weight that a family lacks (WeasyPrint slants and thickens what it
has, silently) are errors with their place.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from hashlib import blake2b
from pathlib import Path
from typing import Any

from fontTools.ttLib import TTLibError

from publish.book.faces import letters_of
from publish.diagnostics import Diagnostic, diagnostic
from publish.model import Face, FontUse


@dataclass(frozen=True, slots=True)
class Flaw:
    """Text that the book's faces cannot draw as asked. `letter` is what no face asked for has; "" where a style or a weight is missing.

    `unknown` where none of the families asked for is the book's: then nothing else is said of the text.
    """

    box: Any
    letter: str
    family: str
    style: str
    weight: int
    unknown: bool = False


class Ink(dict[int, Any]):
    """The fonts of a fragment under WeasyPrint's own keys: what `Document.fonts` is while its pages are drawn."""

    def __init__(self, faces: Sequence[Face]) -> None:
        super().__init__()
        self.faces = {_digest(face.path): face for face in faces}
        self.textbox: Any = None
        self.flaws: dict[tuple[str, str, int, str, int], Flaw] = {}

    def drawn(self, font: Any) -> Any:
        """The font that is from now on drawn under this key. Its name is its face's, equal in all fragments: what WeasyPrint tells apart by
        variant or size is one font here.
        """
        face = self.faces.get(blake2b(font.file_content).digest())
        font.face = face
        font.hash = resource_name(face, font.weight) if face else f"Foreign{font.hash}"
        for other in self.values():
            if other.hash == font.hash:
                return other
        unused = font.get_unused_glyph_id

        def missing(codepoint: int) -> int:
            self._note(font, chr(codepoint))
            return int(unused(codepoint))

        font.get_unused_glyph_id = missing
        return font

    def use(self, font: Any) -> None:
        """The font is about to be drawn for the current text; a flaw is noted if the text asked for something else."""
        style = self.textbox.style
        if self._is_unknown(style["font_family"]):
            families = ", ".join(map(str, style["font_family"]))
            self.flaws.setdefault((families, "", 0, "", 0), Flaw(self.textbox, "", families, "", 0, unknown=True))
            return
        if font.face is None or font.face.family.casefold() not in {name.casefold() for name in style["font_family"]}:
            for letter in self._strange_letters(style["font_family"]):
                self._note(font, letter)
            return
        lightest, heaviest = font.face.weights
        slanted = style["font_style"] != "normal"
        if slanted != (font.face.style == "italic") or not lightest <= style["font_weight"] <= heaviest:
            self._note(font, "")

    def fonts(self) -> tuple[FontUse, ...]:
        """What the fragment draws from each face, by resource name."""
        used = {font.hash: font for font in self.values() if font.face and font.to_unicode}
        return tuple(
            FontUse(
                name=name,
                family=font.face.family,
                style=font.face.style,
                weight=_weight(font.face, font.weight),
                widths=dict(sorted(font.widths.items())),
                texts=dict(sorted(font.to_unicode.items())),
            )
            for name, font in sorted(used.items())
        )

    def _note(self, font: Any, letter: str) -> None:
        style = self.textbox.style
        if self._is_unknown(style["font_family"]):
            return  # `use` says it of the whole text
        asked = str(style["font_family"][0]), str(style["font_style"]), int(style["font_weight"])
        flaw = Flaw(self.textbox, letter, *asked)
        self.flaws.setdefault((*asked, letter, id(getattr(self.textbox, "element", None))), flaw)

    def _is_unknown(self, families: Sequence[str]) -> bool:
        """Whether none of the families is the book's."""
        return {name.casefold() for name in families}.isdisjoint(face.family.casefold() for face in self.faces.values())

    def _strange_letters(self, families: Sequence[str]) -> Iterator[str]:
        """The letters of the current text that no face of the families asked for has."""
        wanted = {name.casefold() for name in families}
        known: set[int] = set()
        for face in self.faces.values():
            if face.family.casefold() in wanted:
                known |= letters_of(face.path)
        drawn = [letter for letter in dict.fromkeys(self.textbox.text) if letter.isprintable() and not letter.isspace()]
        yield from [letter for letter in drawn if ord(letter) not in known] or [""]


def resource_name(face: Face, weight: int) -> str:
    """The name under which a face of a weight stands in a page's resources: letters, digits and hyphens only."""
    family = "".join(letter for letter in face.family if letter.isascii() and letter.isalnum())
    tail = blake2b(face.family.casefold().encode(), digest_size=2).hexdigest()
    return f"{family}-{tail}-{face.style}-{_weight(face, weight)}"


def face_rules(faces: Sequence[Face]) -> str:
    """The @font-face rules for the book's faces. WeasyPrint knows no range of weights: a variable face goes without."""
    rules = []
    for face in faces:
        weight = f"font-weight:{face.weights[0]};" if face.weights[0] == face.weights[1] else ""
        rules.append(
            f'@font-face{{font-family:"{face.family}";font-style:{face.style};{weight}src:url("{face.path.resolve().as_uri()}")}}\n'
        )
    return "".join(rules)


def check_faces(faces: Sequence[Face]) -> tuple[Diagnostic, ...]:
    """P108 for each face whose file is missing or no font; P108 if there is none at all, for WeasyPrint does not survive that.

    AssertionError for two files that claim the same family, style and weight: one of them would be drawn under the other's name.
    """
    for face in faces:
        for other in faces:
            same = face.family.casefold() == other.family.casefold() and face.style == other.style and face.path != other.path
            overlap = face.weights[0] <= other.weights[1] and other.weights[0] <= face.weights[1]
            assert not (same and overlap), f"{face.path} and {other.path} are one face of {face.family}"
    if not faces:
        return (diagnostic("P108", "the book has no font at all", help="run `make` again: the fonts come with publish"),)
    found = []
    for face in faces:
        try:
            letters_of(face.path)
        except (OSError, TTLibError, KeyError, AssertionError) as fault:
            reason = "is not there" if isinstance(fault, FileNotFoundError) else "cannot be read as a font"
            message = f"the font {face.path.name} of “{face.family}” {reason}"
            found.append(diagnostic("P108", message, help="put the file back, or run `make` again"))
    return tuple(found)


@cache
def _digest(path: Path) -> bytes:
    return blake2b(path.read_bytes()).digest()


def _weight(face: Face, drawn: int) -> int:
    return min(max(drawn, face.weights[0]), face.weights[1])
