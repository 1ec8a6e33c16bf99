"""Language tags (BCP 47: RFC 5646 and the IANA registry, through langcodes) and the defaults that a book takes from its language."""

from collections.abc import Mapping
from functools import lru_cache

from publish.config.corporate_names import is_corporate
from publish.config.values import MarkPlace
from publish.languages import rules_for

USUAL = frozenset(
    {
        *("en", "en-GB", "en-US", "en-AU", "en-CA", "en-IE", "en-IN", "en-NZ", "en-ZA", "de", "de-DE", "de-AT", "de-CH"),
        *("fr", "fr-FR", "fr-BE", "fr-CA", "fr-CH", "es", "es-ES", "es-MX", "es-AR", "it", "it-IT", "it-CH", "pt", "pt-BR", "pt-PT"),
        *("nl", "nl-NL", "nl-BE", "da", "nb", "nn", "sv", "fi", "is", "pl", "cs", "sk", "sl", "hu", "ro", "ru", "uk", "bg", "sr", "hr"),
        *("el", "tr", "he", "ar", "fa", "hi", "ja", "ko", "zh", "la", "grc", "ang", "gd", "ga", "cy"),
    }
)
"""Tags that are as they should be: langcodes, with the names of all languages, is loaded only for others."""


def canonical_tag(text: str) -> str | None:
    """The tag as it should be written: `en-GB` for `en_GB`, `he` for `iw`, `de` for `german`; None if it names no language."""
    return text if text in USUAL else registered_tag(text)


def registered_tag(text: str) -> str | None:
    """The same, as the registry has it."""
    from langcodes import standardize_tag, tag_is_valid
    from langcodes.tag_parser import LanguageTagError

    if not text.isascii() or not text.strip("-_ "):
        return None
    try:
        valid = tag_is_valid(text)
    except LanguageTagError:
        valid = False
    if not valid:
        return _subtags_by_name().get(text.strip().casefold())
    tag = standardize_tag(text)
    # langcodes sorts variants by name, though RFC 5646 §2.2.5 allows another order: sl-rozaj-biske is right as it is.
    return text if sorted(tag.casefold().split("-")) == sorted(text.casefold().split("-")) and tag.casefold() != text.casefold() else tag


def mark_place(language: str) -> MarkPlace:
    """The side of punctuation on which the language has the marks of notes."""
    return rules_for(language).note_mark


def spaces_are_set(language: str) -> bool:
    """Whether no-break spaces are set in books of the language whose book.toml does not say."""
    return rules_for(language).spaces.by_default


def name_for_sorting(name: str, language: str) -> str:
    """The name with the family name first, as in an index: `Editor, Ada` for "Ada Editor", `King, Martin, Jr.` for "Martin King, Jr.".

    The name of an organisation stays as it is written.
    """
    written, comma, suffix = name.partition(",")
    given, _, family = written.rpartition(" ")
    if not given or rules_for(language).family_name_first or is_corporate(name):
        return name
    return f"{family}, {given}{comma}{suffix}"


@lru_cache(maxsize=1)
def _subtags_by_name() -> Mapping[str, str]:
    """The tags of two or three letters in the registry, by the English name of the language."""
    from langcodes.registry_parser import parse_registry  # 50,000 lines, read only for a fault

    names: dict[str, str] = {}
    for entry in parse_registry():  # type: ignore[no-untyped-call]
        if entry.get("Type") == "language" and "Deprecated" not in entry:
            for name in entry["Description"]:
                names.setdefault(str(name).casefold(), str(entry["Subtag"]))
    return names
