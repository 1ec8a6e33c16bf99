"""Sets paragraphs whose lines look best together. WeasyPrint 70.0 cannot: it fills each line with as much as fits.

`PlannedLines` extends WeasyPrint's layout context. Before the first line of a justified paragraph is made, its whole text is measured and
its lines are planned (`publish.layout.total_fit`); then each line is cut from the text where the plan ends it. WeasyPrint still handles
fonts, features, bidirectional text, vertical alignment and the writing of the file.

A planned line is filled by its spaces and, a little, by the width of its letters (`publish.layout.expansion`), and its first and last signs
hang over the edge by what they lack there (`publish.layout.hanging`).

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
from typing import Any, NamedTuple

from weasyprint.formatting_structure import boxes
from weasyprint.layout import inline
from weasyprint.text.ffi import FROM_UNITS, ffi
from weasyprint.text.line_break import Layout, get_log_attrs

from publish.book.faces import letters_of
from publish.book.small_capitals import nearest_faces
from publish.layout.expansion import scales
from publish.layout.hanging import hang_of
from publish.layout.hyphenation import LONGEST, Dictionaries, begins_sentence, dictionary_name, use_patterns
from publish.layout.rivers import Spaces, without_rivers
from publish.layout.total_fit import Break, Measure, total_fit
from publish.layout.weasyprint_70_drawing import spread
from publish.text.words import BREAK_MARK


class _Pass(NamedTuple):
    """By how many times its stretch a space may grow, by which share of its width it may shrink, and letters may grow or shrink."""

    tolerance: float
    shrink: float
    expand: float


GLYPH_BYTES = ffi.sizeof("PangoGlyphInfo")  # four for the glyph, four for its width, then fields that are not needed here
STRETCH = 0.4  # of a word space
PASSES = (_Pass(1.2, 0.25, 0.02), _Pass(1.5, 0.33, 0.02), _Pass(1.5, 0.33, 0.025), _Pass(60.0, 0.33, 0.025))
"""How far spaces and letters may go; the next one is tried if there are no such lines."""
GOOD = PASSES[:2]
"""Those in which no line is loose."""
DIVIDED, TYPED_HYPHEN, DIVIDED_COMPOUND = 225.0, 50.0, 300.0  # penalties
BESIDE_HYPHEN = 5  # letters: the least between a hyphen of the word itself and one that is added
LEAST_END = 2.0  # em: the shortest last line
TIGHTEST = 0.1  # em by which a word space may shrink, whatever a plan says: less is not seen as a space
PLAIN = re.compile(r"[ -~\u00a0-\u00ac\u00ae-\u052f\u1e00-\u200a\u2010-\u2027\u202f-\u2060\u2070-\u20cf\u2100-\u23ff]+")
"""Alphabets written from left to right with spaces between words, and their punctuation."""
NO_WORD = re.compile(r"[^\w.,’'()\u00a0\u2060]")  # a character after which a line may end if Unicode allows it
WORD = re.compile(r"[^\W\d_]+")
SPACES = " \u00a0"
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

NOT_FIRST = re.compile(r"…|(?<=\s)[–—](?=\s)|(?<=\w)[–—](?=\w)")
"""Signs that do not begin a line: an ellipsis, and a dash, unless it opens the word after it, as in Spanish."""
EDGE = " .,;:!?’”“‘—"
"""What does not count where the words at the ends of lines are compared."""

Place = tuple[int, int, float, float, bool, str]
"""A place where a line may end: the end of its text, the beginning of the next line, then as in `Break`."""
Key = tuple[Any, str, float]
"""The key of a paragraph: its element, its text, its measure in px."""
LineEnd = tuple[int, int, str]
"""The end of a line: the offsets at which its text ends and the next line begins, in bytes of the paragraph's text; the hyphen added."""


@dataclass(frozen=True, slots=True)
class Plan:
    """The ends of a paragraph's lines, and the scale of the letters of each; without scales the lines are not filled."""

    ends: tuple[LineEnd, ...]
    begins: tuple[int, ...]
    """Where the line after each begins."""
    scales: tuple[float, ...] = ()

    def line_at(self, position: int) -> int:
        """The number of the line with the text at this position."""
        return min(bisect_right(self.begins, position), len(self.ends) - 1)

    def until(self, line: int, rest: Plan) -> Plan:
        """Its lines before this one, and then the lines of another plan."""
        return Plan((*self.ends[:line], *rest.ends), (*self.begins[:line], *rest.begins), (*self.scales[:line], *rest.scales))


Plans = dict[Key, Plan | None]


@dataclass(slots=True)
class Paragraphs:
    """The paragraphs of a section with their plans, kept from one layout of it to the next."""

    divided_words: Sequence[str] = ()
    """The book's own divided words, with a hyphen wherever they may be divided. They take precedence over the dictionary."""
    divide_names: bool = True
    """Whether names may be divided."""
    plans: Plans = field(default_factory=dict)
    boxes: dict[Key, tuple[Any, Any, float]] = field(default_factory=dict)
    """The line box for which each plan was made, its block, and the indent of its first line, which the box itself forgets."""
    context: Any = None
    """The context of the last layout."""

    def relaid(self, elements: Iterable[Any], looseness: int) -> Iterator[tuple[Key, Plan]]:
        """New plans for paragraphs of these elements, each with `looseness` lines more or fewer, the last paragraph first. Paragraphs that
        would need an ugly line are left out.
        """
        among = set(elements)
        for key in reversed(self.plans):
            changed = self.changed(key, looseness) if key[0] in among else None
            if changed is not None:
                yield key, changed

    def changed(self, key: Key, looseness: int, kept: int = 0) -> Plan | None:
        """A plan for a paragraph with `looseness` lines more or fewer than look best after its first `kept` lines, which stay; None if it
        would need an ugly line.
        """
        plan = self.plans[key]
        line, block, indent = self.boxes[key]
        if plan is None or line.style["text_align_all"] != "justify":
            return None
        return _planned_again(self.context, line, block, key[1], indent, looseness, plan, kept)


class PlannedLines:
    """WeasyPrint's `LayoutContext`, with plans for the lines of paragraphs."""

    excluded_shapes: list[Any]
    in_column: bool

    def __init__(self, *arguments: Any, paragraphs: Paragraphs | None = None, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.paragraphs = Paragraphs() if paragraphs is None else paragraphs
        self.paragraphs.context = self
        self.hangs: dict[tuple[Any, ...], tuple[float, float]] = {}
        """How far signs hang over the edges, by sign and style."""
        words = {word.replace("-", "").casefold(): word for word in self.paragraphs.divided_words}
        self.dictionaries = Dictionaries(words, divide_names=self.paragraphs.divide_names)
        self.current_plan: Plan | None = None
        """The plan of the paragraph whose line is being made."""
        self.current_key: Key | None = None
        self.current_line = 0
        """The number of that line."""
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
            self.paragraphs.boxes[key] = line, block, line.text_indent
            plan_lines = _planned if is_justified else _planned_for_wide_words
            plans[key] = plan_lines(self, line, block, whole, line.text_indent) if PLAIN.fullmatch(whole) else None
        plan = plans.get(key)
        if plan is not None:
            self.current_key = key
            starts = accumulate((len(text.text.encode()) for text in texts), initial=0)
            self.offsets = {id(text): start for text, start in zip(texts, starts, strict=False)}
        return plan


def use_plans() -> None:
    """Makes WeasyPrint, in this process, end lines where `PlannedLines` says."""
    use_patterns()
    inline.split_inline_box = _following_the_plan(inline.split_inline_box)
    inline.split_text_box = _cutting(inline.split_text_box)
    inline.text_align = _filling(inline.text_align)


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
            result = original(context, box, position_x, room, bottom, skip, block, *rest)
            plan = context.current_plan
            result[0].scale = plan.scales[context.current_line] if plan is not None and plan.scales else None
            result[0].planned = (context.current_key, context.current_line) if plan is not None else None
            return result
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
        context.current_line = plan.line_at(start + skip)
        end, begin, added = plan.ends[context.current_line]
        end, begin = end - start, begin - start
        if end <= skip:  # only the space at the end of the line is left
            return None, min(begin, len(text)), False
        ends_here = end < len(text) or begin <= len(text)
        piece = text[skip:end].decode() + (added if ends_here else "")
        made, _, _ = original(context, box.copy_with_text(piece), None, 0)
        return made, min(begin, len(text)) if ends_here else None, False

    return split


def _filling(original: Callable[..., Any]) -> Callable[..., Any]:
    """`text_align`, which now fills the lines of a plan, and also narrows the spaces of other justified lines; WeasyPrint 70.0 only widens
    them.
    """

    @wraps(original)
    def align(context: Any, line: Any, available: float, last: bool) -> Any:
        scale = getattr(line, "scale", None)
        if scale is not None and _fill(context, line, available, scale, last=last):
            return 0
        surplus = line.width - available
        if surplus > 0 and line.style["text_align_all"] == "justify":
            spaces = inline.count_expandable_spaces(line)
            if surplus <= spaces * TIGHTEST * line.style["font_size"]:
                inline.justify_line(context, line, -surplus)
        return original(context, line, available, last)

    return align


def _fill(context: Any, line: Any, available: float, scale: float, *, last: bool) -> bool:
    """Hangs the first and last signs of a planned line. Unless it is a last line that is not full, sets its letters at a scale and widens
    its spaces by what is still free. Returns whether the line is filled.
    """
    left, right = _hangs_of(context, line)
    free = available + left + right - line.width
    spaces = inline.count_expandable_spaces(line)
    fills = not last or free < 0
    spacing = 0.0
    if spaces and fills:
        natural = line.width - (line.text_indent or 0.0)
        spacing = max((free - (scale - 1.0) * natural) / spaces, -TIGHTEST * line.style["font_size"])
    else:
        scale = 1.0
    advance = -left
    for child in line.children:
        if child.is_in_normal_flow():
            advance = spread(child, spacing, advance, scale)
    if fills:
        line.width = available
    return fills


# --- hanging --------------------------------------------------------------------------------------------------------------------------


def _hangs_of(context: Any, line: Any) -> tuple[float, float]:
    """How far the first sign of a line hangs over the left edge, and the last one over the right, in px. An indented line begins inside."""
    texts = [box for box in line.descendants() if isinstance(box, boxes.TextBox) and box.text.strip()]
    if not texts:
        return 0.0, 0.0
    first, last = texts[0].text.lstrip()[0], texts[-1].text.rstrip(" ")[-1]
    left = 0.0 if line.text_indent else _hang(first, texts[0].style, context)[0]
    return left, _hang(last, texts[-1].style, context)[1]


def _hang(sign: str, style: Any, context: Any) -> tuple[float, float]:
    """How far a sign hangs over the left edge, and over the right one, in px. Letters in small capitals do not."""
    key = sign, style["font_family"], style["font_size"], style["font_style"], style["font_weight"], style["font_variant_caps"]
    if key not in context.hangs:
        shares = 0.0, 0.0
        if style["font_variant_caps"] == "normal" or not sign.isalpha():
            slope = "normal" if style["font_style"] == "normal" else "italic"
            drawn = nearest_faces(style["font_family"], slope, int(style["font_weight"]), context.font_config.faces)
            face = next((face for face in drawn if ord(sign) in letters_of(face)), None)
            shares = hang_of(sign, face) if face else shares
        advance = _places(sign, style)[-1] if any(shares) else 0.0
        context.hangs[key] = shares[0] * advance, shares[1] * advance
    return context.hangs[key]  # type: ignore[no-any-return]


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
    is_filled: bool = True
    """Whether its lines fill the measure, so that their ends hang over it."""
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

    def spaces(self) -> list[float]:
        """The middles of its word spaces."""
        places = list(accumulate(map(_bytes_of, self.whole), initial=0))
        found = (place for place, letter in zip(places, self.whole, strict=False) if letter in SPACES)
        return [(self.x_begin[place] + self.x_end[place + 1]) / 2 for place in found]

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
        spaces = list(accumulate((letter in SPACES for letter in whole), initial=0))
        text_end = len(whole.rstrip(" "))
        breaks = []
        starts = [piece.start for piece in self.pieces]
        places = [*self._between_words(language), *self._within_words(context)]
        if width is not None:
            places += self._within_wide_words(width)

        def hang(sign: str, at: int) -> tuple[float, float]:
            if not self.is_filled:
                return 0.0, 0.0
            key = sign, bisect_right(starts, at)
            if key not in hangs:
                hangs[key] = _hang(sign, self.pieces[key[1] - 1].style, context)
            return hangs[key]

        hangs: dict[tuple[str, int], tuple[float, float]] = {}
        for end, begin, penalty, hyphen, hyphenated, added in sorted(places):
            if end < text_end:
                last, first = bytes_at[end], bytes_at[begin]
                x = x_end[last] - hang(added or whole[end - 1], end - 1)[1]
                resume = x_begin[first] + hang(whole[begin], begin)[0]
                around = self._around(end, begin) if begin > end else ("", "")
                breaks.append(Break(last, first, x, resume, spaces[end], spaces[begin], penalty, hyphen, hyphenated, added, *around))
        final, last = bytes_at[text_end], bytes_at[-1]
        return [*breaks, Break(last, last + 1, x_end[final], self.width, spaces[text_end], spaces[-1])]

    def _around(self, end: int, begin: int) -> tuple[str, str]:
        """The words around a space that ends a line."""
        after = self.whole.find(" ", begin)
        before = self.whole[self.whole.rfind(" ", 0, end) + 1 : end]
        return before.strip(EDGE).casefold(), self.whole[begin : after if after >= 0 else len(self.whole)].strip(EDGE).casefold()

    def _between_words(self, language: str | None) -> Iterator[Place]:
        attributes = get_log_attrs(self.whole, language)
        for match in NO_WORD.finditer(self.whole):
            begin = match.end()
            if begin < len(self.whole) and attributes[begin].is_line_break and not NOT_FIRST.match(self.whole, begin):
                typed = match[0] in TYPED_HYPHENS
                end = begin
                while end and self.whole[end - 1] == " ":
                    end -= 1
                yield end, begin, TYPED_HYPHEN if typed else 0.0, 0.0, typed, ""

    def _within_words(self, context: Any) -> Iterator[Place]:
        addresses = self._addresses()
        for piece in self.pieces:
            style = piece.style
            name = dictionary_name(style["lang"])
            if style["hyphens"] != "auto" or not name:
                continue
            total, left, right = style["hyphenate_limit_chars"]
            dictionary = context.dictionaries.get((name, left, right, total))
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
                if dictionary.is_whole(letters) and not begins_sentence(self.whole, start):
                    continue
                first, last = (BESIDE_HYPHEN if letter and letter in TYPED_HYPHENS else 0 for letter in around)
                for place in dictionary.places(letters):
                    if first <= place <= len(letters) - last:
                        penalty = DIVIDED_COMPOUND if first or last else DIVIDED
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


def _planned(context: Any, line: Any, block: Any, whole: str, indent: float) -> Plan | None:
    """The plan of a paragraph; None if it fits on one line or has no good lines."""
    paragraph = _Paragraph(whole)
    paragraph.measure(line, block)
    if paragraph.width <= block.width - indent:
        return None
    measure = _measure(context, line, block, paragraph, indent)
    breaks = paragraph.breaks(context, line.style["lang"])
    for allowed in PASSES:
        chosen = total_fit(breaks, measure(allowed), allowed.tolerance)
        if chosen is not None:
            spaces = Spaces(middles=paragraph.spaces(), size=line.style["font_size"])
            chosen = without_rivers(chosen, breaks, measure(allowed), allowed.tolerance, spaces)
            return _plan([breaks[index] for index in chosen.ends], measure(allowed))
    if not (_has_wide_part(breaks, block.width) or _has_endless_word(whole)):
        return None
    breaks = paragraph.breaks(context, line.style["lang"], block.width)
    chosen = total_fit(breaks, measure(PASSES[-1]), PASSES[-1].tolerance) if len(breaks) < MOST_BREAKS else None
    if chosen is None:
        return _plan(_filled(breaks, measure(PASSES[-1])))
    return _plan([breaks[index] for index in chosen.ends], measure(PASSES[-1]))


def _planned_again(context: Any, line: Any, block: Any, whole: str, indent: float, looseness: int, plan: Plan, kept: int) -> Plan | None:
    """A plan of a paragraph that has `looseness` lines more (or, if negative, fewer) than its best one after the first `kept` lines of
    `plan`; None if one of them would be loose.
    """
    paragraph = _Paragraph(whole)
    paragraph.measure(line, block)
    measure = _measure(context, line, block, paragraph, indent)
    breaks = paragraph.breaks(context, line.style["lang"])
    if kept:
        last = next((at for at in breaks if (at.end, at.resume, at.added) == plan.ends[kept - 1]), None)
        if last is None or not plan.scales:
            return None
        measure = _measure(context, line, block, paragraph, None)
        breaks = [at.beyond(last) for at in breaks if at.end > last.end]
    for allowed in GOOD:
        chosen = total_fit(breaks, measure(allowed), allowed.tolerance, looseness)
        if chosen is not None:
            changed = _plan([breaks[index] for index in chosen.ends], measure(allowed))
            return plan.until(kept, changed)
    return None


def _measure(context: Any, line: Any, block: Any, paragraph: _Paragraph, indent: float | None) -> Callable[[_Pass], Measure]:
    """The lines that a paragraph has to fill, by pass. Without an indent its first lines stand already."""
    space = _places(" ", line.style)[-1]
    begins = paragraph.whole.lstrip(" ")[:1]
    hanging = _hang(begins, paragraph.pieces[0].style, context)[0] if begins and indent == 0 else 0.0

    def measure(allowed: _Pass) -> Measure:
        return Measure(
            width=block.width,
            indent=(indent or 0.0) - hanging,
            stretch=STRETCH * space,
            shrink=allowed.shrink * space,
            least_end=LEAST_END * line.style["font_size"],
            space=space,
            expand=allowed.expand,
        )

    return measure


def _planned_for_wide_words(context: Any, line: Any, block: Any, whole: str, indent: float) -> Plan | None:
    """The plan of a paragraph that is not justified; None if WeasyPrint can divide each of its words that does not fit on a line."""
    paragraph = _Paragraph(whole, is_filled=False)
    paragraph.measure(line, block)
    if not _has_endless_word(whole) and not _has_wide_part(paragraph.breaks(context, line.style["lang"]), block.width):
        return None
    measure = Measure(width=block.width, indent=indent, stretch=0.0, shrink=0.0)
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


def _plan(ends: Sequence[Break], measure: Measure | None = None) -> Plan:
    """The plan of these lines; with a measure they are filled."""
    filled = scales(ends, measure) if measure else ()
    return Plan(tuple((at.end, at.resume, at.added) for at in ends), tuple(at.resume for at in ends), filled)


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
