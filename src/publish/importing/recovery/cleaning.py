"""A source without what is none of the book's: numbers of pages in its lines, ways through a site; each put before the clerk."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from publish.importing.blocks import Block, Doubt, Kind, Reading
from publish.importing.inline import LOST
from publish.importing.ledger import Clerk, Place, State, Subject, place_of, whole_place_of
from publish.importing.recovery.cruft import doubts_about


@dataclass(frozen=True, slots=True, kw_only=True)
class Cleaned:
    """What is kept, what is dropped, and the order of those blocks that are kept in a query."""

    kept: tuple[Block, ...]
    dropped: tuple[Block, ...]
    queries: frozenset[int]


def cleaned(reading: Reading, clerk: Clerk) -> Cleaned:
    """The blocks of a source, without those that are dropped."""
    blocks = _without_page_marks(reading.blocks, clerk)
    known = {place: reading.doubts[block.order] for place, block in enumerate(blocks) if block.order in reading.doubts}
    doubts = {**doubts_about(blocks), **known}
    kept: list[Block] = []
    dropped: list[Block] = []
    queries: set[int] = set()
    for doubt, run in _runs(blocks, doubts):
        if doubt is None:
            kept.extend(run)
        elif doubt.dropped:
            taken = clerk.decide(Subject.DROP, whole_place_of(run[0], run[1:]), "", doubt.evidence, doubt.confidence, State.APPLIED)
            (dropped if taken else kept).extend(run)
        else:
            for block in run:
                after = "kept, in a query: is it the book's? accept drops it"
                taken = clerk.decide(Subject.QUERY, place_of(block), after, doubt.evidence, doubt.confidence, State.ASKED)
                (dropped if taken else kept).append(block)
                if clerk.decisions[-1].state is State.ASKED:
                    queries.add(block.order)
    return Cleaned(kept=tuple(kept), dropped=tuple(dropped), queries=frozenset(queries))


def _runs(blocks: Sequence[Block], doubts: Mapping[int, Doubt]) -> Iterator[tuple[Doubt | None, list[Block]]]:
    """The blocks in their order, those together that follow each other and are doubted for the same reason."""
    run: list[Block] = []
    last: Doubt | None = None
    for place, block in enumerate(blocks):
        doubt = None if block.note else doubts.get(place)
        if block.kind is Kind.BREAK and doubt is not None and doubt.dropped is False:
            doubt = None
        if run and doubt is not last:
            yield last, run
            run = []
        run.append(block)
        last = doubt
    if run:
        yield last, run


def _without_page_marks(blocks_read: Sequence[Block], clerk: Clerk) -> list[Block]:
    """The blocks without the numbers of pages that stand in their lines, which are one decision for each file."""
    blocks = list(blocks_read)
    for file in dict.fromkeys(block.file for block in blocks):
        own = [place for place, block in enumerate(blocks) if block.file == file and not block.note and LOST.search(block.text)]
        marks = [found[1].strip() for place in own for found in LOST.finditer(blocks[place].text)]
        if not marks:
            continue
        said = marks[0] if len(marks) == 1 else f"{marks[0]} … {marks[-1]}"
        place = Place(file=file, line=blocks[own[0]].line, text=said)
        evidence = f"{len(marks)} marks of pages or quotations, which are none of the text" if len(marks) > 1 else "a mark, and no text"
        if not clerk.decide(Subject.DROP, place, "", evidence, 0.95, State.APPLIED):
            for at in own:
                blocks[at] = replace(blocks[at], text=LOST.sub(r"\1", blocks[at].text))
    return blocks
