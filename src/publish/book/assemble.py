"""The book from its content documents: adds the title pages of parts, makes the contents, checks the references."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from publish.book.contents import contents, targets
from publish.book.ids import slug
from publish.book.index_faults import index_faults
from publish.book.markup import inner_markup, supplied_line, xhtml_element
from publish.book.supplied_document import supplied_document
from publish.config import Configuration, Part
from publish.diagnostics import Outcome
from publish.model import Book, ContentDocument, Matter, SectionType


def assemble(configuration: Configuration, documents: Sequence[ContentDocument], texts: Mapping[str, str]) -> Outcome[Book]:
    """The whole book, with a title page for each part. `texts` are the texts of the sections by path.

    Reports the diagnostics of `targets` and `index_faults`.
    """
    with_parts: list[ContentDocument] = []
    part = None
    for document in documents:
        if document.part is not None and document.part != part:
            entry = configuration.spine.body[document.part]
            assert isinstance(entry, Part), "a section's part is an index of a Part"
            with_parts.append(part_document(entry, document.part, configuration.language))
        part = document.part
        with_parts.append(document)
    ids = targets(with_parts, texts)
    book = Book(configuration=configuration, documents=tuple(with_parts), contents=contents(with_parts), targets=ids.value or {})
    return Outcome(value=book, diagnostics=(*ids.diagnostics, *index_faults(with_parts, texts)))


def part_document(part: Part, index: int, language: str) -> ContentDocument:
    """The title page of a part. Its words come from book.toml, not from the manuscript."""
    name = f"part-{slug(part.title)}"
    root = xhtml_element("section", id=name, class_="part")
    header = xhtml_element("header")
    if part.number:
        header.append(supplied_line("number", part.number))
    title = xhtml_element("h1", part.title, data_supplied="")
    header.append(title)
    root.append(header)
    document = supplied_document(root, part.title, language, title_markup=inner_markup(title), matter=Matter.BODY, type=SectionType.PART)
    return replace(document, part=index, number=part.number or "")
