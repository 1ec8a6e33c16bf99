"""The faces that a fragment is drawn from, and the text that none of them can draw. Reports P101, P102, P108, P110, P112.

Policy: only the book's own faces are used. A face is recognised by its bytes, never by its name, so that no font of the machine is taken
for it. A letter that a face lacks or shows as a placeholder, and a style or weight that a family lacks (WeasyPrint silently slants and
thickens what it has), are errors at the place of the text. A glyph that shows another letter than its text is an error, whatever rule
of the face chose it.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cache
from hashlib import blake2b
from itertools import groupby
from typing import Any

from publish.book.faces import drawn_content, glyphs_of, is_drawn, letters_of
from publish.book.fallback_faces import EMOJI
from publish.book.letterforms import other_letter
from publish.diagnostics import Diagnostic, Location, diagnostic
from publish.layout.glyph_codes import CodedFont
from publish.layout.label_faces import Labels
from publish.model import Face, FontUse

SHORT_TEXT = 40  # characters of a text that a message quotes
PANGO_EMOJI = "emoji"  # the family in which Pango 1.50 sets emoji, whatever the style asks for
BOLD = 600  # a weight that a face of a heavier weight may draw, if its family has no other


class FragmentFonts(dict[int, Any]):
    """The fonts of a fragment by WeasyPrint's keys: `Document.fonts` while the pages are drawn.

    `locate` gives the manuscript's place of an element, `labels` the faces of the words in drawings, `name` tells the fragment from others.
    """

    def __init__(self, faces: Sequence[Face], locate: Callable[[Any], Location | None], labels: Labels, name: str = "") -> None:
        super().__init__()
        self.name = name
        self.coded: dict[str, CodedFont] = {}
        """The fragment's own fonts of fallback faces, by the name of the font that all fragments share."""
        self.labels = labels
        self.faces = {_digest(face): face for face in faces}
        self.unshown = {face: frozenset(face.unshown) for face in faces}
        self.locate = locate
        self.textbox: Any = None
        """The text that is being drawn."""
        self.diagnostics: dict[tuple[object, ...], Diagnostic] = {}
        """Each fault once."""

    def font_to_draw(self, font: Any) -> Any:
        """The font to draw under a new key, named after its face: the name is the same in all fragments.

        Fonts that WeasyPrint tells apart by variant or size are one font here.
        """
        face = self.faces.get(blake2b(font.file_content).digest())
        font.face = face
        font.hash = resource_name(face, font.weight) if face else f"Foreign{font.hash}"
        for other in self.values():
            if other.hash == font.hash:
                return other
        unused = font.get_unused_glyph_id

        def report_missing(codepoint: int) -> int:
            self._report_letter(chr(codepoint))
            return int(unused(codepoint))

        font.get_unused_glyph_id = report_missing
        return font

    def coded_font(self, font: Any) -> CodedFont:
        """The fragment's own font of the face of a font."""
        if font.hash not in self.coded:
            self.coded[font.hash] = CodedFont(hash=f"{font.hash}-{self.name}", face=font.face, weight=font.weight)
            self[-len(self.coded)] = self.coded[font.hash]  # WeasyPrint's own keys are positive
        return self.coded[font.hash]

    def check(self, font: Any) -> None:
        """Reports the current text if it asks for something else than this font, which is about to draw it."""
        style = self.textbox.style
        if self._is_unknown(style["font_family"]):
            self._report_family(", ".join(map(str, style["font_family"])))
            return
        is_asked_for = font.face is not None and font.face.family.casefold() in {name.casefold() for name in style["font_family"]}
        stands_in = getattr(self.textbox, "has_foreign_letters", False)  # a letter that no face of the style has, in another one
        if not is_asked_for or not (stands_in or _has_style(font.face, style)):
            letters = list(self._missing_letters(self.textbox.text))
            for letter in letters:
                self._report_letter(letter)
            if not letters and font.face is None and any(_has_style(face, style) for face in self._families()):
                self._report_foreign()
            elif not letters:
                self._report_style()
        elif not self.unshown[font.face].isdisjoint(self.textbox.text):
            for letter in self._missing_letters(self.unshown[font.face].intersection(self.textbox.text)):
                self._report_letter(letter)

    def uses(self) -> tuple[FontUse, ...]:
        """What the fragment draws from each face, sorted by resource name."""
        used = {font.hash: font for font in self.values() if font.face and font.to_unicode}
        for font in used.values():
            self._compare(font)
        return tuple(
            FontUse(
                name=name,
                family=font.face.family,
                style=font.face.style,
                weight=_weight(font.face, font.weight),
                widths=dict(sorted(font.widths.items())),
                texts=dict(sorted(font.to_unicode.items())),
                glyphs=font.glyphs if isinstance(font, CodedFont) else {},
            )
            for name, font in sorted(used.items())
        )

    def _compare(self, font: Any) -> None:
        """P112 for each glyph drawn that shows another letter than its text. A coded glyph may draw a part of its text."""
        if isinstance(font, CodedFont):
            return
        glyphs = glyphs_of(font.face)
        for glyph, text in font.to_unicode.items():
            other = other_letter(text, glyphs.shown_by(glyph)) if len(text) == 1 else ""
            if other:
                message = f"“{text}” is drawn as “{other}” by {font.face.family}"
                help = "set the passage in another font, or switch off the feature that chose the letter: font-feature-settings"
                self.diagnostics[(font.hash, text)] = diagnostic("P112", message, help=help, at=self.locate(None))

    def _report_family(self, families: str) -> None:
        if (families,) in self.diagnostics:
            return
        message = f"“{self._short_text()}” is to be set in {families}, and the book has no such font"
        help = "in styles/print.css, name a family that the book has, or leave font-family out"
        self.diagnostics[(families,)] = diagnostic("P110", message, help=help, at=self._place())

    def _report_foreign(self) -> None:
        """P110 for a font file that a style sheet puts in the place of a face of the book."""
        family = self._wanted()[0]
        if (family, "foreign") not in self.diagnostics:
            message = f"“{self._short_text()}” would be set in a font file that is not the book's own {family}"
            help = "put the file into the folder fonts/ of the book, and take its @font-face rule out of the style sheet"
            self.diagnostics[(family, "foreign")] = diagnostic("P110", message, help=help, at=self.locate(self._element()))

    def _report_style(self) -> None:
        family, style, weight = self._wanted()
        key = (family, style, weight, "", id(self._element()))
        if key not in self.diagnostics:
            message = f"“{self._short_text()}” is to be set in {family} {style} {weight}, which the book's fonts do not have"
            help = f"add a file of {family} that has it to the folder fonts/, or ask for another style or weight in the style sheet"
            self.diagnostics[key] = diagnostic("P102", message, help=help, at=self._place())

    def _report_letter(self, letter: str) -> None:
        family, style, weight = self._wanted()
        key = (family, style, weight, letter, id(self._element()))
        if key in self.diagnostics or self._is_unknown(self.textbox.style["font_family"]):  # `check` reports an unknown family
            return
        name = unicodedata.name(letter, "a character without a name")
        word = next((word for word in self.textbox.text.split() if letter in word), letter)
        message = f"“{letter}” (U+{ord(letter):04X} {name}) in “{word}” is in no font of the book"
        help = "write the word in letters of another script, as a transcription, or show it as a picture"
        others = [face for face in self._families() if ord(letter) in letters_of(face)]
        if others:
            message = f"{message} that is {_kind(style, weight)}: {family} lacks it"
            help = f"write another character, or have it set as {others[0].family} has it: {_kind(others[0].style, others[0].weights[0])}"
        if getattr(self.textbox, "drawing", ""):
            help = "write another character, or turn the words into outlines in the program that made the drawing"
        self.diagnostics[key] = diagnostic("P101", message, help=help, at=self._place(), length=len(word))

    def _wanted(self) -> tuple[str, str, int]:
        """Family, style and weight that the current text asks for."""
        style = self.textbox.style
        return str(style["font_family"][0]), str(style["font_style"]), int(style["font_weight"])

    def _short_text(self) -> str:
        return " ".join(self.textbox.text.split())[:SHORT_TEXT]

    def _place(self) -> Location | None:
        """The place of the current text, in a drawing's file or in the manuscript."""
        drawing = getattr(self.textbox, "drawing", "")
        at = self.labels.place(self.textbox.text, drawing) if drawing else None
        return at or self.locate(self._element())

    def _element(self) -> Any:
        return getattr(self.textbox, "element", None)

    def _is_unknown(self, families: Sequence[str]) -> bool:
        """Whether the book has none of the families."""
        return {name.casefold() for name in families}.isdisjoint(face.family.casefold() for face in self.faces.values())

    def _families(self) -> list[Face]:
        """The faces of the families that the current text asks for."""
        wanted = {name.casefold() for name in self.textbox.style["font_family"]}
        return [face for face in self.faces.values() if face.family.casefold() in wanted]

    def _missing_letters(self, text: Iterable[str]) -> Iterator[str]:
        """The visible letters of a text that no face of the current families, style and weight has; none if there is no such face."""
        faces = [face for face in self._families() if _has_style(face, self.textbox.style)]
        if faces:
            available = frozenset[int]().union(*(letters_of(face) for face in faces))
            visible = filter(is_drawn, dict.fromkeys(text))
            yield from (letter for letter in visible if ord(letter) not in available)


def _has_style(face: Face, style: Any) -> bool:
    """Whether a face has the slope and the weight that a style asks for: a bold face is as heavy as any bold type."""
    if face.stands_in:
        return True  # upright in every text
    lightest, heaviest = face.weights
    weight = int(style["font_weight"])
    is_as_heavy = lightest <= weight <= heaviest or BOLD <= weight <= lightest
    return is_as_heavy and (style["font_style"] != "normal") == (face.style == "italic")


def _kind(style: str, weight: int) -> str:
    """A style and a weight for messages: `bold italic`."""
    return f"{'bold ' if weight >= BOLD else ''}{'upright' if style == 'normal' else 'italic'}"


def resource_name(face: Face, weight: int) -> str:
    """The name of a face at a weight in a page's resources: letters, digits and hyphens only."""
    family = "".join(letter for letter in face.family if letter.isascii() and letter.isalnum())
    tail = blake2b(face.family.casefold().encode(), digest_size=2).hexdigest()
    return f"{family}-{tail}-{face.style}-{_weight(face, weight)}"


def face_rules(faces: Sequence[Face]) -> str:
    """The @font-face rules for the book's faces. A variable face gets no weight, because WeasyPrint does not know ranges of weights. The
    query of an address is the number of a font in its file.
    """
    rules = []
    for family, face in [(face.family, face) for face in faces] + [(PANGO_EMOJI, face) for face in faces if face.family == EMOJI]:
        weight = f"font-weight:{face.weights[0]};" if face.weights[0] == face.weights[1] else ""
        query = f"?{face.number}" if face.number else ""
        source = f'src:url("{face.path.resolve().as_uri()}{query}")'
        extent = f"unicode-range:{','.join(_ranges(letters_of(face)))};" if face.scripts else ""
        rules.append(f'@font-face{{font-family:"{family}";font-style:{face.style};{weight}{extent}{source}}}\n')
    return "".join(rules)


def _ranges(codes: Iterable[int]) -> Iterator[str]:
    """Code points as the ranges of unicode-range (CSS Fonts 4, 4.5)."""
    for _, run in groupby(enumerate(sorted(codes)), key=lambda pair: pair[1] - pair[0]):
        consecutive = [code for _, code in run]
        yield f"U+{consecutive[0]:X}-{consecutive[-1]:X}"


def check_faces(faces: Sequence[Face]) -> tuple[Diagnostic, ...]:
    """P108 for each face whose file is missing or is not a font, and if there are no faces, because WeasyPrint crashes without fonts.

    AssertionError for two files with the same family, style and weight: one would be drawn under the other's name.
    """
    for face in faces:
        for other in faces:
            same = face.family.casefold() == other.family.casefold() and face.style == other.style and face.path != other.path
            overlap = face.weights[0] <= other.weights[1] and other.weights[0] <= face.weights[1]
            assert not (same and overlap), f"{face.path} and {other.path} are one face of {face.family}"
    if not faces:
        return (diagnostic("P108", "the book has no font at all", help="run `make` again: the fonts come with publish"),)
    diagnostics = []
    for face in faces:
        try:
            letters_of(face)
        except (OSError, ValueError) as fault:
            reason = "is missing" if isinstance(fault, FileNotFoundError) else "cannot be read as a font"
            message = f"the font {face.path.name} of “{face.family}” {reason}"
            diagnostics.append(diagnostic("P108", message, help="put the file back, or run `make` again"))
    return tuple(diagnostics)


@cache
def _digest(face: Face) -> bytes:
    """The digest of a face's content as WeasyPrint gets it (`publish.layout.book_files`)."""
    return blake2b(drawn_content(face)).digest()


def _weight(face: Face, drawn: int) -> int:
    return min(max(drawn, face.weights[0]), face.weights[1])
