"""The styles of a document, and what each of them is: as book.toml or the editor says, by its name, by what it is based on, by its look."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TypeGuard

from publish.config.style_roles import HouseRole, StyleRole
from publish.importing.ledger import Answer
from publish.importing.readers.word_processors.style_names import folded, role_by_name, role_by_part_of_name

TEXT, PLAIN = HouseRole(StyleRole.TEXT), HouseRole(StyleRole.PLAIN)
LOOKS = frozenset({StyleRole.EMPHASIS, StyleRole.STRONG, StyleRole.SMALL_CAPITALS, StyleRole.RAISED, StyleRole.LOWERED})
OF_WORDS = LOOKS | {StyleRole.CODE, StyleRole.LANGUAGE, StyleRole.NOTE_CALL, StyleRole.PLAIN}
"""The roles that words may have by their names; paragraphs may have all others, and `code`."""
SURE, LIKELY, GUESSED = 0.9, 0.7, 0.4


@dataclass(frozen=True, slots=True, kw_only=True)
class Style:
    """A style of paragraphs, or of words: its name, the names of those that it is based on, the nearest first, what its letters look like.

    `is_own` if the word processor brings it along, or makes it for words in a style of paragraphs.
    """

    name: str
    of_words: bool = False
    bases: tuple[str, ...] = ()
    looks: tuple[StyleRole, ...] = ()
    is_own: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class StyleRoles:
    """What styles are, by their names: as book.toml declares it, and as the editor answered when asked, with the role if it was named."""

    declared: Mapping[str, HouseRole] = field(default_factory=dict)
    answer: Callable[[str], tuple[Answer, HouseRole | None]] = lambda _: (Answer.NONE, None)

    def of(self, name: str) -> HouseRole | None:
        """The role that book.toml declares; None if it declares none."""
        return next((role for declared, role in self.declared.items() if folded(declared) == folded(name)), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class JudgedStyle:
    """A style with its role, and the role that is proposed, why, and how sure that is. `is_settled` if the editor need not decide it.

    `is_said` if the role is that of book.toml or of the editor.
    """

    style: Style
    role: HouseRole
    proposed: HouseRole
    evidence: str = ""
    confidence: float = SURE
    is_settled: bool = False
    is_said: bool = False


def judged(style: Style, roles: StyleRoles) -> JudgedStyle:
    """What a style is. One of which nothing is known is text, or plain words, until the editor says what it is."""
    default = PLAIN if style.of_words else TEXT
    if declared := roles.of(style.name):
        return JudgedStyle(style=style, role=declared, proposed=declared, is_settled=True, is_said=True)
    proposed, evidence, confidence = _proposed(style, roles) or (default, "nothing says what it is", GUESSED)
    answer, instead = roles.answer(style.name)
    is_plain = proposed.role in {StyleRole.TEXT, StyleRole.PLAIN}
    is_settled = style.is_own or (is_plain and confidence >= (LIKELY if style.of_words else SURE))
    if is_settled or answer is Answer.NONE:
        role = proposed if confidence >= LIKELY else default
    else:
        role = default if answer is Answer.REJECT else instead or proposed
    return JudgedStyle(
        style=style,
        role=role,
        proposed=proposed,
        evidence=evidence,
        confidence=confidence,
        is_settled=is_settled,
        is_said=answer is not Answer.NONE and not is_settled,
    )


def _proposed(style: Style, roles: StyleRoles) -> tuple[HouseRole, str, float] | None:
    """What a style is by its name, by what it is based on, by its look, by a part of its name: why, and how sure that is."""
    if _fits(role := role_by_name(style.name), style):
        return role, "its name", SURE
    for base in style.bases:
        role = roles.of(base) or role_by_name(base)
        if _fits(role, style) and role.role not in {StyleRole.TEXT, StyleRole.PLAIN}:
            return role, f"it is based on “{base}”", SURE
    guess = role_by_part_of_name(style.name)
    if _fits(guess, style) and guess.role is StyleRole.LANGUAGE:
        return guess, "its name; which language, only you know", GUESSED
    if style.looks:
        return HouseRole(style.looks[0]), "its letters look so", SURE
    if _fits(guess, style):
        return guess, "a part of its name", LIKELY if guess.role is StyleRole.TEXT else GUESSED
    return (PLAIN, "it is for words in a paragraph of another style", LIKELY) if style.of_words and guess else None


def _fits(role: HouseRole | None, style: Style) -> TypeGuard[HouseRole]:
    """Whether a role may be that of a style by its name: words are no quotation, paragraphs are not raised."""
    return role is not None and (role.role is StyleRole.CODE or (role.role in OF_WORDS) is style.of_words)
