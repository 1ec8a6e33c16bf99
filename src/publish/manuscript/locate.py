"""The manuscript line of every part of pandoc's tree, found by aligning its letters with those of the text.

The tree's text, without notes, has the order of the manuscript, with two exceptions: a table's caption may stand before or after it, and
the cells of a grid are written side by side. A table whose order differs is therefore compared as a whole.
"""

from bisect import bisect_right
from collections import Counter
from collections.abc import Container, Iterable, Sequence
from dataclasses import dataclass, field
from itertools import accumulate

import panflute as pf

from publish.manuscript.source import Stretch, letter_offsets, letters_of

PROBE = 24  # letters that must agree before two places count as the same
MOST_STEPS = 48  # stretches to look ahead to tell markup from text
MOST_DIFFERENCES = 20  # in one text; the rest appears after these are mended
SPACES = frozenset({pf.Space, pf.SoftBreak, pf.LineBreak})
LEAVES = SPACES | {pf.Str}
"""The kinds of most elements of a tree; they have no children, and most walks skip them."""
WINDOW = 20_000  # letters searched for the next place where text and tree agree


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """A place where text and tree differ: the text from the offset `start` on, and what pandoc has instead."""

    start: int
    written: str
    read: str


@dataclass(slots=True)
class Stream:
    """The text of some blocks as pandoc read it, without notes, in runs.

    `counted` is true for a run that is text of the book (the description of a picture is not); `extents` has the first run and the end of
    each element by its `id()`; `tables` has the first run, the end of the caption and the end of each table.
    """

    texts: list[str] = field(default_factory=list)
    counted: list[bool] = field(default_factory=list)
    extents: dict[int, tuple[int, int]] = field(default_factory=dict)
    tables: list[tuple[int, int, int]] = field(default_factory=list)
    formulae: set[int] = field(default_factory=set)
    """The runs that are formulae in TeX."""
    notes: list[pf.Note] = field(default_factory=list)
    elements: list[pf.Element] = field(default_factory=list)
    """The elements in order. They are kept alive, so that no other element gets the same `id()`."""

    def add(self, text: str, *, counted: bool = True) -> None:
        """Adds a run."""
        self.texts.append(text)
        self.counted.append(counted)

    def order(self, captions_above: Container[int] = ()) -> list[int]:
        """The runs in the order of the manuscript, where a table's caption comes after its cells, except in the tables whose first runs
        are `captions_above`.
        """
        order = list(range(len(self.texts)))
        for first, caption_end, end in self.tables:
            if first not in captions_above:
                order[first:end] = [*range(caption_end, end), *range(first, caption_end)]
        return order


def stream_of(blocks: Iterable[pf.Element]) -> Stream:
    """The stream of some blocks, in reading order: a table's caption comes first, and a figure has only its caption."""
    stream = Stream()
    _add_all(stream, blocks, counted=True)
    return stream


def children(element: pf.Element) -> list[pf.Element]:
    """The children of an element, in reading order. Taken from panflute's lists: its iterators are ten times slower."""
    match element:
        case pf.Table():
            parts = [element.caption, element.head, *element.content.list, element.foot]
        case pf.TableBody():
            parts = [*element.head.list, *element.content.list]
        case pf.Figure():
            parts = [element.caption]
        case pf.DefinitionItem():
            parts = [*element.term.list, *element.definitions.list]
        case _:
            content = getattr(element, "content", None)
            return content.list if content is not None else []
    return [part for part in parts if part is not None]


def _add_all(stream: Stream, elements: Iterable[pf.Element], *, counted: bool) -> None:
    """Adds the runs of some elements to a stream."""
    texts, flags, extents, added = stream.texts, stream.counted, stream.extents, stream.elements
    for element in elements:
        if type(element) is pf.Str:
            extents[id(element)] = (len(texts), len(texts) + 1)
            added.append(element)
            texts.append(element.text)
            flags.append(counted)
        elif type(element) in SPACES:
            texts.append(" ")
            flags.append(counted)
        else:
            _add(stream, element, counted=counted)


def _add(stream: Stream, element: pf.Element, *, counted: bool) -> None:
    """Adds the runs of an element that is not a leaf; a word ends before and after a block or a line."""
    is_block = not isinstance(element, pf.Inline)
    if is_block:
        stream.add(" ")
    first = len(stream.texts)
    stream.elements.append(element)
    match element:
        case pf.Note():
            stream.notes.append(element)
        case pf.Math():
            stream.formulae.add(len(stream.texts))
            stream.add(element.text, counted=counted)
        case pf.Code():
            stream.add(element.text, counted=counted)
        case pf.CodeBlock():
            for line in element.text.split("\n"):
                stream.add(line + "\n", counted=counted)
        case pf.Image():
            _add_all(stream, element.content.list, counted=False)
        case pf.Table():
            caption, *cells = children(element)
            _add(stream, caption, counted=counted)
            caption_end = len(stream.texts)
            _add_all(stream, cells, counted=counted)
            stream.tables.append((first, caption_end, len(stream.texts)))
        case _:
            _add_all(stream, children(element), counted=counted)
    stream.extents[id(element)] = (first, len(stream.texts))
    if is_block:
        stream.add(" ")


@dataclass(slots=True)
class Alignment:
    """A stream aligned with the stretches of the text that it came from; no differences if all letters agree."""

    stream: Stream
    stretches: Sequence[Stretch]
    differences: list[Difference] = field(default_factory=list)
    marks: list[tuple[int, int]] = field(default_factory=list)
    """Where each stretch begins among the tree's letters: (index of the letter, index of the stretch)."""
    starts: dict[int, int] = field(default_factory=dict)
    """Where each run begins among the tree's letters."""
    lettered: list[int] = field(default_factory=list)
    """For each run the next one with letters, itself if it has letters; the number of runs if none follows."""
    owners: list[int] = field(default_factory=list)
    """For each run with letters the index in `marks` of the stretch in which it begins; -1 for the others."""
    letter_offsets: dict[int, list[int]] = field(default_factory=dict)
    """The offsets of the letters of stretches, by their index: those that were asked for."""

    def begin(self, owner: int) -> int:
        """The offset of the stretch at an index of `marks`."""
        return self.stretches[self.marks[owner][1]].start

    def first_run(self, element: pf.Element) -> int | None:
        """The first run with letters of an element; None if it has no letters."""
        first, end = self.stream.extents[id(element)]
        run = self.lettered[first] if first < end else end
        return run if run < end else None

    def notes(self) -> list[pf.Note]:
        """The notes of the tree in the order of the manuscript."""
        ranks = {run: rank for rank, run in enumerate(self.stream.order(self._captions_above()))}
        return sorted(self.stream.notes, key=lambda note: ranks.get(self.stream.extents[id(note)][0], len(ranks)))

    def _captions_above(self) -> set[int]:
        """The first runs of the tables whose captions stand above their cells in the text."""
        above: set[int] = set()
        for first, caption_end, end in self.stream.tables:
            caption, cells = self.lettered[first], self.lettered[caption_end]
            if caption < caption_end and cells < end and self.begin(self.owners[caption]) < self.begin(self.owners[cells]):
                above.add(first)
        return above

    def offset(self, run: int, letter: int = 0) -> int:
        """The offset of a letter of a run with letters, by its index in the run."""
        place = self.starts[run] + letter
        begin, number = self.marks[bisect_right(self.marks, (place, len(self.stretches))) - 1]
        offsets = self.letter_offsets.get(number)
        if offsets is None:
            offsets = self.letter_offsets[number] = letter_offsets(self.stretches[number])
        return offsets[place - begin] if 0 <= place - begin < len(offsets) else last_offset(self.stretches[number])


def align(stream: Stream, stretches: Sequence[Stretch]) -> Alignment:
    """The stream aligned with the stretches of the text."""
    return _Aligner(stream, stretches).align()


def nth_letter(stretch: Stretch, count: int) -> int:
    """The offset of the letter of a stretch after `count` others; its end if it has fewer."""
    offsets = letter_offsets(stretch)
    return offsets[count] if count < len(offsets) else last_offset(stretch)


def last_offset(stretch: Stretch) -> int:
    """The offset of the last character of a stretch."""
    return stretch.start + max(0, len(stretch.text) - 1)


class _Aligner:
    """Walks once along the letters of a tree and the stretches of its text."""

    def __init__(self, stream: Stream, stretches: Sequence[Stretch]) -> None:
        self.result = Alignment(stream=stream, stretches=stretches)
        self.stretches = stretches
        order = stream.order()
        folded = [letters_of(stream.texts[run]) for run in order]
        lengths = list(map(len, folded))
        offsets = [0, *accumulate(lengths)]
        self.letters = "".join(folded)
        self.lengths = lengths
        self.result.starts = dict(zip(order, offsets, strict=False))
        self.order, self.offsets = order, offsets
        self.tables = self._tables()
        self.following = self._following()

    def _tables(self) -> list[tuple[int, int]]:
        """The letters at which each table begins and ends."""
        spans = []
        for first, caption_end, end in self.result.stream.tables:
            runs = range(first, end)
            if runs:
                begin = self.result.starts[caption_end if caption_end < end else first]
                last = first + len(runs) - 1 if caption_end == first else caption_end - 1
                spans.append((begin, self.result.starts[last] + len(letters_of(self.result.stream.texts[last]))))
        return [(begin, end) for begin, end in spans if end > begin]

    def _following(self) -> list[int]:
        """For each stretch the index of the next one that is not optional, itself if it is not."""
        following = [len(self.stretches)] * (len(self.stretches) + 1)
        for at in range(len(self.stretches) - 1, -1, -1):
            following[at] = following[at + 1] if self.stretches[at].is_optional else at
        return following

    def align(self) -> Alignment:
        """The alignment of all stretches, in order."""
        at = number = passed = 0  # `passed` letters of the stretch are aligned already
        tables = iter(self.tables)
        table = next(tables, None)
        entered: tuple[int, int] | None = None
        while number < len(self.stretches) and len(self.result.differences) < MOST_DIFFERENCES:
            while table and at >= table[1]:
                table, entered = next(tables, None), None
            if table and entered is None and at >= table[0]:
                entered = number, at
            stretch = self.stretches[number]
            agrees = self.letters.startswith(stretch.letters[passed:], at)
            if agrees and not (stretch.is_optional and self._goes_on(number + 1, at)):
                self.result.marks.append((at - passed, number))
                at, number, passed = at + len(stretch.letters) - passed, number + 1, 0
            elif stretch.is_optional:
                number += 1
            elif over := self._over_table(entered[0], table) if table and entered else None:
                at, number, passed = *over, 0
            else:
                at, number, passed = self._over_difference(number, passed, at)
        if at < len(self.letters) and len(self.result.differences) < MOST_DIFFERENCES:
            self.result.differences.append(Difference(start=self._end(), written="", read=self._read(at, len(self.letters))))
        self.result.marks.sort()
        self._assign_owners()
        return self.result

    def _assign_owners(self) -> None:
        """Sets `owners` and `lettered`."""
        marks, runs = self.result.marks, len(self.order)
        owners = [-1] * runs
        owner = -1
        for run, letter, length in zip(self.order, self.offsets, self.lengths, strict=False):
            while owner + 1 < len(marks) and marks[owner + 1][0] <= letter:
                owner += 1
            if length:
                owners[run] = owner
        following = [runs] * (runs + 1)
        for run in range(runs - 1, -1, -1):
            following[run] = run if owners[run] >= 0 else following[run + 1]
        self.result.owners, self.result.lettered = owners, following

    def _goes_on(self, number: int, at: int) -> bool:
        """Whether text and tree agree from here for PROBE letters. Optional stretches may be taken or skipped and do not count."""
        states = {(at, PROBE)}  # the letter reached, and how many are still to agree
        for stretch in self.stretches[number : number + MOST_STEPS]:
            length = len(stretch.letters)
            agreeing = [(place, left) for place, left in states if self.letters.startswith(stretch.letters[:left], place)]
            if stretch.is_optional:
                states.update((place + length, left) for place, left in agreeing)
            elif any(length >= left for _, left in agreeing):
                return True
            else:
                states = {(place + length, left - length) for place, left in agreeing}
        return any(place == len(self.letters) for place, _ in states)

    def _over_table(self, number: int, table: tuple[int, int]) -> tuple[int, int] | None:
        """The letter and the stretch after a table whose cells are out of order; None if the text does not have the same letters.

        Of the optional stretches, such as the numbers of lists in cells, those count whose letters the tree has beside the others.
        """
        begin, end = table
        wanted = Counter(self.letters[begin:end])
        region: list[int] = []
        optional: list[int] = []
        at = number
        least = most = 0  # letters, without and with those that are optional
        while at < len(self.stretches) and least <= end - begin:
            stretch = self.stretches[at]
            at += 1
            (optional if stretch.is_optional else region).append(at - 1)
            least += 0 if stretch.is_optional else len(stretch.letters)
            most += len(stretch.letters)
            if most < end - begin or (stretch.is_optional and least == end - begin):
                continue
            chosen = self._completed(region, optional, wanted)
            if chosen is not None:
                self.result.marks = [mark for mark in self.result.marks if mark[0] < begin]
                self._mark_cells(chosen, begin, end)
                return end, at
        return None

    def _completed(self, region: Sequence[int], optional: Sequence[int], wanted: Counter[str]) -> list[int] | None:
        """The stretches of a region with as many optional ones as make these letters; None if they do not."""
        missing = Counter(wanted)
        missing.subtract(Counter("".join(self.stretches[index].letters for index in region)))
        if min(missing.values(), default=0) < 0:
            return None
        chosen = list(region)
        for index in optional:
            letters = Counter(self.stretches[index].letters)
            if all(missing[letter] >= count for letter, count in letters.items()):
                missing.subtract(letters)
                chosen.append(index)
        return None if any(missing.values()) else sorted(chosen)

    def _mark_cells(self, region: Sequence[int], begin: int, end: int) -> None:
        """Marks where the stretches of a table begin among its letters; one with several cells side by side once for each cell."""
        columns: dict[int, int] = {}

        def mark(text: str, column: int) -> bool:
            """Marks the next place of a text in its column, or its first place in the table."""
            after = self.letters.find(text, columns.get(column, begin), end) if text else -1
            letter = after if after >= 0 or not text else self.letters.find(text, begin, end)
            if letter >= 0:
                self.result.marks.append((letter, index))
                columns[column] = letter + len(text)
            return letter >= 0

        for index in region:
            if not mark(self.stretches[index].letters, 1):
                for column, cell in enumerate(self.stretches[index].text.split("|")):
                    mark(letters_of(cell), column)

    def _over_difference(self, number: int, passed: int, at: int) -> tuple[int, int, int]:
        """The letter, the stretch and its letters passed where tree and text agree again; adds the difference before it."""
        ahead = self._ahead(number, passed)
        text = "".join(self.stretches[index].letters[skip:] for index, skip in ahead)
        tree = self.letters[at : at + WINDOW]
        same = next((place for place, pair in enumerate(zip(text, tree, strict=False)) if pair[0] != pair[1]), min(len(text), len(tree)))
        gone, new = _resumption(text[same:], tree[same:])
        first, begin = self._letter(ahead, same)
        last, end = self._letter(ahead, same + gone)
        self.result.marks.append((at - passed, number))
        written = self._written(first, begin, last, end) if gone else ""
        start = nth_letter(self.stretches[first], begin) if first < len(self.stretches) else self._end()
        self.result.differences.append(Difference(start=start, written=written, read=self._read(at + same, at + same + new)))
        return at + same + new, last, end

    def _ahead(self, number: int, passed: int) -> list[tuple[int, int]]:
        """The stretches ahead that are not optional, each with the number of its letters passed."""
        ahead: list[tuple[int, int]] = []
        length = 0
        while number < len(self.stretches) and length < WINDOW:
            ahead.append((number, passed))
            length += len(self.stretches[number].letters) - passed
            number, passed = self.following[number + 1], 0
        return ahead

    def _letter(self, ahead: Sequence[tuple[int, int]], count: int) -> tuple[int, int]:
        """The stretch of a letter ahead, and the letter's index in it."""
        for number, passed in ahead:
            length = len(self.stretches[number].letters) - passed
            if count < length:
                return number, passed + count
            count -= length
        return self.following[ahead[-1][0] + 1], 0

    def _written(self, first: int, begin: int, last: int, end: int) -> str:
        """The text from a letter to another, in whole words."""
        pieces: list[str] = []
        for number in range(first, min(last + 1, len(self.stretches))):
            stretch = self.stretches[number]
            if stretch.is_optional or (number == last and end == 0):
                continue
            start = nth_letter(stretch, begin) - stretch.start if number == first else 0
            stop = nth_letter(stretch, end) - stretch.start if number == last else len(stretch.text)
            before = stretch.text[:start]
            start = len(before) - len(before.split()[-1]) if before and not before[-1].isspace() else start
            pieces.append(stretch.text[start:stop])
        return " ".join(pieces)

    def _read(self, at: int, end: int) -> str:
        """What pandoc has from one letter to another, in whole runs."""
        if at >= end:
            return ""
        first, last = bisect_right(self.offsets, at) - 1, bisect_right(self.offsets, end - 1) - 1
        return "".join(self.result.stream.texts[run] for run in self.order[first : last + 1])

    def _end(self) -> int:
        """The offset of the last letter of the text."""
        return self.stretches[-1].start + len(self.stretches[-1].text.rstrip()) - 1 if self.stretches else 0


def _resumption(text: str, tree: str) -> tuple[int, int]:
    """The number of letters of the text and of the tree before the next place where the two agree."""
    best = len(text), len(tree)
    for gone in range(len(text) + 1):
        if gone >= sum(best):
            break
        probe = text[gone : gone + PROBE]
        new = tree.find(probe) if len(probe) == PROBE else len(tree) - len(probe) if tree.endswith(probe) else -1
        if new >= 0 and gone + new < sum(best):
            best = gone, new
    return best
