"""Calls of notes that stand alone in their paragraph join the text before them."""

from collections.abc import Sequence
from dataclasses import replace

from publish.importing.blocks import Block, Kind
from publish.importing.inline import CALL, REMOVED, call, called_notes, removed, source_text
from publish.importing.recovery.recovered_notes import has_words

QUERY = "query"
"""The attributes of a division that is a remark."""


def with_calls_joined(blocks: Sequence[Block]) -> list[Block]:
    """The blocks, with each paragraph that has only calls joined to the text before it, in the same quotation, item or cell.

    The marks of the source stay in the paragraph, as words that are taken out.
    """
    result: list[Block] = []
    for block in blocks:
        at = next((place for place in range(len(result) - 1, -1, -1) if not _is_query(result[place])), None)
        if at is not None and _is_only_calls(block) and _takes_calls(result[at], block):
            calls = "".join(call(name, "") for name in called_notes(block.text))
            result[at] = replace(result[at], text=result[at].text + calls)
            result.append(replace(block, text=removed(source_text(block.text))))
        else:
            result.append(block)
    return result


def _is_query(block: Block) -> bool:
    """Whether a block is of a remark, which will be taken out."""
    return any(container.attributes == QUERY for container in block.containers)


def _is_only_calls(block: Block) -> bool:
    return CALL in block.text and block.kind in {Kind.PARAGRAPH, Kind.HEADING} and not has_words(block) and REMOVED not in block.text


def _takes_calls(last: Block, block: Block) -> bool:
    """Whether the calls of a block may stand at the end of the one before it: a text of the same file, not of an inner list."""
    around = len(block.containers)
    is_text = last.kind in {Kind.PARAGRAPH, Kind.VERSE, Kind.HEADING, Kind.TERM} or (last.kind is Kind.PICTURE and bool(last.text))
    return is_text and last.file == block.file and last.containers[:around] == block.containers
