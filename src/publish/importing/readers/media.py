"""What a page shows and a book cannot: films, sounds, frames, fields of forms. Their words for readers without them stay.

Pictures that a page loads late or in several sizes get the address of the file.
"""

import re

from lxml import etree

from publish.importing.inline import clean
from publish.importing.readers.unread_elements import mark_left_out, mark_unseen
from publish.importing.readers.vocabulary import BLOCKS, Element

RELEASED = ("applet", "audio", "canvas", "embed", "iframe", "object", "video")
"""The elements that a book cannot show."""
PICTURES = re.compile(r".*\.(?:png|jpe?g|gif|svg|webp)(?:[?#].*)?", re.IGNORECASE)
LATE = ("data-src", "data-original", "data-lazy-src", "data-orig-file", "data-full-src")
NO_PICTURE = re.compile(r"data:image/(?:gif|svg)|.*(?:placeholder|blank|spacer|pixel|loading|1x1|transparent)[^/]*$|\s*$", re.IGNORECASE)
"""Addresses of what stands in the place of a picture until a program loads it."""
SOURCES = re.compile(r"(\S*[^\s,])(?:\s+([\d.]+)[wx])?\s*(?:,\s*|$)")
PROGRAM = re.compile(r"javascript|java script|enable|activate|browser", re.IGNORECASE)


def load_pictures(root: Element) -> None:
    """Gives the pictures of a page the addresses of their files."""
    for image in root.iter("img"):
        around = next(image.iterancestors("picture"), None)
        sources = list(around.iter("source")) if around is not None else []
        late = next(filter(None, (image.get(name, "") for name in LATE)), "")
        offered = [source.get("srcset") or source.get("data-srcset") or "" for source in (image, *sources)]
        largest = next(filter(None, map(_largest, [image.get("data-srcset", ""), *offered])), "")
        if NO_PICTURE.match(image.get("src", "")) and (late or largest):
            image.set("src", clean(late or largest))
    for element in list(root.iter("noscript")):
        shown = {image.get("src", "") for image in root.iter("img") if image not in set(element.iter("img"))}
        pictures = list(element.iter("img"))
        words = "".join(element.itertext())
        if (pictures and {image.get("src", "") for image in pictures} <= shown) or PROGRAM.search(words):
            continue
        _release(element)


def choose_cases(root: Element) -> None:
    """Leaves of each switch of an e-book the case that is a formula, or else that for all readers."""
    for switch in list(root.iter("epub:switch")):
        cases = [case for case in switch if case.tag == "epub:case"]
        formula = next((case for case in cases if "MathML" in case.get("required-namespace", "")), None)
        for case in [*cases, *switch.iterchildren("epub:default")] if formula is not None else cases:
            if case is not formula:
                switch.remove(case)
        etree.strip_tags(switch, "epub:case", "epub:default")
        switch.tag = "div" if _is_between_blocks(switch) else "span"


def release_media(root: Element) -> None:
    """Puts the words and the address of what a book cannot show in its place."""
    for element in [element for element in root.iter(*RELEASED) if next(element.iterancestors(*RELEASED), None) is None]:
        address = _address(element)
        if element.tag in {"object", "embed"} and (PICTURES.fullmatch(address) or element.get("type", "").startswith("image/")):
            description = " ".join("".join(element.itertext()).split()) or element.get("title", "")
            _become(element, "img", src=address, **({"alt": description} if description else {}))
            continue
        etree.strip_tags(element, "source", "track", "param")
        has_words = bool("".join(element.itertext()).strip()) or next(element.iter("a", "img"), None) is not None
        if not has_words and not address:
            mark_unseen(element)
            continue
        mark_left_out(element)
        _release(element)
        if not has_words and re.match(r"https?://|//", address):
            link = etree.SubElement(element, "a", href=clean(address if address.startswith("http") else f"https:{address}"))
            link.text = clean(element.get("title") or address)
        elif not has_words and element.get("title"):
            element.text = clean(element.get("title", ""))


def _largest(sources: str) -> str:
    """The address of the largest of several pictures; "" if there is none."""
    offered = [(float(match[2] or 1), match[1]) for match in SOURCES.finditer(sources) if not match[1].startswith("data:")]
    return max(offered, key=lambda one: one[0], default=(0, ""))[1]


def _address(element: Element) -> str:
    source = next(element.iter("source"), None)
    own = element.get("src") or element.get("data") or element.get("data-src") or ""
    return own or (source.get("src", "") if source is not None else "")


def _release(element: Element) -> None:
    """Makes an element one of text: a division, or within a paragraph a part of its line."""
    is_block = any(inner.tag in BLOCKS for inner in element.iterdescendants()) or _is_between_blocks(element)
    for name in ("class", "style", "hidden"):
        element.attrib.pop(name, None)
    element.tag = "div" if is_block else "span"


def _is_between_blocks(element: Element) -> bool:
    around = element.getparent()
    return around is not None and around.tag not in {"p", "span", "a", "em", "i", "b", "strong", "h1", "h2", "h3", "h4", "h5", "h6"}


def _become(element: Element, tag: str, **attributes: str) -> None:
    element.clear(keep_tail=True)
    element.tag = tag
    for name, value in attributes.items():
        element.set(name, clean(value))
