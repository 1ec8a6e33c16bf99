"""book.toml as frozen values: what an editor says about a book, checked once and complete.

    values      the configuration as the rest of publish knows it
    vocabulary  what a value may be: a language, an ISBN, a trim
    written     the keys of book.toml as an editor writes them; the door to cattrs
    read        from the file to the values, all faults at once
    places      where a key stands in the file: line and column
    languages   language tags (BCP 47) and what follows from a language
    roles       what a contributor did (MARC relators)

Policy: keys whose part is not built yet are refused, never ignored; an unknown key is an error with the nearest known name.
"""

from publish.config.resolution import CONFIGURATION_FILE, place_of_key, place_of_section, read_configuration
from publish.config.values import (
    AlsoBy,
    Configuration,
    Contributor,
    EpubSettings,
    Ignored,
    MarkPlace,
    NoteNumbering,
    NoteSettings,
    Openings,
    Part,
    PrintSettings,
    Series,
    Spine,
    Typography,
)

__all__ = [
    "CONFIGURATION_FILE",
    "AlsoBy",
    "Configuration",
    "Contributor",
    "EpubSettings",
    "Ignored",
    "MarkPlace",
    "NoteNumbering",
    "NoteSettings",
    "Openings",
    "Part",
    "PrintSettings",
    "Series",
    "Spine",
    "Typography",
    "place_of_key",
    "place_of_section",
    "read_configuration",
]
