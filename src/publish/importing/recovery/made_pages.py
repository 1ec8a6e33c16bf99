"""The pages of a source that publish makes anew, such as its title page: which of their blocks are text of the book.

A dedication and an epigraph that stand there are kept as what they are; running text is asked. A title page over a chapter, as DocBook has
one for each section, is only its heading.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from publish.importing.blocks import LONE, MADE_PAGE, Block, Container, Exclusion, Frame, Hints, Kind
from publish.importing.inline import plain
from publish.importing.recovery.contents_list import folded
from publish.importing.recovery.heading_words import is_called
from publish.importing.recovery.opening import as_epigraph, end_of_epigraph, is_dedication, is_running
from publish.importing.recovery.title_page import is_known

ASKED = Exclusion(evidence="on a title page, and no line of one", confidence=0.5, dropped=False)
MOST_ASKED = 3  # blocks of running text: more of them are no part of a title page


@dataclass(slots=True, kw_only=True)
class MadePages:
    """What of such pages is text: its blocks by place, and the exclusions of all blocks; the places of the lines of the title pages."""

    blocks: dict[int, Block] = field(default_factory=dict)
    exclusions: dict[int, Exclusion]
    lines: list[int] = field(default_factory=list)


def made_pages(blocks: Sequence[Block], exclusions: Mapping[int, Exclusion], hints: Hints) -> MadePages:
    """The pages that publish makes anew among these blocks; `exclusions` are those that the reader gives, by place."""
    made = MadePages(exclusions=dict(exclusions))
    is_above = True  # whether nothing of the text stands before
    last = 0
    for run in _runs(exclusions):
        is_above = is_above and all(place in exclusions or _is_no_text(blocks[place]) for place in range(last, run[0]))
        last = run[-1] + 1
        if _is_page(blocks, run, hints, is_above=is_above):
            _sort(blocks, run, hints, made)
        else:
            is_above = False
            for place in run:
                del made.exclusions[place]
    return made


def _runs(exclusions: Mapping[int, Exclusion]) -> Iterator[list[int]]:
    """The places of each page, in their order."""
    run: list[int] = []
    for place in sorted(place for place, exclusion in exclusions.items() if exclusion.evidence == MADE_PAGE):
        if run and (place != run[-1] + 1 or exclusions[place] is not exclusions[run[-1]]):
            yield run
            run = []
        run.append(place)
    if run:
        yield run


def _is_no_text(block: Block) -> bool:
    """Whether a block can stand above a title page: a picture, a dedication."""
    return block.kind in {Kind.PICTURE, Kind.BREAK} or block.type in LONE or not plain(block.text).strip()


def _is_page(blocks: Sequence[Block], run: Sequence[int], hints: Hints, *, is_above: bool) -> bool:
    """Whether blocks are a title page of the book, and not the heading of a section."""
    headings = [plain(blocks[place].text).strip() for place in run if blocks[place].kind is Kind.HEADING]
    if any(is_like_title(plain(blocks[place].text), hints.title) for place in run) or (is_above and not headings):
        return True
    after = run[-1] + 1
    heads_text = after < len(blocks) and blocks[after].file == blocks[run[0]].file and blocks[after].kind is not Kind.HEADING
    return is_above and not any(map(is_called, headings)) and not (hints.sure and heads_text)


def is_like_title(text: str, title: str) -> bool:
    """Whether a line is a title, or begins one of them with the other: “Moby-Dick”, “Moby-Dick; or, The Whale”."""
    line, title = folded(text), folded(title)
    return bool(line and title) and (line == title or line.startswith(title + " ") or title.startswith(line + " "))


def _sort(blocks: Sequence[Block], run: Sequence[int], hints: Hints, made: MadePages) -> None:
    """Sorts the blocks of a title page: what is text of the book, what is asked, what is only a line."""
    asked: list[int] = []
    place = run[0]
    while place <= run[-1]:
        block = blocks[place]
        end = place + 1
        if block.type in LONE:
            made.blocks[place] = _without_division(block)
        elif end_of_quoted := end_of_epigraph(blocks[: run[-1] + 1], place, ()):
            end = end_of_quoted
            made.blocks |= as_epigraph(blocks[place:end], place)
        elif _is_quoted(block):
            made.blocks[place] = replace(block, type="epigraph")
        elif block.kind is Kind.PARAGRAPH and is_dedication(block):
            made.blocks[place] = replace(block, type="dedication")
        elif _may_be_text(block, hints, below=place - 1 in asked):
            asked.append(place)
        else:
            made.lines.append(place)
        place = end
    made.exclusions.update(dict.fromkeys(asked, ASKED))
    for place in (*made.blocks, *(asked if len(asked) > MOST_ASKED else ())):
        made.exclusions.pop(place, None)


def _may_be_text(block: Block, hints: Hints, *, below: bool) -> bool:
    """Whether a block may be text of the book: running text, or a line `below` such text that may name its source."""
    text = plain(block.text).strip()
    return bool(text) and block.kind is not Kind.HEADING and (is_running(block) or (below and not is_known(text, hints)))


def _is_quoted(block: Block) -> bool:
    """Whether a block is a quotation, or verse in one: on a title page that is an epigraph."""
    return bool(block.containers) and all(container.frame in {Frame.QUOTATION, Frame.DIVISION} for container in block.containers)


def _without_division(block: Block) -> Block:
    """A block of an epigraph that becomes a section of its own, without the division that it is within one."""
    containers: tuple[Container, ...] = tuple(one for one in block.containers if one.attributes not in LONE)
    return replace(block, containers=containers)
