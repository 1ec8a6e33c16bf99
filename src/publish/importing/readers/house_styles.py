"""The styles of word processors that say what a paragraph is, by their names in the languages of Europe."""

import re
from collections.abc import Mapping
from enum import StrEnum

from publish.importing.readers.vocabulary import Element

ATTRIBUTE = "data-custom-style"
"""Where pandoc keeps the style of a paragraph."""


class StyleRole(StrEnum):
    """What the paragraphs of a style are."""

    QUOTATION = "quotation"
    VERSE = "verse"
    EPIGRAPH = "epigraph"
    ATTRIBUTION = "attribution"
    BREAK = "break"


NAMES: Mapping[StyleRole, str] = {
    StyleRole.QUOTATION: "blockquote blockquotation blocktext blockzitat cita citaat citace citacion citadestacada citaintensa citat "
    "citation citationintense citazione citazioneintensa cytat displayquote einzug extract extrait idezet "
    "intensequote intensiveszitat quotation quotations quote quoteblock sitat zitat цитата выделеннаяцитата",
    StyleRole.VERSE: "gedicht lyrics lyrik poem poema poemline poesia poésie poesie poetry strofe strophe vers verse verseline versi verso "
    "versos wiersz стихи",
    StyleRole.EPIGRAPH: "epigraaf epigraf epigrafe epigrafo epigraph epigraphe épigraphe epígrafe epigraphtext motto эпиграф",
    StyleRole.ATTRIBUTION: "attribution citationsource epigraphsource extractsource fonte fuente quelle quotesource source zitatquelle",
    StyleRole.BREAK: "asterism ornament scenebreak spacebreak sectionbreak szenenwechsel textbreak",
}
ROLES: Mapping[str, StyleRole] = {name: role for role, names in NAMES.items() for name in names.split()}


def style_role(element: Element) -> StyleRole | None:
    """What the style of a paragraph says that it is; None if it has none, or one that says nothing."""
    name = element.get(ATTRIBUTE)
    return ROLES.get(re.sub(r"[\W\d_]+", "", name).lower()) if name else None
