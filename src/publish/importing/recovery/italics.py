"""Italics without markup, by their traces: no-break spaces around a title, a title that is in italics elsewhere.

A program that strips the markup of a page often leaves the no-break spaces around it. They count only in pairs around words that may be
a title; typographic ones stand alone, before punctuation or a figure.
"""

import re
from collections.abc import Sequence
from dataclasses import replace

from publish.importing.blocks import Block, Kind
from publish.importing.inline import EM, EM_END, plain
from publish.importing.ledger import DecisionLog, Place, State, Subject

BOUNDED = re.compile(r"(?<=[\w,;:)”’])\u00a0([A-ZÀ-ÞА-Я][^\u00a0\n\ufdd0-\ufdef]{2,100}?)\u00a0(?=[(\[,\w])")
MARKED = re.compile(f"{EM}([^{EM}{EM_END}]+){EM_END}")
LEAST_WORDS, LEAST_CAPITALS = 3, 2  # of a title that is recognised elsewhere
MOST_WORDS = 14
SURE_PAIR, SURE_ELSEWHERE = 0.8, 0.8


def with_italics(blocks: Sequence[Block], log: DecisionLog) -> list[Block]:
    """The blocks with their recovered italics; each is a decision."""
    with_pairs = [_with_pairs(block, log) for block in blocks]
    titles = {title for block in with_pairs for marked in MARKED.finditer(block.text) if _is_title(title := _even(marked[1]))}
    if not titles:
        return with_pairs
    longest = sorted(titles, key=lambda title: (-len(title), title))
    pattern = re.compile(r"(?<![\w\u00a0])(?:" + "|".join(r"\s".join(map(re.escape, title.split())) for title in longest) + r")(?!\w)")
    return [_with_titles(block, pattern, log) for block in with_pairs]


def _with_pairs(block: Block, log: DecisionLog) -> Block:
    if block.kind not in {Kind.PARAGRAPH, Kind.VERSE} or "\u00a0" not in block.text:
        return block

    def slanted(match: re.Match[str]) -> str:
        if len(match[1].split()) > MOST_WORDS or not any(letter.islower() for letter in match[1]):
            return match[0]
        evidence = "between two no-break spaces, which often remain where italics have lost their markup"
        return f" {EM}{match[1]}{EM_END} " if _decided(block, match[1], evidence, SURE_PAIR, log) else match[0]

    return replace(block, text=BOUNDED.sub(slanted, block.text))


def _with_titles(block: Block, pattern: re.Pattern[str], log: DecisionLog) -> Block:
    if block.kind not in {Kind.PARAGRAPH, Kind.VERSE}:
        return block
    pieces = re.split(f"({EM}[^{EM_END}]*{EM_END})", block.text)

    def slanted(match: re.Match[str]) -> str:
        decided = _decided(block, match[0], "is in italics elsewhere", SURE_ELSEWHERE, log)
        return f"{EM}{match[0]}{EM_END}" if decided else match[0]

    return replace(block, text="".join(piece if place % 2 else pattern.sub(slanted, piece) for place, piece in enumerate(pieces)))


def _decided(block: Block, words: str, evidence: str, sure: float, log: DecisionLog) -> bool:
    place = Place(file=block.file, line=block.line, text=plain(words))
    return log.decide(Subject.ITALICS, place, f"*{plain(words)}*", evidence, sure, State.APPLIED)


def _even(text: str) -> str:
    return " ".join(plain(text).split())


def _is_title(text: str) -> bool:
    """Whether words in italics are a title to look for elsewhere: several words, more than one capitalised, not a sentence."""
    words = text.split()
    capitals = sum(word[:1].isupper() for word in words)
    return LEAST_WORDS <= len(words) <= MOST_WORDS and capitals >= LEAST_CAPITALS and text[0].isupper() and not re.search(r"[.?!;:]", text)
