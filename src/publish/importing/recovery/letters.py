"""Letters quoted in a text: from the salutation, or the dateline above it, to the closing formula and the name below."""

import re
from collections.abc import Sequence

from publish.importing.blocks import Block, Kind
from publish.importing.inline import plain

SALUTATION = re.compile(
    r"(?:(?:my )?dear(?:est)?\b|(?:gentle)?m[ea]n[,:]|sirs?[,:]|mad(?:am|ame)[,:]|comrades?[,:!]|(?:sehr )?geehrte|liebe[rs]?\b|verehrte|"
    r"cher|chère|monsieur|messieurs|caro\b|cara\b|egregio|querid[oa]|estimad[oa]|уважаем|дорог)[^.;?]{0,70}[,:!]?",
    re.IGNORECASE,
)
CLOSING = re.compile(
    r"(?:i (?:am|remain|have the honou?r)\b.{0,80}|yours?\b.{0,60}|your obedient .{0,40}|fraternally.{0,30}|"
    r"(?:i am, )?(?:very |most )?(?:sincerely|truly|faithfully|respectfully|cordially|affectionately)\b.{0,40}|"
    r"with (?:best|kind|warm|communist|fraternal|comradely)\b.{0,40}|mit .{0,40}grü(?:ß|ss)en?.{0,30}|hochachtungsvoll.{0,20}|"
    r"ihr(?:e)? .{0,30}|(?:votre|veuillez|agréez|recevez)\b.{0,90}|(?:с|с наилучшими) .{0,40}(?:приветом|уважением)|ваш.{0,20})",
    re.IGNORECASE,
)
DATELINE = re.compile(r"[^.?!]{0,60}\b\d{1,2}(?:st|nd|rd|th|\.)?\b[^.?!]{0,24}\b1[5-9]\d\d\b.?|[^.?!]{0,60}\b1[5-9]\d\d\b.?")
MOST_SHORT = 90  # letters
MOST_BLOCKS = 40


def letters_in(blocks: Sequence[Block]) -> dict[int, int]:
    """The blocks of quoted letters, by place, each with the place where its letter begins.

    A letter counts only after a colon, and with both a salutation and a closing formula.
    """
    letters: dict[int, int] = {}
    texts = [" ".join(plain(block.text).split()).strip("“”\"„'") for block in blocks]
    for place, text in enumerate(texts):
        if place in letters or not _is_short(blocks[place], text) or not SALUTATION.fullmatch(text):
            continue
        begin = place
        while begin and begin > place - 3 and _is_short(blocks[begin - 1], texts[begin - 1]) and DATELINE.fullmatch(texts[begin - 1]):
            begin -= 1
        end = _end(blocks, texts, place)
        if begin and end is not None and texts[begin - 1].rstrip("—–- ").endswith(":"):
            letters.update(dict.fromkeys(range(begin, end + 1), begin))
    return letters


def _end(blocks: Sequence[Block], texts: Sequence[str], place: int) -> int | None:
    """The place of the name below the closing formula, or of the formula if it includes the name; None without a formula."""
    for at in range(place + 1, min(place + MOST_BLOCKS, len(texts))):
        if blocks[at].kind in {Kind.HEADING, Kind.BREAK}:
            return None
        if _is_short(blocks[at], texts[at]) and CLOSING.fullmatch(texts[at].rstrip(",.")):
            named = at + 1 < len(texts) and _is_short(blocks[at + 1], texts[at + 1]) and texts[at].endswith(",")
            return at + 1 if named else at
    return None


def _is_short(block: Block, text: str) -> bool:
    return block.kind in {Kind.PARAGRAPH, Kind.VERSE} and 0 < len(text) <= MOST_SHORT
