"""Notes without markup: which marks in the text call which bodies.

Bodies follow the calls, in the same order. The candidates of one style are aligned, calls in the order of the text with bodies in theirs,
by the heaviest pairing that keeps both orders (as when two readings of one text are aligned). A mark without a body and a body without a
mark are left as text, and logged. Weak styles (digits glued to a word, list numbers) count only if nearly all bodies of a run are called.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from itertools import zip_longest

from publish.importing.blocks import Block, Kind
from publish.importing.recovery.mark_styles import STRONG_STYLES, Style, number_of
from publish.importing.recovery.note_bodies import BodyPlaces
from publish.importing.recovery.note_marks import BodyMark, CallMark, body_marks_in, call_marks_in
from publish.importing.recovery.note_order import aligned, disorder_of, groups_of, runs_in

SURE, LIKELY = 0.34, 0.8
"""The share of the bodies of a run that must be called, in a strong style and in a weak one."""
LEAST_CITED, MOST_CITED = 0.1, 0.4
"""The share of marks out of the order of a list from which it is in doubt, and from which it is no list of notes."""
LEAST_WEAK = 3  # notes in a weak style without a heading over them
IN_TABLES = STRONG_STYLES | {Style.SYMBOL}  # the styles of calls in tables, whose cells are full of figures
SAME_STYLE, OTHER_STYLE = 1.0, 0.8  # factors of confidence; points, examples and equations are numbered in parentheses too
BODY_STYLES: Mapping[Style, tuple[Style, ...]] = {
    Style.RAISED: (Style.DOT, Style.ITEM, Style.BARE, Style.BRACKET, Style.GLUED, Style.PAREN, Style.WORD),
    Style.CARET: (Style.DOT, Style.ITEM, Style.BARE, Style.BRACKET, Style.GLUED),
    Style.BRACKET: (Style.DOT, Style.ITEM, Style.BARE, Style.WORD, Style.RAISED, Style.PAREN),
    Style.PAREN: (Style.DOT, Style.ITEM, Style.BARE, Style.BRACKET),
    Style.GLUED: (Style.DOT, Style.ITEM, Style.BARE, Style.BRACKET, Style.RAISED, Style.PAREN, Style.WORD),
    Style.WORD: (Style.DOT, Style.ITEM, Style.BARE, Style.BRACKET),
    Style.BRACE: (Style.DOT, Style.ITEM, Style.BARE),
    Style.SYMBOL: (Style.PAREN,),
}
"""The styles that bodies may have, besides that of their calls, by the style of the calls."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AlignedNote:
    """A note: its key, the mark of its body, its calls in order, the confidence."""

    key: str
    body: BodyMark
    calls: tuple[CallMark, ...]
    confidence: float
    strong: bool = False
    """Whether its mark and its body are in strong styles, or a heading for notes is above it."""
    run: int = 0
    """The block of the first note of its list."""
    doubt: str = ""
    """Why its list may be one of works that are cited by number."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Alignment:
    """The notes in the order of their bodies; and the bodies without calls and calls without bodies, in the strong styles in use."""

    notes: tuple[AlignedNote, ...] = ()
    uncalled: tuple[BodyMark, ...] = ()
    unanswered: tuple[CallMark, ...] = ()


def align_notes(blocks: Sequence[Block], sections: Sequence[int] = ()) -> Alignment:
    """The notes of these blocks; `sections` has the number of the chapter of each block, if known."""
    search = _Search(blocks, sections or [0] * len(blocks))
    while search.take_best():
        pass
    return search.alignment()


@dataclass(slots=True)
class _Search:
    """Tries all pairs of styles of calls and bodies and takes the best, until no pair is good enough."""

    blocks: Sequence[Block]
    sections: Sequence[int]
    bodies: dict[Style, list[BodyMark]] = field(default_factory=dict)
    calls: dict[Style, list[CallMark]] = field(default_factory=dict)
    notes: list[AlignedNote] = field(default_factory=list)
    used_bodies: set[int] = field(default_factory=set)  # blocks
    used_places: set[tuple[int, int]] = field(default_factory=set)
    pairs: set[tuple[Style, Style]] = field(default_factory=set)
    places: BodyPlaces = field(init=False)

    def __post_init__(self) -> None:
        self.places = BodyPlaces(self.blocks, self.sections)
        for place, block in enumerate(self.blocks):
            if block.kind in {Kind.CODE, Kind.BREAK}:
                continue
            start = 0
            marks = [] if block.kind is Kind.TABLE else [*body_marks_in(block.text, place), *_item_marks_in(self.blocks, place)]
            for body in marks:
                self.bodies.setdefault(body.style, []).append(body)
                start = max(start, body.start if body.style in STRONG_STYLES else 0)
            for call in call_marks_in(block.text, place, start):
                if block.kind is Kind.TABLE and call.style not in IN_TABLES:
                    continue
                self.calls.setdefault(call.style, []).append(call)

    def take_best(self) -> bool:
        """Takes the best pair of styles that is left; returns False if there is none."""
        best: list[AlignedNote] = []
        chosen = None
        for call_style in self.calls:
            for body_style in (call_style, *BODY_STYLES.get(call_style, ())):
                pair = call_style, body_style
                if body_style in self.bodies and pair not in self.pairs:
                    notes = self._paired(*pair)
                    if _worth(notes, *pair) > _worth(best, *(chosen or pair)):
                        best, chosen = notes, pair
        if not best or chosen is None:
            return False
        self.pairs.add(chosen)
        self.notes.extend(best)
        self.used_bodies.update(note.body.block for note in best)
        self.used_places.update((call.block, call.start) for note in best for call in note.calls)
        return True

    def alignment(self) -> Alignment:
        """The notes taken, and the candidates of the same strong styles that are left over."""
        call_styles = {call_style for call_style, _ in self.pairs} & STRONG_STYLES
        body_styles = {body_style for _, body_style in self.pairs} & STRONG_STYLES
        called = {note.body.block for note in self.notes}
        places = {(call.block, call.start) for note in self.notes for call in note.calls}
        return Alignment(
            notes=tuple(sorted(self.notes, key=lambda note: note.body.block)),
            uncalled=tuple(body for style in body_styles for body in self.bodies[style] if body.block not in called),
            unanswered=tuple(
                call
                for style in call_styles
                for call in self.calls[style]
                if (call.block, call.start) not in places and number_of(call.key) is not None and call.key[0].isdigit()
            ),
        )

    def _paired(self, call_style: Style, body_style: Style) -> list[AlignedNote]:
        """The notes whose calls and bodies are in these styles; none if a weak style is not convincing."""
        bodies = [body for body in self.bodies[body_style] if body.block not in self.used_bodies]
        calls = [call for call in self.calls[call_style] if (call.block, call.start) not in self.used_places]
        body_blocks = {body.block for body in bodies} if body_style in STRONG_STYLES else set()
        calls = [call for call in calls if call.block not in body_blocks]
        notes: list[AlignedNote] = []
        end = -1
        for group in groups_of(bodies, calls):
            before = [call for call in calls if end < call.block < group[-1].block]
            chosen, pairs = self._nearest(before, group)
            accepted = self._accepted(group, pairs, chosen, body_style)
            notes.extend(_with_repeats(accepted, chosen) if call_style in STRONG_STYLES else accepted)
            if accepted:
                end = group[-1].block
        strong = call_style in STRONG_STYLES and body_style in STRONG_STYLES
        headed = any(self.places.is_headed(note.body.block) for note in notes)
        return notes if strong or headed or len(notes) >= LEAST_WEAK else []

    def _nearest(self, calls: Sequence[CallMark], group: Sequence[BodyMark]) -> tuple[Sequence[CallMark], Mapping[int, CallMark]]:
        """The calls that are searched for a group of bodies, and the pairing of the group.

        Only calls of its own chapter, and only those with or only those without a space before, if that pairs as many.
        """
        section = self.sections[group[0].block]
        searched = [call for call in calls if self.sections[call.block] == section]
        pairs, among_all = aligned(searched, group), aligned(calls, group)
        if len(pairs) < len(among_all):
            searched, pairs = list(calls), among_all
        for spaced in (False, True):
            alike = [call for call in searched if call.spaced is spaced]
            among_alike = aligned(alike, group)
            if among_alike and len(among_alike) >= len(pairs):
                return alike, among_alike
        return searched, pairs

    def _accepted(
        self, group: Sequence[BodyMark], pairs: Mapping[int, CallMark], calls: Sequence[CallMark], body_style: Style
    ) -> list[AlignedNote]:
        """The notes of those runs of a group in which enough bodies are called; `calls` are all that were searched."""
        if not calls:
            return []
        call_style = calls[0].style
        strong = call_style in STRONG_STYLES and body_style in STRONG_STYLES
        factor = SAME_STYLE if call_style is body_style and call_style is not Style.PAREN else OTHER_STYLE
        notes: list[AlignedNote] = []
        for run in runs_in(group):
            own = {group[at].block for at in run}
            paired = [place for place in run if place in pairs and pairs[place].block not in own]
            ratio = len(paired) / len(run)
            enough = ratio >= (SURE if strong else LIKELY)
            starts = number_of(group[run[0]].key) in {None, 1} or strong or ratio > 0.9
            if paired and enough and starts and (strong or self._may_be_notes([group[at] for at in run], [pairs[at] for at in paired])):
                first = group[run[0]].block
                doubts = self._doubts([group[at] for at in run], [pairs[at] for at in paired], calls)
                if len(doubts) > 1:
                    continue
                confidence = factor * (0.5 + 0.5 * ratio) * (1.0 if strong else 0.9)
                note = partial(AlignedNote, confidence=confidence, strong=strong or self.places.is_headed(first), run=first)
                notes.extend(note(key=group[at].key, body=group[at], calls=(pairs[at],), doubt="".join(doubts)) for at in paired)
        return notes

    def _doubts(self, run: Sequence[BodyMark], chosen: Sequence[CallMark], calls: Sequence[CallMark]) -> list[str]:
        """The reasons why a list may be one of works that are cited by number; with two, it is one."""
        disorder = disorder_of(chosen, calls, {body.key for body in run}) if chosen[0].style in STRONG_STYLES else 0.0
        doubts = ["below a heading for works that are cited"] if self.places.is_below_works(run[0].block) else []
        return doubts + ["some marks come out of their order"] * ((disorder > LEAST_CITED) + (disorder > MOST_CITED))

    def _may_be_notes(self, run: Sequence[BodyMark], calls: Sequence[CallMark]) -> bool:
        """Whether bodies in a weak style stand where notes do. Those of a list need a heading, or marks in a strong style."""
        is_list = run[0].style is Style.ITEM
        if is_list and calls[0].style not in STRONG_STYLES and not self.places.is_headed(run[0].block):
            return False
        alike = {body.block for body in self.bodies[run[0].style]}
        return self.places.may_be_notes([body.block for body in run], [call.block for call in calls], alike)


def _item_marks_in(blocks: Sequence[Block], place: int) -> Iterator[BodyMark]:
    """The mark of a list item that may be a note; the number is not in the text of the item."""
    containers = blocks[place].containers
    if containers and containers[-1].start and (not place or containers[-1] not in blocks[place - 1].containers):
        yield BodyMark(style=Style.ITEM, key=str(containers[-1].start), block=place, start=0)


def _worth(notes: Sequence[AlignedNote], call_style: Style, body_style: Style) -> float:
    total = sum(note.confidence for note in notes)
    return total * (1.0 if call_style in STRONG_STYLES else 0.8) * (1.0 if call_style is body_style else 0.9)


def _with_repeats(notes: Sequence[AlignedNote], calls: Sequence[CallMark]) -> list[AlignedNote]:
    """The notes with repeated calls: those of the same key between the first call of a note and that of the next."""
    taken = {(call.block, call.start, call.key) for note in notes for call in note.calls}
    repeated: list[AlignedNote] = []
    for note, after in zip_longest(notes, notes[1:]):
        begin, end = _place(note), _place(after) if after else (note.body.block, 0)
        more = [
            call
            for call in calls
            if call.key == note.key and begin < (call.block, call.start) < end and (call.block, call.start, call.key) not in taken
        ]
        repeated.append(replace(note, calls=(*note.calls, *more)))
    return repeated


def _place(note: AlignedNote) -> tuple[int, int]:
    return note.calls[0].block, note.calls[0].start
