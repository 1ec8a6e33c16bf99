"""The few words that an edition adds to a book, in the book's language: “Contents”, “Notes”, “Translated by”.

A language that is not in the table gets the English words, and says so in their `language`, so that they can be marked as English.
"""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Labels:
    """The words of one language.

    `back` holds `{mark}` where the note's number goes; `by` maps MARC relator codes to what precedes the names.
    """

    language: str
    contents: str
    notes: str
    title_page: str
    imprint: str
    text: str
    page: str
    landmarks: str
    back: str
    by: Mapping[str, str]

    def are_foreign_to(self, language: str) -> bool:
        """Whether the words must be marked as being of another language than the book's."""
        return self.language != _primary(language)


def labels_for(language: str) -> Labels:
    """The words for a language tag: `labels_for("de-AT")` are German, `labels_for("eo")` are English."""
    return LABELS.get(_primary(language), LABELS["en"])


def _primary(language: str) -> str:
    return language.partition("-")[0].lower()


def _labels(language: str, *words: str, by: tuple[str, str, str]) -> Labels:
    contents, notes, title_page, imprint, text, page, landmarks, back = words
    return Labels(
        language=language,
        contents=contents,
        notes=notes,
        title_page=title_page,
        imprint=imprint,
        text=text,
        page=page,
        landmarks=landmarks,
        back=back,
        by=dict(zip(("edt", "trl", "ill"), by, strict=True)),
    )


# Contents, notes, title page, copyright page, beginning of the text, page, landmarks, way back; edited, translated, illustrated by.
# A colon stands where the language would have to inflect the name.
_ALL = (
    _labels(
        "en", "Contents", "Notes", "Title page", "Copyright page", "Text", "page", "Landmarks", "Back to reference {mark}",
        by=("Edited by", "Translated by", "Illustrated by"),
    ),
    _labels(
        "cs", "Obsah", "Poznámky", "Titulní strana", "Tiráž", "Text", "strana", "Orientační body", "Zpět k odkazu {mark}",
        by=("Redakce:", "Překlad:", "Ilustrace:"),
    ),
    _labels(
        "da", "Indhold", "Noter", "Titelblad", "Kolofon", "Tekst", "side", "Pejlemærker", "Tilbage til henvisning {mark}",
        by=("Redigeret af", "Oversat af", "Illustreret af"),
    ),
    _labels(
        "de", "Inhalt", "Anmerkungen", "Titelseite", "Impressum", "Text", "Seite", "Orientierungspunkte", "Zurück zur Stelle {mark}",
        by=("Herausgegeben von", "Übersetzt von", "Illustriert von"),
    ),
    _labels(
        "es", "Índice", "Notas", "Portada", "Página de derechos", "Texto", "página", "Puntos de referencia", "Volver a la llamada {mark}",
        by=("Edición de", "Traducción de", "Ilustraciones de"),
    ),
    _labels(
        "fi", "Sisällys", "Viitteet", "Nimiösivu", "Julkaisutiedot", "Teksti", "sivu", "Maamerkit", "Takaisin viitteeseen {mark}",
        by=("Toimitus:", "Suomennos:", "Kuvitus:"),
    ),
    _labels(
        "fr", "Table des matières", "Notes", "Page de titre", "Mentions légales", "Texte", "page", "Points de repère",
        "Retour à l’appel {mark}",
        by=("Sous la direction de", "Traduction de", "Illustrations de"),
    ),
    _labels(
        "he", "תוכן העניינים", "הערות", "שער", "זכויות יוצרים", "טקסט", "עמוד", "ציוני דרך", "חזרה להפניה {mark}",
        by=("עריכה:", "תרגום:", "איורים:"),
    ),
    _labels(
        "it", "Indice", "Note", "Frontespizio", "Pagina del copyright", "Testo", "pagina", "Punti di riferimento",
        "Torna al richiamo {mark}",
        by=("A cura di", "Traduzione di", "Illustrazioni di"),
    ),
    _labels(
        "nb", "Innhold", "Noter", "Tittelside", "Kolofon", "Tekst", "side", "Landemerker", "Tilbake til henvisning {mark}",
        by=("Redigert av", "Oversatt av", "Illustrert av"),
    ),
    _labels(
        "nl", "Inhoud", "Noten", "Titelpagina", "Colofon", "Tekst", "pagina", "Oriëntatiepunten", "Terug naar verwijzing {mark}",
        by=("Bezorgd door", "Vertaald door", "Geïllustreerd door"),
    ),
    _labels(
        "pl", "Spis treści", "Przypisy", "Strona tytułowa", "Strona redakcyjna", "Tekst", "strona", "Punkty orientacyjne",
        "Powrót do odnośnika {mark}",
        by=("Redakcja:", "Przekład:", "Ilustracje:"),
    ),
    _labels(
        "pt", "Índice", "Notas", "Folha de rosto", "Ficha técnica", "Texto", "página", "Pontos de referência", "Voltar à chamada {mark}",
        by=("Edição de", "Tradução de", "Ilustrações de"),
    ),
    _labels(
        "ru", "Содержание", "Примечания", "Титульный лист", "Выходные сведения", "Текст", "страница", "Ориентиры", "Назад к сноске {mark}",
        by=("Редактор:", "Перевод:", "Иллюстрации:"),
    ),
    _labels(
        "sv", "Innehåll", "Noter", "Titelsida", "Tryckuppgifter", "Text", "sida", "Landmärken", "Tillbaka till hänvisning {mark}",
        by=("Redigerad av", "Översatt av", "Illustrerad av"),
    ),
)  # fmt: skip
_BY_LANGUAGE = {labels.language: labels for labels in _ALL}
LABELS: Mapping[str, Labels] = {**_BY_LANGUAGE, "nn": _BY_LANGUAGE["nb"], "no": _BY_LANGUAGE["nb"]}
