"""The look of words in pages that a program has written, such as Google Docs: classes with a number, which only the style sheet explains.

Such a `span` becomes the element that it looks like. The names of other classes are read where they are met.
"""

import re
from collections.abc import Iterator, Mapping

import tinycss2
from lxml import etree

from publish.importing.readers.vocabulary import BLOCKS, HEADINGS, Element

GENERATED = re.compile(r"[a-z]{1,4}[-_]?\d{1,4}", re.IGNORECASE)
BOLD = re.compile(r"bold(?:er)?|[6-9]00")
LOOKS: tuple[tuple[str, re.Pattern[str], str], ...] = (
    ("font-style", re.compile(r"italic|oblique"), "i"),
    ("font-weight", BOLD, "b"),
    ("vertical-align", re.compile(r"super"), "sup"),
    ("vertical-align", re.compile(r"sub"), "sub"),
    ("text-decoration", re.compile(r".*\bunderline\b.*"), "u"),
    ("text-decoration", re.compile(r".*\bline-through\b.*"), "s"),
    ("font-variant", re.compile(r"small-caps"), "span"),
)
"""What words are set in: a property, its value, the element."""


def read_generated_styles(root: Element) -> None:
    """Makes of the spans of generated classes what they look like."""
    looks = dict(_looks(root))
    if not looks:
        return
    for span in [element for element in root.iter("span") if element.get("class")]:
        if span.find(".//img") is not None or any(inner.tag in BLOCKS for inner in span.iter(etree.Element)):
            continue
        properties: dict[str, str] = {}
        for name in (span.get("class") or "").split():
            properties |= looks.get(name, {})
        names = [element for name, value, element in LOOKS if value.fullmatch(properties.get(name, ""))]
        is_link = next(span.iter("a"), None) is not None or next(span.iterancestors("a"), None) is not None
        is_title = next(span.iterancestors(*HEADINGS), None) is not None
        _wrap(span, [name for name in names if not (name == "u" and is_link) and not (name in {"b", "u"} and is_title)])


def _wrap(span: Element, names: list[str]) -> None:
    """Puts the content of a span into elements of these names."""
    for name in names:
        inner = span.makeelement(name, {"class": "smallcaps"} if name == "span" else {})
        inner.text, span.text = span.text, None
        inner.extend(list(span))
        span.append(inner)


def _looks(root: Element) -> Iterator[tuple[str, Mapping[str, str]]]:
    """The properties that the style sheets of a page give to each generated class."""
    known: dict[str, dict[str, str]] = {}
    for sheet in root.iter("style"):
        for rule in tinycss2.parse_stylesheet(sheet.text or "", skip_comments=True, skip_whitespace=True):
            if rule.type != "qualified-rule":
                continue
            for selector in tinycss2.serialize(rule.prelude).split(","):
                name = selector.strip().removeprefix("span").removeprefix(".")
                if GENERATED.fullmatch(name):
                    known.setdefault(name, {}).update(_declarations(rule.content))
    yield from known.items()


def _declarations(content: list[object]) -> Iterator[tuple[str, str]]:
    for declaration in tinycss2.parse_blocks_contents(content, skip_comments=True, skip_whitespace=True):
        if declaration.type == "declaration":
            yield declaration.lower_name, tinycss2.serialize(declaration.value).strip().lower()
