"""The parts of a title as pages mark them: the number over it, the subtitle below it; and pages that have none."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from publish.importing.blocks import LONE, ORDINAL, SUBTITLE
from publish.importing.inline import BREAK, CALL, plain
from publish.importing.readers.vocabulary import HEADINGS, Element, terms_of
from publish.importing.recovery.heading_words import BARE_PART, CHAPTER

NUMBER = re.compile(r"(?:[IVXLC]{1,8}|\d{1,3})\.?")


@dataclass(frozen=True, slots=True, kw_only=True)
class TitlePart:
    """What an element of a group of headings is, and the level of the group."""

    role: str
    level: int


def title_part(element: Element) -> TitlePart | None:
    """What an element in an `hgroup` is; None for any other element."""
    group = element.getparent()
    if group is None or group.tag != "hgroup" or element.tag not in HEADINGS | {"p", "div"}:
        return None
    heading = next(group.iter(*HEADINGS), None)
    level = int(str(heading.tag)[1]) if heading is not None else 1
    before = [other for other in element.itersiblings(preceding=True) if isinstance(other.tag, str)]
    terms = terms_of(element)
    if "subtitle" in terms:
        return TitlePart(role=SUBTITLE, level=level)
    numbered = bool(before) and _is_number(before[-1])
    if not before and element.getnext() is not None and _is_number(element):
        return TitlePart(role=ORDINAL, level=level)
    role = "title" if "title" in terms or not before or (numbered and len(before) == 1) else SUBTITLE
    return TitlePart(role=role, level=level)


def _is_number(element: Element) -> bool:
    return ORDINAL in terms_of(element) or is_number_line(" ".join("".join(element.itertext()).split()))


def is_number_line(text: str) -> bool:
    """Whether a line is only the number of a chapter: “Chapter I”, “IV.”, “12”."""
    return bool(NUMBER.fullmatch(text) or CHAPTER.fullmatch(text))


def number_and_title(lines: Sequence[str]) -> tuple[str, str]:
    """The number over a title and the title, of the lines of a heading; "" for no number."""
    filled = [line for line in lines if plain(line).strip() or CALL in line]
    first = plain(filled[0]).strip() if filled else ""
    if len(filled) > 1 and is_number_line(first) and not BARE_PART.fullmatch(first):
        return filled[0], BREAK.join(filled[1:])
    return "", BREAK.join(filled)


def lone_type(element: Element) -> str:
    """The type of a page without a heading that is a dedication or an epigraph; "" for any other element."""
    types = [type for type in LONE if type in terms_of(element) or f"doc-{type}" in terms_of(element)]
    if not types or element.tag not in {"body", "section"} or next(element.iter(*HEADINGS), None) is not None:
        return ""
    return "" if any(next(around.iter(*HEADINGS), None) is not None for around in element.iterancestors("section", "article")) else types[0]
