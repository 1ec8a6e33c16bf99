"""What the styles of a word processor may mean to an import: the roles of `import.styles`, as an editor writes them."""

import re
from dataclasses import dataclass
from difflib import get_close_matches
from enum import StrEnum

from publish.config.language_tags import canonical_tag


class StyleRole(StrEnum):
    """What the paragraphs of a style are, or its words."""

    TEXT = "text"
    QUOTATION = "quotation"
    VERSE = "verse"
    EPIGRAPH = "epigraph"
    DEDICATION = "dedication"
    ATTRIBUTION = "attribution"
    BREAK = "break"
    HEADING = "heading"
    CHAPTER_NUMBER = "chapter number"
    SUBTITLE = "subtitle"
    NOTE = "note"
    CODE = "code"
    CAPTION = "caption"
    LIST = "list"
    QUERY = "query"
    DROP = "drop"
    EMPHASIS = "emphasis"
    STRONG = "strong"
    SMALL_CAPITALS = "small capitals"
    RAISED = "superscript"
    LOWERED = "subscript"
    LANGUAGE = "language"
    NOTE_CALL = "note call"
    PLAIN = "plain"


@dataclass(frozen=True, slots=True)
class HouseRole:
    """The role of a style, with the level of a heading, the tag of a language."""

    role: StyleRole
    level: int = 0
    language: str = ""

    def __str__(self) -> str:
        return " ".join(filter(None, (self.role, str(self.level or ""), self.language)))


SHOWN = {StyleRole.HEADING: "heading 1 to heading 6", StyleRole.LANGUAGE: "language with a tag (language la)"}
ROLES = ", ".join(SHOWN.get(role, role.value) for role in StyleRole)
"""All roles, for a message."""
HEADING = re.compile(r"heading ([1-6])")
LANGUAGE = re.compile(r"language (\S+)")


def house_role(text: str) -> HouseRole | None:
    """A role as an editor writes it: “quotation”, “heading 2”, “language la”; None if there is no such role."""
    written = " ".join(text.split()).casefold()
    if heading := HEADING.fullmatch(written):
        return HouseRole(StyleRole.HEADING, level=int(heading[1]))
    if language := LANGUAGE.fullmatch(written):
        tag = canonical_tag(language[1])
        return HouseRole(StyleRole.LANGUAGE, language=tag) if tag else None
    is_whole = written in set(StyleRole) - set(SHOWN)
    return HouseRole(StyleRole(written)) if is_whole else None


def advice_on_roles(text: str) -> str:
    """What to write instead of a text that is no role."""
    near = get_close_matches(text.casefold(), [role.value for role in StyleRole], 1, 0.7)
    meant = f"did you mean “{SHOWN.get(StyleRole(near[0]), near[0])}”? " if near else ""
    return f"{meant}the roles are {ROLES}"
