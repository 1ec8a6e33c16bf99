"""The roles of contributors: the MARC relators, which libraries, book trade metadata and EPUB share.

The list is relators.tsv in this folder, with its source and date in its first lines.
"""

import csv
from collections.abc import Mapping
from functools import lru_cache
from importlib import resources


@lru_cache(maxsize=1)
def relators() -> Mapping[str, str]:
    """The English term of each relator code: `relators()["trl"]` is "translator"."""
    text = resources.files(__package__).joinpath("relators.tsv").read_text(encoding="utf-8")
    lines = (line for line in text.splitlines() if not line.startswith("#"))
    return {code: term if term.isupper() else term[0].lower() + term[1:] for code, term in csv.reader(lines, delimiter="\t")}


def relator_code(text: str) -> str | None:
    """The code for a code or term in any case: `aut` for "Author" and for "aut". None if there is no such relator."""
    name = " ".join(text.casefold().split())
    if name in relators():
        return name
    return {term.casefold(): code for code, term in relators().items()}.get(name)
