"""Words, notes, quotations, figures, pages of each section and of the book."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields

from publish.book.markup import local_name, parse
from publish.model import Book, ContentDocument, PageMap

COUNTED = {"blockquote": "quotations", "figure": "figures", "table": "tables", "math": "formulae"}
"""The elements that are counted, each with the name of its count."""
TOTAL = "in all"


@dataclass(frozen=True, slots=True, kw_only=True)
class SectionCounts:
    """The counts of one section.

    `words` are those of its body, `note_words` those of its notes. `pages` are the printed pages with its text; None where
    no print edition is made.
    """

    path: str
    title: str
    words: int
    notes: int
    note_words: int
    quotations: int
    figures: int
    tables: int
    formulae: int
    pages: int | None


NUMBERS = tuple(field.name for field in fields(SectionCounts) if field.name not in {"path", "title"})


def section_counts(book: Book, pages: PageMap | None) -> tuple[SectionCounts, ...]:
    """The counts of each section, in reading order. Front matter that publish makes itself, such as the title page, is no section."""
    printed = Counter(page.document for page in pages.pages) if pages else None
    return tuple(_counts(document, printed) for document in book.documents)


def totals(sections: Sequence[SectionCounts], pages: PageMap | None) -> SectionCounts:
    """The counts of the whole book; its pages are all pages of the file, blank ones and those of publish too."""
    sums = {name: sum(getattr(section, name) or 0 for section in sections) for name in NUMBERS}
    return SectionCounts(path="", title=TOTAL, **{**sums, "pages": len(pages.pages) if pages else None})  # type: ignore[arg-type]


def rows(sections: Sequence[SectionCounts], total: SectionCounts) -> Iterator[tuple[str, ...]]:
    """A row of texts for each section, then one for the book; a count of nothing is empty."""
    for section in (*sections, total):
        numbers = (getattr(section, name) for name in NUMBERS)
        yield (section.path or section.title, *(f"{number:,}" if number else "" for number in numbers))


def _counts(document: ContentDocument, printed: Mapping[str, int] | None) -> SectionCounts:
    elements = _elements([document.body, *(note.body for note in document.notes)])
    return SectionCounts(
        path=document.path,
        title=document.title,
        words=len(document.words.body),
        notes=len(document.notes),
        note_words=sum(map(len, document.words.notes.values())),
        quotations=elements["quotations"],
        figures=elements["figures"],
        tables=elements["tables"],
        formulae=elements["formulae"],
        pages=printed.get(document.id, 0) if printed is not None else None,
    )


def _elements(texts: Iterable[str]) -> Counter[str]:
    """How often each element of `COUNTED` stands in these texts, by the name of its count."""
    names = (local_name(element) for text in texts for element in parse(text).iter() if isinstance(element.tag, str))
    return Counter(COUNTED[name] for name in names if name in COUNTED)
