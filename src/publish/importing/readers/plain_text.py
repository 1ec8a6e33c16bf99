"""Plain text as a form of source, and the form of every file whose ending and content name no other."""

from collections.abc import Sequence
from dataclasses import replace

from publish.diagnostics import Diagnostic
from publish.importing.blocks import Block, Exclusion, Reading
from publish.importing.inline import clean, plain
from publish.importing.readers import Form, Source
from publish.importing.readers.encodings import decoded
from publish.importing.readers.gutenberg_header import header_hints
from publish.importing.readers.marked_lines import REPLY_MARKS, with_marked_quotations
from publish.importing.readers.text_blocks import blocks_of, with_emphasis
from publish.importing.recovery.page_lines import without_page_lines
from publish.importing.source_lines import lines_of
from publish.text.words import split_words


def read_text(text: str, name: str = "", diagnostics: Sequence[Diagnostic] = ()) -> Reading:
    """The blocks of a plain text, without the lines that hold only a page number."""
    lines, removed = without_page_lines(with_marked_quotations(lines_of(text)), name)
    taken = {block.line for block, _ in removed}
    kept = (line for number, line in enumerate(clean(text).splitlines(), 1) if number not in taken)
    read = "\n".join(plain(with_emphasis(line)) for line in kept)  # the signs of emphasis part no words: **so**</td>
    return Reading(
        name=name,
        blocks=blocks_of(lines, name),
        words=(*_words(removed), *split_words(REPLY_MARKS.sub("", read))),
        hints=header_hints(clean(text)),
        removed=removed,
        diagnostics=tuple(diagnostics),
    )


def _words(removed: Sequence[tuple[Block, Exclusion]]) -> list[str]:
    """The words of the lines that were removed."""
    return [word for block, _ in removed for word in split_words(block.text)]


def _read(sources: Sequence[Source]) -> Reading:
    texts = [(source.name, decoded(source)) for source in sources]
    return _joined([read_text(text.text, name, [text.diagnostic] if text.diagnostic else []) for name, text in texts])


def _joined(readings: Sequence[Reading]) -> Reading:
    """Several files as one reading, each a section; the order of their blocks is counted through."""
    if len(readings) == 1:
        return readings[0]
    blocks: list[Block] = []
    words: list[str] = []
    removed: list[tuple[Block, Exclusion]] = []
    diagnostics: list[Diagnostic] = []
    first = 0
    for reading in readings:
        orders = [*(block.order for block in reading.blocks), *(block.order for block, _ in reading.removed)]
        shift = first - min(orders, default=0)
        blocks.extend(replace(block, order=block.order + shift) for block in reading.blocks)
        removed.extend((replace(block, order=block.order + shift), exclusion) for block, exclusion in reading.removed)
        words.extend(reading.words[len(_words(reading.removed)) :])
        diagnostics.extend(reading.diagnostics)
        first = shift + max(orders, default=0) + 1
    return Reading(
        name=readings[0].name,
        blocks=tuple(blocks),
        words=(*_words(removed), *words),
        hints=readings[0].hints,
        removed=tuple(removed),
        diagnostics=tuple(diagnostics),
    )


FORM = Form(name="text", endings=(".txt", ".text"), read=_read)
