"""The index in print: two columns, set line by line on the page's grid.

Policy: the index is laid out once in a single column as wide as one of the two, to see how many lines each row takes; then its columns are
filled here, so that nothing is left to chance:

    section.index … div.index-page > div.columns > div.column > p.row …     two columns of a page
    p.row, p.row.sub                                           an entry; a sub-entry
    p.row.goes-on                                              “Trotsky, Leon (continued)” at the head of a column
    p.row.gap                                                  the first entry of a letter, a line below the last of the one before

An entry with sub-entries keeps the first of them; the columns of the last page are as long as each other.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from lxml import etree

from publish.book.index_entries import Entry, locators, write_name
from publish.book.markup import append_text, parse, serialise, set_language, xhtml_element
from publish.diagnostics import Outcome
from publish.languages import IndexWords, index_words, labels_for
from publish.layout.geometry import PageDesign
from publish.model import ContentDocument, Fragment
from publish.text.compressed_text import CompressedText

LayOut = Callable[[ContentDocument], Outcome[Fragment]]
"""What lays out a document that is not bound: to measure it."""

FEWEST_LINES = 4  # of a first page that is worth beginning the entries on


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A paragraph of the index. `of` is the number of its entry, `has_subs` whether sub-entries follow, `begins` whether a letter does."""

    markup: str
    kind: str
    of: int
    has_subs: bool = False
    begins: bool = False


def asked_by_index(entries: Sequence[Entry]) -> Iterator[str]:
    """The ids whose folios the index prints."""
    for entry in entries:
        for place in entry.places:
            yield place.id
            if place.begin:
                yield place.begin
        yield from asked_by_index(entry.subs)


def with_printed_index(
    document: ContentDocument, entries: Sequence[Entry], folios: Mapping[str, str], design: PageDesign, lay_out: LayOut
) -> Outcome[ContentDocument]:
    """The section with its index in columns; `folios` are those known so far. Reports what the worker reports."""
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
        """What stands at the head of a column in which an entry goes on."""
        row = xhtml_element("p", class_="row goes-on", data_supplied="")
        write_name(row, entry.name)
        append_text(row, " (")
        row.append(self._said(self.words.continued))
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
                row.append(self._said(label[0].upper() + label[1:]))
                for place, target in enumerate(targets):
                    append_text(row, "; " if place else " ")
                    write_name(row, target)
        return Row(markup=serialise(row), kind=classes, of=number, has_subs=has_subs, begins=begins)

    def _said(self, words: str) -> etree._Element:
        said = xhtml_element("em", words)
        if labels_for(self.language).are_foreign_to(self.language):
            set_language(said, self.words.language)
        return said


# --- measuring ------------------------------------------------------------------------------------------------------------------------


def _in_one_column(document: ContentDocument, rows: Sequence[Row]) -> ContentDocument:
    """The section with its rows one below the other, the beginning and the end of each to be found."""
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
    """How many lines each row takes, and how many are free for entries on the page on which the section's own text ends."""
    anchors = {anchor.id: anchor for anchor in fragment.anchors}
    heights = []
    for number in range(count):
        begin, end = anchors[f"row-{number}"], anchors[f"row-{number}-end"]
        heights.append(1 + (round((end.top - begin.top) / design.leading) if end.page == begin.page else design.lines))
    first = anchors["row-0"]  # its letters stand a little lower than its line
    free = int((fragment.pages[first.page].block.bottom - first.top) / design.leading + 0.4)
    return heights, min(free, design.lines)


# --- columns --------------------------------------------------------------------------------------------------------------------------


Column = tuple[tuple[Row, bool], ...]
"""The rows of a column, each with whether an empty line stands above it."""
Spread = tuple[bool, Column, Column]
"""The columns of a page, behind whether a new page begins with them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Filler:
    """Fills columns with rows; `tall` says how many lines each takes."""

    rows: Sequence[Row]
    goes_on: Mapping[int, Row]
    tall: Mapping[Row, int]

    def pages(self, room: int, full: int) -> list[Spread]:
        """The two columns of each page, and whether a new page begins with them; the first has `room` lines, others are `full`.

        The last page has four lines at least: the page before it is shorter where it would not.
        """
        pages = whole = self._filled(room, full)
        for less in range(1, FEWEST_LINES + 4):
            if len(pages) < 2 or self._lines(pages[-1][1]) >= FEWEST_LINES:
                return pages
            pages = self._filled(room, full, shorter=len(whole) - 2, less=less)
        return whole

    def _lines(self, column: Column) -> int:
        return sum(self.tall[row] + gap for row, gap in column)

    def _filled(self, room: int, full: int, *, shorter: int = -1, less: int = 0) -> list[Spread]:
        """Pages filled one after the other, the one with this number by so many lines less."""
        pages: list[Spread] = []
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
        """The columns of the last page: as short as they can be with all that is left, the first not the shorter."""
        for lines in range(1, most + 1):
            left, middle = self._column(at, lines, strict=True)
            right, end = self._column(middle, lines, strict=True)
            if end == len(self.rows):
                return left, right
        left, middle = self._column(at, most)
        return left, self._column(middle, most)[0]

    def _column(self, at: int, lines: int, *, strict: bool = False) -> tuple[Column, int]:
        """The rows from one on that fill a column, and the number of the first that does not stand in it."""
        found: list[tuple[Row, bool]] = []
        used = 0
        while at < len(self.rows):
            row = self.rows[at]
            if not found and row.kind == "row sub":
                again = self.goes_on[row.of]
                found.append((again, False))
                used += self.tall[again]
            gap = row.begins and bool(found)
            wanted = used + gap + self.tall[row]
            following = self.tall[self.rows[at + 1]] if row.has_subs else 0
            is_first = not any(kept.kind != "goes-on" for kept, _ in found)
            if wanted + following > lines and not (is_first and not strict):
                break
            found.append((row, gap))
            used, at = wanted, at + 1
        return tuple(found), at


def _in_columns(document: ContentDocument, pages: Sequence[Spread]) -> ContentDocument:
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
