"""The words of copyright page and also-by page in the book's language: “Also by”, “print”, “Cover design”, “Set in”.

A language that is not in the table gets the English words, and says so in their `language`, so that they can be marked as English. A colon
stands where the language would have to inflect the name.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from publish.book.labels import labels_for
from publish.config.roles import relators

PROGRAMS = ("publish", "WeasyPrint")
"""What sets the printed pages."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ImprintWords:
    """The words of one language.

    `also_by` may hold `{names}`, `typeset` holds `{faces}` and `{programs}`; `joint` stands before the last of several names; `by` maps
    MARC relator codes to what precedes the names, beside those of `publish.book.labels`.
    """

    language: str
    also_by: str
    joint: str
    in_print: str
    ebook: str
    typeset: str
    by: Mapping[str, str]

    def joined(self, names: Sequence[str]) -> str:
        """`A, B and C`."""
        return self.joint.join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)

    def faces_line(self, families: Sequence[str]) -> str:
        """The colophon line: these faces, and what set them."""
        return self.typeset.format(faces=self.joined(families), programs=self.joined(PROGRAMS))


def imprint_words(language: str) -> ImprintWords:
    """The words for a language tag: `imprint_words("de-AT")` are German, `imprint_words("eo")` are English."""
    return _BY_LANGUAGE.get(labels_for(language).language, _BY_LANGUAGE["en"])


def by_role(role: str, language: str) -> tuple[str, str]:
    """What precedes the names of those with this role, and its language: the book's, or English where the book's has no word for it."""
    labels, words = labels_for(language), imprint_words(language)
    known = labels.by.get(role) or words.by.get(role)
    if known:
        return known, labels.language
    term = relators()[role]
    return f"{term[0].upper()}{term[1:]}:", "en"


def _words(language: str, *words: str, by: tuple[str, str, str, str]) -> ImprintWords:
    also_by, joint, in_print, ebook, typeset = words
    return ImprintWords(
        language=language,
        also_by=also_by,
        joint=joint,
        in_print=in_print,
        ebook=ebook,
        typeset=typeset,
        by=dict(zip(("cov", "bkd", "pht", "aui"), by, strict=True)),
    )


# Also by, and, print, e-book, the colophon line; cover designed, book designed, photographs by, introduction by.
_ALL = (
    _words(
        "en", "Also by {names}", " and ", "print", "e-book", "Set in {faces} by {programs}",
        by=("Cover design by", "Book design by", "Photographs by", "With an introduction by"),
    ),
    _words(
        "cs", "Další knihy", " a ", "tištěná kniha", "e-kniha", "Písmo: {faces}. Sazba: {programs}",
        by=("Obálka:", "Grafická úprava:", "Fotografie:", "Úvod:"),
    ),
    _words(
        "da", "Andre bøger af {names}", " og ", "trykt", "e-bog", "Skrift: {faces}. Sats: {programs}",
        by=("Omslag:", "Grafisk tilrettelæggelse:", "Fotografier:", "Indledning:"),
    ),
    _words(
        "de", "Weitere Bücher von {names}", " und ", "gedruckt", "E-Book", "Schrift: {faces}. Satz: {programs}",
        by=("Umschlaggestaltung:", "Buchgestaltung:", "Fotografien:", "Mit einer Einleitung von"),
    ),
    _words(
        "es", "Otros libros de {names}", " y ", "impreso", "libro electrónico", "Tipografía: {faces}. Composición: {programs}",
        by=("Diseño de cubierta:", "Diseño del libro:", "Fotografías:", "Introducción de"),
    ),
    _words(
        "fi", "Muita teoksia", " ja ", "painettu", "e-kirja", "Kirjasin: {faces}. Ladonta: {programs}",
        by=("Kansi:", "Taitto:", "Valokuvat:", "Johdanto:"),
    ),
    _words(
        "fr", "Autres ouvrages", " et ", "imprimé", "livre numérique", "Caractères : {faces}. Composition : {programs}",
        by=("Couverture :", "Conception graphique :", "Photographies :", "Introduction :"),
    ),
    _words(
        "he", "ספרים נוספים", ", ", "דפוס", "ספר אלקטרוני", "גופן: {faces}. סדר: {programs}",
        by=("עיצוב העטיפה:", "עיצוב הספר:", "צילומים:", "מבוא:"),
    ),
    _words(
        "it", "Altri libri di {names}", " e ", "libro a stampa", "e-book", "Carattere: {faces}. Composizione: {programs}",
        by=("Copertina:", "Progetto grafico:", "Fotografie:", "Introduzione di"),
    ),
    _words(
        "nb", "Andre bøker av {names}", " og ", "trykt", "e-bok", "Skrift: {faces}. Sats: {programs}",
        by=("Omslag:", "Bokdesign:", "Fotografier:", "Innledning:"),
    ),
    _words(
        "nl", "Andere boeken van {names}", " en ", "gedrukt", "e-book", "Letter: {faces}. Zetwerk: {programs}",
        by=("Omslagontwerp:", "Boekverzorging:", "Foto’s:", "Inleiding:"),
    ),
    _words(
        "pl", "Inne książki", " i ", "wydanie drukowane", "e-book", "Krój pisma: {faces}. Skład: {programs}",
        by=("Projekt okładki:", "Projekt książki:", "Fotografie:", "Wstęp:"),
    ),
    _words(
        "pt", "Outros livros de {names}", " e ", "impresso", "livro eletrónico", "Tipo: {faces}. Composição: {programs}",
        by=("Capa:", "Projeto gráfico:", "Fotografias:", "Introdução de"),
    ),
    _words(
        "ru", "Другие книги", " и ", "печатное издание", "электронная книга", "Гарнитура: {faces}. Вёрстка: {programs}",
        by=("Обложка:", "Оформление:", "Фотографии:", "Вступительная статья:"),
    ),
    _words(
        "sv", "Andra böcker av {names}", " och ", "tryckt", "e-bok", "Typsnitt: {faces}. Sättning: {programs}",
        by=("Omslag:", "Grafisk form:", "Fotografier:", "Inledning:"),
    ),
)  # fmt: skip
_BY_LANGUAGE = {words.language: words for words in _ALL}
