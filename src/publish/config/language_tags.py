"""Language tags (BCP 47: RFC 5646 and the IANA registry, through langcodes) and what a book takes from its language."""

from collections.abc import Mapping
from functools import lru_cache

from langcodes import standardize_tag, tag_is_valid
from langcodes.tag_parser import LanguageTagError

from publish.config.values import MarkPlace

# Where the mark of a note stands before the punctuation:
# fr  Lexique des règles typographiques en usage à l'Imprimerie nationale; Office québécois de la langue française, "Emploi, présentation et
#     ponctuation de l'appel de note": the mark precedes any punctuation.
# pl  A. Wolański, Edycja tekstów, p. 236 (so the language advice of PWN, 16 June 2013): before the full stop that ends a sentence.
# ru  Мильчин, Чельцова, Справочник издателя и автора: before full stop, comma, semicolon, colon and dash.
# Elsewhere after it: Chicago Manual of Style 14.26, Oxford Guide to Style 15.16.5, Duden. Spanish has both (Diccionario panhispánico de
# dudas, "llamada de nota" 3) and takes the default.
MARK_BEFORE = frozenset({"fr", "pl", "ru"})

# Where no line ends between "p." and its number, "Mr." and a name, initials, unless the book says otherwise. Only a language whose rules
# were seen to make no mistake: all 570 spaces that they set in three English books of 410,000 words were looked at. For French and German
# there were no such books.
SPACES_SET = frozenset({"en"})

# Where names are written with the family name first, and are sorted as they are written (W3C, "Personal names around the world").
FAMILY_NAME_FIRST = frozenset({"hu", "ja", "ko", "vi", "zh"})


def canonical_tag(text: str) -> str | None:
    """The tag as it should be written: `en-GB` for `en_GB`, `he` for `iw`, `de` for `german`; None if no language is known by it."""
    if not text.isascii() or not text.strip("-_ "):
        return None
    try:
        valid = tag_is_valid(text)
    except LanguageTagError:
        valid = False
    if not valid:
        return _subtags_by_name().get(text.strip().casefold())
    tag = standardize_tag(text)
    # langcodes sorts variants by name where RFC 5646 §2.2.5 lets one stand before another: sl-rozaj-biske is right as it is.
    return text if sorted(tag.casefold().split("-")) == sorted(text.casefold().split("-")) and tag.casefold() != text.casefold() else tag


def mark_place(language: str) -> MarkPlace:
    """On which side of punctuation a note's mark stands by the custom of the language."""
    return "before" if primary(language) in MARK_BEFORE else "after"


def spaces_are_set(language: str) -> bool:
    """Whether spaces at which no line should end are set for books of the language that say nothing of it."""
    return primary(language) in SPACES_SET


def name_for_sorting(name: str, language: str) -> str:
    """The name turned round as an index has it: `Editor, Ada` for "Ada Editor", `King, Martin, Jr.` for "Martin King, Jr."."""
    written, comma, suffix = name.partition(",")
    given, _, family = written.rpartition(" ")
    if not given or primary(language) in FAMILY_NAME_FIRST:
        return name
    return f"{family}, {given}{comma}{suffix}"


def primary(language: str) -> str:
    """The language alone: `en` for `en-GB`."""
    return language.partition("-")[0].casefold()


@lru_cache(maxsize=1)
def _subtags_by_name() -> Mapping[str, str]:
    """The registry's two- and three-letter languages by their English names."""
    from langcodes.registry_parser import parse_registry  # 50,000 lines, read only for a fault

    names: dict[str, str] = {}
    for entry in parse_registry():  # type: ignore[no-untyped-call]
        if entry.get("Type") == "language" and "Deprecated" not in entry:
            for name in entry["Description"]:
                names.setdefault(str(name).casefold(), str(entry["Subtag"]))
    return names
