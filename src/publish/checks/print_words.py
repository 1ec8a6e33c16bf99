"""The words of a print edition, read back from its PDF: what is drawn where a reader sees it, and nothing else.

Each page is read by itself (`checks.page_reading`); here what was read of the pages becomes the texts of documents and notes, in reading
order. The boxes and the order of lines that stand beside each other come from layout (`PageMap`), the words from the file alone.

What was read of a page, and of all pages of a document, is remembered under the digests of the pages as they lie in the file
(`pdf.page_digests`): the same bytes are not read twice. Pages that are new are read in up to `jobs` processes.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from math import ceil
from pathlib import Path

from publish.checks.bidi_lines import BidiText, bidi_text, in_logical_order
from publish.checks.edition_words import EditionWords, NoteMark, PageStart, TextStart
from publish.checks.page_reading import PageReading, read_page
from publish.checks.reading_order import Drawn, in_order_of_runs, in_reading_order, letters_before_page
from publish.model import Book, ContentDocument, Made, Page, PageFacts
from publish.pdf.page_digests import page_digests
from publish.text.words import LINE_END, CompressedWords, WordStream, split_words
from publish.tools.cache import NO_CACHE, Cache, digest
from publish.tools.processes import side_by_side
from publish.tools.raster import Joint, Piece, open_pdf, page_count

WORTH_A_PROCESS = 60
"""Pages; fewer are read before another process has started."""
SHARES = 3
"""Runs of pages for each process, so that all end together."""


def read_back(book: Book, made: Made, cache: Cache = NO_CACHE, jobs: int = 1) -> EditionWords:
    """The words of the printed pages, in reading order."""
    manuscript = _Manuscript(book)
    pages = made.pages.pages
    bodies: dict[str, Sequence[str]] = {}
    notes: dict[str, Sequence[str]] = {}
    marks: dict[str, tuple[NoteMark, ...]] = {}
    hidden: list[tuple[str, str]] = []
    page_starts: list[PageStart] = []
    text_starts: list[TextStart] = []
    supplied = formulae = first = 0
    for reading in _chapters_read(made.path, pages, manuscript, cache, jobs):
        bodies |= reading.bodies
        notes |= reading.notes
        marks |= reading.marks
        hidden += ((word, f"{_place(first + at, pages[first + at])}, {fault}") for word, at, fault in reading.hidden)
        page_starts += (PageStart(page=pages[first + at].folio, text=text, letters=letters) for at, text, letters in reading.page_starts)
        text_starts += (replace(start, page=first + start.page) for start in reading.text_starts)
        supplied += reading.supplied
        formulae += reading.formulae
        first += reading.pages
    return EditionWords(
        bodies=CompressedWords(bodies),
        notes=CompressedWords(notes),
        supplied=supplied,
        hidden=tuple(hidden),
        marks=marks,
        pages=page_count(made.path),
        page_starts=tuple(page_starts),
        text_starts=tuple(text_starts),
        formulae=formulae,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class ChapterReading:
    """What is read of some pages of a file, in most cases those of one document, with all of each text that is on them.

    Pages are counted from the first of them, which depends on nothing before it. `hidden` are words that no reader sees, each with its page
    and the reason; `page_starts` say where pages begin: the page, the text, the number of its letters before.
    """

    pages: int
    bodies: Mapping[str, tuple[str, ...]]
    notes: Mapping[str, tuple[str, ...]]
    marks: Mapping[str, tuple[NoteMark, ...]]
    hidden: tuple[tuple[str, int, str], ...]
    page_starts: tuple[tuple[int, str, int], ...]
    text_starts: tuple[TextStart, ...]
    supplied: int
    formulae: int


class _Manuscript:
    """What the book says of the texts on its pages."""

    def __init__(self, book: Book) -> None:
        self.truths = {document.id: "".join(document.words.body.texts) for document in book.documents}
        self.note_truths = {name: "".join(words.texts) for document in book.documents for name, words in document.words.notes.items()}
        self.owners = {call: note.id for document in book.documents for note in document.notes for call in note.calls}
        self.documents = {document.id: document for document in book.documents}
        self.note_documents = {note.id: document for document in book.documents for note in document.notes}
        self.bidi: dict[tuple[str, str], BidiText] = {}

    def bidi_text(self, document: str, note: str) -> BidiText | None:
        """The paragraphs of a document's body, or of a note, that are in both directions; None for pages of our own."""
        owner = self.owner(document, note)
        if owner and (owner.id, note) not in self.bidi:
            self.bidi[owner.id, note] = bidi_text(owner, note)
        return self.bidi[owner.id, note] if owner else None

    def owner(self, document: str, note: str = "") -> ContentDocument | None:
        """The document that has a body, or a note."""
        return self.note_documents.get(note) if note else self.documents.get(document)

    def of_pages(self, pages: Sequence[Page]) -> Iterator[object]:
        """All of it on which the reading of these pages depends."""
        for page in pages:
            notes = [note.id for note in page.facts.notes]
            yield page.document, self.truths.get(page.document), [(note, self.note_truths.get(note)) for note in notes]
            yield [(supplied.call, self.owners.get(supplied.call)) for supplied in page.facts.supplied if supplied.call]
            if page.facts.bidi_lines:
                owners = dict.fromkeys(owner.id for name in ("", *notes) if (owner := self.owner(page.document, name)))
                yield [(self.documents[name].body, [note.body for note in self.documents[name].notes]) for name in owners]


def _chapters_read(path: Path, pages: Sequence[Page], manuscript: _Manuscript, cache: Cache, jobs: int) -> Iterator[ChapterReading]:
    """What is read of the pages of each document, remembered or read now, of as many pages as the file has."""
    digests = page_digests(path) if cache.folder else ()
    tasks = _tasks(pages, manuscript)
    keys = [_key(task, shown) for task, shown in zip(tasks, digests, strict=False)] if len(digests) >= len(tasks) else []
    chapters = list(_chapters(pages, manuscript))
    known: dict[int, ChapterReading] = {}
    names: dict[int, str] = {}
    for first, end in chapters if keys else ():
        names[first] = digest("pages of a document", *keys[first:end], *manuscript.of_pages(pages[first:end]))
        reading = cache.recall(names[first], ChapterReading)
        if reading:
            known[first] = reading
    unread = [task for first, end in chapters if first not in known for task in tasks[first:end]]
    readings = {task.index: reading for task, reading in zip(unread, _readings(path, unread, keys, cache, jobs), strict=False)}
    for first, end in chapters:
        if first in known:
            yield known[first]
            continue
        reader = _Reader(manuscript)
        for index in range(first, end):
            if index in readings:
                reader.add(readings[index], pages[index])
        reading = reader.result()
        if first in names and reading.pages == end - first:
            cache.keep(names[first], reading)
        yield reading


def _chapters(pages: Sequence[Page], manuscript: _Manuscript) -> Iterator[tuple[int, int]]:
    """The pages that are read together, as a first index and an end: those of one document, and as many more as have a text of theirs."""
    bodies = ({page.document} & manuscript.truths.keys() for page in pages)
    texts = [(*(f"/{name}" for name in body), *(note.id for note in page.facts.notes)) for body, page in zip(bodies, pages, strict=True)]
    last = {text: index for index, on_page in enumerate(texts) for text in on_page}
    first = end = 0
    for index, page in enumerate(pages):
        end = max(end, index + 1, *(last[text] + 1 for text in texts[index]), index + 2 if page.facts.goes_on else 0)
        if index + 1 == end:
            yield first, end
            first = end


@dataclass(frozen=True, slots=True, kw_only=True)
class _PageTask:
    """A page to read. `at` is the number of pages before it whose text is read together with its own; `is_ours` says that it has no
    document of the manuscript, as a title page.
    """

    index: int
    facts: PageFacts
    at: int
    is_ours: bool


def _tasks(pages: Sequence[Page], manuscript: _Manuscript) -> list[_PageTask]:
    tasks: list[_PageTask] = []
    at = 0
    for index, page in enumerate(pages):
        tasks.append(_PageTask(index=index, facts=page.facts, at=at, is_ours=page.document not in manuscript.truths))
        at = at + 1 if page.facts.goes_on else 0
    return tasks


def _readings(path: Path, tasks: Sequence[_PageTask], keys: Sequence[str], cache: Cache, jobs: int) -> list[PageReading]:
    """What is read of some pages, of as many as the file has: remembered, or read now. `keys` are those of all pages, if they are known."""
    known = {task.index: reading for task in tasks if keys and (reading := cache.recall(keys[task.index], PageReading))}
    unread = [task for task in tasks if task.index not in known]
    if keys and len(unread) >= WORTH_A_PROCESS and jobs > 1:
        length = ceil(len(unread) / (jobs * SHARES))
        runs = [unread[start : start + length] for start in range(0, len(unread), length)]
        shares = [_Share(path=path, tasks=tuple(run), keys=tuple(keys[task.index] for task in run), cache=cache) for run in runs]
        side_by_side(_remember_pages, shares, jobs=jobs, weight=lambda share: len(share.tasks))
        known |= {task.index: reading for task in unread if (reading := cache.recall(keys[task.index], PageReading))}
        unread = [task for task in unread if task.index not in known]
    for task, reading in zip(unread, _read_pages(path, unread), strict=False):
        known[task.index] = reading
        if keys:
            cache.keep(keys[task.index], reading)
    return [known[task.index] for task in tasks if task.index in known]


def _key(task: _PageTask, shown: str) -> str:
    """The key of a page's reading. What layout says of lines of the manuscript and of faults of composition does not count in it."""
    facts = replace(task.facts, lines=(), composition_faults=(), start=None)
    return digest("page reading", shown, facts, task.at if facts.runs else 0, task.is_ours)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Share:
    """Pages for a process to read, and the keys under which it keeps what it reads: that is faster than to hand it over."""

    path: Path
    tasks: tuple[_PageTask, ...]
    keys: tuple[str, ...]
    cache: Cache


def _remember_pages(share: _Share) -> None:
    for key, reading in zip(share.keys, _read_pages(share.path, share.tasks), strict=False):
        share.cache.keep(key, reading)


def _read_pages(path: Path, tasks: Sequence[_PageTask]) -> Iterator[PageReading]:
    """What is read of some pages of a file, of as many as it has."""
    if not tasks:
        return
    with open_pdf(path) as sheets:
        for task in tasks:
            if task.index < len(sheets):
                turned = task.facts.turned
                paths = sheets.drawings(task.index, turned=turned) if task.facts.formulae else ()
                seen = sheets.page(task.index, turned=turned)
                yield read_page(seen, task.facts, paths, at=task.at, is_ours=task.is_ours)


@dataclass(slots=True, kw_only=True)
class _Text:
    """A body or a note, read page by page; `at` is the number of the manuscript's letters read so far."""

    truth: str
    stream: WordStream = field(default_factory=WordStream)
    at: int = 0
    counted: tuple[int, int] = (0, 0)
    """The number of words whose letters were counted, and of these letters."""

    @property
    def letters(self) -> int:
        """The number of letters read up to the end of a line: none of these words grows any more, so each is counted once."""
        words, letters = self.counted
        self.counted = len(self.stream.texts), letters + sum(map(_letters, self.stream.texts[words:]))
        return self.counted[1]


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

    def __init__(self, manuscript: _Manuscript) -> None:
        self.manuscript = manuscript
        self.bodies: dict[str, _Text] = {}
        self.notes: dict[str, _Text] = {}
        self.marks: dict[str, list[NoteMark]] = {}
        self.hidden: list[tuple[str, int, str]] = []
        self.page_starts: list[tuple[int, str, int]] = []
        self.text_starts: list[TextStart] = []
        self.pages = 0
        self.supplied = 0
        self.formulae = 0
        self.stretch: _Stretch | None = None

    def result(self) -> ChapterReading:
        """What was read of all pages so far."""
        return ChapterReading(
            pages=self.pages,
            bodies={name: tuple(text.stream.texts) for name, text in self.bodies.items()},
            notes={name: tuple(text.stream.texts) for name, text in self.notes.items()},
            marks={name: tuple(marks) for name, marks in self.marks.items()},
            hidden=tuple(self.hidden),
            page_starts=tuple(self.page_starts),
            text_starts=tuple(self.text_starts),
            supplied=self.supplied,
            formulae=self.formulae,
        )

    def add(self, reading: PageReading, page: Page) -> None:
        """Adds what was read of the next page."""
        truth = self.manuscript.truths.get(page.document)  # None for title page, imprint, contents, the notes at the book's end
        if self.stretch is None:
            body = _Text(truth="") if truth is None else self.bodies.setdefault(page.document, _Text(truth=truth))
            self.stretch = _Stretch(body=body)
        stretch = self.stretch
        for note in page.facts.notes:
            self.notes.setdefault(note.id, _Text(truth=self.manuscript.note_truths.get(note.id, "")))
        self.supplied += reading.supplied
        self.formulae += reading.formulae
        self.hidden.extend((word, self.pages, fault) for word, fault in reading.hidden)
        above = ["", *(note.id for note in page.facts.notes if not note.at_foot)]
        stretch.begins.append(next((name for name in above if any(not item.supplied for item in reading.drawn[name])), None))
        stretch.pages.append(page)
        for name, drawn in reading.drawn.items():
            pieces = [item.moved(stretch.pieces) for item in drawn] if stretch.pieces else list(drawn)
            if page.facts.bidi_lines:
                pieces = in_logical_order(pieces, page.facts.bidi_lines, self.manuscript.bidi_text(page.document, name))
            stretch.drawn.setdefault(name, []).extend(pieces)
        self.pages += 1
        stretch.pieces += reading.pieces + 1  # the first piece of the next page does not follow the last one of this page
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
            self._text_starts(stretch, name, ordered[name], before[name])
        starts: list[tuple[int, str, int]] = []
        first = self.pages - len(stretch.pages)
        after = 0  # the letters before the page that was read last, which is the next one of the book
        for number, (page, begins) in reversed(list(enumerate(zip(stretch.pages, stretch.begins, strict=True)))):
            name = begins or ""
            letters = letters_before_page(ordered[name], number) if len(stretch.pages) > 1 else 0
            after = (after if starts else texts[name].letters - before[name]) if letters is None else letters
            if not page.facts.blank and (begins or page.document in self.manuscript.truths):
                starts.append((first + number, name or page.document, before[name] + after))
        self.page_starts.extend(reversed(starts))

    def _text_starts(self, stretch: _Stretch, name: str, ordered: Sequence[Drawn], before: int) -> None:
        """Records on which pages of a stretch a text stands."""
        first, text = self.pages - len(stretch.pages), name or stretch.pages[0].document
        if text not in self.manuscript.truths and text not in self.manuscript.note_truths:
            return
        for number in range(len(stretch.pages)):
            letters = (
                letters_before_page(ordered, number) if len(stretch.pages) > 1 else 0 if any(item.letters for item in ordered) else None
            )
            if letters is not None:
                self.text_starts.append(TextStart(page=first + number, text=text, letters=before + letters))

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
        marks.append(NoteMark(call=call, note=self.manuscript.owners.get(call, ""), text=text, words_before=len(stream.texts)))


def _letters(word: str) -> int:
    return len(word) - word.endswith(LINE_END)


def _place(index: int, page: Page) -> str:
    return f"page {page.folio}" if page.folio else f"page [{index + 1}]"
