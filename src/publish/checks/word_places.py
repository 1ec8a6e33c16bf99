"""The places of a book's words: the manuscript's line and the printed page of each, in both directions.

The line of a word is known since pandoc read it (`SectionWords`), its page since the finished file was read back (`EditionWords`): a word
stands on the last page that begins before its first letter. Words are counted as everywhere (`publish.text.words`).
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import accumulate

from publish.checks.edition_words import TextStart
from publish.model import Book
from publish.text.words import Words, split_words

AROUND = 5  # words shown before and after those that were looked for


@dataclass(frozen=True, kw_only=True)
class PlacedText:
    """The body of a section, or one note: its words, each with its line, and the pages on which it stands.

    `name` is the id of the document or the note, `label` the note's, "" for a body. `starts` has, for each page in order, the number of
    letters before it; it is empty in a book without pages.
    """

    name: str
    path: str
    label: str
    words: Words
    starts: tuple[tuple[int, int], ...] = ()
    """(letters, page index)"""

    @cached_property
    def lines(self) -> tuple[int, ...]:
        """The manuscript's line of each word."""
        return self.words.lines

    @cached_property
    def letters(self) -> tuple[int, ...]:
        """The number of letters before each word, and that of all."""
        return tuple(accumulate(map(len, self.words.texts), initial=0))

    def word_at(self, letter: int) -> int:
        """The index of the word in which a letter stands; of the last word for a letter behind the text."""
        return max(0, min(bisect_right(self.letters, letter) - 1, len(self.words) - 1))

    def page_of(self, word: int) -> int | None:
        """The index of the page on which a word begins."""
        at = bisect_right(self.starts, (self.letters[word], 1 << 40)) - 1
        return self.starts[max(at, 0)][1] if self.starts else None

    def words_on(self, page: int) -> range:
        """The words that begin on a page."""
        pages = [index for _, index in self.starts]
        if page not in pages:
            return range(0)
        at = pages.index(page)
        ends = self.starts[at + 1][0] if at + 1 < len(self.starts) else self.letters[-1]
        return range(bisect_left(self.letters, self.starts[at][0]), min(bisect_left(self.letters, ends), len(self.words)))


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """Words that stand together: the file and its first and last line with them, the index of the page, and the words.

    `note` is the label of the note that they belong to, "" in the text of a section.
    """

    path: str
    first: int
    last: int
    page: int | None
    note: str = ""
    words: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class WordPlaces:
    """All texts of a book in reading order, the notes of a section after its body."""

    texts: tuple[PlacedText, ...]
    by_path: dict[str, list[PlacedText]] = field(default_factory=dict)

    def on_page(self, page: int) -> Iterator[Passage]:
        """What stands on a page, by its index: a passage of each text."""
        for text in self.texts:
            words = text.words_on(page)
            if words:
                lines = text.lines[words.start : words.stop]
                yield Passage(path=text.path, first=min(lines), last=max(lines), page=page, note=text.label)

    def of_line(self, path: str, line: int) -> Iterator[Passage]:
        """Where the words of a line stand: a passage for each page. Of a line without words, those of the next line that has some."""
        found: dict[tuple[str, int | None], tuple[PlacedText, list[int]]] = {}
        texts = self.by_path.get(path, [])
        lines = sorted({at for text in texts for at in text.lines})
        if not lines:
            return
        wanted = lines[min(bisect_left(lines, line), len(lines) - 1)]
        for text in texts:
            for word in (word for word, at in enumerate(text.lines) if at == wanted):
                found.setdefault((text.name, text.page_of(word)), (text, []))[1].append(word)
        for (_, page), (text, words) in found.items():
            shown = " ".join(text.words.texts[words[0] : words[0] + 2 * AROUND])
            yield Passage(path=path, first=wanted, last=wanted, page=page, note=text.label, words=shown)

    def of_file(self, path: str) -> Iterator[Passage]:
        """Where the text of a file stands, without its notes: a passage for each page."""
        text = next((text for text in self.by_path.get(path, []) if not text.label), None)
        for page in (page for _, page in text.starts) if text else ():
            yield from (passage for passage in self.on_page(page) if passage.path == path and not passage.note)

    def of_words(self, wanted: str) -> Iterator[Passage]:
        """Each place of some words, with the words around it; the last of them may be the beginning of a word."""
        sought = split_words(wanted)
        for text in self.texts if sought else ():
            words = text.words.texts
            for at in _found(words, sought):
                shown = " ".join(words[max(0, at - AROUND) : at + len(sought) + AROUND])
                lines = text.lines[at : at + len(sought)]
                yield Passage(path=text.path, first=lines[0], last=lines[-1], page=text.page_of(at), note=text.label, words=shown)


def word_places(book: Book, starts: Iterable[TextStart] = ()) -> WordPlaces:
    """The places of all words of a book; `starts` are what was read of its pages."""
    pages: dict[str, list[tuple[int, int]]] = {}
    for start in starts:
        pages.setdefault(start.text, []).append((start.letters, start.page))
    texts: list[PlacedText] = []
    for document in book.documents:
        labels = {note.id: note.label for note in document.notes}
        named = [
            (document.id, "", document.words.body),
            *((name, labels.get(name, ""), words) for name, words in document.words.notes.items()),
        ]
        texts += [
            PlacedText(name=name, path=document.path, label=label, words=words, starts=tuple(pages.get(name, ())))
            for name, label, words in named
            if len(words)
        ]
    by_path: dict[str, list[PlacedText]] = {}
    for text in texts:
        by_path.setdefault(text.path, []).append(text)
    return WordPlaces(texts=tuple(texts), by_path=by_path)


def _found(words: Sequence[str], sought: Sequence[str]) -> Iterator[int]:
    """Where the sought words stand; the last one may be the beginning of a word."""
    whole, last = tuple(sought[:-1]), sought[-1]
    for at in range(len(words) - len(whole)):
        if words[at + len(whole)].startswith(last) and tuple(words[at : at + len(whole)]) == whole:
            yield at
