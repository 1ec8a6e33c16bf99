"""Sets paragraphs whose lines look best together. WeasyPrint 70.0 cannot: it fills each line with as much as fits.

`PlannedLines` extends WeasyPrint's layout context. Before the first line of a justified paragraph is made, its whole text is measured and
its lines are planned (`publish.layout.total_fit`); then each line is cut from the text where the plan ends it. WeasyPrint still handles
fonts, features, bidirectional text, vertical alignment and the writing of the file.

Policy: everything but plain left-to-right text of alphabets (a picture in the line, Hebrew, code that keeps its spaces) is left to
WeasyPrint. Letters are never spaced to fill a line, because Pango breaks up ligatures then.

Part of the door to WeasyPrint. `publish.layout.weasyprint_70` installs it and refuses any other release.
"""

from __future__ import annotations

import re
import unicodedata
from array import array
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import wraps
from itertools import accumulate
from typing import Any

import pyphen
from weasyprint.formatting_structure import boxes
from weasyprint.layout import inline
from weasyprint.text.ffi import FROM_UNITS, ffi
from weasyprint.text.line_break import Layout, get_log_attrs

from publish.layout.hyphenation import LONGEST, Dictionaries
from publish.layout.total_fit import Break, Measure, total_fit
from publish.text.words import BREAK_MARK

GLYPH_BYTES = ffi.sizeof("PangoGlyphInfo")  # four for the glyph, four for its width, then fields that are not needed here
STRETCH, SHRINK = 0.5, 0.25  # of a word space
TOLERANCES = (2.0, 4.0, 60.0)
"""By how many times its stretch a space may grow; the next one is tried if there are no such lines."""
DIVIDED, TYPED_HYPHEN, DIVIDED_COMPOUND = 150.0, 50.0, 300.0  # penalties
LEAST_END = 2.0  # em: the shortest last line
TIGHTEST = 0.1  # em by which a word space may shrink
PLAIN = re.compile(r"[ -~\u00a0-\u00ac\u00ae-\u052f\u1e00-\u200a\u2010-\u2027\u202f-\u2060\u2070-\u20cf\u2100-\u23ff]+")
"""Alphabets written from left to right with spaces between words, and their punctuation."""
NO_WORD = re.compile(r"[^\w.,’'()\u00a0\u2060]")  # a character after which a line may end if Unicode allows it
WORD = re.compile(r"[^\W\d_]+")
TYPED_HYPHENS = "-\u2010"

UNBROKEN = re.compile(r"[^ ]+")
ADDRESS = re.compile(r"://|\bwww\.|\w@\w")
SIGNS = frozenset("/\\.,:;?&=#_-~%+@|)}]>·")
"""Characters of addresses and code after which a line may end, where a word is wider than its line."""
CODE = frozenset({"code", "kbd", "samp", "var"})
AT_A_SIGN, ANYWHERE = 300.0, 3000.0  # penalties
MOST_BREAKS = 4000  # of a paragraph that are weighed against each other; of more, each line takes what fits
NARROW = 0.5  # em: the width of a letter in words that are looked at because they may be too wide
SLIM = 8  # em: in a slimmer block, such as the caption of a small table, words of ordinary length stand out and are not divided
ORDINARY = 20  # letters
SHORT_LINE = 0.3  # of the measure: a line that is shorter is filled with a part of the next word

Place = tuple[int, int, float, float, bool, str]
"""A place where a line may end: the end of its text, the beginning of the next line, then as in `Break`."""
Key = tuple[Any, str, float]
"""The key of a paragraph: its element, its text, its measure in px."""
LineEnd = tuple[int, int, str]
"""The end of a line: the offsets at which its text ends and the next line begins, in bytes of the paragraph's text; the hyphen added."""


@dataclass(frozen=True, slots=True)
class Plan:
    """The ends of a paragraph's lines."""

    ends: tuple[LineEnd, ...]
    begins: tuple[int, ...]
    """Where the line after each begins."""

    def end_of_line_at(self, position: int) -> LineEnd:
        """The end of the line with the text at this position."""
        return self.ends[min(bisect_right(self.begins, position), len(self.ends) - 1)]


Plans = dict[Key, Plan | None]


@dataclass(slots=True)
class Paragraphs:
    """The paragraphs of a section with their plans, kept from one layout of it to the next."""

    divided_words: Sequence[str] = ()
    """The book's own divided words, with a hyphen wherever they may be divided. They take precedence over the dictionary."""
    plans: Plans = field(default_factory=dict)
    boxes: dict[Key, tuple[Any, Any]] = field(default_factory=dict)
    """The line box for which each plan was made, and its block."""
    context: Any = None
    """The context of the last layout."""

    def relaid(self, elements: Iterable[Any], looseness: int) -> Iterator[tuple[Key, Plan]]:
        """New plans for paragraphs of these elements, each with `looseness` lines more or fewer, the last paragraph first. Paragraphs that
        would need an ugly line are left out.
        """
        among = set(elements)
        for key, plan in reversed(self.plans.items()):
            line, block = self.boxes[key]
            is_wanted = plan is not None and key[0] in among and line.style["text_align_all"] == "justify"
            changed = _planned(self.context, line, block, key[1], looseness) if is_wanted else None
            if changed is not None:
                yield key, changed


class PlannedLines:
    """WeasyPrint's `LayoutContext`, with plans for the lines of paragraphs."""

    excluded_shapes: list[Any]
    in_column: bool

    def __init__(self, *arguments: Any, paragraphs: Paragraphs | None = None, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.paragraphs = Paragraphs() if paragraphs is None else paragraphs
        self.paragraphs.context = self
        self.dictionaries = Dictionaries({word.replace("-", "").casefold(): word for word in self.paragraphs.divided_words})
        self.current_plan: Plan | None = None
        """The plan of the paragraph whose line is being made."""
        self.offsets: dict[int, int] = {}
        """The byte offset of each of its texts in the paragraph, by the identity of the text's box."""

    def plan(self, line: Any, block: Any, *, first: bool) -> Plan | None:
        """The plan of the paragraph in a line box, made before its `first` line; None if WeasyPrint breaks the lines. Sets `offsets`."""
        if line.style["direction"] != "ltr" or self.excluded_shapes or self.in_column:
            return None
        is_justified = line.style["text_align_all"] == "justify"
        texts = _texts(line)
        if not texts:
            return None
        whole = "".join(text.text for text in texts)
        if not is_justified and not _may_have_a_wide_word(whole, line, block):
            return None
        key = (block.element, whole, round(block.width, 2))
        plans = self.paragraphs.plans
        if first and key not in plans:
            self.paragraphs.boxes[key] = line, block
            plan_lines = _planned if is_justified else _planned_for_wide_words
            plans[key] = plan_lines(self, line, block, whole) if PLAIN.fullmatch(whole) else None
        plan = plans.get(key)
        if plan is not None:
            starts = accumulate((len(text.text.encode()) for text in texts), initial=0)
            self.offsets = {id(text): start for text, start in zip(texts, starts, strict=False)}
        return plan


def use_plans() -> None:
    """Makes WeasyPrint, in this process, end lines where `PlannedLines` says."""
    inline.split_inline_box = _following_the_plan(inline.split_inline_box)
    inline.split_text_box = _cutting(inline.split_text_box)
    inline.text_align = _tightening(inline.text_align)


def _following_the_plan(original: Callable[..., Any]) -> Callable[..., Any]:
    """`split_inline_box`, which now selects the paragraph's plan and, if there is one, gives its lines unlimited room."""

    @wraps(original)
    def split(context: Any, box: Any, position_x: float, max_x: float, bottom: float, skip: Any, block: Any, *rest: Any) -> Any:
        if not isinstance(box, boxes.LineBox):
            return original(context, box, position_x, max_x, bottom, skip, block, *rest)
        before = context.current_plan, context.offsets
        first_letter, first_line = rest[-2:]
        context.current_plan = None if first_letter or first_line else context.plan(box, block, first=skip is None)
        room = max_x if context.current_plan is None else float("inf")
        try:
            return original(context, box, position_x, room, bottom, skip, block, *rest)
        finally:
            context.current_plan, context.offsets = before

    return split


def _cutting(original: Callable[..., Any]) -> Callable[..., Any]:
    """`split_text_box`, which now ends the line where the plan does."""

    @wraps(original)
    def split(context: Any, box: Any, available: float | None, skip: int, is_line_start: bool = True) -> Any:
        plan: Plan | None = context.current_plan if available is not None else None
        start = context.offsets.get(id(box)) if plan is not None else None
        text = box.text.encode()
        if plan is None or start is None or skip >= len(text):
            return original(context, box, available, skip, is_line_start)
        end, begin, added = plan.end_of_line_at(start + skip)
        end, begin = end - start, begin - start
        if end <= skip:  # only the space at the end of the line is left
            return None, min(begin, len(text)), False
        ends_here = end < len(text) or begin <= len(text)
        piece = text[skip:end].decode() + (added if ends_here else "")
        made, _, _ = original(context, box.copy_with_text(piece), None, 0)
        return made, min(begin, len(text)) if ends_here else None, False

    return split


def _tightening(original: Callable[..., Any]) -> Callable[..., Any]:
    """`text_align`, which now also narrows the spaces of a justified line; WeasyPrint 70.0 only widens them."""

    @wraps(original)
    def align(context: Any, line: Any, available: float, last: bool) -> Any:
        surplus = line.width - available
        if surplus > 0 and line.style["text_align_all"] == "justify":
            spaces = inline.count_expandable_spaces(line)
            if surplus <= spaces * TIGHTEST * line.style["font_size"]:
                inline.justify_line(context, line, -surplus)
        return original(context, line, available, last)

    return align


# --- measuring ------------------------------------------------------------------------------------------------------------------------


def _texts(box: Any) -> list[Any] | None:
    """The text boxes in a line box, in order; None if it holds something else, or text that keeps its spaces."""
    texts: list[Any] = []
    for child in box.children:
        if isinstance(child, boxes.TextBox):
            if child.style["white_space"] != "normal":
                return None
            texts.append(child)
            continue
        inner = _texts(child) if isinstance(child, boxes.InlineBox) and child.is_in_normal_flow() and not child.is_leader else None
        if inner is None or child.style["direction"] != "ltr":
            return None
        texts += inner
    return texts


@dataclass(slots=True)
class _Piece:
    """The text of one box, and its offset in the paragraph, in characters."""

    text: str
    style: Any
    start: int
    is_code: bool


@dataclass(slots=True)
class _Paragraph:
    """The measured text of a paragraph.

    `x_end` and `x_begin` give the width of the text up to each byte: as the end of the text before it, and as the beginning of the text
    after it. They differ by the margin, border and padding of the inline boxes between the two.
    """

    whole: str
    pieces: list[_Piece] = field(default_factory=list)
    x_end: list[float] = field(default_factory=lambda: [0.0])
    x_begin: list[float] = field(default_factory=list)
    width: float = 0.0

    def measure(self, box: Any, block: Any) -> None:
        """Measures the texts in a line box, or in a box inside it, and the margins, borders and padding of its inline boxes."""
        for child in box.children:
            if isinstance(child, boxes.TextBox):
                before = self.pieces[-1] if self.pieces else None
                start = before.start + len(before.text) if before else 0
                self.pieces.append(_Piece(child.text, child.style, start, child.element_tag in CODE))
                places = _places(child.text, child.style)
                self.x_begin += [self.width + place for place in places[:-1]]
                self.x_end += [self.width + place for place in places[1:]]
                self.width += places[-1]
            else:
                inline.resolve_percentages(child, block)
                self.width += _side(child, "left")
                self.measure(child, block)
                self.width += _side(child, "right")

    def _width(self, start: int, end: int) -> float:
        """The width of the text from one letter to before another."""
        first, last = (len(self.whole[:place].encode()) for place in (start, end))
        return self.x_end[last] - self.x_begin[first]

    def _runs(self) -> Iterator[tuple[int, int]]:
        """The extents of the words, each up to the next space."""
        return (match.span() for match in UNBROKEN.finditer(self.whole))

    def breaks(self, context: Any, language: str | None, width: float | None = None) -> list[Break]:
        """All places where a line may end, in order; the end of the text is the last. With a `width`, words that are wider may be divided
        anywhere.
        """
        whole, x_end, x_begin = self.whole, self.x_end, self.x_begin
        bytes_at = range(len(whole) + 1) if whole.isascii() else list(accumulate(map(_bytes_of, whole), initial=0))
        spaces = list(accumulate((letter in " \u00a0" for letter in whole), initial=0))
        text_end = len(whole.rstrip(" "))
        breaks = []
        places = [*self._between_words(language), *self._within_words(context)]
        if width is not None:
            places += self._within_wide_words(width)
        for end, begin, penalty, hyphen, hyphenated, added in sorted(places):
            if end < text_end:
                last, first = bytes_at[end], bytes_at[begin]
                x, resume = x_end[last], x_begin[first]
                breaks.append(Break(last, first, x, resume, spaces[end], spaces[begin], penalty, hyphen, hyphenated, added))
        final, last = bytes_at[text_end], bytes_at[-1]
        return [*breaks, Break(last, last + 1, x_end[final], self.width, spaces[text_end], spaces[-1])]

    def _between_words(self, language: str | None) -> Iterator[Place]:
        attributes = get_log_attrs(self.whole, language)
        for match in NO_WORD.finditer(self.whole):
            begin = match.end()
            if begin < len(self.whole) and attributes[begin].is_line_break:
                typed = match[0] in TYPED_HYPHENS
                end = begin
                while end and self.whole[end - 1] == " ":
                    end -= 1
                yield end, begin, TYPED_HYPHEN if typed else 0.0, 0.0, typed, ""

    def _within_words(self, context: Any) -> Iterator[Place]:
        addresses = self._addresses()
        for piece in self.pieces:
            style = piece.style
            language = style["lang"] and pyphen.language_fallback(style["lang"])
            if style["hyphens"] != "auto" or not language:
                continue
            total, left, right = style["hyphenate_limit_chars"]
            dictionary = context.dictionaries.get((language, left, right, total))
            hyphen = _places(style["hyphenate_character"], style)[-1]
            for word in WORD.finditer(piece.text):
                letters = word[0]
                if len(letters) < total:
                    continue
                start = piece.start + word.start()
                if any(first <= start < end for first, end in addresses):
                    continue  # a hyphen would be read as part of it
                around = self.whole[start - 1 : start] if start else "", self.whole[start + len(letters) : start + len(letters) + 1]
                if around[0].isalpha() or around[1].isalpha():
                    continue  # the word continues in another box
                compound = any(letter in TYPED_HYPHENS for letter in around if letter)
                for place in dictionary.places(letters):
                    penalty = DIVIDED_COMPOUND if compound else DIVIDED
                    yield start + place, start + place, penalty, hyphen, True, style["hyphenate_character"]

    def _addresses(self) -> list[tuple[int, int]]:
        """The extents of the words that are addresses of the web or of mail."""
        if not ADDRESS.search(self.whole):
            return []
        return [(start, end) for start, end in self._runs() if ADDRESS.search(self.whole, start, end)]

    def _within_wide_words(self, width: float) -> Iterator[Place]:
        """Places in words that are wider than a line: after the signs of addresses and code, as they are; elsewhere with a hyphen, in code
        and addresses with a mark that is no hyphen.
        """
        pieces = iter(self.pieces)
        piece = next(pieces)
        widths: dict[tuple[int, str], float] = {}
        for start, end in self._runs():
            if end - start < 2 or self._width(start, end) <= width:
                continue
            is_address = bool(ADDRESS.search(self.whole, start, end)) or self.whole.count("/", start, end) > 1
            for place in range(start + 1, end):
                while place > piece.start + len(piece.text):
                    piece = next(pieces)
                if unicodedata.combining(self.whole[place]):
                    continue
                if self.whole[place - 1] in SIGNS and not piece.is_code:
                    yield place, place, AT_A_SIGN, 0.0, False, ""
                    continue
                added = BREAK_MARK if is_address or piece.is_code else piece.style["hyphenate_character"]
                key = id(piece), added
                if key not in widths:
                    widths[key] = _places(added, piece.style)[-1]
                yield place, place, AT_A_SIGN if self.whole[place - 1] in SIGNS else ANYWHERE, widths[key], True, added


def _planned(context: Any, line: Any, block: Any, whole: str, looseness: int = 0) -> Plan | None:
    """The plan of a paragraph; None if it fits on one line or has no good lines.

    With `looseness` it has that many lines more (or, if negative, fewer) than its best plan, none of them loose.
    """
    paragraph = _Paragraph(whole)
    paragraph.measure(line, block)
    if paragraph.width <= block.width - line.text_indent:
        return None
    space = _places(" ", line.style)[-1]
    measure = Measure(
        width=block.width,
        indent=line.text_indent,
        stretch=STRETCH * space,
        shrink=SHRINK * space,
        least_end=LEAST_END * line.style["font_size"],
    )
    breaks = paragraph.breaks(context, line.style["lang"])
    for tolerance in TOLERANCES if not looseness else TOLERANCES[:1]:
        chosen = total_fit(breaks, measure, tolerance, looseness)
        if chosen is not None:
            return _plan([breaks[index] for index in chosen])
    if looseness or not (_has_wide_part(breaks, block.width) or _has_endless_word(whole)):
        return None
    breaks = paragraph.breaks(context, line.style["lang"], block.width)
    chosen = total_fit(breaks, measure, TOLERANCES[-1]) if len(breaks) < MOST_BREAKS else None
    return _plan([breaks[index] for index in chosen] if chosen else _filled(breaks, measure))


def _planned_for_wide_words(context: Any, line: Any, block: Any, whole: str) -> Plan | None:
    """The plan of a paragraph that is not justified; None if WeasyPrint can divide each of its words that does not fit on a line."""
    paragraph = _Paragraph(whole)
    paragraph.measure(line, block)
    if not _has_endless_word(whole) and not _has_wide_part(paragraph.breaks(context, line.style["lang"]), block.width):
        return None
    measure = Measure(width=block.width, indent=line.text_indent, stretch=0.0, shrink=0.0)
    return _plan(_filled(paragraph.breaks(context, line.style["lang"], block.width), measure))


def _may_have_a_wide_word(whole: str, line: Any, block: Any) -> bool:
    """Whether a word of the text has so many letters that it may be wider than its block."""
    size = line.style["font_size"]
    most = int(block.width / (NARROW * size)) if size > 0 else len(whole)
    if block.width < SLIM * size:
        most = max(most, ORDINARY)
    return len(whole) > most and any(len(word) > most for word in whole.split(" "))


def _has_wide_part(breaks: Sequence[Break], width: float) -> bool:
    """Whether the text between two places where a line may end is wider than a line."""
    x = 0.0
    for at in breaks:
        if at.x_end + at.hyphen - x > width:
            return True
        x = at.x_resume
    return False


def _has_endless_word(whole: str) -> bool:
    """Whether a word has so many letters that WeasyPrint would measure for minutes."""
    return len(whole) > LONGEST and max(map(len, whole.split(" "))) > LONGEST


def _plan(ends: Sequence[Break]) -> Plan:
    return Plan(tuple((at.end, at.resume, at.added) for at in ends), tuple(at.resume for at in ends))


def _filled(breaks: Sequence[Break], measure: Measure) -> list[Break]:
    """The breaks at which lines end that are each filled with as much as fits; a word is divided only where its line would be short."""
    ends: list[Break] = []
    x, room = 0.0, measure.width - measure.indent
    best: Break | None = None
    for at in breaks:
        if best is not None and at.x_end + at.hyphen - x > room:
            ends.append(best)
            x, room, best = best.x_resume, measure.width, None
        is_short = best is None or best.x_end - x < SHORT_LINE * room
        if best is None or is_short or at.penalty <= best.penalty:
            best = at
    if best is not None and (not ends or ends[-1] is not best):
        ends.append(best)
    return ends


def _side(box: Any, side: str) -> float:
    """The margin, padding and border of an inline box at one side, in px."""
    margin = getattr(box, f"margin_{side}")
    return float((0 if margin == "auto" else margin) + getattr(box, f"padding_{side}") + getattr(box, f"border_{side}_width"))


def _places(text: str, style: Any) -> list[float]:
    """The distance of each byte of a text from its beginning when it is set on one line; the last is the width of the text.

    Read from Pango's arrays of glyphs at once: one call for each place takes a hundred times as long.
    """
    layout = Layout(style)
    layout.set_text(text)
    line, _ = layout.get_first_line()
    size = len(text.encode())
    starts, advances = array("i"), array("i")
    run = line.runs[0]
    while run != ffi.NULL:
        glyphs, start = run.data.glyphs, run.data.item.offset
        advances += array("i", bytes(ffi.buffer(glyphs.glyphs, glyphs.num_glyphs * GLYPH_BYTES)))[1 :: GLYPH_BYTES // 4]
        clusters = array("i", bytes(ffi.buffer(glyphs.log_clusters, glyphs.num_glyphs * 4)))
        starts += array("i", [start + cluster for cluster in clusters]) if start else clusters
        run = run.next
    places, place = [0.0], 0.0
    for start, end, advance in zip(starts, [*starts[1:], size], advances, strict=True):
        if end - start == 1:
            place += advance * FROM_UNITS
            places.append(place)
        elif end == start:  # an accent and its letter are two glyphs
            place += advance * FROM_UNITS
        else:  # a ligature: its width is divided evenly among its letters
            share = advance * FROM_UNITS / (end - start)
            places += [place + share * number for number in range(1, end - start + 1)]
            place = places[-1]
    return places


def _bytes_of(letter: str) -> int:
    """The number of bytes of a letter in UTF-8. `PLAIN` has no letters beyond U+FFFF."""
    return 1 if letter < "\x80" else 2 if letter < "\u0800" else 3
