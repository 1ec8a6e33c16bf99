"""Where two readings of one text differ, word by word.

`truth` is what must stand there. In `found`, a word with LINE_END behind it may be one word with the next: which it is, the truth decides.
Nothing else is forgiven. Two long readings that differ in a few places are compared in linear time.
"""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import accumulate, pairwise

from publish.text.words import LINE_END

ANCHOR = 4  # words in a row that must agree before two readings are taken to run together again
MOST_REFINED = 400  # words; a difference longer than this is told as one
END = ("\0",) * ANCHOR


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """Words `first` to before `end` of the truth are not there; `found` stands there instead. One of the two may be empty."""

    first: int
    end: int
    lost: tuple[str, ...]
    found: tuple[str, ...]

    @property
    def parted(self) -> bool:
        """Whether the letters are the same and only run together or are parted otherwise."""
        return "".join(self.lost) == "".join(self.found)


def differences(truth: Sequence[str], found: Sequence[str]) -> tuple[Difference, ...]:
    """The differences of two readings in the order of the truth; none if they are the same."""
    bare = [word.removesuffix(LINE_END) for word in found]
    if bare == list(truth):
        return ()
    open_ends = [word.endswith(LINE_END) for word in found]
    if "".join(bare) == "".join(truth):
        return tuple(_parted(truth, bare, open_ends))
    bare, open_ends = _joined(truth, bare, open_ends)
    return tuple(
        Difference(first=first, end=end, lost=tuple(truth[first:end]), found=tuple(bare[begin:stop]))
        for first, end, begin, stop in _hunks(truth, bare)
        if not _is_joint(truth[first:end], bare[begin:stop], open_ends[begin:stop])
    )


def _is_joint(truth: Sequence[str], found: Sequence[str], open_ends: Sequence[bool]) -> bool:
    """Whether words differ only in what a line's end leaves open."""
    return "".join(truth) == "".join(found) and not list(_parted(truth, found, open_ends))


def _parted(truth: Sequence[str], found: Sequence[str], open_ends: Sequence[bool]) -> Iterator[Difference]:
    """The places where readings with the same letters part words otherwise, and no line's end explains it."""
    i = j = 0
    while i < len(truth):
        first, begin = i, j
        ahead = len(truth[i]) - len(found[j])
        while ahead:
            if ahead > 0:
                j += 1
                ahead -= len(found[j])
            else:
                i += 1
                ahead += len(truth[i])
        i, j = i + 1, j + 1
        if (i - first, j - begin) == (1, 1):
            continue
        wanted = set(accumulate(map(len, truth[first : i - 1])))
        there = dict(zip(accumulate(map(len, found[begin : j - 1])), open_ends[begin : j - 1], strict=True))
        if not wanted <= set(there) or not all(there[place] for place in set(there) - wanted):
            yield Difference(first=first, end=i, lost=tuple(truth[first:i]), found=tuple(found[begin:j]))


def _joined(truth: Sequence[str], found: Sequence[str], open_ends: Sequence[bool]) -> tuple[list[str], list[bool]]:
    """The words found, those at a line's end joined with the next where the truth has such a word and nowhere the two side by side."""
    vocabulary, pairs = set(truth), set(pairwise(truth))
    words: list[str] = []
    ends: list[bool] = []
    for word, is_open in zip(found, open_ends, strict=True):
        if words and ends[-1] and words[-1] + word in vocabulary and (words[-1], word) not in pairs:
            words[-1] += word
            ends[-1] = is_open
        else:
            words.append(word)
            ends.append(is_open)
    return words, ends


def _hunks(truth: Sequence[str], found: Sequence[str]) -> Iterator[tuple[int, int, int, int]]:
    """The stretches that differ: first and end in the truth, first and end in what was found."""
    left, right = (*truth, *END), (*found, *END)
    places: dict[tuple[str, ...], list[int]] = defaultdict(list)
    for place in range(len(found) + 1):
        places[right[place : place + ANCHOR]].append(place)
    i = j = 0
    while i < len(truth) or j < len(found):
        if left[i] == right[j]:
            i, j = i + 1, j + 1
            continue
        end, stop = _next_agreement(left, places, i, j)
        yield from _refined(truth, found, (i, min(end, len(truth)), j, min(stop, len(found))))
        i, j = end, stop


def _next_agreement(left: Sequence[str], places: dict[tuple[str, ...], list[int]], i: int, j: int) -> tuple[int, int]:
    """The nearest places from which both readings run together again: at the latest their ends."""
    best, cost = (len(left) - ANCHOR, places[END][-1]), len(left) + places[END][-1]
    for place in range(i, len(left) - ANCHOR + 1):
        if place - i >= cost:
            break
        there = places.get(tuple(left[place : place + ANCHOR]), [])
        at = bisect_left(there, j)
        if at < len(there) and place - i + there[at] - j < cost:
            best, cost = (place, there[at]), place - i + there[at] - j
    return best


def _refined(truth: Sequence[str], found: Sequence[str], hunk: tuple[int, int, int, int]) -> Iterator[tuple[int, int, int, int]]:
    """A hunk without the words that agree within it."""
    first, end, begin, stop = hunk
    if end - first > MOST_REFINED or stop - begin > MOST_REFINED:
        yield hunk
        return
    matcher = SequenceMatcher(None, truth[first:end], found[begin:stop], autojunk=False)
    for kind, a, b, c, d in matcher.get_opcodes():
        if kind != "equal":
            yield first + a, first + b, begin + c, begin + d
