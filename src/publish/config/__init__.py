"""book.toml as frozen values, checked once and completely.

    values         the configuration that the rest of publish uses
    vocabulary     what a value may be: a language, an ISBN, a trim
    schema         the keys of book.toml as an editor writes them; the door to cattrs
    resolution     from the file to the values, all faults at once
    key_places     the line and column of each key and value
    language_tags  language tags (BCP 47) and what follows from a language
    roles          what a contributor did (MARC relators)
    printers       what a printer requires: the keys of its profile
    orders         the printers that a book names
    design         families of type
    claims         conformance of the e-book

Policy: a key that is planned but not built yet is refused, never ignored. An unknown key is an error that names the nearest known key.
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
