"""The changes that we make to private functions of WeasyPrint 70.0, each with its reason and the test that says when to drop it.

Policy: any other release is refused (`publish.layout.weasyprint_70_sheets`). `mend` changes WeasyPrint in this process only, which is a
worker of ours; the tests in tests/layout/test_lost_notes.py show what goes wrong without the changes to notes. Boxes are untyped:
WeasyPrint has no annotations.
"""

from __future__ import annotations

import copy
from collections.abc import Callable
from functools import partial, wraps
from itertools import count, takewhile
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

from publish.layout.box_measures import bottom_of
from publish.layout.foreign_letters import allow_fallbacks
from publish.layout.glyph_faces import FragmentFonts
from publish.layout.long_notes import LEAST_BODY_LINES, MOST_ATTEMPTS, TOLERANCE, RunningNotes
from publish.layout.small_capitals import settle
from publish.layout.text_runs import FIRST_LETTER, number_boxes, place_of
from publish.layout.weasyprint_70_directions import set_lines_from_right
from publish.layout.weasyprint_70_drawing import drawing_plain_lines, skip_needless_work
from publish.layout.weasyprint_70_labels import use_labels
from publish.layout.weasyprint_70_lines import Paragraphs, PlannedLines, use_plans
from publish.layout.weasyprint_70_sheets import refuse_what_cannot_be_read
from publish.layout.weasyprint_70_sizes import calculate_sizes_of_type
from publish.layout.weasyprint_70_spreads import Facing, end_facing_pages_together

CAPTION_SHARE = 0.8
"""How wide a caption over a narrow table may be, compared with the room for the table."""


def mend() -> None:
    """Changes WeasyPrint in this process: no note is lost, long ones continue on the next page, no fonts are written, faces are checked."""
    weasyprint.document.LayoutContext = Context
    weasyprint.layout.page.block_level_layout = _laying_areas(block_level_layout)
    weasyprint.layout.page.make_page = _filling_pages(weasyprint.layout.page.make_page)
    weasyprint.pdf.build_fonts_dictionary = _fonts_by_name
    weasyprint.pdf.stream.Stream.add_font = _add_font
    weasyprint.layout.inline.split_first_line = _letting_the_last_space_hang(weasyprint.layout.inline.split_first_line)
    weasyprint.layout.block.block_box_layout = _centring(weasyprint.layout.block.block_box_layout)
    for kind in (boxes.Box, boxes.TextBox):
        kind.process_text_transform = _settling_small_capitals(kind.process_text_transform)
    calculate_sizes_of_type()
    use_plans()
    set_lines_from_right()
    weasyprint.layout.inline._out_of_flow_layout = _floating_from_the_next_line(weasyprint.layout.inline._out_of_flow_layout)
    weasyprint.layout.inline.split_inline_box = _moving_past_floats(weasyprint.layout.inline.split_inline_box)
    weasyprint.layout.inline.split_inline_box = _noting_its_start(weasyprint.layout.inline.split_inline_box)
    weasyprint.layout.inline.split_text_box = _dividing_only_at_the_start(weasyprint.layout.inline.split_text_box)
    weasyprint.layout.block.float_layout = _floating_whole(weasyprint.layout.block.float_layout, may_move=True)
    weasyprint.layout.inline.float_layout = _floating_whole(weasyprint.layout.inline.float_layout, may_move=False)
    weasyprint.layout.inline.first_letter_to_box = _making_one_letter(weasyprint.layout.inline.first_letter_to_box)
    weasyprint.draw.text.draw_first_line = _noting_the_text(drawing_plain_lines(weasyprint.draw.text.draw_first_line))
    end_facing_pages_together()
    skip_needless_work()
    use_labels()
    refuse_what_cannot_be_read()


def lay_out(html: Any, paragraphs: Paragraphs, **options: Any) -> Any:
    """WeasyPrint's document of HTML. Paragraphs with a plan from an earlier layout of the same HTML keep it."""
    weasyprint.document.LayoutContext = partial(Context, paragraphs=paragraphs)
    return html.render(**options)


def line_of(style: Any) -> tuple[float, float]:
    """The height of a line in a style, and the distance from its top to its baseline, in px."""
    height, baseline = strut(style)
    return float(height), float(baseline)


def space_width(style: Any) -> float:
    """The width of a word space in a style before justification, in px."""
    layout = Layout(style)
    layout.set_text(" ")
    line, _ = layout.get_first_line()
    return float(line_size(line, style)[0])


# --- notes ----------------------------------------------------------------------------------------------------------------------------


class Context(RunningNotes, PlannedLines, Facing, LayoutContext):  # type: ignore[misc]
    """WeasyPrint's layout context, which loses no note and lets long ones continue on the next page (`publish.layout.long_notes`).

    WeasyPrint 70.0, November 2026. Where a line is kept because earlier notes were moved to the next page, its own notes are not laid out
    at all (not reported upstream yet; `_linebox_layout`); drop this when test_weasyprint_alone_loses_a_note fails. A note that does not fit
    is moved whole, and a note taller than a page loses its first lines (Kozea/WeasyPrint#1833); drop this when
    test_weasyprint_alone_loses_the_head_of_a_long_note fails.
    """

    is_begun = False
    """Whether the first page is being made or was made."""
    line_start: float | None = None
    """Where the first text of the line stands that is being made, in px; None before it."""

    def trial(self, **positioned: Any) -> tuple[Any, Any]:
        """The area of this page's notes as it would be laid out now, and where it continues."""
        area = build.create_anonymous_boxes(self.current_footnote_area.deepcopy())
        return self.lay_area(block_level_layout, area, area.page, **positioned)[:2]  # type: ignore[no-any-return]


def _laying_areas(original: Callable[..., Any]) -> Callable[..., Any]:
    """`block_level_layout` as called for whole pages: the context lays out the areas of notes."""

    @wraps(original)
    def lay(context: Any, box: Any, *places: Any, **options: Any) -> Any:
        if isinstance(box, boxes.FootnoteAreaBox) and not context.in_column:
            return context.lay_area(original, box, box.page, absolute_boxes=options["absolute_boxes"], fixed_boxes=options["fixed_boxes"])
        return original(context, box, *places, **options)

    return lay


def _filling_pages(original: Callable[..., Any]) -> Callable[..., Any]:
    """`make_page`, which now keeps text and notes apart, and goes on until floats end.

    WeasyPrint 70.0 puts at least one block of text on a page, however many notes were left over for it, and prints them over each other.
    The page is made again with less room for those notes until text and notes stand clear. Drop this with `Context`. It also loses what is
    left of a float when the text beside it ends (test_weasyprint_alone_loses_the_end_of_a_long_float; not reported upstream yet).
    """

    @wraps(original)
    def make(context: Any, root: Any, page_type: Any, resume_at: Any, number: int, page_state: Any) -> Any:
        if not context.is_begun:
            _begin(context, root)
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
        page, resume_at, next_page = result
        if resume_at is None and context.broken_out_of_flow:
            resume_at = {len(root.children): None}  # after the text
        return page, resume_at, next_page

    return make


def _letting_the_last_space_hang(original: Callable[..., Any]) -> Callable[..., Any]:
    """`split_first_line`, which now ignores the space at the end of a text, because it disappears at the end of a line.

    WeasyPrint 70.0 counts it: a text that fits but for that space, with an element after it, is broken after its first word or within it,
    and the line is left almost empty (test_text_that_fits_but_for_its_last_space_stays_whole).
    """

    @wraps(original)
    def split(text: str, style: Any, context: Any, max_width: float | None, spacing: float, **options: Any) -> Any:
        first_line = original(text, style, context, max_width, spacing, **options)
        _, length, resume_at, *_ = first_line
        bare = text.rstrip(" ")
        if (
            resume_at is None
            or bare == text
            or style["white_space"] not in ("normal", "pre-line")
            or b" " in text.encode()[:length].strip()
        ):
            return first_line
        layout, _, resume_at, width, *metrics = original(bare, style, context, max_width, spacing, **options)
        if resume_at is not None or max_width is None or width > max_width:
            return first_line
        layout.text = text
        return (layout, len(text.encode()), None, width, *metrics)

    return split


def _centring(original: Callable[..., Any]) -> Callable[..., Any]:
    """`block_box_layout`, for which `margin-right: auto` now means: centred on the longest line, but not left of `margin-left`.

    CSS would say `width: fit-content; margin: 0 auto`, but WeasyPrint 70.0 does not know `fit-content`, and CSS has no least margin.
    Drop this when test_weasyprint_does_not_know_fit_content fails. A caption may be wider than its table.
    """

    @wraps(original)
    def lay(context: Any, box: Any, bottom_space: Any, skip_stack: Any, containing_block: Any, *rest: Any, **options: Any) -> Any:
        if box.is_table_wrapper:
            box.room = containing_block.width
        elif isinstance(box, boxes.TableCaptionBox):
            _widen_caption(context, box, containing_block)
        elif box.margin_right == "auto" and box.width == "auto" and isinstance(box.margin_left, (int, float)):
            free = containing_block.width - max_content_width(context, box, outer=False)
            box.margin_left, box.margin_right = max(box.margin_left, free / 2), 0
        return original(context, box, bottom_space, skip_stack, containing_block, *rest, **options)

    return lay


def _widen_caption(context: Any, caption: Any, wrapper: Any) -> None:
    """Makes a caption as wide as its text, up to `CAPTION_SHARE` of the room for the table, where its table is narrower than that.

    In CSS a caption is as wide as its table, and one over a narrow table would have one word on each line.
    """
    wanted = min(max_content_width(context, caption), CAPTION_SHARE * wrapper.room)
    if caption.width != "auto" or wanted <= wrapper.width:
        return
    free_left, free_right = (max(margin, 0) for margin in (wrapper.margin_left, wrapper.margin_right))
    more = min(wanted - wrapper.width, free_left + free_right)
    left = min(max(more / 2, more - free_right), free_left)
    caption.margin_left, caption.margin_right = -left, left - more


def _floating_from_the_next_line(original: Callable[..., Any]) -> Callable[..., Any]:
    """`_out_of_flow_layout` of lines, which now sets a float at the left, in a line that has text before it, beside the next line.

    WeasyPrint 70.0 moves the text before the float to the right, and prints the text after it over that (not reported upstream yet). Drop
    this when test_weasyprint_alone_prints_over_the_text_before_a_float fails.
    """

    @wraps(original)
    def lay(context: Any, line: Any, block: Any, index: int, child: Any, *children: Any) -> None:
        start = "inline-start" if line.style["direction"] == "ltr" else "inline-end"
        on_the_line, late, child.position_x = children[:3], children[3], children[-2]
        if child.style["float"] in ("left", start) and any(box[1].is_in_normal_flow() for boxes in on_the_line for box in boxes):
            late.append(child)
        else:
            original(context, line, block, index, child, *children)

    return lay


def _moving_past_floats(original: Callable[..., Any]) -> Callable[..., Any]:
    """`split_inline_box`, which now begins a line to the right of the floats with which it begins.

    WeasyPrint 70.0 prints the text over a drop cap: `_out_of_flow_layout` forgets the place where the text goes on (not reported upstream
    yet). Drop this when test_weasyprint_alone_prints_over_a_drop_cap fails.
    """

    @wraps(original)
    def split(context: Any, box: Any, *rest: Any) -> Any:
        result = original(context, box, *rest)
        line = result[0]
        if isinstance(line, boxes.LineBox) and line.style["direction"] == "ltr" and line.children and line.children[0].is_floated():
            floats = takewhile(lambda child: not child.is_in_normal_flow(), line.children)
            width = sum(max(child.margin_width(), 0) for child in floats if child.style["float"] in ("left", "inline-start"))
            for child in line.children:
                if child.is_in_normal_flow():
                    child.translate(dx=width, ignore_floats=True)
        return result

    return split


def _noting_its_start(original: Callable[..., Any]) -> Callable[..., Any]:
    """`split_inline_box`, which now forgets where the line before began."""

    @wraps(original)
    def split(context: Any, box: Any, *rest: Any) -> Any:
        if not isinstance(box, boxes.LineBox):
            return original(context, box, *rest)
        around, context.line_start = context.line_start, None  # a line may be in a box that stands in another line
        result = original(context, box, *rest)
        context.line_start = around
        return result

    return split


def _dividing_only_at_the_start(original: Callable[..., Any]) -> Callable[..., Any]:
    """`split_text_box`, which now divides a word that is too long for the rest of a line only if the line begins with it.

    WeasyPrint 70.0 takes every text in an element for the start of a line if the element begins it, and divides a number or a word that
    would stand whole on the next line, where `overflow-wrap` lets it (not reported upstream yet). Drop this when
    test_word_in_a_nested_element_is_not_divided passes without.
    """

    @wraps(original)
    def split(context: Any, box: Any, available_width: Any, skip: Any, is_line_start: bool = True) -> Any:
        if available_width is None:  # a text is measured that stands nowhere
            return original(context, box, available_width, skip, is_line_start=is_line_start)
        begun = context.line_start is not None and box.position_x > context.line_start
        result = original(context, box, available_width, skip, is_line_start=is_line_start and not begun)
        if result[0] is not None and context.line_start is None:
            context.line_start = box.position_x
        return result

    return split


def _floating_whole(original: Callable[..., Any], *, may_move: bool) -> Callable[..., Any]:
    """`float_layout`, which now does not divide a float between two columns, nor one with `break-inside: avoid` between two pages if it
    `may_move` to the next one.

    WeasyPrint 70.0 loses what does not fit into the first column, and divides every float at the foot of a page (not reported upstream
    yet). Drop this when test_weasyprint_alone_loses_the_end_of_a_float_in_columns fails.
    """

    @wraps(original)
    def lay(context: Any, box: Any, block: Any, absolute: Any, fixed: Any, bottom: float, skip_stack: Any) -> Any:
        is_whole = context.in_column or (may_move and box.style["break_inside"] in ("avoid", "avoid-page") and skip_stack is None)
        result = original(context, box, block, absolute, fixed, float("-inf") if is_whole else bottom, skip_stack)
        if is_whole and not context.in_column and result[0].margin_height() > context.current_footnote_area.page.height:
            weasyprint.layout.block.remove_placeholders(context, [result[0]], absolute, fixed)
            return original(context, box, block, absolute, fixed, bottom, skip_stack)
        return result

    return lay


def _making_one_letter(original: Callable[..., Any]) -> Callable[..., Any]:
    """`first_letter_to_box`, which now makes one box of a first letter, however often its paragraph is laid out.

    WeasyPrint 70.0 makes a box of that box when it lays out a page or a flexible box again, and stops at an assertion (not reported
    upstream yet). Drop this when test_weasyprint_alone_stops_at_a_drop_cap_laid_out_again fails.
    """

    @wraps(original)
    def make(box: Any, skip: Any, style: Any) -> Any:
        first = box.children[0] if box.children else None
        if first is None or any((part.element_tag or "").endswith(FIRST_LETTER) for part in (box, first)):
            return skip
        skip = original(box, skip, style)
        if box.children[0] is not first:
            for part in box.children[0].descendants():
                part.place = place_of(first)
                if isinstance(part, boxes.TextBox):
                    allow_fallbacks(part)
        return skip

    return make


def _begin(context: Any, root: Any) -> None:
    """Numbers notes and boxes in reading order, and folds white space and transforms case in the text of the notes as in the body's.

    WeasyPrint 70.0 does so only in the tree of the text, which no longer holds the notes: line ends of the source would break their lines.
    Drop this when test_weasyprint_alone_keeps_line_ends_in_notes fails.
    """
    context.order = {note: place for place, note in enumerate(context.footnotes)}
    for note in context.footnotes:
        note.process_whitespace()
        note.process_text_transform()
    number_boxes((root, *context.footnotes))
    context.is_begun = True


def _grow(context: Any, page: Any, free: float) -> None:
    """Lets the note that continues on the next page take the space above it that is free because text moved to the next page."""
    if context.broken is None or free < strut(context.broken.style)[0]:
        return
    context.create_block_formatting_context()  # that of the page is closed
    if context.grow(free):
        bullets: list[Any] = []
        area = context.trial(absolute_boxes=bullets, fixed_boxes=bullets)[0]
        area.translate(dy=-area.margin_height())
        for bullet in bullets:
            absolute_layout(context, bullet, page, bullets, bottom_space=0, skip_stack=None)
        page.children[1] = area
    context.finish_block_formatting_context()


def _text_block(context: Any, page_type: Any) -> tuple[float, float]:
    """The heights of a page's text block and of a line of text, in px."""
    style = context.style_for(page_type)
    page = boxes.PageBox(page_type, style)
    weasyprint.layout.page.resolve_percentages(page, style["size"])
    weasyprint.layout.page.page_height(page, context, style["size"][1])
    return page.height, strut(style)[0]


def _restore(state: Any, saved: Any) -> None:
    """Restores the content of a page's counters. The objects themselves are shared and must stay."""
    for counters, before in zip(state, copy.deepcopy(saved), strict=True):
        counters.clear()
        if isinstance(counters, dict):
            counters.update(before)
        else:
            counters.extend(before)


def _settling_small_capitals(original: Callable[..., Any]) -> Callable[..., Any]:
    """`process_text_transform`, before which small capitals that a face lacks are now replaced (`publish.layout.small_capitals`).

    WeasyPrint 70.0 asks the face for its small capitals, and letters without one stay as they are. CSS Fonts 4, 6.6, lets small capitals be
    made of capitals: drop this when WeasyPrint does so for single letters (test_text_is_set_of_one_piece).
    """

    @wraps(original)
    def process(self: Any) -> None:
        settle(self, getattr(self.style.font_config, "faces", ()))
        original(self)
        if isinstance(self, boxes.TextBox):
            allow_fallbacks(self)

    return process


# --- fonts ----------------------------------------------------------------------------------------------------------------------------


def _fonts_by_name(pdf: Any, fonts: Any, *_: Any) -> Any:
    """The dictionary of fonts of a fragment: their names only.

    WeasyPrint 70.0 embeds a subset in every file; publish embeds one in the finished book (`publish.press.fonts`). Drop this when
    WeasyPrint can write a file without fonts (test_fragment_holds_no_fonts_no_links_and_no_names).
    """
    return pydyf.Dictionary({font.hash: pydyf.Dictionary({"Type": "/Font"}) for font in fonts.values()})


def _add_font(stream: Any, pango_font: Any) -> tuple[Any, float]:
    """The font to draw with, and its size. The document's dictionary of fonts is a `FragmentFonts`, which knows the book's faces.

    WeasyPrint 70.0 names a font after Pango's description of it, and silently takes any font of the system for a letter that ours lack.
    Drop this when it says which @font-face rule each glyph came from (test_glyph_of_no_face_is_refused, test_synthesised_style_is_refused).
    """
    key, description, size = get_pango_font_key(pango_font)
    fonts: FragmentFonts = stream._fonts
    if key not in fonts:
        fonts[key] = fonts.font_to_draw(weasyprint.pdf.stream.Font(pango_font, description, size))
    fonts.check(fonts[key])
    return fonts[key], size


def _noting_the_text(original: Callable[..., Any]) -> Callable[..., Any]:
    """`draw_first_line`, also for SVG, which now gives `FragmentFonts` the text that is being drawn, numbers the texts in the order of
    drawing, and draws a space that stands alone.

    WeasyPrint 70.0 does not draw a text box of spaces: the file would have no space between two elements, and a narrow space would look
    like none (test_space_between_two_elements_is_in_the_file).
    """

    order = count(1)

    @wraps(original)
    def draw(stream: Any, textbox: Any, *rest: Any) -> Any:
        stream._fonts.textbox = textbox
        textbox.drawn = next(order)
        if textbox.text.isspace():
            textbox.text = _Space(textbox.text)
        return original(stream, textbox, *rest)

    return draw


class _Space(str):
    """A space that is drawn."""

    __slots__ = ()

    def strip(self, chars: str | None = None, /) -> str:
        return str(self)
