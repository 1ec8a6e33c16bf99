"""WeasyPrint's log as diagnostics: P104 for style sheets, P105 for images that cannot be shown."""

from __future__ import annotations

import logging
import re
from collections.abc import Collection, Iterable, Iterator
from pathlib import Path

from publish.diagnostics import Diagnostic, Location, diagnostic

IGNORED = (
    re.compile(r"Ignored [`'](?P<text>.+?)[`'] at \d+:\d+, (?P<why>.*)", re.DOTALL),
    re.compile(r"(?P<why>Invalid math function) at \d+:\d+: (?P<text>.+)", re.DOTALL),
)
"""How WeasyPrint 70.0 words it; test_unknown_style_is_reported_at_its_line_in_the_book fails when it words it otherwise."""


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


def log_diagnostics(records: Iterable[logging.LogRecord], refused: Collection[str], folder: Path) -> Iterator[Diagnostic]:
    """P104 or P105 for each record. Refused URLs and missing glyphs are reported elsewhere and left out here."""
    for record in records:
        message = record.getMessage()
        if message.startswith(".notdef glyph") or any(url in message for url in refused):
            continue
        if message.startswith(("Failed to load", "Failed to render")):
            yield diagnostic("P105", f"something cannot be shown: {message}", help="save the image again from the program that made it")
        else:
            help = "take it out of the style sheet, or write what WeasyPrint knows"
            message, at = _in_own_sheet(folder, message)
            yield diagnostic("P104", f"the style sheet is not fully understood: {message}", help=help, at=at)


def _in_own_sheet(folder: Path, message: str) -> tuple[str, Location | None]:
    """The message about an ignored declaration or function, and its line in the book's own style sheets.

    The line is searched for, because WeasyPrint counts the lines of all sheets together.
    """
    ignored = next(filter(None, (wording.search(message) for wording in IGNORED)), None)
    if not ignored:
        return message, None
    written = " ".join(ignored["text"].split())
    wanted = "".join(ignored["text"].split())
    for sheet in sorted((folder / "styles").glob("*.css")):
        for number, line in enumerate(sheet.read_text(encoding="utf-8", errors="replace").splitlines(), 1):
            if wanted in "".join(line.split()):
                at = Location(path=sheet.relative_to(folder).as_posix(), line=number)
                return f"“{written}” is left out, {ignored['why'].rstrip('.').lower()}", at
    return message, None
