"""Notes at the end of their chapter, in markup that reading systems open as a pop-up and also show in place.

A pop-up shows one note alone, so the resolution of its “Ibid.” follows in `p.resolved`.

`div`, not `aside` (Apple Books and Thorium hide an aside) nor `li` (the role doc-footnote is not allowed there); the backlink is at the
start (with one at the end, Kindle runs several notes together); no element inside the noteref (Apple Books). Observed on devices:
gutenbergtools/ebookmaker#349 (June to September 2026), jgm/pandoc#4491, #5583 and #8676.
"""

from collections.abc import Iterable

from lxml import etree

from publish.book.ids import IdRegister
from publish.book.markup import XHTML, classes_of, local_name, parse, set_language, xhtml_element
from publish.epub.xhtml_file import describe
from publish.languages import Labels, labels_for
from publish.model import ContentDocument, Note


def mark_noterefs(root: etree._Element) -> None:
    """Give each noteref in the text its epub:type and role."""
    for mark in root.iter(f"{{{XHTML}}}a"):
        if "noteref" in classes_of(mark):
            describe(mark, "noteref", "doc-noteref")


def notes_section(document: ContentDocument, language: str, taken: Iterable[str]) -> etree._Element:
    """The section with a document's notes. Its heading is in `language`, the book's; `taken` are ids that it must not have."""
    labels = labels_for(language)
    ids = IdRegister()
    ids.reserve(taken)
    name = ids.new(f"{document.id}-notes")
    heading = xhtml_element("h2", labels.notes, id=name)
    section = xhtml_element("section", class_="footnotes", aria_labelledby=name)
    describe(section, "footnotes", "doc-endnotes")
    if labels.are_foreign_to(document.language):
        set_language(heading, labels.language)
    section.append(heading)
    for note in document.notes:
        section.append(footnote(note, labels, document.language))
    return section


def footnote(note: Note, labels: Labels, language: str) -> etree._Element:
    """A note with its backlinks. `language` is that of the text around it: labels in another language are marked."""
    listed = parse(note.body)
    listed.set("id", note.id)
    listed.set("class", "footnote")
    describe(listed, "footnote", "doc-footnote")
    for paragraph in parse(note.resolved) if note.resolved else ():
        paragraph.set("class", "resolved")
        listed.append(paragraph)
    if not len(listed) or local_name(listed[0]) != "p":
        listed.insert(0, xhtml_element("p"))
    first = listed[0]
    for place, call in reversed(tuple(enumerate(note.calls))):
        mark = f"{note.number}" if len(note.calls) == 1 else f"{note.number}{_letter(place)}"
        shown = f"{note.number}." if place == 0 else _letter(place)
        link = xhtml_element("a", shown, class_="backlink", href=f"#{call}", aria_label=labels.back.format(mark=mark))
        describe(link, "backlink", "doc-backlink")
        if labels.are_foreign_to(language):
            set_language(link, labels.language)
        link.tail = f" {first.text or ''}" if first.text or len(first) else None
        first.text = None
        first.insert(0, link)
    return listed


def _letter(place: int) -> str:
    """The letter of a call, a to z, then a number: for a note that is called more than once."""
    return chr(ord("a") + place) if place < 26 else str(place + 1)
