"""Lets facing pages end on the same line. WeasyPrint 70.0 fills each page by itself: one that may not end with a paragraph's first line or
before its last one ends a line early, beside a full one.

Both pages of a spread are made before either is kept, and the second one is kept when the next spread is made. Where one page ends higher
than the other, they are made again as a compositor would: a paragraph of the shorter page is set a line longer, or a line shorter so that
text comes up from the next page; white is added above a heading and around a block; both pages end a line early; or a paragraph of the page
before the spread is changed. The first remedy that makes the pages level is taken, and what does not help is taken back. A page whose text
ends at a forced break or with its section may be short, as may one with a float that goes on overleaf, and one with notes ends with them.

Part of the door to WeasyPrint. `publish.layout.weasyprint_70` installs it and refuses any other release. Boxes are untyped, in CSS px.
"""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial, wraps
from itertools import chain, combinations, islice
from typing import Any

import weasyprint.layout.block
import weasyprint.layout.page
from weasyprint.text.line_break import strut

from publish.layout.box_measures import bottom_of, is_turned
from publish.layout.weasyprint_70_lines import Key, Plan, Plans

White = dict[Any, tuple[float, float]]
"""More white above and below elements, in px."""
State = dict[str, Any]
"""What a page changes in WeasyPrint's context."""

HEADING, DISPLAY, TEXT = (1.0, 0.0), (0.5, 0.5), (1.0, 1.0)
WHITE = {
    **dict.fromkeys(("h2", "h3", "h4", "h5", "h6"), HEADING),
    **dict.fromkeys(("figure", "table", "pre", "hr"), DISPLAY),
    **dict.fromkeys(("blockquote", "ul", "ol", "dl"), TEXT),
}
"""How many lines of white a block may have more above and below: text in it stays on the page's grid."""
MOST_OPENED = 2  # blocks
LEVEL = 0.75  # of a line: pages whose ends differ by less have a difference that lines cannot mend
MOST_DIFFERENCE = 4  # lines
MOST_TRIES = 3  # for each remedy
NOTES = ("footnotes", "reported_footnotes", "begun", "settled", "broken", "rest", "room")
STATE = ("page_maker", "broken_out_of_flow", "rendered_notes", *NOTES)


@dataclass(frozen=True, slots=True)
class _Made:
    """A page, where the section continues, by how many lines its text ends early; the state of the context before it and after."""

    page: Any
    resume_at: Any
    free: float
    before: State
    after: State


Pages = tuple[_Made, ...]


class Facing:
    """WeasyPrint's `LayoutContext`, which makes the pages of a spread together."""

    page_maker: list[Any]
    paragraphs: Any

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.early = 0.0
        """How much of its text block the page that is being made leaves free, in px."""
        self.white: White = {}
        """White for the page that is being made."""
        self.facing: dict[int, _Made] = {}
        """Pages that were made with others in view, by their index, until WeasyPrint asks for them."""

    def overflows_page(self, bottom_space: float, position_y: float) -> bool:
        """Whether a box that ends at `position_y` runs past the page's text."""
        return bool(super().overflows_page(bottom_space + self.early, position_y))  # type: ignore[misc]


def end_facing_pages_together() -> None:
    """Makes WeasyPrint, in this process, make the pages of a spread together."""
    weasyprint.layout.block.block_box_layout = _with_white(weasyprint.layout.block.block_box_layout)
    weasyprint.layout.page.remake_page = _with_facing_pages(weasyprint.layout.page.remake_page)


def _with_white(original: Callable[..., Any]) -> Callable[..., Any]:
    """`block_box_layout`, which now gives blocks the white that the context says."""

    @wraps(original)
    def lay(context: Any, box: Any, bottom_space: Any, skip_stack: Any, *rest: Any, **options: Any) -> Any:
        if context.white and skip_stack is None and box.element in context.white and (box.margin_top or box.margin_bottom):
            above, below = context.white[box.element]
            box.margin_top += above
            box.margin_bottom += below
        return original(context, box, bottom_space, skip_stack, *rest, **options)

    return lay


def _with_facing_pages(original: Callable[..., Any]) -> Callable[..., Any]:
    """`remake_page`, which now makes the first page of a spread with the second one in view, and that with the next spread in view."""

    @wraps(original)
    def make(index: int, context: Any, root: Any, html: Any) -> Any:
        facing = context.facing
        opens_spread = context.page_maker[index][2] == (root.style["direction"] == "rtl")
        if opens_spread and index not in facing and len(context.page_maker) == index + 1:  # else a single page is made for its counters
            _Spread(original, context, root, html, index).make()
        if opens_spread and index + 1 in facing and index + 2 not in facing and facing[index + 1].resume_at is not None:
            _Spread(original, context, root, html, index + 2).make()
        if index not in facing:
            return original(index, context, root, html)
        made = facing.pop(index)
        return made.page, made.resume_at

    return make


class _Spread:
    """Two facing pages of a section, of which the first has this index."""

    def __init__(self, original: Callable[..., Any], context: Any, root: Any, html: Any, index: int) -> None:
        self.original, self.context, self.root, self.html, self.index = original, context, root, html, index
        self.line = strut(root.style)[0]

    def make(self) -> None:
        """Makes the pages for `Facing.facing`, level if that can be had; no second page if the first is the last one of the section."""
        context, index = self.context, self.index
        earlier = context.facing.get(index - 1)
        first = context.facing[index] = self._made(index, earlier.after if earlier else _state(context))
        if first.resume_at is None:
            return
        second = context.facing[index + 1] = self._made(index + 1, first.after)
        if not _run_on(first, second) or _are_level(first, second):
            return
        remedies = chain(self._remedies(first, second), self._with_the_page_before(earlier) if earlier else ())
        mended = next((made for made in remedies if made is not None), None)
        if mended is None:
            _restore(context, second.after)
        else:
            context.facing.update(enumerate(mended, index + 2 - len(mended)))

    def _made(self, index: int, before: State, *, early: int = 0) -> _Made:
        """A page made in a state of the context, so many lines shorter than its block."""
        context = self.context
        _restore(context, before)
        for pages in context.string_set.values():
            pages.pop(index + 1, None)
        context.early = early * self.line
        page, resume_at = self.original(index, context, self.root, self.html)
        context.early = 0.0
        body, area = page.children[:2]
        free = 0.0 if area.children else (page.content_box_y() + page.height - bottom_of(body)) / self.line
        return _Made(page, resume_at, free, before, _state(context))

    def _remedies(self, first: _Made, second: _Made) -> Iterator[Pages | None]:
        """The spread made again in other ways, the less visible ones first; None for each that does not make its pages level."""
        lines = round(abs(first.free - second.free))
        if lines > MOST_DIFFERENCE:
            return
        place = 0 if first.free > second.free else 1
        shorter = (first, second)[place]
        again = partial(self._spread, first.before, first=first if place else None)
        changes = [(shorter, 1, lines, again), (shorter, -1, 1, again), (shorter, -1, 2, again)]
        if place:  # other text may end the second page
            anew = partial(self._spread, first.before)
            changes += [(first, looseness, number, anew) for number in (1, 2) for looseness in (1, -1)]
        for made, looseness, number, make in changes:
            yield from (self._tried(plans, make) for plans in self._changes(made, looseness, number))
        longer = list(islice(self._changed(shorter, 1), lines - 1))
        for number in reversed(range(len(longer) + 1)):
            white = _opened(shorter.page, lines - number)
            if white is not None:
                yield self._tried(dict(longer[:number]), again, white)
        if lines == 1:
            yield self._spread(first.before, early=(place, 1 - place))

    def _with_the_page_before(self, earlier: _Made) -> Iterator[Pages | None]:
        """The spread made again after the page before it, with a paragraph of that changed."""
        for looseness in (1, -1):
            yield from (self._tried(plans, partial(self._after, earlier)) for plans in self._changes(earlier, looseness, 1))

    def _changes(self, made: _Made, looseness: int, number: int) -> Iterator[Plans]:
        """Other plans for so many paragraphs of a page."""
        found = list(islice(self._changed(made, looseness), number + MOST_TRIES - 1))
        for start in range(len(found) - number + 1):
            yield dict(found[start : start + number])

    def _changed(self, made: _Made, looseness: int) -> Iterator[tuple[Key, Plan]]:
        """Other plans for the paragraphs of a page, for their lines on this page and after it, the longest ones first."""
        paragraphs = self.context.paragraphs
        begun = _planned_lines(made.page)
        for key in sorted(begun, key=lambda key: begun[key] - len(paragraphs.plans[key].ends)):
            plan = paragraphs.changed(key, looseness, begun[key])
            if plan is not None:
                yield key, plan

    def _tried(self, plans: Plans, again: Callable[[], Pages | None], white: White | None = None) -> Pages | None:
        """The pages made with other plans, and more white around blocks. The plans stay if the pages are level."""
        context = self.context
        kept = {key: context.paragraphs.plans[key] for key in plans}
        context.paragraphs.plans.update(plans)
        context.white = white or {}
        made = again()
        context.white = {}
        if made is None:
            context.paragraphs.plans.update(kept)
        return made

    def _spread(self, before: State, first: _Made | None = None, early: tuple[int, int] = (0, 0)) -> Pages | None:
        """Both pages made again, only the second one if the first is given; None if they are not level."""
        first = first or self._made(self.index, before, early=early[0])
        if not _run_on(first):
            return None
        second = self._made(self.index + 1, first.after, early=early[1])
        return (first, second) if _run_on(second) and _are_level(first, second) else None

    def _after(self, earlier: _Made) -> Pages | None:
        """The page before the spread and both pages made again; None if they are not level, or that page has another end than it had."""
        changed = self._made(self.index - 1, earlier.before)
        spread = self._spread(changed.after) if _run_on(changed) and _are_level(changed, earlier) else None
        return (changed, *spread) if spread else None


def _run_on(*pages: _Made) -> bool:
    """Whether the text of each of these pages runs on to the next one at no forced break, with no float that goes on beside it."""
    return all(
        made.resume_at is not None
        and not made.before["broken_out_of_flow"]
        and not made.after["broken_out_of_flow"]
        and made.after["page_maker"][-1][1]["break"] == "any"
        and not made.page.page_type.blank
        and not is_turned(made.page)
        for made in pages
    )


def _are_level(first: _Made, second: _Made) -> bool:
    return abs(first.free - second.free) < LEVEL


def _planned_lines(page: Any) -> dict[Key, int]:
    """The paragraphs in the text of a page, each with the number of its first line there."""
    begun: dict[Key, int] = {}
    for box in page.children[0].descendants():
        if getattr(box, "planned", None) is not None:
            begun.setdefault(*box.planned)
    return begun


def _opened(page: Any, lines: int) -> White | None:
    """White of so many lines for blocks of a page that neither begin nor end it, the fewest blocks."""
    gains: White = {}
    line = strut(page.style)[0]
    body = page.children[0]
    top, foot = page.content_box_y(), bottom_of(body)
    for box in body.descendants():
        above, below = WHITE.get(box.element_tag, (0.0, 0.0))
        begins = above and box.margin_top > 0 and box.position_y > top
        if begins and (not below or box.position_y + box.margin_height() < foot):
            gains[box.element] = above * line, below * line
    for number in range(1, MOST_OPENED + 1):
        for blocks in combinations(gains, number):
            if round(sum(sum(gains[block]) for block in blocks) / line) == lines:
                return {block: gains[block] for block in blocks}
    return None


def _state(context: Any) -> State:
    return {name: copy.copy(getattr(context, name)) for name in STATE}


def _restore(context: Any, state: State) -> None:
    for name, value in state.items():
        setattr(context, name, copy.copy(value))
