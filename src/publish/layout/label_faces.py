"""The face of the book in which a label of a drawing is set: that of its family, or the nearest that has its letters.

Policy: a drawing comes from another program and asks for that program's fonts. Its labels are set all the same, in a face of the book;
`Labels` collects what is set otherwise than the drawing asks, P115 for each drawing and family, what is cut off, P116, and what is not
set in columns, P121.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from urllib.parse import unquote, urlsplit

from publish.book.faces import letters_of
from publish.diagnostics import Diagnostic, Location, diagnostic
from publish.model import Face
from publish.text.words import split_words

SERIFS = frozenset({"serif", "ui-serif", "math"})
MONOSPACES = frozenset({"monospace", "ui-monospace"})
MONOSPACED = re.compile(r"mono|courier|consol|menlo|typewriter|code", re.IGNORECASE)
SHORT_TEXT = 40  # characters of a label that a message quotes
REGULAR = 400


@dataclass(frozen=True, slots=True, kw_only=True)
class LabelFace:
    """What a label is set in: the names of families in order, style and weight."""

    families: tuple[str, ...]
    style: str
    weight: int


@dataclass(slots=True)
class Labels:
    """Chooses the faces of the labels in a fragment's drawings; `folder` is the book's folder."""

    faces: Sequence[Face]
    folder: Path
    diagnostics: dict[tuple[str, str], Diagnostic] = field(default_factory=dict)
    """P115 by drawing and family, P116 and P121 by drawing and label."""

    def face_for(self, label: str, families: Sequence[str], style: str, weight: int, drawing: str) -> LabelFace:
        """The face for a label that asks for these families; `drawing` is the drawing's URL."""
        wanted = LabelFace(families=tuple(families), style="normal" if style == "normal" else "italic", weight=weight)
        named = list(self._of_the_book(families))
        alike = [name for name in self._families() if MONOSPACED.search(name)] if any(map(MONOSPACED.search, families)) else []
        chosen = self._with_letters(label, [*named, *alike, *self._families()], wanted)
        if families and not named:
            self._report(label, ", ".join(families), chosen.families[0], drawing)
        return chosen

    def report_unseen(self, label: str, drawing: str, fault: str, help: str) -> None:
        """P116 for a label that is not seen whole; `fault` is the predicate of the message."""
        key = (drawing, f"{label} {fault}")
        if key in self.diagnostics or not split_words(label):
            return
        at = self.place(label, drawing)
        message = f"“{_short(label)}” in “{at.path if at else 'a drawing'}” {fault}"
        self.diagnostics[key] = diagnostic("P116", message, help=help, at=at)

    def report_vertical(self, label: str, drawing: str) -> None:
        """P121 for a label that the drawing writes in columns; it is set in lines."""
        key = (drawing, f"{label} in columns")
        if key in self.diagnostics or not split_words(label):
            return
        at = self.place(label, drawing)
        message = f"“{_short(label)}” in “{at.path if at else 'a drawing'}” is written from top to bottom, and is set in a line in print"
        help = 'turn the words by transform="rotate(90)" in its file, which both editions draw'
        self.diagnostics[key] = diagnostic("P121", message, help=help, at=at)

    def place(self, label: str, drawing: str) -> Location | None:
        """The line of the drawing's file that has a label; None for a drawing of our own."""
        path = Path(unquote(urlsplit(drawing).path))
        folder = self.folder.resolve()
        if urlsplit(drawing).scheme != "file" or not path.is_relative_to(folder):
            return None
        first = (label.split() or [""])[0]
        lines = path.read_text(encoding="utf-8", errors="replace").splitlines() if path.is_file() else []
        line = next((number for number, line in enumerate(lines, 1) if label.strip() in line), None)
        line = line or next((number for number, line in enumerate(lines, 1) if first in line), None)
        return Location(path=path.relative_to(folder).as_posix(), line=line)

    def _families(self) -> list[str]:
        """The families of the book, in order."""
        return list(dict.fromkeys(face.family for face in self.faces))

    def _of_the_book(self, families: Sequence[str]) -> Iterator[str]:
        """The families of the book that are asked for, by their names or as generic ones."""
        known = {family.casefold(): family for family in self._families()}
        for family in map(str.casefold, families):
            if family in known:
                yield known[family]
            elif family in SERIFS:
                yield self.faces[0].family
            elif family in MONOSPACES:
                yield from filter(MONOSPACED.search, known.values())

    def _with_letters(self, label: str, families: Sequence[str], wanted: LabelFace) -> LabelFace:
        """The first family that has all letters of a label, in a style and a weight that it has, and then the others."""
        letters = {ord(letter) for letter in label if letter.isprintable() and not letter.isspace()}
        ordered = list(dict.fromkeys(families))
        for family in ordered:
            face = self._nearest(family, wanted)
            if letters <= letters_of(face):
                return self._in(face, wanted, (family,))
        upright = replace(wanted, style="normal", weight=REGULAR)  # which every family has
        return self._in(self._nearest(ordered[0], upright), upright, tuple(ordered))

    def _nearest(self, family: str, wanted: LabelFace) -> Face:
        """The face of a family that is nearest to the style and the weight wanted."""
        faces = [face for face in self.faces if face.family == family]
        return min(faces, key=lambda face: (face.style != wanted.style, abs(_clamped(face, wanted.weight) - wanted.weight)))

    def _in(self, face: Face, wanted: LabelFace, families: tuple[str, ...]) -> LabelFace:
        return LabelFace(families=families, style=face.style, weight=_clamped(face, wanted.weight))

    def _report(self, label: str, families: str, face: str, drawing: str) -> None:
        if (drawing, families) in self.diagnostics or not split_words(label):
            return
        at = self.place(label, drawing)
        name = at.path if at else "a drawing"
        self.diagnostics[(drawing, families)] = diagnostic(
            "P115",
            f"“{_short(label)}” in “{name}” asks for {families}; the book has no such font, and sets it in {face}",
            help=f'look at the drawing in print; to choose the face yourself, write font-family="{face}" in its file',
            at=at,
        )


def _clamped(face: Face, weight: int) -> int:
    lightest, heaviest = face.weights
    return min(max(weight, lightest), heaviest)


def _short(label: str) -> str:
    return " ".join(label.split())[:SHORT_TEXT]
