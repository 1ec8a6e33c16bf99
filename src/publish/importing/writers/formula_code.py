"""Formulae of a block that cannot be set: their TeX as code, so that it can be read and mended."""

import re
from collections.abc import Collection, Iterator
from dataclasses import replace

from publish.importing.blocks import Block, Kind
from publish.importing.inline import CODE, CODE_END, FORMULA, MATH
from publish.importing.writers.running_text import is_formula


def formulae_in(block: Block) -> Iterator[tuple[str, bool]]:
    """The formulae of a block as they are written: the TeX of each, and whether it stands on lines of its own."""
    if block.kind is Kind.WORDS:
        return
    for match in FORMULA.finditer(block.text) if MATH in block.text else ():
        if is_formula(match[1]):
            yield " ".join(match[1].split()), block.kind is Kind.PARAGRAPH and match[0] == block.text.strip()


def with_code(block: Block, formulae: Collection[str]) -> Block:
    """A block with code in the place of these formulae."""

    def written(match: re.Match[str]) -> str:
        return f"{CODE}{match[1]}{CODE_END}" if " ".join(match[1].split()) in formulae else match[0]

    return replace(block, text=FORMULA.sub(written, block.text))
