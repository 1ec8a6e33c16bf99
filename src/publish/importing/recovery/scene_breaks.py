"""Breaks between scenes, in every form in which they are typed: ornaments alone in a paragraph, and small pictures of them."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from publish.importing.blocks import Block, Frame, Kind
from publish.importing.inline import CALL, IMAGE, MATH, REMOVED, plain
from publish.importing.ledger import DecisionLog, Place, State, Subject

SIGN = "[#*~+=_•·●○◦◆◇♦❖■□▪▫★☆✦✧✱✲✳✴✶✻✼✽❉❊❋※⁂⁎⁑⁕§¤❦❧☙—–―⸺⸻―-]"
ORNAMENT = re.compile(rf"(?:{SIGN}\s*){{1,80}}|\(\s*\*\s*\)")
"""A paragraph that divides two scenes: one sign or several of them."""
DRAWN = re.compile(
    r"ornament|decoration|divider|separator|(?:scene|section|text)[ _-]?break|asterism|fleuron|flourish|dinkus|vignette|trenner|\bsep\b|"
    r"(?:\*\s*){1,5}|⁂",
    re.IGNORECASE,
)
"""What the file or the description of a picture says if it is an ornament."""
ALONE = re.compile(f"[{CALL}{IMAGE}{MATH}{REMOVED}]")
"""What makes a paragraph without words more than an ornament."""
LEAST_TIMES = 3  # that the same picture without words stands between paragraphs


def is_ornament(text: str) -> bool:
    """Whether a paragraph is only the sign of a break."""
    stripped = text.strip().replace("\\", "")
    return bool(stripped) and ORNAMENT.fullmatch(stripped) is not None


def with_breaks(blocks: Sequence[Block], log: DecisionLog) -> list[Block]:
    """The blocks with a break in place of each ornament. A picture that is one is a decision."""
    times = Counter(picture for block in blocks if (picture := _bare_picture(block)))
    result: list[Block] = []
    for block in blocks:
        picture = _bare_picture(block)
        is_drawn = bool(picture) and _is_drawn(block, picture, times[picture]) and _decided(block, picture, log)
        is_break = is_drawn or _is_typed(block)
        result.append(replace(block, kind=Kind.BREAK, picture="", alt=None, level=0) if is_break else block)
    return result


def _is_typed(block: Block) -> bool:
    """Whether a block is an ornament that was typed; in a list it is an item, with a call it is a note."""
    in_list = any(container.frame in {Frame.ITEM, Frame.DEFINITION} for container in block.containers)
    is_text = block.kind in {Kind.PARAGRAPH, Kind.HEADING} and not block.note and not in_list
    return is_text and not ALONE.search(block.text) and is_ornament(plain(block.text))


def _bare_picture(block: Block) -> str:
    """The file of a picture without words that is a paragraph of its own; "" for any other block."""
    if block.kind is Kind.PICTURE:
        return "" if block.text.strip() or block.is_within or block.note else block.picture
    return ""


def _is_drawn(block: Block, picture: str, times: int) -> bool:
    name = picture.rpartition("/")[2].rpartition(".")[0]
    alt = block.alt or ""
    return bool(DRAWN.fullmatch(alt.strip()) or (not alt and (DRAWN.search(name) or times >= LEAST_TIMES)))


def _decided(block: Block, picture: str, log: DecisionLog) -> bool:
    place = Place(file=block.file, line=block.line, text=picture)
    return log.decide(Subject.DROP, place, "* * *", "a picture of an ornament: a break between scenes", 0.9, State.APPLIED)
