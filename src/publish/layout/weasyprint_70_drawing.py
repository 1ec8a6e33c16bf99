"""Writes lines of text into a page in a third of the time that WeasyPrint 70.0 takes, and without its rounding error: WeasyPrint truncates
every distance between two letters to a whole unit, so that a justified line ends up to a third of a point before the edge.

Policy: lines of scalable outlines are written here, in both directions. All others (bitmap or coloured glyphs, missing glyphs) are left to
WeasyPrint.

Part of the door to WeasyPrint. `publish.layout.weasyprint_70` installs it and refuses any other release.
"""

from __future__ import annotations

import re
from array import array
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import wraps
from itertools import groupby, pairwise
from typing import Any

from weasyprint import layout
from weasyprint.formatting_structure.boxes import TextBox
from weasyprint.layout import inline
from weasyprint.text.ffi import FROM_UNITS, ffi, pango

from publish.book.faces import glyphs_of, letters_of_glyphs
from publish.layout.glyph_codes import NO_TEXT, is_coded, texts_of_glyphs

GLYPH_BYTES = ffi.sizeof("PangoGlyphInfo")
GLYPH_INTS = GLYPH_BYTES // 4  # the glyph, its width, its two offsets, then fields that are not needed here
EMPTY = pango.PANGO_GLYPH_EMPTY
SPECIAL = pango.PANGO_GLYPH_EMPTY  # this number and higher ones: an empty or a missing glyph
SPACES = (b" ", "\u00a0".encode())  # widened to justify a line
COMBINED = re.compile(
    "[\u0300-\u036f\u0483-\u0489\u0591-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\u302a-\u302f\ua66f-\ua8ff\ufb1d-\ufb4f\ufe20-\ufe2f]"
)
"""Combining characters, and the scripts that have them."""
MARGIN_BOXES = tuple(
    f"@{edge}-{part}"
    for edge, parts in (
        ("top", ("left-corner", "left", "center", "right", "right-corner")),
        ("bottom", ("left-corner", "left", "center", "right", "right-corner")),
        ("left", ("top", "middle", "bottom")),
        ("right", ("top", "middle", "bottom")),
    )
    for part in parts
)


@dataclass(slots=True)
class _Run:
    """Successive glyphs of one font (Pango's) as Pango placed them; word spaces are not widened yet."""

    font: Any
    glyphs: array[int] = field(default_factory=lambda: array("i"))
    widths: array[int] = field(default_factory=lambda: array("i"))
    shifts: array[int] = field(default_factory=lambda: array("i"))
    """How far each glyph is drawn to the right of its place."""
    drops: array[int] = field(default_factory=lambda: array("i"))
    """How far each glyph is drawn below the baseline."""
    starts: array[int] = field(default_factory=lambda: array("i"))
    """The byte offset in the line at which the text of each glyph's cluster begins."""
    ends: dict[int, int] = field(default_factory=dict)
    """The end of the text that begins at an offset."""


def skip_needless_work() -> None:
    """Makes WeasyPrint, in this process, skip work that our pages never need."""
    inline.add_word_spacing = _spacing_words
    inline.resolve_percentages = _resolving_once(inline.resolve_percentages)
    layout.make_margin_boxes = _making_margin_boxes(layout.make_margin_boxes)


def drawing_plain_lines(original: Callable[..., Any]) -> Callable[..., Any]:
    """`draw_first_line`, which now writes plain lines itself."""

    @wraps(original)
    def draw(stream: Any, textbox: Any, text_overflow: Any, block_ellipsis: Any, matrix: Any) -> Any:
        plain = text_overflow != "ellipsis" and block_ellipsis == "none" and textbox.style["font_size"] > 1e-6
        scale = getattr(textbox, "scale", 1.0)  # of a line that `publish.layout.weasyprint_70_lines` has filled
        spacing = getattr(textbox, "justification_spacing", 0.0) / scale  # text in a drawing has none
        is_foreign = getattr(textbox, "has_foreign_letters", False)
        runs = _runs(textbox.pango_layout, without_empty=is_foreign) if plain and textbox.text else None
        fonts = [stream.add_font(run.font) for run in runs] if runs else []
        if not runs or any(font.bitmap or font.svg or font.png or font.colr for font, _ in fonts):
            if spacing:
                textbox.pango_layout.justification_spacing = spacing
                textbox.pango_layout.set_text(textbox.pango_layout.text, justify=True)
            return original(stream, textbox, text_overflow, block_ellipsis, matrix)
        a, b, *rest = matrix.values
        stream.set_text_matrix(a * scale, b * scale, *rest)
        combined = COMBINED.search(textbox.text)
        for run, (asked, size) in zip(runs, fonts, strict=True):
            font, codes = asked, run.glyphs
            if is_coded(asked):
                font, codes = _coded(run, asked, textbox.pango_layout.text.encode(), stream._fonts)
            elif combined:
                _set_texts_of_clusters(run, font, textbox.pango_layout.text)
            stream.set_font_size(font.hash, size)
            for drop, shown in _shown(run, font, codes, size, textbox, spacing, stream):
                if drop:
                    stream.set_text_rise(-drop)
                stream.show_text(shown)
                if drop:
                    stream.set_text_rise(0)
        return []

    return draw


def _runs(text: Any, *, without_empty: bool) -> list[_Run] | None:
    """The runs of a layout's line; None if there are none or one is not plain. Empty glyphs, as of joiners, may be left out."""
    pango.pango_layout_set_single_paragraph_mode(text.layout, True)
    line, _ = text.get_first_line()
    runs: list[_Run] = []
    run = line.runs[0]
    while run != ffi.NULL:
        part, run = run.data, run.next
        count = part.glyphs.num_glyphs
        values = array("i", bytes(ffi.buffer(part.glyphs.glyphs, count * GLYPH_BYTES)))
        clusters = array("i", bytes(ffi.buffer(part.glyphs.log_clusters, count * 4)))
        begins = sorted({*clusters, part.item.length}) if part.item.analysis.level % 2 else [*dict.fromkeys(clusters), part.item.length]
        if without_empty and EMPTY in values[::GLYPH_INTS]:
            kept = [place for place in range(count) if values[place * GLYPH_INTS] != EMPTY]
            clusters = array("i", (clusters[place] for place in kept))
            values = array("i", (value for place in kept for value in values[place * GLYPH_INTS : (place + 1) * GLYPH_INTS]))
        glyphs = values[::GLYPH_INTS]
        if not 0 <= min(glyphs, default=0) <= max(glyphs, default=0) < SPECIAL:
            return None
        font = part.item.analysis.font
        if not runs or runs[-1].font != font:
            runs.append(_Run(font))
        last, start = runs[-1], part.item.offset
        last.glyphs += glyphs
        last.widths += values[1::GLYPH_INTS]
        last.shifts += values[2::GLYPH_INTS]
        last.drops += values[3::GLYPH_INTS]
        last.starts += array("i", [start + cluster for cluster in clusters]) if start else clusters
        last.ends.update((start + begin, start + end) for begin, end in pairwise(begins))
    return runs or None


def _coded(run: _Run, font: Any, line: bytes, fonts: Any) -> tuple[Any, array[int]]:
    """The font that a run of a fallback face is drawn in, and the code of each glyph."""
    letters = letters_of_glyphs(font.face)
    texts = texts_of_glyphs(run.glyphs, run.starts, run.ends, run.widths, line, letters)
    if all(letters.get(glyph) == text for glyph, text in zip(run.glyphs, texts, strict=True)):
        font.to_unicode.update(zip(run.glyphs, texts, strict=True))
        return font, run.glyphs
    coded = fonts.coded_font(font)
    return coded, array("i", map(coded.code, run.glyphs, texts))


def _set_texts_of_clusters(run: _Run, font: Any, text: str) -> None:
    """Sets the text of each glyph where several glyphs draw several characters: a letter and its points.

    WeasyPrint 70.0 gives all of their text to one glyph and none to the others, also where these are used alone later
    (test_text_of_both_directions_is_proved).
    """
    line = text.encode()
    for start, together in groupby(zip(run.starts, run.glyphs, strict=True), key=lambda pair: pair[0]):
        glyphs = [glyph for _, glyph in together]
        if len(glyphs) > 1 and font.face is not None:
            letters = line[start : run.ends[start]].decode()
            for glyph, own in zip(glyphs, _texts_in_cluster(letters, glyphs, glyphs_of(font.face).by_character), strict=True):
                if font.to_unicode.get(glyph, NO_TEXT) == NO_TEXT:
                    font.to_unicode[glyph] = own


def _texts_in_cluster(letters: str, glyphs: Sequence[int], nominal: Mapping[str, int]) -> list[str]:
    """The text of each glyph of a cluster. What no glyph has as its own letter belongs to the first glyph without a letter."""
    texts = [NO_TEXT] * len(glyphs)
    rest = list(letters)
    for index, glyph in enumerate(glyphs):
        own = next((letter for letter in rest if nominal.get(letter) == glyph), "")
        if own:
            texts[index] = own
            rest.remove(own)
    if rest:
        free = texts.index(NO_TEXT) if NO_TEXT in texts else -1
        texts[free] = texts[free].removeprefix(NO_TEXT) + "".join(rest)
    return texts


def _shown(run: _Run, font: Any, codes: array[int], size: float, textbox: Any, spacing: float, stream: Any) -> Iterator[tuple[float, str]]:
    """The glyphs of a run as operands of TJ, each with its distance below the baseline. Errors of rounding to a thousandth of an em do not
    add up.
    """
    scale = 1000 * FROM_UNITS / size
    widths, texts = font.widths, font.to_unicode
    line = textbox.pango_layout.text.encode()
    wider = 1000 * spacing / size
    pieces = ["<"]
    place = pen = 0.0  # where the glyph belongs, and where the pen is
    level = 0
    for code, glyph, width, shift, drop, start in zip(codes, run.glyphs, run.widths, run.shifts, run.drops, run.starts, strict=True):
        if drop != level:
            if len(pieces) > 1:
                yield level * FROM_UNITS, "".join([*pieces, ">"]).removeprefix("<>")
            pieces, level = ["<"], drop
        if code not in texts:
            texts[code] = line[start : run.ends[start]].decode()
        if code not in widths:
            pango.pango_font_get_glyph_extents(run.font, glyph, stream.ink_rect, stream.logical_rect)
            widths[code] = round(stream.logical_rect.width * scale)
        back = round(pen - place - shift * scale)
        pieces.append(f">{back}<{code:04x}" if back else f"{code:04x}")
        pen += widths[code] - back
        place += width * scale + (wider if line.startswith(SPACES, start) else 0.0)
    back = round(pen - place)
    pieces.append(f">{back}" if back else ">")
    yield level * FROM_UNITS, "".join(pieces).removeprefix("<>")


def _spacing_words(_: Any, box: Any, spacing: float, advance: float) -> float:
    """`add_word_spacing` without a new Pango layout, which would split the line at every widened space. Drawing widens them."""
    return spread(box, spacing, advance)


def spread(box: Any, spacing: float, advance: float, scale: float = 1.0) -> float:
    """Moves a box in a line by `advance`, with its spaces widened by `spacing` and its letters by the factor `scale`. By how much what
    follows it moves.
    """
    if hasattr(box, "pango_layout"):
        box.justification_spacing, box.scale = spacing, scale
        box.position_x += advance
        spaces = inline.count_expandable_spaces(box)
        if spaces:
            box.pango_layout.text = box.text
        wider = box.width * (scale - 1.0) + spacing * spaces
        box.width += wider
        return float(advance + wider)
    if not hasattr(box, "children") or type(box).__name__ not in ("LineBox", "InlineBox"):
        box.translate(advance, 0)
        return advance
    box.position_x += advance
    before = advance
    for child in reversed(box.children) if box.style["direction"] == "rtl" else box.children:
        if child.is_in_normal_flow():
            advance = spread(child, spacing, advance, scale)
    box.width += advance - before
    return advance


def _resolving_once(original: Callable[..., Any]) -> Callable[..., Any]:
    """`resolve_percentages`, once for each text box instead of once for each of its lines: a text box has no margins or padding."""

    @wraps(original)
    def resolve(box: Any, containing_block: Any) -> None:
        if not isinstance(box, TextBox) or not hasattr(box, "margin_left"):
            original(box, containing_block)

    return resolve


def _making_margin_boxes(original: Callable[..., Any]) -> Callable[..., Any]:
    """`make_margin_boxes`, which now makes none if no style sheet gives them content."""

    @wraps(original)
    def make(context: Any, made: Any, state: Any) -> Any:
        styles = [context.style_for(made.page_type, name) for name in MARGIN_BOXES]
        if all(style is None or style["content"] == "normal" for style in styles):  # WeasyPrint's own sheet styles them without content
            return ()
        return original(context, made, state)

    return make
