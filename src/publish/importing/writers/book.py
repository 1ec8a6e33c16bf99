"""A recovered text as the sections of a book: a canonical Markdown file for each heading of the first level."""

import re
from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from publish.book.ids import slug
from publish.importing.blocks import LONE, ORDINAL, SUBTITLE, Block, Kind, Reading
from publish.importing.inline import INSIDE, called_notes, calls_in, plain
from publish.importing.recovery.heading_words import CHAPTER
from publish.importing.recovery.recovered_notes import RecoveredNote
from publish.importing.recovery.recovered_text import Passage, RecoveredText, Role
from publish.importing.writers.numerals import blocks_with_typed_numerals, with_typed_numerals
from publish.importing.writers.passages import END, one_line, written
from publish.importing.writers.places import with_places
from publish.importing.writers.running_text import literal, title_markdown
from publish.importing.writers.spine import Part, matters, opens_part, part_of, type_of
from publish.model import Matter

MOST_NAME = 48  # characters of a file name
PLAIN_IN_TITLES = frozenset("|:-+%=>")
"""Signs that begin a block in a paragraph, and are text after the number signs of a heading."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SectionFile:
    """A file of the manuscript: its text, and the passages and notes of the source that it was made of, in its order.

    `labels` are those of its notes and of the places in the book, `attributes` those of its title. `ends` has the line of the text on which
    each of its blocks ends.
    """

    path: str
    matter: Matter
    passages: tuple[Passage, ...]
    notes: tuple[RecoveredNote, ...]
    labels: Mapping[str, str]
    attributes: tuple[str, ...] = ()
    text: str = ""
    ends: tuple[int, ...] = ()
    part: Part | None = None
    """The part of the book that it belongs to."""
    supplied: str = ""
    """The title that it was given, if its text has none."""

    @property
    def flow(self) -> tuple[Block, ...]:
        """The blocks of its text without those of its notes."""
        return tuple(passage.block for passage in self.passages)

    @property
    def blocks(self) -> tuple[Block, ...]:
        """The blocks of its text and of its notes."""
        return (*self.flow, *(block for note in self.notes for block in note.blocks))

    def block_at(self, line: int) -> int:
        """The place among its blocks of the one that stands on a line of its text."""
        return min(bisect_left(self.ends, line), len(self.ends) - 1)

    def line_of(self, place: int) -> int:
        """The line of its text on which a block begins: after the one before it and an empty line."""
        return 1 if not place else min(self.ends[place - 1] + 2, self.ends[place])


def as_written(file: SectionFile) -> SectionFile:
    """A section with the text of its passages and notes."""
    texts = [*_passages(file.passages, file.labels, file.attributes), *(_note(note, file.labels) for note in file.notes)]
    marked = "\n\n".join(texts) + "\n"
    lines = (marked.count("\n", 0, match.start()) + 1 for match in re.finditer(END, marked))
    return replace(file, text=marked.replace(END, ""), ends=tuple(lines))


def section_files(recovered: RecoveredText, reading: Reading, title: str, first: int = 1) -> tuple[SectionFile, ...]:
    """The sections of a recovered text in their order, numbered from `first` on.

    A note that two sections call is in both. Every section needs a title: one without a heading gets the title of its file in the source,
    or that of the book.
    """
    cut = _with_joined_anchors(_cut(recovered.passages, by_page=reading.by_page))
    sections, recovered_notes, places = with_places(cut, recovered.notes)
    notes = {note.name: note for note in recovered_notes}
    files: list[SectionFile] = []
    part: Part | None = None
    headings: list[Passage] = []
    for section, matter in zip(sections, matters(sections, reading.matters), strict=True):
        if opens_part(section) and section is not sections[-1]:
            headings.extend(section)
            continue
        if headings:  # book.toml has no notes: those of a part's title go to the title below it
            part = part_of(headings)
            section[0] = _with_calls(section[0], part.calls)
            headings = []
        if matter is not Matter.BODY:
            part = None
        called = [name for passage in section for name in _called(passage, notes)]
        is_headed = section[0].role is Role.HEADING and section[0].level < 2
        opening = section[0].block
        lone = opening.type.capitalize() if opening.type in LONE else ""
        supplied = "" if is_headed else lone or reading.titles.get(opening.file, title)
        heading = Passage(block=Block(text=supplied, line=opening.line, type=opening.type), role=Role.HEADING, level=1)
        headed = [heading, *section] if supplied else section
        file = replace(
            _section(first + len(files), headed, matter, [notes[name] for name in dict.fromkeys(called)], places), supplied=supplied
        )
        files.append(replace(file, part=part))
    return tuple(files)


def _cut(passages: Sequence[Passage], *, by_page: bool) -> list[list[Passage]]:
    """The passages of each section: up to the next heading of the first level, or with `by_page` up to the next file of the source."""
    parts: list[list[Passage]] = [[]]
    for passage in passages:
        before = parts[-1]
        is_opening = passage.role is Role.HEADING and passage.level == 1 and passage.block.type != SUBTITLE
        is_new_page = by_page and bool(before) and before[-1].block.file != passage.block.file
        is_at_lone = bool(before) and _lone(before[-1]) != _lone(passage)
        is_title_of_number = _is_number(before) and not _is_number([passage])
        if before and ((is_opening and not is_title_of_number) or is_new_page or is_at_lone):
            parts.append([])
        parts[-1].append(passage)
    return [part for part in map(_without_last_break, parts) if part]


def _lone(passage: Passage) -> tuple[str, str]:
    """The type and the file of a passage of a section without a heading, such as a dedication; empty for any other passage."""
    is_lone = passage.block.type in LONE and passage.role is not Role.HEADING
    return (passage.block.type, passage.block.file) if is_lone else ("", "")


def _without_last_break(part: list[Passage]) -> list[Passage]:
    """The passages of a section without breaks at its end."""
    while part and part[-1].block.kind is Kind.BREAK:
        part = part[:-1]
    return part


def _called(passage: Passage, notes: Mapping[str, RecoveredNote]) -> Iterator[str]:
    """The names of the notes that a passage calls, and of those that these notes call."""
    waiting = called_notes(passage.block.text)
    seen: set[str] = set()
    while waiting:
        name = waiting.pop(0)
        if name in seen or name not in notes:
            continue
        seen.add(name)
        yield name
        waiting.extend(called for block in notes[name].blocks for called in called_notes(block.text))


def _with_joined_anchors(sections: Sequence[list[Passage]]) -> list[list[Passage]]:
    """The sections, where a heading has the anchors of those that it takes in: that of a part above it, its number, its subtitle."""
    joined: list[list[Passage]] = []
    above: tuple[str, ...] = ()
    for section in sections:
        kept = int(len(section) > 1 and _is_number(section[:1]) and section[1].role is Role.HEADING)
        end = kept + 1
        if len(section) > end and section[end].role is Role.HEADING and section[end].block.type == SUBTITLE:
            end += 1
        anchors = (*above, *(anchor for passage in section[:end] for anchor in passage.block.anchors))
        above = anchors if opens_part(section) and section is not sections[-1] else ()
        owners = {kept: () if above else anchors}
        headings = [replace(one, block=replace(one.block, anchors=owners.get(place, ()))) for place, one in enumerate(section[:end])]
        joined.append([*headings, *section[end:]])
    return joined


def _with_calls(passage: Passage, calls: str) -> Passage:
    return replace(passage, block=replace(passage.block, text=passage.block.text + calls)) if calls else passage


def _is_number(part: Sequence[Passage]) -> bool:
    """Whether a section so far is only a line such as “Chapter I”, so that its title may follow."""
    if len(part) != 1 or part[0].role is not Role.HEADING:
        return False
    return part[0].block.type == ORDINAL or bool(CHAPTER.fullmatch(plain(part[0].block.text).strip()))


def _section(
    number: int, part: Sequence[Passage], matter: Matter, notes: Sequence[RecoveredNote], places: Mapping[str, str]
) -> SectionFile:
    labels: dict[str, str] = dict(places)
    for note in notes:
        labels[note.name] = _label(note.key, set(labels.values()))
    number_line = ""
    type = type_of(part) if matter is not Matter.BODY else ""
    attributes = [f"type={type}"] if type else []
    passages = list(part)
    if len(part) > 1 and _is_number(part[:1]) and part[1].role is Role.HEADING and not _is_number(part[1:2]):
        number_line = plain(part[0].block.text)
        attributes.append(f'number="{_attribute(number_line).rstrip(".:")}"')
        passages = [replace(_with_calls(part[1], calls_in(part[0].block.text)), level=1), *part[2:]]
    if len(passages) > 1 and passages[1].role is Role.HEADING and passages[1].block.type == SUBTITLE:
        attributes.append(f'subtitle="{_attribute(plain(passages[1].block.text))}"')
        passages = [_with_calls(passages[0], calls_in(passages[1].block.text)), *passages[2:]]
    title = plain(passages[0].block.text) if passages[0].role is Role.HEADING else plain(passages[0].block.text)[:MOST_NAME]
    name = slug(f"{number_line} {title}")[:MOST_NAME].strip("-") or "section"
    return as_written(
        SectionFile(
            path=f"{matter}/{number:02}-{name}.md",
            matter=matter,
            passages=with_typed_numerals(passages),
            notes=tuple(replace(note, blocks=tuple(blocks_with_typed_numerals(note.blocks))) for note in notes),
            labels=labels,
            attributes=tuple(attributes),
        )
    )


def _attribute(text: str) -> str:
    """A text as the value of an attribute."""
    return " ".join(text.split()).replace("\\", "").replace('"', "”")


def _label(key: str, taken: set[str]) -> str:
    base = "".join(letter for letter in key if letter.isalnum()) or "note"
    label, number = base, 1
    while label in taken:
        number += 1
        label = f"{base}-{number}"
    return label


def _passages(passages: Sequence[Passage], labels: Mapping[str, str], attributes: Sequence[str]) -> Iterator[str]:
    level = 0
    for are_headings, group in groupby(passages, key=lambda passage: passage.role is Role.HEADING):
        if not are_headings:
            yield from written(list(group), labels)
            continue
        for passage in group:
            level = max(1 if passage is passages[0] else 2, min(passage.level, level + 1))  # a section has one title
            id = next((f"#{labels[INSIDE + anchor]}" for anchor in passage.block.anchors if INSIDE + anchor in labels), "")
            braces = " ".join([*([id] if id else []), *(attributes if passage is passages[0] else ())])
            yield f"{'#' * level} {_title(passage.block, labels)}" + (f" {{{braces}}}" if braces else "") + END


def _title(block: Block, labels: Mapping[str, str]) -> str:
    if block.kind is Kind.WORDS:
        return literal(block.text, labels)
    title = title_markdown(block.text, labels)
    title = title[1:] if title[:1] == "\\" and title[1:2] in PLAIN_IN_TITLES else title
    title = re.sub(r"(#+)$", r"\\\1", title)
    return re.sub(r"\{(?=[^{}]*\}$)", r"\\{", title) if block.text.rstrip().endswith("}") else title  # else they are ours


def _note(note: RecoveredNote, labels: Mapping[str, str]) -> str:
    """The definition of a note, with its further paragraphs indented."""
    first, *further = written([Passage(block=block) for block in note.blocks], labels)
    begin = "" if one_line(note.blocks[0]) else "\n\n    "
    lines = [f"[^{labels[note.name]}]: {begin}{_continued(first)}", *(f"    {_continued(text)}" for text in further)]
    return "\n\n".join(lines)


def _continued(text: str) -> str:
    return re.sub("\n(?=[^\n])", "\n    ", text)
