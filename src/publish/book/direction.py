"""In which direction a language is written: what a reading system must be told of a page, a passage and a whole book."""

import re

from lxml import etree

SIDES = re.compile(r"(?<![\w-])((?:margin|padding|border)-)(left|right)(?=[\w-]*\s*:)|((?:text-align|float|clear)\s*:\s*)(left|right)\b")
AROUND = re.compile(r"(?<![\w-])((?:margin|padding)\s*:\s*)([^;{}!]+)")
VALUES = re.compile(r"(?:[^\s()]|\([^()]*(?:\([^()]*\)[^()]*)*\))+")
OTHER = {"left": "right", "right": "left"}
LEFT_TO_RIGHT, RIGHT_TO_LEFT = "ltr", "rtl"
LANGUAGES = frozenset({"ar", "arc", "arz", "ckb", "dv", "fa", "he", "ks", "nqo", "pnb", "ps", "sd", "syr", "ug", "ur", "yi"})
SCRIPTS = frozenset({"adlm", "arab", "aran", "hebr", "mand", "mend", "nkoo", "rohg", "samr", "syrc", "thaa"})


def direction_of(language: str) -> str:
    """`rtl` where the language's script runs from right to left, else "": `direction_of("pa-Arab")` is `rtl`, as is that of "he"."""
    first, *further = language.lower().split("-")
    scripts = [part for part in further if len(part) == 4 and part.isalpha()]
    runs_left = scripts[0] in SCRIPTS if scripts else first in LANGUAGES
    return RIGHT_TO_LEFT if runs_left else ""


def mirrored(css: str) -> str:
    """A rule of a style sheet with left for right and right for left, as a book needs it that is read from right to left."""
    turned = SIDES.sub(lambda found: f"{found[1]}{OTHER[found[2]]}" if found[1] else f"{found[3]}{OTHER[found[4]]}", css)
    return AROUND.sub(lambda found: f"{found[1]}{_turned(found[2])}", turned)


def _turned(values: str) -> str:
    """Four values around a box with the second and the fourth exchanged."""
    parts = VALUES.findall(values)
    behind = values[len(values.rstrip()) :]
    return f"{parts[0]} {parts[3]} {parts[2]} {parts[1]}{behind}" if len(parts) == 4 else values


def say_directions(root: etree._Element, language: str) -> None:
    """Each passage in another language bears its direction where it is not that of the text around it, which is in this language.

    What says its direction itself keeps it.
    """
    for element in root.iter(etree.Element):
        spoken = element.get("lang")
        if spoken and not element.get("dir"):
            around = next(
                (found for outer in element.iterancestors() if (found := outer.get("dir"))), direction_of(language) or LEFT_TO_RIGHT
            )
            own = direction_of(spoken) or LEFT_TO_RIGHT
            if own != around:
                element.set("dir", own)
