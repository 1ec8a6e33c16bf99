"""Elements of pages that a book cannot hold: what each is, and the words or the address that it would have shown."""

from collections.abc import Mapping

from publish.importing.inline import clean
from publish.importing.left_out import LeftOutKind
from publish.importing.readers.vocabulary import Element

KINDS: Mapping[str, LeftOutKind] = {
    **dict.fromkeys(("video", "audio"), LeftOutKind.FILM),
    **dict.fromkeys(("iframe", "object", "embed", "applet", "canvas"), LeftOutKind.FRAME),
    **dict.fromkeys(("input", "select", "textarea", "button"), LeftOutKind.FORM),
    "template": LeftOutKind.HIDDEN,
    "map": LeftOutKind.LINK,
    "svg": LeftOutKind.DRAWING,
    "math": LeftOutKind.FORMULA,
    "mark": LeftOutKind.HIGHLIGHT,
}
MARK = "data-publish-left-out"
"""The attribute of an element that was made another: what does not come along of it, or nothing."""
MOST_SHOWN = 80  # characters


def mark_left_out(element: Element) -> None:
    """Says of an element that will have another name what does not come along of it."""
    if kind := left_out_kind(element):
        element.set(MARK, kind)


def mark_unseen(element: Element) -> None:
    """Says of an element that nothing of it is missed."""
    element.set(MARK, "")


def left_out_kind(element: Element) -> LeftOutKind | None:
    """What does not come along of an element; None if all of it does, or if nobody sees it."""
    if (mark := element.get(MARK)) is not None:
        return LeftOutKind(mark) if mark else None
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
