"""Passages as canonical Markdown: quotations, lists, verse, tables, pictures, nested as in the source."""

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby

from publish.importing.blocks import Block, Container, Frame, Kind
from publish.importing.inline import ATTRIBUTES, MARKERS, REMOVED_SPAN, markdown, plain
from publish.importing.readers.verse import INDENT
from publish.importing.recovery.recovered_text import Passage, Role
from publish.importing.writers.tables import table

QUOTED = Container(frame=Frame.QUOTATION, number=0)
"""The container of paragraphs with the role of a quotation; neighbours are one quotation."""
DASH = re.compile(r"^(?:--+|[―–])\s*(?=\S)")
MOST_DEEP = 12  # levels of quotations and lists; deeper ones are flattened


def written(passages: Sequence[Passage], labels: Mapping[str, str]) -> list[str]:
    """The Markdown of passages without headings; `labels` as for `publish.importing.inline.markdown`."""
    return list(_written([(_frames(passage), passage) for passage in passages], labels, 0))


def one_line(block: Block) -> bool:
    """Whether a block can follow the label of a note on its line."""
    return block.kind is Kind.PARAGRAPH and not block.containers


def _frames(passage: Passage) -> tuple[Container, ...]:
    outer = (QUOTED,) if passage.role is Role.QUOTATION else ()
    return (*outer, *passage.block.containers)[:MOST_DEEP]


Framed = tuple[tuple[Container, ...], Passage]


def _written(passages: Sequence[Framed], labels: Mapping[str, str], depth: int) -> Iterator[str]:
    listed: list[str] = []
    group = 0
    for frame, members in groupby(passages, key=lambda framed: framed[0][depth] if len(framed[0]) > depth else None):
        run = list(members)
        if listed and (frame is None or frame.group != group):
            yield _list(listed)
            listed = []
        if frame is None:
            for _, passage in run:
                yield _block(passage, labels)
            continue
        within = list(_written(run, labels, depth + 1))
        if frame.frame is Frame.QUOTATION:
            yield _quoted(_attributed(within, run))
        elif frame.frame is Frame.DIVISION:
            yield _division(within, frame.attributes)
        elif frame.frame is Frame.DEFINITION:
            yield "\n\n".join(_indented(text, ":   " if not place else "    ") for place, text in enumerate(within))
        else:
            group = frame.group
            mark = f"{frame.start}. " if frame.start else "- "
            listed.append("\n\n".join(_indented(text, mark.ljust(4) if not place else "    ") for place, text in enumerate(within)))
    if listed:
        yield _list(listed)


def _list(items: Sequence[str]) -> str:
    """A list of these items, with blank lines between them if an item has several paragraphs."""
    return ("\n\n" if any("\n\n" in item for item in items) else "\n").join(items)


def _division(texts: Sequence[str], attributes: str) -> str:
    """Blocks as a division; its fence is longer than those within it."""
    text = "\n\n".join(texts)
    colons = ":" * (max((len(fence) for fence in re.findall(r"^:{3,}", text, re.MULTILINE)), default=2) + 1)
    return f"{colons} {attributes}\n{text}\n{colons}"


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
    return _division([text], "query") if passage.role is Role.QUERY else text


def _paragraph(block: Block, labels: Mapping[str, str]) -> str:
    return markdown(block.text, labels)


def _break(_block: Block, _labels: Mapping[str, str]) -> str:
    return "* * *"


def _verse(block: Block, labels: Mapping[str, str]) -> str:
    """Lines of verse; spaces before a line are its indent, an empty line stands between two stanzas."""
    lines = [line for line in block.text.split("\n") if plain(line).strip() or not MARKERS.search(line)]
    return "\n".join(f"| {_line(line, labels)}".rstrip() for line in lines)


def _line(line: str, labels: Mapping[str, str]) -> str:
    marked = ATTRIBUTES.match(line)
    indent = INDENT.fullmatch(marked[1]) if marked else None
    return " " * int(indent[1]) + markdown(line[marked.end() :], labels) if marked and indent else markdown(line, labels)


def _code(block: Block, _labels: Mapping[str, str]) -> str:
    text = MARKERS.sub("", REMOVED_SPAN.sub("", block.text))
    fence = "`" * max(3, *(len(run) + 1 for run in re.findall("`+", text)), 3)
    return f"{fence}\n{text}\n{fence}"


def _picture(block: Block, labels: Mapping[str, str]) -> str:
    """A picture with its caption. If it has no description, its caption describes it; if it has neither, it is decoration.

    A picture without a caption is not a figure: the backslash after it tells pandoc so.
    """
    caption = markdown(block.text, labels)
    if block.alt and not caption:
        alt = re.sub(r"([^\w\s])", r"\\\1", " ".join(block.alt.split()))
        return f"![{alt}]({block.picture})\\"
    alt = (block.alt or plain(block.text)).replace("\\", "").replace('"', "”")
    attribute = f'alt="{" ".join(alt.split())}"' if alt.strip() else "role=presentation"
    return f"![{caption}]({block.picture}){{{attribute}}}"


BLOCKS = {Kind.BREAK: _break, Kind.VERSE: _verse, Kind.CODE: _code, Kind.PICTURE: _picture, Kind.TABLE: table}
