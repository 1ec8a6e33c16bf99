"""How the e-book's sheet sets each text: a small cascade of families, style, weight and small capitals, with inheritance."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import takewhile
from typing import Any, Literal

import cssselect2
import tinycss2
from lxml import etree

from publish.book.css import Node, Nodes, rules_of
from publish.book.markup import XML_LANG
from publish.book.small_capitals import FEATURES

Style = Literal["normal", "italic"]

QUOTATION_MARKS = "“”‘’„‚«»‹›"  # that a reading system may set around a q
BOLD = 700
GENERIC = frozenset({"serif", "sans-serif", "monospace", "cursive", "fantasy", "system-ui", "math"})
# The default style sheet of reading systems (HTML, “Rendering”).
ITALIC_ELEMENTS = frozenset({"em", "i", "cite", "dfn", "var", "address"})
BOLD_ELEMENTS = frozenset({"b", "strong", "th", "h1", "h2", "h3", "h4", "h5", "h6"})
MONO_ELEMENTS = frozenset({"code", "kbd", "samp", "pre", "tt"})
READ = frozenset(
    {
        "content",
        "font",
        "font-family",
        "font-style",
        "font-weight",
        "font-variant",
        "font-variant-caps",
        "font-feature-settings",
        "text-transform",
    }
)
"""The properties that the cascade reads."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """How a text is set. `families` are the book's families that the sheet asks for, in order; empty if the reader chooses the face."""

    families: tuple[str, ...] = ()
    style: Style = "normal"
    weight: int = 400
    caps: str = "normal"
    features: tuple[tuple[str, int], ...] = ()
    changes_case: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class CapitalText:
    """An element whose text is to be in small capitals, and the text of each setting in it."""

    element: etree._Element
    texts: dict[Setting, str]


@dataclass(slots=True, kw_only=True)
class Cascade:
    """Face, style and weight of each text: the sheet's rules over the defaults of reading systems, with inheritance."""

    families: Mapping[str, str]
    """The families that are known, by their names in small letters."""
    matcher: Any = field(default_factory=cssselect2.Matcher)
    letters: dict[Setting, set[str]] = field(default_factory=dict)
    capitals: list[CapitalText] = field(default_factory=list)
    """The elements walked that are to be in small capitals, the outermost ones."""
    inside: dict[Setting, str] | None = None
    """The texts of the element in small capitals that is being walked."""
    own: frozenset[str] = frozenset()
    """The families of the book's own."""
    own_texts: dict[tuple[Setting, str], list[str]] = field(default_factory=dict)
    """The texts that ask for a family of the book's own, by setting and language."""
    language: str = ""
    """The language of the element that is being walked."""

    def read(self, stylesheet: str) -> None:
        """Add the rules of a flat sheet; conditional ones count as if their condition were met."""
        for selector, declarations in _rules_read(stylesheet):
            self.matcher.add_selector(selector, declarations)

    def walk(self, element: Any, inherited: Setting) -> None:
        """Collect the letters in the element by how they are set."""
        if element.local_name in {"head", "script", "style"}:
            return
        matched = sorted(self.matcher.match(element), key=lambda match: match[:2])
        setting = _by_reading_system(element.local_name, inherited)
        for _, _, pseudo, declarations in matched:
            if pseudo is None:
                setting = self._with(setting, declarations, inherited)
        outside = self.language
        self.language = element.etree_element.get(XML_LANG) or element.etree_element.get("lang") or outside
        if setting.caps in FEATURES and self.inside is None:
            self._small_capitals(element, setting, matched)
        else:
            self._contents(element, setting, matched)
        self.language = outside

    def _contents(self, element: Any, setting: Setting, matched: Sequence[Any]) -> None:
        for _, _, pseudo, declarations in matched:
            if pseudo is not None:
                self._count(self._with(setting, declarations, setting), _generated(declarations))
        if element.local_name == "q":
            self._count(setting, QUOTATION_MARKS)
        self._count(setting, element.etree_element.text or "")
        for child in element.iter_children():
            self.walk(child, setting)
            self._count(setting, child.etree_element.tail or "")

    def _small_capitals(self, element: Any, setting: Setting, matched: Sequence[Any]) -> None:
        """Gather the texts of the outermost element in small capitals."""
        self.inside = {}
        self._contents(element, setting, matched)
        if self.inside:
            self.capitals.append(CapitalText(element=element.etree_element, texts=self.inside))
        self.inside = None

    def _with(self, setting: Setting, declarations: Sequence[tuple[str, Nodes]], inherited: Setting) -> Setting:
        families, style, weight = setting.families, setting.style, setting.weight
        caps, features, changes_case = setting.caps, setting.features, setting.changes_case
        for name, value in declarations:
            words = [str(node.value).lower() for node in value if node.type in {"ident", "number"}]
            if name in {"font-family", "font"} and "inherit" not in words:
                families = self._families(value)
            if name in {"font-style", "font"} and words:
                style = inherited.style if "inherit" in words else _style(words)
            if name in {"font-weight", "font"} and words:
                weight = _weight(words, inherited.weight)
            if name in {"font-variant", "font-variant-caps", "font"}:
                caps = inherited.caps if "inherit" in words else next((word for word in words if word in FEATURES), "normal")
            if name in {"font-feature-settings", "font"}:
                features = inherited.features if "inherit" in words else _features(value)
            if name == "text-transform":
                changes_case = inherited.changes_case if "inherit" in words else words != ["none"]
        return Setting(families=families, style=style, weight=weight, caps=caps, features=features, changes_case=changes_case)

    def _families(self, value: Nodes) -> tuple[str, ...]:
        """The known families that a value names before a generic one, in its order."""
        sizes = [at for at, node in enumerate(value) if node.type in {"dimension", "percentage", "number"}]
        names: list[list[str]] = [[]]
        for node in value[sizes[-1] + 1 :] if sizes else value:  # after the size of the shorthand
            if node == ",":
                names.append([])
            elif node.type in {"string", "ident"}:
                names[-1].append(str(node.value))
        before = takewhile(lambda name: name not in GENERIC, (" ".join(words).casefold() for words in names))
        return tuple(self.families[name] for name in before if name in self.families)

    def _count(self, setting: Setting, text: str) -> None:
        if not setting.families or not text.strip():
            return
        if self.inside is not None and setting.caps in FEATURES:
            self.inside[setting] = self.inside.get(setting, "") + text
        if not self.own.isdisjoint(setting.families):
            self.own_texts.setdefault((setting, self.language), []).append(text)
        letters = self.letters.setdefault(setting, set())
        letters.update(text)
        if setting.changes_case:
            letters.update(text.upper() + text.lower())
        letters.difference_update("\n\r\t")


@lru_cache(maxsize=4)
def _rules_read(stylesheet: str) -> tuple[tuple[Any, list[tuple[str, Nodes]]], ...]:
    """Each selector of a flat sheet with the declarations for it that the cascade reads."""
    return tuple(_selectors(rules_of(stylesheet)))


def _selectors(rules: Iterable[Node]) -> Iterator[tuple[Any, list[tuple[str, Nodes]]]]:
    for rule in rules:
        if rule.type == "at-rule" and rule.content and rule.lower_at_keyword in {"media", "supports"}:
            yield from _selectors(tinycss2.parse_rule_list(rule.content, skip_comments=True, skip_whitespace=True))
        elif rule.type == "qualified-rule":
            yield from _selectors_of(rule)


def _selectors_of(rule: Node) -> Iterator[tuple[Any, list[tuple[str, Nodes]]]]:
    parts = tinycss2.parse_blocks_contents(rule.content, skip_comments=True, skip_whitespace=True)
    declarations = [(part.lower_name, part.value) for part in parts if part.type == "declaration"]
    wanted = [(name, value) for name, value in declarations if name in READ]
    if wanted:
        # A sheet may have selectors such as ::marker: reading systems that support them fall back on their own face.
        with suppress(cssselect2.SelectorError):
            yield from ((selector, wanted) for selector in cssselect2.compile_selector_list(rule.prelude))


def _by_reading_system(name: str, inherited: Setting) -> Setting:
    return Setting(
        families=() if name in MONO_ELEMENTS else inherited.families,
        style="italic" if name in ITALIC_ELEMENTS else inherited.style,
        weight=BOLD if name in BOLD_ELEMENTS else inherited.weight,
        caps=inherited.caps,
        features=inherited.features,
        changes_case=inherited.changes_case,
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


def _features(value: Nodes) -> tuple[tuple[str, int], ...]:
    """The OpenType features that a value of font-feature-settings names, with their numbers."""
    features: dict[str, int] = {}
    name = ""
    for node in value:
        match node.type:
            case "string":
                name = str(node.value)
                features[name] = 1
            case "number" if name:
                features[name] = int(node.value)
            case "ident" if name:
                features[name] = int(node.lower_value != "off")
    return tuple(features.items())


def _generated(declarations: Sequence[tuple[str, Nodes]]) -> str:
    return "".join(str(node.value) for name, value in declarations if name == "content" for node in value if node.type == "string")
