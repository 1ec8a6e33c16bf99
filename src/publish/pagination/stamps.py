"""Running heads and folios (stamps): each different one is set once, and placed on its pages when the book is bound.

Pages are laid out without them, so that a page that moves is not laid out again. Policy: the verso has the book's title, the recto its
section's short title, both on the line of the folio, which stands at the fore-edge. A section's first page and a turned page have no head,
and their folio at the foot. Display pages and blanks have no stamps.

A stamp is set as a page as wide as the measure and one line high. A text that takes two such pages is too long and is cut.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate

from publish.book.markup import set_language, xhtml_element
from publish.diagnostics import Diagnostic, Outcome
from publish.layout.geometry import PageDesign
from publish.layout.print_html import html_text
from publish.model import Fragment, Side
from publish.pagination.pieces import Leaf
from publish.units import Length, TrimSize

HEAD, FOLIO, DROP_FOLIO = "head", "folio", "drop-folio"
ELEMENT = "page-stamp"  # so that a book's own rule for all paragraphs, such as p::first-letter, does not reach it
ELLIPSIS = "\u2009…"

STAMPS_AT_ONCE = 120  # in one task of a worker

SetHtml = Callable[[Sequence[str]], Sequence[Outcome[Fragment]]]
"""Sets runs of stamps as HTML, with `stamp_stylesheet` and `stamp_trim`."""


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Stamp:
    """A line in the margin. `kind` is its class: HEAD, FOLIO (on the head's line) or DROP_FOLIO (at the foot)."""

    kind: str
    side: Side
    text: str
    language: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StampSheet:
    """All stamps of a book, set. `places` gives each stamp's page, counted through all fragments; `cut` the texts of shortened heads."""

    fragments: tuple[Fragment, ...]
    places: Mapping[Stamp, int]
    cut: Mapping[Stamp, str]


def stamps_on(
    leaf: Leaf, heads: Mapping[str, tuple[str, str]], title: tuple[str, str], page_head: tuple[str, str] | None = None
) -> tuple[Stamp, ...]:
    """The stamps of a page, from texts with their languages: each piece's head, the book's title, and the page's own head if it has one."""
    if not leaf.page.printed or leaf.piece is None:
        return ()
    side = leaf.page.facts.side
    if leaf.opening or leaf.page.facts.turned:
        return (Stamp(kind=DROP_FOLIO, side=side, text=leaf.page.folio, language=title[1]),)
    text, language = page_head or (title if side is Side.VERSO else heads[leaf.piece.name])
    folio = Stamp(kind=FOLIO, side=side, text=leaf.page.folio, language=title[1])
    return (Stamp(kind=HEAD, side=side, text=text, language=language), folio)


def set_stamps(wanted: Iterable[Stamp], set_html: SetHtml) -> Outcome[StampSheet]:
    """Each different stamp, set once. Heads that are too long are cut after the last word that fits."""
    stamps = sorted(set(wanted))
    diagnostics: list[Diagnostic] = []

    def lay_out(lines: Sequence[tuple[Stamp, str]]) -> tuple[Fragment, ...]:
        outcomes = set_html([stamps_html(run) for run in _runs(lines)])
        diagnostics.extend(diagnostic for outcome in outcomes for diagnostic in outcome.diagnostics)
        fragments = tuple(outcome.value for outcome in outcomes if outcome.value is not None)
        return fragments if len(fragments) == len(outcomes) else ()

    fragments = lay_out([(stamp, stamp.text) for stamp in stamps])
    long = [stamps[index] for index in _overlong(fragments, len(stamps))]
    cut: dict[Stamp, str] = {}
    if long:
        trials = [(stamp, text) for stamp in long for text in _beginnings(stamp.text)]
        tried = lay_out(trials)
        overlong = set(_overlong(tried, len(trials)))
        for stamp in long:
            fitting = [text for index, (other, text) in enumerate(trials) if other == stamp and index not in overlong]
            cut[stamp] = max(fitting, key=len)
        fragments = lay_out([(stamp, cut.get(stamp, stamp.text)) for stamp in stamps])
    if stamps and not fragments:
        return Outcome(diagnostics=tuple(diagnostics))
    sheet = StampSheet(fragments=fragments, places={stamp: index for index, stamp in enumerate(stamps)}, cut=cut)
    return Outcome(value=sheet, diagnostics=tuple(diagnostics))


def stamps_html(stamps: Sequence[tuple[Stamp, str]]) -> str:
    """Stamps as HTML, each with the text to print and on its own page."""
    body = xhtml_element("div")
    for index, (stamp, text) in enumerate(stamps):
        line = xhtml_element(ELEMENT, text, class_=f"stamp {stamp.kind} {stamp.side}", id=f"stamp-{index}")
        set_language(line, stamp.language)
        body.append(line)
    return html_text(body)


def stamp_stylesheet(stylesheet: str, design: PageDesign) -> str:
    """The edition's flat style sheet, with the page size of a stamp."""
    trim = stamp_trim(design)
    pages = f"@page {{ size: {trim.width} {trim.height}; margin: 0 }} @page :left {{ margin: 0 }} @page :right {{ margin: 0 }}"
    return f"{stylesheet}\n{pages}\n"


def stamp_trim(design: PageDesign) -> TrimSize:
    """The page size of a stamp."""
    return TrimSize(width=Length(design.measure), height=Length(design.leading))


def position(stamp: Stamp, design: PageDesign, nearer: tuple[float, float] = (0.0, 0.0)) -> tuple[float, float]:
    """The position of a stamp's lower left corner, in points from the trim's; `nearer` moves it towards the text, at head and at foot."""
    left = design.inner if stamp.side is Side.RECTO else design.outer
    top = design.drop_top - nearer[1] if stamp.kind == DROP_FOLIO else design.head_top + nearer[0]
    return left, design.trim.height.points - top - design.leading


def _runs(lines: Sequence[tuple[Stamp, str]]) -> list[Sequence[tuple[Stamp, str]]]:
    """The stamps in runs of `STAMPS_AT_ONCE`. The runs do not depend on the number of workers."""
    return [lines[start : start + STAMPS_AT_ONCE] for start in range(0, len(lines), STAMPS_AT_ONCE)]


def _overlong(fragments: Sequence[Fragment], count: int) -> list[int]:
    """The indices of the stamps that take more than one page."""
    overlong = []
    for number, fragment in enumerate(fragments):
        first = number * STAMPS_AT_ONCE
        pages = {anchor.id: anchor.page for anchor in fragment.anchors}
        in_run = min(STAMPS_AT_ONCE, count - first)
        starts = [*(pages[f"stamp-{index}"] for index in range(in_run)), len(fragment.pages)]
        overlong += [first + index for index in range(in_run) if starts[index + 1] - starts[index] > 1]
    return overlong


def _beginnings(text: str) -> list[str]:
    """Every beginning of a text up to the end of a word, the shortest first, each with an ellipsis. The first is the ellipsis alone."""
    return [
        ELLIPSIS.strip(),
        *(f"{words.rstrip(',;:.–—')}{ELLIPSIS}" for words in accumulate(text.split()[:-1], lambda before, word: f"{before} {word}")),
    ]
