"""Small capitals on the page: a text has them only if its face has one for every letter (`publish.book.small_capitals`).

Policy: the text of an element is judged as a whole, in each face that it is set in. What cannot have small capitals is set in capitals, a
little smaller, or in roman without tracking. Code is never changed. Boxes are WeasyPrint's own, untyped.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Any

from publish.book.small_capitals import CAPITALS_SIZE, FEATURES, Setting, nearest_faces, setting_of
from publish.model import Face

CODE = frozenset({"code", "kbd", "pre", "samp", "tt"})


def settle(box: Any, faces: Sequence[Face]) -> None:
    """Decides how the text in a box is set, if its style asks for small capitals and it is not decided yet. The box is not laid out yet."""
    if box.style["font_variant_caps"] not in FEATURES:
        return
    texts = [text for text in _texts(box) if not hasattr(text, "settled_capitals")]
    for text in texts:
        text.settled_capitals = True
    for _, group in groupby(sorted(texts, key=_face), key=_face):
        alike = list(group)
        style = alike[0].style
        drawing = nearest_faces(style["font_family"], _slope(style), int(style["font_weight"]), faces)
        asked = style["font_feature_settings"]
        whole = "".join(text.text for text in alike)
        is_code = any(text.element_tag.split("::")[0] in CODE for text in alike)
        setting = (
            Setting.ROMAN
            if is_code
            else setting_of(
                whole,
                style["font_variant_caps"],
                drawing,
                language=style["lang"] or "",
                features={} if asked == "normal" else dict(asked),
            )
        )
        for text in alike:
            _set(text, setting)


def _set(text: Any, setting: Setting) -> None:
    if setting is Setting.SMALL_CAPITALS:
        return
    text.style = text.style.copy()
    text.style["font_variant_caps"] = "normal"
    if setting is Setting.CAPITALS:
        text.style["text_transform"] = "uppercase"
        text.style["font_size"] *= CAPITALS_SIZE
    else:
        text.style["letter_spacing"] = "normal"


def _texts(box: Any) -> Iterator[Any]:
    """The boxes of text in a box that ask for small capitals; notes are apart."""
    if box.style["font_variant_caps"] in FEATURES and isinstance(getattr(box, "text", None), str):
        yield box
    for child in getattr(box, "children", ()):
        if not (child.is_running() or child.is_footnote() or child.is_note()):
            yield from _texts(child)


def _face(text: Any) -> tuple[str, ...]:
    """What the choice of face depends on, and the small capitals asked for."""
    style = text.style
    names = ("font_family", "font_style", "font_weight", "font_variant_caps", "lang", "font_feature_settings")
    return tuple(map(str, (style[name] for name in names)))


def _slope(style: Any) -> str:
    return "normal" if style["font_style"] == "normal" else "italic"
