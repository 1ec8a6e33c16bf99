"""The levels of characters by the Unicode Bidirectional Algorithm (UAX #9), and the order of a line from left to right.

Classes of characters are those of the standard library. All cases of Unicode's BidiCharacterTest.txt are right
(tests/text/test_bidi_levels.py). No library gives levels: python-bidi 0.6.12 orders whole paragraphs only, and FriBidi 1.0.8, which Pango
uses and whose work is checked with this, resolves the beginning and the end of an isolate otherwise.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from unicodedata import bidirectional

from publish.text.bidi_runs import ISOLATES, resolve

PARAGRAPH_END = "\u2029"
DEEPEST = 125
EMBEDDINGS = frozenset({"RLE", "LRE", "RLO", "LRO"})
OVERRIDES = {"RLO": "R", "LRO": "L"}
STRONG = frozenset({"L", "R", "AL"})
RUNS_LEFT = re.compile("[\u0590-\u08ff\u200f\u202b\u202e\u2067\ufb1d-\ufdff\ufe70-\ufefc\U00010800-\U00010fff\U0001e800-\U0001efff]")
"""Characters of the classes R, AL and AN, and the controls that begin a passage from right to left."""


def runs_left(text: str) -> bool:
    """Whether a text has a character that is written from right to left. Without one, all levels in a text from left to right are even."""
    return RUNS_LEFT.search(text) is not None


def first_direction(text: str) -> str:
    """The direction of a text by its first letter, `ltr` or `rtl`: rules P2 and P3."""
    return "rtl" if _begins_left([bidirectional(character) for character in text]) else "ltr"


def levels(text: str, base: int) -> list[int]:
    """The level of each character before rule L1: odd from right to left. `base` is the paragraph's level, 0 or 1.

    U+2029 ends a paragraph: what follows is the next one. A control character has the level of the character before it.
    """
    resolved: list[int] = []
    for number, paragraph in enumerate(text.split(PARAGRAPH_END)):
        resolved += [base] if number else []
        resolved += _Paragraph(paragraph, base).levels()
    return resolved


def visual_order(levels: Sequence[int]) -> list[int]:
    """The indices of a line's characters from left to right: rule L2."""
    order = list(range(len(levels)))
    for level in range(max(levels, default=0), 0, -1):
        start = 0
        while start < len(order):
            end = start
            while end < len(order) and levels[order[end]] >= level:
                end += 1
            order[start:end] = reversed(order[start:end])
            start = max(end, start + 1)
    return order


@dataclass(frozen=True, slots=True)
class _Status:
    """An entry of the stack of directional statuses (X1)."""

    level: int
    override: str = ""
    is_isolate: bool = False


@dataclass(slots=True)
class _Paragraph:
    text: str
    base: int
    kinds: list[str] = field(init=False)
    """The classes as overridden so far."""
    classes: tuple[str, ...] = field(init=False)
    """The classes of the characters themselves."""
    ends: dict[int, int] = field(init=False)
    """The index of the PDI that matches each isolate initiator (BD9)."""

    def __post_init__(self) -> None:
        self.classes = tuple(bidirectional(character) or "L" for character in self.text)
        self.kinds = list(self.classes)
        self.ends = _matches(self.classes)

    def levels(self) -> list[int]:
        explicit = self._explicit_levels()
        resolved = list(explicit)
        kept = [index for index, level in enumerate(explicit) if level is not None]
        for sequence, before, after in self._sequences(kept, explicit):
            level = explicit[sequence[0]]
            assert level is not None
            kinds = resolve(
                [self.kinds[index] for index in sequence],
                [self.classes[index] for index in sequence],
                [self.text[index] for index in sequence],
                level,
                ("LR"[max(level, before) % 2], "LR"[max(level, after) % 2]),
            )
            for index, kind in zip(sequence, kinds, strict=True):  # I1, I2
                higher = kind != "R" if level % 2 else 2 if kind in ("EN", "AN") else kind == "R"
                resolved[index] = level + higher
        filled: list[int] = []
        for known in resolved:
            filled.append(known if known is not None else filled[-1] if filled else self.base)
        return filled

    def _explicit_levels(self) -> list[int | None]:
        """X1 to X8: the level of each character, None for those that X9 removes. Overrides `kinds`."""
        stack = [_Status(self.base)]
        lost_isolates = lost_embeddings = open_isolates = 0
        found: list[int | None] = []
        for index, kind in enumerate(self.classes):
            top = stack[-1]
            if kind in EMBEDDINGS or kind in ISOLATES:
                is_isolate = kind in ISOLATES
                found.append(top.level if is_isolate else None)
                if is_isolate:
                    self.kinds[index] = top.override or kind
                end = self.ends.get(index, len(self.text))
                to_left = kind.startswith("R") or (kind == "FSI" and _begins_left(self.classes[index + 1 : end]))
                level = (top.level + 1) | 1 if to_left else (top.level + 2) & ~1
                if level <= DEEPEST and not lost_isolates and not lost_embeddings:
                    open_isolates += is_isolate
                    stack.append(_Status(level, OVERRIDES.get(kind, ""), is_isolate))
                elif is_isolate:
                    lost_isolates += 1
                elif not lost_isolates:
                    lost_embeddings += 1
            elif kind == "PDI":
                if lost_isolates:
                    lost_isolates -= 1
                elif open_isolates:
                    lost_embeddings = 0
                    while not stack.pop().is_isolate:
                        pass
                    open_isolates -= 1
                found.append(stack[-1].level)
                self.kinds[index] = stack[-1].override or kind
            elif kind == "PDF":
                found.append(None)
                if not lost_isolates:
                    if lost_embeddings:
                        lost_embeddings -= 1
                    elif not top.is_isolate and len(stack) > 1:
                        stack.pop()
            elif kind == "BN":
                found.append(None)
            elif kind == "B":
                found.append(self.base)
            else:
                found.append(top.level)
                self.kinds[index] = top.override or kind
        return found

    def _sequences(self, kept: Sequence[int], explicit: Sequence[int | None]) -> list[tuple[list[int], int, int]]:
        """X10: the isolating run sequences as indices, each with the levels before and after it."""
        runs: list[list[int]] = []
        for index in kept:
            if runs and explicit[runs[-1][-1]] == explicit[index]:
                runs[-1].append(index)
            else:
                runs.append([index])
        by_start = {run[0]: run for run in runs}
        matched = set(self.ends.values())
        places = {index: place for place, index in enumerate(kept)}
        sequences = []
        for run in runs:
            if run[0] in matched:
                continue  # it continues the run with its initiator
            sequence = list(run)
            while (end := self.ends.get(sequence[-1])) in by_start:
                assert end is not None
                sequence += by_start[end]
            first, last = places[sequence[0]], places[sequence[-1]]
            before = explicit[kept[first - 1]] if first else self.base
            is_open = self.classes[sequence[-1]] in ISOLATES
            after = self.base if is_open or last + 1 == len(kept) else explicit[kept[last + 1]]
            assert before is not None
            assert after is not None
            sequences.append((sequence, before, after))
        return sequences


def _matches(classes: Sequence[str]) -> dict[int, int]:
    opened: list[int] = []
    ends: dict[int, int] = {}
    for index, kind in enumerate(classes):
        if kind in ISOLATES:
            opened.append(index)
        elif kind == "PDI" and opened:
            ends[opened.pop()] = index
    return ends


def _begins_left(classes: Sequence[str]) -> bool:
    """P2, P3: whether the first strong character outside isolates runs left."""
    depth = 0
    for kind in classes:
        if kind in ISOLATES:
            depth += 1
        elif kind == "PDI":
            depth = max(0, depth - 1)
        elif not depth and kind in STRONG:
            return kind != "L"
    return False
