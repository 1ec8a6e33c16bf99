"""The words of an e-book, read back from its container: what a reader of the spine sees, and nothing else.

Each file is read by itself (`checks.document_reading`); a document is recognised by the id of its section. Title page, imprint and contents
are ours. What was read of a file is remembered under the digest of its bytes in the container, of the style sheets that it names and the
pictures that these show, and of the document's markup, which says what we supply: the same bytes are not read twice.
"""

import re
import zipfile
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from posixpath import basename, dirname, splitext
from urllib.parse import urldefrag

from lxml import etree

from publish.book.markup import PARSER
from publish.checks.document_reading import (
    Before,
    DocumentReading,
    Supplied,
    formulae_by_speech,
    read_document,
    resolved,
    supplied_in,
    text_of,
)
from publish.checks.edition_words import Doubt, EditionWords, NoteMark, PageStart
from publish.checks.ground_pictures import shades_of
from publish.checks.visibility import Styles
from publish.model import Book, ContentDocument, Made
from publish.text.words import CompressedWords, split_words
from publish.tools.cache import NO_CACHE, Cache, digest

CONTAINER = "META-INF/container.xml"
FURTHER = re.compile(r"(.+)-part-\d+(?:-\d+)?")  # the id of a further file of a long section
SHADED = frozenset({".png", ".jpg", ".jpeg", ".gif", ".webp"})


def read_back(book: Book, made: Made, cache: Cache = NO_CACHE) -> EditionWords:
    """The words of the e-book's documents in the order of its spine."""
    reader = _Reader(documents={document.id: _Document(document=document) for document in book.documents}, cache=cache)
    with zipfile.ZipFile(made.path) as container:
        for file in spine(container):
            reader.read(container, file)
    return reader.words()


def spine(container: zipfile.ZipFile) -> Iterator[str]:
    """The names of the files of the spine, in reading order."""
    rootfile = next(parsed(container, CONTAINER).iter("{*}rootfile"))
    package = rootfile.get("full-path", "")
    opf = parsed(container, package)
    hrefs = {item.get("id"): item.get("href", "") for item in opf.iter("{*}item")}
    for itemref in opf.iter("{*}itemref"):
        yield resolved(package, hrefs[itemref.get("idref")])


def parsed(container: zipfile.ZipFile, name: str) -> etree._Element:
    """The root of a file of the container."""
    return etree.fromstring(container.read(name), PARSER)


@dataclass(slots=True, kw_only=True)
class _Document:
    """What was read of a document in its files so far. `keys` are those of these readings."""

    document: ContentDocument
    body: list[str] = field(default_factory=list)
    marks: list[NoteMark] = field(default_factory=list)
    letters: int = 0
    preceding: str = ""
    claimed: Counter[Supplied] = field(default_factory=Counter)
    spoken: Counter[str] = field(default_factory=Counter)
    keys: list[str] = field(default_factory=list)

    def before(self) -> Before:
        return Before(words=len(self.body), letters=self.letters, preceding=self.preceding)

    def key(self, *file: object) -> str:
        """The key of what is read of its next file: all that it depends on."""
        notes = [(note.body, note.resolved) for note in self.document.notes]
        return digest("document of an e-book", self.document.body, notes, self.document.language, self.keys, self.before(), *file)

    def read(self, root: etree._Element, file: str, styles: Styles) -> DocumentReading:
        """What is read of its next file."""
        formulae = {speech: known[self.spoken[speech] :] for speech, known in formulae_by_speech(self.document).items()}
        return read_document(root, file, styles, self.before(), supplied_in(self.document) - self.claimed, formulae)

    def add(self, reading: DocumentReading, key: str) -> None:
        self.body += reading.body
        self.marks += reading.marks
        self.letters += sum(map(len, reading.body))
        self.preceding = reading.preceding
        self.claimed.update(reading.claimed)
        self.spoken.update(reading.spoken)
        self.keys.append(key)


@dataclass(slots=True, kw_only=True)
class _Reader:
    """Reads file after file. The links of marks are resolved at the end, when all notes are known."""

    documents: Mapping[str, _Document]
    cache: Cache
    there: dict[str, None] = field(default_factory=dict)  # the documents in the order of the file
    notes: CompressedWords = field(default_factory=CompressedWords)
    places: set[str] = field(default_factory=set)  # the notes as file#id
    backlinks: dict[str, list[str]] = field(default_factory=dict)  # by note: the targets of its backlinks
    calls: dict[str, str] = field(default_factory=dict)  # the marks: file#id → id
    hidden: list[tuple[str, str]] = field(default_factory=list)
    page_starts: list[PageStart] = field(default_factory=list)
    doubts: dict[str, Doubt] = field(default_factory=dict)
    inserted: dict[str, None] = field(default_factory=dict)
    supplied: int = 0
    quotations: int = 0
    formulae: int = 0

    def words(self) -> EditionWords:
        """The words of all files read so far."""
        documents = {name: self.documents[name] for name in self.there}
        return EditionWords(
            bodies=CompressedWords({name: document.body for name, document in documents.items()}),
            notes=self.notes,
            supplied=self.supplied,
            hidden=tuple(self.hidden),
            marks={name: tuple(map(self._resolved, document.marks)) for name, document in documents.items() if document.marks},
            quotations=self.quotations,
            formulae=self.formulae,
            page_starts=tuple(self.page_starts),
            doubts=tuple(self.doubts.values()),
            inserted=tuple(self.inserted),
            backlinks={note: tuple(self.calls.get(place, "") for place in places) for note, places in self.backlinks.items()},
        )

    def read(self, container: zipfile.ZipFile, file: str) -> None:
        """One file of the spine."""
        content = container.read(file)
        root = etree.fromstring(content, PARSER)
        name = next(filter(None, (self._document(element.get("id", "")) for element in root.iter(etree.Element))), None)
        if name is None:
            self.supplied += len(split_words(text_of(root)))
            return
        sheets = [resolved(file, link.get("href", "")) for link in root.iter("{*}link") if "stylesheet" in link.get("rel", "").split()]
        inner = [text_of(style) for style in root.iter("{*}style")]
        texts = (*(container.read(sheet).decode("utf-8", "replace") for sheet in sheets if sheet in container.NameToInfo), *inner)
        pictures = tuple(_pictures(container, sheets)) if any("url(" in text for text in texts) else ()
        document = self.documents[name]
        key = document.key(file, content, texts, *(part for picture in pictures for part in picture))
        reading = self.cache.remember(key, DocumentReading, lambda: document.read(root, file, self._styles(texts, pictures)))
        self._add(reading, file, name)
        document.add(reading, key)

    def _add(self, reading: DocumentReading, file: str, document: str) -> None:
        self.there[document] = None
        for note, words in reading.notes.items():
            self.places.add(f"{file}#{note}")
            self.notes.put(note, (*self.notes.get(note, ()), *words))
        for mark in reading.marks:
            self.calls[f"{file}#{mark.call}"] = mark.call
        for note, targets in reading.backlinks.items():
            self.backlinks.setdefault(note, []).extend(targets)
        self.hidden += reading.hidden
        self.page_starts += (start if start.text else replace(start, text=document) for start in reading.page_starts)
        for doubt in reading.doubts:
            self.doubts.setdefault(doubt.written, doubt)
        self.inserted.update(dict.fromkeys(reading.inserted))
        self.supplied += reading.supplied
        self.quotations += reading.quotations
        self.formulae += reading.formulae

    def _styles(self, sheets: tuple[str, ...], pictures: tuple[tuple[str, bytes], ...]) -> Styles:
        """The rules of these sheets that can hide something. That sheets have none is remembered."""
        key = digest("sheets that hide nothing", sheets)
        if self.cache.recall(key, bool):
            return Styles()
        styles = _styles(sheets, pictures)
        if styles.is_harmless:
            self.cache.keep(key, True)  # a value to keep
        return styles

    def _document(self, name: str) -> str | None:
        """The document whose section has this id, in its first file or in a further one."""
        if name in self.documents:
            return name
        further = FURTHER.fullmatch(name)
        return further[1] if further and further[1] in self.documents else None

    def _resolved(self, mark: NoteMark) -> NoteMark:
        return replace(mark, note=urldefrag(mark.note).fragment if mark.note in self.places else "")


@lru_cache(maxsize=4)
def _styles(sheets: tuple[str, ...], pictures: tuple[tuple[str, bytes], ...]) -> Styles:
    """The rules of these sheets; most documents of a container share one sheet. `pictures` are those that they can name, by address."""
    return Styles.of(sheets, {address: shades_of(content) for address, content in pictures})


def _pictures(container: zipfile.ZipFile, sheets: Sequence[str]) -> Iterator[tuple[str, bytes]]:
    """The pictures beside the sheets, each with its address in them."""
    folders = {dirname(sheet) for sheet in sheets}
    for name in sorted(container.NameToInfo):
        if dirname(name) in folders and splitext(name)[1] in SHADED:
            yield basename(name), container.read(name)
