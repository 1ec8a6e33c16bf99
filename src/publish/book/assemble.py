"""The book from its content documents: adds the title pages of parts, makes the contents, checks the references."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from publish.book.contents import contents, targets
from publish.book.ids import IdRegister, slug
from publish.book.index_faults import index_faults
from publish.book.markup import inner_markup, supplied_line, xhtml_element
from publish.book.supplied_document import supplied_document
from publish.config import Configuration, Part
from publish.diagnostics import Outcome
from publish.model import Book, ContentDocument, Matter, SectionType

ID = re.compile(r'\sid="([^"]*)"')


def assemble(configuration: Configuration, documents: Sequence[ContentDocument], texts: Mapping[str, str]) -> Outcome[Book]:
    """The whole book, with a title page for each part. `texts` are the texts of the sections by path.

    Reports the diagnostics of `targets` and `index_faults`.
    """
    with_parts: list[ContentDocument] = []
    ids = IdRegister()
    if any(document.part is not None for document in documents):
        ids.reserve(name for document in documents for name in ID.findall(document.body))
    part = None
    for document in documents:
        if document.part is not None and document.part != part:
            entry = configuration.spine.body[document.part]
            assert isinstance(entry, Part), "a section's part is an index of a Part"
            name = ids.new(f"part-{slug(entry.title)}")  # parts of two volumes may have one title
            with_parts.append(part_document(entry, document.part, configuration.language, name))
        part = document.part
        with_parts.append(document)
    found = targets(with_parts, texts)
    book = Book(configuration=configuration, documents=tuple(with_parts), contents=contents(with_parts), targets=found.value or {})
    return Outcome(value=book, diagnostics=(*found.diagnostics, *index_faults(with_parts, texts)))


def part_document(part: Part, index: int, language: str, name: str) -> ContentDocument:
    """The title page of a part; `name` is its id. Its words come from book.toml, not from the manuscript."""
    root = xhtml_element("section", id=name, class_="part")
    header = xhtml_element("header")
    if part.number:
        header.append(supplied_line("number", part.number))
    title = xhtml_element("h1", part.title, data_supplied="")
    header.append(title)
    root.append(header)
    document = supplied_document(root, part.title, language, title_markup=inner_markup(title), matter=Matter.BODY, type=SectionType.PART)
    return replace(document, part=index, number=part.number or "")
