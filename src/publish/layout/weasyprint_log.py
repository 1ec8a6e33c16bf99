"""WeasyPrint's log as diagnostics: P104 for styles, P105 for images that cannot be shown.

What WeasyPrint leaves out of a book's own sheets was told before, with its place, and is not in them (`publish.layout.sheet_judge`).
"""

from __future__ import annotations

import logging
from collections.abc import Collection, Iterable, Iterator

from publish.diagnostics import Diagnostic, diagnostic

NOT_TOLD = (".notdef glyph", "Deprecated ")  # the first is told elsewhere, what the second names is read


class WeasyPrintLog(logging.Handler):
    """Records what WeasyPrint logs inside the `with` block, from warnings upwards."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.records: list[logging.LogRecord] = []

    def emit(self, record: logging.LogRecord) -> None:
        """Records it."""
        self.records.append(record)

    def __enter__(self) -> WeasyPrintLog:
        logging.getLogger("weasyprint").addHandler(self)
        return self

    def __exit__(self, *_: object) -> None:
        logging.getLogger("weasyprint").removeHandler(self)


def log_diagnostics(records: Iterable[logging.LogRecord], refused: Collection[str]) -> Iterator[Diagnostic]:
    """P104 or P105 for each record. Refused URLs and missing glyphs are reported elsewhere and left out here."""
    for record in records:
        message = record.getMessage()
        if message.startswith(NOT_TOLD) or any(url in message for url in refused):
            continue
        if message.startswith(("Failed to load", "Failed to render")):
            yield diagnostic("P105", f"something cannot be shown: {message}", help="save the image again from the program that made it")
        else:
            help = "take it out of the style sheet, or write what WeasyPrint knows"
            yield diagnostic("P104", f"the style sheet is not fully understood: {message}", help=help)
