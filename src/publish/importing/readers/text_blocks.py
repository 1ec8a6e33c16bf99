"""Plain text as blocks: each line a paragraph, or lines broken at a width with an empty line between paragraphs.

Where each line is a paragraph and empty lines stand between them, short lines without one between them are verse.
A text is broken at a width if most lines that do not end a paragraph are nearly as long as the longest. Page numbers between such lines are
removed before, so that a paragraph continues across the page. A space between two paragraphs that is wider than all others is a break.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import groupby, pairwise

from publish.importing.blocks import Block, Container, Frame, Kind
from publish.importing.inline import EM, EM_END, STRONG, STRONG_END
from publish.importing.source_lines import Line

LEAST_WIDTH, MOST_WIDTH = 45, 110  # characters: narrower or wider lines are not wrapped prose
NEAR = 0.8  # of the width: such a line was broken because it was full
MOSTLY = 0.6
LEAST_FULL = 0.15  # of the lines go on in the next one where lines are broken at a width
USUAL = 0.85  # of the spaces between paragraphs: what is wider divides scenes
EMPHASIS = re.compile(r"(?<![\w_])_(?=\S)([^_\n]{1,400}?)(?<=\S)_(?![\w_])")
STRONGLY = re.compile(r"(?<![\w*])\*\*(?=\S)([^*\n]{1,400}?)(?<=\S)\*\*(?![\w*])")
NARROW, LEAST_NARROW = 3, 4  # the indent in spaces that a narrower measure counts as, the least number of such lines
MOST_DEPTH = 4  # of nested quotations
LEAST_VERSE, MOST_VERSE = 3, 60  # lines of a stanza where each line is a paragraph, letters of each
MOST_CLOSE = 0.1  # of the longer lines have no empty line beside them
NO_VERSE = re.compile(r"\s*(?:[\[({*†‡•\d\"“„«‘'>]|[–—-]\s)|.*[|\t@]")
"""Lines of lists, of notes, of talk, of a site."""
LARGE = 0.9  # of the lines of verse after the first begin with a capital
COLUMNS = re.compile(r"\S(?: {3,}|\.{4,} *)\S")
RULE = re.compile(r"\s*(?:[*·•#~_=-]\s*){3,}$")


def width_of(lines: Sequence[Line]) -> int:
    """The width in characters at which the lines are broken; 0 if each line is a paragraph."""
    lengths = sorted(len(line.text) for line in lines if line.text)
    if not lengths:
        return 0
    least = min(len(line.text) - len(line.text.lstrip()) for line in lines if line.text)
    flush = [line.text and not line.text[least : least + 2].startswith("  ") for line in lines]
    full = [len(line.text) for (line, after), is_flush in zip(pairwise(lines), flush, strict=False) if is_flush and after.text]
    width = sorted(full)[round(0.95 * (len(full) - 1))] if full else 0
    if not LEAST_WIDTH <= width <= MOST_WIDTH or len(full) < LEAST_FULL * len(lengths):
        return 0
    near = sum(length >= NEAR * width for length in full)
    longer = sum(length > 1.2 * width for length in lengths)
    return width if near >= 0.5 * len(full) and longer <= 0.02 * len(lengths) else 0


def blocks_of(lines: Sequence[Line], file: str = "") -> tuple[Block, ...]:
    """The paragraphs, verses and breaks of a text."""
    width = width_of(lines)
    return tuple(_blocks(lines, width, file))


def _scene_gaps(lines: Sequence[Line], width: int) -> Iterator[int]:
    """The numbers of the empty lines that divide two scenes: most paragraphs have fewer between them, or none, and running text is around.

    Lines broken at a width tell paragraphs apart by empty lines, or by an indent.
    """
    filled = [place for place, line in enumerate(lines) if line.text.strip()]
    indent = min((_indent(lines[place]) for place in filled), default=0)
    gaps: list[tuple[int, int, int]] = []  # empty lines, the place above, the place below
    for above, below in pairwise(filled):
        if not width or below - above > 1 or _indent(lines[below]) > indent + 1:
            gaps.append((below - above - 1, above, below))
    usual = Counter(empty for empty, *_ in gaps).most_common(1)
    if not usual or usual[0][1] < USUAL * len(gaps):
        return
    for empty, above, below in gaps:
        is_text = all(_is_running(lines[place].text) and not lines[place].quotation for place in (above, below))
        if empty > usual[0][0] and is_text and not any(line.joins for line in lines[above : below + 1]):
            yield lines[above + 1].number


def _is_running(text: str) -> bool:
    """Whether a line belongs to running text: it is long, or it ends a sentence; a heading does neither."""
    return len(text) > LEAST_WIDTH or text.rstrip().endswith(tuple('.!?…”’"»'))


def _indent(line: Line) -> int:
    return len(line.text) - len(line.text.lstrip())


def _blocks(lines: Sequence[Line], width: int, file: str) -> Iterator[Block]:
    scenes = frozenset(_scene_gaps(lines, width))
    has_gaps = not width and _has_gaps(lines)
    for (filled, quotation, depth), group in groupby(
        _joined(lines), key=lambda line: (bool(line.text.strip()), line.quotation, line.depth)
    ):
        run = list(group)
        if not filled:
            yield from (Block(kind=Kind.BREAK, text="", line=at, order=at, file=file) for line in run if (at := line.number) in scenes)
            continue
        if run[0].verse:
            blocks: Iterable[Block] = [_block(run, file, verse=True)]
        elif has_gaps and _is_stanza(run):
            blocks = [_block(run, file, verse=True)]
        elif not width:
            blocks = (_block([line], file) for line in run)
        else:
            blocks = _paragraphs(run, width, file)
        containers = tuple(Container(frame=Frame.QUOTATION, number=quotation * MOST_DEPTH + at) for at in range(min(depth, MOST_DEPTH)))
        yield from (replace(block, containers=containers) for block in blocks) if quotation else blocks


def _has_gaps(lines: Sequence[Line]) -> bool:
    """Whether empty lines stand around the longer lines of a text."""
    filled = [False, *(bool(line.text.strip()) for line in lines), False]
    long = [place for place, line in enumerate(lines, 1) if len(line.text) > MOST_VERSE]
    return sum(filled[place - 1] or filled[place + 1] for place in long) <= MOST_CLOSE * len(long)


def _is_stanza(lines: Sequence[Line]) -> bool:
    """Whether lines that follow each other are verse: several short ones, of which some end as a clause does."""
    *inner, last = [line.text.strip() for line in lines]
    ended = sum(text.endswith(tuple(",;:.!?—…")) for text in (*inner, last))
    is_short = len(lines) >= LEAST_VERSE and all(len(text) <= MOST_VERSE for text in (*inner, last))
    return is_short and ended * 3 >= len(lines) and not any(map(NO_VERSE.match, inner))


def _joined(lines: Sequence[Line]) -> Iterator[Line]:
    """The lines without the empty ones around what was removed from a paragraph."""
    result: list[Line] = []
    for line in lines:
        if line.joins and line.text and _continues(result, line):
            while result and not result[-1].text.strip():
                result.pop()
        result.append(line)
    yield from result


def _continues(before: Sequence[Line], line: Line) -> bool:
    last = next((earlier.text.rstrip() for earlier in reversed(before) if earlier.text.strip()), "")
    return bool(last) and last[-1] not in '.!?:”"’)]' and (line.text.lstrip()[:1].islower() or last[-1] in ",;-—")


def _paragraphs(lines: Sequence[Line], width: int, file: str) -> Iterator[Block]:
    """The paragraphs of a run of lines: a paragraph, a verse, or several paragraphs that begin with an indent."""
    indents = [len(line.text) - len(line.text.lstrip()) for line in lines]
    least = min(indents)
    if len(lines) >= LEAST_NARROW and ((_begin_large(lines) and _keeps_lines(lines, width)) or _are_columns(lines)):
        yield _block(lines, file, least, verse=True)
        return
    starts = [place for place, indent in enumerate(indents) if indent > least + 1]
    if len(lines) > 2 and starts and len(starts) < MOSTLY * len(lines) and all(b - a > 1 for a, b in pairwise([*starts, len(lines)])):
        cuts = sorted({0, *starts})
        for begin, end in pairwise([*cuts, len(lines)]):
            yield _block(lines[begin:end], file, least)
        return
    if _is_narrow(lines, width):
        yield _block(lines, file, least + NARROW)
    elif len(lines) > 1 and _keeps_lines(lines, width):
        yield _block(lines, file, least, verse=True)
    else:
        yield _block(lines, file, least)


def _is_narrow(lines: Sequence[Line], width: int) -> bool:
    """Whether lines are broken at a narrower measure than the text: at that measure no first word would fit on the line above."""
    measure = max(len(line.text) for line in lines)
    if _begin_large(lines):
        return False
    full = all(len(line.text) + 1 + len(after.text.split()[0]) > measure for line, after in pairwise(lines))
    return len(lines) >= LEAST_NARROW and 0.5 * width < measure <= 0.88 * width and full


def _begin_large(lines: Sequence[Line]) -> bool:
    """Whether nearly all lines begin with a capital, and have small letters, as verse does and prose does not."""
    texts = [line.text.lstrip("\"“„«'‘(_ \t") for line in lines]
    return all(text.upper() != text for text in texts) and sum(text[0].isupper() for text in texts[1:]) >= LARGE * (len(texts) - 1)


def _are_columns(lines: Sequence[Line]) -> bool:
    """Whether lines are rows of columns, as those of a list of words or of contents."""
    return sum(COLUMNS.search(line.text.strip()) is not None for line in lines) >= MOSTLY * len(lines)


def _keeps_lines(lines: Sequence[Line], width: int) -> bool:
    """Whether the line breaks are intended: at most of them the first word of the next line would still fit."""
    intended = sum(len(line.text) + 1 + len(after.text.split()[0]) <= width - 6 for line, after in pairwise(lines))
    if len(lines) == 2:
        is_couplet = _begin_large(lines) and not lines[0].text.rstrip(" \"”'’").endswith((".", "!", "?", ":"))
        return bool(intended) and len(lines[0].text) <= (0.85 if is_couplet else 0.7) * width
    return intended >= MOSTLY * (len(lines) - 1)


def _block(lines: Sequence[Line], file: str, indent: int | None = None, *, verse: bool = False) -> Block:
    texts, first = [with_emphasis(line.text.strip()) for line in lines], lines[0].number
    if len(lines) == 1 and RULE.fullmatch(lines[0].text):
        return Block(kind=Kind.BREAK, text=texts[0], line=first, order=first, file=file)
    indent = len(lines[0].text) - len(lines[0].text.lstrip()) if indent is None else indent
    if verse:
        return Block(kind=Kind.VERSE, text="\n".join(texts), line=first, order=first, file=file, indent=indent)
    return Block(text=with_emphasis(_joined_text([line.text.strip() for line in lines])), line=first, order=first, file=file, indent=indent)


def _joined_text(texts: Sequence[str]) -> str:
    """The lines as one; a word divided by a hyphen at a line end is joined, with its hyphen."""
    joined = texts[0]
    for text in texts[1:]:
        is_divided = joined.endswith("-") and not joined.endswith("--") and text[:1].isalpha()
        joined += text if is_divided else f" {text}"
    return joined


def with_emphasis(text: str) -> str:
    """The text with markers for the emphasis of plain text: _so_ and **so**."""
    return EMPHASIS.sub(rf"{EM}\1{EM_END}", STRONGLY.sub(rf"{STRONG}\1{STRONG_END}", text))
