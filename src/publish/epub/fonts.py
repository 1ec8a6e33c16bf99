"""The fonts of the e-book: the faces that its text is set in, subset to the letters used, as static TrueType fonts.

A small cascade determines face, style and weight of each text; every combination becomes one font. Old Kindles and RMSDK support neither
variable fonts nor WOFF2, so a variable face is fixed at the weight used and written as TTF. The layout features for true small capitals
and for both kinds of figures are kept. A face's licence stays in its name table, as the SIL Open Font License requires (§2).
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import cssselect2
from lxml import etree

from publish.book.faces import drawn_content, letters_of
from publish.book.ids import file_slug
from publish.book.own_fonts import OwnFace, Words
from publish.book.small_capitals import nearest_faces
from publish.epub.capitals import with_capitals
from publish.epub.cascade import Cascade, Setting
from publish.epub.container import Resource
from publish.epub.xhtml_file import serialised
from publish.model import Face
from publish.tools.cache import Cache, digest, file_digest
from publish.tools.subset import font

FONT_TYPES = {"ttf": "font/ttf", "otf": "font/otf"}
OPENTYPE = b"OTTO"
"""How a font with the outlines of OpenType begins."""
ALWAYS = " \u00a0-\u2010\u2026.,•0123456789"  # for list markers and divided words
FEATURES = ("smcp", "c2sc", "onum", "lnum", "pnum", "tnum")


@dataclass(frozen=True, slots=True, kw_only=True)
class Cut:
    """A face at one weight, which becomes one font."""

    face: Face
    weight: int

    @property
    def name(self) -> str:
        """The font's name in its file name and in the manifest."""
        return "-".join([file_slug(self.face.family), str(self.weight), *(["italic"] if self.face.style == "italic" else [])])


@dataclass(frozen=True, slots=True, kw_only=True)
class EmbeddedFonts:
    """The font files, and the @font-face rules with their addresses relative to the style sheet.

    `files` are the XHTML files, in which texts that the fonts have no small capitals for are marked (`publish.epub.capitals`). `own_texts`
    are the texts that each face of the book's own draws.
    """

    css: str
    resources: tuple[Resource, ...]
    files: tuple[bytes, ...]
    own_texts: tuple[tuple[OwnFace, Words], ...]


def embedded_fonts(files: Iterable[bytes], stylesheet: str, faces: Sequence[Face], own: Sequence[OwnFace], cache: Cache) -> EmbeddedFonts:
    """One font for each face and weight that the XHTML files use with this flat style sheet."""
    cascade = cascade_of(stylesheet, faces, own)
    judged = (*(one.face for one in own), *faces)
    marked = tuple(marked_file(file, cascade, judged) for file in files)
    letters = letters_by_cut(cascade, faces)
    rules: list[str] = []
    resources: list[Resource] = []
    for cut in sorted(letters, key=lambda cut: (faces.index(cut.face), cut.weight)):
        used = "".join(map(chr, sorted(letters_of(cut.face)))) if cut.face.is_whole else "".join(sorted(letters[cut]))
        key = digest("epub font", file_digest(cut.face.path), cut.face.number, cut.face.altering, cut.weight, used)
        content = cache.remember(key, bytes, lambda cut=cut, used=used: font(drawn_content(cut.face), cut.weight, used, FEATURES))  # type: ignore[misc]
        suffix = "otf" if content.startswith(OPENTYPE) else "ttf"
        name = f"fonts/{cut.name}.{suffix}"
        resources.append(Resource(id=f"font-{cut.name}", name=name, media_type=FONT_TYPES[suffix], content=content))
        rules.append(
            f'@font-face {{\n  font-family: "{cut.face.family}";\n  font-style: {cut.face.style};\n  font-weight: {cut.weight};\n'
            f'  src: url("../{name}");\n}}'
        )
    return EmbeddedFonts(
        css="\n\n".join(rules), resources=tuple(resources), files=marked, own_texts=tuple(_texts_of_own(cascade, own, judged))
    )


def cascade_of(stylesheet: str, faces: Sequence[Face], own: Sequence[OwnFace] = ()) -> Cascade:
    """The cascade of a flat sheet for these faces and those of the book's own."""
    families = {face.family.casefold(): face.family for face in (*faces, *(one.face for one in own))}
    cascade = Cascade(families=families, own=frozenset(families[one.face.family.casefold()] for one in own))
    cascade.read(stylesheet)
    return cascade


def letters_by_cut(cascade: Cascade, faces: Sequence[Face]) -> Mapping[Cut, frozenset[str]]:
    """The letters that each face draws at each weight. The first requested family that has a letter draws it."""
    drawn: dict[Cut, set[str]] = {}
    for setting, letters in cascade.letters.items():
        cuts = list(_cuts(setting, faces))
        for letter in letters | set(ALWAYS):
            cut = next((cut for cut in cuts if ord(letter) in letters_of(cut.face)), None)
            if cut:
                drawn.setdefault(cut, set()).add(letter)
    return {cut: frozenset(letters) for cut, letters in drawn.items()}


def marked_file(file: bytes, cascade: Cascade, faces: Sequence[Face]) -> bytes:
    """A file, after its letters are counted, with marks on the texts that cannot be in small capitals."""
    root = etree.fromstring(file)
    cascade.walk(cssselect2.ElementWrapper.from_xml_root(root), Setting())
    return serialised(root) if with_capitals(cascade, faces) else file


def _cuts(setting: Setting, faces: Sequence[Face]) -> Iterator[Cut]:
    """The nearest face of each requested family. If it has no italic, reading systems slant the roman."""
    for best in nearest_faces(setting.families, setting.style, setting.weight, faces):
        yield Cut(face=best, weight=min(max(setting.weight, best.weights[0]), best.weights[1]))


def _texts_of_own(cascade: Cascade, own: Sequence[OwnFace], faces: Sequence[Face]) -> Iterator[tuple[OwnFace, Words]]:
    """The texts that each face of the book's own draws letters of: it is the nearest face of its family, and none before it has them."""
    gathered: dict[OwnFace, dict[str, set[str]]] = {one: {} for one in own}
    for (setting, language), texts in cascade.own_texts.items():
        before: list[Face] = []
        words = {word for text in texts for word in text.split()}
        for nearest in nearest_faces(setting.families, setting.style, setting.weight, faces):
            for one in own:
                if (one.face.family, one.face.style, one.face.weights) == (nearest.family, nearest.style, nearest.weights):
                    gathered[one].setdefault(language, set()).update(_without(words, before))
            before.append(nearest)
    yield from ((one, words) for one, words in gathered.items() if words)


def _without(words: Iterable[str], faces: Sequence[Face]) -> Iterator[str]:
    """The words without the letters that the faces have."""
    for word in words:
        yield "".join(letter for letter in word if not any(ord(letter) in letters_of(face) for face in faces))
