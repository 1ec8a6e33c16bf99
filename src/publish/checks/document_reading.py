"""What is read of one file of an e-book that holds a document of the manuscript, or a part of it: its words, notes, marks, page markers.

A note is recognised by its id, a mark by its `epub:type`. What we supply is left out: numbers of marks and notes, the heading of the notes,
elements with `data-supplied`, and the text that a note's “Ibid.” stands for. A word that a style sheet of the container hides does not
count (`checks.visibility`).
"""

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from posixpath import dirname, join, normpath
from urllib.parse import unquote, urldefrag

import cssselect2
from lxml import etree

from publish.book.markup import INLINE, classes_of, local_name, parse
from publish.checks.edition_words import Doubt, NoteMark, PageStart
from publish.checks.visibility import Look, Styles
from publish.epub.formula_speech import MATH, formula_in_words
from publish.epub.xhtml_file import MATHML
from publish.model import ContentDocument
from publish.text.words import WordStream, formula_word, split_words

OPS_TYPE = "{http://www.idpf.org/2007/ops}type"
PARTED = re.compile(r"[\s—–…/]+")  # a page may end after these …
JOINED = "\0"  # … except in a link, where this character replaces them
QUOTED = 5  # words of a text of which it is doubtful whether it is seen
UNREAD = frozenset({"head", "script", "style", "template"})
Supplied = tuple[str, str, str]
"""An element whose words we supply: its name, class, text."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentReading:
    """What is read of a file. `notes` has the words of each note by its id, `backlinks` the targets of its links, as file#id.

    The `note` of a mark is its target as file#id too. `claimed` are the elements that we supply, `spoken` counts the formulae that are
    known by their spoken form: for a further file of the same document, the others remain.
    """

    body: tuple[str, ...]
    notes: Mapping[str, tuple[str, ...]]
    marks: tuple[NoteMark, ...]
    backlinks: Mapping[str, tuple[str, ...]]
    hidden: tuple[tuple[str, str], ...]
    page_starts: tuple[PageStart, ...]
    preceding: str
    """The end of the text, back to where a page may begin."""
    doubts: tuple[Doubt, ...]
    inserted: tuple[str, ...]
    supplied: int
    quotations: int
    formulae: int
    claimed: tuple[Supplied, ...]
    spoken: Mapping[str, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Before:
    """What was read of a document in its earlier files: the number of words and letters of the body, the end of its text."""

    words: int = 0
    letters: int = 0
    preceding: str = ""


def read_document(
    root: etree._Element, file: str, styles: Styles, before: Before, supplied: Counter[Supplied], formulae: Mapping[str, list[str]]
) -> DocumentReading:
    """What is read of a file with this root and this name. `supplied` are the elements that we supply, `formulae` the TeX of the formulae,
    in order, by their spoken form, both as far as no earlier file of the document has them.
    """
    reading = _Reading(file=file, styles=styles.afresh(), before=before, ours=Counter(supplied), formulae_by_speech=dict(formulae))
    reading.preceding = before.preceding
    reading.walk(cssselect2.ElementWrapper.from_xml_root(root), Look(), reading.body)
    return reading.result()


def supplied_in(document: ContentDocument) -> Counter[Supplied]:
    """The elements of a document whose words we supply, without the marks of notes."""
    supplied = Counter(
        (local_name(element), element.get("class", ""), text_of(element))
        for markup in (document.body, *(note.body for note in document.notes))
        for element in parse(markup).iter(etree.Element)
        if element.get("data-supplied") is not None and "noteref" not in classes_of(element)
    )
    resolved = [paragraph for note in document.notes if note.resolved for paragraph in parse(note.resolved)]
    supplied.update((local_name(paragraph), "resolved", text_of(paragraph)) for paragraph in resolved)
    return supplied


def formulae_by_speech(document: ContentDocument) -> dict[str, list[str]]:
    """The TeX of the formulae of a document, in order, by their spoken form."""
    formulae: dict[str, list[str]] = {}
    for markup in (document.body, *(note.body for note in document.notes)):
        for math in parse(markup).iter(MATH) if MATHML in markup else ():
            speech = formula_in_words(math, document.language)
            if speech:
                formulae.setdefault(speech, []).append(math.get("alttext", ""))
    return formulae


def resolved(file: str, href: str) -> str:
    """The target of a file's link, as a name in the container."""
    path = unquote(urldefrag(href).url)
    return normpath(join(dirname(file), path)) if path else file


def text_of(element: etree._Element) -> str:
    """The text of an element, with single spaces."""
    return " ".join("".join(map(str, element.itertext())).split())


@dataclass(slots=True, kw_only=True)
class _Reading:
    """What has been read of a file so far."""

    file: str
    styles: Styles
    before: Before
    ours: Counter[Supplied]
    formulae_by_speech: dict[str, list[str]]
    body: WordStream = field(default_factory=WordStream)
    notes: dict[str, WordStream] = field(default_factory=dict)
    text: str = ""
    """The note that is being read, if any."""
    preceding: str = ""
    links: int = 0
    marks: list[NoteMark] = field(default_factory=list)
    backlinks: dict[str, list[str]] = field(default_factory=dict)
    hidden: list[tuple[str, str]] = field(default_factory=list)
    page_starts: list[PageStart] = field(default_factory=list)
    doubts: dict[str, Doubt] = field(default_factory=dict)
    supplied: int = 0
    quotations: int = 0
    formulae: int = 0
    claimed: list[Supplied] = field(default_factory=list)
    spoken: Counter[str] = field(default_factory=Counter)

    def result(self) -> DocumentReading:
        for written in (*self.styles.unknown, *self.styles.covers):
            self.doubts.setdefault(written, Doubt(written=written))
        return DocumentReading(
            body=tuple(self.body.texts),
            notes={note: tuple(stream.texts) for note, stream in self.notes.items()},
            marks=tuple(self.marks),
            backlinks={note: tuple(targets) for note, targets in self.backlinks.items()},
            hidden=tuple(self.hidden),
            page_starts=tuple(self.page_starts),
            preceding=self.preceding,
            doubts=tuple(self.doubts.values()),
            inserted=tuple(self.styles.inserted),
            supplied=self.supplied,
            quotations=self.quotations,
            formulae=self.formulae,
            claimed=tuple(self.claimed),
            spoken=dict(+self.spoken),
        )

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
            self.supplied += len(split_words(text_of(node)))
            for marker in node.iter(etree.Element):
                if "pagebreak" in marker.get(OPS_TYPE, "").split():
                    self._page_start(marker, stream)
            return
        if "footnote" in types:
            self.text = node.get("id", "")
            stream = self.notes.setdefault(node.get("id", ""), WordStream())
        self.quotations += name == "blockquote"
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
            self.hidden.extend((word, f"{self.file}, {fault}") for word in split_words(text))
        else:
            for doubt in look.doubts:
                if not text.isspace():
                    self.doubts.setdefault(doubt, Doubt(written=doubt, file=self.file, words=" ".join(text.split()[:QUOTED])))
            stream.add(text)
            self.preceding += PARTED.sub(JOINED, text) if self.links else text
            self.preceding = next((part for part in reversed(PARTED.split(self.preceding)) if part), "")

    def _formula(self, node: etree._Element, look: Look, stream: WordStream) -> None:
        """A formula counts as one word, by its TeX; an empty one does not count."""
        if text_of(node):
            self.formulae += not look.fault
            speech = node.get("alttext", "")
            known, told = self.formulae_by_speech.get(speech, []), self.spoken[speech]
            self.spoken[speech] += told < len(known)
            self._text(f" {formula_word(known[told] if told < len(known) else speech)} ", look, stream)

    def _page_start(self, node: etree._Element, stream: WordStream) -> None:
        """Records that a printed page begins here."""
        is_body = stream is self.body
        self.page_starts.append(
            PageStart(
                page=f"{self.file}#{node.get('id', '')}",
                text="" if is_body else self.text,
                letters=sum(map(len, stream.texts)) + (self.before.letters if is_body else 0),
                preceding=self.preceding.replace(JOINED, " "),
            )
        )

    def _mark(self, node: etree._Element, stream: WordStream) -> None:
        text = text_of(node)
        self.supplied += len(split_words(text))
        words = len(stream.texts) + (self.before.words if stream is self.body else 0)
        self.marks.append(NoteMark(call=node.get("id", ""), note=self._target(node), text=text, words_before=words))

    def _backlink(self, node: etree._Element) -> None:
        note = next((outer for outer in node.iterancestors() if "footnote" in outer.get(OPS_TYPE, "").split()), None)
        if note is not None:
            self.backlinks.setdefault(note.get("id", ""), []).append(self._target(node))

    def _target(self, link: etree._Element) -> str:
        """The target of a link as file#id."""
        href = link.get("href", "")
        return f"{resolved(self.file, href)}#{urldefrag(href).fragment}"

    def _is_ours(self, node: etree._Element) -> bool:
        """Whether the book's markup supplies this element; each one counts once."""
        key = (local_name(node), node.get("class", ""), text_of(node)) if self.ours else ("", "", "")
        if not self.ours[key]:
            return False
        self.ours[key] -= 1
        self.claimed.append(key)
        return True


def _is_notes(node: etree._Element | None) -> bool:
    return node is not None and "footnotes" in node.get(OPS_TYPE, "").split()
