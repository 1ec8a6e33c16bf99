"""The fonts of the e-book: the faces that its text is set in, subset to the letters used, as static TrueType fonts.

A small cascade determines face, style and weight of each text; every combination becomes one font. Old Kindles and RMSDK support neither
variable fonts nor WOFF2, so a variable face is fixed at the weight used and written as TTF. The layout features for true small capitals
and for both kinds of figures are kept. A face's licence stays in its name table, as the SIL Open Font License requires (§2).
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import takewhile
from typing import Any, Literal

import cssselect2
import tinycss2
from lxml import etree

from publish.book.css import Nodes
from publish.book.faces import drawn_content, letters_of
from publish.book.ids import file_slug
from publish.epub.container import Resource
from publish.model import Face
from publish.tools.cache import Cache, digest
from publish.tools.subset import file_digest, font

Style = Literal["normal", "italic"]

FONT_TYPE = "font/ttf"
ALWAYS = " \u00a0-\u2010\u2026.,•0123456789"  # for list markers and divided words
QUOTATION_MARKS = "“”‘’„‚«»‹›"  # that a reading system may set around a q
FEATURES = ("smcp", "c2sc", "onum", "lnum", "pnum", "tnum")
CASE_KEEPING = frozenset({"text-transform"})
BOLD = 700
GENERIC = frozenset({"serif", "sans-serif", "monospace", "cursive", "fantasy", "system-ui", "math"})
# The default style sheet of reading systems (HTML, “Rendering”).
ITALIC_ELEMENTS = frozenset({"em", "i", "cite", "dfn", "var", "address"})
BOLD_ELEMENTS = frozenset({"b", "strong", "th", "h1", "h2", "h3", "h4", "h5", "h6"})
MONO_ELEMENTS = frozenset({"code", "kbd", "samp", "pre", "tt"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """How a text is set. `families` are the book's families that the sheet asks for, in order; empty if the reader chooses the face."""

    families: tuple[str, ...] = ()
    style: Style = "normal"
    weight: int = 400


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
    """The font files, and the @font-face rules with their addresses relative to the style sheet."""

    css: str
    resources: tuple[Resource, ...]


def embedded_fonts(files: Iterable[bytes], stylesheet: str, faces: Sequence[Face], cache: Cache) -> EmbeddedFonts:
    """One font for each face and weight that the XHTML files use with this flat style sheet."""
    letters = letters_by_cut(files, stylesheet, faces)
    rules: list[str] = []
    resources: list[Resource] = []
    for cut in sorted(letters, key=lambda cut: (faces.index(cut.face), cut.weight)):
        used = "".join(sorted(letters[cut]))
        key = digest("epub font", file_digest(cut.face.path), cut.face.altering, cut.weight, used)
        content = cache.remember(key, lambda cut=cut, used=used: font(drawn_content(cut.face), cut.weight, used, FEATURES))  # type: ignore[misc]
        resources.append(Resource(id=f"font-{cut.name}", name=f"fonts/{cut.name}.ttf", media_type=FONT_TYPE, content=content))
        rules.append(
            f'@font-face {{\n  font-family: "{cut.face.family}";\n  font-style: {cut.face.style};\n  font-weight: {cut.weight};\n'
            f'  src: url("../fonts/{cut.name}.ttf");\n}}'
        )
    return EmbeddedFonts(css="\n\n".join(rules), resources=tuple(resources))


def letters_by_cut(files: Iterable[bytes], stylesheet: str, faces: Sequence[Face]) -> Mapping[Cut, frozenset[str]]:
    """The letters that each face draws at each weight. The first requested family that has a letter draws it."""
    cascade = _Cascade(families={face.family for face in faces})
    cascade.read(stylesheet)
    for file in files:
        cascade.walk(cssselect2.ElementWrapper.from_xml_root(etree.fromstring(file)), Setting())
    drawn: dict[Cut, set[str]] = {}
    for setting, letters in cascade.letters.items():
        for letter in letters | set(ALWAYS):
            cut = next((cut for cut in _cuts(setting, faces) if ord(letter) in letters_of(cut.face)), None)
            if cut:
                drawn.setdefault(cut, set()).add(letter)
    return {cut: frozenset(letters) for cut, letters in drawn.items()}


def _cuts(setting: Setting, faces: Sequence[Face]) -> Iterator[Cut]:
    """The nearest face of each requested family. If it has no italic, reading systems slant the roman."""
    for family in setting.families:
        of_family = [face for face in faces if face.family == family]
        best = min(of_family, key=lambda face: (face.style != setting.style, _distance(face, setting.weight)))
        yield Cut(face=best, weight=min(max(setting.weight, best.weights[0]), best.weights[1]))


def _distance(face: Face, weight: int) -> int:
    return max(face.weights[0] - weight, weight - face.weights[1], 0)


# --- the cascade ----------------------------------------------------------------------------------------------------------------------


@dataclass(slots=True, kw_only=True)
class _Cascade:
    """Face, style and weight of each text: the sheet's rules over the defaults of reading systems, with inheritance."""

    families: set[str]
    matcher: Any = field(default_factory=cssselect2.Matcher)
    letters: dict[Setting, set[str]] = field(default_factory=dict)
    changes_case: bool = False

    def read(self, stylesheet: str) -> None:
        """Add the rules of a flat sheet; conditional ones count as if their condition were met."""
        self._rules(tinycss2.parse_stylesheet(stylesheet, skip_comments=True, skip_whitespace=True))

    def walk(self, element: Any, inherited: Setting) -> None:
        """Collect the letters in the element by how they are set."""
        if element.local_name in {"head", "script", "style"}:
            return
        matched = sorted(self.matcher.match(element), key=lambda match: match[:2])
        setting = _by_reading_system(element.local_name, inherited)
        for _, _, pseudo, declarations in matched:
            if pseudo is None:
                setting = self._with(setting, declarations, inherited)
        for _, _, pseudo, declarations in matched:
            if pseudo is not None:
                self._count(self._with(setting, declarations, setting), _generated(declarations))
        if element.local_name == "q":
            self._count(setting, QUOTATION_MARKS)
        self._count(setting, element.etree_element.text or "")
        for child in element.iter_children():
            self.walk(child, setting)
            self._count(setting, child.etree_element.tail or "")

    def _rules(self, rules: Nodes) -> None:
        for rule in rules:
            if rule.type == "at-rule" and rule.content and rule.lower_at_keyword in {"media", "supports"}:
                self._rules(tinycss2.parse_rule_list(rule.content, skip_comments=True, skip_whitespace=True))
            elif rule.type == "qualified-rule":
                self._rule(rule)

    def _rule(self, rule: Any) -> None:
        parts = tinycss2.parse_blocks_contents(rule.content, skip_comments=True, skip_whitespace=True)
        declarations = [(part.lower_name, part.value) for part in parts if part.type == "declaration"]
        self.changes_case = self.changes_case or any(name in CASE_KEEPING for name, _ in declarations)
        wanted = [(name, value) for name, value in declarations if name in {"content", "font", "font-family", "font-style", "font-weight"}]
        if not wanted:
            return
        try:
            for selector in cssselect2.compile_selector_list(rule.prelude):
                self.matcher.add_selector(selector, wanted)
        except cssselect2.SelectorError:
            return  # such as ::marker: reading systems that support it fall back on their own face

    def _with(self, setting: Setting, declarations: Sequence[tuple[str, Nodes]], inherited: Setting) -> Setting:
        families, style, weight = setting.families, setting.style, setting.weight
        for name, value in declarations:
            words = [str(node.value).lower() for node in value if node.type in {"ident", "number"}]
            if name in {"font-family", "font"} and "inherit" not in words:
                families = self._families(value)
            if name in {"font-style", "font"} and words:
                style = inherited.style if "inherit" in words else _style(words)
            if name in {"font-weight", "font"} and words:
                weight = _weight(words, inherited.weight)
        return Setting(families=families, style=style, weight=weight)

    def _families(self, value: Nodes) -> tuple[str, ...]:
        """The book's families that a value names before a generic one, in its order."""
        names = [str(node.value) for node in value if node.type in {"string", "ident"}]
        before = takewhile(lambda name: name.lower() not in GENERIC, names)
        return tuple(name for name in before if name in self.families)

    def _count(self, setting: Setting, text: str) -> None:
        if not setting.families or not text.strip():
            return
        letters = self.letters.setdefault(setting, set())
        letters.update(text)
        if self.changes_case:
            letters.update(text.upper() + text.lower())
        letters.difference_update("\n\r\t")


def _by_reading_system(name: str, inherited: Setting) -> Setting:
    return Setting(
        families=() if name in MONO_ELEMENTS else inherited.families,
        style="italic" if name in ITALIC_ELEMENTS else inherited.style,
        weight=BOLD if name in BOLD_ELEMENTS else inherited.weight,
    )


def _style(words: Sequence[str]) -> Style:
    return "italic" if {"italic", "oblique"} & set(words) else "normal"


def _weight(words: Sequence[str], inherited: int) -> int:
    for word in words:
        match word:
            case "bold":
                return BOLD
            case "bolder":
                return BOLD if inherited < 600 else 900
            case "lighter":
                return 400 if inherited < 800 else BOLD
            case "inherit":
                return inherited
            case _ if word.replace(".", "").isdigit():
                return round(float(word))
    return 400


def _generated(declarations: Sequence[tuple[str, Nodes]]) -> str:
    return "".join(str(node.value) for name, value in declarations if name == "content" for node in value if node.type == "string")
