"""The opening of a text: the lines of its title page, the dedication and the epigraph, above the heading of the first section."""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace

from publish.importing.blocks import Block, Container, Frame, Kind
from publish.importing.inline import BREAK, CALL, CAPS, CAPS_END, EM, EM_END, STRONG, STRONG_END, called_notes, plain
from publish.importing.recovery.heading_words import BARE_PART, CHAPTER
from publish.importing.recovery.title_page import GENRE, dropped_line, name_in, signature

MOST_LINES = 40
LONG = 120  # letters: such a paragraph is running text
MOST_SAID = 6  # words: a line with a stop and more of them is a sentence
MOST_QUOTED = 4  # paragraphs of an epigraph above its source
DEDICATION = re.compile(
    r"(?!for (?:sale|private|the use|use|information|more)\b|to be\b)"
    r"(?:for|to|in (?:loving )?memory of|dedicated to|für|meine[rmn]|dem andenken|in erinnerung an|gewidmet|à|pour|en mémoire de|a mi|"
    r"para|a la memoria|a mi[oa]|a mia|per|alla memoria|in memoria|моей|моему|моим|памяти|посвящается)\s+\S.*",
    re.IGNORECASE,
)
ATTRIBUTION = re.compile(r"(?:--+|[—–―])\s*[^\W\d_].*")
QUOTED = '“"«„‘'


@dataclass(frozen=True, slots=True, kw_only=True)
class Opening:
    """The places of the lines of the title page; the blocks that are something else there, by place."""

    lines: frozenset[int] = frozenset()
    blocks: Mapping[int, Block] = field(default_factory=dict)


def with_lines_apart(blocks: Sequence[Block]) -> list[Block]:
    """The blocks, with lines that were read as verse, or that a line break divides, apart: on a title page, and below a number."""
    made: list[Block] = []
    is_above = True
    for block in blocks:
        lines = _lines_of(block)
        if is_above and _is_epigraph(lines):
            made.extend(_apart(block, ["\n".join(lines[:-1]), lines[-1]]))
            continue
        is_headed = bool(CHAPTER.fullmatch(plain(lines[0]).strip()) or BARE_PART.fullmatch(plain(lines[0]).strip()))
        if is_headed and len(lines) > 1:
            made.extend(_apart(block, lines if len(lines) <= 3 else [lines[0], "\n".join(lines[1:])]))
        elif is_above and len(lines) > 1 and _is_titling(lines):
            made.extend(_apart(block, lines))
        else:
            made.append(block)
        is_above = is_above and not is_headed and block.kind is not Kind.HEADING and not is_running(block, lines)
    return made


def _lines_of(block: Block) -> list[str]:
    """The lines of a paragraph or of verse; those of emphasis that goes on from line to line without it."""
    if block.kind not in {Kind.PARAGRAPH, Kind.VERSE} or block.is_within or CALL in block.text:
        return [block.text]
    lines = re.split(f"\n|{BREAK}", block.text)
    return [line if _is_whole(line) else plain(line) for line in lines]


def _is_whole(line: str) -> bool:
    """Whether emphasis that begins on a line ends there."""
    return all(line.count(begin) == line.count(end) for begin, end in ((EM, EM_END), (STRONG, STRONG_END), (CAPS, CAPS_END)))


def opening_of(blocks: Sequence[Block], sure: Collection[int], headings: Collection[int], *, by_page: bool = False) -> Opening:
    """The opening of a text. `sure` are the places of its sure headings, `headings` of those and of others that are likely.

    A title page has a sure heading below it, or two lines at least. With `by_page` the first file is a title page, or has none.
    """
    lines: list[int] = []
    others: dict[int, Block] = {}
    place = 0
    while place < min(len(blocks), MOST_LINES) and place not in sure:
        block = blocks[place]
        if by_page and block.file != blocks[0].file:
            break
        epigraph = end_of_epigraph(blocks, place, sure)
        if epigraph and lines:
            others.update(as_epigraph(blocks[place:epigraph], place))
            place = epigraph
            continue
        text = plain(block.text).strip()
        if block.kind is Kind.BREAK or not text:
            place += 1
            continue
        if is_running(block):
            break
        if lines and is_dedication(block):
            others[place] = replace(block, type="dedication")
        else:
            lines.append(place)
        place += 1
    is_headed = place in sure or (by_page and place < len(blocks) and blocks[place].file != blocks[0].file)
    if by_page and not is_headed:
        return Opening()
    if not is_headed and lines and (lines[-1] in headings or len(lines) == 1) and not _is_name_below(blocks, lines):
        lines.pop()
    if not lines or (not is_headed and place == len(blocks)):
        return Opening()
    return Opening(lines=frozenset(lines), blocks=others)


def _is_name_below(blocks: Sequence[Block], lines: Sequence[int]) -> bool:
    """Whether the last line of a title page is the name below the title: of two lines the one, of more the first name."""
    texts = [plain(blocks[place].text).strip() for place in lines]
    return len(texts) > 1 and bool(name_in(texts[-1])) and not any(map(name_in, texts[:-1]))


def is_dedication(block: Block) -> bool:
    """Whether a line is a dedication by its words: “To my mother”, “For Ada, who knew”."""
    text = plain(block.text).strip()
    return bool(DEDICATION.fullmatch(text)) and not GENRE.fullmatch(text)


def is_running(block: Block, lines: Sequence[str] = ()) -> bool:
    """Whether a block is running text: it is long, a sentence, a quotation, or no text at all."""
    text = plain(block.text).strip()
    if block.kind not in {Kind.PARAGRAPH, Kind.HEADING, Kind.BREAK, Kind.VERSE} or block.is_within or block.type:
        return True
    if called_notes(block.text):
        return True
    if block.kind is Kind.VERSE:
        return not _is_titling(lines if len(lines) > 1 else block.text.split("\n"))
    if dropped_line(text) or signature(text):
        return False
    is_sentence = text[-1:] in '.!?…”"’»' and len(text.split()) > MOST_SAID and not text.isupper()
    return len(text) >= LONG or is_sentence or (text[:1] in QUOTED and text[:1] != "")


def _is_titling(lines: Sequence[str]) -> bool:
    """Whether lines are those of a title page: each begins with a capital or a figure, and few end as verse does."""
    texts = [plain(line).strip() for line in lines if plain(line).strip()]
    ended = sum(text[-1] in ",;:.!?—" for text in texts)
    return bool(texts) and ended <= 0.34 * len(texts) and all(len(text) < LONG for text in texts)


def _is_epigraph(lines: Sequence[str]) -> bool:
    return len(lines) > 1 and bool(ATTRIBUTION.fullmatch(plain(lines[-1]).strip()))


def end_of_epigraph(blocks: Sequence[Block], place: int, sure: Collection[int]) -> int | None:
    """The place after an epigraph and its source that begin here; None if none does."""
    is_quoted = blocks[place].kind is Kind.VERSE or plain(blocks[place].text).strip()[:1] in QUOTED
    for at in range(place + 1, min(place + 1 + MOST_QUOTED, len(blocks))):
        if at in sure or blocks[at].kind not in {Kind.PARAGRAPH, Kind.VERSE}:
            return None
        if ATTRIBUTION.fullmatch(plain(blocks[at].text).strip()):
            return at + 1
        if not is_quoted:
            return None
    return None


def as_epigraph(blocks: Sequence[Block], place: int) -> dict[int, Block]:
    """The blocks of an epigraph, with the type of one, as a quotation with its source."""
    quotation = Container(frame=Frame.QUOTATION, number=-blocks[0].order - 1)
    return {place + at: replace(block, containers=(quotation,), type="epigraph") for at, block in enumerate(blocks)}


def _apart(block: Block, texts: Sequence[str]) -> list[Block]:
    """The lines of a block, or several lines together, as blocks of their own."""
    made: list[Block] = []
    below = 0
    for text in texts:
        kind = Kind.VERSE if "\n" in text else Kind.PARAGRAPH
        made.append(replace(block, kind=kind, text=text, line=block.line + below))
        below += text.count("\n") + 1 if block.kind is Kind.VERSE and block.order == block.line else 0
    return made
