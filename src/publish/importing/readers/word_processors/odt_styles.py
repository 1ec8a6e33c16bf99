"""The styles of an ODT document: what paragraphs and words are set in, whether a list has numbers.

The names of elements are those of OpenDocument 1.3, part 3, with the usual prefixes: `text:p`.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache

from lxml import etree

from publish.config.style_roles import StyleRole
from publish.importing.readers.vocabulary import Element
from publish.importing.readers.word_processors.house_styles import Style
from publish.units import POINTS

LENGTH = re.compile(r"(-?[\d.]+)(mm|cm|in|pt|pc|px)")
INDENTED = 14.0  # points of margin from which a paragraph is a quotation
NO_LANGUAGE = frozenset({"", "none", "zxx"})


LOOKS = (
    ("font-style", "italic", StyleRole.EMPHASIS),
    ("font-weight", "bold", StyleRole.STRONG),
    ("font-variant", "small-caps", StyleRole.SMALL_CAPITALS),
    ("text-position", "super", StyleRole.RAISED),
    ("text-position", "sub", StyleRole.LOWERED),
)
"""Properties of words and the beginnings of their values, as roles."""
OWN = re.compile(
    r"Default.*|Standard|Text [Bb]ody.*|(?:First|Hanging|List|Body) ?(?:[Ll]ine )?[Ii]ndent|First [Pp]aragraph|Marginalia|Salutation|"
    r"Signature|Heading(?: \d+)?|Title|Subtitle|Quotations|Preformatted Text|Horizontal Line|Source Text|Emphasis|Strong Emphasis|"
    r"Caption|Illustration|Table|Text|Drawing|Figure|(?:Table|List|Frame) (?:Contents|Heading)|Header.*|Footer.*|Foot ?note.*|"
    r"End ?note.*|Sender|Addressee|(?:List|Numbering) \d.*|(?:Contents|Index|(?:Illustration|Object|Table|User|Figure) [Ii]ndex).*|"
    r"Bibliography.*|Definition|Example|Teletype|Variable|User Entry|Citation|(?:Visited )?Internet [Ll]ink|.* Symbols?|Bullets|"
    r"Placeholder|Rubies|Drop Caps|Line [Nn]umbering|Page Number|Main [Ii]ndex [Ee]ntry|Index Link|Comment"
)
"""The names of the styles that LibreOffice brings along."""
PREFIXES = {"drawing": "draw", "svg-compatible": "svg", "xsl-fo-compatible": "fo"}
"""The usual prefixes where they are not a part of the name of the namespace."""


def name_of(element: Element) -> str:
    """The name of an element with the usual prefix; "" for a comment."""
    return _name(element.tag) if isinstance(element.tag, str) else ""


@lru_cache(maxsize=2048)
def _name(tag: str) -> str:
    space, _, local = tag.removeprefix("{").partition("}")
    prefix = space.partition(":xmlns:")[2].partition(":")[0] or space.rstrip("/").rpartition("/")[2]
    return f"{PREFIXES.get(prefix, prefix)}:{local}"


def value(element: Element, name: str) -> str:
    """An attribute by its name without prefix; "" if there is none."""
    return next((text for key, text in element.attrib.items() if key.rpartition("}")[2] == name), "")


@dataclass(frozen=True, slots=True, kw_only=True)
class OdtStyle:
    """A style: its name for people, whether it was made by hand for one place, the style above it, its properties, its heading level."""

    name: str
    automatic: bool
    parent: str
    properties: Mapping[str, str]
    level: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class OdtStyles:
    """The styles of a document by family and name, and its list styles by name."""

    styles: Mapping[tuple[str, str], OdtStyle]
    lists: Mapping[str, Mapping[int, Element]] = field(default_factory=dict)

    def chain(self, family: str, name: str) -> Iterator[OdtStyle]:
        """A style and those above it, the nearest first, and the default of the family at last."""
        seen: set[str] = set()
        while name not in seen and (style := self.styles.get((family, name))):
            seen.add(name)
            yield style
            name = style.parent
        if default := self.styles.get((family, "")):
            yield default

    def named(self, family: str, name: str) -> str:
        """The name for people of the nearest style that was not made for one place; "" if there is none."""
        return next((style.name for style in self.chain(family, name) if not style.automatic), "")

    def property(self, family: str, name: str, key: str, *, by_hand: bool = False) -> str:
        """A property by its name without prefix, of a style or those above; with `by_hand` only of styles made for one place."""
        styles = (style for style in self.chain(family, name) if style.automatic or not by_hand)
        return next((style.properties[key] for style in styles if key in style.properties), "")

    def level(self, name: str) -> int:
        """The heading level of a paragraph style; 0 if it is none."""
        return next((style.level for style in self.chain("paragraph", name) if style.level), 0)

    def is_indented(self, name: str) -> bool:
        """Whether paragraphs of this style are set in on the left, and their first line not less than the others."""
        return _points(self.property("paragraph", name, "margin-left")) > INDENTED and (
            _points(self.property("paragraph", name, "text-indent")) >= 0
        )

    def language(self, family: str, name: str) -> str:
        """The language of words in this style; "" if none is said."""
        language = self.property(family, name, "language")
        country = self.property(family, name, "country")
        if language in NO_LANGUAGE:
            return ""
        return language if country in NO_LANGUAGE else f"{language}-{country}"

    def list_level(self, name: str, level: int) -> Element | None:
        """What says how the items of a list are marked, at a level from 1."""
        return self.lists.get(name, {}).get(level)


def styles_in(*roots: Element) -> OdtStyles:
    """The styles of these files of a document."""
    styles: dict[tuple[str, str], OdtStyle] = {}
    lists: dict[str, dict[int, Element]] = {}
    for root in roots:
        for element in root.iter(etree.Element):
            match name_of(element):
                case "style:style" | "style:default-style":
                    around = element.getparent()
                    automatic = around is not None and name_of(around) == "office:automatic-styles"
                    styles[value(element, "family"), value(element, "name")] = _style(element, automatic=automatic)
                case "text:list-style":
                    lists[value(element, "name")] = {
                        int(value(level, "level")): level for level in element if value(level, "level").isdigit()
                    }
    return OdtStyles(styles=styles, lists=lists)


def house_styles(styles: OdtStyles) -> Iterator[Style]:
    """The named styles of paragraphs and of words, with what they are based on."""
    for (family, name), style in styles.styles.items():
        if family in {"paragraph", "text"} and name and not style.automatic:
            of_words = family == "text"
            bases = [base.name for base in styles.chain(family, name) if base.name and base is not style]
            looks = [role for key, value, role in LOOKS if of_words and styles.property(family, name, key).startswith(value)]
            yield Style(name=style.name, of_words=of_words, bases=tuple(bases), looks=tuple(looks), is_own=bool(OWN.fullmatch(style.name)))


def _style(element: Element, *, automatic: bool) -> OdtStyle:
    properties = {
        key.rpartition("}")[2]: text
        for child in element
        if name_of(child) in {"style:text-properties", "style:paragraph-properties"}
        for key, text in child.attrib.items()
    }
    level = value(element, "default-outline-level")
    return OdtStyle(
        name=value(element, "display-name") or re.sub(r"_([0-9a-f]{2})_", lambda code: chr(int(code[1], 16)), value(element, "name")),
        automatic=automatic,
        parent=value(element, "parent-style-name"),
        properties=properties,
        level=int(level) if level.isdigit() else 0,
    )


def _points(length: str) -> float:
    match = LENGTH.fullmatch(length)
    return float(match[1]) * POINTS[match[2]] if match else 0.0
