"""The lines of the copyright page that are put together from words of the book's language: names, roles, faces."""

from collections.abc import Sequence

from publish.config.roles import relators
from publish.languages import ENGLISH, ImprintWords, imprint_words, labels_for

PROGRAMS = ("publish", "WeasyPrint")
"""What sets the printed pages."""


def joined(names: Sequence[str], words: ImprintWords) -> str:
    """`A, B and C`."""
    return words.joint.join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)


def faces_line(families: Sequence[str], words: ImprintWords) -> str:
    """The colophon line: these faces, and the programs that set them."""
    return words.typeset.format(faces=joined(families, words), programs=joined(PROGRAMS, words))


def by_role(role: str, language: str) -> tuple[str, str]:
    """What precedes the names of people with this role, and its language: the book's, or English where the book's has no word for it."""
    labels, words = labels_for(language), imprint_words(language)
    by = labels.by.get(role) or words.by.get(role)
    if by:
        return by, labels.language
    term = relators()[role]
    return f"{term[0].upper()}{term[1:]}:", ENGLISH
