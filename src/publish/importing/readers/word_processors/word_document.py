"""A Word document as an HTML page. pandoc makes the page, and it drops in silence what it does not know.

So the XML is first rewritten in what pandoc knows (`word_markup`), and packed again in memory.
"""

import re
from collections.abc import Iterator, Mapping, Sequence

from lxml import etree

from publish.importing.readers.archives import PARSER, Archive, repacked
from publish.importing.readers.foreign_passages import settle_languages
from publish.importing.readers.html_tree import parsed
from publish.importing.readers.omissions import Passage
from publish.importing.readers.vocabulary import Element
from publish.importing.readers.word_processors.document_page import DocumentPage
from publish.importing.readers.word_processors.house_styles import StyleRoles
from publish.importing.readers.word_processors.office_pages import OPENING, prepare, printed_pages, set_title
from publish.importing.readers.word_processors.run_properties import WORD, Styles, W, styles_of
from publish.importing.readers.word_processors.style_marks import as_text
from publish.importing.readers.word_processors.styled_page import with_styles
from publish.importing.readers.word_processors.word_chunks import MARK, MOST_DEEP, Chunks
from publish.importing.readers.word_processors.word_fields import (
    mark_index,
    mark_references,
    mark_repeated_notes,
    read_fields,
    read_made,
    rewrite_fields,
)
from publish.importing.readers.word_processors.word_house_styles import mark_paragraphs, word_styles
from publish.importing.readers.word_processors.word_languages import mark_languages, named_languages
from publish.importing.readers.word_processors.word_losses import losses_of
from publish.importing.readers.word_processors.word_markup import (
    accept_changes,
    choose_alternatives,
    join_bodies,
    join_readings,
    part_paragraphs,
    part_runs,
    rewrite,
    show_characters,
    take_out_note_marks,
    take_out_uncalled_notes,
)
from publish.importing.readers.word_processors.word_remarks import mark_remarks
from publish.text.words import split_words
from publish.tools.pandoc import html_of

STRICT: tuple[tuple[bytes, bytes], ...] = (
    (b"http://purl.oclc.org/ooxml/wordprocessingml/main", b"http://schemas.openxmlformats.org/wordprocessingml/2006/main"),
    (b"http://purl.oclc.org/ooxml/officeDocument/math", b"http://schemas.openxmlformats.org/officeDocument/2006/math"),
    (b"http://purl.oclc.org/ooxml/drawingml/", b"http://schemas.openxmlformats.org/drawingml/2006/"),
    (b"http://purl.oclc.org/ooxml/officeDocument/", b"http://schemas.openxmlformats.org/officeDocument/2006/"),
)
"""The names of the “strict” format (ISO 29500, part 1), and those that Word writes otherwise."""
CHUNK = re.compile(f"{MARK}\\d+{MARK}")
PARTS = ("word/document.xml", "word/footnotes.xml", "word/endnotes.xml")
"""The parts of a document with its text, by their usual names."""
SYMBOL_FONTS = re.compile(r"symbol$|wingdings|webdings|dingbats", re.IGNORECASE)
"""Fonts that show other characters than those written, which pandoc puts in their place."""
BLOCKS = frozenset(W + name for name in ("p", "tab", "br", "cr", "tc", "ptab"))
HIDDEN_ALWAYS = frozenset({f"{W}fldChar", f"{W}instrText"})  # Word hides the fields of index entries
SYMBOLS = dict.fromkeys(range(0xF000, 0xF100))
"""Codes of characters in symbol fonts, for which pandoc puts the characters."""
OBJECTS = {"/chart": "a chart", "/chartex": "a chart", "/diagram": "a diagram (SmartArt)"}
"""What a drawing shows by the end of the name of its kind, where that is no picture and no text."""


def page_of_word(archive: Archive, parts: Sequence[str], roles: StyleRoles, depth: int = 0) -> DocumentPage:
    """The page of a Word document, whose text is in these parts. UnfinishedError if pandoc cannot read it.

    `depth` is the number of documents that it is in.
    """
    styles = styles_of(archive)
    known = word_styles(styles)
    trees = {part: _tree(archive, part) for part in parts}
    words: list[str] = []
    hidden: list[Passage] = []
    objects: list[Passage] = []
    for root in trees.values():
        choose_alternatives(root)
        join_bodies(root)
        part_paragraphs(root)
        part_runs(root)
    losses = tuple(losses_of(archive, trees, styles))
    chunks = Chunks(archive=archive, document=lambda inner: _html_of_chunk(inner, roles, depth + 1))
    if depth < MOST_DEEP:
        chunks.take(trees)
    take_out_note_marks(trees.values())
    for root in trees.values():
        accept_changes(root)
    take_out_uncalled_notes(trees.values())
    for root in trees.values():
        mark_repeated_notes(root)
        show_characters(root)
        join_readings(root)
        hidden.extend(_take_out_hidden(root, styles))
        words.extend(split_words(CHUNK.sub(" ", _text(root))))
        objects.extend(_objects(root))
        rewrite(root, styles)
        mark_index(root)
        rewrite_fields(root)
        mark_paragraphs(root, known, roles)
    usual = mark_languages(trees.values(), styles)
    _open(trees)
    pages = {page for root in trees.values() for page in printed_pages(root)}
    html = html_of(repacked(archive, {part: etree.tostring(root, encoding="utf-8") for part, root in trees.items()}), "docx+styles")
    page = parsed(html.encode(), archive.name, "utf-8")
    set_title(page, roles)
    named_languages(page)
    read_fields(page)
    settle_languages(page, usual)
    uses = with_styles(page, known.values(), roles)
    mark_remarks(page, archive)
    prepare(page, pages)
    chunks.put(page)
    read_made(page)
    mark_references(page)
    return DocumentPage(
        html=as_text(page),
        words=(*words, *chunks.words),
        styles=uses,
        hidden=tuple(hidden),
        objects=tuple(objects),
        left_out=losses,
    )


def _html_of_chunk(archive: Archive, roles: StyleRoles, depth: int) -> str:
    """The page of a Word document within another one. UnfinishedError if pandoc cannot read it."""
    return page_of_word(archive, [part for part in PARTS if part in archive.names], roles, depth).html


def _open(trees: Mapping[str, Element]) -> None:
    """Puts a paragraph before the text: pandoc takes titles and authors at the beginning for metadata, and shows one title at most."""
    for root in trees.values():
        body = root.find(f"{W}body")
        if body is not None:
            paragraph = body.makeelement(f"{W}p")
            etree.SubElement(etree.SubElement(paragraph, f"{W}r"), f"{W}t").text = OPENING
            body.insert(0, paragraph)


def _tree(archive: Archive, part: str) -> Element:
    """A part in the usual names, with the usual prefix."""
    root = archive.tree(part)
    if "purl.oclc.org" in str(root.tag):
        content = etree.tostring(root)
        for strict, usual in STRICT:
            content = content.replace(strict, usual)
        root = etree.fromstring(content, PARSER)
    if root.prefix != "w" and str(root.tag).startswith(W):
        usual_root = etree.Element(root.tag, dict(root.attrib), nsmap={"w": WORD})
        usual_root.extend(list(root))
        etree.cleanup_namespaces(usual_root)
        root = usual_root
    for note in [note for note in root.iter(f"{W}footnote", f"{W}endnote") if note.get(f"{W}type", "normal") != "normal"]:
        note.clear(keep_tail=True)
    return root


def _take_out_hidden(root: Element, styles: Styles) -> Iterator[Passage]:
    """Takes the hidden runs out of a part; returns those that have words, neighbours as one passage."""
    before, open_words, told = "", "", ""
    for run in list(root.iter(f"{W}r")):
        text = _text(run)
        if run.find(f".//{W}t") is None or HIDDEN_ALWAYS & {child.tag for child in run} or not styles.has(run, "vanish"):
            if text.strip() and open_words.strip():
                yield Passage(text=" ".join(open_words.split()), before=told)
            open_words = "" if text.strip() else open_words
            before = (before + " " * (run.getprevious() is None) + text)[-200:]
            continue
        if not open_words:
            told = before
        open_words += " " * (run.getprevious() is None) + text
        around = run.getparent()
        if around is not None:
            around.remove(run)
    if open_words.strip():
        yield Passage(text=" ".join(open_words.split()), before=told)


def _objects(root: Element) -> Iterator[Passage]:
    """What is no text and no picture: charts, diagrams, documents within the document."""
    before = ""
    for element in root.iter(f"{W}t", f"{W}altChunk", "{*}graphicData"):
        if element.tag == f"{W}t":
            before = (before + " " * (element.getprevious() is None) + (element.text or ""))[-200:]
        elif element.tag == f"{W}altChunk":
            yield Passage(text="a document inside the document (altChunk)", before=before)
        elif kind := next((kind for end, kind in OBJECTS.items() if element.get("uri", "").endswith(end)), ""):
            yield Passage(text=kind, before=before)


def _text(root: Element) -> str:
    """The text of a part or a run, with a space around each block."""
    pieces: list[str] = []
    for event, element in etree.iterwalk(root, events=("start", "end")):
        if element.tag in BLOCKS:
            pieces.append(" ")
        elif element.tag == f"{W}t" and event == "start" and not _is_in_symbols(element):
            pieces.append((element.text or "").translate(SYMBOLS))
    return "".join(pieces)


def _is_in_symbols(text: Element) -> bool:
    """Whether a text is set in a font of symbols."""
    run = text.getparent()
    fonts = run.find(f"{W}rPr/{W}rFonts") if run is not None else None
    return fonts is not None and SYMBOL_FONTS.search(fonts.get(f"{W}ascii", "")) is not None
