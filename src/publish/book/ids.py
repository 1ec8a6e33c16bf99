"""Stable ids: made from the editor's words, never from positions, so that an edit elsewhere does not change them."""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field


def slug(text: str) -> str:
    """A text as an id and a URL fragment: `slug("Über Fußnoten, 1501")` is `uber-fussnoten-1501`; `section` if nothing is left."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    plain = "".join(letter for letter in plain if not unicodedata.combining(letter))
    plain = re.sub(r"[^\w]+", "-", plain.replace("_", "-")).strip("-")
    if not plain:
        return "section"
    return plain if plain[0].isalpha() else f"s-{plain}"


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
