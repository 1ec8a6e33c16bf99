"""A recovered text as the files of a book: one canonical Markdown section for each heading of the first level, and book.toml."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from publish.book.ids import slug
from publish.importing.blocks import Block, Kind, Reading
from publish.importing.inline import INSIDE, called_notes, markdown, plain
from publish.importing.recovery.headings import CHAPTER, is_part
from publish.importing.recovery.recovered_notes import RecoveredNote
from publish.importing.recovery.recovered_text import Passage, RecoveredText, Role
from publish.importing.writers.passages import one_line, written
from publish.model import Matter

MATTERS: Mapping[str, Matter] = {
    **dict.fromkeys(("preface", "foreword", "introduction", "acknowledgments", "dedication", "epigraph"), Matter.FRONT),
    **dict.fromkeys(("appendix", "afterword", "glossary", "bibliography", "colophon"), Matter.BACK),
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
"""The types of sections by their names, and where in a book they may stand."""
MOST_NAME = 48  # letters of a file's name


@dataclass(frozen=True, slots=True, kw_only=True)
class SectionFile:
    """A file of the manuscript to be: its text, and of what in the source it was made, in its order.

    `told` are blocks whose words are not in its text: a number over a title is in the heading's attributes. `part` is the name of the
    part of the book that it belongs to.
    """

    path: str
    matter: Matter
    text: str
    flow: tuple[Block, ...]
    notes: tuple[RecoveredNote, ...]
    told: tuple[Block, ...] = ()
    part: str = ""
    supplied: str = ""
    """The title that was given to it since its text has none."""


def section_files(recovered: RecoveredText, reading: Reading, title: str, first: int = 1) -> tuple[SectionFile, ...]:
    """The sections of a recovered text in their order, numbered from `first` on.

    A note that two of them call stands in both. One without a heading has the title that its file says it has, or the book's, since every
    section has one.
    """
    parts = _cut(recovered.passages, by_page=reading.by_page)
    notes = {note.name: note for note in recovered.notes}
    places = _places(recovered)
    files: list[SectionFile] = []
    over: list[Passage] = []  # the name of a part, which has no text of its own
    in_part = ""
    for part, matter in zip(parts, _matters(parts), strict=True):
        if len(part) == 1 and part[0].role is Role.HEADING and is_part(part[0].block) and part is not parts[-1]:
            over, in_part = part, " ".join(plain(part[0].block.text).split())
            continue
        if matter is not Matter.BODY:
            in_part = ""
        own = [name for passage in part for name in _called(passage, notes)]
        is_headed = part[0].role is Role.HEADING and part[0].level < 2
        supplied = "" if is_headed else reading.titles.get(part[0].block.file, title)
        headed = [Passage(block=Block(text=supplied, line=part[0].block.line), role=Role.HEADING, level=1), *part] if supplied else part
        file = replace(
            _section(first + len(files), headed, matter, [notes[name] for name in dict.fromkeys(own)], places), supplied=supplied
        )
        files.append(replace(file, part=in_part, told=(*(one.block for one in over), *file.told)))
        over = []
    return tuple(files)


def _cut(passages: Sequence[Passage], *, by_page: bool) -> list[list[Passage]]:
    """The passages of each section: from a heading of the first level to the next, or of another page of the source."""
    parts: list[list[Passage]] = [[]]
    for passage in passages:
        before = parts[-1]
        heads = passage.role is Role.HEADING and passage.level == 1
        turns = by_page and bool(before) and before[-1].block.file != passage.block.file
        if before and ((heads and not _is_number(before)) or turns):
            parts.append([])
        parts[-1].append(passage)
    return [part for part in map(_without_last_break, parts) if part]


def _without_last_break(part: list[Passage]) -> list[Passage]:
    """A section's passages without a break that nothing of it follows."""
    while part and part[-1].block.kind is Kind.BREAK:
        part = part[:-1]
    return part


def _called(passage: Passage, notes: Mapping[str, RecoveredNote]) -> Iterator[str]:
    """The notes that a passage calls, and those that these call themselves."""
    waiting = called_notes(passage.block.text)
    seen: set[str] = set()
    while waiting:
        name = waiting.pop(0)
        if name in seen or name not in notes:
            continue
        seen.add(name)
        yield name
        waiting.extend(called for block in notes[name].blocks for called in called_notes(block.text))


def _places(recovered: RecoveredText) -> Mapping[str, str]:
    """An id for each heading that a link of the source leads to, by the address."""
    texts = [one.block.text for one in recovered.passages] + [block.text for note in recovered.notes for block in note.blocks]
    linked = {address for text in texts for address in re.findall(f"{INSIDE}[^\ufdde]*", text)}
    ids: dict[str, str] = {}
    for passage in recovered.passages:
        own = [INSIDE + anchor for anchor in passage.block.anchors if INSIDE + anchor in linked]
        if own and passage.role is Role.HEADING:
            base = slug(plain(passage.block.text)) or "place"
            number = sum(known == base or known.startswith(f"{base}-") for known in ids.values())
            ids.update(dict.fromkeys(own, f"{base}-{number + 1}" if number else base))
    return ids


def _is_number(part: Sequence[Passage]) -> bool:
    """Whether a section so far is a line such as “Chapter I”, whose title may follow."""
    return len(part) == 1 and part[0].role is Role.HEADING and bool(CHAPTER.fullmatch(plain(part[0].block.text).strip()))


def _matters(parts: Sequence[Sequence[Passage]]) -> list[Matter]:
    """Front matter is what is called so before anything else, back matter what is called so behind everything else."""
    named = [MATTERS.get(_type(part), Matter.BODY) for part in parts]
    body = [place for place, matter in enumerate(named) if matter is Matter.BODY]
    first, last = (body[0], body[-1]) if body else (0, len(named) - 1)
    matters = []
    for place, matter in enumerate(named):
        belongs = (matter is Matter.FRONT and place < first) or (matter is Matter.BACK and place > last)
        matters.append(matter if belongs else Matter.BODY)
    return matters


def _type(part: Sequence[Passage]) -> str:
    """What a section is, as the source says, or by its name."""
    if part[0].role is not Role.HEADING:
        return ""
    return part[0].block.type or TYPES.get(plain(part[0].block.text).strip().strip(".:").lower(), "")


def _section(
    number: int, part: Sequence[Passage], matter: Matter, notes: Sequence[RecoveredNote], places: Mapping[str, str]
) -> SectionFile:
    labels: dict[str, str] = dict(places)
    for note in notes:
        labels[note.name] = _label(note.key, set(labels.values()))
    told: tuple[Block, ...] = ()
    attributes = [f"type={_type(part)}"] if matter is not Matter.BODY else []
    passages = list(part)
    if len(part) > 1 and _is_number(part[:1]) and part[1].role is Role.HEADING:
        told = (part[0].block,)
        attributes.append(f'number="{" ".join(plain(part[0].block.text).split()).rstrip(".:")}"')
        passages = [replace(part[1], level=1), *part[2:]]
    texts = [*_passages(passages, labels, attributes), *(_note(note, labels) for note in notes)]
    title = plain(passages[0].block.text) if passages[0].role is Role.HEADING else plain(passages[0].block.text)[:MOST_NAME]
    name = slug(" ".join([*(plain(block.text) for block in told), title]))[:MOST_NAME].strip("-") or "section"
    return SectionFile(
        path=f"{matter}/{number:02}-{name}.md",
        matter=matter,
        text="\n\n".join(texts) + "\n",
        flow=tuple(passage.block for passage in passages),
        notes=tuple(notes),
        told=told,
    )


def _label(key: str, taken: set[str]) -> str:
    base = "".join(letter for letter in key if letter.isalnum()) or "note"
    label, number = base, 1
    while label in taken:
        number += 1
        label = f"{base}-{number}"
    return label


def _passages(passages: Sequence[Passage], labels: Mapping[str, str], attributes: Sequence[str]) -> Iterator[str]:
    level = 0
    for heads, group in groupby(passages, key=lambda passage: passage.role is Role.HEADING):
        if not heads:
            yield from written(list(group), labels)
            continue
        for passage in group:
            level = min(passage.level, level + 1)
            own = next((f"#{labels[INSIDE + one]}" for one in passage.block.anchors if INSIDE + one in labels), "")
            said = " ".join([*([own] if own else []), *(attributes if passage is passages[0] else ())])
            yield f"{'#' * level} {_title(passage.block.text, labels)}" + (f" {{{said}}}" if said else "")


def _title(text: str, labels: Mapping[str, str]) -> str:
    said = markdown(text, labels).replace("\\\n", " ").removeprefix("\\")
    return re.sub(r"\{(?=[^{}]*\}$)", r"\\{", re.sub(r"(#+)$", r"\\\1", said))


def _note(note: RecoveredNote, labels: Mapping[str, str]) -> str:
    """The note's definition; its further paragraphs are indented."""
    first, *further = written([Passage(block=block) for block in note.blocks], labels)
    begin = "" if one_line(note.blocks[0]) else "\n\n    "
    lines = [f"[^{labels[note.name]}]: {begin}{_continued(first)}", *(f"    {_continued(text)}" for text in further)]
    return "\n\n".join(lines)


def _continued(text: str) -> str:
    return re.sub("\n(?=[^\n])", "\n    ", text)
