"""Stable ids: made from the editor's words, never from positions, so that an edit elsewhere does not change them."""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from hashlib import sha256
from pathlib import PurePosixPath

SPELT = str.maketrans({"æ": "ae", "œ": "oe", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ı": "i"})  # NFKD leaves these as they are
DIGITS_OF_DIGEST = 8


def slug(text: str) -> str:
    """A text as an id and a URL fragment: `slug("Über Fußnoten, 1501")` is `uber-fussnoten-1501`; `section` if nothing is left."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    plain = "".join(letter for letter in plain if not unicodedata.combining(letter))
    plain = re.sub(r"[^\w]+", "-", plain.replace("_", "-")).strip("-")
    if not plain:
        return "section"
    return plain if plain[0].isalpha() else f"s-{plain}"


def file_slug(text: str) -> str:
    """A text as the stem of a file name in ASCII: `file_slug("œuvre")` is `oeuvre`, `file_slug("первая")` is `section-…`.

    Letters outside ASCII that have no usual spelling in it are left out; a digest of the text then tells the names apart.
    """
    name = slug(text).translate(SPELT)
    if name.isascii():
        return name
    plain = slug(name.encode("ascii", "ignore").decode())
    return f"{plain}-{_short_digest(text)}"


@lru_cache(maxsize=4)
def section_ids(paths: tuple[str, ...]) -> Mapping[str, str]:
    """What the ids of each section begin with, by its path: the slug of its stem.

    A digest of the stem follows where sections would have the same slug.
    """
    slugs = {path: slug(PurePosixPath(path).stem) for path in paths}
    shared = {name for name, times in Counter(slugs.values()).items() if times > 1}
    return {path: f"{name}-{_short_digest(PurePosixPath(path).stem)}" if name in shared else name for path, name in slugs.items()}


@dataclass(slots=True)
class IdRegister:
    """Gives each id only once."""

    taken: set[str] = field(default_factory=set)

    def reserve(self, names: Iterable[str]) -> None:
        """Mark these ids as taken."""
        self.taken.update(names)

    def new(self, wanted: str) -> str:
        """The wanted id, with -2, -3 … appended if it is taken."""
        name, count = wanted, 1
        while name in self.taken:
            count += 1
            name = f"{wanted}-{count}"
        self.taken.add(name)
        return name


def _short_digest(text: str) -> str:
    return sha256(text.encode()).hexdigest()[:DIGITS_OF_DIGEST]
