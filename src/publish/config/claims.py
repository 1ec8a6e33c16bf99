"""What book.toml claims for the e-book: conformance to a standard of accessibility, and who answers for it."""

from collections.abc import Iterator, Mapping
from typing import Any

from publish.config.schema import KeyFault

CLAIM = ("conforms-to", "certified-by")
ADVICE = {
    "conforms-to": 'write the standard too, as in conforms-to = "WCAG 2.2 AA", or take “certified-by” out',
    "certified-by": 'name who has examined the e-book and answers for it, as in certified-by = "Ada Editor", or take “conforms-to” out',
}


def claim_halved(tables: Mapping[str, Any]) -> Iterator[KeyFault]:
    """C130 for a standard that nobody certifies, or a certificate of nothing."""
    table = tables.get("epub")
    if not isinstance(table, dict):
        return
    said = [key for key in CLAIM if key in table]
    if len(said) == 1:
        missing = CLAIM[1 - CLAIM.index(said[0])]
        yield KeyFault(
            path=("epub", said[0]),
            code="C130",
            message=f"“epub.{said[0]}” stands here without “epub.{missing}”",
            help=ADVICE[missing],
            of_value=False,
        )
