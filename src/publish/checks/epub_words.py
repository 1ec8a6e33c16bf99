"""The words of an e-book, read back from its container: what a reader of the spine sees, and nothing else.

A document is recognised by the id of its section, a note by its id, a mark by its `epub:type`. What we supply is left out: numbers of marks
and notes, the heading of the notes, title page, imprint, contents, elements with `data-supplied`, and the text that a note's “Ibid.” stands
for. A word that a style sheet of the container hides does not count (`checks.visibility`).
"""

import re
import zipfile
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from posixpath import basename, dirname, join, normpath, splitext
from urllib.parse import unquote, urldefrag

import cssselect2
from lxml import etree

from publish.book.markup import INLINE, PARSER, classes_of, local_name, parse
from publish.checks.edition_words import Doubt, EditionWords, NoteMark, PageStart
from publish.checks.ground_pictures import shades_of
from publish.checks.visibility import Look, Styles
from publish.epub.formula_speech import MATH, formula_in_words
from publish.epub.xhtml_file import MATHML
from publish.model import Book, ContentDocument, Made
from publish.text.words import CompressedWords, WordStream, formula_word, split_words

CONTAINER = "META-INF/container.xml"
OPS_TYPE = "{http://www.idpf.org/2007/ops}type"
PARTED = re.compile(r"[\s—–…/]+")  # a page may end after these …
JOINED = "\0"  # … except in a link, where this character replaces them
FURTHER = re.compile(r"(.+)-part-\d+(?:-\d+)?")  # the id of a further file of a long section
QUOTED = 5  # words of a text of which it is doubtful whether it is seen
SHADED = frozenset({".png", ".jpg", ".jpeg", ".gif", ".webp"})
UNREAD = frozenset({"head", "script", "style", "template"})


def read_back(book: Book, made: Made) -> EditionWords:
    """The words of the e-book's documents in the order of its spine."""
    supplied = {document.id: _supplied_in(document) for document in book.documents}
    reader = _Reader(documents=supplied, formulae_by_speech={document.id: _formulae_by_speech(document) for document in book.documents})
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


def resolved(file: str, href: str) -> str:
    """The target of a file's link, as a name in the container."""
    path = unquote(urldefrag(href).url)
    return normpath(join(dirname(file), path)) if path else file


def _supplied_in(document: ContentDocument) -> Counter[tuple[str, str, str]]:
    """The elements of a document whose words we supply (name, class, text), without the marks of notes."""
    supplied = Counter(
        (local_name(element), element.get("class", ""), _text(element))
        for markup in (document.body, *(note.body for note in document.notes))
        for element in parse(markup).iter(etree.Element)
        if element.get("data-supplied") is not None and "noteref" not in classes_of(element)
    )
    resolved = [paragraph for note in document.notes if note.resolved for paragraph in parse(note.resolved)]
    supplied.update((local_name(paragraph), "resolved", _text(paragraph)) for paragraph in resolved)
    return supplied


def _formulae_by_speech(document: ContentDocument) -> dict[str, list[str]]:
    """The TeX of the formulae of a document, in order, by their spoken form."""
    formulae: dict[str, list[str]] = {}
    for markup in (document.body, *(note.body for note in document.notes)):
        for math in parse(markup).iter(MATH) if MATHML in markup else ():
            speech = formula_in_words(math, document.language)
            if speech:
                formulae.setdefault(speech, []).append(math.get("alttext", ""))
    return formulae


def _text(element: etree._Element) -> str:
    return " ".join("".join(map(str, element.itertext())).split())


@dataclass(slots=True, kw_only=True)
class _Reader:
    """Reads file after file. The links of marks are resolved at the end, when all notes are known."""

    documents: dict[str, Counter[tuple[str, str, str]]]
    formulae_by_speech: dict[str, dict[str, list[str]]]
    bodies: CompressedWords = field(default_factory=CompressedWords)
    notes: CompressedWords = field(default_factory=CompressedWords)
    places: set[str] = field(default_factory=set)  # the notes as file#id
    marks: dict[str, list[NoteMark]] = field(default_factory=dict)  # `note` is the target as file#id until the end
    backlinks: dict[str, list[str]] = field(default_factory=dict)  # by note: the targets of its backlinks
    calls: dict[str, str] = field(default_factory=dict)  # the marks: file#id → id
    hidden: list[tuple[str, str]] = field(default_factory=list)
    page_starts: list[PageStart] = field(default_factory=list)
    preceding: dict[str, str] = field(default_factory=dict)  # the end of each document's text so far, for its next file
    doubts: dict[str, Doubt] = field(default_factory=dict)
    inserted: dict[str, None] = field(default_factory=dict)
    supplied: int = 0
    quotations: int = 0
    formulae: int = 0

    def words(self) -> EditionWords:
        """The words of all files read so far."""
        return EditionWords(
            bodies=self.bodies,
            notes=self.notes,
            supplied=self.supplied,
            hidden=tuple(self.hidden),
            marks={name: tuple(self._resolved(mark) for mark in marks) for name, marks in self.marks.items()},
            quotations=self.quotations,
            formulae=self.formulae,
            page_starts=tuple(self.page_starts),
            doubts=tuple(self.doubts.values()),
            inserted=tuple(self.inserted),
            backlinks={note: tuple(self.calls.get(place, "") for place in places) for note, places in self.backlinks.items()},
        )

    def read(self, container: zipfile.ZipFile, file: str) -> None:
        """One file of the spine."""
        root = parsed(container, file)
        name = next(filter(None, (self._document(element.get("id", "")) for element in root.iter(etree.Element))), None)
        if name is None:
            self.supplied += len(split_words(_text(root)))
            return
        sheets = [resolved(file, link.get("href", "")) for link in root.iter("{*}link") if "stylesheet" in link.get("rel", "").split()]
        inner = [_text(style) for style in root.iter("{*}style")]
        texts = (*(container.read(sheet).decode("utf-8", "replace") for sheet in sheets if sheet in container.NameToInfo), *inner)
        styles = _styles(texts, tuple(_pictures(container, sheets)) if any("url(" in text for text in texts) else ())
        body = WordStream(texts=list(self.bodies.get(name, ())))
        body.end_word()
        page = _File(reader=self, name=file, document=name, styles=styles, body=body, preceding=self.preceding.get(name, ""))
        page.walk(cssselect2.ElementWrapper.from_xml_root(root), Look(), page.body)
        self.bodies.put(name, body.texts)
        for note, stream in page.notes.items():
            self.notes.put(note, (*self.notes.get(note, ()), *stream.texts))
        self.preceding[name] = page.preceding
        self.inserted.update(styles.inserted)
        for written in (*styles.unknown, *styles.covers):
            self.doubts.setdefault(written, Doubt(written=written))

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


@dataclass(slots=True, kw_only=True)
class _File:
    """One file that holds a document of the book."""

    reader: _Reader
    name: str
    document: str
    styles: Styles
    body: WordStream
    notes: dict[str, WordStream] = field(default_factory=dict)
    text: str = ""
    """The note that is being read, if any."""
    preceding: str = ""
    """The text read last, back to where a page may begin."""
    links: int = 0

    def walk(self, element: cssselect2.ElementWrapper, outer: Look, stream: WordStream) -> None:
        """Adds the words of an element to the stream, those of a note to the stream of the note."""
        node = element.etree_element
        name = local_name(node)
        if name in UNREAD:
            return
        look = self.styles.look(element, outer)
        if name == "math":
            self._formula(node, look, stream)
            return
        types = node.get(OPS_TYPE, "").split()
        if "noteref" in types:
            self._mark(node, stream)
            return
        if "pagebreak" in types:
            self._page_start(node, stream)
            return
        if "backlink" in types:
            self._backlink(node)
        if "backlink" in types or (name in {"h1", "h2", "h3"} and _is_notes(node.getparent())) or self._is_ours(node):
            self.reader.supplied += len(split_words(_text(node)))
            for marker in node.iter(etree.Element):
                if "pagebreak" in marker.get(OPS_TYPE, "").split():
                    self._page_start(marker, stream)
            return
        if "footnote" in types:
            self.text = node.get("id", "")
            stream = self.notes.setdefault(node.get("id", ""), WordStream())
            self.reader.places.add(f"{self.name}#{node.get('id')}")
        self.reader.quotations += name == "blockquote"
        inline = name in INLINE
        if not inline:
            stream.end_word()
            self.preceding += " "
        self.links += name == "a"
        self._text(node.text, look, stream)
        for child in element.iter_children():
            self.walk(child, look, stream)
            self._text(child.etree_element.tail, look, stream)
        self.links -= name == "a"
        if not inline:
            stream.end_word()
            self.preceding += " "

    def _text(self, text: str | None, look: Look, stream: WordStream) -> None:
        if not text:
            return
        fault = look.fault
        if fault:
            self.reader.hidden.extend((word, f"{self.name}, {fault}") for word in split_words(text))
        else:
            for doubt in look.doubts:
                if not text.isspace():
                    self.reader.doubts.setdefault(doubt, Doubt(written=doubt, file=self.name, words=" ".join(text.split()[:QUOTED])))
            stream.add(text)
            self.preceding += PARTED.sub(JOINED, text) if self.links else text
            self.preceding = next((part for part in reversed(PARTED.split(self.preceding)) if part), "")

    def _formula(self, node: etree._Element, look: Look, stream: WordStream) -> None:
        """A formula counts as one word, by its TeX; an empty one does not count."""
        if _text(node):
            self.reader.formulae += not look.fault
            speech = node.get("alttext", "")
            formulae = self.reader.formulae_by_speech[self.document].get(speech)
            self._text(f" {formula_word(formulae.pop(0) if formulae else speech)} ", look, stream)

    def _page_start(self, node: etree._Element, stream: WordStream) -> None:
        """Records that a printed page begins here."""
        self.reader.page_starts.append(
            PageStart(
                page=f"{self.name}#{node.get('id', '')}",
                text=self.document if stream is self.body else self.text,
                letters=sum(map(len, stream.texts)),
                preceding=self.preceding.replace(JOINED, " "),
            )
        )

    def _mark(self, node: etree._Element, stream: WordStream) -> None:
        text = _text(node)
        self.reader.supplied += len(split_words(text))
        target = self._target(node)
        self.reader.calls[f"{self.name}#{node.get('id')}"] = node.get("id", "")
        mark = NoteMark(call=node.get("id", ""), note=target, text=text, words_before=len(stream.texts))
        self.reader.marks.setdefault(self.document, []).append(mark)

    def _backlink(self, node: etree._Element) -> None:
        note = next((outer for outer in node.iterancestors() if "footnote" in outer.get(OPS_TYPE, "").split()), None)
        if note is not None:
            self.reader.backlinks.setdefault(note.get("id", ""), []).append(self._target(node))

    def _target(self, link: etree._Element) -> str:
        """The target of a link as file#id."""
        href = link.get("href", "")
        return f"{resolved(self.name, href)}#{urldefrag(href).fragment}"

    def _is_ours(self, node: etree._Element) -> bool:
        """Whether the book's markup supplies this element; each one counts once."""
        ours = self.reader.documents[self.document]
        key = (local_name(node), node.get("class", ""), _text(node)) if ours else ("", "", "")
        if not ours[key]:
            return False
        ours[key] -= 1
        return True


def _is_notes(node: etree._Element | None) -> bool:
    return node is not None and "footnotes" in node.get(OPS_TYPE, "").split()
