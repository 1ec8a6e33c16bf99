"""Every private name of WeasyPrint 70.0 that we lean on, each with the reason and the test that says when to drop it.

Policy: this module refuses any other release. `mend` changes WeasyPrint in this process, which is a worker of ours and serves nothing
else; a test in tests/layout/test_lost_notes.py shows what goes wrong without each change. Boxes are untyped: WeasyPrint has no annotations.
"""

from __future__ import annotations

import copy
from collections.abc import Callable
from functools import partial, wraps
from typing import Any

import pydyf
import weasyprint
import weasyprint.document
import weasyprint.draw.text
import weasyprint.layout.block
import weasyprint.layout.inline
import weasyprint.layout.page
import weasyprint.pdf
import weasyprint.pdf.stream
from weasyprint.formatting_structure import boxes, build
from weasyprint.layout import LayoutContext
from weasyprint.layout.absolute import absolute_layout
from weasyprint.layout.block import block_level_layout
from weasyprint.layout.preferred import max_content_width
from weasyprint.text.fonts import get_pango_font_key
from weasyprint.text.line_break import Layout, line_size, strut

from publish.layout.glyph_faces import Ink
from publish.layout.long_notes import LEAST_BODY_LINES, MOST_ATTEMPTS, TOLERANCE, RunningNotes, bottom_of
from publish.layout.weasyprint_70_drawing import drawing_plain_lines, quicken
from publish.layout.weasyprint_70_lines import Paragraphs, SteeredLines, steer

VERSION = "70.0"
if weasyprint.__version__ != VERSION:
    raise ImportError(f"publish reaches into WeasyPrint {VERSION}; this is {weasyprint.__version__}: run `make` to set up again")


def mend() -> None:
    """Nothing; afterwards WeasyPrint, in this process, loses no note, lets long ones run on, writes no fonts and tells which faces it
    draws.
    """
    weasyprint.document.LayoutContext = Context
    weasyprint.layout.page.block_level_layout = _laying_areas(block_level_layout)
    weasyprint.layout.page.make_page = _filling_pages(weasyprint.layout.page.make_page)
    weasyprint.pdf.build_fonts_dictionary = _fonts_by_name
    weasyprint.pdf.stream.Stream.add_font = _add_font
    weasyprint.layout.inline.split_first_line = _letting_the_last_space_hang(weasyprint.layout.inline.split_first_line)
    weasyprint.layout.block.block_box_layout = _centring(weasyprint.layout.block.block_box_layout)
    steer()
    weasyprint.draw.text.draw_first_line = _knowing_the_text(drawing_plain_lines(weasyprint.draw.text.draw_first_line))
    quicken()


def lay_out(html: Any, paragraphs: Paragraphs, **options: Any) -> Any:
    """WeasyPrint's document of HTML, its paragraphs set as they were planned in an earlier layout of the same."""
    weasyprint.document.LayoutContext = partial(Context, paragraphs=paragraphs)
    return html.render(**options)


def line_of(style: Any) -> tuple[float, float]:
    """The height of a line in a style, and how far down its baseline stands, in px."""
    height, baseline = strut(style)
    return float(height), float(baseline)


def space_width(style: Any) -> float:
    """The width of a word space in a style, without what justification adds, in px."""
    layout = Layout(style)
    layout.set_text(" ")
    line, _ = layout.get_first_line()
    return float(line_size(line, style)[0])


# --- notes ----------------------------------------------------------------------------------------------------------------------------


class Context(RunningNotes, SteeredLines, LayoutContext):  # type: ignore[misc]
    """WeasyPrint's layout context, which loses no note and lets long ones run on (`publish.layout.long_notes`).

    WeasyPrint 70.0, November 2026. Where a line is kept because earlier notes were moved to the next page, its own notes are not laid out
    at all (not reported upstream yet; `_linebox_layout`); dropped when test_weasyprint_alone_loses_a_note fails. A note that does not fit
    is moved whole, one taller than a page loses its first lines (Kozea/WeasyPrint#1833); dropped when
    test_weasyprint_alone_loses_the_head_of_a_long_note fails.
    """

    def trial(self, **positioned: Any) -> tuple[Any, Any]:
        """This page's notes laid out as they would be now, and where they go on."""
        area = build.create_anonymous_boxes(self.current_footnote_area.deepcopy())
        return self.lay_area(block_level_layout, area, area.page, **positioned)[:2]  # type: ignore[no-any-return]


def _laying_areas(original: Callable[..., Any]) -> Callable[..., Any]:
    """`block_level_layout` as its callers for whole pages see it: areas of notes are laid out by their context."""

    @wraps(original)
    def lay(context: Any, box: Any, *places: Any, **options: Any) -> Any:
        if isinstance(box, boxes.FootnoteAreaBox) and not context.in_column:
            return context.lay_area(original, box, box.page, absolute_boxes=options["absolute_boxes"], fixed_boxes=options["fixed_boxes"])
        return original(context, box, *places, **options)

    return lay


def _filling_pages(original: Callable[..., Any]) -> Callable[..., Any]:
    """`make_page` that keeps text and notes apart.

    WeasyPrint puts at least one block of text on a page, however many notes were left over for it, and prints them over each other. The
    page is made again with less room for those notes until text and notes stand clear. Dropped with `Context`.
    """

    @wraps(original)
    def make(context: Any, root: Any, page_type: Any, resume_at: Any, number: int, page_state: Any) -> Any:
        if not context.order:
            _begin(context)
        left_over = sorted(context.reported_footnotes, key=context.order.__getitem__)
        before = list(context.footnotes), copy.deepcopy(page_state), context.broken_out_of_flow
        height, line = _text_block(context, page_type)
        context.exact = False
        allowed = height if page_type.blank else height - LEAST_BODY_LINES * line
        for attempt in range(MOST_ATTEMPTS):
            context.begin_page(left_over, allowed, holding=bool(left_over) and allowed < 2 * line)
            result = original(context, root, page_type, resume_at, number, page_state)
            body, area, _ = result[0].children
            free = area.position_y - bottom_of(body) if area.children else 0.0
            clear = page_type.blank or free >= -TOLERANCE
            if clear or (context.exact and (not left_over or context.holding)):
                break
            if context.exact:
                allowed = allowed + free - TOLERANCE if attempt < MOST_ATTEMPTS - 2 else 0.0
            context.exact = True
            context.footnotes = list(before[0])
            _restore(page_state, before[1])
            context.broken_out_of_flow = before[2]
        if not page_type.blank:
            _grow(context, result[0], free)
        context.end_page(left_over)
        return result

    return make


def _letting_the_last_space_hang(original: Callable[..., Any]) -> Callable[..., Any]:
    """`split_first_line` that does not count the space at a text's end, which is gone where the line ends.

    WeasyPrint 70.0 counts it: a text that fits but for that space, with an element behind it, is broken after its first word or within it,
    and the line is left almost empty (test_text_that_fits_but_for_its_last_space_stays_whole).
    """

    @wraps(original)
    def split(text: str, style: Any, context: Any, max_width: float | None, spacing: float, **options: Any) -> Any:
        found = original(text, style, context, max_width, spacing, **options)
        _, length, resume_at, *_ = found
        bare = text.rstrip(" ")
        if (
            resume_at is None
            or bare == text
            or style["white_space"] not in ("normal", "pre-line")
            or b" " in text.encode()[:length].strip()
        ):
            return found
        layout, _, resume_at, width, *metrics = original(bare, style, context, max_width, spacing, **options)
        if resume_at is not None or max_width is None or width > max_width:
            return found
        layout.text = text
        return (layout, len(text.encode()), None, width, *metrics)

    return split


def _centring(original: Callable[..., Any]) -> Callable[..., Any]:
    """`block_box_layout` for which `margin-right: auto` means: centred on the longest line, but no nearer to the left than `margin-left`.

    CSS would say `width: fit-content; margin: 0 auto`; WeasyPrint 70.0 knows no `fit-content`, and CSS has no word for the least margin.
    Dropped when test_weasyprint_knows_no_width_that_fits fails.
    """

    @wraps(original)
    def lay(context: Any, box: Any, bottom_space: Any, skip_stack: Any, containing_block: Any, *rest: Any, **options: Any) -> Any:
        if box.margin_right == "auto" and box.width == "auto" and isinstance(box.margin_left, (int, float)):
            free = containing_block.width - max_content_width(context, box, outer=False)
            box.margin_left, box.margin_right = max(box.margin_left, free / 2), 0
        return original(context, box, bottom_space, skip_stack, containing_block, *rest, **options)

    return lay


def _begin(context: Any) -> None:
    """The notes are numbered in reading order, and their text is made ready as the body's is.

    WeasyPrint 70.0 folds white space and changes the case of letters in the tree of the text only, where notes no longer are: line ends of
    the source broke their lines. Dropped when test_weasyprint_alone_keeps_line_ends_in_notes fails.
    """
    context.order = {note: place for place, note in enumerate(context.footnotes)}
    for note in context.footnotes:
        note.process_whitespace()
        note.process_text_transform()


def _grow(context: Any, page: Any, free: float) -> None:
    """The note that runs on from a page takes what text that moved to the next page left free above it."""
    if context.broken is None or free < strut(context.broken.style)[0]:
        return
    context.create_block_formatting_context()  # the page's own is closed
    if context.grow(free):
        bullets: list[Any] = []
        area = context.trial(absolute_boxes=bullets, fixed_boxes=bullets)[0]
        area.translate(dy=-area.margin_height())
        for bullet in bullets:
            absolute_layout(context, bullet, page, bullets, bottom_space=0, skip_stack=None)
        page.children[1] = area
    context.finish_block_formatting_context()


def _text_block(context: Any, page_type: Any) -> tuple[float, float]:
    """The height of a page's text block and of a line of its text, in CSS px."""
    style = context.style_for(page_type)
    page = boxes.PageBox(page_type, style)
    weasyprint.layout.page.resolve_percentages(page, style["size"])
    weasyprint.layout.page.page_height(page, context, style["size"][1])
    return page.height, strut(style)[0]


def _restore(state: Any, kept: Any) -> None:
    """A page's counters are what they were: the objects are shared, so their content is put back."""
    for there, before in zip(state, copy.deepcopy(kept), strict=True):
        there.clear()
        if isinstance(there, dict):
            there.update(before)
        else:
            there.extend(before)


# --- fonts ----------------------------------------------------------------------------------------------------------------------------


def _fonts_by_name(pdf: Any, fonts: Any, *_: Any) -> Any:
    """The dictionary of fonts of a fragment: their names only.

    WeasyPrint embeds a subset in every file; publish embeds one in the finished book (`publish.press.fonts`). Dropped when WeasyPrint can
    write a file without fonts; test_fragment_holds_no_fonts.
    """
    return pydyf.Dictionary({font.hash: pydyf.Dictionary({"Type": "/Font"}) for font in fonts.values()})


def _add_font(stream: Any, pango_font: Any) -> tuple[Any, float]:
    """A font that is drawn, and its size. The document's dictionary of fonts is an `Ink`, which knows the book's faces.

    WeasyPrint names a font after Pango's description of it and takes any font of the system where ours lack a letter, silently. Dropped
    when it tells which @font-face rule each glyph came from; test_glyph_of_no_face_is_refused, test_synthesised_style_is_refused.
    """
    key, description, size = get_pango_font_key(pango_font)
    ink: Ink = stream._fonts
    if key not in ink:
        ink[key] = ink.drawn(weasyprint.pdf.stream.Font(pango_font, description, size))
    ink.use(ink[key])
    return ink[key], size


def _knowing_the_text(original: Callable[..., Any]) -> Callable[..., Any]:
    """`draw_first_line` that tells the document's `Ink` which text is being drawn, and draws a space that stands alone; also for SVG.

    WeasyPrint 70.0 leaves a text box of spaces undrawn: between two elements the file has no space then, and a narrow one looks like none
    (test_space_between_two_elements_is_in_the_file).
    """

    @wraps(original)
    def draw(stream: Any, textbox: Any, *rest: Any) -> Any:
        stream._fonts.textbox = textbox
        if textbox.text.isspace():
            textbox.text = _Space(textbox.text)
        return original(stream, textbox, *rest)

    return draw


class _Space(str):
    """A space that is drawn."""

    __slots__ = ()

    def strip(self, chars: str | None = None, /) -> str:
        return str(self)
