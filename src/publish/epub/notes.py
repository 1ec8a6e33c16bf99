"""Notes at the end of their chapter, in markup that reading systems open as a pop-up and also show in place.

A pop-up shows one note alone, so the resolution of its “Ibid.” follows in `p.resolved`.

`div`, not `aside` (Apple Books and Thorium hide an aside) nor `li` (the role doc-footnote is not allowed there); the number at the start
links back (with a link at the end alone, Kindle runs several notes together); no element inside the noteref (Apple Books). Observed on
devices: gutenbergtools/ebookmaker#349 (June to September 2026), jgm/pandoc#4491, #5583 and #8676.

Few readers know that a number is a link, so after the note's last word there is a way back to each of its calls: an arrow that EB Garamond
has, unlike U+21A9, which Kobo's faces lack too, and that is right in books from right to left as well.
"""

from collections.abc import Iterable

from lxml import etree

from publish.book.ids import IdRegister
from publish.book.markup import XHTML, append_text, classes_of, local_name, parse, set_language, xhtml_element
from publish.epub.xhtml_file import describe
from publish.languages import Labels, labels_for
from publish.model import ContentDocument, Note

UP, NO_BREAK = "↑", "\u00a0"


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
    if not len(listed) or local_name(listed[0]) != "p":
        listed.insert(0, xhtml_element("p"))
    if local_name(listed[-1]) != "p":
        listed.append(xhtml_element("p", class_="ways-back"))
    letters = [""] if len(note.calls) == 1 else [_letter(place) for place in range(len(note.calls))]
    for letter, call in zip(letters, note.calls, strict=True):
        append_text(listed[-1], NO_BREAK if len(listed[-1]) or listed[-1].text else "")
        listed[-1].append(_backlink(f"{UP}{letter}", "way-back", call, f"{note.number}{letter}", labels, language))
    first = listed[0]
    number = _backlink(f"{note.number}.", "backlink", note.calls[0], f"{note.number}{letters[0]}", labels, language)
    number.tail = f" {first.text or ''}" if first.text or len(first) else None
    first.text = None
    first.insert(0, number)
    for paragraph in parse(note.resolved) if note.resolved else ():
        paragraph.set("class", "resolved")
        listed.append(paragraph)
    return listed


def _backlink(shown: str, name: str, call: str, mark: str, labels: Labels, language: str) -> etree._Element:
    """A link back to a call. Machines read aloud “Back to reference 1a” for it, not what is `shown`."""
    link = xhtml_element("a", shown, class_=name, href=f"#{call}", aria_label=labels.back.format(mark=mark))
    describe(link, "backlink", "doc-backlink")
    if labels.are_foreign_to(language):
        set_language(link, labels.language)
    return link


def _letter(place: int) -> str:
    """The letter of a call, a to z, then a number: for a note that is called more than once."""
    return chr(ord("a") + place) if place < 26 else str(place + 1)
