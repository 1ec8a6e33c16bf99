"""What of a source does not come along, by its kind and place, so that the end of an import can say it in a few lines."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import PurePath

from publish.diagnostics import Diagnostic, Location

MOST_KINDS, MOST_PLACES = 4, 4  # in the lines at the end of an import


class LeftOutKind(StrEnum):
    """The kinds of what does not come along, the gravest first."""

    WORDS = "words"
    HIDDEN = "hidden"
    FORMULA = "formula"
    MISSING = "missing"
    DRAWING = "drawing"
    UNDESCRIBED = "undescribed"
    FILM = "film"
    FRAME = "frame"
    FORM = "form"
    LINK = "link"
    DELETED = "deleted"
    EXPLANATION = "explanation"
    HIGHLIGHT = "highlight"
    COLOUR = "colour"
    HEADER = "header"


NAMES: Mapping[LeftOutKind, tuple[str, str]] = {
    LeftOutKind.WORDS: ("run of words, or a chart, that could not be read", "runs of words, or charts, that could not be read"),
    LeftOutKind.HIDDEN: ("hidden passage", "hidden passages"),
    LeftOutKind.DELETED: ("deleted passage of a recorded change", "deleted passages of recorded changes"),
    LeftOutKind.FORMULA: ("formula that cannot be read or set", "formulae that cannot be read or set"),
    LeftOutKind.MISSING: ("picture that is missing", "pictures that are missing"),
    LeftOutKind.DRAWING: ("drawing inside a page", "drawings inside a page"),
    LeftOutKind.UNDESCRIBED: ("picture without a description", "pictures without a description"),
    LeftOutKind.FILM: ("film or sound", "films or sounds"),
    LeftOutKind.FRAME: ("page or program inside a page", "pages or programs inside a page"),
    LeftOutKind.FORM: ("field or button of a form", "fields or buttons of a form"),
    LeftOutKind.LINK: ("link to what is not in the book", "links to what is not in the book"),
    LeftOutKind.EXPLANATION: ("explanation of an abbreviation", "explanations of abbreviations"),
    LeftOutKind.HIGHLIGHT: ("highlighted passage", "highlighted passages"),
    LeftOutKind.COLOUR: ("coloured passage", "coloured passages"),
    LeftOutKind.HEADER: ("head or foot of a page", "heads or feet of pages"),
}
"""One, and several, in words."""
IN_WORDS = frozenset({LeftOutKind.LINK, LeftOutKind.EXPLANATION, LeftOutKind.HIGHLIGHT, LeftOutKind.COLOUR})
"""Kinds of which the words come along."""
KIND_OF_CODE = {"I111": LeftOutKind.MISSING, "I112": LeftOutKind.WORDS, "I115": LeftOutKind.FORMULA, "M211": LeftOutKind.UNDESCRIBED}
"""What diagnostics of an import, and of the check of its book, tell of one by one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LeftOut:
    """One thing that does not come along: its kind, its place, its words or its address. `order` is that of the block after it."""

    kind: LeftOutKind
    at: Location
    text: str = ""
    order: int = 0


def told_by(diagnostics: Iterable[Diagnostic]) -> Iterator[LeftOut]:
    """What diagnostics tell of, one by one."""
    for entry in diagnostics:
        if entry.code in KIND_OF_CODE and entry.location:
            yield LeftOut(kind=KIND_OF_CODE[entry.code], at=entry.location, text=entry.message)


def without_dropped(left_out: Iterable[LeftOut], dropped: Collection[int]) -> tuple[LeftOut, ...]:
    """What does not come along, without what is part of lines that are dropped, such as the links of a site; these are in the ledger."""
    return tuple(one for one in left_out if one.kind not in IN_WORDS or one.order not in dropped)


def counted(left_out: Sequence[LeftOut], kind: LeftOutKind) -> str:
    """How many of a kind there are, in words: “1 film or sound”, “3 films or sounds”."""
    count = sum(one.kind is kind for one in left_out)
    return f"{count:,} {NAMES[kind][count != 1]}"


def lines_of(left_out: Sequence[LeftOut], report: str) -> list[str]:
    """The lines that say what was not carried over: a line for each of the gravest kinds, one for the others; `report` lists them all."""
    kinds = [kind for kind in LeftOutKind if any(one.kind is kind for one in left_out)]
    if not kinds:
        return []
    named, others = (kinds, []) if len(kinds) <= MOST_KINDS + 1 else (kinds[:MOST_KINDS], kinds[MOST_KINDS:])
    rest = [f"  {', '.join(counted(left_out, kind) for kind in others)}"] if others else []
    return [
        f"not carried over (all places are in {report}):",
        *(f"  {counted(left_out, kind)}: {_places([one for one in left_out if one.kind is kind])}" for kind in named),
        *rest,
    ]


def _places(left_out: Sequence[LeftOut]) -> str:
    """The first places, each once, and each file once: “page.html:3, 17, other.html:2 …”. A file of the book has its folder."""
    places = list(dict.fromkeys((one.kind, one.at.path, one.at.line) for one in left_out))
    shown: list[str] = []
    last = ""
    for kind, file, line in places[:MOST_PLACES]:
        name = file if kind is LeftOutKind.UNDESCRIBED else PurePath(file).name
        shown.append(str(line) if line and file == last else f"{name}:{line}" if line else name)
        last = file
    return ", ".join(shown) + (" …" if len(places) > MOST_PLACES else "")
