"""Every rule by its code: severity, title, meaning, a wrong example and a right one.

A rule lives in the TOML file of its letter in this folder: C config, M manuscript, N notes, Q quotations, S styles, A assets, E EPUB,
P press, V completeness, I import, X machine. A code is never used again for another thing. `publish explain` prints a rule, the handbook
lists them, and a test runs both examples: the wrong one yields exactly its code, the right one nothing.

An example is a table of files (path in the book's folder → text) laid over the smallest book there is (`SMALLEST_BOOK`).
"""

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from importlib import resources

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
    """One rule; `unshown` says why there is no example where none can be given (a full disk, a missing tool).

    `places` lists where the diagnostics of the wrong example are, in order: `one.md:3:5`, or an empty string for one without a place.

    `exit` is the exit code of a command that ends with this error (DESIGN, “The commands”). `clause` is where a standard has the rule, as
    far as a public source says so; of preflight's rules, one without it is a printer's or the trade's.
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


def _read_rules() -> Mapping[str, Rule]:
    files = sorted((entry for entry in resources.files(__name__).iterdir() if entry.name.endswith(".toml")), key=lambda entry: entry.name)
    tables = [tomllib.loads(entry.read_text(encoding="utf-8")) for entry in files]
    return {code: Rule(code=code, **fields) for table in tables for code, fields in table.items()}


RULES: Mapping[str, Rule] = _read_rules()
