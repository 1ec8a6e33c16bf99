"""A recovered text as the files of a book: one canonical Markdown section for each heading of the first level, and book.toml."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from publish.book.ids import slug
from publish.importing.blocks import Block, Kind
from publish.importing.headings import CHAPTER
from publish.importing.inline import called_in, markdown, plain
from publish.importing.recover import NoteText, Passage, Recovered, Role
from publish.model import Matter

TYPES: Mapping[str, tuple[Matter, str]] = {
    **dict.fromkeys(("preface", "vorwort", "préface", "предисловие", "prefacio", "prólogo"), (Matter.FRONT, "preface")),
    **dict.fromkeys(("foreword", "avant-propos", "geleitwort"), (Matter.FRONT, "foreword")),
    **dict.fromkeys(("introduction", "introductory", "einleitung", "einführung", "введение"), (Matter.FRONT, "introduction")),
    **dict.fromkeys(("acknowledgments", "acknowledgements"), (Matter.FRONT, "acknowledgments")),
    "dedication": (Matter.FRONT, "dedication"),
    **dict.fromkeys(("appendix", "anhang"), (Matter.BACK, "appendix")),
    **dict.fromkeys(("afterword", "postscript", "epilogue", "nachwort", "послесловие"), (Matter.BACK, "afterword")),
    "glossary": (Matter.BACK, "glossary"),
    "bibliography": (Matter.BACK, "bibliography"),
}
MOST_NAME = 48  # letters of a file's name


@dataclass(frozen=True, slots=True, kw_only=True)
class SectionFile:
    """A file of the manuscript to be: its text, and of what in the source it was made, in its order.

    `told` are blocks whose words are not in its text: a number over a title is in the heading's attributes.
    """

    path: str
    matter: Matter
    text: str
    flow: tuple[Block, ...]
    notes: tuple[NoteText, ...]
    told: tuple[Block, ...] = ()


def section_files(recovered: Recovered) -> tuple[SectionFile, ...]:
    """The sections of a recovered text in their order."""
    parts: list[list[Passage]] = [[]]
    for passage in recovered.passages:
        if passage.role is Role.HEADING and passage.level == 1 and parts[-1] and not _is_number(parts[-1]):
            parts.append([])
        parts[-1].append(passage)
    notes = {note.name: note for note in recovered.notes}
    given: set[str] = set()
    matters = _matters([part for part in parts if part])
    files = []
    for number, (part, matter) in enumerate(zip(filter(None, parts), matters, strict=True), 1):
        own = [name for passage in part for name in called_in(passage.block.text) if name not in given]
        given.update(own)
        files.append(_section(number, part, matter, [notes[name] for name in dict.fromkeys(own)]))
    return tuple(files)


def _is_number(part: Sequence[Passage]) -> bool:
    """Whether a section so far is a line such as “Chapter I”, whose title may follow."""
    return len(part) == 1 and part[0].role is Role.HEADING and bool(CHAPTER.fullmatch(plain(part[0].block.text).strip()))


def _matters(parts: Sequence[Sequence[Passage]]) -> list[Matter]:
    """Front matter is what is called so before anything else, back matter what is called so behind everything else."""
    named = [TYPES.get(_name(part), (Matter.BODY, ""))[0] for part in parts]
    body = [place for place, matter in enumerate(named) if matter is Matter.BODY]
    first, last = (body[0], body[-1]) if body else (0, len(named) - 1)
    matters = []
    for place, matter in enumerate(named):
        belongs = (matter is Matter.FRONT and place < first) or (matter is Matter.BACK and place > last)
        matters.append(matter if belongs else Matter.BODY)
    return matters


def _name(part: Sequence[Passage]) -> str:
    return plain(part[0].block.text).strip().strip(".:").lower() if part[0].role is Role.HEADING else ""


def _section(number: int, part: Sequence[Passage], matter: Matter, notes: Sequence[NoteText]) -> SectionFile:
    labels: dict[str, str] = {}
    for note in notes:
        labels[note.name] = _label(note.key, set(labels.values()))
    told: tuple[Block, ...] = ()
    attributes = [f"type={TYPES[_name(part)][1]}"] if matter is not Matter.BODY else []
    passages = list(part)
    if len(part) > 1 and _is_number(part[:1]) and part[1].role is Role.HEADING:
        told = (part[0].block,)
        attributes.append(f'number="{" ".join(plain(part[0].block.text).split()).rstrip(".:")}"')
        passages = [replace(part[1], level=1), *part[2:]]
    written = [*_passages(passages, labels, attributes), *(_note(note, labels) for note in notes)]
    title = plain(passages[0].block.text) if passages[0].role is Role.HEADING else plain(passages[0].block.text)[:MOST_NAME]
    name = slug(" ".join([*(plain(block.text) for block in told), title]))[:MOST_NAME].strip("-") or "section"
    return SectionFile(
        path=f"{matter}/{number:02}-{name}.md",
        matter=matter,
        text="\n\n".join(written) + "\n",
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
    said = f" {{{' '.join(attributes)}}}" if attributes else ""
    for role, group in groupby(passages, key=lambda passage: passage.role):
        run = list(group)
        if role is Role.QUOTATION:
            yield "\n>\n".join(_quoted(_block(passage.block, labels)) for passage in run)
        elif role is Role.HEADING:
            for passage in run:
                yield f"{'#' * passage.level} {_title(passage.block.text, labels)}{said if passage is passages[0] else ''}"
        else:
            yield from (f"::: query\n{text}\n:::" if role is Role.QUERY else text for text in (_block(one.block, labels) for one in run))


def _title(text: str, labels: Mapping[str, str]) -> str:
    written = markdown(text, labels).replace("\\\n", " ").removeprefix("\\")
    return re.sub(r"\{(?=[^{}]*\}$)", r"\\{", re.sub(r"(#+)$", r"\\\1", written))


def _block(block: Block, labels: Mapping[str, str]) -> str:
    if block.kind is Kind.BREAK:
        return "* * *"
    if block.kind is Kind.VERSE:
        return "\n".join(f"| {markdown(line, labels)}".rstrip() for line in block.text.split("\n"))
    if block.kind is Kind.CODE:
        fence = "`" * max(3, *(len(run) + 1 for run in re.findall("`+", block.text)), 3)
        return f"{fence}\n{block.text}\n{fence}"
    return markdown(block.text, labels)


def _quoted(text: str) -> str:
    return "\n".join(f"> {line}".rstrip() for line in text.split("\n"))


def _note(note: NoteText, labels: Mapping[str, str]) -> str:
    """The note's definition; its further paragraphs are indented."""
    first, *further = (_block(block, labels) for block in note.blocks)
    lines = [f"[^{labels[note.name]}]: {_continued(first)}", *(f"    {_continued(text)}" for text in further)]
    return "\n\n".join(lines)


def _continued(text: str) -> str:
    return text.replace("\n", "\n    ")
