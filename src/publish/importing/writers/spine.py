"""Where the sections of an imported text stand in the spine: in which matter, and in which part of the book."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from publish.importing.blocks import LONE, ORDINAL, SUBTITLE
from publish.importing.inline import calls_in, plain
from publish.importing.recovery.headings import is_part
from publish.importing.recovery.recovered_text import Passage, Role
from publish.model import Matter

MATTERS: Mapping[str, Matter] = {
    **dict.fromkeys(("preface", "foreword", "introduction", "acknowledgments", "dedication", "epigraph"), Matter.FRONT),
    **dict.fromkeys(("appendix", "afterword", "glossary", "bibliography", "colophon", "index"), Matter.BACK),
}
TYPES: Mapping[str, str] = {
    **dict.fromkeys(("preface", "vorwort", "préface", "предисловие", "prefacio", "prólogo"), "preface"),
    **dict.fromkeys(("foreword", "avant-propos", "geleitwort"), "foreword"),
    **dict.fromkeys(("introduction", "introductory", "einleitung", "einführung", "введение"), "introduction"),
    **dict.fromkeys(("acknowledgments", "acknowledgements"), "acknowledgments"),
    "dedication": "dedication",
    **dict.fromkeys(("appendix", "anhang"), "appendix"),
    **dict.fromkeys(("afterword", "postscript", "epilogue", "nachwort", "послесловие"), "afterword"),
    "glossary": "glossary",
    "bibliography": "bibliography",
    "colophon": "colophon",
}
"""The types of sections by their titles."""
INDEXES = frozenset(
    {
        "index",
        "general index",
        "register",
        "sachregister",
        "stichwortverzeichnis",
        "index général",
        "índice alfabético",
        "indice analitico",
        "указатель",
        "предметный указатель",
        "skorowidz",
        "rejstřík",
    }
)
"""Titles of an index: a section with nothing else."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A part of the book as book.toml has it: the line over its title, its title. `calls` are those of notes in the two."""

    title: str
    number: str = ""
    calls: str = ""


def part_of(headings: Sequence[Passage]) -> Part:
    """The part that these headings open: “Part Two”, “Book IV”, “Lacerations” is Lacerations, with “Part Two, Book IV” over it."""
    titles = [" ".join(plain(heading.block.text).split()) for heading in headings if heading.block.type != SUBTITLE]
    subtitles = [" ".join(plain(heading.block.text).split()) for heading in headings if heading.block.type == SUBTITLE]
    return Part(
        number=", ".join(title.rstrip(".:") for title in titles[:-1]),
        title=": ".join([*titles[-1:], *subtitles]),
        calls="".join(calls_in(heading.block.text) for heading in headings),
    )


def opens_part(section: Sequence[Passage]) -> bool:
    """Whether a section is only the headings of a part."""
    return is_part(section[0].block) and all(
        passage.role is Role.HEADING and (is_part(passage.block) or passage.block.type in {ORDINAL, SUBTITLE}) for passage in section
    )


def matters(sections: Sequence[Sequence[Passage]], declared: Mapping[str, Matter]) -> list[Matter]:
    """The matter of each section, by its type or else as the source declares that of its file.

    It counts as front matter only before the body, as back matter only after it, but for an index; the section below the heading of a
    part is in the body.
    """
    named = [MATTERS.get(type_of(section)) or declared.get(section[0].block.file, Matter.BODY) for section in sections]
    parts = [opens_part(section) for section in sections]
    named = [Matter.BODY if parts[place] or (place and parts[place - 1]) else matter for place, matter in enumerate(named)]
    body = [place for place, matter in enumerate(named) if matter is Matter.BODY]
    first, last = (body[0], body[-1]) if body else (0, len(named) - 1)
    allowed = {Matter.FRONT: range(first), Matter.BODY: range(len(named)), Matter.BACK: range(last + 1, len(named))}
    settled = [matter if place in allowed[matter] else Matter.BODY for place, matter in enumerate(named)]
    return [Matter.BACK if type_of(section) == "index" else matter for section, matter in zip(sections, settled, strict=True)]


def type_of(section: Sequence[Passage]) -> str:
    """The type of a section, as the source gives it or by its title; "" if there is none."""
    opening = section[0].block
    if section[0].role is not Role.HEADING:
        return opening.type if opening.type in LONE else ""
    if len(section) == 1 and plain(opening.text).strip().strip(".:").lower() in INDEXES:
        return "index"
    return opening.type or TYPES.get(plain(opening.text).strip().strip(".:").lower(), "")
