"""Notes that have lost their markup: which marks call which texts.

The rule: the texts first, then the calls before them in the same order. Candidates of one way of writing are laid beside each other, calls
in the order of the text, bodies in theirs, and the longest pairing that keeps both orders is sought (an alignment, as between two readings
of one text). A mark without a text, and a text without a mark, are told and left. Weak marks, digits glued to a word or a list's numbers,
count only where nearly all of a run has both.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import zip_longest

from publish.importing.blocks import Block, Kind
from publish.importing.inline import plain
from publish.importing.recovery.mark_candidates import STRONG, Body, Call, Style, bodies_in, calls_in, number_of

NOTES = re.compile(
    r"(?:foot|end)?notes?|notes (?:and|to) .{0,60}|references|anmerkungen|fu(?:ß|ss)noten|endnoten|einzelnachweise|примечания|сноски|"
    r"notas?(?: al pie)?|notes de bas de page|voetnoten|noten|przypisy|poznámky|noter|fotnoter|viitteet|jegyzetek|σημειώσεις|脚注|注釈?|註",
    re.IGNORECASE,
)
SURE, LIKELY = 0.34, 0.8
"""How many bodies of a run must be called: of a strong way of writing, and of a weak one."""
LEAST_WEAK = 3  # notes of a weak way of writing under no heading
MOST_APART = 40  # blocks between two bodies of one run
SAME = 1.0
OTHER = 0.8
# Ways in which calls and bodies may differ from each other, beside being written alike.
MIXED: Mapping[Style, tuple[Style, ...]] = {
    Style.RAISED: (Style.DOT, Style.BARE, Style.BRACKET, Style.GLUED, Style.PAREN, Style.WORD),
    Style.CARET: (Style.DOT, Style.BARE, Style.BRACKET, Style.GLUED),
    Style.BRACKET: (Style.DOT, Style.BARE, Style.WORD, Style.RAISED, Style.PAREN),
    Style.PAREN: (Style.DOT, Style.BARE, Style.BRACKET),
    Style.GLUED: (Style.DOT, Style.BARE, Style.BRACKET, Style.RAISED, Style.PAREN, Style.WORD),
    Style.WORD: (Style.DOT, Style.BARE, Style.BRACKET),
    Style.BRACE: (Style.DOT, Style.BARE),
    Style.SYMBOL: (Style.PAREN,),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A note: its key, its body, the calls that lead to it in order, how sure that is."""

    key: str
    body: Body
    calls: tuple[Call, ...]
    confidence: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Recovery:
    """All notes in the order of their bodies; bodies that nothing calls, and calls that lead nowhere, of the ways of writing in use."""

    notes: tuple[Found, ...] = ()
    uncalled: tuple[Body, ...] = ()
    unanswered: tuple[Call, ...] = ()


def recover(blocks: Sequence[Block], sections: Sequence[int] = ()) -> Recovery:
    """The notes among these blocks; `sections` says in which chapter each stands, if that is known."""
    search = _Search(blocks, sections or [0] * len(blocks))
    while search.take_best():
        pass
    return search.recovery()


def is_head_of_notes(text: str) -> bool:
    """Whether a line stands over notes: “Notes”, “FOOTNOTES:”."""
    return NOTES.fullmatch(plain(text).strip().rstrip(":.").strip()) is not None


@dataclass(slots=True)
class _Search:
    """Tries every pair of ways of writing and takes the best, until none is left that convinces."""

    blocks: Sequence[Block]
    sections: Sequence[int]
    bodies: dict[Style, list[Body]] = field(default_factory=dict)
    calls: dict[Style, list[Call]] = field(default_factory=dict)
    found: list[Found] = field(default_factory=list)
    used_bodies: set[int] = field(default_factory=set)  # blocks
    used_places: set[tuple[int, int]] = field(default_factory=set)
    pairs: set[tuple[Style, Style]] = field(default_factory=set)
    heads: frozenset[int] = frozenset()  # blocks behind the head of notes

    def __post_init__(self) -> None:
        self.heads = frozenset(place + 1 for place, block in enumerate(self.blocks) if is_head_of_notes(block.text))
        for place, block in enumerate(self.blocks):
            if block.kind in {Kind.CODE, Kind.BREAK}:
                continue
            start = 0
            for body in (*bodies_in(block.text, place), *_item_in(self.blocks, place)):
                self.bodies.setdefault(body.style, []).append(body)
                start = max(start, body.start if body.style in STRONG else 0)
            for call in calls_in(block.text, place, start):
                self.calls.setdefault(call.style, []).append(call)

    def take_best(self) -> bool:
        """Whether another pair of ways of writing was found to be notes."""
        best: list[Found] = []
        chosen = None
        for one in self.calls:
            for other in (one, *MIXED.get(one, ())):
                if other in self.bodies and (one, other) not in self.pairs:
                    found = self._paired(one, other)
                    if _worth(found, one, other) > _worth(best, *(chosen or (one, other))):
                        best, chosen = found, (one, other)
        if not best or chosen is None:
            return False
        self.pairs.add(chosen)
        self.found.extend(best)
        self.used_bodies.update(note.body.block for note in best)
        self.used_places.update((call.block, call.start) for note in best for call in note.calls)
        return True

    def recovery(self) -> Recovery:
        """What was found, and what is left over of the ways of writing that were found."""
        calling, answering = {one for one, _ in self.pairs} & STRONG, {other for _, other in self.pairs} & STRONG
        called = {note.body.block for note in self.found}
        places = {(call.block, call.start) for note in self.found for call in note.calls}
        return Recovery(
            notes=tuple(sorted(self.found, key=lambda note: note.body.block)),
            uncalled=tuple(body for style in answering for body in self.bodies[style] if body.block not in called),
            unanswered=tuple(
                call
                for style in calling
                for call in self.calls[style]
                if (call.block, call.start) not in places and number_of(call.key) is not None and call.key[0].isdigit()
            ),
        )

    def _paired(self, one: Style, other: Style) -> list[Found]:
        bodies = [body for body in self.bodies[other] if body.block not in self.used_bodies]
        calls = [call for call in self.calls[one] if (call.block, call.start) not in self.used_places]
        own = {body.block for body in bodies} if other in STRONG else set()
        calls = [call for call in calls if call.block not in own]
        found: list[Found] = []
        end = -1
        for group in _groups(bodies, calls):
            before = [call for call in calls if end < call.block < group[-1].block]
            chosen, pairs = self._nearest(before, group)
            accepted = self._accepted(group, pairs, one, other)
            found.extend(_with_repeats(accepted, chosen) if one in STRONG else accepted)
            if accepted:
                end = group[-1].block
        strong = one in STRONG and other in STRONG
        headed = any(note.body.block in self.heads for note in found)
        return found if strong or headed or len(found) >= LEAST_WEAK else []

    def _nearest(self, calls: Sequence[Call], group: Sequence[Body]) -> tuple[Sequence[Call], Mapping[int, Call]]:
        """The calls among which those of a group are sought, and its pairing: in its own chapter alone, if that answers as many.

        Marks are written all with a space before or all without one, if that answers as many.
        """
        section = self.sections[group[0].block]
        own = [call for call in calls if self.sections[call.block] == section]
        pairs, among_all = _aligned(own, group), _aligned(calls, group)
        if len(pairs) < len(among_all):
            own, pairs = list(calls), among_all
        for spaced in (False, True):
            alike = [call for call in own if call.spaced is spaced]
            found = _aligned(alike, group)
            if found and len(found) >= len(pairs):
                return alike, found
        return own, pairs

    def _accepted(self, group: Sequence[Body], pairs: Mapping[int, Call], one: Style, other: Style) -> list[Found]:
        """The notes of those runs of a group that convince."""
        strong = one in STRONG and other in STRONG
        factor = SAME if one is other else OTHER
        notes: list[Found] = []
        for run in _runs(group):
            met = [place for place in run if place in pairs]
            ratio = len(met) / len(run)
            enough = ratio >= (SURE if strong else LIKELY)
            starts = number_of(group[run[0]].key) in {None, 1} or strong or ratio > 0.9
            if met and enough and starts:
                sure = factor * (0.5 + 0.5 * ratio) * (1.0 if strong else 0.9)
                notes.extend(Found(key=group[at].key, body=group[at], calls=(pairs[at],), confidence=sure) for at in met)
        return notes


def _item_in(blocks: Sequence[Block], place: int) -> Iterator[Body]:
    """The head of a note that a numbered item of a list may be, whose number is no part of its text."""
    held = blocks[place].held
    if held and held[-1].start and (not place or held[-1] not in blocks[place - 1].held):
        yield Body(style=Style.DOT, key=str(held[-1].start), block=place, start=0)


def _worth(found: Sequence[Found], one: Style, other: Style) -> float:
    return sum(note.confidence for note in found) * (1.0 if one in STRONG else 0.8) * (1.0 if one is other else 0.9)


def _groups(bodies: Sequence[Body], calls: Sequence[Call]) -> Iterator[list[Body]]:
    """Bodies that stand together: no text that calls the next of them stands between two."""
    group: list[Body] = []
    for body in bodies:
        if group:
            last = group[-1]
            apart = body.block - last.block > MOST_APART
            called = any(call.key == body.key and last.block < call.block < body.block for call in calls)
            if apart or called:
                yield group
                group = []
        group.append(body)
    if group:
        yield group


def _runs(group: Sequence[Body]) -> Iterator[list[int]]:
    """The places of bodies whose numbers rise; a new run where they begin again."""
    run: list[int] = []
    for place, body in enumerate(group):
        if run:
            last = number_of(group[run[-1]].key)
            number = number_of(body.key)
            if last is not None and number is not None and (number < last or number > last + 3):
                yield run
                run = []
        run.append(place)
    if run:
        yield run


def _aligned(calls: Sequence[Call], bodies: Sequence[Body]) -> Mapping[int, Call]:
    """For each body that has one its call: the pairing in order that weighs most (Needleman and Wunsch, without cost of gaps)."""
    if not calls or not bodies:
        return {}
    width = len(bodies) + 1
    places: dict[str, list[int]] = {}
    for place, body in enumerate(bodies):
        places.setdefault(body.key, []).append(place)
    best = [0.0] * width  # over the first bodies, for the calls so far
    steps: list[dict[int, float]] = []
    for call in calls:
        improved: dict[int, float] = {}
        for place in places.get(call.key, ()):
            if call.block < bodies[place].block:
                weight = best[place] + call.weight
                if weight > best[place + 1]:
                    improved[place] = weight
        for place, weight in sorted(improved.items(), reverse=True):
            at = place + 1
            while at < width and best[at] < weight:
                best[at] = weight
                at += 1
        steps.append(improved)
    pairs: dict[int, Call] = {}
    at, weight = len(bodies), best[len(bodies)]
    for call, improved in zip(reversed(calls), reversed(steps), strict=True):
        met = next((place for place, found in improved.items() if place < at and abs(found - weight) < 1e-9), None)
        if met is not None:
            pairs[met] = call
            at, weight = met, weight - call.weight
    return pairs


def _with_repeats(notes: Sequence[Found], calls: Sequence[Call]) -> list[Found]:
    """Notes with further calls of the same key, between their own first call and that of the next note."""
    taken = {(call.block, call.start, call.key) for note in notes for call in note.calls}
    found: list[Found] = []
    for note, after in zip_longest(notes, notes[1:]):
        begin, end = _place(note), _place(after) if after else (note.body.block, 0)
        more = [
            call
            for call in calls
            if call.key == note.key and begin < (call.block, call.start) < end and (call.block, call.start, call.key) not in taken
        ]
        found.append(Found(key=note.key, body=note.body, calls=(*note.calls, *more), confidence=note.confidence))
    return found


def _place(note: Found) -> tuple[int, int]:
    return note.calls[0].block, note.calls[0].start
