"""References that print the page of what they refer to: `[](#trial){.page}` prints “page 45”."""

from collections.abc import Mapping
from dataclasses import replace

from publish.book.labels import labels_for
from publish.book.markup import parse, serialise, set_language, xhtml_element
from publish.book.page_references import page_references
from publish.model import ContentDocument

UNKNOWN = "000"  # as wide as most: few pages move when the number is known


def asked_by(document: ContentDocument) -> tuple[str, ...]:
    """The ids whose folios the document prints, in its body and in its notes."""
    markup = (document.body, *(note.body for note in document.notes))
    return tuple(dict.fromkeys(name for text in markup for name, _ in page_references(parse(text))))


def with_folios(document: ContentDocument, folios: Mapping[str, str]) -> ContentDocument:
    """The document with the folios in its references, as words of ours."""
    if not asked_by(document):
        return document
    notes = tuple(replace(note, body=_filled(note.body, folios, document.language)) for note in document.notes)
    return replace(document, body=_filled(document.body, folios, document.language), notes=notes)


def _filled(markup: str, folios: Mapping[str, str], language: str) -> str:
    root = parse(markup)
    labels = labels_for(language)
    for name, link in page_references(root):
        words = xhtml_element("span", f"{labels.page}\u00a0{folios.get(name, UNKNOWN)}", data_supplied="")
        if labels.are_foreign_to(language):
            set_language(words, labels.language)
        link.append(words)
    return serialise(root)
