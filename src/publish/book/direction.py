"""The writing direction of languages, for a passage, a page and a whole book."""

import re

from lxml import etree

from publish.languages.directions import RIGHT_TO_LEFT, direction_of

__all__ = ["LEFT_TO_RIGHT", "RIGHT_TO_LEFT", "direction_of", "mark_directions", "mirrored"]

SIDES = re.compile(r"(?<![\w-])((?:margin|padding|border)-)(left|right)(?=[\w-]*\s*:)|((?:text-align|float|clear)\s*:\s*)(left|right)\b")
AROUND = re.compile(r"(?<![\w-])((?:margin|padding)\s*:\s*)([^;{}!]+)")
VALUES = re.compile(r"(?:[^\s()]|\([^()]*(?:\([^()]*\)[^()]*)*\))+")
OTHER = {"left": "right", "right": "left"}
LEFT_TO_RIGHT = "ltr"


def mirrored(css: str) -> str:
    """A rule of a style sheet with left and right exchanged, for books that are read from right to left."""
    css = SIDES.sub(lambda match: f"{match[1]}{OTHER[match[2]]}" if match[1] else f"{match[3]}{OTHER[match[4]]}", css)
    return AROUND.sub(lambda match: f"{match[1]}{_with_sides_exchanged(match[2])}", css)


def _with_sides_exchanged(values: str) -> str:
    """The four values of a box with the second and the fourth exchanged; fewer values as they are."""
    parts = VALUES.findall(values)
    after = values[len(values.rstrip()) :]
    return f"{parts[0]} {parts[3]} {parts[2]} {parts[1]}{after}" if len(parts) == 4 else values


def mark_directions(root: etree._Element, language: str) -> None:
    """Set `dir` on each passage whose language runs in another direction than the text around it, which is in `language`.

    An element with a `dir` of its own keeps it.
    """
    for element in root.iter(etree.Element):
        spoken = element.get("lang")
        if spoken and not element.get("dir"):
            outer = (dir for ancestor in element.iterancestors() if (dir := ancestor.get("dir")))
            around = next(outer, direction_of(language) or LEFT_TO_RIGHT)
            direction = direction_of(spoken) or LEFT_TO_RIGHT
            if direction != around:
                element.set("dir", direction)
