"""The differences between a text and a reading of it, word by word.

`truth` is the words that must be there. In `reading`, a word with LINE_END after it may be one word with the next one: the truth decides.
Every other difference counts. Two long texts that differ in a few places are compared in linear time.
"""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import accumulate, pairwise

from publish.text.words import LINE_END

ANCHOR = 4  # consecutive words that must be equal to end a difference
MOST_REFINED = 400  # words; a longer difference is reported as one
END = ("\0",) * ANCHOR


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """The words `lost`, at `first` to `end` (exclusive) of the truth, and the reading's words `instead` of them. Either may be empty."""

    first: int
    end: int
    lost: tuple[str, ...]
    instead: tuple[str, ...]

    @property
    def same_letters(self) -> bool:
        """Whether only the spaces between the words differ."""
        return "".join(self.lost) == "".join(self.instead)


def differences(truth: Sequence[str], reading: Sequence[str]) -> tuple[Difference, ...]:
    """The differences in the order of the truth; none if the texts are equal."""
    bare = [word.removesuffix(LINE_END) for word in reading]
    if bare == list(truth):
        return ()
    open_ends = [word.endswith(LINE_END) for word in reading]
    if "".join(bare) == "".join(truth):
        return tuple(_spacing_differences(truth, bare, open_ends))
    bare, open_ends = _joined(truth, bare, open_ends)
    return tuple(
        Difference(first=first, end=end, lost=tuple(truth[first:end]), instead=tuple(bare[begin:stop]))
        for first, end, begin, stop in _hunks(truth, bare)
        if not _is_broken_line(truth[first:end], bare[begin:stop], open_ends[begin:stop])
    )


def _is_broken_line(truth: Sequence[str], reading: Sequence[str], open_ends: Sequence[bool]) -> bool:
    """Whether words differ only by a line end that the truth explains."""
    return "".join(truth) == "".join(reading) and not list(_spacing_differences(truth, reading, open_ends))


def _spacing_differences(truth: Sequence[str], reading: Sequence[str], open_ends: Sequence[bool]) -> Iterator[Difference]:
    """The differences between texts with the same letters: words split or joined where no line end explains it."""
    i = j = 0
    while i < len(truth):
        first, begin = i, j
        ahead = len(truth[i]) - len(reading[j])
        while ahead:
            if ahead > 0:
                j += 1
                ahead -= len(reading[j])
            else:
                i += 1
                ahead += len(truth[i])
        i, j = i + 1, j + 1
        if (i - first, j - begin) == (1, 1):
            continue
        ends = set(accumulate(map(len, truth[first : i - 1])))
        open_at = dict(zip(accumulate(map(len, reading[begin : j - 1])), open_ends[begin : j - 1], strict=True))
        if not ends <= set(open_at) or not all(open_at[end] for end in set(open_at) - ends):
            yield Difference(first=first, end=i, lost=tuple(truth[first:i]), instead=tuple(reading[begin:j]))


def _joined(truth: Sequence[str], reading: Sequence[str], open_ends: Sequence[bool]) -> tuple[list[str], list[bool]]:
    """The reading's words, joined over a line end where the truth has the joined word and never the two parts side by side."""
    vocabulary, pairs = set(truth), set(pairwise(truth))
    words: list[str] = []
    ends: list[bool] = []
    for word, is_open in zip(reading, open_ends, strict=True):
        if words and ends[-1] and words[-1] + word in vocabulary and (words[-1], word) not in pairs:
            words[-1] += word
            ends[-1] = is_open
        else:
            words.append(word)
            ends.append(is_open)
    return words, ends


def _hunks(truth: Sequence[str], reading: Sequence[str]) -> Iterator[tuple[int, int, int, int]]:
    """The stretches that differ: first and end in the truth, first and end in the reading."""
    left, right = (*truth, *END), (*reading, *END)
    places: dict[tuple[str, ...], list[int]] = defaultdict(list)
    for place in range(len(reading) + 1):
        places[right[place : place + ANCHOR]].append(place)
    i = j = 0
    while i < len(truth) or j < len(reading):
        if left[i] == right[j]:
            i, j = i + 1, j + 1
            continue
        end, stop = _next_agreement(left, places, i, j)
        yield from _refined(truth, reading, (i, min(end, len(truth)), j, min(stop, len(reading))))
        i, j = end, stop


def _next_agreement(left: Sequence[str], places: dict[tuple[str, ...], list[int]], i: int, j: int) -> tuple[int, int]:
    """The nearest places from which both texts are equal again, at the latest their ends."""
    best, cost = (len(left) - ANCHOR, places[END][-1]), len(left) + places[END][-1]
    for place in range(i, len(left) - ANCHOR + 1):
        if place - i >= cost:
            break
        matches = places.get(tuple(left[place : place + ANCHOR]), [])
        at = bisect_left(matches, j)
        if at < len(matches) and place - i + matches[at] - j < cost:
            best, cost = (place, matches[at]), place - i + matches[at] - j
    return best


def _refined(truth: Sequence[str], reading: Sequence[str], hunk: tuple[int, int, int, int]) -> Iterator[tuple[int, int, int, int]]:
    """The parts of a hunk that differ."""
    first, end, begin, stop = hunk
    if end - first > MOST_REFINED or stop - begin > MOST_REFINED:
        yield hunk
        return
    matcher = SequenceMatcher(None, truth[first:end], reading[begin:stop], autojunk=False)
    for kind, a, b, c, d in matcher.get_opcodes():
        if kind != "equal":
            yield first + a, first + b, begin + c, begin + d
