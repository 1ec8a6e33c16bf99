"""The languages of a page: that of its text, and those of passages in it."""

from collections import Counter

from publish.config.language_tags import canonical_tag
from publish.importing.readers.vocabulary import Element

XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
RIGHT_TO_LEFT = frozenset(["ar", "arc", "ckb", "dv", "fa", "he", "ks", "ps", "sd", "syr", "ug", "ur", "yi"])
MOSTLY = 0.5  # of the letters of a page


def language_tag(element: Element) -> str:
    """The language that an element declares, as a tag; "" if it declares none, or what is no language."""
    written = (element.get("lang") or element.get("xml:lang") or element.get(XML_LANG) or "").strip()
    return (canonical_tag(written) or "") if written else ""


def is_from_right(element: Element, tag: str) -> bool:
    """Whether a passage in this language runs from right to left."""
    direction = (element.get("dir") or "").lower()
    return direction == "rtl" or (direction != "ltr" and tag.split("-", maxsplit=1)[0] in RIGHT_TO_LEFT)


def page_language(root: Element) -> str:
    """The language of a page: of its root, of its body, or that which most of its text declares; "" if none does."""
    body = root.find(".//body")
    for element in (root, body):
        if element is not None and (tag := language_tag(element)):
            return tag
    letters: Counter[str] = Counter()
    for element in root.iter("article", "div", "main", "p", "section"):
        if tag := language_tag(element):
            letters[tag] += len("".join(element.itertext()))
    total = len("".join(root.itertext()))
    return next((tag for tag, count in letters.most_common(1) if count > MOSTLY * total), "")
