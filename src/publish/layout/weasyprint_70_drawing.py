"""Writes lines of text into a page in a third of the time that WeasyPrint 70.0 takes, and without its rounding error: WeasyPrint truncates
every distance between two letters to a whole unit, so that a justified line ends up to a third of a point before the edge.

Policy: only plain lines are written here: glyphs of scalable outlines, one after the other on the baseline. All others (accents raised by
the font, bitmap or coloured glyphs, missing glyphs, text from right to left) are left to WeasyPrint.

Part of the door to WeasyPrint. `publish.layout.weasyprint_70` installs it and refuses any other release.
"""

from __future__ import annotations

from array import array
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import wraps
from typing import Any

from weasyprint import layout
from weasyprint.formatting_structure.boxes import TextBox
from weasyprint.layout import inline
from weasyprint.text.ffi import FROM_UNITS, ffi, pango

GLYPH_BYTES = ffi.sizeof("PangoGlyphInfo")
GLYPH_INTS = GLYPH_BYTES // 4  # the glyph, its width, its two offsets, then fields that are not needed here
SPECIAL = pango.PANGO_GLYPH_EMPTY  # this number and higher ones: an empty or a missing glyph
SPACES = (b" ", "\u00a0".encode())  # widened to justify a line
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
    texts: list[int] = field(default_factory=list)
    """The byte offset in the line at which each glyph's text begins; then the end of the last one's."""


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
        spacing = getattr(textbox, "justification_spacing", 0.0)  # text in a drawing has none
        runs = _runs(textbox.pango_layout) if plain and textbox.text else None
        fonts = [stream.add_font(run.font) for run in runs] if runs else []
        if not runs or any(font.bitmap or font.svg or font.png or font.colr for font, _ in fonts):
            if spacing:
                textbox.pango_layout.justification_spacing = spacing
                textbox.pango_layout.set_text(textbox.pango_layout.text, justify=True)
            return original(stream, textbox, text_overflow, block_ellipsis, matrix)
        stream.set_text_matrix(*matrix.values)
        for run, (font, size) in zip(runs, fonts, strict=True):
            stream.set_font_size(font.hash, size)
            stream.show_text(_shown(run, font, size, textbox, spacing, stream))
        return []

    return draw


def _runs(text: Any) -> list[_Run] | None:
    """The runs of a layout's line; None if there are none or one is not plain."""
    pango.pango_layout_set_single_paragraph_mode(text.layout, True)
    line, _ = text.get_first_line()
    runs: list[_Run] = []
    run = line.runs[0]
    while run != ffi.NULL:
        part, run = run.data, run.next
        values = array("i", bytes(ffi.buffer(part.glyphs.glyphs, part.glyphs.num_glyphs * GLYPH_BYTES)))
        glyphs = values[::GLYPH_INTS]
        if (
            part.item.analysis.level % 2
            or any(values[3::GLYPH_INTS])
            or not 0 <= min(glyphs, default=0) <= max(glyphs, default=0) < SPECIAL
        ):
            return None
        font = part.item.analysis.font
        if not runs or runs[-1].font != font:
            runs.append(_Run(font))
        last, start = runs[-1], part.item.offset
        last.glyphs += glyphs
        last.widths += values[1::GLYPH_INTS]
        last.shifts += values[2::GLYPH_INTS]
        del last.texts[len(last.glyphs) - len(glyphs) :]
        last.texts += [start + cluster for cluster in array("i", bytes(ffi.buffer(part.glyphs.log_clusters, len(glyphs) * 4)))]
        last.texts.append(start + part.item.length)
    return runs or None


def _shown(run: _Run, font: Any, size: float, textbox: Any, spacing: float, stream: Any) -> str:
    """The glyphs of a run as the operand of TJ. Errors of rounding to a thousandth of an em do not add up."""
    scale = 1000 * FROM_UNITS / size
    widths, texts = font.widths, font.to_unicode
    line = textbox.pango_layout.text.encode()
    wider = 1000 * spacing / size
    pieces = ["<"]
    place = pen = 0.0  # where the glyph belongs, and where the pen is
    for index, (glyph, width, shift) in enumerate(zip(run.glyphs, run.widths, run.shifts, strict=True)):
        if glyph not in texts:
            texts[glyph] = line[run.texts[index] : run.texts[index + 1]].decode()
        if glyph not in widths:
            pango.pango_font_get_glyph_extents(run.font, glyph, stream.ink_rect, stream.logical_rect)
            widths[glyph] = round(stream.logical_rect.width * scale)
        back = round(pen - place - shift * scale)
        pieces.append(f">{back}<{glyph:04x}" if back else f"{glyph:04x}")
        pen += widths[glyph] - back
        place += width * scale + (wider if line.startswith(SPACES, run.texts[index]) else 0.0)
    back = round(pen - place)
    pieces.append(f">{back}" if back else ">")
    return "".join(pieces).removeprefix("<>")


def _spacing_words(context: Any, box: Any, spacing: float, advance: float) -> float:
    """`add_word_spacing` without a new Pango layout, which would split the line at every widened space. Drawing widens them."""
    if hasattr(box, "pango_layout"):
        box.justification_spacing = spacing
        box.position_x += advance
        spaces = inline.count_expandable_spaces(box)
        if spaces:
            box.pango_layout.text = box.text
            box.width += spacing * spaces
        return float(advance + spacing * spaces)
    if not hasattr(box, "children") or type(box).__name__ not in ("LineBox", "InlineBox"):
        box.translate(advance, 0)
        return advance
    box.position_x += advance
    before = advance
    for child in reversed(box.children) if box.style["direction"] == "rtl" else box.children:
        if child.is_in_normal_flow():
            advance = _spacing_words(context, child, spacing, advance)
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
