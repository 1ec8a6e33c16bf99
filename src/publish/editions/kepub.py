"""The e-book for Kobo's own reading program: the finished EPUB with that program's markup, made only on request.

Every Kobo reads EPUB too, but with another program, which opens notes as pages and does not show the place within a chapter.
"""

from collections.abc import Mapping
from zipfile import ZipFile

from publish.checks.edition_words import EditionWords
from publish.checks.epub_words import read_back as words_of
from publish.checks.epub_words import spine
from publish.checks.page_list import check_page_list
from publish.config import Configuration
from publish.diagnostics import Diagnostic, Outcome
from publish.editions import Edition, Workshop
from publish.editions.epub import as_read_on_screen
from publish.epub.container import rewrite_container
from publish.epub.kobo import for_kobo
from publish.model import Book, Made
from publish.tools.cache import NO_CACHE

ARTEFACT = "book.kepub.epub"


def make(book: Book, workshop: Workshop, others: Mapping[str, Made]) -> Outcome[Made]:
    """The kepub in the workshop's scratch folder, made from the e-book. Reports nothing."""
    epub = others["epub"]
    path = workshop.scratch / ARTEFACT
    with ZipFile(epub.path) as container:
        in_spine = frozenset(spine(container))
    rewrite_container(epub.path, path, workshop.moment, lambda name, content: for_kobo(content) if name in in_spine else content)
    return Outcome(value=Made(edition="kepub", path=path, facts={"bytes": path.stat().st_size}, marked=epub.marked))


def read_back(book: Book, made: Made, workshop: Workshop | None = None) -> EditionWords:
    """The words of the kepub's documents in the order of its spine."""
    return words_of(as_read_on_screen(book, made.marked), made, workshop.cache if workshop else NO_CACHE)


def agree(book: Book, made: Mapping[str, Made], words: Mapping[str, EditionWords]) -> tuple[Diagnostic, ...]:
    """E401 for each page marker that is not where the page begins in print."""
    if not book.configuration.epub.page_list:
        return ()
    return check_page_list(book, made["kepub"].path, words["kepub"], words["print"])


def needs(_: Configuration) -> tuple[str, ...]:
    """The e-book, always."""
    return ("epub",)


EDITION = Edition(name="kepub", artefact=ARTEFACT, make=make, read_back=read_back, needs=needs, agree=agree, standard=lambda _: False)
