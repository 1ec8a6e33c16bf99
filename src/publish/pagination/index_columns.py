"""The printed index: two columns on the page's grid of lines.

Policy: the index is first laid out in one column, as wide as each of the two, to measure how many lines each row takes; then its columns
are filled here:

    section.index … div.index-page > div.columns > div.column > p.row …     two columns of a page
    p.row, p.row.sub                                           an entry; a sub-entry
    p.row.goes-on                                              “Trotsky, Leon (continued)” at the head of a column
    p.row.gap                                                  the first entry of a letter, a line below the last of the one before

An entry stays in one column with the first of its sub-entries; the two columns of the last page are equally long.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from lxml import etree

from publish.book.index_entries import Entry, locators, write_name
from publish.book.markup import append_text, parse, serialise, set_language, xhtml_element
from publish.diagnostics import Outcome
from publish.languages import IndexWords, index_words
from publish.layout.geometry import PageDesign
from publish.model import ContentDocument, Fragment
from publish.text.compressed_text import CompressedText

LayOut = Callable[[ContentDocument], Outcome[Fragment]]
"""Lays out a document that is not bound, to measure it."""

FEWEST_LINES = 4  # with entries on the first and on the last page


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A paragraph of the index. `of` is the number of its entry; `has_subs`: sub-entries follow; `begins`: a new letter begins with it."""

    markup: str
    kind: str
    of: int
    has_subs: bool = False
    begins: bool = False


def targets_of_index(entries: Sequence[Entry]) -> Iterator[str]:
    """The ids whose folios the index prints."""
    for entry in entries:
        for place in entry.places:
            yield place.id
            if place.begin:
                yield place.begin
        yield from targets_of_index(entry.subs)


def with_printed_index(
    document: ContentDocument, entries: Sequence[Entry], folios: Mapping[str, str], design: PageDesign, lay_out: LayOut
) -> Outcome[ContentDocument]:
    """The section with its index in columns; `folios` are those known so far. Reports what the workers report."""
    writer = _Writer(index_words(document.language), document.language, folios)
    rows = tuple(writer.rows(entries))
    goes_on = {number: writer.goes_on(number, entry) for number, entry in enumerate(entries) if entry.subs}
    measured = lay_out(_in_one_column(document, (*rows, *goes_on.values())))
    if measured.value is None:
        return Outcome(diagnostics=measured.diagnostics)
    heights, room = _measures(measured.value, len(rows) + len(goes_on), design)
    tall = dict(zip((*rows, *goes_on.values()), heights, strict=True))
    filler = _Filler(rows=rows, goes_on=goes_on, tall=tall)
    return Outcome(value=_in_columns(document, filler.pages(room, design.lines)))


# --- rows -----------------------------------------------------------------------------------------------------------------------------


class _Writer:
    """Writes rows in one language, with the folios known so far."""

    def __init__(self, words: IndexWords, language: str, folios: Mapping[str, str]) -> None:
        self.words = words
        self.language = language
        self.folios = folios

    def rows(self, entries: Sequence[Entry]) -> Iterator[Row]:
        """The rows of all entries in order."""
        for number, entry in enumerate(entries):
            begins = number > 0 and entry.group != entries[number - 1].group
            yield self._row(entry, "row", number, has_subs=bool(entry.subs), begins=begins)
            for sub in entry.subs:
                yield self._row(sub, "row sub", number)

    def goes_on(self, number: int, entry: Entry) -> Row:
        """The row at the head of a column in which an entry continues."""
        row = xhtml_element("p", class_="row goes-on", data_supplied="")
        write_name(row, entry.name)
        append_text(row, " (")
        row.append(self._words_in_italics(self.words.continued))
        append_text(row, ")")
        return Row(markup=serialise(row), kind="goes-on", of=number)

    def _row(self, entry: Entry, classes: str, number: int, *, has_subs: bool = False, begins: bool = False) -> Row:
        row = xhtml_element("p", class_=classes, data_supplied="")
        if entry.id:
            row.set("id", entry.id)
        write_name(row, entry.name)
        for text in dict.fromkeys(locator.text for locator in locators(entry.places, self.folios, self.words)):
            append_text(row, f", {text}")
        for label, targets in ((self.words.see, entry.see), (self.words.also, entry.also)):
            if targets:
                append_text(row, ". ")
                row.append(self._words_in_italics(label[0].upper() + label[1:]))
                for place, target in enumerate(targets):
                    append_text(row, "; " if place else " ")
                    write_name(row, target)
        return Row(markup=serialise(row), kind=classes, of=number, has_subs=has_subs, begins=begins)

    def _words_in_italics(self, words: str) -> etree._Element:
        emphasis = xhtml_element("em", words)
        if self.words.are_foreign_to(self.language):
            set_language(emphasis, self.words.language)
        return emphasis


# --- measuring ------------------------------------------------------------------------------------------------------------------------


def _in_one_column(document: ContentDocument, rows: Sequence[Row]) -> ContentDocument:
    """The section with its rows in one column, with an anchor at the beginning and the end of each."""
    root = parse(document.body)
    column = xhtml_element("div", class_="column measured")
    for number, row in enumerate(rows):
        paragraph = parse(row.markup)
        begin = xhtml_element("span", id=f"row-{number}")
        begin.tail, paragraph.text = paragraph.text, None
        paragraph.insert(0, begin)
        paragraph.append(xhtml_element("span", id=f"row-{number}-end"))
        column.append(paragraph)
    root.append(column)
    return replace(document, markup=CompressedText.of(serialise(root)))


def _measures(fragment: Fragment, count: int, design: PageDesign) -> tuple[list[int], int]:
    """The number of lines of each row, and of those free for entries on the page on which the section's own text ends."""
    anchors = {anchor.id: anchor for anchor in fragment.anchors}
    heights = []
    for number in range(count):
        begin, end = anchors[f"row-{number}"], anchors[f"row-{number}-end"]
        heights.append(1 + (round((end.top - begin.top) / design.leading) if end.page == begin.page else design.lines))
    first = anchors["row-0"]  # a little lower than the top of its line, hence 0.4 below
    free = int((fragment.pages[first.page].block.bottom - first.top) / design.leading + 0.4)
    return heights, min(free, design.lines)


# --- columns --------------------------------------------------------------------------------------------------------------------------


Column = tuple[tuple[Row, bool], ...]
"""The rows of a column, each with whether it has an empty line above it."""
IndexPage = tuple[bool, Column, Column]
"""Whether a page break precedes the columns, and the two columns."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Filler:
    """Fills columns with rows; `tall` gives the number of lines of each."""

    rows: Sequence[Row]
    goes_on: Mapping[int, Row]
    tall: Mapping[Row, int]

    def pages(self, room: int, full: int) -> list[IndexPage]:
        """The pages of the index: `room` lines on the first, `full` on the others.

        If the last page would have fewer than `FEWEST_LINES`, the page before it is made shorter.
        """
        pages = whole = self._filled(room, full)
        for less in range(1, FEWEST_LINES + 4):
            if len(pages) < 2 or self._lines(pages[-1][1]) >= FEWEST_LINES:
                return pages
            pages = self._filled(room, full, shorter=len(whole) - 2, less=less)
        return whole

    def _lines(self, column: Column) -> int:
        return sum(self.tall[row] + gap for row, gap in column)

    def _filled(self, room: int, full: int, *, shorter: int = -1, less: int = 0) -> list[IndexPage]:
        """Pages filled one after the other. Page `shorter` has `less` lines fewer."""
        pages: list[IndexPage] = []
        at, new = 0, room < FEWEST_LINES
        lines = full if new else room
        while at < len(self.rows):
            lines -= less if len(pages) == shorter else 0
            left, middle = self._column(at, lines)
            right, end = self._column(middle, lines)
            if end == len(self.rows):
                left, right = self._balanced(at, lines)
            pages.append((new, left, right))
            at, lines, new = end, full, True
        return pages

    def _balanced(self, at: int, most: int) -> tuple[Column, Column]:
        """The columns of the last page: as short as possible with all remaining rows, the second no longer than the first."""
        for lines in range(1, most + 1):
            left, middle = self._column(at, lines, strict=True)
            right, end = self._column(middle, lines, strict=True)
            if end == len(self.rows):
                return left, right
        left, middle = self._column(at, most)
        return left, self._column(middle, most)[0]

    def _column(self, at: int, lines: int, *, strict: bool = False) -> tuple[Column, int]:
        """The rows of a column from row `at` on, and the number of the first row after it. `strict`: never more than `lines`."""
        column: list[tuple[Row, bool]] = []
        used = 0
        while at < len(self.rows):
            row = self.rows[at]
            if not column and row.kind == "row sub":
                again = self.goes_on[row.of]
                column.append((again, False))
                used += self.tall[again]
            gap = row.begins and bool(column)
            wanted = used + gap + self.tall[row]
            following = self.tall[self.rows[at + 1]] if row.has_subs else 0
            is_first = all(above.kind == "goes-on" for above, _ in column)
            if wanted + following > lines and not (is_first and not strict):
                break
            column.append((row, gap))
            used, at = wanted, at + 1
        return tuple(column), at


def _in_columns(document: ContentDocument, pages: Sequence[IndexPage]) -> ContentDocument:
    """The section with the pages of its index after its own text."""
    root = parse(document.body)
    for new, *columns in pages:
        around = xhtml_element("div", class_="index-page overleaf" if new else "index-page")
        page = xhtml_element("div", class_="columns")
        around.append(page)
        for rows in columns:
            column = xhtml_element("div", class_="column")
            for row, gap in rows:
                paragraph = parse(row.markup)
                if gap:
                    paragraph.set("class", f"{paragraph.get('class')} gap")
                column.append(paragraph)
            page.append(column)
        root.append(around)
    return replace(document, markup=CompressedText.of(serialise(root)))
