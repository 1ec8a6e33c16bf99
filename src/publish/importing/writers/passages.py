"""Passages as canonical Markdown: quotations, lists, verse, tables, pictures, nested as in the source."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from publish.importing.blocks import Block, Container, Frame, Kind
from publish.importing.inline import ATTRIBUTES, CELL, FORMULA, MARKERS, PARAGRAPH, REMOVED_SPAN, plain
from publish.importing.readers.verse import INDENT
from publish.importing.recovery.recovered_text import Passage, Role
from publish.importing.writers.running_text import is_formula, is_one_picture, literal, markdown
from publish.importing.writers.tables import table

QUOTED = Container(frame=Frame.QUOTATION, number=0)
"""The container of paragraphs with the role of a quotation; neighbours are one quotation."""
DASH = re.compile(r"^(?:--+|[―–])\s*(?=\S)")
ATTRIBUTION = re.compile(r"--|[—―–]")
MOST_DEEP = 12  # levels of quotations and lists; deeper ones are flattened
END = "\ufdd0"
"""After the last character of each block: a noncharacter that no written text has. It tells where a block is, and is taken out."""

BETWEEN_LISTS = "<!-- -->"
"""An empty remark, which is in no edition: lists beside it stay two."""


def written(passages: Sequence[Passage], labels: Mapping[str, str]) -> list[str]:
    """The Markdown of passages without headings, with END after each block; `labels` as for `publish.importing.writers.running_text`."""
    return list(_written([(_frames(passage), passage) for passage in _with_lists_in_queries(passages)], labels, 0))


def _with_lists_in_queries(passages: Sequence[Passage]) -> list[Passage]:
    """The passages, with the terms of a query in one query with their definitions; no query can be around a term alone."""
    result = list(passages)
    asked = [passage.role is Role.QUERY and _is_listed(passages, place) for place, passage in enumerate(passages)]
    for is_query, group in groupby(range(len(passages)), key=asked.__getitem__):
        run = list(group)
        depths = [len(passages[place].block.containers) for place in run if passages[place].block.kind is Kind.TERM]
        if not is_query or not depths:
            continue
        depth = min(depths)
        last = passages[run[-1]].block
        after = passages[run[-1] + 1].block.containers if run[-1] + 1 < len(passages) else ()
        is_whole = last.kind is not Kind.TERM or len(after) <= depth or after[depth].frame is not Frame.DEFINITION
        query = (Container(frame=Frame.DIVISION, number=-last.order, attributes="query"),) if is_whole else ()
        for place in run:
            block = passages[place].block
            containers = (*block.containers[:depth], *query, *block.containers[depth:])
            result[place] = Passage(block=replace(block, containers=containers))
    return result


def _is_listed(passages: Sequence[Passage], place: int) -> bool:
    """Whether a passage is a term, or a definition whose term is in a query too."""
    if passages[place].block.kind is Kind.TERM:
        return True
    frames = [container.frame for container in passages[place].block.containers]
    if Frame.DEFINITION not in frames:
        return False
    depth = frames.index(Frame.DEFINITION)
    above = (one for one in reversed(passages[:place]) if one.block.kind is Kind.TERM and len(one.block.containers) == depth)
    term = next(above, None)
    return term is not None and term.role is Role.QUERY


def one_line(block: Block) -> bool:
    """Whether a block can follow the label of a note on its line."""
    return block.kind is Kind.PARAGRAPH and not block.containers


def _frames(passage: Passage) -> tuple[Container, ...]:
    outer = (QUOTED,) if passage.role is Role.QUOTATION else ()
    return (*outer, *passage.block.containers)[:MOST_DEEP]


Framed = tuple[tuple[Container, ...], Passage]


@dataclass(slots=True, kw_only=True)
class _List:
    """The list that is being written: its group in the source, the last number if it is numbered, the items."""

    group: int
    last: int | None
    items: list[str]

    def continues(self, frame: Container) -> bool:
        """Whether an item belongs to this list: to the same one in the source, and with the next number."""
        return frame.frame is Frame.ITEM and frame.group == self.group and frame.start == (self.last + 1 if self.last is not None else None)

    def text(self) -> str:
        """The list, with blank lines between its items if one has several paragraphs."""
        return ("\n\n" if any("\n\n" in item for item in self.items) else "\n").join(self.items)


def _written(passages: Sequence[Framed], labels: Mapping[str, str], depth: int) -> Iterator[str]:
    listed: _List | None = None
    is_term = False  # whether a definition may follow
    for frame, members in groupby(passages, key=lambda framed: framed[0][depth] if len(framed[0]) > depth else None):
        run = list(members)
        if listed and (frame is None or not listed.continues(frame)):
            yield listed.text()
            if frame and frame.frame is Frame.ITEM and (frame.start is None) == (listed.last is None):
                yield BETWEEN_LISTS
            listed = None
        if frame is None:
            for _, passage in run:
                yield _block(passage, labels)
            is_term = run[-1][1].block.kind is Kind.TERM
            continue
        within = list(_written(run, labels, depth + 1))
        match frame.frame:
            case Frame.QUOTATION if len(within) == 1 and ATTRIBUTION.match(within[0]):  # an attribution without a quotation
                yield from within
            case Frame.QUOTATION:
                yield _quoted(_attributed(within, run))
            case Frame.DIVISION:
                yield division(within, frame.attributes)
            case Frame.DEFINITION if is_term:
                yield "\n\n".join(_indented(text, ":   " if not place else "    ") for place, text in enumerate(within))
            case Frame.DEFINITION:  # without a term it would be the caption of a table, or text
                yield from within
            case Frame.ITEM:
                listed = listed or _List(group=frame.group, last=frame.start, items=[])
                listed.last = frame.start
                mark = ("- " if frame.start is None else f"{frame.start}. ").ljust(4)
                listed.items.append("\n\n".join(_indented(text, mark if not place else "    ") for place, text in enumerate(within)))
        is_term = is_term and frame.frame is Frame.DEFINITION
    if listed:
        yield listed.text()


def division(texts: Sequence[str], attributes: str) -> str:
    """Blocks as a division; its fence is longer than those within it."""
    text = "\n\n".join(texts)
    fences = re.findall(r"^(?:[ >]|[-:] {3}|\d+\. +)*(:{3,})", text, re.MULTILINE)
    colons = ":" * (max(map(len, fences), default=2) + 1)
    gap = "\n" if text.startswith("```") else ""  # in a list, a fence needs an empty line before it
    end = "\n" if re.match(r" +: ", text.rpartition("\n")[2]) else ""  # else pandoc reads no caption at the end of a list
    return f"{colons} {attributes}\n{gap}{text}\n{end}{colons}"


def _indented(text: str, mark: str) -> str:
    return mark + re.sub("\n(?=[^\n])", "\n" + " " * 4, text)


def _quoted(texts: Sequence[str]) -> str:
    return "\n".join(f"> {line}".rstrip() for line in "\n\n".join(texts).split("\n"))


def _attributed(texts: list[str], run: Sequence[Framed]) -> list[str]:
    """The paragraphs of a quotation. If the last one begins with a dash, it names the source, and gets the dash of the manuscript."""
    if len(texts) > 1 and run[-1][1].block.kind is Kind.PARAGRAPH:
        texts[-1] = DASH.sub("— ", texts[-1])
    return texts


def _block(passage: Passage, labels: Mapping[str, str]) -> str:
    text = BLOCKS.get(passage.block.kind, _paragraph)(passage.block, labels)
    return (division([text], "query") if passage.role is Role.QUERY else text) + END


def _paragraph(block: Block, labels: Mapping[str, str]) -> str:
    """A paragraph; a formula that is all of it stands on lines of its own.

    The backslash after a picture that stands alone tells pandoc that it is not a figure.
    """
    text = markdown(block.text, labels)
    formula = FORMULA.fullmatch(block.text.strip())
    if formula and is_formula(formula[1]):
        return f"${text}$"
    return f"{text}\\" if is_one_picture(block.text, labels) else text


def _term(block: Block, labels: Mapping[str, str]) -> str:
    return _paragraph(block, labels).replace("\\\n", " ")


def _break(_block: Block, _labels: Mapping[str, str]) -> str:
    return "* * *"


def _verse(block: Block, labels: Mapping[str, str]) -> str:
    """Lines of verse; spaces before a line are its indent, an empty line stands between two stanzas."""
    lines = [line for line in block.text.split("\n") if plain(line).strip() or not MARKERS.search(line)]
    return "\n".join(f"| {_line(line, labels)}".rstrip() for line in lines)


def _line(line: str, labels: Mapping[str, str]) -> str:
    marked = ATTRIBUTES.match(line)
    indent = INDENT.fullmatch(marked[1]) if marked else None
    if not marked or not indent:
        return markdown(line, labels, further="$")
    return " " * int(indent[1]) + markdown(line[marked.end() :], labels, further="$")


def _code(block: Block, _labels: Mapping[str, str]) -> str:
    text = MARKERS.sub("", REMOVED_SPAN.sub("", block.text))
    fence = "`" * max(3, *(len(run) + 1 for run in re.findall("`+", text)), 3)
    return f"{fence}\n{text}\n{fence}"


def _words(block: Block, labels: Mapping[str, str]) -> str:
    """The words of a block, a line for each of its lines."""
    lines = (literal(line.replace(CELL, " ").replace(PARAGRAPH, " "), labels) for line in block.text.split("\n"))
    return "\\\n".join(line for line in lines if line)


def _picture(block: Block, labels: Mapping[str, str]) -> str:
    """A picture with its caption. One that the source calls decoration is that; one without a description gets none."""
    caption = markdown(block.text, labels, further="$[]")
    described = " ".join((block.alt or "").split()).replace("\\", "").replace('"', "”")
    attributes = f'{{alt="{described}"}}' if described else "{role=presentation}" if block.alt is not None and not caption else ""
    return f"![{caption}]({block.picture}){attributes}"


BLOCKS = {
    Kind.BREAK: _break,
    Kind.VERSE: _verse,
    Kind.CODE: _code,
    Kind.PICTURE: _picture,
    Kind.TABLE: table,
    Kind.TERM: _term,
    Kind.WORDS: _words,
}
