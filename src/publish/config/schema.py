"""The keys of book.toml as an editor writes them. The door to cattrs, which structures the file's tables into these classes.

Each class is a table, each field a key; a default makes the key optional. A key's type selects the function of `vocabulary` that checks
and converts its value. No value is converted without notice: `edition = 2` is a fault.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import MISSING, dataclass, field, fields, is_dataclass, make_dataclass
from datetime import date
from difflib import get_close_matches
from typing import Any, Literal, NewType, TypeVar, get_args, get_origin, get_type_hints

from cattrs import BaseConverter, ClassValidationError, Converter, ForbiddenExtraKeysError, IterableValidationError
from cattrs.cols import homogenous_tuple_structure_factory
from cattrs.gen import make_dict_structure_fn, override

from publish.config.key_places import KeyPath, TomlSource
from publish.config.printers import PreflightRule, Printer
from publish.config.style_roles import HouseRole
from publish.config.values import (
    Conformance,
    ContentsLevels,
    Ellipses,
    MarkPlace,
    NoteNumbering,
    NotePlace,
    Openings,
    Price,
    ScreenNotePlace,
)
from publish.config.vocabulary import (
    ValueFault,
    divided_word,
    isbn_13,
    language_tag,
    length,
    line_of_text,
    no_break_phrase,
    one_of,
    paragraphs_of_text,
    place_in_section,
    preflight_rule,
    price,
    publication_day,
    relator,
    round_number,
    section_path,
    series_number,
    style_role,
    trim_size,
    true_or_false,
    warning_code,
    words_of_text,
    wrong_kind,
)
from publish.diagnostics import Diagnostic
from publish.languages import WORDS, QuotationMarks
from publish.units import Length, TrimSize, trim_from_text

Line = NewType("Line", str)
Paragraphs = NewType("Paragraphs", str)
LanguageTag = NewType("LanguageTag", str)
Role = NewType("Role", str)
Isbn = NewType("Isbn", str)
SeriesNumber = NewType("SeriesNumber", str)
SectionPath = NewType("SectionPath", str)
WarningCode = NewType("WarningCode", str)
Phrase = NewType("Phrase", str)
DividedWord = NewType("DividedWord", str)
PlaceInSection = NewType("PlaceInSection", str)
Words = NewType("Words", str)
"""A text with the spaces at its ends: a word that joins names, quotation marks."""
WordTables = NewType("WordTables", Mapping[str, Any])  # the values have the types of the tables' fields
WrittenRole = NewType("WrittenRole", HouseRole)
WrittenMarks = NewType("WrittenMarks", QuotationMarks)
Table = TypeVar("Table")
WrittenByPrinter = dict[str, Line]
"""One text for each printer: `{ kdp-bw = "cream", ingram-bw = "creme" }`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WrittenSeries:
    """`series = { name = "Studies", number = 3 }`."""

    name: Line
    number: SeriesNumber


@dataclass(frozen=True, slots=True, kw_only=True)
class WrittenAlsoBy:
    """`also-by = { heading = "By the same hand", titles = ["On Gutters"] }`."""

    titles: tuple[Line, ...]
    heading: Line | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class WrittenContributor:
    """A `[[contributors]]` table."""

    name: Line
    sort: Line | None = None
    role: Role = Role("aut")


@dataclass(frozen=True, slots=True, kw_only=True)
class WrittenPart:
    """`{ number = "Part One", part = "The Fold", sections = ["one.md"] }` in the body."""

    part: Line
    sections: tuple[SectionPath, ...]
    number: Line | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class WrittenSpine:
    """`[spine]`."""

    body: tuple[SectionPath | WrittenPart, ...]
    front: tuple[SectionPath, ...] = ()
    back: tuple[SectionPath, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class WrittenText:
    """`[text]`."""

    smart: bool = False
    math: bool = False
    no_break: tuple[Phrase, ...] = ()
    hyphenation_exceptions: tuple[DividedWord, ...] = ()
    divide_names: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class WrittenNotes:
    """`[notes]`."""

    numbering: NoteNumbering = "chapter"
    mark: MarkPlace | None = None
    print: NotePlace = "foot"
    epub: ScreenNotePlace = "chapter-end"


@dataclass(frozen=True, slots=True, kw_only=True)
class WrittenEpub:
    """`[epub]`; without `page_list`, a page list is made if there is a `[print]` table."""

    isbn: Isbn | None = None
    cover: Line | None = None
    page_list: bool | None = None
    contents_levels: ContentsLevels = 2
    conforms_to: Conformance | None = None
    certified_by: Line | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class WrittenPrint:
    """`[print]`."""

    isbn: Isbn | None = None
    trim: TrimSize = field(default_factory=lambda: trim_from_text("Digest"))
    openings: Openings = "recto"
    bleed: bool = False
    printer: Line | None = None
    printers: tuple[Line, ...] = ()
    paper: Line | WrittenByPrinter | None = None
    icc: Line | WrittenByPrinter | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class WrittenCover:
    """`[cover]`."""

    front: Line | None = None
    back: Line | None = None
    spine: Line | WrittenByPrinter | None = None
    file: Line | WrittenByPrinter | None = None
    blurb: Paragraphs | None = None
    price: Price | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class WrittenImport:
    """`[import]`; `styles = { "Extract Text" = "quotation" }` says what the styles of a word processor mean."""

    styles: dict[str, WrittenRole] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class WrittenTypography:
    """`[typography]`; without `spaces`, the language decides."""

    quotes: bool | None = None
    ranges: bool = False
    spaces: bool | None = None
    nested: bool = False
    dashes: bool | None = None
    ellipses: Ellipses = "typed"
    quotation_marks: WrittenMarks | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class WrittenDesign:
    """`[design]`: families of type, those for scripts in `fallback = { Hani = "Noto Serif CJK SC" }`."""

    text: Line | None = None
    heads: Line | None = None
    titles: Line | None = None
    code: Line | None = None
    quotations: Line | None = None
    small_capitals: Line | None = None
    fallback: dict[str, Line] = field(default_factory=dict)
    licensed: tuple[Line, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class WrittenIgnore:
    """`{ code = "M105", reason = "drafts lie beside the book" }`; with `file`, only findings in that file."""

    code: WarningCode
    reason: Line
    file: Line | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class WrittenCheck:
    """`[check]`."""

    ignore: tuple[WrittenIgnore, ...] = ()
    elsewhere: tuple[PlaceInSection, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class WrittenImportAlone:
    """Of book.toml only what an import reads."""

    import_: WrittenImport


@dataclass(frozen=True, slots=True, kw_only=True)
class WrittenBook:
    """The whole of book.toml."""

    title: Line
    language: LanguageTag
    contributors: tuple[WrittenContributor, ...]
    spine: WrittenSpine
    subtitle: Line | None = None
    edition: Line | None = None
    printing: Line | None = None
    published: date | None = None
    publisher: Line | None = None
    place: Line | None = None
    rights: Paragraphs | None = None
    description: Paragraphs | None = None
    subjects: tuple[Line, ...] = ()
    series: WrittenSeries | None = None
    also_by: tuple[Line, ...] | WrittenAlsoBy = ()
    text: WrittenText = field(default_factory=WrittenText)
    notes: WrittenNotes = field(default_factory=WrittenNotes)
    epub: WrittenEpub = field(default_factory=WrittenEpub)
    print: WrittenPrint | None = None
    cover: WrittenCover | None = None
    check: WrittenCheck = field(default_factory=WrittenCheck)
    typography: WrittenTypography = field(default_factory=WrittenTypography)
    design: WrittenDesign = field(default_factory=WrittenDesign)
    words: WordTables | None = None
    import_: WrittenImport = field(default_factory=WrittenImport)


def written_book(tables: Mapping[str, Any], source: TomlSource) -> tuple[WrittenBook | None, tuple[Diagnostic, ...]]:
    """The book as written, or None and all faults: C105 to C132, each at its key or value in the source."""
    return _structured(tables, WrittenBook, source)


def written_import(tables: Mapping[str, Any], source: TomlSource) -> tuple[WrittenImport | None, tuple[Diagnostic, ...]]:
    """The table `[import]` of a book.toml whose other tables may be missing or faulty, or None and all faults of it."""
    book, faults = _structured({"import": tables.get("import", {})}, WrittenImportAlone, source)
    return book.import_ if book else None, faults


def written_printer(tables: Mapping[str, Any], source: TomlSource) -> tuple[Printer | None, tuple[Diagnostic, ...]]:
    """A printer's profile as written, or None and all faults."""
    return _structured(tables, Printer, source)


def _structured(tables: Mapping[str, Any], kind: type[Table], source: TomlSource) -> tuple[Table | None, tuple[Diagnostic, ...]]:
    try:
        return _CONVERTER.structure(tables, kind), ()
    except (ClassValidationError, IterableValidationError) as fault:
        return None, tuple(_diagnostics(fault, (), source))


def key_names(path: KeyPath) -> str:
    """A key's path as an editor would write it, tables of an array counted from 1: `contributors[2].name`."""
    names = "".join(f"[{step + 1}]" if isinstance(step, int) else f".{step}" for step in path)
    return names.removeprefix(".")


def _diagnostics(fault: BaseException, path: KeyPath, source: TomlSource) -> Iterator[Diagnostic]:
    """The diagnostics of cattrs' nested exceptions; `path` leads to the table or array that this one is about."""
    match fault:
        case ClassValidationError():
            of_fields, others = fault.group_exceptions()
            for inner, note in of_fields:
                yield from _diagnostics(inner, (*path, _key(note.name)), source)
            for inner in others:
                yield from _diagnostics(inner, path, source)
        case IterableValidationError():
            of_elements, others = fault.group_exceptions()
            for inner, element in of_elements:
                yield from _diagnostics(inner, (*path, element.index), source)
            for inner in others:
                yield from _diagnostics(inner, path, source)
        case ForbiddenExtraKeysError():
            keys = [_key(field.name) for field in fields(fault.cl)]
            for name in sorted(fault.extra_fields):
                near = get_close_matches(name, keys, 1, 0.6)
                advice = f"did you mean “{near[0]}”?" if near else f"the keys here are {', '.join(keys)}"
                yield source.key_diagnostic((*path, name), "C107", f"there is no key “{key_names((*path, name))}”", help=advice)
        case KeyError():
            yield _missing(path, source)
        case ValueFault():
            yield source.value_diagnostic(path, fault.code, f"“{key_names(path)}” {fault.message}", help=fault.help)
        case _:
            raise fault


def _key(name: str) -> str:
    """The key for a field's name; the name of a key that is a word of Python ends in “_”."""
    return name.removesuffix("_").replace("_", "-")


def _missing(path: KeyPath, source: TomlSource) -> Diagnostic:
    example = _EXAMPLES.get(tuple(step for step in path if isinstance(step, str)), f"{path[-1]} = … as “publish printers” shows it")
    return source.key_diagnostic(path, "C105", f"“{key_names(path)}” is missing", help=f"write {example}")


_EXAMPLES = {
    ("title",): 'title = "The Name of the Book"',
    ("language",): 'language = "en-GB"',
    ("contributors",): '[[contributors]] and, below it, name = "Ada Editor"',
    ("contributors", "name"): 'name = "Ada Editor"',
    ("spine",): '[spine] and, below it, body = ["one.md"]',
    ("spine", "body"): 'body = ["one.md"]',
    ("spine", "body", "part"): '{ part = "Part One", sections = ["one.md"] }',
    ("spine", "body", "sections"): '{ part = "Part One", sections = ["one.md"] }',
    ("check", "ignore", "code"): '{ code = "M105", reason = "drafts lie beside the book" }',
    ("check", "ignore", "reason"): '{ code = "M105", reason = "drafts lie beside the book" }',
    ("also-by", "titles"): 'also-by = ["On Gutters", "On Folios"]',
    ("series", "name"): 'series = { name = "Studies", number = 3 }',
    ("series", "number"): 'series = { name = "Studies", number = 3 }',
}

_VALUES: Mapping[Any, Callable[[Any], object]] = {
    Line: line_of_text,
    Words: words_of_text,
    Paragraphs: paragraphs_of_text,
    LanguageTag: language_tag,
    Role: relator,
    WrittenRole: style_role,
    Isbn: isbn_13,
    SeriesNumber: series_number,
    SectionPath: section_path,
    WarningCode: warning_code,
    PreflightRule: preflight_rule,
    Phrase: no_break_phrase,
    DividedWord: divided_word,
    PlaceInSection: place_in_section,
    TrimSize: trim_size,
    Length: length,
    int: round_number,
    str: line_of_text,
    date: publication_day,
    Price: price,
    bool: true_or_false,
}


def _table(cls: Any, converter: BaseConverter) -> Callable[[Any, Any], Any]:
    """The function that structures a table. A value of another kind is one fault, not one for each key."""
    keys: Any = {field.name: override(rename=_key(field.name)) for field in fields(cls)}  # Any: passed among cattrs' own options
    structure = make_dict_structure_fn(cls, converter, _cattrs_forbid_extra_keys=True, **keys)

    def from_table(value: Any, to: Any) -> Any:
        if not isinstance(value, dict):
            raise wrong_kind("a table", value, f"the keys of this table are {', '.join(_key(field.name) for field in fields(cls))}")
        return structure(value, to)

    return from_table


def _array(cls: Any, converter: BaseConverter) -> Callable[[Any, Any], Any]:
    structure: Callable[[Any, Any], Any] = homogenous_tuple_structure_factory(cls, converter)

    def from_array(value: Any, to: Any) -> Any:
        if not isinstance(value, list):
            raise wrong_kind("an array", value, "put it in brackets, with commas between its elements: […, …]")
        return structure(value, to)

    return from_array


def _is_array(cls: Any) -> bool:
    return get_origin(cls) is tuple


def _is_choice(cls: Any) -> bool:
    return get_origin(cls) is Literal


def _choice(cls: Any) -> Callable[[Any, Any], Any]:
    choices = get_args(cls)
    return lambda value, _: one_of(value, choices)


def _without_type(structure: Callable[[Any], object]) -> Callable[[Any, Any], object]:
    return lambda value, _: structure(value)


def _body_entry(value: Any, _: Any) -> Any:
    return _CONVERTER.structure(value, WrittenPart) if isinstance(value, dict) else section_path(value)


def _also_by(value: Any, _: Any) -> Any:
    return _CONVERTER.structure(value, WrittenAlsoBy if isinstance(value, dict) else tuple[Line, ...])


def _by_printer(value: Any, _: Any) -> Any:
    return {name: line_of_text(text) for name, text in value.items()} if isinstance(value, dict) else line_of_text(value)


def _as_written(name: str, kind: Any, *, whole: bool) -> type:
    """A table of a language's file as book.toml may have it. If it need not be whole, every key may be left out."""
    types: Mapping[Any, Any] = {str: Words, Mapping[str, str]: dict[str, Words], tuple[str, ...]: tuple[Line, ...]}
    hints = get_type_hints(kind)
    kept = [each for each in fields(kind) if each.name != "language"]
    needed = [(each.name, types[hints[each.name]]) for each in kept if whole and each.default is MISSING]
    others = [(each.name, types[hints[each.name]] | None, None) for each in kept if not whole or each.default is not MISSING]
    return make_dataclass(name, [*needed, *others], frozen=True, kw_only=True)


_WORDS = make_dataclass(
    "WrittenWords",
    [(name.replace("-", "_"), _as_written(f"Written{kind.__name__}", kind, whole=False) | None, None) for name, kind in WORDS.items()],
    frozen=True,
    kw_only=True,
)
_MARKS = _as_written("WrittenQuotationMarks", QuotationMarks, whole=True)


def _word_tables(value: Any, _: Any) -> Any:
    """The tables that book.toml gives, by name, each with the fields that it gives."""
    return {_key(name): _given(table) for name, table in _given(_CONVERTER.structure(value, _WORDS)).items()}


def _quotation_marks(value: Any, _: Any) -> Any:
    return QuotationMarks(**_given(_CONVERTER.structure(value, _MARKS)))


def _given(table: Any) -> dict[str, Any]:
    return {each.name: value for each in fields(table) if (value := getattr(table, each.name)) is not None}


def _converter() -> Converter:
    converter = Converter(detailed_validation=True)
    converter.register_structure_hook_factory(is_dataclass, _table)
    converter.register_structure_hook_factory(_is_array, _array)
    converter.register_structure_hook_factory(_is_choice, _choice)
    for kind, structure in _VALUES.items():
        converter.register_structure_hook(kind, _without_type(structure))
    converter.register_structure_hook(WordTables, _word_tables)
    converter.register_structure_hook(WrittenMarks, _quotation_marks)
    converter.register_structure_hook(SectionPath | WrittenPart, _body_entry)
    converter.register_structure_hook(tuple[Line, ...] | WrittenAlsoBy, _also_by)
    converter.register_structure_hook(Line | WrittenByPrinter | None, _by_printer)
    return converter


_CONVERTER = _converter()
