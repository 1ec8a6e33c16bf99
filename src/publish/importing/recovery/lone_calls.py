"""Calls of notes that stand alone in their paragraph join the text before them."""

from collections.abc import Sequence
from dataclasses import replace

from publish.importing.blocks import Block, Kind
from publish.importing.inline import CALL, CALL_SPAN, REMOVED, call
from publish.importing.recovery.recovered_notes import has_words


def with_calls_joined(blocks: Sequence[Block]) -> list[Block]:
    """The blocks, with each paragraph that has only calls joined to the text before it, in the same quotation, item or cell."""
    result: list[Block] = []
    for block in blocks:
        last = result[-1] if result else None
        if last is not None and _is_only_calls(block) and _takes_calls(last, block):
            calls = "".join(call(one[1], f" {one[2].strip()} ") for one in CALL_SPAN.finditer(block.text))
            result[-1] = replace(last, text=last.text + calls)
        else:
            result.append(block)
    return result


def _is_only_calls(block: Block) -> bool:
    return CALL in block.text and block.kind is Kind.PARAGRAPH and not has_words(block) and REMOVED not in block.text


def _takes_calls(last: Block, block: Block) -> bool:
    """Whether the calls of a block may stand at the end of the one before it: a text of the same file, not of an inner list."""
    around = len(block.containers)
    is_text = last.kind in {Kind.PARAGRAPH, Kind.VERSE, Kind.HEADING, Kind.TERM} or (last.kind is Kind.PICTURE and bool(last.text))
    return is_text and last.file == block.file and last.containers[:around] == block.containers
