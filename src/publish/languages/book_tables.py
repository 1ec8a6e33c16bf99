"""The words and the quotation marks that a book gives in its book.toml, over those of its language.

They hold while the book is read and its editions are made: `with_book_tables`. Some thirty places ask for words by a tag alone, and the
filters for rules, so the tables are the context of a build (contextvars) and no argument of each of them.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field, replace
from typing import Any, TypeVar

from publish.languages.language_tables import LanguageWords, QuotationMarks, Rules, primary

Words = TypeVar("Words", bound=LanguageWords)


@dataclass(frozen=True, slots=True, kw_only=True)
class BookTables:
    """The tables of a book in a language: its words by table and field, and its quotation marks."""

    language: str = ""
    words: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)  # the values have the types of the tables' fields
    quotation_marks: QuotationMarks | None = None


NO_TABLES = BookTables()
_TABLES: ContextVar[BookTables] = ContextVar("tables of a book", default=NO_TABLES)


@contextmanager
def with_book_tables(tables: BookTables) -> Iterator[None]:
    """The tables of a book hold while the block lasts."""
    token = _TABLES.set(tables)
    try:
        yield
    finally:
        _TABLES.reset(token)


def own_words(tag: str, table: str, words: Words) -> Words:
    """The words for a tag with those of the book over them."""
    given = _of_book(tag).words.get(table)
    if not given:
        return words
    merged = {name: {**getattr(words, name), **value} if isinstance(value, Mapping) else value for name, value in given.items()}
    return replace(words, language=primary(tag), **merged)


def own_rules(tag: str, rules: Rules) -> Rules:
    """The rules for a tag with those of the book over them."""
    marks = _of_book(tag).quotation_marks
    return replace(rules, quotation_marks=marks) if marks else rules


def _of_book(tag: str) -> BookTables:
    tables = _TABLES.get()
    return tables if tables.language and primary(tables.language) == primary(tag) else NO_TABLES
