"""The places of the keys and values in a TOML document. tomllib gives a place only for a fault in the TOML itself.

Policy: tomllib has accepted the text, so the scanner here only separates keys from values and does not check the TOML again.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from publish.diagnostics import Diagnostic, Location, diagnostic

KeyPath = tuple[str | int, ...]
"""The path of a value from the document's root: `("contributors", 0, "name")`."""


@dataclass(frozen=True, kw_only=True)
class TomlSource:
    """The text of a TOML file, and the path that its diagnostics show. The text is scanned for places when the first one is needed."""

    path: str
    text: str

    @cached_property
    def places(self) -> "Places":
        """The places of its keys and values."""
        return places_in(self.text)

    def location_of_value(self, path: KeyPath) -> Location:
        """The location of a value, else that of its key."""
        return self._location(self.places.of_value(path))

    def key_diagnostic(self, path: KeyPath, code: str, message: str, *, help: str) -> Diagnostic:
        """A diagnostic at a key."""
        return self._diagnostic(self.places.of_key(path), code, message, help)

    def value_diagnostic(self, path: KeyPath, code: str, message: str, *, help: str) -> Diagnostic:
        """A diagnostic at a value, or at its key where the value has no place."""
        return self._diagnostic(self.places.of_value(path), code, message, help)

    def _diagnostic(self, place: "Place", code: str, message: str, help: str) -> Diagnostic:
        return diagnostic(code, message, help=help, at=self._location(place), length=place.length)

    def _location(self, place: "Place") -> Location:
        return Location(path=self.path, line=place.line, column=place.column)


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Line and column of a key or value, both from 1, and its length on that line; in characters."""

    line: int
    column: int
    length: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Places:
    """The places of all keys and all values. A table's key is its header; the elements of an array are values too."""

    keys: Mapping[KeyPath, Place]
    values: Mapping[KeyPath, Place]

    def of_key(self, path: KeyPath) -> Place:
        """The place of a key, else of the nearest table or array around it, else the start of the document."""
        for end in range(len(path), 0, -1):
            place = self.keys.get(path[:end]) or self.values.get(path[:end])
            if place:
                return place
        return Place(line=1, column=1, length=1)

    def of_value(self, path: KeyPath) -> Place:
        """The place of a value, else that of its key."""
        return self.values.get(path) or self.of_key(path)


def places_in(text: str) -> Places:
    """The places in a TOML document: `places_in('a = 1\\n').values[("a",)]` is line 1, column 5."""
    scanner = _Scanner(text=text)
    scanner.document()
    return Places(keys=scanner.keys, values=scanner.values)


@dataclass(slots=True)
class _Scanner:
    text: str
    at: int = 0
    keys: dict[KeyPath, Place] = field(default_factory=dict)
    values: dict[KeyPath, Place] = field(default_factory=dict)
    tables: dict[KeyPath, int] = field(default_factory=dict)
    """The number of tables in each array of tables so far."""

    def document(self) -> None:
        prefix: KeyPath = ()
        while self._skip(" \t\r\n"):
            if self._sees("["):
                prefix = self._header()
            else:
                self._pair(prefix)

    def _header(self) -> KeyPath:
        """The path of the table that the header opens."""
        start = self.at
        brackets = 2 if self._sees("[[") else 1
        self.at += brackets
        path = self._within(self._key())
        self._skip(" \t")
        self.at += brackets
        if brackets == 2:
            number = self.tables.get(path, 0)
            self.tables[path] = number + 1
            self.keys.setdefault(path, self._place(start))
            path = (*path, number)
        self.keys[path] = self._place(start)
        return path

    def _within(self, names: list[str]) -> KeyPath:
        """The path that a header's names stand for: an array of tables stands for its latest table."""
        path: KeyPath = ()
        for position, name in enumerate(names):
            path = (*path, name)
            if path in self.tables and position < len(names) - 1:
                path = (*path, self.tables[path] - 1)
        return path

    def _pair(self, prefix: KeyPath) -> None:
        start = self.at
        path = (*prefix, *self._key())
        place = self._place(start)
        for end in range(len(prefix) + 1, len(path) + 1):
            self.keys.setdefault(path[:end], place)
        self._skip(" \t")
        self.at += 1  # the equals sign
        self._skip(" \t")
        self._value(path)

    def _key(self) -> list[str]:
        """The names of a key, one for each dotted part. The scanner ends after the last one."""
        names: list[str] = []
        end = self.at
        while not names or self._sees("."):
            self.at += bool(names)
            self._skip(" \t")
            start = self.at
            if self._sees('"') or self._sees("'"):
                self._string()
                names.append(str(tomllib.loads(f"name = {self.text[start : self.at]}")["name"]))
            else:
                self._until(" \t.=]")
                names.append(self.text[start : self.at])
            end = self.at
            self._skip(" \t")
        self.at = end
        return names

    def _value(self, path: KeyPath) -> None:
        start = self.at
        if self._sees("["):
            self._elements(path)
        elif self._sees("{"):
            self._pairs(path)
        elif self._sees('"') or self._sees("'"):
            self._string()
        else:
            self._until(",]}#\r\n")
            self.at = start + len(self.text[start : self.at].rstrip())
        self.values[path] = self._place(start)

    def _elements(self, path: KeyPath) -> None:
        self.at += 1
        number = 0
        while self._skip(" \t\r\n,") and not self._sees("]"):
            self._value((*path, number))
            number += 1
        self.at += 1

    def _pairs(self, path: KeyPath) -> None:
        self.at += 1
        while self._skip(" \t\r\n,") and not self._sees("}"):
            self._pair(path)
        self.at += 1

    def _string(self) -> None:
        mark = self.text[self.at]
        fence = mark * 3 if self._sees(mark * 3) else mark
        self.at += len(fence)
        while not self._sees(fence):
            self.at += 2 if mark == '"' and self._sees("\\") else 1
        self.at += len(fence)
        while len(fence) == 3 and self._sees(mark):  # the text may end with up to two quotation marks of its own
            self.at += 1

    def _skip(self, characters: str) -> bool:
        """Skip these characters, and comments where `characters` has a newline. Whether any text is left."""
        while self.at < len(self.text):
            if self.text[self.at] in characters:
                self.at += 1
            elif "\n" in characters and self._sees("#"):
                self._until("\n")
            else:
                return True
        return False

    def _until(self, characters: str) -> None:
        while self.at < len(self.text) and self.text[self.at] not in characters:
            self.at += 1

    def _sees(self, text: str) -> bool:
        return self.text.startswith(text, self.at)

    def _place(self, start: int) -> Place:
        """The place of the text from `start` to the scanner; its length ends at the line's end."""
        begin = self.text.rfind("\n", 0, start) + 1
        first_line = self.text[start : self.at].partition("\n")[0].rstrip("\r")
        return Place(line=self.text.count("\n", 0, start) + 1, column=start - begin + 1, length=max(1, len(first_line)))
