"""What book.toml claims for the e-book: conformance to a standard of accessibility, and who certifies it."""

from collections.abc import Iterator, Mapping
from typing import Any

from publish.config.key_places import TomlSource
from publish.diagnostics import Diagnostic

CLAIM = ("conforms-to", "certified-by")
ADVICE = {
    "conforms-to": 'write the standard too, as in conforms-to = "WCAG 2.2 AA", or take “certified-by” out',
    "certified-by": 'name who has examined the e-book and answers for it, as in certified-by = "Ada Editor", or take “conforms-to” out',
}


def incomplete_claim(tables: Mapping[str, Any], source: TomlSource) -> Iterator[Diagnostic]:
    """C130 where only one of the two keys is given."""
    table = tables.get("epub")
    if not isinstance(table, dict):
        return
    given = [key for key in CLAIM if key in table]
    if len(given) == 1:
        missing = CLAIM[1 - CLAIM.index(given[0])]
        message = f"“epub.{given[0]}” is given without “epub.{missing}”"
        yield source.key_diagnostic(("epub", given[0]), "C130", message, help=ADVICE[missing])
