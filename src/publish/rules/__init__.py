"""Every rule by its code: severity, title, meaning, a wrong example and a right one.

A rule is in the TOML file of its letter in this folder: C config, M manuscript, N notes, Q quotations, S styles, A assets, E EPUB,
P press, V completeness, I import, X machine. A code is never reused for another rule. `publish explain` prints a rule, the handbook
lists all rules, and a test runs both examples: the wrong one gives exactly its code, the right one no finding.

An example is a table of files (path in the book's folder → text) that are added to `SMALLEST_BOOK` or replace its files.
"""

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from importlib import resources
from itertools import chain

SMALLEST_BOOK: Mapping[str, str] = {
    "book.toml": """\
title = "A Small Book"
language = "en"

[[contributors]]
name = "Ada Editor"

[spine]
body = ["one.md"]
""",
    "one.md": "# One\n\nA first paragraph.\n",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One rule. `unshown` says why there is no example, for instance because it would take a full disk or a missing tool.

    `places` lists where the diagnostics of the wrong example are, in order: `one.md:3:5`, or an empty string for one without a place.

    `exit` is the exit code of a command that ends with this error (`publish.diagnostics.ExitCode`). `clause` is the clause of a standard
    that states the rule, if a public source gives it; a rule of preflight without it comes from a printer or from the trade.
    """

    code: str
    severity: str
    title: str
    meaning: str
    wrong: Mapping[str, str] = field(default_factory=dict)
    right: Mapping[str, str] = field(default_factory=dict)
    places: Sequence[str] = ()
    unshown: str = ""
    exit: int = 1
    clause: str = ""


class _Rules(Mapping[str, Rule]):
    """The rules of this folder. A file is read when the first code of its letter is asked for: to read all of them takes 40 ms."""

    def __init__(self) -> None:
        files = (entry for entry in resources.files(__name__).iterdir() if entry.name.endswith(".toml"))
        self._files = {entry.name[0]: entry for entry in sorted(files, key=lambda entry: entry.name)}
        self._read: dict[str, Mapping[str, Rule]] = {}

    def __getitem__(self, code: str) -> Rule:
        return self._of(code[:1])[code]

    def __iter__(self) -> Iterator[str]:
        return chain.from_iterable(map(self._of, self._files))

    def __len__(self) -> int:
        return sum(len(self._of(letter)) for letter in self._files)

    def _of(self, letter: str) -> Mapping[str, Rule]:
        if letter not in self._read:
            file = self._files.get(letter)
            table = tomllib.loads(file.read_text(encoding="utf-8")) if file else {}
            self._read[letter] = {code: Rule(code=code, **fields) for code, fields in table.items()}
        return self._read[letter]


RULES: Mapping[str, Rule] = _Rules()
