"""The words of a print edition, read back from its PDF: what is drawn where a reader sees it, and nothing else.

The place of a word says what it is: in a note's box it belongs to that note, in the rest of the text block to the document, outside the
block it is a running head or a folio, unless layout has text there. The boxes and the order of lines that stand beside each other come from
layout (`PageMap`), the words from the file alone. A formula is a drawing and counts as one word (`checks.print_formulae`).

A word does not count if it is off the page, covered by a picture or shading, cut off, too small, struck out by a thick line, laid
over other text, or without contrast to its ground. Words whose space has no room are one word.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from publish.checks.bidi_lines import BidiText, bidi_text, in_logical_order
from publish.checks.edition_words import EditionWords, NoteMark, PageStart
from publish.checks.overprinting import Ink, overprinted
from publish.checks.print_formulae import drawn_formulae, place_in_drawing
from publish.checks.reading_order import Drawn, in_order_of_runs, in_reading_order, letters_before_page, rank_of
from publish.model import Book, Box, Made, Page, Supplied
from publish.text.words import LINE_END, CompressedWords, WordStream, fold, split_words
from publish.tools.raster import Cover, Joint, Piece, PrintedPage, open_pdf

SLACK = 1.0  # points by which a word may exceed its box
LEAST_SIZE = 3.5  # points: marks in the smallest type in use have more
LEAST_CONTRAST = 16  # of 255
LEAST_OF_A_WORD = 30
LEAST_RATIO = 1.6  # of the luminance of letters and their ground (WCAG 2.2, contrast ratio)
DARK = 0.1  # the luminance of letters that are seen on white, and on anything on which others are
LOW_HEIGHT = 0.45  # em above the baseline: where the small letters have most of their ink
UNSEEN = "cut off, covered or not seen against its ground"
OVERPRINTED = "laid over other text"
X_HEIGHT = 0.65  # em above the baseline: every letter and digit has ink below it


def read_back(book: Book, made: Made) -> EditionWords:
    """The words of the printed pages, in reading order."""
    reader = _Reader(book)
    with open_pdf(made.path) as sheets:
        for index, page in enumerate(made.pages.pages[: len(sheets)]):
            turned = page.facts.turned
            paths = sheets.drawings(index, turned=turned) if page.facts.formulae else ()
            reader.read(sheets.page(index, turned=turned), page, _place(index, page), paths)
        count = len(sheets)
    return EditionWords(
        bodies=CompressedWords({name: text.stream.texts for name, text in reader.bodies.items()}),
        notes=CompressedWords({name: text.stream.texts for name, text in reader.notes.items()}),
        supplied=reader.supplied,
        hidden=tuple(reader.hidden),
        marks={name: tuple(marks) for name, marks in reader.marks.items()},
        pages=count,
        page_starts=tuple(reader.page_starts),
        formulae=reader.formulae,
    )


@dataclass(slots=True, kw_only=True)
class _Text:
    """A body or a note, read page by page; `at` is the number of the manuscript's letters read so far."""

    truth: str
    stream: WordStream = field(default_factory=WordStream)
    at: int = 0

    @property
    def letters(self) -> int:
        """The number of letters read."""
        return sum(map(len, self.stream.texts)) - sum(word.endswith(LINE_END) for word in self.stream.texts)


@dataclass(slots=True, kw_only=True)
class _Stretch:
    """Pages whose text is read together, in most cases one: `drawn` has the pieces of the body ("") and of each note on them."""

    body: _Text
    pages: list[Page] = field(default_factory=list)
    begins: list[str | None] = field(default_factory=list)
    """The text with which each page begins, None if it has none."""
    drawn: dict[str, list[Drawn]] = field(default_factory=dict)
    pieces: int = 0


class _Reader:
    """Reads page after page; a word divided at the end of a page goes on with the next."""

    def __init__(self, book: Book) -> None:
        self.truths = {document.id: "".join(document.words.body.texts) for document in book.documents}
        self.note_truths = {name: "".join(words.texts) for document in book.documents for name, words in document.words.notes.items()}
        self.owners = {call: note.id for document in book.documents for note in document.notes for call in note.calls}
        self.documents = {document.id: document for document in book.documents}
        self.note_documents = {note.id: document for document in book.documents for note in document.notes}
        self.bidi: dict[tuple[str, str], BidiText] = {}
        self.bodies: dict[str, _Text] = {}
        self.notes: dict[str, _Text] = {}
        self.marks: dict[str, list[NoteMark]] = {}
        self.hidden: list[tuple[str, str]] = []
        self.page_starts: list[PageStart] = []
        self.supplied = 0
        self.formulae = 0
        self.stretch: _Stretch | None = None

    def read(self, seen: PrintedPage, page: Page, place: str, paths: Sequence[Cover] = ()) -> None:
        """Reads one page; on a page with formulae, `paths` are its drawings other than letters and pictures."""
        is_ours = page.document not in self.truths  # title page, imprint, contents, the notes at the book's end
        if self.stretch is None:
            body = _Text(truth="") if is_ours else self.bodies.setdefault(page.document, _Text(truth=self.truths[page.document]))
            self.stretch = _Stretch(body=body)
        stretch, runs = self.stretch, page.facts.runs
        for note in page.facts.notes:
            self.notes.setdefault(note.id, _Text(truth=self.note_truths.get(note.id, "")))
        drawn: dict[str, list[Drawn]] = {name: [] for name in ("", *(note.id for note in page.facts.notes))}
        parts = list(_apart(seen.pieces, page.facts.supplied))
        over = overprinted([_ink(piece) for piece, _ in parts])
        for index, (piece, supplied) in enumerate(parts):
            rank = rank_of(piece, runs, len(stretch.pages)) if runs else None
            name = _owner(piece, seen, page, has_run=rank is not None)
            if name is None or (is_ours and not name):
                self.supplied += len(split_words(piece.text))
            else:
                fault = "" if supplied else _fault(piece, seen) or (OVERPRINTED if index in over else "")
                drawn[name].append(Drawn(piece=piece, place=stretch.pieces, rank=rank, supplied=supplied, fault=fault))
                if fault:
                    self.hidden.extend((word, f"{place}, {fault}") for word in split_words(piece.text))
            stretch.pieces += 1
        for formula, word in drawn_formulae(page.facts.formulae, paths, seen):
            name = _owner(word.piece, seen, page)
            if name is not None and not (is_ours and not name):
                place_in_drawing(drawn[name], word, formula.after)
                self.formulae += not word.fault
                if word.fault:
                    self.hidden.extend((part, f"{place}, {word.fault}") for part in split_words(word.piece.text))
        stretch.pieces += 1  # the first piece of the next page does not follow the last one of this page
        above = ["", *(note.id for note in page.facts.notes if not note.at_foot)]
        stretch.begins.append(next((name for name in above if any(not item.supplied for item in drawn[name])), None))
        stretch.pages.append(page)
        for name, pieces in drawn.items():
            if page.facts.bidi_lines:
                pieces = in_logical_order(pieces, page.facts.bidi_lines, self._bidi_text(page.document, name))  # noqa: PLW2901
            stretch.drawn.setdefault(name, []).extend(pieces)
        if not page.facts.goes_on:
            self._end(stretch)
            self.stretch = None

    def _end(self, stretch: _Stretch) -> None:
        """Adds the words of a stretch in reading order, and records where its pages begin."""
        texts = {name: self.notes[name] if name else stretch.body for name in stretch.drawn}
        before = {name: text.letters for name, text in texts.items()}
        in_runs = any(page.facts.runs for page in stretch.pages)
        ordered = {name: in_order_of_runs(drawn) if in_runs else drawn for name, drawn in stretch.drawn.items()}
        for name, text in texts.items():
            pieces, text.at = in_reading_order(ordered[name], text.truth, text.at)
            self._words(pieces, text.stream, stretch.pages[0].document)
            text.stream.end_line()
        starts: list[PageStart] = []
        after = 0  # the letters before the page that was read last, which is the next one of the book
        for number, (page, begins) in reversed(list(enumerate(zip(stretch.pages, stretch.begins, strict=True)))):
            name = begins or ""
            letters = letters_before_page(ordered[name], number) if len(stretch.pages) > 1 else 0
            after = (after if starts else texts[name].letters - before[name]) if letters is None else letters
            if not page.facts.blank and (begins or page.document in self.truths):
                starts.append(PageStart(page=page.folio, text=name or page.document, letters=before[name] + after))
        self.page_starts.extend(reversed(starts))

    def _bidi_text(self, document: str, note: str) -> BidiText | None:
        """The paragraphs of a document's body, or of a note, that are in both directions; None for pages of our own."""
        owner = self.note_documents.get(note) if note else self.documents.get(document)
        if owner and (owner.id, note) not in self.bidi:
            self.bidi[owner.id, note] = bidi_text(owner, note)
        return self.bidi[owner.id, note] if owner else None

    def _words(self, drawn: Sequence[Drawn], stream: WordStream, document: str) -> None:
        """Adds the pieces of one text to its stream; a mark between two pieces does not divide a word."""
        last = -2  # the index of the piece read last: a piece that does not follow it stands elsewhere
        for piece in drawn:
            joint = piece.piece.joint if piece.place == last + 1 else Joint.BREAK
            if joint is Joint.BREAK:
                stream.end_line()
            elif joint is Joint.SPACE:
                stream.end_word()
            if piece.supplied:
                self.supplied += len(split_words(piece.piece.text))
                if piece.supplied.call:
                    self._mark(document, piece.supplied.call, piece.piece, stream)
                    last = piece.place
            elif not piece.fault:
                stream.add(piece.piece.text)
                last = piece.place

    def _mark(self, document: str, call: str, piece: Piece, stream: WordStream) -> None:
        """Records the number of a mark; its further digits may be pieces of their own."""
        marks = self.marks.setdefault(document, [])
        text = "".join(split_words(piece.text))
        if marks and marks[-1].call == call:
            text = marks.pop().text + text
        marks.append(NoteMark(call=call, note=self.owners.get(call, ""), text=text, words_before=len(stream.texts)))


def _apart(pieces: Iterable[Piece], boxes: tuple[Supplied, ...]) -> Iterator[tuple[Piece, Supplied | None]]:
    """The pieces, each with the box of supplied words around it; a piece that stands partly in a box is cut."""
    for piece in pieces:
        near = [box for box in boxes if _meet(piece, box.box)]
        if not near:
            yield piece, None
            continue
        middles = _middles(piece.edges)
        owners = [next((box for box in near if box.box.left - 0.1 <= middle <= box.box.right + 0.1), None) for middle in middles]
        start = 0
        for end in range(1, len(owners) + 1):
            if end == len(owners) or owners[end] is not owners[start]:
                yield piece.part(start, end), owners[start]
                start = end


def _middles(edges: Sequence[float]) -> list[float]:
    """The middle of each letter; for a letter without width, such as the f of a ligature fi, that of the letter after it."""
    middles: list[float] = []
    for left, right in reversed(list(pairwise(edges))):
        middles.append((left + right) / 2 if right > left or not middles else middles[-1])
    return middles[::-1]


def _meet(piece: Piece, box: Box) -> bool:
    middle = piece.baseline - X_HEIGHT / 2 * piece.size
    return box.top <= middle <= box.bottom and piece.left < box.right and box.left < piece.right


def _ink(piece: Piece) -> Ink:
    """Where a piece has ink; nowhere if its line is not horizontal."""
    edges = piece.edges
    return Ink(edges[0], edges[-1] if piece.level else edges[0], piece.baseline, piece.size)


def _owner(piece: Piece, seen: PrintedPage, page: Page, *, has_run: bool = False) -> str | None:
    """The owner of a piece: a note's id, "" for the body, None for heads and folios. Nothing off the page or in a run is one of these."""
    middle = piece.baseline - X_HEIGHT / 2 * piece.size
    for note in page.facts.notes:
        box = note.box
        if box.top - SLACK <= middle <= box.bottom + SLACK and box.left - SLACK <= piece.left <= box.right + SLACK:
            return note.id
    block = page.facts.block
    if page.facts.turned and not block.left - SLACK <= piece.left <= block.right + SLACK:
        return None  # a folio in the margin is drawn upright
    return "" if has_run or block.top - SLACK <= middle <= block.bottom + SLACK or _is_off(piece, seen) else None


def _is_off(piece: Piece, page: PrintedPage) -> bool:
    """Whether a piece or a part of it lies outside the trim."""
    top = piece.baseline - X_HEIGHT * piece.size
    return piece.left < -SLACK or piece.right > page.width + SLACK or top < -SLACK or piece.baseline > page.height + SLACK


def _fault(piece: Piece, page: PrintedPage) -> str:
    """Why a reader does not see the whole piece; "" if they see it."""
    if fold(piece.text).isspace():
        return ""
    if _is_off(piece, page):
        return "off the page"
    if piece.size < LEAST_SIZE:
        return "too small to read"
    top, bottom, edges = piece.baseline - X_HEIGHT * piece.size, piece.baseline, piece.edges
    box = Box(left=edges[0], top=top, right=edges[-1], bottom=bottom)
    if page.covers and page.is_covered(box, piece.order):
        return "under a picture or shading"
    if page.paths and page.is_struck_out(
        Box(left=edges[0], top=piece.baseline - LOW_HEIGHT * piece.size, right=edges[-1], bottom=bottom), piece.order, LEAST_CONTRAST
    ):
        return "under a line"
    if piece.ink > DARK and _is_pale(piece.ink, *page.pixels.extremes(box)):
        return "too pale to read"
    least = LEAST_OF_A_WORD if any(map(str.isalnum, piece.text)) else LEAST_CONTRAST
    if not page.pixels.shows(edges[0], top, edges[-1], bottom, least):
        return UNSEEN
    if page.clips:  # a word may be cut in its middle
        letters = zip(piece.text, edges, edges[1:], strict=False)
        spans = [(left, right) for letter, left, right in letters if right > left and not fold(letter).isspace()]
        if not all(page.pixels.shows(left, top, right, bottom, LEAST_CONTRAST) for left, right in spans):
            return UNSEEN
    return ""


def _is_pale(ink: float, darkest: int, lightest: int) -> bool:
    """Whether letters of a luminance have little contrast to their ground, the darkest or the lightest pixel beside them."""
    ratios: list[float] = []
    for pixel in (darkest, lightest):
        darker, lighter = sorted((ink, (pixel / 255) ** 2.2))
        ratios.append((lighter + 0.05) / (darker + 0.05))
    return max(ratios) < LEAST_RATIO


def _place(index: int, page: Page) -> str:
    return f"page {page.folio}" if page.folio else f"page [{index + 1}]"
