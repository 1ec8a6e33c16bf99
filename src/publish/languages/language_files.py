"""A language's file, read and checked: an unknown key, a missing table or a value of a wrong type is a LanguageError with file and line."""

import re
import tomllib
import types
from collections.abc import Mapping
from dataclasses import MISSING, dataclass, field, fields, is_dataclass
from pathlib import Path
from typing import Any, Literal, get_args, get_origin, get_type_hints

from publish.languages.language_tables import (
    AccessWords,
    CitationWords,
    ImprintWords,
    IndexWords,
    Labels,
    LanguageWords,
    LetterWords,
    NoteHeads,
    Rules,
)

WORDS: Mapping[str, type[LanguageWords]] = {
    "labels": Labels,
    "imprint": ImprintWords,
    "index": IndexWords,
    "note-heads": NoteHeads,
    "accessibility": AccessWords,
}
"""The tables of words: a file has all of them, or a `fallback`."""

KINDS: Mapping[object, str] = {
    str: "a text",
    int: "a whole number",
    bool: "true or false",
    tuple: "a list of texts",
    Mapping: "a table of texts",
}

Table = dict[str, Any]
"""As tomllib gives it."""


class LanguageError(Exception):
    """A language's file is not well formed; the message begins with file and line."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Language:
    """One file.

    `words` are its tables of words by name, all or none; without them, `fallback` names the language that gives them.
    """

    tag: str
    fallback: str = ""
    words: Mapping[str, LanguageWords] = field(default_factory=dict)
    citations: CitationWords = field(default_factory=CitationWords)
    letters: LetterWords | None = None
    rules: Rules
    regions: Mapping[str, Rules] = field(default_factory=dict)


def read_language(path: Path) -> Language:
    """The language in a file, named by its tag. LanguageError for a file that is not well formed."""
    text = path.read_text(encoding="utf-8")
    try:
        table = tomllib.loads(text)
    except tomllib.TOMLDecodeError as fault:
        line = re.search(r"at line (\d+)", str(fault))
        raise LanguageError(f"{path}:{line[1] if line else len(text.splitlines())}: this is not TOML: {fault}") from fault
    return _Reader(path=path, text=text).language(table)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Reader:
    path: Path
    text: str

    def language(self, table: Table) -> Language:
        rules = {key: value for key, value in table.items() if key not in {*WORDS, "fallback", "citations", "letters", "regions"}}
        regions = table.get("regions", {})
        return Language(
            tag=self.path.stem,
            fallback=self._value(str, table.get("fallback", ""), ("fallback",)),
            words=self._words(table),
            citations=self._record(CitationWords, table.get("citations", {}), ("citations",)),
            letters=self._record(LetterWords, table["letters"], ("letters",)) if "letters" in table else None,
            rules=self._record(Rules, rules, ()),
            regions={name: self._record(Rules, _merged(rules, region), ("regions", name)) for name, region in regions.items()},
        )

    def _words(self, table: Table) -> dict[str, LanguageWords]:
        missing = [name for name in WORDS if name not in table]
        if "fallback" in table and len(missing) < len(WORDS):
            raise self._fault(("fallback",), "a file with tables of words has no fallback")
        if "fallback" not in table and missing:
            raise self._fault((), f'the table [{missing[0]}] is missing; a language without words of its own says fallback = "en"')
        return {name: self._record(kind, table[name], (name,)) for name, kind in WORDS.items() if name in table}

    def _record(self, kind: Any, table: object, place: tuple[str, ...]) -> Any:
        """A value of a dataclass from a table; `language` is the file's."""
        if not isinstance(table, dict):
            raise self._fault(place, f"{_name(place)} must be a table")
        types_of = get_type_hints(kind)
        known = {each.name.replace("_", "-"): each for each in fields(kind) if each.name != "language"}
        for key in table:
            if key not in known:
                raise self._fault((*place, key), f"{_name((*place, key))} is unknown here; known are {', '.join(known)}")
        for key, each in known.items():
            if key not in table and each.default is MISSING and each.default_factory is MISSING:
                raise self._fault(place, f"{_name((*place, key))} is missing")
        values = {known[key].name: self._value(types_of[known[key].name], value, (*place, key)) for key, value in table.items()}
        return kind(**values, **({"language": self.path.stem} if "language" in types_of else {}))

    def _value(self, kind: Any, value: object, place: tuple[str, ...]) -> Any:
        """The value, if it is of this type."""
        inner = get_args(kind)
        match get_origin(kind) or kind:
            case origin if origin is types.UnionType:  # a table or None
                return self._record(inner[0], value, place)
            case origin if origin is Literal:
                if value in inner:
                    return value
                raise self._fault(place, f"{_name(place)} must be one of: {', '.join(inner)}")
            case origin if is_dataclass(origin):
                return self._record(origin, value, place)
            case origin if origin is tuple and isinstance(value, list):
                return tuple(self._value(inner[0], each, place) for each in value)
            case origin if origin is Mapping and isinstance(value, dict):
                return {key: self._value(inner[1], each, (*place, key)) for key, each in value.items()}
            case origin if type(value) is origin:
                return value
        raise self._fault(place, f"{_name(place)} must be {KINDS[get_origin(kind) or kind]}")

    def _fault(self, place: tuple[str, ...], sentence: str) -> LanguageError:
        return LanguageError(f"{self.path}:{self._line(place)}: {sentence}")

    def _line(self, place: tuple[str, ...]) -> int:
        """The line of a key, or of the nearest thing around it that has a line of its own; 1 for the file."""
        lines: dict[tuple[str, ...], int] = {(): 1}
        table: tuple[str, ...] = ()
        for number, line in enumerate(self.text.splitlines(), 1):
            if header := re.match(r"\[([\w.-]+)\]", line):
                table = tuple(header[1].split("."))
                lines[table] = number
            elif key := re.match(r"\"?([^\s\"=#]+)\"? *=", line):
                lines.setdefault((*table, key[1]), number)
        return next(lines[place[:length]] for length in range(len(place), -1, -1) if place[:length] in lines)


def _name(place: tuple[str, ...]) -> str:
    return f"“{'.'.join(place)}”"


def _merged(table: Table, region: object) -> object:
    """The rules of a language with those of a region over them, table by table."""
    if not isinstance(region, dict):
        return region
    return {**table, **{key: _merged(table[key], value) if isinstance(table.get(key), dict) else value for key, value in region.items()}}
