"""Elements of pages that a book cannot hold: what each is, and the words or the address that it would have shown."""

from collections.abc import Mapping

from publish.importing.inline import clean
from publish.importing.left_out import LeftOutKind
from publish.importing.readers.vocabulary import Element

KINDS: Mapping[str, LeftOutKind] = {
    **dict.fromkeys(("video", "audio"), LeftOutKind.FILM),
    **dict.fromkeys(("iframe", "object", "embed", "applet", "canvas"), LeftOutKind.FRAME),
    **dict.fromkeys(("input", "select", "textarea", "button"), LeftOutKind.FORM),
    "svg": LeftOutKind.DRAWING,
    "math": LeftOutKind.FORMULA,
    "mark": LeftOutKind.HIGHLIGHT,
}
MOST_SHOWN = 80  # characters


def left_out_kind(element: Element) -> LeftOutKind | None:
    """What does not come along of an element; None if all of it does, or if nobody sees it."""
    if element.tag in {"abbr", "acronym"} and element.get("title"):
        return LeftOutKind.EXPLANATION
    if element.tag == "input" and element.get("type", "").lower() == "hidden":
        return None
    return KINDS.get(str(element.tag))


def left_out_text(element: Element) -> str:
    """The words of an element, or its title or address, shortened."""
    words = element.get("title") or " ".join("".join(element.itertext()).split()) or element.get("src") or element.get("data") or ""
    text = " ".join(clean(words or element.get("href") or "").split())
    return text if len(text) <= MOST_SHOWN else f"{text[: MOST_SHOWN - 1]}…"
