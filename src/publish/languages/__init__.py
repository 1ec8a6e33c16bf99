"""All that the program knows of each language: the words that an edition adds to a book, and the rules by which text is set.

A language is one TOML file in this folder, found by looking and named by its tag: `de.toml`. Policy for what a file lacks:

- Words come from one language: a file has all tables of words, or names the file whose words are used: `fallback = "en"`. A language
  without a file gets the English words. Each table knows its `language`, so that foreign words can be marked as foreign.
- Rules never come from another language. A rule that a file does not state is not applied.
- A book's own words and quotation marks (book.toml) override those of its language (`book_tables`).
- A region overrides rules of its language: `[regions.CH]` in `de.toml` serves “de-CH” and “de-Latn-CH”.

Only the files that are asked for are read, each once. LanguageError with file and line for one that is not well formed.

The standard library only: filters read their rules from here too, under plain pandoc (`filters/_languages.py`).
"""

from dataclasses import fields
from functools import lru_cache
from pathlib import Path
from typing import TypeVar

from publish.languages.book_tables import NO_TABLES, BookTables, own_rules, own_words, with_book_tables
from publish.languages.language_files import WORDS, Language, LanguageError, read_language
from publish.languages.language_tables import (
    NO_RULES,
    AccessWords,
    CitationWords,
    ImprintWords,
    IndexWords,
    Labels,
    LanguageWords,
    LetterWords,
    NoteHeads,
    QuotationMarks,
    Rules,
    primary,
)

__all__ = [
    "NO_TABLES", "WORDS", "AccessWords", "BookTables", "CitationWords", "ImprintWords", "IndexWords", "Labels", "LanguageError",
    "LetterWords", "NoteHeads", "QuotationMarks", "Rules", "access_words", "citation_words", "english_tables", "imprint_words",
    "index_words", "labels_for", "language_of", "languages", "letter_words", "note_heads", "primary", "rules_for", "with_book_tables",
]  # fmt: skip

FOLDER = Path(__file__).resolve().parent
ENGLISH = "en"

Words = TypeVar("Words", bound=LanguageWords)


def languages() -> tuple[str, ...]:
    """The tags of the languages that have a file, in order."""
    return tuple(sorted(path.stem for path in FOLDER.glob("*.toml")))


def labels_for(tag: str) -> Labels:
    """The labels for a language tag: `labels_for("de-AT")` are German, `labels_for("eo")` are English."""
    return _words(tag, "labels", Labels)


def imprint_words(tag: str) -> ImprintWords:
    """The words of the copyright page for a language tag."""
    return _words(tag, "imprint", ImprintWords)


def index_words(tag: str) -> IndexWords:
    """The words of an index for a language tag."""
    return _words(tag, "index", IndexWords)


def note_heads(tag: str) -> NoteHeads:
    """The heads over end notes for a language tag."""
    return _words(tag, "note-heads", NoteHeads)


def access_words(tag: str) -> AccessWords:
    """The sentences about accessibility for a language tag."""
    return _words(tag, "accessibility", AccessWords)


def rules_for(tag: str) -> Rules:
    """The rules for a language tag: those of the book, else of its region, else of its language, else none."""
    return own_rules(tag, _rules_of(tag))


def english_tables(tag: str) -> tuple[str, ...]:
    """The tables of words, by name, that are English for a tag of another language, because neither it nor the book has some."""
    if primary(tag) == ENGLISH:
        return ()
    return tuple(name for name, kind in WORDS.items() if _words(tag, name, kind).language == ENGLISH)


@lru_cache(maxsize=64)
def _rules_of(tag: str) -> Rules:
    language = language_of(primary(tag))
    if language is None:
        return NO_RULES
    subtags = [subtag.upper() for subtag in tag.split("-")[1:]]
    return next((language.regions[subtag] for subtag in subtags if subtag in language.regions), language.rules)


@lru_cache(maxsize=64)
def language_of(tag: str) -> Language | None:
    """What the file of a language says; None for a language without a file."""
    path = FOLDER / f"{tag}.toml"
    return read_language(path) if tag.isalnum() and path.is_file() else None


@lru_cache(maxsize=1)
def citation_words() -> CitationWords:
    """The words by which notes cite, of all languages together. Reads only the files that have some."""
    tables = [language.citations for language in _languages_with("citations")]
    names = [each.name for each in fields(CitationWords)]
    return CitationWords(**{name: tuple(word for table in tables for word in getattr(table, name)) for name in names})


@lru_cache(maxsize=1)
def letter_words() -> tuple[LetterWords, ...]:
    """How letters begin and end, in each language that says it. Reads only their files."""
    return tuple(language.letters for language in _languages_with("letters") if language.letters)


def _languages_with(table: str) -> list[Language]:
    """The languages whose files have a table, in order."""
    tags = [path.stem for path in sorted(FOLDER.glob("*.toml")) if f"\n[{table}]" in path.read_text(encoding="utf-8")]
    return [language for tag in tags if (language := language_of(tag))]


def _words(tag: str, table: str, kind: type[Words]) -> Words:
    language = language_of(primary(tag)) or language_of(ENGLISH)
    while language and language.fallback:
        language = language_of(language.fallback)
    assert language
    words = language.words[table]
    assert isinstance(words, kind)
    return own_words(tag, table, words)
