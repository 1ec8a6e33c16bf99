"""Whether reading systems take a value: one that none takes is not there, one that some may take is judged with it and without.

Policy: a value is left out only where CSS cannot give it a meaning: a number for a length, less than nothing for a size, a colour that is
none. A word, a unit or a function that is not known here may be one of a newer CSS.
"""

import tomllib
from collections.abc import Mapping, Sequence
from enum import Enum
from functools import cache
from importlib import resources
from typing import Any

import tinycss2.color4

from publish.checks.css_measures import Scale, length

EVERYWHERE = frozenset({"initial", "inherit", "unset", "revert", "revert-layer"})
PREFIXES = ("-webkit-", "-moz-", "-ms-", "-o-", "-epub-")
OF_LENGTHS = frozenset({"calc", "min", "max", "clamp", "abs", "round", "-webkit-calc", "-moz-calc", "fit-content", "minmax"})
OTHER_UNITS = frozenset({"s", "ms", "dpi", "dpcm", "dppx", "x", "fr", "hz", "khz"})
ANGLES = frozenset({"deg", "grad", "rad", "turn"})


class Taken(Enum):
    """Who takes a value."""

    BY_ALL = "by all"
    BY_SOME = "by some"
    BY_NONE = "by none"


@cache
def _table() -> Mapping[str, Mapping[str, frozenset[str]]]:
    table = tomllib.loads(resources.files("publish.checks").joinpath("css_properties.toml").read_text(encoding="utf-8"))
    return {kind: {key: frozenset(names.split()) for key, names in table[kind].items()} for kind in ("values", "words")}


@cache
def _words() -> Mapping[str, frozenset[str]]:
    """The keywords of each property of which all are known."""
    return {name: words for names, words in _table()["words"].items() for name in names.split()}


def keyword_properties() -> frozenset[str]:
    """The properties of which all keywords are known."""
    return frozenset(_words())


def keywords_of(name: str) -> frozenset[str]:
    """The keywords of a property."""
    return _words()[name]


def without_prefix(word: str) -> str:
    """A keyword without the prefix of its vendor."""
    return next((word.removeprefix(prefix) for prefix in PREFIXES if word.startswith(prefix)), word)


def taken(name: str, value: Sequence[Any]) -> Taken:
    """Who takes this value of a longhand."""
    kinds = _table()["values"]
    is_length, is_colour = name in kinds["lengths"], name in kinds["colours"]
    results = [Taken.BY_ALL]
    for part in value:
        match part.type:
            case "number" if is_colour or (is_length and part.value != 0):
                return Taken.BY_NONE
            case "number" | "percentage" | "dimension" if name in kinds["positive"] and part.value < 0:
                return Taken.BY_NONE
            case "percentage" if is_colour:
                return Taken.BY_NONE
            case "dimension" if is_colour or name in kinds["numbers"] or (is_length and part.lower_unit in ANGLES | OTHER_UNITS):
                return Taken.BY_NONE
            case "dimension":
                is_known = length(part, Scale()) is not None or part.lower_unit in OTHER_UNITS
                results.append(Taken.BY_ALL if is_known else Taken.BY_SOME)
            case "hash" if is_length or (is_colour and tinycss2.color4.parse_color(part) is None):
                return Taken.BY_NONE
            case "string" if is_length or is_colour:
                return Taken.BY_NONE
            case "ident" if name in _words():
                word = part.lower_value
                if without_prefix(word) not in _words()[name] | EVERYWHERE:
                    if word in _table()["values"]["misplaced"]:
                        return Taken.BY_NONE
                    results.append(Taken.BY_SOME)
            case "function" if name in kinds["keywords"]:
                results.append(Taken.BY_SOME)
            case "function" if is_length or name in kinds["numbers"]:
                is_known = part.lower_name in OF_LENGTHS and length(part, Scale()) is not None
                results.append(Taken.BY_ALL if is_known else Taken.BY_SOME)
    return Taken.BY_SOME if Taken.BY_SOME in results else Taken.BY_ALL
