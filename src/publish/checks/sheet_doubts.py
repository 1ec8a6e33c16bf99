"""What is told about the book's own style sheet for the e-book: what may hide text (S110), and words that it writes itself (S111)."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import tinycss2

from publish.checks.edition_words import EditionWords
from publish.diagnostics import Diagnostic, Location, diagnostic

SHEET = "epub.css"


def doubts_of_sheets(folder: Path, words: EditionWords, *, is_drawn: bool) -> Iterator[Diagnostic]:
    """S110 for each part of the sheets that may hide text, S111 for each that writes words, at its place in the book's `folder`.

    Where the pages were drawn, a doubt is settled.
    """
    if not (words.doubts or words.inserted):
        return
    places = _places(folder)
    for doubt in () if is_drawn else words.doubts:
        at = _place_of(doubt.written, places)
        if doubt.words:
            message = f"“{doubt.written}” may hide text in the e-book, for example “{doubt.words} …” ({doubt.file})"
        elif at is None or ":" in doubt.written:
            message = f"“{doubt.written}” may hide text in the e-book"
        else:
            message = f"“{doubt.written}” is not known to publish, and may hide text in the e-book"
        remedy = "with Chromium installed, publish draws the page and sees; or look yourself, and accept it with “ignore” under [check]"
        yield diagnostic("S110", message, help=remedy, at=at or Location(path=f"styles/{SHEET}"))
    for written in words.inserted:
        yield diagnostic(
            "S111",
            f"the style sheet writes words that the manuscript does not have: “{written}”",
            help="write them in the manuscript, where they are proved; not every reading system shows what a sheet writes",
            at=_place_of(written, places) or Location(path=f"styles/{SHEET}"),
        )


Places = dict[str, Location]


def _place_of(written: str, places: Places) -> Location | None:
    """The place of a declaration, with or without its pseudo-element and what follows in parentheses, or of a selector."""
    plain = written.split(", ", 1)[1] if written.startswith("::") and ", " in written else written
    plain = plain.split(" (at night", 1)[0]
    return places.get(plain.removesuffix("…")) or next(
        (at for text, at in places.items() if text.startswith(plain.removesuffix("…"))), None
    )


def _places(folder: Path) -> Places:
    """The place of each declaration, selector and at-rule in the book's own sheets; of equal ones, the first."""
    places: Places = {}
    for path in sorted((folder / "styles").rglob("*.css"), key=lambda path: (path.name != SHEET, path)):
        try:
            text = path.read_text(encoding="utf-8-sig")
        except (OSError, UnicodeDecodeError):
            continue
        _collect(tinycss2.parse_stylesheet(text, skip_comments=True, skip_whitespace=True), path.relative_to(folder).as_posix(), places)
    return places


def _collect(nodes: Sequence[Any], path: str, places: Places) -> None:
    for node in nodes:
        at = Location(path=path, line=node.source_line, column=node.source_column)
        if node.type == "declaration":
            places.setdefault(f"{node.lower_name}: {' '.join(tinycss2.serialize(node.value).split())}", at)
        elif node.type in {"qualified-rule", "at-rule"}:
            places.setdefault(f"@{node.at_keyword}" if node.type == "at-rule" else " ".join(tinycss2.serialize(node.prelude).split()), at)
            if node.content is not None:
                _collect(tinycss2.parse_blocks_contents(node.content, skip_comments=True, skip_whitespace=True), path, places)
