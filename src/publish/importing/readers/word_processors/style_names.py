"""The names of styles in the languages of Europe (`style_names.toml`): what they mean, and which belong together."""

import re
import tomllib
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from importlib import resources
from typing import Any

from publish.config.style_roles import HouseRole, StyleRole, house_role

WORD = re.compile(r"\d+|[^\W\d_]+")
HUMP = re.compile(r"(?<=[^\W\d_A-Z])(?=[A-Z])")
"""Where a word begins in “ChTitle”."""
LEVELS = range(1, 7)
LEAST = 2  # letters of a part of a name: a shorter one says nothing


def folded(name: str) -> str:
    """A name without what does not count in it: case, accents, spaces, signs."""
    letters = unicodedata.normalize("NFD", name).casefold()
    return "".join(letter for letter in letters if letter.isalnum())


def role_by_name(name: str) -> HouseRole | None:
    """What a style is by its name; None if the name does not say it."""
    words = _words(name)
    numbers = [int(word) for word in words if word.isdigit()]
    letters = [word for word in words if not word.isdigit()]
    if len(numbers) == 1 and numbers[0] in LEVELS and "".join(letters) in _table()["levels"]["heading"]:
        return HouseRole(StyleRole.HEADING, level=numbers[0])
    if letters and _neutral().issuperset(letters):
        return HouseRole(StyleRole.TEXT)
    return _named("names", letters) or _named("names", family_of(name))


def role_by_part_of_name(name: str) -> HouseRole | None:
    """What a style may be by its name, or by a word in it; None if nothing in the name says it."""
    letters = [word for word in _words(name) if not word.isdigit()]
    if role := _named("maybe", letters) or _named("maybe", family_of(name)):
        return role
    parts = ("".join(letters[first:last]) for first in range(len(letters)) for last in range(len(letters), first, -1))
    return next((role for part in parts if len(part) > LEAST and (role := _named("names", [part]) or _named("maybe", [part]))), None)


def family_of(name: str) -> tuple[str, ...]:
    """The words of a name without those that say its place among others: “Extract First” and “Extract Last” are of one family."""
    neutral = _neutral()
    words = [word for word in _words(name) if not word.isdigit()]
    return tuple(word for word in words if word not in neutral) or tuple(words)


def begins_anew(name: str) -> bool:
    """Whether a style is of the first paragraph of several."""
    return bool(_table()["neutral"]["first"] & set(_words(name)))


def ends_here(name: str) -> bool:
    """Whether a style is of the last paragraph of several."""
    return bool(_table()["neutral"]["last"] & set(_words(name)))


def _neutral() -> frozenset[str]:
    return frozenset().union(*_table()["neutral"].values())


def _words(name: str) -> list[str]:
    return [folded(word) for word in WORD.findall(HUMP.sub(" ", name))]


def _named(table: str, words: Sequence[str]) -> HouseRole | None:
    role = _table()[table].get("".join(words)) if words else None
    return role if isinstance(role, HouseRole) else None


@cache
def _table() -> Mapping[str, Mapping[str, Any]]:  # Any: roles by name in two tables, sets of words in the others
    tables = tomllib.loads(
        resources.files("publish.importing.readers.word_processors").joinpath("style_names.toml").read_text(encoding="utf-8")
    )
    roles = {table: dict(_roles(tables[table])) for table in ("names", "maybe")}
    words = {table: {key: _names(text) for key, text in tables[table].items()} for table in ("levels", "neutral")}
    return {**roles, **words}


def _roles(table: Mapping[str, Mapping[str, str]]) -> Iterator[tuple[str, HouseRole]]:
    for written, languages in table.items():
        role = house_role(written) or HouseRole(StyleRole(written))
        for names in languages.values():
            yield from ((name, role) for name in _names(names))


def _names(text: str) -> frozenset[str]:
    return frozenset(map(folded, text.split(",")))
