"""The words and quotation marks that book.toml gives, and their faults."""

from collections.abc import Iterator, Mapping
from dataclasses import MISSING, fields
from string import Formatter
from typing import Any

from publish.config.key_places import TomlSource
from publish.config.schema import WrittenBook
from publish.diagnostics import Diagnostic
from publish.languages import NO_TABLES, WORDS, BookTables, language_of, primary

PLACES: Mapping[tuple[str, str], frozenset[str]] = {
    ("labels", "back"): frozenset({"mark"}),
    ("imprint", "also_by"): frozenset({"names"}),
    ("imprint", "typeset"): frozenset({"faces", "programs"}),
    ("accessibility", "certified"): frozenset({"standard", "name"}),
}
"""What may stand in braces in a text, by table and field."""
COUNTS = {("note-heads", "page"): 1, ("note-heads", "pages"): 2}
"""How many empty braces a text has."""


def book_tables(book: WrittenBook) -> BookTables:
    """The tables of a book, in its language; NO_TABLES if it gives none."""
    if not book.words and not book.typography.quotation_marks:
        return NO_TABLES
    return BookTables(language=book.language, words=book.words or {}, quotation_marks=book.typography.quotation_marks)


def faults_of_words(book: WrittenBook, source: TomlSource) -> Iterator[Diagnostic]:
    """C105 for each word that is missing from a table, if the language has none of its own; C134 for braces that nothing can fill."""
    has_words = (language := language_of(primary(book.language))) is not None and not language.fallback
    for table, given in (book.words or {}).items():
        for name, example in () if has_words else _needed(table):
            if name not in given or (isinstance(example, Mapping) and not example.keys() <= given[name].keys()):
                path = ("words", table, name.replace("_", "-"))
                yield source.key_diagnostic(path, "C105", f"“{'.'.join(path)}” is missing", help=f"write {path[-1]} = {_toml(example)}")
        for name, text in given.items():
            texts = text.values() if isinstance(text, Mapping) else [text]
            wrong = next((each for each in texts if not _braces_are_right(table, name, each)), None)
            if wrong is not None:
                path = ("words", table, name.replace("_", "-"))
                yield source.value_diagnostic(
                    path, "C134", f"“{'.'.join(path)}” is “{wrong}”, with other braces than it needs", help=_braces_needed(table, name)
                )


def _needed(table: str) -> Iterator[tuple[str, Any]]:
    """The fields that a table must have, each with its English value."""
    language = language_of("en")
    assert language
    for each in fields(WORDS[table]):
        if each.name != "language" and each.default is MISSING:
            yield each.name, getattr(language.words[table], each.name)


def _braces_are_right(table: str, name: str, text: str) -> bool:
    try:
        parts = [place for _, place, form, conversion in Formatter().parse(text) if place is not None or form or conversion]
    except ValueError:
        return False
    if (table, name) in COUNTS:
        return parts == [""] * COUNTS[table, name]
    return set(parts) <= PLACES.get((table, name), frozenset())


def _braces_needed(table: str, name: str) -> str:
    if (table, name) in COUNTS:
        return "write {} once, for the page" if COUNTS[table, name] == 1 else "write {} twice, for the first page and the last"
    places = " and ".join(f"{{{place}}}" for place in sorted(PLACES.get((table, name), ())))
    return f"the braces here are {places}" if places else "write it without braces"


def _toml(value: str | Mapping[str, str]) -> str:
    """An English value as TOML, to be translated."""
    if isinstance(value, str):
        return f'"{value}" in the language of the book'
    return "{ " + ", ".join(f'{key} = "{text}"' for key, text in value.items()) + " } in the language of the book"
