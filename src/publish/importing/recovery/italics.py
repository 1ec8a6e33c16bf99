"""Italics that have lost their markup, by the traces they leave: no-break spaces around a title, a title that is italic elsewhere.

A program that takes the markup from a page often leaves the no-break spaces that stood around it. They are found only where they come in
pairs around words that may be a title; those of typography stand alone, before a sign or a figure.
"""

import re
from collections.abc import Sequence
from dataclasses import replace

from publish.importing.blocks import Block, Kind
from publish.importing.inline import EM, EM_END, plain
from publish.importing.ledger import Clerk, Place, State, Subject

BOUNDED = re.compile(r"(?<=[\w,;:)”’])\u00a0([A-ZÀ-ÞА-Я][^\u00a0\n\ufdd0-\ufdef]{2,100}?)\u00a0(?=[(\[,\w])")
MARKED = re.compile(f"{EM}([^{EM}{EM_END}]+){EM_END}")
LEAST_WORDS, LEAST_CAPITALS = 3, 2  # of a title that is known again
MOST_WORDS = 14
SURE_PAIR, SURE_ELSEWHERE = 0.8, 0.8


def with_italics(blocks: Sequence[Block], clerk: Clerk) -> list[Block]:
    """The blocks with the italics that can be known again; each is a decision."""
    found = [_with_pairs(block, clerk) for block in blocks]
    titles = {title for block in found for marked in MARKED.finditer(block.text) if _is_title(title := _even(marked[1]))}
    if not titles:
        return found
    longest = sorted(titles, key=lambda title: (-len(title), title))
    pattern = re.compile(r"(?<![\w\u00a0])(?:" + "|".join(r"\s".join(map(re.escape, title.split())) for title in longest) + r")(?!\w)")
    return [_with_titles(block, pattern, clerk) for block in found]


def _with_pairs(block: Block, clerk: Clerk) -> Block:
    if block.kind not in {Kind.PARAGRAPH, Kind.VERSE} or "\u00a0" not in block.text:
        return block

    def slanted(match: re.Match[str]) -> str:
        if len(match[1].split()) > MOST_WORDS or not any(letter.islower() for letter in match[1]):
            return match[0]
        evidence = "stands between two no-break spaces, as italics do that have lost their markup"
        return f" {EM}{match[1]}{EM_END} " if _decided(block, match[1], evidence, SURE_PAIR, clerk) else match[0]

    return replace(block, text=BOUNDED.sub(slanted, block.text))


def _with_titles(block: Block, pattern: re.Pattern[str], clerk: Clerk) -> Block:
    if block.kind not in {Kind.PARAGRAPH, Kind.VERSE}:
        return block
    pieces = re.split(f"({EM}[^{EM_END}]*{EM_END})", block.text)

    def slanted(match: re.Match[str]) -> str:
        decided = _decided(block, match[0], "is in italics elsewhere", SURE_ELSEWHERE, clerk)
        return f"{EM}{match[0]}{EM_END}" if decided else match[0]

    return replace(block, text="".join(piece if place % 2 else pattern.sub(slanted, piece) for place, piece in enumerate(pieces)))


def _decided(block: Block, words: str, evidence: str, sure: float, clerk: Clerk) -> bool:
    place = Place(file=block.file, line=block.line, text=plain(words))
    return clerk.decide(Subject.ITALICS, place, f"*{plain(words)}*", evidence, sure, State.APPLIED)


def _even(text: str) -> str:
    return " ".join(plain(text).split())


def _is_title(text: str) -> bool:
    """Whether words in italics are a title that may be known again: several words, not only the first with a capital, no sentence."""
    words = text.split()
    capitals = sum(word[:1].isupper() for word in words)
    return LEAST_WORDS <= len(words) <= MOST_WORDS and capitals >= LEAST_CAPITALS and text[0].isupper() and not re.search(r"[.?!;:]", text)
