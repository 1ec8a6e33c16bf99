"""A source without what does not belong to the book: page numbers in its lines, site navigation. Each removal is logged."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from publish.importing.blocks import Block, Exclusion, Kind, Reading
from publish.importing.inline import CALL, REMOVED_SPAN
from publish.importing.ledger import DecisionLog, Place, State, Subject, whole_place_of
from publish.importing.recovery.contents_list import contents_of
from publish.importing.recovery.cruft import exclusions_in
from publish.importing.recovery.guesses import GUESSES
from publish.importing.recovery.made_pages import made_pages

CONTENTS_LIST = Exclusion(evidence="the contents of the source: its entries stand again below; publish makes its own", confidence=0.9)


@dataclass(frozen=True, slots=True, kw_only=True)
class Cleaning:
    """The kept blocks, the dropped blocks, the `order` of those kept blocks that are queries, the lines that a list of contents names.

    `title_page` are the dropped blocks that are lines of a title page.
    """

    kept: tuple[Block, ...]
    dropped: tuple[Block, ...]
    queries: frozenset[int]
    contents: frozenset[str] = frozenset()
    title_page: tuple[Block, ...] = ()


def clean_blocks(reading: Reading, log: DecisionLog) -> Cleaning:
    """The blocks of a source, sorted into kept and dropped ones."""
    blocks = _without_page_marks(reading.blocks, log)
    made = made_pages(
        blocks,
        {place: reading.exclusions[block.order] for place, block in enumerate(blocks) if block.order in reading.exclusions},
        reading.hints,
    )
    blocks = [made.blocks.get(place, block) for place, block in enumerate(blocks)]
    guessed = exclusions_in(blocks, GUESSES[reading.origin])
    calling = {place for place in guessed if CALL in blocks[place].text}
    contents = contents_of(blocks)
    guessed |= dict.fromkeys(contents.places - guessed.keys(), CONTENTS_LIST)
    exclusions = {**{place: exclusion for place, exclusion in guessed.items() if place not in calling}, **made.exclusions}
    kept: list[Block] = []
    dropped: list[Block] = []
    queries: set[int] = set()
    for exclusion, run in _runs(blocks, exclusions):
        if exclusion is None:
            kept.extend(run)
            continue
        subject, state = (Subject.DROP, State.APPLIED) if exclusion.dropped else (Subject.QUERY, State.ASKED)
        after = "" if exclusion.dropped else "kept, in a query; accept drops it"
        drop = log.decide(subject, whole_place_of(run[0], run[1:]), after, exclusion.evidence, exclusion.confidence, state)
        (dropped if drop else kept).extend(run)
        if log.decisions[-1].state is State.ASKED:
            queries.update(block.order for block in run)
    lines = {blocks[place].order for place in made.lines}
    return Cleaning(
        kept=tuple(kept),
        dropped=tuple(dropped),
        queries=frozenset(queries),
        contents=contents.entries,
        title_page=tuple(block for block in dropped if block.order in lines),
    )


def _runs(blocks: Sequence[Block], exclusions: Mapping[int, Exclusion]) -> Iterator[tuple[Exclusion | None, list[Block]]]:
    """The blocks in their order, in runs of neighbours with the same exclusion or with none."""
    run: list[Block] = []
    last: Exclusion | None = None
    for place, block in enumerate(blocks):
        exclusion = None if block.note else exclusions.get(place)
        if block.kind is Kind.BREAK and exclusion is not None and not exclusion.dropped:
            exclusion = None
        if run and exclusion is not last:
            yield last, run
            run = []
        run.append(block)
        last = exclusion
    if run:
        yield last, run


def _without_page_marks(blocks_read: Sequence[Block], log: DecisionLog) -> list[Block]:
    """The blocks without the page numbers in their lines: one decision for each file; if it is rejected, they are text again."""
    blocks = list(blocks_read)
    for file in dict.fromkeys(block.file for block in blocks):
        marked = [place for place, block in enumerate(blocks) if block.file == file and not block.note and REMOVED_SPAN.search(block.text)]
        marks = [mark[1].strip() for place in marked for mark in REMOVED_SPAN.finditer(blocks[place].text)]
        if not marks:
            continue
        text = marks[0] if len(marks) == 1 else f"{marks[0]} … {marks[-1]}"
        place = Place(file=file, line=blocks[marked[0]].line, text=text)
        evidence = f"{len(marks)} marks of pages or quotations, not text" if len(marks) > 1 else "a mark, not text"
        if not log.decide(Subject.DROP, place, "", evidence, 0.95, State.APPLIED):
            for at in marked:
                blocks[at] = replace(blocks[at], text=REMOVED_SPAN.sub(r"\1", blocks[at].text))
    return blocks
